"""How much may be learned in a minute and a day of what contradicts a settled habit: one source that raves, or somebody at a
switch who means no good, must not carry it away. What is not known well yet is learned as it comes.

In the flow: Burst → Example → (here) → store, learners. A habit that has changed comes again tomorrow, and counts then.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from devices.vocabulary import Moment, OccupantId, Value
from models.example import Example
from models.kind import Kind, kinds

SURE = 0.7  # the hub would act on it (acting_gate): a habit
A_MINUTE, MINUTE_S = 2, 60.0
A_DAY, A_DAY_OF_CHOICES, DAY_S = 2, 4, 86_400.0  # two outliers move a level by less than its tolerance, three all the way
ANCHORED_S = 6 * 3600.0  # what is usual differs by the time of day; in smaller steps nobody gets past it either
MOST = 10_000  # habits kept in mind

SLOT_H = 2  # hours of the day whose habit is one: an evening has several levels, each usual at its time
_Key = tuple[str, str, str, str | None, str | None, int]


@dataclass(slots=True)
class _Habit:
    """anchor: what was usual, since when (monotonic). against: when what contradicts it was learned. is_told: of today."""

    anchor: Value
    since: float
    against: deque[float] = field(default_factory=deque)
    is_told: bool = False


class Pace:
    """Owned by the loop's thread. In memory only: a restart begins the day anew.

    tell: told, in words, once a day for each habit, what is not learned any more.
    """

    def __init__(self) -> None:
        self.tell: Callable[[str], object] = lambda _words: None
        self._habits: dict[_Key, _Habit] = {}

    def forget(self, occupant: OccupantId) -> None:
        """Nothing here is of the person afterwards."""
        self._habits = {key: habit for key, habit in self._habits.items() if key[0] != occupant}

    def allows(self, example: Example, now: Moment) -> bool:
        """Whether it may be learned; notes that it is."""
        kind = kinds().get(example.kind)
        habit = None if kind is None else self._habit(example, now)
        if kind is None or habit is None or kind.near(habit.anchor, example.value):
            return True
        while habit.against and now.mono - habit.against[0] > DAY_S:
            habit.against.popleft()
            habit.is_told = False
        of_minute = sum(now.mono - at <= MINUTE_S for at in habit.against)
        if of_minute >= A_MINUTE or len(habit.against) >= _most(kind):
            if not habit.is_told:
                habit.is_told = True
                self.tell(
                    f"{kind.called} in {example.context.room} is set otherwise than {example.occupant} usually has it again "
                    "and again: no more of it is learned for now; if it is so tomorrow too, it is learned then"
                )
            return False
        habit.against.append(now.mono)
        return True

    def _habit(self, example: Example, now: Moment) -> _Habit | None:
        """What is usual there; None while nothing is."""
        context = example.context
        key = (example.occupant, example.kind, context.room, context.place, context.activity, context.local.hour // SLOT_H)
        known, usual = self._habits.get(key), example.predicted
        if usual is None or example.q is None or example.q < SURE:
            return known
        if known is None or now.mono - known.since > ANCHORED_S:
            if len(self._habits) >= MOST:
                self._habits.clear()
            against, is_told = (deque[float](), False) if known is None else (known.against, known.is_told)
            known = self._habits[key] = _Habit(usual, now.mono, against, is_told)
        return known


def _most(kind: Kind) -> int:
    return A_DAY_OF_CHOICES if kind.choice else A_DAY
