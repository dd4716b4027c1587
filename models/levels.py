"""The levels a person uses of a number - reading light, film light - and by what they choose among them.

A ridge draws one smooth line through everything; who has the light at 20 % for films and at 80 % for cooking has no line. So
what was set is also kept as a few levels, chosen among as names are: the same looks (``arithmetic/looks.py``), heard by their
success beside the line's. Where the line does as well nothing changes: it has most of the say at first, and keeps it.
"""

import math
from collections.abc import Hashable
from statistics import NormalDist

import numpy as np

from .arithmetic.choice import BACK, LATER, MEANT, OWN, QUICK, SOME, CellsAndPlace, enough_cubed
from .arithmetic.core import Belief
from .arithmetic.looks import Grid, Looks
from .arithmetic.sharpness import HOME, Sharpness
from .slips import settled

LINE = 0.97  # how far the line is believed at first, all looks together the rest
MOMENTS = 32  # of which is remembered what was said, for who asks minute by minute
MOST = 8  # levels; what is none of them is remembered as something else
LISTENED = 0.4  # what the levels must have of the say for the line alone not to speak
NEAR, FAR = 0.6, 1.4  # tolerances: of levels so far apart one surely does for the other, or surely does not
FADES = 0.9  # of a value's part in its level, with every later one
_ROOT = math.sqrt(2.0)
_NORMAL = NormalDist()


def within(offset: float, spread: float) -> float:
    """Probability of being within one tolerance of a guess that is off by ``offset``; both in tolerances."""
    width = max(spread, 1e-9) * _ROOT
    return 0.5 * (math.erf((offset + 1.0) / width) - math.erf((offset - 1.0) / width))


def does_for(apart: float) -> float:
    """How surely one level does for another, so many tolerances apart."""
    return min(1.0, max(0.0, (FAR - apart) / (FAR - NEAR)))


def spread_of(sure: float) -> float:
    """The spread, in tolerances, that makes a guess ``sure`` to be within one."""
    return 1.0 / _NORMAL.inv_cdf(0.5 + 0.5 * min(0.999, max(0.001, sure)))


class RunningLine:
    """The ridge as it runs from row to row, for its success before each: Kalman's recursion. Unit: tolerances."""

    __slots__ = ("_coef", "_count", "_covariance", "_is_own", "_noise_rows", "_s2", "_squares")

    def __init__(self, belief: Belief) -> None:
        self._coef, self._covariance = belief.mean, belief.covariance  # everybody's, until the first row
        self._is_own = False
        self._s2, self._noise_rows = belief.s2, belief.noise_rows
        self._squares = self._count = 0.0

    def guess(self, x: np.ndarray) -> tuple[float, float]:
        """Mean and variance."""
        s2 = (self._noise_rows * self._s2 + self._squares) / (self._noise_rows + self._count)
        return float(x.dot(self._coef)), float(x.dot(self._covariance).dot(x)) + s2

    def learn(self, x: np.ndarray, y: float, w: float) -> None:
        mean, variance = self.guess(x)
        px = self._covariance.dot(x)
        s2, miss = variance - float(x.dot(px)), y - mean
        gain = px / (s2 / w + variance - s2)
        if not self._is_own:
            self._coef, self._covariance, self._is_own = self._coef.copy(), self._covariance.copy(), True
        self._coef += gain * miss
        self._covariance -= gain[:, None] * px
        self._squares += w * s2 * min(miss * miss / variance, 4.0)
        self._count += w


class Levels:
    """One person's, of one kind; everything in tolerances. A function of the rows in time order."""

    __slots__ = ("_alike", "_enough", "_line", "_looks", "_said", "_start", "_weights", "centres", "say", "sharpness")

    def __init__(self, grid: Grid, belief: Belief) -> None:
        self._line = RunningLine(belief)
        self._looks = Looks(grid, 1, LATER, np.float32)  # as wide as there are levels: most people use two or three
        self._start = np.concatenate([[LINE], (1.0 - LINE) * grid.start])
        self.say = self._start.copy()
        self._enough = enough_cubed(self.say[1:], self._start[1:])
        self.sharpness = Sharpness.over(HOME)
        self.centres: list[float] = []
        self._weights: list[float] = []
        self._alike = np.zeros((0, 0))
        self._said: dict[tuple[tuple[int, ...], Hashable], list[float]] = {}

    @property
    def is_heard(self) -> bool:
        """Whether the line has not nearly all the say."""
        return bool(self.centres) and float(self.say[0]) <= 1.0 - LISTENED

    def learn(self, x: np.ndarray, y: float, w: float, tells: float, moment: CellsAndPlace, whole: float | None = None) -> int:
        """One more row: score everybody on it, then let them learn it; the number of its level. whole: what it tells, were it
        against no habit."""
        self._said.clear()
        mean, variance = self._line.guess(x)
        once = min(1.0, tells)  # what counts several times was foretold once
        heard: tuple[list[float], float] | None = None
        if self.centres:
            spread = math.sqrt(variance)
            p = within(y - mean, spread)
            found = self._looks.find(*moment)
            heard = self._shares(self._heard(found), mean, spread)
            known, counts = found[:, 0], found[:, 1:]
            right = [does_for(abs(centre - y)) for centre in self.centres]
            share = counts[:, : len(right)].dot(right) / (counts.sum(axis=1) + OWN)
            beside = OWN / (counts.sum(axis=1) + OWN) * p
            some = known / (known + SOME)
            # What has seen no such moment says what the others make of it: so it neither loses nor wins (sleeping experts,
            # Freund, Schapire, Singer and Warmuth, STOC 1997).
            awake = self.say[1:] * some
            usual = (self.say[0] * p + awake.dot(share + beside)) / (self.say[0] + awake.sum())
            said = np.concatenate([[p], usual + some * (share + beside - usual)])
            said = MEANT * said + (1.0 - MEANT) * 0.2
            say = self.say * said ** (QUICK * once)
            self.say = (1.0 - BACK * once) / say.sum() * say + BACK * once * self._start
            self._enough = enough_cubed(self.say[1:], self._start[1:])
        self._line.learn(x, y, w)
        many = len(self.centres)
        level = self._put(y, w)
        if heard is not None:
            shares, trust = heard
            self.sharpness = self.sharpness.after(shares, min(level, many), trust, once)
        if level == self._looks.width:
            self._looks.widen()
        self._looks.add(*moment, np.eye(self._looks.width)[level], tells, whole)
        return level

    def _heard(self, found: np.ndarray) -> list[float]:
        """How probable the looks say each level is; their sum is how far they are trusted.

        found: what they found in such moments.
        """
        known, counts = found[:, 0], found[:, 1:]
        cube = known * known * known
        heard = self.say[1:] * (cube / (cube + self._enough)) / (counts.sum(axis=1) + OWN)
        levels: list[float] = heard.dot(counts).tolist()
        return levels

    def strongest(self, moment: CellsAndPlace) -> int:
        """Which look has the most to say of a moment."""
        known = self._looks.find(*moment)[:, 0]
        cube = known * known * known
        return int((self.say[1:] * (cube / (cube + self._enough))).argmax())

    def _shares(self, levels: list[float], mean: float, spread: float) -> tuple[list[float], float]:
        """How probable each level is, and behind them anything else; and how far the looks are trusted here, 0..1.

        levels: as the looks say. mean, spread: the line's.
        """
        trust = sum(levels)
        rest = 1.0 - trust
        shares = [one + rest * within(centre - mean, spread) for one, centre in zip(levels, self.centres, strict=False)]
        other = max(0.0, 1.0 - sum(shares))
        whole = sum(shares) + other
        return [*(share / whole for share in shares), other / whole], trust

    def contradicts(self, y: float, moment: CellsAndPlace, usual: int) -> bool:
        """Whether y is not what is set in such moments as a habit. usual: the look that tells."""
        if not self.centres:
            return False
        known, *counts = self._looks.find(*moment)[usual].tolist()
        level = settled(known, counts)
        return level is not None and level < len(self.centres) and does_for(abs(self.centres[level] - y)) == 0.0

    def _put(self, y: float, w: float) -> int:
        """Leader clustering, the leader following its members (Hartigan 1975, chapter 3)."""
        apart = [abs(centre - y) for centre in self.centres]
        at = apart.index(min(apart)) if apart else 0
        if not apart or apart[at] > 1.0:
            if len(self.centres) == MOST:
                return MOST
            self.centres.append(y)
            self._weights.append(w)
            at = len(self.centres) - 1
        else:
            kept = FADES * self._weights[at]
            self.centres[at] = (kept * self.centres[at] + w * y) / (kept + w)
            self._weights[at] = kept + w
        centres = np.array(self.centres)
        self._alike = np.clip((FAR - np.abs(centres[:, None] - centres)) / (FAR - NEAR), 0.0, 1.0)
        return at

    def chosen(self, mean: float, spread: float, moment: CellsAndPlace) -> tuple[int, float] | None:
        """Which level is surer to do than the line's mean, and how sure it is; None where the line does best.

        mean, spread: the line's, as it is now. 25 µs; less where such a moment was asked about since the last row.
        """
        asked = tuple(moment[0]), moment[1]
        levels = self._said.get(asked)
        if levels is None:
            if len(self._said) >= MOMENTS:
                self._said.clear()
            levels = self._said[asked] = self._heard(self._looks.find(*moment))
        shares, trust = self._shares(levels, mean, spread)
        sharp = self.sharpness.of(shares, trust)
        sure = self._alike.dot(sharp[:-1]).tolist()
        best = max(range(len(sure)), key=sure.__getitem__)
        own = (1.0 - trust) * within(0.0, spread)
        own += trust * sum(one * does_for(abs(centre - mean)) for one, centre in zip(shares, self.centres, strict=False))
        return (best, sure[best]) if sure[best] > own else None
