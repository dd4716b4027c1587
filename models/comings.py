"""When somebody usually comes, into a room or home, or wakes: learned per weekday as a distribution of times, of who agreed.

In the flow: absences that ended → here → chances of coming in each of the next steps → when heating has to start
(``hub/heat/when_to_start.py``). How much other weekdays say of this one, and how much the hour of leaving says, is itself
chosen by what would have foretold the absences there were (each by the others). Pure numpy.

Source: the distribution is Beran's (1981) of a time until an event given covariates, kernels over weekday and hour of leaving.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import product

import numpy as np
import numpy.typing as npt

STEP_MIN = 10
STEPS = 24 * 60 // STEP_MIN  # a day ahead
KEPT = 120  # absences, the newest
HALF_LIFE_D = 42.0
PRIOR = 1.5  # absences that the thought "any time of the next day and a half" is worth
PRIOR_H = 36.0
SHORTEST_MIN, LONGEST_D = 20.0, 21.0  # who is back sooner was not away; a long journey says nothing of an evening
NOON, EVENING = time(12), timedelta(hours=6)  # before midnight the evening begins
# What a like weekday (both workdays, both weekend) says of this one, and what an unlike one.
_OTHERS = ((1.0, 1.0), (1.0, 0.1), (0.3, 0.05), (0.08, 0.02))
_LEFT_H = (1.0, 3.0, 100.0)  # how near the hours of leaving have to be
_SMOOTH_MIN = (12.0, 25.0, 50.0)  # how sharp a habit is taken to be

Array = npt.NDArray[np.float64]
_EDGES = np.arange(STEPS + 1) * float(STEP_MIN)
_PRIOR = np.full(STEPS, STEP_MIN / 60.0 / PRIOR_H)


@dataclass(frozen=True, slots=True)
class Absence:
    """left, came: aware, in the home's time zone. Of a night: fell asleep, and woke."""

    left: datetime
    came: datetime


@dataclass(frozen=True, slots=True)
class _Fit:
    """others: of _OTHERS; left_h: of _LEFT_H; smooth_min: of _SMOOTH_MIN."""

    others: tuple[float, float]
    left_h: float
    smooth_min: float


class Comings:
    """One person's, into one place. Owned by whoever feeds it. Choosing its widths takes some ms at the first question after
    an absence, a question about 0.1 ms."""

    def __init__(self, absences: Iterable[Absence] = ()) -> None:
        self._absences: list[Absence] = []
        self._fitted: _Fit | None = None
        self._columns: tuple[Array, Array, Array, Array] | None = None
        self._ends: tuple[tuple[date, tzinfo | None], Array] | None = None
        self._weighed: tuple[datetime, Array] | None = None
        for absence in absences:
            self.learn(absence)

    def learn(self, absence: Absence) -> bool:
        """Whether it says something; the absences may come in any order but are best told as they ended."""
        lasted = absence.came - absence.left
        if not timedelta(minutes=SHORTEST_MIN) <= lasted <= timedelta(days=LONGEST_D):
            return False
        self._absences = [*self._absences, absence][-KEPT:]
        self._fitted, self._columns, self._ends, self._weighed = None, None, None, None
        return True

    def absences(self) -> tuple[Absence, ...]:
        return tuple(self._absences)

    def chances(self, now: datetime, left: datetime | None) -> Array:
        """Of coming in each of the next STEPS steps of STEP_MIN minutes, given that they have not come yet; sums to 1 at most.

        now, left: aware, in the home's time zone. left: since when they are away, None: not known.
        """
        found = _PRIOR
        weight = PRIOR
        if self._absences:
            fit = self._fit()
            weights = self._weights(fit, now, now, False) if left is None else self._weights_since(fit, left, now)
            ahead = self._ahead_min(now, left)
            # Who would have come by now, had it been as then, says less and less; nothing once that is hours ago.
            alive = ahead > -fit.smooth_min
            weights = np.where(alive, weights, 0.0)
            below = _normal((_EDGES[None, :] - ahead[:, None]) / fit.smooth_min)
            left_over = 1.0 - below[:, :1]
            each = np.diff(below, axis=1) / np.maximum(left_over, 1e-3)
            weights = weights * left_over[:, 0]
            found = found * PRIOR + weights @ each
            weight += float(weights.sum())
        return np.asarray(found / weight, dtype=np.float64)

    def seen(self, now: datetime) -> float:
        """How many absences speak of days like this one, the newer the more."""
        if not self._absences:
            return 0.0
        return float(self._weights(self._fit(), now, now, False).sum())

    # Inside

    def _ahead_min(self, now: datetime, left: datetime | None) -> Array:
        """When each absence would end, had this one been it: minutes from now, by the clock on the wall."""
        began = _day(now if left is None else left)
        if self._ends is None or self._ends[0] != (began, now.tzinfo):
            self._ends = (began, now.tzinfo), self._ends_min(began, now.tzinfo)
        found = self._ends[1] - now.timestamp() / 60.0
        return np.where((found < 0.0) & (left is None), found + 24 * 60.0, found)

    def _ends_min(self, began: date, zone: tzinfo | None) -> Array:
        """The same as minutes since 1970, of an absence that began on that day."""
        came = self._told()[2]
        nights = came // 24.0
        noons = {n: datetime.combine(began + timedelta(days=n), NOON, zone) for n in map(int, np.unique(nights))}
        at_noon = np.array([noons[int(n)].timestamp() / 60.0 for n in nights])
        return np.asarray(at_noon + 60.0 * (came - 24.0 * nights - 12.0), dtype=np.float64)

    def _told(self) -> tuple[Array, Array, Array, Array]:
        """Weekday and hour of leaving, hour of coming counted from the midnight of that day, and its age in days."""
        if self._columns is None:
            rows = [
                (
                    float(_day(a.left).weekday()),
                    _hour(a.left),
                    _hour(a.came) + 24.0 * (a.came.date() - _day(a.left)).days,
                    a.left.timestamp() / 86_400.0,
                )
                for a in self._absences
            ]
            day, left, came, at = np.array(rows).T
            self._columns = day, left, came, at
        return self._columns

    def _weights(self, fit: _Fit, left: datetime, now: datetime, knows_left: bool) -> Array:
        day, hour, _, at = self._told()
        kernel = _likeness(day, np.array([float(_day(left).weekday())]), fit.others)[:, 0]
        if knows_left:
            kernel = kernel * _near(hour, np.array([_hour(left)]), fit.left_h)[:, 0]
        return np.asarray(kernel * 0.5 ** (np.maximum(0.0, now.timestamp() / 86_400.0 - at) / HALF_LIFE_D), dtype=np.float64)

    def _weights_since(self, fit: _Fit, left: datetime, now: datetime) -> Array:
        """The same while they are away: every few minutes it is asked again, and only fades."""
        if self._weighed is None or self._weighed[0] != left:
            self._weighed = left, self._weights(fit, left, left, True)
        return np.asarray(self._weighed[1] * 0.5 ** ((now - left).total_seconds() / 86_400.0 / HALF_LIFE_D), dtype=np.float64)

    def _fit(self) -> _Fit:
        """The widths under which each absence is foretold best by the others (leave-one-out likelihood)."""
        if self._fitted is None:
            day, left, came, at = self._told()
            fade = 0.5 ** (np.abs(at[:, None] - at[None, :]) / HALF_LIFE_D) * (1.0 - np.eye(len(at)))
            best, most = _Fit(_OTHERS[0], _LEFT_H[-1], _SMOOTH_MIN[1]), -np.inf
            kernels = {others: _likeness(day, day, others) * fade for others in _OTHERS}
            lefts = {width: _near(left, left, width) for width in _LEFT_H}
            apart = 60.0 * (came[:, None] - came[None, :])
            for smooth in _SMOOTH_MIN:
                density = np.exp(-0.5 * (apart / smooth) ** 2) / (smooth * np.sqrt(2 * np.pi))
                for others, width in product(_OTHERS, _LEFT_H):
                    weights = kernels[others] * lefts[width]
                    said = (weights * density).sum(0) + PRIOR / (60.0 * PRIOR_H)
                    score = float(np.log(said / (weights.sum(0) + PRIOR)).sum())
                    if score > most + 1e-9:
                        best, most = _Fit(others, width, smooth), score
            self._fitted = best
        return self._fitted


def first_of(chances: Iterable[Array]) -> Array:
    """Of several people the first to come: chances per step, each shape (STEPS,)."""
    nobody = np.ones(STEPS)
    for one in chances:
        nobody = nobody * (1.0 - np.minimum(1.0, np.cumsum(one)))
    return np.asarray(-np.diff(np.concatenate(([1.0], nobody))), dtype=np.float64)


def _day(left: datetime) -> date:
    """Of whose coming it says something: who goes to bed, or out, in the evening comes as on days like the next."""
    return (left + EVENING).date()


def _hour(local: datetime) -> float:
    return local.hour + local.minute / 60.0 + local.second / 3600.0


def _likeness(day: Array, other: Array, others: tuple[float, float]) -> Array:
    same = day[:, None] == other[None, :]
    like = (day[:, None] < 5) == (other[None, :] < 5)
    return np.where(same, 1.0, np.where(like, *others))


def _near(hour: Array, other: Array, width_h: float) -> Array:
    apart = np.abs(hour[:, None] - other[None, :])
    return np.asarray(np.exp(-0.5 * (np.minimum(apart, 24.0 - apart) / width_h) ** 2), dtype=np.float64)


def _normal(x: Array) -> Array:
    """The normal distribution's share below x (logistic approximation of Bowling et al. 2009, within 0.0002)."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(1.5976 * x + 0.07056 * x * x * x, -60.0, 60.0))), dtype=np.float64)
