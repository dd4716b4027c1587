"""Shelly of the first generation: a topic for each part, words and whole numbers, and who did it beside the light."""

import json
from typing import Any

import pytest

from devices.command import Command
from devices.errors import BadCommand, BadPayload
from devices.event import Event, Ordered, Pressed, Reachable, Reported
from devices.families.shelly_gen1 import FAMILY, asks
from devices.message import Message
from devices.vocabulary import Device, DeviceId, Reference, Role, Settings, Value

from ..recorded.shelly_gen1.samples import announced, lit, valve
from ..recorded_lines import NOW, Line, recorded, shared

HERE = DeviceId("here")
DIMMER, BULB, STRIP, BLIND = "shellydimmer2-ABCDEF", "shellybulb-3CC533", "hall-strip", "hall-blind"
PLUG, VALVE, TWO = "shellyplug-s-ABCDEF", "shellytrv-8CF68108A6F5", "shellyswitch25-73CDE9"
Said = tuple[str, bytes]


def pointing(name: str, **options: Any) -> Reference:
    return Reference("shelly_gen1", name, HERE, options)


def make(name: str, *said: Said, **options: Any) -> Device:
    """By its id and block, or by what it announced and said."""
    device = FAMILY.from_reference(pointing(name, **options), Settings())
    known: dict[str, Device] = {}
    for topic, payload in said:
        known |= {d.stable_id: d for d in FAMILY.describe(Message(topic, payload, NOW), known, Settings())}
    if device is None:
        device = FAMILY.bind(known[name], pointing(name, **options))
    return device


def heard(device: Device, topic: str, payload: object, retain: bool = False) -> list[Event]:
    text = payload if isinstance(payload, str) else json.dumps(payload)
    whole = f"shellies/{device.stable_id}/{topic}"
    assert whole in device.hears or any(t.endswith("+") for t in device.hears), whole
    return list(FAMILY.hear(device, Message(whole, text.encode(), NOW, retain)))


def values(events: list[Event]) -> dict[str, Value]:
    return {e.trait: e.value for e in events if isinstance(e, Reported)}


def status(device: Device, part: str = "light/0", **changed: Any) -> list[Event]:
    _, payload = lit(device.stable_id, part, **changed)
    return heard(device, f"{part}/status", payload.decode())


def said(device: Device, seconds: float | None = None, **wanted: Value) -> list[tuple[str, str]]:
    outs = FAMILY.say(device, Command(HERE, wanted, seconds))
    assert all((out.retain, out.qos) == (False, 0) for out in outs), "a retained command is a ghost switch"
    return [(out.topic.removeprefix(f"shellies/{device.stable_id}/"), out.payload.decode()) for out in outs]


# What it is


@pytest.mark.parametrize(
    ("name", "role", "traits"),
    [
        (DIMMER, Role.LIGHT, {"power", "brightness"}),
        ("shellybulbduo-ABCDEF", Role.LIGHT, {"power", "brightness", "colour_temperature"}),
        (PLUG, Role.SWITCH, {"power"}),
        ("shelly4pro-ABCDEF", Role.SWITCH, {"power_0", "power_1", "power_2", "power_3"}),
        (VALVE, Role.CLIMATE, {"setpoint", "temperature"}),
        ("shellyht-ABCDEF", Role.SENSOR, {"temperature"}),
        ("shellymotionsensor-60A42386E566", Role.SENSOR, {"occupancy", "illuminance"}),
        ("shellyix3-ABCDEF", Role.REMOTE, {"action"}),
    ],
)
def test_the_id_it_came_with_tells_what_it_is(name: str, role: Role, traits: set[str]) -> None:
    assert (make(name).role, set(make(name).traits)) == (role, traits)


def test_a_meter_or_an_alarm_is_refused_by_name() -> None:
    assert "meters, contacts or alarms" in make("shellygas-ABCDEF").refused


def test_what_can_be_set_to_two_modes_is_what_it_announces() -> None:
    relays = make(TWO, announced(TWO, "SHSW-25", mode="relay"))
    roller = make(TWO, announced(TWO, "SHSW-25", mode="roller"))
    assert (set(relays.traits), set(roller.traits)) == ({"power_0", "power_1"}, {"position"})
    assert FAMILY.from_reference(pointing(TWO), Settings()) is None, "until then nobody knows"


def test_a_device_of_any_name_is_what_it_says_it_has() -> None:
    blind = make(BLIND, (f"shellies/{BLIND}/roller/0", b"stop"), (f"shellies/{BLIND}/relay/0", b"off"))
    assert (blind.role, set(blind.traits)) == (Role.COVER, {"position"}), "the relay is one of those that move it"


def test_one_channel_is_had_by_its_number_and_a_wrong_one_is_told_the_others() -> None:
    second = make(TWO, announced(TWO, "SHSW-25", mode="relay"), channel=1)
    assert said(second, power=True) == [("relay/1/command", "on")]
    assert "it has 0, 1" in make(TWO, announced(TWO, "SHSW-25", mode="relay"), channel=3).refused


def test_an_announcement_of_a_later_generation_is_not_its() -> None:
    topic, payload = announced("x", "SNSW-001")
    later = json.dumps({**json.loads(payload), "gen": 2}).encode()
    assert list(FAMILY.describe(Message(topic, later, NOW), {}, Settings())) == []


# What it says


@pytest.mark.parametrize(
    ("source", "origin"), [("mqtt", ""), ("input", "hand"), ("timer", "schedule"), ("schedule", "schedule")]
)
def test_who_did_it_stands_beside_the_light(source: str, origin: str) -> None:
    events = status(make(DIMMER), source=source)
    assert {e.origin for e in events if isinstance(e, Reported)} == {origin}


def test_a_light_is_told_whole_and_dark_has_no_level() -> None:
    assert values(status(make(DIMMER), brightness=20)) == {"power": True, "brightness": 0.2}
    assert values(status(make(DIMMER), ison=False, brightness=20)) == {"power": False}


def test_in_colour_the_level_is_called_gain_and_its_white_is_left_from_before() -> None:
    bulb = make(BULB)
    told = values(status(bulb, "color/0", mode="color", gain=40, brightness=90, temp=4750))
    assert told == {"power": True, "brightness": 0.4}
    red = values(status(bulb, "color/0", mode="color", red=255, green=0, blue=0, gain=40))
    assert red == {"power": True, "brightness": 0.4, "colour": "#ff0000"}
    white = values(status(bulb, "color/0", mode="white", gain=40, brightness=90, temp=4750))
    assert white == {"power": True, "brightness": 0.9, "colour_temperature": 4750.0, "colour": "white"}


def test_a_relay_that_protected_itself_was_nobodys_hand() -> None:
    [event] = heard(make(PLUG), "relay/0", "overpower")
    assert isinstance(event, Reported)
    assert (event.value, event.origin) == (False, "schedule")


def test_all_it_knows_of_itself_is_how_things_are() -> None:
    [event] = heard(make(PLUG), "info", {"relays": [{"ison": True, "source": "input"}], "meters": []})
    assert isinstance(event, Reported)
    assert (event.value, event.snapshot) == (True, True)


def test_a_roller_tells_its_place_and_one_never_calibrated_does_not() -> None:
    blind = make(BLIND, (f"shellies/{BLIND}/roller/0", b"stop"))
    assert values(heard(blind, "roller/0/pos", "37")) == {"position": 0.37}
    assert heard(blind, "roller/0/pos", "-1") == []


def test_a_valve_says_its_unit_and_the_block_says_it_where_it_does_not() -> None:
    fahrenheit, celsius = make(VALVE, unit="F"), make(VALVE)
    for device, target, units, measured in ((fahrenheit, 68, "F", 66.2), (celsius, 20, "C", 19.0)):
        told = values(heard(device, "status", valve(VALVE, target, units, measured)[1].decode()))
        assert told == {"setpoint": 20.0, "temperature": 19.0}
    assert said(fahrenheit, setpoint=20.0) == [("thermostat/0/command/target_t", "68")]
    assert said(celsius, setpoint=20.2) == [("thermostat/0/command/target_t", "20")]


def test_a_press_is_a_press_and_never_one_the_broker_kept() -> None:
    remote = make("shellyix3-ABCDEF")
    assert heard(remote, "input_event/1", {"event": "SS", "event_cnt": 4}) == [Pressed(HERE, "input1_SS", NOW)]
    assert heard(remote, "input_event/1", {"event": "S", "event_cnt": 5}, retain=True) == []
    assert heard(remote, "input_event/1", {"event": "", "event_cnt": 0}) == []


def test_a_probe_and_a_wired_detector_are_had_by_name_only() -> None:
    probe, eye = make("shelly1-B8ED33", sensor="ext_temperature/0"), make("shelly1-B8ED33", sensor="input/0")
    assert values(heard(probe, "ext_temperature/0", "21.3")) == {"temperature": 21.3}
    assert values(heard(eye, "input/0", "1")) == {"occupancy": True}
    assert set(make("shelly1-B8ED33").traits) == {"power"}


def test_reach_is_its_will() -> None:
    assert heard(make(PLUG), "online", "false", retain=True) == [Reachable(HERE, False, NOW, True)]


@pytest.mark.parametrize(
    ("name", "topic", "payload"),
    [
        (DIMMER, "light/0/status", "[]"),
        (DIMMER, "light/0/status", '{"ison": "on"}'),
        (DIMMER, "light/0/status", '{"ison": true, "brightness": 140}'),
        (PLUG, "relay/0", "perhaps"),
        (PLUG, "online", "maybe"),
        (VALVE, "status", '{"target_t": {"value": 20, "units": "K"}}'),
        (VALVE, "status", '{"tmp": {"value": 999, "units": "C"}}'),
        ("shellyix3-ABCDEF", "input_event/1", '{"event": "X"}'),
    ],
)
def test_a_bad_payload_is_refused(name: str, topic: str, payload: str) -> None:
    with pytest.raises(BadPayload):
        heard(make(name), topic, payload)


# What it takes


def test_a_light_is_told_one_object_in_whole_numbers_and_milliseconds() -> None:
    [(topic, text)] = said(make("shellybulbduo-ABCDEF"), 1.5, power=True, brightness=0.404, colour_temperature=3333.3)
    assert topic == "light/0/set"
    assert json.loads(text) == {"turn": "on", "brightness": 40, "temp": 3333, "transition": 1500}
    assert json.loads(said(make(DIMMER), 60.0, brightness=0.001)[0][1]) == {"turn": "on", "brightness": 1, "transition": 5000}
    assert json.loads(said(make(DIMMER), power=False)[0][1]) == {"turn": "off"}


def test_a_bulb_is_told_level_and_gain_as_it_may_be_in_either_mode() -> None:
    told = json.loads(said(make(BULB), power=True, brightness=0.5)[0][1])
    assert told == {"turn": "on", "brightness": 50, "gain": 50}


def test_a_roller_finds_its_ends_by_words() -> None:
    blind = make(BLIND, (f"shellies/{BLIND}/roller/0", b"stop"))
    told = [said(blind, position=position)[0] for position in (0.0, 0.4, 1.0)]
    assert told == [("roller/0/command", "close"), ("roller/0/command/pos", "40"), ("roller/0/command", "open")]


@pytest.mark.parametrize(
    ("topic", "payload", "ordered"),
    [
        ("light/0/set", {"brightness": 50}, {"brightness": 0.5}),
        ("light/0/set", {"turn": "off", "brightness": 50}, {"power": False}),
        ("light/0/set", {"turn": "toggle"}, {"power": None}),
        ("light/0/command", "on", {"power": True}),
    ],
)
def test_what_others_order_is_heard_unless_the_broker_kept_it(topic: str, payload: object, ordered: dict[str, Any]) -> None:
    events = heard(make(DIMMER), topic, payload)
    assert {e.trait: e.value for e in events if isinstance(e, Ordered)} == ordered
    assert heard(make(DIMMER), topic, payload, retain=True) == []


@pytest.mark.parametrize(
    "wanted",
    [{"power": 1.0}, {"brightness": "half"}, {"brightness": float("inf")}, {"setpoint": 20.0}, {"brightness": 10**400}],
)
def test_a_command_it_cannot_take_is_refused_by_name(wanted: dict[str, Value]) -> None:
    with pytest.raises(BadCommand):
        said(make(DIMMER), None, **wanted)


def test_it_is_asked_who_and_how_it_is() -> None:
    asked = asks(pointing(PLUG), None, Settings())
    assert [(out.topic, out.payload) for out in asked] == [(f"shellies/{PLUG}/command", w) for w in (b"announce", b"update")]


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("a/b", {}),
        ("announce", {}),
        ("", {}),
        (PLUG, {"channel": "1"}),
        (PLUG, {"channel": 9}),
        (PLUG, {"sensor": "em/0"}),
        (PLUG, {"sensor": "input/0", "channel": 0}),
        (PLUG, {"unit": "K"}),
    ],
)
def test_a_block_that_cannot_be_is_told_what_would_be_right(name: str, options: dict[str, Any]) -> None:
    assert FAMILY.mistakes(pointing(name, **options), Settings())
    assert FAMILY.from_reference(pointing(name, **options), Settings()) is None


# What was recorded

UNREAD = {
    "shellies/shellydimmer2-C8C9A3708E3A/input/0": "the level of a switch; what it did is told by the light",
    "shellies/shellydimmer2-C8C9A3708E3A/light/0/power": "a meter",
    "shellies/shellyplug-s-XXYYYY/relay/0/energy": "a meter",
    "shellies/command": "a question to all of them",
}


def unread(lines: tuple[Line, ...]) -> set[str]:
    left = set()
    for line in lines:
        topic = line.message.topic
        name = topic.split("/")[1]
        device = FAMILY.from_reference(pointing(name), Settings())
        is_described = bool(FAMILY.describe(line.message, {}, Settings()))
        is_heard = device is not None and topic in device.hears and bool(FAMILY.hear(device, line.message))
        if not is_described and not is_heard:
            left.add(topic)
    return left


def test_what_was_recorded_is_read_or_left_for_a_named_reason() -> None:
    assert unread(recorded("shelly_gen1")) == set(UNREAD)


@pytest.mark.shared
def test_every_line_of_the_shared_record_is_read_or_left_for_a_named_reason() -> None:
    assert unread(shared("shelly-gen1")) == set(UNREAD)
