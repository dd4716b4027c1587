"""Where along one column a person wants another thing: below five degrees outside, between nine and noon.

A look by nearness says nothing of a colder day than any so far, and blurs a border. So every place where up to two borders may
lie is believed as far as it has foretold what was chosen, and what was chosen on this side of them counts, however far off.
Source: Bayesian change points, Barry and Hartigan, Annals of Statistics 20 (1992); mixed by their success before each choice,
with a share given back, so that a border may move (Herbster and Warmuth, Machine Learning 32, 1998).
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

NONE, ONE, TWO = 0.3, 0.4, 0.3  # how far it is believed, before anything is known, that there are so many borders
OTHER = 0.15  # choices that each thing never chosen between two borders counts there
BACK = 0.002  # of what is believed of every place, given back per choice
LATER, NEAR = 0.85, 1.5  # what a choice keeps at every later one in such moments: so many cells away, one standard deviation


@dataclass(frozen=True, eq=False)
class Bands:
    """Every place where up to two borders may lie along so many cells: a band from one cell up to another. From 0 or up to the
    end there is one border, or none. start: how far each is believed at first, summing to 1."""

    begin: np.ndarray
    end: np.ndarray
    start: np.ndarray

    def beside(self, upto: np.ndarray, cell: int) -> np.ndarray:
        """How much lies on the same side of every band's borders as this cell. upto: (cells + 1,), what is before each."""
        before, behind = upto.take(self.begin), upto.take(self.end)
        found: np.ndarray = behind - before
        np.copyto(found, before, where=self.begin > cell)
        np.copyto(found, upto[-1] - behind, where=self.end <= cell)
        return found


@lru_cache(maxsize=8)
def bands(cells: int) -> Bands:
    begin, end = np.triu_indices(cells + 1, 1)
    start = np.full(len(begin), TWO / ((cells - 1) * (cells - 2) / 2))
    start[(begin == 0) | (end == cells)] = 0.5 * ONE / (cells - 1)
    start[(begin == 0) & (end == cells)] = NONE
    start.setflags(write=False)
    return Bands(begin, end, start)


@lru_cache(maxsize=8)
def _fades(cells: int) -> np.ndarray:
    """By how much a choice at one cell (row) takes from those before at another."""
    apart = np.subtract.outer(np.arange(cells), np.arange(cells)) / NEAR
    found: np.ndarray = (1.0 - LATER) * np.exp(-0.5 * apart * apart)
    found.setflags(write=False)
    return found


class Borders:
    """Along one column of so many cells in a row, three at least. 4 KB for 32 of them, 15 for 60; 60 µs a choice."""

    __slots__ = ("_believed", "_seen")

    def __init__(self, cells: int) -> None:
        self._believed = bands(cells).start
        self._seen = np.zeros((cells, 0))  # what was chosen in each

    def add(self, cell: int, said: np.ndarray, weight: float) -> np.ndarray:
        """One more choice; what is now known of every cell: how much, and what; shape (cells, 1 + width).

        said: (width,), a one at what was chosen; never shorter than before.
        """
        cells, width = len(self._seen), len(said)
        if self._seen.shape[1] < width:
            self._seen = np.hstack([self._seen, np.zeros((cells, width - self._seen.shape[1]))])
        upto, each = self._upto(), bands(cells)
        foretold = each.beside(upto.dot(said), cell) + OTHER
        foretold /= each.beside(upto.sum(axis=1), cell) + OTHER * max(2, width)
        if weight < 1.0:
            foretold **= weight
        foretold *= self._believed
        foretold *= (1.0 - BACK) / foretold.sum()
        foretold += BACK * each.start
        self._believed = foretold
        self._seen *= 1.0 - weight * _fades(cells)[cell][:, None]
        self._seen[cell] += weight * said
        return self._known()

    def _upto(self) -> np.ndarray:
        """What was chosen in all cells before each, shape (cells + 1, width)."""
        found = np.zeros((len(self._seen) + 1, self._seen.shape[1]))
        self._seen.cumsum(axis=0, out=found[1:])
        return found

    def _known(self) -> np.ndarray:
        upto, cells = self._upto(), len(self._seen)
        each, believed = bands(cells), np.zeros((cells + 1, cells + 1))
        believed[each.begin, each.end] = self._believed
        # How far it is believed that i up to j are one: a band, or what lies before or behind one.
        whole = believed.copy()
        whole[0, 1:] += believed.sum(axis=1)[1:]
        whole[:-1, -1] += believed.sum(axis=0)[:-1]
        whole[0, -1] = believed[0, -1]
        # What is in them counts from where they begin to where they end.
        begins = whole.dot(upto) - whole.sum(axis=1)[:, None] * upto
        ends = whole.sum(axis=0)[:, None] * upto - whole.T.dot(upto)
        found = np.empty((len(self._seen), 1 + upto.shape[1]))
        (begins - ends)[:-1].cumsum(axis=0, out=found[:, 1:])
        found[:, 0] = found[:, 1:].sum(axis=1)
        return found
