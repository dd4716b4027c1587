"""``bridge/devices`` and ``bridge/groups`` as Devices, and the topics on which each is heard.

Source: https://www.zigbee2mqtt.io/guide/usage/mqtt_topics_and_messages.html
"""

from collections.abc import Container, Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from ...based import BaseTopic
from ...message import Message
from ...own_will import is_of_will
from ...payload import ANNOUNCEMENT_CAP
from ...pieces import elements
from ...text import shown
from ...vocabulary import Device, DeviceId, Role, Trait
from .exposes import Leaf, kinds, leaves, plain
from .hazards import hazard_of, words_of
from .traits import Wire, members_traits, role_of, traits_of

FAMILY_KEY = "zigbee2mqtt"
BASE = BaseTopic(FAMILY_KEY, "zigbee2mqtt")
VALVE_WAKES_S = 300.0  # a radiator valve on batteries listens every few minutes
_MOST = 10_000  # devices looked at in one announcement; the largest networks have about 300
_NAME = 250  # characters of a friendly name


@dataclass(frozen=True, slots=True)
class Place:
    """Where a device speaks. base: its bridge's base topic. topic: its own state. takes_transition: fades on command."""

    base: str
    topic: str
    is_default_base: bool = True
    takes_transition: bool = False
    origin: str = ""  # the key that tells who changed a setpoint
    digest: bytes = field(default=b"", compare=False)  # of what its bridge says of it

    @property
    def name(self) -> str:
        """As its bridge calls it."""
        return self.topic.removeprefix(f"{self.base}/")


def devices_in(
    message: Message, base: str, is_default: bool, known: Mapping[str, Device]
) -> Generator[None, None, tuple[Device, ...]]:
    """The devices of a ``bridge/devices`` payload, a pause after each; coordinators left out. Raises BadPayload for no list.

    known: devices by stable id; of whom the bridge says what it said before is as it was: the list comes whole at each change.
    """
    found: dict[str, Device] = {}
    for entry, digest in _entries(message):
        address = plain(entry.get("ieee_address"), 64)
        if address and entry.get("type") != "Coordinator" and address not in found:
            earlier = known.get(address)
            place = None if earlier is None else earlier.wire
            is_same = isinstance(place, Place) and (place.digest, place.base, place.is_default_base) == (
                digest,
                base,
                is_default,
            )
            found[address] = earlier if earlier is not None and is_same else _device(entry, address, base, is_default, digest)
        yield
    return tuple(found.values())


def groups_in(message: Message, base: str, is_default: bool, known: Mapping[str, Device]) -> tuple[Device, ...]:
    """The groups of a ``bridge/groups`` payload. known: devices by stable id, for what their members can be told."""
    found: dict[str, Device] = {}
    for entry, _ in _entries(message):
        number = entry.get("id")
        if isinstance(number, int) and not isinstance(number, bool) and 0 <= number <= 0xFFFF:
            address = f"group_{number}" if is_default else f"{base}/group_{number}"
            found.setdefault(address, _group(entry, address, base, is_default, known))
    return tuple(found.values())


def _entries(message: Message) -> Iterator[tuple[Mapping[str, Any], bytes]]:
    """Each with a digest of how it is written."""
    if message.payload.strip():  # else a cleared retained message: nobody is there
        for entry, digest in islice(elements(message, ANNOUNCEMENT_CAP), _MOST):
            if isinstance(entry, Mapping):
                yield entry, digest


def _device(entry: Mapping[str, Any], address: str, base: str, is_default: bool, digest: bytes) -> Device:
    given = entry.get("friendly_name")
    name = given if isinstance(given, str) and given else address
    refused = _wrong_name(base, name) or _not_ready(entry)
    raw = entry.get("definition")
    definition: Mapping[str, Any] = raw if isinstance(raw, Mapping) else {}
    exposes = definition.get("exposes")
    found, grouped = leaves(exposes), kinds(exposes)
    role = role_of(grouped, found)
    traits = traits_of(found, role)
    if not refused and not traits:
        refused = _nothing_usable(definition, grouped)
    keys = {leaf.name: leaf.property for leaf in found}
    options = definition.get("options")
    place = Place(
        base,
        f"{base}/{name}",
        is_default,
        role is Role.LIGHT and _fades(options),
        keys.get("setpoint_change_source", ""),
        digest,
    )
    on_batteries = _on_batteries(entry.get("power_source"), keys)
    return Device(
        id=DeviceId(address),
        family=FAMILY_KEY,
        stable_id=address,
        name=shown(name, _NAME),
        role=role,
        traits={} if refused else traits,
        hears=() if refused else (*topics_of(place, traits.values()), *_wills(place, role, found)),
        hazard=hazard_of(role, grouped, found, words_of(definition, entry)),
        refused=refused,
        settle_s=VALVE_WAKES_S if role is Role.CLIMATE and on_batteries else None,
        on_batteries=on_batteries,
        wire=place,
    )


def _group(entry: Mapping[str, Any], address: str, base: str, is_default: bool, known: Mapping[str, Device]) -> Device:
    given = entry.get("friendly_name")
    name = given if isinstance(given, str) and given else address
    listed = entry.get("members")
    addresses = tuple(
        dict.fromkeys(
            plain(member.get("ieee_address"), 64)
            for member in (listed if isinstance(listed, list) else ())
            if isinstance(member, Mapping) and plain(member.get("ieee_address"), 64)
        )
    )
    members = [known[one] for one in addresses if one in known]
    traits: dict[str, Trait] = {}
    refused = _wrong_name(base, name)
    if not refused and not addresses:
        refused = "it has no members"
    elif not refused and len(members) < len(addresses):
        refused = "some of its members are not known"
    elif not refused:
        traits = members_traits(member.traits for member in members)
        refused = "" if traits else "its members have nothing in common that can be set"
    hazard = next((member.hazard for member in members if member.hazard), "")
    are_lights = bool(members) and all(member.role is Role.LIGHT for member in members)
    fades = bool(members) and all(isinstance(m.wire, Place) and m.wire.takes_transition for m in members)
    place = Place(base, f"{base}/{name}", is_default, fades)
    theirs = [f"{member.wire.topic}/availability" for member in members if isinstance(member.wire, Place)]
    return Device(
        id=DeviceId(address),
        family=FAMILY_KEY,
        stable_id=address,
        name=shown(name, _NAME),
        role=Role.LIGHT if are_lights else Role.SWITCH,
        traits=traits,
        hears=() if refused else (*topics_of(place, traits.values()), *theirs),
        members=() if refused else addresses,
        hazard=f"one of its members: {hazard}" if hazard else "",
        refused=refused,
        wire=place,
    )


def topics_of(place: Place, traits: Iterable[Trait]) -> tuple[str, ...]:
    """Exact topics: the bridge's own state first, then what the device says and what others tell it."""
    topic = place.topic
    bridge = (f"{place.base}/bridge/{what}" for what in ("state", "event", "log"))
    found = [*bridge, topic, f"{topic}/availability", f"{topic}/set"]
    wires = [trait.wire for trait in traits if isinstance(trait.wire, Wire)]
    for trait in traits:
        if isinstance(trait.wire, Wire):
            found.append(f"{topic}/{trait.wire.property}")  # with the bridge's ``output: attribute``
            if trait.settable:
                found.append(f"{topic}/set/{trait.wire.property}")
            if trait.settable and trait.wire.endpoint:
                short = trait.wire.property.removesuffix(f"_{trait.wire.endpoint}")
                found.append(f"{topic}/{trait.wire.endpoint}/set/{short}")
    found += [f"{topic}/{endpoint}/set" for endpoint in dict.fromkeys(wire.endpoint for wire in wires if wire.endpoint)]
    return tuple(dict.fromkeys(found))


def _wills(place: Place, role: Role, found: Iterable[Leaf]) -> tuple[str, ...]:
    """Where a thermostat tells by what it goes, with the bridge's ``output: attribute``."""
    names = (leaf.property for leaf in found if role is Role.CLIMATE and is_of_will(leaf.property))
    return tuple(f"{place.topic}/{name}" for name in dict.fromkeys(names) if name != "system_mode")


def _on_batteries(source: object, keys: Container[str]) -> bool | None:
    """As the bridge tells; one that tells a battery's level runs on it. None: it does not know."""
    if source == "Battery" or (source is None and "battery" in keys):
        return True
    return False if isinstance(source, str) and source not in ("", "Unknown") else None


def _wrong_name(base: str, name: str) -> str:
    """Why a friendly name cannot stand in a topic, or empty."""
    if "+" in name or "#" in name:
        return "its name holds + or #, which MQTT keeps for itself: rename it in Zigbee2MQTT"
    if not plain(name, _NAME):
        return f"its name is longer than {_NAME} characters or holds control characters: rename it in Zigbee2MQTT"
    if name == "bridge" or name.startswith("bridge/"):
        return "its name is that of the bridge itself: rename it in Zigbee2MQTT"
    return ""


def _not_ready(entry: Mapping[str, Any]) -> str:
    """Why the bridge itself does not use the device, or empty. Versions before 2 tell only ``interview_completed``."""
    if entry.get("disabled") is True:
        return "it is disabled in Zigbee2MQTT"
    state = entry.get("interview_state")
    done = state == "SUCCESSFUL" if isinstance(state, str) else entry.get("interview_completed") is not False
    if not done:
        return "Zigbee2MQTT has not finished its interview: wake it or pair it again"
    if not isinstance(entry.get("definition"), Mapping):
        return "Zigbee2MQTT does not support this model"
    return ""


def _nothing_usable(definition: Mapping[str, Any], grouped: frozenset[str]) -> str:
    exposes = definition.get("exposes")
    if "lock" in grouped:
        return "a lock: the hub neither reads nor moves locks"
    if "cover" in grouped:
        return "a cover without a position: only open, close and stop"
    if not isinstance(exposes, list) or not exposes:
        return "it exposes nothing"
    names = [e.get("name") or e.get("type") for e in exposes if isinstance(e, Mapping)]
    listed = ", ".join(name for name in names[:6] if isinstance(name, str))
    return f"nothing the hub can use: it exposes only {shown(listed, 120)}" if listed else "it exposes nothing the hub can use"


def _fades(options: object) -> bool:
    """Whether a light takes ``transition``: its options say so; a bridge that lists no options is taken at its default."""
    if not isinstance(options, list):
        return True
    return any(isinstance(option, Mapping) and option.get("name") == "transition" for option in options)
