"""The daylight outdoors and the cold: the sun is the real one over the home, the clouds are dice."""

import math
import random
from datetime import date, datetime, timedelta
from functools import lru_cache

from astral import Observer
from astral.sun import elevation

CLEAR_LUX = 90_000.0  # outdoors, sun overhead


class Weather:
    """The same seed, the same weather. Times are local."""

    def __init__(self, latitude: float, longitude: float, seed: int) -> None:
        self._observer, self._seed = Observer(latitude, longitude), seed
        self._of_day = lru_cache(maxsize=8)(self._dice_of)

    def daylight_lux(self, at: datetime) -> float:
        """Outdoors, lx."""
        height = math.sin(math.radians(float(elevation(self._observer, at))))
        return CLEAR_LUX * math.pow(max(0.0, height), 1.15) * (0.12 + 0.6 * self._between(at, 0))

    def outdoor_c(self, at: datetime) -> float:
        hour = at.hour + at.minute / 60.0
        season = -5.0 * math.cos((at.timetuple().tm_yday - 20) / 365.0 * 2.0 * math.pi)
        north = math.copysign(1.0, self._observer.latitude)
        day = 4.0 * math.sin((hour - 9.0) / 24.0 * 2.0 * math.pi)
        return round(11.0 + north * season + day + self._between(at, 1), 1)

    def _between(self, at: datetime, which: int) -> float:
        """Weather changes slowly from one day to the next."""
        part = (at.hour + at.minute / 60.0) / 24.0
        today, tomorrow = self._of_day(at.date())[which], self._of_day(at.date() + timedelta(days=1))[which]
        return today * (1.0 - part) + tomorrow * part

    def _dice_of(self, day: date) -> tuple[float, float]:
        """What part of the light the clouds let through, and how much warmer it is than usual."""
        dice = random.Random(f"weather {self._seed} {day.isoformat()}")
        return dice.betavariate(2.0, 2.5), dice.gauss(0.0, 2.0)
