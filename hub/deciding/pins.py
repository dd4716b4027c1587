"""Wishes a resident wrote down: ``pinned`` in the configuration. They stand instead of what was learned."""

from collections.abc import Sequence
from datetime import time

from devices.colour import read_colour
from devices.vocabulary import DeviceId, RoomId
from models.preference import CERTAIN, Preference

from ..config import Pinned
from ..home.room_devices import Settable


def pinned(pins: Sequence[Pinned], room: RoomId, device: DeviceId, about: Settable, clock: time) -> Preference | None:
    """The pin that covers this room, trait and time of day, as a certain preference. One that names the device comes before
    those for the whole room; of equals the first one counts."""
    kind = about.kind
    own = [pin for pin in pins if pin.device in (device, about.place)]
    for pin in (*own, *(pin for pin in pins if pin.device is None)):
        if pin.room == room and pin.quantity == kind.name and _covers(pin, clock):
            if kind.name == "colour" and isinstance(pin.value, str):
                colour = read_colour(pin.value) or pin.value
                return Preference(kind, colour, 0.0, CERTAIN, ((colour, 1.0),))
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
