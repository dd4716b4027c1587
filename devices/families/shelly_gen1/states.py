"""What a Shelly of the first generation says, as events. It says it all again every half minute: repeats, not changes.

Source: https://shelly-api-docs.shelly.cloud/gen1/ (MQTT of each device).
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ...based import is_level
from ...colour_forms import colour_of
from ...errors import BadPayload
from ...event import Event, Moded, Pressed, Reachable, Reported, Returned
from ...message import Message
from ...own_will import clock, wills_in
from ...payload import decode_object, decode_text, finite, number
from ...units import CELSIUS, FAHRENHEIT, KELVIN, LUX, PERCENT
from ...vocabulary import QUANTITIES, WHITE, Device, Role, Trait, Value
from ..shelly.origin import is_boot, origin_of
from .announced import LIGHTS, Gen1Part, Place, part_of
from .orders import orders

_WORDS: Mapping[str, bool] = {"on": True, "off": False, "true": True, "false": False, "1": True, "0": False}
_ACTION = re.compile(r"[SL]{1,3}")
_LISTS: Mapping[str, frozenset[str]] = {
    "relays": frozenset({"relay"}),
    "lights": LIGHTS,
    "rollers": frozenset({"roller"}),
    "thermostats": frozenset({"thermostat"}),
}
CAP = 64 * 1024  # bytes of all it knows of itself


def heard(device: Device, message: Message) -> tuple[Event, ...]:
    """The events of one message on a topic of this device. Raises BadPayload."""
    place = device.wire
    if device.refused or not isinstance(place, Place) or not message.payload.strip():
        return ()  # a retained word was cleared
    if message.topic == place.announce:
        return _announced(device, place, message)
    rest = message.topic.removeprefix(f"{place.base}/")
    match rest.split("/"):
        case ["online"]:
            return (Reachable(device.id, _bool(message, decode_text(message)), message.when, message.retain, is_birth=True),)
        case ["info"]:
            return tuple(_informed(device, place, message))
        case ["status"]:
            parts = [part for part in place.parts if part.kind in ("thermostat", "motion")]
            document = decode_object(message) if parts else {}
            wills = _wills(device, message, document, message.retain)
            return (*wills, *_told(device, message, dict.fromkeys(parts, document), message.retain))
        case ["input_event", name]:
            return tuple(_pressed(device, message, name))
        case [kind, name, "status"] if kind in LIGHTS:
            part = Gen1Part(kind, name)
            return tuple(_told(device, message, {part: decode_object(message)}, message.retain))
        case ["roller", name, "pos"]:
            return tuple(
                _told(device, message, {Gen1Part("roller", name): {"current_pos": decode_text(message)}}, message.retain)
            )
        case [kind, name]:
            return tuple(_word(device, message, Gen1Part(kind, name)))
        case [_, _, "command" | "set"] | [_, _, "command", _]:
            return orders(device, place, message, rest)
    return ()


def _announced(device: Device, place: Place, message: Message) -> tuple[Event, ...]:
    """Each of them on connecting, and when asked."""
    told = decode_object(message)
    name = told.get("id")
    if told.get("gen") in (None, 1) and not is_level(name):
        raise BadPayload(message.topic, message.payload, "an announcement without an id")
    is_it = name == place.base.rpartition("/")[2] and not message.retain
    return (Returned(device.id, message.when),) if is_it else ()


def _word(device: Device, message: Message, part: Gen1Part) -> Iterator[Reported]:
    """``relay/0`` on: a bare word or number."""
    text = decode_text(message)
    for trait in device.traits.values():
        if part_of(trait) != part:
            continue
        match trait.quantity:
            case "power":
                tripped = part.kind == "relay" and text == "overpower"
                # It went off by itself, to protect what hangs on it: nobody's choice.
                value: Value = False if tripped else _bool(message, text)
                yield Reported(device.id, trait.name, value, message.when, message.retain, "schedule" if tripped else "")
            case "occupancy":
                yield Reported(device.id, trait.name, _bool(message, text), message.when, message.retain)
            case "temperature":
                # Of a probe it tells Celsius, of itself what it was set to.
                place = device.wire
                is_fahrenheit = isinstance(place, Place) and place.fahrenheit and part.kind == "sensor"
                value = _celsius(message, part.name, text, "F" if is_fahrenheit else "C")
                yield Reported(device.id, trait.name, value, message.when, message.retain)
            case "illuminance":
                sane = QUANTITIES["illuminance"]
                value = number(message, part.name, text, sane.low, sane.high, unit=LUX)
                yield Reported(device.id, trait.name, value, message.when, message.retain)


def _wills(device: Device, message: Message, document: Mapping[str, Any], snapshot: bool) -> Iterator[Moded]:
    """Of a valve: its schedule, a boost, an open window. ``{"target_t": {…}, "schedule": true, "window_open": false, …}``."""
    if device.role is not Role.CLIMATE:
        return
    listed = document.get("thermostats")
    valves = listed if isinstance(listed, list) else [document]
    for told in (valve for valve in valves[:1] if isinstance(valve, Mapping)):
        aim = told.get("target_t")
        inner = aim if isinstance(aim, Mapping) else {}
        yield from wills_in(device.id, {**inner, **told, **clock(told.get("schedule"))}, message.when, snapshot)


def _informed(device: Device, place: Place, message: Message) -> Iterator[Event]:
    """All it knows of itself, told on connecting and when asked: how things are, and not that something happened."""
    document = decode_object(message, CAP)
    found: dict[Gen1Part, Mapping[str, Any]] = {}
    for key, kinds in _LISTS.items():
        listed = document.get(key)
        by_channel = dict(enumerate(listed)) if isinstance(listed, list) else {}
        for part in place.parts:
            told = by_channel.get(int(part.name)) if part.kind in kinds else None
            if isinstance(told, Mapping):
                found[part] = told
    # But by what a valve goes it tells here alone, and when it has changed.
    yield from _wills(device, message, document, message.retain)
    yield from _told(device, message, found, True)


def _told(device: Device, message: Message, parts: Mapping[Gen1Part, Mapping[str, Any]], snapshot: bool) -> Iterator[Reported]:
    """All is read before anything is told: one impossible value makes the message suspect."""
    found: list[Reported] = []
    for trait in device.traits.values():
        status = parts.get(part_of(trait))
        value = None if status is None else _read(device, message, trait, status)
        if status is None or value is None:
            continue
        source = status.get("source")
        found.append(Reported(device.id, trait.name, value, message.when, snapshot or is_boot(source), origin_of(source)))
    yield from found


def _read(device: Device, message: Message, trait: Trait, status: Mapping[str, Any]) -> Value | None:
    """The value in the quantity's unit; None where it tells nothing of it. Raises BadPayload."""
    match trait.quantity:
        case "power":
            return None if status.get("ison") is None else _flag(message, "ison", status["ison"])
        case "brightness":
            # In colour its level is called gain; what stands there while it is off it will be lit with.
            key = "gain" if _is_coloured(trait, status) else "brightness"
            is_told = status.get(key) is not None and status.get("ison") is not False
            return number(message, key, status[key], 0, 100, unit=PERCENT) / 100 if is_told else None
        case "colour_temperature":
            if status.get("temp") is None or status.get("ison") is False or _is_coloured(trait, status):
                return None
            return trait.nearest(number(message, "temp", status["temp"], 1000, 20000, unit=KELVIN))
        case "colour":
            if status.get("ison") is False:
                return None
            return _colour(status) if _is_coloured(trait, status) else WHITE if status.get("mode") == "white" else None
        case "position":
            raw = status.get("current_pos")
            # -1: never calibrated.
            is_unknown = raw is None or (isinstance(raw, str | int) and not isinstance(raw, bool) and str(raw).strip() == "-1")
            return None if is_unknown else number(message, "current_pos", raw, 0, 100, unit=PERCENT) / 100
        case "setpoint":
            value = _measured(device, message, "target_t", status.get("target_t"))
            return None if value is None else trait.within(value)
        case "temperature":
            return _measured(device, message, "tmp", status.get("tmp"))
    return _seen(message, trait, status)


def _colour(status: Mapping[str, Any]) -> str | None:
    """Of red, green, blue and white beside them, 0..255."""
    colour = colour_of([status.get(key) for key in ("red", "green", "blue")], "rgb")
    return WHITE if colour is None and finite(status.get("white"), 0.0) else colour


def _is_coloured(trait: Trait, status: Mapping[str, Any]) -> bool:
    mode = status.get("mode")
    return mode == "color" if mode is not None else part_of(trait).kind == "color" and "brightness" not in status


def _seen(message: Message, trait: Trait, status: Mapping[str, Any]) -> Value | None:
    """Of a motion detector, which tells flat or below ``sensor``."""
    inner = status.get("sensor")
    if trait.quantity == "occupancy":
        raw = status.get("motion", inner.get("motion") if isinstance(inner, Mapping) else None)
        return None if raw is None else _flag(message, "motion", raw)
    lux = status.get("lux")
    raw = lux.get("value") if isinstance(lux, Mapping) else lux
    sane = QUANTITIES["illuminance"]
    return None if raw is None else number(message, "lux", raw, sane.low, sane.high, unit=LUX)


def _measured(device: Device, message: Message, key: str, raw: object) -> float | None:
    """``{"value": 21.5, "units": "C"}``."""
    if not isinstance(raw, Mapping) or raw.get("value") is None or raw.get("is_valid") is False:
        return None
    place = device.wire
    units = raw.get("units", "F" if isinstance(place, Place) and place.fahrenheit else "C")
    return _celsius(message, key, raw["value"], units)


def _celsius(message: Message, key: str, raw: object, units: object) -> float:
    """999 and the like are a broken sensor's word: they are refused."""
    if units not in ("C", "F"):
        raise BadPayload(message.topic, message.payload, f"units of {key} are neither C nor F")
    sane = QUANTITIES["temperature"]
    bare = FAHRENHEIT if units == "F" else CELSIUS
    return number(message, key, raw, sane.low, sane.high, unit=CELSIUS, bare=bare)


def _bool(message: Message, text: str) -> bool:
    if text.casefold() not in _WORDS:
        raise BadPayload(message.topic, message.payload, "neither on nor off")
    return _WORDS[text.casefold()]


def _flag(message: Message, key: str, raw: object) -> bool:
    if isinstance(raw, bool):
        return raw
    raise BadPayload(message.topic, message.payload, f"{key} is neither true nor false")


def _pressed(device: Device, message: Message, name: str) -> Iterator[Pressed]:
    """``{"event": "SS", "event_cnt": 4}`` becomes input0_SS; before the first press its event is empty."""
    document = decode_object(message)
    event = document.get("event")
    if not isinstance(event, str) or not name.isascii() or not name.isdigit() or len(name) > 1:
        raise BadPayload(message.topic, message.payload, "not an event of an input")
    if event and not _ACTION.fullmatch(event):
        raise BadPayload(message.topic, message.payload, "neither short nor long presses")
    if event and not message.retain:
        yield Pressed(device.id, f"input{name}_{event}", message.when)
