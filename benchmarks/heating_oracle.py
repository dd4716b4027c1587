"""The ceiling for benchmarks/heating.py: who knows when somebody will be up and at home, the weather to come and the house
itself to the last watt. Nobody can do better with the same setback and the same warmth while people are there.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.simulated.heated_house import Heated
from benchmarks.simulated.presence_year import PresenceYear
from benchmarks.simulated.weather_year import WeatherYear
from benchmarks.thermostats import EVERY_MIN, Heard

NEAR_C = 0.5
NEVER = 10**9


@dataclass(frozen=True, slots=True)
class Future:
    """All there is to know of one home. free_w: of things and people, by the minute."""

    who: PresenceYear
    weather: WeatherYear
    free_w: NDArray[np.float64]

    def next_up(self, minute: int) -> int | None:
        """When somebody is up and at home next."""
        found = np.flatnonzero(self.who.occupied[minute:])
        return minute + int(found[0]) if len(found) else None


class Oracle:
    """Heats from the last moment on from which it is warm when somebody is there. Knob: minutes later than that. setback: °C,
    to which it falls until then."""

    def __init__(self, wanted_c: float, late_min: float, setback: float, heated: Heated, future: Future) -> None:
        """heated: the house it stands in."""
        self._wanted, self._late, self._setback = wanted_c, int(late_min), setback
        self.heated, self._future = heated, future
        self._start: int | None = None  # of this absence

    def setpoint(self, now: Heard) -> float:
        if now.occupied:
            self._start = None
            return self._wanted
        if self._start is None:
            self._start = self._latest(now.minute)
        return self._wanted if now.minute >= self._start else self._setback

    def _latest(self, minute: int) -> int:
        """The last start from which it is warm in time."""
        due = self._future.next_up(minute)
        if due is None:
            return NEVER
        due += self._late
        alone, states = self.heated.copy(), list[tuple[int, Heated]]()
        for start in range(minute, due + 1, EVERY_MIN):
            states.append((start, alone.copy()))
            self._lives(alone, start, min(start + EVERY_MIN, due), self._setback)
        low, high = 0, len(states)  # before low it is warm in time, from high on it is not
        while low < high:
            middle = (low + high) // 2
            start, house = states[middle]
            tried = house.copy()
            self._lives(tried, start, due, self._wanted)
            low, high = (middle + 1, high) if tried.air >= self._wanted - NEAR_C else (low, middle)
        return states[max(0, low - 1)][0]

    def _lives(self, house: Heated, since: int, until: int, setpoint: float) -> None:
        future = self._future
        for minute in range(since, until):
            outdoor, sun = future.weather.at(minute - minute % EVERY_MIN)
            house.step(setpoint, outdoor, sun, float(future.free_w[minute]))
