"""ebusd: heating controllers on the eBUS, one message of one circuit at a time.

    - {ebusd: 700/Hc1DayTemp, quantity: setpoint, field: tempv}            read and written by ebusd/700/Hc1DayTemp/set
    - {ebusd: 700/Hc1Desired, quantity: setpoint, fields: 3, place: 2}     the second of three; the others stay as they are
    - {ebusd: 700/Hc1RoomTemp, quantity: temperature}                      only read

States come as text joined by ``;`` or, with --mqttjson, as JSON; orders are always text. Writing needs access
at ebusd. What a boiler is told (flow, hot water) is no matter of comfort and never written. Source: ebusd's wiki.
"""

import re
from collections.abc import Mapping, Sequence

from ..based import BaseTopic
from ..command import Command, checked, is_number
from ..errors import BadCommand, BadPayload
from ..event import Event, Moded, Ordered, Reachable, Reported
from ..family import Family
from ..message import Message, Outgoing
from ..own_will import will_of
from ..payload import decode_object, decode_text, number
from ..text import shown
from ..units import CELSIUS
from ..vocabulary import QUANTITIES, Device, Reference, Role, Settings, Trait

_KEY = "ebusd"
_BASE = BaseTopic(_KEY, "ebusd")
_NAME = re.compile(r"[^/+#\s\x00-\x1f]{1,80}/[^/+#\s\x00-\x1f]{1,80}")
_FIELD = re.compile(r"[^/+#;\x00-\x1f]{1,80}")
_BOILER = re.compile(r"flow|return|boiler|hwc|dhw|water|storage|burner|pump|curve|modulat|setmode", re.IGNORECASE)
_BOILERS = frozenset({"bai", "hmu", "vwz", "hwc", "boiler"})  # circuits that are boilers, heat pumps and tanks
_QUANTITIES = ("setpoint", "temperature")
# What a zone aims at now, by its clock or a veto; and what says by which of them. (15.700.csv and 15.ctlv2.csv of Vaillant's.)
_AIM_NOW = re.compile(r"(?P<zone>[A-Za-z]+\d)Actual\w*Desired")
_MODES = ("OpMode", "OPMode", "SFMode")
_LEAVE = "-"
_UNKNOWN = frozenset({"", "-", "null", "inf", "nan"})
_MOST = 30  # fields of one message
_LOW, _HIGH, _STEP = 5.0, 30.0, 0.5


def from_reference(reference: Reference, settings: Settings) -> Device | None:
    """The message as a device of one quantity; None when the block cannot be one."""
    if mistakes(reference, settings):
        return None
    options = reference.options
    topic = f"{_BASE.of(settings)}/{reference.name}"
    quantity = str(options.get("quantity") or "temperature")
    hazard = _hazard(reference.name) if quantity == "setpoint" else ""
    is_aim = quantity == "setpoint"
    low, high = (float(options.get("low", _LOW)), float(options.get("high", _HIGH))) if is_aim else (None, None)
    step = float(options.get("step", _STEP)) if is_aim else None
    place = (options.get("field"), int(options.get("place", 1)), int(options.get("fields", options.get("place", 1))))
    trait = Trait(quantity, quantity, settable=is_aim and not hazard, low=low, high=high, step=step, wire=place)
    return Device(
        id=reference.id,
        family=_KEY,
        stable_id=reference.name,
        name=str(options.get("name") or reference.name),
        role=Role.CLIMATE if is_aim else Role.SENSOR,
        traits={quantity: trait},
        hears=(f"{_BASE.of(settings)}/global/running", topic, *((f"{topic}/set", *_modes(topic)) if is_aim else ())),
        hazard=hazard,
        wire=topic,
    )


def hear(device: Device, message: Message) -> Sequence[Event]:
    """Its field, whether ebusd runs, and what others order. Raises BadPayload."""
    text = decode_text(message)
    if not text:
        return ()
    if message.topic.endswith("/global/running"):
        if text not in ("true", "false"):
            raise BadPayload(message.topic, message.payload, "neither true nor false")
        return (Reachable(device.id, text == "true", message.when, message.retain, is_birth=True),)
    [trait] = device.traits.values()
    if message.topic in _modes(device.wire):
        return _by_what(device, message, text)
    if message.topic.endswith("/set"):
        told = _of_text(trait, text, is_order=True)
        if message.retain or told is None:
            return ()
        return (Ordered(device.id, trait.name, _value(message, trait, told), message.when),)
    found = _of_json(message, trait) if text.startswith("{") else _of_text(trait, text)
    if found is None:
        return ()
    # Where no mode has been heard, nobody can say whether it was the clock.
    origin = "unsure" if _modes(device.wire) and trait.settable else ""
    return (Reported(device.id, trait.name, _value(message, trait, found), message.when, message.retain, origin),)


def say(device: Device, command: Command) -> Sequence[Outgoing]:
    """All fields joined by ``;``, those that are not meant left as they are. Raises BadCommand."""
    if not command.values:
        return ()
    for name, value in command.values.items():
        if device.hazard:
            raise BadCommand(device.id, name, device.hazard)
        checked(device, name, value)
    [(name, value)] = command.values.items()
    _, place, fields = device.traits[name].wire
    parts = [_LEAVE] * fields
    parts[place - 1] = f"{device.traits[name].nearest(value):g}"
    return (Outgoing(f"{device.wire}/set", ";".join(parts).encode()),)


def mistakes(reference: Reference, settings: Settings) -> Sequence[str]:
    """What is wrong with a block, each one sentence saying what would be right."""
    found: list[str] = []
    name, options = reference.name, reference.options
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        found.append(f"{shown(str(name), 60)} is no message of ebusd: it is circuit/message, such as 700/Hc1DayTemp")
    if options.get("quantity") not in (None, *_QUANTITIES):
        found.append(f"quantity is none that is read of ebusd: one of {', '.join(_QUANTITIES)}")
    field = options.get("field")
    if field is not None and not (isinstance(field, str) and _FIELD.fullmatch(field)):
        found.append("field is not the name of one, as --mqttjson tells it: such as tempv")
    place, fields = options.get("place", 1), options.get("fields", options.get("place", 1))
    if not _is_count(place) or not _is_count(fields) or place > fields:
        found.append("place and fields are not which field of how many: such as place: 2, fields: 3")
    low, high, step = options.get("low", _LOW), options.get("high", _HIGH), options.get("step", _STEP)
    if not all(is_number(one) for one in (low, high, step)) or not (-20 <= low < high <= 60 and 0 < step <= 5):
        found.append("low, high and step are not a range of setpoints in °C: such as low: 5, high: 30, step: 0.5")
    return found + _BASE.mistakes(settings)


def _modes(topic: str) -> tuple[str, ...]:
    """Topics on which ebusd tells by what a zone goes; none of a setpoint that only people move."""
    circuit, _, name = topic.rpartition("/")
    found = _AIM_NOW.fullmatch(name)
    return () if found is None else tuple(f"{circuit}/{found['zone']}{mode}" for mode in _MODES)


def _by_what(device: Device, message: Message, text: str) -> Sequence[Moded]:
    """``auto``, or ``{"opmode": {"value": "auto"}}``."""
    word: object = text
    if text.startswith("{"):
        first = next(iter(decode_object(message).values()), None)
        word = first.get("value") if isinstance(first, Mapping) else first
    key = "sfmode" if message.topic.endswith("SFMode") else "opmode"
    # Of the special functions "auto" is none of them.
    is_none = key == "sfmode" and word == "auto"
    found = will_of(device.id, key, "none" if is_none else word, message.when, message.retain, has_clock=True)
    return () if found is None else (found,)


def _hazard(name: str) -> str:
    circuit, _, message = name.partition("/")
    if circuit.lower() in _BOILERS or _BOILER.search(message):
        return f"it is the boiler's own setting, not a room's: {shown(name, 60)}"
    return ""


def _of_json(message: Message, trait: Trait) -> object:
    """``{"tempv": {"value": 20.5}}``: the named field, else the one at its place."""
    told = decode_object(message)
    name, place, _ = trait.wire
    if name is not None:
        field = told.get(name)
    else:
        fields = list(told.values())
        field = fields[place - 1] if place <= len(fields) else None
    if isinstance(field, Mapping):
        return field.get("value")
    return field


def _of_text(trait: Trait, text: str, is_order: bool = False) -> object:
    parts = text.split(";", _MOST)
    _, place, _ = trait.wire
    if place > len(parts):
        return None
    part = parts[place - 1].strip()
    if not is_order and "=" in part:
        part = part.rpartition("=")[2]  # verbose states name their fields
    return None if part.lower() in _UNKNOWN else part


def _value(message: Message, trait: Trait, raw: object) -> float:
    quantity = QUANTITIES[trait.quantity]
    low = quantity.low if trait.low is None else trait.low
    high = quantity.high if trait.high is None else trait.high
    return number(message, trait.name, raw, low, high, unit=CELSIUS)


def _is_count(given: object) -> bool:
    return isinstance(given, int) and not isinstance(given, bool) and 1 <= given <= _MOST


FAMILY = Family(
    key=_KEY,
    serves=frozenset({"device", "sensor", "outdoor"}),
    title="ebusd",
    example="{ebusd: 700/Hc1DayTemp, quantity: setpoint}",
    remark="the room's setpoint, never the boiler's",
    from_reference=from_reference,
    hear=hear,
    say=say,
    mistakes=mistakes,
    options=frozenset({"quantity", "field", "place", "fields", "low", "high", "step"}),
    settle_s=120.0,  # what was written is told when it is polled next
    shares_reach=True,
)
