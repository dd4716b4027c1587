"""The resident's block about a device on plain topics, read into traits; with every mistake in it as a sentence."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from ...text import shown
from ...vocabulary import QUANTITIES, SILENCE, Reference, Settings, Trait, Value
from .values import NAMES, SPANS, SWITCHES, Wire, inward

COMMON = frozenset({"id", "name", "as"})
QUANTITY_KEYS = frozenset({"key", "low", "high", "step", "unit", "values", "state", "command"})
SENSOR_KEYS = frozenset({"quantity", "key", "low", "high", "step", "unit", "values", "availability"})
_BLOCK_KEYS = frozenset({"state", "command", "quantities", "availability"})
_SENSED = frozenset({"occupancy", "illuminance", "temperature", "action", "activity"})
_UNITS: Mapping[str, Mapping[str, str]] = {  # quantity → what may be written → unit
    "colour_temperature": {"mired": "mired", "mireds": "mired", "K": "K", "kelvin": "K"},
    **{q: {"°C": "°C", "C": "°C", "°F": "°F", "F": "°F", "K": "K"} for q in ("setpoint", "temperature")},
    "illuminance": {"lx": "lx", "lux": "lx"},
    **{q: {"%": "%"} for q in SPANS},
}
_USUAL = {  # (quantity, unit) → lowest, highest and step on the wire, where the block does not say
    ("colour_temperature", "mired"): (153.0, 500.0, 1.0),
    ("colour_temperature", "K"): (2000.0, 6500.0, 1.0),
    ("setpoint", "°C"): (5.0, 30.0, 0.5),
    ("setpoint", "°F"): (41.0, 86.0, 1.0),
    ("setpoint", "K"): (278.15, 303.15, 0.5),
}
_HINTS = {  # words of a topic → what it tells, where the block does not say
    "illuminance": ("illuminance", "lux", "lx", "brightness", "light_level"),
    "temperature": ("temperature", "temp"),
    "occupancy": ("occupancy", "motion", "presence", "pir", "occupied"),
    "activity": ("activity",),
    "action": ("action", "button", "click"),
}


@dataclass(slots=True)
class Block:
    """traits: what is right of it. mistakes: what is not, each one sentence saying what would be right."""

    state: str = ""
    command: str = ""
    availability: str = ""
    traits: dict[str, Trait] = field(default_factory=dict)
    mistakes: list[str] = field(default_factory=list)


def read_block(reference: Reference, settings: Settings, usual: str | None = None) -> Block:
    """The whole reference. usual: the quantity of a sensor whose block names none (outdoor: temperature)."""
    options = reference.options
    block = Block()
    block.availability = _topic(block, "availability", options.get("availability", ""))
    if not isinstance(reference.name, str) or not reference.name.strip():
        block.mistakes.append("topic is empty: it is a topic such as home/living/lux")
        return block
    if "quantities" not in options and "command" not in options:
        _read_sensor(block, reference, settings, usual)
        return block
    _unknown(block, "the topic block", options, _BLOCK_KEYS | COMMON)
    block.state = _topic(block, "state", options.get("state", ""))
    block.command = _topic(block, "command", options.get("command", ""))
    quantities = options.get("quantities")
    if not isinstance(quantities, Mapping) or not quantities:
        block.mistakes.append(
            "quantities says nothing: it is like {power: {key: on}, brightness: {key: level, low: 0, high: 100}}"
        )
        return block
    for name, given in quantities.items():
        quantity = quantity_of(name)
        if quantity is None:
            block.mistakes.append(
                f"quantities: {shown(str(name), 40)} is not known: {_meant(str(name), (*QUANTITIES, 'activity'))}"
            )
        elif given is not None and not isinstance(given, Mapping):
            block.mistakes.append(
                f"quantities: {name} is not a block: it is like {{key: {quantity}}}, or {{}} for a bare value"
            )
        else:
            _read_quantity(block, str(name), quantity, given or {}, settings)
    return block


def quantity_of(name: object) -> str | None:
    """The quantity a trait's name stands for: itself, or ``power`` of ``power_left``; None when there is none."""
    known = {*QUANTITIES, "activity"}
    if not isinstance(name, str) or name in known:
        return name if isinstance(name, str) else None
    return next((q for q in sorted(known, key=len, reverse=True) if name.startswith(q + "_") and len(name) < 80), None)


def _read_sensor(block: Block, reference: Reference, settings: Settings, usual: str | None) -> None:
    options = reference.options
    _unknown(block, "topic", options, SENSOR_KEYS | COMMON | {"state"})
    block.state = _topic(block, "topic", options.get("state", reference.name))
    named = options.get("quantity", usual or _hinted(block.state))
    quantity = quantity_of(named)
    if quantity is None or named is None:
        known = ("illuminance", "temperature", "occupancy", "activity")
        problem = "does not say what it measures" if named is None else f"quantity {shown(str(named), 40)} is not known"
        right = "quantity: illuminance (or temperature, occupancy, activity)" if named is None else _meant(str(named), known)
        block.mistakes.append(f"{problem}: {right}")
        return
    given = {k: v for k, v in options.items() if k in QUANTITY_KEYS and k != "state"}
    _read_quantity(block, str(named), quantity, given, settings)


def _read_quantity(block: Block, name: str, quantity: str, given: Mapping[str, Any], settings: Settings) -> None:
    before = len(block.mistakes)
    _unknown(block, name, given, QUANTITY_KEYS)
    state = _topic(block, f"{name}: state", given.get("state", "")) or block.state
    command = "" if quantity in _SENSED else _topic(block, f"{name}: command", given.get("command", "")) or block.command
    if not state and not command and len(block.mistakes) == before:
        block.mistakes.append(f"{name} has no topic: give the block a state, such as state: home/lamp/state")
    key = given.get("key", "")
    if isinstance(key, bool):  # key: on is a bool to some YAML readers
        key = "on" if key else "off"
    if not isinstance(key, str | int) or len(str(key)) > 200:
        block.mistakes.append(f"{name}: key is not a name: it says where in the JSON the value stands, such as level")
        key = ""
    path = tuple(str(key).split(".")) if str(key) else ()
    values, choices = _values(block, name, quantity, given.get("values"), settings)
    unit = _unit(block, name, quantity, given)
    numbers = {k: _number(block, name, k, given[k]) for k in ("low", "high", "step") if given.get(k) is not None}
    if len(block.mistakes) > before:
        return
    low, high, step = numbers.get("low"), numbers.get("high"), numbers.get("step")
    if quantity in SPANS:
        low, high = 0.0 if low is None else low, 100.0 if high is None else high
        if step is None and low.is_integer() and high.is_integer() and abs(high - low) >= 10:
            step = 1.0
    else:
        usual = _USUAL.get((quantity, unit))
        if usual is not None:
            low, high = usual[0] if low is None else low, usual[1] if high is None else high
            step = usual[2] if step is None else step
    if low is not None and high is not None and (low == high or (low > high and quantity not in SPANS)):
        block.mistakes.append(
            f"{name}: low {low:g} and high {high:g} are not a range: low is the lowest it takes, high the highest"
        )
        return
    is_whole = bool(step and step.is_integer() and (low is None or low.is_integer()))
    wire = Wire(quantity, path, low, high, unit, is_whole, values, choices, state, command)
    bounds = _bounds(wire, step)
    known = QUANTITIES.get(quantity)
    if known is not None and known.low is not None and known.high is not None:
        inside = [b for b in bounds[:2] if b is not None]
        if any(not known.low - 1e-6 <= b <= known.high + 1e-6 for b in inside):
            hint = "unit: mired says that they are mired" if quantity == "colour_temperature" else f"it is in {known.unit}"
            block.mistakes.append(f"{name}: low and high give {inside} {known.unit}, which no device does: {hint}")
            return
    if quantity in SWITCHES or quantity in NAMES:
        bounds = (None, None, None)
    block.traits[name] = Trait(name, quantity, bool(command), *bounds, choices=choices, wire=wire)


def _bounds(wire: Wire, step: float | None) -> tuple[float | None, float | None, float | None]:
    """low, high, step of the trait, in the quantity's unit."""
    if wire.quantity in SPANS and wire.low is not None and wire.high is not None:
        return 0.0, 1.0, None if step is None else round(step / abs(wire.high - wire.low), 9)
    found = sorted(v for b in (wire.low, wire.high) if b is not None and (v := inward(wire.quantity, wire.unit, b)) is not None)
    if wire.quantity == "colour_temperature" and wire.unit == "mired":
        step = None  # even steps in mired are no even steps in K
    elif step is not None and wire.unit == "°F":
        step /= 1.8
    lowest = round(found[0], 4) if found and (wire.low is not None or len(found) == 2) else None
    return lowest, round(found[-1], 4) if found and wire.high is not None else None, step


def _values(block: Block, name: str, quantity: str, given: Any, settings: Settings) -> tuple[dict[Value, Any], tuple[str, ...]]:
    wishes = (*settings.music, SILENCE) if quantity == "music" else ()
    if given is None:
        return {}, wishes
    if quantity not in SWITCHES | NAMES:
        block.mistakes.append(f"{name}: values is for what is on or off or has a name: a number has low and high")
        return {}, wishes
    example = "{on: true, off: false}" if quantity in SWITCHES else "{heat: manual, off: standby}"
    if not isinstance(given, Mapping) or not given or any(not isinstance(v, str | int | float | bool) for v in given.values()):
        block.mistakes.append(f"{name}: values is not a list of names with what is written for each: it is like {example}")
        return {}, wishes
    if any(isinstance(v, float) and not math.isfinite(v) for v in given.values()):
        block.mistakes.append(f"{name}: values holds a number JSON cannot write: it is like {example}")
        return {}, wishes
    if quantity in SWITCHES:
        switched: dict[Value, Any] = {}
        for key, wire in given.items():
            said = {True: "on", False: "off"}.get(key, key) if isinstance(key, bool) else key
            if said in ("on", "off"):
                switched[said == "on"] = wire
        if len(switched) != 2 or len(given) != 2:
            block.mistakes.append(f"{name}: values needs exactly on and off: it is like {example}")
        return switched, ()
    named: dict[Value, Any] = {("off" if k is False else "on" if k is True else str(k)): v for k, v in given.items()}
    unknown = [str(k) for k in named if wishes and k not in wishes]
    if unknown:
        block.mistakes.append(f"{name}: values: {shown(unknown[0], 40)} is not under music: {_meant(unknown[0], wishes)}")
    return named, wishes or tuple(str(k) for k in named)


def _unit(block: Block, name: str, quantity: str, given: Mapping[str, Any]) -> str:
    known = _UNITS.get(quantity, {})
    usual = {"colour_temperature": "K", "setpoint": "°C", "temperature": "°C", "illuminance": "lx"}.get(quantity, "")
    if given.get("unit") is None:
        return usual
    unit = known.get(given["unit"]) if isinstance(given["unit"], str) else None
    if unit is None:
        right = f"one of {', '.join(dict.fromkeys(known.values()))}" if known else "leave it out"
        block.mistakes.append(f"{name}: unit {shown(str(given['unit']), 20)} is not known: {right}")
    return unit or usual


def _number(block: Block, name: str, key: str, given: Any) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float) or not abs(given) < 1e9 or (key == "step" and given <= 0):
        block.mistakes.append(
            f"{name}: {key} is not a number that can be used: it is like {key}: {1 if key == 'step' else 100}"
        )
        return 0.0
    return float(given)


def _topic(block: Block, where: str, given: Any) -> str:
    """A topic to listen on or command to, as it stands; empty and a mistake when it cannot be one."""
    if given in ("", None):
        return ""
    if (
        isinstance(given, str)
        and given.strip() == given
        and len(given.encode("utf-8", "replace")) <= 1000
        and given.isprintable()
    ):
        if not any(c in given for c in "+#") and not given.startswith("$"):
            return given
        block.mistakes.append(f"{where}: {shown(given, 60)} is not one topic: without + and #, not beginning with $")
        return ""
    block.mistakes.append(f"{where} is not a topic: it is like home/lamp/state")
    return ""


def _unknown(block: Block, where: str, given: Mapping[str, Any], known: Iterable[str]) -> None:
    names = tuple(sorted(set(known) - {"id"}))
    for key in given:
        if key not in known:
            block.mistakes.append(f"{where}: {shown(str(key), 40)} is not known: {_meant(str(key), names)}")


def _meant(word: str, known: Iterable[str]) -> str:
    names = tuple(known)
    close = get_close_matches(word.casefold()[:60], names, n=1, cutoff=0.6)
    return f"{close[0]}?" if close else f"one of {', '.join(names)}"


def _hinted(topic: str) -> str | None:
    words = topic.casefold().rsplit("/", 1)[-1]
    parts = {words, *words.replace("-", "_").split("_")}
    return next((quantity for quantity, hints in _HINTS.items() if parts & set(hints)), None)
