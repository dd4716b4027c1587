"""One value of one property, from the device's way of writing it to the quantity's unit and back."""

import math

from ...colour_forms import as_hue, as_xy, colour_in
from ...errors import BadPayload
from ...message import Message
from ...payload import number
from ...units import FAHRENHEIT, MIRED
from ...vocabulary import QUANTITIES, Trait, Value
from .traits import NOBODY, Form, Wire

_TRUE = frozenset({"on", "true", "yes", "1"})
_FALSE = frozenset({"off", "false", "no", "0"})
_LONGEST_ACTION = 100


def read(message: Message, trait: Trait, raw: object) -> Value | None:
    """``raw`` in the quantity's unit, within the trait's range; None when it says nothing.

    Raises BadPayload for a wrong type or a value no such device can have.
    """
    wire: Wire = trait.wire
    match wire.form:
        case Form.SCALED:
            # Old bridges tell 255 for full.
            top = 255.0 if wire.scale == 254 else wire.scale
            native = number(message, wire.property, raw, 0.0, top, full=wire.scale)
            part = min(native, wire.scale) / wire.scale
            return trait.within(1.0 - part if wire.turned else part)
        case Form.MIRED:
            return trait.within(1e6 / number(message, wire.property, raw, 50.0, 1000.0, unit=MIRED))
        case Form.XY | Form.HS:
            return colour_in(raw, prefer_hs=wire.form is Form.HS)
        case Form.PLAIN | Form.FAHRENHEIT:
            sane = QUANTITIES[trait.quantity]
            low = min((x for x in (sane.low, trait.low) if x is not None), default=None)
            high = max((x for x in (sane.high, trait.high) if x is not None), default=None)
            bare = FAHRENHEIT if wire.form is Form.FAHRENHEIT else ""
            found = number(message, wire.property, raw, low, high, unit=sane.unit, bare=bare)
            return None if trait.is_none(found) else trait.within(found)
        case Form.BINARY:
            return _binary(message, wire, raw)
        case Form.CHOICE:
            # A mode the announcement does not list says nothing.
            return mode if (mode := _text(message, wire.property, raw)) in trait.choices else None
        case Form.STATE:
            word = _text(message, wire.property, raw)
            if word.strip().lower() in NOBODY:
                return False
            return True if word in wire.choices else None
        case Form.SPEEDS:
            # on, auto and smart are no speeds: how fast it turns is not known then.
            word = _text(message, wire.property, raw)
            return wire.choices.index(word) / (len(wire.choices) - 1) if word in wire.choices else None
        case Form.ACTION:
            return _text(message, wire.property, raw)


def written(trait: Trait, value: Value) -> object:
    """A checked value as the device takes it, on its step and within its range."""
    wire: Wire = trait.wire
    match wire.form:
        case Form.BINARY:
            return wire.on if value else wire.off
        case Form.XY:
            return as_xy(str(value))
        case Form.HS:
            return dict(zip(("hue", "saturation"), as_hue(str(value)), strict=True))
        case Form.SPEEDS:
            return wire.choices[round(_on_step(trait, float(value)) * (len(wire.choices) - 1))]
        case Form.SCALED | Form.MIRED | Form.PLAIN:
            return _native(trait, wire, float(value))
        case _:
            return value


def _native(trait: Trait, wire: Wire, value: float) -> int | float:
    if wire.form is Form.SCALED:
        part = _on_step(trait, value)
        native = round((1.0 - part if wire.turned else part) * wire.scale)
        if wire.turned:
            return int(min(max(native, wire.low or 0), wire.high or wire.scale))
        # A wish for very little light is not a wish for darkness.
        least = 1 if value > 0 else 0
        return int(min(max(native, least, wire.low or 0), wire.high or wire.scale))
    if wire.form is Form.MIRED:
        low, high = math.ceil(wire.low or 50.0), math.floor(wire.high or 1000.0)
        return min(max(round(1e6 / max(value, 1.0)), low), high)
    found = _on_step(trait, value)
    return int(found) if found == int(found) else found


def _on_step(trait: Trait, value: float) -> float:
    return float(trait.nearest(trait.within(value)))


def _binary(message: Message, wire: Wire, raw: object) -> bool:
    for word, answer in ((wire.on, True), (wire.off, False)):
        if word is not None and type(raw) is type(word) and raw == word:
            return answer
    if isinstance(raw, bool):
        return raw if not isinstance(wire.on, bool) else raw is wire.on
    if isinstance(raw, int) and raw in (0, 1):
        return raw == 1
    if isinstance(raw, str):
        low = raw.strip().lower()
        own = {str(word).lower(): answer for word, answer in ((wire.on, True), (wire.off, False)) if word is not None}
        if low in own:
            return own[low]
        if low in _TRUE:
            return True
        if low in _FALSE:
            return False
    raise BadPayload(message.topic, message.payload, f"{wire.property} is neither on nor off")


def _text(message: Message, key: str, raw: object) -> str:
    if isinstance(raw, bool) or not isinstance(raw, str | int):
        raise BadPayload(message.topic, message.payload, f"{key} is not a text")
    if isinstance(raw, int):
        if abs(raw) > 1_000_000:
            raise BadPayload(message.topic, message.payload, f"{key} is not a text")
        raw = str(raw)
    if len(raw) > _LONGEST_ACTION or any(ord(c) < 32 or 0xD800 <= ord(c) <= 0xDFFF or ord(c) == 0x7F for c in raw):
        raise BadPayload(message.topic, message.payload, f"{key} is too long or holds control characters")
    return raw
