"""A command as Homie takes it: one message for each property; fades are the device's own."""

from collections.abc import Sequence

from ...command import Command, checked
from ...errors import BadCommand
from ...message import Outgoing
from ...units import into
from ...vocabulary import Device, Trait, Value
from .announced import Described
from .traits import Form, Wire, wire_of

_FARTHEST = 1e6  # a property without a range takes no more


def said(device: Device, command: Command) -> Sequence[Outgoing]:
    """Raises BadCommand."""
    described: Described = device.wire
    found: list[Outgoing] = []
    for name, value in command.values.items():
        trait = checked(device, name, value)
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
    held = float(trait.nearest(min(max(float(value), -_FARTHEST), _FARTHEST)))
    told = _share(trait, wire, held, float(value)) if wire.form is Form.SCALED else _amount(device, trait, wire, held)
    return str(round(told)) if wire.is_whole else f"{round(told, 4):g}" if abs(told) < 1e5 else str(round(told))


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
