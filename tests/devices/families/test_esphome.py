"""ESPHome without announcements: topics from the entity's name; whole numbers only, or it leaves them without a word."""

import json
from typing import Any

import pytest

from devices.command import Command
from devices.errors import BadPayload
from devices.event import Event, Ordered, Reachable, Reported
from devices.families import home_assistant_mqtt
from devices.families.esphome import FAMILY
from devices.message import Message
from devices.vocabulary import Device, DeviceId, Reference, Role, Settings, Value

from ..recorded_lines import NOW, Line, recorded, shared

HERE = DeviceId("here")


def make(name: str, **options: Any) -> Device:
    device = FAMILY.from_reference(Reference("esphome", name, HERE, options), Settings())
    assert device is not None
    return device


def heard(device: Device, topic: str, payload: str, retain: bool = False) -> list[Event]:
    assert topic in device.hears
    return list(FAMILY.hear(device, Message(topic, payload.encode(), NOW, retain)))


def said(device: Device, transition_s: float | None = None, **wanted: Value) -> list[tuple[str, str]]:
    outs = FAMILY.say(device, Command(HERE, wanted, transition_s))
    assert all((out.retain, out.qos) == (False, 0) for out in outs), "a retained command is a ghost switch"
    return [(out.topic, out.payload.decode()) for out in outs]


@pytest.mark.parametrize(
    ("name", "role", "quantities"),
    [
        ("a/light/b", Role.LIGHT, {"power", "brightness"}),
        ("a/switch/b", Role.SWITCH, {"power"}),
        ("a/fan/b", Role.FAN, {"power"}),
        ("a/cover/b", Role.COVER, {"position"}),
        ("a/climate/b", Role.CLIMATE, {"setpoint", "hvac_mode", "temperature"}),
        ("a/sensor/room_temperature", Role.SENSOR, {"temperature"}),
        ("a/sensor/bh1750_illuminance", Role.SENSOR, {"illuminance"}),
        ("a/binary_sensor/ld2410", Role.SENSOR, {"occupancy"}),
    ],
)
def test_each_component_is_what_people_know_it_as(name: str, role: Role, quantities: set[str]) -> None:
    device = make(name)
    assert (device.role, set(device.traits), device.family) == (role, quantities, "esphome")


def test_options_add_what_a_name_does_not_tell() -> None:
    tint = make("a/light/b", kelvin=[2700, 6500]).traits["colour_temperature"]
    assert [tint.low, tint.high] == pytest.approx([2700.0, 6500.0], rel=0.005)
    assert set(make("a/light/b", dims=False).traits) == {"power"}
    assert make("a/fan/b", speeds=4).traits["fan_speed"].step == pytest.approx(0.25)
    setpoint = make("a/climate/b", low=7, high=25, step=1).traits["setpoint"]
    assert (setpoint.low, setpoint.high, setpoint.step) == (7, 25, 1)


def test_a_lamp_is_told_whole_numbers_and_whole_seconds() -> None:
    lamp = make("a/light/b", kelvin=[2000, 6500])
    wanted: dict[str, Value] = {"power": True, "brightness": 0.503, "colour_temperature": 3333.3}
    for seconds, whole in ((2.0, 2), (1.4, 1), (0.3, 1), (1e9, 6553)):
        [(topic, text)] = said(lamp, seconds, **wanted)
        assert topic == "a/light/b/command"
        told = json.loads(text)
        assert told == {"state": "ON", "brightness": 128, "color_temp": 300, "transition": whole}
        assert all(type(told[key]) is int for key in ("brightness", "color_temp", "transition"))


def test_the_same_lamp_announced_over_discovery_is_told_whole_numbers_too() -> None:
    [line] = [line for line in recorded("esphome") if line.message.topic.endswith("/config")]
    [lamp] = home_assistant_mqtt.FAMILY.describe(line.message, {}, Settings())
    [out] = home_assistant_mqtt.FAMILY.say(lamp, Command(lamp.id, {"brightness": 0.503, "colour_temperature": 3333.3}, 2.0))
    told = json.loads(out.payload)
    assert all(type(told[key]) is int for key in ("brightness", "color_temp", "transition")), told
    assert lamp.area == "Living room"


def test_a_thermostat_speaks_one_number_a_topic_and_celsius_always() -> None:
    heater = make("a/climate/b")
    assert said(heater, setpoint=21.3) == [("a/climate/b/target_temperature/command", "21.5")]
    assert heard(heater, "a/climate/b/target_temperature/state", "21.5") == [Reported(HERE, "setpoint", 21.5, NOW)]
    assert heard(heater, "a/climate/b/current_temperature/state", "nan") == []


def test_a_blind_and_a_fan_take_whole_shares() -> None:
    assert said(make("a/cover/b"), position=0.333) == [("a/cover/b/position/command", "33")]
    assert said(make("a/fan/b", speeds=3), fan_speed=0.6) == [("a/fan/b/speed_level/command", "2")]
    [event] = heard(make("a/fan/b", speeds=3), "a/fan/b/speed_level/state", "1")
    assert isinstance(event, Reported)
    assert event.value == pytest.approx(1 / 3)


def test_others_commands_and_its_reach_are_heard() -> None:
    lamp = make("a/light/b")
    ordered = heard(lamp, "a/light/b/command", '{"state":"ON","brightness":128}')
    assert {e.trait: e.value for e in ordered if isinstance(e, Ordered)} == {"power": True, "brightness": 0.501961}
    assert heard(lamp, "a/status", "offline") == [Reachable(HERE, False, NOW)]


@pytest.mark.parametrize("payload", ["{", "[]", '{"state": "ON", "brightness": 900}', '{"brightness": "half", "state": "ON"}'])
def test_a_bad_state_is_refused(payload: str) -> None:
    with pytest.raises(BadPayload):
        heard(make("a/light/b"), "a/light/b/state", payload)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("desk_lamp", {}),
        ("a/alarm/b", {}),
        ("a/light/Desk Lamp", {}),
        ("+/light/b", {}),
        ("/light/b", {}),
        ("a/sensor/b", {}),
        ("a/sensor/b", {"quantity": "noise"}),
        ("a/light/b", {"kelvin": [6500, 2700]}),
        ("a/light/b", {"kelvin": 4000}),
        ("a/light/b", {"dims": "yes"}),
        ("a/fan/b", {"speeds": 0}),
        ("a/fan/b", {"speeds": True}),
        ("a/climate/b", {"low": 30, "high": 20}),
        ("a/climate/b", {"step": 0}),
    ],
)
def test_a_block_that_cannot_be_is_told_what_would_be_right(name: str, options: dict[str, Any]) -> None:
    reference = Reference("esphome", name, HERE, options)
    assert FAMILY.mistakes(reference, Settings())
    assert FAMILY.from_reference(reference, Settings()) is None


ENTITIES = (
    make("livingroom/light/desk_lamp", kelvin=[2000, 6500]),
    make("livingroom/climate/heater"),
    make("livingroom/binary_sensor/mmwave_presence"),
    make("livingroom/sensor/illuminance"),
)
UNREAD = {
    "esphome/discover/esp32-test": "names the node; its entities announce themselves",
    "homeassistant/light/livingroom/desk_lamp/config": "the family home_assistant_mqtt reads it",
    "livingroom/debug": "its log",
}


def replayed(lines: tuple[Line, ...]) -> dict[str, list[Event]]:
    found: dict[str, list[Event]] = {}
    for line in lines:
        for device in ENTITIES:
            if line.message.topic in device.hears:
                found.setdefault(line.message.topic, []).extend(FAMILY.hear(device, line.message))
    return found


def test_what_was_recorded_is_read() -> None:
    told = replayed(recorded("esphome"))
    values = {e.trait: e.value for events in told.values() for e in events if isinstance(e, Reported)}
    assert values["occupancy"] is True
    assert (values["illuminance"], values["setpoint"], values["temperature"]) == (143.2, 21.5, 20.8)
    assert values["hvac_mode"] == "heat"
    assert {line.message.topic for line in recorded("esphome")} - set(told) == set(UNREAD)


@pytest.mark.shared
def test_every_line_of_the_shared_record_is_read_or_left_for_a_named_reason() -> None:
    told = replayed(shared("esphome"))
    assert {line.message.topic for line in shared("esphome")} - set(told) == set(UNREAD)
    assert all(told.values())
