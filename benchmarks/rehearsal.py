"""How long a made-up life takes: four people in four rooms, every day, rehearsed as a user starts it.

    python benchmarks/rehearsal.py [--days 365] [--people 4]

The goal: a year of four people in under two minutes on a laptop. Prints seconds (of the clock and of the processor) and what
happened; exits 1 when the run failed. What is not the machine's own speed: other work on it stretches both.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

TOP = Path(__file__).parents[1]
ROOMS = ("living_room", "kitchen", "bedroom", "study")
PEOPLE = ("ana", "ben", "mia", "leo")
DAYS: Mapping[str, tuple[tuple[str, str], ...]] = {  # where each is, from when
    "ana": (
        ("06:30", "kitchen"), ("08:00", "study"), ("12:20", "kitchen"), ("13:00", "study"), ("17:40", "kitchen"),
        ("18:50", "living_room"), ("22:30", "bedroom"),
    ),
    "ben": (
        ("06:50", "kitchen"), ("07:50", "not_home"), ("17:15", "living_room"), ("18:20", "kitchen"), ("19:20", "study"),
        ("21:00", "living_room"), ("23:00", "bedroom"),
    ),
    "mia": (
        ("07:10", "kitchen"), ("07:40", "not_home"), ("14:40", "kitchen"), ("15:10", "living_room"), ("20:30", "bedroom"),
        ("21:40", "not_home"),
    ),
    "leo": (("07:20", "kitchen"), ("07:45", "not_home"), ("15:30", "living_room"), ("21:20", "bedroom")),
}  # fmt: skip
LIKES: Mapping[str, tuple[float, int]] = {"ana": (0.35, 2600), "ben": (0.6, 3100), "mia": (0.8, 3500), "leo": (0.5, 2900)}


def home(people: tuple[str, ...]) -> dict[str, Any]:
    return {
        "home": {"latitude": 52.37, "longitude": 4.9, "time_zone": "Europe/Amsterdam"},
        "occupants": {
            who: {"learn": ["light", "temperature"], "presence": [{"topic": f"home/presence/{who}"}]} for who in people
        },
        "rooms": {
            room: {
                "when_empty": {"light": "off", "after": 120},
                "devices": [{"zigbee2mqtt": f"{room}_lamp"}, {"zigbee2mqtt": f"{room}_trv"}],
                "sensors": [{"zigbee2mqtt": f"{room}_motion"}, {"zigbee2mqtt": f"{room}_lux"}],
            }
            for room in ROOMS
        },
    }


def script(days: int, people: tuple[str, ...]) -> dict[str, Any]:
    devices: dict[str, Any] = {}
    for room in ROOMS:
        devices |= {f"{room}_lamp": "light", f"{room}_trv": "valve", f"{room}_motion": "motion"}
        devices[f"{room}_lux"] = {"kind": "lux", "daylight": 0.02}
    moves = sorted((at, who, place) for who in people for at, place in DAYS[who])
    steps: list[dict[str, Any]] = []
    for at, who, place in moves:
        if place == "not_home":
            steps.append({"at": at, "about": "4 min", who: place})
            continue
        level, kelvin = LIKES[who]
        steps.append({"at": at, "about": "4 min", who: place, "sensor": {f"{place}_motion": True}})
        steps.append({"at": "+90 s", "sensor": {f"{place}_motion": False}})
        wants = {
            f"{place}_lamp": {"power": True, "brightness": [level - 0.1, level + 0.1], "colour_temperature": kelvin},
            f"{place}_trv": {"setpoint": [19.0, 21.0]},
        }
        steps.append({"by": who, "want": wants})
    steps.append({"at": "23:40", "hand": {"bedroom_lamp": {"power": False}}})
    return {"start": "2026-01-05 05:00", "devices": devices, "steps": [{"repeat": days, "every": "day", "steps": steps}]}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--people", type=int, default=4, choices=range(1, 5))
    arguments = parser.parse_args()
    people = PEOPLE[: arguments.people]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "config.yaml").write_text(json.dumps(home(people)), "utf-8")
        (folder / "script.yaml").write_text(json.dumps(script(arguments.days, people)), "utf-8")
        words = [
            sys.executable,
            "-m",
            "hub",
            "rehearse",
            str(folder / "script.yaml"),
            "-c",
            str(folder / "config.yaml"),
            "--json",
        ]
        began = time.monotonic()
        done = subprocess.run(words, cwd=TOP, capture_output=True, text=True, check=False)
        seconds = time.monotonic() - began
    if done.returncode:
        print(done.stderr[-3000:])
        return 1
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    counts = Counter(line["kind"] for line in lines)
    processor = used.ru_utime + used.ru_stime
    print(f"{arguments.days} days, {len(people)} people: {seconds:.0f} s, {processor:.0f} s of the processor")
    print(f"{used.ru_maxrss / 1024:.0f} MiB; " + ", ".join(f"{count} {kind}" for kind, count in sorted(counts.items())))
    print(json.dumps(lines[-1]["marks"]["start"]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
