"""Any device announced by Home Assistant MQTT discovery: ESPHome, Tasmota, Z-Wave JS UI, and most other bridges.

The door of the family; its parts are in ``devices/discovery/``.
Specification: https://www.home-assistant.io/integrations/mqtt/#mqtt-discovery
"""

from collections.abc import Mapping, Sequence

from ..based import is_base
from ..discovery.describing import COMPONENTS, FAMILY_KEY, described
from ..discovery.hearing import heard
from ..discovery.payload import entities_in
from ..discovery.saying import said
from ..discovery.wire import Wire
from ..family import Family
from ..message import Message
from ..text import shown
from ..vocabulary import Device, Reference, Settings

_COMMON = frozenset({"id", "name", "as"})


def announced_on(_references: Sequence[Reference], settings: Settings) -> tuple[str, ...]:
    """Two topics per component that is read, with and without a node, and the two of whole devices."""
    prefix = settings.discovery_prefix
    if not is_base(prefix):
        return ()
    return tuple(f"{prefix}/{component}/{ids}/config" for component in (*COMPONENTS, "device") for ids in ("+", "+/+"))


def describe(message: Message, known: Mapping[str, Device], settings: Settings) -> tuple[Device, ...]:
    """One device for each entity; what cannot be used says so in ``refused``. Raises BadPayload."""
    found: dict[str, Device] = {}
    for entity in entities_in(message, settings.discovery_prefix):
        device = described(entity, settings.home)
        found.setdefault(device.stable_id, device)
    return tuple(found.values())


def matches(device: Device, reference: Reference) -> bool:
    """By object id with or without its domain, unique id, or name exactly."""
    wire = device.wire
    return reference.family == FAMILY_KEY and isinstance(wire, Wire) and reference.name in wire.names


def mistakes(reference: Reference, settings: Settings) -> Sequence[str]:
    """What is wrong with a block, each one sentence saying what would be right."""
    found: list[str] = []
    name = reference.name
    if not isinstance(name, str) or not name.strip():
        found.append("the entity is empty: give the object id, the unique id or the name it was announced with")
    elif name != name.strip():
        found.append(f"the name {shown(name, 60)!r} begins or ends with a space: write it as it was announced")
    elif {"+", "#"} & set(name.split("/")):
        found.append(
            f"the name {shown(name, 60)} is a topic filter: give the object id, the unique id or the name of one entity"
        )
    elif name.endswith("/config"):
        found.append(f"{shown(name, 60)} is the topic of an announcement: give the object id in it")
    for key in reference.options:
        if key not in _COMMON:
            found.append(f"{shown(str(key), 40)} is not known beside {FAMILY_KEY}: it takes only {', '.join(sorted(_COMMON))}")
    if not is_base(settings.discovery_prefix):
        given = shown(str(settings.discovery_prefix), 60)
        found.append(
            f"the discovery_prefix {given!r} is not a topic: it is like homeassistant, without +, # or a / at its ends"
        )
    return found


FAMILY = Family(
    key=FAMILY_KEY,
    serves=frozenset({"device", "sensor", "presence", "outdoor"}),
    title="Home Assistant MQTT discovery",
    example="{home_assistant_mqtt: light.desk}",
    remark="whatever announces itself: ESPHome, Tasmota, many bridges",
    announced_on=announced_on,
    describe=describe,
    matches=matches,
    hear=heard,
    say=said,
    mistakes=mistakes,
    settle_s=3.0,
    promises=True,
)
