"""What both estimators keep: every row learned so far, in the order of time, and how an explanation names one.

Rows may come in any order; with ``t`` (days) they are sorted by it, age, and a change of habit is noticed. Without ``t``
nothing is known of their order and nothing ages. Rows that say the same of the same instant are one, of their weights
together: what learns row by row would hear the second of them otherwise than the first.
"""

from abc import ABC, abstractmethod
from typing import Any, Self

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.utils.validation import _check_sample_weight, check_is_fitted, validate_data

from ..preference import Because

NAMED = 3  # rows an explanation names
BLOCKS = 5  # of max_rows, one of which is dropped when there are too many
EACH = 16  # rows up to which each new one tells how they are scaled, where no prior does


class KeptRows(ABC, BaseEstimator):  # type: ignore[misc]
    """So that partial_fit is fit on all of them."""

    prior: Any
    max_rows: int
    X_: np.ndarray
    y_: np.ndarray
    w_: np.ndarray
    t_: np.ndarray | None
    # X, y, w, t of the newest max_rows at least; in use are the newest of them. So a late row brings back the right ones.
    _held: tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray | None]
    _total: int  # how many there ever were
    _same = 0  # of the rows in use, how many stood first before the last came, too: what has learned them may go on

    @abstractmethod
    def _prior_columns(self) -> int:
        """How many columns the prior knows."""

    @abstractmethod
    def _no_labels(self) -> np.ndarray:
        """What y is before the first row."""

    @abstractmethod
    def _solve(self) -> Self:
        """Fits what is in use."""

    def _take(self, x: Any, y: Any, sample_weight: Any, t: Any, *, append: bool, numeric: bool) -> None:
        append = append and hasattr(self, "X_") and len(self.X_) > 0
        before = (self.X_, self.y_, self.w_, self.t_) if append else None
        x, y = validate_data(self, x, y, dtype=np.float64, reset=not append, y_numeric=numeric)
        w = _check_sample_weight(sample_weight, x, dtype=np.float64, ensure_non_negative=True)
        when = None if t is None else np.asarray(t, dtype=np.float64)
        if when is not None and (when.shape != (len(x),) or not np.isfinite(when).all()):
            raise ValueError(f"t must be {len(x)} finite days, one per row; got shape {when.shape}")
        held = total = 0
        if append:
            if (when is None) != (self.t_ is None):
                raise ValueError("t must be given for every row or for none")
            x0, y0, w0, when0 = self._held
            held, total = len(w0), self._total
            x, y, w = np.concatenate([x0, x]), np.concatenate([y0, y]), np.concatenate([w0, w])
            when = None if when is None or when0 is None else np.concatenate([when0, when])
        is_old = np.arange(len(w)) < held
        said = w > 0.0
        if not said.all():
            x, y, w, is_old, when = x[said], y[said], w[said], is_old[said], None if when is None else when[said]
        if when is not None:
            # By time; rows of one moment by what they say, so that the order they came in does not matter.
            order = np.lexsort((w, *x.T[::-1], np.unique(y, return_inverse=True)[1], when))
            x, y, w, is_old, when = x[order], y[order], w[order], is_old[order], when[order]
            first = np.ones(len(w), dtype=bool)
            first[1:] = (when[1:] != when[:-1]) | (y[1:] != y[:-1]) | (x[1:] != x[:-1]).any(axis=1)
            if not first.all():
                begin = np.flatnonzero(first)
                w, is_old = np.add.reduceat(w, begin), np.maximum.reduceat(is_old, begin)
                x, y, when = x[begin], y[begin], when[begin]
        self._total = total + len(w) - held
        # Older than all that is held, where not all are: its place is before others that are held no more.
        older = int(np.argmax(is_old)) if total > held else 0
        keep = slice(max(older, len(w) - self.max_rows), None)
        x, y, w, when = self._held = x[keep], y[keep], w[keep], None if when is None else when[keep]
        used = slice(max(0, len(w) - self._used_of(self._total)), None)
        self.X_, self.y_, self.w_, self.t_ = x[used], y[used], w[used], None if when is None else when[used]
        self._same = 0 if before is None else self._as_before(*before)

    def _as_before(self, x: np.ndarray, y: np.ndarray, w: np.ndarray, t: np.ndarray | None) -> int:
        """All of these, where those in use begin with them; else 0."""
        n, now = len(w), ((self.X_, x), (self.w_, w), (self.t_, t), (self.y_, y))
        return n if all(new is not None and old is not None and np.array_equal(new[:n], old) for new, old in now) else 0

    def _scaled_by(self) -> int:
        """How many of the rows in use say how they are scaled, where no prior does. In time order the first half of them at
        least, a power of two: so that a lesson seldom makes all be learned anew."""
        n = len(self.w_)
        return n if self.t_ is None or n <= EACH else 1 << (n.bit_length() - 1)

    def _scaling(self) -> tuple[np.ndarray, np.ndarray]:
        """Centre and scale of every column, (p,) each."""
        m, p = self._scaled_by(), self.X_.shape[1]
        if not m:
            return np.zeros(p), np.ones(p)
        x, w = self.X_[:m], self.w_[:m]
        centre = np.average(x, axis=0, weights=w)
        scale = np.sqrt(np.average((x - centre) ** 2, axis=0, weights=w))
        return centre, np.where(scale > 1e-12, scale, 1.0)

    def _used_of(self, n: int) -> int:
        """The oldest go together, as in the daemon: running through the rest again then costs little per lesson."""
        over, block = n - self.max_rows, max(1, self.max_rows // BLOCKS)
        return n if over <= 0 else n - -(-over // block) * block

    def _ready(self) -> None:
        """With a prior there is an answer before the first row."""
        if self.prior is None or hasattr(self, "X_"):
            check_is_fitted(self)
            return
        p = self._prior_columns()
        self.X_, self.w_, self.t_, self.n_features_in_ = np.zeros((0, p)), np.zeros(0), np.zeros(0), p
        self.y_ = self._no_labels()
        self._solve()


def named(pulls: np.ndarray, values: list[Any], t: np.ndarray | None) -> tuple[Because, ...]:
    order = np.argsort(-np.abs(pulls), kind="stable")[:NAMED]
    return tuple(Because(int(i), "" if t is None else f"day {t[i]:.3f}", values[i], float(pulls[i])) for i in order)
