"""ESPresense: small receivers in the rooms tell how far a person's phone or tag is from each of them.

Every receiver that hears the device says so about every 5 s; nothing tells that it has gone. The nearest room is chosen in
``hub/presence.py``. Specification: https://espresense.com/configuration/mqtt
"""

from collections.abc import Mapping, Sequence

from ..based import BaseTopic, is_level
from ..errors import BadPayload
from ..event import Event, Seen
from ..family import Family
from ..found import as_if_named, unless_named
from ..message import Message
from ..payload import decode_object, number
from ..presence.place import CAP
from ..presence.source import source_of, timeout_mistakes
from ..text import shown
from ..units import METRE
from ..vocabulary import Device, Reference, Settings

_KEY = "espresense"
_BASE = BaseTopic(_KEY, "espresense")
_FARTHEST_M = 1000.0
_OWN = ("irk:", "iBeacon:")  # ids of one phone or tag only
_SHARED = {"apple:": "all phones of one model", "name:": "everything of that name", "node:": "another receiver"}


def announced_on(references: Sequence[Reference], settings: Settings) -> tuple[str, ...]:
    """For a look round only: who is enrolled, which the broker keeps, and who is heard under an id of their own."""
    return unless_named(references, *_BASE.below(settings, "settings/+/config", "devices/+/+"))


def describe(message: Message, known: Mapping[str, Device], settings: Settings) -> tuple[Device, ...]:
    """The phone or tag a message is about. Passers-by and everybody's phones are left out. Raises BadPayload."""
    _, _, below = message.topic.partition(f"{_BASE.of(settings)}/")
    kind, _, rest = below.partition("/")
    name = rest.rpartition("/")[0]
    if not message.payload.strip() or (kind == "devices" and not name.startswith(_OWN)):
        return ()
    called = decode_object(message).get("name")
    earlier = known.get(name)
    told = shown(called, CAP) if isinstance(called, str) else earlier.name if earlier is not None else ""
    return as_if_named(from_reference, _KEY, name, settings, told)


def from_reference(reference: Reference, settings: Settings) -> Device | None:
    """The phone or tag as a source; None when the id cannot be one."""
    if mistakes(reference, settings):
        return None
    return source_of(reference, f"{_BASE.of(settings)}/devices/{reference.name}/+")


def hear(device: Device, message: Message) -> Sequence[Event]:
    """One receiver's word: its room, and the distance to it. Raises BadPayload."""
    room = message.topic.rpartition("/")[2]
    if not message.payload.strip():
        return ()  # a retained topic was cleared
    document = decode_object(message)
    if not room or len(room) > CAP or not room.isprintable():
        raise BadPayload(message.topic, message.payload, "the receiver's room is not readable")
    if "distance" not in document:
        raise BadPayload(message.topic, message.payload, "no distance in it")
    distance = number(message, "distance", document["distance"], 0.0, _FARTHEST_M, unit=METRE)
    return (Seen(device.id, room, message.when, distance_m=distance, snapshot=message.retain),)


def mistakes(reference: Reference, settings: Settings) -> Sequence[str]:
    """What is wrong with a source, each one sentence saying what would be right."""
    name = reference.name
    if not is_level(name):
        return [f"{shown(str(name), 60)} is not an id of ESPresense: it is like irk:ana-phone, without +, # and /"]
    found = timeout_mistakes(reference)
    for start, meaning in _SHARED.items():
        if name.startswith(start):
            right = "enrol the phone in ESPresense and give its own id, such as irk:ana-phone"
            found.append(f"{shown(name, 60)} stands for {meaning}, not for one person: {right}")
    return found + _BASE.mistakes(settings)


FAMILY = Family(
    key=_KEY,
    serves=frozenset({"presence"}),
    title="ESPresense",
    example='{espresense: "irk:ana-phone"}',
    announced_on=announced_on,
    describe=describe,
    from_reference=from_reference,
    hear=hear,
    mistakes=mistakes,
    options=frozenset({"timeout"}),
)
