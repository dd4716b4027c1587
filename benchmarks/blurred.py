"""What it costs the learners that lessons older than a week are known to a quarter of an hour only (robustness V6).

    python -m benchmarks.blurred [--seeds 3] [--days 84] [--people 6]

The invented homes of ``household.py``, without acting: at every visit what the person wants is predicted, then learned. Each
night both shelves are made anew from the stored lessons, one with every time exact, one with those older than a week blurred as
the store blurs them. Counted from the third week on.
"""

import argparse
import sys
from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.household_lived import content
from benchmarks.household_visits import Visit, visits
from benchmarks.smooth_world import KINDS, ROOMS, TUNES
from devices.vocabulary import OccupantId, Value
from hub.store.blurring import blurred, quarter_of
from hub.store.retention import EXACT_D
from models.example import DEFAULT_WEIGHT, Example, Source
from models.kind import Kind, kinds
from models.people import People

FIRST_DAY = 14


def blur(example: Example) -> Example:
    return replace(example, at=quarter_of(example.at), context=blurred(example.context))


def shelf(lessons: list[Example]) -> People:
    found = People(rooms=list(ROOMS), music=list(TUNES))
    for lesson in lessons:
        found.learn(lesson)
    return found


def live(seed: int, people: int, days: int) -> dict[str, list[tuple[bool, bool, float, float]]]:
    """By kind: whether each shelf was within the person's tolerance, and how far off in tolerances (0 or 1 for a name)."""
    _, meetings = visits("smooth", seed, people, days)
    by_person: dict[int, list[Visit]] = defaultdict(list)
    for today in meetings:
        for visit in today:
            by_person[visit.judge].append(visit)
    found: dict[str, list[tuple[bool, bool, float, float]]] = {kind: [] for kind in KINDS}
    for who, of_one in by_person.items():
        name, night = OccupantId(f"p{who}"), -1
        lessons: list[Example] = []
        exact, coarse = shelf([]), shelf([])
        for visit in of_one:
            at = visit.context.local
            if visit.day != night:
                night, old = visit.day, at - timedelta(days=EXACT_D)
                exact = shelf(lessons)
                coarse = shelf([blur(one) if one.at < old else one for one in lessons])
            for kind in KINDS:
                of, wanted = kinds()[kind], visit.wants[kind]
                guesses = [one.predict(name, kind, visit.context, at).value for one in (exact, coarse)]
                if visit.day >= FIRST_DAY:
                    ours, its = guesses
                    found[kind].append(
                        (content(of, ours, wanted), content(of, its, wanted), _off(of, ours, wanted), _off(of, its, wanted))
                    )
                lesson = Example(name, kind, wanted, DEFAULT_WEIGHT[Source.HAND], at, visit.context, Source.HAND)
                lessons.append(lesson)
                exact.learn(lesson)
                coarse.learn(lesson)
    return found


def _off(kind: Kind, guess: Value, wanted: Value) -> float:
    if isinstance(guess, bool | str) or isinstance(wanted, bool | str):
        return float(guess != wanted)
    return abs(guess - wanted) / kind.tolerance


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seeds", type=int, default=3)
    asked.add_argument("--days", type=int, default=84)
    asked.add_argument("--people", type=int, default=6)
    given = asked.parse_args()
    rows: dict[str, list[tuple[bool, bool, float, float]]] = {kind: [] for kind in KINDS}
    for seed in range(given.seeds):
        for kind, of_kind in live(seed, given.people, given.days).items():
            rows[kind] += of_kind
    print(
        "| kind | guesses | right, exact | right, blurred | off by (tolerances), exact | blurred |\n|---|---|---|---|---|---|"
    )
    for kind, of_kind in rows.items():
        right, blur_right, off, blur_off = np.mean(np.array(of_kind, dtype=float), axis=0)
        print(f"| {kind} | {len(of_kind)} | {right:.4f} | {blur_right:.4f} | {off:.4f} | {blur_off:.4f} |")


if __name__ == "__main__":
    main()
