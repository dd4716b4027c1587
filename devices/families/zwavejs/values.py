"""One value of a node, from the way Z-Wave writes it to the quantity's unit and back."""

from ...errors import BadPayload
from ...message import Message
from ...payload import number
from ...units import CELSIUS, FAHRENHEIT, LUX, into
from ...vocabulary import QUANTITIES, Trait, Value
from .announced import FULL, MODES, Form, Wire

LAST_LEVEL = 255
_UNKNOWN_LEVEL = 254
_MOTION = frozenset({7, 8})  # Home Security's events of somebody moving, with and without a place
_MODE_OF = {name: number for number, name in MODES.items()}


def wire_of(trait: Trait) -> Wire | None:
    """None of a paddle, which tells no value."""
    return trait.wire if isinstance(trait.wire, Wire) else None


def read(message: Message, trait: Trait, wire: Wire, raw: object) -> Value:
    """In the quantity's unit. Raises BadPayload."""
    quantity = QUANTITIES[trait.quantity]
    match wire.form:
        case Form.SWITCH:
            if isinstance(raw, bool):
                return raw
            if isinstance(raw, int) and raw in (0, 1, LAST_LEVEL):
                return raw > 0  # as the command class itself counts
            raise BadPayload(message.topic, message.payload, "neither true nor false")
        case Form.LIT:
            return level(message, raw) > 0
        case Form.LEVEL:
            return min(level(message, raw) / FULL, 1.0)
        case Form.PRESENT:
            if isinstance(raw, bool):
                return raw
            event = number(message, "event", raw, 0, 255)
            return event in _MOTION
        case Form.MODE:
            mode = number(message, "mode", raw, 0, 255)
            if mode not in MODES:
                raise BadPayload(message.topic, message.payload, "a mode no room is kept in")
            return MODES[int(mode)]
        case Form.DEGREES:
            low = quantity.low if trait.low is None else trait.low
            high = quantity.high if trait.high is None else trait.high
            return number(message, trait.name, raw, low, high, unit=CELSIUS, bare=wire.unit)
        case _:
            return number(message, trait.name, raw, quantity.low, quantity.high, unit=LUX)


def is_unknown(raw: object) -> bool:
    """254: it does not know. 255: it is on, at the level it last had, which it does not say."""
    return not isinstance(raw, bool) and raw in (_UNKNOWN_LEVEL, LAST_LEVEL)


def level(message: Message, raw: object) -> float:
    """0 to 99; 100 is what some devices say of their end. Raises BadPayload."""
    return min(number(message, "level", raw, 0, 100, full=FULL), float(FULL))


def written(trait: Trait, wire: Wire, value: Value) -> Value:
    """A checked value as the node takes it: all but levels, of which several come together."""
    match wire.form:
        case Form.SWITCH:
            return value
        case Form.MODE:
            return _MODE_OF[str(value)]
        case _:
            return round(into(float(trait.nearest(value)), CELSIUS, wire.unit), 1 if wire.unit == FAHRENHEIT else 2)


def of_full(trait: Trait, value: float) -> int:
    level = round(float(trait.nearest(value)) * FULL)
    # A wish for very little light is not a wish for darkness.
    return max(1, level) if value > 0 and trait.quantity != "position" else level
