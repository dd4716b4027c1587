"""The ladder: each person, room and kind goes watch → suggest → act by its own measured hit rate, and back when it annoys.

Every example carries what the hub would have said before learning it. A guess counts as right when the person would not have
reached for the switch over it. The record fades, so that a changed habit is noticed.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from devices.vocabulary import OccupantId, RoomId
from models.example import Example, Source
from models.kind import Kind, kinds

LEVELS = ("watch", "suggest", "act")
FADES = 0.93  # of the record, per guess: about the last fourteen count
SUGGEST_AFTER, ACT_AFTER = 3.0, 5.5  # faded guesses needed
SUGGEST_RATE, ACT_RATE = 0.6, 0.72  # of them right, with one wrong guess assumed before the first
GUESSED = 0.5  # below this the hub had nothing to say: no guess, right or wrong
ANNOYED, OF_LAST = 2, 4  # corrections of the last acts that take a step down
ANNOYED_UNEARNED = 3  # the same where autonomy need not be earned


@dataclass(slots=True)
class Record:
    """right, count: faded sums. acts: the last acts, True where they were left standing. ceiling: lowered by annoyance."""

    right: float = 0.0
    count: float = 0.0
    acts: deque[bool] = field(default_factory=lambda: deque(maxlen=OF_LAST))
    cap: int = 2
    since_cap: float = 0.0

    @property
    def rate(self) -> float:
        """Share of right guesses, one wrong one assumed beforehand."""
        return self.right / (self.count + 1.0)


class Ladder:
    """ceiling: the home's. earn: False starts everybody at the ceiling; annoyance still counts."""

    def __init__(self, ceiling: str = "act", earn: bool = True) -> None:
        self.ceiling, self._earn = ceiling, earn
        self._records: dict[tuple[OccupantId, str, str], Record] = {}

    def learn(self, example: Example) -> None:
        """Takes one judged example in, in time order."""
        kind = kinds().get(example.kind)
        if kind is None or example.source is Source.HISTORY:
            return
        key = (example.occupant, example.context.room, example.kind)
        record = self._records.setdefault(key, Record())
        self._annoyance(record, example)
        if example.predicted is None or example.q is None or example.q < GUESSED:
            return
        weight = min(1.0, example.weight)
        if example.source is Source.ACCEPT:
            weight = 0.3 * min(1.0, weight / 0.15)  # nobody touched it: a weak yes
        right = _is_right(kind, example)
        record.right = FADES**weight * record.right + (weight if right else 0.0)
        record.count = FADES**weight * record.count + weight
        if record.cap < 2:
            record.since_cap = record.since_cap + weight if right else 0.0
            if record.since_cap >= SUGGEST_AFTER:
                record.cap, record.since_cap = record.cap + 1, 0.0

    def rebuild(self, examples: Iterable[Example]) -> None:
        """Everything again from stored examples in time order; equal to having learned them one by one."""
        self._records.clear()
        for example in examples:
            self.learn(example)

    def level(self, occupant: OccupantId, room: RoomId | str, kind: str) -> str:
        """watch, suggest or act: what the record has earned, no higher than annoyance and the home's ceiling leave it."""
        record = self._records.get((occupant, room, kind))
        earned = 2 if not self._earn else 0 if record is None else _earned(record)
        cap = 2 if record is None else record.cap
        return LEVELS[min(earned, cap, LEVELS.index(self.ceiling))]

    def forget(self, occupant: OccupantId) -> None:
        for key in [key for key in self._records if key[0] == occupant]:
            del self._records[key]

    def standing(self) -> Mapping[tuple[OccupantId, str, str], tuple[str, float, float]]:
        """(person, room, kind) → level, share of right guesses, how many count."""
        return {
            key: (self.level(key[0], key[1], key[2]), record.rate, record.count)
            for key, record in sorted(self._records.items())
        }

    def _annoyance(self, record: Record, example: Example) -> None:
        if example.acted is None:
            return
        record.acts.append(example.source not in (Source.CORRECTION, Source.UNDO))
        limit = ANNOYED if self._earn else ANNOYED_UNEARNED
        if list(record.acts).count(False) >= limit and record.cap > 0:
            floor = 0 if self._earn else 1  # unearned autonomy goes back to asking, not to silence
            record.cap = max(floor, min(record.cap, _earned(record) if self._earn else 2) - 1)
            record.since_cap = 0.0
            record.acts.clear()


def _earned(record: Record) -> int:
    if record.count >= ACT_AFTER and record.rate >= ACT_RATE:
        return 2
    return 1 if record.count >= SUGGEST_AFTER and record.rate >= SUGGEST_RATE else 0


def _is_right(kind: Kind, example: Example) -> bool:
    predicted, value = example.predicted, example.value
    if kind.choice or isinstance(predicted, bool | str | None) or isinstance(value, bool | str):
        return predicted == value
    return abs(predicted - value) <= kind.tolerance
