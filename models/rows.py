"""One person's examples of one kind as rows in time order: what a memory is refitted from and explains itself with."""

import bisect
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from sys import intern

import numpy as np

from devices.vocabulary import Value

from .example import Example, Source
from .features import Layout, hour_of_day, part_of_day
from .preference import Because

MOST = 500  # rows kept per person and kind
BLOCK = 100  # dropped together, oldest first: replaying what is left then costs little per lesson

_DAY_S = 86_400.0
_zones: dict[timedelta | None, tzinfo] = {}  # by offset from UTC: every stored time brings a zone of its own


@dataclass(frozen=True, slots=True)
class Row:
    """What is remembered of an example beside its columns. A home has tens of thousands: names and zones are shared."""

    id: int | None
    local: datetime
    room: str
    place: str | None
    part: str
    hour: float
    value: Value
    weight: float
    accepted: bool
    source: str
    day: float  # since 1970, UTC

    @property
    def order(self) -> tuple[object, ...]:
        """Two rows of one moment stand in the same order whenever they came."""
        return (self.day, self.local.timestamp(), str(self.value), self.weight, self.room, self.place or "", self.source)

    def because(self, pull: float) -> Because:
        return Because(self.id, self.local.isoformat(timespec="minutes"), self.value, pull)


def row(example: Example, value: Value) -> Row:
    context = example.context
    local = context.local
    if isinstance(local.tzinfo, timezone):
        local = local.replace(tzinfo=_zones.setdefault(local.utcoffset(), local.tzinfo))
    return Row(
        example.id,
        local,
        intern(str(context.room)),
        None if context.place is None else intern(str(context.place)),
        part_of_day(context),
        hour_of_day(context),
        intern(str(value)) if isinstance(value, str) else value,
        example.weight,
        example.source is Source.ACCEPT,
        example.source.value,
        example.at.timestamp() / _DAY_S,
    )


def days(now: datetime) -> float:
    return now.astimezone(UTC).timestamp() / _DAY_S


class Rows:
    """Sorted, at most MOST. Whether examples came one by one or all at once, the same rows are kept.

    x: their columns, shape (len(kept), layout.size).
    """

    __slots__ = ("_layout", "_room", "kept")

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self.kept: list[Row] = []
        self._room = np.zeros((0, layout.size))  # for a few more than there are

    @property
    def x(self) -> np.ndarray:
        return self._room[: len(self.kept)]

    def add(self, example: Example, value: Value) -> bool:
        """True when it simply came last; otherwise whoever keeps a running state must run through all rows again."""
        new, n = row(example, value), len(self.kept)
        is_last = not n or new.order >= self.kept[-1].order
        at = n if is_last else bisect.bisect_right(self.kept, new.order, key=lambda r: r.order)
        if n == len(self._room):
            self._room = np.concatenate([self._room, np.zeros((min(MOST + 1, max(8, n)), self._layout.size))])
        self._room[at + 1 : n + 1] = self._room[at:n].copy()
        self._room[at] = self._layout.vector(example.context)
        self.kept.insert(at, new)
        if len(self.kept) > MOST:
            del self.kept[:BLOCK]
            self._room = self._room[BLOCK : n + 1].copy()
            return False
        return is_last

    def fill(self, new: Iterable[tuple[Example, Value]], most: int | None = None) -> None:
        """As adding them in time order to an empty one. most: keep no more than so many, the newest."""
        found = sorted(((row(example, value), example) for example, value in new), key=lambda pair: pair[0].order)
        kept = kept_of(len(found)) if most is None else min(most, len(found))
        found = found[len(found) - kept :]
        self.kept = [one for one, _ in found]
        self._room = np.zeros((kept, self._layout.size))
        for i, (_, example) in enumerate(found):
            spot, seen = self._layout.seen(example.context)
            self._room[i, spot.at] = seen


def kept_of(n: int) -> int:
    """How many of so many examples are kept: at most MOST, the oldest dropped in BLOCKs."""
    over = n - MOST
    return n if over <= 0 else n - -(-over // BLOCK) * BLOCK
