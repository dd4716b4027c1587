"""The learners as scikit-learn estimators, for everything offline: the same arithmetic as the daemon's, with its checks.

    from models.learners import PreferenceRegressor, PreferenceClassifier

Rows may come in any order; with ``t`` (days) they are sorted by it, age, and a change of habit is noticed. Without ``t``
nothing is known of their order and nothing ages.
"""

from typing import Any, Self

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import _check_sample_weight, check_is_fitted, validate_data

from ..arithmetic.change import ChangeWatch
from ..arithmetic.choice import EXPERTS, HALF_LIFE_D, ChoiceBelief, ChoiceLearner
from ..arithmetic.core import FORGET, Belief, fit
from ..influence import summing_to, unnamed
from ..preference import Because, Explanation
from .donors import ChoicePrior

NAMED = 3  # rows an explanation names


class _Rows(BaseEstimator):  # type: ignore[misc]
    """What both keep: every row learned so far, so that partial_fit is fit on all of them."""

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
        self.X_, self.y_, self.w_ = x[-self.max_rows :], y[-self.max_rows :], w[-self.max_rows :]
        self.t_ = None if when is None else when[-self.max_rows :]

    def _ready(self) -> None:
        """With a prior there is an answer before the first row."""
        if self.prior is None or hasattr(self, "X_"):
            check_is_fitted(self)
            return
        p = self._prior_columns()
        self.X_, self.w_, self.t_, self.n_features_in_ = np.zeros((0, p)), np.zeros(0), np.zeros(0), p
        self.y_ = self._no_labels()
        self._solve()


class PreferenceRegressor(RegressorMixin, _Rows):  # type: ignore[misc]
    """What one person wants of a number: ridge regression with a prior, recency, change detection and slips.

    Parameters
    ----------
    prior : Belief or None
        coef ~ N(mean, covariance) over X's columns, noise variance, in y's unit. None: a weak ridge on standardised columns
        round the mean, with an intercept.
    half_life_d : days until a row weighs half; used with t.
    nu : degrees of freedom of the Student-t weights.
    max_rows : newest rows kept.

    Attributes
    ----------
    coef_ : (n_features,), intercept_ : float, noise_ : standard deviation of one choice, evidence_ : effective rows.

    Source: Bishop, PRML (2006), eq. 3.50–3.59.
    """

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
            w = self.w_ if len(self.w_) and self.w_.sum() > 0.0 else np.ones(len(y))
            self._centre = np.average(self.X_, axis=0, weights=w) if len(y) else np.zeros(p)
            scale = np.sqrt(np.average((self.X_ - self._centre) ** 2, axis=0, weights=w)) if len(y) else np.ones(p)
            self._scale = np.where(scale > 1e-12, scale, 1.0)
            self._level = float(np.average(y, weights=w)) if len(y) else 0.0
            variance = float(np.average((y - self._level) ** 2, weights=w)) if len(y) else 1.0
            variance = variance if variance > 1e-24 else 1.0
            belief = Belief(np.zeros(p + 1), 4.0 * variance * np.eye(p + 1), 0.25 * variance, 1.0)
        rows = self._columns(self.X_)
        weight, steady, forget = self.w_.copy(), np.ones(len(y)), 1.0
        if self.t_ is not None and len(y):
            watch = ChangeWatch(belief.mean, belief.covariance, belief.s2, belief.noise_rows)
            for x, value, w_i in zip(rows, y - self._level, self.w_, strict=True):
                watch.step(x, float(value), float(w_i), 1.0)
            steady, forget = np.array(watch.factors), FORGET
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
        because = _named(pulls, [float(v) for v in self.y_], self.t_)
        return Explanation(from_others, because, total, rest=unnamed(pulls, because))


class PreferenceClassifier(ClassifierMixin, _Rows):  # type: ignore[misc]
    """What one person chooses among names: three experts whose weights follow this person's own outcomes.

    Parameters
    ----------
    prior : ChoicePrior or None
        What other people teach (``donors.fit_prior``). None: shipped weights for the history, a weak ridge, even shares.
    half_life_d : days until a row weighs half in the ridge; used with t.
    nu : degrees of freedom of Student-t weights against slips, None for none (measured: they gain nothing on real votes).
    max_rows : newest rows kept.

    Attributes
    ----------
    classes_ : (K,), experts_ : what each expert weighs, by name (without t: fixed).

    Without t only the ridge and the counts can speak; with t the past does. Source: learning.md, "Categories".
    """

    _rows: np.ndarray
    _learner: ChoiceLearner

    def __init__(
        self, prior: ChoicePrior | None = None, half_life_d: float = HALF_LIFE_D, nu: float | None = None, max_rows: int = 500
    ) -> None:
        self.prior = prior
        self.half_life_d = half_life_d
        self.nu = nu
        self.max_rows = max_rows

    def fit(self, X: Any, y: Any, sample_weight: Any = None, t: Any = None) -> Self:
        """X: (n, n_features), y: (n,) labels, sample_weight: (n,) ≥ 0, t: (n,) days. Raises ValueError as scikit-learn does."""
        self._take(X, y, sample_weight, t, append=False, numeric=False)
        self._classes_given: np.ndarray | None = None
        return self._solve()

    def partial_fit(self, X: Any, y: Any, sample_weight: Any = None, t: Any = None, classes: Any = None) -> Self:
        """Appends rows, then learns all: the same as ``fit`` on all of them. classes: names that may yet come."""
        known: np.ndarray | None = getattr(self, "t_", None)
        earlier = (len(known), float(known[-1])) if known is not None and len(known) else None
        total = earlier[0] + len(X) if earlier is not None else 0
        self._take(X, y, sample_weight, t, append=True, numeric=False)
        if classes is not None or not hasattr(self, "_classes_given"):
            self._classes_given = None if classes is None else np.unique(classes)
        elif earlier is not None and total <= self.max_rows and self._goes_on(*earlier):
            self._labels = np.searchsorted(self.classes_, self.y_)
            self._rows = np.concatenate([self._rows, self._columns(self.X_[earlier[0] :])])
            self._learn_from(earlier[0])
            self.experts_ = dict(zip(EXPERTS, self._learner.weights.tolist(), strict=True))
            return self
        return self._solve()

    def _prior_columns(self) -> int:
        return len(self.prior.centre)

    def _no_labels(self) -> np.ndarray:
        self._classes_given = None
        return np.asarray(self.prior.classes)[:0]

    def _solve(self) -> Self:
        check_classification_targets(self.y_)
        known = [self.y_]
        if self._classes_given is not None:
            known.append(self._classes_given)
        if self.prior is not None:
            known.append(np.asarray(self.prior.classes))
        self.classes_ = np.unique(np.concatenate(known))
        k, p = len(self.classes_), self.X_.shape[1]
        if self.prior is not None:
            belief = self.prior.belief_for(self.classes_.tolist())
            if self.prior.centre.shape != (p,):
                raise ValueError(f"the prior has {len(self.prior.centre)} columns, X has {p}")
        else:
            w = self.w_ if len(self.w_) and self.w_.sum() > 0.0 else np.ones(len(self.y_))
            self._centre = np.average(self.X_, axis=0, weights=w) if len(w) else np.zeros(p)
            scale = np.sqrt(np.average((self.X_ - self._centre) ** 2, axis=0, weights=w)) if len(w) else np.ones(p)
            self._scale = np.where(scale > 1e-12, scale, 1.0)
            mean = np.zeros((p + 1, k))
            mean[0] = 1.0 / k
            belief = ChoiceBelief(
                Belief(np.zeros(p + 1), np.diag([0.2, *[0.1] * p]), 0.12),
                mean,
                np.full(k, 1.0 / k),
            )
        self._belief = belief
        self._labels = np.searchsorted(self.classes_, self.y_)
        self._rows = self._columns(self.X_)
        self._learner = ChoiceLearner(belief, nu=self.nu, half_life_d=self.half_life_d)
        self._z: list[np.ndarray] = []
        if self.t_ is None:
            self._order_free(self._learner)
        else:
            self._learn_from(0)
        self.experts_ = dict(zip(EXPERTS, self._learner.weights.tolist(), strict=True))
        return self

    def _learn_from(self, first: int) -> None:
        assert self.t_ is not None
        for i in range(first, len(self.y_)):
            x, t = self._rows[i], float(self.t_[i])
            self._z.append(self._learner.columns(x, t))
            self._learner.learn(x, int(self._labels[i]), float(self.w_[i]), t, self._slot(self.X_[i]))

    def _goes_on(self, n: int, last: float) -> bool:
        """Whether the n rows learned so far are as they were and the rest came later: then only the rest is to be learned."""
        return (
            self.prior is not None
            and self.t_ is not None
            and len(self.t_) > n
            and len(self._z) == n
            and float(self.t_[n - 1]) == last < float(self.t_[n])
            and bool(np.isin(self.y_[n:], self.classes_).all())
        )

    def _order_free(self, learner: ChoiceLearner) -> None:
        """Ridge and counts of rows whose order is unknown, in one solve."""
        self._z = list(learner.learn_together(self._rows, self._labels, self.w_))

    def _columns(self, x: np.ndarray) -> np.ndarray:
        if self.prior is not None:
            return np.asarray(self.prior.columns(x))
        scaled = (x - self._centre) / self._scale
        return np.column_stack([np.ones(len(x)), scaled])

    def _slot(self, x: np.ndarray) -> Any:
        return self.prior.slot(x) if self.prior is not None else 0

    def _moment(self, t: float | None) -> float:
        """When nothing is said of the time: as long after the last row as rows usually are apart."""
        if t is not None or self.t_ is None or not len(self.t_):
            return 0.0 if t is None else t
        return float(self.t_[-1] + (np.median(np.diff(self.t_)) if len(self.t_) > 1 else 0.0))

    def predict_proba(self, X: Any, t: Any = None) -> np.ndarray:
        """(n, K), rows sum to 1. t: (n,) days, when each is asked; None: as usual after the last row."""
        self._ready()
        raw = validate_data(self, X, dtype=np.float64, reset=False)
        x = self._columns(raw)
        if len(self.classes_) == 1:
            return np.ones((len(x), 1))
        when = [None] * len(x) if t is None else np.asarray(t, dtype=np.float64).reshape(len(x)).tolist()
        asked = zip(x, raw, when, strict=True)
        out = np.array([self._learner.predict(row, self._moment(at), self._slot(r)) for row, r, at in asked])
        return np.asarray(out / out.sum(axis=1, keepdims=True))

    def predict(self, X: Any, t: Any = None) -> np.ndarray:
        """The likeliest class of every row, (n,)."""
        self._ready()
        return np.asarray(self.classes_[self.predict_proba(X, t).argmax(axis=1)])

    def experts_proba(self, x: Any, t: float | None = None) -> np.ndarray:
        """What each expert says of one row, (3, K), in the order of ``choice.EXPERTS``."""
        self._ready()
        raw = validate_data(self, np.asarray(x).reshape(1, -1), dtype=np.float64, reset=False)
        return np.asarray(self._learner.experts(self._columns(raw)[0], self._moment(t), self._slot(raw[0])))

    def explain(self, x: Any, t: float | None = None) -> Explanation:
        """Of the likeliest class's probability: others' part, the strongest rows, and what every expert said; before the first
        row all of it is others' part."""
        says = self.experts_proba(x, t)
        raw = np.asarray(x, dtype=np.float64).reshape(-1)
        row, slot, when, learner = self._columns(raw[None])[0], self._slot(raw), self._moment(t), self._learner
        said = learner.predict(row, when, slot)
        k = int(said.argmax())
        total, from_others = float(said[k]), float(self._belief.share[k])
        experts = tuple((name, float(p[k])) for name, p in zip(EXPERTS, says, strict=True))
        if not len(self.y_):
            return Explanation(total, (), total, (), experts)
        age = np.zeros(len(self.y_)) if self.t_ is None else self.t_[-1] - self.t_
        faded = self.w_ * 0.5 ** (age / self.half_life_d)
        pulls = learner.weights[1] * learner.ridge_pulls(learner.columns(row, when), np.array(self._z), self._labels, faded, k)
        pulls = summing_to(pulls, total - from_others, faded * (self._labels == k))
        because = _named(pulls, self.y_.tolist(), self.t_)
        return Explanation(from_others, because, total, (), experts, unnamed(pulls, because))


def _named(pulls: np.ndarray, values: list[Any], t: np.ndarray | None) -> tuple[Because, ...]:
    order = np.argsort(-np.abs(pulls), kind="stable")[:NAMED]
    return tuple(Because(int(i), "" if t is None else f"day {t[i]:.3f}", values[i], float(pulls[i])) for i in order)
