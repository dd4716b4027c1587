"""Warm when they come: ours beside the usual ways to heat, a winter long in four kinds of house with invented people.

    nice .venv/bin/python -m benchmarks.heating [--homes 8] [--chosen-on] [--json FILE]

The houses are those of simulated/heated_house.py, the people of simulated/presence_year.py, the weather of
simulated/weather_year.py; the ways stand in thermostats.py and heating_ours.py, each with one knob. *MissTime*: minutes a day
in which somebody is at home and up and it is more than half a degree colder than wanted. *Energy*: what the boiler burns,
beside what a fixed schedule (warm from 6 to 23 o'clock) burns in the same home. Judged are the days after the first four
weeks, in which all learn.

Every way is run at each setting of its knob. What stands for it is PreHeat's as published, the hub's own, and of the others
the one that costs least in homes of even seed, a minute of MissTime a day being worth MINUTE of the schedule's energy. Ours was
made on those homes, too. Judged are homes of odd seed; ranges are the middle 95 % of means over homes drawn again (bootstrap).
*At equal energy*: ours on the straight lines between its settings, where it burns what the other does; *at equal MissTime*
likewise. *Knows everything* is the ceiling (heating_oracle.py).
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy: small arrays, and other work on the same cores

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.heating_oracle import Future, Oracle
from benchmarks.heating_ours import Expected, Learned, Ours
from benchmarks.simulated.heated_house import HOUSES, Heated, House
from benchmarks.simulated.presence_year import PresenceYear, presence_year
from benchmarks.simulated.weather_year import DAYS, START, WeatherYear, weather_year
from benchmarks.thermostats import (
    EVERY_MIN,
    SETBACK_C,
    AlwaysOn,
    Heard,
    NearestDays,
    NestLike,
    PreHeat,
    Programmed,
    React,
    Schedule,
    Thermostat,
)
from hub.heat.when_to_start import WASTE

LEARN_DAYS = 28
NEAR_C = 0.5
BASE_W, EACH_W = 120.0, 80.0  # of things, and of each who is at home
MINUTE = 0.005
DEEP_C = 10.0
SCHEDULE, OURS, ORACLE, DEEP = "fixed schedule", "ours", "knows everything", "the same, set back to 10 °C"
KNOBS: dict[str, tuple[float, ...]] = {
    "always on": (0.0,),
    SCHEDULE: (0.0, -1.0, 1.0),
    "programmed once": (0.15, 0.3, 0.5, 0.7),
    "react": (16.0, 17.5, 19.0),
    "Nest-like": (0.2, 0.5, 0.8),
    "PreHeat": (0.2, 0.5, 0.8, 1.0),
    OURS: (0.05, 0.1, WASTE, 0.25, 0.4),
    ORACLE: (0.0, 10.0, 30.0, 60.0, 120.0),
    DEEP: (0.0, 10.0, 30.0, 60.0, 120.0),
}
GIVEN = {
    SCHEDULE: 0.0,
    "PreHeat": 0.5,
    OURS: WASTE,
    ORACLE: 0.0,
    DEEP: 0.0,
}  # as the residents' bill has it, as published, as the hub runs

Array = NDArray[np.float64]


def ways(wanted: float, people: Sequence[str], house: House, future: Future) -> dict[str, list[Thermostat]]:
    """Every way at each setting of its knob, of one home."""
    expected, nearest = Expected(people), NearestDays()
    made: dict[str, Callable[[float], Thermostat]] = {
        "always on": lambda _: AlwaysOn(wanted),
        SCHEDULE: lambda knob: Schedule(wanted, knob),
        "programmed once": lambda knob: Programmed(wanted, Learned(), knob),
        "react": lambda knob: React(wanted, knob),
        "Nest-like": lambda knob: NestLike(wanted, Learned(), knob),
        "PreHeat": lambda knob: PreHeat(wanted, Learned(), knob, nearest),
        OURS: lambda knob: Ours(wanted, Learned(), knob, expected),
        ORACLE: lambda knob: Oracle(wanted, knob, SETBACK_C, Heated(house), future),
        DEEP: lambda knob: Oracle(wanted, knob, DEEP_C, Heated(house), future),
    }
    return {name: [make(knob) for knob in KNOBS[name]] for name, make in made.items()}


@dataclass(slots=True)
class Lived:
    """One way in its own copy of the house. missed: minutes; the boiler's joules before the judged days."""

    way: Thermostat
    heated: Heated
    setpoint: float = 0.0
    missed: int = 0
    before_j: float = 0.0


def lived(each: Sequence[Lived], who: PresenceYear, weather: WeatherYear, days: int, learn: int) -> list[tuple[float, float]]:
    """All of them through the same winter: MissTime in minutes a day, and kWh a day, from day ``learn`` on."""
    home = {name: minutes.tolist() for name, minutes in who.home.items()}
    awake = {name: minutes.tolist() for name, minutes in who.awake.items()}
    occupied, cold = who.occupied.tolist(), who.wanted_c - NEAR_C
    for minute in range(0, days * 1440, EVERY_MIN):
        outdoor, sun = weather.at(minute)
        at_home = {name: minutes[minute] for name, minutes in home.items()}
        up = {name: minutes[minute] for name, minutes in awake.items()}
        free, at = BASE_W + EACH_W * sum(at_home.values()), START + timedelta(minutes=minute)
        for one in each:
            heated = one.heated
            if minute == learn * 1440:
                one.missed, one.before_j = 0, heated.burnt_j
            one.setpoint = one.way.setpoint(Heard(minute, at, round(heated.air, 1), round(outdoor, 1), at_home, up))
            for now in range(minute, minute + EVERY_MIN):
                one.missed += occupied[now] and heated.air < cold
                heated.step(one.setpoint, outdoor, sun, free)
    judged = days - learn
    return [(one.missed / judged, (one.heated.burnt_j - one.before_j) / 3.6e6 / judged) for one in each]


def of_home(seed: int, days: int, learn: int, only: Sequence[str] = ()) -> dict[str, list[tuple[float, float]]]:
    """Every way at every setting in one home, MissTime and share of the schedule's energy. The house and how many live there
    follow from the seed."""
    number = seed // 2
    house, people = HOUSES[number % len(HOUSES)], 1 + (number + number // len(HOUSES)) % 4
    who = presence_year(people, days, seed)
    weather = weather_year(days)
    at_home = np.sum(list(who.home.values()), axis=0)
    future = Future(who, weather, BASE_W + EACH_W * np.repeat(at_home[::EVERY_MIN], EVERY_MIN))
    every = ways(who.wanted_c, list(who.home), house, future)
    made = {name: of for name, of in every.items() if not only or name in (*only, SCHEDULE)}
    each = [Lived(way, way.heated if isinstance(way, Oracle) else Heated(house)) for of in made.values() for way in of]
    found = lived(each, who, weather, days, learn)
    first = [name for name, of in made.items() for _ in of].index(SCHEDULE)
    base = found[first + KNOBS[SCHEDULE].index(GIVEN[SCHEDULE])][1]
    shares = iter([(miss, kwh / base) for miss, kwh in found])
    return {name: [next(shares) for _ in of] for name, of in made.items()}


def measured(homes: int, days: int, learn: int, is_chosen_on: bool, only: Sequence[str] = ()) -> dict[str, Array]:
    """Of each way: MissTime and energy, shape (homes, settings, 2)."""
    seeds = [2 * n + (0 if is_chosen_on else 1) for n in range(homes)]
    with ProcessPoolExecutor(max_workers=max(1, min(homes, os.cpu_count() or 1))) as pool:
        rows = list(pool.map(partial(of_home, days=days, learn=learn, only=only), seeds))
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}


def chosen(found: Mapping[str, Array]) -> dict[str, int]:
    """Which setting of each costs least in these homes; some are given."""
    costs = {name: (homes[:, :, 1] + MINUTE * homes[:, :, 0]).mean(axis=0) for name, homes in found.items()}
    return {name: KNOBS[name].index(GIVEN[name]) if name in GIVEN else int(cost.argmin()) for name, cost in costs.items()}


def along(settings: Array, place: float, of: int) -> float:
    """On the lines between one home's settings, shape (settings, 2), where column 1 - ``of`` has this value: column ``of``.
    Beyond the last setting: what that has."""
    order = settings[np.argsort(settings[:, 1 - of])]
    return float(np.interp(place, order[:, 1 - of], order[:, of]))


def with_range(values: Array) -> tuple[float, float, float]:
    """Mean over homes, and the middle 95 % of means over homes drawn again."""
    dice = np.random.default_rng(0)
    means = values[dice.integers(len(values), size=(4000, len(values)))].mean(axis=1)
    return float(values.mean()), float(np.quantile(means, 0.025)), float(np.quantile(means, 0.975))


def rows(found: Mapping[str, Array], setting: Mapping[str, int]) -> list[dict[str, object]]:
    """Each way at its setting, and ours beside it at the same energy and at the same MissTime."""
    told: list[dict[str, object]] = []
    for name, homes in found.items():
        at = homes[:, setting[name]]
        row: dict[str, object] = {
            "way": name,
            "knob": KNOBS[name][setting[name]],
            "miss": with_range(at[:, 0]),
            "energy": with_range(at[:, 1]),
        }
        if OURS in found and name != OURS:
            pairs = list(zip(found[OURS], at, strict=True))
            row["less_miss"] = with_range(np.array([along(ours, one[1], 0) - one[0] for ours, one in pairs]))
            row["less_energy"] = with_range(np.array([along(ours, one[0], 1) - one[1] for ours, one in pairs]))
        told.append(row)
    return told


def printed(title: str, told: Sequence[Mapping[str, object]]) -> Table:
    made = Table(title=title)
    for head in ("", "knob", "MissTime, min/day", "energy", "ours at equal energy, min/day", "ours at equal MissTime, energy"):
        made.add_column(head, justify="left" if not head else "right")
    for row in told:
        cells = [
            _cell(row.get(key), digits) for key, digits in (("miss", 1), ("energy", 3), ("less_miss", 1), ("less_energy", 3))
        ]
        made.add_row(str(row["way"]), str(row["knob"]), *cells)
    return made


def _cell(value: object, digits: int) -> str:
    if not isinstance(value, tuple):
        return ""
    mean, low, high = value
    return f"{mean:.{digits}f} ({low:.{digits}f} to {high:.{digits}f})"


def main() -> None:
    parser = argparse.ArgumentParser(description="Warm when they come: MissTime and energy beside other ways to heat.")
    parser.add_argument("--homes", type=int, default=8, help="of each half: those chosen on, those judged")
    parser.add_argument("--days", type=int, default=DAYS)
    parser.add_argument("--learn", type=int, default=LEARN_DAYS, help="days before those that are judged")
    parser.add_argument("--chosen-on", action="store_true", help="only the homes of even seed, on which settings were chosen")
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    console = Console(width=170)
    of_even = measured(asked.homes, asked.days, asked.learn, True, () if asked.chosen_on else [*set(KNOBS) - set(GIVEN)])
    found = of_even if asked.chosen_on else measured(asked.homes, asked.days, asked.learn, False)
    setting = chosen({name: of_even.get(name, homes) for name, homes in found.items()})
    told, half = rows(found, setting), "chosen on" if asked.chosen_on else "judged"
    console.print(printed(f"{asked.homes} homes {half}, {asked.days - asked.learn} days", told))
    console.print("each setting (knob, MissTime, energy):")
    for name, each in found.items():
        points = zip(KNOBS[name], each.mean(axis=0), strict=True)
        console.print(f"  {name}: " + "; ".join(f"{knob:g} {miss:.1f} {energy:.3f}" for knob, (miss, energy) in points))
    if asked.json is not None:
        homes = {name: each.tolist() for name, each in found.items()}
        asked.json.write_text(json.dumps({"rows": told, "half": half, "homes": homes}), "utf-8")


if __name__ == "__main__":
    main()
