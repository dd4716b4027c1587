"""Zigbee2MQTT's traffic as it was recorded, and every model of the device catalogue through the simulated bridge."""

import gzip
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from devices.command import Command
from devices.errors import BadPayload
from devices.event import Event, Moded, Ordered, Pressed, Reachable, Reported
from devices.families.zigbee2mqtt import FAMILY
from devices.message import Message
from devices.vocabulary import QUANTITIES, WHITE, Device, Settings, Trait, Value

from ..recorded.zigbee2mqtt.samples import HERE
from ..simulated_zigbee import SimulatedZigbee, bridge_devices
from .zigbee_builders import NOW, describe, make_device

SHARED = Path(__file__).parents[4] / "shared" / "data" / "zigbee2mqtt"
WANTED = {  # what a device of that category must yield at least one of
    "light": {"power", "brightness"},
    "climate": {"setpoint"},
    "switch": {"power"},
    "presence": {"occupancy"},
    "fan": {"power", "fan_speed"},
}


# Recorded messages


def recorded() -> list[dict[str, Any]]:
    return [json.loads(line) for line in (HERE / "messages.jsonl").read_text("utf-8").splitlines()]


WHO = {  # friendly name of a recording → a model that speaks like it
    "HueBulb": "046677577490",
    "0x0017880109e5d363": "046677577490",
    "bulb_color": "046677577490",
    "bulb": "046677577490",
    "group_1": "046677577490",
    "0x84fd27fffe9f718e": "LDSENK01F",
    "btn1": "81825",
    "button": "81825",
    "bedroom/radiator": "BTH-RM230Z",
    "wohnzimmer_heizung_rechts": "BTH-RM230Z",
    "OfficeTRV2": "BTH-RM230Z",
    "0x0017882194e45543": "C-ZB-DM201-2G",
    "J1_cover": "SIN-4-RS-20_LEX",
    "0xa4c138d79ca59adc": "81910",
}


def brief(event: Event) -> tuple[str, Any]:
    match event:
        case Reported():
            return event.trait, round(event.value, 3) if isinstance(event.value, float) else event.value
        case Ordered():
            return f"ordered {event.trait}", round(event.value, 3) if isinstance(event.value, float) else event.value
        case Pressed():
            return "pressed", event.action
        case Reachable():
            return "online", event.online
        case Moded():
            return f"by {event.about}", event.word
        case _:
            return "odd", event


EXPECTED: Mapping[tuple[str, str], dict[str, Any]] = {
    ("HueBulb", '{"state":"ON","transition":10}'): {"ordered power": True},
    ("HueBulb", "255"): {"power": True, "brightness": 1.0, "colour_temperature": 2732.24, "colour": "white"},
    ("HueBulb", '"brightness":5,'): {"power": True, "brightness": 0.02, "colour_temperature": 2732.24, "colour": "white"},
    ("0x0017880109e5d363", '"color_mode":"color_temp"'): {
        "power": True,
        "brightness": 1.0,
        "colour_temperature": 2212.389,
        "colour": "white",
    },
    ("0x0017880109e5d363", '"color_mode":"hs"'): {"power": True, "brightness": 1.0, "colour": "#6994ff"},
    ("0x84fd27fffe9f718e", "OFF"): {"power": False},
    ("btn1", "single"): {"pressed": "single"},
    ("bedroom/radiator", "16.5"): {"setpoint": 16.5, "temperature": 19.81},
    ("wohnzimmer_heizung_rechts", "eurotronic"): {
        "setpoint": 21.0,
        "temperature": 23.0,
        "by system_mode": "auto",
        "by eurotronic_host_flags.boost": "off",
        "by eurotronic_host_flags.window_open": "off",
        "by eurotronic_trv_mode": "2",
    },
    ("OfficeTRV2", "25.5"): {"setpoint": 25.5, "temperature": 24.55, "hvac_mode": "heat", "by system_mode": "heat"},
    ("bulb_color", "230"): {"ordered brightness": 0.906, "ordered power": True},
    ("bulb_color", "222"): {"ordered colour_temperature": 4504.505, "ordered colour": "white"},
    ("0x0017882194e45543", "brightness_l2"): {"ordered brightness_l2": 0.197, "ordered power_l2": True},
    ("group_1", "scene_recall"): dict.fromkeys(
        ("ordered power", "ordered brightness", "ordered colour_temperature", "ordered colour")
    ),
    ("bulb_color", "online"): {"online": True},
    ("J1_cover", "10"): {"position": 0.1},
    ("0xa4c138d79ca59adc", "25.9"): {"temperature": 25.9, "humidity": 27.0},
}


@pytest.mark.parametrize(("who", "text"), EXPECTED)
def test_a_recorded_message_says_what_its_note_says(who: str, text: str) -> None:
    rows = [r for r in recorded() if r["topic"].startswith(f"zigbee2mqtt/{who}") and text in r["payload"]]
    assert rows
    device = make_device(WHO[who], who)
    events = FAMILY.hear(device, Message(rows[0]["topic"], rows[0]["payload"].encode(), NOW, rows[0]["retain"]))
    assert dict(map(brief, events)) == EXPECTED[who, text]


def test_every_recorded_message_is_understood_or_refused() -> None:
    known = {name: make_device(model, name) for name, model in WHO.items()}
    for row in recorded():
        message = Message(row["topic"], row["payload"].encode(), NOW, row["retain"])
        if row["role"] == "discovery":
            FAMILY.describe(message, {}, Settings())
        for device in known.values():
            try:
                tuple(FAMILY.hear(device, message))
            except BadPayload:
                assert row["topic"].startswith(f"zigbee2mqtt/{device.name}")


def test_the_recorded_group_is_listed_with_why_it_is_not_used_yet() -> None:
    [row] = [r for r in recorded() if r["topic"].endswith("bridge/groups")]
    [group] = describe(row["payload"].encode(), row["topic"])
    assert (group.name, group.stable_id) == ("my_group", "group_1")
    assert "not known" in group.refused


# Models


def models() -> Iterator[tuple[str, Mapping[str, Any]]]:
    for line in (HERE / "definitions.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        yield row["category"], row["definition"]


def catalogue() -> Iterator[tuple[str, Mapping[str, Any]]]:
    for path in sorted(SHARED.glob("exposes-*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                yield row["category"], row["definition"]


def examined(category: str, definition: Mapping[str, Any]) -> tuple[Device, int]:
    """The model announced and commanded through every settable quantity; the device and how many round trips it made."""
    simulated = SimulatedZigbee(definition, "a device")
    topic, payload = bridge_devices([simulated])
    [device] = describe(payload, topic)
    if device.refused:
        assert category not in WANTED, f"{definition['model']}: {device.refused}"
        return device, 0
    trips = 0
    for trait in device.traits.values():
        check_range(definition, trait)
        for value in wishes(trait):
            check_trip(device, simulated, trait, value)
            trips += 1
    quantities = {trait.quantity for trait in device.traits.values() if trait.settable or category == "presence"}
    assert category not in WANTED or quantities & WANTED[category], f"{definition['model']}: {sorted(device.traits)}"
    return device, trips


def check_range(definition: Mapping[str, Any], trait: Trait) -> None:
    assert trait.quantity in QUANTITIES, definition["model"]
    assert trait.unit == QUANTITIES[trait.quantity].unit
    leaf = SimulatedZigbee(definition, "x").properties[trait.wire.property]
    low: Any = leaf.get("value_min")
    high: Any = leaf.get("value_max")
    match trait.quantity:
        case "fan_speed" if leaf["type"] == "enum":
            # Words for its speeds, and one for standing still, in equal parts.
            named = len({"low", "medium", "high"} & set(leaf["values"]))
            assert (trait.low, trait.high, trait.step) == (0.0, 1.0, 1.0 / named)
        case "brightness" | "position" | "fan_speed":
            assert (trait.low, trait.high) == ((low or 0) / high, 1.0)
        case "colour_temperature":
            # Two models announce light below 1000 K or above 20 000 K.
            assert trait.low == 1e6 / min(high, 1000)
            assert trait.high == 1e6 / max(low, 50)
        case "setpoint" | "cooling_setpoint":
            assert (trait.low, trait.high, trait.step) == (low, high, leaf.get("value_step"))
        case "hvac_mode":
            assert list(trait.choices) == leaf["values"]
        case "colour":
            assert leaf["name"] in ("color_xy", "color_hs")
        case _:
            assert not trait.settable or trait.quantity == "power"
    if trait.quantity not in ("setpoint", "colour_temperature"):
        assert trait.settable is bool(leaf["access"] & 2)


def wishes(trait: Trait) -> list[Value]:
    if not trait.settable:
        return []
    if trait.choices:
        return list(trait.choices)
    if trait.quantity == "colour":
        return ["#ff0000", "#00ff80", "#4b00ff", "#ffb46b", WHITE]
    if trait.low is None or trait.high is None:
        return [True, False]
    span = trait.high - trait.low
    return [trait.low + span * part for part in (0.04, 0.3, 0.5, 0.77, 1.0)]


def check_trip(device: Device, simulated: SimulatedZigbee, trait: Trait, value: Value) -> None:
    """Told, echoed and reported: every word the device says afterwards is the value that was meant."""
    [outgoing] = FAMILY.say(device, Command(device.id, {trait.name: value}))
    assert outgoing.topic == simulated.set_topic
    said = simulated.answer(outgoing.payload)
    assert said, f"{simulated.definition['model']} does not answer {outgoing.payload!r}"
    for _, topic, payload in said:
        events = FAMILY.hear(device, Message(topic, payload, NOW))
        told = [event.value for event in events if isinstance(event, Reported) and event.trait == trait.name]
        assert len(told) == 1
        assert trait.same(told[0], trait.nearest(value)), f"{simulated.definition['model']}: {trait.name} {value} → {told}"


@pytest.mark.parametrize(("category", "definition"), [pytest.param(c, d, id=f"{c}-{d['model']}") for c, d in models()])
def test_a_recorded_model_is_described_and_obeys(category: str, definition: Mapping[str, Any]) -> None:
    device, trips = examined(category, definition)
    assert trips or not any(trait.settable for trait in device.traits.values())


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.parent.parent.is_dir(), reason="../shared is absent")
def test_every_model_of_the_catalogue_is_described_and_obeys_or_says_why_not() -> None:
    seen: Counter[str] = Counter()
    trips = 0
    for category, definition in catalogue():
        device, made = examined(category, definition)
        trips += made
        seen[category] += 1
        seen[f"{category} refused"] += bool(device.refused)
    assert sum(seen[category] for category in WANTED) > 1500
    assert all(seen[f"{category} refused"] == 0 for category in WANTED)
    print(f"\n{dict(seen)}, {trips} round trips")


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.parent.parent.is_dir(), reason="../shared is absent")
def test_a_bridge_with_every_model_there_is_announces_them_in_one_message() -> None:
    everyone = [
        SimulatedZigbee(definition, f"{definition['vendor']} {definition['model']}", f"0x{at:016x}")
        for at, (_, definition) in enumerate(catalogue())
    ]
    topic, payload = bridge_devices(everyone)
    devices = describe(payload, topic)
    assert [device.stable_id for device in devices] == [simulated.ieee_address for simulated in everyone]
    refused = {device.name for device in devices if "+ or #" in device.refused}
    assert refused == {simulated.friendly_name for simulated in everyone if "+" in simulated.friendly_name}
