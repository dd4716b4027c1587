"""What one person chooses among names: music, and whether a light is on."""

import math
from collections.abc import Iterable, Sequence
from datetime import datetime
from operator import itemgetter

import numpy as np

from devices.vocabulary import Value

from .arithmetic.choice import HALF_LIFE_D, ChoiceBelief, ChoiceLearner
from .arithmetic.core import Belief
from .arithmetic.history import DECAY
from .arithmetic.sharpness import ACCEPTED, Sharpness
from .context import Context
from .errors import UnknownValue
from .example import DEFAULT_WEIGHT, Example, Source
from .expert_mix import OPINIONS, ExpertMix
from .features import Layout, Spot, hour_of_day
from .influence import strongest, summing_to, unnamed
from .kind import Kind
from .parts_of_day import part_at
from .preference import Explanation, Preference
from .rows import Row, Rows, days
from .similar_moments import START, Scratch, SimilarMoments, Where, followed


class Shared:
    """What the memories of one kind hold once for all: what is believed before the first choice, by what is chosen among, and
    where they calculate."""

    def __init__(self) -> None:
        self.beliefs: dict[tuple[Value, ...], ChoiceBelief] = {}
        self.scratch = Scratch()


class ChoiceMemory:
    """The experts' answer, held back toward the base share where this person was seldom seen choosing in moments like this."""

    def __init__(
        self, kind: Kind, layout: Layout, shipped: Belief, offered: Sequence[Value], shared: Shared | None = None
    ) -> None:
        """shared: with other memories of this kind, layout and shipped belief; they must not be asked at the same time."""
        self.kind, self.layout = kind, layout
        self._shipped, self._shared = shipped, Shared() if shared is None else shared
        self._offered = tuple(offered)
        self._rows = Rows(layout)
        self._begin()

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def rows(self) -> Sequence[Row]:
        return self._rows

    # -- learning -------------------------------------------------------------------------------------------------------

    def learn(self, example: Example) -> None:
        if self._rows.add(example, self._checked(example)) and example.value in self._index:
            last = len(self._rows) - 1
            self._step(self._rows[last], self._rows.x(last)[0])
        else:
            self._run_through()

    def learn_all(self, examples: Iterable[Example], most: int | None = None) -> None:
        """Into an empty memory; the same bytes as learning one by one. most: keep no more than so many, the newest."""
        self._rows.fill(((example, self._checked(example)) for example in examples), most)
        self._run_through()

    def _run_through(self) -> None:
        self._begin()
        for row, x in zip(self._rows, self._rows.x(), strict=True):
            self._step(row, x)

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
        extra = {self._rows.names[int(number)] for number in np.unique(self._rows.value)} - set(self._offered)
        self.options: tuple[Value, ...] = (*self._offered, *sorted(extra, key=str))
        self._index = {value: i for i, value in enumerate(self.options)}
        belief = self._shared.beliefs.get(self.options)
        if belief is None:
            belief = self._shared.beliefs[self.options] = self._belief()
        self._learner = ChoiceLearner(belief)
        self._base: list[float] = belief.share.tolist()
        self._similar = SimilarMoments(len(self.options), self._shared.scratch, len(self._rows))
        self._sharpness = Sharpness()
        self._then = START  # how far what is chosen at such an hour anywhere is believed, beside what is chosen here
        self._learned()

    def _belief(self) -> ChoiceBelief:
        k = len(self.options)
        mean = np.zeros((self.layout.size, k))
        if True in self._index and self.kind.name == "power":
            mean[:, self._index[True]], mean[:, self._index[False]] = self._shipped.mean, -self._shipped.mean
        mean[self.layout.names.index("always")] += 1.0 / k
        return ChoiceBelief(self._shipped, mean, np.full(k, 1.0 / k))

    def _step(self, row: Row, x: np.ndarray) -> None:
        """Predict, score, then learn a row; those before it are all that is known."""
        learner = self._learner
        label, weight, slot = self._index[row.value], min(1.0, row.weight), (row.room, row.place, row.part)
        where = (row.room, row.place, row.is_weekend)
        experts = learner.experts(x, row.day, slot)
        if learner.past.last is not None:
            history, ridge, counts = experts
            looks = self._similar.find(where, row.hour)
            mix = ExpertMix(learner.weights.tolist(), (history, ridge, counts), looks, self._then, self._base)
            self._sharpness = self._sharpness.after(mix.average, label, mix.trust, _tells(row))
            self._then = followed(self._then, *mix.by_look(label), weight)
        learner.learn(x, label, weight, row.day, slot, experts)
        self._similar.add(where, row.hour, label, weight)
        self._learned()

    def _learned(self) -> None:
        self._at: dict[Spot, np.ndarray] = {}
        self._believed: list[float] = self._learner.weights.tolist()

    # -- asking ---------------------------------------------------------------------------------------------------------

    def _mix(self, context: Context, now: datetime) -> ExpertMix | None:
        """What is known of a moment; None before the first row."""
        learner, local, room, place = self._learner, context.local, context.room, context.place
        if learner.past.last is None:
            return None
        spot, seen = self.layout.seen(context)
        coef = self._at.get(spot)
        if coef is None:  # kept together: a large house's lie far apart in memory, and who comes in waits for them
            coef = self._at[spot] = learner.coef.take(spot.at, axis=0)
        t = days(now)
        history = learner.history(t, (room, place, part_at(local.hour)))
        ridge = learner.ridge(seen.dot(coef).tolist(), t)
        looks = self._similar.find(_where(context), hour_of_day(context))
        return ExpertMix(self._believed, (history, ridge, learner.counts), looks, self._then, self._base)

    def _probabilities(self, mix: ExpertMix | None) -> list[float]:
        return self._base if mix is None else self._sharpness.of(mix.average, mix.trust)

    def predict(self, context: Context, now: datetime) -> Preference:
        p = self._probabilities(self._mix(context, now))
        options = sorted(zip(self.options, p, strict=True), key=itemgetter(1), reverse=True)
        return Preference(self.kind, options[0][0], 0.0, self._learner.past.n, tuple(options))

    def likelihood(self, context: Context, value: Value, now: datetime) -> float:
        """Probability of the name; a name never offered is as likely as the least likely one."""
        p = self._probabilities(self._mix(context, now))
        at = self._index.get(value)
        return min(p) if at is None else p[at]

    def pulls(self, context: Context, now: datetime, value: Value) -> tuple[float, np.ndarray]:
        """Of the probability of ``value``: from others, and how far each row pulled it. Exact in sum.

        The ridge's part is exact per row before clipping; what history, counts, "here" and "then" say
        beyond the base share is shared among the rows that chose ``value`` (where they say less: among the others), as much as
        each speaks for it; so is what being sure adds. About 2 ms at 500 rows.
        """
        k, learner, rows = self._index[value], self._learner, self._rows
        mix = self._mix(context, now)
        target = self._probabilities(mix)[k]
        from_others = self._base[k]
        if mix is None:
            return target, np.zeros(0)
        x, day, own = self.layout.vector(context), rows.day, np.minimum(1.0, rows.weight)
        labels = np.array([self._index.get(name, -1) for name in rows.names])[rows.value.astype(int)]
        columns = np.hstack([rows.x(), learner.inertia_of(labels, own, day)])
        weight = own * 0.5 ** ((day[-1] - day) / HALF_LIFE_D)
        pulls = mix.weights[1] * learner.ridge_pulls(learner.columns(x, days(now)), columns, labels, weight, k)
        recent = own * DECAY ** np.arange(len(rows) - 1, -1, -1.0)
        near = self._similar.near(_where(context), hour_of_day(context))
        opinions = mix.opinions
        for opinion, speaks in ((0, recent), (2, own), (3, near[:, 0]), (4, near[:, 1])):
            beyond = opinions[opinion][k] - from_others
            for_it = speaks * ((labels == k) if beyond > 0.0 else (labels != k))
            if for_it.any():
                pulls = pulls + mix.weights[opinion] * beyond * for_it / for_it.sum()
        return from_others, summing_to(pulls, target - from_others, recent)

    def explain(self, context: Context, now: datetime) -> Explanation:
        value = self.predict(context, now).value
        from_others, pulls = self.pulls(context, now, value)
        mix, k = self._mix(context, now), self._index[value]
        opinions = [self._base] * len(OPINIONS) if mix is None else mix.opinions
        experts = tuple((name, opinion[k]) for name, opinion in zip(OPINIONS, opinions, strict=True))
        because, total = strongest(self._rows, pulls), from_others + math.fsum(pulls)
        return Explanation(from_others, because, total, (), experts, unnamed(pulls, because))


def _where(context: Context) -> Where:
    return context.room, context.place, context.local.weekday() >= 5


def _tells(row: Row) -> float:
    """What a row says about the confidence: what was left standing more than it teaches, by whose it probably was."""
    return min(1.0, row.weight / DEFAULT_WEIGHT[Source.ACCEPT]) * ACCEPTED if row.accepted else min(1.0, row.weight)
