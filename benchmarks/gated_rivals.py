"""Rivals of the hub in benchmarks/household.py that may be silent by the hub's own gate: each says a value and how sure it is.

How sure: of numbers a normal of the rival's own last forty misses, each foretold before it was seen; of names the probability
the model gives. They learn what the hub learns, at the same weights, and are fitted anew after every few choices.
"""

import math
from abc import ABC, abstractmethod
from collections import deque
from typing import Any

import numpy as np
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from devices.vocabulary import Value
from models.example import DEFAULT_WEIGHT, Source
from models.kind import kinds
from models.parts_of_day import part_at
from models.preference import Preference

from .household_methods import Never, decided
from .household_visits import Visit
from .smooth_world import ROOMS
from .switching_world import DOES

MISSES, FIRST_SPREAD = 40, 2.0  # misses that tell the spread; before ten of them, tolerances
FEW = 5  # choices before anything is said
_Seen = tuple[list[np.ndarray], list[Any], list[float]]


def columns(visit: Visit) -> np.ndarray:
    """What the hub is told of the moment, as a model of plain columns takes it; what is not known is 0."""
    c = visit.context
    turn = 2 * math.pi * (c.local.hour + c.local.minute / 60) / 24
    waves = [f(n * turn) for n in (1, 2, 3) for f in (math.sin, math.cos)]
    days = [float(c.local.weekday() == day) for day in range(7)]
    light = [math.log10(1 + (c.illuminance_lx or 0.0)), c.sun_elevation_deg or 0.0, c.outdoor_c or 0.0, c.outdoor_mean_c or 0.0]
    does = [float(c.activity == name) for name in DOES] + [float(c.activity is None)]
    rooms = [float(c.room == room) for room in ROOMS]
    return np.array([*waves, *days, float(c.local.weekday() >= 5), *light, *does, *rooms, float(bool(c.company))])


class Gated(Never, ABC):
    """every: choices between fits."""

    every = 5

    def __init__(self) -> None:
        self._seen: dict[tuple[int, str], _Seen] = {}
        self._fitted: dict[tuple[int, str], tuple[int, Any]] = {}
        self._misses: dict[tuple[int, str], deque[float]] = {}

    def model(self, key: tuple[int, str], x: list[np.ndarray], y: list[Any], w: list[float]) -> Any:
        """Of one person's choices of a kind, as it was fitted last."""
        n, model = self._fitted.get(key, (0, None))
        if model is None or len(y) - n >= self.every:
            model = self.fit(key[1], np.array(x), y, np.array(w))
            self._fitted[key] = len(y), model
        return model

    @abstractmethod
    def fit(self, kind: str, x: np.ndarray, y: list[Any], w: np.ndarray) -> Any:
        """A model of one person's choices so far."""

    def ask(self, model: Any, kind: str, x: np.ndarray) -> float | dict[Value, float]:
        """A number, or names with their probabilities."""
        if kinds()[kind].choice:
            return dict(zip(model.classes_.tolist(), model.predict_proba(x[None])[0].tolist(), strict=True))
        return float(model.predict(x[None])[0])

    def _said(self, who: int, visit: Visit, kind: str) -> Preference:
        of, key = kinds()[kind], (who, kind)
        x, y, w = self._seen.get(key, ([], [], []))
        if len(y) < FEW:
            return Preference(of, "silence" if of.choice else 0.0, 9 * of.tolerance, 0.0)
        said = self.ask(self.model(key, x, y, w), kind, columns(visit))
        if isinstance(said, dict):
            options = tuple(sorted(said.items(), key=lambda option: -option[1]))
            return Preference(of, options[0][0], 0.0, float(len(y)), options)
        misses = self._misses.get(key, ())
        spread = math.sqrt(np.mean(np.square(misses))) if len(misses) >= 10 else FIRST_SPREAD * of.tolerance
        mean = float(np.clip(said, of.low, of.high))
        return Preference(of, mean, max(spread, 1e-6), float(len(y)), mean=mean)

    def act(self, visit: Visit, kind: str, there: Value) -> Value | None:
        people = [visit.who] if visit.mate is None else [visit.who, visit.mate]
        said = {who: self._said(who, visit, kind) for who in people}
        known = {who: one for who, one in said.items() if one.evidence > 0.0}
        return decided(kind, known, there) if known else None

    def set_by_hand(self, visit: Visit, kind: str, value: Value, acted: Value | None) -> None:
        self._learn(visit, kind, value, DEFAULT_WEIGHT[Source.HAND])

    def stood(self, visit: Visit, kind: str, acted: Value) -> None:
        self._learn(visit, kind, acted, DEFAULT_WEIGHT[Source.ACCEPT])

    def left(self, visit: Visit, kind: str, there: Value) -> None:
        if kinds()[kind].domain != "temperature":
            self._learn(visit, kind, there, DEFAULT_WEIGHT[Source.ACCEPT])

    def _learn(self, visit: Visit, kind: str, value: Value, weight: float) -> None:
        key = visit.learner, kind
        said = self._said(visit.learner, visit, kind)
        if said.evidence > 0.0 and not kinds()[kind].choice:
            self._misses.setdefault(key, deque(maxlen=MISSES)).append(float(value) - said.mean)
        x, y, w = self._seen.setdefault(key, ([], [], []))
        x.append(columns(visit))
        y.append(value)
        w.append(weight)


class UsualPerPart(Gated):
    """The mean of a number, or how often each name was chosen, in this part of the day, working days and weekends apart."""

    every = 1

    def fit(self, kind: str, x: np.ndarray, y: list[Any], w: np.ndarray) -> Any:
        return x, y, w

    def ask(self, model: Any, kind: str, x: np.ndarray) -> float | dict[Value, float]:
        rows, y, w = model
        alike = w * np.array([_part(row) == _part(x) for row in rows])
        if not kinds()[kind].choice:
            weighs = alike if alike.sum() > 0 else w
            return float(np.average(np.array(y, dtype=float), weights=weighs))
        shares = dict.fromkeys(y, 1.0)
        for name, weight in zip(y, alike.tolist(), strict=True):
            shares[name] += weight
        whole = sum(shares.values())
        return {name: share / whole for name, share in shares.items()}


class Linear(Gated):
    """Ridge and LogisticRegression of scikit-learn on the columns, scaled."""

    def fit(self, kind: str, x: np.ndarray, y: list[Any], w: np.ndarray) -> Any:
        if not kinds()[kind].choice:
            return make_pipeline(StandardScaler(), Ridge(alpha=3.0)).fit(x, np.array(y, dtype=float), ridge__sample_weight=w)
        if len(set(y)) == 1:
            return DummyClassifier().fit(x, y)
        return make_pipeline(StandardScaler(), LogisticRegression(C=0.3)).fit(x, y, logisticregression__sample_weight=w)


class Boosted(Gated):
    """HistGradientBoosting of scikit-learn."""

    every = 25

    def fit(self, kind: str, x: np.ndarray, y: list[Any], w: np.ndarray) -> Any:
        small = {"max_iter": 30, "min_samples_leaf": 5, "learning_rate": 0.15}
        if not kinds()[kind].choice:
            return HistGradientBoostingRegressor(**small).fit(x, np.array(y, dtype=float), w)
        if len(set(y)) == 1:
            return DummyClassifier().fit(x, y)
        return HistGradientBoostingClassifier(**small).fit(x, y, w)


class River(Gated):
    """Adaptive random forests of river: they learn choice by choice, each alike, and notice for themselves what changes."""

    def model(self, key: tuple[int, str], x: list[np.ndarray], y: list[Any], w: list[float]) -> Any:
        n, model = self._fitted.get(key, (0, None))
        model = self.fit(key[1], np.zeros((0, 0)), [], np.zeros(0)) if model is None else model
        for row, value in zip(x[n:], y[n:], strict=True):
            model.learn_one(dict(enumerate(row.tolist())), value)
        self._fitted[key] = len(y), model
        return model

    def fit(self, kind: str, x: np.ndarray, y: list[Any], w: np.ndarray) -> Any:
        """One that has learned nothing yet."""
        from river import forest

        make = forest.ARFClassifier if kinds()[kind].choice else forest.ARFRegressor
        return make(n_models=5, seed=1)

    def ask(self, model: Any, kind: str, x: np.ndarray) -> float | dict[Value, float]:
        row = dict(enumerate(x.tolist()))
        return dict(model.predict_proba_one(row)) or {"silence": 1.0} if kinds()[kind].choice else float(model.predict_one(row))


def _part(row: np.ndarray) -> tuple[str, bool]:
    """Of a row of ``columns``: the hour out of its first wave, and whether it is a weekend."""
    hour = math.atan2(float(row[0]), float(row[1])) / (2 * math.pi) * 24 % 24
    return part_at(int(hour)), bool(row[13])
