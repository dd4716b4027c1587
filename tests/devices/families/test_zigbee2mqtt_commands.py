"""What is told to Zigbee2MQTT's devices and groups, and what they make of it."""

import json
import math
from typing import Any

import pytest

from devices.command import Command
from devices.errors import BadCommand
from devices.event import Reported
from devices.families.zigbee2mqtt import FAMILY
from devices.message import Message
from devices.vocabulary import Device, Reference, Role, Settings

from ..simulated_zigbee import SimulatedZigbee, bridge_devices, bridge_groups, bridge_state, group_answer
from .zigbee_builders import (
    COLOUR,
    DUAL,
    MOTION,
    NOW,
    PLUG,
    TWO_GANG,
    VALVE,
    WHITE,
    describe,
    hear,
    make_device,
    make_simulated,
    say,
    told,
)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"power": True}, {"state": "ON"}),
        ({"power": False}, {"state": "OFF"}),
        ({"power": False, "brightness": 0.5, "colour_temperature": 3000}, {"state": "OFF"}),
        ({"brightness": 0.5}, {"brightness": 127}),
        ({"brightness": 1.0}, {"brightness": 254}),
        ({"brightness": 7.5}, {"brightness": 254}),
        ({"brightness": 0.0001}, {"brightness": 1}),
        ({"brightness": 0.0}, {"state": "OFF"}),
        ({"brightness": -3}, {"state": "OFF"}),
        ({"brightness": 0.0, "power": True}, {"brightness": 1, "state": "ON"}),
        ({"colour_temperature": 4000}, {"color_temp": 250}),
        ({"colour": "#ff0000", "power": True}, {"color": {"x": 0.7006, "y": 0.2993}, "state": "ON"}),
        ({"colour": "white", "colour_temperature": 4000}, {"color_temp": 250}),
        ({"colour": "white"}, {"color_temp": 370}),
        ({"power": False, "colour": "#ff0000"}, {"state": "OFF"}),
        (
            {"colour_temperature": 4000.0, "brightness": 0.25, "power": True},
            {"color_temp": 250, "brightness": 64, "state": "ON"},
        ),
    ],
)
def test_a_lamp_is_told_in_its_own_numbers(values: Any, expected: Any) -> None:
    assert say(make_device(COLOUR), **values) == expected


def test_a_colour_beyond_the_lamp_becomes_its_own_extreme() -> None:
    lamp = make_device(COLOUR)
    colour = lamp.traits["colour_temperature"]
    assert say(lamp, colour_temperature=1e9)["color_temp"] == colour.wire.low
    assert say(lamp, colour_temperature=1)["color_temp"] == colour.wire.high


def test_a_fade_goes_only_to_what_can_fade() -> None:
    assert say(make_device(WHITE), 1.26, brightness=1.0) == {"brightness": 254, "transition": 1.3}
    assert say(make_device(WHITE), 2.0, power=True) == {"state": "ON", "transition": 2}
    assert say(make_device(WHITE), 0.0, power=True) == {"state": "ON"}
    assert say(make_device(WHITE), 1e9, power=True)["transition"] == 6553
    assert set(say(make_device("TS0601_dimmer_3"), 1.0, brightness_l1=1.0)) == {"brightness_l1"}
    assert say(make_device(PLUG), 1.0, power=True) == {"state": "ON"}


def test_a_light_of_a_bridge_that_lists_no_options_is_faded() -> None:
    definition = {key: value for key, value in make_simulated(WHITE).definition.items() if key != "options"}
    assert say(make_device(definition=definition), 1.0, power=True)["transition"] == 1


@pytest.mark.parametrize(("asked", "sent"), [(20.3, 20.5), (20.2, 20), (21, 21), (99, 35), (-5, 5), (1e308, 35), (-1e308, 5)])
def test_a_setpoint_goes_out_as_a_number_on_the_valves_step(asked: float, sent: float) -> None:
    payload = say(make_device(VALVE), setpoint=asked)
    assert payload == {"current_heating_setpoint": sent}
    assert not isinstance(payload["current_heating_setpoint"], str)


def test_a_wish_for_warmth_never_moves_the_cooling_setpoint() -> None:
    assert say(make_device(DUAL), setpoint=21.0) == {"occupied_heating_setpoint": 21}


def test_a_mode_is_told_by_its_name() -> None:
    assert say(make_device(VALVE), hvac_mode="heat") == {"system_mode": "heat"}


def test_a_gang_is_told_by_its_own_key() -> None:
    assert say(make_device(TWO_GANG), brightness_l2=1.0, power_l1=False) == {"brightness_l2": 254, "state_l1": "OFF"}


def test_off_for_one_gang_leaves_the_other_its_level() -> None:
    assert say(make_device(TWO_GANG), power_l1=False, brightness_l1=0.5, brightness_l2=1.0) == {
        "state_l1": "OFF",
        "brightness_l2": 254,
    }


def test_the_devices_own_words_for_on_and_off_are_used() -> None:
    feature = {"name": "state", "property": "state", "type": "binary", "access": 7, "value_on": True, "value_off": False}
    plug = make_device(definition={"exposes": [{"type": "switch", "features": [feature]}]})
    assert say(plug, power=True) == {"state": True}
    assert say(plug, power=False) == {"state": False}
    assert told(plug, {"state": False}) == {"power": False}


def test_what_the_device_does_not_take_on_set_is_read_only() -> None:
    feature = {"name": "state", "property": "state", "type": "binary", "access": 5, "value_on": "ON", "value_off": "OFF"}
    plug = make_device(definition={"exposes": [{"type": "switch", "features": [feature]}]})
    assert not plug.traits["power"].settable
    with pytest.raises(BadCommand, match="cannot be set"):
        FAMILY.say(plug, Command(plug.id, {"power": True}))


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (COLOUR, {"volume": 0.5}),
        (COLOUR, {"brightness": math.nan}),
        (COLOUR, {"brightness": math.inf}),
        (COLOUR, {"brightness": True}),
        (COLOUR, {"brightness": "0.5"}),
        (COLOUR, {"brightness": 10**400}),
        (COLOUR, {"colour_temperature": None}),
        (COLOUR, {"colour": "reddish"}),
        (COLOUR, {"colour": 0.5}),
        (COLOUR, {"power": "ON"}),
        (COLOUR, {"power": 1}),
        (VALVE, {"setpoint": "21"}),
        (VALVE, {"hvac_mode": "boost"}),
        (VALVE, {"hvac_mode": True}),
        (VALVE, {"temperature": 21.0}),
        (MOTION, {"occupancy": True}),
    ],
)
def test_what_a_device_cannot_take_is_refused(model: str, values: Any) -> None:
    device = make_device(model)
    with pytest.raises(BadCommand):
        FAMILY.say(device, Command(device.id, values))


@pytest.mark.parametrize("seconds", [math.nan, math.inf, -1.0, True, "2"])
def test_a_fade_of_no_length_is_refused(seconds: Any) -> None:
    device = make_device(WHITE)
    with pytest.raises(BadCommand, match="seconds"):
        FAMILY.say(device, Command(device.id, {"power": True}, seconds))


def test_a_refused_device_takes_nothing() -> None:
    device = make_device(disabled=True)
    with pytest.raises(BadCommand, match="disabled"):
        FAMILY.say(device, Command(device.id, {"power": True}))


def test_nothing_to_tell_is_no_message() -> None:
    device = make_device()
    assert tuple(FAMILY.say(device, Command(device.id, {}))) == ()


def test_a_name_in_any_script_stands_in_the_topic_as_it_is() -> None:
    device = make_device(PLUG, "büro/灯 1.2")
    [outgoing] = FAMILY.say(device, Command(device.id, {"power": True}))
    assert outgoing.topic == "zigbee2mqtt/büro/灯 1.2/set"


# Groups


def house(**models: str) -> tuple[list[SimulatedZigbee], dict[str, Device]]:
    simulated = [
        make_simulated(model, name, ieee_address=f"0x00158d000000000{at}")
        for at, (name, model) in enumerate(models.items(), start=1)
    ]
    topic, payload = bridge_devices(simulated)
    return simulated, {d.stable_id: d for d in describe(payload, topic)}


def group_of(simulated: list[SimulatedZigbee], known: dict[str, Device]) -> Device:
    topic, payload = bridge_groups({"all of them": simulated})
    [group] = describe(payload, topic, known)
    return group


def test_a_group_takes_what_all_its_members_take_in_the_range_they_share() -> None:
    simulated, known = house(one=COLOUR, two=WHITE)
    group = group_of(simulated, known)
    assert (group.stable_id, group.role, group.refused) == ("group_1", Role.LIGHT, "")
    assert group.members == tuple(member.ieee_address for member in simulated)
    one, two = (known[m].traits["colour_temperature"] for m in group.members)
    shared = group.traits["colour_temperature"]
    assert shared.low == max(one.low or 0, two.low or 0)
    assert shared.high == min(one.high or 0, two.high or 0)
    [outgoing] = FAMILY.say(group, Command(group.id, {"brightness": 0.5, "power": True}, 1.0))
    assert outgoing.topic == "zigbee2mqtt/all of them/set"
    assert json.loads(outgoing.payload) == {"brightness": 127, "state": "ON", "transition": 1}


def test_what_one_member_cannot_take_the_group_cannot() -> None:
    group = group_of(*house(one=COLOUR, two=PLUG))
    assert set(group.traits) == {"power"}
    assert group.role is Role.SWITCH
    [outgoing] = FAMILY.say(group, Command(group.id, {"power": True}, 1.0))
    assert json.loads(outgoing.payload) == {"state": "ON"}


def test_a_group_with_a_valve_in_it_is_a_hazard() -> None:
    assert "valve" in group_of(*house(one=PLUG, two="TS0111_valve")).hazard


@pytest.mark.parametrize(("models", "words"), [({"one": MOTION, "two": PLUG}, "in common"), ({}, "no members")])
def test_a_group_of_no_use_says_why_and_stands_for_nobody(models: dict[str, str], words: str) -> None:
    group = group_of(*house(**models))
    assert words in group.refused
    assert group.members == ()


def test_a_group_whose_members_were_not_announced_yet_is_refused_until_they_are() -> None:
    simulated, known = house(one=COLOUR, two=WHITE)
    assert "not known" in group_of(simulated, {}).refused
    assert group_of(simulated, known).refused == ""


def test_a_group_of_lamps_that_count_differently_shares_no_level() -> None:
    assert set(group_of(*house(one=COLOUR, two="GL-SPI-206P")).traits) == {"power"}


def test_groups_of_two_bridges_have_names_of_their_own() -> None:
    simulated, known = house(one=COLOUR, two=WHITE)
    _, payload = bridge_groups({"g": simulated})
    [group] = describe(payload, "attic/bridge/groups", known)
    assert group.stable_id == "attic/group_1"


@pytest.mark.parametrize(
    "entry", [7, {}, {"id": True}, {"id": "1"}, {"id": -1}, {"id": 1, "members": 5}, {"id": 1, "friendly_name": "#"}]
)
def test_a_malformed_group_is_left_out_or_refused(entry: Any) -> None:
    assert all(group.refused for group in describe([entry], "zigbee2mqtt/bridge/groups"))


# With the simulated bridge


def played(
    device: Device, simulated: SimulatedZigbee, transition_s: float | None = None, **values: Any
) -> list[tuple[float, Any]]:
    """(delay, value of the first commanded trait) of all that follows a command."""
    [outgoing] = FAMILY.say(device, Command(device.id, values, transition_s))
    first = next(iter(values))
    found: list[tuple[float, Any]] = []
    for delay_s, topic, payload in simulated.answer(outgoing.payload):
        events = FAMILY.hear(device, Message(topic, payload, NOW))
        found += [(delay_s, e.value) for e in events if isinstance(e, Reported) and e.trait == first]
    return found


def test_a_fade_is_heard_as_target_then_from_inside_then_target() -> None:
    simulated = make_simulated(WHITE, state={"state": "ON", "brightness": 10})
    values = [value for _, value in played(make_device(WHITE), simulated, 2.0, brightness=1.0)]
    assert values == [1.0, pytest.approx(132 / 254), 1.0]


def test_the_echo_of_a_setpoint_is_on_the_valves_step_so_that_its_rounding_changes_nothing() -> None:
    simulated = make_simulated(VALVE, power_source="Battery")
    assert [value for _, value in played(make_device(VALVE), simulated, setpoint=20.3)] == [20.5, 20.5]


def test_an_unrounded_setpoint_is_echoed_as_sent_and_reported_in_halves_later() -> None:
    simulated = make_simulated(VALVE, power_source="Battery")
    said = [
        json.loads(payload)["current_heating_setpoint"]
        for _, _, payload in simulated.answer(b'{"current_heating_setpoint": 20.3}')
    ]
    assert said == [20.3, 20.5]
    assert simulated.answer(b'{"current_heating_setpoint": "20"}')[0][2] == simulated.snapshot()[2], "a text is refused"


def test_the_simulated_lamp_refuses_and_keeps_what_a_real_one_does() -> None:
    lamp = make_simulated(COLOUR, state={"state": "ON", "brightness": 100})
    lamp.answer(b'{"brightness": 300}')
    assert lamp.state["brightness"] == 100
    lamp.answer(b'{"brightness": 255}')
    assert lamp.state["brightness"] == 254
    lamp.answer(b"OFF")
    assert (lamp.state["state"], lamp.state["brightness"]) == ("OFF", 254)
    lamp.answer(b'{"brightness": 20}')
    assert lamp.state["state"] == "ON"
    lamp.answer(b"TOGGLE")
    assert lamp.state["state"] == "OFF"
    assert lamp.answer(b"[]") == []


def test_a_group_command_echoes_on_the_group_and_on_every_member() -> None:
    simulated, known = house(one=COLOUR, two=WHITE)
    group = group_of(simulated, known)
    [outgoing] = FAMILY.say(group, Command(group.id, {"brightness": 0.5}))
    topics = {topic for _, topic, _ in group_answer("all of them", simulated, outgoing.payload)}
    assert topics == {"zigbee2mqtt/one", "zigbee2mqtt/two", "zigbee2mqtt/all of them"}
    assert all(member.state["brightness"] == 127 for member in simulated)


def test_the_simulated_bridge_comes_and_goes() -> None:
    device = make_device()
    for online in (False, True):
        topic, payload = bridge_state(online)
        [event] = FAMILY.hear(device, Message(topic, payload, NOW))
        assert getattr(event, "online", None) is online


def test_a_hand_on_the_simulated_lamp_is_heard() -> None:
    device, simulated = make_device(COLOUR), make_simulated(COLOUR)
    [(_, _, payload)] = simulated.by_hand(state="ON", brightness=254)
    assert told(device, payload) == {"power": True, "brightness": 1.0}
    [(_, _, payload)] = make_simulated("81825").pressed("on")
    assert hear(make_device("81825"), payload)


def test_a_reference_of_another_family_is_not_ours() -> None:
    assert not FAMILY.matches(make_device(), Reference("topic", "lamp", make_device().id))
    assert FAMILY.describe(Message("somewhere/else", b"[]", NOW), {}, Settings()) == ()
