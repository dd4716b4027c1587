"""Frigate's faces: a camera that knows somebody's face tells which room they are in. Same key, as a person's presence.

    - {frigate: John, rooms: {front_door_cam: hall}, timeout: 600}      the name the face was taught under

A face is seen for a moment: the word stands for ``timeout`` seconds, ten minutes unless given.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from ..event import Event, Seen
from ..family import Family
from ..message import Message
from ..payload import decode_object, number
from ..presence.age import is_past
from ..presence.receivers import id_mistakes, room_of, rooms_in, rooms_mistakes
from ..presence.source import source_of, timeout_mistakes
from ..vocabulary import Device, Reference, Settings
from .frigate import BASE, KEY

_CAP = 64 * 1024  # bytes of an event, which tells the object's path
_SURE = 0.8  # below it Frigate calls a face unknown by default


def from_reference(reference: Reference, settings: Settings) -> Device | None:
    """The face as a source; None when its name cannot be one."""
    if mistakes(reference, settings):
        return None
    topics = BASE.below(settings, "tracked_object_update", "events")
    return source_of(reference, *topics, stable_id=f"face {reference.name}", wire=(reference.name, rooms_in(reference)))


def hear(device: Device, message: Message) -> Sequence[Event]:
    """A face that was known, where it is this one. Raises BadPayload."""
    if not message.payload.strip():
        return ()
    document = decode_object(message, _CAP)
    if message.topic.endswith("/events"):
        return _of_event(device, message, document)
    if document.get("type") != "face":
        return ()  # a description, a licence plate
    return _seen(device, message, document.get("name"), document.get("score"), document, document.get("timestamp"))


def mistakes(reference: Reference, settings: Settings) -> Sequence[str]:
    """What is wrong with a source, each one sentence saying what would be right."""
    found = timeout_mistakes(reference) + rooms_mistakes(reference)
    found += id_mistakes(reference.name, "the name of a face Frigate was taught", "John")
    return found + BASE.mistakes(settings)


def _of_event(device: Device, message: Message, document: Mapping[str, Any]) -> Sequence[Event]:
    """``sub_label``: [name, score] of the best face so far. Told again with every move, and once more when they have gone."""
    after = document.get("after")
    if document.get("type") == "end" or not isinstance(after, Mapping) or after.get("label") != "person":
        return ()
    label = after.get("sub_label")
    name, score = (label[0], label[1]) if isinstance(label, list) and len(label) == 2 else (label, 1.0)
    if after.get("stationary") is True:
        return ()  # an old look at somebody who may have gone behind the sofa
    return _seen(device, message, name, score, after, after.get("frame_time"))


def _seen(
    device: Device, message: Message, name: object, score: object, told: Mapping[str, Any], at: object
) -> Sequence[Event]:
    wanted, rooms = device.wire
    if not isinstance(name, str) or name.casefold() != wanted.casefold():
        return ()
    sure = number(message, "score", score, 0.0, 1.0)
    camera = told.get("camera")
    room = room_of(message, camera if isinstance(camera, str) else "", rooms)
    if sure < _SURE:
        return ()
    is_old = message.retain or (at is not None and is_past(message, "timestamp", at))
    return (Seen(device.id, room, message.when, confidence=sure, snapshot=is_old),)


FAMILY = Family(
    key=KEY,
    serves=frozenset({"presence"}),
    title="Frigate, faces",
    example="{frigate: John}",
    from_reference=from_reference,
    hear=hear,
    mistakes=mistakes,
    options=frozenset({"timeout", "rooms"}),
)
