"""One number a week as upright bars, the newest on the right."""

from collections.abc import Sequence
from dataclasses import dataclass

LEFT, TOP, WIDE, HIGH = 44.0, 10.0, 306.0, 110.0  # of a picture 360 wide
_SHARE = 0.7  # of its place a bar takes


@dataclass(frozen=True, slots=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    value: float


def bars(values: Sequence[float]) -> tuple[list[Bar], float]:
    """The bars, and the value at the top of the picture, at least one."""
    top = max(1.0, *values) if values else 1.0
    place = WIDE / max(1, len(values))
    found = []
    for at, value in enumerate(values):
        height = HIGH * value / top
        found.append(
            Bar(round(LEFT + at * place, 1), round(TOP + HIGH - height, 1), round(place * _SHARE, 1), round(height, 1), value)
        )
    return found, top
