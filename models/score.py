"""How true the hub's confidence is: what each outcome says about it, kept running per (person, kind).

A correction arrives when the hub was wrong, so corrections alone make the noise look too big and the hub falls silent. What
nobody touched is counted too, as a wish known only to lie within the tolerance of what was set (learning.md).
"""

import math
from dataclasses import dataclass

from devices.vocabulary import Value

from .kind import Kind

FORGET = 0.99  # per outcome, of both sums
START = 10.0  # outcomes the shipped confidence is worth
NARROWEST, WIDEST = 0.8, 4.0  # of the spread, squared
OUTLIER = 9.0  # a slip says no more than three spreads

_ROOT = math.sqrt(2.0)
_BELL = math.sqrt(2.0 * math.pi)


def cut_square(half: float, offset: float = 0.0) -> float:
    """E[z²] of a standard normal known to lie within offset ± half (in spreads).

    Johnson, Kotz, Balakrishnan, Continuous Univariate Distributions 1 (1994), eq. 13.135.
    """
    low, high = offset - half, offset + half
    mass = 0.5 * (math.erf(high / _ROOT) - math.erf(low / _ROOT))
    if mass < 1e-9:  # nothing left between the cuts: the nearer one
        return min(low * low, high * high)
    bell_low, bell_high = math.exp(-0.5 * low * low) / _BELL, math.exp(-0.5 * high * high) / _BELL
    return max(0.0, 1.0 - (high * bell_high - low * bell_low) / mass)


@dataclass(frozen=True, slots=True)
class Calibration:
    """Squared misses in units of the spread that was claimed. factor: what to multiply spread² by."""

    missed: float = 0.0
    seen: float = 0.0

    def after(self, z2: float, weight: float) -> "Calibration":
        return Calibration(self.missed * FORGET + weight * min(z2, OUTLIER), self.seen * FORGET + weight)

    @property
    def factor(self) -> float:
        return min(WIDEST, max(NARROWEST, (START + self.missed) / (START + self.seen)))


def hit(kind: Kind, predicted: Value | None, value: Value) -> bool | None:
    """Whether the guess would have been left alone; None when there was none."""
    if predicted is None:
        return None
    if kind.choice or isinstance(predicted, bool | str) or isinstance(value, bool | str):
        return predicted == value
    return abs(predicted - value) <= kind.tolerance
