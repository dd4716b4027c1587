"""room-assistant: a cluster of receivers that agrees on one room for each phone or tag.

    - {room_assistant: ble-some-id}      the entity's id

Its word is kept by the broker and repeated only when it changes. Its raw distances go out in the shape of mqtt_room.
Specification: https://www.room-assistant.io/integrations/home-assistant
"""

import re
from collections.abc import Mapping, Sequence

from ..based import BaseTopic
from ..event import Event, Seen
from ..family import Family
from ..found import as_if_named, unless_named
from ..message import Message
from ..payload import decode_text
from ..presence.place import place_in
from ..presence.receivers import id_mistakes, rooms_in, rooms_mistakes
from ..presence.source import source_of, timeout_mistakes
from ..vocabulary import Device, Reference, Settings

_KEY = "room_assistant"
_BASE = BaseTopic(_KEY, "room-assistant")
_NUMBER = re.compile(r"-?[\d.]+")
_COMPONENTS = ("sensor", "device_tracker")


def announced_on(references: Sequence[Reference], settings: Settings) -> tuple[str, ...]:
    """For a look round only: in which room each is, is kept by the broker."""
    return unless_named(references, *_BASE.below(settings, *(f"{component}/+/state" for component in _COMPONENTS)))


def describe(message: Message, _known: Mapping[str, Device], settings: Settings) -> tuple[Device, ...]:
    """The phone or tag whose room this is; numbers are other sensors'. Raises BadPayload for what is no place."""
    if place_in(message, decode_text(message)) is None or _NUMBER.fullmatch(decode_text(message)):
        return ()
    return as_if_named(from_reference, _KEY, message.topic.split("/")[-2], settings)


def from_reference(reference: Reference, settings: Settings) -> Device | None:
    """The phone or tag as a source; None when the id cannot be one."""
    if mistakes(reference, settings):
        return None
    return source_of(
        reference,
        *_BASE.below(settings, *(f"{component}/{reference.name}/state" for component in _COMPONENTS)),
        wire=rooms_in(reference),
    )


def hear(device: Device, message: Message) -> Sequence[Event]:
    """The room, home or not_home. Raises BadPayload."""
    if not message.payload.strip():
        return ()
    place = place_in(message, decode_text(message))
    known = place if place is None else device.wire.get(place, place)
    return (Seen(device.id, known, message.when, snapshot=message.retain),)


def mistakes(reference: Reference, settings: Settings) -> Sequence[str]:
    """What is wrong with a source, each one sentence saying what would be right."""
    found = timeout_mistakes(reference) + rooms_mistakes(reference)
    found += id_mistakes(reference.name, "an id of room-assistant", "ble-some-id")
    return found + _BASE.mistakes(settings)


FAMILY = Family(
    key=_KEY,
    serves=frozenset({"presence"}),
    title="room-assistant",
    example="{room_assistant: ble-ana-phone}",
    announced_on=announced_on,
    describe=describe,
    from_reference=from_reference,
    hear=hear,
    mistakes=mistakes,
    options=frozenset({"timeout", "rooms"}),
)
