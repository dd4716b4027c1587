"""How fast a room grows warm while it is heated, and cold while it is not: learned from its own thermometer, of few stretches.

In the flow: a room's thermometer and heating → stretches (``hub/heat/stretches.py``) → here → when heating has to start
(``hub/heat/when_to_start.py``). Nothing here is of a person. Cooling is the same with all temperatures' signs turned. Pure
numpy.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

LEAST_C, LEAST_H = 0.4, 0.2  # a stretch that says something of a rate
KEPT = 60  # stretches: a heating season's; what was long ago was another valve or another window
USUAL_GAP_C, USUAL_RISE_C = 15.0, 2.0  # between in and out; of a stretch
UNKNOWN_OUT_C = 12.0  # so much colder it is taken to be outside where nobody says
# What is thought of a room nobody has watched: about 1 °C an hour with a radiator, a third of it with a warm floor.
_BEFORE = np.array([0.0, -0.3, -0.15])  # log °C/h: usual; by usual gaps more; by how much farther, log
_PRECISION = np.diag([1 / 0.6**2, 1 / 0.25**2, 1 / 0.25**2])
NOISE = 0.3  # log: of two stretches alike one is a third faster
HUBER = 1.5  # beyond so many of these a stretch counts less: a door stood open, the sun came round
USUAL_LAG_H, LAG_WEIGHT = 0.2, 2.0
USUAL_TAU_H, TAU_WEIGHT = 30.0, 2.0  # a room forgets its warmth to 37 % in a day or so


@dataclass(frozen=True, slots=True)
class Stretch:
    """So long a room was heated, or left alone, without anything else happening to it.

    from_c, to_c: its temperature at both ends. out_c: outdoors meanwhile, None: not known. hours: of it. lag_h: until it first
    moved, of the heated ones. is_heated: whether it was.
    """

    from_c: float
    to_c: float
    out_c: float | None
    hours: float
    is_heated: bool
    lag_h: float | None = None


def _gap(inside: float, out_c: float | None) -> float:
    return UNKNOWN_OUT_C if out_c is None else inside - out_c


class Warmth:
    """One room's. Owned by whoever feeds it; refitted at each stretch, about 0.2 ms."""

    def __init__(self, stretches: Iterable[Stretch] = ()) -> None:
        self._heated: list[Stretch] = []
        self._alone: list[Stretch] = []
        for stretch in stretches:
            self._keep(stretch)
        self._fit()

    def learn(self, stretch: Stretch) -> bool:
        """Whether it said something."""
        is_news = self._keep(stretch)
        if is_news:
            self._fit()
        return is_news

    def stretches(self) -> tuple[Stretch, ...]:
        """To be stored; from these it is made anew."""
        return (*self._heated, *self._alone)

    @property
    def seen(self) -> int:
        """How often it was watched growing warm."""
        return len(self._heated)

    def _keep(self, stretch: Stretch) -> bool:
        moved = stretch.to_c - stretch.from_c
        if stretch.hours < LEAST_H or not all(map(math.isfinite, (moved, stretch.hours, stretch.out_c or 0.0))):
            return False
        if stretch.is_heated and moved >= LEAST_C:
            self._heated = [*self._heated, stretch][-KEPT:]
            return True
        if not stretch.is_heated and moved <= -LEAST_C and _gap(stretch.to_c, stretch.out_c) > 1.0:
            self._alone = [*self._alone, stretch][-KEPT:]
            return True
        return False

    def _fit(self) -> None:
        """Ridge on log rates toward what is thought of any room (Bishop, PRML eq. 3.50, 3.51), outliers weighed down."""
        self._mean: Array = _BEFORE
        self._covariance: Array = np.linalg.inv(_PRECISION)
        self.lag_h = _pulled([s.lag_h for s in self._heated if s.lag_h is not None], USUAL_LAG_H, LAG_WEIGHT)
        self.tau_h = math.exp(_pulled([math.log(_tau(s)) for s in self._alone], math.log(USUAL_TAU_H), TAU_WEIGHT))
        if not self._heated:
            return
        rows = np.array([_features(s.from_c, s.to_c, s.out_c) for s in self._heated])
        rates = np.array([math.log((s.to_c - s.from_c) / max(0.5 * LEAST_H, s.hours - (s.lag_h or 0.0))) for s in self._heated])
        weights = np.ones(len(rates))
        for _ in range(4):
            weighed = rows * (weights / NOISE**2)[:, None]
            self._covariance = np.asarray(np.linalg.inv(_PRECISION + rows.T @ weighed), dtype=np.float64)
            self._mean = np.asarray(self._covariance @ (_PRECISION @ _BEFORE + weighed.T @ rates), dtype=np.float64)
            off = np.abs(rates - rows @ self._mean) / (HUBER * NOISE)
            weights = 1.0 / np.maximum(1.0, off)

    def rate(self, from_c: float, to_c: float, out_c: float | None) -> float:
        """°C an hour while it is heated from the one to the other, from its first moving on. Always above 0."""
        return math.exp(float(np.dot(_features(from_c, to_c, out_c), self._mean)))

    def hours(self, from_c: float, to_c: float, out_c: float | None) -> tuple[float, float]:
        """From the start of the heating until it is so warm, and one standard deviation as a share of it. (0, 0): it is."""
        if to_c <= from_c:
            return 0.0, 0.0
        features = _features(from_c, to_c, out_c)
        spread = math.sqrt(NOISE**2 + float(features @ self._covariance @ features))
        return self.lag_h + (to_c - from_c) / self.rate(from_c, to_c, out_c), spread

    def left_alone(self, from_c: float, out_c: float | None, hours: Array) -> Array:
        """Its temperature so many hours after the heating ended; a room outside which it is warmer stays as it is."""
        gap = max(0.0, _gap(from_c, out_c))
        return np.asarray(from_c - gap * (1.0 - np.exp(-hours / self.tau_h)), dtype=np.float64)


def _features(from_c: float, to_c: float, out_c: float | None) -> Array:
    rise = max(LEAST_C, to_c - from_c)
    gap = _gap((from_c + to_c) / 2, None if out_c is None else out_c)
    return np.array([1.0, gap / USUAL_GAP_C - 1.0, math.log(rise / USUAL_RISE_C)])


def _tau(stretch: Stretch) -> float:
    """Hours in which the room's warmth falls to 37 %."""
    before, after = _gap(stretch.from_c, stretch.out_c), _gap(stretch.to_c, stretch.out_c)
    if stretch.out_c is None:
        after = before - (stretch.from_c - stretch.to_c)
    return min(500.0, max(2.0, stretch.hours / math.log(before / max(0.5, after))))


def _pulled(seen: Sequence[float], usual: float, weight: float) -> float:
    """The median, pulled toward what is usual while little was seen."""
    return usual if not seen else (weight * usual + len(seen) * float(np.median(seen))) / (weight + len(seen))
