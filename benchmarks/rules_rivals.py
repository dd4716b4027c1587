"""What others make of the rules of ``rules.py``: the same homes, visits and hands, through the same gate.

    python -m benchmarks.rules_rivals [--homes 6] [--half choose|judge] [--rules outdoor,lux] [--kind power]

``all columns``: logistic regression of everything the hub is told. ``one question``: the best single yes-or-no question of it,
as a person would say it (a decision stump, one choice of each value counted beside). ``knows the rule``: who has been told that
there is one border in this very column, between what, which side is which, and that nobody slips: Bayes' rule over where it is.
Nobody can do better: what it misses are visits of which nothing could be known.
"""

import argparse
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.rule_shapes import ACTIVITIES, COLUMNS, hours_of, of_column
from benchmarks.rules import FIRST, LAST, WANTED, Visit, live
from devices.vocabulary import OccupantId, Value
from models.context import Context
from models.example import Example
from models.kind import kinds
from models.preference import Preference

BORDERED = {"lux": (1.3, 2.5), "sun": (-5.0, 12.0), "outdoor": (5.0, 15.0)}  # between which the border lies
FEW = 5  # choices before anything is said


def columns(c: Context) -> np.ndarray:
    hour = 2 * np.pi * hours_of(c) / 24
    days = [float(c.local.weekday() == day) for day in range(7)]
    does = [float(c.activity == name) for name in ACTIVITIES]
    light = [of_column(name)(c) for name in ("lux", "sun", "outdoor", "hour")]
    return np.array([np.sin(hour), np.cos(hour), *days, float(c.local.weekday() >= 5), *light, *does, float(bool(c.company))])


class Fitted:
    """A model of plain columns, fitted anew at every choice."""

    def __init__(self, kind: str, make: Callable[[], Any], beside: float) -> None:
        """beside: choices of each value counted with what it finds."""
        self._kind, self._make, self._beside = kind, make, beside
        self._x: list[np.ndarray] = []
        self._y: list[Value] = []
        self._model: Any = None

    def learn(self, example: Example) -> None:
        self._x.append(columns(example.context))
        self._y.append(example.value)
        self._model = None

    def predict(self, _who: OccupantId, _kind: str, context: Context, _now: object) -> Preference:
        kind = kinds()[self._kind]
        if len(self._y) < FEW:
            return Preference(kind, WANTED[self._kind][1], 0.0, 0.0, ((WANTED[self._kind][1], 0.5),))
        known = sorted(set(self._y), key=str)
        if len(known) == 1:
            return Preference(kind, known[0], 0.0, float(len(self._y)), ((known[0], 0.9),))
        labels = [known.index(value) for value in self._y]
        if self._model is None:
            self._model = self._make().fit(np.array(self._x), labels)
        p = self._model.predict_proba(columns(context)[None])[0]
        if self._beside:
            leaves = self._model.apply(np.array(self._x))
            many = float((leaves == self._model.apply(columns(context)[None])[0]).sum())
            p = (p * many + self._beside) / (many + self._beside * len(p))
        options = sorted(zip(known, p.tolist(), strict=True), key=lambda one: -one[1])
        return Preference(kind, options[0][0], 0.0, float(len(self._y)), tuple(options))


class KnowsTheRule:
    """Where the border lies is all that is to be found out."""

    def __init__(self, kind: str, column: str) -> None:
        self._kind, self._number = kind, of_column(column)
        self._low, self._high = BORDERED[column]
        self._seen = 0

    def learn(self, example: Example) -> None:
        at = self._number(example.context)
        if example.value == WANTED[self._kind][0]:
            self._low = max(self._low, at)
        else:
            self._high = min(self._high, at)
        self._seen += 1

    def predict(self, _who: OccupantId, _kind: str, context: Context, _now: object) -> Preference:
        at, (first, second) = self._number(context), WANTED[self._kind]
        p = float(np.clip((self._high - at) / max(1e-9, self._high - self._low), 0.0, 1.0))
        options = sorted(((first, p), (second, 1.0 - p)), key=lambda one: -one[1])
        return Preference(kinds()[self._kind], options[0][0], 0.0, 1.0 + self._seen, tuple(options))


RIVALS: dict[str, Callable[[str, str], Any]] = {
    "all columns": lambda kind, _rule: Fitted(
        kind, lambda: make_pipeline(StandardScaler(), LogisticRegression(C=1.0, max_iter=200)), 0.0
    ),
    "one question": lambda kind, _rule: Fitted(kind, lambda: DecisionTreeClassifier(max_depth=1), 1.0),
    "knows the rule": lambda kind, rule: KnowsTheRule(kind, rule),
}


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--homes", type=int, default=6)
    ask.add_argument("--half", choices=("choose", "judge"), default="judge")
    ask.add_argument("--rules", default=",".join(COLUMNS))
    ask.add_argument("--kind", default="power", choices=[name for name in ("power", "music") if kinds()[name].choice])
    given = ask.parse_args()
    warnings.simplefilter("ignore", ConvergenceWarning)
    homes = [2 * number + (given.half == "judge") for number in range(given.homes)]
    print("Right / sure and wrong / spoke / hand-free, %:\n\n| rule by | " + " | ".join(RIVALS) + " |")
    print("|---" * (len(RIVALS) + 1) + "|")
    for rule in given.rules.split(","):
        cells = []
        for name, make in RIVALS.items():
            if name == "knows the rule" and rule not in BORDERED:
                cells.append("")
                continue
            every: list[Visit] = []
            for home in homes:
                every += live(given.kind, rule, home, LAST, make(given.kind, rule))[FIRST:]
            shares = (
                np.mean([visit.right for visit in every]),
                np.mean([visit.sure and not visit.right for visit in every]),
                np.mean([visit.sure for visit in every]),
                np.mean([not visit.hand for visit in every]),
            )
            cells.append(" / ".join(f"{share * 100:.0f}" for share in shares))
        print(f"| {rule} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
