"""A command as Homie takes it: one message for each property; fades are the device's own."""

from collections.abc import Sequence

from ...colour_forms import PLAIN_WHITE_K, as_numbers
from ...command import Command, checked
from ...errors import BadCommand
from ...message import Outgoing
from ...units import into
from ...vocabulary import WHITE, Device, Trait, Value
from .announced import Described
from .traits import Form, Wire, wire_of

_FARTHEST = 1e6  # a property without a range takes no more


def said(device: Device, command: Command) -> Sequence[Outgoing]:
    """Raises BadCommand."""
    described: Described = device.wire
    found: list[Outgoing] = []
    # The colour first: some take how bright from it as well.
    for name, value in sorted(command.values.items(), key=lambda one: not one[0].startswith("colour")):
        trait = checked(device, name, value)
        warmth = device.traits.get(f"colour_temperature{trait.endpoint}") if trait.quantity == "colour" else None
        if value == WHITE and warmth is not None and warmth.settable:
            if warmth.name in command.values:
                continue  # white is said by its warmth
            trait, value = warmth, PLAIN_WHITE_K
        text = _text(device, trait, value)
        found.append(Outgoing(f"{described.topic}/{wire_of(trait).path}/set", text.encode()))
    return tuple(found)


def _text(device: Device, trait: Trait, value: Value) -> str:
    """The checked value as the convention writes it. Raises BadCommand."""
    wire = wire_of(trait)
    match wire.form:
        case Form.BOOLEAN:
            return "true" if value else "false"
        case Form.CHOICE:
            return str(value)
        case Form.COLOUR:
            return _coloured(wire, str(value), is_typed="/5/" in device.wire.topic)
    held = float(trait.nearest(min(max(float(value), -_FARTHEST), _FARTHEST)))
    told = _share(trait, wire, held, float(value)) if wire.form is Form.SCALED else _amount(device, trait, wire, held)
    return str(round(told)) if wire.is_whole else f"{round(told, 4):g}" if abs(told) < 1e5 else str(round(told))


def _coloured(wire: Wire, colour: str, is_typed: bool) -> str:
    """At full brightness: how bright another property says."""
    match wire.tint:
        case "hsv":
            hue, saturation = as_numbers(colour, "hs")
            numbers = [f"{round(hue) % 360}", f"{round(saturation)}", "100"]
        case "xyz":
            numbers = [f"{part:g}" for part in as_numbers(colour, "xy")]
        case _:
            numbers = [f"{part:g}" for part in as_numbers(colour, "rgb")]
    return ",".join([wire.tint, *numbers] if is_typed else numbers)


def _share(trait: Trait, wire: Wire, held: float, wished: float) -> float:
    told = wire.low + held * (wire.high - wire.low)
    if trait.quantity == "brightness" and wished > 0:
        told = max(told, wire.low + (1.0 if wire.is_whole else (wire.high - wire.low) * 0.01))  # a little is not dark
    return told


def _amount(device: Device, trait: Trait, wire: Wire, held: float) -> float:
    try:
        return into(held, trait.unit, wire.unit)
    except ValueError:
        raise BadCommand(device.id, trait.name, f"takes a {trait.quantity} above 0 {trait.unit}") from None
