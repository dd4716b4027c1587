"""A winter's comings and goings of one household, for benchmarks/heating.py: simulated_homes.py's people, and what upsets them.

On top of that specification, none of it tuned to the hub: on one day in seven somebody stays out longer, by 1 to 4 hours; on
one working day in ten they are back 1 to 4 hours early; one weekend in eight nobody is at home from Saturday 9 to Sunday 18
o'clock (sd 1.5 h); for one week of the winter the home is empty, Saturday to Saturday. Up at night for less than half an hour
counts as asleep. Warmth is wanted while anybody is at home and not in bed: 20.8 °C, sd .6 over homes.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from benchmarks.simulated_homes import ASLEEP, AWAY, Stay, simulated_home

DAY_MIN = 1440
NIGHT_SPELL_MIN = 30

Minutes = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class PresenceYear:
    """By person and minute since the first midnight, a Monday's: at home; at home and not asleep. wanted_c: of the home."""

    home: dict[str, Minutes]
    awake: dict[str, Minutes]
    wanted_c: float

    @property
    def occupied(self) -> Minutes:
        """Somebody is at home and up."""
        return np.asarray(np.any(list(self.awake.values()), axis=0), dtype=np.bool_)

    @property
    def anybody(self) -> Minutes:
        return np.asarray(np.any(list(self.home.values()), axis=0), dtype=np.bool_)


def presence_year(people: int, days: int, seed: int) -> PresenceYear:
    dice = np.random.default_rng([seed, people, days, 15])
    lived = simulated_home(people, days, seed, may_have_pet=False)
    home, awake = {}, {}
    for who, stays in lived.people.items():
        home[who], awake[who] = _minutes(stays, days)
        for day in range(days):
            _upset(home[who], awake[who], day, dice)
    away = [(day, day + 1) for day in range(5, days - 1, 7) if dice.random() < 1 / 8]
    if days > 60:
        left = int(dice.choice(range(40 - 40 % 7 + 5, days - 8, 7)))
        away.append((left, left + 7))
    for first, last in away:
        start, end = first * DAY_MIN + 9 * 60, int(last * DAY_MIN + 18 * 60 + dice.normal(0, 90))
        for who in home:
            home[who][start:end] = awake[who][start:end] = False
    return PresenceYear(home, awake, float(np.clip(dice.normal(20.8, 0.6), 19.5, 22.0)))


def _minutes(stays: list[Stay], days: int) -> tuple[Minutes, Minutes]:
    home, awake = np.ones(days * DAY_MIN, bool), np.ones(days * DAY_MIN, bool)
    for stay in stays:
        span = slice(round(stay.start / 60.0), round(stay.end / 60.0))
        if stay.room == AWAY:
            home[span] = awake[span] = False
        elif stay.pause == ASLEEP:
            awake[span] = False
    edges = np.flatnonzero(np.diff(awake.astype(int))) + 1
    for start, end in pairwise(edges):
        if awake[start] and end - start < NIGHT_SPELL_MIN and home[start - 1] and home[end]:
            awake[start:end] = False
    return home, awake


def _upset(home: Minutes, awake: Minutes, day: int, dice: np.random.Generator) -> None:
    """Out longer, or back early. The dice fall alike whatever the day is like."""
    is_late, is_early, hours = dice.random() < 1 / 7, dice.random() < 1 / 10, dice.uniform(1.0, 4.0)
    start = day * DAY_MIN + 14 * 60
    evening = home[start : start + 7 * 60]
    back = np.flatnonzero(~evening[:-1] & evening[1:])
    if not len(back):
        return
    came, by = start + int(back[0]) + 1, int(hours * 60)
    if is_late:
        home[came : came + by] = awake[came : came + by] = False
    elif is_early and day % 7 < 5:
        home[came - by : came] = awake[came - by : came] = True
