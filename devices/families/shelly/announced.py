"""What a Shelly of the second generation or later is made of: ``switch:0``, ``light:1``, ``blutrv:200``, and their traits.

Source: https://shelly-api-docs.shelly.cloud/gen2/ (Components and Services).
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ...based import is_topic
from ...vocabulary import Device, DeviceId, Role, Trait

FAMILY_KEY = "shelly"
WARMEST, COLDEST = 2700.0, 6500.0  # K; what its tunable lights have
_COMPONENT = re.compile(r"([a-z_]{1,20}):(\d{1,3})")
_OF_A_VALVE_S = 60.0  # a radiator valve wakes now and then, and its gateway has to wait for it
_FIRST_OF_OTHERS = 100  # ids of what is wired to an add-on: a pipe, the weather


@dataclass(frozen=True, slots=True)
class Component:
    kind: str
    id: int

    def __str__(self) -> str:
        return self.kind if self.kind == "presence" else f"{self.kind}:{self.id}"


@dataclass(frozen=True, slots=True)
class Wire:
    """Where a trait stands: which component, which key of its status."""

    component: Component
    key: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a device speaks. only: it is one component, which the configuration named. model: empty where unknown."""

    prefix: str
    components: tuple[Component, ...]
    only: bool = False
    model: str = ""

    @property
    def client(self) -> str:
        """Whom it answers, within its own topics: where it may write, whatever the broker's access list says."""
        return f"{self.prefix}/attune"

    @property
    def answers(self) -> str:
        return f"{self.client}/rpc"


# (key of the status, quantity) by kind
LIGHTS = frozenset({"light", "rgb", "rgbw", "cct", "rgbcct"})
OUTPUTS = LIGHTS | {"switch"}
_LEVEL, _LIT, _WHITE = ("brightness", "brightness"), ("output", "power"), ("ct", "colour_temperature")
_COLOUR = ("rgb", "colour")
_HEATS = (("target_C", "setpoint"), ("current_C", "temperature"))
_KEYS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "switch": (_LIT,),
    "light": (_LIT, _LEVEL),
    "rgb": (_LIT, _LEVEL, _COLOUR),
    "rgbw": (_LIT, _LEVEL, _COLOUR),
    "cct": (_LIT, _LEVEL, _WHITE),
    "rgbcct": (_LIT, _LEVEL, _WHITE, _COLOUR),
    "cover": (("current_pos", "position"),),
    "thermostat": _HEATS,
    "blutrv": _HEATS,
    "temperature": (("tC", "temperature"),),
    "humidity": (("rh", "humidity"),),
    "illuminance": (("lux", "illuminance"),),
    "presence": (("value", "occupancy"),),
    "presencezone": (("value", "occupancy"),),
}
# Of these only the configuration knows what they are.
NAMELESS = frozenset({"bthomesensor", "boolean", "number"})
MEASURES = ("occupancy", "illuminance", "temperature", "humidity")
SETTABLE = frozenset({"power", "brightness", "colour_temperature", "colour", "position", "setpoint"})
_RANGES: Mapping[str, tuple[float, float, float | None]] = {
    "thermostat": (5.0, 35.0, 0.5),
    "blutrv": (4.0, 30.0, 0.1),
}


def component_in(text: object) -> Component | None:
    """``switch:0``; None for what is no component at all. There is one presence sensor, and it has no number."""
    if text == "presence":
        return Component("presence", 0)
    found = _COMPONENT.fullmatch(text) if isinstance(text, str) else None
    return Component(found[1], int(found[2])) if found else None


def is_usable(component: Component) -> bool:
    """Whether a device found to have it can be used by it, without its owner saying what it is."""
    return component.kind in _KEYS


def can_be_named(component: Component) -> bool:
    return component.kind in _KEYS or component.kind in NAMELESS or component.kind == "input"


def is_prefix(text: object) -> bool:
    """Whether it can be a device's topic prefix. Source: Mqtt.SetConfig, ``topic_prefix``."""
    return is_topic(text) and not text.endswith("/")


def device_of(place: Place, quantity: str = "") -> Device:
    """The device these components make. quantity: what a component is that does not say it itself."""
    traits = {trait.name: trait for trait in _traits(place, quantity)}
    role = _role(place.components, place.only)
    if not place.only:
        traits = {name: _as_told(trait, role) for name, trait in traits.items()}
    usable = bool(traits)
    return Device(
        id=DeviceId(place.prefix),
        family=FAMILY_KEY,
        stable_id=place.prefix,
        name=place.prefix,
        role=role,
        traits=traits,
        hears=tuple(_topics(place)) if usable else (),
        refused="" if usable else "it has nothing the hub can use: only meters or alarms",
        settle_s=_OF_A_VALVE_S if any(c.kind == "blutrv" for c in place.components) else None,
        wire=place,
    )


def wire_of(trait: Trait) -> Wire:
    """The trait's own; all of this family's have one."""
    wire = trait.wire
    return wire if isinstance(wire, Wire) else Wire(Component("", 0), "")


def _traits(place: Place, quantity: str) -> Iterator[Trait]:
    drives = any(c.kind in OUTPUTS or c.kind == "cover" for c in place.components)
    parts = [(c, keys) for c in place.components for keys in _keys(c, place.only, quantity)]
    if drives and not place.only:
        parts = [(c, keys) for c, keys in parts if c.kind != "temperature" or c.id < _FIRST_OF_OTHERS]
    # What belongs together has one ending: the level and the output of one light.
    lit = sum(c.kind in OUTPUTS for c in place.components)
    several = {name for name, count in Counter(name for c, (_, name) in parts if c.kind not in OUTPUTS).items() if count > 1}
    for component, (key, name) in parts:
        is_one_of_many = lit > 1 if component.kind in OUTPUTS else name in several
        yield _trait(component, key, name, f"_{component.kind}{component.id}" if is_one_of_many else "")
    if parts == [] and any(c.kind == "input" for c in place.components):
        yield Trait("action", "action", settable=False)


def _keys(component: Component, only: bool, quantity: str) -> tuple[tuple[str, str], ...]:
    if component.kind == "input":
        return (("state", "occupancy"),) if only else ()
    if component.kind in NAMELESS:
        return (("value", quantity),) if quantity in MEASURES else ()
    return _KEYS.get(component.kind, ())


def _trait(component: Component, key: str, quantity: str, ending: str) -> Trait:
    name, wire, settable = f"{quantity}{ending}", Wire(component, key), quantity in SETTABLE
    match quantity:
        case "brightness" | "position":
            return Trait(name, quantity, settable, low=0.0, high=1.0, wire=wire)
        case "colour_temperature":
            return Trait(name, quantity, settable, low=WARMEST, high=COLDEST, wire=wire)
        case "setpoint":
            low, high, step = _RANGES[component.kind]
            return Trait(name, quantity, settable, low=low, high=high, step=step, wire=wire)
        case _:
            return Trait(name, quantity, settable, wire=wire)


def _role(components: Iterable[Component], only: bool) -> Role:
    kinds = {component.kind for component in components}
    if kinds & LIGHTS:
        return Role.LIGHT
    for role, of in ((Role.COVER, {"cover"}), (Role.CLIMATE, {"thermostat", "blutrv"}), (Role.SWITCH, {"switch"})):
        if kinds & of:
            return role
    return Role.REMOTE if kinds == {"input"} and not only else Role.SENSOR


def _as_told(trait: Trait, role: Role) -> Trait:
    """Beside a light or a thermostat a relay switches who knows what (the boiler): it is had by ``component``."""
    if wire_of(trait).component.kind == "switch" and role is not Role.SWITCH:
        return Trait(trait.name, trait.quantity, settable=False, wire=trait.wire)
    return trait


def _topics(place: Place) -> Sequence[str]:
    """Its reach first: what follows a return is a snapshot. Then what it says, and what it is told."""
    said = [f"{place.prefix}/online", f"{place.prefix}/status/mqtt", place.answers, f"{place.prefix}/events/rpc"]
    said += [f"{place.prefix}/status/{component}" for component in place.components]
    told = [f"{place.prefix}/command/{c}" for c in place.components if c.kind in OUTPUTS or c.kind == "cover"]
    return (*said, f"{place.prefix}/rpc", *told)
