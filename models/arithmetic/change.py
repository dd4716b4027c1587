"""Notices when a person has changed a habit, so that what they did before stops counting.

Two one-sided CUSUMs on the misses of a small running ridge (predict, then learn, row by row: a state that is a function of the
rows in time order and costs 10 µs a row). Source: Page, Biometrika 41 (1954); constants from learning.md.
"""

import math

import numpy as np

from .score import SpreadCalibration

SLACK = 0.4
ALARM = 6.0
CLIP = 3.0
LAST = 8  # rows at most that keep their weight at an alarm
BEFORE, IN_ALL = 0.15, 3.0  # what each older row weighs after it, and all of them at most, in rows


class ChangeWatch:
    """factors: per row, what a change since then leaves of its weight. calibration: how true the claimed spread was."""

    __slots__ = (
        "_covariance",
        "_down",
        "_down_since",
        "_mean",
        "_misses",
        "_noise_rows",
        "_prior_s2",
        "_rows",
        "_start",
        "_up",
        "_up_since",
        "calibration",
        "factors",
    )  # fmt: skip

    def __init__(self, mean: np.ndarray, covariance: np.ndarray, s2: float, noise_rows: float) -> None:
        self._start = (mean, covariance)
        self._mean, self._covariance = self._start  # everybody's, until the first row
        self._prior_s2, self._noise_rows = s2, noise_rows
        self._misses, self._rows = 0.0, 0.0
        self._up = self._down = 0.0
        self._up_since = self._down_since = 0
        self.factors: list[float] = []
        self.calibration = SpreadCalibration()

    def step(self, x: np.ndarray, y: float, w: float, tolerance: float, accepted: float = 0.0) -> bool:
        """One more row; True when it raised the alarm. accepted: as in ``core.fit``."""
        s2 = (self._noise_rows * self._prior_s2 + self._misses) / (self._noise_rows + self._rows)
        px = self._covariance @ x
        spread2 = s2 + float(x @ px)
        miss = y - float(x @ self._mean)
        z = miss / math.sqrt(spread2)
        if accepted:
            half = tolerance / math.sqrt(spread2)
            self.calibration = self.calibration.stood(half, z, 0.6 * accepted)
        else:
            self.calibration = self.calibration.after(z, w)
            self._misses += w * s2 * min(z * z, 4.0)  # a far first guess must not look like an unsteady person
            self._rows += w
        gain = px / (s2 / w + spread2 - s2)
        if not self.factors:
            self._mean, self._covariance = self._mean.copy(), self._covariance.copy()
        self._mean += gain * miss
        self._covariance -= gain[:, None] * px
        self.factors.append(1.0)
        n = len(self.factors)
        z = min(CLIP, max(-CLIP, z))
        self._up = max(0.0, self._up + w * (z - SLACK))
        self._down = max(0.0, self._down + w * (-z - SLACK))
        if not self._up:
            self._up_since = n
        if not self._down:
            self._down_since = n
        if max(self._up, self._down) < ALARM:
            return False
        since = self._up_since if self._up >= ALARM else self._down_since
        self._forget_before(max(n - LAST, since))
        return True

    def _forget_before(self, row: int) -> None:
        if row:
            self.factors[:row] = [min(BEFORE, IN_ALL / row)] * row
        # The running ridge keeps its mean but may move again as freely as before the first row.
        self._covariance = self._start[1].copy()
        self._up = self._down = 0.0
        self._up_since = self._down_since = len(self.factors)
        self.calibration = SpreadCalibration()  # the misses were the change's, not the spread's
