"""Two hard households, invented, by fixed specifications: what acting costs their people, for ours and for other methods.

    python -m benchmarks.household [--world smooth|switching] [--half choose|judge] [--seeds 4] [--days 120] [--people 12]
                                   [--json FILE] [--table FILE]

The worlds: ``smooth_world.py`` and ``switching_world.py``; who comes where and when: ``household_visits.py``. What is there
when somebody comes: what the room was left at. Not content (beyond the kind's tolerance: .15, 400 K, .5 °C, another name) a
person reaches for the switch, 85 % of the time when nobody acted, 95 % when the hub was wrong. Corrections are anchored: they
stop a fifth of the way short, towards what the hub had set.

What is counted, per person and day: corrections (somebody had to undo an act), touches (somebody had to reach for the switch
though nothing was done), helped (an act nobody corrected that was better than what was there); cost = 2 × correction + touch.
The hub starts from the priors it ships, made in another world. ``knows the truth`` gates like ours on the true wish and spread.
Saved: cost below never acting; its interval holds 90 % of what as many homes drawn from these by chance would have saved.

Seeds are even to choose settings by, odd to judge them (``--half``). River takes part where it is installed (``make bench``).
"""

import argparse
import json
import os
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("OMP_NUM_THREADS", "1")  # boosting would have its threads wait for each other beside other work

from benchmarks.gated_rivals import Boosted, Linear, River, UsualPerPart
from benchmarks.household_change import changed, half_gone
from benchmarks.household_lived import Count, live
from benchmarks.household_methods import LastValue, Never, Ours, OwnUsual, Policy, Schedule, Truth
from benchmarks.household_visits import WORLDS
from benchmarks.smooth_world import KINDS

POLICIES: dict[str, Callable[[int], Policy]] = {
    "never act": lambda _people: Never(),
    "always the last value": lambda _people: LastValue(),
    "a fixed schedule": lambda _people: Schedule(),
    "own usual per hour": lambda _people: OwnUsual(),
    "gated usual per part of the day": lambda _people: UsualPerPart(),
    "gated Ridge / LogisticRegression": lambda _people: Linear(),
    "gated HistGradientBoosting": lambda _people: Boosted(),
    **({"gated river": lambda _people: River()} if find_spec("river") else {}),
    "attune": lambda people: Ours(people),
    "knows the truth": lambda _people: Truth(),
}
DRAWS = 2000
Job = tuple[str, str, int, int, int]


def run(job: Job) -> tuple[str, int, dict[tuple[int, str], Count]]:
    name, world, seed, people, days = job
    return name, seed, live(POLICIES[name](people), world, seed, people, days)


def measure(world: str, seeds: list[int], people: int, days: int, names: list[str], at_once: int = 2) -> list[dict[str, Any]]:
    """A row for each kind and method."""
    jobs = [(name, world, seed, people, days) for seed in seeds for name in names]
    homes: dict[tuple[str, str], dict[tuple[int, int], Count]] = {}
    with ProcessPoolExecutor(at_once) as pool:
        for name, seed, counts in pool.map(run, jobs):
            for (home, kind), count in counts.items():
                homes.setdefault((name, kind), {})[seed, home] = count
    person_days = people * days * len(seeds)
    rows = []
    for kind in KINDS:
        never = homes["never act", kind]
        for name in names:
            found = homes[name, kind]
            cost = np.array([found[home].cost for home in sorted(found)])
            base = np.array([never[home].cost for home in sorted(found)])
            low, high = drawn(cost, base)
            rows.append(
                {
                    "world": world, "kind": kind, "method": name,
                    "corrections": sum(c.corrections for c in found.values()) / person_days,
                    "touches": sum(c.touches for c in found.values()) / person_days,
                    "helped": sum(c.helped for c in found.values()) / person_days,
                    "cost": float(cost.sum()) / person_days,
                    "saved": 1.0 - float(cost.sum() / base.sum()), "low": low, "high": high,
                    "homes": len(cost), "person_days": person_days,
                }
            )  # fmt: skip
    return rows


def drawn(cost: np.ndarray, base: np.ndarray) -> tuple[float, float]:
    """Of what is saved, between which 90 % of as many homes drawn from these with replacement lie."""
    dice = np.random.default_rng(0)
    some = dice.integers(len(cost), size=(DRAWS, len(cost)))
    saved = 1.0 - cost[some].sum(axis=1) / base[some].sum(axis=1)
    low, high = np.quantile(saved, [0.05, 0.95])
    return float(low), float(high)


def table(rows: list[dict[str, Any]]) -> str:
    lines = [
        f"The {rows[0]['world']} world, {rows[0]['homes']} homes; per person and day, over {rows[0]['person_days']:,} of them:",
        "",
        "| kind | method | wrong acts | touches | helped | cost | saved | 90 % of homes' means |",
        "|---" * 8 + "|",
    ]
    for row in rows:
        lines.append(
            f"| {row['kind']} | {row['method']} | {row['corrections']:.2f} | {row['touches']:.2f} | {row['helped']:.2f} "
            f"| {row['cost']:.2f} | {row['saved'] * 100:+.0f} % | {row['low'] * 100:+.0f} to {row['high'] * 100:+.0f} |"
        )
    return "\n".join(lines) + "\n"


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--world", choices=[*WORLDS, "both"], default="both")
    ask.add_argument("--half", choices=("choose", "judge"), default="judge")
    ask.add_argument("--seeds", type=int, default=4)
    ask.add_argument("--days", type=int, default=120)
    ask.add_argument("--people", type=int, default=12)
    ask.add_argument("--methods", default=",".join(POLICIES), help="'never act' is always among them")
    ask.add_argument("--at-once", type=int, default=2, help="processes")
    ask.add_argument("--no-changes", action="store_true", help="leave out how soon a change of habit is followed")
    ask.add_argument("--json", type=Path)
    ask.add_argument("--table", type=Path)
    given = ask.parse_args()
    seeds = [2 * number + (given.half == "judge") for number in range(given.seeds)]
    names = [name for name in POLICIES if name == "never act" or name in given.methods.split(",")]
    rows, said = [], []
    for world in WORLDS if given.world == "both" else (given.world,):
        found = measure(world, seeds, given.people, given.days, names, given.at_once)
        rows += found
        said.append(table(found))
        if "attune" in names and not given.no_changes:
            with ProcessPoolExecutor(given.at_once) as pool:
                n = len(seeds)
                told = list(pool.map(half_gone, [world] * n, seeds, [given.people] * n, [given.days] * n))
            said.append(changed(told))
    print("\n".join(said))
    if given.json:
        given.json.write_text(json.dumps(rows, indent=1))
    if given.table:
        given.table.write_text("\n".join(said))


if __name__ == "__main__":
    main()
