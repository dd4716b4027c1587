"""Tasmota: topics and words from its announcement, levels of 100, mireds, and commands that nothing comes between."""

import json
from dataclasses import replace
from typing import Any

import pytest

from devices.command import Command
from devices.errors import BadCommand, BadPayload
from devices.event import Event, Kept, Ordered, Pressed, Reachable, Reported
from devices.families.tasmota import FAMILY
from devices.message import Message
from devices.vocabulary import Device, DeviceId, Reference, Role, Settings, Value

from ..recorded.tasmota.samples import MAC, SENSORS, config
from ..recorded_lines import NOW, recorded, shared

LAMP = {"rl": [2, 0, 0, 0, 0, 0, 0, 0], "lt_st": 2}
CONFIG, OF_SENSORS = f"tasmota/discovery/{MAC}/config", f"tasmota/discovery/{MAC}/sensors"
HERE = DeviceId("here")


def described(payload: bytes, topic: str = CONFIG, known: Device | None = None) -> Device | None:
    earlier = {} if known is None else {known.stable_id: known}
    found = FAMILY.describe(Message(topic, payload, NOW, True), earlier, Settings())
    return found[0] if found else None


def announced(**changed: Any) -> Device:
    device = described(config(**changed))
    assert device is not None
    return device


def make(endpoint: object = None, **changed: Any) -> Device:
    """Bound as the hub does it."""
    options = {} if endpoint is None else {"endpoint": endpoint}
    return FAMILY.bind(announced(**changed), Reference("tasmota", "corner", HERE, options))


def heard(device: Device, topic: str, payload: str, retain: bool = False) -> list[Event]:
    assert topic in device.hears or topic.startswith("cmnd/"), topic
    return list(FAMILY.hear(device, Message(topic, payload.encode(), NOW, retain)))


def values(events: list[Event]) -> dict[str, Value]:
    return {event.trait: event.value for event in events if isinstance(event, Reported)}


def told(device: Device, payload: str) -> dict[str, Value]:
    return {name: whole(value) for name, value in values(heard(device, "stat/corner/RESULT", payload)).items()}


def whole(value: Value) -> Value:
    """Kelvin to the nearest one, which is less than any lamp tells apart."""
    return round(value) if isinstance(value, float) and value > 1 else value


def ordered(device: Device, command: str, payload: str) -> dict[str, Value | None]:
    events = FAMILY.hear(device, Message(f"cmnd/corner/{command}", payload.encode(), NOW))
    assert all(isinstance(event, Ordered) for event in events)
    return {e.trait: None if e.value is None else whole(e.value) for e in events if isinstance(e, Ordered)}


def said(device: Device, transition_s: float | None = None, **wanted: Value) -> tuple[str, str]:
    [out] = FAMILY.say(device, Command(HERE, wanted, transition_s))
    assert (out.retain, out.qos) == (False, 0), "a retained command is a ghost switch"
    return out.topic, out.payload.decode()


# How it announces itself


def test_a_light_of_two_whites_has_a_level_and_a_colour_temperature() -> None:
    lamp = announced(**LAMP)
    assert (lamp.stable_id, lamp.role, set(lamp.traits)) == (MAC, Role.LIGHT, {"power", "brightness", "colour_temperature"})
    tint = lamp.traits["colour_temperature"]
    assert (round(tint.low or 0), round(tint.high or 0)) == (2000, 6536)


def test_its_range_of_whites_may_be_the_narrow_one() -> None:
    tint = announced(**LAMP, so={"82": 1}).traits["colour_temperature"]
    assert (round(tint.low or 0), round(tint.high or 0)) == (2632, 5000)


@pytest.mark.parametrize(
    ("kind", "traits"),
    [
        (0, {"power"}),
        (1, {"power", "brightness"}),
        (3, {"power", "brightness", "colour"}),
        (4, {"power", "brightness", "colour"}),
        (5, {"power", "brightness", "colour_temperature", "colour"}),
        (True, {"power"}),
    ],
)
def test_a_light_has_what_its_kind_has(kind: int, traits: set[str]) -> None:
    assert set(announced(rl=[2, 0], lt_st=kind).traits) == traits


def test_several_relays_are_told_apart_by_number() -> None:
    four = announced(rl=[1, 1, 1, 1, 0, 0, 0, 0])
    assert (four.role, list(four.traits)) == (Role.SWITCH, ["power_1", "power_2", "power_3", "power_4"])


def test_a_light_after_four_relays_is_the_fifth_switch() -> None:
    device = announced(rl=[1, 1, 1, 1, 2, 0, 0, 0], lt_st=1)
    assert {"power_5", "brightness_5"} <= set(device.traits)
    lamp = FAMILY.bind(device, Reference("tasmota", "corner", HERE, {"endpoint": "5"}))
    assert said(lamp, power_5=True) == ("cmnd/corner/POWER5", "ON")
    assert told(lamp, '{"POWER5":"ON","Dimmer":40}') == {"power_5": True, "brightness_5": 0.4}


def test_beside_a_light_the_relays_are_only_heard_until_they_are_named() -> None:
    whole = make(rl=[1, 2, 0], lt_st=1)
    assert not whole.traits["power_1"].settable
    assert whole.traits["power_2"].settable
    relay = make(endpoint=1, rl=[1, 2, 0], lt_st=1)
    assert (relay.role, set(relay.traits), relay.traits["power_1"].settable) == (Role.SWITCH, {"power_1"}, True)


def test_an_endpoint_has_its_own_name_and_the_whole_has_all_of_them() -> None:
    names = ["Desk", "Boiler", None]
    assert announced(rl=[1, 1], dn="Plugs", fn=names).name == "Plugs, Desk, Boiler"
    assert make(endpoint=2, rl=[1, 1], dn="Plugs", fn=names).name == "Boiler"


def test_an_endpoint_it_has_not_is_refused_with_those_it_has() -> None:
    device = make(endpoint=7, rl=[1, 1])
    assert device.refused == "there is no endpoint 7: it has 1, 2"
    assert FAMILY.hear(device, Message("stat/corner/POWER1", b"ON", NOW)) == ()
    with pytest.raises(BadCommand):
        said(device, power_1=True)


def test_a_relay_that_is_announced_as_a_light_is_one() -> None:
    assert announced(rl=[1, 0], so={"30": 1}).role is Role.LIGHT


def test_a_light_in_two_parts_has_two_levels_and_one_white() -> None:
    device = announced(rl=[2, 2, 0], lt_st=5, lk=0)
    assert set(device.traits) == {"power_1", "brightness_1", "colour_1", "power_2", "brightness_2", "colour_temperature_2"}
    assert told(make(rl=[2, 2, 0], lt_st=5, lk=0), '{"Dimmer1":20,"Dimmer2":60,"Dimmer":60}') == {
        "brightness_1": 0.2,
        "brightness_2": 0.6,
    }
    assert said(make(rl=[2, 2, 0], lt_st=5, lk=0), brightness_2=0.5) == ("cmnd/corner/Dimmer2", "50")


def test_channels_that_are_lights_of_their_own_are_told_by_channel() -> None:
    device = make(rl=[2, 2, 0], lt_st=2, so={"68": 1})
    assert set(device.traits) == {"power_1", "brightness_1", "power_2", "brightness_2"}
    assert said(device, brightness_2=0.5) == ("cmnd/corner/Channel2", "50")
    assert told(device, '{"POWER2":"ON","Channel2":30}') == {"power_2": True, "brightness_2": 0.3}


def test_a_second_light_without_a_part_of_its_own_is_switched_only() -> None:
    assert set(announced(rl=[2, 2, 0], lt_st=2).traits) == {"power_1", "brightness_1", "colour_temperature_1", "power_2"}


def test_a_second_controller_is_dimmed_by_the_third_dimmer_and_does_not_fade() -> None:
    lamp = make(rl=[2, 0], lt_st=1, ty=1)
    assert said(lamp, transition_s=3.0, brightness=0.4) == ("cmnd/corner/Dimmer3", "40")
    assert told(lamp, '{"Dimmer":40}') == {"brightness": 0.4}


def test_two_relays_of_a_shutter_are_one_position_and_no_switches() -> None:
    blind = make(rl=[3, 3, 0])
    assert (blind.role, set(blind.traits)) == (Role.COVER, {"position"})
    assert told(blind, '{"Shutter1":{"Position":56,"Target":56}}') == {"position": 0.56}
    assert told(blind, '{"Shutter1":{"Direction":0}}') == {}
    assert said(blind, position=0.25) == ("cmnd/corner/ShutterPosition1", "25")
    assert set(announced(rl=[3, 3, 3, 3]).traits) == {"position_1", "position_2"}


def test_a_shutter_tells_its_position_as_a_bare_number_too() -> None:
    blind = announced(rl=[3, 3])
    assert values(heard(blind, "stat/corner/SHUTTER1", "44")) == {"position": 0.44}
    with pytest.raises(BadPayload):
        heard(blind, "stat/corner/SHUTTER1", "up")


def test_a_shutter_that_counts_the_other_way_is_left_alone() -> None:
    assert announced(rl=[3, 3, 1], sho=[1, 0, 0, 0]).traits.keys() == {"power"}


def test_a_ceiling_fan_has_a_speed_beside_its_light() -> None:
    fan = announced(rl=[1, 0], **{"if": 1})
    assert (fan.role, set(fan.traits)) == (Role.SWITCH, {"power", "fan_speed"})
    assert told(fan, '{"FanSpeed":3}') == {"fan_speed": 1.0}
    assert told(fan, '{"POWER1":"ON","FanSpeed":0}') == {"power": True, "fan_speed": 0.0}
    assert said(fan, fan_speed=0.6) == ("cmnd/corner/FanSpeed", "2")
    assert said(fan, fan_speed=0.0) == ("cmnd/corner/FanSpeed", "0")
    assert ordered(fan, "FanSpeed", "3") == {"fan_speed": 1.0}
    assert ordered(fan, "FanSpeed", "+") == {"fan_speed": None}
    dimmed = make(rl=[2, 0], lt_st=1, **{"if": 1})
    assert (dimmed.role, dimmed.traits["fan_speed"].settable) == (Role.LIGHT, True)


def test_a_device_without_anything_is_refused_in_words() -> None:
    device = announced()
    assert device.refused
    assert device.hears == ()


def test_a_withdrawn_announcement_is_nobody() -> None:
    assert described(b"") is None
    assert described(b"", OF_SENSORS) is None


@pytest.mark.parametrize(
    "changed",
    [
        {"t": None},
        {"t": ""},
        {"t": "a/#"},
        {"t": "+"},
        {"t": "a\nb"},
        {"ft": "%prefix%/fixed/"},
        {"ft": 5},
        {"ft": "$SYS/%prefix%/%topic%/"},
        {"ft": "/%prefix%/%topic%/"},
        {"tp": ["cmnd", "stat"]},
        {"tp": "cmnd"},
        {"state": ["OFF"]},
        {"state": ["ON", "on", "TOGGLE"]},
        {"rl": None},
        {"rl": "1"},
        {"mac": "112233445566"},
        {"mac": 5},
        {"onln": ""},
    ],
)
def test_an_announcement_that_cannot_be_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(BadPayload):
        described(config(**changed))


@pytest.mark.parametrize("payload", [b"{", b"[]", b"\xff", b"{}", b"null", b'{"sn": 1}'])
@pytest.mark.parametrize("topic", [CONFIG, OF_SENSORS])
def test_rubbish_for_an_announcement_is_refused(topic: str, payload: bytes) -> None:
    with pytest.raises(BadPayload):
        described(payload, topic)


def test_another_topic_announces_nothing() -> None:
    assert FAMILY.describe(Message("tasmota/discovery/x", b"{}", NOW), {}, Settings()) == ()
    assert FAMILY.describe(Message("elsewhere", b"{}", NOW), {}, Settings()) == ()


def test_its_announcements_are_asked_for_sensors_first() -> None:
    assert FAMILY.announced_on((), Settings()) == ("tasmota/discovery/+/sensors", "tasmota/discovery/+/config")
    elsewhere = Settings(base_topics={"tasmota": "house/found"})
    assert FAMILY.announced_on((), elsewhere)[1] == "house/found/+/config"
    assert FAMILY.describe(Message(f"house/found/{MAC}/config", config(**LAMP), NOW), {}, elsewhere)
    assert FAMILY.announced_on((), Settings(base_topics={"tasmota": "#"})) == ()


# Topics and words


def test_it_is_heard_on_all_it_speaks_on_its_reach_first() -> None:
    hears = announced(**LAMP).hears
    assert hears[0] == "tele/corner/LWT"
    assert {
        "tele/corner/STATE",
        "tele/corner/SENSOR",
        "stat/corner/RESULT",
        "stat/corner/POWER",
        "stat/corner/DIMMER",
        "stat/corner/CT",
        "stat/corner/STATUS11",
        "cmnd/corner/+",
        "cmnd/tasmotas/+",
    } <= set(hears)


@pytest.mark.parametrize(
    ("full", "topic"),
    [
        ("%topic%/%prefix%/", "corner/tele/LWT"),
        ("home/%prefix%/%topic%", "home/tele/corner/LWT"),
        ("%topic%/%hostname%/%id%/%prefix%/", "corner/corner-1/49A3BC/tele/LWT"),
        ("house/%topic%/", "house/corner/tele/LWT"),
    ],
)
def test_the_full_topic_is_the_one_announced(full: str, topic: str) -> None:
    assert announced(**LAMP, ft=full).hears[0] == topic


def test_prefixes_are_those_announced() -> None:
    lamp = make(**LAMP, tp=["order", "answer", "news"])
    assert lamp.hears[0] == "news/corner/LWT"
    assert said(lamp, power=True) == ("order/corner/POWER", "ON")
    assert values(heard(lamp, "answer/corner/RESULT", '{"POWER":"ON"}')) == {"power": True}


def test_renamed_words_are_said_and_understood() -> None:
    lamp = make(**LAMP, state=["0", "1", "2", "3"])
    assert said(lamp, power=False) == ("cmnd/corner/POWER", "0")
    assert told(lamp, '{"POWER":"1"}') == {"power": True}
    backwards = make(**LAMP, state=["true", "false", "um", "halt"])
    assert told(backwards, '{"POWER":"true"}') == {"power": False}


def test_its_reach_is_told_in_its_own_words() -> None:
    lamp = make(**LAMP, onln="da", ofln="weg")
    assert heard(lamp, "tele/corner/LWT", "weg", retain=True) == [Reachable(HERE, False, NOW, snapshot=True)]
    assert heard(lamp, "tele/corner/LWT", "da") == [Reachable(HERE, True, NOW)]
    with pytest.raises(BadPayload):
        heard(lamp, "tele/corner/LWT", "Online")


@pytest.mark.parametrize("name", ["corner", MAC, MAC.lower(), "00:00:00:49:a3:bc", "Reading corner"])
def test_it_is_meant_by_topic_address_or_name(name: str) -> None:
    assert FAMILY.matches(announced(**LAMP), Reference("tasmota", name, HERE))


def test_it_is_not_meant_by_the_name_all_of_them_have() -> None:
    assert not FAMILY.matches(announced(**LAMP, dn="Tasmota"), Reference("tasmota", "Tasmota", HERE))
    assert not FAMILY.matches(announced(**LAMP), Reference("tasmota", "other", HERE))
    assert FAMILY.mistakes(Reference("tasmota", "Tasmota", HERE), Settings())


@pytest.mark.parametrize("options", [{"endpoint": "left"}, {"endpoint": True}, {"endpoint": 0}])
def test_an_endpoint_that_cannot_be_is_a_mistake(options: dict[str, Any]) -> None:
    assert FAMILY.mistakes(Reference("tasmota", "corner", HERE, options), Settings())
    assert not FAMILY.mistakes(Reference("tasmota", "corner", HERE, {"endpoint": "switch1"}), Settings())


def test_a_name_or_base_topic_that_cannot_be_is_a_mistake() -> None:
    assert FAMILY.mistakes(Reference("tasmota", "a/+", HERE), Settings())
    assert FAMILY.mistakes(Reference("tasmota", "corner", HERE), Settings(base_topics={"tasmota": "a/#"}))


# What it says


def test_a_level_is_of_100_and_a_tint_in_mireds() -> None:
    assert told(make(**LAMP), '{"POWER":"ON","Dimmer":42,"Color":"FF62","HSBColor":"0,0,0","Channel":[100,38],"CT":250}') == {
        "power": True,
        "brightness": 0.42,
        "colour_temperature": 4000,
    }


def test_an_answer_may_hold_one_thing_only() -> None:
    assert told(make(**LAMP), '{"CT":499}') == {"colour_temperature": 2004}
    assert told(make(**LAMP), '{"Command":"Unknown"}') == {}


def test_the_level_of_a_dark_lamp_is_a_shadow() -> None:
    assert told(make(**LAMP), '{"POWER":"OFF","Dimmer":42}') == {"power": False}


def test_one_relay_may_call_itself_the_first() -> None:
    assert told(make(rl=[1, 0]), '{"POWER1":"ON"}') == {"power": True}
    assert values(heard(make(rl=[1, 0]), "stat/corner/POWER1", "ON")) == {"power": True}


def test_the_bare_word_says_what_the_answer_says() -> None:
    lamp = make(**LAMP)
    assert heard(lamp, "stat/corner/POWER", "ON") == heard(lamp, "stat/corner/RESULT", '{"POWER":"ON"}')


def test_answers_by_command_are_heard_too() -> None:
    assert values(heard(make(**LAMP), "stat/corner/DIMMER", '{"POWER":"ON","Dimmer":40}')) == {"power": True, "brightness": 0.4}
    assert values(heard(make(**LAMP), "stat/corner/POWER", '{"POWER":"OFF"}')) == {"power": False}


def test_what_is_told_by_the_clock_or_when_asked_is_a_snapshot() -> None:
    # It may have been under way when a command came, and then shows the old value.
    lamp = make(**LAMP)
    for topic, payload in (
        ("tele/corner/STATE", '{"POWER":"OFF","Dimmer":10}'),
        ("stat/corner/STATUS11", '{"StatusSTS":{"POWER":"OFF","Dimmer":10}}'),
    ):
        is_off, kept = heard(lamp, topic, payload)
        assert is_off == Reported(HERE, "power", False, NOW, snapshot=True)
        assert kept == Kept(HERE, "brightness", 0.1, NOW)


def test_a_retained_word_is_a_snapshot_and_an_answer_is_news() -> None:
    lamp = make(**LAMP)
    assert heard(lamp, "stat/corner/POWER", "ON", retain=True) == [Reported(HERE, "power", True, NOW, snapshot=True)]
    assert heard(lamp, "stat/corner/POWER", "ON") == [Reported(HERE, "power", True, NOW)]


def test_a_cleared_topic_says_nothing() -> None:
    assert heard(make(**LAMP), "stat/corner/POWER", "", retain=True) == []
    assert heard(make(**LAMP), "tele/corner/LWT", "", retain=True) == []


@pytest.mark.parametrize(
    "payload",
    [
        '{"Dimmer":101}',
        '{"Dimmer":-1}',
        '{"Dimmer":true}',
        '{"CT":152}',
        '{"CT":501}',
        '{"CT":"warm"}',
        '{"POWER":"PERHAPS"}',
        '{"POWER":{}}',
        '{"POWER":"ON","Dimmer":101}',
        "ON",
        "{",
        "[]",
        '{"Dimmer":nan}',
    ],
)
def test_an_answer_that_cannot_be_is_refused_whole(payload: str) -> None:
    with pytest.raises(BadPayload):
        told(make(**LAMP), payload)


@pytest.mark.parametrize("payload", ["maybe", "\x00"])
def test_a_bare_word_that_cannot_be_is_refused(payload: str) -> None:
    with pytest.raises(BadPayload):
        heard(make(**LAMP), "stat/corner/POWER", payload)


def test_the_tint_of_a_lamp_that_shows_a_colour_is_a_shadow() -> None:
    lamp = make(rl=[2, 0], lt_st=5)
    assert told(lamp, '{"Dimmer":50,"Channel":[60,0,0,0,0],"CT":250}') == {"brightness": 0.5}
    assert told(lamp, '{"Dimmer":50,"Channel":[0,0,0,100,38],"CT":250}') == {
        "brightness": 0.5,
        "colour_temperature": 4000,
        "colour": "white",
    }
    assert told(lamp, '{"HSBColor":"240,100,60","Channel":[0,0,60,0,0],"CT":250}') == {"colour": "#0000ff"}


def test_what_lies_deeper_is_not_its_own() -> None:
    assert FAMILY.hear(make(**LAMP), Message("stat/corner/RESULT/x", b"{", NOW)) == ()
    assert FAMILY.hear(make(**LAMP), Message("stat/corner/STATUS5", b"{", NOW)) == ()


# Buttons and switches


def test_a_detached_button_is_pressed_and_never_by_the_clock() -> None:
    remote = make(btn=[1, 0, 0, 0], so={"73": 1})
    assert remote.role is Role.REMOTE
    assert heard(remote, "stat/corner/RESULT", '{"Button1":{"Action":"SINGLE"}}') == [Pressed(HERE, "button1_single", NOW)]
    assert heard(remote, "tele/corner/RESULT", '{"Button1":{"Action":"HOLD"}}') == [Pressed(HERE, "button1_hold", NOW)]
    assert heard(remote, "stat/corner/RESULT", '{"Button1":{"Action":"SINGLE"}}', retain=True) == []


@pytest.mark.parametrize("action", ['"a\\nb"', "5", '""', f'"{"x" * 50}"'])
def test_an_action_that_cannot_be_read_is_refused(action: str) -> None:
    with pytest.raises(BadPayload):
        heard(make(rl=[1]), "stat/corner/RESULT", f'{{"Button1":{{"Action":{action}}}}}')


def test_a_switch_that_is_called_a_motion_detector_is_one() -> None:
    hall = make(swc=[-1, 1, -1], swn=[None, "Hall motion"], so={"114": 1})
    assert (hall.role, set(hall.traits)) == (Role.SENSOR, {"occupancy"})
    assert values(heard(hall, "tele/corner/SENSOR", '{"Switch2":"ON"}')) == {"occupancy": True}
    assert values(heard(hall, "stat/corner/RESULT", '{"Switch2":{"Action":"OFF"}}')) == {"occupancy": False}
    assert heard(hall, "stat/corner/RESULT", '{"Switch2":{"Action":"TOGGLE"}}') == []
    with pytest.raises(BadPayload):
        heard(hall, "tele/corner/SENSOR", '{"Switch2":7}')


def test_a_switch_that_may_be_a_doors_contact_is_nobody_until_it_is_named() -> None:
    assert "occupancy" not in announced(rl=[1, 0], swc=[1, -1]).traits
    named = make(endpoint="switch1", rl=[1, 0], swc=[1, -1])
    assert (named.role, set(named.traits)) == (Role.SENSOR, {"occupancy"})
    assert values(heard(named, "tele/corner/SENSOR", '{"Switch1":"ON"}')) == {"occupancy": True}


def test_a_detached_wall_switch_is_pressed() -> None:
    wall = make(rl=[1, 0], swc=[0, -1], so={"114": 1})
    assert set(wall.traits) == {"power", "action"}
    assert heard(wall, "stat/corner/RESULT", '{"Switch1":{"Action":"TOGGLE"}}') == [Pressed(HERE, "switch1_toggle", NOW)]


# Sensors


def sensors(told_: dict[str, Any]) -> bytes:
    return json.dumps({"sn": {"Time": "2026-03-02T07:00:00", **told_}, "ver": 1}).encode()


def make_sensor(told_: dict[str, Any], **changed: Any) -> Device:
    device = described(config(**changed), known=described(sensors(told_), OF_SENSORS))
    assert device is not None
    return FAMILY.bind(device, Reference("tasmota", "corner", HERE))


def test_sensors_and_config_come_in_either_order() -> None:
    first = described(config(**LAMP), known=described(SENSORS[1], OF_SENSORS))
    second = described(SENSORS[1], OF_SENSORS, known=announced(**LAMP))
    assert first == second
    assert first is not None
    assert {"power", "temperature", "illuminance"} <= set(first.traits)


def test_a_config_read_again_keeps_the_sensors_and_new_sensors_replace_the_old() -> None:
    device = described(config(**LAMP), known=described(SENSORS[1], OF_SENSORS))
    again = described(config(**LAMP, t="moved"), known=device)
    assert again is not None
    assert "temperature" in again.traits
    assert again.hears[0] == "tele/moved/LWT"
    fewer = described(sensors({"BH1750": {"Illuminance": 1}}), OF_SENSORS, known=again)
    assert fewer is not None
    assert "temperature" not in fewer.traits


def test_sensors_alone_cannot_be_used_yet() -> None:
    device = described(SENSORS[1], OF_SENSORS)
    assert device is not None
    assert device.refused
    assert not FAMILY.matches(device, Reference("tasmota", MAC, HERE))
    assert FAMILY.hear(device, Message("tele/corner/SENSOR", b"{}", NOW)) == ()


def test_a_temperature_is_in_the_unit_the_message_names() -> None:
    room = make_sensor({"BME280": {"Temperature": 70.0, "Humidity": 40}})
    assert room.role is Role.SENSOR
    assert values(heard(room, "tele/corner/SENSOR", '{"BME280":{"Temperature":68.0},"TempUnit":"F"}')) == {"temperature": 20.0}
    assert values(heard(room, "tele/corner/SENSOR", '{"BME280":{"Temperature":21.6},"TempUnit":"C"}')) == {"temperature": 21.6}
    asked = '{"StatusSNS":{"BME280":{"Temperature":50.0},"TempUnit":"F"}}'
    assert heard(room, "stat/corner/STATUS10", asked) == [Reported(HERE, "temperature", 10.0, NOW, snapshot=True)]


@pytest.mark.parametrize(
    "payload",
    [
        '{"BME280":{"Temperature":nan,"Humidity":nan},"TempUnit":"C"}',
        '{"BME280":{"Temperature":121},"TempUnit":"C"}',
        '{"BME280":{"Temperature":300},"TempUnit":"F"}',
        '{"BME280":{"Temperature":21},"TempUnit":"K"}',
        '{"BME280":{"Temperature":true}}',
        '{"BH1750":{"Illuminance":-1}}',
        '{"BH1750":{"Presence":7}}',
    ],
)
def test_a_reading_that_cannot_be_is_refused(payload: str) -> None:
    room = make_sensor({"BME280": {"Temperature": 20}, "BH1750": {"Illuminance": 5, "Presence": 0}})
    with pytest.raises(BadPayload):
        heard(room, "tele/corner/SENSOR", payload)


@pytest.mark.parametrize("broken", ["nan", "-nan", "-127", "inf"])
def test_a_sensor_that_has_failed_silences_no_other(broken: str) -> None:
    room = make_sensor({"DS18B20": {"Temperature": 20}, "BH1750": {"Illuminance": 5, "Presence": 0}})
    payload = f'{{"DS18B20":{{"Temperature":{broken}}},"BH1750":{{"Illuminance":7,"Presence":1}},"TempUnit":"C"}}'
    assert values(heard(room, "tele/corner/SENSOR", payload)) == {"illuminance": 7.0, "occupancy": True}
    asked = f'{{"StatusSNS":{payload}}}'
    assert values(heard(room, "stat/corner/STATUS10", asked)) == {"illuminance": 7.0, "occupancy": True}


def test_a_sensor_that_has_failed_says_nothing() -> None:
    room = make_sensor({"BME280": {"Temperature": 20}})
    assert heard(room, "tele/corner/SENSOR", '{"BME280":{"Temperature":null}}') == []
    assert heard(room, "tele/corner/SENSOR", '{"BME280":5}') == []


def test_two_of_a_kind_are_told_apart_by_chip() -> None:
    room = make_sensor({"DS18B20-1": {"Temperature": 20}, "DS18B20-2": {"Temperature": 21}, "LD": {"Presence": 1}})
    assert set(room.traits) == {"temperature", "temperature_ds18b20_2", "occupancy"}
    assert values(heard(room, "tele/corner/SENSOR", '{"DS18B20-2":{"Temperature":22},"LD":{"Presence":1}}')) == {
        "temperature_ds18b20_2": 22.0,
        "occupancy": True,
    }


def test_the_warmth_of_a_processor_or_of_a_wall_module_is_nobodys_room() -> None:
    assert "temperature" not in make_sensor({"ESP32": {"Temperature": 51}}, rl=[1]).traits
    assert "temperature" not in make_sensor({"ANALOG": {"Temperature": 51}}, rl=[1]).traits
    assert "temperature" in make_sensor({"ANALOG": {"Temperature1": 21}}).traits


# What it is told


def test_one_relay_is_power_and_several_are_numbered() -> None:
    assert said(make(rl=[1, 0]), power=True) == ("cmnd/corner/POWER", "ON")
    assert said(make(rl=[1, 1]), power_2=False) == ("cmnd/corner/POWER2", "OFF")


def test_several_relays_go_in_one_message() -> None:
    assert said(make(rl=[1, 1]), power_1=True, power_2=False) == ("cmnd/corner/Backlog", "NoDelay;POWER1 ON;NoDelay;POWER2 OFF")


def test_a_level_and_a_tint_are_told_in_its_own_units() -> None:
    assert said(make(**LAMP), brightness=0.42) == ("cmnd/corner/Dimmer", "42")
    assert said(make(**LAMP), colour_temperature=4000.0) == ("cmnd/corner/CT", "250")
    assert said(make(**LAMP), colour_temperature=4000.0, brightness=0.4) == (
        "cmnd/corner/Backlog",
        "NoDelay;CT 250;NoDelay;Dimmer 40",
    )


def test_a_fade_is_for_this_command_only_in_half_seconds() -> None:
    assert said(make(**LAMP), transition_s=2.0, brightness=0.4) == (
        "cmnd/corner/Backlog",
        "NoDelay;Fade2 1;NoDelay;Speed2 4;NoDelay;Dimmer 40",
    )
    assert "Speed2 40;" in said(make(**LAMP), transition_s=600.0, brightness=0.4)[1]
    assert "Speed2 1;" in said(make(**LAMP), transition_s=0.1, power=False)[1]
    assert said(make(**LAMP), transition_s=0.0, power=True)[1] == "NoDelay;Fade2 0;NoDelay;POWER ON"


def test_a_socket_does_not_fade() -> None:
    assert said(make(rl=[1, 0]), transition_s=2.0, power=True) == ("cmnd/corner/POWER", "ON")


@pytest.mark.parametrize("seconds", [-1.0, float("nan"), float("inf"), 10**400])
def test_a_fade_that_cannot_be_is_refused(seconds: float) -> None:
    with pytest.raises(BadCommand):
        said(make(**LAMP), transition_s=seconds, power=True)


def test_off_takes_no_level_with_it_and_none_at_all_is_off() -> None:
    assert said(make(**LAMP), power=False, brightness=0.4, colour_temperature=3000.0) == ("cmnd/corner/POWER", "OFF")
    assert said(make(**LAMP), brightness=0.0) == ("cmnd/corner/POWER", "OFF")


def test_the_least_light_is_not_darkness() -> None:
    assert said(make(**LAMP), brightness=0.001) == ("cmnd/corner/Dimmer", "1")
    assert said(make(**LAMP), power=True, brightness=0.0) == ("cmnd/corner/Dimmer", "1")


def test_a_level_lights_the_lamp_unless_it_is_set_not_to() -> None:
    assert said(make(**LAMP), power=True, brightness=0.4) == ("cmnd/corner/Dimmer", "40")
    assert said(make(**LAMP, so={"20": 1}), power=True, brightness=0.4) == (
        "cmnd/corner/Backlog",
        "NoDelay;Dimmer 40;NoDelay;POWER ON",
    )


def test_what_is_out_of_range_is_brought_into_it() -> None:
    assert said(make(**LAMP), brightness=7.0) == ("cmnd/corner/Dimmer", "100")
    assert said(make(**LAMP), colour_temperature=1000.0) == ("cmnd/corner/CT", "500")
    assert said(make(**LAMP, so={"82": 1}), colour_temperature=9000.0) == ("cmnd/corner/CT", "200")


@pytest.mark.parametrize(
    "wanted",
    [
        {"power": 1.0},
        {"power": "ON"},
        {"brightness": True},
        {"brightness": float("nan")},
        {"brightness": 10**400},
        {"hvac_mode": "heat"},
    ],
)
def test_what_it_cannot_take_is_refused(wanted: dict[str, Any]) -> None:
    with pytest.raises(BadCommand):
        said(make(**LAMP), **wanted)


def test_what_it_measures_is_not_told_and_nothing_is_nothing() -> None:
    with pytest.raises(BadCommand):
        said(make_sensor({"BME280": {"Temperature": 20}}), temperature=20.0)
    assert FAMILY.say(make(**LAMP), Command(HERE, {})) == ()


# What others tell it


@pytest.mark.parametrize(
    ("command", "payload", "meant"),
    [
        ("Power", "ON", {"power": True}),
        ("POWER1", "off", {"power": False}),
        ("power0", "0", {"power": False}),
        ("Power", "TOGGLE", {"power": None}),
        ("Power", "", {}),
        ("Power2", "ON", {}),
        ("Dimmer", "40", {"brightness": 0.4, "power": True}),
        ("Dimmer0", "40", {"brightness": 0.4, "power": True}),
        ("Dimmer", "0", {"brightness": 0.0, "power": False}),
        ("Dimmer", "+", {"brightness": None, "power": None}),
        ("Dimmer2", "40", {"brightness": None, "power": None}),
        ("Dimmer", "300", {"brightness": None, "power": None}),
        ("CT", "250", {"colour_temperature": 4000, "power": True}),
        ("CT", "600", {"colour_temperature": None, "power": None}),
        ("Color2", "255,0,0", {"power": None, "brightness": None, "colour_temperature": None}),
        ("HSBColor", "120,100,100", {"power": None, "brightness": None, "colour_temperature": None}),
        ("State", "1", {}),
        ("Status", "11", {}),
        ("Backlog", "NoDelay;Fade2 1;NoDelay;Speed2 4;NoDelay;Dimmer 40", {"brightness": 0.4, "power": True}),
        ("Backlog0", "Power ON;CT 250;Status", {"power": True, "colour_temperature": 4000}),
        ("???", "1", {}),
    ],
)
def test_what_others_tell_it_is_heard(command: str, payload: str, meant: dict[str, Value | None]) -> None:
    assert ordered(make(**LAMP), command, payload) == meant


def test_its_own_words_are_understood_in_orders() -> None:
    assert ordered(make(**LAMP, state=["aus", "an", "um", "halt"]), "Power", "an") == {"power": True}
    assert ordered(make(**LAMP, state=["aus", "an", "um", "halt"]), "Power", "um") == {"power": None}


def test_what_it_is_told_is_heard_as_the_hub_told_it() -> None:
    lamp = make(**LAMP)
    topic, payload = said(lamp, transition_s=2.0, power=True, brightness=0.4, colour_temperature=4000.0)
    assert ordered(lamp, topic.rpartition("/")[2], payload) == {"power": True, "brightness": 0.4, "colour_temperature": 4000}


def test_a_level_that_lights_nothing_orders_no_light() -> None:
    assert ordered(make(**LAMP, so={"20": 1}), "Dimmer", "40") == {"brightness": 0.4}


def test_orders_to_parts_channels_and_shutters_are_heard() -> None:
    assert ordered(make(rl=[2, 2], lt_st=2, so={"68": 1}), "Channel2", "30") == {"brightness_2": 0.3, "power_2": True}
    halves = make(rl=[2, 2], lt_st=4, lk=0)
    assert ordered(halves, "Dimmer1", "30")["brightness_1"] == 0.3
    assert ordered(halves, "Dimmer", "30")["brightness_2"] is None
    blind = make(rl=[3, 3])
    assert ordered(blind, "ShutterPosition1", "30") == {"position": 0.3}
    assert ordered(blind, "ShutterOpen", "1") == {"position": 1.0}
    assert ordered(blind, "ShutterStop1", "1") == {"position": None}


def test_what_all_of_them_are_told_it_is_told() -> None:
    events = FAMILY.hear(make(**LAMP), Message("cmnd/tasmotas/POWER", b"OFF", NOW))
    assert list(events) == [Ordered(HERE, "power", False, NOW)]


def test_a_retained_order_is_nobodys() -> None:
    assert FAMILY.hear(make(**LAMP), Message("cmnd/corner/POWER", b"ON", NOW, True)) == ()


def test_an_order_that_is_no_text_is_refused() -> None:
    with pytest.raises(BadPayload):
        FAMILY.hear(make(**LAMP), Message("cmnd/corner/POWER", b"\xff", NOW))


# Recorded


def tried(found: tuple[Any, ...]) -> list[str]:
    """What became of each line, told to the device whose topic it holds."""
    words: dict[str, dict[str, Any]] = {
        "sonoff_4ch": {"rl": [1, 1, 1, 1]},
        "dimmer": {"rl": [2], "lt_st": 1},
        "rgbcct": {"rl": [2], "lt_st": 5},
        "cct": {"rl": [2], "lt_st": 2},
        "rgb": {"rl": [2], "lt_st": 3},
        "RGBliving1": {"rl": [2], "lt_st": 4},
        "klingel": {"btn": [1, 0, 0, 0], "so": {"73": 1}},
        "TM_Shutter": {"rl": [3, 3]},
    }
    chips = {"sonoff5": {"AM2301-14": {"Temperature": 1}}, "tasmota_BME280": {"BME280": {"Temperature": 1}}}
    became = []
    for line in found:
        message: Message = line.message
        if line.role == "discovery":
            device = described(message.payload, message.topic)
            assert device is not None
            became.append(f"{device.role.value}: {' '.join(device.traits)}")
            continue
        topic = message.topic.split("/")[1]
        device = make_sensor(chips.get(topic, {}), t=topic, **words.get(topic, {"rl": [] if topic in chips else [1]}))
        assert message.topic in device.hears or f"cmnd/{topic}/+" in device.hears
        became.append(" ".join(shown(event) for event in FAMILY.hear(device, message)))
    return became


def shown(event: Event) -> str:
    match event:
        case Reported() | Ordered():
            value = round(event.value, 3) if isinstance(event.value, float) else event.value
            return f"{type(event).__name__[0]}:{event.trait}={value}"
        case Pressed():
            return event.action
        case _:
            return "online" if isinstance(event, Reachable) and event.online else "offline"


EVERY = [
    "sensor: ",
    "light: power brightness colour_temperature",
    "online",
    "offline",
    "O:power=None",
    "R:power=True",
    "R:power=True",
    "R:power=True",
    "R:power_1=False R:power_2=False R:power_3=False R:power_4=False",
    "R:power=True R:brightness=0.42",
    "R:power=True R:brightness=1.0 R:colour=white R:colour_temperature=4000.0",
    "R:power=True R:brightness=1.0 R:colour_temperature=4000.0",  # white only: no colour to tell
    "O:brightness=0.6 O:power=True",
    "R:power=True R:brightness=0.6 R:colour=#ffa473",
    "O:colour=white O:colour_temperature=4000.0 O:power=True",
    "O:brightness=0.4 O:power=True",
    "R:temperature=21.6",
    "R:temperature=-3.833",
    "button1_single",
    "R:position=0.56",
    "R:power=True R:brightness=0.66 R:colour=#ffff00",
    "R:power=False",
]


def test_every_recorded_message_is_understood() -> None:
    assert tried(recorded("tasmota")) == EVERY


@pytest.mark.shared
def test_every_shared_message_is_understood() -> None:
    assert tried(shared("tasmota")) == EVERY


def test_a_device_that_was_never_announced_takes_nothing() -> None:
    with pytest.raises(BadCommand):
        said(replace(make(**LAMP), wire=None), power=True)
