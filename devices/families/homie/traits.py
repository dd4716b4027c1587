"""Which quantity a Homie property is. The convention types values, not meanings: unit, range and the English words decide.

A property whose meaning or scale cannot be told is left alone; the block may name it (``brightness: lights/intensity``).
"""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from ...vocabulary import Role, Trait
from .announced import Property

CELSIUS, FAHRENHEIT, KELVIN, MIRED = "°C", "°F", "K", "MK⁻¹"
_NUMBERS = frozenset({"integer", "float", "percent"})
_PERCENT = (0.0, 100.0)


class Form(StrEnum):
    """How a value is written."""

    BOOLEAN = "boolean"
    CHOICE = "choice"
    SCALED = "scaled"  # a share of its range
    PLAIN = "plain"
    FAHRENHEIT = "fahrenheit"
    FROM_KELVIN = "from kelvin"
    MIRED = "mired"


@dataclass(frozen=True, slots=True)
class Wire:
    """path: ``node/property``. low, high: of what is scaled, in its own numbers. is_whole: takes integers only."""

    path: str
    form: Form
    low: float = 0.0
    high: float = 1.0
    is_whole: bool = False


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
    ("brightness", Role.LIGHT),
    ("colour_temperature", Role.LIGHT),
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


def quantity_of(one: Property) -> str:
    """By unit where it tells, else by what its own words say, else by its node's; empty where nothing does."""
    if one.datatype in _NUMBERS:
        if one.unit in ("lx", "lux"):
            return "" if one.is_settable else "illuminance"
        if one.unit in (MIRED, "mired", "mireds"):
            return "colour_temperature"
        if one.unit in (CELSIUS, FAHRENHEIT):
            return _thermal(one)
        if one.unit == KELVIN:
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
    return ""


def trait_of(one: Property, quantity: str, name: str) -> Trait | None:
    """The property as that quantity; None where its datatype or range cannot be it."""
    low, high, step = _range(one.format)
    is_whole = one.datatype == "integer"
    if quantity in ("power", "occupancy"):
        if one.datatype != "boolean":
            return None
        return Trait(name, quantity, one.is_settable, wire=Wire(one.path, Form.BOOLEAN))
    if quantity in ("hvac_mode",):
        choices = tuple(choice.strip() for choice in one.format.split(",") if choice.strip())[:30]
        return Trait(name, quantity, one.is_settable, choices=choices, wire=Wire(one.path, Form.CHOICE)) if choices else None
    if one.datatype not in _NUMBERS:
        return None
    if quantity in ("brightness", "volume", "position", "fan_speed"):
        if low is None or high is None:
            if one.unit != "%" and one.datatype != "percent":
                return None  # half of what?
            low, high = _PERCENT
        if high <= low:
            return None
        part = (1.0 if step is None and is_whole else step or 0.0) / (high - low)
        wire = Wire(one.path, Form.SCALED, low, high, is_whole)
        return Trait(name, quantity, one.is_settable, 0.0, 1.0, part or None, wire=wire)
    form = {FAHRENHEIT: Form.FAHRENHEIT, MIRED: Form.MIRED, "mired": Form.MIRED, "mireds": Form.MIRED}.get(one.unit, Form.PLAIN)
    if one.unit == KELVIN and quantity != "colour_temperature":
        form = Form.FROM_KELVIN
    if quantity == "colour_temperature" and one.unit not in (KELVIN, MIRED, "mired", "mireds"):
        if low is None or high is None:
            return None
        form = Form.MIRED if high <= 1000 else Form.PLAIN  # no lamp is as warm as 1000 K nor as cold as 1000 mired
    if form is Form.MIRED and low is not None and low <= 0:
        low = None
    ends = sorted(inside(form, end) for end in (low, high) if end is not None)
    if len(ends) == 2:
        low, high = ends
    elif form is Form.MIRED:
        low = high = None
    else:
        low, high = (None if end is None else inside(form, end) for end in (low, high))
    if step is not None:
        step = {Form.FAHRENHEIT: step / 1.8, Form.MIRED: None}.get(form, step)
    elif is_whole and quantity.endswith("setpoint"):
        step = 1.0 if form is not Form.FAHRENHEIT else 1 / 1.8
    return Trait(name, quantity, one.is_settable, low, high, step, wire=Wire(one.path, form, is_whole=is_whole))


def inside(form: Form, value: float) -> float:
    """A number on the wire in the quantity's unit."""
    match form:
        case Form.FAHRENHEIT:
            return (value - 32.0) / 1.8
        case Form.FROM_KELVIN:
            return value - 273.15
        case Form.MIRED:
            return 1e6 / value
        case _:
            return value


def outside(form: Form, value: float) -> float:
    """A value in the quantity's unit as the wire has it."""
    match form:
        case Form.FAHRENHEIT:
            return value * 1.8 + 32.0
        case Form.FROM_KELVIN:
            return value + 273.15
        case Form.MIRED:
            return 1e6 / value
        case _:
            return value


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
