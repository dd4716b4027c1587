"""What the hub tells a home: orders."""

from collections.abc import Mapping
from dataclasses import dataclass

from .vocabulary import DeviceId, Value


@dataclass(frozen=True, slots=True)
class Command:
    """Take these values, in the quantities' units. transition_s: how long a light may take; None: its own way."""

    device: DeviceId
    values: Mapping[str, Value]  # by trait name
    transition_s: float | None = None
