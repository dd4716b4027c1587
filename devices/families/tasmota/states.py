"""What a Tasmota says, as events: telemetry, answers to commands and to its own buttons, bare words.

Source: https://tasmota.github.io/docs/MQTT/
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ...colour_forms import colour_of
from ...errors import BadPayload
from ...event import Event, Kept, Pressed, Reachable, Reported
from ...message import Message
from ...payload import decode_object, decode_text, number
from ...units import CELSIUS, FAHRENHEIT, MIRED, PERCENT
from ...vocabulary import QUANTITIES, WHITE, Device, Trait, Value
from .orders import orders
from .wire import COLDEST, MEASURED, SPEEDS, WARMEST, Form, Place, Wire, wire_of

_NO_NUMBER = re.compile(r"(:\s*)-?(?:nan|inf)\b", re.IGNORECASE)
_MEASURES = frozenset({"SENSOR", "STATUS8", "STATUS10"})
_INPUT = re.compile(r"(?:Button|Switch)\d{1,2}")
_TRUE = frozenset({"on", "true", "1", "yes"})
_FALSE = frozenset({"off", "false", "0", "no"})
_LONGEST_ACTION = 40


def heard(device: Device, message: Message) -> tuple[Event, ...]:
    """The events of one message on a topic of this device. Raises BadPayload."""
    place = device.wire
    if device.refused or not isinstance(place, Place):
        return ()
    if message.topic == f"{place.tele}LWT":
        return _reachable(device, place, message)
    for start, name in ((place.tele, "tele"), (place.stat, "stat")):
        rest = message.topic.removeprefix(start)
        if rest != message.topic and "/" not in rest and _is_said(device, rest):
            return _said(device, place, message, name, rest)
    for start in (place.cmnd, place.group):
        rest = message.topic.removeprefix(start)
        if rest != message.topic and "/" not in rest:
            return orders(device, place, message, rest)
    return ()


def _is_said(device: Device, rest: str) -> bool:
    if rest in ("STATE", "SENSOR", "RESULT", "STATUS8", "STATUS10", "STATUS11"):
        return True
    return any(rest in (w.command.upper(), *(k.upper() for k in w.keys)) for w in map(wire_of, device.traits.values()))


def _said(device: Device, place: Place, message: Message, prefix: str, rest: str) -> tuple[Event, ...]:
    text = decode_text(message)
    if not text:
        return ()  # a retained word was cleared
    if not text.startswith("{") and rest.startswith("POWER"):
        return _told(device, place, message, {rest: text}, message.retain)
    if not text.startswith("{") and rest.startswith("SHUTTER"):
        return _told(device, place, message, {rest.capitalize(): {"Position": text}}, message.retain)
    document, is_mended = _document(message, rest, text)
    asked = rest.startswith("STATUS")
    for inside in ("StatusSTS", "StatusSNS") if asked else ():
        if isinstance(document.get(inside), Mapping):
            document = document[inside]
            break
    # What happens is told in RESULT. STATE tells by the clock how things are, and one that was under way when a command came
    # still tells how they were: it sets the state and is nobody's hand. So are answers to a question.
    is_state = message.retain or asked or (prefix, rest) == ("tele", "STATE")
    told = _told(device, place, message, document, is_state)
    if is_mended and not told:
        raise BadPayload(message.topic, message.payload, "not JSON, and nothing else in it")
    return told


def _document(message: Message, rest: str, text: str) -> tuple[Mapping[str, Any], bool]:
    """The JSON, and whether it had to be mended: a sensor that has failed writes nan, which is none. Raises BadPayload."""
    try:
        return decode_object(message), False
    except BadPayload:
        if rest not in _MEASURES or not _NO_NUMBER.search(text):
            raise
    return decode_object(replace(message, payload=_NO_NUMBER.sub(r"\1null", text).encode())), True


def _told(device: Device, place: Place, message: Message, document: Mapping[str, Any], snapshot: bool) -> tuple[Event, ...]:
    """All is read before anything is told: one impossible value makes the message suspect.

    Not so what one of several sensors measures: one whose wire is broken tells -127 °C, and says nothing of the others.
    """
    values: dict[str, Value] = {}
    broken: BadPayload | None = None
    for name, trait in device.traits.items():
        if trait.quantity == "colour":
            if (colour := _colour(wire_of(trait), document)) is not None:
                values[name] = colour
            continue
        raw = _raw(wire_of(trait), document)
        try:
            found = None if raw is None else _read(place, message, trait, raw, document.get("TempUnit"))
        except BadPayload as error:
            if wire_of(trait).form not in MEASURED:
                raise
            broken = error
            continue
        if found is not None:
            values[name] = found
    if broken is not None and not values:
        raise broken
    followed = {key for trait in device.traits.values() if wire_of(trait).form is Form.SWITCH for key in wire_of(trait).keys}
    pressed = [] if snapshot else _presses(device, message, document, followed)
    return (
        *pressed,
        *(
            Kept(device.id, name, value, message.when)
            if _is_kept(device.traits[name], values)
            else Reported(device.id, name, value, message.when, snapshot)
            for name, value in values.items()
            if not _is_shadow(device.traits[name], document)
        ),
    )


def _raw(wire: Wire, document: Mapping[str, Any]) -> Any:
    if wire.form in MEASURED:
        chip = document.get(wire.keys[0])
        return chip.get(wire.keys[1]) if isinstance(chip, Mapping) else None
    return next((document[key] for key in wire.keys if document.get(key) is not None), None)


def _read(place: Place, message: Message, trait: Trait, raw: object, unit: object) -> Value | None:
    """The value in the quantity's unit; None where it tells nothing of it. Raises BadPayload."""
    wire = wire_of(trait)
    key = wire.keys[-1]
    match wire.form:
        case Form.POWER:
            return _word(place, message, key, raw)
        case Form.PERCENT:
            return number(message, key, raw, 0, 100, unit=PERCENT) / 100
        case Form.MIRED:
            return trait.nearest(1e6 / number(message, key, raw, COLDEST, WARMEST, unit=MIRED))
        case Form.SPEED:
            return number(message, key, raw, 0, SPEEDS) / SPEEDS
        case Form.SHUTTER:
            if not isinstance(raw, Mapping) or raw.get("Position") is None:
                return None
            return number(message, key, raw["Position"], 0, 100, unit=PERCENT) / 100
        case Form.TEMPERATURE:
            if unit is not None and unit not in ("C", "F"):
                raise BadPayload(message.topic, message.payload, "TempUnit is neither C nor F")
            sane = QUANTITIES["temperature"]
            bare = FAHRENHEIT if unit == "F" else CELSIUS
            return number(message, key, raw, sane.low, sane.high, unit=CELSIUS, bare=bare)
        case Form.PLAIN:
            sane = QUANTITIES[trait.quantity]
            return number(message, key, raw, sane.low, sane.high, unit=sane.unit)
        case Form.SWITCH:
            word = raw.get("Action") if isinstance(raw, Mapping) else raw
            if isinstance(word, str) and word.casefold() not in {place.on.casefold(), place.off.casefold()}:
                return None  # TOGGLE, HOLD, POWER_INCREMENT: presses, which an input that follows may tell as well
            return None if word is None else _word(place, message, key, word)
        case Form.PRESENCE:
            return _word(place, message, key, raw)
    return None


def _colour(wire: Wire, document: Mapping[str, Any]) -> str | None:
    """Of ``HSBColor``; white while only the white channels shine. None where that is not told, or all is dark."""
    channels, told = document.get("Channel"), document.get("HSBColor")
    if wire.is_of_colours and isinstance(channels, list) and len(channels) >= 4 and not _shines(channels[:3]):
        return WHITE if _shines(channels[3:5]) else None
    return colour_of(told.split(",")[:2], "hs") if isinstance(told, str) else None


def _word(place: Place, message: Message, key: str, raw: object) -> bool:
    """The device's own words first: where they were renamed, "1" may be anything."""
    word = str(raw).strip().casefold() if isinstance(raw, str | bool | int) else ""
    if word in (place.on.casefold(), place.off.casefold()):
        return word == place.on.casefold()
    if word in _TRUE or word in _FALSE:
        return word in _TRUE
    raise BadPayload(message.topic, message.payload, f"{key} is neither on nor off")


def _is_kept(trait: Trait, values: Mapping[str, Value]) -> bool:
    """The last level is told while the lamp is off; OFF wins."""
    return trait.quantity == "brightness" and values.get(f"power{trait.endpoint}") is False


def _is_shadow(trait: Trait, document: Mapping[str, Any]) -> bool:
    """A value that is in the message and not in the world."""
    wire = wire_of(trait)
    if wire.form is Form.MIRED and wire.is_of_colours:
        channels = document.get("Channel")
        if isinstance(channels, list) and len(channels) >= 5:
            # The white channels are dark while it shows a colour: the colour temperature is left from before.
            return _shines(channels[:3]) and not _shines(channels[3:5])
    return False


def _shines(channels: list[Any]) -> bool:
    return any(isinstance(c, int | float) and not isinstance(c, bool) and c > 0 for c in channels)


def _presses(device: Device, message: Message, document: Mapping[str, Any], followed: set[str]) -> list[Pressed]:
    """``{"Button1": {"Action": "SINGLE"}}`` becomes button1_single."""
    found = []
    for key, value in document.items():
        if not _INPUT.fullmatch(key) or not isinstance(value, Mapping) or key in followed:
            continue
        action = value.get("Action")
        if not isinstance(action, str) or not action.isprintable() or not 0 < len(action) <= _LONGEST_ACTION:
            raise BadPayload(message.topic, message.payload, f"{key} without an action that can be read")
        found.append(Pressed(device.id, f"{key}_{action}".lower(), message.when))
    return found


def _reachable(device: Device, place: Place, message: Message) -> tuple[Event, ...]:
    word = decode_text(message)
    if not word:
        return ()
    if word not in (place.online, place.offline):
        raise BadPayload(message.topic, message.payload, "neither of its words for online and offline")
    return (Reachable(device.id, word == place.online, message.when, message.retain, is_birth=True),)
