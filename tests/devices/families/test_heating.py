"""Heating gateways: the room's setpoint and warmth, of OpenTherm and of eBUS; what the boiler is told is never written."""

from typing import Any

import pytest

from devices.command import Command
from devices.errors import BadCommand, BadPayload
from devices.event import Event, Ordered, Reachable, Reported
from devices.families import ebusd, otgw
from devices.family import Family
from devices.message import Message
from devices.vocabulary import Device, DeviceId, Reference, Role, Settings, Value

from ..recorded.otgw.samples import UID
from ..recorded_lines import NOW, recorded, shared

HERE = DeviceId("here")


def make(family: Family, name: str, **options: Any) -> Device:
    device = family.from_reference(Reference(family.key, name, HERE, options), Settings())
    assert device is not None
    return device


def gateway(**options: Any) -> Device:
    return make(otgw.FAMILY, UID, **options)


def day(**options: Any) -> Device:
    return make(ebusd.FAMILY, "700/Hc1DayTemp", **{"quantity": "setpoint", **options})


def heard(device: Device, topic: str, payload: str, retain: bool = False) -> list[Event]:
    assert topic in device.hears
    family = otgw.FAMILY if device.family == "otgw" else ebusd.FAMILY
    return list(family.hear(device, Message(topic, payload.encode(), NOW, retain)))


def said(device: Device, **wanted: Value) -> list[tuple[str, str]]:
    family = otgw.FAMILY if device.family == "otgw" else ebusd.FAMILY
    outs = family.say(device, Command(HERE, wanted))
    assert all((out.retain, out.qos) == (False, 0) for out in outs), "a retained command is a ghost switch"
    return [(out.topic, out.payload.decode()) for out in outs]


# OpenTherm


def test_a_gateway_is_the_rooms_thermostat_and_nothing_of_the_boilers() -> None:
    device = gateway()
    assert (device.role, set(device.traits), device.hazard) == (Role.CLIMATE, {"setpoint", "temperature"}, "")
    assert not any("control" in topic or "flow" in topic for topic in device.hears)


def test_a_setpoint_is_for_the_time_being_unless_it_is_to_last() -> None:
    assert said(gateway(), setpoint=20.6) == [(f"OTGW/set/{UID}/setpoint", "20.5")]
    assert said(gateway(override="constant"), setpoint=21.0) == [(f"OTGW/set/{UID}/constant", "21")]


def test_what_the_gateway_says_is_read() -> None:
    assert heard(gateway(), f"OTGW/value/{UID}/roomsetpoint", "20.50") == [Reported(HERE, "setpoint", 20.5, NOW)]
    assert heard(gateway(), f"OTGW/value/{UID}", "offline") == [Reachable(HERE, False, NOW)]
    assert heard(gateway(), f"OTGW/set/{UID}/setpoint", "19") == [Ordered(HERE, "setpoint", 19.0, NOW)]
    with pytest.raises(BadPayload):
        heard(gateway(), f"OTGW/value/{UID}/roomsetpoint", "warm")


# eBUS


@pytest.mark.parametrize(("payload", "options"), [("20.5", {}), ('{"tempv":{"value":20.5}}', {}), ('{"a":20.5}', {})])
def test_a_state_is_read_as_text_and_as_json(payload: str, options: dict[str, Any]) -> None:
    assert heard(day(**options), "ebusd/700/Hc1DayTemp", payload) == [Reported(HERE, "setpoint", 20.5, NOW)]


def test_one_field_of_several_is_found_by_name_or_place() -> None:
    text = '{"mode":{"value":"auto"},"tempv":{"value":19.5}}'
    assert heard(day(field="tempv"), "ebusd/700/Hc1DayTemp", text) == [Reported(HERE, "setpoint", 19.5, NOW)]
    assert heard(day(place=2, fields=2), "ebusd/700/Hc1DayTemp", text) == [Reported(HERE, "setpoint", 19.5, NOW)]
    assert heard(day(place=2, fields=2), "ebusd/700/Hc1DayTemp", "auto;19.5") == [Reported(HERE, "setpoint", 19.5, NOW)]
    assert heard(day(place=2, fields=2), "ebusd/700/Hc1DayTemp", "auto;-") == [], "not known"


def test_the_other_fields_stay_as_they_are() -> None:
    assert said(day(), setpoint=20.6) == [("ebusd/700/Hc1DayTemp/set", "20.5")]
    assert said(day(place=2, fields=4), setpoint=20.0) == [("ebusd/700/Hc1DayTemp/set", "-;20;-;-")]


@pytest.mark.parametrize("name", ["bai/FlowTemp", "bai/SetMode", "700/HwcTempDesired", "hwc/Temp", "700/Hc1HeatCurve"])
def test_what_the_boiler_is_told_is_never_written(name: str) -> None:
    device = make(ebusd.FAMILY, name, quantity="setpoint")
    assert "boiler" in device.hazard
    assert not device.traits["setpoint"].settable
    with pytest.raises(BadCommand, match="boiler"):
        said(device, setpoint=20.0)


def test_a_measured_warmth_cannot_be_set() -> None:
    room = make(ebusd.FAMILY, "700/RoomTemp")
    assert room.role is Role.SENSOR
    with pytest.raises(BadCommand):
        said(room, temperature=20.0)


@pytest.mark.parametrize("payload", ["warm", "90", "{", '{"tempv":{"value":true}}', '{"tempv":{"value":[1]}}'])
def test_a_bad_state_is_refused(payload: str) -> None:
    with pytest.raises(BadPayload):
        heard(day(), "ebusd/700/Hc1DayTemp", payload)


@pytest.mark.parametrize(
    ("family", "name", "options"),
    [
        (otgw.FAMILY, "a/b", {}),
        (otgw.FAMILY, UID, {"override": "for ever"}),
        (ebusd.FAMILY, "Hc1DayTemp", {}),
        (ebusd.FAMILY, "700/+", {}),
        (ebusd.FAMILY, "700/A", {"quantity": "humidity"}),
        (ebusd.FAMILY, "700/A", {"field": "a/b"}),
        (ebusd.FAMILY, "700/A", {"place": 3, "fields": 2}),
        (ebusd.FAMILY, "700/A", {"low": 30, "high": 5}),
    ],
)
def test_a_block_that_cannot_be_is_told_what_would_be_right(family: Family, name: str, options: dict[str, Any]) -> None:
    assert family.mistakes(Reference(family.key, name, HERE, options), Settings())
    assert family.mistakes(Reference(family.key, UID, HERE), Settings(base_topics={family.key: "a/#"}))


# What was recorded


def test_every_recorded_word_of_the_gateway_is_read_but_the_boilers() -> None:
    temporary, constant = gateway(), gateway(override="constant")
    for line in recorded("otgw"):
        speakers = [device for device in (temporary, constant) if line.message.topic in device.hears]
        if line.message.topic.endswith("/boiler_connected"):
            assert not speakers
        else:
            assert all(otgw.FAMILY.hear(device, line.message) for device in speakers)
            assert speakers


def test_recorded_orders_of_ebusd_are_all_the_boilers_and_none_is_taken_for_a_rooms() -> None:
    for line in recorded("ebusd"):
        circuit, message = line.message.topic.split("/")[1:3]
        device = make(ebusd.FAMILY, f"{circuit}/{message}", quantity="setpoint", low=5, high=60)
        assert device.hazard or circuit == "hwc"


@pytest.mark.shared
def test_every_line_of_the_shared_record_is_one_of_these_or_a_topic_to_describe() -> None:
    kept = {line.message.topic for family in ("otgw", "ebusd") for line in recorded(family)}
    assert {line.message.topic for line in shared("heating")} - kept == {"topic/HVAC_XXX/state"}
