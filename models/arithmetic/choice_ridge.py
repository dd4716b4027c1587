"""The ridge among the experts of a choice: one straight line a class over the context, and over how lately it was chosen.

Source: learning.md, "Categories", expert 2. Whose choices: ``choice.py``, which also says when the last one was.
"""

import math
from collections.abc import Sequence

import numpy as np

SHORT = 8.0  # the fast inertia fades eight times a day
LEAST = 0.015  # a ridge's probability, before normalising
RUNNING = 0.75  # of the running frequencies, per label


class RidgePrior:
    """What the ridge starts from, over the columns of ``ChoiceRidge.columns``. mean: (q, K), precision: (q, q).

    pinned: precision · mean, (q, K). tied: (q,), columns that hang together with others. Nobody may change them.
    """

    __slots__ = ("mean", "pinned", "precision", "tied")

    def __init__(self, mean: np.ndarray, precision: np.ndarray) -> None:
        self.mean, self.precision = mean, precision
        self.pinned = precision @ mean
        self.tied = (precision - np.diag(np.diag(precision))).any(axis=0)


class ChoiceRidge:
    """One person's, of one kind. Classes are indices 0..K-1; p columns of context.

    last: the class chosen last, None before the first; gap_d: days since then, not negative. coef: (p + 3 K + 1, K).
    """

    def __init__(self, prior: RidgePrior, p: int, k: int, s2: float) -> None:
        """s2: the variance of a choice around the line."""
        self._prior, self._s2 = prior, s2
        self._p, self._k = p, k
        self._sums = np.zeros((p + 3 * k + 1, p + 3 * k + 1))
        self._toward = np.zeros((p + 3 * k + 1, k))
        self._used = prior.tied.copy()
        self.coef = prior.mean.copy()
        self.running = np.full(k, 1.0 / k)
        self.settle(None)

    # -- predicting -----------------------------------------------------------------------------------------------------

    def line(self, x: np.ndarray) -> list[float]:
        """What the context alone comes to, K numbers."""
        found: list[float] = x.dot(self.coef[: self._p]).tolist()
        return found

    def says(self, linear: Sequence[float], last: int | None, gap_d: float) -> list[float]:
        """K numbers in the ratio of its probabilities. linear: ``line``. Plain floats: K is small and numpy's calls are not."""
        if last is None:
            return [max(LEAST, a + b) for a, b in zip(linear, self._steady, strict=True)]
        day, fast = math.exp(-gap_d), math.exp(-SHORT * gap_d)
        inert = zip(linear, self._steady, self._day, self._fast, strict=True)
        return [max(LEAST, a + b + day * c + fast * d) for a, b, c, d in inert]

    def columns(self, x: np.ndarray, last: int | None, gap_d: float) -> np.ndarray:
        """Its whole row: context, last label fading in a day, fading fast, running frequencies. Shape (p + 3 K + 1,)."""
        z = np.zeros(self._p + 3 * self._k + 1)
        z[: self._p] = x
        if last is None:
            z[-1] = 1.0
        else:
            z[self._p + last] = math.exp(-gap_d)
            z[self._p + self._k + last] = math.exp(-SHORT * gap_d)
        z[self._p + 2 * self._k : -1] = self.running - 1.0 / self._k
        return z

    # -- learning -------------------------------------------------------------------------------------------------------

    def fade(self, kept: float) -> None:
        """What was learned counts so much of what it did."""
        self._sums *= kept
        self._toward *= kept

    def learn(self, z: np.ndarray, label: int, pull: float) -> None:
        """One more row, as ``columns`` gave it. pull: its weight over the variance."""
        self._sums += (pull * z)[:, None] * z
        self._toward[:, label] += pull * z
        self._used |= z != 0.0
        self._solve()

    def learn_together(self, x: np.ndarray, labels: np.ndarray, w: np.ndarray) -> np.ndarray:
        """Rows whose order is not known, so that nothing is known of what was last. Returns their columns."""
        rows = np.zeros((len(x), self._p + 3 * self._k + 1))
        rows[:, : self._p] = x
        weighed = rows * (w / self._s2)[:, None]
        self._sums += weighed.T @ rows
        self._toward += weighed.T @ np.eye(self._k)[labels]
        self._used |= rows.any(axis=0)
        self._solve()
        return rows

    def note(self, label: int, w: float) -> None:
        """Only the running frequencies."""
        kept = RUNNING**w
        self.running *= kept
        self.running[label] += 1.0 - kept

    def settle(self, last: int | None) -> None:
        """What does not depend on the moment asked about; after every change."""
        p, k = self._p, self._k
        steady = (self.running - 1.0 / k) @ self.coef[p + 2 * k : -1]
        if last is None:
            self._steady: list[float] = (steady + self.coef[-1]).tolist()
        else:
            self._steady = steady.tolist()
            self._day: list[float] = self.coef[p + last].tolist()
            self._fast: list[float] = self.coef[p + k + last].tolist()

    def _solve(self) -> None:
        at = np.flatnonzero(self._used)  # the rest stays at its prior: nothing was ever seen there
        self.coef[at] = np.linalg.solve(self._weighed(at), self._toward[at] + self._prior.pinned[at])

    def _weighed(self, at: np.ndarray) -> np.ndarray:
        """What rows and prior weigh together, of some columns; rows first, then columns: as one step that takes twice as
        long."""
        return np.asarray((self._sums + self._prior.precision).take(at, 0).take(at, 1))

    # -- explaining -----------------------------------------------------------------------------------------------------

    def pulls(self, z: np.ndarray, rows: np.ndarray, labels: np.ndarray, w: np.ndarray, label: int) -> np.ndarray:
        """How far each row pulled the number for ``label`` at z from its prior, shape (n,); exact before clipping.

        rows: (n, p + 3 K + 1) as ``columns`` gave them; w: (n,), ageing included.
        """
        at = np.flatnonzero(self._used)  # nothing was ever seen in the others, and nothing ties them to these
        speaks = np.zeros(len(z))
        # The rows' own products are in the sums already: of three hundred columns that is most of the work.
        speaks[at] = np.linalg.solve(self._weighed(at), z[at])
        influence = (rows @ speaks) * w / self._s2
        missing = (labels == label).astype(float) - rows @ self._prior.mean[:, label]
        return np.asarray(influence * missing)

    def inertia_of(self, labels: np.ndarray, w: np.ndarray, t: np.ndarray) -> np.ndarray:
        """Of rows in time order, what ``columns`` gave beside the context as each was learned, shape (n, 3 K + 1)."""
        n, k = len(labels), self._k
        found, gaps, later = np.zeros((n, 3 * k + 1)), np.maximum(0.0, np.diff(t)), np.arange(1, n)
        found[later, labels[:-1]] = np.exp(-gaps)
        found[later, k + labels[:-1]] = np.exp(-SHORT * gaps)
        found[:1, -1] = 1.0
        running = [1.0 / k] * k
        for row, label, kept in zip(found[:, 2 * k : -1], labels.tolist(), (RUNNING**w).tolist(), strict=True):
            row[:] = running
            running = [kept * share for share in running]
            running[label] += 1.0 - kept
        found[:, 2 * k : -1] -= 1.0 / k
        return found
