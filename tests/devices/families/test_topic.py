"""The topic family: what the resident's block says, heard and said exactly so."""

import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.command import Command
from devices.errors import BadCommand, BadPayload
from devices.event import Event, Ordered, Pressed, Reachable, Reported
from devices.families.topic import FAMILY
from devices.family import Family, family_for
from devices.message import Message
from devices.vocabulary import OTHER_MUSIC, SILENCE, Device, DeviceId, Moment, Reference, Role, Settings, Value

NOW = Moment(datetime(2026, 3, 4, 19, 0, tzinfo=UTC), 1000.0)
HOME = Settings(music={"calm": {"playlist": "Calm evening"}, "jazz": {"playlist": "Jazz"}})
LAMP: dict[str, Any] = {
    "state": "home/lamp/state",
    "command": "home/lamp/set",
    "quantities": {
        "brightness": {"key": "level", "low": 0, "high": 100},
        "power": {"key": "on", "values": {"on": True, "off": False}},
    },
}


def make_reference(options: dict[str, Any], name: str = "lamp") -> Reference:
    return Reference("topic", name, DeviceId(name), options)


def make_device(quantities: dict[str, Any] | None = None, **more: Any) -> Device:
    options = {**LAMP, **more} if quantities is None else {**LAMP, "quantities": quantities, **more}
    reference = make_reference(options)
    assert list(FAMILY.mistakes(reference, HOME)) == []
    device = FAMILY.from_reference(reference, HOME)
    assert device is not None
    return device


def make_sensor(topic: str, family: Family = FAMILY, **options: Any) -> Device:
    reference = make_reference(options, topic)
    assert list(family.mistakes(reference, HOME)) == []
    device = family.from_reference(reference, HOME)
    assert device is not None
    return device


def heard(device: Device, payload: object, topic: str = "home/lamp/state", retain: bool = False) -> list[Event]:
    wire = (
        payload
        if isinstance(payload, bytes)
        else payload.encode()
        if isinstance(payload, str)
        else json.dumps(payload).encode()
    )
    return list(FAMILY.hear(device, Message(topic, wire, NOW, retain)))


def values(events: list[Event]) -> dict[str, Value]:
    return {event.trait: event.value for event in events if isinstance(event, Reported)}


def said(device: Device, **wanted: Value) -> dict[str, Any]:
    out = FAMILY.say(device, Command(device.id, wanted))
    assert all(not o.retain and o.qos == 0 for o in out)
    return {o.topic: o.payload.decode() for o in out}


# What is heard


def test_one_state_carries_several_quantities_in_inside_units() -> None:
    assert values(heard(make_device(), {"level": 40, "on": True})) == {"brightness": 0.4, "power": True}


def test_off_wins_over_a_repeated_brightness() -> None:
    assert values(heard(make_device(), {"level": 40, "on": False})) == {"power": False}


def test_off_of_one_lamp_leaves_the_others_brightness_alone() -> None:
    lamp = make_device(
        {
            "power_left": {"key": "l.on"},
            "brightness_left": {"key": "l.level"},
            "power_right": {"key": "r.on"},
            "brightness_right": {"key": "r.level"},
        }
    )
    state = {"l": {"on": False, "level": 10}, "r": {"on": True, "level": 20}}
    assert values(heard(lamp, state)) == {"power_left": False, "power_right": True, "brightness_right": 0.2}


def test_a_retained_state_is_a_snapshot() -> None:
    assert all(isinstance(e, Reported) and e.snapshot for e in heard(make_device(), {"level": 40}, retain=True))


def test_what_a_state_does_not_mention_is_not_reported() -> None:
    assert values(heard(make_device(), {"level": 40, "battery": 3})) == {"brightness": 0.4}
    assert values(heard(make_device(), {"level": None})) == {}


def test_a_cleared_topic_says_nothing() -> None:
    assert heard(make_device(), b"", retain=True) == []


@pytest.mark.parametrize(
    "payload",
    [
        b"{",
        b"40",
        b'"on"',
        b'{"level": 300}',
        b'{"level": "bright"}',
        b'{"level": true}',
        b'{"on": "maybe"}',
        b'{"on": 7}',
        b"\xff",
    ],
)
def test_what_cannot_be_is_refused(payload: bytes) -> None:
    with pytest.raises(BadPayload):
        heard(make_device(), payload)


def test_a_number_as_text_is_a_number() -> None:
    assert values(heard(make_device(), {"level": "40.0"})) == {"brightness": 0.4}


def test_rounding_just_past_the_end_is_held_to_it() -> None:
    assert values(heard(make_device(), {"level": 101})) == {"brightness": 1.0}


def test_a_key_may_be_a_path_or_hold_dots_itself() -> None:
    lamp = make_device({"brightness": {"key": "state.reported.level"}})
    assert values(heard(lamp, {"state": {"reported": {"level": 50}}})) == {"brightness": 0.5}
    assert values(heard(lamp, {"state.reported.level": 60})) == {"brightness": 0.6}
    assert values(heard(make_device({"brightness": {"key": "0.level"}}), [{"level": 70}])) == {"brightness": 0.7}


@pytest.mark.parametrize("payload", ["ON", "on", "true", "1", " On ", '"ON"'])
def test_a_bare_switch_understands_the_usual_words(payload: str) -> None:
    assert values(heard(make_device({"power": {}}), payload)) == {"power": True}


@pytest.mark.parametrize(("wire", "payload"), [(1, "1"), (1, "1.0"), ("AN", "an"), (True, "true"), ("1", "1")])
def test_a_configured_value_is_recognised_however_it_is_written(wire: object, payload: str) -> None:
    lamp = make_device({"power": {"values": {"on": wire, "off": "AUS"}}})
    assert values(heard(lamp, payload)) == {"power": True}
    assert values(heard(lamp, "aus")) == {"power": False}


def test_a_configured_value_leaves_no_room_for_others() -> None:
    with pytest.raises(BadPayload, match="neither on nor off"):
        heard(make_device({"power": {"values": {"on": "AN", "off": "AUS"}}}), "ON")


def test_mired_become_kelvin() -> None:
    lamp = make_device({"colour_temperature": {"key": "ct", "unit": "mired", "low": 153, "high": 500}})
    assert values(heard(lamp, {"ct": 250})) == {"colour_temperature": 4000.0}
    trait = lamp.traits["colour_temperature"]
    assert (round(trait.low or 0), round(trait.high or 0)) == (2000, 6536)
    assert said(lamp, colour_temperature=4000.0) == {"home/lamp/set": '{"ct": 250}'}


def test_fahrenheit_becomes_celsius_and_back() -> None:
    valve = make_device({"setpoint": {"key": "t", "unit": "°F", "low": 41, "high": 86}})
    assert values(heard(valve, {"t": 68})) == {"setpoint": 20.0}
    assert said(valve, setpoint=20.0) == {"home/lamp/set": '{"t": 68}'}


def test_a_blind_that_counts_the_other_way() -> None:
    blind = make_device({"position": {"key": "closed", "low": 100, "high": 0}})
    assert values(heard(blind, {"closed": 100})) == {"position": 0.0}
    assert said(blind, position=0.25) == {"home/lamp/set": '{"closed": 75}'}


def test_music_is_a_wish_and_what_nobody_can_wish_for_is_other_music() -> None:
    player = make_device({"music": {"key": "playing"}, "volume": {"key": "volume", "low": 0, "high": 100}})
    assert values(heard(player, {"playing": "calm", "volume": 35})) == {"music": "calm", "volume": 0.35}
    assert values(heard(player, {"playing": "polka"})) == {"music": OTHER_MUSIC}
    assert values(heard(player, {"playing": "playing"})) == {}  # what does is not said
    assert values(heard(player, {"playing": "unavailable"})) == {}
    assert values(heard(player, {"playing": "stopped"})) == {"music": SILENCE}
    assert said(player, music="jazz", volume=0.2) == {"home/lamp/set": '{"playing": "jazz", "volume": 20}'}


def test_wishes_may_be_written_otherwise_on_the_wire() -> None:
    player = make_device({"music": {"values": {"calm": 3, "silence": 0}}})
    assert values(heard(player, "3")) == {"music": "calm"}
    assert values(heard(player, "7")) == {"music": OTHER_MUSIC}
    assert values(heard(player, "paused")) == {"music": SILENCE}
    assert said(player, music=SILENCE) == {"home/lamp/set": "0"}


def test_a_mode_is_one_of_its_names() -> None:
    valve = make_device({"setpoint": {"key": "t"}, "hvac_mode": {"key": "m", "values": {"heat": "manual", "off": "standby"}}})
    assert values(heard(valve, {"m": "manual"})) == {"hvac_mode": "heat"}
    with pytest.raises(BadPayload):
        heard(valve, {"m": "party"})
    assert said(valve, hvac_mode="off") == {"home/lamp/set": '{"m": "standby"}'}


def test_quantities_may_have_topics_of_their_own() -> None:
    lamp = make_device(
        {
            "power": {"state": "a/power", "command": "a/power/set"},
            "brightness": {"state": "a/dim", "command": "a/dim/set", "low": 0, "high": 255},
        },
        state="",
        command="",
    )
    assert set(lamp.hears) == {"a/power", "a/power/set", "a/dim", "a/dim/set"}
    assert values(heard(lamp, "51", "a/dim")) == {"brightness": 0.2}
    assert said(lamp, power=True, brightness=1.0) == {"a/power/set": "ON", "a/dim/set": "255"}


def test_availability_tells_whether_it_is_there() -> None:
    lamp = make_device(availability="home/lamp/status")
    assert heard(lamp, "offline", "home/lamp/status") == [Reachable(lamp.id, False, NOW)]
    assert heard(lamp, '{"state": "online"}', "home/lamp/status", retain=True) == [Reachable(lamp.id, True, NOW, snapshot=True)]
    with pytest.raises(BadPayload):
        heard(lamp, "perhaps", "home/lamp/status")


# Amounts as people and devices write them


SETPOINT = {"setpoint": {"unit": "°C"}}


@pytest.mark.parametrize(
    ("quantities", "payload", "trait", "value"),
    [
        (SETPOINT, "21.5 °C", "setpoint", 21.5),
        (SETPOINT, "21,5", "setpoint", 21.5),
        (SETPOINT, "°C 21,5", "setpoint", 21.5),
        (SETPOINT, "70 °F", "setpoint", 21.1111),
        (SETPOINT, b"21.5 \xb0C", "setpoint", 21.5),
        ({"setpoint": {"unit": "°F"}}, "70", "setpoint", 21.1111),
        ({"setpoint": {"unit": "°F"}}, "21,5 °C", "setpoint", 21.5),
        ({"setpoint": {"key": "t", "unit": "°C"}}, '{"t": "21,5 °C"}', "setpoint", 21.5),
        ({"brightness": {}}, "55 %", "brightness", 0.55),
        ({"brightness": {"low": 0, "high": 255}}, "55 %", "brightness", 0.55),
        ({"brightness": {"low": 0, "high": 1}}, "0,55", "brightness", 0.55),
        ({"position": {"low": 100, "high": 0}}, "30 %", "position", 0.7),
        ({"colour_temperature": {"unit": "mired"}}, "370", "colour_temperature", 2702.7027),
        ({"colour_temperature": {"unit": "mired"}}, "2.700 K", "colour_temperature", 2700.0),
        ({"colour_temperature": {}}, "2700K", "colour_temperature", 2700.0),
        ({"illuminance": {}}, "1.234,5 lx", "illuminance", 1234.5),
        ({"temperature": {}}, "-4,5 °C", "temperature", -4.5),
    ],
)
def test_an_amount_is_understood_however_it_is_written(
    quantities: dict[str, Any], payload: object, trait: str, value: float
) -> None:
    assert values(heard(make_device(quantities), payload))[trait] == pytest.approx(value, abs=1e-4)


@pytest.mark.parametrize(
    ("quantities", "payload", "words"),
    [
        (SETPOINT, "warm", "setpoint is not a number: right is one such as 21.5, or 21.5 °C"),
        (SETPOINT, "55 %", "setpoint is told in %: right is one such as 21.5, or 21.5 °C"),
        (SETPOINT, "21.5 °C / 70.7 °F", "right is one such as 21.5"),
        (SETPOINT, "2100 °C", "outside"),
        ({"brightness": {}}, "21 °C", "brightness is told in °C: right is a bare number such as 12.5"),
    ],
)
def test_an_amount_that_is_not_understood_is_refused_with_what_would_be_right(
    quantities: dict[str, Any], payload: str, words: str
) -> None:
    with pytest.raises(BadPayload, match=re.escape(words)):
        heard(make_device(quantities), payload)


def test_an_order_is_understood_as_a_state_is() -> None:
    valve = make_device(SETPOINT)
    assert heard(valve, "21,5 °C", "home/lamp/set") == [Ordered(valve.id, "setpoint", 21.5, NOW)]


def test_a_unit_is_named_as_people_name_it() -> None:
    for unit in ("F", "℉", "fahrenheit", "° F"):
        assert values(heard(make_device({"setpoint": {"unit": unit}}), "68")) == {"setpoint": 20.0}


# What others order


def test_somebody_elses_command_is_an_order() -> None:
    lamp = make_device()
    assert heard(lamp, {"level": 30}, "home/lamp/set") == [Ordered(lamp.id, "brightness", 0.3, NOW)]


def test_an_order_whose_outcome_is_not_known_has_no_value() -> None:
    lamp = make_device()
    assert heard(lamp, {"on": "toggle", "level": 900}, "home/lamp/set") == [
        Ordered(lamp.id, "brightness", None, NOW),
        Ordered(lamp.id, "power", None, NOW),
    ]


def test_a_retained_order_is_nobodys_doing() -> None:
    assert heard(make_device(), {"level": 30}, "home/lamp/set", retain=True) == []


# What is said


def test_a_command_is_one_object_with_every_key() -> None:
    assert said(make_device(), brightness=0.4, power=True) == {"home/lamp/set": '{"level": 40, "on": true}'}


def test_nested_keys_are_written_nested() -> None:
    lamp = make_device({"brightness": {"key": "light.level"}, "power": {"key": "light.on"}})
    assert said(lamp, brightness=0.4, power=False) == {"home/lamp/set": '{"light": {"level": 40, "on": false}}'}


def test_a_value_beyond_the_range_is_held_to_it() -> None:
    assert said(make_device(), brightness=7.0) == {"home/lamp/set": '{"level": 100}'}
    assert said(make_device(), brightness=1.8e306) == {"home/lamp/set": '{"level": 100}'}


def test_fractions_are_kept_where_the_wire_has_them() -> None:
    assert said(make_device({"brightness": {"key": "b", "low": 0, "high": 1}}), brightness=0.42) == {
        "home/lamp/set": '{"b": 0.42}'
    }


@pytest.mark.parametrize(
    "wanted", [{"volume": 0.5}, {"brightness": "full"}, {"brightness": True}, {"power": 1.0}, {"brightness": float("inf")}]
)
def test_what_the_device_cannot_take_is_refused(wanted: dict[str, Value]) -> None:
    with pytest.raises(BadCommand):
        said(make_device(), **wanted)


def test_a_device_without_a_command_topic_takes_nothing() -> None:
    lamp = make_device({"power": {}}, command="")
    assert not lamp.traits["power"].settable
    with pytest.raises(BadCommand, match="no command topic"):
        said(lamp, power=True)


@given(level=st.integers(0, 254))
def test_every_level_of_a_lamp_comes_back_as_it_was(level: int) -> None:
    lamp = make_device({"brightness": {"key": "b", "low": 0, "high": 254}})
    inside = values(heard(lamp, {"b": level}))["brightness"]
    assert said(lamp, brightness=inside) == {"home/lamp/set": json.dumps({"b": level})}


# What it is


@pytest.mark.parametrize(
    ("quantities", "role"),
    [
        ({"power": {}}, Role.LIGHT),
        ({"brightness": {}}, Role.LIGHT),
        ({"setpoint": {"key": "t"}, "power": {"key": "p"}}, Role.CLIMATE),
        ({"volume": {"key": "v"}, "power": {"key": "p"}}, Role.PLAYER),
        ({"position": {}}, Role.COVER),
        ({"temperature": {}}, Role.SENSOR),
    ],
)
def test_its_quantities_say_what_it_is(quantities: dict[str, Any], role: Role) -> None:
    assert make_device(quantities).role is role


def test_the_block_may_say_what_it_is() -> None:
    assert make_device({"power": {}}, **{"as": "switch"}).role is Role.SWITCH


# Sensors


@pytest.mark.parametrize(
    ("options", "payload", "value"),
    [
        ({"quantity": "illuminance"}, "120.5", 120.5),
        ({"quantity": "illuminance", "key": "lux"}, '{"lux": "80"}', 80.0),
        ({"quantity": "temperature", "unit": "°F"}, "68", 20.0),
        ({"quantity": "temperature", "unit": "K"}, "293.15", 20.0),
        ({"quantity": "occupancy"}, "ON", True),
        ({"quantity": "occupancy", "values": {"on": 5, "off": 0}}, "0", False),
        ({"quantity": "activity"}, "cooking", "cooking"),
    ],
)
def test_a_sensor_topic_carries_one_quantity(options: dict[str, Any], payload: str, value: Value) -> None:
    sensor = make_sensor("home/room/thing", **options)
    assert values(heard(sensor, payload, "home/room/thing")) == {options["quantity"]: value}
    assert sensor.role is Role.SENSOR
    assert not any(trait.settable for trait in sensor.traits.values())


@pytest.mark.parametrize(
    ("topic", "quantity"),
    [("home/living/lux", "illuminance"), ("home/hall/motion", "occupancy"), ("home/room-temperature", "temperature")],
)
def test_the_topics_own_last_word_may_say_what_it_measures(topic: str, quantity: str) -> None:
    assert list(make_sensor(topic).traits) == [quantity]


def test_a_sensor_that_nobody_can_guess_is_a_mistake() -> None:
    [mistake] = FAMILY.mistakes(make_reference({}, "home/living/x7"), HOME)
    assert "quantity: illuminance" in mistake


def test_a_topic_outdoors_is_the_temperature() -> None:
    family = family_for("topic", "outdoor")
    assert family is not None
    sensor = make_sensor("weather/x7", family)
    assert values(heard(sensor, "-4.5", "weather/x7")) == {"temperature": -4.5}


@pytest.mark.parametrize("payload", ["[1]", '{"temperature": 3}', "1e400", "200"])
def test_a_sensors_rubbish_is_refused(payload: str) -> None:
    with pytest.raises(BadPayload):
        heard(make_sensor("a/temperature"), payload, "a/temperature")


def test_a_button_is_pressed_only_when_it_is_news() -> None:
    button = make_sensor("hall/button", quantity="action")
    assert heard(button, "double", "hall/button") == [Pressed(button.id, "double", NOW)]
    assert heard(button, "double", "hall/button", retain=True) == []


def test_a_lone_surrogate_never_becomes_a_name() -> None:
    with pytest.raises(BadPayload):
        heard(make_sensor("a/activity", key="a"), b'{"a": "\\ud800"}', "a/activity")


# Mistakes


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"quantities": {"brightnes": {}}}, "brightness?"),
        ({"quantities": {"brightness": {"keys": "x"}}}, "key?"),
        ({"quantities": {"brightness": 5}}, "not a block"),
        ({"quantities": {}}, "quantities says nothing"),
        ({"quantities": {"power": {"values": {"on": 1}}}}, "exactly on and off"),
        ({"quantities": {"power": {"values": {"on": [1], "off": 0}}}}, "it is like"),
        ({"quantities": {"brightness": {"values": {"on": 1}}}}, "low and high"),
        ({"quantities": {"brightness": {"low": 5, "high": 5}}}, "not a range"),
        ({"quantities": {"setpoint": {"low": 30, "high": 5}}}, "not a range"),
        ({"quantities": {"brightness": {"low": "zero"}}}, "not a number"),
        ({"quantities": {"brightness": {"step": 0}}}, "not a number"),
        ({"quantities": {"colour_temperature": {"low": 153, "high": 500}}}, "unit: mired"),
        ({"quantities": {"colour_temperature": {"unit": "miredd"}}}, "mired, K"),
        ({"quantities": {"music": {"values": {"jaz": 1}}}}, "jazz?"),
        ({"quantities": {"power": {"key": ["a"]}}}, "key is not a name"),
        ({"state": "home/+/state"}, "without + and #"),
        ({"command": 7}, "not a topic"),
        ({"state": "", "command": ""}, "has no topic"),
        ({"stat": "x"}, "state?"),
        ({"availability": "#"}, "without + and #"),
    ],
)
def test_a_mistake_says_what_would_be_right(options: dict[str, Any], words: str) -> None:
    mistakes = FAMILY.mistakes(make_reference({**LAMP, **options}), HOME)
    assert any(words in mistake for mistake in mistakes), mistakes


def test_nothing_right_in_a_block_makes_no_device() -> None:
    assert FAMILY.from_reference(make_reference({"quantities": {"x": {}}}), HOME) is None


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
KEYS = st.sampled_from(["state", "command", "quantities", "availability", "quantity", "key", "low", "high", "unit", "values"])
INNER = st.dictionaries(st.sampled_from(["key", "low", "high", "step", "unit", "values", "state"]), JUNK, max_size=4)


@given(
    options=st.dictionaries(KEYS, JUNK | st.dictionaries(st.sampled_from(["power", "brightness", "music"]), INNER), max_size=5),
    payload=st.binary(max_size=40),
)
def test_any_block_whatever_is_read_or_has_mistakes(options: dict[str, Any], payload: bytes) -> None:
    reference = make_reference(options)
    mistakes = FAMILY.mistakes(reference, HOME)
    device = FAMILY.from_reference(reference, HOME)
    assert mistakes or device is not None
    for topic in device.hears if device is not None else ():
        try:
            FAMILY.hear(device, Message(topic, payload, NOW))  # type: ignore[arg-type]
        except BadPayload:
            continue
