"""What is known along one column with borders, as slowly and plainly as it can be said (``models/arithmetic/borders.py``)."""

import math
from collections.abc import Sequence

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


def known_at(chosen: Sequence[tuple[int, int, float]], cells: int, width: int, now: int) -> list[float]:
    """What counts at one cell. chosen: in time order at which cell, what, and how much each counts."""
    start = first_believed(cells)
    believed, seen = dict(start), [[0.0] * width for _ in range(cells)]
    for cell, what, weight in chosen:
        for band, share in believed.items():
            counts = [sum(seen[c][one] for c in beside(band, cells, cell)) for one in range(width)]
            foretold = (counts[what] + borders.OTHER) / (sum(counts) + borders.OTHER * max(2, width))
            believed[band] = share * foretold ** min(1.0, weight)
        whole = sum(believed.values())
        believed = {band: (1.0 - borders.BACK) * one / whole + borders.BACK * start[band] for band, one in believed.items()}
        for c, counts in enumerate(seen):
            fades = (1.0 - borders.LATER) * math.exp(-0.5 * ((c - cell) / borders.NEAR) ** 2)
            seen[c] = [(1.0 - weight * fades) * one for one in counts]
        seen[cell][what] += weight
    return [
        sum(share * seen[c][one] for band, share in believed.items() for c in beside(band, cells, now)) for one in range(width)
    ]
