"""Zigbee2MQTT: lamps, plugs, valves, motion and remotes behind a Zigbee bridge, which announces them in one list.

The door of the family. bridge/devices → ``exposes`` (one leaf per property) → ``traits`` (quantities with this device's range)
→ ``announced`` (devices and groups); then ``states`` and ``orders`` read what is said, ``saying`` writes what is told.
Specification: https://www.zigbee2mqtt.io/guide/usage/exposes.html and …/mqtt_topics_and_messages.html
"""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import replace

from ...based import is_base
from ...family import Family
from ...message import Message
from ...text import shown
from ...vocabulary import Device, Reference, Settings, Trait
from .announced import BASE, FAMILY_KEY, Place, devices_in, groups_in
from .exposes import plain
from .saying import read_again, said
from .states import heard
from .traits import Wire

_OPTIONS = frozenset({"endpoint", "base_topic", "invert"})
_COMMON = frozenset({"id", "name", "as"})
_DEVICES, _GROUPS = "/bridge/devices", "/bridge/groups"


def announced_on(references: Sequence[Reference], settings: Settings) -> tuple[str, ...]:
    """The two announcement topics of every bridge the configuration names; of the default one where it names none."""
    bases = dict.fromkeys(_base_of(reference, settings) for reference in references) or {BASE.of(settings): None}
    return tuple(f"{base}{topic}" for base in bases if is_base(base) for topic in (_DEVICES, _GROUPS))


def describe(message: Message, known: Mapping[str, Device], settings: Settings) -> tuple[Device, ...]:
    """Everything a bridge has paired, or all its groups; what cannot be used says so in ``refused``. Raises BadPayload."""
    pieces = describe_in_pieces(message, known, settings)
    while True:
        try:
            next(pieces)
        except StopIteration as done:
            found: tuple[Device, ...] = done.value
            return found


def describe_in_pieces(
    message: Message, known: Mapping[str, Device], settings: Settings
) -> Generator[None, None, tuple[Device, ...]]:
    """The same with a pause after each entry. Raises BadPayload."""
    for suffix in (_DEVICES, _GROUPS):
        if not message.topic.endswith(suffix):
            continue
        base = message.topic.removesuffix(suffix)
        is_default = base == BASE.of(settings)
        if suffix == _DEVICES:
            return (yield from devices_in(message, base, is_default, known))
        return groups_in(message, base, is_default, known)
    return ()


def matches(device: Device, reference: Reference) -> bool:
    """By friendly name or IEEE address, on the bridge the reference means."""
    place = device.wire
    if reference.family != FAMILY_KEY or not isinstance(place, Place):
        return False
    base = reference.options.get("base_topic")
    if base is None and not place.is_default_base:
        return False
    if base is not None and base != place.base:
        return False
    return f"{place.base}/{reference.name}" == place.topic or reference.name.lower() == device.stable_id.lower()


def bind(device: Device, reference: Reference) -> Device:
    """Under the configuration's id; of one endpoint only, where it names one."""
    bound = replace(device, id=reference.id)
    if reference.options.get("invert") is True:
        bound = replace(bound, traits={name: _turned(trait) for name, trait in bound.traits.items()})
    wanted = reference.options.get("endpoint")
    if wanted is None or device.refused:
        return bound
    endpoint = str(wanted)
    traits = {n: t for n, t in device.traits.items() if isinstance(t.wire, Wire) and t.wire.endpoint == endpoint}
    if traits:
        return replace(bound, traits=traits)
    others = sorted({t.wire.endpoint for t in device.traits.values() if isinstance(t.wire, Wire) and t.wire.endpoint})
    known = f"it has {', '.join(others)}" if others else "it has none"
    return replace(bound, traits={}, hears=(), refused=f"there is no endpoint {shown(endpoint, 40)}: {shown(known, 120)}")


def _turned(trait: Trait) -> Trait:
    """A cover's position read the other way round, as the bridge's own ``invert_cover`` makes it."""
    wire = trait.wire
    is_position = trait.quantity == "position" and isinstance(wire, Wire)
    return replace(trait, wire=replace(wire, turned=True)) if is_position else trait


def mistakes(reference: Reference, settings: Settings) -> Sequence[str]:
    """What is wrong with a block, each one sentence saying what would be right."""
    found: list[str] = []
    if not isinstance(reference.name, str) or not reference.name.strip():
        found.append("the friendly name is empty: give the name the device has in Zigbee2MQTT")
    elif "+" in reference.name or "#" in reference.name:
        found.append(
            f"the name {shown(reference.name, 60)} holds + or #, which MQTT keeps for itself: rename the device in Zigbee2MQTT"
        )
    for key in reference.options:
        if key not in _OPTIONS | _COMMON:
            found.append(f"{shown(str(key), 40)} is not known beside {FAMILY_KEY}: it takes {' and '.join(sorted(_OPTIONS))}")
    endpoint = reference.options.get("endpoint")
    if endpoint is not None and not _is_endpoint(endpoint):
        found.append("endpoint is not the name of an endpoint: one as Zigbee2MQTT shows it, such as l1 or left")
    if not isinstance(reference.options.get("invert", False), bool):
        found.append("invert is not true or false: whether the cover counts how far it is shut (invert_cover in Zigbee2MQTT)")
    base = reference.options.get("base_topic")
    if base is not None and not is_base(base):
        found.append(
            "base_topic is not a topic: that of the Zigbee2MQTT it is on, such as zigbee2mqtt, without +, # or a / at its ends"
        )
    elif base is None:
        found += BASE.mistakes(settings)
    return found


def _base_of(reference: Reference, settings: Settings) -> str:
    base = reference.options.get("base_topic")
    return base if isinstance(base, str) else BASE.of(settings)


def _is_endpoint(endpoint: object) -> bool:
    if isinstance(endpoint, int) and not isinstance(endpoint, bool):
        return 0 <= endpoint <= 255  # endpoint: 1, as YAML reads it
    return bool(plain(endpoint, 60)) and not any(c in str(endpoint) for c in "/+#")


FAMILY = Family(
    key=FAMILY_KEY,
    serves=frozenset({"device", "sensor", "outdoor"}),
    title="Zigbee2MQTT",
    example="{zigbee2mqtt: living_lamp}",
    remark="groups; `invert: true` for a blind whose 100 is shut",
    announced_on=announced_on,
    describe=describe,
    describe_in_pieces=describe_in_pieces,
    matches=matches,
    bind=bind,
    hear=heard,
    say=said,
    reads=read_again,
    mistakes=mistakes,
    options=_OPTIONS,
    settle_s=3.0,
    promises=True,
)
