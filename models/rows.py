"""One person's examples of one kind as rows in time order: what a memory is refitted from and explains itself with."""

import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import lru_cache

import numpy as np

from devices.vocabulary import Value

from .arithmetic.choice import CellsAndPlace
from .context import Context
from .example import Example, Source
from .features import Layout
from .moments import together_of
from .own_names import OwnNames
from .parts_of_day import part_at
from .preference import Because

MOST = 500  # rows in use per person and kind
BLOCK = 100  # let go together, oldest first: replaying what is left then costs little per lesson

_DAY_S = 86_400.0
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - of the local clock, whatever the zone
_SECOND, _DAY = 1_000_000, 86_400_000_000  # in microseconds
_SOURCES = tuple(Source)
# Of each row; a home has tens of thousands. local_us: of the local clock since 1970; where, source: places in a list.
_ROW = np.dtype(
    [
        ("day", "f8"),
        ("local_us", "i8"),
        ("value", "f8"),
        ("weight", "f8"),
        ("id", "i8"),
        ("offset_s", "i4"),
        ("where", "i4"),
        ("source", "i1"),
    ]
)
_NO_ID = -1

RowOrder = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """What is remembered of an example beside its columns, as one value. hour: local, 0..24. day: since 1970, UTC."""

    id: int | None
    local: datetime
    room: str
    place: str | None
    hour: float
    value: Value
    weight: float
    source: Source
    day: float

    @property
    def part(self) -> str:
        return part_at(self.local.hour)

    @property
    def is_weekend(self) -> bool:
        return self.local.weekday() >= 5

    @property
    def accepted(self) -> bool:
        return self.source is Source.ACCEPT

    @property
    def order(self) -> RowOrder:
        """Two rows of one moment stand in the same order whenever they came."""
        return _order(self.day, self.local, self.value, self.weight, self.room, self.place, self.source)

    def because(self, pull: float) -> Because:
        return Because(self.id, self.local.isoformat(timespec="minutes"), self.value, pull)


def _order(day: float, local: datetime, value: Value, weight: float, room: str, place: str | None, source: Source) -> RowOrder:
    return (day, local.timestamp(), str(value), weight, room, place or "", source.value)


def _order_of(example: Example, value: Value) -> RowOrder:
    context = example.context
    day = example.at.timestamp() / _DAY_S
    return _order(day, context.local, value, example.weight, context.room, context.place, example.source)


@lru_cache(maxsize=256)
def _zone(offset_s: int) -> timezone:
    return timezone(timedelta(seconds=offset_s))


def days(now: datetime) -> float:
    return now.timestamp() / _DAY_S


class Rows(Sequence[Row]):
    """Sorted, at most MOST in use. Whether examples came one by one, late or all at once, the same rows are: the newest
    ``kept_of`` all there ever were. The newest MOST are held, so that one that comes late brings back the right ones.

    Everything lies in four arrays: about 250 bytes a row, where an object each would take twice that. Of a row's columns only
    those are held that are not zero.
    """

    __slots__ = (
        "_begin",
        "_cells",
        "_column",
        "_first",
        "_kept",
        "_layout",
        "_n",
        "_names",
        "_number",
        "_own",
        "_total",
        "_where",
    )

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._n = self._first = 0  # held; the first of them that is in use
        self._total = 0  # how many there ever were
        self._kept = np.zeros(0, dtype=_ROW)
        # The columns of row i are those from _begin[i] to _begin[i + 1]. All three arrays hold a few more than there are.
        self._begin = np.zeros(1, dtype=np.int32)
        self._column: np.ndarray = np.zeros(0, dtype=np.int8 if layout.size <= 128 else np.int16)
        self._number = np.zeros(0)
        self._cells = np.zeros((0, len(layout.grid.columns)), dtype=np.int16)
        self._where: dict[tuple[str, str | None], int] = {}
        self._own = OwnNames(), OwnNames()  # of activities, and of who is there
        self._names: dict[Value, int] = {}  # of what is chosen, where that is not a number

    def __len__(self) -> int:
        return self._n - self._first

    def __getitem__(self, i: int) -> Row:  # type: ignore[override]  # one at a time
        return self._row(range(self._first, self._n)[i])

    def _row(self, at: int) -> Row:
        day, local_us, value, weight, number, offset_s, where, source = self._kept[at].item()
        local = (_EPOCH + timedelta(microseconds=local_us)).replace(tzinfo=_zone(offset_s))
        room, place = self.places[where]
        chosen = self.names[int(value)] if self._names else value
        hour = local_us // _SECOND % 86_400 / 3600.0
        return Row(None if number == _NO_ID else number, local, room, place, hour, chosen, weight, _SOURCES[source], day)

    # -- all of them at once --------------------------------------------------------------------------------------------

    @property
    def day(self) -> np.ndarray:
        return self._of("day")

    @property
    def weight(self) -> np.ndarray:
        return self._of("weight")

    @property
    def value(self) -> np.ndarray:
        """Numbers, or for choices which of ``names``."""
        return self._of("value")

    @property
    def accepted(self) -> np.ndarray:
        """Whether it was only left standing, bool."""
        return np.asarray(self._of("source") == _SOURCES.index(Source.ACCEPT))

    @property
    def names(self) -> tuple[Value, ...]:
        return tuple(self._names)

    @property
    def where(self) -> np.ndarray:
        """Which of ``places``."""
        return self._of("where")

    @property
    def places(self) -> tuple[tuple[str, str | None], ...]:
        return tuple(self._where)

    def hours_by_hand(self, value: Value, room: str, place: str | None) -> np.ndarray:
        """Local hours, 0..24, at which somebody chose this there, and did not only let it stand."""
        where, name = self._where.get((room, place)), self._names.get(value)
        if where is None or name is None:
            return np.zeros(0)
        mine = (self.where == where) & (self.value == name) & ~self.accepted
        found: np.ndarray = self._of("local_us")[mine] // _SECOND % 86_400 / 3600.0
        return found

    def x(self, first: int = 0) -> np.ndarray:
        """The columns of every row from the first on, shape (n, layout.size); 0.1 ms at 500."""
        first += self._first
        n, size, begin = self._n - first, self._layout.size, self._begin[first : self._n + 1]
        found = np.zeros((n, size))
        there = slice(begin[0], begin[-1])
        row = np.repeat(np.arange(n) * size, np.diff(begin))
        found.reshape(-1)[row + self._column[there]] = self._number[there]
        return found

    @property
    def cells(self) -> np.ndarray:
        """Of every row, the cells a look compares it by; (n, columns)."""
        return self._cells_from(0)

    def _cells_from(self, first: int) -> np.ndarray:
        cells = self._cells[self._first + first : self._n].astype(int)
        for at, own in zip(self._layout.own_at, self._own, strict=False):
            cells[:, at] = own.cells(cells[:, at])
        return cells

    def moments(self, first: int = 0) -> list[CellsAndPlace]:
        """Of every row from the first on. Names get their cells in the order of time: so all rows, or the newest only."""
        places = self.places
        for at, own in zip(self._layout.own_at, self._own, strict=False):
            if not first:
                own.begin_again()
            own.hear(self._cells[self._first + first : self._n, at])
        told = zip(self._cells_from(first).tolist(), self.where[first:].tolist(), strict=True)
        return [(cells, places[number]) for cells, number in told]

    def moment(self, context: Context) -> CellsAndPlace:
        """One that is asked about."""
        activities, together = self._own
        cells = self._layout.cells(context, activities.of(context.activity), together.of(together_of(context)))
        return cells, (context.room, context.place)

    def _of(self, field: str) -> np.ndarray:
        return np.asarray(self._kept[field][self._first : self._n])

    # -- coming and going -----------------------------------------------------------------------------------------------

    def add(self, example: Example, value: Value) -> bool:
        """True when it simply came last; otherwise whoever keeps a running state must run through all rows again."""
        new, n, before = _order_of(example, value), self._n, len(self)
        is_last = not n or new >= self._row(n - 1).order
        at = n if is_last else bisect.bisect_right(range(n), new, key=lambda i: self._row(i).order)
        if at or self._total == n:  # else there are newer ones that are not held any more
            self._put(at, example, value)
        self._total += 1
        if kept_of(self._total) < before:
            self._drop(self._n - MOST)
        self._first = max(0, self._n - kept_of(self._total))
        return is_last and len(self) == before + 1

    def fill(self, new: Iterable[tuple[Example, Value]], total: int | None = None) -> None:
        """As adding them in time order to an empty one. total: how many there ever were, where these are but the newest."""
        found = sorted(((_order_of(example, value), example, value) for example, value in new), key=lambda one: one[0])
        self._total = len(found) if total is None else total
        kept = min(held_of(self._total), len(found))
        told = [(example, value, *self._columns_of(example)) for _, example, value in found[len(found) - kept :]]
        self._cells = np.array([self._cells_of(example) for example, _, _, _ in told], dtype=np.int16).reshape(kept, -1)
        self._n, self._first = kept, max(0, kept - kept_of(self._total))
        self._kept = np.array([self._told(example, value) for example, value, _, _ in told], dtype=_ROW)
        self._begin = np.cumsum([0, *(len(column) for _, _, column, _ in told)], dtype=np.int32)
        self._column = np.concatenate([self._column[:0], *(column for _, _, column, _ in told)], dtype=self._column.dtype)
        self._number = np.concatenate([np.zeros(0), *(number for _, _, _, number in told)])

    def _told(self, example: Example, value: Value) -> tuple[float, int, float, float, int, int, int, int]:
        context, local = example.context, example.context.local
        offset = local.utcoffset()
        where = self._where.setdefault((str(context.room), context.place), len(self._where))
        is_number = not isinstance(value, bool | str)
        return (
            example.at.timestamp() / _DAY_S,
            (local.replace(tzinfo=None) - _EPOCH) // timedelta(microseconds=1),
            float(value) if is_number else float(self._names.setdefault(value, len(self._names))),
            example.weight,
            _NO_ID if example.id is None else example.id,
            0 if offset is None else offset // timedelta(seconds=1),
            where,
            _SOURCES.index(example.source),
        )

    def _cells_of(self, example: Example) -> tuple[int, ...]:
        (activities, together), context = self._own, example.context
        return self._layout.cells(context, activities.number(context.activity), together.number(together_of(context)))

    def forget(self, who: str) -> bool:
        """Name somebody no more who was there; whether any row did."""
        return self._own[1].forget(who)

    def _columns_of(self, example: Example) -> tuple[np.ndarray, np.ndarray]:
        spot, seen = self._layout.seen(example.context)
        there = seen.nonzero()[0]
        return spot.at[there], seen[there]

    def _put(self, at: int, example: Example, value: Value) -> None:
        n, (column, number) = self._n, self._columns_of(example)
        many, start, end = len(column), int(self._begin[at]), int(self._begin[n])
        self._kept = _with_room(self._kept, n + 1)
        self._begin = _with_room(self._begin, n + 2)
        self._column, self._number = _with_room(self._column, end + many), _with_room(self._number, end + many)
        self._cells = _with_room(self._cells, n + 1)
        for rows, new in ((self._kept, self._told(example, value)), (self._cells, self._cells_of(example))):
            rows[at + 1 : n + 1] = rows[at:n].copy()
            rows[at] = new
        self._begin[at + 1 : n + 2] = self._begin[at : n + 1] + many
        for flat, told in ((self._column, column), (self._number, number)):
            flat[start + many : end + many] = flat[start:end].copy()
            flat[start : start + many] = told
        self._n = n + 1

    def _drop(self, first: int) -> None:
        """Hold those from the first on only."""
        start, end = self._begin[first], self._begin[self._n]
        self._kept, self._cells = self._kept[first : self._n].copy(), self._cells[first : self._n].copy()
        self._column, self._number = self._column[start:end].copy(), self._number[start:end].copy()
        self._begin = self._begin[first : self._n + 1] - start
        self._n -= first


def _with_room(array: np.ndarray, size: int) -> np.ndarray:
    """The same array, or a larger one with the same beginning: growing by a quarter, adding costs little each time."""
    if size <= len(array):
        return array
    larger = np.zeros((size + max(8, size // 4), *array.shape[1:]), dtype=array.dtype)
    larger[: len(array)] = array
    return larger


def kept_of(n: int) -> int:
    """How many of so many examples are in use: at most MOST, the oldest let go in BLOCKs."""
    over = n - MOST
    return n if over <= 0 else n - -(-over // BLOCK) * BLOCK


def held_of(n: int) -> int:
    """How many of so many examples are held: those that are in use, and while any are not, MOST at least."""
    return min(n, MOST)
