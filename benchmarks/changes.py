"""What changes in a life, and how many hands it takes until the hub has followed: seasons, weekends, a new habit, a party.

    python -m benchmarks.changes [--people 6] [--half choose|judge] [--parts season,weekend,habit,party] [--json FILE]

One person in one room, met as in ``rules.py``: the hub's own memory and its own gate; silent or wrong, a hand sets it (numbers
0.2 tolerances unsteady). What is found on coming is what somebody else left, so that every silence costs a hand. Hands are
counted, whatever the hub had done.

season     one evening a day, two years; from April to September another value than in winter. Of the second year: hands in the
           three weeks after each of the two turns.
weekend    a morning and an evening a day; at weekends another value at the same hours. Hands a week, of the third to tenth.
habit      a morning, a noon and an evening a day, each with a value of its own (of names), or with a level of its own (of
           numbers); after 60 days every name is another, and all levels are half as much again away. Hands in the three weeks
           after, over all parts.
party      one evening a day for 20 days; then one evening with five hands, each to the same other value, at which nothing is
           right. On how many of the next ten evenings a hand is needed.

People of even number are there to choose settings by, of odd number to judge them (``--half``).
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.rules import LEFT, TUNES, WANTED, visit
from devices.vocabulary import Value
from models.context import Context
from models.people import People

START = datetime(2026, 1, 5, tzinfo=UTC)  # a Monday
KINDS = ("brightness", "setpoint", "music", "power")
AFTER = 21  # days looked at after a change
LEVELS: Mapping[str, tuple[float, float, float, float]] = {  # by part of the day; and what they all become another by
    "brightness": (0.8, 0.7, 0.35, -0.22),
    "setpoint": (20.5, 20.0, 19.5, 1.5),
}
NAMES = (("jazz", "radio"), ("calm", "jazz"), ("radio", "calm"))


def moments(dice: np.random.Generator, days: int, hours: tuple[float, ...]) -> Iterator[tuple[int, int, Context]]:
    """Day, which of the hours, and what the house knows as somebody comes in about then."""
    for day in range(days):
        date = START + timedelta(days=day)
        turn = 2.0 * np.pi * (date.timetuple().tm_yday - 20) / 365.0
        mean, dark = 10.0 - 8.0 * np.cos(turn), 12.0 + 4.5 * -np.cos(turn)  # °C; hours of daylight
        warm = mean + dice.normal(0.0, 2.5)
        for part, hour in enumerate(hours):
            at = hour + dice.uniform(-0.75, 0.75)
            sun = float(np.clip(60.0 * np.cos((at - 12.5) / dark * np.pi), -30.0, 60.0))
            lux = float(10.0 ** (0.5 + max(0.0, sun) / 30.0 + dice.normal(0.0, 0.3)))
            yield (
                day,
                part,
                Context(
                    date + timedelta(hours=float(at)),
                    "living",
                    illuminance_lx=lux,
                    outdoor_c=float(warm + dice.normal(0.0, 1.0)),
                    outdoor_mean_c=float(mean),
                    sun_elevation_deg=sun,
                    company=False,
                ),
            )


def left(kind: str, dice: np.random.Generator) -> Value:
    return LEFT[kind] if kind in LEFT else bool(dice.random() < 0.5)


def people_of() -> People:
    return People(("living", "kitchen", "bedroom"), music=TUNES)


def season(kind: str, person: int) -> float:
    """Hands in the three weeks after a turn of the second year, of two turns the mean."""
    dice = np.random.default_rng((1, person))
    people, hands = people_of(), np.zeros(740)
    warm = np.zeros(740, dtype=bool)
    for day, _, context in moments(dice, 740, (20.0,)):
        warm[day] = 4 <= context.local.month <= 9
        hands[day] = visit(people, kind, context, WANTED[kind][int(warm[day])], left(kind, dice), dice).hand
    turns = [day for day in range(366, 719) if warm[day] != warm[day - 1]]
    return float(np.mean([hands[day : day + AFTER].sum() for day in turns]))


def weekend(kind: str, person: int) -> float:
    """Hands a week, of the third to the tenth."""
    dice = np.random.default_rng((2, person))
    people, hands = people_of(), 0
    for day, _, context in moments(dice, 70, (9.0, 20.0)):
        wanted = WANTED[kind][int(context.local.weekday() >= 5)]
        hands += visit(people, kind, context, wanted, left(kind, dice), dice).hand * (day >= 14)
    return hands / 8.0


def habit(kind: str, person: int) -> float:
    """Hands in the three weeks after the change, all parts of the day; less those of the three weeks before."""
    dice = np.random.default_rng((3, person))
    people, before, after = people_of(), 0, 0
    for day, part, context in moments(dice, 60 + AFTER, (8.0, 13.0, 20.5)):
        is_new = day >= 60
        wanted: Value
        if kind == "power":
            wanted = (part == 2) != is_new
        elif kind == "music":
            wanted = NAMES[part][is_new]
        else:
            wanted = LEVELS[kind][part] + LEVELS[kind][3] * is_new
        hand = visit(people, kind, context, wanted, left(kind, dice), dice).hand
        after += hand * is_new
        before += hand * (60 - AFTER <= day < 60)
    return float(after - before)


def party(kind: str, person: int) -> float:
    """On how many of the ten evenings after the one with five hands one is needed."""
    dice = np.random.default_rng((4, person))
    people, evenings = people_of(), 0
    usual, other = WANTED[kind]
    for day, _, context in moments(dice, 31, (20.0,)):
        if day == 20:
            for turn in range(5):
                later = replace(context, local=context.local + timedelta(minutes=25 * turn), company=True)
                visit(people, kind, later, other, left(kind, dice), dice)
        else:
            evenings += visit(people, kind, context, usual, left(kind, dice), dice).hand * (day > 20)
    return float(evenings)


PARTS: Mapping[str, tuple[Callable[[str, int], float], str, float]] = {
    "season": (season, "hands in three weeks, a turn of the second year", 2.0),
    "weekend": (weekend, "hands a week from the third on", 1.0),
    "habit": (habit, "hands more in three weeks after a change, all parts", 6.0),
    "party": (party, "evenings with a hand after five contradicting ones", 2.0),
}


def measure(parts: list[str], kinds: list[str], people: list[int]) -> list[dict[str, Any]]:
    rows = []
    for part in parts:
        of, words, goal = PARTS[part]
        for kind in kinds:
            found = [of(kind, person) for person in people]
            rows.append(
                {"part": part, "measures": words, "goal": goal, "kind": kind, "mean": float(np.mean(found)), "most": max(found)}
            )
    return rows


def table(rows: list[dict[str, Any]]) -> str:
    """Markdown; mean and worst of the people."""
    kinds = list(dict.fromkeys(row["kind"] for row in rows))
    lines = ["| | goal | " + " | ".join(kinds) + " |", "|---" * (len(kinds) + 2) + "|"]
    for part in dict.fromkeys(row["part"] for row in rows):
        mine = [row for row in rows if row["part"] == part]
        cells = [f"{row['mean']:.1f} ({row['most']:.1f})" for row in mine]
        lines.append(f"| {mine[0]['measures']} | {mine[0]['goal']:.0f} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--people", type=int, default=6)
    ask.add_argument("--half", choices=("choose", "judge"), default="judge")
    ask.add_argument("--parts", default=",".join(PARTS))
    ask.add_argument("--kinds", default=",".join(KINDS))
    ask.add_argument("--json", type=Path)
    given = ask.parse_args()
    people = [2 * number + (given.half == "judge") for number in range(given.people)]
    rows = measure(given.parts.split(","), given.kinds.split(","), people)
    print(table(rows))
    if given.json:
        given.json.write_text(json.dumps(rows, indent=1))


if __name__ == "__main__":
    main()
