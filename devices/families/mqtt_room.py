"""Receivers in the shape of Home Assistant's mqtt_room: one topic a room, on it whoever is heard and how far away.

    - {mqtt_room: my_device_id}                                   the id in the payload
    - {mqtt_room: my_device_id, rooms: {gateway_1: kitchen}}      where receivers are not called as their rooms

The base topic is ``room_presence``; room-assistant's is ``room-assistant/mqtt-room``: set ``base_topic`` under ``families:``.
Specification: https://www.home-assistant.io/integrations/mqtt_room/
"""

import re
from collections.abc import Mapping, Sequence

from ..based import BaseTopic
from ..errors import BadPayload
from ..event import Event, Seen
from ..family import Family
from ..found import as_if_named, unless_named
from ..message import Message
from ..payload import decode_object, number
from ..presence.place import CAP
from ..presence.receivers import FARTHEST_M, room_of, rooms_in, rooms_mistakes
from ..presence.source import source_of, timeout_mistakes
from ..text import shown
from ..units import METRE
from ..vocabulary import Device, Reference, Settings

_KEY = "mqtt_room"
_BASE = BaseTopic(_KEY, "room_presence")


def announced_on(references: Sequence[Reference], settings: Settings) -> tuple[str, ...]:
    """For a look round only: whom the receivers hear."""
    return unless_named(references, *_BASE.below(settings, "+"))


def describe(message: Message, _known: Mapping[str, Device], settings: Settings) -> tuple[Device, ...]:
    """The phone or tag a message is about. Raises BadPayload."""
    if not message.payload.strip():
        return ()
    document = decode_object(message)
    told, called = document.get("id"), document.get("name")
    if not isinstance(told, str) or "distance" not in document:
        raise BadPayload(message.topic, message.payload, "no id and distance in it")
    return as_if_named(from_reference, _KEY, told, settings, shown(called, CAP) if isinstance(called, str) else "")


def from_reference(reference: Reference, settings: Settings) -> Device | None:
    """The phone or tag as a source; None when the id cannot be one."""
    if mistakes(reference, settings):
        return None
    return source_of(reference, *_BASE.below(settings, "+"), wire=rooms_in(reference))


def hear(device: Device, message: Message) -> Sequence[Event]:
    """One receiver's word, where it speaks of this id. Raises BadPayload."""
    if not message.payload.strip():
        return ()
    document = decode_object(message)
    told = document.get("id")
    if not isinstance(told, str | int) or isinstance(told, bool):
        raise BadPayload(message.topic, message.payload, "no id in it")
    if _folded(str(told)) != _folded(device.stable_id):
        return ()  # somebody else
    if "distance" not in document:
        raise BadPayload(message.topic, message.payload, "no distance in it")
    distance = number(message, "distance", document["distance"], 0.0, FARTHEST_M, unit=METRE)
    room = room_of(message, message.topic.rpartition("/")[2], device.wire)
    return (Seen(device.id, room, message.when, distance_m=distance, snapshot=message.retain),)


def mistakes(reference: Reference, settings: Settings) -> Sequence[str]:
    """What is wrong with a source, each one sentence saying what would be right."""
    name = reference.name
    found = timeout_mistakes(reference) + rooms_mistakes(reference)
    if not isinstance(name, str) or not _folded(name) or not name.isprintable():
        found.append(f"{shown(str(name), 60)} is not the id of a phone or tag: it is what the payload's id says")
    return found + _BASE.mistakes(settings)


def _folded(text: str) -> str:
    """Addresses come with and without colons, in both cases."""
    return re.sub(r"[^0-9a-z]+", "", text.casefold())


FAMILY = Family(
    key=_KEY,
    serves=frozenset({"presence"}),
    title="mqtt_room",
    example="{mqtt_room: ana-phone}",
    announced_on=announced_on,
    describe=describe,
    from_reference=from_reference,
    hear=hear,
    mistakes=mistakes,
    options=frozenset({"timeout", "rooms"}),
)
