"""What Zigbee2MQTT's devices are and say: announcements, states, availability, other programs' orders, remotes."""

from typing import Any

import pytest

from devices.errors import BadPayload
from devices.event import Kept, Ordered, Pressed, Reachable, Reported
from devices.families.zigbee2mqtt import FAMILY
from devices.message import Message
from devices.vocabulary import DeviceId, Reference, Role, Settings

from ..simulated_zigbee import COORDINATOR
from .zigbee_builders import (
    BOSCH,
    COLOUR,
    DUAL,
    LOCK,
    MOTION,
    NOW,
    PLUG,
    RADAR,
    REMOTE,
    TWO_GANG,
    VALVE,
    WATER,
    describe,
    hear,
    make_device,
    make_simulated,
    told,
)


def reference(name: str = "lamp", **options: Any) -> Reference:
    return Reference("zigbee2mqtt", name, DeviceId("it"), options)


# Announcements


def test_a_bridge_is_asked_on_its_two_announcement_topics_and_nowhere_else() -> None:
    assert FAMILY.announced_on([reference()], Settings()) == ("zigbee2mqtt/bridge/devices", "zigbee2mqtt/bridge/groups")


def test_several_bridges_are_each_asked() -> None:
    topics = FAMILY.announced_on(
        [reference(), reference(base_topic="attic/z2m")], Settings(base_topics={"zigbee2mqtt": "house/z2m"})
    )
    assert topics == tuple(f"{base}/bridge/{what}" for base in ("house/z2m", "attic/z2m") for what in ("devices", "groups"))


@pytest.mark.parametrize("base", ["#", "+", "a/#", "", "/a", "a/", "a\x00b", 7])
def test_a_base_that_is_no_topic_is_never_subscribed_to(base: Any) -> None:
    assert FAMILY.announced_on([reference(base_topic=base)], Settings(base_topics={"zigbee2mqtt": "#"})) == ()
    assert FAMILY.mistakes(reference(base_topic=base), Settings())


def test_without_references_the_default_bridge_is_asked_so_that_discover_finds_it() -> None:
    assert FAMILY.announced_on([], Settings())[0] == "zigbee2mqtt/bridge/devices"


def test_a_colour_lamp_has_its_own_ranges_in_our_units() -> None:
    lamp = make_device(COLOUR)
    assert (lamp.role, lamp.stable_id, lamp.name) == (Role.LIGHT, "0x00158d0000000001", "lamp")
    assert set(lamp.traits) == {"power", "brightness", "colour_temperature", "colour"}
    leaf = next(f for f in make_simulated(COLOUR).definition["exposes"][0]["features"] if f["name"] == "color_temp")
    colour = lamp.traits["colour_temperature"]
    assert (colour.low, colour.high) == (1e6 / leaf["value_max"], 1e6 / leaf["value_min"])
    assert (lamp.traits["brightness"].low, lamp.traits["brightness"].high) == (0.0, 1.0)
    assert all(trait.settable for trait in lamp.traits.values())


def test_a_colour_range_no_lamp_can_have_is_cut_to_what_light_is() -> None:
    assert make_device("1402768").traits["colour_temperature"].low == 1000.0


def test_a_level_told_beside_the_light_and_not_in_it_is_the_lamps() -> None:
    device = make_device("GL-SPI-206P")
    assert told(device, {"state": "ON", "brightness": 500}) == {"power": True, "brightness": 0.5}
    assert "colour_temperature" not in device.traits, "its color_temp counts from 0 (warm) to 1000 (cold), not in mired"


def test_each_gang_has_its_own_traits_of_the_same_quantity() -> None:
    traits = make_device(TWO_GANG).traits
    assert set(traits) == {"power_l1", "power_l2", "brightness_l1", "brightness_l2"}
    assert traits["brightness_l2"].quantity == "brightness"


def test_an_endpoint_of_the_configuration_leaves_only_its_own_traits() -> None:
    assert set(make_device(TWO_GANG, options={"endpoint": "l2"}).traits) == {"power_l2", "brightness_l2"}


def test_an_endpoint_that_is_not_there_is_refused_and_told_what_there_is() -> None:
    assert "l1, l2" in make_device(TWO_GANG, options={"endpoint": "l9"}).refused


def test_a_valve_takes_a_setpoint_in_its_range_and_tells_the_room_and_its_mode() -> None:
    valve = make_device(VALVE)
    setpoint = valve.traits["setpoint"]
    assert (valve.role, setpoint.low, setpoint.high, setpoint.step, setpoint.unit) == (Role.CLIMATE, 5, 35, 0.5, "°C")
    assert valve.traits["hvac_mode"].choices == ("off", "heat")
    assert not valve.traits["temperature"].settable
    assert valve.hazard == "", "a radiator valve is climate, whatever its description calls it"


def test_a_valve_on_batteries_is_given_minutes_to_answer() -> None:
    assert make_device(VALVE, power_source="Battery").settle_s == 300.0
    assert make_device(VALVE, power_source="Mains (single phase)").settle_s is None


def test_of_two_setpoints_only_the_heating_one_is_what_a_person_wants_warm() -> None:
    traits = make_device(DUAL).traits
    assert traits["setpoint"].wire.property == "occupied_heating_setpoint"
    assert traits["cooling_setpoint"].quantity == "cooling_setpoint"
    assert traits["cooling_setpoint"].unit == "°C"


def test_hot_water_is_not_set_for_comfort() -> None:
    traits = make_device(WATER).traits
    assert traits["setpoint_heat"].settable
    assert not traits["setpoint_water"].settable


def test_relays_of_a_heating_controller_are_its_valves_and_stay_untold() -> None:
    device = make_device("H10")
    assert not [trait for trait in device.traits.values() if trait.quantity == "power"]
    assert len([trait for trait in device.traits.values() if trait.quantity == "setpoint"]) == 10


@pytest.mark.parametrize(
    ("model", "state", "expected"),
    [
        (MOTION, {"occupancy": True, "illuminance": 31}, {"occupancy": True, "illuminance": 31.0}),
        (MOTION, {"occupancy": False}, {"occupancy": False}),
        (RADAR, {"presence": True}, {"occupancy": True}),
    ],
)
def test_presence_in_every_spelling_is_occupancy(model: str, state: Any, expected: Any) -> None:
    assert told(make_device(model), state) == expected


def test_an_upper_case_presence_state_is_read() -> None:
    device = make_device("ZG-301A")
    assert told(device, {"presence_state": "PRESENCE"})["occupancy"] is True
    assert told(device, {"presence_state": "NONE"})["occupancy"] is False


def test_a_radar_that_tells_only_how_one_moves_is_read() -> None:
    expose = {"name": "state", "property": "state", "type": "enum", "access": 1, "values": ["none", "presence", "move"]}
    device = make_device(definition={"model": "x", "exposes": [expose]})
    assert told(device, {"state": "move"}) == {"occupancy": True}
    assert told(device, {"state": "none"}) == {"occupancy": False}
    assert told(device, {"state": "unheard of"}) == {}


def test_presence_in_yes_and_no_is_read() -> None:
    expose = {"name": "presence", "property": "presence", "type": "binary", "access": 1, "value_on": "YES", "value_off": "NO"}
    device = make_device(definition={"model": "x", "exposes": [expose]})
    assert told(device, {"presence": "YES"}) == {"occupancy": True}
    assert told(device, {"presence": "NO"}) == {"occupancy": False}


def test_the_presence_of_a_neutral_wire_is_nobodys() -> None:
    assert "occupancy" not in make_device("SBDV-00200").traits


def test_a_temperature_in_fahrenheit_is_told_in_celsius() -> None:
    expose = {"name": "temperature", "property": "temperature", "type": "numeric", "access": 1, "unit": "°F"}
    assert told(make_device(definition={"model": "x", "exposes": [expose]}), {"temperature": 68}) == {"temperature": 20.0}


def test_raw_illuminance_of_an_old_bridge_gives_way_to_the_lux_beside_it() -> None:
    raw = {"name": "illuminance", "property": "illuminance", "type": "numeric", "access": 1}
    lux = {"name": "illuminance_lux", "property": "illuminance_lux", "type": "numeric", "access": 1, "unit": "lx"}
    device = make_device(definition={"model": "x", "exposes": [raw, lux]})
    assert told(device, {"illuminance": 13000, "illuminance_lux": 20}) == {"illuminance": 20.0}


def test_illuminance_in_percent_is_no_illuminance() -> None:
    expose = {"name": "illuminance", "property": "illuminance", "type": "numeric", "access": 1, "unit": "%"}
    assert make_device(definition={"model": "x", "exposes": [expose]}).refused


@pytest.mark.parametrize(
    ("model", "words"),
    [
        (LOCK, "lock"),
        ("TS0111_valve", "valve"),
        ("8720169277243", "siren"),
    ],
)
def test_what_must_never_be_commanded_says_why(model: str, words: str) -> None:
    assert words in make_device(model).hazard


@pytest.mark.parametrize(
    "name", ["bathroom heater", "Kettle", "coffee_oven", "pond pump", "garage/opener", "EV charger", "front gate"]
)
def test_a_plug_whose_name_says_danger_is_a_hazard(name: str) -> None:
    assert make_device(PLUG, name).hazard


@pytest.mark.parametrize("name", ["outdoor plug", "desk lamp", "tv", "door light", "Kellerlicht", "doorlamp"])
def test_a_harmless_plug_is_none(name: str) -> None:
    assert make_device(PLUG, name).hazard == ""


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ({"disabled": True}, "disabled"),
        ({"definition": None}, "does not support"),
        ({"interview_state": "IN_PROGRESS"}, "interview"),
        ({"interview_state": "FAILED"}, "interview"),
        ({"interview_state": None, "interview_completed": False}, "interview"),
        ({"friendly_name": "lamp+"}, "+ or #"),
        ({"friendly_name": "a/#"}, "+ or #"),
        ({"friendly_name": "a\nb"}, "control"),
        ({"friendly_name": "\ud800"}, "control"),
        ({"friendly_name": "x" * 300}, "longer"),
        ({"friendly_name": "bridge/devices"}, "bridge itself"),
        ({"definition": {"exposes": []}}, "exposes nothing"),
        ({"definition": {"exposes": {"a": 1}}}, "exposes nothing"),
        ({"definition": {"exposes": [{"type": "numeric", "name": "battery", "property": "battery"}]}}, "battery"),
    ],
)
def test_what_cannot_be_used_is_listed_with_the_reason_and_never_heard(entry: Any, words: str) -> None:
    [device] = describe([{**make_simulated().entry(), **entry}])
    assert words in device.refused
    assert (device.hears, dict(device.traits)) == ((), {})


def test_the_coordinator_is_no_device() -> None:
    assert describe([COORDINATOR]) == ()


def test_an_unsupported_model_with_a_generated_definition_is_used() -> None:
    assert make_device(PLUG, supported=False).traits


@pytest.mark.parametrize("name", ["Wohnzimmer Küche.1", "a/b/c", "灯", "lamp", "x:y (z) $1", "set", "café/l1"])
def test_a_name_is_taken_as_it_is_and_never_split(name: str) -> None:
    device = make_device(PLUG, name)
    assert f"zigbee2mqtt/{name}" in device.hears
    assert FAMILY.matches(device, reference(name))
    assert told(device, {"state": "ON"}, name=name) == {"power": True}


def test_a_device_is_also_found_by_its_address() -> None:
    assert FAMILY.matches(make_device(), reference("0x00158D0000000001"))
    assert not FAMILY.matches(make_device(), reference("another"))


def test_of_two_bridges_with_the_same_names_the_reference_chooses() -> None:
    entry = make_simulated().entry()
    [ours] = describe([entry])
    [theirs] = describe([entry], "attic/bridge/devices")
    assert FAMILY.matches(ours, reference())
    assert not FAMILY.matches(theirs, reference())
    assert FAMILY.matches(theirs, reference(base_topic="attic"))
    assert not FAMILY.matches(ours, reference(base_topic="attic"))


def test_one_topic_of_a_device_with_a_wildcard_property_is_not_subscribed_to() -> None:
    exposes = [
        {
            "type": "switch",
            "features": [{"name": "state", "property": p, "type": "binary", "access": 3} for p in ("state_#", "state/+")],
        },
        {"type": "light", "endpoint": "#", "features": [{"name": "state", "property": "state", "type": "binary", "access": 3}]},
    ]
    device = make_device(definition={"exposes": exposes})
    assert set(device.traits) == {"power"}
    assert not [topic for topic in device.hears if "#" in topic or "+" in topic]


def test_a_list_that_is_none_is_refused_and_a_cleared_one_is_empty() -> None:
    with pytest.raises(BadPayload, match="not a list"):
        describe({"ieee_address": "0x1"})
    assert describe(b"") == ()


def test_entries_of_the_wrong_shape_are_passed_over() -> None:
    odd: list[Any] = [7, None, [], {}, {"ieee_address": 5}, {"ieee_address": "0x\x00"}]
    assert [d.name for d in describe([*odd, make_simulated(PLUG, "plug").entry()])] == ["plug"]


# States


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ({"state": "ON", "brightness": 127}, {"power": True, "brightness": 0.5}),
        ({"state": "OFF", "brightness": 127}, {"power": False}),
        ({"state": "ON", "brightness": 255}, {"power": True, "brightness": 1.0}),
        ({"state": "on"}, {"power": True}),
        ({"state": True}, {"power": True}),
        ({"state": None, "brightness": "254"}, {"brightness": 1.0}),
        ({"brightness": None}, {}),
        ({}, {}),
        ({"color_temp": 250, "color_mode": "color_temp"}, {"colour_temperature": 4000.0, "colour": "white"}),
        ({"color_temp": 250, "color_mode": 2}, {"colour_temperature": 4000.0, "colour": "white"}),
        ({"color_temp": 250, "color_mode": "xy", "color": {"x": 0.7006, "y": 0.2993}}, {"colour": "#ff0000"}),
        (
            {"color_temp": 250, "color_mode": "hs", "color": {"hue": 240, "saturation": 100, "x": 0.4, "y": 0.4}},
            {"colour": "#ffeaa4"},
        ),
        ({"color_mode": "color_temp", "color": {"x": 0.7006, "y": 0.2993}}, {"colour": "white"}),
        ({"color_temp": 250, "color": {"x": 0.7006, "y": 0.2993}}, {"colour_temperature": 4000.0}),
        ({"color_temp": 250}, {"colour_temperature": 4000.0}),
        ({"color_temp": 250, "color_mode": None}, {"colour_temperature": 4000.0}),
        ({"color_temp": 250, "color_mode": "xy"}, {}),
        ({"color_temp": 250, "color_mode": "hs"}, {}),
        ({"color_temp": 250, "color_mode": 1}, {}),
        ({"state": "ON", "effect": [{}], "update": {"state": 7}, "linkquality": "?", "color": "red"}, {"power": True}),
    ],
)
def test_a_lamp_tells_what_is_so(state: Any, expected: Any) -> None:
    assert told(make_device(COLOUR), state) == expected


@pytest.mark.parametrize(
    "state",
    [
        {"brightness": 300},
        {"brightness": -1},
        {"brightness": True},
        {"brightness": []},
        {"brightness": "bright"},
        {"state": 7},
        {"state": "TOGGLE"},
        {"state": {}},
        {"color_temp": 0},
        {"color_temp": 5000},
        [],
        7,
        "ON",
        b"{",
        b'{"brightness": NaN}',
        b'{"brightness": 1e400}',
    ],
)
def test_an_impossible_state_is_refused_whole(state: Any) -> None:
    with pytest.raises(BadPayload):
        hear(make_device(COLOUR), state)


def test_a_cleared_state_says_nothing() -> None:
    assert hear(make_device(), b"", retain=True) == ()


def test_gangs_are_told_apart_and_off_wins_over_its_own_level_only() -> None:
    state = {"state_l1": "OFF", "brightness_l1": 254, "state_l2": "ON", "brightness_l2": 254}
    assert told(make_device(TWO_GANG), state) == {"power_l1": False, "power_l2": True, "brightness_l2": 1.0}


def test_a_valve_that_is_off_may_tell_half_a_degree_under_its_range() -> None:
    assert told(make_device(VALVE), {"current_heating_setpoint": 4.5}) == {"setpoint": 5}


@pytest.mark.parametrize("setpoint", [95, -40, "warm", True])
def test_a_setpoint_nobody_can_mean_is_refused(setpoint: Any) -> None:
    with pytest.raises(BadPayload, match="current_heating_setpoint"):
        hear(make_device(VALVE), {"current_heating_setpoint": setpoint})


def test_a_mode_that_was_not_announced_says_nothing() -> None:
    assert told(make_device(VALVE), {"system_mode": "boost", "local_temperature": 20}) == {"temperature": 20.0}


@pytest.mark.parametrize(
    ("source", "origin"), [("manual", "hand"), ("schedule", "schedule"), ("externally", ""), (None, ""), (7, ""), ("x", "")]
)
def test_a_thermostat_that_says_who_turned_it_is_believed(source: Any, origin: str) -> None:
    state = {"occupied_heating_setpoint": 20.5, "local_temperature": 19, "setpoint_change_source": source}
    origins = {e.trait: e.origin for e in hear(make_device(BOSCH), state) if isinstance(e, Reported)}
    assert origins == {"setpoint": origin, "temperature": ""}


@pytest.mark.parametrize(
    ("last_seen", "is_snapshot"),
    [
        ("2026-03-02T07:29:45Z", False),
        ("2026-03-02T07:29:29.000Z", True),
        ("2026-03-02T08:29:45+01:00", False),
        ("2026-03-02T07:29:45+01:00", True),
        (1772436600000 - 10_000, False),
        (1772436600000 - 31_000, True),
        ("2021-03-11T19:34:09.195Z", True),
        ("2026-03-02T07:00:00", False),
        ("yesterday", False),
        (10**30, False),
        (10**350, False),
        (-(10**20), False),
        (True, False),
        ([], False),
        (None, False),
    ],
)
def test_what_was_last_seen_long_ago_tells_how_things_are_and_not_that_something_happened(
    last_seen: Any, is_snapshot: bool
) -> None:
    [event] = hear(make_device(PLUG), {"state": "ON", "last_seen": last_seen})
    assert isinstance(event, Reported)
    assert event.snapshot is is_snapshot


def test_a_retained_state_is_a_snapshot() -> None:
    [event] = hear(make_device(PLUG), {"state": "ON"}, retain=True)
    assert isinstance(event, Reported)
    assert event.snapshot


def test_a_bridge_that_publishes_attributes_is_heard_too() -> None:
    lamp = make_device(COLOUR)
    assert told(lamp, b"ON", suffix="/state") == {"power": True}
    assert told(lamp, b"127", suffix="/brightness") == {"brightness": 0.5}
    assert told(lamp, b"", suffix="/brightness") == {}


def test_another_device_whose_name_lies_below_this_one_is_not_mistaken_for_its_attribute() -> None:
    assert hear(make_device(COLOUR), {"state": "ON"}, suffix="/brightness") == ()


def test_a_topic_of_nobody_here_says_nothing() -> None:
    assert tuple(FAMILY.hear(make_device(), Message("zigbee2mqtt/lamp2", b'{"state": "ON"}', NOW))) == ()


# Remotes


def test_a_press_is_told_once_and_in_the_remotes_own_words() -> None:
    assert hear(make_device(REMOTE), {"action": "up", "battery": 80}) == (Pressed(DeviceId("it"), "up", NOW),)


def test_a_click_of_a_bridge_of_version_1_is_a_press() -> None:
    assert hear(make_device(REMOTE), {"click": "single", "action": ""}) == (Pressed(DeviceId("it"), "single", NOW),)
    assert hear(make_device(REMOTE), {"click": "double", "action": "up"}) == (Pressed(DeviceId("it"), "up", NOW),)


@pytest.mark.parametrize("action", ["", None])
def test_no_action_is_no_press(action: Any) -> None:
    assert hear(make_device(REMOTE), {"action": action}) == ()


@pytest.mark.parametrize("action", [[], {"a": 1}, True, "x" * 500, "\x1b[2J"])
def test_an_action_that_is_no_word_is_refused(action: Any) -> None:
    with pytest.raises(BadPayload, match="action"):
        hear(make_device(REMOTE), {"action": action})


def test_a_retained_press_is_nobodys_finger() -> None:
    assert hear(make_device(REMOTE), {"action": "up"}, retain=True) == ()


# Reach


@pytest.mark.parametrize(
    ("payload", "online"),
    [(b'{"state":"online"}', True), (b'{"state":"offline"}', False), (b"online", True), (b"offline", False)],
)
@pytest.mark.parametrize("topic", ["zigbee2mqtt/bridge/state", "zigbee2mqtt/lamp/availability"])
def test_bridge_and_availability_tell_reach_in_both_versions(topic: str, payload: bytes, online: bool) -> None:
    assert tuple(FAMILY.hear(make_device(), Message(topic, payload, NOW, True))) == (
        Reachable(DeviceId("it"), online, NOW, snapshot=True),
    )


@pytest.mark.parametrize("payload", [b"maybe", b'{"state": 1}', b"{", b"\xff"])
def test_a_reach_that_says_neither_is_refused(payload: bytes) -> None:
    with pytest.raises(BadPayload):
        hear(make_device(), payload, suffix="/availability")


# Orders of others


@pytest.mark.parametrize(
    ("suffix", "payload", "expected"),
    [
        ("/set", b'{"state": "OFF"}', {"power": False}),
        ("/set", b"ON", {"power": True}),
        ("/set", b"TOGGLE", {"power": None}),
        ("/set", b'{"brightness": 127}', {"brightness": 0.5, "power": True}),
        ("/set", b'{"brightness": 127, "state": null}', {"brightness": 0.5}),
        ("/set", b'{"brightness": 0}', {"brightness": 0.0}),
        ("/set", b'{"brightness": 900}', {"brightness": None}),
        ("/set", b'{"color_temp": 250, "transition": 2}', {"colour_temperature": 4000.0, "colour": "white"}),
        ("/set", b'{"scene_recall": 1}', dict.fromkeys(("power", "brightness", "colour_temperature", "colour"))),
        ("/set", b'{"brightness_step": 20}', {"power": None, "brightness": None}),
        ("/set", b'{"color": {"x": 0.7006, "y": 0.2993}}', {"colour_temperature": None, "colour": "#ff0000"}),
        ("/set", b'{"color": {"hex": "#0000FF"}}', {"colour_temperature": None, "colour": "#0000ff"}),
        ("/set", b'{"hue_move": 40}', {"colour": None}),
        ("/set", b'{"unheard_of": 1}', {}),
        ("/set", b"rubbish", {"power": None}),
        ("/set", b"", {}),
        ("/set/brightness", b"254", {"brightness": 1.0, "power": True}),
        ("/set/state", b"OFF", {"power": False}),
    ],
)
def test_what_others_tell_a_lamp_is_an_order(suffix: str, payload: bytes, expected: Any) -> None:
    orders = hear(make_device(COLOUR), payload, suffix=suffix)
    assert {o.trait: o.value for o in orders if isinstance(o, Ordered)} == expected


@pytest.mark.parametrize(
    ("suffix", "payload", "expected"),
    [
        ("/l2/set", b'{"state": "OFF"}', {"power_l2": False}),
        ("/l2/set", b"ON", {"power_l2": True}),
        ("/l2/set/state", b"OFF", {"power_l2": False}),
        ("/l1/set/brightness", b"254", {"brightness_l1": 1.0, "power_l1": True}),
        ("/set", b'{"brightness_l2": 127, "state_l2": "ON"}', {"brightness_l2": 0.5, "power_l2": True}),
    ],
)
def test_an_order_to_one_gang_is_that_gangs(suffix: str, payload: bytes, expected: Any) -> None:
    assert f"zigbee2mqtt/lamp{suffix}" in make_device(TWO_GANG).hears
    orders = hear(make_device(TWO_GANG), payload, suffix=suffix)
    assert {o.trait: o.value for o in orders if isinstance(o, Ordered)} == expected


def test_a_word_to_a_cover_is_a_position() -> None:
    shutter = make_device("SIN-4-RS-20_LEX")
    for word, value in ((b"OPEN", 1.0), (b"CLOSE", 0.0), (b"STOP", None)):
        assert hear(shutter, word, suffix="/set") == (Ordered(DeviceId("it"), "position", value, NOW),)


@pytest.mark.parametrize(
    ("payload", "to"),
    [(b'{"state": "OPEN"}', {"position": 1.0}), (b'{"state": "stop"}', {"position": None}), (b'{"state": 1}', {})],
)
def test_a_cover_is_sent_to_its_ends_by_its_state(payload: bytes, to: Any) -> None:
    orders = hear(make_device("SIN-4-RS-20_LEX"), payload, suffix="/set")
    assert {o.trait: o.value for o in orders if isinstance(o, Ordered)} == to


def test_of_two_covers_the_one_that_is_named_is_sent() -> None:
    position = {"name": "position", "type": "numeric", "access": 7, "value_min": 0, "value_max": 100}
    exposes = [
        {"type": "cover", "endpoint": end, "features": [{**position, "property": f"position_{end}"}]}
        for end in ("left", "right")
    ]
    blinds = make_device(definition={"exposes": exposes})
    for suffix, payload in (
        ("/set", b'{"state_left": "CLOSE"}'),
        ("/left/set", b'{"state": "CLOSE"}'),
        ("/left/set", b"CLOSE"),
    ):
        orders = hear(blinds, payload, suffix=suffix)
        assert {o.trait: o.value for o in orders if isinstance(o, Ordered)} == {"position_left": 0.0}


def test_a_retained_order_is_a_leftover() -> None:
    assert hear(make_device(COLOUR), b"ON", suffix="/set", retain=True) == ()


@pytest.mark.parametrize("payload", [b'{"state": NaN}', b'{"a"', b"\xff\xfe"])
def test_a_broken_order_is_refused(payload: bytes) -> None:
    with pytest.raises(BadPayload):
        hear(make_device(COLOUR), payload, suffix="/set")


# The configuration


@pytest.mark.parametrize(
    ("name", "options", "words"),
    [
        ("lamp", {"endpoit": "l1"}, "endpoit"),
        ("lamp", {"endpoint": "a/b"}, "endpoint"),
        ("lamp", {"endpoint": ""}, "endpoint"),
        ("lamp", {"endpoint": True}, "endpoint"),
        ("lamp", {"endpoint": 999}, "endpoint"),
        ("lamp", {"base_topic": "a/#"}, "base_topic"),
        ("blind", {"invert": "yes"}, "invert"),
        ("lamp#", {}, "+ or #"),
        (" ", {}, "empty"),
    ],
)
def test_a_wrong_block_is_told_in_a_sentence(name: str, options: Any, words: str) -> None:
    sentences = FAMILY.mistakes(reference(name, **options), Settings())
    assert len(sentences) == 1
    assert words in sentences[0]


def test_a_wrong_base_of_the_whole_family_is_told() -> None:
    assert "z/#" in FAMILY.mistakes(reference(), Settings(base_topics={"zigbee2mqtt": "z/#"}))[0]


def test_a_right_block_has_no_mistakes() -> None:
    assert not FAMILY.mistakes(reference(endpoint=1, base_topic="attic/z2m", id="x", name="y", **{"as": "light"}), Settings())


def test_an_endpoint_written_as_a_number_is_the_one_with_that_name() -> None:
    expose = {
        "type": "switch",
        "endpoint": "1",
        "features": [
            {"name": "state", "property": "state_1", "type": "binary", "access": 3, "value_on": "ON", "value_off": "OFF"}
        ],
    }
    assert set(make_device(options={"endpoint": 1}, definition={"exposes": [expose]}).traits) == {"power_1"}


def numeric(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "property": name, "type": "numeric", "access": 3, **more}


def test_a_thermostat_that_tells_its_parts_one_by_one_is_climate() -> None:
    state = {"name": "state", "property": "state", "type": "binary", "access": 3, "value_on": "ON", "value_off": "OFF"}
    device = make_device(definition={"exposes": [state, numeric("current_heating_setpoint", value_min=5, value_max=30)]})
    assert device.role is Role.CLIMATE
    assert set(device.traits) == {"setpoint"}


def test_a_range_that_is_missing_is_the_usual_one() -> None:
    features = [numeric("brightness"), numeric("color_temp", value_min=0, value_max="x")]
    device = make_device(definition={"exposes": [{"type": "light", "features": features}, numeric("x", value_min=10**350)]})
    assert told(device, {"brightness": 254}) == {"brightness": 1.0}
    assert device.traits["colour_temperature"].low == 2000.0
    thermostat = make_device(definition={"exposes": [{"type": "climate", "features": [numeric("occupied_heating_setpoint")]}]})
    setpoint = thermostat.traits["setpoint"]
    assert (setpoint.low, setpoint.high, setpoint.step) == (5.0, 30.0, 0.5)


def test_a_range_of_one_point_is_nothing_to_choose_from() -> None:
    feature = numeric("occupied_heating_setpoint", value_min=22, value_max=22)
    assert not make_device(definition={"exposes": [{"type": "climate", "features": [feature]}]}).traits["setpoint"].settable


def test_a_cooler_without_a_heating_setpoint_has_the_cooling_one() -> None:
    feature = numeric("occupied_cooling_setpoint", value_min=16, value_max=30)
    device = make_device(definition={"exposes": [{"type": "climate", "features": [feature]}]})
    assert set(device.traits) == {"setpoint"}


def test_a_fan_has_a_speed_and_a_lamp_on_a_fan_is_a_lamp() -> None:
    assert set(make_device("FanBee").traits) == {"power", "fan_speed"}
    assert make_device("FanBee").role is Role.FAN


def test_a_cover_without_a_position_is_refused() -> None:
    state = {"name": "state", "property": "state", "type": "enum", "access": 3, "values": ["OPEN", "CLOSE", "STOP"]}
    assert "position" in make_device(definition={"exposes": [{"type": "cover", "features": [state]}]}).refused


def test_only_so_many_devices_and_properties_are_looked_at() -> None:
    exposes = [numeric(f"x{at}") for at in range(5000)]
    assert make_device(definition={"exposes": exposes}).refused
    many = [{"ieee_address": f"0x{at}"} for at in range(10_100)]
    assert len(describe(many)) == 10_000


def test_what_a_dark_lamp_will_be_lit_with_is_told_as_that() -> None:
    (is_off, kept) = hear(make_device(COLOUR), {"state": "OFF", "brightness": 127})
    assert isinstance(is_off, Reported)
    assert isinstance(kept, Kept)
    assert (kept.trait, kept.value) == ("brightness", 0.5)
