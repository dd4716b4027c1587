"""Z-Wave JS UI: three forms of payload, two kinds of topics, and a node that is what its values say it is."""

import json
from typing import Any

import pytest

from devices.command import Command
from devices.errors import BadCommand, BadPayload
from devices.event import Event, Moded, Ordered, Pressed, Reachable, Reported
from devices.families.zwavejs import FAMILY
from devices.filters import topic_matches
from devices.message import Message
from devices.vocabulary import Device, DeviceId, Reference, Role, Settings, Value

from ..recorded.zwavejs.samples import info, timed, whole
from ..recorded_lines import NOW, Line, recorded, shared

HERE = DeviceId("here")
LIGHT = "zwave/office/light"


def announced(*said: tuple[str, bytes]) -> dict[str, Device]:
    known: dict[str, Device] = {}
    for topic, payload in said:
        for device in FAMILY.describe(Message(topic, payload, NOW, True), known, Settings()):
            known[device.stable_id] = device
    return known


def make(*said: tuple[str, bytes], **options: Any) -> Device:
    """One node, bound as the hub does it."""
    [found] = announced(*said).values()
    return FAMILY.bind(found, Reference("zwavejs", found.stable_id, HERE, options))


def dimmer(specific: int = 1) -> Device:
    return make((f"{LIGHT}/38/0/currentValue", timed(10)), (f"{LIGHT}/nodeinfo", info(specific)))


def heard(device: Device, topic: str, payload: bytes, retain: bool = False) -> list[Event]:
    assert any(topic_matches(pattern, topic) for pattern in device.hears), topic
    return list(FAMILY.hear(device, Message(topic, payload, NOW, retain)))


def values(events: list[Event]) -> dict[str, Value]:
    return {e.trait: round(e.value, 3) if isinstance(e.value, float) else e.value for e in events if isinstance(e, Reported)}


def said(device: Device, transition_s: float | None = None, **wanted: Value) -> list[tuple[str, Any]]:
    outs = FAMILY.say(device, Command(HERE, wanted, transition_s))
    assert all((out.retain, out.qos) == (False, 0) for out in outs), "a retained command is a ghost switch"
    return [(out.topic, json.loads(out.payload)) for out in outs]


# What a node is


@pytest.mark.parametrize(
    ("specific", "role", "quantities"),
    [(1, Role.LIGHT, {"power", "brightness"}), (6, Role.COVER, {"position"}), (8, Role.FAN, {"power", "fan_speed"})],
)
def test_a_level_is_a_lamps_a_blinds_or_a_fans_by_the_nodes_class(specific: int, role: Role, quantities: set[str]) -> None:
    assert (dimmer(specific).role, set(dimmer(specific).traits)) == (role, quantities)


def test_a_value_called_open_tells_a_blind_before_its_class_is_known() -> None:
    blind = make((f"{LIGHT}/38/0/currentValue", timed(10)), (f"{LIGHT}/38/0/Open", timed(False)))
    assert set(blind.traits) == {"position"}


def test_values_come_in_any_order_and_both_spellings() -> None:
    by_number = make(("zwave/a/37/0/currentValue", timed(True)))
    by_name = make(("zwave/a/switch_binary/endpoint_0/currentValue", b"true"))
    older = make(("zwave/a/Binary Switch/currentValue", b"true"))
    assert set(by_number.traits) == set(by_name.traits) == set(older.traits) == {"power"}
    said_twice = make(("zwave/a/38/0/currentValue", timed(1)), ("zwave/a/37/0/currentValue", timed(True)))
    assert [t.wire.place.command_class for t in said_twice.traits.values()] == [38, 38], "one lamp, told twice"


def test_sockets_of_one_node_have_endings_and_one_is_had_by_its_number() -> None:
    strip = [(f"zwave/strip/37/{number}/currentValue", timed(False)) for number in (1, 2, 3)]
    assert set(make(*strip).traits) == {"power", "power_2", "power_3"}
    assert said(make(*strip), power_2=True) == [("zwave/strip/37/2/targetValue/set", {"value": True})]
    assert said(make(*strip, endpoint=3), power=True) == [("zwave/strip/37/3/targetValue/set", {"value": True})]
    assert "it has 1, 2, 3" in make(*strip, endpoint=4).refused


def test_a_node_of_which_nothing_useful_was_heard_says_so() -> None:
    assert "no value" in make(("zwave/a/nodeinfo", info())).refused
    assert announced(("zwave/a/112/0/61", timed(1))) == {}
    assert announced(("zwave/a/102/0/currentState", timed(255))) == {}, "a garage door is no business of ours"


def test_a_node_that_sleeps_is_given_time() -> None:
    valve = [("zwave/v/67/0/setpoint/1", timed(20))]
    assert make(*valve).settle_s is None
    assert (make(*valve, ("zwave/v/nodeinfo", info(generic=8, listens=False))).settle_s or 0) >= 300


# Coloured light


def bulb(*channels: str, endpoint: int = 0) -> Device:
    colours = (f"{LIGHT}/51/{endpoint}/currentColor", timed(dict.fromkeys(channels, 0)))
    return make((f"{LIGHT}/38/0/currentValue", timed(10)), colours)


ALL = ("warmWhite", "coldWhite", "red", "green", "blue")


def test_a_bulb_has_what_its_channels_give() -> None:
    assert set(bulb(*ALL).traits) == {"power", "brightness", "colour", "colour_temperature"}
    assert set(bulb("red", "green", "blue", "warmWhite").traits) == {"power", "brightness", "colour"}
    assert set(bulb("warmWhite", "coldWhite").traits) == {"power", "brightness", "colour_temperature"}
    assert set(bulb("red").traits) == {"power", "brightness"}, "an indicator"
    assert set(bulb(*ALL, endpoint=1).traits) == {"power", "brightness"}, "the light behind a button"


def test_channels_are_known_from_all_that_was_told() -> None:
    topic = f"{LIGHT}/color_switch/endpoint_0/currentColor"
    words = [(topic, timed({name: 0})) for name in ("red", "green", "blue")]
    assert "colour" in make((f"{LIGHT}/switch_multilevel/endpoint_0/currentValue", timed(10)), *words).traits


@pytest.mark.parametrize("form", [timed, whole, lambda value: json.dumps(value).encode()])
def test_white_and_coloured_light_are_told_apart_in_each_form(form: Any) -> None:
    topic = f"{LIGHT}/51/0/currentColor"

    def shown(**told: int) -> dict[str, Value]:
        return values(heard(bulb(*ALL), topic, form({**dict.fromkeys(ALL, 0), **told})))

    assert shown(red=255, green=127) == {"colour": "#ff7f00"}
    assert shown(coldWhite=255) == {"colour": "white", "colour_temperature": 6500.0}
    assert shown(warmWhite=255, red=9) == {}, "of both at once"
    assert shown() == {}, "dark"
    with pytest.raises(BadPayload):
        heard(bulb(*ALL), topic, form({"red": 256}))


def test_the_colour_goes_before_the_level_and_a_dark_lamp_is_given_none() -> None:
    told = said(bulb(*ALL), 5.0, power=True, brightness=0.495, colour="#ff0000")
    assert told == [
        (f"{LIGHT}/51/0/targetColor/set", {
            "value": {"red": 255, "green": 0, "blue": 0, "warmWhite": 0, "coldWhite": 0},
            "options": {"transitionDuration": "5s"},
        }),
        (f"{LIGHT}/38/0/targetValue/set", {"value": 49, "options": {"transitionDuration": "5s"}}),
    ]  # fmt: skip
    assert said(bulb(*ALL), power=False, colour="#ff0000") == [(f"{LIGHT}/38/0/targetValue/set", {"value": 0})]


def test_what_others_tell_a_bulb_is_known_where_it_names_every_channel() -> None:
    topic = f"{LIGHT}/51/0/targetColor/set"
    whole_order = json.dumps({"value": {**dict.fromkeys(ALL, 0), "blue": 255}}).encode()
    for order, colour in ((whole_order, "#0000ff"), (b'{"red": 255, "green": 0, "blue": 0}', None), (b'"#ff0000"', None)):
        ordered = {e.trait: e.value for e in heard(bulb(*ALL), topic, order) if isinstance(e, Ordered)}
        assert ordered == {"colour": colour, "colour_temperature": None}


# What it says


@pytest.mark.parametrize("payload", [timed(60), whole(60), b"60", timed("60")])
def test_a_level_is_read_in_each_form(payload: bytes) -> None:
    assert values(heard(dimmer(), f"{LIGHT}/38/0/currentValue", payload)) == {"power": True, "brightness": 0.606}


def test_dark_has_no_level_and_unknown_is_not_dark() -> None:
    assert values(heard(dimmer(), f"{LIGHT}/38/0/currentValue", timed(0))) == {"power": False}
    assert heard(dimmer(), f"{LIGHT}/38/0/currentValue", whole(None)) == []
    assert heard(dimmer(), f"{LIGHT}/38/0/currentValue", b'{"id": "38-0-currentValue"}') == []


def test_a_lamp_on_at_its_last_level_is_lit_and_how_brightly_is_not_known() -> None:
    assert values(heard(dimmer(), f"{LIGHT}/38/0/currentValue", timed(255))) == {"power": True}
    assert heard(dimmer(), f"{LIGHT}/38/0/currentValue", timed(254)) == []
    with pytest.raises(BadPayload):
        heard(dimmer(), f"{LIGHT}/38/0/currentValue", timed(200))


@pytest.mark.parametrize(("raw", "lit"), [(True, True), (255, True), (1, True), (0, False)])
def test_a_switch_may_count_as_its_command_class_does(raw: object, lit: bool) -> None:
    plug = make(("zwave/plug/37/0/currentValue", timed(True)))
    assert values(heard(plug, "zwave/plug/37/0/currentValue", timed(raw))) == {"power": lit}


def test_a_kept_value_is_a_snapshot_and_a_kept_order_a_ghost() -> None:
    events = heard(dimmer(), f"{LIGHT}/38/0/currentValue", timed(99), retain=True)
    assert all(isinstance(event, Reported) and event.snapshot for event in events)
    assert heard(dimmer(), f"{LIGHT}/38/0/targetValue/set", b"99", retain=True) == []


def test_fahrenheit_is_told_by_the_value_or_by_the_block() -> None:
    for valve in (
        make(("zwave/v/67/0/setpoint/1", whole(68, unit="°F", min=41, max=86))),
        make(("zwave/v/67/0/setpoint/1", timed(68)), unit="F"),
    ):
        assert values(heard(valve, "zwave/v/67/0/setpoint/1", timed(68))) == {"setpoint": 20.0}
        assert said(valve, setpoint=20.0) == [("zwave/v/67/0/setpoint/1/set", {"value": 68.0})]
    celsius = make(("zwave/v/67/0/setpoint/1", whole(20, unit="°C")), unit="F")
    assert values(heard(celsius, "zwave/v/67/0/setpoint/1", timed(20))) == {"setpoint": 20.0}


@pytest.mark.parametrize(("event", "is_there"), [(8, True), (7, True), (0, False), (3, False)])
def test_home_security_notices_people(event: int, is_there: bool) -> None:
    topic = "zwave/s/113/0/Home_Security/Motion_sensor_status"
    assert values(heard(make((topic, timed(0))), topic, timed(event))) == {"occupancy": is_there}


def test_a_paddle_is_a_press_and_never_one_the_broker_kept() -> None:
    topic = "zwave/p/91/0/scene/002"
    paddle = make((topic, timed(0)))
    assert paddle.role is Role.REMOTE
    assert heard(paddle, topic, timed(3)) == [Pressed(HERE, "scene2_pressed_2x", NOW)]
    assert heard(paddle, topic, timed(0), retain=True) == []
    with pytest.raises(BadPayload):
        heard(paddle, topic, timed(9))


@pytest.mark.parametrize(("word", "online"), [("Alive", True), ("Awake", True), ("Asleep", True), ("Dead", False)])
def test_a_node_is_within_reach_unless_it_is_dead_and_its_gateway_speaks_for_all(word: str, online: bool) -> None:
    payload = json.dumps({"time": 1, "value": online, "status": word, "nodeId": 8}).encode()
    assert heard(dimmer(), f"{LIGHT}/status", payload) == [Reachable(HERE, online, NOW)]
    gateway = "zwave/_CLIENTS/ZWAVE_GATEWAY-office/status"
    assert heard(dimmer(), gateway, timed(online)) == [Reachable(HERE, online, NOW)]


@pytest.mark.parametrize(
    ("payload", "ordered"),
    [
        (b'{"value":99,"options":{"transitionDuration":"5s"}}', {"power": True, "brightness": 1.0}),
        (b"50", {"power": True, "brightness": 50 / 99}),
        (b"0", {"power": False}),
        (b"255", {"power": True, "brightness": None}),
        (b'{"value": "soon"}', {"power": None, "brightness": None}),
        (b"ON", {"power": True, "brightness": 1.0}),
    ],
)
def test_what_others_order_is_heard(payload: bytes, ordered: dict[str, Value | None]) -> None:
    events = heard(dimmer(), f"{LIGHT}/38/0/targetValue/set", payload)
    assert {e.trait: e.value for e in events if isinstance(e, Ordered)} == ordered


@pytest.mark.parametrize("payload", [timed(101), timed(-1), timed("soft"), timed([1]), b"{", timed(float("1e9"))])
def test_a_level_that_cannot_be_is_refused(payload: bytes) -> None:
    with pytest.raises(BadPayload):
        heard(dimmer(), f"{LIGHT}/38/0/currentValue", payload)


# What it takes


def test_a_dimmers_switch_and_level_are_one_value() -> None:
    topic = f"{LIGHT}/38/0/targetValue/set"
    assert said(dimmer(), power=True, brightness=0.4) == [(topic, {"value": 40})]
    assert said(dimmer(), power=True) == [(topic, {"value": 255})], "at its last level"
    assert said(dimmer(), power=False, brightness=0.4) == [(topic, {"value": 0})]
    assert said(dimmer(), brightness=0.001) == [(topic, {"value": 1})], "a little light is not darkness"
    assert said(dimmer(), 5.0, brightness=1.0) == [(topic, {"value": 99, "options": {"transitionDuration": "5s"}})]


def test_a_blind_goes_to_a_place_without_a_fade() -> None:
    assert said(dimmer(6), 5.0, position=0.0) == [(f"{LIGHT}/38/0/targetValue/set", {"value": 0})]


def test_a_mode_is_told_by_its_number() -> None:
    valve = make(("zwave/v/64/0/mode", timed(1)))
    assert said(valve, hvac_mode="heat") == [("zwave/v/64/0/mode/set", {"value": 1})]
    assert values(heard(valve, "zwave/v/64/0/mode", timed(0))) == {"hvac_mode": "off"}
    with pytest.raises(BadPayload):
        heard(valve, "zwave/v/64/0/mode", timed(99))


@pytest.mark.parametrize(("number", "word", "rules"), [(13, "away", True), (15, "boost", True), (11, "energy_heat", False)])
def test_a_mode_no_room_is_kept_in_is_the_valves_own(number: int, word: str, rules: bool) -> None:
    valve = make(("zwave/v/64/0/mode", timed(1)))
    (moded,) = heard(valve, "zwave/v/64/0/mode", timed(number))
    assert isinstance(moded, Moded)
    assert (moded.word, moded.rules) == (word, rules)


@pytest.mark.parametrize("wanted", [{"power": 1.0}, {"brightness": "half"}, {"brightness": float("nan")}, {"setpoint": 20.0}])
def test_a_command_it_cannot_take_is_refused_by_name(wanted: dict[str, Value]) -> None:
    with pytest.raises(BadCommand):
        said(dimmer(), None, **wanted)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("", {}),
        ("a/+", {}),
        ("/a", {}),
        ("_CLIENTS/x", {}),
        ("a", {"endpoint": "1"}),
        ("a", {"endpoint": 300}),
        ("a", {"unit": "K"}),
    ],
)
def test_a_block_that_cannot_be_is_told_what_would_be_right(name: str, options: dict[str, Any]) -> None:
    assert FAMILY.mistakes(Reference("zwavejs", name, HERE, options), Settings())
    assert FAMILY.mistakes(Reference("zwavejs", "a", HERE), Settings(base_topics={"zwavejs": "a/#"}))


# What was recorded

UNREAD = {
    "zwave/8/38/0/targetValue": "where it is told to go; where it is, is told by currentValue",
    "homeassistant/light/Salon-Eclairage/dimmer/config": "the family home_assistant_mqtt reads it",
    "zwave/_CLIENTS/ZWAVE_GATEWAY-office/multicast/set": "an order to nodes by number, which topics by name do not tell",
}


def unread(lines: tuple[Line, ...]) -> set[str]:
    """Topics of which nothing was made by the nodes that speak in the record."""
    known = announced(*((line.message.topic, line.message.payload) for line in lines))
    known["office/light"] = dimmer()
    known["Living Room Lights"] = make(("zwave/Living Room Lights/Multilevel Switch/endpoint_0/currentValue", b"10"))
    known["Hallway/Sensor"] = make(("zwave/Hallway/Sensor/113/0/Home_Security/Motion_sensor_status", timed(0)))
    left = set()
    for line in lines:
        topic = line.message.topic
        described = FAMILY.describe(line.message, {}, Settings())
        spoken = [d for d in known.values() if any(topic_matches(pattern, topic) for pattern in d.hears)]
        if not described and not any(list(FAMILY.hear(device, line.message)) for device in spoken):
            left.add(topic)
    return left


def test_what_was_recorded_is_read_or_left_for_a_named_reason() -> None:
    assert unread(recorded("zwavejs")) == set(UNREAD)


@pytest.mark.shared
def test_every_line_of_the_shared_record_is_one_of_these() -> None:
    assert [line.message for line in shared("zwavejs")] == [line.message for line in recorded("zwavejs")]
