"""Who a message is a word of, and what somebody probably meant who named a device that nobody has heard of. Pure.

In the flow: beside it; ``check --live``, and what is told of who was never heard.
"""

from collections.abc import Iterator

from devices.errors import BadPayload
from devices.event import Event, Ordered, Reachable, Returned, Seen
from devices.message import Message
from devices.vocabulary import DeviceId, Reference

from ..config.mistakes import nearest
from .catalogue import Catalogue


def meant(catalogue: Catalogue, reference: Reference) -> str:
    """The name of an announced device of the same family that is nearly the one written; empty where none is."""
    names: dict[str, None] = {}
    for family, device in catalogue.announced().values():
        if family.key == reference.family:
            names |= dict.fromkeys((device.name, device.stable_id))
    return nearest(str(reference.name), names) or ""


def speaker(event: Event) -> DeviceId | None:
    """Who tells something of its own; None where it is only said that it or its bridge is there, or was told something."""
    match event:
        case Seen():
            return event.source
        case Reachable() | Returned() | Ordered():
            return None
        case _:
            return event.device


def speak(catalogue: Catalogue, message: Message) -> Iterator[DeviceId]:
    """Who is heard by a message: those that tell something of their own, or that they themselves are there."""
    unread: list[BadPayload] = []
    for event in catalogue.hear(message, unread.append):
        device = speaker(event)
        if device is None and isinstance(event, Reachable) and not catalogue.family_of[event.device].shares_reach:
            device = event.device
        if device is not None:
            yield device
    if unread:
        yield from (device.id for device in catalogue.speakers(message.topic))  # it speaks, whatever it says
