"""The resident's block about a device on plain topics, read into traits; with every mistake in it as a sentence."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from ...text import shown
from ...units import CELSIUS, FAHRENHEIT, KELVIN, LUX, MIRED, PERCENT, unit_named
from ...vocabulary import QUANTITIES, SILENCE, Reference, Settings, Trait, Value
from .forms import trait_of
from .values import FORMS, HEX, NAMES, SPANS, SWITCHES, Wire

COMMON = frozenset({"id", "name", "as"})
QUANTITY_KEYS = frozenset({"key", "low", "high", "step", "unit", "values", "state", "command"})
SENSOR_KEYS = frozenset({"quantity", "key", "low", "high", "step", "unit", "values", "availability"})
_BLOCK_KEYS = frozenset({"state", "command", "quantities", "availability"})
_SENSED = frozenset({"occupancy", "opening", "illuminance", "temperature", "humidity", "action", "activity"})
_UNITS: Mapping[str, tuple[str, ...]] = {
    "colour_temperature": (MIRED, KELVIN),
    **dict.fromkeys(("setpoint", "cooling_setpoint", "temperature"), (CELSIUS, FAHRENHEIT, KELVIN)),
    "illuminance": (LUX,),
    **dict.fromkeys(SPANS, (PERCENT,)),
    "colour": FORMS,
}
_UNSAID = {quantity: known.unit for quantity, known in QUANTITIES.items() if quantity in _UNITS and quantity not in SPANS} | {
    "colour": HEX
}
_HINTS = {  # words of a topic → what it tells, where the block does not say
    "illuminance": ("illuminance", "lux", "lx", "brightness", "light_level"),
    "temperature": ("temperature", "temp"),
    "humidity": ("humidity",),
    "occupancy": ("occupancy", "motion", "presence", "pir", "occupied"),
    "opening": ("window", "door", "contact", "opening"),
    "activity": ("activity",),
    "action": ("action", "button", "click"),
}


@dataclass(slots=True)
class TopicBlock:
    """traits: what is right of it. mistakes: what is not, each one sentence saying what would be right."""

    state: str = ""
    command: str = ""
    availability: str = ""
    traits: dict[str, Trait] = field(default_factory=dict)
    mistakes: list[str] = field(default_factory=list)


def read_block(reference: Reference, settings: Settings, usual: str | None = None) -> TopicBlock:
    """The whole reference. usual: the quantity of a sensor whose block names none (outdoor: temperature)."""
    options = reference.options
    block = TopicBlock()
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


def _read_sensor(block: TopicBlock, reference: Reference, settings: Settings, usual: str | None) -> None:
    options = reference.options
    _unknown(block, "topic", options, SENSOR_KEYS | COMMON | {"state"})
    block.state = _topic(block, "topic", options.get("state", reference.name))
    named = options.get("quantity", usual or _hinted(block.state))
    quantity = quantity_of(named)
    if quantity is None or named is None:
        known = ("illuminance", "temperature", "humidity", "occupancy", "opening", "activity")
        problem = "does not say what it measures" if named is None else f"quantity {shown(str(named), 40)} is not known"
        right = (
            "quantity: illuminance (or temperature, humidity, occupancy, opening, activity)"
            if named is None
            else _meant(str(named), known)
        )
        block.mistakes.append(f"{problem}: {right}")
        return
    given = {k: v for k, v in options.items() if k in QUANTITY_KEYS and k != "state"}
    _read_quantity(block, str(named), quantity, given, settings)


def _read_quantity(block: TopicBlock, name: str, quantity: str, given: Mapping[str, Any], settings: Settings) -> None:
    before = len(block.mistakes)
    _unknown(block, name, given, QUANTITY_KEYS)
    state, command = _topics(block, name, quantity, given)
    path, unit = _path(block, name, given.get("key", "")), _unit(block, name, quantity, given)
    bounds = {k: _number(block, name, k, given[k]) for k in ("low", "high", "step") if given.get(k) is not None}
    values = _values(block, name, quantity, given.get("values"), settings)
    if len(block.mistakes) > before:
        return
    wire = Wire(quantity, path, bounds.get("low"), bounds.get("high"), unit, values=values, state=state, command=command)
    try:
        block.traits[name] = trait_of(name, wire, bounds.get("step"), tuple(settings.music))
    except ValueError as error:
        block.mistakes.append(f"{name}: {error}")


# What stands in the block


def _topics(block: TopicBlock, name: str, quantity: str, given: Mapping[str, Any]) -> tuple[str, str]:
    """Where it is told and where it is set: its own, else the block's."""
    before = len(block.mistakes)
    state = _topic(block, f"{name}: state", given.get("state", "")) or block.state
    command = "" if quantity in _SENSED else _topic(block, f"{name}: command", given.get("command", "")) or block.command
    if not state and not command and len(block.mistakes) == before:
        block.mistakes.append(f"{name} has no topic: give the block a state, such as state: home/lamp/state")
    return state, command


def _path(block: TopicBlock, name: str, key: Any) -> tuple[str, ...]:
    """Where in the JSON the value stands; empty where the payload is the value."""
    if isinstance(key, bool):  # key: on is a bool to some YAML readers
        key = "on" if key else "off"
    if not isinstance(key, str | int) or len(str(key)) > 200:
        block.mistakes.append(f"{name}: key is not a name: it says where in the JSON the value stands, such as level")
        return ()
    return tuple(str(key).split(".")) if str(key) else ()


def _values(block: TopicBlock, name: str, quantity: str, given: Any, settings: Settings) -> dict[Value, Any]:
    """``values``: on, off or a name → what is written for it."""
    if given is None:
        return {}
    if quantity not in SWITCHES | NAMES:
        block.mistakes.append(f"{name}: values is for what is on or off or has a name: a number has low and high")
        return {}
    example = "{on: true, off: false}" if quantity in SWITCHES else "{heat: manual, off: standby}"
    if not isinstance(given, Mapping) or not given or any(not isinstance(v, str | int | float | bool) for v in given.values()):
        block.mistakes.append(f"{name}: values is not a list of names with what is written for each: it is like {example}")
        return {}
    if any(isinstance(v, float) and not math.isfinite(v) for v in given.values()):
        block.mistakes.append(f"{name}: values holds a number JSON cannot write: it is like {example}")
        return {}
    # on and off are bools to some YAML readers.
    words = {True: "on", False: "off"}
    named: dict[Value, Any] = {words[key] if isinstance(key, bool) else str(key): wire for key, wire in given.items()}
    if quantity in SWITCHES:
        if set(named) != {"on", "off"} or len(given) != 2:
            block.mistakes.append(f"{name}: values needs exactly on and off: it is like {example}")
        return {key == "on": wire for key, wire in named.items()}
    wishes = (*settings.music, SILENCE) if quantity == "music" else ()
    unknown = next((str(key) for key in named if wishes and key not in wishes), None)
    if unknown is not None:
        block.mistakes.append(f"{name}: values: {shown(unknown, 40)} is not under music: {_meant(unknown, wishes)}")
    return dict(named)


def _unit(block: TopicBlock, name: str, quantity: str, given: Mapping[str, Any]) -> str:
    known = _UNITS.get(quantity, ())
    if given.get("unit") is None:
        return _UNSAID.get(quantity, "")
    unit = unit_named(given["unit"]) if isinstance(given["unit"], str) else ""
    if quantity == "colour" and given["unit"] in FORMS:
        unit = str(given["unit"])
    if unit not in known:
        right = f"one of {', '.join(known)}" if known else "leave it out"
        block.mistakes.append(f"{name}: unit {shown(str(given['unit']), 20)} is not known: {right}")
    return unit


def _number(block: TopicBlock, name: str, key: str, given: Any) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float) or not abs(given) < 1e9 or (key == "step" and given <= 0):
        block.mistakes.append(
            f"{name}: {key} is not a number that can be used: it is like {key}: {1 if key == 'step' else 100}"
        )
        return 0.0
    return float(given)


def _topic(block: TopicBlock, where: str, given: Any) -> str:
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


def _unknown(block: TopicBlock, where: str, given: Mapping[str, Any], known: Iterable[str]) -> None:
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
