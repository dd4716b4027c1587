"""A heating season's weather, hour by hour: what new_york_2013.csv says (its head tells where it is from), October to April.

The file is of one calendar year; autumn comes before spring, so that a winter is whole. The sun is astral's over that place;
how much of it comes through is guessed from the humidity (.75 of a clear sky's at 45 %, .15 at 95 %, a line between).
"""

import csv
import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from astral import Observer
from astral.sun import elevation
from numpy.typing import NDArray

FILE = Path(__file__).parent / "new_york_2013.csv"
PLACE = Observer(40.78, -73.87)
START = datetime(2013, 10, 7, tzinfo=UTC)  # a Monday; the hours of UTC stand for the place's own
DAYS = 28 * 7
BEHIND_UTC = timedelta(hours=5)
CLEAR_W = 950.0  # W/m² on a level square metre, sun overhead


@dataclass(frozen=True, slots=True)
class WeatherYear:
    """By the hour since START: °C, and W/m² of sun."""

    outdoor_c: NDArray[np.float64]
    sun_w: NDArray[np.float64]

    def at(self, minute: int) -> tuple[float, float]:
        """Between hours in a straight line."""
        hour, part = divmod(minute, 60)
        after = min(hour + 1, len(self.outdoor_c) - 1)
        share = part / 60.0
        return (
            float(self.outdoor_c[hour] * (1.0 - share) + self.outdoor_c[after] * share),
            float(self.sun_w[hour] * (1.0 - share) + self.sun_w[after] * share),
        )


def weather_year(days: int = DAYS) -> WeatherYear:
    said: dict[tuple[str, str], list[float]] = {}
    with FILE.open(encoding="utf-8") as text:
        for date, quantity, *hours in csv.reader(line for line in text if not line.startswith("#")):
            said[date[5:], quantity] = [float(hour) for hour in hours]
    outdoor, sun = [], []
    for number in range(days):
        day = START + timedelta(days=number)
        date = f"{day:%m-%d}"
        for hour in range(24):
            clear = 0.15 + 0.6 * min(1.0, max(0.0, (95.0 - said[date, "rh"][hour]) / 50.0))
            height = math.sin(math.radians(float(elevation(PLACE, day + timedelta(hours=hour) + BEHIND_UTC))))
            outdoor.append(said[date, "c"][hour] / 10.0)
            sun.append(CLEAR_W * math.pow(max(0.0, height), 1.15) * clear)
    return WeatherYear(np.array(outdoor), np.array(sun))
