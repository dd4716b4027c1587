"""Every kind of device of the catalogues with something wrong in its announcement: described and obedient, or refused in words.

Nothing else may come of it: no other exception, no command beyond the range the announcement gives, no word that is not heard
as it was told.
"""

import gzip
import json
import math
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from devices.command import Command
from devices.discovery.abbreviations import ENTITY
from devices.errors import BadCommand, BadPayload
from devices.event import Event, Reported
from devices.families import home_assistant_mqtt, zigbee2mqtt
from devices.families.zigbee2mqtt.traits import Wire
from devices.family import Family
from devices.message import Message, Outgoing
from devices.vocabulary import WHITE, Device, Settings, Trait, Value

from .families.zigbee_builders import NOW
from .recorded.home_assistant_mqtt.samples import announced_devices
from .recorded.zigbee2mqtt.samples import definitions
from .simulated_zigbee import SimulatedZigbee
from .spoiled import ODD, spoiled
from .test_family_contract import assert_sane

SHARED = Path(__file__).parents[3] / "shared" / "data" / "zigbee2mqtt"
THOROUGH = settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
USED = ("light", "climate", "cover", "fan", "switch", "binary_sensor", "sensor", "device_tracker", "number", "select", "lock")
TEMPLATES = (
    "{{ value_json.x }}", "{{ value_json['x'] | float }}", "{% if value == 'a' %}b{% endif %}", "{{", "{{ states('x') }}",
    "{{ value_json.a.b.c[0] }}", "{{ value | int / 0 }}", "{{ 'a' * 100000000 }}", "{{ value ** 99999999 }}", "{{ now() }}",
    "{% for x in range(1000000000) %}{{ x }}{% endfor %}", "{{ value | regex_replace('(a+)+$', '') }}", "{{ ''.__class__ }}",
    "{{ value_json | tojson }}", "{{ iif(value, 1, 2) }}", "\u202e{{ value }}", "",
)  # fmt: skip
FULL_TO_SHORT = {full: short for short, full in ENTITY.items()}


def recorded_entries() -> Iterator[Mapping[str, Any]]:
    yield from definitions().values()


def recorded_discoveries() -> Iterator[tuple[str, Mapping[str, Any]]]:
    for row in announced_devices():
        for message in row["messages"]:
            yield message["topic"], message["payload"]


@cache
def catalogue_entries() -> tuple[Mapping[str, Any], ...]:
    return tuple(row["definition"] for row in _rows("exposes"))


@cache
def catalogue_discoveries() -> tuple[tuple[str, Mapping[str, Any]], ...]:
    return tuple((m["topic"], m["payload"]) for row in _rows("ha-discovery") for m in row["messages"] if _is_used(m["topic"]))


def _rows(kind: str) -> Iterator[Mapping[str, Any]]:
    for path in sorted(SHARED.glob(f"{kind}-*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def _is_used(topic: str) -> bool:
    return topic.split("/")[1] in USED


def described(family: Family, topic: str, payload: object) -> tuple[Device, ...]:
    """None where the whole announcement was refused. Any other exception is the test's failure."""
    try:
        found = family.describe(Message(topic, json.dumps(payload).encode(), NOW), {}, Settings())
    except BadPayload:
        return ()
    for device in found:
        assert device.traits or device.refused or family is home_assistant_mqtt.FAMILY
        assert all("#" not in heard and "\x00" not in heard for heard in device.hears)
        assert all(trait.name == name for name, trait in device.traits.items())
    return found


def wishes(trait: Trait) -> list[Value]:
    """What people may wish, and what nobody should."""
    if not trait.settable:
        return []
    if trait.choices:
        return list(trait.choices)
    if trait.quantity == "colour":
        return ["#ff0000", "#00ff80", "#4b00ff", "#ffb46b", WHITE, "reddish", True]
    if trait.low is None or trait.high is None:
        return [True, False]
    span = trait.high - trait.low
    return [trait.low, trait.low + span * 0.37, trait.high, trait.low - 1000.0, trait.high + 1000.0]


def said(family: Family, device: Device, trait: Trait, value: Value) -> tuple[Outgoing, ...]:
    """Empty where the device refuses it in words: a template that makes nothing of it."""
    try:
        return tuple(family.say(device, Command(device.id, {trait.name: value}, 1.0)))
    except BadCommand:
        return ()


def heard(family: Family, device: Device, topic: str, payload: bytes) -> tuple[Event, ...]:
    try:
        events = tuple(family.hear(device, Message(topic, payload, NOW)))
    except BadPayload:
        return ()
    assert_sane(device, events)
    return events


def check_zigbee(entry: Mapping[str, Any], data: st.DataObject) -> None:
    """Commands are within the native range, and the device's echo of them is heard as what was meant."""
    family = zigbee2mqtt.FAMILY
    for device in described(family, "zigbee2mqtt/bridge/devices", [entry]):
        for trait in device.traits.values():
            wire = trait.wire
            assert isinstance(wire, Wire)
            for value in wishes(trait):
                for outgoing in said(family, device, trait, value):
                    echo = json.loads(outgoing.payload)
                    echo.pop("transition", None)
                    mode = "color_temp" if wire.property not in echo else wire.form.value
                    echo |= {wire.colour_mode: mode} if trait.quantity == "colour" else {}
                    assert_within(wire, echo.get(wire.property))
                    told = heard(family, device, outgoing.topic.removesuffix("/set"), json.dumps(echo).encode())
                    assert_round_trip(trait, value, told)
        odd = {t.wire.property: data.draw(st.sampled_from(ODD)) for t in device.traits.values() if isinstance(t.wire, Wire)}
        heard(family, device, device.wire.topic, json.dumps(odd).encode())


def assert_within(wire: Wire, native: object) -> None:
    if isinstance(native, int | float) and not isinstance(native, bool):
        assert math.isfinite(native)
        assert wire.low is None or native >= wire.low - 1e-6
        assert wire.high is None or native <= wire.high + 1e-6


def assert_round_trip(trait: Trait, value: Value, told: tuple[Event, ...]) -> None:
    values = [event.value for event in told if isinstance(event, Reported) and event.trait == trait.name]
    if trait.quantity == "brightness" and not values:
        return  # no light at all is told as off
    assert values, (trait, value, told)
    assert trait.same(values[-1], trait.nearest(value)), (trait, value, values)


def check_discovered(topic: str, payload: object, data: st.DataObject) -> None:
    family = home_assistant_mqtt.FAMILY
    for device in described(family, topic, payload):
        for trait in device.traits.values():
            for value in wishes(trait):
                for outgoing in said(family, device, trait, value):
                    assert (outgoing.retain, outgoing.qos) == (False, 0)
                    heard(family, device, outgoing.topic, outgoing.payload)
        for heard_on in device.hears:
            odd = data.draw(st.sampled_from(ODD))
            keys = ("state", "brightness", "color_temp", "position", "temperature", "occupancy", "color_mode")
            for said_odd in (odd, dict.fromkeys(keys, odd)):
                heard(family, device, heard_on.replace("+", "x"), json.dumps(said_odd).encode())


def entry_of(definition: object) -> dict[str, Any]:
    return SimulatedZigbee({"exposes": []}, "a b/ü").entry() | {"definition": definition}


@given(data=st.data())
@THOROUGH
def test_a_recorded_zigbee_model_with_something_wrong_is_obedient_or_refused(data: st.DataObject) -> None:
    definition = data.draw(st.sampled_from(sorted(definitions())).map(lambda model: definitions()[model]))
    check_zigbee(entry_of(data.draw(spoiled(definition))), data)


@given(data=st.data())
@THOROUGH
def test_a_bridges_entry_with_something_wrong_beside_its_definition_is_obedient_or_refused(data: st.DataObject) -> None:
    definition = data.draw(st.sampled_from(sorted(definitions())).map(lambda model: definitions()[model]))
    entry = entry_of(definition)
    key = data.draw(st.sampled_from(sorted(entry.keys() - {"definition"})))
    check_zigbee({**entry, key: data.draw(st.sampled_from(ODD))}, data)


@given(data=st.data())
@THOROUGH
def test_a_recorded_discovery_with_something_wrong_is_obedient_or_refused(data: st.DataObject) -> None:
    topic, payload = data.draw(st.sampled_from(list(recorded_discoveries())))
    check_discovered(topic, data.draw(spoiled(shortened(data, payload))), data)


@given(data=st.data())
@THOROUGH
def test_a_recorded_discovery_with_an_odd_template_is_obedient_or_refused(data: st.DataObject) -> None:
    with_templates = [(t, p) for t, p in recorded_discoveries() if any(key.endswith("template") for key in p)]
    topic, payload = data.draw(st.sampled_from(with_templates))
    key = data.draw(st.sampled_from(sorted(key for key in payload if key.endswith("template"))))
    check_discovered(topic, {**payload, key: data.draw(st.sampled_from(TEMPLATES))}, data)


@pytest.mark.shared
@given(data=st.data())
@settings(THOROUGH, max_examples=1500)
def test_any_model_of_the_catalogue_with_something_wrong_is_obedient_or_refused(data: st.DataObject) -> None:
    everyone = catalogue_entries()
    check_zigbee(entry_of(data.draw(spoiled(everyone[data.draw(st.integers(0, len(everyone) - 1))]))), data)


@pytest.mark.shared
@given(data=st.data())
@settings(THOROUGH, max_examples=1500)
def test_any_discovery_of_the_catalogue_with_something_wrong_is_obedient_or_refused(data: st.DataObject) -> None:
    everyone = catalogue_discoveries()
    topic, payload = everyone[data.draw(st.integers(0, len(everyone) - 1))]
    check_discovered(topic, data.draw(spoiled(shortened(data, payload))), data)


def shortened(data: st.DataObject, payload: Mapping[str, Any]) -> dict[str, Any]:
    """The same announcement with its keys abbreviated or not."""
    is_short = data.draw(st.booleans())
    return {FULL_TO_SHORT.get(key, key) if is_short else key: value for key, value in payload.items()}
