"""monitor (monitor.sh): asks phones by name over Bluetooth whether they are there; home or away, never which room.

    - {monitor: "34:AB:95:12:34:56"}      the phone's own address

Several installations may listen in one house. One hears the phone: it is at home. All that have spoken have lost it: it is
away; that is put together in ``hub/presence.py``. Specification: https://github.com/andrewjfreyer/monitor
"""

import re
from collections.abc import Mapping, Sequence

from ..based import BaseTopic
from ..errors import BadPayload
from ..event import Event, Seen
from ..family import Family
from ..found import as_if_named, unless_named
from ..message import Message, Outgoing
from ..payload import decode_object, number
from ..presence.place import CAP
from ..presence.source import source_of, timeout_mistakes
from ..text import shown
from ..units import PERCENT
from ..vocabulary import AT_HOME, NOT_HOME, Device, Reference, Settings

_KEY = "monitor"
_BASE = BaseTopic(_KEY, "monitor")
_ADDRESS = re.compile(r"(?:[0-9A-F]{2}:){5}[0-9A-F]{2}")
_BEACON = re.compile(r"[0-9A-Fa-f-]{32,36}-\d{1,5}-\d{1,5}")
_HALF = 50.0  # percent: below it the phone is being lost


def announced_on(references: Sequence[Reference], settings: Settings) -> tuple[str, ...]:
    """For a look round only: whom it speaks of."""
    return unless_named(references, *_BASE.below(settings, "+/+"))


def describe(message: Message, _known: Mapping[str, Device], settings: Settings) -> tuple[Device, ...]:
    """The phone a message is about. Raises BadPayload."""
    address = message.topic.rpartition("/")[2]
    if not message.payload.strip() or not _ADDRESS.fullmatch(address.upper()):
        return ()
    called = decode_object(message).get("name")
    return as_if_named(from_reference, _KEY, address, settings, shown(called, CAP) if isinstance(called, str) else "")


def from_reference(reference: Reference, settings: Settings) -> Device | None:
    """The phone as a source; None when the address cannot be one."""
    if mistakes(reference, settings):
        return None
    address = reference.name.upper() if _ADDRESS.fullmatch(reference.name.upper()) else reference.name
    spellings = dict.fromkeys((address, reference.name, address.lower()))
    return source_of(reference, *(f"{_BASE.of(settings)}/+/{one}" for one in spellings), stable_id=address)


def hear(device: Device, message: Message) -> Sequence[Event]:
    """One installation's word: heard, lost, or fading (which says nothing). Raises BadPayload."""
    if not message.payload.strip():
        return ()
    install = message.topic.split("/")[-2]
    if not install or len(install) > CAP or not install.isprintable():
        raise BadPayload(message.topic, message.payload, "the installation's name is not readable")
    document = decode_object(message)
    if "confidence" not in document:
        raise BadPayload(message.topic, message.payload, "no confidence in it")
    sure = number(message, "confidence", document["confidence"], 0.0, 100.0, unit=PERCENT)
    if 0.0 < sure < _HALF:
        return ()
    place, confidence = (AT_HOME, sure / 100.0) if sure else (NOT_HOME, 1.0)
    return (Seen(device.id, place, message.when, confidence=confidence, snapshot=message.retain, receiver=install),)


def asks(_reference: Reference, _device: Device | None, settings: Settings) -> Sequence[Outgoing]:
    """A scan for whoever is there."""
    return (Outgoing(f"{_BASE.of(settings)}/scan/arrive", b""),)


def mistakes(reference: Reference, settings: Settings) -> Sequence[str]:
    """What is wrong with a source, each one sentence saying what would be right."""
    found = timeout_mistakes(reference)
    name = reference.name
    if not isinstance(name, str) or not (_ADDRESS.fullmatch(name.upper()) or _BEACON.fullmatch(name)):
        found.append(f"{shown(str(name), 60)} is no phone's address: it is like 34:AB:95:12:34:56, from known_static_addresses")
    return found + _BASE.mistakes(settings)


FAMILY = Family(
    key=_KEY,
    serves=frozenset({"presence"}),
    title="monitor",
    example='{monitor: "34:AB:95:12:34:56"}',
    announced_on=announced_on,
    describe=describe,
    from_reference=from_reference,
    hear=hear,
    asks=asks,
    mistakes=mistakes,
    options=frozenset({"timeout"}),
)
