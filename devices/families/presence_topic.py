"""Presence on a plain topic: where one person is, as a room's id or name, ``home``, ``not_home``, or JSON with more.

- {topic: home/presence/ana}      payload: kitchen, or {"room": "kitchen", "confidence": 0.8, "at": "2026-03-04T19:00:00Z"}
                                  or coordinates: {"latitude": 52.09, "longitude": 5.12, "gps_accuracy": 20}
"""

from collections.abc import Mapping, Sequence
from typing import Any

from ..based import is_topic
from ..errors import BadPayload
from ..event import Event, Seen
from ..family import Family
from ..message import Message
from ..on_off import is_on
from ..payload import decode_json, decode_text, number
from ..presence.age import is_past
from ..presence.place import place_in
from ..presence.position import beyond_m, corrected, has_position
from ..presence.source import source_of, timeout_mistakes
from ..text import shown
from ..units import METRE
from ..vocabulary import AT_HOME, NOT_HOME, Device, Reference, Settings

_ROOM_KEYS = ("room", "area", "location", "state")  # the first that is there
_THERE_KEYS = ("presence", "present", "home", "is_home", "at_home")  # of a person, where no place is named: yes or no
_TIME_KEYS = ("at", "timestamp", "time")
_FARTHEST_M = 1000.0


def from_reference(reference: Reference, settings: Settings) -> Device | None:
    """The topic as a source; None when it is not one topic."""
    if _mistakes_in(reference):
        return None
    return source_of(reference, reference.name, wire=settings.home)


def hear(device: Device, message: Message) -> Sequence[Event]:
    """Where the person is now; a snapshot when the broker kept it or its own time is past. Raises BadPayload."""
    text = decode_text(message)
    if not text.startswith(("{", "[", '"')):
        return (Seen(device.id, place_in(message, text), message.when, snapshot=message.retain),)
    document = decode_json(message)
    if isinstance(document, str):
        return (Seen(device.id, place_in(message, document), message.when, snapshot=message.retain),)
    if not isinstance(document, dict):
        raise BadPayload(message.topic, message.payload, "neither a place nor a JSON object with a room")
    key = next((key for key in _ROOM_KEYS if key in document), None)
    if key is None and (is_there := next((is_on(document[k]) for k in _THERE_KEYS if k in document), None)) is not None:
        key, document = "state", {**document, "state": AT_HOME if is_there else NOT_HOME}
    if key is None and not has_position(document):
        raise BadPayload(message.topic, message.payload, 'no room in it: {"room": "kitchen"}')
    beyond = beyond_m(device.wire, message, document)
    if key is None and beyond is None:
        return ()
    place, outside = corrected(None if key is None else place_in(message, document[key]), beyond)
    return (
        Seen(
            source=device.id,
            place=place,
            when=message.when,
            distance_m=_distance(message, document),
            confidence=_confidence(message, document),
            snapshot=message.retain or _is_past(message, document),
            outside=outside,
        ),
    )


def mistakes(reference: Reference, _settings: Settings) -> Sequence[str]:
    """What is wrong with a source, each one sentence saying what would be right."""
    return _mistakes_in(reference)


def _mistakes_in(reference: Reference) -> list[str]:
    found = []
    name = reference.name
    if not is_topic(name):
        found.append(f"{shown(str(name), 60)} is not one topic: it is like home/presence/ana, without + and #")
    if isinstance(reference.options.get("quantities"), Mapping):
        found.append("a presence source is one topic, not a block with quantities: {topic: home/presence/ana}")
    return found + timeout_mistakes(reference)


def _distance(message: Message, document: Mapping[str, Any]) -> float | None:
    told = document.get("distance")
    return None if told is None else number(message, "distance", told, 0.0, _FARTHEST_M, unit=METRE)


def _confidence(message: Message, document: Mapping[str, Any]) -> float:
    """0..1; what is above 1 is in percent."""
    told = document.get("confidence")
    if told is None:
        return 1.0
    found = number(message, "confidence", told, 0.0, 100.0)
    return found / 100.0 if found > 1.0 else found


def _is_past(message: Message, document: Mapping[str, Any]) -> bool:
    key = next((key for key in _TIME_KEYS if document.get(key) is not None), None)
    return key is not None and is_past(message, key, document[key])


FAMILY = Family(
    key="topic",
    serves=frozenset({"presence"}),
    title="a topic",
    example="{topic: home/presence/ana}",
    from_reference=from_reference,
    hear=hear,
    mistakes=mistakes,
    options=frozenset({"timeout"}),
)
