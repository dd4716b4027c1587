"""When a room's heating has to start so that it is warm for who comes, and how far it may cool until then.

In the flow: the room's warmth (``models/warm_up.py``), chances of coming (``models/comings.py``) → a setpoint for now. It is
asked again every few minutes, so that only what is to be done now counts: every later start is weighed against it, with what it
is expected to cost. Pure; cooling is the same with all temperatures' signs turned.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.comings import STEP_MIN
from models.warm_up import Warmth

STEP_H = STEP_MIN / 60.0
NEAR_ENOUGH_C = 0.5  # nobody feels that it is so little too cold
# A degree-hour of warmth in a room without anybody is worth so many degree-hours of somebody's cold: thought a fair price.
WASTE = 0.3
LATE_C = 1.0  # an hour in a room that is too cold at all counts as much as so many degrees more would
KEEP_ON = 0.8  # of what it costs: a room that is being warmed is not given up for less
LEVEL_C = 0.5  # between two depths of the setback
AHEAD = 10 * 60 // STEP_MIN  # steps looked ahead: who comes later than that is another day's
CAREFUL = 0.5  # standard deviations by which a room is taken to be slower than expected: late is worse than early

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Asked:
    """A room nobody is in. All in °C, their signs turned where it is cooled.

    now_c: its temperature, None: not known. want_c: what who comes is expected to want. low_c: how far it may cool. out_c:
    outdoors, None: not known. chances: of the first to come, per step of STEP_MIN minutes from now on, shape (STEPS,).
    at_most_min: how long it may be heated before who comes; 0: never. heated_min: for how long it has been by now, also where
    it was given up a while ago, None: it has not been.
    """

    now_c: float | None
    want_c: float
    low_c: float
    out_c: float | None
    chances: Array
    at_most_min: float
    heated_min: float | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """setpoint_c: for now. is_start: it is the one who comes wants. warm_in_min: how long that takes from now on.

    chance: that somebody comes while it is heated ahead, from now on. late, waste: cold and needless warmth expected of
    starting now, late_later: the cold of the best later start instead, °C·h. starts_in_min: that best start, None: none is
    foreseen.
    """

    setpoint_c: float
    is_start: bool
    warm_in_min: float
    chance: float
    late: float
    waste: float
    late_later: float
    starts_in_min: float | None


@dataclass(frozen=True, slots=True)
class _Costs:
    """Expected, of each start, shape (AHEAD + 1,): the last is not to start at all. °C·h."""

    late: Array
    waste: Array

    @property
    def total(self) -> Array:
        return self.late + WASTE * self.waste


def when_to_start(asked: Asked, warmth: Warmth) -> Answer:
    """Weighs every start and every depth of the setback until then. Cost: about 1 ms."""
    most = int(asked.at_most_min // STEP_MIN)
    now_c = asked.low_c if asked.now_c is None else asked.now_c
    takes_h, _ = warmth.hours(now_c, asked.want_c - NEAR_ENOUGH_C, asked.out_c)
    if most == 0 or asked.want_c <= asked.low_c:
        return Answer(min(asked.low_c, asked.want_c), False, 60 * takes_h, 0.0, 0.0, 0.0, 0.0, None)
    left = most if asked.heated_min is None else max(0, most - int(asked.heated_min // STEP_MIN))
    levels = _levels(asked, now_c)
    costs = [_costs(asked, warmth, now_c, level, most, left) for level in levels]
    # To start now costs the same whatever the depth of a setback that does not come.
    start_now = costs[0].total[0] * (1.0 if asked.heated_min is None else KEEP_ON) if left else math.inf
    best = min(range(len(levels)), key=lambda i: float(costs[i].total[1:].min()))
    later = int(costs[best].total[1:].argmin()) + 1
    is_start = bool(start_now <= costs[best].total[later] + 1e-9)
    return Answer(
        asked.want_c if is_start else levels[best],
        is_start,
        60 * takes_h,
        float(asked.chances[: max(1, left)].sum()),
        float(costs[0].late[0]),
        float(costs[0].waste[0]),
        float(costs[best].late[later]),
        0.0 if is_start else float(later * STEP_MIN) if later < AHEAD else None,
    )


def _levels(asked: Asked, now_c: float) -> list[float]:
    """Depths of the setback, the deepest first. What has cooled is not warmed again but by a start."""
    most = min(asked.want_c, now_c) - asked.low_c
    return [asked.low_c + LEVEL_C * i for i in range(max(0, int(most / LEVEL_C + 1e-6)) + 1)]


def _costs(asked: Asked, warmth: Warmth, now_c: float, level: float, most: int, left: int) -> _Costs:
    """Of waiting at a level, and of heating from each of the next steps on for ``most`` steps (``left`` from now on), unless
    somebody comes before."""
    rate, lag_h = _slowly(asked, warmth, now_c)
    steps = np.arange(AHEAD)
    alone = warmth.left_alone(now_c, asked.out_c, np.arange(AHEAD + 1, dtype=np.float64) * STEP_H)
    cooled, deepest = np.maximum(alone, min(level, now_c)), np.maximum(alone, min(asked.low_c, now_c))
    comes, starts = asked.chances[:AHEAD], np.arange(AHEAD + 1)
    never = max(0.0, 1.0 - float(comes.sum()))
    lags = np.full(AHEAD + 1, lag_h)
    lengths = np.full(AHEAD + 1, most)
    lengths[0] = left
    if asked.heated_min is not None:
        lags[0] = max(0.0, lag_h - asked.heated_min / 60.0)
    # Rows: starts; columns: the step somebody comes in.
    since = steps[None, :] - starts[:, None]
    is_ahead = (since >= 0) & (since < lengths[:, None])
    warm = cooled[:, None] + rate * np.maximum(0.0, since * STEP_H - lags[:, None])
    warm = np.minimum(warm, np.maximum(asked.want_c, cooled[:, None]))
    # Whoever comes after it was given up finds it cooled as far as it may.
    found = np.where(is_ahead, warm, np.where(since < 0, cooled[None, :-1], deepest[None, :-1]))
    missing = np.maximum(0.0, asked.want_c - NEAR_ENOUGH_C - found)
    hours = np.where(missing > 0.0, lag_h * ~is_ahead + missing / rate, 0.0)
    late = ((0.5 * missing + LATE_C) * hours) @ comes
    so_far = STEP_H * np.cumsum(found - deepest[None, :-1], axis=1)
    waste = so_far @ comes + never * so_far[:, -1]
    return _Costs(late, waste)


def _slowly(asked: Asked, warmth: Warmth, now_c: float) -> tuple[float, float]:
    """°C an hour, and hours until it begins to grow warm, as a careful resident would reckon."""
    start = min(now_c, asked.want_c - 1.0)
    _, spread = warmth.hours(start, asked.want_c, asked.out_c)
    return warmth.rate(start, asked.want_c, asked.out_c) * math.exp(-CAREFUL * spread), warmth.lag_h
