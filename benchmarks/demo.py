"""The demo's own figure over five seeds: corrections per person and day, last quarter of the days against the first.

    python benchmarks/demo.py [--days 28] [--seeds 1,2,3,4,5] [--only-watch]

Prints the table of ``benchmarks/demo.md``. Exits 1 when a seed misses the goal (at most half), or when the hub touched
anything a hand held or nobody there had agreed to. --only-watch: the same household with a hub that never acts as somebody
comes in, to see what the season alone does; no goal applies.
"""

import argparse
import json
import logging
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

GOAL = 0.5


def run(days: int, seed: int) -> tuple[dict[str, Any], float]:
    """One demo as a user starts it: its summary, and how long it took in seconds."""
    began = time.monotonic()
    words = [sys.executable, "-m", "hub", "demo", "--days", str(days), "--seed", str(seed), "--quick", "--json"]
    done = subprocess.run(words, cwd=Path(__file__).parents[1], capture_output=True, text=True, check=False)
    if not done.stdout.strip():
        sys.exit(f"seed {seed} ended with {done.returncode}: {done.stderr[-2000:]}")
    return json.loads(done.stdout), time.monotonic() - began


def watched(days: int, seed: int) -> tuple[dict[str, Any], float]:
    """The same household, the hub only watching."""
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from hub.demo.play import play

    began = time.monotonic()
    return play(days, seed, lambda _scene: None, only_watch=True).summary(seed), time.monotonic() - began


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--days", type=int, default=28)
    parser.add_argument("--seeds", default="1,2,3,4,5")
    parser.add_argument("--only-watch", action="store_true")
    arguments = parser.parse_args()
    logging.disable(logging.CRITICAL)
    is_good = True
    print("| seed | first quarter | last quarter | ratio | acts | right | violations | seconds |")
    print("|---:|---:|---:|---:|---:|---:|---:|---:|")
    for seed in (int(s) for s in arguments.seeds.split(",")):
        summary, seconds = (watched if arguments.only_watch else run)(arguments.days, seed)
        found = summary["corrections_per_person_day"]
        first, last = found["first_quarter"], found["last_quarter"]
        ratio = last / first if first else 0.0
        is_good = is_good and ratio <= GOAL and summary["violations"] == 0
        print(
            f"| {seed} | {first:.2f} | {last:.2f} | {ratio:.2f} | {summary['acts']} | {summary['right'] * 100:.0f} % "
            f"| {summary['violations']} | {seconds:.0f} |",
            flush=True,
        )
    return 0 if is_good or arguments.only_watch else 1


if __name__ == "__main__":
    sys.exit(main())
