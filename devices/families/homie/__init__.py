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
from ...command import Command, checked
from ...errors import BadCommand, BadPayload
from ...event import Event, Ordered, Reachable, Reported
from ...family import Family
from ...message import Message, Outgoing
from ...payload import decode_text, number
from ...text import shown
from ...vocabulary import QUANTITIES, Device, DeviceId, Reference, Role, Settings, Trait, Value
from .announced import ID, Described, Property, of_document, with_attribute
from .traits import Form, Wire, inside, outside, role_of, trait_of, traits_in

_KEY = "homie"
_BASE = BaseTopic(_KEY, "homie")
_NAMED = ("power", "brightness", "colour_temperature", "setpoint", "hvac_mode", "volume", "position", "fan_speed")
_MEASURED = ("temperature", "illuminance", "occupancy")
_ATTRIBUTES = ("$homie", "$name", "$nodes")
_OF_NODES = ("$name", "$type", "$properties")
_OF_PROPERTIES = ("$name", "$datatype", "$format", "$settable", "$unit")
_THERE: Mapping[str, bool | None] = {
    "ready": True,
    "sleeping": True,
    "alert": True,
    "lost": False,
    "disconnected": False,
    "init": None,  # between the two: the next word tells
}
_LATER = "none of its properties has been described yet that people in a room would notice"
_FARTHEST = 1e6  # a property without a range takes no more
_EMPTY = b"\x00"  # how an empty text is written


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
    traits = {name: trait for name, trait in bound.traits.items() if _wire(trait).path not in named.values()}
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
    return replace(_with(bound, described, tuple(traits.values()), described.name.lower()), refused="")


def hear(device: Device, message: Message) -> Sequence[Event]:
    """Values, targets, states, and what others order. Raises BadPayload."""
    described: Described = device.wire
    if not message.payload.strip() or message.payload == _EMPTY:
        return ()
    if message.topic in (f"{described.topic}/$state", f"{described.root}/$state"):
        return _reach(device, message)
    path = message.topic.removeprefix(f"{described.topic}/")
    is_order, is_target = path.endswith("/set"), path.endswith("/$target")
    path = path.removesuffix("/set") if is_order else path.removesuffix("/$target")
    trait = next((t for t in device.traits.values() if _wire(t).path == path), None)
    if trait is None or (message.retain and (is_order or is_target)):
        return ()  # an order kept by the broker is a ghost, a target kept there an old story
    value = _value(message, trait, decode_text(message))
    if is_order:
        return (Ordered(device.id, trait.name, value, message.when),)
    return (Reported(device.id, trait.name, value, message.when, message.retain),)


def say(device: Device, command: Command) -> Sequence[Outgoing]:
    """One message for each property; fades are the device's own. Raises BadCommand."""
    described: Described = device.wire
    found: list[Outgoing] = []
    for name, value in command.values.items():
        trait = checked(device, name, value)
        text = _text(device, trait, value)
        found.append(Outgoing(f"{described.topic}/{_wire(trait).path}/set", text.encode()))
    return tuple(found)


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
    traits = traits_in(kept)
    stable = described.topic.rpartition("/")[2]
    words = " ".join((stable, described.name.lower(), *(one.node for one in kept)))
    refused = "" if traits else _LATER
    plain = Device(DeviceId(stable), _KEY, stable, described.name, Role.SENSOR, wire=described, refused=refused)
    return _with(plain, described, traits, words)


def _with(device: Device, described: Described, traits: tuple[Trait, ...], words: str) -> Device:
    """The device with these traits. Its state first: what comes after a return is a snapshot."""
    states = dict.fromkeys((f"{described.root}/$state", f"{described.topic}/$state"))
    values = [f"{described.topic}/{_wire(trait).path}" for trait in traits]
    settable = [f"{described.topic}/{_wire(trait).path}" for trait in traits if trait.settable]
    targets = [f"{topic}/$target" for topic in settable] if "/5/" in described.topic else []
    hears = (*states, *values, *targets, *(f"{topic}/set" for topic in settable)) if traits else ()
    return replace(device, traits={trait.name: trait for trait in traits}, role=role_of(traits, words), hears=hears)


def _reach(device: Device, message: Message) -> Sequence[Event]:
    text = decode_text(message)
    if text not in _THERE:
        raise BadPayload(message.topic, message.payload, "not a state of the convention")
    there = _THERE[text]
    if there is None:
        return ()
    return (Reachable(device.id, there, message.when, message.retain),)


def _value(message: Message, trait: Trait, text: str) -> Value:
    """As told, in the quantity's unit. Raises BadPayload."""
    wire = _wire(trait)
    if wire.form is Form.BOOLEAN:
        if text not in ("true", "false"):
            raise BadPayload(message.topic, message.payload, "neither true nor false")
        return text == "true"
    if wire.form is Form.CHOICE:
        if text not in trait.choices:
            raise BadPayload(message.topic, message.payload, "none of its choices")
        return text
    if wire.form is Form.SCALED:
        slack = (wire.high - wire.low) * 0.01
        told = number(message, trait.name, text, wire.low - slack, wire.high + slack)
        return min(max((told - wire.low) / (wire.high - wire.low), 0.0), 1.0)
    told = number(message, trait.name, text, 1.0 if wire.form is Form.MIRED else None)
    found = inside(wire.form, told)
    quantity = QUANTITIES[trait.quantity]
    low = quantity.low if trait.low is None else trait.low
    high = quantity.high if trait.high is None else trait.high
    for end in (low, high):
        if end is not None and trait.same(found, end):
            return min(max(found, low if low is not None else found), high if high is not None else found)
    return number(message, trait.name, found, low, high)


def _text(device: Device, trait: Trait, value: Value) -> str:
    """The value as the convention writes it. Raises BadCommand."""
    wire = _wire(trait)
    if wire.form is Form.BOOLEAN:
        return "true" if value else "false"
    if wire.form is Form.CHOICE:
        return str(value)
    held = float(trait.nearest(min(max(float(value), -_FARTHEST), _FARTHEST)))
    if wire.form is Form.SCALED:
        told = wire.low + held * (wire.high - wire.low)
        if trait.quantity == "brightness" and float(value) > 0:
            told = max(told, wire.low + (1.0 if wire.is_whole else (wire.high - wire.low) * 0.01))  # a little is not dark
    else:
        if wire.form is Form.MIRED and held <= 0:
            raise BadCommand(device.id, trait.name, "takes a colour temperature above 0 K")
        told = outside(wire.form, held)
    return str(round(told)) if wire.is_whole else f"{round(told, 4):g}" if abs(told) < 1e5 else str(round(told))


def _wire(trait: Trait) -> Wire:
    found: Wire = trait.wire
    return found


FAMILY = Family(
    key=_KEY,
    serves=frozenset({"device", "sensor", "outdoor"}),
    announced_on=announced_on,
    describe=describe,
    matches=matches,
    bind=bind,
    hear=hear,
    say=say,
    mistakes=mistakes,
    options=frozenset({"node", *_NAMED, *_MEASURED}),
    settle_s=3.0,
)
