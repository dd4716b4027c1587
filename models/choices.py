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
from .learners.choice import EXPERTS, HALF_LIFE_D, ChoiceBelief, ChoiceLearner
from .learners.core import Belief
from .learners.history import DECAY
from .preference import Explanation, Preference
from .pulls import strongest, summing_to
from .rows import Row, Rows, days, row

# How far a choice elsewhere or at another hour speaks for here and now, and how many choices make a habit: two must not be
# enough to act on, a dozen must (q >= 0.7, learning.md).
OTHER_ROOM, HOURS, ENOUGH = 0.1, 3.0, 2.5
LATER = math.log(0.8)  # what a choice keeps of its say here at every later one here: people change
HERE = 0.5  # choices the base share is worth, of what is chosen here
OPINIONS = (*EXPERTS, "here", "nobody")


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
        self._chosen = np.eye(len(self.options))[[self._index[r.value] for r in rows]]
        at: dict[tuple[str, str | None], list[int]] = {}
        for i, kept in enumerate(rows):
            at.setdefault((kept.room, kept.place), []).append(i)
        self._where = {}
        for here, seen in at.items():
            self._where[here] = OTHER_ROOM * self._weight
            self._where[here][seen] = self._weight[seen]

    # -- asking ---------------------------------------------------------------------------------------------------------

    def _near(self, context: Context) -> np.ndarray:
        """How much each row speaks for this room at this hour, shape (n,)."""
        weight = self._where.get((context.room, context.place))
        apart = np.abs(self._hours - hour_of_day(context))
        apart = np.minimum(apart, 24.0 - apart)
        near = np.exp(apart * apart * (-0.5 / HOURS**2))
        return near * (OTHER_ROOM * self._weight if weight is None else weight)

    def _opinions(self, context: Context, now: datetime) -> tuple[list[float], list[list[float]]]:
        """Of each of OPINIONS the weight and what it says: three experts, what was chosen here at this hour, and nobody."""
        slot = _slot(context.room, context.place, part_of_day(context))
        share = self._learner.belief.share.tolist()
        if not self._rows.kept:
            return [0.0, 0.0, 0.0, 0.0, 1.0], [share] * 5
        said = self._learner.experts(self.layout.vector(context), days(now), slot)
        near = self._near(context)
        known = float(near.sum())
        after = known - np.cumsum(near)  # what was chosen here since
        near *= np.exp(after * LATER)
        here = float(near.sum())
        chosen = ((near @ self._chosen + HERE * self._learner.belief.share) / (here + HERE)).tolist()
        trust = known * known / (known * known + ENOUGH * ENOUGH)
        local = trust * known / (known + ENOUGH)
        return [*((trust - local) * self._learner.weights).tolist(), local, 1.0 - trust], [*said, chosen, share]

    def _probabilities(self, context: Context, now: datetime) -> list[float]:
        weights, said = self._opinions(context, now)
        return [sum(w * s for w, s in zip(weights, column, strict=True)) for column in zip(*said, strict=True)]

    def predict(self, context: Context, now: datetime) -> Preference:
        p = self._probabilities(context, now)
        options = sorted(zip(self.options, p, strict=True), key=lambda option: -option[1])
        return Preference(self.kind, options[0][0], 0.0, self._learner.past.n, tuple(options))

    def likelihood(self, context: Context, value: Value, now: datetime) -> float:
        """Probability of the name; a name never offered is as likely as the least likely one."""
        p = self._probabilities(context, now)
        at = self._index.get(value)
        return min(p) if at is None else p[at]

    def pulls(self, context: Context, now: datetime, value: Value) -> tuple[float, np.ndarray]:
        """Of the probability of ``value``: from others, and how far each row pulled it. Exact in sum.

        The ridge's part is exact per row before clipping; what history, counts and "here" say beyond the base share is shared
        among the rows that chose ``value`` (where they say less: among the others), as much as each speaks for it.
        """
        k, learner, rows = self._index[value], self._learner, self._rows.kept
        target = self._probabilities(context, now)[k]
        from_others = float(learner.belief.share[k])
        if not rows:
            return target, np.zeros(0)
        weights, said = self._opinions(context, now)
        x, t = self.layout.vector(context), days(now)
        age = rows[-1].day - np.array([r.day for r in rows])
        labels = self._chosen.argmax(axis=1)
        ridge = learner.ridge_pulls(
            learner.columns(x, t), np.array(self._z), labels, self._weight * 0.5 ** (age / HALF_LIFE_D), k
        )
        pulls = weights[1] * ridge
        recent = self._weight * DECAY ** np.arange(len(rows) - 1, -1, -1.0)
        for opinion, speaks in ((0, recent), (2, self._weight), (3, self._near(context))):
            beyond = said[opinion][k] - from_others
            for_it = speaks * ((labels == k) if beyond > 0.0 else (labels != k))
            if for_it.any():
                pulls = pulls + weights[opinion] * beyond * for_it / for_it.sum()
        return from_others, summing_to(pulls, target - from_others, recent)

    def explain(self, context: Context, now: datetime) -> Explanation:
        value = self.predict(context, now).value
        from_others, pulls = self.pulls(context, now, value)
        _, said = self._opinions(context, now)
        experts = tuple((name, opinion[self._index[value]]) for name, opinion in zip(OPINIONS, said, strict=True))
        return Explanation(from_others, strongest(self._rows.kept, pulls), from_others + math.fsum(pulls), (), experts)


def _slot(room: str, place: str | None, part: str) -> tuple[str, str | None, str]:
    return room, place, part
