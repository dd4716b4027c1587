"""A whole house speaking at once with nobody's hand: the mains are back, and every lamp tells what it wakes with.

In the flow: ``step.py`` shows it the changes of lamps that look like hands, and takes back what it made of the earlier ones.
One hand lights a few lamps of one room, by a group, a scene or the switch on the wall, and it is where somebody is.
(Zigbee2MQTT #2942, #26693, #9566.)
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from devices.vocabulary import DeviceId, RoomId

from ..home.readings import Change

AT_ONCE_S = 2.0  # they have all spoken by then
_FEW, _MANY = 3, 4
_FULL = 0.99


@dataclass(frozen=True, slots=True)
class Woken:
    """changes: of the last moment, that look like hands and were nobody's. is_house: the whole house has come back, also who
    has not spoken yet."""

    changes: tuple[Change, ...] = ()
    is_house: bool = False


class WholeHouse:
    """Owned by the loop's thread. is_empty: whether nobody is known to be in a room."""

    def __init__(self, is_empty: Callable[[RoomId], bool]) -> None:
        self._is_empty = is_empty
        self._changes: list[tuple[Change, RoomId, str]] = []
        self._woken: list[tuple[Change, str]] = []

    def nobodys(self, change: Change, room: RoomId, family: str, lamps: Collection[DeviceId], is_woken: bool) -> Woken:
        """Changes that look like hands and were nobody's; none where it is as likely a hand.

        lamps: all of the home that have said how they are. is_woken: this one has come back by its own word and only tells how
        it is. Its neighbours of the same family say less plainly that they are back: they wake with the same level and as
        bright as they can be. One that tells anything else meanwhile was set by somebody.
        """
        mono = change.when.mono
        if is_woken:
            self._woken.append((change, family))
        else:
            self._changes.append((change, room, family))
        self._woken = [one for one in self._woken if mono - one[0].when.mono <= AT_ONCE_S]
        self._changes = [one for one in self._changes if mono - one[0].when.mono <= AT_ONCE_S]
        if not any(one.trait.quantity != "power" or one.value is True for one, _, _ in self._changes):
            return Woken()  # all out at once: whoever goes to bed does that
        moved = {one.device for one, _, _ in self._changes}
        if self._is_house(moved, lamps):
            return Woken(tuple(one for one, _, _ in self._changes), is_house=True)
        alike = {one.device for one, _, of in self._changes if self._wakes_alike(one, of)}
        return Woken(tuple(one for one, _, _ in self._changes if one.device in alike))

    def _wakes_alike(self, change: Change, family: str) -> bool:
        """Whether a lamp that has come back a moment ago woke just so."""
        level = change.value
        if change.trait.quantity != "brightness" or not isinstance(level, float) or level < _FULL:
            return False
        others = (one for one, of in self._woken if of == family and one.device != change.device)
        return any(one.trait.name == change.trait.name and change.trait.same(one.value, level) for one in others)

    def _is_house(self, moved: set[DeviceId], lamps: Collection[DeviceId]) -> bool:
        rooms = {room for _, room, _ in self._changes}
        if len(rooms) > 1:
            return len(moved) >= _FEW and 2 * len(moved) >= len(lamps) and any(map(self._is_empty, rooms))
        # In one room alone only where it is all there is, and all as bright as they can be.
        levels = [one.value for one, _, _ in self._changes if one.trait.quantity == "brightness"]
        is_full = bool(levels) and all(isinstance(level, float) and level >= _FULL for level in levels)
        return len(moved) >= _MANY and moved >= set(lamps) and is_full
