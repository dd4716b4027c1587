"""Homie 4 and 5: devices that describe themselves, each under its own id. Specification: https://homieiot.github.io/

    - {homie: light-1}                                     its id
    - {homie: light-1, node: ceiling}                      one node of it
    - {homie: light-1, brightness: lights/intensity}       which property is which, where names do not tell

The door of the family; its parts stand beside. Version 5 lives below ``homie/5/``; a ``$target`` counts as told:
the device says where it is going before it moves.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from ...based import BaseTopic
from ...errors import BadPayload
from ...family import Family
from ...message import Message
from ...text import shown
from ...vocabulary import Device, DeviceId, Reference, Role, Settings, Trait
from .announced import ID, Described, Property, of_document, with_attribute
from .saying import said
from .states import heard, is_will
from .traits import role_of, trait_of, traits_in, wire_of, with_levels

_KEY = "homie"
_BASE = BaseTopic(_KEY, "homie")
_NAMED = ("power", "brightness", "colour_temperature", "colour", "setpoint", "hvac_mode", "volume", "position", "fan_speed")
_MEASURED = ("temperature", "illuminance", "occupancy")
_ATTRIBUTES = ("$homie", "$name", "$nodes")
_OF_NODES = ("$name", "$type", "$properties")
_OF_PROPERTIES = ("$name", "$datatype", "$format", "$settable", "$unit")
_LATER = "none of its properties has been described yet that people in a room would notice"


def announced_on(references: Sequence[Reference], settings: Settings) -> tuple[str, ...]:
    """Of the configured devices, or of all. Version 4 tells each attribute on a topic of its own."""
    ids = [r.name for r in references if isinstance(r.name, str) and ID.fullmatch(r.name)] or ["+"]
    topics: list[str] = []
    for one in dict.fromkeys(ids):
        topics.append(f"5/{one}/$description")
        topics += (f"{one}/{attribute}" for attribute in _ATTRIBUTES)
        topics += (f"{one}/+/{attribute}" for attribute in _OF_NODES)
        topics += (f"{one}/+/+/{attribute}" for attribute in _OF_PROPERTIES)
    return _BASE.below(settings, *topics)


def describe(message: Message, known: Mapping[str, Device], settings: Settings) -> tuple[Device, ...]:
    """The one device whose id the topic holds. Raises BadPayload."""
    base = _BASE.of(settings)
    if not message.topic.startswith(f"{base}/"):
        return ()
    parts = message.topic.removeprefix(f"{base}/").split("/")
    if len(parts) == 3 and parts[0] == "5" and parts[2] == "$description":
        if not ID.fullmatch(parts[1]):
            raise BadPayload(message.topic, message.payload, "not an id of the convention")
        found = of_document(message, f"{base}/5/{parts[1]}", base)
    elif ID.fullmatch(parts[0]) and len(parts) > 1:
        topic = f"{base}/{parts[0]}"
        earlier = known.get(parts[0])
        was = earlier.wire if earlier is not None and isinstance(earlier.wire, Described) else None
        found = with_attribute(message, topic, was if was is not None and was.topic == topic else None)
    else:
        return ()
    return () if found is None else (_device(found, found.properties),)


def matches(device: Device, reference: Reference) -> bool:
    return reference.family == _KEY and reference.name == device.stable_id


def bind(device: Device, reference: Reference) -> Device:
    """Under the configuration's id; of one node only, or with the properties the block names."""
    described = device.wire
    if not isinstance(described, Described):
        return replace(device, id=reference.id)
    node = reference.options.get("node")
    kept = [one for one in described.properties if node is None or one.path.startswith(f"{node}/")]
    if node is not None and not kept:
        others = ", ".join(sorted({one.path.partition("/")[0] for one in described.properties})) or "none"
        refused = f"there is no node {shown(str(node), 40)}: it has {others}"
        return replace(device, id=reference.id, traits={}, hears=(), refused=refused)
    bound = replace(_device(described, kept), id=reference.id)
    named = {q: str(reference.options[q]) for q in (*_NAMED, *_MEASURED) if q in reference.options}
    if not named:
        return bound
    traits = {trait.name: trait for trait in traits_in(kept) if wire_of(trait).path not in named.values()}
    for quantity, path in named.items():
        one = next((p for p in described.properties if p.path == path), None)
        trait = None if one is None else trait_of(one, quantity, quantity)
        if trait is None:
            why = (
                "it has no such property"
                if one is None
                else f"its {one.datatype} without a fitting unit or range cannot be one"
            )
            return replace(bound, traits={}, hears=(), refused=f"{quantity}: {shown(path, 60)}: {why}")
        traits[quantity] = trait
    return replace(_with(bound, described, with_levels(traits.values()), described.name.lower()), refused="")


def mistakes(reference: Reference, settings: Settings) -> Sequence[str]:
    """What is wrong with a block, each one sentence saying what would be right."""
    found: list[str] = []
    if not isinstance(reference.name, str) or not ID.fullmatch(reference.name):
        found.append(f"{shown(str(reference.name), 60)} is no Homie device: give its id, such as light-1 (a-z, 0-9 and -)")
    node = reference.options.get("node")
    if node is not None and not (isinstance(node, str) and ID.fullmatch(node)):
        found.append("node is not the id of one: it is like ceiling-light (a-z, 0-9 and -)")
    for quantity in (*_NAMED, *_MEASURED):
        path = reference.options.get(quantity)
        ids = path.split("/") if isinstance(path, str) else []
        if path is not None and not (len(ids) == 2 and all(ID.fullmatch(one) for one in ids)):
            found.append(f"{quantity} is not a property: node/property, such as lights/intensity")
    return found + _BASE.mistakes(settings)


def _device(described: Described, properties: Iterable[Property]) -> Device:
    kept = tuple(properties)
    traits = with_levels(traits_in(kept))
    stable = described.topic.rpartition("/")[2]
    words = " ".join((stable, described.name.lower(), *(one.node for one in kept)))
    refused = "" if traits else _LATER
    plain = Device(DeviceId(stable), _KEY, stable, described.name, Role.SENSOR, wire=described, refused=refused)
    return _with(plain, described, traits, words)


def _with(device: Device, described: Described, traits: tuple[Trait, ...], words: str) -> Device:
    """The device with these traits. Its state first: what comes after a return is a snapshot."""
    states = dict.fromkeys((f"{described.root}/$state", f"{described.topic}/$state"))
    values = [f"{described.topic}/{wire_of(trait).path}" for trait in traits]
    settable = [f"{described.topic}/{wire_of(trait).path}" for trait in traits if trait.settable]
    targets = [f"{topic}/$target" for topic in settable] if "/5/" in described.topic else []
    wills = [f"{described.topic}/{one.path}" for one in described.properties if is_will(one.path, traits)]
    hears = dict.fromkeys((*states, *wills, *values, *targets, *(f"{topic}/set" for topic in settable)) if traits else ())
    return replace(device, traits={trait.name: trait for trait in traits}, role=role_of(traits, words), hears=tuple(hears))


FAMILY = Family(
    key=_KEY,
    serves=frozenset({"device", "sensor", "outdoor"}),
    title="Homie 4 and 5",
    example="{homie: light-1}",
    remark="`node: ceiling`, or `brightness: lights/intensity` where names do not tell",
    announced_on=announced_on,
    describe=describe,
    matches=matches,
    bind=bind,
    hear=heard,
    say=said,
    mistakes=mistakes,
    options=frozenset({"node", *_NAMED, *_MEASURED}),
    settle_s=3.0,
)
