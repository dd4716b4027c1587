"""Choices as bars: for each part of the day, how often each was chosen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

LEFT, TOP, WIDE, HIGH, ROW = 84.0, 4.0, 266.0, 22.0, 34.0  # of a picture 360 wide


@dataclass(frozen=True, slots=True)
class Share:
    """order: of the choice among all, 0 the commonest: its pattern."""

    x: float
    y: float
    width: float
    row: int
    name: str
    count: int
    order: int


def shares(counts: Mapping[str, Mapping[str, int]], order: Iterable[str]) -> list[Share]:
    """counts: by row, by choice. order: every choice, the commonest first. Rows without a choice have no bar."""
    names = list(order)
    found = []
    for row, by in enumerate(counts.values()):
        total, x = sum(by.values()), LEFT
        for name in names:
            if by.get(name):
                width = WIDE * by[name] / total
                found.append(Share(round(x, 1), TOP + row * ROW, round(width, 1), row, name, by[name], names.index(name)))
                x += width
    return found
