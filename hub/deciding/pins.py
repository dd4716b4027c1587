"""Wishes a resident wrote down: ``pinned`` in the configuration. They stand instead of what was learned."""

from collections.abc import Sequence
from datetime import time

from devices.vocabulary import RoomId
from models.kind import Kind
from models.preference import CERTAIN, Preference

from ..config import Pinned


def pinned(pins: Sequence[Pinned], room: RoomId, kind: Kind, clock: time) -> Preference | None:
    """The pin that covers this room, kind and time of day, as a certain preference; the first one counts."""
    for pin in pins:
        if pin.room == room and pin.quantity == kind.name and _covers(pin, clock):
            if kind.choice:
                return Preference(kind, pin.value, 0.0, CERTAIN, ((pin.value, 1.0),))
            if isinstance(pin.value, str):
                continue
            value = float(pin.value)
            return Preference(kind, value, kind.tolerance / 10, CERTAIN, (), value)
    return None


def _covers(pin: Pinned, clock: time) -> bool:
    start, end = pin.start, pin.end
    if start is None and end is None:
        return True
    start, end = start or time.min, end or time.max
    return start <= clock < end if start <= end else clock >= start or clock < end
