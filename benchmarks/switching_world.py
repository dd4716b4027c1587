"""The second invented world of benchmarks/household.py: what people want jumps. By a fixed specification (none of it tuned to
the hub; change a figure and say so). The hub is told what they are doing five times in six.

    activity          reading, cooking, watching or working, by chances of the person's own that are other before and after an
                      hour of their own (15 to 19)
    brightness        by activity: .75, .90, .12, .60, each ± N(0,.10) of the person; of half the people .15 less once the sun
                      is below a height of their own (-4 to 6 degrees); noise .05
    colour            two levels, 4300 ± 250 and 2750 ± 150 K: the warm one once the sun is below a height of the person's own
                      (-6 to 4), or in other people from an hour of their own (17 to 22) to 5; of a third of all only where the
                      room has less than their own 30 to 300 lx; noise 120
    setpoint          21 ± .5 °C at home, 2 ± .4 less between two hours of their own (21 to 24, and 5 to 8), and on workdays 1.5
                      less between 9 ± 1 and 16 ± 2; weekends apart; noise .2
    music             by activity, and by whether it is one of two or three days of the week of the person's own: one of six,
                      wanted 60 to 95 % of the time, else any
    habits            a third of the people change theirs once, between the 40th and 70th day: everything is drawn anew
"""

import numpy as np

from models.context import Context

from .smooth_world import CHANGES, TUNES
from .true_wish import Person

DOES = ("reading", "cooking", "watching", "working")
LEVELS = {"reading": 0.75, "cooking": 0.9, "watching": 0.12, "working": 0.6}
TOLD = 5 / 6
NOISE = {"brightness": 0.05, "colour_temperature": 120.0, "setpoint": 0.2}
NAMES = (*TUNES, "silence")


class Switching(Person):
    """One person's wishes. dice: of the world, never of a policy. doing: what they came to do; a housemate joins in."""

    noise = NOISE

    def __init__(self, dice: np.random.Generator) -> None:
        self.turns_at = float(dice.uniform(15, 19))
        self.chances = dice.dirichlet(np.ones(len(DOES)), 2)
        self._draw(dice)
        self.changes_on = int(dice.integers(40, 71)) if dice.random() < CHANGES else None
        self.doing = DOES[0]

    def _draw(self, dice: np.random.Generator) -> None:
        self.level = {name: level + float(dice.normal(0, 0.1)) for name, level in LEVELS.items()}
        self.dims_below = float(dice.uniform(-4, 6)) if dice.random() < 0.5 else None
        self.cold, self.warm = float(dice.normal(4300, 250)), float(dice.normal(2750, 150))
        self.warm_below = float(dice.uniform(-6, 4)) if dice.random() < 0.5 else None
        self.warm_from = float(dice.uniform(17, 22))
        self.only_under = float(10 ** dice.uniform(1.5, 2.5)) if dice.random() < 1 / 3 else None
        self.at_home, self.night = float(dice.normal(21, 0.5)), float(dice.normal(2, 0.4))
        self.night_from, self.night_to = float(dice.uniform(21, 24)), float(dice.uniform(5, 8))
        self.works = float(dice.normal(9, 1)), float(dice.normal(16, 2))
        self.days = frozenset(dice.choice(7, int(dice.integers(2, 4)), replace=False).tolist())
        self.favourite = {(name, is_day): str(dice.choice(NAMES)) for name in DOES for is_day in (False, True)}
        self.steady = float(dice.uniform(0.6, 0.95))

    def wake(self, day: int, dice: np.random.Generator) -> None:
        """Now and then a new habit."""
        if day == self.changes_on:
            self._draw(dice)

    def does(self, hour: float, dice: np.random.Generator) -> str | None:
        """What the person is doing from now on; None where the hub is not told."""
        self.doing = str(dice.choice(DOES, p=self.chances[int(hour >= self.turns_at)]))
        return self.doing if dice.random() < TOLD else None

    def wish(self, kind: str, context: Context) -> float:
        """The latent wish of a number, before the moment's noise."""
        hour, sun = context.local.hour + context.local.minute / 60, context.sun_elevation_deg or 0.0
        match kind:
            case "brightness":
                return self.level[self.doing] - 0.15 * (self.dims_below is not None and sun < self.dims_below)
            case "colour_temperature":
                late = sun < self.warm_below if self.warm_below is not None else hour >= self.warm_from or hour < 5
                dark = self.only_under is None or (context.illuminance_lx or 0.0) < self.only_under
                return self.warm if late and dark else self.cold
            case _:
                works = context.local.weekday() < 5 and self.works[0] <= hour < self.works[1]
                sleeps = hour >= self.night_from or hour < self.night_to
                return self.at_home - self.night * sleeps - 1.5 * works

    def probabilities(self, context: Context) -> dict[str, float]:
        p = dict.fromkeys(NAMES, (1 - self.steady) / len(NAMES))
        p[self.favourite[self.doing, context.local.weekday() in self.days]] += self.steady
        return p
