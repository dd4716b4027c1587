"""Rules of many shapes lived through the running program: how often no hand is needed, and how often it did wrong.

    python -m benchmarks.rules_lived [--homes 4] [--half choose|judge] [--days 24] [--rules weekdays,winter] [--json FILE]

One person comes into one room three times a day, stays for forty minutes and wants what one rule says; a minute after coming
a hand sets what is farther off than a tolerance. All of it is a rehearsal (``attune rehearse``): autonomy is earned, lamp and
music are put out behind them, the valve stays as it is. What a rule does not look at varies by itself. Counted over visits 20
to 40 and 40 to 60, 72 in all: hand-free, and acts that a hand put right within ten minutes. *Never acting* is what a hand that
finds things as they were left would have to do.

Homes of even number are there to choose settings by, of odd number to judge them (``--half``).
"""

import argparse
import json
import math
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from devices.vocabulary import Value
from models.kind import kinds

ROOT = Path(__file__).resolve().parents[1]
BEGINS = date(2026, 3, 2)
COMES = ((6.5, 11.0), (11.75, 17.0), (17.75, 23.2))  # hours between which one comes
STAYS_MIN = 40
ACTIVITIES = ("yoga", "chess", "cooking")
SPANS = ((20, 40), (40, 60))
AS_LEFT: Mapping[str, Value] = {"power": False, "setpoint": 20.0, "music": "silence"}
Wants = dict[str, Value]
Rule = Callable[["Moment"], Wants]


@dataclass(frozen=True, slots=True)
class Moment:
    at: datetime
    lux: float
    outdoor: float
    doing: str

    @property
    def hour(self) -> float:
        return self.at.hour + self.at.minute / 60.0

    @property
    def day(self) -> int:
        return self.at.weekday()

    @property
    def any_music(self) -> str:
        """One of two by the chance of the moment."""
        return ("calm", "silence")[crc32(self.at.isoformat().encode()) & 1]


def light(wants: bool, level: float = 0.8, kelvin: float | None = None) -> Wants:
    if not wants:
        return {"power": False}
    wanted: dict[str, float | bool | str] = {"power": True, "brightness": level}
    return wanted | ({} if kelvin is None else {"colour_temperature": kelvin})


RULES: Mapping[str, Rule] = {
    "light between 300 and 700 lx": lambda m: light(300.0 <= m.lux <= 700.0),
    "light below 700 lx": lambda m: light(m.lux < 700.0),
    "three levels by the light": lambda m: light(True, 0.9 if m.lux < 20.0 else 0.5 if m.lux < 300.0 else 0.15),
    "light if either weekend or dark": lambda m: light((m.day >= 5) != (m.lux < 100.0)),
    "light below 30, 100 or 400 lx by activity": lambda m: light(m.lux < (30.0, 100.0, 400.0)[ACTIVITIES.index(m.doing)]),
    "a level for each activity": lambda m: light(True, (0.9, 0.5, 0.15)[ACTIVITIES.index(m.doing)]),
    "jazz on Tuesdays and Thursdays": lambda m: {"music": "jazz" if m.day in (1, 3) else "silence"},
    "a level on Mondays and Fridays": lambda m: light(True, 0.25 if m.day in (0, 4) else 0.75),
    "21 °C on Tuesdays and Thursdays, else 19": lambda m: {"setpoint": 21.0 if m.day in (1, 3) else 19.0},
    "light where it is below 0 °C": lambda m: light(m.outdoor < 0.0),
    "21 °C where it is below 5 °C, else 19": lambda m: {"setpoint": 21.0 if m.outdoor < 5.0 else 19.0},
    "15 %, 2400 K from 21:30, else 80 %, 4200 K": lambda m: (
        light(True, 0.15, 2400.0) if m.hour >= 21.5 else light(True, 0.8, 4200.0)
    ),
    "jazz on Thursdays, else one of two by chance": lambda m: {"music": "jazz" if m.day == 3 else m.any_music},
    "a level on Mondays, Wednesdays and Fridays": lambda m: light(True, 0.25 if m.day in (0, 2, 4) else 0.75),
    "three levels by the warmth outside": lambda m: light(True, 0.9 if m.outdoor < 0.0 else 0.5 if m.outdoor < 5.0 else 0.15),
    "light at chess, or where it is dark": lambda m: light(m.doing == "chess" or m.lux < 60.0),
    "the brighter the day the dimmer": lambda m: light(True, round(1.0 - 0.28 * math.log10(max(m.lux, 1.0)), 2)),
}  # fmt: skip


def moments(days: int, home: int) -> list[Moment]:
    """Three a day; the same whatever the rule."""
    dice, found = np.random.default_rng((77, home)), []
    for day in range(days):
        warm = dice.normal(3.0, 5.0)
        for first, last in COMES:
            at = datetime.combine(BEGINS, datetime.min.time()) + timedelta(
                days=day, minutes=int(60 * dice.uniform(first, last))
            )
            lux = round(float(10.0 ** dice.uniform(0.0, 3.3)), 1)
            doing = ACTIVITIES[int(dice.integers(len(ACTIVITIES)))]
            found.append(Moment(at, lux, round(float(warm + dice.normal(0.0, 1.0)), 1), doing))
    return found


def config() -> dict[str, Any]:
    room = {
        "when_empty": {"light": "off", "music": "stop", "temperature": "keep", "after": 120},
        "devices": [{"zigbee2mqtt": "lamp"}, {"zigbee2mqtt": "trv"}, {"zigbee2mqtt": "box"}],
        "sensors": [{"topic": "home/living/lux", "quantity": "illuminance"}],
    }
    return {
        "home": {"name": "Bench", "latitude": 52.37, "longitude": 4.9, "time_zone": "Europe/Amsterdam"},
        "storage": {"path": "attune.db"},
        "occupants": {"ana": {"learn": ["light", "temperature", "music"], "presence": [{"topic": "home/presence/ana"}]}},
        "rooms": {"living_room": room},
        "outdoor": {"temperature": {"topic": "home/outdoor/temperature"}},
        "music": {"jazz": {"playlist": "Jazz"}, "calm": {"playlist": "Calm"}},
    }


def device_of(quantity: str) -> str:
    return {"setpoint": "trv", "music": "box"}.get(quantity, "lamp")


def script(rule: Rule, lived: list[Moment], home: int) -> dict[str, Any]:
    steps: list[dict[str, Any]] = []
    wants = [rule(moment) for moment in lived]
    used = {device_of(quantity) for want in wants for quantity in want}
    for moment, want in zip(lived, wants, strict=True):
        at = moment.at.strftime("%Y-%m-%d %H:%M")
        before = (moment.at - timedelta(minutes=1)).strftime("%Y-%m-%d %H:%M")
        told = {"living_lux": moment.lux, "outdoor_temperature": moment.outdoor}
        steps.append({"at": before, "sensor": told, "activity": {"living_room": moment.doing}})
        steps.append({"at": at, "ana": "living_room"})
        told_want: dict[str, dict[str, Value]] = {}
        for quantity, value in want.items():
            told_want.setdefault(device_of(quantity), {})[quantity] = value
        steps.append({"at": "+1 min", "by": "ana", "want": told_want})
        steps.append({"at": f"+{STAYS_MIN - 1} min", "ana": "not_home"})
    stands = {"lamp": "light", "trv": "valve", "box": "player"}
    devices: dict[str, Any] = {name: stands[name] for name in sorted(used)}
    devices |= {"living_lux": "lux", "outdoor_temperature": {"kind": "thermometer", "temperature": lived[0].outdoor}}
    return {"start": f"{BEGINS} 05:00", "seed": home, "devices": devices, "steps": steps}


def lines_of(rule: Rule, lived: list[Moment], home: int) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        for name, body in (("config.yaml", config()), ("script.yaml", script(rule, lived, home))):
            (Path(folder) / name).write_text(json.dumps(body), "utf-8")
        words = [sys.executable, "-m", "hub", "rehearse", f"{folder}/script.yaml", "-c", f"{folder}/config.yaml", "--json"]
        done = subprocess.run(words, capture_output=True, text=True, cwd=ROOT)
        if done.returncode:
            raise RuntimeError(done.stderr[-2000:])
    return [json.loads(line) for line in done.stdout.splitlines()]


def counted(lines: list[dict[str, Any]], lived: list[Moment]) -> list[tuple[bool, bool, bool]]:
    """Of each visit: hand-free; the hub acted; and a hand put right what it had done."""
    found = []
    at = [(datetime.fromisoformat(line["at"]).replace(tzinfo=None), line) for line in lines if "at" in line]
    for moment in lived:
        until = moment.at + timedelta(minutes=STAYS_MIN)
        mine = [line for when, line in at if moment.at - timedelta(seconds=5) <= when < until]
        sent = {
            (wish["device"], wish["quantity"])
            for line in mine
            if line["kind"] == "decision" and line["trigger"] == "arrival"
            for wish in line["wishes"]
            if wish["outcome"] == "sent"
        }
        set_ = {(line["device"], line["quantity"]) for line in mine if line["kind"] == "correction"}
        found.append((not set_, bool(sent), bool(sent & set_)))
    return found


def untouched(rule: Rule, lived: list[Moment]) -> list[bool]:
    """Whether never acting would have needed no hand."""
    left, found = dict(AS_LEFT), []
    for moment in lived:
        want = rule(moment)
        found.append(
            all(kinds()[q].near(left[q], value) if q in left else not want.get("power", True) for q, value in want.items())
        )
        if "setpoint" in want:
            left["setpoint"] = want["setpoint"]
    return found


def measure(name: str, homes: list[int], days: int) -> dict[str, Any]:
    each, never = [], []
    for home in homes:
        lived = moments(days, home)
        each.append(counted(lines_of(RULES[name], lived, home), lived))
        never.append(untouched(RULES[name], lived))
    row: dict[str, Any] = {"rule": name}
    for first, last in spans(days):
        some = [visit for visits in each for visit in visits[first:last]]
        row[f"free {first}-{last}"] = float(np.mean([free for free, _, _ in some]))
        row[f"wrong {first}-{last}"] = float(np.mean([wrong for _, _, wrong in some]))
        row[f"never {first}-{last}"] = float(np.mean([free for visits in never for free in visits[first:last]]))
    return row


def spans(days: int) -> list[tuple[int, int]]:
    return [(first, last) for first, last in SPANS if last <= days * len(COMES)]


def table(rows: list[dict[str, Any]], days: int) -> str:
    lines = ["| rule | hand-free, visits 20 to 40 / 40 to 60 | acts put right | never acting |", "|---|---|---|---|"]
    for row in rows:
        cells = (
            " / ".join(f"{row[f'{what} {a}-{b}'] * 100:.0f}" for a, b in spans(days)) for what in ("free", "wrong", "never")
        )
        lines.append(f"| {row['rule']} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--homes", type=int, default=4)
    ask.add_argument("--half", choices=("choose", "judge"), default="judge")
    ask.add_argument("--days", type=int, default=24)
    ask.add_argument("--rules", default="", help="only those whose name holds one of these, between commas")
    ask.add_argument("--at-once", type=int, default=2, help="rehearsals")
    ask.add_argument("--json", type=Path)
    given = ask.parse_args()
    homes = [2 * number + (given.half == "judge") for number in range(given.homes)]
    names = [name for name in RULES if any(part in name for part in given.rules.split(","))]
    with ThreadPoolExecutor(given.at_once) as pool:
        rows = list(pool.map(lambda name: measure(name, homes, given.days), names))
    print(table(rows, given.days))
    if given.json:
        given.json.write_text(json.dumps(rows, indent=1))


if __name__ == "__main__":
    main()
