"""The configuration as the hub has it: checked values under the names of config.yaml, and no library that checks them.

What each may be, and what stands where nothing is written, is in ``written.py``.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import time
from pathlib import Path
from typing import Any, Literal

from devices.family import Use
from devices.vocabulary import HomePlace, OccupantId, Reference, RoomId, Settings
from models.kind import Domain, Kind

from ..setup.room_names import room_of
from .page import PageConfig
from .room import PreheatConfig, RoomConfig

Autonomy = Literal["watch", "suggest", "act"]


@dataclass(frozen=True, slots=True)
class HomeConfig:
    """Where the home is; the sun and the local time follow from it."""

    name: str
    latitude: float
    longitude: float
    radius: float
    time_zone: str
    pets: bool


@dataclass(frozen=True, slots=True)
class TlsConfig:
    """TLS to the broker; an empty block trusts the system's authorities."""

    ca_file: Path | None
    cert_file: Path | None
    key_file: Path | None


@dataclass(frozen=True, slots=True)
class MqttConfig:
    """The broker; port 1883 or, with TLS, 8883."""

    host: str
    port: int
    username: str | None = field(repr=False)
    password: str | None = field(repr=False)
    tls: TlsConfig | None
    base_topic: str


@dataclass(frozen=True, slots=True)
class HomeAssistantConfig:
    """Your Home Assistant, where there is one."""

    url: str | None
    token: str | None = field(repr=False)
    discovery_prefix: str
    announce: bool

    @property
    def access(self) -> tuple[str, str] | None:
        """url and token; None where one of them is missing."""
        return None if self.url is None or self.token is None else (self.url, self.token)


@dataclass(frozen=True, slots=True)
class StorageConfig:
    path: Path
    recorded: int


@dataclass(frozen=True, slots=True)
class LearningConfig:
    settle: float
    correction_window: float
    app_is_hand: bool
    presence_lag: float


@dataclass(frozen=True, slots=True)
class SafetyConfig:
    arrival_gap: float
    commands_per_device_per_minute: int
    commands_per_10_seconds: int


@dataclass(frozen=True, slots=True)
class QuietHours:
    """When nothing starts to play and lights stay low; over midnight is fine."""

    start: time
    end: time


@dataclass(frozen=True, slots=True)
class OccupantLimits:
    """What is never exceeded for this person, e.g. a child."""

    volume: float | None
    brightness: float | None

    @property
    def volume_fraction(self) -> float | None:
        return None if self.volume is None else self.volume / 100

    @property
    def brightness_fraction(self) -> float | None:
        return None if self.brightness is None else self.brightness / 100


@dataclass(frozen=True, slots=True)
class Pinned:
    """A fixed wish: always this value in this room, whatever is learned; ``attune habits --yaml`` prints them."""

    room: str
    device: str | None
    quantity: str
    value: bool | float | str
    start: time | None
    end: time | None

    def told(self) -> dict[str, Any]:
        """As it may be written, by the file's own keys; what is left out there is left out."""
        span = (None if one is None else one.isoformat() for one in (self.start, self.end))
        values = (self.room, self.device, self.quantity, self.value, *span)
        names = ("room", "device", "quantity", "value", "from", "to")
        return {name: value for name, value in zip(names, values, strict=True) if value is not None}


@dataclass(frozen=True, slots=True)
class OccupantConfig:
    name: str
    learn: frozenset[Domain]
    presence: tuple[Reference, ...]
    limits: OccupantLimits
    follow_me: bool
    pinned: tuple[Pinned, ...]
    role: Literal["resident", "keeper"]
    guardians: tuple[str, ...]
    home_assistant_user: str | None


@dataclass(frozen=True, slots=True)
class OutdoorConfig:
    temperature: Reference | None


@dataclass(frozen=True, slots=True)
class FamilyConfig:
    base_topic: str


@dataclass(frozen=True, slots=True)
class Config:
    """A home: its people, rooms and devices. asks_for_page: whether ``page:`` is written, be it with nothing in it.

    written: all that is written, as JSON, for whoever takes the names out of it.
    """

    home: HomeConfig
    mqtt: MqttConfig | None
    home_assistant: HomeAssistantConfig
    storage: StorageConfig
    autonomy: Autonomy
    earn_autonomy: bool
    learning: LearningConfig
    safety: SafetyConfig
    quiet_hours: QuietHours | None
    follow: dict[str, bool]
    preheat: PreheatConfig
    occupants: dict[OccupantId, OccupantConfig]
    rooms: dict[RoomId, RoomConfig]
    outdoor: OutdoorConfig
    page: PageConfig
    asks_for_page: bool
    written: str = field(repr=False, compare=False)
    music: dict[str, dict[str, str]]
    families: dict[str, FamilyConfig]

    @property
    def base_topic(self) -> str:
        return self.mqtt.base_topic if self.mqtt is not None else "attune"

    def follows(self, room: RoomId, kind: Kind) -> bool | None:
        """Whether a kind is to go along while people stay in the room; None: nobody has said."""
        for said in (self.rooms[room].follow, self.follow):
            for name in (kind.name, kind.domain, ""):
                if name in said:
                    return said[name]
        return None

    def preheat_min(self, room: RoomId) -> float:
        """How long a room may be heated before somebody is expected there, minutes."""
        own = self.rooms[room].preheat
        return (self.preheat if own is None else own).at_most

    def is_bedroom(self, room: RoomId) -> bool:
        """Whether people sleep there, as said, or by its name."""
        block = self.rooms[room]
        if block.bedroom is not None:
            return block.bedroom
        known = room_of(f"{block.name} {room}", {})
        return bool(block.sleepers) or known == "bedroom" or (known == "kids_room" and block.owner is not None)

    def sleepers(self, room: RoomId) -> tuple[str, ...]:
        """Who sleeps there, as said, or whose bedroom it is."""
        block = self.rooms[room]
        if block.sleepers or block.owner is None or not self.is_bedroom(room):
            return block.sleepers
        return (block.owner,)

    def settings(self) -> Settings:
        """What the device families need to know of this home."""
        return Settings(
            music=dict(self.music),
            discovery_prefix=self.home_assistant.discovery_prefix,
            base_topics={key: family.base_topic for key, family in self.families.items()},
            home=HomePlace(self.home.latitude, self.home.longitude, self.home.radius),
        )

    def references(self) -> tuple[tuple[Use, Reference], ...]:
        """Everything the configuration points at and what for, in the order of the file, each once."""
        found: dict[tuple[Use, str, str], tuple[Use, Reference]] = {}
        for use, reference in self._pointed_at():
            found.setdefault((use, reference.family, reference.id), (use, reference))
        return tuple(found.values())

    def _pointed_at(self) -> Iterator[tuple[Use, Reference]]:
        for occupant in self.occupants.values():
            yield from (("presence", reference) for reference in occupant.presence)
        for room in self.rooms.values():
            yield from (("device", reference) for reference in room.devices)
            yield from (("sensor", reference) for reference in room.sensors)
            if room.activity is not None:
                yield "sensor", room.activity
        if self.outdoor.temperature is not None:
            yield "outdoor", self.outdoor.temperature


__all__ = ["Config", "OccupantConfig", "OccupantId", "RoomConfig", "RoomId"]
