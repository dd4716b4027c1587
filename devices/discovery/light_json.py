"""``light`` with ``schema: json``: one object each way. Zigbee2MQTT, ESPHome, Z-Wave and most others announce these.

Source: https://www.home-assistant.io/integrations/light.mqtt/#json-schema
"""

import json
from collections.abc import Mapping
from typing import Any

from ..colour_forms import PLAIN_WHITE_K, as_numbers
from ..command import Command
from ..errors import BadPayload
from ..message import Message, Outgoing
from ..payload import decode_json, decode_object, decode_text, fade
from ..vocabulary import WHITE, Device, Role, Trait, Value
from .lamps import brightness, colour_temperature, power
from .payload import STATE_CAP, AnnouncedEntity
from .ports import TINTS, Form, Port, native, read
from .transition import transition
from .wire import JsonLamp, Made, Unusable, command_topic, state_topic

_KEYS = {"power": "state", "brightness": "brightness", "colour_temperature": "color_temp", "colour": "color"}
_PARTS = {"xy": "xy", "hs": "hs", "rgb": "rgb", "rgbw": "rgbw", "rgbww": "rgbcw"}
# Keys that move a lamp without naming where to.
_MOVES = {"color": ("colour_temperature", "colour"), "effect": tuple(_KEYS), "flash": ("power", "brightness")}
_WHITE_MODES = frozenset({"color_temp", "cwww", "rgbct"})  # the last two are ESPHome's
_FLAGS = ("xy", "hs", "rgb")  # of announcements before 2021.4


def made(entity: AnnouncedEntity) -> Made:
    """Raises Unusable."""
    lamp = JsonLamp(state_topic(entity), command_topic(entity))
    settable = bool(lamp.command_topic)
    if not settable and not lamp.state_topic:
        raise Unusable("a light without a command_topic")
    modes = frozenset(entity.words("supported_color_modes"))
    # ON and OFF are fixed in this schema.
    traits: list[Trait] = [power(Port(Form.WORDS, on="ON", off="OFF", say_on="ON", say_off="OFF"), settable)]
    if entity.is_true("brightness") or modes - {"onoff"}:
        traits.append(brightness(entity, settable))
    if modes & {"color_temp", "rgbct"} or entity.is_true("color_temp"):  # the flag: bridges before 2025
        traits.append(colour_temperature(entity, settable))
    tint = next((form for form in TINTS if form in modes or (form in _FLAGS and entity.is_true(form))), None)
    if tint is not None:
        traits.append(Trait("colour", "colour", settable, wire=Port(Form.COLOUR, tint=tint)))
    return Made(Role.LIGHT, tuple(traits), lamp=lamp)


def heard(device: Device, message: Message) -> dict[str, Value]:
    """Values by trait. Raises BadPayload."""
    return _values(device, message, decode_object(message, STATE_CAP), told=False)


def ordered(device: Device, message: Message) -> dict[str, Value | None]:
    """What somebody told the lamp, in JSON or by a bare word. Raises BadPayload."""
    text = decode_text(message, STATE_CAP)
    asked = decode_json(message, STATE_CAP) if text.startswith("{") else {"state": text}
    found: dict[str, Value | None] = {}
    for name, trait in device.traits.items():
        raw = asked.get(_KEYS.get(name, name)) if isinstance(asked, dict) else None
        if raw is not None and trait.settable:
            try:
                found[name] = read(message, trait, raw, told=True)
            except BadPayload:
                found[name] = None  # TOGGLE, or something the bridge will refuse or clamp in its own way
    if found.get("brightness") and "power" not in found:
        found["power"] = True
    if found.get("colour_temperature") is not None and "colour" in device.traits:
        found.setdefault("colour", WHITE)
    for key, moved in _MOVES.items():
        if isinstance(asked, dict) and asked.get(key) is not None:
            found |= {name: None for name in moved if name in device.traits and name not in found}
    return found


def fade_asked(message: Message) -> float:
    """Seconds. Raises BadPayload."""
    text = decode_text(message, STATE_CAP)
    asked = decode_json(message, STATE_CAP) if text.startswith("{") else None
    return fade(asked.get("transition")) if isinstance(asked, dict) else 0.0


def said(device: Device, lamp: JsonLamp, command: Command) -> tuple[Outgoing, ...]:
    """One object; every command that is not off carries ON. Raises BadCommand."""
    payload: dict[str, Any] = {}
    for name, value in command.values.items():
        if name == "colour":
            payload |= _coloured(device, command)
        else:
            payload[_KEYS[name]] = native(device.id, device.traits[name], value)
    is_off = command.values.get("power") is False
    if "power" not in command.values and payload.get("brightness") == 0:
        is_off = True  # no light at all is off
    if is_off:
        payload = {"state": "OFF"}  # a level beside OFF would wake the lamp again
    else:
        payload = {"state": "ON", **{k: v for k, v in payload.items() if k != "state"}}
        if payload.get("brightness") == 0:
            payload["brightness"] = 1
    fade = transition(command)
    if fade is not None:
        payload["transition"] = fade
    return (Outgoing(lamp.command_topic, json.dumps(payload).encode()),)


def _coloured(device: Device, command: Command) -> dict[str, Any]:
    """The colour, or white by its warmth where the lamp has any."""
    colour, warmth = str(command.values["colour"]), device.traits.get("colour_temperature")
    if colour == WHITE and warmth is not None and warmth.settable:
        value = command.values.get(warmth.name, PLAIN_WHITE_K)
        return {_KEYS[warmth.name]: native(device.id, warmth, value)}
    tint = device.traits["colour"].wire.tint
    return {"color": dict(zip(_PARTS[tint], as_numbers(colour, tint), strict=True))}


def _values(device: Device, message: Message, state: Mapping[str, Any], told: bool) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for name, trait in device.traits.items():
        raw = state.get(_KEYS.get(name, name))
        if raw is None:
            continue  # null: not known
        if name == "power" and not isinstance(raw, str | bool | int):
            raise BadPayload(message.topic, message.payload, "state is not a word")
        value = read(message, trait, raw, told)
        if value is not None:
            found[name] = value
    mode = state.get("color_mode")
    if isinstance(mode, str) and mode not in _WHITE_MODES:
        found.pop("colour_temperature", None)  # derived from the colour, or left from before
    if "colour" in device.traits:
        if mode in ("color_temp", "cwww", "white") or (mode == "rgbct" and "colour" not in found):
            found["colour"] = WHITE
        elif mode == "rgbct" or (mode is None and "colour_temperature" in device.traits):
            found.pop("colour", None)  # of both at once, or of one nobody knows which
    return found
