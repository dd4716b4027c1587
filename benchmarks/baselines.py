"""What ours is measured beside. Each is asked before every vote and told after it, one person at a time.

A baseline knows the person's own past; only ``share`` (how often donors chose each) comes from others, to start from.
"""

import warnings
from collections.abc import Callable
from typing import Any, Protocol

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

SURE = 0.9  # probability of the one name a baseline without probabilities gives

warnings.filterwarnings("ignore", module="sklearn")


class Baseline(Protocol):
    def ask(self, x: np.ndarray, t: float, slot: float) -> np.ndarray: ...
    def tell(self, x: np.ndarray, label: int, t: float, slot: float) -> None: ...


def _one(label: int | None, share: np.ndarray) -> np.ndarray:
    if label is None:
        return share
    p = np.full(len(share), (1.0 - SURE) / max(1, len(share) - 1))
    p[label] = SURE
    return p


class LastValue:
    def __init__(self, share: np.ndarray) -> None:
        self.share, self.last = share, None

    def ask(self, x, t, slot):  # type: ignore[no-untyped-def]
        return _one(self.last, self.share)

    def tell(self, x, label, t, slot):  # type: ignore[no-untyped-def]
        self.last = label


class LastInBucket(LastValue):
    """Of the same time of day; of any where this one is new."""

    def __init__(self, share: np.ndarray) -> None:
        super().__init__(share)
        self.by: dict[float, int] = {}

    def ask(self, x, t, slot):  # type: ignore[no-untyped-def]
        return _one(self.by.get(slot, self.last), self.share)

    def tell(self, x, label, t, slot):  # type: ignore[no-untyped-def]
        self.by[slot] = self.last = label


class Counts:
    """(count + 3 share) / (n + 3); with decay the counts fade per vote. As names: the person's own majority."""

    def __init__(self, share: np.ndarray, decay: float = 1.0, hard: bool = False) -> None:
        self.share, self.decay, self.hard = share, decay, hard
        self.counts = np.zeros(len(share))

    def ask(self, x, t, slot):  # type: ignore[no-untyped-def]
        if self.hard:
            return _one(int(np.argmax(self.counts + 1e-3 * self.share)), self.share)
        return (self.counts + 3.0 * self.share) / (self.counts.sum() + 3.0)

    def tell(self, x, label, t, slot):  # type: ignore[no-untyped-def]
        self.counts *= self.decay
        self.counts[label] += 1.0


class Own:
    """A scikit-learn classifier fitted on the person's own votes, again after each (boosting: after every tenth more)."""

    def __init__(self, share: np.ndarray, make: Callable[[], Any], lazy: float = 0.0, fewest: int = 2) -> None:
        self.share, self.make, self.lazy, self.fewest = share, make, lazy, fewest
        self.x: list[np.ndarray] = []
        self.y: list[int] = []
        self.model: Any = None
        self.fitted = 0

    def ask(self, x, t, slot):  # type: ignore[no-untyped-def]
        n = len(self.y)
        counts = (np.bincount(self.y, minlength=len(self.share)) + 3.0 * self.share) / (n + 3.0)
        if n < self.fewest or len(set(self.y)) < 2:
            return counts
        if self.model is None or n - self.fitted > self.lazy * self.fitted:
            self.model, self.fitted = self.make().fit(np.array(self.x), self.y), n
        p = np.zeros(len(self.share))
        p[self.model.classes_] = self.model.predict_proba(x[None])[0]
        p = 0.98 * np.nan_to_num(p) + 0.02 * counts  # a class not yet seen is possible
        return p / p.sum()

    def tell(self, x, label, t, slot):  # type: ignore[no-untyped-def]
        self.x.append(x)
        self.y.append(label)


class River:
    """One of river's online classifiers, by name."""

    def __init__(self, share: np.ndarray, model: Any) -> None:
        self.share, self.model, self.n = share, model, 0

    def ask(self, x, t, slot):  # type: ignore[no-untyped-def]
        said = self.model.predict_proba_one(dict(enumerate(x))) if self.n else {}
        p = np.array([said.get(k, 0.0) for k in range(len(self.share))]) + 0.02 * self.share
        return p / p.sum()

    def tell(self, x, label, t, slot):  # type: ignore[no-untyped-def]
        self.model.learn_one(dict(enumerate(x)), label)
        self.n += 1


def baselines() -> dict[str, Callable[[np.ndarray], Baseline]]:
    """By name; river's where it is installed."""
    found: dict[str, Callable[[np.ndarray], Baseline]] = {
        "last value": LastValue,
        "last value in the time bucket": LastInBucket,
        "own majority": lambda share: Counts(share, hard=True),
        "own counts": Counts,
        "decayed counts": lambda share: Counts(share, decay=0.9),
        "own LogisticRegression": lambda share: Own(share, lambda: make_pipeline(StandardScaler(), LogisticRegression(C=0.3))),
        "own GaussianNB": lambda share: Own(share, lambda: GaussianNB(var_smoothing=1e-2)),
        "own HistGradientBoosting": lambda share: Own(
            share,
            lambda: HistGradientBoostingClassifier(max_iter=30, min_samples_leaf=5, max_leaf_nodes=8),
            lazy=0.1,
            fewest=10,
        ),
    }
    try:
        from river import forest, linear_model, preprocessing
    except ImportError:
        return found
    found["river SoftmaxRegression"] = lambda share: River(
        share, preprocessing.StandardScaler() | linear_model.SoftmaxRegression()
    )
    found["river adaptive forest"] = lambda share: River(share, forest.ARFClassifier(n_models=5, seed=1))
    return found


def predicted_mean_vote() -> Callable[[dict[str, str]], float] | None:
    """Fanger's PMV from a vote's measurements, where pythermalcomfort is installed; 0, no complaint, where one is missing."""
    try:
        from pythermalcomfort.models import pmv_ppd_iso
    except ImportError:
        return None

    def vote(row: dict[str, str]) -> float:
        wanted = ("air_temp_c", "operative_temp_c", "air_speed_m_s", "rh_pct", "met", "clo")
        if not all(row.get(column) for column in wanted):
            return 0.0
        air, radiant, speed, humidity, met, clo = (float(row[column]) for column in wanted)
        return float(
            pmv_ppd_iso(tdb=air, tr=radiant, vr=max(speed, 0.1), rh=humidity, met=met, clo=clo, limit_inputs=False).pmv
        )

    return vote
