"""When a room's heating has to start so that it is warm for who comes, and how far it may cool until then.

In the flow: the room's warmth (``models/warm_up.py``), chances of coming (``models/comings.py``) → a setpoint for now. It is
asked again every few minutes, so that only what is to be done now counts: every later start is weighed against it, with what it
is expected to cost. Pure; cooling is the same with all temperatures' signs turned.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

from models.comings import STEP_MIN
from models.warm_up import Warmth

STEP_H = STEP_MIN / 60.0
NEAR_ENOUGH_C = 0.5  # nobody feels that it is so little too cold
# A degree-hour of warmth in a room without anybody is worth so many degree-hours of somebody's cold: thought a fair price.
WASTE = 0.15
LATE_C = 1.0  # an hour in a room that is too cold at all counts as much as so many degrees more would
PATIENCE = 2  # times as long as it may be heated before somebody it is heated at all, for who is late
KEEP_ON = 0.8  # of what it costs: a room that is being warmed is not given up for less
LEVEL_C = 0.5  # between two depths of the setback
AHEAD = 10 * 60 // STEP_MIN  # steps looked ahead: who comes later than that is another day's
CAREFUL = 0.5  # standard deviations by which a room is taken to be slower than expected: late is worse than early

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class HeatAsked:
    """A room nobody is in. All in °C, their signs turned where it is cooled.

    now_c: its temperature, None: not known. want_c: what who comes is expected to want. low_c: how far it may cool. out_c:
    outdoors, None: not known. chances: of the first to come, per step of STEP_MIN minutes from now on, shape (STEPS,).
    at_most_min: how long it may be heated before who comes; 0: never. It is given up when nobody came in twice that.
    heated_min: for how long it has been by now, also where it was given up a while ago, None: it has not been.
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
    """Expected, of each depth of the setback and each start, shape (levels, AHEAD + 1): the last is not to start. °C·h."""

    late: Array
    waste: Array


def when_to_start(asked: HeatAsked, warmth: Warmth, price: float = WASTE) -> Answer:
    """Weighs every start and every depth of the setback until then. price: of needless warmth, in cold. About 0.3 ms."""
    most = int(asked.at_most_min // STEP_MIN)
    now_c = asked.low_c if asked.now_c is None else asked.now_c
    takes_h, _ = warmth.hours(now_c, asked.want_c - NEAR_ENOUGH_C, asked.out_c)
    if most == 0 or asked.want_c <= asked.low_c:
        return Answer(min(asked.low_c, asked.want_c), False, 60 * takes_h, 0.0, 0.0, 0.0, 0.0, None)
    left = most if asked.heated_min is None else min(most, max(0, PATIENCE * most - int(asked.heated_min // STEP_MIN)))
    levels = _levels(asked, now_c)
    costs = _costs(asked, warmth, now_c, levels, most, left)
    total = costs.late + price * costs.waste
    # To start now costs the same whatever the depth of a setback that does not come.
    start_now = total[0, 0] * (1.0 if asked.heated_min is None else KEEP_ON) if left else math.inf
    best, later = divmod(int(total[:, 1:].argmin()), AHEAD)
    later += 1
    is_start = bool(start_now <= total[best, later] + 1e-9)
    return Answer(
        asked.want_c if is_start else float(levels[best]),
        is_start,
        60 * takes_h,
        float(asked.chances[: max(1, left)].sum()),
        float(costs.late[0, 0]),
        float(costs.waste[0, 0]),
        float(costs.late[best, later]),
        0.0 if is_start else float(later * STEP_MIN) if later < AHEAD else None,
    )


def _levels(asked: HeatAsked, now_c: float) -> Array:
    """Depths of the setback, the deepest first. What has cooled is not warmed again but by a start."""
    most = min(asked.want_c, now_c) - asked.low_c
    steps = max(0, int(most / LEVEL_C + 1e-6)) + 1
    return np.asarray(asked.low_c + LEVEL_C * np.arange(steps), dtype=np.float64)


def _costs(asked: HeatAsked, warmth: Warmth, now_c: float, levels: Array, most: int, left: int) -> _Costs:
    """Of waiting at each level, and of heating from each of the next steps on for ``most`` steps (``left`` from now on), unless
    somebody comes before. Whoever comes after it was given up finds it cooled as far as it may."""
    rate, lag_h = _slowly(asked, warmth, now_c)
    comes, enough = asked.chances[:AHEAD], asked.want_c - NEAR_ENOUGH_C
    away = np.maximum(0.0, 1.0 - np.concatenate(([0.0], np.cumsum(comes)[:-1])))  # still, at the beginning of each step
    alone = warmth.left_alone(now_c, asked.out_c, np.arange(AHEAD + 1, dtype=np.float64) * STEP_H)
    deepest = np.maximum(alone, min(asked.low_c, now_c))
    cooled = np.maximum(alone[None, :], np.minimum(levels, now_c)[:, None])

    def suffered(found: Array, lag: float) -> Array:
        missing = np.maximum(0.0, enough - found)
        return (0.5 * missing + LATE_C) * (missing / rate + lag * (missing > 0.0))

    before = _up_to(suffered(cooled[:, :-1], lag_h) * comes)
    needless = _up_to((cooled[:, :-1] - deepest[:-1]) * away)
    after = _up_to(suffered(deepest[:-1], lag_h) * comes)
    ends = np.minimum(AHEAD, np.arange(AHEAD + 1) + most)
    # Levels, starts, and how many steps after its start somebody comes.
    comes_then, away_then, deepest_then = (_following(row, most) for row in (comes, away, deepest[:-1]))
    comes_then[0, left:] = away_then[0, left:] = 0.0
    ends[0] = min(AHEAD, left)
    lags = np.full(AHEAD + 1, lag_h)
    if asked.heated_min is not None:
        lags[0] = max(0.0, lag_h - asked.heated_min / 60.0)
    gained = rate * np.maximum(0.0, np.arange(most) * STEP_H - lags[:, None])
    warm = np.minimum(cooled[:, :, None] + gained, np.maximum(asked.want_c, cooled)[:, :, None])
    late = before + (suffered(warm, 0.0) * comes_then).sum(-1) + (after[-1] - after[ends])
    waste = needless + ((warm - deepest_then) * away_then).sum(-1)
    return _Costs(late, STEP_H * waste)


def _up_to(each: Array) -> Array:
    """Sums of what comes before each step, and of all."""
    return np.concatenate((np.zeros((*each.shape[:-1], 1)), np.cumsum(each, axis=-1)), axis=-1)


def _following(row: Array, most: int) -> Array:
    """From each step on the next ones, shape (len(row) + 1, most); nothing beyond the last."""
    return sliding_window_view(np.concatenate((row, np.zeros(most))), most).copy()


def _slowly(asked: HeatAsked, warmth: Warmth, now_c: float) -> tuple[float, float]:
    """°C an hour, and hours until it begins to grow warm, as a careful resident would reckon."""
    start = min(now_c, asked.want_c - 1.0)
    _, spread = warmth.hours(start, asked.want_c, asked.out_c)
    return warmth.rate(start, asked.want_c, asked.out_c) * math.exp(-CAREFUL * spread), warmth.lag_h
