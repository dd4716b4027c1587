"""What a Shelly of the first generation is made of, each part a topic of its own: ``relay/0``, ``white/2``, ``sensor/lux``.

Source: https://shelly-api-docs.shelly.cloud/gen1/ (MQTT of each device).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ...based import BaseTopic
from ...vocabulary import Device, DeviceId, Role, Trait

FAMILY_KEY = "shelly_gen1"
BASE = BaseTopic(FAMILY_KEY, "shellies")
COLDEST = 6500.0  # K
WARMEST: Mapping[str, float] = {"light": 2700.0, "color": 3000.0}  # K; of the tunable bulbs by their topic
LIGHTS = frozenset({"light", "color", "white"})
OUTPUTS = LIGHTS | {"relay", "roller"}
_PART = re.compile(r"(relay|light|color|white|roller|input|ext_temperature)/([0-3])|sensor/(temperature|lux|motion)")
_SLEEPS_S = 30.0
_SENSORS: Mapping[str, str] = {"temperature": "temperature", "lux": "illuminance", "motion": "occupancy"}
_LOWEST_C, _HIGHEST_C = 4.0, 31.0


@dataclass(frozen=True, slots=True)
class Gen1Part:
    kind: str
    name: str

    def __str__(self) -> str:
        return f"{self.kind}/{self.name}"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a device speaks. base: its topics up to the last slash's left. only: one part, which the configuration named.

    tunes: its white can be warmer or colder. fahrenheit: it counts so where the message does not say.
    """

    base: str
    parts: tuple[Gen1Part, ...]
    model: str = ""
    only: bool = False
    tunes: bool = False
    fahrenheit: bool = False

    @property
    def announce(self) -> str:
        """Where all of them tell who they are, each on connecting and when asked."""
        return f"{self.base.rpartition('/')[0]}/announce"


def part_in(text: object) -> Gen1Part | None:
    """``relay/0``; None for what is no part that a home is moved or seen by."""
    found = _PART.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        return None
    return Gen1Part("sensor", found[3]) if found[3] else Gen1Part(found[1], found[2])


def device_of(place: Place, name: str) -> Device:
    """The device these parts make. name: its id."""
    traits = {trait.name: trait for trait in _traits(place)}
    role = _role(place)
    return Device(
        id=DeviceId(name),
        family=FAMILY_KEY,
        stable_id=name,
        name=name,
        role=role,
        traits=traits,
        hears=tuple(_topics(place, role)) if traits else (),
        refused="" if traits else "it has nothing the hub can use: only meters, contacts or alarms",
        settle_s=_SLEEPS_S if any(part.kind == "thermostat" for part in place.parts) else None,
        wire=place,
    )


def part_of(trait: Trait) -> Gen1Part:
    """The trait's own; all of this family's have one."""
    return trait.wire if isinstance(trait.wire, Gen1Part) else Gen1Part("", "")


def _traits(place: Place) -> Iterator[Trait]:
    # A probe at a wall module measures a pipe or a floor as well as a room: its owner names it.
    found = [
        (part, q) for part in place.parts for q in _quantities(place, part) if part.kind != "ext_temperature" or place.only
    ]
    several = {q for q in {q for _, q in found} if sum(q == other for _, other in found) > 1}
    for part, quantity in found:
        ending = f"_{part.name}" if quantity in several or ("power" in several and part.kind in OUTPUTS) else ""
        name = f"{quantity}{ending}"
        match quantity:
            case "brightness" | "position":
                yield Trait(name, quantity, True, low=0.0, high=1.0, wire=part)
            case "colour_temperature":
                yield Trait(name, quantity, True, low=WARMEST[part.kind], high=COLDEST, wire=part)
            case "setpoint":
                yield Trait(name, quantity, True, low=_LOWEST_C, high=_HIGHEST_C, step=0.5, wire=part)
            case _:
                yield Trait(name, quantity, settable=quantity in ("power", "colour"), wire=part)
    if not found and any(part.kind == "input" for part in place.parts):
        yield Trait("action", "action", settable=False)


def _quantities(place: Place, part: Gen1Part) -> tuple[str, ...]:
    match part.kind:
        case "relay":
            return ("power",)
        case "light" | "color" | "white":
            white = ("colour_temperature",) if place.tunes and part.kind in WARMEST else ()
            return ("power", "brightness", *white, *(("colour",) if part.kind == "color" else ()))
        case "roller":
            return ("position",)
        case "thermostat":
            return ("setpoint", "temperature")
        case "motion":
            return ("occupancy", "illuminance")
        case "sensor":
            return (_SENSORS[part.name],)
        case "ext_temperature":
            return ("temperature",)
        case "input" if place.only:
            return ("occupancy",)
    return ()


def _role(place: Place) -> Role:
    kinds = {part.kind for part in place.parts}
    if kinds & LIGHTS:
        return Role.LIGHT
    for kind, role in (("roller", Role.COVER), ("thermostat", Role.CLIMATE), ("relay", Role.SWITCH)):
        if kind in kinds:
            return role
    return Role.REMOTE if kinds == {"input"} and not place.only else Role.SENSOR


def _topics(place: Place, role: Role) -> Iterator[str]:
    """Its reach first: what follows a return is a snapshot. Then what it says, and what it is told."""
    yield place.announce
    for part in ("online", "info"):
        yield f"{place.base}/{part}"
    for part_ in place.parts:
        yield from (f"{place.base}/{topic}" for topic in _said(part_))
    if role is not Role.SENSOR:
        its = dict.fromkeys(part.name for part in place.parts)
        yield from (f"{place.base}/input_event/{n}" for n in (its if place.only or role is Role.REMOTE else "+"))
    for part_ in place.parts:
        yield from (f"{place.base}/{topic}" for topic in _ordered(part_))


def _said(part: Gen1Part) -> tuple[str, ...]:
    match part.kind:
        case "light" | "color" | "white":
            return (f"{part}/status", str(part))
        case "roller":
            return (f"{part}/pos",)
        case "thermostat" | "motion":
            return ("status",)
    return (str(part),)


def _ordered(part: Gen1Part) -> tuple[str, ...]:
    match part.kind:
        case "relay":
            return (f"{part}/command",)
        case "light" | "color" | "white":
            return (f"{part}/command", f"{part}/set")
        case "roller":
            return (f"{part}/command", f"{part}/command/pos")
        case "thermostat":
            return (f"{part}/command/target_t",)
    return ()
