"""How true the hub's confidence is: what each outcome says about it, kept running per (person, kind).

A correction arrives when the hub was wrong, so corrections alone make the noise look too big and the hub falls silent. What
nobody touched is counted too, as a wish known only to lie within the tolerance of what was set (learning.md).
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

KEEP = 0.99  # of what is known, per outcome
FACTORS = tuple(4.0 ** (k / 3) for k in range(-3, 4))  # of the spread, squared: a quarter to four times
START = (0.02, 0.08, 0.2, 0.4, 0.2, 0.08, 0.02)  # how far each is believed before anything is known
# One value in ten was meant by somebody else, or slipped, and lies anywhere within ten spreads: it says nothing of the spread.
MEANT, ASTRAY = 0.9, 0.1 / 20.0

_BEGIN = tuple(math.log(share) for share in START)
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
class SpreadCalibration:
    """won: log of how far each of FACTORS is believed, up to a constant. factor: what to multiply spread² by."""

    won: tuple[float, ...] = _BEGIN

    def after(self, z: float, weight: float) -> "SpreadCalibration":
        """A value was chosen, ``z`` claimed spreads from the guess."""
        z2 = z * z
        told = (math.log(MEANT * math.exp(-0.5 * min(z2 / f, 1400.0)) / (_BELL * math.sqrt(f)) + ASTRAY) for f in FACTORS)
        return self._with(told, weight)

    def stood(self, half: float, offset: float, weight: float) -> "SpreadCalibration":
        """What was set stood: the wish lay within offset ± half of the guess, in claimed spreads."""
        told = []
        for f in FACTORS:
            scale = math.sqrt(2.0 * f)
            within = 0.5 * (math.erf((offset + half) / scale) - math.erf((offset - half) / scale))
            told.append(math.log(MEANT * within + 2.0 * half * ASTRAY))
        return self._with(told, weight)

    def _with(self, told: Iterable[float], weight: float) -> "SpreadCalibration":
        won = [KEEP * w + (1.0 - KEEP) * b + weight * t for w, b, t in zip(self.won, _BEGIN, told, strict=True)]
        best = max(won)
        return SpreadCalibration(tuple(w - best for w in won))

    @property
    def factor(self) -> float:
        believed = [math.exp(w) for w in self.won]
        return math.exp(sum(b * math.log(f) for b, f in zip(believed, FACTORS, strict=True)) / sum(believed))
