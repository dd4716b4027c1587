"""One person's examples of one kind as rows in time order: what a memory is refitted from and explains itself with."""

import bisect
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from sys import intern

import numpy as np

from devices.vocabulary import Value

from .example import Example, Source
from .features import Layout, hour_of_day
from .parts_of_day import part_of_day
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

    Of their columns only those are held that are not zero by the row's room and place: half, in a house of a dozen rooms.
    """

    __slots__ = ("_at", "_layout", "_seen", "kept")

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self.kept: list[Row] = []
        self._seen = np.zeros((0, layout.most_seen))  # for a few more than there are
        self._at = np.zeros((0, layout.most_seen), dtype=np.int16)

    @property
    def x(self) -> np.ndarray:
        """Every row's columns, shape (len(kept), layout.size); 0.1 ms at 500."""
        n = len(self.kept)
        found = np.zeros((n, self._layout.size))
        found[np.arange(n)[:, None], self._at[:n]] = self._seen[:n]
        return found

    def x_of(self, i: int) -> np.ndarray:
        found = np.zeros(self._layout.size)
        found[self._at[i]] = self._seen[i]
        return found

    def add(self, example: Example, value: Value) -> bool:
        """True when it simply came last; otherwise whoever keeps a running state must run through all rows again."""
        new, n = row(example, value), len(self.kept)
        is_last = not n or new.order >= self.kept[-1].order
        at = n if is_last else bisect.bisect_right(self.kept, new.order, key=lambda r: r.order)
        if n == len(self._seen):
            self._resize(n + min(MOST + 1, max(8, n)))
        for columns in (self._seen, self._at):
            columns[at + 1 : n + 1] = columns[at:n].copy()
        self._put(at, example)
        self.kept.insert(at, new)
        if len(self.kept) > MOST:
            del self.kept[:BLOCK]
            self._seen, self._at = self._seen[BLOCK : n + 1].copy(), self._at[BLOCK : n + 1].copy()
            return False
        return is_last

    def fill(self, new: Iterable[tuple[Example, Value]], most: int | None = None) -> None:
        """As adding them in time order to an empty one. most: keep no more than so many, the newest."""
        found = sorted(((row(example, value), example) for example, value in new), key=lambda pair: pair[0].order)
        kept = kept_of(len(found)) if most is None else min(most, len(found))
        found = found[len(found) - kept :]
        self.kept = [one for one, _ in found]
        self._resize(kept)
        for i, (_, example) in enumerate(found):
            self._put(i, example)

    def _resize(self, room: int) -> None:
        seen, at = np.zeros((room, self._layout.most_seen)), np.zeros((room, self._layout.most_seen), dtype=np.int16)
        n = min(room, len(self._seen))
        seen[:n], at[:n] = self._seen[:n], self._at[:n]
        self._seen, self._at = seen, at

    def _put(self, i: int, example: Example) -> None:
        spot, seen = self._layout.seen(example.context)
        n = len(seen)
        self._seen[i, :n], self._at[i, :n] = seen, spot.at
        self._seen[i, n:], self._at[i, n:] = seen[0], spot.at[0]  # said again, where a row has fewer


def kept_of(n: int) -> int:
    """How many of so many examples are kept: at most MOST, the oldest dropped in BLOCKs."""
    over = n - MOST
    return n if over <= 0 else n - -(-over // BLOCK) * BLOCK
