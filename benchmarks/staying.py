"""People who stay: how often a hand is needed with arrivals only, and when the room goes along with the evening.

    python -m benchmarks.staying [--days 42] [--seed 1]

One person comes home at another time every day and stays until eleven. What they want of the light falls and grows warmer
with the hour, by their own curve and the day's mood; every twenty minutes they look up, and set what is farther off than a
tolerance. Another wants the same as they come, and then that nothing moves. The same days are lived through twice with the real
hub (``attune rehearse``): ``follow: false``, and as it comes; and with Adaptive Lighting's sun curve and a fixed schedule
(evening_light_rivals.py). Counted are the corrections of the last third, and among them, and on all days, those of what was
right when they last looked and had been moved since.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.evening_light_rivals import Curve, corrections, schedule, sun_curve

ROOT = Path(__file__).resolve().parents[1]
ZONE = "Europe/Amsterdam"
QUANTITIES = ("brightness", "colour_temperature")
LOOKS_EVERY_MIN, FIRST_DAY = 20, "2026-01-12"
CURVE = ((17.5, 0.85, 3800.0), (19.5, 0.7, 3300.0), (21.0, 0.5, 2900.0), (23.0, 0.25, 2500.0))  # hour, level, kelvin
MOOD = (0.04, 90.0)  # one standard deviation of a day's


def wanted(hour: float, mood: float) -> dict[str, Any]:
    """What the person wants then; between the curve's points in a straight line."""
    before = max((point for point in CURVE if point[0] <= hour), default=CURVE[0])
    after = min((point for point in CURVE if point[0] > hour), default=CURVE[-1])
    part = 0.0 if after[0] == before[0] else (hour - before[0]) / (after[0] - before[0])
    level, kelvin = (before[i] + part * (after[i] - before[i]) for i in (1, 2))
    found = {
        "brightness": round(min(1.0, max(0.05, level + mood * MOOD[0])), 3),
        "colour_temperature": round(kelvin - mood * MOOD[1]),
    }
    return {"power": True, **found}


def evenings(days: int, seed: int, is_steady: bool) -> list[tuple[int, list[tuple[int, dict[str, Any]]]]]:
    """Of each day: the minute they come, and at which minutes they look up and want what."""
    dice = random.Random(seed)
    found = []
    for _ in range(days):
        mood, come = dice.gauss(0.0, 1.0), dice.randint(17 * 60 + 30, 19 * 60 + 30)
        looks = range(come + 1, 23 * 60, LOOKS_EVERY_MIN)
        found.append((come, [(minute, wanted((come if is_steady else minute) / 60, mood)) for minute in looks]))
    return found


def script(days: int, seed: int, is_steady: bool) -> dict[str, Any]:
    steps: list[dict[str, Any]] = []
    for day, (come, looks) in enumerate(evenings(days, seed, is_steady)):
        if day == days * 2 // 3:
            steps.append({"mark": "measured"})
        steps.append({"at": _clock(come), "ana": "living_room"})
        steps += [{"at": _clock(minute), "want": {"living_lamp": want}} for minute, want in looks]
        steps.append({"at": "23:00", "ana": "not_home"})
    return {"start": f"{FIRST_DAY} 07:00", "devices": {"living_lamp": "light"}, "steps": steps}


def with_rival(curve: Curve, days: int, seed: int, is_steady: bool) -> tuple[int, int, int]:
    """Corrections of the last third; of them, of what had moved while they stayed; and such corrections of all days."""
    midnight = datetime.combine(date.fromisoformat(FIRST_DAY), time(), ZoneInfo(ZONE))
    each = []
    for day, (_, looks) in enumerate(evenings(days, seed, is_steady)):
        of_day = midnight + timedelta(days=day)
        told = [
            (of_day + timedelta(minutes=minute), {quantity: float(want[quantity]) for quantity in QUANTITIES})
            for minute, want in looks
        ]
        each.append(corrections(curve, told))
    late = each[days * 2 // 3 :]
    return sum(one for one, _ in late), sum(wrong for _, wrong in late), sum(wrong for _, wrong in each)


def config(follows: bool) -> dict[str, Any]:
    return {
        "home": {"name": "Bench", "latitude": 52.37, "longitude": 4.9, "time_zone": ZONE},
        "storage": {"path": "attune.db"},
        "occupants": {"ana": {"learn": ["light"], "presence": [{"topic": "home/presence/ana"}]}},
        "rooms": {"living_room": {"when_empty": {"light": "off"}, "devices": [{"zigbee2mqtt": "living_lamp"}]}},
        **({} if follows else {"follow": False}),
    }


def lived(days: int, seed: int, follows: bool, is_steady: bool) -> list[dict[str, Any]]:
    """The lines of a rehearsal."""
    with tempfile.TemporaryDirectory() as folder:
        for name, body in (("config.yaml", config(follows)), ("script.yaml", script(days, seed, is_steady))):
            (Path(folder) / name).write_text(json.dumps(body), "utf-8")
        words = [sys.executable, "-m", "hub", "rehearse", f"{folder}/script.yaml", "-c", f"{folder}/config.yaml", "--json"]
        told = subprocess.run(words, capture_output=True, text=True, check=True, cwd=ROOT).stdout
    return [json.loads(line) for line in told.splitlines()]


def counted(lines: list[dict[str, Any]]) -> tuple[int, int, int, int]:
    """Corrections since the mark; of them, of what the hub had moved while they stayed; moves of that kind; and such
    corrections of all days."""
    since = next(line["marks"]["measured"]["since"] for line in lines if line["kind"] == "summary")
    corrections = wrong = moves = ever = 0
    moved: dict[str, str] = {}  # by quantity, what moved it last
    for line in lines:
        if line["kind"] == "decision":
            sent = [wish["quantity"] for wish in line["wishes"] if wish["outcome"] == "sent"]
            moved |= dict.fromkeys(sent, line["trigger"])
            moves += len(sent) if line["at"] >= since and line["trigger"] in ("evening", "daylight") else 0
        elif line["kind"] == "correction":
            by = moved.pop(line["quantity"], None)
            ever += by in ("evening", "daylight")
            if line["at"] >= since:
                corrections += 1
                wrong += by in ("evening", "daylight")
    return corrections, wrong, moves, ever


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def main() -> None:
    asks = argparse.ArgumentParser(description=__doc__)
    asks.add_argument("--days", type=int, default=42)
    asks.add_argument("--seed", type=int, default=1)
    given = asks.parse_args()
    measured = given.days - given.days * 2 // 3
    print("| who | | corrections a day | of what was moved while they stayed | moves a day | such corrections, all days |")
    print("|---|---|---|---|---|---|")
    for who, is_steady in (("goes along with the evening", False), ("wants that nothing moves", True)):
        for called, follows in (("arrivals only", False), ("staying", True)):
            *late, ever = counted(lived(given.days, given.seed, follows, is_steady))
            figures = [*(f"{count / measured:.2f}" for count in late), f"{ever / given.days:.2f}"]
            print(f"| {who} | {called} | {' | '.join(figures)} |", flush=True)
        for called, curve in (("Adaptive Lighting's sun curve", sun_curve), ("fixed schedule", schedule)):
            count, wrong, ever = with_rival(curve, given.days, given.seed, is_steady)
            print(f"| {who} | {called} | {count / measured:.2f} | {wrong / measured:.2f} | | {ever / given.days:.2f} |")


if __name__ == "__main__":
    main()
