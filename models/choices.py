"""What one person chooses among names: music, and whether a light is on."""

import math
from collections.abc import Hashable, Iterable, Sequence
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
from .features import Layout, hour_of_day
from .influence import strongest, summing_to, unnamed
from .kind import Kind
from .parts_of_day import part_of_day
from .preference import Explanation, Preference
from .rows import Row, Rows, days
from .similar_moments import LOOKS, START, PlaceAndTime, SimilarMoments, followed


class ChoiceMemory:
    """The experts' answer, held back toward the base share where this person was seldom seen choosing in moments like this."""

    def __init__(self, kind: Kind, layout: Layout, shipped: Belief, offered: Sequence[Value]) -> None:
        self.kind, self.layout = kind, layout
        self._shipped = shipped
        self._offered = tuple(offered)
        self._rows = Rows(layout)
        self._begin()

    def __len__(self) -> int:
        return len(self._rows.kept)

    @property
    def rows(self) -> list[Row]:
        return self._rows.kept

    # -- learning -------------------------------------------------------------------------------------------------------

    def learn(self, example: Example) -> None:
        if self._rows.add(example, self._checked(example)) and example.value in self._index:
            self._settle()
            last = len(self._rows.kept) - 1
            self._step(last, self._rows.x_of(last))
        else:
            self._run_through()

    def learn_all(self, examples: Iterable[Example], most: int | None = None) -> None:
        """Into an empty memory; the same bytes as learning one by one. most: keep no more than so many, the newest."""
        self._rows.fill(((example, self._checked(example)) for example in examples), most)
        self._run_through()

    def _run_through(self) -> None:
        self._begin()
        self._settle()
        for i, x in enumerate(self._rows.x):
            self._step(i, x)

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
        self._inert: list[np.ndarray] = []  # of each row's columns, those after the context's
        self._sharpness = Sharpness()
        self._then = START  # how far what is chosen at such an hour anywhere is believed, beside what is chosen here
        self._settle()

    def _settle(self) -> None:
        rows = self._rows.kept
        self._nearby = SimilarMoments(rows, [self._index[r.value] for r in rows], self._learner.belief.share)

    def _step(self, i: int, x: np.ndarray) -> None:
        """Predict, score, then learn row ``i``; the rows before it are all that is known."""
        new, learner = self._rows.kept[i], self._learner
        label, weight, slot = self._index[new.value], min(1.0, new.weight), _slot(new.room, new.place, new.part)
        if i:
            said = self._ask(x, new.day, slot, PlaceAndTime(new.room, new.place, new.hour, new.local.weekday() >= 5), i)
            self._sharpness = self._sharpness.after(said.average, label, said.trust, _tells(new))
            here, then = said.by_look(label)
            self._then = followed(self._then, here, then, weight)
        self._inert.append(learner.columns(x, new.day)[learner.p :].copy())
        learner.learn(x, label, weight, new.day, slot)

    # -- asking ---------------------------------------------------------------------------------------------------------

    def _ask(self, x: np.ndarray, day: float, slot: Hashable, moment: PlaceAndTime, n: int) -> ExpertMix:
        """What is known of a moment from the first ``n`` rows, at least one."""
        experts = self._learner.experts(x, day, slot)
        looks = self._nearby.find(moment, n)
        return ExpertMix(
            self._learner.weights, experts, looks, (1.0 - self._then, self._then), self._learner.belief.share.tolist()
        )

    def _opinions(self, context: Context, now: datetime) -> ExpertMix | None:
        slot = _slot(context.room, context.place, part_of_day(context))
        n = len(self._rows.kept)
        return self._ask(self.layout.vector(context), days(now), slot, _moment(context), n) if n else None

    def _probabilities(self, said: ExpertMix | None) -> list[float]:
        if said is None:
            return list(self._learner.belief.share.tolist())
        return self._sharpness.of(said.average, said.trust)

    def predict(self, context: Context, now: datetime) -> Preference:
        p = self._probabilities(self._opinions(context, now))
        options = sorted(zip(self.options, p, strict=True), key=itemgetter(1), reverse=True)
        return Preference(self.kind, options[0][0], 0.0, self._learner.past.n, tuple(options))

    def likelihood(self, context: Context, value: Value, now: datetime) -> float:
        """Probability of the name; a name never offered is as likely as the least likely one."""
        p = self._probabilities(self._opinions(context, now))
        at = self._index.get(value)
        return min(p) if at is None else p[at]

    def pulls(self, context: Context, now: datetime, value: Value) -> tuple[float, np.ndarray]:
        """Of the probability of ``value``: from others, and how far each row pulled it. Exact in sum.

        The ridge's part is exact per row before clipping; what history, counts, "here" and "then" say
        beyond the base share is shared among the rows that chose ``value`` (where they say less: among the others), as much as
        each speaks for it; so is what being sure adds.
        """
        k, learner, rows = self._index[value], self._learner, self._rows.kept
        said = self._opinions(context, now)
        target = self._probabilities(said)[k]
        from_others = float(learner.belief.share[k])
        if said is None:
            return target, np.zeros(0)
        x, t = self.layout.vector(context), days(now)
        age = rows[-1].day - np.array([r.day for r in rows])
        labels = np.array([self._index[r.value] for r in rows])
        own = np.array([min(1.0, r.weight) for r in rows])
        columns = np.hstack([self._rows.x, np.array(self._inert)])
        ridge = learner.ridge_pulls(learner.columns(x, t), columns, labels, own * 0.5 ** (age / HALF_LIFE_D), k)
        pulls = said.weights[1] * ridge
        recent = own * DECAY ** np.arange(len(rows) - 1, -1, -1.0)
        here, then = (self._nearby.near(look, _moment(context), len(rows)) for look in LOOKS)
        for opinion, speaks in ((0, recent), (2, own), (3, here), (4, then)):
            beyond = said.opinions[opinion][k] - from_others
            for_it = speaks * ((labels == k) if beyond > 0.0 else (labels != k))
            if for_it.any():
                pulls = pulls + said.weights[opinion] * beyond * for_it / for_it.sum()
        return from_others, summing_to(pulls, target - from_others, recent)

    def explain(self, context: Context, now: datetime) -> Explanation:
        value = self.predict(context, now).value
        from_others, pulls = self.pulls(context, now, value)
        said, k = self._opinions(context, now), self._index[value]
        opinions = [self._learner.belief.share.tolist()] * len(OPINIONS) if said is None else said.opinions
        experts = tuple((name, opinion[k]) for name, opinion in zip(OPINIONS, opinions, strict=True))
        because, total = strongest(self._rows.kept, pulls), from_others + math.fsum(pulls)
        return Explanation(from_others, because, total, (), experts, unnamed(pulls, because))


def _slot(room: str, place: str | None, part: str) -> tuple[str, str | None, str]:
    return room, place, part


def _moment(context: Context) -> PlaceAndTime:
    return PlaceAndTime(context.room, context.place, hour_of_day(context), context.local.weekday() >= 5)


def _tells(row: Row) -> float:
    """What a row says about the confidence: what was left standing more than it teaches, by whose it probably was."""
    return min(1.0, row.weight / DEFAULT_WEIGHT[Source.ACCEPT]) * ACCEPTED if row.accepted else min(1.0, row.weight)
