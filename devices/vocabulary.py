"""The words a home is described in: quantities, traits, devices. The lowest floor; every other file reads it.

Inside the program each quantity has one unit (brightness 0..1, colour temperature in K, setpoint and temperature in °C,
volume and position 0..1, illuminance in lx, power and occupancy true or false, colours as in ``colour.py``). Families convert
at the edge, nobody else.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, NewType

from .colour import WHITE as WHITE
from .colour import colours_apart as colours_apart
from .colour import is_colour as is_colour
from .colour import to_lab as to_lab

DeviceId = NewType("DeviceId", str)  # what the resident's configuration calls it
OccupantId = NewType("OccupantId", str)
RoomId = NewType("RoomId", str)

# A float for what is measured, a bool for what is on or off, a name for what is chosen.
Value = float | bool | str

NOT_HOME = "not_home"  # a place: the person is known to be out
AT_HOME = "home"  # a place: in the house, room not known
SILENCE = "silence"  # a choice of music: none
OTHER_MUSIC = "other_music"  # what a player plays that no wish names: told, and never commanded
# Quantities of a lamp beside whether it is on: nobody sees them of a dark one.
LIT = ("brightness", "colour_temperature", "colour")
SETPOINTS = ("setpoint", "cooling_setpoint")  # how warm, and how cool, a room is to be


@dataclass(frozen=True, slots=True)
class Quantity:
    """One thing a device can say or be told, in the unit used everywhere inside.

    low, high: physical bounds of a sane value in ``unit``; None where there are none.
    tolerance: two values closer than this (or than ``relative`` of either) are the same after a device's rounding;
    source: round trips measured on real bridges (brightness 2 of 254, colour temperature 3 %, volume 2 of 100).
    """

    name: str
    unit: str
    low: float | None = None
    high: float | None = None
    tolerance: float = 0.0
    relative: float = 0.0


QUANTITIES: Mapping[str, Quantity] = {
    q.name: q
    for q in (
        Quantity("power", ""),
        Quantity("brightness", "1", 0.0, 1.0, tolerance=2.5 / 254),
        Quantity("colour_temperature", "K", 1000.0, 20000.0, relative=0.03),
        Quantity("colour", "", tolerance=4.0),  # ΔE*ab: hue and saturation in whole steps are 3
        Quantity("setpoint", "°C", -20.0, 60.0, tolerance=0.26),
        # Of what cools: never driven by what a person wants warm.
        Quantity("cooling_setpoint", "°C", -20.0, 60.0, tolerance=0.26),
        Quantity("hvac_mode", ""),
        Quantity("music", ""),
        Quantity("volume", "1", 0.0, 1.0, tolerance=0.025),
        Quantity("position", "1", 0.0, 1.0, tolerance=0.02),
        Quantity("fan_speed", "1", 0.0, 1.0, tolerance=0.02),
        Quantity("occupancy", ""),
        Quantity("opening", ""),  # a window or a door: true while it is open
        Quantity("illuminance", "lx", 0.0, 200_000.0),
        Quantity("temperature", "°C", -60.0, 120.0),
        Quantity("humidity", "%", 0.0, 100.0),  # relative, of the air
        Quantity("action", ""),  # a remote's button, as its own text
    )
}


class Role(StrEnum):
    """What a device is to the people in the room; rails let commands through by it."""

    LIGHT = "light"
    SWITCH = "switch"
    CLIMATE = "climate"
    PLAYER = "player"
    COVER = "cover"
    FAN = "fan"
    LOCK = "lock"
    SENSOR = "sensor"
    REMOTE = "remote"
    TRACKER = "tracker"  # tells where a person is
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Trait:
    """One quantity of one device, with that device's own range.

    name: unique in the device: the quantity, with ``_<endpoint>`` where a device has several ("power_l1").
    low, high, step: in the quantity's unit; None where open. choices: for what is chosen among names.
    tells: whether the device says afterwards what it was set to; what does not is commanded once and not waited for.
    glides: whether values from inside a fade may be told; False: it tells its target at once, then nothing but the target.
    wire: how its family writes it; opaque to everyone else. lasts_s: how long a report counts where the device says so
    itself: after so long a silence nothing is known.
    """

    name: str
    quantity: str
    settable: bool
    low: float | None = None
    high: float | None = None
    step: float | None = None
    choices: tuple[str, ...] = ()
    wire: Any = None
    tells: bool = True
    lasts_s: float | None = None
    glides: bool = True

    @property
    def endpoint(self) -> str:
        """Of a device with several lamps, sockets or rooms the one: ``_l1`` of ``power_l1``; empty where there is one only."""
        return endpoint_of(self.name, self.quantity)

    def is_none(self, native: float) -> bool:
        """Whether what it says is no value of it: a setpoint of nought that it cannot have, of a valve that is off or has just
        started."""
        return native == 0.0 and self.quantity in SETPOINTS and self.low is not None and self.low > 0.0

    @property
    def unit(self) -> str:
        return QUANTITIES[self.quantity].unit if self.quantity in QUANTITIES else ""

    def nearest(self, value: Value) -> Value:
        """What the device will make of a wished value: within low..high, on its step. Names and bools as they are."""
        if isinstance(value, bool | str):
            return value
        if self.step:
            base = self.low or 0.0
            steps = (value - base) / self.step
            if math.isfinite(steps):  # a value near the largest float is not: the bounds below deal with it
                value = base + round(steps) * self.step
        return round(self.within(value), 6)

    def within(self, value: float) -> float:
        """The nearest in low..high, whatever the step: devices tell a little more than they announce."""
        if self.low is not None:
            value = max(self.low, value)
        return value if self.high is None else min(self.high, value)

    def same(self, one: Value | None, other: Value | None) -> bool:
        """Whether two values are one to a person: equal, or apart by no more than rounding on the way."""
        if one is None or other is None:
            return False
        if isinstance(one, bool | str) or isinstance(other, bool | str):
            return one == other or (self.quantity == "colour" and _nearly(one, other, QUANTITIES["colour"].tolerance))
        quantity = QUANTITIES.get(self.quantity)
        slack = quantity.tolerance if quantity else 0.0
        if quantity and quantity.relative:
            slack = max(slack, quantity.relative * max(abs(one), abs(other)))
        if self.step:
            slack = max(slack, self.step / 2 + 1e-9)
        return math.isclose(one, other, rel_tol=0.0, abs_tol=slack + 1e-9)


def _nearly(one: Value, other: Value, tolerance: float) -> bool:
    """Of two colours; white is no other."""
    if not (isinstance(one, str) and isinstance(other, str)) or WHITE in (one, other):
        return False
    return is_colour(one) and is_colour(other) and colours_apart(one, other) <= tolerance


def endpoint_of(trait: str, quantity: str) -> str:
    """``Trait.endpoint`` where only its name and quantity are at hand."""
    return trait.removeprefix(quantity)


@dataclass(frozen=True, slots=True)
class Device:
    """What one device is, says and takes. Made by its family from an announcement or from the configuration.

    id: as the configuration calls it; before it is bound, the family's stable id. stable_id: IEEE address, discovery
    ``unique_id`` or topic; what ``attune discover`` prints. hears: topics it speaks on, MQTT filters allowed.
    members: stable ids of a group's devices. hazard: why it must never be commanded, in words, or empty.
    refused: why nothing in it can be used, in words, or empty. settle_s: how long a command's echoes may come, where that
    differs from its family's (a valve that sleeps on batteries: minutes). on_batteries: None where it does not tell.
    cools: its people let the hub cool with it (``as: cooling``). wire: its family's own.
    """

    id: DeviceId
    family: str
    stable_id: str
    name: str
    role: Role
    traits: Mapping[str, Trait] = field(default_factory=dict)  # by trait name
    hears: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    area: str = ""
    hazard: str = ""
    refused: str = ""
    settle_s: float | None = None
    on_batteries: bool | None = None
    cools: bool = False
    wire: Any = None


@dataclass(frozen=True, slots=True)
class Moment:
    """When something happened: aware UTC for people and storage, monotonic seconds for every duration."""

    at: datetime
    mono: float


@dataclass(frozen=True, slots=True)
class Reference:
    """A configuration's pointer to a device, sensor, presence source or context value, before the device is known.

    family: the key (``zigbee2mqtt``); name: what stands after it (``living_lamp``); options: the block's other keys;
    id: what the hub calls it.
    """

    family: str
    name: str
    id: DeviceId
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HomePlace:
    """Where the home is, in degrees, and how far around it is still at home."""

    latitude: float
    longitude: float
    radius_m: float


@dataclass(frozen=True, slots=True)
class Settings:
    """What families need to know of the home's configuration.

    music: wish name → what a player is told, one of playlist, url, uri, source ("calm" → {"playlist": "Calm evening"});
    source: an input of a player (in Home Assistant, of a Sonos) or a Snapcast stream.
    base_topics: family key → its base topic where it is not the family's default.
    home: None: not known, and then coordinates say nothing.
    """

    music: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    discovery_prefix: str = "homeassistant"
    base_topics: Mapping[str, str] = field(default_factory=dict)
    home: HomePlace | None = None
