"""Tasmota: plugs, lamps and sensors that announce themselves, each by the MAC address it has.

    - {tasmota: kitchen_plug}                   its topic, MAC address or device name
    - {tasmota: four_sockets, endpoint: 2}      one relay, light or switch of it: 2, shutter1, switch1

The door of the family. Discovery → ``announced`` (relays, lights, inputs) and ``measured`` (sensors) → Device; ``states`` and
``orders`` hear it, ``saying`` tells it. Specification: https://tasmota.github.io/docs/MQTT/
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ...family import Family
from ...message import Message, Outgoing
from ...text import shown
from ...vocabulary import Device, Reference, Settings
from .announced import UNNAMED, as_one, device_in, of_endpoint, with_sensors
from .saying import said
from .states import heard
from .wire import BASE, FAMILY_KEY, Place, wire_of

_ENDPOINT = re.compile(r"[1-9]\d?|(?:shutter|switch)[1-9]\d?")


def announced_on(references: Sequence[Reference], settings: Settings) -> tuple[str, ...]:
    """Sensors first: they are retained, and the config that follows is read with them known."""
    return BASE.below(settings, "+/sensors", "+/config")


def describe(message: Message, known: Mapping[str, Device], settings: Settings) -> tuple[Device, ...]:
    """The one device whose MAC the topic holds; config and sensors come in either order. Raises BadPayload."""
    start = f"{BASE.of(settings)}/"
    mac, _, what = message.topic.removeprefix(start).partition("/")
    if not message.topic.startswith(start) or what not in ("config", "sensors"):
        return ()
    mac = mac.upper()
    read = device_in if what == "config" else with_sensors
    device = read(message, mac, known.get(mac))
    return () if device is None else (device,)


def matches(device: Device, reference: Reference) -> bool:
    """By topic, MAC address with or without colons, or the device's name where it was given one."""
    place = device.wire
    if reference.family != FAMILY_KEY or not isinstance(place, Place):
        return False
    name = reference.name
    if name == place.topic or name.replace(":", "").replace("-", "").upper() == place.mac:
        return True
    return bool(name) and name == place.device_name and name != UNNAMED


def bind(device: Device, reference: Reference) -> Device:
    """Under the configuration's id; of one endpoint only, where it names one."""
    bound = replace(device, id=reference.id)
    wanted = reference.options.get("endpoint")
    if device.refused:
        return bound
    if wanted is None:
        return as_one(bound)
    one = of_endpoint(bound, str(wanted))
    if one is not None:
        return one
    others = sorted({wire_of(t).endpoint for t in device.traits.values() if wire_of(t).endpoint})
    known = f"it has {', '.join(others)}" if others else "it has none"
    return replace(bound, traits={}, hears=(), refused=f"there is no endpoint {shown(str(wanted), 40)}: {known}")


def asks(_reference: Reference, device: Device | None, _settings: Settings) -> Sequence[Outgoing]:
    """Its whole state: of itself it tells that every five minutes."""
    place = None if device is None else device.wire
    return (Outgoing(f"{place.cmnd}State", b""),) if isinstance(place, Place) else ()


def mistakes(reference: Reference, settings: Settings) -> Sequence[str]:
    """What is wrong with a block, each one sentence saying what would be right."""
    found: list[str] = []
    name = reference.name
    if not isinstance(name, str) or not name.strip() or any(c in name for c in "+#"):
        found.append(f"{shown(str(name), 60)} is no Tasmota: give its topic, such as tasmota_49A3BC, or its MAC address")
    elif name == UNNAMED:
        found.append("Tasmota is what every device is called that was given no name: give its topic or its MAC address")
    endpoint = reference.options.get("endpoint")
    if endpoint is not None and (isinstance(endpoint, bool) or not _ENDPOINT.fullmatch(str(endpoint))):
        found.append("endpoint is none a Tasmota has: the number of a relay such as 2, or shutter1, switch1")
    return found + BASE.mistakes(settings)


FAMILY = Family(
    key=FAMILY_KEY,
    serves=frozenset({"device", "sensor", "outdoor"}),
    title="Tasmota",
    example="{tasmota: kitchen_plug}",
    remark="by topic, MAC or name; `endpoint: 2` for one relay",
    announced_on=announced_on,
    describe=describe,
    matches=matches,
    bind=bind,
    hear=heard,
    say=said,
    asks=asks,
    mistakes=mistakes,
    options=frozenset({"endpoint"}),
    settle_s=2.0,
)
