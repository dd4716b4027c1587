"""The independent witness: watches what devices are told and counts every command that should never have been sent.

It knows only what a neighbour at the window could know: who is in which room, who set what by hand, who agreed to what.
"""

from collections.abc import Collection, Mapping

from .devices import Simulated


class Witness:
    """agreed: person → domains they agreed to."""

    def __init__(self, agreed: Mapping[str, Collection[str]]) -> None:
        self._agreed = agreed
        self._by_hand: dict[tuple[str, str], tuple[str, set[str]]] = {}  # device, key → its room, and who set it

    def set_by_hand(self, device: Simulated, keys: Collection[str], who: str) -> None:
        """Left alone from now on until that person leaves the room."""
        for key in keys:
            self._by_hand[device.name, key] = (device.room, {who})

    def left(self, who: str, room: str) -> None:
        self._by_hand = {k: (r, p) for k, (r, p) in self._by_hand.items() if r != room or who not in p}

    def wrong(self, device: Simulated, asked: Mapping[str, object], present: Collection[str]) -> list[str]:
        """What is wrong with a command of the hub, each one sentence. present: who is in the device's room."""
        found = []
        for key in asked:
            held = self._by_hand.get((device.name, key))
            if held is not None:
                found.append(f"{device.name} {key} was set by {', '.join(held[1])}, who is still there")
        if present and not any(device.domain in self._agreed[who] for who in present):
            found.append(f"nobody there agreed to {device.domain}, and {device.name} was told {dict(asked)}")
        return found
