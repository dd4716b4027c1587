"""Rules of other shapes than one border: bands, several levels, sets of days, or and not, a line; and lives that are uneven.

Every shape is drawn anew for each home, so that what is wanted is no rare case. A rule says of a moment which of up to three
values is wanted, or, of numbers alone, how far between the first two (``benchmarks/rules.py`` lives with it).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np

from models.context import Context

ACTIVITIES = ("cooking", "reading", "watching", "yoga", "chess")  # two of them a home's own
HOUSEMATES = ("ben", "cleo")  # of ana, whose rule it is
COLUMNS = ("hour", "weekday", "weekend", "lux", "sun", "activity", "company", "outdoor")
START = datetime(2026, 3, 2, tzinfo=UTC)
A_DAY = 3.0
NOISE = 0.05  # of a noisy life: so often the hand does the other thing

Wants = Callable[[Context], float]
Holds = Callable[[Context], bool]


def hours_of(context: Context) -> float:
    return context.local.hour + context.local.minute / 60.0


def holds(column: str, dice: np.random.Generator) -> Holds:
    """Where the first of two values is wanted, by one column with one border."""
    match column:
        case "hour":
            begin, long = float(dice.integers(6, 24)), float(dice.integers(4, 10))
            return lambda c: (hours_of(c) - begin) % 24.0 < long
        case "weekday":
            day = int(dice.integers(7))
            return lambda c: c.local.weekday() == day
        case "weekend":
            return lambda c: c.local.weekday() >= 5
        case "lux":
            border = 10.0 ** dice.uniform(1.3, 2.5)
            return lambda c: c.illuminance_lx is not None and c.illuminance_lx < border
        case "sun":
            border = dice.uniform(-5.0, 12.0)
            return lambda c: c.sun_elevation_deg is not None and c.sun_elevation_deg < border
        case "activity":
            name = str(dice.choice(ACTIVITIES))
            return lambda c: c.activity == name
        case "company":
            return lambda c: bool(c.company)
        case "outdoor":
            border = dice.uniform(5.0, 15.0)
            return lambda c: c.outdoor_c is not None and c.outdoor_c < border
        case _:
            raise ValueError(f"no rule goes by {column}")


def of_column(column: str) -> Callable[[Context], float]:
    """A column as a number that bands and levels can be cut from: hours, log lux, degrees."""
    match column:
        case "hour":
            return hours_of
        case "lux":
            return lambda c: float(np.log10(max(c.illuminance_lx or 0.0, 1.0)))
        case "sun":
            return lambda c: c.sun_elevation_deg or 0.0
        case "outdoor":
            return lambda c: c.outdoor_c or 0.0
        case _:
            raise ValueError(f"{column} is no number")


# Where bands lie: the lowest begin, the highest, the narrowest and the widest.
BANDS: Mapping[str, tuple[float, float, float, float]] = {
    "hour": (7.0, 17.0, 3.0, 6.0),
    "lux": (0.8, 2.0, 0.5, 1.0),
    "sun": (-10.0, 20.0, 12.0, 25.0),
    "outdoor": (2.0, 12.0, 2.0, 6.0),
}
# Between which the two borders of three levels lie, and how far apart they are at least.
LEVELS: Mapping[str, tuple[float, float, float]] = {
    "hour": (9.0, 20.0, 4.0),
    "lux": (0.8, 2.6, 0.7),
    "sun": (-10.0, 35.0, 14.0),
    "outdoor": (4.0, 16.0, 5.0),
}


def band(column: str) -> Callable[[np.random.Generator], Wants]:
    def draw(dice: np.random.Generator) -> Wants:
        low, high, narrow, wide = BANDS[column]
        begin, number = dice.uniform(low, high), of_column(column)
        end = begin + dice.uniform(narrow, wide)
        return lambda c: float(not begin <= number(c) < end)

    return draw


def three(column: str) -> Callable[[np.random.Generator], Wants]:
    def draw(dice: np.random.Generator) -> Wants:
        if column == "activity":
            of = dict(zip(ACTIVITIES, dice.permutation([0, 1, 2, 0, 1]).tolist(), strict=True))
            return lambda c: float(of[c.activity or ""])
        low, high, apart = LEVELS[column]
        first, number = dice.uniform(low, high - apart), of_column(column)
        second = dice.uniform(first + apart, high)
        turned = dice.permutation(3).tolist()
        return lambda c: float(turned[int(number(c) >= first) + int(number(c) >= second)])

    return draw


def days(dice: np.random.Generator) -> Wants:
    """Two or three days of the week, whichever: Mondays, Wednesdays and Fridays; Fridays and Saturdays."""
    chosen = set(dice.choice(7, int(dice.integers(2, 4)), replace=False).tolist())
    return lambda c: float(c.local.weekday() not in chosen)


def night(dice: np.random.Generator) -> Wants:
    """From ten or eleven in the evening to one or two in the night."""
    begin, end = dice.uniform(21.0, 23.0), dice.uniform(1.0, 2.5)
    return lambda c: float(not (hours_of(c) >= begin or hours_of(c) < end))


def season(dice: np.random.Generator) -> Wants:
    """Half a year, beginning in some month."""
    first = int(dice.integers(12))
    return lambda c: float(not (c.local.month - 1 - first) % 12 < 6)


JOINED = (
    ("lux", "activity"),
    ("hour", "weekend"),
    ("lux", "company"),
    ("activity", "company"),
    ("hour", "lux"),
    ("weekend", "activity"),
)


def joined(how: str) -> Callable[[np.random.Generator], Wants]:
    def draw(dice: np.random.Generator) -> Wants:
        a, b = (holds(column, dice) for column in JOINED[int(dice.integers(len(JOINED)))])
        match how:
            case "or":
                return lambda c: float(not (a(c) or b(c)))
            case "and not":
                return lambda c: float(not (a(c) and not b(c)))
            case _:
                return lambda c: float(a(c) == b(c))

    return draw


def line(column: str) -> Callable[[np.random.Generator], Wants]:
    def draw(dice: np.random.Generator) -> Wants:
        low, high = {"lux": (0.5, 3.0), "outdoor": (-2.0, 22.0), "hour": (6.0, 24.0)}[column]
        number, falls = of_column(column), bool(dice.random() < 0.5)

        def share(context: Context) -> float:
            part = float(np.clip((number(context) - low) / (high - low), 0.0, 1.0))
            return 1.0 - part if falls else part

        return share

    return draw


def plain(column: str) -> Callable[[np.random.Generator], Wants]:
    def draw(dice: np.random.Generator) -> Wants:
        one = holds(column, dice)
        return lambda c: float(not one(c))

    return draw


def with_whom(is_third: bool) -> Callable[[np.random.Generator], Wants]:
    """One thing with one housemate, another with the other; with both as with the first. is_third: alone a third, else as with
    the other."""

    def draw(dice: np.random.Generator) -> Wants:
        ben = str(dice.choice(HOUSEMATES))
        alone = 2.0 if is_third else 1.0
        return lambda c: 0.0 if ben in c.together else 1.0 if c.company else alone

    return draw


SHAPES: Mapping[str, Callable[[np.random.Generator], Wants]] = {
    **{f"band of {column}": band(column) for column in BANDS},
    "hours past midnight": night,
    "days of the week": days,
    "season": season,
    **{f"three levels by {column}": three(column) for column in (*LEVELS, "activity")},
    **{f"two columns, {how}": joined(how) for how in ("or", "and not", "either or")},
    **{f"line in {column}": line(column) for column in ("lux", "outdoor", "hour")},
    "with whom": with_whom(False),
    "with whom, three": with_whom(True),
    **{f"noisy {column}": plain(column) for column in COLUMNS},
    **{f"evenings, {column}": plain(column) for column in COLUMNS},
}


def moments(dice: np.random.Generator, life: str = "") -> Iterator[Context]:
    """Without end: what the house knows as somebody comes in. Blinds and lamps make the light indoors its own affair. life: the
    shape's name, where that asks for other days."""
    day = 0
    while True:
        warm = dice.normal(10.0, 7.0)
        for hour in sorted(hours(dice, life)):
            local = START + timedelta(days=day, hours=float(min(hour, 23.98)))
            moment = Context(
                local,
                "living",
                illuminance_lx=float(10.0 ** dice.uniform(0.0, 3.3)),
                outdoor_c=float(warm + dice.normal(0.0, 2.0)),
                outdoor_mean_c=10.0,
                sun_elevation_deg=float(45.0 * np.sin((hour - 6.5) / 12.0 * np.pi) + dice.normal(0.0, 1.0)),
                activity=str(dice.choice(ACTIVITIES)),
                company=bool(dice.random() < 0.4),
            )
            if life.startswith("with whom"):
                there = [who for who in HOUSEMATES if dice.random() < 0.4]
                moment = replace(moment, company=bool(there), together=("ana", *there) if there else ())
            yield moment
        day += 20 if life == "season" else 1


def hours(dice: np.random.Generator, life: str) -> list[float]:
    """Of one day's visits."""
    many = int(dice.poisson(A_DAY))
    if life.startswith("evenings"):
        return [float(dice.uniform(6.0, 18.0) if dice.random() < 0.15 else dice.uniform(18.0, 24.0)) for _ in range(many)]
    if life == "hours past midnight":
        return [float(dice.uniform(4.0, 24.0) if dice.random() < 0.7 else dice.uniform(21.0, 26.5)) % 24.0 for _ in range(many)]
    found: list[float] = dice.uniform(6.0, 24.0, many).tolist()
    return found
