"""The topic family: any MQTT device the resident describes in the configuration.

- topic:
    id: reading_lamp
    state: home/reading_lamp/state
    command: home/reading_lamp/set
    quantities:
      brightness: {key: level, low: 0, high: 100}
      power: {key: on, values: {on: true, off: false}}
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from ...command import Command, checked
from ...errors import BadCommand, BadPayload
from ...event import Event, Ordered, Pressed, Reachable, Reported
from ...family import Family
from ...message import Message, Outgoing
from ...payload import decode_json, decode_text
from ...vocabulary import QUANTITIES, Device, Reference, Role, Settings, Trait, Value
from .block import SENSOR_KEYS, read_block
from .values import Wire, as_payload, found_at, read, written

_ROLES = (  # the first whose quantities the device has
    (Role.CLIMATE, {"setpoint", "hvac_mode"}),
    (Role.PLAYER, {"music", "volume"}),
    (Role.COVER, {"position"}),
    (Role.FAN, {"fan_speed"}),
    (Role.LIGHT, {"brightness", "colour_temperature", "power"}),
    (Role.REMOTE, {"action"}),
)
_ONLINE, _OFFLINE = frozenset({"online", "on", "true", "1"}), frozenset({"offline", "off", "false", "0"})


def from_reference(reference: Reference, settings: Settings) -> Device | None:
    """The device as its block describes it; None when nothing in it can be used."""
    return device_of(reference, settings)


def mistakes(reference: Reference, settings: Settings) -> Sequence[str]:
    """What is wrong with a block, each one sentence saying what would be right."""
    return read_block(reference, settings).mistakes


def device_of(reference: Reference, settings: Settings, usual: str | None = None) -> Device | None:
    """usual: the quantity of a sensor whose block names none."""
    block = read_block(reference, settings, usual)
    if not block.traits:
        return None
    wires = [trait.wire for trait in block.traits.values()]
    topics = [topic for wire in wires for topic in (wire.state, wire.command) if topic]
    has = {trait.quantity for trait in block.traits.values()}
    role = next((role for role, quantities in _ROLES if has & quantities), Role.SENSOR)
    if reference.options.get("as") in ("light", "switch", "climate", "player"):
        role = Role(str(reference.options["as"]))
    return Device(
        id=reference.id,
        family=FAMILY.key,
        stable_id=topics[0],
        name=str(reference.options.get("name") or reference.name),
        role=role,
        traits=block.traits,
        hears=tuple(dict.fromkeys((*topics, *([block.availability] if block.availability else ())))),
        wire=block.availability,
    )


def hear(device: Device, message: Message) -> Sequence[Event]:
    """What a state says, what somebody ordered on a command topic, or that the device is there. Raises BadPayload."""
    if message.topic == device.wire:
        return _availability(device, message)
    if not message.payload.strip():
        return ()  # a retained topic was cleared
    told = [(t, t.wire) for t in device.traits.values() if isinstance(t.wire, Wire) and t.wire.state == message.topic]
    if told:
        return _reports(device, told, message)
    ordered = [(t, t.wire) for t in device.traits.values() if isinstance(t.wire, Wire) and t.wire.command == message.topic]
    return _orders(device, ordered, message) if ordered and not message.retain else ()


def say(device: Device, command: Command) -> Sequence[Outgoing]:
    """One JSON object for each command topic, or a bare value where the quantity has no key. Raises BadCommand."""
    objects: dict[str, dict[str, Any]] = {}
    bare: list[Outgoing] = []
    for name, value in command.values.items():
        wire, fitting = _fitting(device, name, value)
        raw = written(wire, fitting)
        if not wire.key:
            bare.append(Outgoing(wire.command, as_payload(raw)))
            continue
        place = objects.setdefault(wire.command, {})
        for step in wire.key[:-1]:
            inner = place.setdefault(step, {})
            place = inner if isinstance(inner, dict) else place
        place[wire.key[-1]] = raw
    return (*(Outgoing(topic, json.dumps(said, ensure_ascii=False).encode()) for topic, said in objects.items()), *bare)


def _fitting(device: Device, name: str, value: Value) -> tuple[Wire, Value]:
    if name in device.traits and not device.traits[name].settable:
        raise BadCommand(device.id, name, "it has no command topic")
    trait = checked(device, name, value)
    wire: Wire = trait.wire
    return wire, trait.nearest(value)


def _reports(device: Device, told: Sequence[tuple[Trait, Wire]], message: Message) -> Sequence[Event]:
    events: list[Event] = []
    off: set[str] = set()
    for trait, value in _values(told, message):
        if trait.quantity == "action":
            if not message.retain:
                events.append(Pressed(device.id, str(value), message.when))
            continue
        if isinstance(value, float):
            value = _within(trait, value, message)
        if trait.quantity == "power" and value is False:
            off.add(trait.name.removeprefix("power"))
        events.append(Reported(device.id, trait.name, value, message.when, snapshot=message.retain))
    # A lamp that is off goes on telling its last brightness; OFF wins.
    repeated = {f"brightness{suffix}" for suffix in off} | {f"colour_temperature{suffix}" for suffix in off}
    return [event for event in events if not (isinstance(event, Reported) and event.trait in repeated)]


def _within(trait: Trait, value: float, message: Message) -> float:
    """Held to the range where it is only just outside, by rounding or a device's odd end. Raises BadPayload beyond."""
    known = QUANTITIES.get(trait.quantity)
    low = trait.low if trait.low is not None or known is None else known.low
    high = trait.high if trait.high is not None or known is None else known.high
    slack = 0.0 if trait.low is None or trait.high is None else max(trait.step or 0.0, 0.05 * (trait.high - trait.low))
    if (low is not None and value < low - slack) or (high is not None and value > high + slack):
        raise BadPayload(message.topic, message.payload, f"{trait.name} {value:g} outside {low}..{high}")
    held = value if low is None else max(low, value)
    return held if high is None else min(high, held)


def _orders(device: Device, ordered: Sequence[tuple[Trait, Wire]], message: Message) -> Sequence[Event]:
    """Somebody's order; what it will come to is unknown where it is a toggle or the like."""
    events: list[Event] = []
    document = _document(ordered, message)
    for trait, wire in ordered:
        raw = _raw(wire, document, message)
        if raw is None:
            continue
        try:
            value = read(wire, raw, message)
            if isinstance(value, float):
                value = _within(trait, value, message)
        except BadPayload:
            value = None
        events.append(Ordered(device.id, trait.name, value, message.when))
    return events


def _values(told: Sequence[tuple[Trait, Wire]], message: Message) -> list[tuple[Trait, Value]]:
    document = _document(told, message)
    found = ((trait, read(wire, _raw(wire, document, message), message)) for trait, wire in told)
    return [(trait, value) for trait, value in found if value is not None]


def _document(told: Sequence[tuple[Trait, Wire]], message: Message) -> Any:
    """The payload as JSON where a key looks into it. Raises BadPayload."""
    if not any(wire.key for _, wire in told):
        return None
    document = decode_json(message)
    if not isinstance(document, dict | list):
        raise BadPayload(message.topic, message.payload, "not a JSON object, and the configuration names a key in it")
    return document


def _raw(wire: Wire, document: Any, message: Message) -> Any:
    if wire.key:
        return found_at(document, wire.key)
    text = decode_text(message)
    if text.startswith(("{", "[")):
        raise BadPayload(message.topic, message.payload, "JSON with several values, and the configuration names no key in it")
    if len(text) > 1 and text[0] == text[-1] == '"':
        return decode_json(message)
    return None if text == "null" else text


def _availability(device: Device, message: Message) -> Sequence[Event]:
    text = decode_text(message)
    if text.startswith("{"):
        inner = decode_json(message)
        text = str(inner.get("state", "")) if isinstance(inner, Mapping) else ""
    said = text.casefold()
    if said not in _ONLINE | _OFFLINE:
        if not said:
            return ()
        raise BadPayload(message.topic, message.payload, "neither online nor offline")
    return (Reachable(device.id, said in _ONLINE, message.when, snapshot=message.retain),)


FAMILY = Family(
    key="topic",
    serves=frozenset({"device", "sensor"}),
    from_reference=from_reference,
    hear=hear,
    say=say,
    mistakes=mistakes,
    options=SENSOR_KEYS | {"state", "command", "quantities"},
    settle_s=2.0,
)
