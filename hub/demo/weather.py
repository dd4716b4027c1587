"""Daylight in the rooms and the cold outside. The sun is the real one over the demo's home, the clouds are dice."""

import math
import random
from datetime import datetime

from astral import Observer
from astral.sun import elevation

CLEAR_LUX = 90_000.0  # outdoors, sun overhead
# What of the light outdoors reaches the middle of a room.
WINDOWS = {"living_room": 0.022, "kitchen": 0.016, "bedroom": 0.012, "study": 0.024}


class Weather:
    """days: how many are drawn. The same seed, the same weather."""

    def __init__(self, latitude: float, longitude: float, days: int, seed: int) -> None:
        dice = random.Random(f"weather {seed}")
        self._observer = Observer(latitude, longitude)
        self._clear = [dice.betavariate(2.0, 2.5) for _ in range(days + 1)]  # part of the light the clouds let through
        self._cold = [dice.gauss(0.0, 2.0) for _ in range(days + 1)]

    def daylight_lux(self, room: str, at: datetime, day: int) -> float:
        """In the room without any lamp, lx."""
        height = math.sin(math.radians(float(elevation(self._observer, at))))
        outdoors = CLEAR_LUX * math.pow(max(0.0, height), 1.15) * (0.12 + 0.6 * self._between(self._clear, day, at))
        return round(outdoors * WINDOWS[room], 1)

    def outdoor_c(self, at: datetime, day: int) -> float:
        hour = at.hour + at.minute / 60.0
        return round(7.0 + 4.0 * math.sin((hour - 9.0) / 24.0 * 2.0 * math.pi) + self._between(self._cold, day, at), 1)

    @staticmethod
    def _between(values: list[float], day: int, at: datetime) -> float:
        """Weather changes slowly from one day to the next."""
        part = (at.hour + at.minute / 60.0) / 24.0
        first, second = values[min(day, len(values) - 1)], values[min(day + 1, len(values) - 1)]
        return first * (1.0 - part) + second * part
