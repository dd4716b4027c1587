"""What may be written of a room in the configuration. Part of ``written.py``."""

from typing import ClassVar, Literal

from pydantic import Field

from .room import HoldConfig, PreheatConfig, RoomConfig, RoomLimits, Sharing, SharingConfig, WhenEmpty
from .values import (
    CoolingOrKeep,
    Coolness,
    DeviceBlock,
    Follow,
    HoldRelease,
    Number,
    Part,
    Percent,
    RoomKey,
    Seconds,
    SensorBlock,
    SetbackOrKeep,
    Text,
    WarmthRange,
    YesNo,
)


class SharingBlock(Part):
    """Whose wish counts when several people are in the room."""

    makes: ClassVar[type] = SharingConfig
    light: Sharing = "content"
    """content: most people satisfied; mean: between them; owner; first: who was there first; ask: suggest only"""
    temperature: Sharing = "content"
    music: Sharing = "content"


class WhenEmptyBlock(Part):
    """What happens when everybody has left the room."""

    makes: ClassVar[type] = WhenEmpty
    light: Literal["keep", "off"] = "keep"
    """keep or off"""
    music: Literal["keep", "stop"] = "keep"
    """keep or stop"""
    temperature: SetbackOrKeep = "keep"
    """keep, or a setpoint in °C"""
    cooling: CoolingOrKeep = "keep"
    """Of what is as: cooling: keep, or how warm it may get, in °C"""
    after: Seconds = 120.0
    """Seconds after the last person left, at the least: it has to have been quiet for as long as people there sit still"""


class HoldBlock(Part):
    """How long what somebody set by hand is left alone; whenever they leave the room, it ends."""

    makes: ClassVar[type] = HoldConfig
    release: HoldRelease = "leave"
    """leave: until they leave; or already after a time such as 2h, when the home goes to sleep, or in the morning"""


class RoomLimitsBlock(Part):
    """What the hub never goes beyond in this room."""

    makes: ClassVar[type] = RoomLimits
    temperature: WarmthRange = Field(default_factory=lambda: (16.0, 24.0))
    """Lowest and highest setpoint in °C, within 7 to 28"""
    cooling: Coolness = Field(default_factory=lambda: (20.0, 30.0))
    """The same of what is as: cooling, within 16 to 32"""
    volume: Percent | None = None
    """Loudest music, 0 to 100"""


class PreheatBlock(Part):
    """Rooms are warm as people come: from the hours they usually do, and how fast the room warms."""

    makes: ClassVar[type] = PreheatConfig
    at_most: Number = Field(default=120.0, ge=0, le=720)
    """Minutes it may be heated before somebody is expected; 0: never"""


class RoomBlock(Part):
    makes: ClassVar[type] = RoomConfig
    name: Text = ""
    """What the room is called"""
    owner: Text | None = None
    """A person of this file whose room it is"""
    next_to: tuple[RoomKey, ...] = ()
    """Rooms one comes into from here; said of one of two it is true of both. Learned where left out"""
    pets: YesNo | None = None
    """Whether an animal sets off this room's motion sensors; left out: as in the whole home"""
    sharing: SharingBlock = SharingBlock()
    when_empty: WhenEmptyBlock = WhenEmptyBlock()
    limits: RoomLimitsBlock = RoomLimitsBlock()
    hold: HoldBlock = HoldBlock()
    bedroom: YesNo | None = None
    """Whether people sleep here: the last lamp to go out at night, by whoever, begins it; left out, its name says so"""
    sleepers: tuple[Text, ...] = ()
    """Who of this file sleeps here: it tells people apart whom no source has in a room; left out, a bedroom's owner"""
    way_light: Text | None = None
    """A dimmable lamp of the room that may light the way at night, at 5 %"""
    follow: Follow = Field(default_factory=dict)
    """Whether the room goes along while people stay: false, or by kind {light: false, volume: true}; left out, it earns it"""
    preheat: PreheatBlock | None = None
    """As for the whole home, of this room alone"""
    safe: SetbackOrKeep = 19.0
    """Setpoint in °C once no thermometer of the room is heard any more, and the most that is set until one is; keep: none"""
    safe_cooling: CoolingOrKeep = 26.0
    """The same of what is as: cooling, and the least that is set until a thermometer is heard; keep: none"""
    devices: tuple[DeviceBlock, ...] = ()
    """What the hub may set: lamps, switches, thermostat valves, players"""
    sensors: tuple[SensorBlock, ...] = ()
    """What tells how the room is: motion, light, temperature"""
    activity: SensorBlock | None = None
    """A topic that says what goes on in the room, such as cooking or film"""
