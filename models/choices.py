"""What one person chooses among names: music, and whether a light is on."""

import math
from collections.abc import Iterable, Sequence
from datetime import datetime
from operator import itemgetter

import numpy as np

from devices.vocabulary import Value

from .another_habit import Unshaken
from .arithmetic.choice import (
    EXPERTS,
    HALF_LIFE_D,
    LATER,
    PROVED,
    Believed,
    CellsAndPlace,
    ChoiceBelief,
    ChoiceLearner,
    ExpertsHeard,
)
from .arithmetic.core import Belief
from .arithmetic.history import DECAY
from .arithmetic.sharpness import ACCEPTED
from .context import Context
from .errors import UnknownValue
from .example import DEFAULT_WEIGHT, Example, Source
from .features import Layout, Spot
from .influence import strongest, summing_to, unnamed
from .kind import Kind
from .moments import around
from .parts_of_day import part_at
from .preference import Explanation, Preference
from .rows import Row, Rows, days
from .slips import Slips, settled

MOST_LOOKS = 3  # named in an explanation
NEAR_H = 3.0  # what is done at midnight says nothing of the morning
ABOUT_NOW_H, MOST_OF = 5 / 60, 2 / 3  # who is as regular as that need not do it; who goes to bed later at weekends still counts


class SharedBeliefs:
    """What the memories of one kind hold once for all: what is believed before the first choice, by what is chosen among."""

    def __init__(self) -> None:
        self.beliefs: dict[tuple[Value, ...], ChoiceBelief] = {}


class ChoiceMemory:
    """One person's examples as rows, and the learner (``arithmetic/choice.py``) that has run through them in time order."""

    def __init__(
        self, kind: Kind, layout: Layout, shipped: Belief, offered: Sequence[Value], shared: SharedBeliefs | None = None
    ) -> None:
        """shared: with other memories of this kind, layout and shipped belief."""
        self.kind, self.layout = kind, layout
        self._shipped, self._shared = shipped, SharedBeliefs() if shared is None else shared
        self._offered = tuple(offered)
        self._rows = Rows(layout)
        self._begin()

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def rows(self) -> Sequence[Row]:
        return self._rows

    def has_by_now(self, context: Context, value: Value) -> bool:
        """Whether of the times this was chosen there by hand, NEAR_H from this hour of the day at most, most were no later."""
        hours = self._rows.hours_by_hand(value, context.room, context.place)
        ahead = (hours - context.local.hour - context.local.minute / 60.0 + 12.0) % 24.0 - 12.0
        near = ahead[np.abs(ahead) <= NEAR_H]
        return len(near) > 0 and float((near <= ABOUT_NOW_H).mean()) >= MOST_OF

    # -- learning -------------------------------------------------------------------------------------------------------

    def learn(self, example: Example) -> None:
        if self._rows.add(example, self._checked(example)) and example.value in self._index:
            self._run_on(len(self._rows) - 1)
        else:
            self._run_through()

    def learn_all(self, examples: Iterable[Example], total: int | None = None) -> None:
        """Into an empty memory; the same bytes as learning one by one. total: of how many these are the newest."""
        self._rows.fill(((example, self._checked(example)) for example in examples), total)
        self._run_through()

    def forget(self, who: str) -> None:
        """Somebody who was there is named no more."""
        if self._rows.forget(who):
            self._run_through()

    def _run_through(self) -> None:
        self._begin()
        self._run_on(0)

    def _run_on(self, first: int) -> None:
        """Learn the rows from the first on; those before it are learned."""
        rows = self._rows
        self._here.clear()
        for i, (x, moment) in enumerate(zip(rows.x(first), rows.moments(first), strict=True), start=first):
            self._step(rows[i], x, moment)

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
        extra = {self._rows.names[int(number)] for number in set(self._rows.value.tolist())} - set(self._offered)
        self.options: tuple[Value, ...] = (*self._offered, *sorted(extra, key=str))
        self._index = {value: i for i, value in enumerate(self.options)}
        belief = self._shared.beliefs.get(self.options)
        if belief is None:
            belief = self._shared.beliefs[self.options] = self._belief()
        self._learner = ChoiceLearner(belief, self.layout.grid)
        self._base: list[float] = belief.share.tolist()
        self._here: dict[Spot, np.ndarray] = {}  # the ridge's coefficients there, as long as nothing is learned
        self._slips, self._meant = Slips(), list[float]()  # of each row, what is left of its weight
        self._unshaken = Unshaken[Believed]()

    def _belief(self) -> ChoiceBelief:
        k = len(self.options)
        mean = np.zeros((self.layout.size, k))
        if True in self._index and self.kind.name == "power":
            mean[:, self._index[True]], mean[:, self._index[False]] = self._shipped.mean, -self._shipped.mean
        mean[self.layout.names.index("always")] += 1.0 / k
        return ChoiceBelief(self._shipped, mean, np.full(k, 1.0 / k), proved=PROVED)

    def _step(self, row: Row, x: np.ndarray, moment: CellsAndPlace) -> None:
        """Predict, score, then learn a row; those before it are all that is known."""
        slot, label, meant = (row.room, row.place, row.part), self._index[row.value], 1.0
        learner, usual = self._learner, self.layout.usual_look
        beside: list[tuple[int, ...]] = []
        if usual is not None:
            known, *counts = learner.looks.find(*moment)[usual].tolist()
            is_other = settled(known, counts) not in (None, label)
            meant = self._slips.weight((row.room, row.place), row.part, row.local.weekday(), label, row.day, is_other)
            against = 0.0
            if is_other:
                said = learner.predict(x, row.day, slot, moment)
                against = max(said) if said.index(max(said)) != label else 0.0
            learner.believed, is_change = self._unshaken.after(slot, row.day, against, self._slips.is_change, learner.believed)
            beside = around(moment[0]) if is_change else beside
        self._meant.append(meant)
        told = tells(row)
        count, whole = meant * min(1.0, row.weight), max(meant, 1.0) * told
        learner.learn(x, label, count, row.day, slot, moment, meant * told, whole, beside)

    # -- asking ---------------------------------------------------------------------------------------------------------

    def _heard(self, context: Context, now: datetime) -> ExpertsHeard | None:
        """What is known of a moment; None before the first row, where nobody taught what to expect."""
        learner, room, place = self._learner, context.room, context.place
        if learner.past.last is None and not learner.belief.is_bold:
            return None
        slot = room, place, part_at(context.local.hour)
        if learner.belief.model is None:
            experts = learner.at_home(self._line(context), days(now), slot)
        else:
            experts = learner.experts(self.layout.vector(context), days(now), slot)
        return learner.heard(experts, self._rows.moment(context))

    def _line(self, context: Context) -> list[float]:
        """What the ridge makes of a moment, by its columns that are not zero."""
        spot, seen = self.layout.seen(context)
        here = self._here.get(spot)
        if here is None:
            here = self._here[spot] = self._learner.ridge.coef.take(spot.at, 0)
        found: list[float] = seen.dot(here).tolist()
        return found

    def _probabilities(self, heard: ExpertsHeard | None) -> list[float]:
        return self._base if heard is None else self._learner.sharp(heard)

    def predict(self, context: Context, now: datetime) -> Preference:
        p = self._probabilities(self._heard(context, now))
        options = sorted(zip(self.options, p, strict=True), key=itemgetter(1), reverse=True)
        return Preference(self.kind, options[0][0], 0.0, self._learner.past.n, tuple(options))

    def likelihood(self, context: Context, value: Value, now: datetime) -> float:
        """Probability of the name; a name never offered is as likely as the least likely one."""
        p = self._probabilities(self._heard(context, now))
        at = self._index.get(value)
        return min(p) if at is None else p[at]

    def pulls(self, context: Context, now: datetime, value: Value) -> tuple[float, np.ndarray]:
        """Of the probability of ``value``: from others, and how far each row pulled it. Exact in sum.

        The ridge's part is exact per row before clipping; what everything else says beyond the base share is shared among the
        rows that chose ``value`` (where it says less: among the others), as much as each speaks for it; so is what being sure
        adds. About 2 ms at 500 rows.
        """
        k, learner, rows = self._index[value], self._learner, self._rows
        heard = self._heard(context, now)
        target, from_others = self._probabilities(heard)[k], self._base[k]
        if heard is None or not len(rows):
            return target, np.zeros(0)
        x, day, own = self.layout.vector(context), rows.day, np.minimum(1.0, rows.weight) * self._meant
        labels = np.array([self._index.get(name, -1) for name in rows.names])[rows.value.astype(int)]
        columns = np.hstack([rows.x(), learner.ridge.inertia_of(labels, own, day)])
        weight = own * 0.5 ** ((day[-1] - day) / HALF_LIFE_D)
        first = float(learner.say[0]) * heard.caution
        history, ridge, counts = (first * learner.weights).tolist()
        pulls = ridge * learner.ridge.pulls(learner.columns(x, days(now)), columns, labels, weight, k)
        recent = own * DECAY ** np.arange(len(rows) - 1, -1, -1.0)
        said = [(history, heard.experts[0][k], recent), (counts, heard.experts[2][k], own)]
        said += [(weight, p[k], self._speaking(look, context)) for look, weight, p in self._strongest_looks(heard)]
        for believed, p, speaks in said:
            beyond = p - from_others
            for_it = speaks * ((labels == k) if beyond > 0.0 else (labels != k))
            if for_it.any():
                pulls = pulls + believed * beyond * for_it / for_it.sum()
        return from_others, summing_to(pulls, target - from_others, recent)

    def _strongest_looks(self, heard: ExpertsHeard) -> list[tuple[int, float, list[float]]]:
        """Which, how far each is believed of this moment, and what it says of every option; the strongest first."""
        believed = self._learner.say[1:] * heard.trusts
        said = self._learner.looked(heard)
        order = np.argsort(-believed, kind="stable")[:MOST_LOOKS].tolist()
        return [(look, float(believed[look]), said[look].tolist()) for look in order]

    def _speaking(self, look: int, context: Context) -> np.ndarray:
        """What each row counts for a look at a moment, older ones less; shape (n,)."""
        rows = self._rows
        where = np.array([place == (context.room, context.place) for place in rows.places])[rows.where]
        near = self.layout.grid.near(look, rows.moment(context)[0], rows.cells, where)
        near *= np.minimum(1.0, rows.weight) * self._meant
        since = near[::-1].cumsum()[::-1] - near
        return np.asarray(near * LATER**since)

    def explain(self, context: Context, now: datetime, value: Value | None = None) -> Explanation:
        """value: why that; None: why what is predicted."""
        if value is None or value not in self._index:
            value = self.predict(context, now).value
        from_others, pulls = self.pulls(context, now, value)
        heard, k = self._heard(context, now), self._index[value]
        experts: tuple[tuple[str, float], ...] = ()
        by_company = False
        if heard is not None:
            names = [self.layout.grid.called(look) for look, _, _ in self._strongest_looks(heard)]
            by_company = self.layout.grid.looks_at(self._strongest_looks(heard)[0][0], "together")
            said = [*heard.experts, *(p for _, _, p in self._strongest_looks(heard)), self._learner.usual]
            experts = tuple((name, p[k]) for name, p in zip((*EXPERTS, *names, "usual"), said, strict=True))
        because, total = strongest(self._rows, pulls), from_others + math.fsum(pulls)
        return Explanation(from_others, because, total, (), experts, unnamed(pulls, because), by_company)


def tells(row: Row) -> float:
    """What a row says about the confidence: what was left standing more than it teaches, by whose it probably was."""
    return min(1.0, row.weight / DEFAULT_WEIGHT[Source.ACCEPT]) * ACCEPTED if row.accepted else min(1.0, row.weight)
