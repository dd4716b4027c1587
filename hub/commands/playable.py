"""Which of the wishes under ``music:`` the home's players can play, for ``attune check --live``."""

from collections.abc import Mapping

from devices.family import Family
from devices.text import shown
from devices.vocabulary import Device, DeviceId, Settings


def unplayable(
    devices: Mapping[DeviceId, Device], family_of: Mapping[DeviceId, Family], settings: Settings
) -> tuple[list[str], list[str]]:
    """What no player plays, a sentence each, with the reasons; and what only some of them cannot, which may well be meant.

    So may be that one cannot be told how loud to play, or does not tell what it plays.
    """
    players = [device for device in devices.values() if any(t.quantity == "music" for t in device.traits.values())]
    found: list[str] = []
    notes: list[str] = []
    for wish, tune in settings.music.items():
        why = {device.id: reason for device in players if (reason := family_of[device.id].unplayable(tune))}
        if players and len(why) == len(players):
            reasons = "; ".join(dict.fromkeys(why.values()))
            found.append(f"no player can play music: {shown(wish, 60)}: {reasons}")
        else:
            notes += [f"{shown(device, 80)} cannot play music: {shown(wish, 60)}: {reason}" for device, reason in why.items()]
    for device in players:
        if all(trait.quantity != "volume" for trait in device.traits.values()):
            notes.append(f"{shown(device.id, 80)} cannot be told how loud to play, and does not tell")
        if any(trait.quantity == "music" and not trait.tells for trait in device.traits.values()):
            notes.append(
                f"{shown(device.id, 80)} does not tell of every wish that it plays: what a hand starts there may teach nothing"
            )
    return found, notes
