"""A room in the configuration: whose it is, what it does when it is empty or shared, its devices. Part of ``model.py``."""

from typing import Literal

from pydantic import Field

from .values import (
    DeviceBlock,
    Follow,
    HoldRelease,
    Part,
    Percent,
    RoomKey,
    Seconds,
    SensorBlock,
    SetbackOrKeep,
    Text,
    Warmth,
    YesNo,
)

Sharing = Literal["content", "mean", "owner", "first", "ask"]


class SharingConfig(Part):
    """Whose wish counts when several people are in the room."""

    light: Sharing = "content"
    """content: most people satisfied; mean: between them; owner; first: who was there first; ask: suggest only"""
    temperature: Sharing = "content"
    music: Sharing = "content"


class WhenEmpty(Part):
    """What happens when everybody has left the room."""

    light: Literal["keep", "off"] = "keep"
    """keep or off"""
    music: Literal["keep", "stop"] = "keep"
    """keep or stop"""
    temperature: SetbackOrKeep = "keep"
    """keep, or a setpoint in °C"""
    after: Seconds = 120.0
    """Seconds after the last person left, at the least: it has to have been quiet for as long as people there sit still"""


class HoldConfig(Part):
    """How long what somebody set by hand is left alone; whenever they leave the room, it ends."""

    release: HoldRelease = "leave"
    """leave: until they leave; or already after a time such as 2h, when the home goes to sleep, or in the morning"""


class RoomLimits(Part):
    """What the hub never goes beyond in this room."""

    temperature: Warmth = Field(default_factory=lambda: (16.0, 24.0))
    """Lowest and highest setpoint in °C, within 7 to 28"""
    volume: Percent | None = None
    """Loudest music, 0 to 100"""

    @property
    def volume_fraction(self) -> float | None:
        return None if self.volume is None else self.volume / 100


class RoomConfig(Part):
    name: Text = ""
    """What the room is called"""
    owner: Text | None = None
    """A person of this file whose room it is"""
    next_to: tuple[RoomKey, ...] = ()
    """Rooms one comes into from here; said of one of two it is true of both. Learned where left out"""
    pets: YesNo | None = None
    """Whether an animal sets off this room's motion sensors; left out: as in the whole home"""
    sharing: SharingConfig = SharingConfig()
    when_empty: WhenEmpty = WhenEmpty()
    limits: RoomLimits = RoomLimits()
    hold: HoldConfig = HoldConfig()
    bedroom: YesNo | None = None
    """Whether people sleep here: the last lamp put out by hand at night begins it; left out, its name says so"""
    way_light: Text | None = None
    """A dimmable lamp of the room that may light the way at night, at 5 %"""
    follow: Follow = Field(default_factory=dict)
    """Whether the room goes along while people stay: false, or by kind {light: false, volume: true}; left out, it earns it"""
    safe: SetbackOrKeep = 19.0
    """Setpoint in °C once no thermometer of the room is heard any more, and the most that is set until one is; keep: none"""
    devices: tuple[DeviceBlock, ...] = ()
    """What the hub may set: lamps, switches, thermostat valves, players"""
    sensors: tuple[SensorBlock, ...] = ()
    """What tells how the room is: motion, light, temperature"""
    activity: SensorBlock | None = None
    """A topic that says what goes on in the room, such as cooking or film"""
