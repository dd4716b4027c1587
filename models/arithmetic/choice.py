"""Choices among names: a history model fitted on other people, a ridge with a prior, the person's own counts, and many looks at
what they chose in moments like this one (``looks.py``).

Each is heard by its success with this person, so the state is a function of the rows in time order: predict, score, then learn,
row by row. Each says as much as it has seen: where a look finds few such moments it says what the person usually chooses, and
that not surely. So a look that leaves out what matters must earn its say before it speaks of moments never seen.
Source: learning.md, "Categories"; weights of experts: Herbster and Warmuth, Machine Learning 32 (1998), fixed share.
"""

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from .choice_ridge import SHORT, ChoiceRidge, RidgePrior
from .core import Belief
from .history import HistoryModel, PastChoices
from .looks import Grid, Looks
from .sharpness import HOME, Powers, Sharpness
from .sureness import Sureness

EXPERTS = ("history", "ridge", "counts")
HALF_LIFE_D = 90.0
RATE, SHARE = 0.5, 0.03  # how fast the experts' weights follow, how much is given back
LATER = 0.85  # what a look keeps of a choice at every later one in such moments
ENOUGH = 3.0  # choices that make a habit: two must not be enough to act on, a dozen must (q >= 0.7, learning.md)
PROVED = 0.6  # by how much fewer are enough for a look that has all the say
SOME = 0.5  # the same where looks are told apart: what one says of few choices is scored as if it meant it
OWN = 0.25  # choices the person's usual is worth, of what was chosen in such moments
NEW = 0.8  # where nothing like the moment was seen: that it is anything at all, where only one thing was ever chosen
QUICK, BACK = 2.0, 0.005  # how fast the looks' say follows their success, how much is given back
LEAST = 1e-6  # of the say for the usual, where nobody has seen anything like it
BESIDE = 0.6  # what another habit counts at the hours beside it
MEANT = 0.9  # of choices: the others slipped, and tell no look apart


def enough_cubed(say: np.ndarray, start: np.ndarray, proved: float = PROVED) -> np.ndarray:
    """Of looks with so much say, and so much at the start: the cube of how many choices in such moments make a habit.

    What a person has proved to go by is believed from fewer. What had the say from the start has proved nothing by it, and the
    little that a look gains by the first choices proves little: so the square.
    """
    gained = np.maximum(0.0, (say - start) / (1.0 - start))
    few = ENOUGH * (1.0 - proved * gained * gained)
    found: np.ndarray = few * few * few
    return found


# The 16 weights of the history model where nobody chose this before, shared by all classes: eight measures of one class in the
# person's past, and the same times log(1 + n). In order: log share, log decayed share, log share in this slot, last,
# last · exp(-gap/day), last · exp(-8 gap/day), last but one, running frequency.
# Half way between weights set by hand and those fitted on Cozie, ASHRAE and MeLiDos votes: with the tested study left out, log
# loss .655 (votes 2 h apart .727) against .667 (.730) by hand, .658 (.737) fitted, .719 (.758) own counts.
HISTORY_WEIGHTS = np.array(
    [0.268, 0.189, 0.352, 0.037, 0.138, 0.194, 0.001, 0.176, -0.019, 0.052, 0.029, -0.011, 0.005, 0.072, 0.011, -0.009]
)


CellsAndPlace = tuple[Sequence[int], Hashable]
"""Of the looks: the cell of every column, and the place."""


Believed = tuple[np.ndarray, np.ndarray, Sharpness, Sureness]
"""How far the experts and the looks are, and how sure to be."""


@dataclass(frozen=True, slots=True)
class ExpertsHeard:
    """average: what everything said comes to, K probabilities. trust: how far moments like this one were seen, 0..1; caution:
    the same as the experts are held back by. found, trusts: what every look found, (E, 1 + K), and its own trust, (E,)."""

    average: list[float]
    trust: float
    caution: float
    found: np.ndarray
    trusts: np.ndarray
    experts: list[list[float]]


@dataclass(frozen=True)
class ChoiceBelief:
    """What is believed of any person before their first label.

    context: over the context columns, per class around ``mean``, shape (p, K); columns independent. share: (K,), how often
    others choose each. inertia: prior mean and sd of a class's own last label (day), (fast) and running frequency.
    """

    context: Belief
    mean: np.ndarray
    share: np.ndarray
    history: np.ndarray = field(default_factory=lambda: HISTORY_WEIGHTS)
    inertia: tuple[tuple[float, float], ...] = ((0.15, 0.3), (0.15, 0.3), (0.5, 0.4))
    start: tuple[float, float, float] = (0.5, 0.35, 0.15)  # the experts' weights before anything is known
    back: tuple[float, float, float] | None = None  # what they drift back to; None: the start
    model: HistoryModel | None = None  # fitted on others for this very target; the 16 weights serve where there is none
    whole: tuple[np.ndarray, np.ndarray] | None = None  # mean (p + 3K, K) and precision of the ridge, where fitted on others
    powers: Powers = HOME  # that ``predict`` sharpens the average with, by this person's own outcomes
    looks: float = 0.7  # how far all looks together are believed before anything is known; the three experts have the rest
    proved: float = 0.0  # by how much fewer choices are enough for a look that has all the say
    shifts: bool = True  # whether how sure to be is also moved by what came of the best guess (``sureness.py``)
    is_bold: bool = False  # whether the experts know, from others, of moments this person was never seen in

    @cached_property
    def ridge(self) -> RidgePrior:
        """Worked out once for all whose belief this is."""
        k, p = len(self.share), len(self.context.mean)
        if self.whole is not None:
            return RidgePrior(*self.whole)
        mean, precision = np.zeros((p + 3 * k + 1, k)), np.zeros((p + 3 * k + 1, p + 3 * k + 1))
        mean[:p], precision[:p, :p] = self.mean, self.context.precision
        for block, (own, sd) in enumerate(self.inertia):
            at = slice(p + block * k, p + (block + 1) * k)
            mean[at] = own * (np.eye(k) - 1.0 / k)
            precision[at, at] = np.eye(k) / sd**2
        precision[-1, -1] = 1.0 / 0.1**2
        return RidgePrior(mean, precision)


class ChoiceLearner:
    """One person's choices of one kind. Classes are indices 0..K-1; t in days; slots are any hashable part of the context."""

    def __init__(self, belief: ChoiceBelief, grid: Grid, nu: float | None = None, half_life_d: float = HALF_LIFE_D) -> None:
        """nu: degrees of freedom of Student-t weights against slips; None: every choice is meant."""
        self.belief, self._nu, self._half_life_d = belief, nu, half_life_d
        self.k, self.p = k, p = len(belief.share), len(belief.context.mean)
        self.ridge = ChoiceRidge(belief.ridge, p, k, belief.context.s2)
        self.past = PastChoices(belief.share, p)
        self.weights = np.array(belief.start)
        self._start = np.array(belief.start if belief.back is None else belief.back)
        self.looks = Looks(grid, k, LATER)
        self._say_start = np.concatenate([[1.0 - belief.looks], belief.looks * grid.start])
        self.say = self._say_start.copy()
        self._classes, self._looks = np.array([0.0, *[1.0] * k]), np.ones(len(grid.start))
        self.sharpness, self.sureness = Sharpness.over(belief.powers), Sureness()
        self._cache()

    # -- predicting -----------------------------------------------------------------------------------------------------

    def predict(self, x: np.ndarray, t: float, slot: Hashable, moment: CellsAndPlace) -> list[float]:
        """Probability of every class, K of them."""
        return self.sharp(self.heard(self.experts(x, t, slot), moment))

    def sharp(self, heard: "ExpertsHeard") -> list[float]:
        p = self.sharpness.of(heard.average, heard.trust)
        return self.sureness.among(p, heard.trust) if self.belief.shifts else p

    def heard(self, experts: list[list[float]], moment: CellsAndPlace) -> "ExpertsHeard":
        """What everything said comes to. experts: what each of EXPERTS says, probabilities."""
        found = self.looks.find(*moment)
        known = found[:, 0]
        cube = known * known * known
        trusts = cube / (cube + self._enough)
        believed = self._say_looks * trusts
        # Of small arrays, dot is twice as quick as a sum, and of whole ones as of some of their columns.
        parts = believed / (found.dot(self._classes) + OWN)
        looked, first = float(believed.dot(self._looks)), self._say_experts
        trust = 1.0 if self.belief.is_bold or first >= 1.0 else looked / (1.0 - first)
        u, v, w = (first * trust * one for one in self._weighed)
        (_, *from_looks), (history, ridge, counts) = parts.dot(found).tolist(), experts
        rest = 1.0 - first * trust - sum(from_looks)  # for each look says as much as it is believed, OWN of it the usual
        average = [
            u * h + v * r + w * c + near + rest * own
            for h, r, c, near, own in zip(history, ridge, counts, from_looks, self.usual, strict=True)
        ]
        return ExpertsHeard(average, looked + first * trust, trust, found, trusts, experts)

    def looked(self, heard: "ExpertsHeard") -> np.ndarray:
        """What every look found chosen in such moments, the person's usual a little beside it; shape (E, K)."""
        chosen = heard.found[:, 1:]
        return np.asarray((chosen + OWN * np.array(self.usual)) / (chosen.sum(axis=1) + OWN)[:, None])

    def each(self, heard: "ExpertsHeard") -> np.ndarray:
        """What the experts together and every look are scored on, shape (1 + E, K): as little as they have seen, for that they
        must be right. Beyond it they say what the others make of the moment, so what was never in one like it neither loses nor
        wins (sleeping experts, Freund, Schapire, Singer and Warmuth, STOC 1997)."""
        usual, known = np.array(self.usual), heard.found[:, :1]
        said = np.empty((1 + len(known), self.k))
        experts, looked, some = self.weights @ np.array(heard.experts), self.looked(heard), known / (known + SOME)
        awake, first = self.say[1:] * some[:, 0], self.say[0] * heard.caution
        usual = (first * experts + awake @ looked + LEAST * usual) / (first + awake.sum() + LEAST)
        said[0] = heard.caution * experts + (1.0 - heard.caution) * usual
        said[1:] = usual + some * (looked - usual)
        return said

    def experts(self, x: np.ndarray, t: float, slot: Hashable) -> list[list[float]]:
        """What each of EXPERTS says, three lists of K probabilities. Plain floats: K is small and numpy's calls are not."""
        if self.belief.model is None:
            return self.at_home(self.ridge.line(x), t, slot)
        history = self.belief.model.predict(x, self.past.summary(x, t, slot))
        return [history, _of_one(self.ridge.says(self.ridge.line(x), self.past.last, self._gap_d(t))), self.counts]

    def at_home(self, linear: Sequence[float], t: float, slot: Hashable) -> list[list[float]]:
        """The same where no history model was fitted on others. linear: what the ridge makes of the context."""
        ridge = self.ridge.says(linear, self.past.last, self._gap_d(t))
        return [_of_one(self.history(t, slot)), _of_one(ridge), self.counts]

    def history(self, t: float, slot: Hashable) -> list[float]:
        """What the 16 weights make of the past; K numbers in the ratio of their probabilities."""
        known = self._by_slot.get(slot)
        if known is None:
            known = self._by_slot[slot] = self._of_slot(slot)
        if self.past.last is None:
            return known
        gap = self._gap_d(t)
        found = known.copy()
        found[self.past.last] *= math.exp(self._day_weight * math.exp(-gap) + self._fast_weight * math.exp(-SHORT * gap))
        return found

    def _of_slot(self, slot: Hashable) -> list[float]:
        seen, weight, log = self.past.slots.get(slot), self._slot_weight, math.log
        if seen is None:
            score = [s + weight * log(share) for s, share in zip(self._score, self._share, strict=True)]
        else:
            total = sum(seen) + 2.0
            said = zip(self._score, seen, self._share, strict=True)
            score = [s + weight * log((own + 2.0 * share) / total) for s, own, share in said]
        highest = max(score)
        return [math.exp(s - highest) for s in score]

    def columns(self, x: np.ndarray, t: float) -> np.ndarray:
        """The ridge's whole row, shape (p + 3 K + 1,)."""
        return self.ridge.columns(x, self.past.last, self._gap_d(t))

    def _gap_d(self, t: float) -> float:
        """Days since the last choice."""
        return max(0.0, t - self.past.last_t)

    @property
    def believed(self) -> Believed:
        """What can be put back where a habit has changed."""
        return self.weights, self.say, self.sharpness, self.sureness

    @believed.setter
    def believed(self, stood: Believed) -> None:
        has_moved = stood[1] is not self.say
        self.weights, self.say, self.sharpness, self.sureness = stood
        if has_moved:
            self._cache()

    # -- learning -------------------------------------------------------------------------------------------------------

    def learn(
        self,
        x: np.ndarray,
        label: int,
        w: float,
        t: float,
        slot: Hashable,
        moment: CellsAndPlace,
        tells: float | None = None,
        whole: float | None = None,
        beside: Sequence[Sequence[int]] = (),
    ) -> None:
        """One more row, not before the last one: score what was said of it, then let everything learn it.

        tells: what it says about how sure to be, where that is not w. whole: the same, were it against no habit. beside: of a
        habit that is another now, the moments in which it is as well; that says nothing of who foretold what.
        """
        experts, tells = self.experts(x, t, slot), min(1.0, w) if tells is None else tells
        if self.past.last is not None and not beside:
            heard, once = self.heard(experts, moment), min(1.0, tells)  # what counts several times was foretold once
            if self.belief.shifts:
                p = self.sharpness.of(heard.average, heard.trust)
                best = p.index(max(p))
                self.sureness = self.sureness.after(p[best], heard.trust, best == label, once)
            self.sharpness = self.sharpness.after(heard.average, label, heard.trust, once)
            said = MEANT * self.each(heard)[:, label] + (1.0 - MEANT) / self.k
            say = self.say * said ** (QUICK * once)
            self.say = (1.0 - BACK * once) / say.sum() * say + BACK * once * self._say_start
        if not beside:
            said = np.array([expert[label] for expert in experts])
            self.weights = self.weights * np.maximum(said, 1e-6) ** (RATE * w)
            self.weights /= self.weights.sum()
            kept = (1.0 - SHARE) ** w
            self.weights = kept * self.weights + (1.0 - kept) * self._start

        z = self.columns(x, t)
        if self.past.n:
            self.ridge.fade(0.5 ** (self._gap_d(t) / self._half_life_d))
        pull = w / self.belief.context.s2
        if self._nu is not None:
            miss = 1.0 - experts[1][label]
            pull *= (self._nu + 1.0) / (self._nu + miss * miss / self.belief.context.s2)
        self.ridge.learn(z, label, pull)
        self.looks.add(*moment, np.eye(self.k)[label], tells, whole)
        for cells in beside:
            self.looks.add(cells, moment[1], np.eye(self.k)[label], BESIDE * tells)
        self.note(x, label, w, t, slot)
        self._cache()

    def note(self, x: np.ndarray, label: int, w: float, t: float, slot: Hashable) -> None:
        """Only the running summaries: what the next row's columns are made of."""
        self.past.add(x, label, w, t, slot)
        self.ridge.note(label, w)

    def learn_together(self, x: np.ndarray, labels: np.ndarray, w: np.ndarray) -> np.ndarray:
        """Rows whose order is not known: into an untouched learner, all at once; nothing that needs an order is learned.

        x: (n, p), labels: (n,), w: (n,). The history then knows counts only, and the experts keep their weights. Returns the
        ridge's rows.
        """
        rows = self.ridge.learn_together(x, labels, w)
        self.say = np.zeros_like(self.say)  # a look fades what it finds, so without an order it stays out
        self.say[0] = 1.0
        self.past.counts += np.bincount(labels, weights=w, minlength=self.k)
        self.past.decayed += self.past.counts
        self.past.context += w @ x
        self.past.n = float(w.sum())
        self._cache()
        return rows

    def _cache(self) -> None:
        """What does not depend on the moment asked about."""
        past, base, n = self.past, self.belief.share, self.past.n
        share, decayed = past.smoothed(), past.smoothed_decayed()
        h = self.belief.history[:8] + self.belief.history[8:] * math.log1p(n)
        score = h[0] * np.log(share) + h[1] * np.log(decayed) + h[7] * self.ridge.running
        if past.last is not None:
            score[past.last] += h[3]
        if past.before_last is not None:
            score[past.before_last] += h[6]
        self._slot_weight, self._day_weight, self._fast_weight = float(h[2]), float(h[4]), float(h[5])
        self._share, self._score = share.tolist(), score.tolist()
        counts = (past.counts + 3.0 * base) / (n + 3.0)
        self.counts: list[float] = counts.tolist()
        # Where nothing like the moment was seen: what was ever chosen, oftener what is usual, or something new.
        ever = np.minimum(1.0, past.counts)
        various = max(1.0, float(ever.sum()))
        new = NEW / various
        known = counts if not n else 0.5 * (counts + ever / ever.sum())
        self.usual: list[float] = ((1.0 - new) * known + new * base).tolist()
        self._weighed: list[float] = self.weights.tolist()
        self._say_experts, self._say_looks = float(self.say[0]), self.say[1:]
        self._enough = enough_cubed(self._say_looks, self._say_start[1:], self.belief.proved)
        self._by_slot: dict[Hashable, list[float]] = {}
        self.ridge.settle(past.last)


def _of_one(ratios: list[float]) -> list[float]:
    whole = sum(ratios)
    return [one / whole for one in ratios]
