"""What both estimators keep: every row learned so far, in the order of time, and how an explanation names one.

Rows may come in any order; with ``t`` (days) they are sorted by it, age, and a change of habit is noticed. Without ``t``
nothing is known of their order and nothing ages.
"""

from typing import Any, Self

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.utils.validation import _check_sample_weight, check_is_fitted, validate_data

from ..preference import Because

NAMED = 3  # rows an explanation names
BLOCKS = 5  # of max_rows, one of which is dropped when there are too many


class KeptRows(BaseEstimator):  # type: ignore[misc]
    """So that partial_fit is fit on all of them."""

    prior: Any
    max_rows: int
    X_: np.ndarray
    y_: np.ndarray
    w_: np.ndarray
    t_: np.ndarray | None

    def _prior_columns(self) -> int:
        raise NotImplementedError

    def _no_labels(self) -> np.ndarray:
        raise NotImplementedError

    def _solve(self) -> Self:
        raise NotImplementedError

    def _take(self, x: Any, y: Any, sample_weight: Any, t: Any, *, append: bool, numeric: bool) -> None:
        append = append and hasattr(self, "X_") and len(self.X_) > 0
        x, y = validate_data(self, x, y, dtype=np.float64, reset=not append, y_numeric=numeric)
        w = _check_sample_weight(sample_weight, x, dtype=np.float64, ensure_non_negative=True)
        when = None if t is None else np.asarray(t, dtype=np.float64)
        if when is not None and (when.shape != (len(x),) or not np.isfinite(when).all()):
            raise ValueError(f"t must be {len(x)} finite days, one per row; got shape {when.shape}")
        if append:
            if (when is None) != (self.t_ is None):
                raise ValueError("t must be given for every row or for none")
            x, y, w = np.concatenate([self.X_, x]), np.concatenate([self.y_, y]), np.concatenate([self.w_, w])
            when = None if when is None or self.t_ is None else np.concatenate([self.t_, when])
        said = w > 0.0
        if not said.all():
            x, y, w, when = x[said], y[said], w[said], None if when is None else when[said]
        if when is not None:
            # By time; rows of one moment by what they say, so that the order they came in does not matter.
            order = np.lexsort((w, *x.T[::-1], np.unique(y, return_inverse=True)[1], when))
            x, y, w, when = x[order], y[order], w[order], when[order]
        over = len(x) - self.max_rows
        if over > 0:  # the oldest go together, as in the daemon: running through the rest again then costs little per lesson
            block = max(1, self.max_rows // BLOCKS)
            gone = -(-over // block) * block
            x, y, w, when = x[gone:], y[gone:], w[gone:], None if when is None else when[gone:]
        self.X_, self.y_, self.w_, self.t_ = x, y, w, when

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
