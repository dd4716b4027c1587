"""What heating a room came to, day by day: hours heated, degree-hours, minutes somebody was too cold; beside a fixed schedule.

In the flow: (a minute) → here → status, a topic. Pure. What a room loses goes by its warmth above the outdoors, so degree-hours
stand for the energy of the bill. The schedule is lived through by the room's own learned warmth, on the same days.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np

from models.warm_up import Warmth

FIXED_FROM, FIXED_TO, FIXED_LOW_C, USUAL_C = 6, 23, 17.0, 21.0  # what most homes have on their clocks
COLD_C = 0.5  # so far below what is wanted somebody feels it
CALLS_C = 0.3  # so far below its setpoint a room is being heated
KEPT_DAYS, SAID_DAYS = 30, 7
LONGEST_STEP_H = 0.25  # of what nobody was there to see nothing is reckoned


@dataclass(frozen=True, slots=True)
class Day:
    """day: local, ISO. seen_h: hours reckoned. degree_h: °C·h above the outdoors; fixed_h: the same under the schedule.

    missed_min: minutes somebody was there and it was too cold by COLD_C. warmest_c: the highest setpoint while somebody was.
    """

    day: str
    seen_h: float = 0.0
    heated_h: float = 0.0
    degree_h: float = 0.0
    fixed_h: float = 0.0
    occupied_h: float = 0.0
    missed_min: float = 0.0
    warmest_c: float | None = None


@dataclass(frozen=True, slots=True)
class HeatReading:
    """A room at one moment, °C. wanted_c: what it is to be for who is there, None: nobody is."""

    temperature_c: float
    setpoint_c: float
    out_c: float
    wanted_c: float | None


class Account:
    """One room's. Owned by whoever feeds it."""

    def __init__(self, days: Sequence[Day] = ()) -> None:
        self.days: list[Day] = list(days)[-KEPT_DAYS:]
        self._fixed_c: float | None = None
        self._last_s: float | None = None

    def take(self, reading: HeatReading, warmth: Warmth, local: datetime, now_s: float) -> None:
        """How the room is now: so it was since the last time. local: in the home's time zone. now_s: monotonic."""
        hours = 0.0 if self._last_s is None else (now_s - self._last_s) / 3600.0
        self._last_s = now_s
        if not 0.0 < hours <= LONGEST_STEP_H:
            return
        fixed_c = self._fixed(reading, warmth, local, hours)
        day = self.days.pop() if self.days and self.days[-1].day == local.date().isoformat() else Day(local.date().isoformat())
        is_there = reading.wanted_c is not None
        is_cold = reading.wanted_c is not None and reading.temperature_c < reading.wanted_c - COLD_C
        highest = [one for one in (day.warmest_c, reading.wanted_c) if one is not None]
        self.days = [
            *self.days,
            replace(
                day,
                seen_h=day.seen_h + hours,
                heated_h=day.heated_h + hours * (reading.setpoint_c - reading.temperature_c > CALLS_C),
                degree_h=day.degree_h + hours * max(0.0, reading.temperature_c - reading.out_c),
                fixed_h=day.fixed_h + hours * max(0.0, fixed_c - reading.out_c),
                occupied_h=day.occupied_h + hours * is_there,
                missed_min=day.missed_min + 60.0 * hours * is_cold,
                warmest_c=max(highest, default=None),
            ),
        ][-KEPT_DAYS:]

    @property
    def usual_c(self) -> float:
        """What a clock would be set to: the warmest people had it in the last days."""
        return max((day.warmest_c for day in self.days[-SAID_DAYS:] if day.warmest_c is not None), default=USUAL_C)

    def saved(self) -> float | None:
        """The share of degree-hours less than under the schedule, in the last days; None while less than a day was seen."""
        days = self.days[-SAID_DAYS:]
        fixed = sum(day.fixed_h for day in days)
        if sum(day.seen_h for day in days) < 24.0 or fixed <= 0.0:
            return None
        return 1.0 - sum(day.degree_h for day in days) / fixed

    def forget_people(self) -> None:
        """Nothing of when anybody was there stays."""
        self.days = [replace(day, occupied_h=0.0, missed_min=0.0, warmest_c=None) for day in self.days]

    def to_json(self) -> list[dict[str, Any]]:
        return [asdict(day) for day in self.days]

    @classmethod
    def from_json(cls, kept: Sequence[Mapping[str, Any]]) -> "Account":
        """Raises TypeError for what is none."""
        return cls([Day(**row) for row in kept])

    def _fixed(self, reading: HeatReading, warmth: Warmth, local: datetime, hours: float) -> float:
        """How warm it would be under the schedule by now."""
        before = reading.temperature_c if self._fixed_c is None else self._fixed_c
        target = self.usual_c if FIXED_FROM <= local.hour < FIXED_TO else FIXED_LOW_C
        if before < target:
            after = min(target, before + hours * warmth.rate(before, target, reading.out_c))
        else:
            after = max(target, float(warmth.left_alone(before, reading.out_c, np.array([hours]))[0]))
        self._fixed_c = after
        return after
