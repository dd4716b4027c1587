"""How sure an averaged answer really is, kept running per person and kind: by the odds it should have had.

Averaging many looks is modest: what most of them say at 60 % happens more often, and how much more depends on the person. So a
few shifts of the log odds are scored on whether the best guess would have done, and averaged by their success.
Source: recalibration in the large of forecasts, Cox, Biometrika 45 (1958); averaging: Vovk, COLT (1990).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

KEEP = 0.997  # of what is known of their success, per outcome
STEP = 0.5  # the shifts: one step back, none, one to three on
START = (0.2, 0.5, 0.2, 0.08, 0.02)  # how far each is believed before anything is known: together hardly any shift
MEANT = 0.9  # of choices: the others slipped, or were somebody else's, and do as often as not
LEAST = 1e-6

_BEGIN = tuple(math.log(share) for share in START)


@dataclass(frozen=True, slots=True)
class Sureness:
    """won: log of how far each shift is believed, up to a constant."""

    won: tuple[float, ...] = _BEGIN
    _shares: tuple[float, ...] = field(init=False, repr=False, compare=False)  # the same, summing to 1

    def __post_init__(self) -> None:
        best = max(self.won)
        believed = [math.exp(w - best) for w in self.won]
        whole = sum(believed)
        object.__setattr__(self, "_shares", tuple(one / whole for one in believed))

    def after(self, sure: float, trust: float, did: bool, weight: float) -> "Sureness":
        """A guess that was said to do with this probability did, or did not."""
        told = (shifted if did else 1.0 - shifted for shifted in _shifted(sure, trust))
        scores = (math.log(MEANT * one + 0.5 * (1.0 - MEANT)) for one in told)
        won = [KEEP * w + (1.0 - KEEP) * b + weight * s for w, b, s in zip(self.won, _BEGIN, scores, strict=True)]
        best = max(won)
        return Sureness(tuple(w - best for w in won))

    def of(self, sure: float, trust: float) -> float:
        """The probability as it should be said. trust: how far there is a habit in such moments, 0..1; where nobody was seen
        choosing it stays."""
        return sum(share * one for share, one in zip(self._shares, _shifted(sure, trust), strict=True))

    def among(self, p: Sequence[float], trust: float) -> list[float]:
        """The same for the likeliest of several, which all others make room for."""
        best = max(p)
        sure = self.of(best, trust)
        others = (1.0 - sure) / max(LEAST, 1.0 - best)
        at = p.index(best)
        return [sure if i == at else others * one for i, one in enumerate(p)]


def _shifted(p: float, trust: float) -> tuple[float, ...]:
    """By each shift, as far as there is trust; shape of START."""
    p = min(1.0 - LEAST, max(LEAST, p))
    odds, step = p / (1.0 - p), math.exp(STEP * trust)
    further = odds * step
    second = further * step
    third = second * step
    back = odds / step
    return back / (1.0 + back), p, further / (1.0 + further), second / (1.0 + second), third / (1.0 + third)
