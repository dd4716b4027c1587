"""How a choice is predicted, as slowly and plainly as it can be said: everything anew from the examples, for every answer.

What ``models/choices.py`` keeps running, holds in arrays or works out beforehand must come to the same.
"""

import math
from collections.abc import Sequence

import numpy as np

from devices.vocabulary import Value
from models.arithmetic import choice as ridge
from models.arithmetic import sharpness as sharp
from models.arithmetic.core import Belief
from models.arithmetic.history import DECAY
from models.context import Context
from models.example import DEFAULT_WEIGHT, Example, Source
from models.features import Layout, hour_of_day
from models.parts_of_day import part_at
from models.similar_moments import BACK, ENOUGH, LOOKS, OWN, RATE, START

WEIGHTS, INERTIA = (0.5, 0.35, 0.15), ((0.15, 0.3), (0.15, 0.3), (0.5, 0.4))
Numbers = list[float]


class PlainChoice:
    """One person's examples of one kind in time order; options: all there are."""

    def __init__(self, layout: Layout, shipped: Belief, options: Sequence[Value], is_power: bool) -> None:
        self.layout, self.belief, self.options, self.is_power = layout, shipped, list(options), is_power
        self.k, self.p = len(self.options), layout.size

    def predict(self, examples: Sequence[Example], context: Context) -> Numbers:
        """Of each option."""
        if not examples:
            return [1.0 / self.k] * self.k
        weights, then = list(WEIGHTS), START
        won = [math.log(share) for share in sharp.HOME.start]
        for i, one in enumerate(examples):
            before, chosen, w = examples[:i], self.options.index(one.value), min(1.0, one.weight)
            if before:
                average, trust, by_look = self.together(before, one.context, weights, then)
                tells = w
                if one.source is Source.ACCEPT:
                    tells = sharp.ACCEPTED * min(1.0, one.weight / DEFAULT_WEIGHT[Source.ACCEPT])
                for j, power in enumerate(sharp.HOME.each):
                    drift = sharp.KEEP * won[j] + (1.0 - sharp.KEEP) * math.log(sharp.HOME.start[j])
                    won[j] = drift + tells * math.log(max(sharp.LEAST, powered(average, power, trust)[chosen]))
                here, late = (max(1e-6, said[chosen]) for said in by_look)
                then = then * late ** (RATE * w) / (then * late ** (RATE * w) + (1.0 - then) * here ** (RATE * w))
                then = (1.0 - BACK * w) * then + BACK * w * START
            said = self.experts(before, one.context)
            weights = [u * max(1e-6, p[chosen]) ** (ridge.RATE * w) for u, p in zip(weights, said, strict=True)]
            weights = [u / sum(weights) for u in weights]
            weights = [(1.0 - ridge.SHARE * w) * u + ridge.SHARE * w * v for u, v in zip(weights, WEIGHTS, strict=True)]
        average, trust, _ = self.together(examples, context, weights, then)
        believed = [math.exp(one - max(won)) for one in won]
        by_power = [powered(average, power, trust) for power in sharp.HOME.each]
        shares = [one / sum(believed) for one in believed]
        return [sum(share * said[c] for share, said in zip(shares, by_power, strict=True)) for c in range(self.k)]

    def together(
        self, examples: Sequence[Example], context: Context, weights: Numbers, then: float
    ) -> tuple[Numbers, float, list[Numbers]]:
        """What all opinions say together, whether there is a habit, and what is said looking one way only."""
        said, base = self.experts(examples, context), 1.0 / self.k
        expected = [sum(u * p[c] for u, p in zip(weights, said, strict=True)) for c in range(self.k)]
        average, trust, by_look = [0.0] * self.k, 0.0, []
        for share, (known, shares) in zip((1.0 - then, then), self.looks(examples, context), strict=True):
            habit = known**2 / (known**2 + ENOUGH**2)
            local = habit * known / (known + ENOUGH)
            look = [(habit - local) * expected[c] + local * shares[c] + (1.0 - habit) * base for c in range(self.k)]
            average = [a + share * b for a, b in zip(average, look, strict=True)]
            trust += share * habit
            by_look.append(look)
        return average, trust, by_look

    def looks(self, examples: Sequence[Example], context: Context) -> list[tuple[float, Numbers]]:
        found = []
        for look in LOOKS:
            near = []
            for one in examples:
                other, apart = one.context, abs(hour_of_day(one.context) - hour_of_day(context))
                counts = min(1.0, one.weight) * math.exp(-0.5 * (min(apart, 24.0 - apart) / look.hours) ** 2)
                is_here = (other.room, other.place) == (context.room, context.place)
                is_such_a_day = (other.local.weekday() >= 5) == (context.local.weekday() >= 5)
                near.append(counts * (1.0 if is_here else look.other_room) * (1.0 if is_such_a_day else look.other_day))
            total = [OWN / self.k] * self.k
            for i, one in enumerate(examples):
                total[self.options.index(one.value)] += near[i] * look.later ** sum(near[i + 1 :])
            found.append((sum(near), [one / sum(total) for one in total]))
        return found

    def experts(self, examples: Sequence[Example], context: Context) -> list[Numbers]:
        labels, w = [self.options.index(one.value) for one in examples], [min(1.0, one.weight) for one in examples]
        base, n = 1.0 / self.k, sum(w)
        counts, decayed, in_slot = np.zeros(self.k), np.zeros(self.k), np.zeros(self.k)
        for one, label, weight in zip(examples, labels, w, strict=True):
            counts[label] += weight
            decayed *= DECAY**weight
            decayed[label] += weight
            if slot(one.context) == slot(context):
                in_slot[label] += weight
        share = (counts + 2.0 * base) / (n + 2.0)
        h = ridge.HISTORY_WEIGHTS[:8] + ridge.HISTORY_WEIGHTS[8:] * math.log1p(n)
        score = h[0] * np.log(share) + h[1] * np.log((decayed + 2.0 * base) / (decayed.sum() + 2.0))
        score += h[2] * np.log((in_slot + 2.0 * share) / (in_slot.sum() + 2.0)) + h[7] * self.running(labels, w)
        if labels:
            gap = days_between(examples[-1].context, context)
            score[labels[-1]] += h[3] + h[4] * math.exp(-gap) + h[5] * math.exp(-8.0 * gap)
        if len(labels) > 1:
            score[labels[-2]] += h[6]
        history = np.exp(score - score.max())
        linear = np.maximum(ridge.LEAST, self.row(examples, context) @ self.coefficients(examples))
        own = (counts + 3.0 * base) / (n + 3.0)
        return [(history / history.sum()).tolist(), (linear / linear.sum()).tolist(), own.tolist()]

    def running(self, labels: Sequence[int], w: Sequence[float]) -> np.ndarray:
        found = np.full(self.k, 1.0 / self.k)
        for label, weight in zip(labels, w, strict=True):
            kept = ridge.RUNNING**weight
            found = kept * found + (1.0 - kept) * np.eye(self.k)[label]
        return found

    def row(self, examples: Sequence[Example], context: Context) -> np.ndarray:
        """The ridge's columns of a moment after these examples."""
        labels, w = [self.options.index(one.value) for one in examples], [min(1.0, one.weight) for one in examples]
        day, fast, nothing = np.zeros(self.k), np.zeros(self.k), [0.0 if labels else 1.0]
        if labels:
            gap = days_between(examples[-1].context, context)
            day[labels[-1]], fast[labels[-1]] = math.exp(-gap), math.exp(-8.0 * gap)
        return np.concatenate([self.layout.vector(context), day, fast, self.running(labels, w) - 1.0 / self.k, nothing])

    def coefficients(self, examples: Sequence[Example]) -> np.ndarray:
        """Bishop, PRML eq. 3.50 and 3.51, every class at once."""
        k, p = self.k, self.p
        mean, spread = np.zeros((p + 3 * k + 1, k)), np.full(p + 3 * k + 1, 0.1)
        if self.is_power:
            mean[:p, self.options.index(True)], mean[:p, self.options.index(False)] = self.belief.mean, -self.belief.mean
        mean[self.layout.names.index("always")] += 1.0 / k
        for block, (own, sd) in enumerate(INERTIA):
            at = slice(p + block * k, p + (block + 1) * k)
            mean[at], spread[at] = own * (np.eye(k) - 1.0 / k), sd
        precision = np.diag(1.0 / spread**2)
        precision[:p, :p] = np.linalg.inv(self.belief.covariance)
        a, b = precision.copy(), precision @ mean
        for i, one in enumerate(examples):
            z = self.row(examples[:i], one.context)
            pull = min(1.0, one.weight) / self.belief.s2
            pull *= 0.5 ** (days_between(one.context, examples[-1].context) / ridge.HALF_LIFE_D)
            a += pull * np.outer(z, z)
            b += pull * np.outer(z, np.eye(k)[self.options.index(one.value)])
        return np.linalg.solve(a, b)


def powered(p: Numbers, power: float, trust: float) -> Numbers:
    raised = [max(sharp.LEAST, one) ** (1.0 + (power - 1.0) * trust) for one in p]
    return [one / sum(raised) for one in raised]


def slot(context: Context) -> tuple[str, str | None, str]:
    return context.room, context.place, part_at(context.local.hour)


def days_between(before: Context, after: Context) -> float:
    return max(0.0, (after.local - before.local).total_seconds() / 86_400.0)
