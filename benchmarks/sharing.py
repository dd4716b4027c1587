"""People of opposite habits in one room: does everybody get what the household declared? Through the whole hub.

    .venv/bin/python -m benchmarks.sharing                        # half a minute; prints the tables of sharing.md
    .venv/bin/python -m benchmarks.sharing --evenings 24 --alone 14 --seeds 3 --json FILE

Each person sets the room by hand on evenings alone, with the mood of the day; then they come together, in any order, and nobody
touches anything. What stands in the room when they go is compared with what each wants: within the tolerance is theirs.
"""

import argparse
import json
import logging
import random
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from devices.message import Message, Outgoing
from devices.vocabulary import Moment, Value
from hub.config import Config
from hub.config.load import checked
from hub.house import House
from hub.sending.outbox import Ports
from hub.standing import Standing
from hub.steps.step import Step
from hub.store import Store
from models.kind import kinds

POLICIES = ("owner", "first", "mean", "content")
PEOPLE = ("ana", "ben", "cem")
START = datetime(2026, 1, 5, 18, tzinfo=UTC)
STAY_S, DAY_S = 7200.0, 86_400.0
MOOD = 0.25  # of the tolerance: how much a person's own wish moves from day to day
# What each of them wants: first of two, then of three people, all apart by more than twice the tolerance.
WANTS: Mapping[str, tuple[Value, ...]] = {
    "brightness": (0.2, 0.85, 0.5),
    "colour_temperature": (2400.0, 5200.0, 3700.0),
    "setpoint": (18.5, 22.5, 20.5),
    "music": ("calm", "jazz", "radio"),
    "volume": (0.2, 0.55, 0.38),
}


@dataclass(slots=True)
class Room:
    """What stands in the room, as its devices would tell it."""

    lamp: dict[str, Any] = field(default_factory=lambda: {"on": "off", "level": 100, "ct": 2700})
    valve: dict[str, Any] = field(default_factory=lambda: {"setpoint": 17.0, "temperature": 19.0})
    player: dict[str, Any] = field(default_factory=lambda: {"music": "silence", "volume": 30})

    def of(self, quantity: str) -> Value | None:
        is_lit, plays = self.lamp["on"] == "on", self.player["music"] != "silence"
        match quantity:
            case "brightness":
                return self.lamp["level"] / 100 if is_lit else None
            case "colour_temperature":
                return float(self.lamp["ct"]) if is_lit else None
            case "setpoint":
                return float(self.valve["setpoint"])
            case "music":
                return str(self.player["music"])
            case _:
                return self.player["volume"] / 100 if plays else None


DEVICES = {
    "lamp": {
        "power": {"key": "on", "values": {"on": "on", "off": "off"}},
        "brightness": {"key": "level", "low": 0, "high": 100},
        "colour_temperature": {"key": "ct", "low": 2000, "high": 6500, "unit": "K"},
    },
    "valve": {"setpoint": {"key": "setpoint", "low": 5, "high": 30, "step": 0.5}, "temperature": {"key": "temperature"}},
    "player": {"music": {"key": "music"}, "volume": {"key": "volume", "low": 0, "high": 100}},
}


def configuration(folder: Path, policy: str, people: Sequence[str]) -> Config:
    return checked(
        {
            "home": {"name": "Test", "latitude": 52.37, "longitude": 4.9, "time_zone": "Europe/Amsterdam"},
            "mqtt": {"host": "127.0.0.1"},
            "storage": {"path": str(folder / "attune.db")},
            "earn_autonomy": False,
            "occupants": {
                who: {"learn": ["light", "temperature", "music"], "presence": [{"topic": f"home/presence/{who}"}]}
                for who in people
            },
            "rooms": {
                "living_room": {
                    "owner": people[0],
                    "sharing": dict.fromkeys(("light", "temperature", "music"), policy),
                    "when_empty": {"light": "off", "music": "stop", "temperature": 17, "after": 60},
                    "devices": [
                        {
                            "topic": {
                                "id": name,
                                "state": f"home/{name}",
                                "command": f"home/{name}/set",
                                "quantities": quantities,
                            }
                        }
                        for name, quantities in DEVICES.items()
                    ],
                }
            },
            "music": {name: {"playlist": name} for name in ("calm", "jazz", "radio")},
        }
    )


class Evenings:
    """A home with one room, lived in on one evening after the other."""

    def __init__(self, folder: Path, policy: str, people: Sequence[str], seed: int) -> None:
        self.people, self.room, self.at_s, self.dice = people, Room(), 0.0, random.Random(seed)
        self.decisions: list[dict[str, Any]] = []
        self._said: list[Outgoing] = []
        self.store = Store.open(folder / "attune.db")
        config = configuration(folder, policy, people)
        ports = Ports(self._publish, player=lambda _c: False, subscribe=lambda _f: None)
        self.step = Step(House(config, self.store, ports, Standing.read(self.store, config.rooms, self.now())))
        for name in DEVICES:
            self._tell(name)

    def now(self) -> Moment:
        return Moment(START + timedelta(seconds=self.at_s), 1000.0 + self.at_s)

    def _publish(self, outgoing: Outgoing) -> bool:
        self._said.append(outgoing)
        return True

    def _hear(self, topic: str, body: object) -> None:
        payload = body if isinstance(body, str) else json.dumps(body)
        self.step.hear(Message(topic, payload.encode(), self.now()))
        self._obey()

    def _tell(self, name: str) -> None:
        self._hear(f"home/{name}", getattr(self.room, name))

    def _obey(self) -> None:
        """Devices do as they are told, and say so a moment later."""
        while self._said:
            outgoing = self._said.pop(0)
            if outgoing.topic == "attune/decision":
                self.decisions.append(json.loads(outgoing.payload))
            name = outgoing.topic.removeprefix("home/").removesuffix("/set")
            if name in DEVICES and outgoing.topic.endswith("/set"):
                getattr(self.room, name).update(json.loads(outgoing.payload))
                self.at_s += 0.3
                self._tell(name)

    def wait(self, seconds: float) -> None:
        """As the loop does: at whatever is due, and once a minute."""
        until = self.at_s + seconds
        while self.at_s < until:
            due = self.step.next_deadline()
            due_s = self.at_s + 60.0 if due is None else due - self.now().mono + self.at_s
            self.at_s = min(until, self.at_s + 60.0, max(due_s, self.at_s + 0.1))
            self.step.tick(self.now())
            self._obey()

    def by_hand(self, wants: Mapping[str, Value]) -> None:
        """Whatever is not as this person wants it is set, one thing after the other."""
        lamp, valve, player = self.room.lamp, self.room.valve, self.room.player
        for quantity, wanted in wants.items():
            there, kind = self.room.of(quantity), kinds()[quantity]
            fine = there == wanted if kind.choice else there is not None and abs(float(there) - float(wanted)) <= kind.tolerance
            if fine:
                continue
            match quantity:
                case "brightness":
                    lamp.update({"on": "on", "level": round(float(wanted) * 100)})
                case "colour_temperature":
                    lamp["ct"] = round(float(wanted))
                case "setpoint":
                    valve["setpoint"] = round(float(wanted) * 2) / 2
                case "music":
                    player["music"] = wanted
                case _:
                    player["volume"] = round(float(wanted) * 100)
            self.wait(8.0)
            self._tell({"setpoint": "valve", "music": "player", "volume": "player"}.get(quantity, "lamp"))
        self.wait(60.0)

    def evening(self, day: int, order: Sequence[str], hands: Mapping[str, Value] | None = None) -> dict[str, Value | None]:
        """They come in this order, stay two hours, and go. hands: what the one who is there alone sets. Returns what stood at
        the end."""
        self.at_s = day * DAY_S + self.dice.uniform(0.0, 3600.0)
        self.room.valve["temperature"] = 19.0
        self._tell("valve")
        for who in order:
            self._hear(f"home/presence/{who}", "living_room")
            self.wait(30.0)
        if hands is not None:
            self.by_hand(hands)
        self.wait(STAY_S)
        stood = {quantity: self.room.of(quantity) for quantity in WANTS}
        for who in order:
            self._hear(f"home/presence/{who}", "not_home")
            self.wait(10.0)
        self.wait(900.0)
        return stood

    def mood(self, who: str) -> dict[str, Value]:
        """What a person wants today."""
        wants: dict[str, Value] = {}
        for quantity, values in WANTS.items():
            usual, kind = values[PEOPLE.index(who)], kinds()[quantity]
            wants[quantity] = usual if isinstance(usual, str) else float(usual) + self.dice.gauss(0, MOOD * kind.tolerance)
        return wants


@dataclass(slots=True)
class Count:
    """evenings: joint ones. declared: of them as the policy says. theirs: of each, with what they want. differing: with
    somebody who did not get theirs; said: of those, with what they would have in the sentence."""

    evenings: int = 0
    declared: int = 0
    theirs: dict[str, int] = field(default_factory=dict)
    differing: int = 0
    said: int = 0


def run(policy: str, people: Sequence[str], alone: int, together: int, seed: int) -> dict[str, Count]:
    """By quantity."""
    counts = {quantity: Count(theirs=dict.fromkeys(people, 0)) for quantity in WANTS}
    with tempfile.TemporaryDirectory() as folder:
        home = Evenings(Path(folder), policy, people, seed)
        day = 0
        for _ in range(alone):
            for who in people:
                home.evening(day, [who], home.mood(who))
                day += 1
        for _ in range(together):
            order = home.dice.sample(list(people), len(people))
            mark = len(home.decisions)
            stood = home.evening(day, order)
            day += 1
            told = " ".join(decision["sentence"] for decision in home.decisions[mark:])
            for quantity, value in stood.items():
                _count(counts[quantity], policy, quantity, value, people, order, told)
        home.store.close()
    return counts


def _count(
    count: Count, policy: str, quantity: str, value: Value | None, people: Sequence[str], order: Sequence[str], told: str
) -> None:
    wants = {who: WANTS[quantity][PEOPLE.index(who)] for who in people}
    got = [who for who in people if _near(quantity, value, wants[who])]
    count.evenings += 1
    for who in got:
        count.theirs[who] += 1
    if len(got) < len(people):
        count.differing += 1
        count.said += "would have" in told
    match policy:
        case "owner":
            count.declared += people[0] in got
        case "first":
            count.declared += order[0] in got
        case "mean" if not kinds()[quantity].choice:
            count.declared += _near(quantity, value, sum(float(one) for one in wants.values()) / len(wants))
        case _:
            count.declared += bool(got)


def _near(quantity: str, value: Value | None, wanted: Value) -> bool:
    if value is None or isinstance(value, str) or isinstance(wanted, str):
        return value == wanted
    return abs(float(value) - float(wanted)) <= kinds()[quantity].tolerance


def rows(alone: int, together: int, seeds: int) -> list[dict[str, Any]]:
    found = []
    for people in (PEOPLE[:2], PEOPLE):
        for policy in POLICIES:
            every = [run(policy, people, alone, together, seed) for seed in range(seeds)]
            for quantity in WANTS:
                of = [one[quantity] for one in every]
                total = sum(one.evenings for one in of)
                found.append(
                    {
                        "people": len(people),
                        "policy": policy,
                        "kind": quantity,
                        "evenings": total,
                        "as_declared": sum(one.declared for one in of),
                        "share": {who: round(sum(one.theirs[who] for one in of) / total, 3) for who in people},
                        "differing": sum(one.differing for one in of),
                        "told": sum(one.said for one in of),
                    }
                )
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--alone", type=int, default=14, help="evenings each person has the room alone first")
    parser.add_argument("--evenings", type=int, default=24, help="evenings together")
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--json", type=Path, help="write the figures there")
    given = parser.parse_args(arguments)
    logging.disable(logging.WARNING)
    found = rows(given.alone, given.evenings, given.seeds)
    table = Table("people", "policy", "kind", "as declared", "each one's share of evenings", "differences told")
    for row in found:
        table.add_row(
            str(row["people"]), row["policy"], row["kind"], f"{row['as_declared']} of {row['evenings']}",
            "  ".join(f"{who} {share * 100:.0f} %" for who, share in row["share"].items()),
            f"{row['told']} of {row['differing']}",
        )  # fmt: skip
    Console().print(table)
    if given.json is not None:
        given.json.write_text(json.dumps({"rows": found}, indent=1), "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
