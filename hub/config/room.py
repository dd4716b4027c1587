"""A room in the configuration: whose it is, what it does when it is empty or shared, its devices. Part of ``model.py``."""

from dataclasses import dataclass
from typing import Literal

from devices.vocabulary import Reference, RoomId

COOLING = "cooling_setpoint"
Sharing = Literal["content", "mean", "owner", "first", "ask"]


@dataclass(frozen=True, slots=True)
class SharingConfig:
    """Whose wish counts when several people are in the room."""

    light: Sharing
    temperature: Sharing
    music: Sharing


@dataclass(frozen=True, slots=True)
class WhenEmpty:
    """What happens when everybody has left the room."""

    light: Literal["keep", "off"]
    music: Literal["keep", "stop"]
    temperature: float | Literal["keep"]
    cooling: float | Literal["keep"]
    after: float

    def setback(self, quantity: str) -> float | Literal["keep"]:
        """Of setpoint or cooling_setpoint."""
        return self.cooling if quantity == COOLING else self.temperature


@dataclass(frozen=True, slots=True)
class HoldConfig:
    """How long what somebody set by hand is left alone; whenever they leave the room, it ends."""

    release: float | Literal["leave", "sleep", "morning"]


@dataclass(frozen=True, slots=True)
class PreheatConfig:
    """Rooms are warm as people come. at_most: minutes before somebody is expected; 0: never."""

    at_most: float


@dataclass(frozen=True, slots=True)
class RoomLimits:
    """What the hub never goes beyond in this room."""

    temperature: tuple[float, float]
    cooling: tuple[float, float]
    volume: float | None

    def setpoints(self, quantity: str) -> tuple[float, float]:
        """Lowest and highest of setpoint or cooling_setpoint, °C."""
        return self.cooling if quantity == COOLING else self.temperature

    @property
    def volume_fraction(self) -> float | None:
        return None if self.volume is None else self.volume / 100


@dataclass(frozen=True, slots=True)
class RoomConfig:
    name: str
    owner: str | None
    next_to: tuple[RoomId, ...]
    pets: bool | None
    sharing: SharingConfig
    when_empty: WhenEmpty
    limits: RoomLimits
    hold: HoldConfig
    bedroom: bool | None
    sleepers: tuple[str, ...]
    way_light: str | None
    follow: dict[str, bool]
    preheat: PreheatConfig | None
    safe: float | Literal["keep"]
    safe_cooling: float | Literal["keep"]
    devices: tuple[Reference, ...]
    sensors: tuple[Reference, ...]
    activity: Reference | None

    def safe_setpoint(self, quantity: str) -> float | Literal["keep"]:
        """Of setpoint or cooling_setpoint, once no thermometer there is heard."""
        return self.safe_cooling if quantity == COOLING else self.safe
