"""Homie: what a property means is told by its unit, range and words; version 4 comes in pieces and any order."""

import json
from typing import Any

import pytest

from devices.command import Command
from devices.errors import BadCommand, BadPayload
from devices.event import Event, Ordered, Reachable, Reported, Returned
from devices.families.homie import FAMILY
from devices.message import Message
from devices.vocabulary import Device, DeviceId, Reference, Role, Settings, Value

from ..recorded.homie.samples import BLIND, LIGHTS, THERMOSTAT, described
from ..recorded_lines import NOW, recorded, shared

HERE = DeviceId("here")


def announced(*said: tuple[str, bytes], settings: Settings | None = None) -> dict[str, Device]:
    known: dict[str, Device] = {}
    for topic, payload in said:
        for device in FAMILY.describe(Message(topic, payload, NOW, True), known, settings or Settings()):
            known[device.stable_id] = device
    return known


def make(nodes: dict[str, Any], options: dict[str, Any] | None = None, device: str = "light-1", **more: Any) -> Device:
    """A device of version 5, bound as the hub does it."""
    [found] = announced(described(device, nodes, **more)).values()
    return FAMILY.bind(found, Reference("homie", device, HERE, options or {}))


def of_property(node: str = "main", key: str = "value", **told: Any) -> Device:
    return make({node: {"properties": {key: told}}})


def heard(device: Device, topic: str, payload: str, retain: bool = False) -> list[Event]:
    return list(FAMILY.hear(device, Message(topic, payload.encode(), NOW, retain)))


def value(device: Device, path: str, payload: str) -> Value:
    [event] = heard(device, f"{device.wire.topic}/{path}", payload)
    assert isinstance(event, Reported)
    return event.value


def said(device: Device, **wanted: Value) -> list[tuple[str, str]]:
    outs = FAMILY.say(device, Command(HERE, wanted))
    assert all((out.retain, out.qos) == (False, 0) for out in outs), "a retained command is a ghost switch"
    return [(out.topic, out.payload.decode()) for out in outs]


# What its properties mean


def test_a_lamp_has_a_switch_a_level_and_a_colour_temperature_in_its_own_range() -> None:
    lamp = make(LIGHTS)
    assert (lamp.role, set(lamp.traits)) == (Role.LIGHT, {"power", "brightness", "colour_temperature", "colour"})
    assert (lamp.traits["colour_temperature"].low, lamp.traits["colour_temperature"].high) == (2700.0, 6500.0)


@pytest.mark.parametrize(
    ("key", "told", "quantity"),
    [
        ("lux", {"datatype": "float", "unit": "lx"}, "illuminance"),
        ("temperature", {"datatype": "float", "unit": "°C"}, "temperature"),
        ("set-temperature", {"datatype": "float", "unit": "°C", "settable": True}, "setpoint"),
        ("cooling-setpoint", {"datatype": "float", "unit": "°C", "settable": True}, "cooling_setpoint"),
        ("motion", {"datatype": "boolean"}, "occupancy"),
        ("relay", {"datatype": "boolean", "settable": True}, "power"),
        ("mode", {"datatype": "enum", "format": "off,heat", "settable": True}, "hvac_mode"),
        ("volume", {"datatype": "integer", "format": "0:40", "settable": True}, "volume"),
        ("fan-speed", {"datatype": "integer", "format": "0:3", "settable": True}, "fan_speed"),
        ("shutter", {"datatype": "float", "unit": "%", "settable": True}, "position"),
        ("target", {"datatype": "float", "format": "5:30", "settable": True}, "setpoint"),
        ("temperature", {"datatype": "float", "format": "-20:50"}, "temperature"),
        ("tint", {"datatype": "integer", "unit": "MK⁻¹", "format": "153:500", "settable": True}, "colour_temperature"),
    ],
)
def test_unit_range_and_words_tell_the_quantity(key: str, told: dict[str, Any], quantity: str) -> None:
    assert list(of_property(key=key, **told).traits) == [quantity]


@pytest.mark.parametrize(
    ("node", "told"),
    [
        ("engine", {"datatype": "float", "unit": "°C", "format": "-20:120"}),  # nobody lives in an engine
        ("main", {"datatype": "integer", "settable": True}),  # of what, and how many of them
        ("lamp", {"datatype": "integer", "settable": True}),  # a level without a range is half of what?
        ("main", {"datatype": "string", "settable": True}),
        ("main", {"datatype": "color", "format": "rgb,hsv", "settable": True}),
        ("main", {"datatype": "enum", "format": "red,green", "settable": True}),
        ("main", {"datatype": "integer", "format": "5:5", "unit": "%", "settable": True}),
    ],
)
def test_what_cannot_be_told_is_left_alone_and_says_so(node: str, told: dict[str, Any]) -> None:
    device = of_property(node, "level" if node == "lamp" else "value", **told)
    assert not device.traits
    assert "none of its properties" in device.refused


def test_the_block_may_say_which_property_is_which() -> None:
    nodes = {"a": {"properties": {"x": {"datatype": "integer", "format": "0:255", "settable": True}}}}
    lamp = make(nodes, {"brightness": "a/x"})
    assert (lamp.refused, lamp.role) == ("", Role.LIGHT)
    assert value(lamp, "a/x", "51") == pytest.approx(0.2)
    assert "no such property" in make(nodes, {"brightness": "a/y"}).refused
    assert "cannot be one" in make(nodes, {"power": "a/x"}).refused


@pytest.mark.parametrize(
    ("told", "payload", "expected"),
    [
        ({"datatype": "float", "unit": "°C"}, "21,5", 21.5),
        ({"datatype": "float", "unit": "°C"}, "21.5 °C", 21.5),
        ({"datatype": "float", "unit": "°C"}, "70.7 °F", 21.5),
        ({"datatype": "float", "unit": "°F"}, "70.7", 21.5),
        ({"datatype": "float", "unit": "K"}, "294.65", 21.5),
        ({"datatype": "integer", "unit": "%", "settable": True}, "55 %", 0.55),
        ({"datatype": "integer", "format": "0:255", "settable": True}, "55 %", 0.55),
        ({"datatype": "float", "unit": "lx"}, "1.234,5 lx", 1234.5),
    ],
)
def test_an_amount_is_understood_however_the_device_writes_it(told: dict[str, Any], payload: str, expected: float) -> None:
    key = "dimmer" if told.get("settable") else "temperature"
    assert value(of_property(key=key, **told), f"main/{key}", payload) == pytest.approx(expected)


def test_an_amount_that_is_not_understood_says_what_would_be_right() -> None:
    with pytest.raises(BadPayload, match=r"right is one such as 21\.5, or 21\.5 °C"):
        value(of_property(key="temperature", datatype="float", unit="°C"), "main/temperature", "55 %")


def test_one_node_alone_is_had_by_its_name_and_a_wrong_name_is_told_the_others() -> None:
    nodes = {**LIGHTS, "second": {"properties": {"power": {"datatype": "boolean", "settable": True}}}}
    assert set(make(nodes).traits) == {"power", "brightness", "colour_temperature", "colour", "power_second"}
    assert set(make(nodes, {"node": "second"}).traits) == {"power"}
    assert "lights, second" in make(nodes, {"node": "third"}).refused


# Version 4


def test_a_device_told_in_pieces_is_whole_in_any_order() -> None:
    forward, backward = announced(*THERMOSTAT)["livingroom"], announced(*reversed(THERMOSTAT))["livingroom"]
    assert forward.traits == backward.traits
    setpoint = forward.traits["setpoint"]
    assert [setpoint.low, setpoint.high] == pytest.approx([5.0, 30.0])
    assert forward.role is Role.CLIMATE
    assert set(forward.hears) == set(backward.hears)


def test_a_piece_of_a_device_is_refused_until_something_in_it_is_described() -> None:
    assert "described yet" in announced(THERMOSTAT[1])["livingroom"].refused


def test_nodes_that_are_listed_no_more_are_leftovers() -> None:
    leftover = ("homie/livingroom/old/power/$datatype", b"boolean")
    settable = ("homie/livingroom/old/power/$settable", b"true")
    assert "power" not in announced(*THERMOSTAT, leftover, settable)["livingroom"].traits


def test_fahrenheit_is_celsius_inside_and_fahrenheit_on_the_wire() -> None:
    device = announced(*THERMOSTAT)["livingroom"]
    assert value(device, "thermostat/setpoint", "70") == pytest.approx(21.111, abs=0.001)
    assert said(device, setpoint=21.0) == [("homie/livingroom/thermostat/setpoint/set", "69.8")]


# What it says


def test_levels_are_shares_of_their_range_and_a_percent_has_one() -> None:
    assert value(make(LIGHTS), "lights/intensity", "60") == pytest.approx(0.6)
    blind = make(BLIND, device="blind-2")
    assert blind.role is Role.COVER
    assert value(blind, "blind/position", "35") == pytest.approx(0.35)


def test_a_target_tells_where_it_is_going_unless_the_broker_has_kept_it() -> None:
    lamp, topic = make(LIGHTS), "homie/5/light-1/lights/intensity/$target"
    (told,) = heard(lamp, topic, "60")
    assert isinstance(told, Reported)
    assert (told.trait, told.value, told.snapshot) == ("brightness", 0.6, False)
    assert told.fade_s > 0  # it is on its way
    assert heard(lamp, topic, "60", retain=True) == []


def test_a_kept_value_is_a_snapshot_and_a_kept_order_a_ghost() -> None:
    lamp = make(LIGHTS)
    assert heard(lamp, "homie/5/light-1/lights/power", "true", retain=True) == [Reported(HERE, "power", True, NOW, True)]
    assert heard(lamp, "homie/5/light-1/lights/power/set", "false") == [Ordered(HERE, "power", False, NOW)]
    assert heard(lamp, "homie/5/light-1/lights/power/set", "false", retain=True) == []


def test_a_child_is_lost_with_its_root() -> None:
    child = make(BLIND, device="blind-2", root="hub-1")
    assert {"homie/5/hub-1/$state", "homie/5/blind-2/$state"} < set(child.hears)
    assert heard(child, "homie/5/hub-1/$state", "lost") == [Reachable(HERE, False, NOW)]


@pytest.mark.parametrize(("word", "online"), [("ready", True), ("sleeping", True), ("disconnected", False), ("lost", False)])
def test_states_tell_whether_it_is_within_reach(word: str, online: bool) -> None:
    assert heard(make(LIGHTS), "homie/5/light-1/$state", word) == [Reachable(HERE, online, NOW)]
    assert heard(make(LIGHTS), "homie/5/light-1/$state", "init") == [Returned(HERE, NOW)]


@pytest.mark.parametrize(
    ("path", "payload"),
    [("power", "ON"), ("intensity", "130"), ("intensity", "nan"), ("white", "0"), ("white", "rgb,1,2,3"), ("power", "1")],
)
def test_what_is_no_value_of_the_property_is_refused(path: str, payload: str) -> None:
    with pytest.raises(BadPayload):
        heard(make(LIGHTS), f"homie/5/light-1/lights/{path}", payload)


def test_an_empty_text_and_a_cleared_topic_say_nothing() -> None:
    assert heard(make(LIGHTS), "homie/5/light-1/lights/power", "") == []
    assert heard(make(LIGHTS), "homie/5/light-1/lights/power", "\x00") == []


# What it takes


def test_commands_are_whole_numbers_where_it_takes_those() -> None:
    wanted: dict[str, Value] = {"power": True, "brightness": 0.404, "colour_temperature": 3000.4}
    told = {topic.removeprefix("homie/5/light-1/lights/"): text for topic, text in said(make(LIGHTS), **wanted)}
    assert told == {"power/set": "true", "intensity/set": "40", "white/set": "3000"}


def test_a_wish_for_very_little_light_is_not_darkness() -> None:
    assert said(make(LIGHTS), brightness=0.001)[0][1] == "1"


def test_a_mired_property_is_told_mireds() -> None:
    lamp = of_property(key="tint", datatype="integer", unit="MK⁻¹", format="153:500", settable=True)
    assert said(lamp, colour_temperature=4000.0)[0][1] == "250"
    assert value(lamp, "main/tint", "250") == pytest.approx(4000.0)


@pytest.mark.parametrize(
    "wanted", [{"power": 1.0}, {"brightness": "half"}, {"brightness": float("nan")}, {"setpoint": 20.0}, {"brightness": True}]
)
def test_a_command_it_cannot_take_is_refused_by_name(wanted: dict[str, Value]) -> None:
    with pytest.raises(BadCommand):
        said(make(LIGHTS), **wanted)


# Announcements


@pytest.mark.parametrize("payload", [b"[]", b'{"homie": "6.0"}', b'{"homie": "5.0", "nodes": 3}', b"{"])
def test_a_description_that_is_none_is_refused(payload: bytes) -> None:
    with pytest.raises(BadPayload):
        announced(("homie/5/light-1/$description", payload))


def test_only_configured_devices_are_asked_for_and_all_of_them_when_looking_round() -> None:
    wanted = FAMILY.announced_on([Reference("homie", "light-1", HERE)], Settings())
    assert "homie/5/light-1/$description" in wanted
    assert not any(topic.startswith("homie/+") for topic in wanted)
    assert "homie/5/+/$description" in FAMILY.announced_on((), Settings())


def test_the_base_topic_is_the_residents() -> None:
    settings = Settings(base_topics={"homie": "my/homie"})
    document = json.dumps({"homie": "5.0", "nodes": LIGHTS}).encode()
    assert set(announced(("my/homie/5/light-1/$description", document), settings=settings)) == {"light-1"}
    assert FAMILY.mistakes(Reference("homie", "light-1", HERE), Settings(base_topics={"homie": "a/+"}))


@pytest.mark.parametrize(
    ("name", "options"), [("Light 1", {}), ("light-1", {"node": "A b"}), ("light-1", {"brightness": "intensity"}), ("", {})]
)
def test_a_block_that_cannot_be_is_told_what_would_be_right(name: str, options: dict[str, Any]) -> None:
    assert FAMILY.mistakes(Reference("homie", name, HERE, options), Settings())


# Coloured light


def test_a_colour_goes_before_the_level_which_it_may_change() -> None:
    assert [topic for topic, _ in said(make(LIGHTS), power=True, brightness=0.4, colour="#ff0000")] == [
        f"homie/5/light-1/lights/{path}/set" for path in ("color", "power", "intensity")
    ]


def test_a_colour_with_nothing_beside_it_that_says_how_bright_is_left_alone() -> None:
    rgb = {"datatype": "color", "format": "rgb", "settable": True}
    switch = {"datatype": "boolean", "settable": True}
    assert set(make({"strip": {"properties": {"power": switch, "rgb": rgb}}}).traits) == {"power"}
    dim = {"datatype": "integer", "unit": "%", "name": "Brightness", "settable": True}
    elsewhere = {"strip": {"properties": {"rgb": rgb}}, "main": {"properties": {"x": {**dim, "name": "X"}}}}
    assert "colour" not in make(elsewhere).traits
    assert "colour" in make(elsewhere, {"brightness": "main/x"}).traits, "the block says which it is"


def test_what_names_only_the_colour_is_liked_best() -> None:
    lamp = of_property_beside_a_level({"datatype": "color", "format": "rgb,hsv,xyz", "settable": True})
    assert said(lamp, colour="#ff0000") == [("homie/5/light-1/lamp/tint/set", "xyz,0.7006,0.2993")]
    assert value(lamp, "lamp/tint", "xyz,0.7006,0.2993") == "#ff0000"
    assert heard(lamp, "homie/5/light-1/lamp/tint", "rgb,0,0,0") == [], "darkness is no colour"
    for rubbish in ("255,0,0,9", "xyz,1", "cmyk,1,2,3", "rgb,a,b,c", "xyz,nan,0.1"):
        with pytest.raises(BadPayload):
            heard(lamp, "homie/5/light-1/lamp/tint", rubbish)


def test_a_kept_warmth_does_not_say_that_it_is_what_shines() -> None:
    lamp = make(LIGHTS)
    events = heard(lamp, "homie/5/light-1/lights/white", "4000", retain=True)
    assert [event.trait for event in events if isinstance(event, Reported)] == ["colour_temperature"]


def of_property_beside_a_level(told: dict[str, Any]) -> Device:
    level = {"datatype": "integer", "unit": "%", "name": "Brightness", "settable": True}
    return make({"lamp": {"properties": {"dim": level, "tint": told}}})


# What was recorded


def replay(lines: tuple[Any, ...]) -> tuple[dict[str, Device], dict[str, list[Event]]]:
    known: dict[str, Device] = {}
    for line in lines:
        for device in FAMILY.describe(line.message, known, Settings()):
            known[device.stable_id] = device
    devices = [*known.values(), make(LIGHTS)]
    events: dict[str, list[Event]] = {}
    for line in lines:
        for device in devices:
            if line.message.topic in device.hears:
                events.setdefault(line.message.topic, []).extend(FAMILY.hear(device, line.message))
    return known, events


def test_the_conventions_own_examples_are_read_or_left_for_a_named_reason() -> None:
    known, events = replay(recorded("homie"))
    assert known["super-car"].refused, "the warmth of an engine is nobody's room"
    [setpoint] = known["livingroom"].traits.values()
    assert (setpoint.quantity, setpoint.settable) == ("setpoint", False), "nothing said that it may be set"
    assert events["homie/livingroom/thermostat/setpoint"] == [Reported(DeviceId("livingroom"), "setpoint", 21.0, NOW, True)]
    assert [type(e) for e in events["homie/5/light-1/lights/intensity/set"]] == [Ordered]
    assert events["homie/5/light-1/lights/intensity/$target"] == [], "it was kept by the broker"
    colour = Reported(HERE, "colour", "#ff80ff", NOW, True)
    assert events["homie/5/light-1/lights/color"] == [colour], "hsv,300,50,75: how bright, another property says"


@pytest.mark.shared
def test_every_line_of_the_shared_record_is_read() -> None:
    assert [line.message for line in shared("homie")] == [line.message for line in recorded("homie")]
