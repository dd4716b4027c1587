"""What a person chose in moments like one, looked at in many ways at once: by the hour, by the light, by what is being done.

A look compares moments by one or two columns and nothing else. Each column is a row of cells; what is learned at one cell
counts at those near it, and each cell keeps what it heard, older choices fading as new ones come in moments like it. So an
answer costs the same after ten choices and after five hundred. Looks come twice: in this very place, and anywhere.

Which look a person goes by, nobody can know beforehand; whoever asks weighs them by their success (``choice.py``).
"""

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from .borders import Borders

PLACES = 4  # for so many more there is room at once
FAR = 4.0  # cells of a bordered column: which choices an explanation names, one standard deviation
ELSEWHERE = 0.1  # what a choice in another place counts in this one


@dataclass(frozen=True, eq=False)
class Column:
    """name: what it is of, and after a colon which cells of it. alike: (n, n), what a choice at one of its cells (row)
    counts at another, 0..1. is_bordered: whether it is learned where along it another thing is wanted (``borders.py``); then
    ``alike`` only tells which choices are named."""

    name: str
    alike: np.ndarray
    is_bordered: bool = False


def ordered(name: str, cells: int, sd: float, turns: bool = False, unknown: bool = True) -> Column:
    """Cells in a row, or in a ring (turns); sd in cells. unknown: one more cell behind them, where nothing counts."""
    apart = np.abs(np.subtract.outer(np.arange(cells), np.arange(cells))).astype(float)
    if turns:
        apart = np.minimum(apart, cells - apart)
    near = np.exp(-0.5 * (apart / sd) ** 2)
    near[near < 0.02] = 0.0
    alike = np.zeros((cells + unknown, cells + unknown))
    alike[:cells, :cells] = near
    return Column(name, alike)


def bordered(name: str, cells: int) -> Column:
    """Cells in a row, of which it is learned where borders lie (``borders.py``), and behind them one where nothing is known."""
    return Column(name, ordered(name, cells, FAR).alike, is_bordered=True)


def named(name: str, cells: int, other: float = 0.0, unknown: bool = False) -> Column:
    """Cells without an order; other: what each counts at every other. unknown: as in ``ordered``."""
    alike = np.zeros((cells + unknown, cells + unknown))
    alike[:cells, :cells] = np.where(np.eye(cells) > 0.0, 1.0, other)
    return Column(name, alike)


Look = tuple[str, ...]
"""The one or two columns moments are compared by; none: every moment is like every other."""


class Grid:
    """Where every look's cells stand, once for all who are looked at in the same ways. Nobody may change it.

    looks: anywhere; here: those that are kept for each place alone, most of them anywhere as well. start: how far each is
    believed before anything is known, anywhere first, then here, shape (E,), summing to 1. days: columns that tell one sort of
    day from another: what was chosen against a habit may be theirs, and counts whole in every look at them.
    """

    def __init__(
        self,
        columns: Sequence[Column],
        looks: Sequence[Look],
        here: Sequence[Look],
        start: Sequence[float],
        days: Collection[str] = (),
    ) -> None:
        every = (Column("", np.ones((1, 1))), *columns)
        self.columns = tuple(column.name for column in columns)
        self.looks, self.here = tuple(looks), tuple(here)
        self.start = np.array(start, dtype=float)
        self._alike = [column.alike for column in every]
        self._bumps = [np.zeros_like(column.alike) if column.is_bordered else column.alike for column in every]
        sizes = np.array([len(alike) for alike in self._alike])
        begins = np.concatenate([[0], np.cumsum(sizes)])
        at = {column.name: i for i, column in enumerate(every)}
        pairs = np.array([(at[look[0] if look else ""], at[look[1] if len(look) > 1 else ""]) for look in (*looks, *here)])
        self._one, self._other = pairs[:, 0].copy(), pairs[:, 1].copy()
        wide = sizes[self._other]
        cells = sizes[self._one] * wide
        n = len(self.looks)
        self.size, self.size_here = int(cells[:n].sum()), int(cells[n:].sum())
        starts = np.concatenate([[0], np.cumsum(cells[:-1])])
        starts[n:] -= self.size
        # Of every look at a bordered column: where its rows begin, which column of a moment, of how many cells, and whether it
        # is one of a place.
        self.borders = [
            (int(starts[look]), int(a) - 1, int(sizes[a]) - 1, look >= n)
            for look, (a, _) in enumerate(pairs.tolist())
            if every[a].is_bordered
        ]
        self._n = n
        # Where a look's row stands is a sum over the cells, so one product finds all of them: columns for its start, for each
        # cell, and for the block of the place. Behind them, of the looks at this very place, the same anywhere.
        way = np.zeros((len(pairs), len(every) + 1))
        way[:, 0] = starts
        for column, counts in ((self._one, wide), (self._other, np.ones_like(wide))):
            there = np.flatnonzero(column)
            way[there, column[there]] += counts[there]
        way[n:, -1] = 1.0
        away = np.zeros((len(here), way.shape[1]))
        away[:, 0] = self.size  # nowhere, where nothing ever is: what is only known of a place
        for number, look in enumerate(self.here):
            if look in self.looks:
                away[number] = way[self.looks.index(look)]
        self._way = np.concatenate([way, away])
        ones = [np.repeat(np.arange(sizes[a]), sizes[b]) + begins[a] for a, b in pairs]
        others = [np.tile(np.arange(sizes[b]), sizes[a]) + begins[b] for a, b in pairs]
        self._cells_one = np.concatenate(ones[:n]), np.concatenate([np.zeros(0, dtype=int), *ones[n:]])
        self._cells_other = np.concatenate(others[:n]), np.concatenate([np.zeros(0, dtype=int), *others[n:]])

        is_whole = np.repeat([not set(days).isdisjoint(look) for look in (*looks, *here)], cells)
        self._whole, self._whole_here = is_whole[: self.size], is_whole[self.size :]

    def whole(self, anywhere: np.ndarray, here: np.ndarray) -> np.ndarray:
        """Of some cells anywhere and then some here, whether all that is chosen counts whole in them; bool."""
        return np.concatenate([self._whole.take(anywhere), self._whole_here.take(here)])

    def at(self, cells: Sequence[int], place: int) -> np.ndarray:
        """Which of the table's rows each look is about in a moment, shape (E + here,), as ``together`` takes them. cells: of
        each column; place: its block."""
        found: np.ndarray = self._way.dot(np.array((1.0, *cells, place))).astype(np.intp)
        return found

    def bumps(self, cells: Sequence[int]) -> tuple[np.ndarray, np.ndarray]:
        """What a choice in a moment counts at every cell of every look, (size,) anywhere and (size_here,) in its place."""
        near = np.concatenate([alike[cell] for alike, cell in zip(self._bumps, (0, *cells), strict=True)])
        (one, one_here), (other, other_here) = self._cells_one, self._cells_other
        return near.take(one) * near.take(other), near.take(one_here) * near.take(other_here)

    def near(self, look: int, now: Sequence[int], cells: np.ndarray, is_here: np.ndarray) -> np.ndarray:
        """What choices in moments with these cells, (n, columns), count for one look now; shape (n,)."""
        found = np.ones(len(cells)) if look < self._n else np.where(is_here, 1.0, ELSEWHERE)
        for column in (self._one[look], self._other[look]):
            if column:
                found = found * self._alike[column][now[column - 1]].take(cells[:, column - 1])
        return found

    def looks_at(self, look: int, column: str) -> bool:
        """Whether a look compares moments by a column."""
        return column in (*self.looks, *self.here)[look]

    def called(self, look: int) -> str:
        """As an explanation names it: "lux and activity, here"."""
        columns = " and ".join(name.split(":")[0] for name in (*self.looks, *self.here)[look]) or "usually"
        return columns if look < self._n else f"{columns}, here"

    def together(self, rows: np.ndarray) -> np.ndarray:
        """The rows of a moment, what was chosen elsewhere counted a little into those of this place. Shape (E, width)."""
        every = len(self.start)
        rows[self._n : every] += ELSEWHERE * rows[every:]
        return rows[:every]


STANDARD, WIDTH = 10, 0.5  # cells of a column known by its spread alone, and how many spreads wide one is


@lru_cache(maxsize=16)
def standard_grid(columns: int) -> Grid:
    """Of numbers that are known by nothing but their mean and spread: each column looked at alone."""
    names = [f"{number}" for number in range(columns)]
    looks: list[Look] = [(), *((name,) for name in names)]
    every = len(looks) + 1
    return Grid([ordered(name, STANDARD, 1.0, unknown=False) for name in names], looks, [()], [1.0 / every] * every)


def standard_cells(scaled: np.ndarray) -> list[int]:
    """Of one row of such numbers, each less its mean, in spreads; shape (columns,)."""
    return np.clip(scaled / WIDTH + 0.5 * STANDARD, 0, STANDARD - 1).astype(int).tolist()  # type: ignore[no-any-return]


class Looks:
    """One person's choices under every look. later: what a choice keeps at every later one in such moments.

    width: how many numbers a choice adds: a one at its option; or of numbers 1, y and y².
    """

    __slots__ = ("_borders", "_later", "_places", "grid", "table")

    def __init__(self, grid: Grid, width: int, later: float, kept: type[np.floating] = np.float64) -> None:
        """kept: what a cell is kept as."""
        self.grid, self._later = grid, later
        # From the first choice on: anywhere; nowhere, where nothing ever is; then every place that something was chosen in.
        # First column: how much. Most cells of most looks are never touched, and what is not touched takes no memory.
        self.table = np.zeros((0, 1 + width), dtype=kept)
        self._places: dict[Hashable, int] = {}
        self._borders: dict[int, Borders] = {}  # by the row they begin at

    @property
    def width(self) -> int:
        return int(self.table.shape[1]) - 1

    def widen(self) -> None:
        """One more number a choice may add, 0 in all before."""
        self.table = np.concatenate([self.table, np.zeros((len(self.table), 1), dtype=self.table.dtype)], axis=1)

    def find(self, cells: Sequence[int], place: Hashable) -> np.ndarray:
        """Of every look, anywhere then here: how much was chosen in such moments, then what, later ones more.
        Shape (E, 1 + width)."""
        grid = self.grid
        if not len(self.table):
            return np.zeros((len(grid.start), self.table.shape[1]), dtype=self.table.dtype)
        return grid.together(self.table.take(grid.at(cells, self._places.get(place, grid.size)), 0))

    def add(self, cells: Sequence[int], place: Hashable, said: np.ndarray, weight: float, whole: float | None = None) -> None:
        """One more choice, later than all before it. said: (width,), what it adds. whole: its weight in the grid's looks at
        days, where that is another."""
        grid = self.grid
        if not len(self.table):
            self.table = np.zeros((grid.size + (1 + PLACES) * grid.size_here, self.table.shape[1]), dtype=self.table.dtype)
        begin = self._places.get(place)
        if begin is None and grid.size_here:
            begin = self._places[place] = grid.size + (1 + len(self._places)) * grid.size_here
            if begin == len(self.table):
                more = np.zeros((PLACES * grid.size_here, self.table.shape[1]), dtype=self.table.dtype)
                self.table = np.concatenate([self.table, more])
        anywhere, here = grid.bumps(cells)
        at = anywhere.nonzero()[0]
        there = here.nonzero()[0] if begin is not None else np.zeros(0, dtype=np.intp)
        counts = np.concatenate([anywhere.take(at), here.take(there)])
        counts *= weight if whole is None or whole == weight else np.where(grid.whole(at, there), whole, weight)
        if begin is not None:
            at = np.concatenate([at, there + begin])
        rows = self.table.take(at, 0)
        rows[:, 1:] *= (1.0 - (1.0 - self._later) * counts)[:, None]
        rows += counts[:, None] * np.concatenate([[1.0], said])
        self.table[at] = rows
        for start, column, many, is_here in grid.borders:
            cell = cells[column]
            if cell < many:
                first = start + begin if is_here and begin is not None else start
                known = self._borders.get(first)
                if known is None:
                    known = self._borders[first] = Borders(many)
                self.table[first : first + many] = known.add(cell, said, weight)
