"""What others tell a node on its ``/set`` topics."""

from collections.abc import Iterator

from ...errors import BadPayload
from ...event import Ordered
from ...message import Message
from ...vocabulary import Device, Trait, Value
from .announced import FULL, Form, Wire
from .colours import channels_in, shown
from .payload import fade_in, ordered_in
from .values import LAST_LEVEL, read, wire_of


def orders(device: Device, message: Message) -> Iterator[Ordered]:
    """What somebody tells it; None where the outcome is not known (the last level, what it will refuse)."""
    raw = ordered_in(message)
    for trait in device.traits.values():
        wire = wire_of(trait)
        if wire is None or f"{wire.place.target}/set" != message.topic:
            continue
        value: Value | None
        if wire.form in (Form.COLOUR, Form.WARMTH):
            yield Ordered(device.id, trait.name, _of_channels(message, raw, trait, wire), message.when, fade_in(message))
            continue
        if isinstance(raw, bool) and wire.form in (Form.LEVEL, Form.LIT):
            raw = FULL if raw else 0
        try:
            is_last = raw == LAST_LEVEL and wire.form in (Form.LEVEL, Form.LIT)
            value = (True if wire.form is Form.LIT else None) if is_last else read(message, trait, wire, raw)
        except BadPayload:
            value = None
        if wire.form is Form.LEVEL and trait.quantity != "position" and value == 0.0:
            continue
        yield Ordered(device.id, trait.name, value, message.when, fade_in(message))


def _of_channels(message: Message, raw: object, trait: Trait, wire: Wire) -> Value | None:
    """None where it leaves some channels as they are, and of what does not shine then."""
    try:
        told = channels_in(message, raw)
    except BadPayload:
        return None
    return shown(told, wire.channels).get(trait.quantity) if told.keys() >= wire.channels else None
