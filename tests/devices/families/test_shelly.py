"""Shelly of the second generation and later: changes laid over what is known, its word for who did it, calls."""

import json
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.command import Command
from devices.errors import BadCommand, BadPayload
from devices.event import Event, Ordered, Pressed, Reachable, Reported
from devices.families.shelly import FAMILY, asks
from devices.families.shelly.models import model_of, profiles
from devices.message import Message
from devices.vocabulary import Device, DeviceId, Reference, Role, Settings, Value
from hub.home.catalogue import Catalogue

from ..recorded.shelly.samples import answered, notified, status
from ..recorded_lines import NOW, Line, recorded, shared
from ..samples import Said

HERE = DeviceId("here")
RELAY, PAIR, DIMMER = "shelly1minig3-543204522cb4", "shellyplus2pm-5443b23d81f8", "shellydimmerg3-aabbccddeeff"
BULB, SHUTTER, WHITES = "shellyduobulbg3-aabbccddeeff", "shellyshutter-aabbccddeeff", "shellyplusrgbwpm-aabbccddeeff"


def pointing(prefix: str, **options: Any) -> Reference:
    return Reference("shelly", prefix, HERE, options)


def make(prefix: str, **options: Any) -> Device:
    device = FAMILY.from_reference(pointing(prefix, **options), Settings())
    assert device is not None, prefix
    return device


def grown(prefix: str, *said: Said) -> Device:
    """Known by what it says, one message after the other."""
    known: dict[str, Device] = {}
    for topic, payload in said:
        known |= {d.stable_id: d for d in FAMILY.describe(Message(topic, payload, NOW), known, Settings())}
    assert FAMILY.matches(known[prefix], pointing(prefix))
    return FAMILY.bind(known[prefix], pointing(prefix))


def heard(device: Device, said: Said, retain: bool = False) -> list[Event]:
    assert said[0] in device.hears, said[0]
    return list(FAMILY.hear(device, Message(said[0], said[1], NOW, retain)))


def values(events: Iterable[object]) -> dict[str, Value]:
    return {event.trait: event.value for event in events if isinstance(event, Reported)}


def told(prefix: str, component: str, **more: Any) -> dict[str, Value]:
    return values(heard(make(prefix), status(prefix, component, **more)))


def ordered(device: Device, topic: str, payload: object) -> dict[str, Value | None]:
    text = payload if isinstance(payload, str) else json.dumps(payload)
    events = heard(device, (f"{device.stable_id}/{topic}", text.encode()))
    assert all(isinstance(event, Ordered) for event in events)
    return {event.trait: event.value for event in events if isinstance(event, Ordered)}


def said(device: Device, transition_s: float | None = None, **wanted: Value) -> tuple[str, dict[str, Any]]:
    [out] = FAMILY.say(device, Command(HERE, wanted, transition_s))
    assert (out.topic, out.retain, out.qos) == (f"{device.stable_id}/rpc", False, 0)
    asked = json.loads(out.payload)
    assert (asked["src"], asked["id"]) == (f"{device.stable_id}/attune", 1)
    return asked["method"], asked["params"]


# What a device is


def test_the_prefix_it_came_with_says_what_it_is() -> None:
    assert make(RELAY).role is Role.SWITCH
    assert set(make(RELAY).traits) == {"power"}
    assert set(make(DIMMER).traits) == {"power", "brightness"}
    assert set(make(BULB).traits) == {"power", "brightness", "colour_temperature"}
    assert make(SHUTTER).role is Role.COVER
    assert make("shellyplusht-b8d61a8b17cc").role is Role.SENSOR


def test_several_outputs_of_a_kind_are_told_apart() -> None:
    assert set(make("shellypro4pm-aabbccddeeff").traits) == {f"power_switch{i}" for i in range(4)}
    two = make("shellyprodm2pm-aabbccddeeff")
    assert {"power_light1", "brightness_light1"} <= set(two.traits)  # one ending for what is one light


def test_one_part_of_it_is_had_by_name() -> None:
    second = make(PAIR, component="switch:1")
    assert set(second.traits) == {"power"}
    assert f"{PAIR}/status/switch:1" in second.hears
    assert f"{PAIR}/status/switch:0" not in second.hears
    assert said(second, power=True)[1]["id"] == 1


def test_it_is_heard_on_its_reach_first() -> None:
    assert make(RELAY).hears[0] == f"{RELAY}/online"


@pytest.mark.parametrize("prefix", ["hall/lamp", "shellyplus2pm-5443b23d81f8", "shellynew9000-aabbccddeeff", "shellyplus1"])
def test_what_its_prefix_does_not_say_is_waited_for(prefix: str) -> None:
    assert FAMILY.from_reference(pointing(prefix), Settings()) is None
    assert f"{prefix}/status/+" in FAMILY.announced_on([pointing(prefix)], Settings())


def test_of_what_is_known_nothing_is_waited_for() -> None:
    assert FAMILY.announced_on([pointing(RELAY), pointing("hall", component="light:0")], Settings()) == ()


def test_a_meter_is_refused_with_words() -> None:
    meter = make("shellypro3em-aabbccddeeff")
    assert "nothing the hub can use" in meter.refused
    with pytest.raises(BadCommand, match="nothing the hub can use"):
        FAMILY.say(meter, Command(HERE, {"power": True}))
    message = Message("shellypro3em-aabbccddeeff/events/rpc", b"{", NOW)
    assert FAMILY.hear(meter, message) == ()


def test_under_a_name_of_its_own_it_grows_by_what_it_says() -> None:
    lamp = grown("hall/lamp", status("hall/lamp", "light:0", output=True, brightness=50))
    assert set(lamp.traits) == {"power", "brightness"}
    both = grown("hall/box", status("hall/box", "switch:0", output=True), status("hall/box", "switch:1", output=True))
    assert set(both.traits) == {"power_switch0", "power_switch1"}


def test_its_own_id_in_a_notification_says_its_model_whatever_it_is_called() -> None:
    both = grown("hall/box", notified("hall/box", src=PAIR, switch_0={"id": 0, "output": True}))
    assert set(both.traits) == {"power_switch0", "power_switch1"}


def test_a_profile_is_known_by_what_it_has() -> None:
    assert grown(PAIR, status(PAIR, "cover:0", state="open")).role is Role.COVER
    assert set(grown(PAIR, notified(PAIR, switch_1={"id": 1, "output": True})).traits) == {"power_switch0", "power_switch1"}
    assert len(grown(WHITES, status(WHITES, "light:2", output=False)).traits) == 8


def test_another_profile_takes_the_place_of_the_first() -> None:
    changed = grown(PAIR, status(PAIR, "switch:0", output=True), status(PAIR, "cover:0", state="open"))
    assert set(changed.traits) == {"position"}


def test_a_whole_status_says_it_all_at_once() -> None:
    wall = grown(
        "wall",
        answered(
            "wall",
            thermostat_0={"id": 0, "target_C": 21},
            switch_0={"id": 0, "output": False},
            temperature_0={"id": 0, "tC": 20},
            sys={},
        ),
    )
    assert wall.role is Role.CLIMATE
    assert set(wall.traits) == {"setpoint", "temperature_thermostat0", "power", "temperature_temperature0"}


def test_the_relay_of_a_thermostat_is_heard_and_not_commanded() -> None:
    wall = grown("wall", answered("wall", thermostat_0={"target_C": 21}, switch_0={"output": False}))
    assert not wall.traits["power"].settable
    assert make("wall", component="switch:0").traits["power"].settable


def test_a_probe_at_a_relay_is_not_the_room_unless_named() -> None:
    relay = grown("pump", answered("pump", switch_0={"output": True}, temperature_100={"tC": 55.0}))
    assert set(relay.traits) == {"power"}
    assert set(make("pump", component="temperature:100").traits) == {"temperature"}


@pytest.mark.parametrize(
    "message",
    [
        ("hall/status/wifi", b'{"status": "got ip"}'),
        ("hall/status/input:0", b'{"id": 0, "state": true}'),
        ("hall/events/rpc", b'{"src": "hall", "method": "NotifyStatus", "params": {"mqtt": {"connected": true}}}'),
        ("hall/attune/rpc", b'{"id": 1, "result": null}'),
        ("hall/status/switch:0", b""),
        ("hall/status/switch:9999", b"{}"),
    ],
)
def test_what_says_nothing_of_its_parts_announces_nothing(message: Said) -> None:
    assert FAMILY.describe(Message(message[0], message[1], NOW), {}, Settings()) == ()


def test_looking_round_its_reach_alone_tells_what_it_is() -> None:
    assert "+/online" in FAMILY.announced_on((), Settings())
    [relay] = FAMILY.describe(Message(f"{RELAY}/online", b"true", NOW, True), {}, Settings())
    assert (relay.stable_id, set(relay.traits)) == (RELAY, {"power"})
    assert FAMILY.describe(Message("zigbee2mqtt/online", b"true", NOW, True), {}, Settings()) == ()


def test_an_unannounced_device_is_bound_by_its_first_word() -> None:
    catalogue = Catalogue([("device", pointing("hall/lamp"))], Settings())
    topic, payload = status("hall/lamp", "light:0", output=True, brightness=50)
    message = Message(topic, payload, NOW)
    assert catalogue.is_announcement(topic)
    assert catalogue.announce(message)
    assert not catalogue.is_announcement(topic)
    assert values(catalogue.hear(message)) == {"power": True, "brightness": 0.5}


def test_every_model_known_makes_a_device_or_says_why_not() -> None:
    for model in ("shellyplus1", "shellypro3", "shellyplusi4", "shellypmminig3", "shellypro2cover", "shellycolorblbg3"):
        device = make(f"{model}-aabbccddeeff")
        assert device.traits or device.refused
        assert profiles(model)


def test_an_id_is_told_from_a_name() -> None:
    assert model_of("shellyplus1pm-441793d69718") == "shellyplus1pm"
    assert model_of("ShellyPlus1PM-441793D69718") == "shellyplus1pm"
    assert model_of("hall-lamp") == ""
    assert model_of(7) == ""


# What it says


def test_percent_kelvin_and_positions_are_read() -> None:
    assert told(DIMMER, "light:0", output=True, brightness=75.0) == {"power": True, "brightness": 0.75}
    white = told(BULB, "cct:0", output=True, brightness=40, ct=3500)
    assert white == {"power": True, "brightness": 0.4, "colour_temperature": 3500}
    assert told(SHUTTER, "cover:0", state="stopped", current_pos=37) == {"position": 0.37}


def test_what_it_will_be_lit_with_is_not_how_it_is_lit() -> None:
    assert told(BULB, "cct:0", output=False, brightness=40, ct=3500) == {"power": False}


def test_the_white_of_a_coloured_bulb_is_left_from_before() -> None:
    coloured = told("shellycolorblbg3-aabbccddeeff", "rgbcct:0", output=True, brightness=40, ct=3500, mode="rgb")
    assert coloured == {"power": True, "brightness": 0.4}


def test_a_white_outside_its_range_is_told_as_its_end() -> None:
    assert told(BULB, "cct:0", output=True, ct=7000) == {"power": True, "colour_temperature": 6500}


def test_a_cover_without_calibration_knows_its_ends() -> None:
    assert told(SHUTTER, "cover:0", state="closed", current_pos=None) == {"position": 0.0}
    assert told(SHUTTER, "cover:0", state="open") == {"position": 1.0}
    assert told(SHUTTER, "cover:0", state="opening") == {}


def test_setpoints_come_as_they_are() -> None:
    assert values(heard(make("gw", component="blutrv:200"), status("gw", "blutrv:200", target_C=19.3, current_C=21))) == {
        "setpoint": 19.3,
        "temperature": 21,
    }
    assert values(heard(make("gw", component="blutrv:200"), status("gw", "blutrv:200", target_C=3))) == {"setpoint": 4.0}


def test_a_sensor_without_a_value_says_nothing() -> None:
    weather = make("shellyplusht-b8d61a8b17cc")
    assert heard(weather, status("shellyplusht-b8d61a8b17cc", "temperature:0", tC=None, errors=["read"])) == []


@pytest.mark.parametrize(
    ("component", "said", "meant"),
    [
        ("presencezone:200", {"value": True, "num_objects": 2}, {"occupancy": True}),
        ("presencezone:200", {"state": False}, {"occupancy": False}),
        ("presencezone:200", {"num_objects": 0}, {"occupancy": False}),
        ("presence", {"num_objects": 1}, {"occupancy": True}),
        ("illuminance:0", {"lux": 120, "illumination": "twilight"}, {"illuminance": 120}),
        ("temperature:0", {"tC": 20.5, "tF": 68.9}, {"temperature": 20.5}),
        ("input:0", {"state": True}, {"occupancy": True}),
        ("input:0", {"state": None}, {}),
        (
            "rgbw:0",
            {"output": True, "rgb": [1, 2, 3], "white": 5, "brightness": 10},
            {"power": True, "brightness": 0.1, "colour": "#55aaff"},
        ),
        ("rgbw:0", {"output": True, "rgb": [0, 0, 0], "white": 5}, {"power": True, "colour": "white"}),
        ("rgb:0", {"brightness": 10}, {"brightness": 0.1}),
    ],
)
def test_sensors_and_colours_are_read(component: str, said: dict[str, Any], meant: dict[str, Value]) -> None:
    assert values(heard(make("hall", component=component), status("hall", component, **said))) == meant


def test_what_does_not_say_what_it_measures_its_owner_says() -> None:
    for quantity, raw in (("occupancy", True), ("illuminance", 40), ("temperature", 20.5)):
        sensor = make("hall", component="bthomesensor:200", quantity=quantity)
        assert values(heard(sensor, notified("hall", bthomesensor_200={"id": 200, "value": raw}))) == {quantity: raw}
    with pytest.raises(BadPayload):
        heard(make("hall", component="bthomesensor:200", quantity="occupancy"), status("hall", "bthomesensor:200", value=1))


def test_a_change_of_its_consumption_alone_is_not_its_state() -> None:
    assert heard(make(RELAY), notified(RELAY, switch_0={"apower": 11.5, "current": 0.071})) == []


@pytest.mark.parametrize(
    ("source", "origin"),
    [
        ("MQTT", ""),
        ("limit_switch", ""),
        ("transition", ""),
        (None, ""),
        (7, ""),
        ("SHC", "hand"),
        ("WS_in", "hand"),
        ("HTTP_in", "hand"),
        ("HTTP", "hand"),
        ("button", "hand"),
        ("switch", "hand"),
        ("input", "hand"),
        ("timer", "schedule"),
        ("schedule", "schedule"),
        ("loopback", "schedule"),
        ("THERMOSTAT", "schedule"),
        ("overpower", "schedule"),
        ("something_new", "unsure"),
    ],
)
def test_its_word_for_who_did_it_is_understood(source: object, origin: str) -> None:
    [event] = heard(make(RELAY), status(RELAY, "switch:0", output=True, source=source))
    assert event == Reported(HERE, "power", True, NOW, snapshot=False, origin=origin)


def test_how_it_woke_up_nobody_did() -> None:
    [event] = heard(make(RELAY), status(RELAY, "switch:0", output=True, source="init"))
    assert event == Reported(HERE, "power", True, NOW, snapshot=True)


@pytest.mark.parametrize(
    "whole",
    [
        notified(RELAY, "NotifyFullStatus", switch_0={"id": 0, "output": True, "source": "SHC"}),
        answered(RELAY, switch_0={"id": 0, "output": True, "source": "SHC"}),
    ],
)
def test_a_whole_status_tells_how_things_are(whole: Said) -> None:
    [event] = heard(make(RELAY), whole)
    assert isinstance(event, Reported)
    assert event.snapshot


def test_what_came_of_a_command_says_nothing_more() -> None:
    assert heard(make(RELAY), (f"{RELAY}/attune/rpc", b'{"id":1,"src":"x","dst":"y","result":{"was_on":true}}')) == []
    assert heard(make(RELAY), (f"{RELAY}/attune/rpc", b'{"id":1,"src":"x","dst":"y","result":null}')) == []


def test_a_refused_call_is_told_with_its_words() -> None:
    refusal = b'{"id":1,"src":"x","error":{"code":-103,"message":"Invalid argument brightness"}}'
    with pytest.raises(BadPayload, match="it refuses: Invalid argument brightness"):
        heard(make(RELAY), (f"{RELAY}/attune/rpc", refusal))


def test_it_comes_and_goes() -> None:
    assert heard(make(RELAY), (f"{RELAY}/online", b"false"), retain=True) == [Reachable(HERE, False, NOW, snapshot=True)]
    assert heard(make(RELAY), (f"{RELAY}/online", b"true")) == [Reachable(HERE, True, NOW)]
    with pytest.raises(BadPayload):
        heard(make(RELAY), (f"{RELAY}/online", b"online"))


def test_a_cleared_topic_says_nothing() -> None:
    assert heard(make(RELAY), (f"{RELAY}/online", b""), retain=True) == []


def event_of(**event: Any) -> Said:
    topic, payload = notified("hall", "NotifyEvent")
    message = json.loads(payload)
    message["params"]["events"] = [{"ts": 1.5, **event}]
    return topic, json.dumps(message).encode()


REMOTE = "shellyplusi4-a8032ab11964"


def test_buttons_are_pressed() -> None:
    lamp = make("hall", component="light:0")
    assert heard(lamp, event_of(component="input:0", id=0, event="single_push")) == [Pressed(HERE, "input0_single_push", NOW)]
    assert heard(lamp, event_of(component="input:0", id=0, event="single_push"), retain=True) == []
    assert make(REMOTE).role is Role.REMOTE


def test_of_one_output_only_its_own_button_counts() -> None:
    assert heard(make("hall", component="light:0"), event_of(component="input:1", id=1, event="single_push")) == []


@pytest.mark.parametrize("event", ["config_changed", "ota_progress", "", 7, None, "single_push\n"])
def test_what_is_no_press_presses_nothing(event: object) -> None:
    assert heard(make("hall", component="light:0"), event_of(component="input:0", event=event)) == []


def test_a_switch_on_the_wall_is_a_hand_and_a_detector_on_it_is_not() -> None:
    flipped = notified("hall", input_0={"id": 0, "state": True})
    assert heard(make("hall", component="light:0"), flipped) == [Pressed(HERE, "input0_on", NOW)]
    assert heard(make("hall", component="light:0"), flipped, retain=True) == []
    assert heard(make("hall", component="input:0"), flipped) == [Reported(HERE, "occupancy", True, NOW)]


def test_how_its_switch_stands_presses_nothing() -> None:
    assert heard(make("hall", component="light:0"), notified("hall", "NotifyFullStatus", input_0={"state": True})) == []


@pytest.mark.parametrize(
    ("component", "wrong"),
    [
        ("light:0", {"output": "on"}),
        ("light:0", {"output": 1}),
        ("light:0", {"brightness": 101}),
        ("light:0", {"brightness": True}),
        ("light:0", {"output": True, "brightness": "much"}),
        ("cct:0", {"ct": 200}),
        ("cover:0", {"current_pos": -1}),
        ("temperature:0", {"tC": 999}),
        ("illuminance:0", {"lux": -5}),
        ("blutrv:200", {"target_C": "warm"}),
        ("presencezone:200", {"value": "yes"}),
        ("presencezone:200", {"num_objects": -1}),
    ],
)
def test_a_value_that_cannot_be_is_refused(component: str, wrong: dict[str, Any]) -> None:
    with pytest.raises(BadPayload):
        heard(make("hall", component=component), status("hall", component, **wrong))


@pytest.mark.parametrize(
    "payload",
    [
        b"{}",
        b'{"method": "NotifyStatus"}',
        b'{"method": "NotifyFullStatus", "params": []}',
        b'{"method": "NotifyEvent", "params": {"events": {}}}',
        b'{"method": "Reboot", "params": {}}',
        b"[]",
        b"\xff",
    ],
)
def test_a_notification_that_is_none_is_refused(payload: bytes) -> None:
    with pytest.raises(BadPayload):
        heard(make(RELAY), (f"{RELAY}/events/rpc", payload))


# What it is told


def test_a_light_is_told_in_whole_numbers() -> None:
    method, params = said(make(DIMMER), 2.0, power=True, brightness=0.4)
    assert (method, params) == ("Light.Set", {"id": 0, "on": True, "brightness": 40, "transition_duration": 2.0})
    assert type(params["brightness"]) is int
    assert said(make(BULB), brightness=0.5, colour_temperature=2700.4)[1] == {"id": 0, "on": True, "brightness": 50, "ct": 2700}


def test_a_bulb_in_colour_is_told_to_be_white() -> None:
    method, params = said(make("shellycolorblbg3-aabbccddeeff"), power=True, colour_temperature=3000.0)
    assert (method, params) == ("RGBCCT.Set", {"id": 0, "on": True, "ct": 3000, "mode": "cct"})


def test_off_takes_no_level_with_it() -> None:
    assert said(make(DIMMER), power=False, brightness=0.4)[1] == {"id": 0, "on": False}
    assert said(make(DIMMER), brightness=0.0)[1] == {"id": 0, "on": False}


def test_the_least_light_is_not_darkness() -> None:
    assert said(make(DIMMER), brightness=0.0001)[1] == {"id": 0, "on": True, "brightness": 1}
    assert said(make(DIMMER), power=True, brightness=0.0)[1]["brightness"] == 1


def test_a_colour_alone_lights_nothing() -> None:
    assert said(make(BULB), colour_temperature=3000.0)[1] == {"id": 0, "ct": 3000}


def test_a_fade_is_no_quicker_and_no_slower_than_it_takes() -> None:
    assert said(make(DIMMER), 0.0, power=False)[1]["transition_duration"] == 0.5
    assert said(make(DIMMER), 1e9, power=False)[1]["transition_duration"] == 10800
    assert "transition_duration" not in said(make(RELAY), 2.0, power=True)[1]


def test_a_relay_a_cover_and_heating_are_told_their_way() -> None:
    assert said(make(RELAY), power=False) == ("Switch.Set", {"id": 0, "on": False})
    assert said(make(SHUTTER), position=0.37) == ("Cover.GoToPosition", {"id": 0, "pos": 37})
    assert said(make(SHUTTER), position=1.0) == ("Cover.Open", {"id": 0})
    assert said(make(SHUTTER), position=0.0) == ("Cover.Close", {"id": 0})
    assert said(make("wall", component="thermostat:0"), setpoint=21.4) == (
        "Thermostat.SetConfig",
        {"id": 0, "config": {"id": 0, "target_C": 21.5}},
    )
    assert said(make("gw", component="blutrv:200"), setpoint=21.34) == (
        "BluTrv.Call",
        {"id": 200, "method": "TRV.SetTarget", "params": {"id": 0, "target_C": 21.3}},
    )


def test_more_than_it_takes_is_the_most_it_takes() -> None:
    assert said(make("gw", component="blutrv:200"), setpoint=99.0)[1]["params"]["target_C"] == 30.0
    assert said(make(BULB), brightness=7.0)[1]["brightness"] == 100


def test_each_part_is_told_by_itself() -> None:
    both = grown("hall/box", status("hall/box", "switch:0", output=True), status("hall/box", "switch:1", output=True))
    outs = FAMILY.say(both, Command(HERE, {"power_switch0": True, "power_switch1": False}))
    assert [json.loads(out.payload)["params"] for out in outs] == [{"id": 0, "on": True}, {"id": 1, "on": False}]


@pytest.mark.parametrize(
    "wanted",
    [
        {"power": "on"},
        {"power": 1.0},
        {"brightness": True},
        {"brightness": "0.5"},
        {"brightness": float("nan")},
        {"brightness": 10**400},
        {"setpoint": 21.0},
    ],
)
def test_what_it_cannot_take_is_refused(wanted: dict[str, Value]) -> None:
    with pytest.raises(BadCommand):
        FAMILY.say(make(DIMMER), Command(HERE, wanted))


def test_a_sensor_is_not_told_anything_and_nothing_is_nothing() -> None:
    with pytest.raises(BadCommand, match="cannot be set"):
        said(make("shellyplusht-b8d61a8b17cc"), temperature=20.0)
    assert FAMILY.say(make(RELAY), Command(HERE, {})) == ()


@pytest.mark.parametrize("seconds", [-1.0, float("nan"), float("inf"), 10**400])
def test_a_fade_that_cannot_be_is_refused(seconds: float) -> None:
    with pytest.raises(BadCommand):
        said(make(DIMMER), seconds, power=True)


@given(st.floats(0.01, 1.0), st.booleans())
def test_what_the_hub_tells_is_heard_as_it_told_it(level: float, is_on: bool) -> None:
    dimmer = make(DIMMER)
    wanted: dict[str, Value] = {"power": True, "brightness": level} if is_on else {"power": False}
    [out] = FAMILY.say(dimmer, Command(HERE, wanted, 1.0))
    again = ordered(dimmer, "rpc", out.payload.decode())
    assert set(again) == set(wanted)
    assert all(dimmer.traits[name].same(again[name], value) for name, value in wanted.items())


# What others tell it


def call(method: str, /, **params: Any) -> dict[str, Any]:
    return {"id": 3, "src": "iobroker", "method": method, "params": params}


@pytest.mark.parametrize(
    ("component", "request_", "meant"),
    [
        ("switch:0", call("Switch.Set", id=0, on=False), {"power": False}),
        ("switch:0", call("switch.set", id=0, on=True, toggle_after=20), {"power": True}),
        ("switch:0", call("Switch.Toggle", id=0), {"power": None}),
        ("switch:0", call("Switch.Set", id=1, on=False), {}),
        ("switch:0", call("Shelly.GetStatus"), {}),
        ("switch:0", {"id": 1, "src": "x", "method": "Shelly.GetStatus"}, {}),
        ("light:0", call("Light.Set", id=0, on=True, brightness=40), {"power": True, "brightness": 0.4}),
        ("light:0", call("Light.Set", id=0, on=False, brightness=40), {"power": False}),
        ("light:0", call("Light.Set", id=0, brightness=400), {"brightness": None}),
        ("light:0", call("Light.DimUp", id=0), {"power": None, "brightness": None}),
        ("cct:0", call("CCT.Set", id=0, ct=3000), {"colour_temperature": 3000}),
        ("cover:0", call("Cover.GoToPosition", id=0, pos=37), {"position": 0.37}),
        ("cover:0", call("Cover.Open", id=0), {"position": 1.0}),
        ("cover:0", call("Cover.Stop", id=0), {"position": None}),
        ("thermostat:0", call("Thermostat.SetConfig", config={"id": 0, "target_C": 21}), {"setpoint": 21}),
        ("thermostat:0", call("Thermostat.SetConfig", id=0, config={"enable": True}), {}),
        ("blutrv:200", call("BluTrv.Call", id=200, method="Trv.SetTarget", params={"id": 0, "target_C": 19}), {"setpoint": 19}),
        ("blutrv:200", call("BluTrv.Call", id=200, method="Trv.Calibrate", params={"id": 0}), {}),
    ],
)
def test_what_others_call_is_heard(component: str, request_: dict[str, Any], meant: dict[str, Value | None]) -> None:
    assert ordered(make("hall", component=component), "rpc", request_) == meant


@pytest.mark.parametrize(
    ("component", "words", "meant"),
    [
        ("switch:0", "on", {"power": True}),
        ("switch:0", "on,20", {"power": True}),
        ("switch:0", "toggle", {"power": None}),
        ("switch:0", "status_update", {}),
        ("light:0", "set,true,50,2", {"power": True, "brightness": 0.5}),
        ("light:0", "set,false,,2", {"power": False}),
        ("light:0", "dim_up", {"power": None, "brightness": None}),
        ("light:0", "set", {"power": None}),
        ("cct:0", "set,true,50,3000", {"power": True, "brightness": None, "colour_temperature": None}),
        ("cover:0", "pos,40", {"position": 0.4}),
        ("cover:0", "pos", {"position": None}),
        ("cover:0", "close", {"position": 0.0}),
        ("cover:0", "rel,10", {"position": None}),
    ],
)
def test_words_of_others_are_heard(component: str, words: str, meant: dict[str, Value | None]) -> None:
    assert ordered(make("hall", component=component), f"command/{component}", words) == meant


def test_a_retained_order_is_nobodys() -> None:
    assert heard(make(RELAY), (f"{RELAY}/command/switch:0", b"on"), retain=True) == []


def test_an_order_that_is_none_is_refused() -> None:
    with pytest.raises(BadPayload):
        heard(make(RELAY), (f"{RELAY}/rpc", b"on"))


# Asking, and the block


def test_it_is_asked_how_it_is() -> None:
    [out] = asks(pointing("hall/lamp"), None, Settings())
    assert (out.topic, out.retain) == ("hall/lamp/rpc", False)
    asked = json.loads(out.payload)
    assert (asked["method"], asked["src"]) == ("Shelly.GetStatus", "hall/lamp/attune")
    assert ordered(make("hall/lamp", component="light:0"), "rpc", asked) == {}
    assert asks(pointing("+"), None, Settings()) == ()


@pytest.mark.parametrize("prefix", ["", " ", "/", "a/", "+", "a/#", "$SYS/x", "a\nb", "x" * 301])
def test_what_cannot_be_its_prefix_is_a_mistake(prefix: str) -> None:
    assert FAMILY.mistakes(pointing(prefix), Settings())
    assert FAMILY.from_reference(pointing(prefix), Settings()) is None
    assert FAMILY.announced_on([pointing(prefix)], Settings()) == ()


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"component": "switch"}, "no part"),
        ({"component": "em:0"}, "no part"),
        ({"component": 1}, "no part"),
        ({"component": "switch:0/x"}, "no part"),
        ({"component": "bthomesensor:200"}, "add quantity"),
        ({"component": "bthomesensor:200", "quantity": "power"}, "add quantity"),
        ({"component": "switch:0", "quantity": "occupancy"}, "stands beside a component"),
        ({"quantity": "occupancy"}, "stands beside a component"),
    ],
)
def test_an_option_that_cannot_be_is_a_mistake(options: dict[str, Any], why: str) -> None:
    [sentence] = FAMILY.mistakes(pointing("hall", **options), Settings())
    assert why in sentence


# Recorded


def tried(lines: tuple[Line, ...]) -> list[str]:
    """What became of each line: what was told or ordered, or why nothing."""
    found = []
    for line in lines:
        prefix, _, rest = line.message.topic.partition("/")
        device = FAMILY.from_reference(pointing(prefix), Settings())
        if device is None and rest.startswith("status/"):
            device = grown(prefix, (line.message.topic, line.message.payload))
        if device is None:
            found.append("no device")  # an answer to another program
        elif line.message.topic not in device.hears:
            found.append("not heard")
        else:
            found.append(" ".join(shown(event) for event in FAMILY.hear(device, line.message)))
    return found


def shown(event: Event) -> str:
    match event:
        case Reported():
            return " ".join(
                w for w in (f"{event.trait}={event.value}", event.origin, "snapshot" if event.snapshot else "") if w
            )
        case Ordered():
            return f"ordered {event.trait}={event.value}"
        case _:
            return "online" if isinstance(event, Reachable) and event.online else "other"


EVERY = [
    "ordered power=False",
    "no device",  # the answer another program got
    "",  # its consumption alone
    "power=True",
    "power=True hand",
    "power=False",
    "power=True hand",
    "power=False hand",
    "not heard",  # the level of its input: beside an output only its flips are presses, told in notifications
    "ordered power=True",
    "not heard",  # asks for its status
    "online",
    "temperature=19.8 snapshot",
    "ordered power=True ordered brightness=0.4",
    "power=True hand brightness=0.75 hand",
    "setpoint=19.0 temperature=21.0",
]


def test_every_recorded_message_is_understood() -> None:
    assert tried(recorded("shelly")) == EVERY


@pytest.mark.shared
def test_every_shared_message_is_understood() -> None:
    assert tried(shared("shelly-gen2")) == EVERY
