"""OwnTracks: a phone tells which of its regions it is in. Specification: https://owntracks.org/booklet/tech/json/

    - {owntracks: ana/phone, home: [Home, Casa]}      user/device; home: names or ids (rid) of its regions that mean home

A region that is a room's name (a beacon's) places the person in that room; any other region is somewhere else. Phones forget to
tell that they left home: where coordinates come along, the home's own place and radius have the last word.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ..based import BaseTopic, is_level
from ..errors import BadPayload
from ..event import Event, Seen
from ..family import Family
from ..found import as_if_named, unless_named
from ..message import Message
from ..payload import decode_object, number
from ..presence.age import is_past
from ..presence.place import CAP
from ..presence.position import beyond_m, corrected, has_position
from ..presence.source import source_of, timeout_mistakes
from ..text import shown
from ..vocabulary import AT_HOME, NOT_HOME, Device, Reference, Settings

_KEY = "owntracks"
_BASE = BaseTopic(_KEY, "owntracks")
_HOME = ("home",)
Found = tuple[str | None, bool | None]  # place and ``outside``, as in ``Seen``
_BEACON_ID = re.compile(r"[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}")


def announced_on(references: Sequence[Reference], settings: Settings) -> tuple[str, ...]:
    """For a look round only: phones whose last place the broker keeps."""
    return unless_named(references, *_BASE.below(settings, "+/+"))


def describe(message: Message, _known: Mapping[str, Device], settings: Settings) -> tuple[Device, ...]:
    """The phone that spoke. Raises BadPayload."""
    if not message.payload.strip():
        return ()
    if decode_object(message).get("_type") not in ("location", "encrypted", "lwt"):
        return ()
    return as_if_named(from_reference, _KEY, "/".join(message.topic.split("/")[-2:]), settings)


def from_reference(reference: Reference, settings: Settings) -> Device | None:
    """The phone as a source; None when the reference is not user/device."""
    if mistakes(reference, settings):
        return None
    topic = f"{_BASE.of(settings)}/{reference.name}"
    home = frozenset(n.casefold() for n in _names(reference.options.get("home", _HOME)))
    wifi = frozenset(_names(reference.options.get("wifi", ())))
    return source_of(reference, topic, f"{topic}/event", wire={"home": home, "wifi": wifi, "place": settings.home})


def hear(device: Device, message: Message) -> Sequence[Event]:
    """Where the phone believes it is, or that it entered or left a region. Raises BadPayload.

    Nothing for everything else: lwt only says that the phone's connection is gone, not that the person is.
    """
    if not message.payload.strip():
        return ()
    document = decode_object(message)
    beyond = beyond_m(device.wire["place"] if isinstance(device.wire, Mapping) else None, message, document)
    match document.get("_type"):
        case "location":
            found = _located(device, message, document, beyond)
        case "transition":
            found = _crossed(device, message, document, beyond)
        case "encrypted":
            reason = "encrypted by the phone: take the encryption key out of the app, TLS protects the way"
            raise BadPayload(message.topic, message.payload, reason)
        case str():
            return ()
        case _:
            raise BadPayload(message.topic, message.payload, "no _type in it")
    if found is None or _is_nowhere(message, document):
        return ()
    place, outside = found
    has_left = place == NOT_HOME and not has_position(document)
    # Reports wait in the phone until there is a network: only its own time says whether this is now.
    told = document.get("tst")
    is_old = told is None or is_past(message, "tst", told)
    is_old = message.retain or is_old
    return (Seen(device.id, place, message.when, snapshot=is_old, outside=outside, has_left=has_left, away_m=beyond),)


def mistakes(reference: Reference, settings: Settings) -> Sequence[str]:
    """What is wrong with a source, each one sentence saying what would be right."""
    found = timeout_mistakes(reference)
    name = reference.name
    parts = name.split("/") if isinstance(name, str) else []
    if len(parts) != 2 or not all(is_level(part) for part in parts):
        found.append(f"{shown(str(name), 60)} is not user/device: it is like ana/phone, as in the app under identification")
    for key in ("home", "wifi"):
        given = reference.options.get(key)
        if given is not None and not _names(given):
            found.append(f"{key} is not a list of names: it is like {key}: [{'Home, Casa' if key == 'home' else 'HomeNet'}]")
    return found + _BASE.mistakes(settings)


def _located(device: Device, message: Message, document: Mapping[str, Any], beyond: float | None) -> Found | None:
    """Where the person is; None where it does not say: without ``inregions`` and too vague to be told from its coordinates."""
    if _is_on_home_wifi(device, document):
        return AT_HOME, False
    names, ids = (_regions(message, key, document.get(key)) for key in ("inregions", "inrids"))
    if names is None and ids is None:
        return None if beyond is None else corrected(None, beyond)
    if any(_is_home(device, name) for name in (*(names or ()), *(ids or ()))):
        return corrected(AT_HOME, beyond)
    told = [name for name in names or () if not _BEACON_ID.fullmatch(name)]
    if told:
        return corrected(told[0], beyond)
    if names or beyond is not None:  # a beacon without a name may be anywhere
        return None if beyond is None else corrected(None, beyond)
    return NOT_HOME, None


def _crossed(device: Device, message: Message, document: Mapping[str, Any], beyond: float | None) -> Found | None:
    """Where entering or leaving says the person is; None where it does not."""
    event, region = document.get("event"), document.get("desc") or document.get("rid")
    if event not in ("enter", "leave"):
        raise BadPayload(message.topic, message.payload, "the transition is neither enter nor leave")
    if region is None or region == "":
        return None if beyond is None else corrected(None, beyond)  # only wtst names the region: which one is not known here
    if not isinstance(region, str):
        raise BadPayload(message.topic, message.payload, "desc is not a name")
    name = _region(message, region)
    is_home = _is_home(device, name) or _is_home(device, str(document.get("rid") or ""))
    if event == "enter":
        return corrected(AT_HOME if is_home else name, beyond)
    if is_home:
        return corrected(NOT_HOME, beyond)
    # Out of a beacon's reach: its room is no longer known. Out of a place in town: still not at home, as known before.
    if region.startswith("-") or document.get("t") == "b":
        return None, None
    return None if beyond is None else corrected(None, beyond)


def _regions(message: Message, key: str, told: object) -> list[str] | None:
    """The names in it; None where it is not told."""
    if told is None:
        return None
    if not isinstance(told, list) or not all(isinstance(region, str) for region in told):
        raise BadPayload(message.topic, message.payload, f"{key} is not a list of names")
    return [_region(message, region) for region in told[:50] if region.strip()]


def _region(message: Message, name: str) -> str:
    clean = name.strip().removeprefix("-").strip()  # "-" marks a beacon's region
    if not clean or len(clean) > CAP or not clean.isprintable():
        raise BadPayload(message.topic, message.payload, f"a region's name is empty, over {CAP} characters or not readable")
    return clean


def _is_home(device: Device, name: str) -> bool:
    return isinstance(device.wire, Mapping) and name.casefold() in device.wire["home"]


def _is_on_home_wifi(device: Device, document: Mapping[str, Any]) -> bool:
    ssid = document.get("SSID")
    return isinstance(device.wire, Mapping) and isinstance(ssid, str) and ssid in device.wire["wifi"]


def _is_nowhere(message: Message, document: Mapping[str, Any]) -> bool:
    """No position at all: accuracy 0 at 0 N 0 E, as phones without a fix send it."""
    told = [document.get(key) for key in ("acc", "lat", "lon")]
    if any(value is None for value in told):
        return False
    return all(number(message, key, value) == 0.0 for key, value in zip(("acc", "lat", "lon"), told, strict=True))


def _names(given: object) -> tuple[str, ...]:
    names = (given,) if isinstance(given, str) else given
    if not isinstance(names, list | tuple) or not all(isinstance(n, str) and n.strip() for n in names):
        return ()
    return tuple(names)


FAMILY = Family(
    key=_KEY,
    serves=frozenset({"presence"}),
    title="OwnTracks",
    example="{owntracks: ana/phone}",
    announced_on=announced_on,
    describe=describe,
    from_reference=from_reference,
    hear=hear,
    mistakes=mistakes,
    options=frozenset({"home", "wifi", "timeout"}),
)
