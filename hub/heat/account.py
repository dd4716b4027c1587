"""What heating a room came to, day by day: hours heated, degree-hours, minutes somebody was too cold; beside a fixed schedule.

In the flow: (a minute) → here → status, a topic. Pure. What a room loses goes by its warmth above the outdoors, so degree-hours
stand for the energy of the bill. The schedule is lived through by the room's own learned warmth, on the same days.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

import numpy as np

from models.warm_up import Warmth

from ..home.ways import COOLING, HEATING, Way

FIXED_FROM, FIXED_TO = 6, 23  # what most homes have on their clocks
FIXED_LOW_C: Mapping[Way, float] = {HEATING: 17.0, COOLING: 28.0}  # outside these hours
USUAL_C: Mapping[Way, float] = {HEATING: 21.0, COOLING: 24.0}
COLD_C = 0.5  # so far below what is wanted somebody feels it
CALLS_C = 0.3  # so far below its setpoint a room is being heated
KEPT_DAYS, SAID_DAYS = 30, 7
LONGEST_STEP_H = 0.25  # of what nobody was there to see nothing is reckoned


@dataclass(frozen=True, slots=True)
class Day:
    """day: local, ISO. seen_h: hours reckoned. degree_h: °C·h above the outdoors; fixed_h: the same under the schedule.

    missed_min: minutes somebody was there and it was too cold by COLD_C. warmest_c: the highest setpoint while somebody was.
    Of a room that is cooled all the other way round: below the outdoors, too warm, the lowest.
    """

    day: str
    seen_h: float = 0.0
    heated_h: float = 0.0
    degree_h: float = 0.0
    fixed_h: float = 0.0
    occupied_h: float = 0.0
    missed_min: float = 0.0
    warmest_c: float | None = None


_OF_A_DAY = tuple(field.name for field in fields(Day))  # asdict takes its time, and this is written every few minutes


@dataclass(frozen=True, slots=True)
class HeatReading:
    """A room at one moment, °C. wanted_c: what it is to be for who is there, None: nobody is."""

    temperature_c: float
    setpoint_c: float
    out_c: float
    wanted_c: float | None


class Account:
    """One room's, by one way. Owned by whoever feeds it."""

    def __init__(self, days: Sequence[Day] = (), way: Way = HEATING) -> None:
        self.days: list[Day] = list(days)[-KEPT_DAYS:]
        self._way = way
        self._fixed: float | None = None  # turned
        self._last_s: float | None = None

    def take(self, reading: HeatReading, warmth: Warmth, local: datetime, now_s: float) -> None:
        """How the room is now: so it was since the last time. local: in the home's time zone. now_s: monotonic."""
        hours = 0.0 if self._last_s is None else (now_s - self._last_s) / 3600.0
        self._last_s = now_s
        if not 0.0 < hours <= LONGEST_STEP_H:
            return
        way = self._way
        fixed, out = self._under_schedule(reading, warmth, local, hours), way.turned(reading.out_c)
        warm, setpoint, wanted = way.turned(reading.temperature_c), way.turned(reading.setpoint_c), way.known(reading.wanted_c)
        day = self.days.pop() if self.days and self.days[-1].day == local.date().isoformat() else Day(local.date().isoformat())
        is_cold = wanted is not None and warm < wanted - COLD_C
        highest = [one for one in (way.known(day.warmest_c), wanted) if one is not None]
        self.days = [
            *self.days,
            replace(
                day,
                seen_h=day.seen_h + hours,
                heated_h=day.heated_h + hours * (setpoint - warm > CALLS_C),
                degree_h=day.degree_h + hours * max(0.0, warm - out),
                fixed_h=day.fixed_h + hours * max(0.0, fixed - out),
                occupied_h=day.occupied_h + hours * (wanted is not None),
                missed_min=day.missed_min + 60.0 * hours * is_cold,
                warmest_c=way.known(max(highest, default=None)),
            ),
        ][-KEPT_DAYS:]

    @property
    def usual_c(self) -> float:
        """What a clock would be set to: the warmest people had it in the last days."""
        way = self._way
        known = [way.turned(day.warmest_c) for day in self.days[-SAID_DAYS:] if day.warmest_c is not None]
        return way.turned(max(known)) if known else USUAL_C[way]

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
        return [{name: getattr(day, name) for name in _OF_A_DAY} for day in self.days]

    @classmethod
    def from_json(cls, kept: Sequence[Mapping[str, Any]], way: Way = HEATING) -> "Account":
        """Raises TypeError for what is none."""
        return cls([Day(**row) for row in kept], way)

    def _under_schedule(self, reading: HeatReading, warmth: Warmth, local: datetime, hours: float) -> float:
        """How warm it would be under the schedule by now, turned."""
        way = self._way
        before, out = way.turned(reading.temperature_c) if self._fixed is None else self._fixed, way.turned(reading.out_c)
        target = way.turned(self.usual_c if FIXED_FROM <= local.hour < FIXED_TO else FIXED_LOW_C[way])
        if before < target:
            after = min(target, before + hours * warmth.rate(before, target, out))
        else:
            after = max(target, float(warmth.left_alone(before, out, np.array([hours]))[0]))
        self._fixed = after
        return after
