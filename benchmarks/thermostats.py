"""Ways to heat a home, for benchmarks/heating.py: what each tells the valve every five minutes. One knob each.

Warmth is wanted while somebody is at home and up (*occupied*); else all but one fall back to SETBACK_C. Whoever heats ahead
knows how long that takes from the hub's own learner of a room's warming up (models/warm_up.py): only the guess of when differs.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

SETBACK_C = 16.0
EVERY_MIN = 5
SLOT_MIN = 15
SLOTS = 1440 // SLOT_MIN
AHEAD_MAX_H = 4.0


@dataclass(frozen=True, slots=True)
class Heard:
    """What a thermostat knows at a moment. minute: since the first midnight, a Monday's; home, awake: by person; °C."""

    minute: int
    at: datetime
    inside: float
    outdoor: float
    home: dict[str, bool]
    awake: dict[str, bool]

    @property
    def occupied(self) -> bool:
        return any(self.awake.values())


class WarmUp(Protocol):
    """How long it takes to get warm; learned from what is heard, each of its own house."""

    def hear(self, now: Heard, setpoint: float) -> None: ...
    def hours(self, from_c: float, to_c: float, out_c: float) -> float: ...


class Thermostat(Protocol):
    def setpoint(self, now: Heard) -> float: ...


class AlwaysOn:
    def __init__(self, wanted_c: float) -> None:
        self._wanted = wanted_c

    def setpoint(self, now: Heard) -> float:
        return self._wanted


class Schedule:
    """Warm from 6 to 23 o'clock every day. Knob: how many hours later it begins and earlier it ends."""

    def __init__(self, wanted_c: float, shorter_h: float) -> None:
        self._wanted, self._from, self._to = wanted_c, 6.0 + shorter_h, 23.0 - shorter_h

    def setpoint(self, now: Heard) -> float:
        hour = now.minute % 1440 / 60
        return self._wanted if self._from <= hour < self._to else SETBACK_C


class React:
    """Warm while occupied. Knob: how far it falls back."""

    def __init__(self, wanted_c: float, setback_c: float) -> None:
        self._wanted, self._setback = wanted_c, setback_c

    def setpoint(self, now: Heard) -> float:
        return self._wanted if now.occupied else self._setback


@dataclass
class Slots:
    """Which quarters of an hour were occupied at any moment, since the first midnight."""

    seen: list[bool] = field(default_factory=list)

    def hear(self, now: Heard) -> None:
        slot = now.minute // SLOT_MIN
        while len(self.seen) <= slot:
            self.seen.append(False)
        self.seen[slot] = self.seen[slot] or now.occupied

    def days(self) -> NDArray[np.bool_]:
        """Whole days so far, shape (days, SLOTS)."""
        whole = (len(self.seen) - 1) // SLOTS
        return np.array(self.seen[: whole * SLOTS], dtype=np.bool_).reshape(whole, SLOTS)


class Ahead(ABC):
    """Warm while occupied, and in time for what is expected: one chance for each slot from the next one on."""

    def __init__(self, wanted_c: float, warm_up: WarmUp, threshold: float) -> None:
        self._wanted, self._warm_up, self._threshold = wanted_c, warm_up, threshold
        self._slots = Slots()
        self._last = SETBACK_C

    def setpoint(self, now: Heard) -> float:
        self._warm_up.hear(now, self._last)
        self._slots.hear(now)
        self._last = self._wanted if self._is_warm(now) else SETBACK_C
        return self._last

    def _is_warm(self, now: Heard) -> bool:
        return now.occupied or self._is_due(now)

    def _is_due(self, now: Heard) -> bool:
        needs_h = min(AHEAD_MAX_H, self._warm_up.hours(now.inside, self._wanted, now.outdoor))
        within = int((now.minute % SLOT_MIN + 60 * needs_h) // SLOT_MIN)  # slots whose beginning is that near
        return any(chance >= self._threshold for chance in self.chances(now, max(1, within)))

    @abstractmethod
    def chances(self, now: Heard, slots: int) -> list[float]:
        """Of somebody being there, in each of the next slots."""


class NearestDays:
    """What follows on the past days most like this one; asked by several thermostats of one home at the same moments."""

    NEAREST, PAD = 5, 16
    AHEAD = int(AHEAD_MAX_H * 60 / SLOT_MIN) + 1

    def __init__(self) -> None:
        self._at = -1
        self._foretold = np.zeros(0)
        self._day = -1
        self._past = np.zeros((0, 0), np.bool_)

    def chances(self, number: int, seen: list[bool]) -> NDArray[np.float64]:
        """Of each of the slots after ``number``; seen: of each slot up to it."""
        if self._at != number:
            self._at, self._foretold = number, self._of(*divmod(number, SLOTS), seen)
        return self._foretold

    def _of(self, day: int, slot: int, seen: list[bool]) -> NDArray[np.float64]:
        today = np.array(seen[max(0, day * SLOTS - self.PAD) : day * SLOTS + slot], dtype=np.bool_)
        if self._day != day:
            # Each past day of this kind with what was before and after it, the newest first; what has not been is not occupied.
            said = np.array([*seen[: day * SLOTS], *[False] * (SLOTS + self.PAD)], dtype=np.bool_)
            like = [past for past in range(day - 1, 0, -1) if (past % 7 >= 5) == (day % 7 >= 5)]
            spans = [said[past * SLOTS - self.PAD : (past + 1) * SLOTS + self.AHEAD] for past in like]
            self._day, self._past = day, np.array(spans, dtype=np.bool_).reshape(len(like), self.PAD + SLOTS + self.AHEAD)
        if not len(self._past):
            return np.zeros(self.AHEAD)
        differ = (self._past[:, : len(today)] != today).sum(axis=1)
        nearest = self._past[np.argsort(differ, kind="stable")[: self.NEAREST]]
        first = self.PAD + slot + 1
        return np.asarray(nearest[:, first : first + self.AHEAD].mean(axis=0), dtype=np.float64)


class PreHeat(Ahead):
    """PreHeat of Scott et al. (UbiComp 2011): of the past days of this kind (workday or weekend) the five whose occupancy was
    most like today's so far, four hours of yesterday included, say by their mean what follows. Knob: the chance it takes."""

    def __init__(self, wanted_c: float, warm_up: WarmUp, threshold: float, nearest: NearestDays) -> None:
        super().__init__(wanted_c, warm_up, threshold)
        self._nearest = nearest

    def chances(self, now: Heard, slots: int) -> list[float]:
        return list(self._nearest.chances(now.minute // SLOT_MIN, self._slots.seen)[:slots])


class Programmed(Ahead):
    """A weekly programme made once, after four weeks, of the slots that were occupied on so many of the days of their kind
    (workday or weekend); reached in time; nothing but the clock counts then. Until then from 6 to 23. Knob: on how many."""

    WEEKS = 4

    def __init__(self, wanted_c: float, warm_up: WarmUp, threshold: float) -> None:
        super().__init__(wanted_c, warm_up, threshold)
        self._programme: dict[bool, NDArray[np.float64]] = {}

    def chances(self, now: Heard, slots: int) -> list[float]:
        number = now.minute // SLOT_MIN
        return [self._chance(number + 1 + i) for i in range(slots)]

    def _chance(self, number: int) -> float:
        day, slot = divmod(number, SLOTS)
        if day < 7 * self.WEEKS:
            return float(6 <= slot * SLOT_MIN / 60 < 23)
        if not self._programme:
            days = self._slots.days()
            weekend = np.arange(len(days)) % 7 >= 5
            self._programme = {is_weekend: days[weekend == is_weekend].mean(axis=0) for is_weekend in (False, True)}
        return float(self._programme[day % 7 >= 5][slot])

    def _is_warm(self, now: Heard) -> bool:
        return self._chance(now.minute // SLOT_MIN) >= self._threshold or self._is_due(now)


class NestLike(Ahead):
    """A schedule for each weekday, learned on from what was occupied on that weekday lately (of the newest week three tenths),
    reached in time; who comes at another time is heated for, and an hour of nobody up in a warm time is *away* until somebody
    comes or the schedule begins anew. Knob: how often a slot must have been occupied."""

    KEEPS, AWAY_MIN = 0.7, 60

    def __init__(self, wanted_c: float, warm_up: WarmUp, threshold: float) -> None:
        super().__init__(wanted_c, warm_up, threshold)
        self._weekly = np.full((7, SLOTS), np.nan)
        self._learned = 0
        self._occupied_at = 0
        self._began = 0

    def chances(self, now: Heard, slots: int) -> list[float]:
        self._learn()
        number = now.minute // SLOT_MIN
        return [self._chance(number + 1 + i) for i in range(slots)]

    def _learn(self) -> None:
        whole = (len(self._slots.seen) - 1) // SLOTS
        while self._learned < whole:
            today = np.array(self._slots.seen[self._learned * SLOTS : (self._learned + 1) * SLOTS], dtype=np.float64)
            before = self._weekly[self._learned % 7]
            self._weekly[self._learned % 7] = np.where(np.isnan(before), today, self.KEEPS * before + (1 - self.KEEPS) * today)
            self._learned += 1

    def _chance(self, number: int) -> float:
        day, slot = divmod(number, SLOTS)
        found = self._weekly[day % 7, slot]
        return 0.0 if np.isnan(found) else float(found)

    def _is_warm(self, now: Heard) -> bool:
        if now.occupied:
            self._occupied_at = now.minute
            return True
        number = now.minute // SLOT_MIN
        is_on = self._chance(number) >= self._threshold
        if is_on and self._chance(number - 1) < self._threshold:
            self._began = now.minute
        is_away = now.minute - max(self._occupied_at, self._began) > self.AWAY_MIN
        return (is_on and not is_away) or (not is_on and self._is_due(now))
