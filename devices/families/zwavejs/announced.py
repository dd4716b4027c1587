"""What a node is, put together from the values heard of it so far: traits, role, whether it sleeps.

Source: Z-Wave's device classes (generic 17, multilevel switch: a dimmer, a motor or a fan) and Z-Wave JS UI's ``nodeinfo``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from ...errors import BadPayload
from ...message import Message
from ...text import shown
from ...units import CELSIUS, FAHRENHEIT, LUX, into, unit_named
from ...vocabulary import Device, DeviceId, Role, Trait
from .colours import COLDEST_K, COLOURS, WARMEST_K, WHITES, channels_in
from .payload import value_in
from .topics import CALL, CLIENTS, COLOUR, FAMILY_KEY, LEVEL, MANY, SCENE, SWITCH, Place, place_of

FULL = 99  # of a level; 255 is the last one
MODES: Mapping[int, str] = {0: "off", 1: "heat", 2: "cool", 3: "auto", 6: "fan_only", 8: "dry"}
_MULTILEVEL, _MOTORS, _FAN = 17, frozenset({3, 5, 6, 7}), 8
_RANGE_C, _STEP_C = (5.0, 35.0), 0.5
_SLEEPS_S = 300.0  # a valve on batteries wakes every few minutes
_LATER = "no value of it has been heard yet that a home is moved or seen by"
_MOST = 120  # values of one node


class Form(StrEnum):
    """How a value is written."""

    SWITCH = "switch"
    LEVEL = "level"  # 0 to 99
    LIT = "lit"  # whether a level is above 0
    DEGREES = "degrees"
    PLAIN = "plain"
    MODE = "mode"
    PRESENT = "present"
    COLOUR = "colour"
    WARMTH = "warmth"  # of white, by a warm and a cold lamp


@dataclass(frozen=True, slots=True)
class Wire:
    """How a value is written and where. unit: what its number is in, where it has one. channels: a coloured lamp's."""

    form: Form
    place: Place
    unit: str = ""
    channels: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Node:
    """topic: where all of it stands. values: by topic, with what the whole value object said of it. specific: of generic class
    17, None where that is not known. listens: it is always awake. gateway: filter of the gateway's own status. client: where
    the gateway takes questions, empty until it has been heard. number: the node's own."""

    topic: str
    values: tuple[tuple[Place, tuple[tuple[str, Any], ...]], ...] = ()
    specific: int | None = None
    listens: bool = True
    name: str = ""
    gateway: str = ""
    client: str = ""
    number: int | None = None

    @property
    def is_motor(self) -> bool:
        return self.specific in _MOTORS or any(p.command_class == LEVEL and p.what == "open" for p, _ in self.values)


def with_message(message: Message, topic: str, earlier: Node | None, gateway: str) -> Node | None:
    """The node, knowing one message more; None where it tells nothing of use. Raises BadPayload."""
    if not message.payload.strip():
        return None
    node = earlier or Node(topic, gateway=gateway)
    if message.topic == f"{topic}/nodeinfo":
        return _with_info(message, node)
    place = place_of(message.topic)
    if place is None or place.node != topic:
        return None
    raw, told = value_in(message)
    number = told.get("nodeId")
    if isinstance(number, int) and not isinstance(number, bool):
        node = replace(node, number=number)
    kept = tuple((k, told[k]) for k in ("unit", "min", "max", "step") if isinstance(told.get(k), str | int | float))
    values = {p.topic: (p, more) for p, more in node.values}
    if place.command_class == COLOUR and raw is not None:
        before = dict(values[place.topic][1]).get("channels", ()) if place.topic in values else ()
        kept += (("channels", frozenset({*before, *channels_in(message, raw)})),)
    values[place.topic] = (place, kept)
    if len(values) > _MOST:
        raise BadPayload(message.topic, message.payload, "more values than a node has")
    return replace(node, values=tuple(values[key] for key in sorted(values)))


def device_of(node: Node, base: str, fahrenheit: bool = False, endpoint: int | None = None) -> Device:
    """fahrenheit: what temperatures are in that say nothing of it. endpoint: only this one's values."""
    traits: dict[str, Trait] = {}
    values = [(p, dict(more)) for p, more in node.values if endpoint is None or p.endpoint == endpoint]
    dimmed = {p.endpoint for p, _ in values if p.command_class == LEVEL}
    lit = sorted({p.endpoint for p, _ in values if p.command_class in (SWITCH, LEVEL)})
    for place, told in sorted(values, key=lambda v: (v[0].endpoint, v[0].command_class, v[0].topic)):
        if place.command_class == SWITCH and place.endpoint in dimmed:
            continue  # the same lamp, told twice
        if place.command_class == COLOUR and place.endpoint not in lit:
            continue  # the light behind a button, not of a room
        is_other = lit and place.command_class in (SWITCH, LEVEL, COLOUR) and place.endpoint != lit[0]
        for trait in _traits(node, place, told, fahrenheit):
            # What belongs together has one ending: the switch and the level of one lamp.
            name = f"{trait.quantity}_{place.endpoint}" if is_other or trait.quantity in traits else trait.quantity
            traits.setdefault(name, replace(trait, name=name))
    scenes = [place.topic for place, _ in values if place.command_class == SCENE]
    if scenes and not traits:
        traits["action"] = Trait("action", "action", settable=False)
    stable = node.topic.removeprefix(f"{base}/")
    values_topics = dict.fromkeys(t.wire.place.topic for t in traits.values() if isinstance(t.wire, Wire))
    orders = dict.fromkeys(f"{t.wire.place.target}/set" for t in traits.values() if isinstance(t.wire, Wire) and t.settable)
    gateway = f"{base}/{CLIENTS}/+"
    for target in list(orders):
        # Told to several nodes at once, or to all.
        orders |= dict.fromkeys(f"{gateway}/{many}/{target.removeprefix(f'{node.topic}/')}" for many in MANY)
    if orders:
        orders[f"{gateway}/{CALL}"] = None
    heard = (f"{node.topic}/status", node.gateway, *values_topics, *orders, *scenes)
    return Device(
        id=DeviceId(stable),
        family=FAMILY_KEY,
        stable_id=stable,
        name=node.name or stable,
        role=_role(node, traits),
        traits=traits,
        hears=heard if traits else (),
        refused="" if traits else _LATER,
        settle_s=None if node.listens else _SLEEPS_S,
        wire=node,
    )


def _traits(node: Node, place: Place, told: Mapping[str, Any], fahrenheit: bool) -> tuple[Trait, ...]:
    unit = unit_named(str(told.get("unit", "")))
    if unit not in (CELSIUS, FAHRENHEIT):
        unit = FAHRENHEIT if fahrenheit else CELSIUS
    match place.command_class, place.what:
        case (37, "currentvalue"):
            return () if node.is_motor else (Trait("power", "power", True, wire=Wire(Form.SWITCH, place)),)
        case (38, "currentvalue"):
            return _level(node, place)
        case (67, "setpoint"):
            quantity = "setpoint" if place.key == "1" else "cooling_setpoint"
            low, high = (_bound(told, "min", _RANGE_C[0], unit), _bound(told, "max", _RANGE_C[1], unit))
            if low >= high:
                low, high = _RANGE_C
            step = _STEP_C if unit == CELSIUS else 1.0 / 1.8
            return (Trait(quantity, quantity, True, low, high, step, wire=Wire(Form.DEGREES, place, unit)),)
        case (64, "mode"):
            return (Trait("hvac_mode", "hvac_mode", True, choices=tuple(MODES.values()), wire=Wire(Form.MODE, place)),)
        case (49, "air_temperature"):
            return (Trait("temperature", "temperature", False, wire=Wire(Form.DEGREES, place, unit)),)
        case (49, "illuminance"):
            if unit_named(str(told.get("unit", LUX))) != LUX:
                return ()  # a share of nothing known
            return (Trait("illuminance", "illuminance", False, wire=Wire(Form.PLAIN, place)),)
        case (51, "currentcolor"):
            return _coloured(place, told.get("channels", frozenset()))
        case (113 | 48, _):
            return (Trait("occupancy", "occupancy", False, wire=Wire(Form.PRESENT, place)),)
    return ()


def _level(node: Node, place: Place) -> tuple[Trait, ...]:
    level = Wire(Form.LEVEL, place)
    if node.is_motor:
        return (Trait("position", "position", True, 0.0, 1.0, 1.0 / FULL, wire=level),)
    lit = Trait("power", "power", True, wire=Wire(Form.LIT, place))
    if node.specific == _FAN:
        return (lit, Trait("fan_speed", "fan_speed", True, 0.0, 1.0, 1.0 / FULL, wire=level))
    return (lit, Trait("brightness", "brightness", True, 0.0, 1.0, 1.0 / FULL, wire=level))


def _coloured(place: Place, channels: frozenset[str]) -> tuple[Trait, ...]:
    found: list[Trait] = []
    if channels.issuperset(COLOURS):
        found.append(Trait("colour", "colour", True, wire=Wire(Form.COLOUR, place, channels=channels)))
    if channels.issuperset(WHITES):
        wire = Wire(Form.WARMTH, place, channels=channels)
        found.append(Trait("colour_temperature", "colour_temperature", True, WARMEST_K, COLDEST_K, wire=wire))
    return tuple(found)


def _role(node: Node, traits: Mapping[str, Trait]) -> Role:
    settable = {trait.quantity for trait in traits.values() if trait.settable}
    for quantity, role in (
        ("setpoint", Role.CLIMATE),
        ("cooling_setpoint", Role.CLIMATE),
        ("position", Role.COVER),
        ("fan_speed", Role.FAN),
        ("brightness", Role.LIGHT),
        ("colour", Role.LIGHT),
        ("colour_temperature", Role.LIGHT),
        ("power", Role.SWITCH),
    ):
        if quantity in settable:
            return role
    return Role.REMOTE if "action" in traits else Role.SENSOR


def _with_info(message: Message, node: Node) -> Node:
    _, told = value_in(message)
    classes = told.get("deviceClass")
    generic = classes.get("generic") if isinstance(classes, Mapping) else None
    specific = classes.get("specific") if isinstance(classes, Mapping) else None
    name, number = told.get("name"), told.get("id")
    return replace(
        node,
        number=number if isinstance(number, int) and not isinstance(number, bool) else node.number,
        specific=specific if generic == _MULTILEVEL and isinstance(specific, int) else node.specific,
        listens=told.get("isListening") is not False,
        name=shown(name, 100) if isinstance(name, str) else node.name,
    )


def _bound(told: Mapping[str, Any], key: str, usual: float, unit: str) -> float:
    given = told.get(key)
    if isinstance(given, bool) or not isinstance(given, int | float) or not abs(given) < 1e6:
        return usual
    found = into(float(given), unit, CELSIUS)
    return found if -20.0 <= found <= 60.0 else usual
