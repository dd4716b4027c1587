"""What a person's past says about their next choice, as one row of numbers: the history model's input, and its product.

Running state only: learning is counting. Fitted on other people by ``donors.py``; at run time one product.
Source: learning.md, "Categories", expert 1.
"""

import math
from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np

DECAY = 0.85  # of the decayed counts, per label
USUAL = 2.0  # moments of an average context that a person's own first ones are averaged with
FADES = (1.0, 8.0, 48.0)  # how often a day the last label fades: a day, three hours, half an hour
BLOCKS = 4 + len(FADES)  # columns of a summary with one number a class


@dataclass(frozen=True)
class HistoryModel:
    """Multinomial logistic model fitted on other people. coef: (f, K), intercept: (K,), centre and scale: (f,).

    Columns: the context's p, then ``PastChoices.summary``'s p + 7 K + 3.
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


class PastChoices:
    """Counts of one person's labels so far; t in days, slots any hashable part of the context, p columns of it."""

    def __init__(self, share: np.ndarray, p: int) -> None:
        k = len(share)
        self.context = np.zeros(p)
        self.share, self.k = share, k
        self.counts = np.zeros(k)
        self.decayed = np.zeros(k)
        self.slots: dict[Hashable, list[float]] = {}
        self.last: int | None = None
        self.before_last: int | None = None
        self.last_t = 0.0
        self.n = 0.0

    def add(self, x: np.ndarray, label: int, w: float, t: float, slot: Hashable) -> None:
        self.context += w * x
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

    def summary(self, x: np.ndarray, t: float, slot: Hashable) -> np.ndarray:
        """How far x, (p,), is from this person's usual context; then BLOCKS of one number a class: smoothed shares, decayed
        shares, shares in this slot, last label, last label as it fades; then three about how much is known.

        What is warm to somebody is what is warmer than where they usually are: people choose by that before much else is
        known of them.
        """
        k, p = self.k, len(x)
        shares = self.smoothed()
        seen = self.slots.get(slot)
        out = np.zeros(p + BLOCKS * k + 3)
        if self.n:
            out[:p] = x - self.context / (self.n + USUAL)
        about = out[p:]
        about[:k] = np.log(shares)
        about[k : 2 * k] = self.smoothed_decayed()
        about[2 * k : 3 * k] = shares if seen is None else (np.array(seen) + 2.0 * shares) / (sum(seen) + 2.0)
        if self.last is not None:
            about[3 * k + self.last] = 1.0
            for block, fade in enumerate(FADES, start=4):
                about[block * k + self.last] = math.exp(-fade * max(0.0, t - self.last_t))
        about[BLOCKS * k :] = math.log1p(self.n), seen is not None, self.last is None
        return out
