"""What lamps tell in several words, or on their way, or for one another: one hand is one hand, and what only passes is none."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.devices.families.zigbee_builders import WHITE, make_simulated
from tests.devices.recorded.tasmota.samples import announced
from tests.devices.recorded.zwavejs.samples import timed
from tests.devices.simulated_zigbee import bridge_devices, bridge_groups

from .speaking_devices import Speaking

Say = tuple[str, Any]
Later = tuple[float, str, Any]  # seconds after ten minutes, topic, payload


@dataclass(frozen=True)
class Told:
    """first: how it is. words: what it tells then. wanted: what that teaches, by kind; what teaches stands, too."""

    name: str
    block: dict[str, Any]
    announced: Sequence[Say]
    first: Sequence[Say]
    words: Sequence[Later]
    wanted: Mapping[str, Sequence[Any]] = field(default_factory=dict)


TOPIC = {
    "topic": {
        "id": "lamp",
        "quantities": {
            "power": {"state": "h/p", "command": "h/p/set", "values": {"on": "1", "off": "0"}},
            "brightness": {"state": "h/b", "command": "h/b/set", "low": 0, "high": 1000},
        },
    }
}
DISCOVERED = {
    "name": "Lamp", "unique_id": "lamp_1", "state_topic": "b/p", "command_topic": "b/p/set", "brightness_state_topic": "b/b",
    "brightness_command_topic": "b/b/set", "brightness_scale": 100,
}  # fmt: skip
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
                "effect": {"datatype": "enum", "format": "none,rainbow", "settable": True},
                "color": {"datatype": "color", "format": "rgb", "settable": True},
            },
        }
    },
}
SHELLY = "shellyplusdimmer-441793d69718"
NODE = "zwave/office/light"
GATEWAY = "zwave/_CLIENTS/ZWAVE_GATEWAY-home"
LAMPS = [make_simulated(WHITE, name, ieee_address=f"0x{number:016x}") for number, name in enumerate(("a", "b"), 1)]


def topic(name: str, *words: Later, **wanted: Sequence[Any]) -> Told:
    return Told(f"topic: {name}", TOPIC, [], [("h/p", "0"), ("h/b", "600")], words, wanted)


def homie(name: str, *words: Later, **wanted: Sequence[Any]) -> Told:
    first = [("$state", "ready"), ("l/on", "true"), ("l/dim", "600"), ("l/effect", "none"), ("l/color", "rgb,255,255,255")]
    announced = [("homie/5/lamp-1/$description", HOMIE)]
    told = [(at, f"homie/5/lamp-1/{path}", said) for at, path, said in words]
    return Told(f"homie: {name}", {"homie": "lamp-1"}, announced, [(f"homie/5/lamp-1/{p}", s) for p, s in first], told, wanted)


def shelly(name: str, *words: tuple[float, dict[str, Any]], **wanted: Sequence[Any]) -> Told:
    def notified(light: dict[str, Any]) -> dict[str, Any]:
        return {"method": "NotifyStatus", "src": SHELLY, "params": {"ts": 1.0, "light:0": {"id": 0, **light}}}

    told = [(at, f"{SHELLY}/events/rpc", notified(light)) for at, light in words]
    first = [(f"{SHELLY}/events/rpc", notified({"output": True, "brightness": 60}))]
    return Told(f"shelly: {name}", {"shelly": SHELLY, "component": "light:0"}, [], first, told, wanted)


def zwave(name: str, ordered: str, order: object) -> Told:
    node = {"id": 8, "name": "Light", "isListening": True, "deviceClass": {"basic": 4, "generic": 17, "specific": 1}}
    announced = [(f"{NODE}/38/0/currentValue", timed(60)), (f"{NODE}/nodeinfo", node)]
    words = [(0.0, f"{GATEWAY}/{ordered}", order), (0.4, f"{NODE}/38/0/currentValue", timed(20))]
    return Told(f"zwavejs: {name}", {"zwavejs": "office/light"}, announced, [(f"{NODE}/38/0/currentValue", timed(60))], words)


def group(name: str, *words: Later) -> Told:
    told = [*words, (2.3, "zigbee2mqtt/spots", {"state": "ON", "brightness": 254, "color_temp": 366})]
    announced = [bridge_devices(LAMPS), bridge_groups({"spots": LAMPS})]
    first = [("zigbee2mqtt/spots", {"state": "ON", "brightness": 152})]
    return Told(f"zigbee2mqtt: {name}", {"zigbee2mqtt": "spots"}, announced, first, told)


CALL = {"args": [{"nodeId": 8, "commandClass": 38, "endpoint": 0, "property": "targetValue"}, 20]}
EVERY = [
    topic("lit, and then how bright", (0.0, "h/p", "1"), (0.7, "h/b", "300"), power=[True], brightness=[0.3]),
    topic("how bright, and then lit", (0.0, "h/b", "300"), (0.7, "h/p", "1"), power=[True], brightness=[0.3]),
    topic("the level of a dark lamp", (0.0, "h/b", "300")),
    Told(
        "home_assistant_mqtt: the level of a dark lamp",
        {"home_assistant_mqtt": "lamp_1"},
        [("homeassistant/light/lamp_1/config", DISCOVERED)],
        [("b/p", "OFF"), ("b/b", "60")],
        [(0.0, "b/b", "30")],
    ),
    Told(
        "tasmota: the level of a dark lamp",
        {"tasmota": "corner"},
        announced(lt_st=1, rl=[2, 0, 0, 0, 0, 0, 0, 0]),
        [("stat/corner/RESULT", {"POWER": "OFF", "Dimmer": 60})],
        [(0.0, "stat/corner/RESULT", {"Dimmer": 20})],
    ),
    homie("an effect", (0.0, "l/effect", "rainbow"), (1.0, "l/color", "rgb,255,0,0"), (4.0, "l/color", "rgb,0,0,255")),
    homie(
        "where it is going, and then the way there",
        *((0.0, "l/dim/$target", "100"), (2.0, "l/dim", "400"), (4.0, "l/dim", "100")),
        power=[True],
        brightness=[0.1],
    ),
    homie(
        "asleep, awake, and then what somebody set",
        *((0.0, "$state", "sleeping"), (60.0, "$state", "ready"), (60.2, "l/dim", "300")),
        power=[True],
        brightness=[0.3],
    ),
    shelly(
        "a fade of the wall switch",
        (0.0, {"output": True, "brightness": 62, "transition": {"target": {"output": True, "brightness": 90}, "duration": 3}}),
        (1.5, {"brightness": 75}),
        (3.0, {"brightness": 90, "source": "transition"}),
        power=[True],
        brightness=[0.9],
    ),
    shelly(
        "a hand that turns round in a fade",
        (0.0, {"output": True, "brightness": 62, "transition": {"target": {"output": True, "brightness": 90}, "duration": 3}}),
        (1.5, {"brightness": 40}),
        power=[True, True],
        brightness=[0.9, 0.4],
    ),
    zwave("a call of somebody's at its gateway", "api/writeValue/set", CALL),
    zwave("told to all", "broadcast/38/0/targetValue/set", {"value": 20}),
    zwave("told to some", "multicast/38/0/targetValue/set", {"nodes": [7, 8], "value": 20}),
    group(
        "a lamp of a group is back",
        (0.0, "zigbee2mqtt/a/availability", {"state": "offline"}),
        (2.0, "zigbee2mqtt/a/availability", {"state": "online"}),
    ),
    Told(
        "zigbee2mqtt: a lamp says to a bridge of version 1 that it is back",
        {"zigbee2mqtt": "a"},
        [bridge_devices(LAMPS)],
        [("zigbee2mqtt/a", {"state": "ON", "brightness": 152})],
        [
            (
                0.0,
                "zigbee2mqtt/bridge/log",
                {"type": "device_announced", "message": "announce", "meta": {"friendly_name": "a"}},
            ),
            (0.3, "zigbee2mqtt/a", {"state": "ON", "brightness": 254}),
            (1.5, "zigbee2mqtt/a", {"state": "ON", "brightness": 200}),
        ],
    ),
]


@pytest.fixture(params=EVERY, ids=lambda one: one.name)
def told(request: pytest.FixtureRequest) -> Told:
    found: Told = request.param
    return found


@pytest.fixture
def home(tmp_path: Path, told: Told) -> Iterator[Speaking]:
    made = Speaking(tmp_path, told.block, told.announced)
    for where, payload in told.first:
        made.says(0.5, where, payload, retain=True)
    made.ana_is_there()
    yield made
    made.close()


def test_it_teaches_what_was_wanted_once_and_nothing_else(home: Speaking, told: Told) -> None:
    for after, where, payload in told.words:
        home.says(600.0 + after, where, payload)
    home.tick(900.0)
    taught = {kind: home.lessons(kind) for kind in ("power", "brightness", "colour")}
    assert taught == {kind: [pytest.approx(v) for v in told.wanted.get(kind, [])] for kind in taught}
    if told.wanted:
        assert home.held() >= set(told.wanted)
