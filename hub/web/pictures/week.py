"""A week as a map: seven days by twenty-four hours, a cell each, its strength the value."""

from collections.abc import Mapping
from dataclasses import dataclass

LEFT, TOP, WIDE, HIGH = 40.0, 18.0, 13.0, 20.0  # of a picture 360 wide, so that its text is 12 px on a phone
DAYS, HOURS = 7, 24


@dataclass(frozen=True, slots=True)
class Cell:
    """strength: 0..1 of the kind's range; None where nothing is known."""

    x: float
    y: float
    day: int
    hour: int
    value: float | None
    strength: float | None


def cells(values: Mapping[tuple[int, int], float], low: float, high: float) -> list[Cell]:
    """values: by weekday (0 Monday) and hour; what is missing is not known. low, high: what is drawn faintest and fullest."""
    found = []
    for day in range(DAYS):
        for hour in range(HOURS):
            value = values.get((day, hour))
            strength = None if value is None else min(max((value - low) / (high - low), 0.0), 1.0)
            found.append(Cell(LEFT + hour * WIDE, TOP + day * HIGH, day, hour, value, strength))
    return found
