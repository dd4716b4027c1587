"""How true the confidence in a choice is, kept running per person and kind: the answer raised to the power that did best.

Averaging several opinions is modest: what they agree on at 60 % happens more often. How much more, a person's own next choices
tell. A few powers are scored on them, and their answers averaged by their success; the loss fades, so that it may change.
Source: power calibration of forecasts, Ranjan and Gneiting, J. R. Stat. Soc. B 72 (2010); averaging: Vovk, COLT (1990).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import repeat
from operator import mul, truediv

KEEP = 0.997  # of what is known of their success, per choice
LEAST = 1e-6
ACCEPTED = 0.6  # what a choice left standing says, beside one made by hand (learning.md)


@dataclass(frozen=True)
class Powers:
    """each: the powers tried; start: how far each is believed before anything is known, summing to 1."""

    each: tuple[float, ...] = (0.7, 1.0, 1.5, 2.2, 3.3)
    start: tuple[float, ...] = (0.05, 0.25, 0.3, 0.25, 0.15)

    @cached_property
    def begin(self) -> tuple[float, ...]:
        return tuple(math.log(share) for share in self.start)

    @cached_property
    def above(self) -> tuple[float, ...]:
        """By how much each is above one."""
        return tuple(power - 1.0 for power in self.each)


HOME = Powers()  # of what is averaged in the daemon: six opinions, more modest than each


@dataclass(frozen=True, slots=True)
class Sharpness:
    """won: log of how far each power is believed, up to a constant; before the first choice the powers' own start."""

    powers: Powers = HOME
    won: tuple[float, ...] = HOME.begin
    _shares: tuple[float, ...] = field(init=False, repr=False, compare=False)  # how far each is believed, summing to 1

    def __post_init__(self) -> None:
        best = max(self.won)
        believed = [math.exp(w - best) for w in self.won]
        whole = sum(believed)
        object.__setattr__(self, "_shares", tuple(share / whole for share in believed))

    @classmethod
    def over(cls, powers: Powers) -> "Sharpness":
        return cls(powers, powers.begin)

    def after(self, p: Sequence[float], chosen: int, trust: float, weight: float) -> "Sharpness":
        """One more choice to which the answer gave the probabilities ``p``, shape (k,)."""
        scores = (math.log(max(LEAST, powered(p, power, trust)[chosen])) for power in self.powers.each)
        begin = self.powers.begin
        won = [KEEP * w + (1.0 - KEEP) * b + weight * s for w, b, s in zip(self.won, begin, scores, strict=True)]
        best = max(won)
        return Sharpness(self.powers, tuple(w - best for w in won))

    def of(self, p: Sequence[float], trust: float) -> list[float]:
        """The answer as it should be said, shape (k,): by every power as ``powered``, as far as each is believed."""
        powers = [1.0 + above * trust for above in self.powers.above]
        if len(p) == 2:  # on or off, which is asked most: the second beside the first is all there is to raise
            beside = max(LEAST, p[1]) / max(LEAST, p[0])
            first = 0.0
            for power, share in zip(powers, self._shares, strict=True):
                first += share / (1.0 + beside**power)
            return [first, 1.0 - first]
        raised = [[*map(pow, repeat(max(LEAST, one)), powers)] for one in p]
        shares = [*map(truediv, self._shares, map(sum, zip(*raised, strict=True)))]
        return [sum(map(mul, shares, by_power)) for by_power in raised]


def powered(p: Sequence[float], power: float, trust: float) -> list[float]:
    """p to a power, normalised; only as far as there is a habit to trust (0..1): where nobody was seen choosing, it stays."""
    power = 1.0 + (power - 1.0) * trust
    raised = [max(LEAST, one) ** power for one in p]
    whole = sum(raised)
    return [one / whole for one in raised]
