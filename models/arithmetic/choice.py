"""Choices among names by three experts: a history model fitted on other people, a ridge with a prior, the person's own counts.

The experts' weights follow their success with this person, so the state is a function of the rows in time order: predict,
score, then learn, row by row. Learning a row costs one solve (about 60 µs), predicting three small products.
Source: learning.md, "Categories"; weights of experts: Herbster and Warmuth, Machine Learning 32 (1998), fixed share.
"""

import math
from collections.abc import Hashable
from dataclasses import dataclass, field

import numpy as np

from .core import Belief
from .history import HistoryModel, PastChoices
from .sharpness import Powers, Sharpness

EXPERTS = ("history", "ridge", "counts")
HALF_LIFE_D = 90.0
SHORT = 8.0  # the fast inertia fades eight times a day
LEAST = 0.015  # a ridge's probability, before normalising
RATE, SHARE = 0.5, 0.03  # how fast the experts' weights follow, how much is given back
RUNNING = 0.75  # of the running frequencies, per label

# The 16 weights of the history model where nobody chose this before, shared by all classes: eight measures of one class in the
# person's past, and the same times log(1 + n). In order: log share, log decayed share, log share in this slot, last,
# last · exp(-gap/day), last · exp(-8 gap/day), last but one, running frequency.
# Half way between weights set by hand and those fitted on Cozie, ASHRAE and MeLiDos votes: with the tested study left out, log
# loss .655 (votes 2 h apart .727) against .667 (.730) by hand, .658 (.737) fitted, .719 (.758) own counts.
HISTORY_WEIGHTS = np.array(
    [0.268, 0.189, 0.352, 0.037, 0.138, 0.194, 0.001, 0.176, -0.019, 0.052, 0.029, -0.011, 0.005, 0.072, 0.011, -0.009]
)


@dataclass(frozen=True)
class ChoiceBelief:
    """What is believed of any person before their first label.

    context: over the context columns, per class around ``mean``, shape (p, K); columns independent. share: (K,), how often
    others choose each. inertia: prior mean and sd of a class's own last label (day), (fast) and running frequency.
    """

    context: Belief
    mean: np.ndarray
    share: np.ndarray
    history: np.ndarray = field(default_factory=lambda: HISTORY_WEIGHTS)
    inertia: tuple[tuple[float, float], ...] = ((0.15, 0.3), (0.15, 0.3), (0.5, 0.4))
    start: tuple[float, float, float] = (0.5, 0.35, 0.15)  # the experts' weights before anything is known
    back: tuple[float, float, float] | None = None  # what they drift back to; None: the start
    model: HistoryModel | None = None  # fitted on others for this very target; the 16 weights serve where there is none
    whole: tuple[np.ndarray, np.ndarray] | None = None  # mean (p + 3K, K) and precision of the ridge, where fitted on others
    powers: Powers | None = None  # that ``predict`` sharpens the average with, by this person's own outcomes; None: it stands


class ChoiceLearner:
    """One person's choices of one kind. Classes are indices 0..K-1; t in days; slots are any hashable part of the context."""

    def __init__(self, belief: ChoiceBelief, nu: float | None = None, half_life_d: float = HALF_LIFE_D) -> None:
        """nu: degrees of freedom of Student-t weights against slips; None: every choice is meant."""
        self.belief, self._nu, self._half_life_d = belief, nu, half_life_d
        k, p = len(belief.share), len(belief.context.mean)
        self.k, self.p = k, p
        self._prior_mean = np.zeros((p + 3 * k + 1, k))
        self._prior_mean[:p] = belief.mean
        self._precision = np.zeros((p + 3 * k + 1, p + 3 * k + 1))
        self._precision[:p, :p] = belief.context.precision
        for block, (mean, sd) in enumerate(belief.inertia):
            at = p + block * k
            self._prior_mean[at : at + k] = mean * (np.eye(k) - 1.0 / k)
            self._precision[at : at + k, at : at + k] = np.eye(k) / sd**2
        self._precision[-1, -1] = 1.0 / 0.1**2
        if belief.whole is not None:
            self._prior_mean, self._precision = belief.whole
        self._pinned = self._precision @ self._prior_mean
        self._sums = np.zeros((p + 3 * k + 1, p + 3 * k + 1))
        self._toward = np.zeros((p + 3 * k + 1, k))
        apart = ~(self._precision - np.diag(np.diag(self._precision))).any(axis=0)
        self._used = ~apart
        self.coef = self._prior_mean.copy()
        self.past = PastChoices(belief.share, p)
        self._running = np.full(k, 1.0 / k)
        self.weights = np.array(belief.start)
        self._start = np.array(belief.start if belief.back is None else belief.back)
        self.sharpness = None if belief.powers is None else Sharpness.over(belief.powers)
        self._cache()

    # -- predicting -----------------------------------------------------------------------------------------------------

    def predict(self, x: np.ndarray, t: float, slot: Hashable) -> np.ndarray:
        """Probability of every class, shape (K,)."""
        average = self.weights @ np.array(self.experts(x, t, slot))
        return average if self.sharpness is None else np.array(self.sharpness.of(average.tolist(), 1.0))

    def experts(self, x: np.ndarray, t: float, slot: Hashable) -> list[list[float]]:
        """What each of EXPERTS says, three lists of K probabilities. Plain floats: K is small and numpy's calls are not."""
        gap = max(0.0, t - self.past.last_t)
        day = math.exp(-gap)
        fast = math.exp(-SHORT * gap)
        in_slot = self.past.slots.get(slot)
        weight, score, log = self._slot_weight, self._score, math.log
        if in_slot is None:
            score = [s + weight * log(share) for s, share in zip(score, self._share, strict=True)]
        else:
            total = sum(in_slot) + 2.0
            score = [
                s + weight * log((seen + 2.0 * share) / total)
                for s, seen, share in zip(score, in_slot, self._share, strict=True)
            ]
        linear = (x @ self._context).tolist()
        if self.past.last is None:
            linear = [a + b + c for a, b, c in zip(linear, self._steady, self._first, strict=True)]
        else:
            score[self.past.last] += self._day_weight * day + self._fast_weight * fast
            inert = zip(linear, self._steady, self._day, self._fast, strict=True)
            linear = [a + b + day * c + fast * d for a, b, c, d in inert]
        highest = max(score)
        score = [math.exp(s - highest) for s in score]
        total = sum(score)
        linear = [max(a, LEAST) for a in linear]
        whole = sum(linear)
        if self.belief.model is None:
            history = [s / total for s in score]
        else:
            history = self.belief.model.predict(x, self.past.summary(x, t, slot))
        return [history, [a / whole for a in linear], self._own]

    def columns(self, x: np.ndarray, t: float) -> np.ndarray:
        """The ridge's whole row: context, last label fading in a day, fading fast, running frequencies. Shape (p + 3 K,)."""
        z = np.zeros(self.p + 3 * self.k + 1)
        z[: self.p] = x
        if self.past.last is None:
            z[-1] = 1.0
        else:
            gap = max(0.0, t - self.past.last_t)
            z[self.p + self.past.last] = math.exp(-gap)
            z[self.p + self.k + self.past.last] = math.exp(-SHORT * gap)
        z[self.p + 2 * self.k : -1] = self._running - 1.0 / self.k
        return z

    # -- learning -------------------------------------------------------------------------------------------------------

    def learn(self, x: np.ndarray, label: int, w: float, t: float, slot: Hashable) -> None:
        """One more row, not before the last one: score the experts on it, then let each learn it."""
        experts = self.experts(x, t, slot)
        if self.sharpness is not None:
            average = self.weights @ np.array(experts)
            self.sharpness = self.sharpness.after(average.tolist(), label, 1.0, min(1.0, w))
        said = np.array([expert[label] for expert in experts])
        self.weights = self.weights * np.maximum(said, 1e-6) ** (RATE * w)
        self.weights /= self.weights.sum()
        self.weights = (1.0 - SHARE * w) * self.weights + SHARE * w * self._start

        z = self.columns(x, t)
        if self.past.n:
            faded = 0.5 ** (max(0.0, t - self.past.last_t) / self._half_life_d)
            self._sums *= faded
            self._toward *= faded
        pull = w / self.belief.context.s2
        if self._nu is not None:
            miss = 1.0 - experts[1][label]
            pull *= (self._nu + 1.0) / (self._nu + miss * miss / self.belief.context.s2)
        self._sums += np.outer(pull * z, z)
        self._toward[:, label] += pull * z
        self._used |= z != 0.0
        self._solve()

        self.note(x, label, w, t, slot)
        self._cache()

    def note(self, x: np.ndarray, label: int, w: float, t: float, slot: Hashable) -> None:
        """Only the running summaries: what the next row's columns are made of."""
        self.past.add(x, label, w, t, slot)
        kept = RUNNING**w
        self._running *= kept
        self._running[label] += 1.0 - kept

    def learn_together(self, x: np.ndarray, labels: np.ndarray, w: np.ndarray) -> np.ndarray:
        """Rows whose order is not known: into an untouched learner, all at once; nothing that needs an order is learned.

        x: (n, p), labels: (n,), w: (n,). The history then knows counts only, and the experts keep their weights. Returns the
        ridge's rows.
        """
        rows = np.zeros((len(x), self.p + 3 * self.k + 1))
        rows[:, : self.p] = x
        weighed = rows * (w / self.belief.context.s2)[:, None]
        self._sums += weighed.T @ rows
        self._toward += weighed.T @ np.eye(self.k)[labels]
        self._used |= rows.any(axis=0)
        self._solve()
        self.past.counts += np.bincount(labels, weights=w, minlength=self.k)
        self.past.decayed += self.past.counts
        self.past.context += w @ x
        self.past.n = float(w.sum())
        self._cache()
        return rows

    def _solve(self) -> None:
        at = np.flatnonzero(self._used)  # the rest stays at its prior: nothing was ever seen there
        block = np.ix_(at, at)
        self.coef[at] = np.linalg.solve(self._sums[block] + self._precision[block], self._toward[at] + self._pinned[at])

    def _cache(self) -> None:
        """What does not depend on the moment asked about."""
        past, base, n = self.past, self.belief.share, self.past.n
        share, decayed = past.smoothed(), past.smoothed_decayed()
        h = self.belief.history[:8] + self.belief.history[8:] * math.log1p(n)
        score = h[0] * np.log(share) + h[1] * np.log(decayed) + h[7] * self._running
        if past.last is not None:
            score[past.last] += h[3]
        if past.before_last is not None:
            score[past.before_last] += h[6]
        p, k = self.p, self.k
        self._slot_weight, self._day_weight, self._fast_weight = float(h[2]), float(h[4]), float(h[5])
        self._share, self._score = share.tolist(), score.tolist()
        self._own: list[float] = ((past.counts + 3.0 * base) / (n + 3.0)).tolist()
        self._context = self.coef[:p]
        self._steady = ((self._running - 1.0 / k) @ self.coef[p + 2 * k : -1]).tolist()
        if past.last is None:
            self._first = self.coef[-1].tolist()
        else:
            self._day, self._fast = self.coef[p + past.last].tolist(), self.coef[p + k + past.last].tolist()

    # -- explaining -----------------------------------------------------------------------------------------------------

    def ridge_pulls(self, z: np.ndarray, rows: np.ndarray, labels: np.ndarray, w: np.ndarray, label: int) -> np.ndarray:
        """How far each row pulled the ridge's number for ``label`` at z from its prior, shape (n,); exact before clipping.

        rows: (n, p + 3K) as ``columns`` gave them; w: (n,), ageing included.
        """
        at = np.flatnonzero(self._used)  # nothing was ever seen in the others, and nothing ties them to these
        seen, asked = rows[:, at], z[at]
        a = self._precision[np.ix_(at, at)] + (seen * (w / self.belief.context.s2)[:, None]).T @ seen
        influence = seen @ np.linalg.solve(a, asked) * w / self.belief.context.s2
        missing = (labels == label).astype(float) - seen @ self._prior_mean[at, label]
        return np.asarray(influence * missing)
