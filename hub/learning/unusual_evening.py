"""Evenings unlike all others: more people move about than live there, hands contradict habits in several rooms, and late. Pure.

In the flow: how each evening went, in numbers that name nobody → whether the last is offered not to count. Never by itself.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from models.example import Example, Source
from models.kind import kinds

FROM_H, TO_H = 18, 5  # of the home's clock
KNOWN = 5  # evenings, before one can be unlike them
KEPT = 28
MOVED, TIMES = 6, 2.0  # movements of more people than live there, at least; times as many as on any other evening
CONTRADICTED, ROOMS = 3, 2  # hands that contradict habits, at least, and in so many rooms
LATE_H = 22
FORGET, KEEP = "forget", "keep"  # answers to the offer


@dataclass(frozen=True, slots=True)
class Evening:
    """began: local date, ISO. moved: how often it began to move in more rooms at once than there were residents at home.
    contradicted: hands that set otherwise than was foretold; rooms: in how many. latest: hours after noon of the last of all
    these, 0 for none."""

    began: str
    moved: int = 0
    contradicted: int = 0
    rooms: int = 0
    latest: float = 0.0

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Any) -> "Evening":
        """Raises KeyError, TypeError, ValueError for what is none."""
        datetime.fromisoformat(kept["began"])
        return cls(str(kept["began"]), int(kept["moved"]), int(kept["contradicted"]), int(kept["rooms"]), float(kept["latest"]))


def is_unlike(last: Evening, others: Sequence[Evening]) -> bool:
    """Whether an evening was unlike all others that are known of."""
    if len(others) < KNOWN:
        return False
    is_crowded = last.moved >= max(MOVED, TIMES * max(other.moved for other in others))
    is_contrary = last.contradicted >= max(CONTRADICTED, 1 + max(other.contradicted for other in others))
    return is_crowded and is_contrary and last.rooms >= ROOMS and last.latest >= LATE_H - 12


def contrary(examples: Iterable[Example]) -> list[Example]:
    """Hands that set otherwise than was foretold: one of each moment, whoever they were credited to."""
    found: dict[tuple[object, ...], Example] = {}
    for example in examples:
        kind = kinds().get(example.kind)
        if kind is None or example.predicted is None or example.source not in (Source.HAND, Source.CORRECTION):
            continue
        if not kind.near(example.predicted, example.value):
            found.setdefault((example.at, example.kind, example.context.room, example.context.place), example)
    return list(found.values())


def hours_after_noon(local: datetime) -> float:
    """0 to 24: midnight is 12."""
    return (local.hour + local.minute / 60.0 - 12.0) % 24.0
