"""What one person wants of a number: brightness, colour temperature, room temperature, volume."""

import math
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache

import numpy as np

from devices.vocabulary import Value

from .arithmetic.change import ChangeWatch
from .arithmetic.choice import LATER
from .arithmetic.core import FORGET, Belief, Fit, fit, prior_fit
from .arithmetic.sharpness import ACCEPTED
from .context import Context
from .errors import UnknownValue
from .example import DEFAULT_WEIGHT, Example, Source
from .features import Layout, Spot
from .housemates import Lent, lent
from .influence import strongest, summing_to, unnamed
from .kind import Kind
from .levels import Levels, spread_of
from .moments import PART_AT, WEEKDAY_AT
from .preference import Explanation, Preference
from .rows import Row, Rows
from .slips import Slips

HALF_LIFE_D = 120.0
# A change of habit shows in the level, the hour and the room; the watch looks at no more, so that a row costs it 10 µs.
WATCHED = ("always", "sin1", "cos1", "lux", "lux_unknown")
_BELL = math.sqrt(2.0 * math.pi)


def _is_same(one: float, other: float) -> bool:
    """In tolerances: nobody would move it from the one to the other."""
    return abs(one - other) <= 1.0


@lru_cache(maxsize=64)
def _watched(layout: Layout) -> np.ndarray:
    """Which columns those are."""
    return np.array([i for i, n in enumerate(layout.names) if n in WATCHED or n.startswith(("room:", "place:"))])


@lru_cache(maxsize=32)
def _start(shipped: Belief, layout: Layout) -> tuple[np.ndarray, np.ndarray]:
    """What the watch begins from, once for everybody: mean and covariance."""
    at = _watched(layout)
    return shipped.mean[at], shipped.covariance[np.ix_(at, at)]


class ValueMemory:
    """Learned in units of ``kind.scale`` around ``kind.centre``.

    shipped: the belief everyone starts from. informed: what housemates who share make of it; the same where nobody does.
    """

    def __init__(self, kind: Kind, layout: Layout, shipped: Belief) -> None:
        self.kind, self.layout = kind, layout
        self._shipped = self._informed = shipped
        self._watched = _watched(layout)
        self._rows = Rows(layout)
        self._begin()
        self._use(prior_fit(shipped))
        self._lent: Lent | None = None  # since it learned last

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def rows(self) -> Sequence[Row]:
        return self._rows

    @property
    def alarmed(self) -> float | None:
        """Days since 1970 of the first choice that still counts whole since the watch alarmed last; None where it never has."""
        whole = next((i for i, factor in enumerate(self._watch.factors) if factor >= 1.0), 0)
        return self._rows[whole].day if whole else None

    # -- learning -------------------------------------------------------------------------------------------------------

    def learn(self, example: Example) -> None:
        if self._rows.add(example, self._checked(example)):
            self._watch_on(len(self._rows) - 1)
        else:
            self._run_through()
        self._refit()

    def learn_all(self, examples: Iterable[Example], total: int | None = None) -> None:
        """Into an empty memory; the same bytes as learning one by one. total: of how many these are the newest."""
        self._rows.fill(((example, self._checked(example)) for example in examples), total)
        self._run_through()
        self._refit()

    def forget(self, who: str) -> None:
        """Somebody who was there is named no more."""
        if self._rows.forget(who):
            self._run_through()
            self._refit()

    def inform(self, belief: Belief) -> None:
        """A new start from housemates."""
        self._informed = belief.of_rows() if len(self._rows) and belief is not self._shipped else belief
        self._use(self._fitted(self._informed))

    def lent(self) -> Lent:
        """What housemates start from, by Σ w u x xᵀ / s2 and Σ w u x y / s2 of what this person did, free of what anybody
        believed of them: fitted under the shipped belief, so that nobody hears themselves through others."""
        if self._lent is None:
            pull = (self.fit if self._informed is self._shipped else self._fitted(self._shipped)).pull
            x = self._rows.x()
            weighed = x * pull[:, None]
            self._lent = lent(self._shipped, (weighed.T @ x, self._y @ weighed))
        return self._lent

    def can_learn(self, example: Example) -> bool:
        try:
            self._checked(example)
        except UnknownValue:
            return False
        return True

    def _checked(self, example: Example) -> float:
        kind, value = self.kind, example.value
        if isinstance(value, bool | str) or not math.isfinite(value):
            raise UnknownValue(kind.name, value)
        slack = kind.high - kind.low
        if not kind.low - slack <= value <= kind.high + slack:
            raise UnknownValue(kind.name, value)
        return min(kind.high, max(kind.low, float(value)))

    def _begin(self) -> None:
        s = self._shipped
        self._watch = ChangeWatch(*_start(s, self.layout), s.s2, s.noise_rows)
        self._factor = self._watch.calibration, self._watch.calibration.factor
        self._levels = Levels(self.layout.grid, s)
        self._level_of: list[int] = []
        self._slips, self._meant = Slips(_is_same), list[float]()  # of each row, what is left of its weight

    def _run_through(self) -> None:
        self._begin()
        self._watch_on(0)

    def _watch_on(self, first: int) -> None:
        """Whether a habit has changed, from the first of some rows on; those before it were looked at already."""
        rows, tolerance = self._rows, self.kind.tolerance / self.kind.scale
        x = rows.x(first).take(self._watched, axis=1)  # contiguous row by row: a sum must not depend on how many there are
        told = (
            rows.x(first),
            rows.moments(first),
            self._y[first:],
            rows.weight[first:],
            self._accepted[first:],
            rows.day[first:],
        )
        usual = self.layout.usual_look
        for seen, columns, moment, y, weight, accepted, day in zip(x, *told, strict=True):
            meant = 1.0
            if usual is not None:
                is_other = self._levels.contradicts(y, moment, usual)
                cells = moment[0]
                meant = self._slips.weight(moment[1], cells[PART_AT], cells[WEEKDAY_AT], y, day, is_other)
            self._meant.append(meant)
            self._watch.step(seen, y, weight * meant, tolerance, accepted * meant)
            tells = ACCEPTED * accepted if accepted else min(1.0, weight)
            whole = tells * max(meant, 1.0)
            self._level_of.append(self._levels.learn(columns, y, weight * meant, tells * meant, moment, whole))

    @property
    def _accepted(self) -> np.ndarray:
        """For rows nobody touched, the probability that it was theirs: the weight without the accept's own; else 0.0."""
        likely = np.minimum(1.0, self._rows.weight / DEFAULT_WEIGHT[Source.ACCEPT])
        return np.where(self._rows.accepted, likely, 0.0)

    @property
    def _y(self) -> np.ndarray:
        """What was chosen, in ``kind.scale`` around ``kind.centre``."""
        return (self._rows.value - self.kind.centre) / self.kind.scale

    def _refit(self) -> None:
        self._lent = None
        self._use(self._fitted(self._informed))

    def _use(self, known: Fit) -> None:
        self.fit = known
        self._here: dict[Spot, tuple[np.ndarray, np.ndarray]] = {}

    def _fitted(self, belief: Belief) -> Fit:
        rows = self._rows
        if not len(rows):
            return prior_fit(belief)
        # Ages count from the newest row: a model does not change by waiting, and a house left alone remembers.
        age = rows.day[-1] - rows.day
        steady = np.array(self._watch.factors)
        return fit(
            belief,
            rows.x(),
            self._y,
            rows.weight * self._meant * steady * 0.5 ** (age / HALF_LIFE_D),
            steady=steady,
            accepted=self._accepted * self._meant,
            tolerance=self.kind.tolerance / self.kind.scale,
            forget=FORGET,
        )

    # -- asking ---------------------------------------------------------------------------------------------------------

    def predict(self, context: Context, now: datetime) -> Preference:  # noqa: ARG002 - asked as a choice is, which fades
        kind, known = self.kind, self.fit
        mean, spread = line = self._line(context)
        level = self._level(context, line)
        if level is not None:
            mean = min(kind.high, max(kind.low, kind.centre + kind.scale * self._levels.centres[level[0]]))
            spread = kind.scale * spread_of(level[1])
        value = min(kind.high, max(kind.low, round(mean / kind.step) * kind.step)) if kind.step else mean
        return Preference(kind, round(value, 6), spread, known.evidence, (), mean)

    def _line(self, context: Context) -> tuple[float, float]:
        """Mean and spread of the ridge, in the kind's unit."""
        kind, known = self.kind, self.fit
        spot, x = self.layout.seen(context)
        here = self._here.get(spot)
        if here is None:  # kept together: a large house's matrix lies far apart in memory, and who comes in waits for it
            here = self._here[spot] = known.coef.take(spot.at), spot.of(known.inverse)
        variance = float(x.dot(here[1]).dot(x)) + known.s2  # of small arrays, dot is twice as quick as @
        mean = min(kind.high, max(kind.low, kind.centre + kind.scale * float(x.dot(here[0]))))
        calibration = self._watch.calibration
        if self._factor[0] is not calibration:
            self._factor = calibration, calibration.factor
        return mean, kind.scale * math.sqrt(variance * self._factor[1])

    def _level(self, context: Context, line: tuple[float, float]) -> tuple[int, float] | None:
        """The person's level that does better here than the line, and how sure it is."""
        kind, (mean, spread) = self.kind, line
        if not self._levels.is_heard:
            return None
        moment = self._rows.moment(context)
        return self._levels.chosen((mean - kind.centre) / kind.scale, spread / kind.scale, moment)

    def likelihood(self, context: Context, value: Value, now: datetime) -> float:
        """Density per unit of the kind."""
        if isinstance(value, bool | str) or not math.isfinite(value):
            return 0.0
        guess = self.predict(context, now)
        z = (value - guess.mean) / guess.spread
        return math.exp(-0.5 * min(z * z, 1400.0)) / (guess.spread * _BELL)

    def pulls(self, context: Context, now: datetime) -> tuple[float, np.ndarray]:
        """From others, and how far each row pulled; together exactly the predicted mean."""
        x, kind, known, belief = self.layout.vector(context), self.kind, self.fit, self._informed
        from_others = min(kind.high, max(kind.low, kind.centre + kind.scale * float(x @ belief.mean)))
        mean = self.predict(context, now).mean
        if not len(self._rows):
            return mean, np.zeros(0)
        level = self._level(context, self._line(context))
        if level is not None:  # then those rows speak that set it, the more the better known and the later
            speaks = (
                self._rows.weight * (np.array(self._level_of) == level[0]) * LATER ** np.arange(len(self._rows) - 1, -1, -1.0)
            )
            return from_others, summing_to(np.zeros(len(speaks)), mean - from_others, speaks)
        rows = self._rows.x()
        influence = known.pull * (rows @ (known.inverse @ x))
        pulls = kind.scale * influence * (self._y - rows @ belief.mean)
        return from_others, summing_to(pulls, mean - from_others, np.abs(influence))

    def explain(self, context: Context, now: datetime) -> Explanation:
        x, kind = self.layout.vector(context), self.kind
        from_others, pulls = self.pulls(context, now)
        groups: tuple[tuple[str, float], ...] = ()
        by_company = False
        if self._level(context, self._line(context)) is not None:
            by_company = self.layout.grid.looks_at(self._levels.strongest(self._rows.moment(context)), "together")
        else:
            moved = x * (self.fit.coef - self._informed.mean) * kind.scale
            groups = tuple((name, float(moved[at].sum())) for name, at in self.layout.groups.items())
        total = from_others + math.fsum(pulls)
        because = strongest(self._rows, pulls)
        return Explanation(from_others, because, total, groups, rest=unnamed(pulls, because), by_company=by_company)
