"""Every device whose discovery was recorded: listed with the right quantities and obedient, or refused in words."""

import gzip
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from devices.command import Command
from devices.event import Reported
from devices.families.home_assistant_mqtt import FAMILY
from devices.vocabulary import WHITE, Device, Role, Settings, Trait, Value
from tests.devices.families.discovered import said
from tests.devices.recorded.home_assistant_mqtt.samples import announced_devices, bridge_answer

SHARED = Path(__file__).parents[4] / "shared" / "data" / "zigbee2mqtt"
Announced = tuple[str, Mapping[str, Any], Device]  # component, payload, device


def shared_rows() -> Iterator[Mapping[str, Any]]:
    for path in sorted(SHARED.glob("ha-discovery-*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def described(row: Mapping[str, Any]) -> list[Announced]:
    found = []
    for message in row["messages"]:
        (device,) = FAMILY.describe(said(message["topic"], message["payload"]), {}, Settings())
        found.append((message["topic"].split("/")[1], message["payload"], device))
    return found


def wishes(trait: Trait) -> list[Value]:
    if trait.choices:
        return list(trait.choices)
    if trait.quantity == "colour":
        return ["#ff0000", "#00ff80", "#4b00ff", WHITE]
    if trait.low is None or trait.high is None:
        return [True, False]
    parts = (0.1, 0.5, 1.0) if trait.quantity == "brightness" else (0.0, 0.3, 1.0)
    return [trait.low + (trait.high - trait.low) * part for part in parts]


def wrong_answers(payload: Mapping[str, Any], device: Device) -> list[str]:
    """Each wish that did not come back as it was told."""
    keys = (
        "state_topic",
        "position_topic",
        "temperature_state_topic",
        "temperature_low_state_topic",
        "current_temperature_topic",
    )
    state_topic = next(payload[key] for key in keys if key in payload)
    wrong = []
    for trait in device.traits.values():
        for value in wishes(trait) if trait.settable else ():
            heard = [
                event.value
                for out in FAMILY.say(device, Command(device.id, {trait.name: value}))
                for topic, answer in [bridge_answer(state_topic, out.topic, out.payload)]
                for event in FAMILY.hear(device, said(topic, answer.decode()))
                if isinstance(event, Reported) and event.trait == trait.name
            ]
            if not heard or not trait.same(heard[-1], trait.nearest(value)):
                wrong.append(f"{device.name}: {trait.name} {value} → {heard}")
    return wrong


def right_quantities(component: str, payload: Mapping[str, Any], device: Device) -> bool:
    """Read from the announcement by other means than the family's."""
    names = {trait.quantity for trait in device.traits.values()}
    match component:
        case "light":
            wanted = {"power", "brightness"} | ({"colour_temperature"} if "max_mireds" in payload else set())
            wanted |= {"colour"} if {"xy", "hs", "rgb"} & set(payload.get("supported_color_modes", ())) else set()
            white = device.traits.get("colour_temperature")
            low = 1e6 / min(payload["max_mireds"], 1000) if white is not None else 0.0
            high = 1e6 / max(payload["min_mireds"], 50) if white is not None else 0.0
            return names == wanted and (
                white is None or ([white.low, white.high] == [pytest.approx(low), pytest.approx(high)] and white.unit == "K")
            )
        case "climate":
            setpoint = device.traits["setpoint"]
            sane = (setpoint.low, setpoint.high, setpoint.step) == (
                float(payload["min_temp"]),
                float(payload["max_temp"]),
                payload["temp_step"],
            )
            modes = device.traits["hvac_mode"].choices if "hvac_mode" in device.traits else ()
            return sane and setpoint.unit == "°C" and list(modes) == payload.get("modes", [])
        case "switch":
            return names == {"power"}
        case "binary_sensor":
            is_contact = payload.get("device_class") in ("door", "window", "opening")
            return names == ({"opening"} if is_contact else {"occupancy"})
        case _:
            return bool(names) or device.role is Role.TRACKER


def check(rows: Iterable[Mapping[str, Any]]) -> tuple[Counter[str], Counter[str], list[str]]:
    """How many entities of each component are used and refused; what is wrong with the rest."""
    used: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    wrong: list[str] = []
    for row in rows:
        entities = described(row)
        for component, payload, device in entities:
            if device.refused:
                refused[component] += 1
                continue
            used[component] += 1
            if not right_quantities(component, payload, device):
                wrong.append(f"{device.name}: {component} {dict(device.traits)}")
            wrong += wrong_answers(payload, device) if any(t.settable for t in device.traits.values()) else []
        if row["category"] == "presence" and not any("occupancy" in d.traits for _, _, d in entities):
            wrong.append(f"{row['model']}: nobody is noticed")
    return used, refused, wrong


def test_the_recorded_devices_are_listed_and_do_what_they_are_told() -> None:
    used, refused, wrong = check(announced_devices())
    assert wrong == []
    assert used["light"] >= 6
    assert used["climate"] >= 6
    assert used["switch"] >= 6
    assert used["binary_sensor"] >= 4
    assert not refused["light"]
    assert not refused["climate"]


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason="../shared is absent from a bare clone")
def test_every_device_of_the_catalogue_is_listed_and_does_what_it_is_told() -> None:
    used, refused, wrong = check(shared_rows())
    print(f"used {dict(used)}, refused {dict(refused)}")
    assert wrong == []
    assert (used["light"], refused["light"]) == (888, 0)
    assert (used["climate"], refused["climate"]) == (131, 0)
    assert used["switch"] + refused["switch"] == 1890
    assert used["switch"] == 1439  # the others are settings of their device
    assert sum(used.values()) + sum(refused.values()) == 16403
