"""Whether the hub finds out what a person goes by: one column of what it knows, or two at once, and nothing else.

    python -m benchmarks.rules [--homes 6] [--half choose|judge] [--kinds power,music] [--pairs | --shapes] [--rules band]
                               [--json FILE] [--table FILE]

One person in one home follows a plain rule (light when it is dark; jazz on Thursdays; warm when cooking in company) about
three times a day; everything the rule does not look at varies by itself. The hub acts through its own memory and its own gate;
wrong, or silent where something else was left, the person sets it by hand (numbers 0.2 tolerances unsteady); right, it is left
standing and counts as that. What is there when they come is what somebody else left: neither of the two values, or of on and
off one by chance. Right: the best guess is what the person wants. Sure and wrong: the hub gives its guess at least
the gate's probability, and it is another. Spoke: it gave it that much at all. Free: no hand was needed. ``--shapes``: rules of
other shapes and lives less even (``rule_shapes.py``).

Homes of even number are there to choose settings by, of odd number to judge them (``--half``).
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from pathlib import Path
from typing import Any, Protocol
from zlib import crc32

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.rule_shapes import COLUMNS, NOISE, SHAPES, Wants, holds, moments
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
THIRD: dict[str, Value] = {
    "power": False,
    "music": "calm",
    "brightness": 0.05,
    "colour_temperature": 6000.0,
    "setpoint": 17.0,
    "volume": 0.9,
    "colour": "#c020c0",
}
TUNES = ("calm", "jazz", "radio", "pop")
FIRST, LAST = 20, 60
ANA = OccupantId("ana")

PAIRS = tuple(pair for pair in combinations(COLUMNS, 2) if pair not in (("weekday", "weekend"), ("hour", "sun")))


@dataclass(frozen=True, slots=True)
class Visit:
    """right: the best guess is what is wanted. hand: one was needed."""

    right: bool
    sure: bool
    acted: bool
    hand: bool


class Learns(Protocol):
    """Who finds out what Ana goes by."""

    def predict(self, occupant: OccupantId, kind: str, context: Context, now: datetime, /) -> Preference: ...
    def learn(self, example: Example, /) -> None: ...


def live(kind: str, rule: str, home: int, visits: int = LAST, people: Learns | None = None) -> list[Visit]:
    """One home; the same moments and the same rule whatever the kind. rule: a shape's name, or columns joined by " and ".
    people: who learns; None: the hub."""
    dice = np.random.default_rng((home, *_seed(rule)))
    wants = SHAPES[rule](dice) if rule in SHAPES else _all_of(rule.split(" and "), dice)
    people = People(("living", "kitchen", "bedroom"), music=TUNES) if people is None else people
    found = []
    for context, _ in zip(moments(dice, rule), range(visits), strict=False):
        wanted = meant = value_of(kind, wants(context))
        if rule.startswith("noisy") and dice.random() < NOISE:
            wanted = value_of(kind, 1.0 - wants(context))
        there = LEFT[kind] if kind in LEFT else bool(dice.random() < 0.5)
        found.append(visit(people, kind, context, wanted, there, dice, meant))
    return found


def _seed(rule: str) -> tuple[int, ...]:
    if rule in SHAPES:
        return 1000, crc32(rule.encode())
    return tuple(COLUMNS.index(column) for column in rule.split(" and "))


def _all_of(columns: Sequence[str], dice: np.random.Generator) -> Wants:
    each = [holds(column, dice) for column in columns]
    return lambda c: float(not all(one(c) for one in each))


def value_of(kind: str, which: float) -> Value:
    """which: 0, 1 or 2 of what is wanted of the kind, of numbers also between the first two."""
    if which in (0.0, 1.0, 2.0):
        return (*WANTED[kind], THIRD[kind])[int(which)]
    first, second = WANTED[kind]
    if isinstance(first, str) or isinstance(second, str):
        raise ValueError(f"{kind} has nothing between")
    return first + which * (second - first)


def visit(
    people: Learns,
    kind: str,
    context: Context,
    wanted: Value,
    there: Value,
    dice: np.random.Generator,
    meant: Value | None = None,
) -> Visit:
    """Somebody comes in, wants this and finds that: what the hub does, what their hand does, and what is learned of it. meant:
    what they would want if they had not slipped, where that is something else."""
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
    return Visit(
        bool(hit(of, guess.value, wanted if meant is None else meant)),
        guess.evidence > 0.0 and sure >= SURE,
        acts,
        not is_content,
    )


def _example(kind: str, value: Value, context: Context, guess: Preference, source: Source, acted: Value | None) -> Example:
    return Example(
        ANA, kind, value, DEFAULT_WEIGHT[source], context.local, context, source, acted,
        guess.value if guess.evidence > 0.0 else None, guess.content(guess.value) if guess.evidence > 0.0 else None,
    )  # fmt: skip


def measure(kind: str, rule: str, homes: list[int], first: int = FIRST, last: int = LAST) -> dict[str, Any]:
    """Shares over the visits first..last of all homes; low: of the home that fares worst."""
    each = [live(kind, rule, home, last)[first:] for home in homes]
    every = [visit for visits in each for visit in visits]
    return {
        "kind": kind,
        "rule": rule,
        "right": float(np.mean([visit.right for visit in every])),
        "low": min(float(np.mean([visit.right for visit in visits])) for visits in each),
        "sure_and_wrong": float(np.mean([visit.sure and not visit.right for visit in every])),
        "spoke": float(np.mean([visit.sure for visit in every])),
        "free": float(np.mean([not visit.hand for visit in every])),
    }


def table(rows: list[dict[str, Any]]) -> str:
    """Markdown: rules down, kinds across; right / sure and wrong / spoke / free, in per cent."""
    asked = list(dict.fromkeys(row["kind"] for row in rows))
    lines = ["| rule by | " + " | ".join(asked) + " |", "|---" * (len(asked) + 1) + "|"]
    for name in dict.fromkeys(row["rule"] for row in rows):
        mine = {row["kind"]: row for row in rows if row["rule"] == name}
        cells = [
            " / ".join(f"{mine[k][what] * 100:.0f}" for what in ("right", "sure_and_wrong", "spoke", "free"))
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
    ask.add_argument("--shapes", action="store_true", help="rules of other shapes")
    ask.add_argument("--rules", default="", help="only those whose name holds one of these, between commas")
    ask.add_argument("--json", type=Path)
    ask.add_argument("--table", type=Path)
    given = ask.parse_args()
    homes = [2 * number + (given.half == "judge") for number in range(given.homes)]
    rules = [" and ".join(pair) for pair in PAIRS] if given.pairs else list(SHAPES if given.shapes else COLUMNS)
    rules = [rule for rule in rules if any(part in rule for part in given.rules.split(","))]
    rows = []
    for kind in given.kinds.split(","):
        for rule in rules:
            if not (rule.startswith("line") and kinds()[kind].choice):
                rows.append(measure(kind, rule, homes, 50 if given.pairs else FIRST, LAST))
    said = "Right / sure and wrong / spoke / hand-free, %:\n\n" + table(rows)
    print(said)
    if given.json:
        given.json.write_text(json.dumps(rows, indent=1))
    if given.table:
        given.table.write_text(said)


if __name__ == "__main__":
    main()
