"""What one person wants of a number, as a scikit-learn estimator: the daemon's arithmetic, with scikit-learn's checks."""

from typing import Any, Self

import numpy as np
from sklearn.base import RegressorMixin
from sklearn.utils.validation import validate_data

from ..arithmetic.change import ChangeWatch
from ..arithmetic.core import FORGET, Belief, fit
from ..influence import summing_to, unnamed
from ..preference import Explanation
from .kept_rows import KeptRows, named


class PreferenceRegressor(RegressorMixin, KeptRows):  # type: ignore[misc]
    """What one person wants of a number: ridge regression with a prior, recency, change detection and slips.

    Parameters
    ----------
    prior : Belief or None
        coef ~ N(mean, covariance) over X's columns, noise variance, in y's unit. None: a weak ridge on standardised columns
        round the mean, with an intercept.
    half_life_d : float
        Days until a row weighs half; used with t.
    nu : float
        Degrees of freedom of the Student-t weights against slips.
    max_rows : int
        Newest rows kept, at most; beyond, a fifth of them is dropped at once.

    Attributes
    ----------
    coef_ : (n_features,), intercept_ : float, noise_ : standard deviation of one choice, evidence_ : effective rows.

    Examples
    --------
    Somebody wants light at 0.8 in the evening and 0.3 at night; the columns say which it is.

    >>> from models.learners import PreferenceRegressor
    >>> evening, night = [1.0, 0.0], [0.0, 1.0]
    >>> model = PreferenceRegressor().fit([evening, night] * 4, [0.8, 0.3] * 4, t=[0.8, 0.99, 1.8, 1.99, 2.8, 2.99, 3.8, 3.99])
    >>> model.predict([evening, night]).round(2).tolist()
    [0.8, 0.3]
    >>> mean, spread = model.predict([evening], return_std=True)
    >>> bool(spread[0] < 0.2)
    True

    One more lesson is heard at once, and every answer says which lessons moved it.

    >>> model.partial_fit([night], [0.1], t=[4.99]).predict([night]).round(2).tolist()
    [0.28]
    >>> why = model.explain(night)
    >>> why.because[0].at, why.because[0].value
    ('day 4.990', 0.1)

    References
    ----------
    Bishop, PRML (2006), eq. 3.50–3.59. A change of habit: Page, Biometrika 41 (1954).
    """

    _watch: ChangeWatch
    _starts: tuple[Belief | None, int]  # what it began from: the prior, and how many rows said how they are scaled

    def __init__(self, prior: Belief | None = None, half_life_d: float = 120.0, nu: float = 4.0, max_rows: int = 500) -> None:
        self.prior = prior
        self.half_life_d = half_life_d
        self.nu = nu
        self.max_rows = max_rows

    def fit(self, X: Any, y: Any, sample_weight: Any = None, t: Any = None) -> Self:
        """X: (n, n_features), y: (n,), sample_weight: (n,) ≥ 0, t: (n,) days. Raises ValueError for NaN or wrong shapes."""
        self._take(X, y, sample_weight, t, append=False, numeric=True)
        return self._solve()

    def partial_fit(self, X: Any, y: Any, sample_weight: Any = None, t: Any = None) -> Self:
        """Appends rows, then solves: the same as ``fit`` on all of them."""
        self._take(X, y, sample_weight, t, append=True, numeric=True)
        return self._solve()

    def _prior_columns(self) -> int:
        return len(self.prior.mean)

    def _no_labels(self) -> np.ndarray:
        return np.zeros(0)

    def _solve(self) -> Self:
        y = self.y_.astype(np.float64)
        p = self.X_.shape[1]
        if self.prior is not None:
            if len(self.prior.mean) != p:
                raise ValueError(f"the prior has {len(self.prior.mean)} columns, X has {p}")
            self._centre, self._scale, belief, self._level = np.zeros(p), np.ones(p), self.prior, 0.0
        else:
            self._centre, self._scale = self._scaling()
            first, w = y[: self._scaled_by()], self.w_[: self._scaled_by()]
            self._level = float(np.average(first, weights=w)) if len(first) else 0.0
            variance = float(np.average((first - self._level) ** 2, weights=w)) if len(first) else 1.0
            variance = variance if variance > 1e-24 else 1.0
            belief = Belief(np.zeros(p + 1), 4.0 * variance * np.eye(p + 1), 0.25 * variance, 1.0)
        rows = self._columns(self.X_)
        weight, steady, forget = self.w_.copy(), np.ones(len(y)), 1.0
        if self.t_ is not None and len(y):
            steady, forget = self._steady(belief, rows, y - self._level), FORGET
            weight = weight * steady * 0.5 ** ((self.t_[-1] - self.t_) / self.half_life_d)
        self._belief = belief
        self._fit = fit(belief, rows, y - self._level, weight, steady=steady, forget=forget, nu=self.nu)
        self._fit_rows = rows
        slopes = self._fit.coef if self.prior is not None else self._fit.coef[1:]
        self.coef_ = slopes / self._scale
        at_zero = 0.0 if self.prior is not None else float(self._fit.coef[0])
        self.intercept_ = self._level + at_zero - float(self._centre @ self.coef_)
        self.noise_, self.evidence_ = float(np.sqrt(self._fit.s2)), self._fit.evidence
        return self

    def _steady(self, belief: Belief, rows: np.ndarray, y: np.ndarray) -> np.ndarray:
        """Of each row, what a change of habit since then leaves of its weight. The watch goes on where what it has seen stands
        as it stood."""
        seen, of = self._same, self._scaled_by()
        if not seen or len(self._watch.factors) != seen or self._starts[0] is not self.prior or self._starts[1] != of:
            seen, self._starts = 0, (self.prior, of)
            self._watch = ChangeWatch(belief.mean, belief.covariance, belief.s2, belief.noise_rows)
        for x, value, w in zip(rows[seen:], y[seen:].tolist(), self.w_[seen:].tolist(), strict=True):
            self._watch.step(x, value, w, 1.0)
        return np.array(self._watch.factors)

    def _columns(self, x: np.ndarray) -> np.ndarray:
        if self.prior is not None:
            return x
        return np.column_stack([np.ones(len(x)), (x - self._centre) / self._scale])

    def predict(self, X: Any, return_std: bool = False) -> Any:
        """Means (n,), with return_std also their standard deviations (n,). Input is checked; the daemon's is not."""
        self._ready()
        rows = self._columns(validate_data(self, X, dtype=np.float64, reset=False))
        mean = rows @ self._fit.coef + self._level
        if not return_std:
            return mean
        return mean, np.sqrt(np.sum((rows @ self._fit.inverse) * rows, axis=1) + self._fit.s2)

    def explain(self, x: Any) -> Explanation:
        """x: (n_features,). ``from_others`` + every row's pull = the prediction; names the strongest rows by their index,
        and what the others pulled together as ``rest``."""
        self._ready()
        row = self._columns(validate_data(self, np.asarray(x).reshape(1, -1), dtype=np.float64, reset=False))[0]
        from_others = float(row @ self._belief.mean) + self._level
        total = float(row @ self._fit.coef) + self._level
        influence = self._fit.pull * (self._fit_rows @ (self._fit.inverse @ row))
        pulls = influence * (self.y_ - self._level - self._fit_rows @ self._belief.mean)
        pulls = summing_to(pulls, total - from_others, np.abs(influence))
        because = named(pulls, [float(v) for v in self.y_], self.t_)
        return Explanation(from_others, because, total, rest=unnamed(pulls, because))
