"""How one quantity of a configured topic stands on the wire, and back: JSON or text ↔ the inside units. Pure.

There is no vendor's specification here: the resident's own block in the configuration is the specification.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ...colour import WHITE, read_colour
from ...colour_forms import as_numbers, colour_in, colour_of
from ...errors import BadPayload
from ...message import Message
from ...on_off import UNKNOWN, is_on
from ...payload import decode_json, decode_text, number, numbers
from ...units import into
from ...vocabulary import OTHER_MUSIC, QUANTITIES, SILENCE, Trait, Value

SPANS = frozenset({"brightness", "volume", "position", "fan_speed"})  # inside 0..1, on the wire low..high
SWITCHES = frozenset({"power", "occupancy", "opening"})
HEX = "hex"
FORMS = (HEX, "rgb", "hs", "xy")  # a colour: #ff7f00, and as numbers, under their letters where it has a key
NAMES = frozenset({"music", "hvac_mode", "action", "activity"})

_QUIET = frozenset({"silence", "silent", "stop", "stopped", "pause", "paused", "off", "idle", "standby", "none", "false", ""})
# Of a player, what names nothing that plays: it plays, or cannot be reached, or it is not known.
_UNNAMED = frozenset({"play", "playing", "on", "buffering", "unknown", "unavailable", "null", "true"})
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


def told_in(told: Sequence[tuple[Trait, Wire]], message: Message) -> list[tuple[Trait, Value]]:
    document = document_in(told, message)
    if any(wire.quantity == "colour" for _, wire in told):
        return _white_or_coloured(told, document, message)
    found = ((trait, read(wire, raw_in(wire, document, message), message)) for trait, wire in told)
    return [(trait, value) for trait, value in found if value is not None]


def _white_or_coloured(told: Sequence[tuple[Trait, Wire]], document: Any, message: Message) -> list[tuple[Trait, Value]]:
    """Of a lamp that tells its warmth beside a colour only the colour shines; beside none it is white."""
    found = {trait.name: (trait, read(wire, raw_in(wire, document, message), message)) for trait, wire in told}
    for trait in [trait for trait, wire in told if wire.quantity == "colour"]:
        warmth, colour = found.get(f"colour_temperature{trait.endpoint}"), found[trait.name][1]
        if warmth is not None and colour not in (None, WHITE):
            del found[warmth[0].name]
        elif warmth is not None and warmth[1] is not None:
            found[trait.name] = trait, WHITE
    return [(trait, value) for trait, value in found.values() if value is not None]


def document_in(told: Sequence[tuple[Trait, Wire]], message: Message) -> Any:
    """The payload as JSON where a key looks into it. Raises BadPayload."""
    if not any(wire.key for _, wire in told):
        return None
    document = decode_json(message)
    if not isinstance(document, dict | list):
        raise BadPayload(message.topic, message.payload, "not a JSON object, and the configuration names a key in it")
    return document


def raw_in(wire: Wire, document: Any, message: Message) -> Any:
    if wire.key:
        return found_at(document, wire.key)
    text = decode_text(message)
    if text.startswith(("{", "[")):
        raise BadPayload(message.topic, message.payload, "JSON with several values, and the configuration names no key in it")
    if len(text) > 1 and text[0] == text[-1] == '"':
        return decode_json(message)
    return None if text == "null" else text


def within(trait: Trait, value: float, message: Message) -> float:
    """Held to the range where it is only just outside, by rounding or a device's odd end. Raises BadPayload beyond."""
    known = QUANTITIES.get(trait.quantity)
    low = trait.low if trait.low is not None or known is None else known.low
    high = trait.high if trait.high is not None or known is None else known.high
    slack = 0.0 if trait.low is None or trait.high is None else max(trait.step or 0.0, 0.05 * (trait.high - trait.low))
    if (low is not None and value < low - slack) or (high is not None and value > high + slack):
        raise BadPayload(message.topic, message.payload, f"{trait.name} {value:g} outside {low}..{high}")
    held = value if low is None else max(low, value)
    return held if high is None else min(high, held)


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
    if raw is None or (wire.quantity not in NAMES and not wire.values and isinstance(raw, str) and plain(raw) in UNKNOWN):
        return None
    name = ".".join(wire.key) or wire.quantity
    if wire.quantity == "colour":
        return _colour(wire, raw)
    if wire.quantity in SWITCHES:
        return _switch(wire, raw, message, name)
    if wire.quantity in NAMES:
        return _name(wire, raw, message, name)
    return _span(wire, raw, message, name) if wire.quantity in SPANS else _amount(wire, raw, message, name)


def written(wire: Wire, value: Value) -> Any:
    """An inside value, already within its trait's range, as JSON on the wire."""
    if wire.quantity == "colour":
        return _as_form(wire, str(value))
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
        found = into(value, _inside(wire), wire.unit)
    return round(found) if wire.whole else round(found, 4)


def _colour(wire: Wire, raw: Any) -> str | None:
    """In whatever form it comes; None of what is no colour, or of darkness."""
    if isinstance(raw, str) and "," in raw:
        return colour_of(raw.split(","), "rgb" if wire.unit == HEX else wire.unit)
    if isinstance(raw, list):
        return colour_of(raw, "rgb" if wire.unit == HEX else wire.unit)
    return read_colour(raw) if isinstance(raw, str) and read_colour(raw) else colour_in(raw, prefer_hs=wire.unit == "hs")


def _as_form(wire: Wire, colour: str) -> Any:
    if wire.unit == HEX:
        return colour if colour != WHITE else "#ffffff"
    numbers_ = as_numbers(colour, wire.unit)
    return dict(zip(wire.unit, numbers_, strict=True)) if wire.key else ",".join(f"{number_:g}" for number_ in numbers_)


def as_payload(value: Any) -> bytes:
    """A bare value: text as it stands, everything else as JSON."""
    return value.encode() if isinstance(value, str) else json.dumps(value).encode()


def inward(wire: Wire, value: float) -> float | None:
    """A number on the wire in the quantity's unit; None where there is none (0 mired)."""
    try:
        return into(value, wire.unit, _inside(wire))
    except ValueError:
        return None


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


def _inside(wire: Wire) -> str:
    return QUANTITIES[wire.quantity].unit if wire.quantity in QUANTITIES else wire.unit


def _span(wire: Wire, raw: Any, message: Message, name: str) -> float:
    """A bare number counts from low to high; one in percent means a share of the highest, however the device counts."""
    low, high = ends(wire)
    told = numbers(message, name, raw, full=max(low, high))
    inside = next((found for one in told if -_EDGE <= (found := (one - low) / (high - low)) <= 1.0 + _EDGE), None)
    if inside is None:
        raise BadPayload(message.topic, message.payload, f"{name} {told[0]:g} outside {low:g}..{high:g}")
    return round(min(1.0, max(0.0, inside)), 6)


def _amount(wire: Wire, raw: Any, message: Message, name: str) -> float:
    """The likeliest reading that such a thing can have at all; what a device of this range can have is asked later."""
    unit, sane = _inside(wire), QUANTITIES.get(wire.quantity)
    low, high = (None, None) if sane is None else (sane.low, sane.high)
    return round(number(message, name, raw, low, high, unit=unit, bare=wire.unit), 4)


def _switch(wire: Wire, raw: Any, message: Message, name: str) -> bool | None:
    if isinstance(raw, bool | int | float | str):
        said = plain(raw)
        for inside, outside in wire.values.items():
            if plain(outside) == said:
                return bool(inside)
        found = None if wire.values else is_on(raw)
        if found is not None:
            return found
        if said in UNKNOWN:
            return None
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
        if said in _QUIET:
            return SILENCE
        return None if said in _UNNAMED else OTHER_MUSIC
    if wire.choices or wire.values:
        raise BadPayload(message.topic, message.payload, f"{name} is none of its values")
    text = str(raw).strip()
    if not text or len(text) > _NAME_CAP or not text.isprintable():  # a lone surrogate is not printable either
        raise BadPayload(message.topic, message.payload, f"{name} is empty, over {_NAME_CAP} characters or not readable")
    return text
