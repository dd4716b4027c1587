"""Ours for benchmarks/heating.py: the hub's own code for when a room's heating has to start, fed with what the others hear."""

from collections.abc import Iterable
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from benchmarks.thermostats import SETBACK_C, Heard
from hub.heat.stretches import Stretches
from hub.heat.when_to_start import HeatAsked, when_to_start
from models.comings import STEP_MIN, Absence, Comings, first_of
from models.warm_up import Warmth

AT_MOST_MIN = 120.0


class Learned:
    """How fast this house grows warm, and cold."""

    def __init__(self) -> None:
        self.warmth = Warmth()
        self._stretches = Stretches()

    def hear(self, now: Heard, setpoint: float) -> None:
        stretch = self._stretches.hear(now.inside, setpoint, now.outdoor, 60.0 * now.minute)
        if stretch is not None:
            self.warmth.learn(stretch)

    def hours(self, from_c: float, to_c: float, out_c: float) -> float:
        return self.warmth.hours(from_c, to_c, out_c)[0]


class Expected:
    """Who comes home and who wakes when, of one home; asked by several thermostats at the same moments."""

    def __init__(self, people: Iterable[str]) -> None:
        self._comings = {who: Comings() for who in people}
        self._wakings = {who: Comings() for who in self._comings}
        self._left: dict[str, datetime | None] = dict.fromkeys(self._comings)
        self._slept: dict[str, datetime | None] = dict.fromkeys(self._comings)
        self._heard_at = self._asked_at = -1
        self._chances: NDArray[np.float64] = np.zeros(0)

    def hear(self, now: Heard) -> None:
        if self._heard_at == now.minute:
            return
        self._heard_at = now.minute
        for who in self._comings:
            is_asleep = now.home[who] and not now.awake[who]
            self._left[who] = _since(self._comings[who], self._left[who], not now.home[who], now)
            self._slept[who] = _since(self._wakings[who], self._slept[who], is_asleep, now)

    def chances(self, now: Heard) -> NDArray[np.float64]:
        """Of the first to be up and at home, in each of the next steps; nobody is."""
        if self._asked_at != now.minute:
            self._asked_at = now.minute
            self._chances = first_of(
                self._wakings[who].chances(now.at, self._slept[who])
                if now.home[who]
                else self._comings[who].chances(now.at, self._left[who])
                for who in self._comings
            )
        return self._chances


def _since(habit: Comings, since: datetime | None, is_gone: bool, now: Heard) -> datetime | None:
    """Since when they are away, or asleep; the habit learns when they no longer are."""
    if is_gone:
        return since or now.at
    if since is not None:
        habit.learn(Absence(since, now.at))
    return None


class Ours:
    """Asked every ten minutes while nobody is there; a heating ahead that was given up is remembered as long as one may last.
    Knob: what a degree-hour of warmth for nobody is worth."""

    def __init__(
        self, wanted_c: float, warm_up: Learned, price: float, expected: Expected, at_most_min: float = AT_MOST_MIN
    ) -> None:
        self._at_most = at_most_min
        self._wanted, self._warm_up, self._price, self._expected = wanted_c, warm_up, price, expected
        self._since: int | None = None
        self._ended: int | None = None
        self._last = SETBACK_C

    def setpoint(self, now: Heard) -> float:
        self._warm_up.hear(now, self._last)
        self._expected.hear(now)
        if now.occupied:
            self._since, self._ended, self._last = None, None, self._wanted
        elif now.minute % STEP_MIN == 0:
            self._last = self._alone(now)
        return self._last

    def _alone(self, now: Heard) -> float:
        if self._ended is not None and now.minute - self._ended >= self._at_most:
            self._since = self._ended = None
        ended = now.minute if self._ended is None else self._ended
        heated = None if self._since is None else float(ended - self._since)
        chances = self._expected.chances(now)
        asked = HeatAsked(now.inside, self._wanted, SETBACK_C, now.outdoor, chances, self._at_most, heated)
        answer = when_to_start(asked, self._warm_up.warmth, self._price)
        if answer.is_start and (self._since is None or self._ended is not None):
            self._since, self._ended = now.minute, None
        elif not answer.is_start and self._since is not None and self._ended is None:
            self._ended = now.minute
        return answer.setpoint_c
