"""How one quantity of a configured topic stands on the wire, and back: JSON or text ↔ the inside units. Pure.

There is no vendor's specification here: the resident's own block in the configuration is the specification.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ...errors import BadPayload
from ...message import Message
from ...payload import number
from ...vocabulary import SILENCE, Value

SPANS = frozenset({"brightness", "volume", "position", "fan_speed"})  # inside 0..1, on the wire low..high
SWITCHES = frozenset({"power", "occupancy"})
NAMES = frozenset({"music", "hvac_mode", "action", "activity"})

_ON = frozenset({"on", "true", "1", "yes", "online", "detected", "occupied"})
_OFF = frozenset({"off", "false", "0", "no", "offline", "clear", "cleared", "vacant", "not_detected"})
_QUIET = frozenset({"silence", "silent", "stop", "stopped", "off", "idle", "none", ""})
_NAME_CAP = 100  # characters
_EDGE = 0.02  # of the span: what rounding may put past its ends


@dataclass(frozen=True, slots=True)
class Wire:
    """Where a quantity stands and how it is written.

    key: path into a JSON object; empty: the whole payload is the value. low, high: the wire's numbers at either end, as the
    configuration gives them (high may be the lower one: a blind that counts the other way). whole: integers only.
    values: inside name or bool → what is written for it. state, command: topics, empty where there is none.
    """

    quantity: str
    key: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    unit: str = ""
    whole: bool = False
    values: Mapping[Value, Any] = field(default_factory=dict)
    choices: tuple[str, ...] = ()
    state: str = ""
    command: str = ""


def found_at(document: Any, path: Sequence[str]) -> Any:
    """What stands under the path, None where nothing does. A key with dots in it is tried as it is first."""
    if isinstance(document, dict) and (dotted := ".".join(path)) in document:
        return document[dotted]
    for step in path:
        if isinstance(document, dict):
            document = document.get(step)
        elif isinstance(document, list) and step.isascii() and step.isdigit() and len(step) < 4:
            document = document[int(step)] if int(step) < len(document) else None
        else:
            return None
    return document


def read(wire: Wire, raw: Any, message: Message) -> Value | None:
    """The inside value of what stands on the wire; None where it says nothing. Raises BadPayload."""
    if raw is None:
        return None
    name = ".".join(wire.key) or wire.quantity
    if wire.quantity in SWITCHES:
        return _switch(wire, raw, message, name)
    if wire.quantity in NAMES:
        return _name(wire, raw, message, name)
    found = number(message, name, raw)
    if wire.quantity in SPANS:
        return _span(wire, found, message, name)
    inside = inward(wire.quantity, wire.unit, found)
    if inside is None or not math.isfinite(inside):
        raise BadPayload(message.topic, message.payload, f"{name} {found:g} {wire.unit} makes no sense")
    return round(inside, 4)


def written(wire: Wire, value: Value) -> Any:
    """An inside value, already within its trait's range, as JSON on the wire."""
    if isinstance(value, bool | str):
        if value in wire.values:
            return wire.values[value]
        if isinstance(value, bool) and not wire.key:
            return "ON" if value else "OFF"
        return value
    if wire.quantity in SPANS:
        low, high = ends(wire)
        found = low + value * (high - low)
    else:
        found = outward(wire.quantity, wire.unit, value)
    return round(found) if wire.whole else round(found, 4)


def as_payload(value: Any) -> bytes:
    """A bare value: text as it stands, everything else as JSON."""
    return value.encode() if isinstance(value, str) else json.dumps(value).encode()


def inward(quantity: str, unit: str, value: float) -> float | None:
    """A measured number in the inside unit; None where there is none (0 mired)."""
    if quantity == "colour_temperature" and unit == "mired":
        return 1e6 / value if value > 1.0 else None
    if unit == "°F":
        return (value - 32.0) / 1.8
    return value - 273.15 if unit == "K" and quantity != "colour_temperature" else value


def outward(quantity: str, unit: str, value: float) -> float:
    """The inverse of ``inward``."""
    if quantity == "colour_temperature" and unit == "mired":
        return 1e6 / value
    if unit == "°F":
        return value * 1.8 + 32.0
    return value + 273.15 if unit == "K" and quantity != "colour_temperature" else value


def ends(wire: Wire) -> tuple[float, float]:
    """The wire's numbers for inside 0 and 1."""
    return (0.0 if wire.low is None else wire.low), (100.0 if wire.high is None else wire.high)


def plain(value: Any) -> str:
    """A scalar so that 1, 1.0, "1" and true, "TRUE" compare as people mean them."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    text = str(value).strip().casefold()
    return text.removesuffix(".0") if text.removesuffix(".0").removeprefix("-").isdigit() else text


def _span(wire: Wire, found: float, message: Message, name: str) -> float:
    low, high = ends(wire)
    inside = (found - low) / (high - low)
    if not -_EDGE <= inside <= 1.0 + _EDGE:
        raise BadPayload(message.topic, message.payload, f"{name} {found:g} outside {low:g}..{high:g}")
    return round(min(1.0, max(0.0, inside)), 6)


def _switch(wire: Wire, raw: Any, message: Message, name: str) -> bool:
    if isinstance(raw, bool | int | float | str):
        said = plain(raw)
        for inside, outside in wire.values.items():
            if plain(outside) == said:
                return bool(inside)
        if not wire.values and said in _ON | _OFF:
            return said in _ON
    raise BadPayload(message.topic, message.payload, f"{name} is neither on nor off")


def _name(wire: Wire, raw: Any, message: Message, name: str) -> str | None:
    if not isinstance(raw, bool | int | float | str):
        raise BadPayload(message.topic, message.payload, f"{name} is not a name")
    said = plain(raw)
    for inside, outside in wire.values.items():
        if plain(outside) == said:
            return str(inside)
    for choice in wire.choices:
        if plain(choice) == said and choice not in wire.values:
            return choice
    if wire.quantity == "music":
        # Something nobody can wish for is playing: which choice it is stays unknown.
        return SILENCE if said in _QUIET and SILENCE not in wire.values else None
    if wire.choices or wire.values:
        raise BadPayload(message.topic, message.payload, f"{name} is none of its values")
    text = str(raw).strip()
    if not text or len(text) > _NAME_CAP or not text.isprintable():  # a lone surrogate is not printable either
        raise BadPayload(message.topic, message.payload, f"{name} is empty, over {_NAME_CAP} characters or not readable")
    return text
