"""Whether the hub finds out what a person goes by: one column of what it knows, or two at once, and nothing else.

    python -m benchmarks.rules [--homes 6] [--half choose|judge] [--kinds power,music] [--json FILE] [--table FILE]

One person in one home follows a plain rule (light when it is dark; jazz on Thursdays; warm when cooking in company) about
three times a day; everything the rule does not look at varies by itself. The hub acts through its own memory and its own gate;
wrong, or silent where something else was left, the person sets it by hand (numbers 0.2 tolerances unsteady); right, it is left
standing and counts as that. What is there when they come is what somebody else left: neither of the two values, or of on and
off one by chance. Right: the best guess is what the person wants. Sure and wrong: the hub gives its guess at least
the gate's probability, and it is another. Spoke: it gave it that much at all.

Homes of even number are there to choose settings by, of odd number to judge them (``--half``).
"""

import argparse
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from devices.vocabulary import OccupantId, Value
from hub.deciding.acting_gate import SURE, judge
from models.context import Context
from models.example import DEFAULT_WEIGHT, Example, Source
from models.kind import kinds
from models.people import People
from models.preference import Preference, hit

WANTED: dict[str, tuple[Value, Value]] = {
    "power": (True, False),
    "music": ("jazz", "silence"),
    "brightness": (0.8, 0.3),
    "colour_temperature": (4500.0, 2700.0),
    "setpoint": (21.5, 18.5),
    "volume": (0.6, 0.2),
    "colour": ("#ff8800", "#2040ff"),
}
LEFT: dict[str, Value] = {
    "music": "pop",
    "brightness": 0.55,
    "colour_temperature": 3600.0,
    "setpoint": 20.0,
    "volume": 0.4,
    "colour": "#20c060",
}
TUNES = ("calm", "jazz", "radio", "pop")
ACTIVITIES = ("cooking", "reading", "watching", "yoga", "chess")  # two of them a home's own
FIRST, LAST = 20, 60
ANA = OccupantId("ana")
START = datetime(2026, 3, 2, tzinfo=UTC)
A_DAY = 3.0

Holds = Callable[[Context], bool]


def rule(column: str, dice: np.random.Generator) -> Holds:
    """Where the first of the two values is wanted; drawn so that it is no rare case."""
    match column:
        case "hour":
            begin, long = float(dice.integers(6, 24)), float(dice.integers(4, 10))
            return lambda c: (c.local.hour + c.local.minute / 60.0 - begin) % 24.0 < long
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


COLUMNS = ("hour", "weekday", "weekend", "lux", "sun", "activity", "company", "outdoor")
PAIRS = tuple(pair for pair in combinations(COLUMNS, 2) if pair not in (("weekday", "weekend"), ("hour", "sun")))


def moments(dice: np.random.Generator) -> Iterator[Context]:
    """Without end: what the house knows as somebody comes in. Blinds and lamps make the light indoors its own affair."""
    day = 0
    while True:
        warm = dice.normal(10.0, 7.0)
        for hour in sorted(dice.uniform(6.0, 24.0, dice.poisson(A_DAY))):
            local = START + timedelta(days=day, hours=float(min(hour, 23.98)))
            yield Context(
                local,
                "living",
                illuminance_lx=float(10.0 ** dice.uniform(0.0, 3.3)),
                outdoor_c=float(warm + dice.normal(0.0, 2.0)),
                outdoor_mean_c=10.0,
                sun_elevation_deg=float(45.0 * np.sin((hour - 6.5) / 12.0 * np.pi) + dice.normal(0.0, 1.0)),
                activity=str(dice.choice(ACTIVITIES)),
                company=bool(dice.random() < 0.4),
            )
        day += 1


@dataclass(frozen=True, slots=True)
class Visit:
    """right: the best guess is what is wanted. hand: one was needed."""

    right: bool
    sure: bool
    acted: bool
    hand: bool


def live(kind: str, columns: tuple[str, ...], home: int, visits: int = LAST) -> list[Visit]:
    """One home; the same moments and the same rule whatever the kind."""
    dice = np.random.default_rng((home, *(COLUMNS.index(column) for column in columns)))
    holds = [rule(column, dice) for column in columns]
    wanted_then, wanted_else = WANTED[kind]
    people = People(("living", "kitchen", "bedroom"), music=TUNES)
    found = []
    for context, _ in zip(moments(dice), range(visits), strict=False):
        wanted = wanted_then if all(one(context) for one in holds) else wanted_else
        there = LEFT[kind] if kind in LEFT else bool(dice.random() < 0.5)
        found.append(visit(people, kind, context, wanted, there, dice))
    return found


def visit(people: People, kind: str, context: Context, wanted: Value, there: Value, dice: np.random.Generator) -> Visit:
    """Somebody comes in, wants this and finds that: what the hub does, what their hand does, and what is learned of it."""
    of = kinds()[kind]
    guess = people.predict(ANA, kind, context, context.local)
    sure, now = guess.content(guess.value), guess.content(there)
    acts = judge(of, guess.value, sure, now, there, guess.evidence).passes
    shows = guess.value if acts else there
    is_content = bool(hit(of, shows, wanted))
    if not is_content:
        value = wanted
        if not isinstance(value, bool | str):
            value = float(np.clip(value + 0.2 * of.tolerance * dice.normal(), of.low, of.high))
        people.learn(_example(kind, value, context, guess, Source.CORRECTION if acts else Source.HAND, shows if acts else None))
    elif acts or of.choice:
        people.learn(_example(kind, shows, context, guess, Source.ACCEPT, shows if acts else None))
    return Visit(bool(hit(of, guess.value, wanted)), guess.evidence > 0.0 and sure >= SURE, acts, not is_content)


def _example(kind: str, value: Value, context: Context, guess: Preference, source: Source, acted: Value | None) -> Example:
    return Example(
        ANA, kind, value, DEFAULT_WEIGHT[source], context.local, context, source, acted,
        guess.value if guess.evidence > 0.0 else None, guess.content(guess.value) if guess.evidence > 0.0 else None,
    )  # fmt: skip


def measure(kind: str, columns: tuple[str, ...], homes: list[int], first: int = FIRST, last: int = LAST) -> dict[str, Any]:
    """Shares over the visits first..last of all homes; low: of the home that fares worst."""
    each = [live(kind, columns, home, last)[first:] for home in homes]
    every = [visit for visits in each for visit in visits]
    return {
        "kind": kind,
        "rule": " and ".join(columns),
        "right": float(np.mean([visit.right for visit in every])),
        "low": min(float(np.mean([visit.right for visit in visits])) for visits in each),
        "sure_and_wrong": float(np.mean([visit.sure and not visit.right for visit in every])),
        "spoke": float(np.mean([visit.sure for visit in every])),
    }


def table(rows: list[dict[str, Any]]) -> str:
    """Markdown: rules down, kinds across; right / sure and wrong / spoke, in per cent."""
    asked = list(dict.fromkeys(row["kind"] for row in rows))
    lines = ["| rule by | " + " | ".join(asked) + " |", "|---" * (len(asked) + 1) + "|"]
    for name in dict.fromkeys(row["rule"] for row in rows):
        mine = {row["kind"]: row for row in rows if row["rule"] == name}
        cells = [
            f"{mine[k]['right'] * 100:.0f} / {mine[k]['sure_and_wrong'] * 100:.0f} / {mine[k]['spoke'] * 100:.0f}"
            if k in mine
            else ""
            for k in asked
        ]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--homes", type=int, default=6)
    ask.add_argument("--half", choices=("choose", "judge"), default="judge")
    ask.add_argument("--kinds", default=",".join(WANTED))
    ask.add_argument("--pairs", action="store_true", help="two columns at once, visits 50 to 60")
    ask.add_argument("--json", type=Path)
    ask.add_argument("--table", type=Path)
    given = ask.parse_args()
    homes = [2 * number + (given.half == "judge") for number in range(given.homes)]
    rows = []
    for kind in given.kinds.split(","):
        for columns in PAIRS if given.pairs else [(column,) for column in COLUMNS]:
            rows.append(measure(kind, columns, homes, 50 if given.pairs else FIRST, LAST))
    said = "Right / sure and wrong / spoke, %:\n\n" + table(rows)
    print(said)
    if given.json:
        given.json.write_text(json.dumps(rows, indent=1))
    if given.table:
        given.table.write_text(said)


if __name__ == "__main__":
    main()
