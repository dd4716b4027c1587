"""How often each person has to correct the hub: the figure that says whether it is any good."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from devices.vocabulary import OccupantId
from models.example import DEFAULT_WEIGHT, Example, Source

DAYS = 7.0
THEIRS = 0.5  # a correction less probably this person's than that is somebody else's


class Corrections:
    """By person, from the same examples as everything else. Owned by the loop's thread."""

    def __init__(self) -> None:
        self._first: dict[OccupantId, datetime] = {}
        self._at: dict[OccupantId, dict[str, datetime]] = {}  # by decision: one decision put right on three lamps is one

    def learn(self, example: Example) -> None:
        who = example.occupant
        self._first[who] = min(self._first.get(who, example.at), example.at)
        if example.source not in (Source.CORRECTION, Source.UNDO):
            return
        if example.weight / DEFAULT_WEIGHT[example.source] >= THEIRS:
            self._at.setdefault(who, {})[example.decision or example.at.isoformat()] = example.at

    def rebuild(self, examples: Iterable[Example], first: Mapping[OccupantId, datetime] | None = None) -> None:
        """Everything again from stored examples. first: each person's first, where not all are given."""
        self._first = dict(first or {})
        self._at.clear()
        for example in examples:
            self.learn(example)

    def per_day(self, occupant: OccupantId, now: datetime) -> float | None:
        """Over the last week, or the time since the first example where that is shorter; None before it."""
        first = self._first.get(occupant)
        if first is None:
            return None
        known = self._at.get(occupant, {})
        week = now - timedelta(days=DAYS)
        for decision in [d for d, at in known.items() if at < week]:
            del known[decision]
        days = min(DAYS, max(1.0, (now - first).total_seconds() / 86_400.0))
        return len(known) / days
