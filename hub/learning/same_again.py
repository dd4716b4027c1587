"""Guesses that were wrong in the same way on two days running were wrong about a habit that has changed, not about the person.

In the flow: Example → (here) → the ladder's records, which then stand as they did before the change. Only what had earned to
act may be so forgiven, and not once more before it has been right again as often as that takes: a hub that goes on being wrong
goes down as ever.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from devices.vocabulary import Value
from models.example import Example
from models.kind import Kind

ABOUT = timedelta(hours=2.5)  # of the day: the same hour
APART = timedelta(hours=12.0)  # another day
ONE_CHANGE = timedelta(days=1.5)  # what differs in so many days is one change, in every part of the day
REMEMBERED = timedelta(days=15.0)  # who seldom comes has no sooner day to show
_DAY = timedelta(days=1.0)


@dataclass(slots=True)
class Miss:
    """What was chosen against a guess. left: of a guess, what of it still counts."""

    value: Value
    place: str | None
    local: datetime
    left: float


@dataclass(slots=True)
class Misses:
    """Those of one record that may yet turn out to be a change. began: with the first of them; cap: the record's before that.
    is_told: whether it has turned out so of any; right: guesses since then."""

    open: list[Miss] = field(default_factory=list)
    began: datetime | None = None
    cap: int = 2
    is_told: bool = False
    right: float = 0.0

    def fade(self, by: float) -> None:
        for miss in self.open:
            miss.left *= by

    def may_begin(self, at: datetime, has_earned: bool, enough: float) -> bool:
        """Whether a miss may be one that a change explains. has_earned: whether the record may act. enough: right guesses."""
        if not self.is_told or self.right >= enough:
            return has_earned or bool(self.open)
        return self.began is not None and at - self.began <= ONE_CHANGE

    def add(self, example: Example, left: float, cap: int) -> None:
        local = example.context.local
        self.open = [miss for miss in self.open if local - miss.local <= REMEMBERED]
        if self.began is None or (not self.open and local - self.began > ONE_CHANGE):
            self.began, self.cap, self.is_told = local, cap, False
        self.open.append(Miss(example.value, example.context.place, local, left))

    def taken_back(self, example: Example, kind: Kind) -> float | None:
        """What no longer counts, now that this was chosen; None where it says of no miss that it was a change."""
        local = example.context.local
        there = [m for m in self.open if m.place == example.context.place and _about(local, m.local)]
        earlier = [m for m in there if local - m.local > APART]
        if not earlier:
            return None
        self.open = [m for m in self.open if m not in there]
        if not any(kind.near(m.value, example.value) for m in earlier):
            return None
        if not self.is_told:
            self.is_told, self.right = True, 0.0
        return sum(m.left for m in there)


def _about(one: datetime, other: datetime) -> bool:
    apart = abs(one - other) % _DAY
    return min(apart, _DAY - apart) <= ABOUT
