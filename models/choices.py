"""What one person chooses among names: music, and whether a light is on."""

import math
from collections.abc import Iterable, Sequence
from datetime import datetime

import numpy as np

from devices.vocabulary import Value

from .context import Context
from .errors import UnknownValue
from .example import Example
from .features import Layout, hour_of_day, part_of_day
from .kind import Kind
from .learners.choice import EXPERTS, ChoiceBelief, ChoiceLearner
from .learners.core import Belief
from .preference import Explanation, Preference
from .pulls import strongest, summing_to
from .rows import Row, Rows, days, row

# How far a choice elsewhere or at another hour speaks for here and now, and how many choices make a habit: two must not be
# enough to act on, a dozen must (q >= 0.7, learning.md).
OTHER_ROOM, HOURS, ENOUGH = 0.1, 3.0, 2.5


class ChoiceMemory:
    """The experts' answer, held back toward the base share where this person was seldom seen choosing here at this hour."""

    def __init__(self, kind: Kind, layout: Layout, shipped: Belief, offered: Sequence[Value]) -> None:
        self.kind, self.layout = kind, layout
        self._shipped = shipped
        self._offered = tuple(offered)
        self._rows = Rows()
        self._begin()

    def __len__(self) -> int:
        return len(self._rows.kept)

    @property
    def rows(self) -> list[Row]:
        return self._rows.kept

    # -- learning -------------------------------------------------------------------------------------------------------

    def learn(self, example: Example) -> None:
        new = row(example, self.layout, self._checked(example))
        if self._rows.add(new) and new.value in self._index:
            self._step(new)
        else:
            self._begin()
            for kept in self._rows.kept:
                self._step(kept)
        self._settle()

    def learn_all(self, examples: Iterable[Example]) -> None:
        """Into an empty memory; the same bytes as learning one by one."""
        self._rows.fill(row(example, self.layout, self._checked(example)) for example in examples)
        self._begin()
        for kept in self._rows.kept:
            self._step(kept)
        self._settle()

    def can_learn(self, example: Example) -> bool:
        try:
            self._checked(example)
        except UnknownValue:
            return False
        return True

    def _checked(self, example: Example) -> Value:
        value = example.value
        if isinstance(value, bool) != (self.kind.name == "power") or not isinstance(value, bool | str) or value == "":
            raise UnknownValue(self.kind.name, value)
        return value

    def _begin(self) -> None:
        # A name the home no longer offers was still this person's choice then.
        extra = {r.value for r in self._rows.kept} - set(self._offered)
        self.options: tuple[Value, ...] = (*self._offered, *sorted(extra, key=str))
        self._index = {value: i for i, value in enumerate(self.options)}
        k = len(self.options)
        mean = np.zeros((self.layout.size, k))
        if True in self._index and self.kind.name == "power":
            mean[:, self._index[True]], mean[:, self._index[False]] = self._shipped.mean, -self._shipped.mean
        mean[self.layout.names.index("always")] += 1.0 / k
        self._learner = ChoiceLearner(ChoiceBelief(self._shipped, mean, np.full(k, 1.0 / k)))
        self._z: list[np.ndarray] = []

    def _step(self, new: Row) -> None:
        self._z.append(self._learner.columns(new.x, new.day))
        self._learner.learn(new.x, self._index[new.value], min(1.0, new.weight), new.day, _slot(new.room, new.place, new.part))

    def _settle(self) -> None:
        rows = self._rows.kept
        self._hours = np.array([r.hour for r in rows])
        self._weight = np.array([min(1.0, r.weight) for r in rows])
        at: dict[tuple[str, str | None], list[int]] = {}
        for i, kept in enumerate(rows):
            at.setdefault((kept.room, kept.place), []).append(i)
        self._where = {
            here: self._weight * np.where(np.isin(np.arange(len(rows)), seen), 1.0, OTHER_ROOM) for here, seen in at.items()
        }

    # -- asking ---------------------------------------------------------------------------------------------------------

    def _known(self, context: Context) -> float:
        """How many of the person's choices speak for this room at this hour."""
        if not self._rows.kept:
            return 0.0
        weight = self._where.get((context.room, context.place))
        if weight is None:
            weight = self._weight * OTHER_ROOM
        apart = np.abs(self._hours - hour_of_day(context))
        apart = np.minimum(apart, 24.0 - apart) / HOURS
        return float(weight @ np.exp(-0.5 * apart * apart))

    def _trust(self, context: Context) -> float:
        known = self._known(context)
        return known * known / (known * known + ENOUGH * ENOUGH)

    def _probabilities(self, context: Context, now: datetime) -> np.ndarray:
        slot = _slot(context.room, context.place, part_of_day(context))
        said = self._learner.predict(self.layout.vector(context), days(now), slot)
        trust = self._trust(context)
        return trust * said + (1.0 - trust) * self._learner.belief.share

    def predict(self, context: Context, now: datetime) -> Preference:
        p = self._probabilities(context, now).tolist()
        options = sorted(zip(self.options, p, strict=True), key=lambda option: -option[1])
        return Preference(self.kind, options[0][0], 0.0, self._learner.n, tuple(options))

    def likelihood(self, context: Context, value: Value, now: datetime) -> float:
        """Probability of the name; a name never offered is as likely as the least likely one."""
        p = self._probabilities(context, now)
        at = self._index.get(value)
        return float(p.min() if at is None else p[at])

    def pulls(self, context: Context, now: datetime, value: Value) -> tuple[float, np.ndarray]:
        """Of the probability of ``value``: from others, and how far each row pulled it. Exact in sum.

        The ridge's part is exact per row before clipping; the part of counts and history is shared among the rows of that
        name (against it: among the others), newer ones more.
        """
        k, learner, rows = self._index[value], self._learner, self._rows.kept
        target = float(self._probabilities(context, now)[k])
        from_others = float(learner.belief.share[k])
        if not rows:
            return target, np.zeros(0)
        x, t, slot = self.layout.vector(context), days(now), _slot(context.room, context.place, part_of_day(context))
        trust = self._trust(context)
        said = learner.experts(x, t, slot)[:, k]
        labels = np.array([self._index[r.value] for r in rows])
        age = rows[-1].day - np.array([r.day for r in rows])
        faded = self._weight * 0.5 ** (age / 90.0)
        ridge = learner.ridge_pulls(learner.columns(x, t), np.array(self._z), labels, faded, k)
        pulls = trust * learner.weights[1] * ridge
        recent = self._weight * 0.85 ** np.arange(len(rows) - 1, -1, -1.0)
        for weight, says in zip(learner.weights[[0, 2]], said[[0, 2]], strict=True):
            for_it = recent * ((labels == k) if says > from_others else (labels != k))
            if for_it.any():
                pulls += trust * weight * (says - from_others) * for_it / for_it.sum()
        return from_others, summing_to(pulls, target - from_others, recent)

    def explain(self, context: Context, now: datetime) -> Explanation:
        value = self.predict(context, now).value
        from_others, pulls = self.pulls(context, now, value)
        slot = _slot(context.room, context.place, part_of_day(context))
        said = self._learner.experts(self.layout.vector(context), days(now), slot)[:, self._index[value]]
        experts = tuple((name, float(p)) for name, p in zip(EXPERTS, said, strict=True))
        return Explanation(from_others, strongest(self._rows.kept, pulls), from_others + math.fsum(pulls), (), experts)


def _slot(room: str, place: str | None, part: str) -> tuple[str, str | None, str]:
    return room, place, part
