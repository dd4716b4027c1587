"""How often the hub was right of late about one person, room and kind, and what that has earned: the ladder's records.

What contradicts a guess alike on two days running is another habit, and counts as no guess (``same_again.py``).
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from devices.vocabulary import OTHER_MUSIC
from models.example import DEFAULT_WEIGHT, Example, Source
from models.kind import Kind
from models.preference import Borrowed, hit

from .same_again import Misses

FADES = 0.93  # of the record, per guess: about the last fourteen count
SUGGEST_AFTER, ACT_AFTER = 3.0, 5.5  # faded guesses needed
SUGGEST_RATE, ACT_RATE = 0.6, 0.72  # of them right, with one wrong guess assumed before the first
GUESSED = 0.5  # below this the hub had nothing to say: no guess, right or wrong
AS_SURE = (0.7, 0.8, 0.9)  # what is at least so sure has a record of its own, beside that of all
NOD = 0.3  # of a guess: nobody touched it, a weak yes
OF_LAST = 4  # acts
LENT = 10.0  # guesses, faded: the most that a newcomer's record begins with
THEIRS = 0.5  # a correction less probably this person's than that is not theirs to be annoyed by


@dataclass(slots=True)
class Record:
    """right, count: faded sums. cap: index into LEVELS, lowered by annoyance; right_since: right guesses in a row after that.

    acts: the last acts, each with its decision and whether it was left standing; one decision on three lamps is one act.
    left_off: stays in a row without the light the hub would have switched on. surer: of guesses and acts at least AS_SURE.
    misses: what may yet turn out to be another habit.
    """

    right: float = 0.0
    count: float = 0.0
    acts: deque[tuple[str, bool]] = field(default_factory=lambda: deque(maxlen=OF_LAST))
    cap: int = 2
    right_since: float = 0.0
    left_off: int = 0
    surer: tuple["Record", ...] = ()
    misses: Misses = field(default_factory=Misses)

    @classmethod
    def begun(cls) -> "Record":
        return cls(surer=tuple(cls() for _ in AS_SURE))

    def as_sure(self, sure: float) -> Iterator["Record"]:
        """Itself, and those that a guess so sure belongs to as well."""
        yield self
        for least, record in zip(AS_SURE, self.surer, strict=False):
            if sure >= least:
                yield record

    def most(self, sure: float, earn: bool) -> int:
        """Index into LEVELS of what is deserved for a guess so sure, no higher than annoyance leaves it."""
        return max(min(record.earned if earn else 2, record.cap) for record in self.as_sure(sure))

    @property
    def rate(self) -> float:
        """Share of right guesses, one wrong one assumed beforehand."""
        return self.right / (self.count + 1.0)

    @property
    def earned(self) -> int:
        """Index into LEVELS of what the guesses alone deserve."""
        return _earned(self.right, self.count)

    def earned_with(self, borrowed: Borrowed) -> int:
        """The same, begun with how often housemates were right, of each other and of this person: at least a suggestion."""
        lent = min(LENT, borrowed.of) * FADES**self.count
        right = lent * borrowed.right / borrowed.of if borrowed.of else 0.0
        return max(1, _earned(self.right + right, self.count + lent))

    def guess(self, example: Example, kind: Kind, is_changed: bool = False) -> None:
        """Whether the hub would have been right. is_changed: where a habit is another now, it could not have been."""
        right = hit(kind, example.predicted, example.value)
        if right is None or example.q is None or not example.q >= GUESSED or (is_changed and not right):
            return
        weight = NOD * share_of(example) if example.source is Source.ACCEPT else share_of(example)
        for one in self.as_sure(example.q):
            had_earned, cap = one.earned == 2, one.cap
            one.add(weight, right)
            is_theirs = example.source in (Source.HAND, Source.CORRECTION) and share_of(example) >= THEIRS
            if not right and is_theirs and one.misses.may_begin(example.context.local, had_earned, ACT_AFTER):
                one.misses.add(example, weight, cap)

    def same_again(self, example: Example, kind: Kind) -> bool:
        """Whether this says that a habit is another now; then what was wrong about it counts no more."""
        if example.source in (Source.UNDO, Source.HISTORY) or share_of(example) < THEIRS:
            return False
        if example.value == OTHER_MUSIC:
            return False  # nothing that could be wished for: it says that nothing is to be put on, and that counts
        found = [one.takes_back(example, kind) for one in (self, *self.surer)]
        return any(found)

    def takes_back(self, example: Example, kind: Kind) -> bool:
        """The same, of this record alone."""
        taken = self.misses.taken_back(example, kind)
        if taken is None:
            return False
        self.count = max(self.right, self.count - taken)
        if not self.misses.open:  # until then there is more to come of it
            self.cap = max(self.cap, self.misses.cap)
            self.acts.clear()
        return True

    def add(self, weight: float, is_right: bool) -> None:
        """One more guess."""
        self.right = FADES**weight * self.right + (weight if is_right else 0.0)
        self.count = FADES**weight * self.count + weight
        self.misses.fade(FADES**weight)
        self.misses.right += weight if is_right else 0.0
        if self.cap < 2:
            self.right_since = self.right_since + weight if is_right else 0.0
            if self.right_since >= SUGGEST_AFTER:
                self.cap, self.right_since = self.cap + 1, 0.0


def _earned(right: float, count: float) -> int:
    rate = right / (count + 1.0)
    if count >= ACT_AFTER and rate >= ACT_RATE:
        return 2
    return 1 if count >= SUGGEST_AFTER and rate >= SUGGEST_RATE else 0


def share_of(example: Example) -> float:
    """How probably the example is this person's: its weight, the source's own weight taken out."""
    return min(1.0, max(0.0, example.weight / DEFAULT_WEIGHT[example.source]))
