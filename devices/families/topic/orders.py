"""What others tell the device on its command topics."""

from collections.abc import Sequence

from ...errors import BadPayload
from ...event import Event, Ordered
from ...message import Message
from ...vocabulary import OTHER_MUSIC, Device, Trait
from .values import Wire, document_in, raw_in, read, within


def orders(device: Device, ordered: Sequence[tuple[Trait, Wire]], message: Message) -> Sequence[Event]:
    """Somebody's order; what it will come to is unknown where it is a toggle or the like."""
    events: list[Event] = []
    document = document_in(ordered, message)
    for trait, wire in ordered:
        raw = raw_in(wire, document, message)
        if raw is None:
            continue
        try:
            value = read(wire, raw, message)
            if isinstance(value, float):
                value = within(trait, value, message)
        except BadPayload:
            value = None
        if value == OTHER_MUSIC and wire.quantity == "music":
            value = None  # next, toggle: what it will play is not known
        events.append(Ordered(device.id, trait.name, value, message.when))
    return events
