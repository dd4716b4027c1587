"""What is known along one column with borders, as slowly and plainly as it can be said (``models/arithmetic/borders.py``)."""

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from models.arithmetic import borders

Band = tuple[int, int]


def first_believed(cells: int) -> dict[Band, float]:
    """By band, from one cell up to another; from 0 or up to the end there is one border, or none."""
    inside = [(i, j) for i in range(1, cells) for j in range(i + 1, cells)]
    found = dict.fromkeys(inside, borders.TWO / len(inside)) | {(0, cells): borders.NONE}
    for border in range(1, cells):
        found[0, border] = found[border, cells] = borders.ONE / (2 * (cells - 1))
    return found


def beside(band: Band, cells: int, cell: int) -> range:
    """The cells on the same side of both borders."""
    i, j = band
    return range(i) if cell < i else range(j, cells) if cell >= j else range(i, j)


@lru_cache(maxsize=256)
def sides(cells: int, cell: int) -> np.ndarray:
    """For every band (row) and cell, whether it is on the same side of both borders as this one."""
    return np.array([[float(c in beside(band, cells, cell)) for c in range(cells)] for band in first_believed(cells)])


def known_at(chosen: Sequence[tuple[int, int, float]], cells: int, width: int, now: int) -> list[float]:
    """What counts at one cell. chosen: in time order at which cell, what, and how much each counts."""
    start = np.array([*first_believed(cells).values()])
    believed, seen = start, np.zeros((cells, width))
    for cell, what, weight in chosen:
        counts = sides(cells, cell) @ seen
        foretold = (counts[:, what] + borders.OTHER) / (counts.sum(axis=1) + borders.OTHER * max(2, width))
        believed = believed * foretold ** min(1.0, weight)
        believed = (1.0 - borders.BACK) * believed / believed.sum() + borders.BACK * start
        for c in range(cells):
            seen[c] *= 1.0 - weight * (1.0 - borders.LATER) * math.exp(-0.5 * ((c - cell) / borders.NEAR) ** 2)
        seen[cell, what] += weight
    found: list[float] = (believed @ (sides(cells, now) @ seen)).tolist()
    return found
