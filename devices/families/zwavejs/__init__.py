"""Z-Wave JS UI's gateway: each node under its own topics, in any of the gateway's three forms of payload.

    - {zwavejs: office/light}                  its topic below the gateway's prefix: location/name, name, or node id
    - {zwavejs: office/light, endpoint: 1}     one of several sockets or lamps of a node
    - {zwavejs: hall/valve, unit: F}           where temperatures come bare and in Fahrenheit

What a node has is told by the values it keeps at the broker. The door of the family; its parts stand beside.
Specification: https://zwave-js.github.io/zwave-js-ui/#/guide/mqtt
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from ...based import is_base
from ...command import Command, checked, checked_fade
from ...errors import BadPayload
from ...event import Event, Ordered, Pressed, Reachable, Reported
from ...family import Family
from ...message import Message, Outgoing
from ...payload import decode_text, number
from ...text import shown
from ...vocabulary import QUANTITIES, Device, Reference, Settings, Trait, Value
from .announced import FULL, MODES, Form, Node, Wire, device_of, with_message
from .topics import BASE, CLIENTS, FAMILY_KEY, SCENE, announcing, place_of
from .values import celsius, fade_in, native, ordered_in, value_in

_UNKNOWN_LEVEL, _LAST_LEVEL = 254, 255
_MOTION = frozenset({7, 8})  # Home Security's events of somebody moving, with and without a place
_SLOWEST_S = 7620.0  # 127 minutes
_THERE = {"alive": True, "awake": True, "asleep": True, "dead": False, "true": True, "false": False}
_MODE_OF = {name: number for number, name in MODES.items()}
# What a paddle's number means. Source: Central Scene, version 3.
_PRESSES = ("pressed", "released", "held", "pressed_2x", "pressed_3x", "pressed_4x", "pressed_5x")


def announced_on(references: Sequence[Reference], settings: Settings) -> tuple[str, ...]:
    """Values of the configured nodes, or of all. With wildcards: a topic a node is known to speak on announces no more."""
    nodes = [r.name for r in references if not mistakes(r, settings)] or ["+", "+/+"]
    return BASE.below(settings, *(topic for node in dict.fromkeys(nodes) for topic in announcing(node)))


def describe(message: Message, known: Mapping[str, Device], settings: Settings) -> tuple[Device, ...]:
    """The node of a topic with all its values heard so far. Raises BadPayload."""
    base = BASE.of(settings)
    if not message.topic.startswith(f"{base}/") or message.topic.startswith(f"{base}/{CLIENTS}/"):
        return ()
    if message.topic.endswith("/nodeinfo"):
        topic = message.topic.removesuffix("/nodeinfo")
    else:
        place = place_of(message.topic)
        topic = "" if place is None else place.node
    if not topic.startswith(f"{base}/"):
        return ()
    earlier = known.get(topic.removeprefix(f"{base}/"))
    was = earlier.wire if earlier is not None and isinstance(earlier.wire, Node) else None
    node = with_message(message, topic, was, f"{base}/{CLIENTS}/+/status")
    return () if node is None else (device_of(node, base),)


def matches(device: Device, reference: Reference) -> bool:
    return reference.family == FAMILY_KEY and reference.name == device.stable_id


def bind(device: Device, reference: Reference) -> Device:
    """Under the configuration's id; of one endpoint only, where it names one."""
    node = device.wire
    if not isinstance(node, Node):
        return replace(device, id=reference.id)
    base = node.topic.removesuffix(f"/{device.stable_id}")
    endpoint = reference.options.get("endpoint")
    bound = replace(device_of(node, base, reference.options.get("unit") == "F", endpoint), id=reference.id)
    if endpoint is not None and bound.refused:
        others = ", ".join(sorted({str(place.endpoint) for place, _ in node.values})) or "none"
        return replace(bound, refused=f"there is no endpoint {endpoint} heard of yet: it has {others}")
    return bound


def hear(device: Device, message: Message) -> Sequence[Event]:
    """Values, reach, paddles, and what others order. Raises BadPayload."""
    node: Node = device.wire
    if not message.payload.strip():
        return ()
    if message.topic.endswith("/status"):
        return _reach(device, node, message)
    if message.topic.endswith("/set"):
        return () if message.retain else tuple(_ordered(device, message))
    place = place_of(message.topic)
    if place is not None and place.command_class == SCENE:
        return _press(device, message, place.key)
    raw, _ = value_in(message)
    if raw is None:
        return ()  # not known yet
    found: list[Event] = []
    for trait in device.traits.values():
        wire = _wire(trait)
        if wire is None or wire.place.topic != message.topic:
            continue
        if wire.form in (Form.LEVEL, Form.LIT) and _is_unknown(raw):
            if wire.form is Form.LIT and raw == _LAST_LEVEL:
                found.append(Reported(device.id, trait.name, True, message.when, message.retain))
            continue
        if wire.form is Form.LEVEL and trait.quantity != "position" and _level(message, raw) == 0:
            continue  # dark: the next level is what it is lit with
        found.append(Reported(device.id, trait.name, _value(message, trait, wire, raw), message.when, message.retain))
    return found


def say(device: Device, command: Command) -> Sequence[Outgoing]:
    """One message for each value. Raises BadCommand."""
    by_topic: dict[str, dict[str, Value]] = {}
    for name, value in command.values.items():
        wire: Wire = checked(device, name, value).wire
        by_topic.setdefault(f"{wire.place.target}/set", {})[name] = value
    fade = _fade(checked_fade(command))
    return tuple(Outgoing(topic, json.dumps(_asked(device, values, fade)).encode()) for topic, values in by_topic.items())


def mistakes(reference: Reference, settings: Settings) -> Sequence[str]:
    """What is wrong with a block, each one sentence saying what would be right."""
    found: list[str] = []
    name, options = reference.name, reference.options
    if not is_base(name) or str(name).startswith(CLIENTS):
        found.append(f"{shown(str(name), 60)} is no node: give its topic below the prefix, such as office/light or nodeID_7")
    endpoint = options.get("endpoint")
    if endpoint is not None and (type(endpoint) is not int or not 0 <= endpoint <= 127):
        found.append("endpoint is not the number of one: such as 1")
    if options.get("unit") not in (None, "C", "F"):
        found.append("unit is neither C nor F")
    return found + BASE.mistakes(settings)


def _wire(trait: Trait) -> Wire | None:
    return trait.wire if isinstance(trait.wire, Wire) else None


def _reach(device: Device, node: Node, message: Message) -> Sequence[Event]:
    """The node's own word, or its gateway's. ``{"status": "Alive", "value": true}``, or one of them bare."""
    text = decode_text(message)
    if text.startswith("{"):
        value, told = value_in(message)
        text = str(told.get("status", value))
    there = _THERE.get(text.strip('"').casefold())
    if there is None:
        if text.casefold() in ("unknown", "none", "null"):
            return ()
        raise BadPayload(message.topic, message.payload, "neither alive, awake, asleep nor dead")
    return (Reachable(device.id, there, message.when, message.retain),)


def _press(device: Device, message: Message, scene: str) -> Sequence[Event]:
    raw, _ = value_in(message)
    if raw is None or message.retain:
        return ()
    if isinstance(raw, bool) or not isinstance(raw, int) or not 0 <= raw < len(_PRESSES):
        raise BadPayload(message.topic, message.payload, "not a way to press a paddle")
    return (Pressed(device.id, f"scene{int(scene)}_{_PRESSES[raw]}", message.when),)


def _value(message: Message, trait: Trait, wire: Wire, raw: object) -> Value:
    """In the quantity's unit. Raises BadPayload."""
    quantity = QUANTITIES[trait.quantity]
    match wire.form:
        case Form.SWITCH:
            if isinstance(raw, bool):
                return raw
            if isinstance(raw, int) and raw in (0, 1, _LAST_LEVEL):
                return raw > 0  # as the command class itself counts
            raise BadPayload(message.topic, message.payload, "neither true nor false")
        case Form.LIT:
            return _level(message, raw) > 0
        case Form.LEVEL:
            return min(_level(message, raw) / FULL, 1.0)
        case Form.PRESENT:
            if isinstance(raw, bool):
                return raw
            event = number(message, "event", raw, 0, 255)
            return event in _MOTION
        case Form.MODE:
            mode = number(message, "mode", raw, 0, 255)
            if mode not in MODES:
                raise BadPayload(message.topic, message.payload, "a mode no room is kept in")
            return MODES[int(mode)]
        case Form.DEGREES:
            low = quantity.low if trait.low is None else trait.low
            high = quantity.high if trait.high is None else trait.high
            return number(message, trait.name, celsius(number(message, trait.name, raw), wire.fahrenheit), low, high)
        case _:
            return number(message, trait.name, raw, quantity.low, quantity.high)


def _is_unknown(raw: object) -> bool:
    """254: it does not know. 255: it is on, at the level it last had, which it does not say."""
    return not isinstance(raw, bool) and raw in (_UNKNOWN_LEVEL, _LAST_LEVEL)


def _level(message: Message, raw: object) -> float:
    """0 to 99; 100 is what some devices say of their end. Raises BadPayload."""
    return min(number(message, "level", raw, 0, 100), float(FULL))


def _ordered(device: Device, message: Message) -> Iterator[Ordered]:
    """What somebody tells it; None where the outcome is not known (the last level, what it will refuse)."""
    raw = ordered_in(message)
    for trait in device.traits.values():
        wire = _wire(trait)
        if wire is None or f"{wire.place.target}/set" != message.topic:
            continue
        value: Value | None
        if isinstance(raw, bool) and wire.form in (Form.LEVEL, Form.LIT):
            raw = FULL if raw else 0
        try:
            is_last = raw == _LAST_LEVEL and wire.form in (Form.LEVEL, Form.LIT)
            value = (True if wire.form is Form.LIT else None) if is_last else _value(message, trait, wire, raw)
        except BadPayload:
            value = None
        if wire.form is Form.LEVEL and trait.quantity != "position" and value == 0.0:
            continue
        yield Ordered(device.id, trait.name, value, message.when, fade_in(message))


def _asked(device: Device, values: Mapping[str, Value], fade: str | None) -> dict[str, object]:
    """One value of the node, from all that is wanted of it: a dimmer's switch is its level."""
    [first, *_] = [device.traits[name] for name in values]
    wire = _wire(first)
    assert wire is not None
    if wire.form not in (Form.LEVEL, Form.LIT):
        return {"value": _native(first, wire, values[first.name])}
    by_quantity = {device.traits[name].quantity: (device.traits[name], value) for name, value in values.items()}
    power = by_quantity.pop("power", None)
    level: int = _LAST_LEVEL
    for trait, value in by_quantity.values():
        level = _of_full(trait, float(value))
    if power is not None and power[1] is False:
        level = 0
    elif power is not None and level == 0:
        level = 1
    if fade is None or first.quantity == "position":
        return {"value": level}
    return {"value": level, "options": {"transitionDuration": fade}}


def _of_full(trait: Trait, value: float) -> int:
    level = round(float(trait.nearest(value)) * FULL)
    # A wish for very little light is not a wish for darkness.
    return max(1, level) if value > 0 and trait.quantity != "position" else level


def _native(trait: Trait, wire: Wire, value: Value) -> Value:
    match wire.form:
        case Form.SWITCH:
            return value
        case Form.MODE:
            return _MODE_OF[str(value)]
        case _:
            return native(float(trait.nearest(value)), wire.fahrenheit)


def _fade(seconds: float | None) -> str | None:
    return None if seconds is None else f"{round(min(seconds, _SLOWEST_S))}s"


FAMILY = Family(
    key=FAMILY_KEY,
    serves=frozenset({"device", "sensor", "outdoor"}),
    announced_on=announced_on,
    describe=describe,
    matches=matches,
    bind=bind,
    hear=hear,
    say=say,
    mistakes=mistakes,
    options=frozenset({"endpoint", "unit"}),
    settle_s=5.0,
)
