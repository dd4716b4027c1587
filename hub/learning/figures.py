"""How good the hub is, by kind and for the home: as right as it says, how much it does, how much of that is taken back.

Counts by day and kind, of no person: what is told of them names nobody, and a home that forgets somebody begins anew.
Source of the calibration: said and right in bins, as Guo et al. (2017), "On Calibration of Modern Neural Networks", section 2.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any, Self

from models.example import DEFAULT_WEIGHT, Example, Source
from models.kind import kinds
from models.preference import hit

from ..decision import STANDING, WHILE_STAYING, Decision, Outcome, Trigger

DAYS = 28  # so many are counted
WITHIN_S = 600.0  # so soon after an act it is taken back
BINS = 5
LEAST = 10  # of fewer nothing is said
THEIRS = 0.5
_REMEMBERED = 200  # acts that may still be taken back
_MOST_SECONDS = 50  # kept a day and kind
_BY_ITSELF = frozenset({Trigger.ARRIVAL, Trigger.EMPTY, Trigger.SLEEPING, Trigger.WAKING}) | WHILE_STAYING
_WEIGHED = frozenset({Trigger.ARRIVAL, Trigger.WAKING})
_NOT_SILENT = STANDING | {"held_by_hand", "paused", "unreachable"}  # left alone for another reason than not knowing


@dataclass(slots=True)
class KindCounts:
    """Of a kind on one day. weighed: arrivals at which something of the kind could have been done; silent: and nothing was said
    for want of knowing. said, right, guesses: by how sure the hub was."""

    acts: int = 0
    reversed: int = 0
    seconds: list[int] = field(default_factory=list)
    weighed: int = 0
    silent: int = 0
    claimed: list[float] = field(default_factory=lambda: [0.0] * BINS)
    right: list[int] = field(default_factory=lambda: [0] * BINS)
    guesses: list[int] = field(default_factory=lambda: [0] * BINS)

    def to_json(self) -> list[Any]:
        said = [round(sure, 4) for sure in self.claimed]
        return [self.acts, self.reversed, self.seconds, self.weighed, self.silent, said, self.right, self.guesses]

    def add(self, other: "KindCounts") -> None:
        self.acts += other.acts
        self.reversed += other.reversed
        self.seconds = [*self.seconds, *other.seconds]
        self.weighed += other.weighed
        self.silent += other.silent
        for at in range(BINS):
            self.claimed[at] += other.claimed[at]
            self.right[at] += other.right[at]
            self.guesses[at] += other.guesses[at]


class Figures:
    """Owned by the loop's thread. is_new: whether something was counted since it was kept last."""

    def __init__(self) -> None:
        self.is_new = False
        self._days: dict[str, dict[str, KindCounts]] = {}
        self._acts: dict[tuple[str, str], datetime] = {}  # decision, kind → when; those that may still be taken back

    @classmethod
    def from_json(cls, kept: Any) -> Self:
        """What is not as it should be is counted anew."""
        found = cls()
        try:
            for day, by_kind in kept.items():
                date.fromisoformat(day)
                found._days[day] = {kind: KindCounts(*row) for kind, row in by_kind.items()}
        except (AttributeError, TypeError, ValueError):
            found._days = {}
        return found

    def to_json(self) -> dict[str, Any]:
        return {day: {kind: counts.to_json() for kind, counts in found.items()} for day, found in self._days.items()}

    def forget(self) -> None:
        """Somebody is forgotten: whose acts these were is not known, so all go."""
        self._days.clear()
        self._acts.clear()
        self.is_new = True

    # Counting

    def decided(self, decision: Decision) -> None:
        """What was done by itself, and what was not said."""
        if decision.trigger not in _BY_ITSELF:
            return
        at = decision.moment.at
        for kind in {wish.quantity for wish in decision.wishes}:
            outcomes = [(w.outcome, w.reason.code) for w in decision.wishes if w.quantity == kind]
            counts = self._of(at, kind)
            if any(outcome is Outcome.SENT for outcome, _ in outcomes):
                counts.acts += 1
                self._acts[decision.id, kind] = at
            if decision.trigger in _WEIGHED:
                counts.weighed += 1
                counts.silent += all(o is Outcome.HELD and code not in _NOT_SILENT for o, code in outcomes)
            self.is_new = True
        while len(self._acts) > _REMEMBERED:
            del self._acts[next(iter(self._acts))]

    def learned(self, example: Example) -> None:
        """A choice, with what the hub would have said before."""
        kind = kinds().get(example.kind)
        is_theirs = example.weight / DEFAULT_WEIGHT[example.source] >= THEIRS
        if kind is None or not is_theirs or example.source is Source.HISTORY:
            return
        self._taken_back(example)
        right = hit(kind, example.predicted, example.value)
        if right is not None and example.q is not None:
            sure = min(max(example.q, 0.0), 1.0)
            counts, at = self._of(example.at, example.kind), min(int(sure * BINS), BINS - 1)
            counts.claimed[at] += sure
            counts.right[at] += right
            counts.guesses[at] += 1
            self.is_new = True

    def _taken_back(self, example: Example) -> None:
        if example.source not in (Source.CORRECTION, Source.UNDO):
            return
        act = self._acts.pop((example.decision, example.kind), None)
        seconds = None if act is None else (example.at - act).total_seconds()
        if act is not None and seconds is not None and 0.0 <= seconds <= WITHIN_S:
            counts = self._of(act, example.kind)
            counts.reversed += 1
            counts.seconds = [*counts.seconds, round(seconds)][-_MOST_SECONDS:]

    def _of(self, at: datetime, kind: str) -> KindCounts:
        day = at.date().isoformat()
        if day not in self._days:
            oldest = (at.date() - timedelta(days=DAYS)).isoformat()
            self._days = {known: found for known, found in self._days.items() if known > oldest}
        return self._days.setdefault(day, {}).setdefault(kind, KindCounts())

    # Telling

    def told(self, now: datetime) -> dict[str, Any]:
        """Over the last DAYS days: all kinds together, and each. What too few speak of is None."""
        oldest = (now.date() - timedelta(days=DAYS)).isoformat()
        known = {day: found for day, found in self._days.items() if day > oldest}
        names = sorted({kind for found in known.values() for kind in found})
        days = max(1, (now.date() - date.fromisoformat(min(known))).days + 1) if known else 1
        found = {kind: self._summed(found.get(kind) for found in known.values()) for kind in names}
        together = self._summed(found.values())
        return {"days": days, **_figures(together, days), "kinds": {kind: _figures(found[kind], days) for kind in names}}

    def _summed(self, several: Iterable[KindCounts | None]) -> KindCounts:
        whole = KindCounts()
        for counts in several:
            if counts is not None:
                whole.add(counts)
        return whole


def _figures(counts: KindCounts, days: int) -> dict[str, Any]:
    bins = [(counts.claimed[at], counts.right[at], n) for at, n in enumerate(counts.guesses) if n >= LEAST]
    told = [{"said": round(said / n, 3), "right": round(right / n, 3), "n": n} for said, right, n in bins]
    guesses = sum(n for _, _, n in bins)
    return {
        "acts": counts.acts,
        "acts_a_day": round(counts.acts / days, 2),
        "reversed": round(counts.reversed / counts.acts, 3) if counts.acts >= LEAST else None,
        "seconds_to_reversal": median(counts.seconds) if counts.seconds else None,
        "silence": round(counts.silent / counts.weighed, 3) if counts.weighed >= LEAST else None,
        "arrivals": counts.weighed,
        "calibration": told,
        "calibration_error": round(sum(abs(said - right) for said, right, _ in bins) / guesses, 3) if guesses else None,
    }
