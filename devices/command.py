"""What the hub tells a home: orders."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeGuard

from .vocabulary import DeviceId, Value


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
