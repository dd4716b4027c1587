"""OpenMQTTGateway and Theengs Gateway: Bluetooth receivers that tell what they hear, each on topics under its own name.

    - {openmqttgateway: 1de4b189115e45f6b44e509352269977-0-0}           a beacon: uuid-major-minor
    - {openmqttgateway: "C1:23:45:67:89:AB", rooms: {OMG_1: kitchen}}   a tag whose address stays; where gateways stand

Phones change their address every quarter of an hour: a message under such an address is nobody's and is refused; a phone is
named by the beacon it sends. Specification: https://docs.openmqttgateway.com/use/ble.html
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

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

_KEY = "openmqttgateway"
_BASE = BaseTopic(_KEY, "home")
_PRESENCE = "home_presence"
_BEACON = re.compile(r"([0-9a-f]{32})-(\d{1,5})-(\d{1,5})")
_HEARD = ("+/BTtoMQTT/+", f"{_PRESENCE}/+")
_ADDRESS = re.compile(r"[0-9a-f]{12}")
_RANDOM = 1  # mac_type
_STATIC = 0b11  # the two upper bits of a random address that stays
_FADING = 2.5  # path loss exponent among walls, where only strength is told


def announced_on(references: Sequence[Reference], settings: Settings) -> tuple[str, ...]:
    """For a look round only: whom the gateways hear."""
    return unless_named(references, *_BASE.below(settings, *_HEARD))


def describe(message: Message, _known: Mapping[str, Device], settings: Settings) -> tuple[Device, ...]:
    """The beacon a message is about, or the tag that has a name; what passes by outside is left out. Raises BadPayload."""
    if not message.payload.strip():
        return ()
    document = decode_object(message)
    beacon, called = _beacon(document), document.get("name")
    if _distance(message, document) is None:
        return ()
    if _BEACON.fullmatch(beacon):
        return as_if_named(from_reference, _KEY, beacon, settings)
    address = _address(document.get("mac", document.get("id")), "")
    if not address or not isinstance(called, str) or document.get("mac_type") in (_RANDOM, str(_RANDOM)):
        return ()
    return as_if_named(from_reference, _KEY, address.upper(), settings, shown(called, CAP))


def from_reference(reference: Reference, settings: Settings) -> Device | None:
    """The phone or tag as a source; None when the id cannot be one."""
    if mistakes(reference, settings):
        return None
    return source_of(reference, *_BASE.below(settings, *_HEARD), wire=rooms_in(reference))


def hear(device: Device, message: Message) -> Sequence[Event]:
    """One gateway's word, where it speaks of this beacon or address. Raises BadPayload."""
    if not message.payload.strip():
        return ()
    parts = message.topic.split("/")
    document = decode_object(message)
    address = _address(document.get("mac", document.get("id")), parts[-1] if parts[-2] == "BTtoMQTT" else "")
    if _BEACON.fullmatch(_plain(device.stable_id)):
        if _beacon(document) != _plain(device.stable_id):
            return ()
    elif address != _plain(device.stable_id).replace("-", ""):
        return ()
    elif document.get("mac_type") in (_RANDOM, str(_RANDOM)) and int(address[:2], 16) >> 6 != _STATIC:
        raise BadPayload(message.topic, message.payload, "an address that changes is nobody's: name uuid-major-minor")
    distance = _distance(message, document)
    if distance is None:
        return ()  # a measurement of a tag that is also a thermometer
    gateway = parts[-1] if parts[-2] == _PRESENCE else parts[-3]
    room = room_of(message, gateway, device.wire)
    return (Seen(device.id, room, message.when, distance_m=distance, snapshot=message.retain),)


def mistakes(reference: Reference, settings: Settings) -> Sequence[str]:
    """What is wrong with a source, each one sentence saying what would be right."""
    found = timeout_mistakes(reference) + rooms_mistakes(reference)
    plain = _plain(reference.name)
    if not _BEACON.fullmatch(plain) and not _ADDRESS.fullmatch(plain.replace("-", "")):
        given = shown(str(reference.name), 60)
        right = "uuid-major-minor of a beacon, such as 1de4b189115e45f6b44e509352269977-0-0, or an address that stays"
        found.append(f"{given} is neither a beacon nor a Bluetooth address: give {right}")
    return found + _BASE.mistakes(settings)


def _plain(name: object) -> str:
    """Small, without colons; the dashes inside a uuid taken out, those before major and minor kept."""
    text = name.strip().casefold().replace(":", "") if isinstance(name, str) else ""
    uuid = re.fullmatch(r"([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})(-\d+-\d+)", text)
    return "".join(uuid.groups()) if uuid else text


def _beacon(document: Mapping[str, Any]) -> str:
    uuid, major, minor = (document.get(key) for key in ("uuid", "major", "minor"))
    if not isinstance(uuid, str) or isinstance(major, bool) or isinstance(minor, bool):
        return ""
    return f"{uuid.casefold().replace('-', '')}-{major}-{minor}"


def _address(told: object, topic: str) -> str:
    """From the payload, else from the topic."""
    for one in (told, topic):
        plain = re.sub(r"[^0-9a-f]", "", one.casefold()) if isinstance(one, str) and len(one) <= 20 else ""
        if _ADDRESS.fullmatch(plain):
            return plain
    return ""


def _distance(message: Message, document: Mapping[str, Any]) -> float | None:
    """As told, else by how the signal has faded since a metre. Raises BadPayload."""
    if document.get("distance") is not None:
        return number(message, "distance", document["distance"], 0.0, FARTHEST_M, unit=METRE)
    if document.get("rssi") is None or document.get("txpower") is None:
        return None
    rssi = number(message, "rssi", document["rssi"], -200.0, 50.0)
    at_a_metre = number(message, "txpower", document["txpower"], -128.0, 127.0)
    if at_a_metre >= 0.0:
        return None  # what is sent, not what arrives a metre away
    return float(min(10.0 ** ((at_a_metre - rssi) / (10.0 * _FADING)), FARTHEST_M))


FAMILY = Family(
    key=_KEY,
    serves=frozenset({"presence"}),
    title="OpenMQTTGateway",
    example='{openmqttgateway: "45:E1:74:12:6E:00"}',
    announced_on=announced_on,
    describe=describe,
    from_reference=from_reference,
    hear=hear,
    mistakes=mistakes,
    options=frozenset({"timeout", "rooms"}),
)
