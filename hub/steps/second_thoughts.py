"""What was taken for a hand and is none after all, and what may have been one: a fade's last word, a whole house at once.

In the flow: ``manual_changes.py`` notes here what it makes of a hand, and is told what came of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from devices.vocabulary import DeviceId, Moment, Trait, Value

from ..attribution.expectation import arrived
from ..decision import Hold
from ..house import Current
from ..learning.bursts import Burst

TAKEN_BACK_S = 6.0  # by then a device has said why it moved, and a whole house has spoken
DOUBTED_S = 120.0  # who was asked how it is has answered by then, or will not

Key = tuple[DeviceId, str]


@dataclass(frozen=True, slots=True)
class Taken:
    """Something taken for a hand at mono. before: the holds it came in the place of."""

    mono: float
    before: tuple[tuple[Key, Hold | None], ...]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A value that came after its target, inside the fade, and was the last word. burst: what it teaches if it is a hand's."""

    trait: Trait
    target: Value | None
    value: Value
    burst: Burst | None
    since: float


class SecondThoughts:
    """Owned by the loop's thread."""

    def __init__(self, current: Current) -> None:
        self._current = current
        self._taken: dict[Key, Taken] = {}
        self._doubts: dict[Key, Doubt] = {}

    def note(self, key: Key, holds: Iterable[Hold], now: Moment) -> None:
        """Before these holds stand for a hand."""
        standing = self._current.house.ledger.holds
        self._taken = {one: taken for one, taken in self._taken.items() if now.mono - taken.mono <= TAKEN_BACK_S}
        before = tuple(((hold.device, hold.trait), standing.get((hold.device, hold.trait))) for hold in holds)
        self._taken[key] = Taken(now.mono, before)
        self._doubts.pop(key, None)

    def take_back(self, key: Key) -> None:
        """It was no hand: nothing of it stands, and what stood before does again."""
        house = self._current.house
        taken = self._taken.pop(key, None)
        house.bursts.drop(*key)
        for (device, trait), hold in () if taken is None else taken.before:
            house.ledger.holds.pop((device, trait), None)
            if hold is None:
                house.keep(partial(house.store.holds.drop, device, trait))
            else:
                house.ledger.hold(hold)
                house.keep(partial(house.store.holds.put, hold))

    def since(self, device: DeviceId, mono: float) -> list[str]:
        """Traits of a device taken for moved by a hand since then."""
        return [trait for (of, trait), taken in self._taken.items() if of == device and taken.mono >= mono]

    def doubt(self, key: Key, doubt: Doubt) -> None:
        self._doubts[key] = doubt

    def repeated(self, key: Key, value: Value, now: Moment) -> Burst | None:
        """It says again what was doubted, asked or of its own accord: it stays there. What that teaches."""
        doubt = self._doubts.get(key)
        if doubt is None or not doubt.trait.same(doubt.value, value):
            return None
        del self._doubts[key]
        return doubt.burst if now.mono - doubt.since <= DOUBTED_S else None

    def arrived(self, key: Key, value: Value) -> bool:
        """Whether it says now that it is where it was told to go: what was doubted was its own fade."""
        doubt = self._doubts.get(key)
        if doubt is None or not arrived(doubt.trait, value, doubt.target):
            return False
        del self._doubts[key]
        return True
