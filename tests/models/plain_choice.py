"""How a choice is predicted, as slowly and plainly as it can be said: everything anew from the examples, for every answer.

What ``models/choices.py`` keeps running, holds in arrays or works out beforehand must come to the same.
"""

import math
from collections.abc import Sequence

import numpy as np

from devices.vocabulary import Value
from models import moments
from models.another_habit import Unshaken
from models.arithmetic import choice as choices
from models.arithmetic import choice_ridge as ridge
from models.arithmetic import sharpness as sharp
from models.arithmetic import sureness as sure
from models.arithmetic.core import Belief
from models.arithmetic.history import DECAY
from models.arithmetic.looks import ELSEWHERE, Look
from models.context import Context
from models.example import DEFAULT_WEIGHT, Example, Source
from models.features import Layout
from models.own_names import NAMES
from models.parts_of_day import part_at
from models.slips import Slips, settled

from .plain_borders import known_at

LOOKS = 0.7
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
        self.meant: dict[int, float] = {}
        self.changed: set[int] = set()  # examples that told of another habit
        slips, unshaken = Slips(), Unshaken[tuple[Numbers, Numbers, Numbers, Numbers]]()
        weights, start = list(WEIGHTS), self.start
        say, won = list(start), [math.log(share) for share in sharp.HOME.start]
        surer = [math.log(share) for share in sure.START]
        for i, one in enumerate(examples):
            before, chosen = examples[:i], self.options.index(one.value)
            known, counts = self.looks(before, one.context)[moments.usual_look()]
            place, local, day = (one.context.room, one.context.place), one.context.local, one.at.timestamp() / 86_400.0
            is_slip = settled(known, counts) not in (None, chosen)
            self.meant[id(one)] = slips.weight(place, part_at(local.hour), local.weekday(), chosen, day, is_slip)
            against = 0.0
            if is_slip:
                said_at_all = self.answer(before, one.context, weights, say, won, surer)
                best = said_at_all.index(max(said_at_all))
                against = 0.0 if best == chosen else said_at_all[best]
            stands, has_changed = unshaken.after(slot(one.context), day, against, slips.is_change, (weights, say, won, surer))
            weights, say, won, surer = map(list, stands)
            if has_changed:
                self.changed.add(id(one))
                continue
            w, v = self.own(one), self.tells(one)
            if before:
                average, trust, scored = self.together(before, one.context, weights, say)
                v = min(1.0, v)
                said_at_all = sharpened(average, trust, won)
                best = said_at_all.index(max(said_at_all))
                for j, p in enumerate(shifted(said_at_all[best], trust)):
                    drift = sure.KEEP * surer[j] + (1.0 - sure.KEEP) * math.log(sure.START[j])
                    surer[j] = drift + v * math.log(sure.MEANT * (p if best == chosen else 1.0 - p) + 0.5 * (1.0 - sure.MEANT))
                for j, power in enumerate(sharp.HOME.each):
                    drift = sharp.KEEP * won[j] + (1.0 - sharp.KEEP) * math.log(sharp.HOME.start[j])
                    won[j] = drift + v * math.log(max(sharp.LEAST, powered(average, power, trust)[chosen]))
                heard = [choices.MEANT * said[chosen] + (1.0 - choices.MEANT) / self.k for said in scored]
                say = [u * p ** (choices.QUICK * v) for u, p in zip(say, heard, strict=True)]
                back = choices.BACK * v
                say = [(1.0 - back) * u / sum(say) + back * v0 for u, v0 in zip(say, start, strict=True)]
            said = self.experts(before, one.context)
            weights = [u * max(1e-6, p[chosen]) ** (choices.RATE * w) for u, p in zip(weights, said, strict=True)]
            weights = [u / sum(weights) for u in weights]
            kept = (1.0 - choices.SHARE) ** w
            weights = [kept * u + (1.0 - kept) * v for u, v in zip(weights, WEIGHTS, strict=True)]
        return self.answer(examples, context, weights, say, won, surer)

    def answer(
        self, examples: Sequence[Example], context: Context, weights: Numbers, say: Numbers, won: Numbers, surer: Numbers
    ) -> Numbers:
        average, trust, _ = self.together(examples, context, weights, say)
        found = sharpened(average, trust, won)
        best = found.index(max(found))
        share = shares_of(surer)
        raised = sum(u * p for u, p in zip(share, shifted(found[best], trust), strict=True))
        return [raised if c == best else p * (1.0 - raised) / max(sure.LEAST, 1.0 - found[best]) for c, p in enumerate(found)]

    @property
    def start(self) -> Numbers:
        return [1.0 - LOOKS, *(LOOKS * one for one in self.layout.grid.start)]

    def own(self, one: Example) -> float:
        return self.meant[id(one)] * min(1.0, one.weight)

    def tells(self, one: Example, look: Look = ()) -> float:
        whole, meant = min(1.0, one.weight), self.meant[id(one)]
        if one.source is Source.ACCEPT:
            whole = sharp.ACCEPTED * min(1.0, one.weight / DEFAULT_WEIGHT[Source.ACCEPT])
        return whole * (max(1.0, meant) if {"weekday", "year"} & {*look} else meant)

    def together(
        self, examples: Sequence[Example], context: Context, weights: Numbers, say: Numbers
    ) -> tuple[Numbers, float, list[Numbers]]:
        """What all opinions say together, whether there is a habit, and what each is scored on."""
        said, usual, options = self.experts(examples, context), self.usual(examples), range(self.k)
        expected = [sum(u * p[c] for u, p in zip(weights, said, strict=True)) for c in options]
        looks = self.looks(examples, context)
        gained = [max(0.0, (u - first) / (1.0 - first)) for u, first in zip(say, self.start, strict=True)]
        enough = [choices.ENOUGH * (1.0 - choices.PROVED * one**2) for one in gained[1:]]
        trusts = [known**3 / (known**3 + few**3) for (known, _), few in zip(looks, enough, strict=True)]
        looked = sum(u * one for u, one in zip(say[1:], trusts, strict=True))
        caution = looked / (1.0 - say[0])
        held = [caution * expected[c] + (1.0 - caution) * usual[c] for c in options]
        average, awake = [say[0] * held[c] for c in options], [(choices.LEAST, usual), (say[0] * caution, expected)]
        for u, trust, (known, counts) in zip(say[1:], trusts, looks, strict=True):
            local = [(counts[c] + choices.OWN * usual[c]) / (sum(counts) + choices.OWN) for c in options]
            average = [average[c] + u * (trust * local[c] + (1.0 - trust) * usual[c]) for c in options]
            awake.append((u * known / (known + choices.SOME), local))
        whole = sum(u for u, _ in awake)
        others = [sum(u * said[c] for u, said in awake) / whole for c in options]
        seen = [caution, *(known / (known + choices.SOME) for known, _ in looks)]
        scored = [
            [some * said[c] + (1.0 - some) * others[c] for c in options]
            for some, (_, said) in zip(seen, awake[1:], strict=True)
        ]
        return average, looked + say[0] * caution, scored

    def usual(self, examples: Sequence[Example]) -> Numbers:
        counts = [0.0] * self.k
        for one in examples:
            counts[self.options.index(one.value)] += self.own(one)
        ever, base, n = [min(1.0, one) for one in counts], 1.0 / self.k, sum(counts)
        new = choices.NEW / max(1.0, sum(ever))
        known = [0.5 * ((one + 3.0 * base) / (n + 3.0) + once / sum(ever)) for one, once in zip(counts, ever, strict=True)]
        return [(1.0 - new) * one + new * base for one in known]

    def looks(self, examples: Sequence[Example], context: Context) -> list[tuple[float, Numbers]]:
        """How much was chosen in moments like this one and what, by every look; anywhere, then here."""
        grid, found = self.layout.grid, []
        columns = {column.name: (at, column.alike) for at, column in enumerate(moments.COLUMNS)}
        doing: list[str | None] = [None]
        there: list[tuple[str, ...] | None] = [None]
        for one in examples:
            doing += [] if one.context.activity in doing else [one.context.activity]
            there += [] if moments.together_of(one.context) in there else [moments.together_of(one.context)]

        def cells_of(one: Context) -> tuple[int, ...]:
            who = moments.together_of(one)
            return moments.cells_of(
                one,
                doing.index(one.activity) if one.activity in doing else NAMES - 1,
                there.index(who) if who in there else NAMES - 1,
            )

        now, then = cells_of(context), [cells_of(one.context) for one in examples]

        def of(look: Look, is_here: bool) -> tuple[float, Numbers]:
            known, total = 0.0, [0.0] * self.k
            for one, cells in zip(examples, then, strict=True):
                is_there = (one.context.room, one.context.place) == (context.room, context.place)
                if is_there or not is_here:
                    beside = moments.around(cells) if id(one) in self.changed else []
                    whole = [self.tells(one, look), *(choices.BESIDE * self.tells(one) for _ in beside)]
                    for place, counts in zip((cells, *beside), whole, strict=True):
                        for name in look:
                            at, alike = columns[name]
                            counts *= float(alike[place[at], now[at]])
                        known += counts
                        total = [each * (1.0 - (1.0 - choices.LATER) * counts) for each in total]
                        total[self.options.index(one.value)] += counts
            return known, total

        for look in grid.looks:
            found.append(of(look, False))

        def along(name: str) -> Numbers:
            """Of a column with borders."""
            at, cells = columns[name][0], len(columns[name][1]) - 1
            chosen = [
                (there[at], self.options.index(one.value), counts * self.tells(one))
                for one, cells_there in zip(examples, then, strict=True)
                if (one.context.room, one.context.place) == (context.room, context.place)
                for there, counts in (
                    (cells_there, 1.0),
                    *((near, choices.BESIDE) for near in (moments.around(cells_there) if id(one) in self.changed else ())),
                )
                if there[at] < cells
            ]
            return known_at(chosen, cells, self.k, now[at]) if now[at] < cells else [0.0] * self.k

        for look in grid.here:
            if look not in grid.looks:
                total = along(look[0])
                found.append((sum(total), total))
                continue
            (known, total), (elsewhere, others) = of(look, True), found[grid.looks.index(look)]
            found.append((known + ELSEWHERE * elsewhere, [a + ELSEWHERE * b for a, b in zip(total, others, strict=True)]))
        return found

    def experts(self, examples: Sequence[Example], context: Context) -> list[Numbers]:
        labels, w = [self.options.index(one.value) for one in examples], [self.own(one) for one in examples]
        base, n = 1.0 / self.k, sum(w)
        counts, decayed, in_slot = np.zeros(self.k), np.zeros(self.k), np.zeros(self.k)
        for one, label, weight in zip(examples, labels, w, strict=True):
            counts[label] += weight
            decayed *= DECAY**weight
            decayed[label] += weight
            if slot(one.context) == slot(context):
                in_slot[label] += weight
        share = (counts + 2.0 * base) / (n + 2.0)
        h = choices.HISTORY_WEIGHTS[:8] + choices.HISTORY_WEIGHTS[8:] * math.log1p(n)
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
        labels, w = [self.options.index(one.value) for one in examples], [self.own(one) for one in examples]
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
            pull = self.own(one) / self.belief.s2
            pull *= 0.5 ** (days_between(one.context, examples[-1].context) / choices.HALF_LIFE_D)
            a += pull * np.outer(z, z)
            b += pull * np.outer(z, np.eye(k)[self.options.index(one.value)])
        return np.linalg.solve(a, b)


def powered(p: Numbers, power: float, trust: float) -> Numbers:
    raised = [max(sharp.LEAST, one) ** (1.0 + (power - 1.0) * trust) for one in p]
    return [one / sum(raised) for one in raised]


def shares_of(won: Numbers) -> Numbers:
    believed = [math.exp(one - max(won)) for one in won]
    return [one / sum(believed) for one in believed]


def sharpened(average: Numbers, trust: float, won: Numbers) -> Numbers:
    by_power = [powered(average, power, trust) for power in sharp.HOME.each]
    return [sum(share * said[c] for share, said in zip(shares_of(won), by_power, strict=True)) for c in range(len(average))]


def shifted(p: float, trust: float) -> Numbers:
    p = min(1.0 - sure.LEAST, max(sure.LEAST, p))
    odds = [p / (1.0 - p) * math.exp(shift * sure.STEP * trust) for shift in (-1, 0, 1, 2, 3)]
    return [one / (1.0 + one) for one in odds]


def slot(context: Context) -> tuple[str, str | None, str]:
    return context.room, context.place, part_at(context.local.hour)


def days_between(before: Context, after: Context) -> float:
    return max(0.0, (after.local - before.local).total_seconds() / 86_400.0)
