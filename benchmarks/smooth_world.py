"""The first invented world of benchmarks/household.py: what people want goes along smoothly with the hour and the light. By a
fixed specification (none of it tuned to the hub; change a figure and say so). For each kind a person has a latent wish:

    brightness        .45 + person N(0,.15) + room N(0,.06) + evening (-.20 ± .12 at 22 h, a daily wave) + weekend N(0,.04)
                      - .10 · (log10 lux - 2) · N(1,.4) + cloudy N(.03,.03) + mood AR(1) .6 with sd .05 + noise .06
    colour            3600 K + N(0,350) + room N(0,120) + evening wave -550 ± 250 + lux 150 · N(1,.4) + mood 90 + noise 140
    setpoint          20.6 °C + N(0,.9) + room N(0,.5) + night -.8 ± .5 + season -.4 · N(1,.5) · sin(year) + outdoor + mood .25
                      + noise .25
    music             one of six, silence among them: a favourite per part of day and weekend, wanted 50 to 90 % of the time (by
                      person, evenly drawn), else mostly (three of five times) the person's second, else any

A third of the people change their habits once, between the 40th and 70th day: another level by about one and a half
tolerances, other favourites.
"""

import math

import numpy as np

from models.context import Context
from models.parts_of_day import part_at

from .true_wish import Person

KINDS = ("brightness", "colour_temperature", "setpoint", "music")
ROOMS = ("living_room", "kitchen", "bedroom", "study")
TUNES = ("calm", "jazz", "radio", "pop", "classic")
CHANGES = 1 / 3
NOISE = {"brightness": 0.06, "colour_temperature": 140.0, "setpoint": 0.25}
MOOD = {"brightness": 0.05, "colour_temperature": 90.0, "setpoint": 0.25}


class Smooth(Person):
    """One person's wishes. dice: of the world, never of a policy. doing: of no matter here, and never told."""

    noise = NOISE

    def __init__(self, dice: np.random.Generator) -> None:
        self.level = {
            "brightness": dice.normal(0, 0.15),
            "colour_temperature": dice.normal(0, 350),
            "setpoint": dice.normal(0, 0.9),
        }
        self.room = {
            "brightness": dice.normal(0, 0.06, len(ROOMS)),
            "colour_temperature": dice.normal(0, 120, len(ROOMS)),
            "setpoint": dice.normal(0, 0.5, len(ROOMS)),
        }
        self.evening = {
            "brightness": dice.normal(-0.2, 0.12),
            "colour_temperature": dice.normal(-550, 250),
            "setpoint": dice.normal(-0.8, 0.5),
        }
        self.by_lux = {
            "brightness": -0.1 * dice.normal(1, 0.4),
            "colour_temperature": 150 * dice.normal(1, 0.4),
            "setpoint": 0.0,
        }
        self.weekend = {"brightness": dice.normal(0, 0.04), "colour_temperature": 0.0, "setpoint": dice.normal(0, 0.2)}
        self.by_outdoor = dice.normal(-0.03, 0.02)
        self.season = -0.4 * dice.normal(1, 0.5)
        self.mood = dict.fromkeys(NOISE, 0.0)
        self._favourites(dice)
        self.steady = float(dice.uniform(0.5, 0.9))
        self.changes_on = int(dice.integers(40, 71)) if dice.random() < CHANGES else None
        self.doing = ""

    def does(self, _hour: float, _dice: np.random.Generator) -> str | None:
        return None

    def _favourites(self, dice: np.random.Generator) -> None:
        names = (*TUNES, "silence")
        self.favourite = {
            (part, weekend): names[int(dice.integers(len(names)))]
            for part in ("night", "morning", "day", "evening")
            for weekend in (False, True)
        }
        self.second = names[int(dice.integers(len(names)))]

    def wake(self, day: int, dice: np.random.Generator) -> None:
        """A new day's mood, and now and then a new habit."""
        for kind, sd in MOOD.items():
            self.mood[kind] = 0.6 * self.mood[kind] + math.sqrt(1 - 0.36) * dice.normal(0, sd)
        if day == self.changes_on:
            for kind, sd in (("brightness", 0.22), ("colour_temperature", 500.0), ("setpoint", 1.2)):
                self.level[kind] += float(dice.choice([-1, 1])) * sd
            self._favourites(dice)

    def wish(self, kind: str, context: Context) -> float:
        """The latent wish of a number, before the moment's noise."""
        room = ROOMS.index(context.room)
        hour = context.local.hour + context.local.minute / 60
        late = (1 + math.cos(2 * math.pi * (hour - 22) / 24)) / 2
        lux = math.log10(max(1.0, context.illuminance_lx or 1.0))
        outdoor = context.outdoor_c or 10.0
        base = {"brightness": 0.45, "colour_temperature": 3600.0, "setpoint": 20.6}[kind]
        value = base + self.level[kind] + self.room[kind][room] + self.evening[kind] * late + self.mood[kind]
        value += self.by_lux[kind] * (lux - 2) + self.weekend[kind] * (context.local.weekday() >= 5)
        if kind == "brightness" and outdoor < 8:
            value += 0.03
        if kind == "setpoint":
            turn = 2 * math.pi * context.local.timetuple().tm_yday / 365
            value += self.season * math.sin(turn) + self.by_outdoor * (outdoor - 10)
        return float(value)

    def probabilities(self, context: Context) -> dict[str, float]:
        names = (*TUNES, "silence")
        p = dict.fromkeys(names, 0.4 * (1 - self.steady) / len(names))
        p[self.favourite[part_at(context.local.hour), context.local.weekday() >= 5]] += self.steady
        p[self.second] += 0.6 * (1 - self.steady)
        return p
