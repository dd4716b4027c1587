"""A moment as the looks compare it: each column of a context as the number of a cell. Which of them a person goes by is
learned."""

import math
from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations

from .arithmetic.looks import Grid, Look, bordered, named, ordered
from .context import Context
from .own_names import NAMES
from .parts_of_day import PARTS, part_at

HOURS, DAYTIMES, LUX, SUN, OUTDOOR, YEAR = 48, 24, 32, 24, 32, 24  # cells
DAWN = 4  # at which hour a day's row begins that borders are looked for in
LUX_BORDERS, OUTDOOR_BORDERS = 48, 60  # cells where borders are looked for: a degree is where somebody wants it otherwise

COLUMNS = (
    ordered("hour", HOURS, 2.0, turns=True, unknown=False),
    ordered("hour:wide", DAYTIMES, 3.0, turns=True, unknown=False),
    ordered("hour:1", DAYTIMES, 1.2, turns=True, unknown=False),
    named("part", len(PARTS)),
    named("weekend", 2, 0.05),
    named("weekday", 7),
    ordered("lux", LUX, 1.2),
    ordered("lux:wide", LUX // 2, 0.8),
    ordered("sun", SUN, 1.0),
    ordered("sun:wide", SUN // 2, 0.7),
    ordered("outdoor", OUTDOOR, 1.2),
    ordered("outdoor:wide", OUTDOOR // 2, 0.8),
    ordered("year", YEAR, 0.5, turns=True, unknown=False),  # this March must not write over last year's April
    named("activity", NAMES),
    named("company", 2, unknown=True),
    named("together", NAMES),
    bordered("hour:border", HOURS),
    bordered("lux:border", LUX_BORDERS),
    bordered("sun:border", SUN),
    bordered("outdoor:border", OUTDOOR_BORDERS),
)
ACTIVITY_AT, TOGETHER_AT, PART_AT, WEEKDAY_AT = (
    tuple(column.name for column in COLUMNS).index(name) for name in ("activity", "together", "part", "weekday")
)
_PARTS = tuple(PARTS)
# The columns that turn with the day: where they stand, how many cells they have, and how many of them are an hour.
_HOURS = tuple((at, len(one.alike), len(one.alike) // 24) for at, one in enumerate(COLUMNS) if one.name.split(":")[0] == "hour")
AROUND_H = (-2, -1, 1, 2)
_PLAIN = ("hour", "weekend", "weekday", "lux", "sun", "outdoor", "year", "activity", "company", "together")
_PAIRED = ("hour:1", "weekend", "weekday", "lux:wide", "sun:wide", "outdoor:wide", "activity", "company")
_BORDERED = ("hour:border", "lux:border", "sun:border", "outdoor:border")
_NEVER = {("weekend", "weekday")}
# How far each look is believed at first: those that leave out where or when it was must earn their say.
HERE, HERE_OTHERWISE, WEEKLY, ANYWHERE, PAIRS = 0.5, 0.08, 0.05, 0.05, 0.08
HERE_HOUR, HERE_SUN, BORDERED = 0.12, 0.12, 0.1


@lru_cache(maxsize=1)
def grid() -> Grid:
    """Of every kind that is a choice."""
    pairs: list[Look] = [pair for pair in combinations(_PAIRED, 2) if pair not in _NEVER]
    pairs.append(("hour:1", "together"))
    weekly: Look = ("part", "weekend")
    plain: list[Look] = [(), ("hour:wide",), *((name,) for name in _PLAIN)]
    here: list[Look] = [*plain, weekly, ("hour:1", "weekend"), ("hour:1", "weekday")]
    looks: list[Look] = [*plain, weekly, *pairs]
    anywhere = dict.fromkeys(plain, ANYWHERE / len(plain)) | dict.fromkeys(pairs, PAIRS / len(pairs)) | {weekly: WEEKLY}
    close = dict.fromkeys(here, HERE_OTHERWISE / len(here)) | {("hour:wide",): HERE, ("hour",): HERE_HOUR, ("sun",): HERE_SUN}
    bordered_looks: list[Look] = [(name,) for name in _BORDERED]  # rooms are dark at different heights of the sun
    here += bordered_looks
    close |= dict.fromkeys(bordered_looks, BORDERED / len(_BORDERED))
    start = [*(anywhere[look] for look in looks), *(close[look] for look in here)]
    return Grid(COLUMNS, looks, here, [one / sum(start) for one in start], days=("weekday", "year"))


@lru_cache(maxsize=1)
def usual_look() -> int:
    """Which look a habit is told by: about this time of day, in this place."""
    return len(grid().looks) + grid().here.index(("hour:wide",))


def _cell(value: float | None, low: float, step: float, cells: int) -> int:
    return cells if value is None else min(cells - 1, max(0, int((value - low) / step)))


def together_of(context: Context) -> tuple[str, ...] | None:
    """Who is there, as one name; None for nobody else."""
    return context.together if context.company else None


def cells_of(context: Context, activity: int, together: int) -> tuple[int, ...]:
    """Of every column; activity, together: the person's own; 3 µs."""
    local, lux, company = context.local, context.illuminance_lx, context.company
    half, weekday = local.hour * 2 + local.minute // 30, local.weekday()
    decades = None if lux is None else math.log10(1.0 + min(max(lux, 0.0), 1e5))
    light = _cell(decades, 0.0, 5.0 / LUX, LUX)
    sun = _cell(context.sun_elevation_deg, -18.0, 3.5, SUN)
    outdoor = _cell(context.outdoor_c, -20.0, 2.0, OUTDOOR)
    year = min(YEAR - 1, (local.month - 1) * 2 + local.day // 16)
    return (
        half, local.hour, local.hour, _PARTS.index(part_at(local.hour)), int(weekday >= 5), weekday,
        light, light // 2, sun, sun // 2, outdoor, outdoor // 2, year,
        activity, 2 if company is None else int(company), together,
        (half - 2 * DAWN) % HOURS, _cell(decades, 0.0, 5.0 / LUX_BORDERS, LUX_BORDERS), sun,
        _cell(context.outdoor_c, -20.0, 1.0, OUTDOOR_BORDERS),
    )  # fmt: skip


def around(cells: Sequence[int]) -> list[tuple[int, ...]]:
    """The same moment at the hours beside it: where what became another habit is another as well."""
    found = []
    for hours in AROUND_H:
        moved = list(cells)
        for at, many, an_hour in _HOURS:
            moved[at] = (cells[at] + hours * an_hour) % many
        found.append(tuple(moved))
    return found
