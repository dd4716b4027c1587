"""The independent witness: watches what devices are told and counts every command that should never have been sent.

It knows only what a neighbour at the window could know: who is in which room, who set what by hand, who agreed to what.
"""

from collections.abc import Collection, Mapping

from devices.vocabulary import OccupantId
from models.kind import kinds


class Witness:
    """agreed: person → domains they agreed to. rooms: where each device is."""

    def __init__(self, agreed: Mapping[OccupantId, Collection[str]], rooms: Mapping[str, str]) -> None:
        self._agreed, self._rooms = agreed, rooms
        self._places: dict[str, str] = {}
        self._by_hand: dict[tuple[str, str], str] = {}  # device, quantity → who set it, as long as they are in its room

    def goes(self, who: str, place: str) -> None:
        self._places[who] = place
        self._by_hand = {key: by for key, by in self._by_hand.items() if by != who or self._rooms[key[0]] == place}

    def set_by_hand(self, device: str, quantities: Collection[str], who: str | None) -> None:
        """Left alone from now on until that person leaves the room."""
        for quantity in quantities:
            self._by_hand.pop((device, quantity), None)
            if who is not None and self._places.get(who) == self._rooms[device]:
                self._by_hand[device, quantity] = who

    def wrong(self, device: str, told: Collection[str]) -> list[str]:
        """What is wrong with a command of the hub, each one sentence. told: quantities."""
        found = [
            f"{device} {quantity} was set by {self._by_hand[device, quantity]}, who is still there"
            for quantity in told
            if (device, quantity) in self._by_hand
        ]
        present = [OccupantId(who) for who, place in self._places.items() if place == self._rooms[device]]
        for domain in dict.fromkeys(kinds()[quantity].domain for quantity in told):
            if present and not any(domain in self._agreed[who] for who in present):
                found.append(f"nobody there agreed to {domain}, and {device} was told {', '.join(told)}")
        return found
