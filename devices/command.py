"""What the hub tells a home: orders. And what every family asks of one before it writes it down."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeGuard

from .errors import BadCommand
from .text import shown
from .vocabulary import Device, DeviceId, Trait, Value, is_colour

_SWITCHED = frozenset({"power", "occupancy"})
_NAMED = frozenset({"hvac_mode", "music", "action"})


@dataclass(frozen=True, slots=True)
class Command:
    """Take these values, in the quantities' units. transition_s: how long a light may take; None: its own way."""

    device: DeviceId
    values: Mapping[str, Value]  # by trait name
    transition_s: float | None = None


def is_number(value: object) -> TypeGuard[float]:
    """Whether a value is a number a device could be told: finite, not true or false, no text, no integer beyond all floats."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def checked(device: Device, name: str, value: Value) -> Trait:
    """The trait that is to take the value; it may still lie outside its range, for ``Trait.nearest``.

    Raises BadCommand where the device has no trait of that name, it cannot be set, or takes another kind of value.
    """
    trait = device.traits.get(name)
    if trait is None:
        raise BadCommand(device.id, name, "it has no such quantity")
    if not trait.settable:
        raise BadCommand(device.id, name, "it cannot be set")
    if trait.quantity in _SWITCHED:
        if not isinstance(value, bool):
            raise BadCommand(device.id, name, "takes true or false")
    elif trait.quantity == "colour":
        if not is_colour(value):
            raise BadCommand(device.id, name, "takes a colour such as #ff7f00, or white")
    elif trait.choices or trait.quantity in _NAMED:
        if not isinstance(value, str) or (trait.choices and value not in trait.choices):
            given = f"{shown(value, 40)} is none of" if isinstance(value, str) else "takes one of"
            raise BadCommand(device.id, name, f"{given} {', '.join(trait.choices) or 'its names'}")
    elif not is_number(value):
        raise BadCommand(device.id, name, "takes a number")
    return trait


def checked_fade(command: Command) -> float | None:
    """How many seconds a light is asked to take, None: its own way. Raises BadCommand for what is no number from 0."""
    seconds = command.transition_s
    if seconds is not None and not (is_number(seconds) and seconds >= 0):
        raise BadCommand(command.device, "transition", "the seconds are not a number from 0")
    return seconds
