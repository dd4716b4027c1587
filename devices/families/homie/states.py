"""What a Homie device says, as events: values, targets, its state, and what others order."""

from collections.abc import Iterable, Mapping, Sequence

from ...colour_forms import colour_of
from ...errors import BadPayload
from ...event import Event, Moded, Ordered, Reachable, Reported, Returned
from ...message import Message
from ...own_will import effect_of, is_of_will, will_of
from ...payload import decode_text, finite, number, numbers
from ...vocabulary import LIT, QUANTITIES, WHITE, Device, Trait, Value
from .announced import Described
from .traits import Form, Wire, wire_of

_THERE: Mapping[str, bool | None] = {
    "ready": True,
    "sleeping": True,
    "alert": True,
    "lost": False,
    "disconnected": False,
    "init": None,  # it has just started
}
_EFFECT = "effect"
_MOVES_S = 30.0  # a lamp that has said where it is going is there by then
_EMPTY = b"\x00"  # how an empty text is written


def heard(device: Device, message: Message) -> Sequence[Event]:
    """Values, targets, states, and what others order. Raises BadPayload."""
    described: Described = device.wire
    if not message.payload.strip() or message.payload == _EMPTY:
        return ()
    if message.topic in (f"{described.topic}/$state", f"{described.root}/$state"):
        return _reach(device, message)
    path = message.topic.removeprefix(f"{described.topic}/")
    is_order, is_target = path.endswith("/set"), path.endswith("/$target")
    path = path.removesuffix("/set") if is_order else path.removesuffix("/$target")
    trait = next((t for t in device.traits.values() if wire_of(t).path == path), None)
    will = () if is_order or is_target else _will(device, path, message)
    if trait is None:
        return will
    if message.retain and (is_order or is_target):
        return ()  # an order kept by the broker is a ghost, a target kept there an old story
    value = _value(message, trait, decode_text(message))
    if value is None:
        return will
    told = {trait.name: value}
    if trait.quantity == "colour_temperature" and not message.retain:  # kept, it may be of before the colour
        told |= {t.name: WHITE for t in device.traits.values() if t.quantity == "colour" and t.endpoint == trait.endpoint}
    if is_order:
        return tuple(Ordered(device.id, name, one, message.when) for name, one in told.items())
    fade_s = _MOVES_S if is_target else 0.0
    reports = (Reported(device.id, name, one, message.when, message.retain, fade_s=fade_s) for name, one in told.items())
    return (*will, *reports)


def is_will(path: str, traits: Iterable[Trait]) -> bool:
    """Whether a property tells by what a thermostat goes, or a lamp's effect."""
    key, has = path.rpartition("/")[2], {trait.quantity for trait in traits}
    return (is_of_will(key) and "setpoint" in has) or (key == _EFFECT and not has.isdisjoint(LIT))


def _will(device: Device, path: str, message: Message) -> tuple[Moded, ...]:
    if not is_will(path, device.traits.values()):
        return ()
    cools = any("cool" in trait.choices for trait in device.traits.values())
    key = path.rpartition("/")[2]
    if key == _EFFECT:
        return (effect_of(device.id, decode_text(message), message.when, message.retain),)
    found = will_of(device.id, key, decode_text(message), message.when, message.retain, cools, about=path)
    return () if found is None else (found,)


def _reach(device: Device, message: Message) -> Sequence[Event]:
    text = decode_text(message)
    if text not in _THERE:
        raise BadPayload(message.topic, message.payload, "not a state of the convention")
    there = _THERE[text]
    if there is None:
        return () if message.retain else (Returned(device.id, message.when),)
    described: Described = device.wire
    whose = "its root's" if message.topic != f"{described.topic}/$state" else "its own"
    is_birth, is_asleep = text == "ready", text == "sleeping"
    return (Reachable(device.id, there, message.when, message.retain, is_birth, whose, is_asleep=is_asleep),)


def _value(message: Message, trait: Trait, text: str) -> Value | None:
    """As told, in the quantity's unit; None of a colour without light. Raises BadPayload."""
    wire = wire_of(trait)
    match wire.form:
        case Form.BOOLEAN:
            if text.casefold() not in ("true", "false"):
                raise BadPayload(message.topic, message.payload, "neither true nor false")
            return text.casefold() == "true"
        case Form.CHOICE:
            if text not in trait.choices:
                raise BadPayload(message.topic, message.payload, "none of its choices")
            return text
        case Form.SCALED:
            slack = (wire.high - wire.low) * 0.01
            told = number(message, trait.name, text, wire.low - slack, wire.high + slack, full=wire.high)
            return min(max((told - wire.low) / (wire.high - wire.low), 0.0), 1.0)
        case Form.MEASURED:
            return _measured(message, trait, wire, text)
        case Form.COLOUR:
            return _coloured(message, wire, text)


def _coloured(message: Message, wire: Wire, text: str) -> str | None:
    """``255,127,0`` of version 4; version 5 says the way first: ``hsv,30,100,100``, ``xyz,0.5,0.4``. How bright is not read."""
    way, *numbers = text.split(",") if text[:1].isalpha() else (wire.tint, *text.split(","))
    form = {"rgb": "rgb", "hsv": "hs", "xyz": "xy"}.get(way)
    found = [finite(one) for one in numbers]
    if form is None or len(found) != (2 if form == "xy" else 3) or None in found:
        raise BadPayload(message.topic, message.payload, "not a colour of the convention")
    return colour_of(found, form)


def _measured(message: Message, trait: Trait, wire: Wire, text: str) -> float:
    """Held to its range where it is beyond it by no more than rounding."""
    quantity = QUANTITIES[trait.quantity]
    low = quantity.low if trait.low is None else trait.low
    high = quantity.high if trait.high is None else trait.high
    told = numbers(message, trait.name, text, quantity.unit, wire.unit)
    for found in told:
        held = found if low is None else max(found, low)
        held = held if high is None else min(held, high)
        if held == found or trait.same(held, found):
            return held
    raise BadPayload(message.topic, message.payload, f"{trait.name} {told[0]:g} outside {low}..{high}")
