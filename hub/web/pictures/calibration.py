"""Said and come true: a dot for each fifth of the scale, on the diagonal where the hub knows what it knows."""

from collections.abc import Iterable
from dataclasses import dataclass

LEFT, TOP, SIDE = 60.0, 10.0, 200.0  # of a picture 360 wide
SMALLEST, LARGEST = 4.0, 12.0  # of a dot


@dataclass(frozen=True, slots=True)
class CalibrationSpot:
    x: float
    y: float
    r: float


def spots(found: Iterable[tuple[float, float, int]]) -> list[CalibrationSpot]:
    """found: (how sure, how often right, how many), the shares 0..1. The area of a spot goes with how many."""
    rows = list(found)
    most = max((n for _, _, n in rows), default=1)
    return [
        CalibrationSpot(
            round(LEFT + sure * SIDE, 1),
            round(TOP + (1 - right) * SIDE, 1),
            round(max(SMALLEST, LARGEST * (n / most) ** 0.5), 1),
        )
        for sure, right, n in rows
    ]
