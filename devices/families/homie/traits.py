"""Which quantity a Homie property is. The convention types values, not meanings: unit, range and the English words decide.

A property whose meaning or scale cannot be told is left alone; the block may name it (``brightness: lights/intensity``).
"""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from ...units import CELSIUS, FAHRENHEIT, KELVIN, LUX, MIRED, PERCENT, into, unit_named
from ...vocabulary import QUANTITIES, Role, Trait
from .announced import Property

_NUMBERS = frozenset({"integer", "float", "percent"})
_SHARES = frozenset({"brightness", "volume", "position", "fan_speed"})
_PERCENT = (0.0, 100.0)
_TINTS = ("xyz", "rgb", "hsv")  # the first says nothing but the colour, the others how bright as well
_MOST_CHOICES = 30


class Form(StrEnum):
    """How a value is written."""

    BOOLEAN = "boolean"
    CHOICE = "choice"
    SCALED = "scaled"  # a share of its range
    MEASURED = "measured"  # a number with a unit
    COLOUR = "colour"


@dataclass(frozen=True, slots=True)
class Wire:
    """path: ``node/property``. low, high: of what is scaled, in its own numbers; unit: of what is measured, of them.
    is_whole: takes integers only. tint: how a colour is written: rgb, hsv or xyz."""

    path: str
    form: Form
    low: float = 0.0
    high: float = 1.0
    is_whole: bool = False
    unit: str = ""
    tint: str = ""


_SAYS: Mapping[str, re.Pattern[str]] = {
    quantity: re.compile(rf"(?<![a-z])(?:{words})(?![a-z])")
    for quantity, words in {
        "brightness": r"brightness|intensity|dim(?:mer|ming|level)?|level|luminosity",
        "colour_temperature": r"colou?r[- _]?temp(?:erature)?|white[- _]?temp(?:erature)?|ct|colou?rtemp|mireds?|tint",
        "setpoint": r"set[- _]?point|target(?:[- _]?temp(?:erature)?)?|desired(?:[- _]?temp(?:erature)?)?"
        r"|heat(?:ing)?[- _]?(?:set[- _]?point|target|temperature)|temperature|thermostat",
        "cooling_setpoint": r"cool(?:ing)?[- _]?(?:set[- _]?point|target|temperature)",
        "volume": r"volume",
        "position": r"position|(?:open|close)[- _]?level|blinds?|shutters?|shades?|curtains?|roller",
        "fan_speed": r"fan[- _]?speed|speed|fan",
        "occupancy": r"occupan(?:cy|t)|occupied|presence|present|motion|movement|pir",
        "hvac_mode": r"(?:hvac[- _]?|system[- _]?|thermostat[- _]?)?mode",
        "power": r"power|on|state|switch|relay|on[- _]?off|light|lamp|outlet|plug|socket",
    }.items()
}
_OUTDOOR_TANKS = re.compile(r"(?<![a-z])(?:boiler|tank|flow|return|engine|cpu|chip|water|oven|fridge|freezer|solar)(?![a-z])")
_AIM = re.compile(r"(?<![a-z])(?:set[- _]?point|target|desired)(?![a-z])")
_WARMTH = re.compile(r"(?<![a-z])(?:set[- _]?point|target|temperature|thermostat)(?![a-z])")
_HOTTEST = 60.0
_ROLES: tuple[tuple[str, Role], ...] = (
    ("setpoint", Role.CLIMATE),
    ("cooling_setpoint", Role.CLIMATE),
    ("brightness", Role.LIGHT),
    ("colour_temperature", Role.LIGHT),
    ("colour", Role.LIGHT),
    ("position", Role.COVER),
    ("fan_speed", Role.FAN),
    ("volume", Role.PLAYER),
    ("power", Role.SWITCH),
)
_LAMP = re.compile(r"(?<![a-z])(?:lamps?|lights?|bulbs?|spots?|led)(?![a-z])")


def traits_in(properties: Iterable[Property]) -> tuple[Trait, ...]:
    """The first of a quantity by its bare name, others with their node's."""
    found: dict[str, Trait] = {}
    for one in properties:
        quantity = quantity_of(one)
        node = one.path.partition("/")[0].replace("-", "_")
        name = quantity if quantity not in found else f"{quantity}_{node}"
        trait = trait_of(one, quantity, name) if quantity else None
        if trait is not None and name not in found:
            found[name] = trait
    return tuple(found.values())


def with_levels(traits: Iterable[Trait]) -> tuple[Trait, ...]:
    """Without a colour beside which nothing says how bright: to set it would make the lamp as bright as it can be."""
    found = tuple(traits)
    is_dimmed = any(trait.quantity == "brightness" and trait.settable for trait in found)
    return tuple(trait for trait in found if is_dimmed or trait.quantity != "colour")


def quantity_of(one: Property) -> str:
    """By unit where it tells, else by what its own words say, else by its node's; empty where nothing does."""
    if one.datatype in _NUMBERS:
        unit = unit_named(one.unit)
        if unit == LUX:
            return "" if one.is_settable else "illuminance"
        if unit == MIRED:
            return "colour_temperature"
        if unit in (CELSIUS, FAHRENHEIT):
            return _thermal(one)
        if unit == KELVIN:
            return "colour_temperature" if _SAYS["colour_temperature"].search(one.words) else _thermal(one)
        if not one.unit and _is_celsius(one):
            return _thermal(one)
        candidates = ("colour_temperature", "volume", "fan_speed", "position", "brightness")
        return _said(one, candidates) if one.is_settable else ""
    if one.datatype == "boolean":
        return _said(one, ("power",)) if one.is_settable else _said(one, ("occupancy",))
    if one.datatype == "enum" and one.is_settable and _SAYS["hvac_mode"].search(one.words):
        choices = {choice.strip() for choice in one.format.split(",")}
        return "hvac_mode" if choices & {"heat", "auto", "cool"} else ""
    return "colour" if one.datatype == "color" else ""


def trait_of(one: Property, quantity: str, name: str) -> Trait | None:
    """The property as that quantity; None where its datatype or range cannot be it."""
    if quantity in ("power", "occupancy"):
        return _switched(one, quantity, name)
    if quantity == "hvac_mode":
        return _chosen(one, quantity, name)
    if quantity == "colour":
        return _coloured(one, name)
    if one.datatype not in _NUMBERS:
        return None
    return (_scaled if quantity in _SHARES else _measured)(one, quantity, name)


def _switched(one: Property, quantity: str, name: str) -> Trait | None:
    return Trait(name, quantity, one.is_settable, wire=Wire(one.path, Form.BOOLEAN)) if one.datatype == "boolean" else None


def _chosen(one: Property, quantity: str, name: str) -> Trait | None:
    choices = tuple(choice.strip() for choice in one.format.split(",") if choice.strip())[:_MOST_CHOICES]
    return Trait(name, quantity, one.is_settable, choices=choices, wire=Wire(one.path, Form.CHOICE)) if choices else None


def _coloured(one: Property, name: str) -> Trait | None:
    ways = {way.strip() for way in one.format.split(",")}
    tint = next((way for way in _TINTS if way in ways), None) if one.datatype == "color" else None
    return None if tint is None else Trait(name, "colour", one.is_settable, wire=Wire(one.path, Form.COLOUR, tint=tint))


def _scaled(one: Property, quantity: str, name: str) -> Trait | None:
    """A share of its range."""
    low, high, step = _range(one.format)
    if low is None or high is None:
        if one.unit != PERCENT and one.datatype != "percent":
            return None  # half of what?
        low, high = _PERCENT
    if high <= low:
        return None
    is_whole = one.datatype == "integer"
    part = (1.0 if step is None and is_whole else step or 0.0) / (high - low)
    wire = Wire(one.path, Form.SCALED, low, high, is_whole)
    return Trait(name, quantity, one.is_settable, 0.0, 1.0, part or None, wire=wire)


def _measured(one: Property, quantity: str, name: str) -> Trait | None:
    """A number with a unit."""
    low, high, step = _range(one.format)
    unit, inside = _unit_of(one, quantity), QUANTITIES[quantity].unit
    if unit is None:
        return None
    if unit == MIRED and (low is None or low <= 0 or high is None):
        low = high = None  # which end it is nobody knows of one alone
    low, high = (None if end is None else into(end, unit, inside) for end in (low, high))
    if low is not None and high is not None:
        low, high = min(low, high), max(low, high)  # the warmest is the highest mired
    is_whole = one.datatype == "integer"
    if step is None and is_whole and quantity.endswith("setpoint"):
        step = 1.0
    if step is not None and unit != inside:
        step = None if unit == MIRED else step / 1.8 if unit == FAHRENHEIT else step
    wire = Wire(one.path, Form.MEASURED, unit=unit, is_whole=is_whole)
    return Trait(name, quantity, one.is_settable, low, high, step, wire=wire)


def _unit_of(one: Property, quantity: str) -> str | None:
    """What its numbers are in; None where that cannot be told."""
    told, (low, high, _) = unit_named(one.unit), _range(one.format)
    if quantity != "colour_temperature":
        return told if told in (FAHRENHEIT, KELVIN) else QUANTITIES[quantity].unit
    if told in (KELVIN, MIRED):
        return told
    if low is None or high is None:
        return None
    return MIRED if high <= 1000 else KELVIN  # no lamp is as warm as 1000 K nor as cold as 1000 mired


def wire_of(trait: Trait) -> Wire:
    found: Wire = trait.wire
    return found


def role_of(traits: Iterable[Trait], words: str) -> Role:
    """words: names of the device and its nodes, small."""
    settable = {trait.quantity for trait in traits if trait.settable}
    role = next((role for quantity, role in _ROLES if quantity in settable), Role.SENSOR)
    return Role.LIGHT if role is Role.SWITCH and _LAMP.search(words) else role


def _thermal(one: Property) -> str:
    if _OUTDOOR_TANKS.search(f"{one.words} {one.node}"):
        return ""  # nobody lives in it
    if not one.is_settable:
        return "setpoint" if _AIM.search(one.words) else "temperature"
    return _said(one, ("cooling_setpoint", "setpoint")) or ""


def _is_celsius(one: Property) -> bool:
    """Whether a number that names no unit can only be degrees Celsius: its words say warmth, its range ends below 61."""
    _, high, _ = _range(one.format)
    return high is not None and high <= _HOTTEST and _WARMTH.search(one.words) is not None


def _said(one: Property, candidates: tuple[str, ...]) -> str:
    for words in (one.words, one.node):
        for quantity in candidates:
            if _SAYS[quantity].search(words):
                return quantity
    return ""


def _range(text: str) -> tuple[float | None, float | None, float | None]:
    """``min:max:step``, each of which may be left out (the step is version 5's)."""
    parts = [part.strip() for part in text.split(":")]
    if not 2 <= len(parts) <= 3:
        return None, None, None
    found: list[float | None] = []
    for part in [*parts, ""][:3]:
        try:
            number = float(part)
        except ValueError:
            number = math.nan
        found.append(number if math.isfinite(number) and abs(number) < 1e6 else None)
    low, high, step = found
    return low, high, step if step is not None and step > 0 else None
