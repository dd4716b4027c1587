"""What one person chooses among names, as a scikit-learn estimator: the daemon's arithmetic, with scikit-learn's checks."""

from typing import Any, Self

import numpy as np
from sklearn.base import ClassifierMixin
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import validate_data

from ..arithmetic.choice import EXPERTS, HALF_LIFE_D, ChoiceBelief, ChoiceLearner
from ..arithmetic.core import Belief
from ..arithmetic.looks import standard_cells, standard_grid
from ..influence import summing_to, unnamed
from ..preference import Explanation
from .donors import ChoicePrior
from .kept_rows import KeptRows, named


class PreferenceClassifier(ClassifierMixin, KeptRows):  # type: ignore[misc]
    """What one person chooses among names: three experts and a look at each column, heard by this person's own outcomes.

    Parameters
    ----------
    prior : ChoicePrior or None
        What other people teach (``fit_prior``). None: shipped weights for the history, a weak ridge, even shares.
    half_life_d : float
        Days until a row weighs half in the ridge; used with t.
    nu : float or None
        Degrees of freedom of Student-t weights against slips, None for none (measured: they gain nothing on real votes).
    max_rows : int
        Newest rows kept, at most; beyond, a fifth of them is dropped at once.

    Attributes
    ----------
    classes_ : (K,), experts_ : what each expert weighs, by name (without t: fixed). Without t only the ridge and the counts can
    speak; with t the past does.

    Examples
    --------
    >>> from models.learners import PreferenceClassifier
    >>> warm, cold = [1.0], [-1.0]
    >>> model = PreferenceClassifier().fit([warm, cold] * 4, ["jazz", "calm"] * 4, t=range(8))
    >>> model.predict([warm, cold], t=[8.0, 8.0]).tolist()
    ['jazz', 'calm']
    >>> model.predict_proba([warm], t=[8.0]).round(2).tolist()
    [[0.1, 0.9]]

    Rows are appended as they come, also with names that were never heard before.

    >>> model.partial_fit([warm], ["radio"], t=[8.0]).classes_.tolist()
    ['calm', 'jazz', 'radio']
    >>> [name for name, _ in model.explain(warm, t=9.0).experts]
    ['history', 'ridge', 'counts']

    References
    ----------
    Herbster and Warmuth, Machine Learning 32 (1998), fixed share; learning.md, "Categories".
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
        self._take(X, y, sample_weight, t, append=True, numeric=False)
        if classes is not None or not hasattr(self, "_classes_given"):
            self._classes_given = None if classes is None else np.unique(classes)
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
        classes = np.unique(np.concatenate(known))
        starts = (self.prior, self.half_life_d, self.nu, self._scaled_by())
        if self._goes_on(classes, starts):
            self._labels = np.searchsorted(classes, self.y_)
            self._rows = np.concatenate([self._rows, self._columns(self.X_[self._same :])])
            self._learn_from(self._same)
        else:
            self.classes_, self._starts = classes, starts
            self._begin()
        self.experts_ = dict(zip(EXPERTS, self._learner.weights.tolist(), strict=True))
        return self

    def _goes_on(self, classes: np.ndarray, starts: tuple[Any, ...]) -> bool:
        """Whether the rows learned so far are as they were, and the rest came later: then only the rest is to be learned."""
        return (
            self._same > 0
            and self.t_ is not None
            and len(self._z) == self._same
            and np.array_equal(self.classes_, classes)
            and self._starts[0] is starts[0]
            and self._starts[1:] == starts[1:]
        )

    def _begin(self) -> None:
        """Learns all rows in use from the start."""
        k, p = len(self.classes_), self.X_.shape[1]
        if self.prior is not None:
            belief = self.prior.belief_for(self.classes_.tolist())
            if self.prior.centre.shape != (p,):
                raise ValueError(f"the prior has {len(self.prior.centre)} columns, X has {p}")
        else:
            self._centre, self._scale = self._scaling()
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
        self._learner = self._untaught()
        self._z: list[np.ndarray] = []
        if self.t_ is None:
            self._order_free(self._learner)
        else:
            self._learn_from(0)

    def _untaught(self) -> ChoiceLearner:
        return ChoiceLearner(self._belief, standard_grid(self._rows.shape[1] - 1), self.nu, self.half_life_d)

    def _learn_from(self, first: int) -> None:
        assert self.t_ is not None
        for i in range(first, len(self.y_)):
            x, t = self._rows[i], float(self.t_[i])
            self._z.append(self._learner.columns(x, t))
            slot = self._slot(self.X_[i])
            self._learner.learn(x, int(self._labels[i]), float(self.w_[i]), t, slot, (standard_cells(x[1:]), slot))

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

    def _said(self, row: np.ndarray, when: float, slot: Any) -> list[float]:
        return self._learner.predict(row, when, slot, (standard_cells(row[1:]), slot))

    def predict_proba(self, X: Any, t: Any = None) -> np.ndarray:
        """(n, K), rows sum to 1. t: (n,) days, when each is asked; None: as usual after the last row."""
        self._ready()
        raw = validate_data(self, X, dtype=np.float64, reset=False)
        x = self._columns(raw)
        if len(self.classes_) == 1:
            return np.ones((len(x), 1))
        when = [None] * len(x) if t is None else np.asarray(t, dtype=np.float64).reshape(len(x)).tolist()
        asked = zip(x, raw, when, strict=True)
        out = np.array([self._said(row, self._moment(at), self._slot(r)) for row, r, at in asked])
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
        """Of the likeliest class's probability: what others alone would have said here, the strongest rows, and what every
        expert said; before the first row all of it is others' part."""
        says = self.experts_proba(x, t)
        raw = np.asarray(x, dtype=np.float64).reshape(-1)
        row, slot, when, learner = self._columns(raw[None])[0], self._slot(raw), self._moment(t), self._learner
        said = self._said(row, when, slot)
        k = int(np.argmax(said))
        total = float(said[k])
        experts = tuple((name, float(p[k])) for name, p in zip(EXPERTS, says, strict=True))
        if not len(self.y_):
            return Explanation(total, (), total, (), experts)
        from_others = float(self._untaught().predict(row, when, slot, (standard_cells(row[1:]), slot))[k])
        age = np.zeros(len(self.y_)) if self.t_ is None else self.t_[-1] - self.t_
        faded = self.w_ * 0.5 ** (age / self.half_life_d)
        pulls = learner.weights[1] * learner.ridge.pulls(learner.columns(row, when), np.array(self._z), self._labels, faded, k)
        pulls = summing_to(pulls, total - from_others, faded * (self._labels == k))
        because = named(pulls, self.y_.tolist(), self.t_)
        return Explanation(from_others, because, total, (), experts, unnamed(pulls, because))
