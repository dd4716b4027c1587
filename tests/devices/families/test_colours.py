"""Coloured lamps of every family: a colour told is the colour heard, and white and coloured are kept apart."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from devices.command import Command
from devices.event import Reported
from devices.family import Family, families
from devices.message import Message, Outgoing
from devices.vocabulary import WHITE, Device, DeviceId, Reference, Settings, Value
from tests.devices.recorded.homie.samples import LIGHTS
from tests.devices.samples import NOW
from tests.devices.simulated_zigbee import SimulatedZigbee, bridge_devices

COLOURS = ("#ff0000", "#00ff80", "#4b00ff", "#ffb46b")
Told = Callable[[Device, Outgoing], tuple[str, Mapping[str, Any] | str]]


@dataclass(frozen=True)
class Lamp:
    """answer: what the lamp says after a command. has_white: by its warmth."""

    family: str
    make: Callable[[Family], Device]
    answer: Told
    has_white: bool


def announced(topic: str, payload: object) -> Callable[[Family], Device]:
    return lambda family: next(iter(family.describe(Message(topic, json.dumps(payload).encode(), NOW), {}, Settings())))


def told_of(*said: tuple[str, object]) -> Callable[[Family], Device]:
    """Announced in several messages."""

    def make(family: Family) -> Device:
        known: dict[str, Device] = {}
        for topic, payload in said:
            body = payload if isinstance(payload, str) else json.dumps(payload)
            for device in family.describe(Message(topic, body.encode(), NOW), known, Settings()):
                known[device.stable_id] = device
        [made] = known.values()
        return made

    return make


def listed(name: str, **options: Any) -> Callable[[Family], Device]:
    def make(family: Family) -> Device:
        made = family.from_reference(Reference(family.key, name, DeviceId("lamp"), options), Settings())
        assert made is not None
        return made

    return make


def zigbee(family: Family) -> Device:
    features = [
        {"type": "binary", "name": "state", "property": "state", "access": 7, "value_on": "ON", "value_off": "OFF"},
        {"type": "numeric", "name": "brightness", "property": "brightness", "access": 7, "value_max": 254, "value_min": 0},
        {"type": "numeric", "name": "color_temp", "property": "color_temp", "access": 7, "value_max": 500, "value_min": 153},
        {"type": "composite", "name": "color_xy", "property": "color", "access": 7, "features": []},
    ]
    lamp = SimulatedZigbee({"exposes": [{"type": "light", "features": features}], "model": "m", "vendor": "v"}, "lamp")
    topic, payload = bridge_devices([lamp])
    return next(iter(family.describe(Message(topic, payload, NOW), {}, Settings())))


def echoed(out: Outgoing) -> dict[str, Any]:
    body = json.loads(out.payload)
    assert isinstance(body, dict)
    return body


def by_bridge(_device: Device, out: Outgoing) -> tuple[str, Mapping[str, Any]]:
    body = echoed(out)
    mode = "color_temp" if "color_temp" in body else "xy" if "x" in body["color"] else "rgb"
    left = {"color_temp": 300} if mode != "color_temp" else {"color": {"x": 0.7, "y": 0.3}}  # the other is left from before
    return out.topic.removesuffix("/set").replace("/command", "/state"), {**left, **body, "color_mode": mode}


def by_tasmota(_device: Device, out: Outgoing) -> tuple[str, Mapping[str, Any]]:
    words = dict(part.split(" ") for part in out.payload.decode().replace("NoDelay;", "").split(";") if " " in part)
    if "HSBColor1" in words:
        return "stat/corner/RESULT", {
            "HSBColor": f"{words['HSBColor1']},{words['HSBColor2']},80", "CT": 250, "Channel": [80, 1, 1, 0, 0],
        }  # fmt: skip
    return "stat/corner/RESULT", {"HSBColor": "0,100,80", "CT": int(out.payload), "Channel": [0, 0, 0, 80, 10]}


def by_wled(_device: Device, out: Outgoing) -> tuple[str, str]:
    red, green, blue = echoed(out)["seg"]["col"][0]
    return "wled/aabbcc/c", f"#{red:02X}{green:02X}{blue:02X}"


def by_shelly(_device: Device, out: Outgoing) -> tuple[str, Mapping[str, Any]]:
    return "hall/status/rgbcct:0", {"output": True, "rgb": [9, 9, 9], "ct": 3000, **echoed(out)["params"]}


def by_gen1(_device: Device, out: Outgoing) -> tuple[str, Mapping[str, Any]]:
    return "shellies/bulb/color/0/status", {"ison": True, "temp": 3000, **echoed(out)}


def by_homie(_device: Device, out: Outgoing) -> tuple[str, str]:
    return out.topic.removesuffix("/set"), out.payload.decode()


def by_zwave(_device: Device, out: Outgoing) -> tuple[str, Mapping[str, Any]]:
    return out.topic.replace("targetColor/set", "currentColor"), {"time": 1, **echoed(out)}


def by_templates(_device: Device, out: Outgoing) -> tuple[str, Mapping[str, Any]]:
    return "strip", {"state": "on", "brightness": 90, **echoed(out)}


def homie_4(tint: str) -> Callable[[Family], Device]:
    properties = {
        "power": {"datatype": "boolean"},
        "dim": {"datatype": "integer", "unit": "%", "name": "Brightness"},
        "white": {"datatype": "integer", "unit": "K", "format": "2700:6500", "name": "Colour temperature"},
        "rgb": {"datatype": "color", "format": tint},
    }
    attributes = {f"lamp/{key}/$settable": "true" for key in properties}
    attributes |= {f"lamp/{key}/${name}": value for key, told in properties.items() for name, value in told.items()}
    return told_of(*((f"homie/strip/{path}", text) for path, text in {"$homie": "4.0.0", **attributes}.items()))


def zwave(*channels: str) -> Callable[[Family], Device]:
    lamp = "zwave/hall/bulb"
    colours = {"time": 1, "value": dict.fromkeys(channels, 0)}
    return told_of((f"{lamp}/38/0/currentValue", {"time": 1, "value": 60}), (f"{lamp}/51/0/currentColor", colours))


TASMOTA = {
    "ip": "192.0.2.3", "dn": "Corner", "fn": ["Corner"], "hn": "corner", "mac": "AABBCCDDEEFF", "md": "Bulb", "ty": 0, "if": 0,
    "ofln": "Offline", "onln": "Online", "state": ["OFF", "ON", "TOGGLE", "HOLD"], "sw": "14", "t": "corner",
    "ft": "%prefix%/%topic%/", "tp": ["cmnd", "stat", "tele"], "rl": [2], "swc": [-1], "swn": [None], "btn": [0],
    "so": {"4": 0, "11": 0, "13": 0, "17": 0, "20": 0, "30": 0, "68": 0, "73": 0, "82": 0, "114": 0, "117": 0}, "lk": 1,
    "lt_st": 5, "sho": [0, 0, 0, 0], "ver": 1,
}  # fmt: skip
JSON_LIGHT = {"schema": "json", "command_topic": "l/set", "state_topic": "l", "name": "l", "unique_id": "u"}
TEMPLATE_LIGHT = {
    "schema": "template", "command_topic": "strip/set", "state_topic": "strip", "name": "strip", "unique_id": "strip",
    "state_template": "{{ value_json.state }}", "brightness_template": "{{ value_json.brightness }}",
    "color_temp_template": "{% if value_json.ct is defined %}{{ value_json.ct }}{% endif %}",
    "red_template": "{% if value_json.color is defined %}{{ value_json.color[0] }}{% endif %}",
    "green_template": "{% if value_json.color is defined %}{{ value_json.color[1] }}{% endif %}",
    "blue_template": "{% if value_json.color is defined %}{{ value_json.color[2] }}{% endif %}",
    "command_off_template": '{"state": "off"}',
    "command_on_template": (
        '{"state": "on"{% if color_temp is defined %}, "ct": {{ color_temp }}{% endif %}'
        '{% if red is defined and green is defined and blue is defined %}, "color": [{{ red }}, {{ green }}, {{ blue }}]'
        ', "huesat": [{{ hue }}, {{ sat }}]{% endif %}}'
    ),
}  # fmt: skip
QUANTITIES: dict[str, Any] = {"colour": {"key": "c", "unit": "xy"}, "colour_temperature": {"key": "ct", "unit": "K"}}
LAMPS = [
    Lamp("zigbee2mqtt", zigbee, by_bridge, True),
    Lamp(
        "home_assistant_mqtt",
        announced("homeassistant/light/l/config", JSON_LIGHT | {"supported_color_modes": ["color_temp", "rgb"]}),
        by_bridge,
        True,
    ),
    Lamp("esphome", listed("room/light/lamp", kelvin=[2700, 6500], colours=True), by_bridge, True),
    Lamp("home_assistant_mqtt", announced("homeassistant/light/strip/config", TEMPLATE_LIGHT), by_templates, True),
    Lamp("homie", homie_4("rgb"), by_homie, True),
    Lamp("homie", homie_4("hsv"), by_homie, True),
    Lamp("homie", announced("homie/5/light-1/$description", {"homie": "5.0", "version": 1, "nodes": LIGHTS}), by_homie, True),
    Lamp("zwavejs", zwave("warmWhite", "coldWhite", "red", "green", "blue"), by_zwave, True),
    Lamp("zwavejs", zwave("warmWhite", "red", "green", "blue"), by_zwave, False),
    Lamp("zwavejs", zwave("red", "green", "blue"), by_zwave, False),
    Lamp("tasmota", announced("tasmota/discovery/AABBCCDDEEFF/config", TASMOTA), by_tasmota, True),
    Lamp("wled", listed("wled/aabbcc"), by_wled, False),
    Lamp("shelly", listed("hall", component="rgbcct:0"), by_shelly, True),
    Lamp(
        "topic",
        listed("lamp", state="home/lamp", command="home/lamp/set", quantities=QUANTITIES),
        lambda _device, out: ("home/lamp", echoed(out)),
        True,
    ),
]
FAMILIES: Mapping[str, Family] = {family.key: family for family in families()}


def told(lamp: Lamp, device: Device, values: Mapping[str, Value]) -> dict[str, Value]:
    """What is heard after a command."""
    [out] = FAMILIES[lamp.family].say(device, Command(device.id, values))
    topic, body = lamp.answer(device, out)
    payload = body if isinstance(body, str) else json.dumps(body)
    events = FAMILIES[lamp.family].hear(device, Message(topic, payload.encode(), NOW))
    return {event.trait: event.value for event in events if isinstance(event, Reported)}


@pytest.mark.parametrize("lamp", LAMPS, ids=lambda lamp: lamp.family)
def test_a_colour_told_is_the_colour_heard_and_no_warmth_beside_it(lamp: Lamp) -> None:
    device = lamp.make(FAMILIES[lamp.family])
    for colour in COLOURS:
        heard = told(lamp, device, {"colour": colour})
        assert device.traits["colour"].same(heard["colour"], colour), (colour, heard)
        assert "colour_temperature" not in heard


@pytest.mark.parametrize("lamp", [lamp for lamp in LAMPS if lamp.has_white], ids=lambda lamp: lamp.family)
def test_white_is_told_by_its_warmth_and_heard_as_no_colour(lamp: Lamp) -> None:
    device = lamp.make(FAMILIES[lamp.family])
    warmth = device.traits["colour_temperature"]
    asked: list[tuple[dict[str, Value], float]] = [
        ({"colour": WHITE, "colour_temperature": 4000.0}, 4000.0), ({"colour": WHITE}, 2700.0),
    ]  # fmt: skip
    for values, kelvin in asked:
        heard = told(lamp, device, values)
        assert heard["colour"] == WHITE
        assert warmth.same(heard["colour_temperature"], kelvin)


@pytest.mark.parametrize("lamp", [lamp for lamp in LAMPS if not lamp.has_white], ids=lambda lamp: lamp.family)
def test_a_lamp_without_warmth_is_white_all_the_same(lamp: Lamp) -> None:
    assert told(lamp, lamp.make(FAMILIES[lamp.family]), {"colour": WHITE})["colour"] == WHITE
