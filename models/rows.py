"""One person's examples of one kind as rows in time order: what a memory is refitted from and explains itself with."""

import bisect
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from devices.vocabulary import Value

from .example import Example, Source
from .features import Layout, hour_of_day, part_of_day
from .preference import Because

MOST = 500  # rows kept per person and kind
BLOCK = 100  # dropped together, oldest first: replaying what is left then costs little per lesson

_DAY_S = 86_400.0


@dataclass(frozen=True, slots=True)
class Row:
    """What is remembered of an example beside its numbers."""

    order: tuple[object, ...]
    id: int | None
    local: datetime
    room: str
    place: str | None
    part: str
    hour: float
    value: Value
    weight: float
    accepted: bool
    day: float  # since 1970, UTC
    x: np.ndarray

    def because(self, pull: float) -> Because:
        return Because(self.id, self.local.isoformat(timespec="minutes"), self.value, pull)


def row(example: Example, layout: Layout, value: Value) -> Row:
    context = example.context
    at = example.at.timestamp()
    order = (at, context.local.timestamp(), str(value), example.weight, context.room, context.place or "", example.source.value)
    return Row(
        order,
        example.id,
        context.local,
        context.room,
        context.place,
        part_of_day(context),
        hour_of_day(context),
        value,
        example.weight,
        example.source is Source.ACCEPT,
        at / _DAY_S,
        layout.vector(context),
    )


def days(now: datetime) -> float:
    return now.astimezone(UTC).timestamp() / _DAY_S


class Rows:
    """Sorted, at most MOST. Whether examples came one by one or all at once, the same rows are kept."""

    __slots__ = ("kept",)

    def __init__(self) -> None:
        self.kept: list[Row] = []

    def add(self, new: Row) -> bool:
        """True when it simply came last; otherwise whoever keeps a running state must run through all rows again."""
        last = not self.kept or new.order >= self.kept[-1].order
        if last:
            self.kept.append(new)
        else:
            bisect.insort(self.kept, new, key=lambda r: r.order)
        if len(self.kept) > MOST:
            del self.kept[:BLOCK]
            return False
        return last

    def fill(self, new: Iterable[Row]) -> None:
        """As adding them in time order to an empty one."""
        self.kept = sorted(new, key=lambda r: r.order)
        del self.kept[: len(self.kept) - kept_of(len(self.kept))]


def kept_of(n: int) -> int:
    """How many of so many examples are kept: at most MOST, the oldest dropped in BLOCKs."""
    over = n - MOST
    return n if over <= 0 else n - -(-over // BLOCK) * BLOCK
