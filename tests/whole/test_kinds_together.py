"""Many kinds of devices in one running program, each in a room of its own with somebody in it: what each tells by itself, in
two words or on its way teaches nobody; what somebody set teaches once.
"""

import contextlib
import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from tests.devices.simulated_zigbee import SimulatedZigbee, bridge_devices, bridge_state
from tests.mosquitto import Mosquitto

from .living import Household, Hub, configuration, definition

pytestmark = [pytest.mark.broker, pytest.mark.whole]
MakeHub = Callable[[Mapping[str, Any]], Hub]
Say = tuple[str, Any]

DETECTOR = {
    "type": "binary", "name": "occupancy", "property": "occupancy", "label": "Occupancy", "access": 1,
    "value_on": True, "value_off": False,
}  # fmt: skip
VALVE = definition("TRV26")
RADIATOR = {**VALVE, "model": "A radiator", "exposes": [*VALVE["exposes"], DETECTOR]}
DEVICES = [
    SimulatedZigbee(VALVE, "valve", "0x00158d0000000061"),
    SimulatedZigbee(VALVE, "clock", "0x00158d0000000062"),
    SimulatedZigbee(RADIATOR, "radiator", "0x00158d0000000063"),
]
SHELLY = "shellyplusdimmer-441793d69718"
HOMIE = {
    "homie": "5.0",
    "name": "Lamp",
    "version": 1,
    "nodes": {
        "l": {
            "name": "L",
            "properties": {
                "on": {"datatype": "boolean", "settable": True},
                "dim": {"datatype": "integer", "format": "0:1000", "settable": True},
            },
        }
    },
}
TOPIC = {
    "id": "shelf",
    "quantities": {
        "power": {"state": "h/p", "command": "h/p/set", "values": {"on": "1", "off": "0"}},
        "brightness": {"state": "h/b", "command": "h/b/set", "low": 0, "high": 1000},
    },
}
CALM = {"preset": "manual", "system_mode": "heat", "open_window": "OFF"}


def set_to(degrees: float, **more: Any) -> dict[str, Any]:
    return {**CALM, "current_heating_setpoint": degrees, **more}


def dimmer(**light: Any) -> Say:
    return f"{SHELLY}/events/rpc", {
        "method": "NotifyStatus",
        "src": SHELLY,
        "params": {"ts": 1.0, "light:0": {"id": 0, **light}},
    }


@dataclass(frozen=True)
class Kind:
    """first: how it is. steps: what it says, each a moment after the last. wanted: what somebody is taught by it."""

    block: dict[str, Any]
    first: Sequence[Say]
    steps: Sequence[Sequence[Say]]
    wanted: Sequence[tuple[str, Any]]


FADE = {"target": {"output": True, "brightness": 90}, "started_at": 1.0, "duration": 60.0}
KINDS = {
    "window": Kind(
        {"zigbee2mqtt": "valve"},
        [("zigbee2mqtt/valve", set_to(21))],
        [
            [("zigbee2mqtt/valve", set_to(21, open_window="ON"))],
            [("zigbee2mqtt/valve", set_to(12, open_window="ON"))],
            [("zigbee2mqtt/valve", set_to(12))],
            [],
            [],
            [("zigbee2mqtt/valve", set_to(21))],  # it woke later
        ],
        [],
    ),
    "schedule": Kind(
        {"zigbee2mqtt": "clock"},
        [("zigbee2mqtt/clock", set_to(18, preset="schedule"))],
        [[("zigbee2mqtt/clock", set_to(21, preset="schedule"))], [], [("zigbee2mqtt/clock", set_to(23))]],
        [("setpoint", 23.0)],
    ),
    "radiator": Kind(
        {"zigbee2mqtt": "radiator"},
        [("zigbee2mqtt/radiator", set_to(21, occupancy=True))],
        [[("zigbee2mqtt/radiator", set_to(17, occupancy=False))], [], [("zigbee2mqtt/radiator", set_to(21, occupancy=True))]],
        [],
    ),
    "dimmer": Kind(
        {"shelly": SHELLY, "component": "light:0"},
        [dimmer(output=True, brightness=60)],
        [[dimmer(brightness=62, transition=FADE)], [dimmer(brightness=75)], [dimmer(brightness=90, source="transition")]],
        [("power", True), ("brightness", 0.9)],
    ),
    "homie": Kind(
        {"homie": "lamp-1"},
        [("homie/5/lamp-1/l/on", "true"), ("homie/5/lamp-1/l/dim", "600")],
        [
            [("homie/5/lamp-1/l/dim/$target", "100")],
            [("homie/5/lamp-1/l/dim", "400")],
            [("homie/5/lamp-1/l/dim", "100")],
        ],
        [("power", True), ("brightness", 0.1)],
    ),
    "shelf": Kind(
        {"topic": TOPIC},
        [("h/p", "0"), ("h/b", "600")],
        [[("h/b", "200")], [], [], [("h/p", "1"), ("h/b", "300")]],
        [("power", True), ("brightness", 0.3)],
    ),
}


def test_each_teaches_what_somebody_wanted_once(mosquitto: Mosquitto, household: Household, make_hub: MakeHub) -> None:
    def say(said: Say, retain: bool = False) -> None:
        topic, payload = said
        household.publish(topic, payload if isinstance(payload, str) else json.dumps(payload), retain)

    def learned(room: str) -> list[tuple[str, Any]]:
        with contextlib.closing(sqlite3.connect(hub.folder / "attune.db")) as read:
            rows = read.execute("select kind, value from examples where occupant = ? order by id", (f"who_{room}",)).fetchall()
        found = [(kind, json.loads(value) if isinstance(value, str) else value) for kind, value in rows]
        return sorted((kind, round(v, 3) if isinstance(v, float) else v) for kind, v in found)

    household.publish(*bridge_state(), retain=True)
    household.publish(*bridge_devices(DEVICES), retain=True)
    say(("homie/5/lamp-1/$description", HOMIE), retain=True)
    say(("homie/5/lamp-1/$state", "ready"), retain=True)
    say((f"{SHELLY}/online", "true"), retain=True)
    people = [f"who_{room}" for room in KINDS]
    config = configuration(
        mosquitto.port,
        {room: [kind.block] for room, kind in KINDS.items()},
        people,
        learning={"settle": 1, "correction_window": 3},
    )
    hub = make_hub(config)
    hub.start(household)
    for room, kind in KINDS.items():
        for said in kind.first:
            say(said, retain=True)
        household.goes(f"who_{room}", room)
    household.quiet(5.5)  # whatever came back has settled
    for at in range(max(len(kind.steps) for kind in KINDS.values())):
        for kind in KINDS.values():
            for said in kind.steps[at] if at < len(kind.steps) else ():
                say(said)
        household.quiet(1.5)
    for room, kind in KINDS.items():
        household.wait_for(lambda r=room, k=kind: learned(r) == sorted(k.wanted), f"{room}: {learned(room)}")
    household.quiet(2.0)
    assert {room: learned(room) for room in KINDS} == {room: sorted(kind.wanted) for room, kind in KINDS.items()}
