"""What a person's past says about their next choice, as one row of numbers: the history model's input, and its product.

Running state only: learning is counting. Fitted on other people by ``donors.py``; at run time one product.
Source: learning.md, "Categories", expert 1.
"""

import math
from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np

DECAY = 0.85  # of the decayed counts, per label


@dataclass(frozen=True)
class HistoryModel:
    """Multinomial logistic model fitted on other people. coef: (f, K), intercept: (K,), centre and scale: (f,).

    Columns: the context's p, then ``Past.summary``'s 5 K + 3.
    """

    coef: np.ndarray
    intercept: np.ndarray
    centre: np.ndarray
    scale: np.ndarray

    def predict(self, x: np.ndarray, summary: np.ndarray) -> list[float]:
        columns = (np.concatenate([x, summary]) - self.centre) / self.scale
        score = columns @ self.coef + self.intercept
        score = np.exp(score - score.max())
        return (score / score.sum()).tolist()  # type: ignore[no-any-return]


class Past:
    """Counts of one person's labels so far; t in days, slots any hashable part of the context."""

    def __init__(self, share: np.ndarray) -> None:
        k = len(share)
        self.share, self.k = share, k
        self.counts = np.zeros(k)
        self.decayed = np.zeros(k)
        self.slots: dict[Hashable, list[float]] = {}
        self.last: int | None = None
        self.before_last: int | None = None
        self.last_t = 0.0
        self.n = 0.0

    def add(self, label: int, w: float, t: float, slot: Hashable) -> None:
        self.counts[label] += w
        self.decayed *= DECAY**w
        self.decayed[label] += w
        self.slots.setdefault(slot, [0.0] * self.k)[label] += w
        self.before_last, self.last = self.last, label
        self.last_t, self.n = t, self.n + w

    def smoothed(self) -> np.ndarray:
        return np.asarray((self.counts + 2.0 * self.share) / (self.n + 2.0))

    def smoothed_decayed(self) -> np.ndarray:
        return np.asarray((self.decayed + 2.0 * self.share) / (self.decayed.sum() + 2.0))

    def summary(self, t: float, slot: Hashable) -> np.ndarray:
        """Smoothed shares, decayed shares, shares in this slot, last label, last label faded, then three about how much."""
        k = self.k
        shares = self.smoothed()
        seen = self.slots.get(slot)
        out = np.zeros(5 * k + 3)
        out[:k] = np.log(shares)
        out[k : 2 * k] = self.smoothed_decayed()
        out[2 * k : 3 * k] = shares if seen is None else (np.array(seen) + 2.0 * shares) / (sum(seen) + 2.0)
        if self.last is not None:
            out[3 * k + self.last] = 1.0
            out[4 * k + self.last] = math.exp(-max(0.0, t - self.last_t))
        out[5 * k] = math.log1p(self.n)
        out[5 * k + 1] = 0.0 if seen is None else 1.0
        out[5 * k + 2] = 1.0 if self.last is None else 0.0
        return out
