"""What may be written in config.yaml: its keys, typed, and what holds where nothing is. ``model.py`` is what comes of it.

The docstring under each key is what an editor shows for it, and what a mistake says would be right.
"""

import re
from typing import Any, ClassVar, Literal

from pydantic import Field, SecretStr, field_validator, model_validator

from models.kind import Domain

from .mistakes import quoted
from .model import (
    Autonomy,
    Config,
    FamilyConfig,
    HomeAssistantConfig,
    HomeConfig,
    LearningConfig,
    MqttConfig,
    OccupantConfig,
    OccupantLimits,
    OutdoorConfig,
    Pinned,
    QuietHours,
    SafetyConfig,
    StorageConfig,
    TlsConfig,
)
from .references import refuse
from .values import (
    DatabaseFile,
    ExistingFile,
    Follow,
    Number,
    OccupantKey,
    OutdoorBlock,
    Part,
    Percent,
    PresenceBlock,
    RoomKey,
    SecretText,
    Text,
    TimeOfDay,
    Topic,
    Tune,
    Url,
    Whole,
    WishName,
    YesNo,
    Zone,
)
from .written_page import AccountName, PageBlock
from .written_room import PreheatBlock, RoomBlock

_PAGE = re.compile(r"(https?://[^/]+)/(?:api|auth|config|dashboard[^/]*|history|lovelace|profile|states)(?:[/?].*)?")
_ADDRESS = re.compile(r"(?:(\w+)://)?([^\s/:]+)(?::([0-9]{1,5}))?/?")


class HomeBlock(Part):
    """Where the home is; the sun and the local time follow from it."""

    makes: ClassVar[type] = HomeConfig
    name: Text = "Home"
    """What the home is called"""
    latitude: Number = Field(ge=-90, le=90, examples=[52.37])
    """Degrees north"""
    longitude: Number = Field(ge=-180, le=180, examples=[4.9])
    """Degrees east"""
    radius: Number = Field(default=100.0, ge=10, le=10_000, examples=[100])
    """Metres around it that are still at home, for phones that tell coordinates"""
    time_zone: Zone
    """As in Europe/Amsterdam"""
    pets: YesNo = False
    """Whether an animal sets off motion sensors"""


class TlsBlock(Part):
    """TLS to the broker; an empty block trusts the system's authorities."""

    makes: ClassVar[type] = TlsConfig
    ca_file: ExistingFile | None = None
    """The authority that signed the broker's certificate"""
    cert_file: ExistingFile | None = None
    """The hub's own certificate"""
    key_file: ExistingFile | None = None
    """The key of the hub's certificate"""


class MqttBlock(Part):
    """Your broker. Left out, the hub starts its own, reachable from this machine only."""

    makes: ClassVar[type] = MqttConfig
    host: Text = Field(examples=["127.0.0.1"], pattern=r"^[^\s/:]+$|^[0-9a-fA-F:.]+$")
    """Name or address of the broker"""
    port: Whole = Field(default=1883, ge=1, le=65535)
    """1883, or 8883 with TLS"""
    username: Text | None = Field(default=None, repr=False)
    """The hub's account on the broker"""
    password: SecretText | None = None
    """Best as !secret mqtt_password"""
    tls: TlsBlock | None = None
    """Files for an encrypted connection"""
    base_topic: Topic = "attune"
    """Where the hub's own topics stand"""

    @field_validator("host", mode="before")
    @classmethod
    def _host_alone(cls, given: Any) -> Any:
        found = _ADDRESS.fullmatch(given) if isinstance(given, str) else None
        if found is not None and (found[1] or found[3]):
            port = f", and port: {found[3]} below it" if found[3] else ""
            raise refuse(((), f"is {quoted(given)}, more than a name or an address", f"{found[2]}, as in 127.0.0.1{port}"))
        return given

    @model_validator(mode="before")
    @classmethod
    def _tls_port(cls, given: Any) -> Any:
        if isinstance(given, dict) and "port" not in given and isinstance(given.get("tls"), dict):
            return {**given, "port": 8883}
        return given


class HomeAssistantBlock(Part):
    """Your Home Assistant, where there is one."""

    makes: ClassVar[type] = HomeAssistantConfig
    url: Url | None = None
    """Such as http://homeassistant.local:8123"""
    token: SecretText | None = None
    """A long-lived access token, best as !secret home_assistant_token"""
    discovery_prefix: Topic = "homeassistant"
    """Where devices announce themselves by MQTT discovery"""
    announce: YesNo = True
    """Whether the hub shows itself there: its rooms, people, suggestions and a pause switch as entities"""

    @field_validator("url", mode="after")
    @classmethod
    def _without_a_page(cls, given: str | None) -> str | None:
        """As copied from a browser or from a script."""
        found = _PAGE.fullmatch(given or "")
        if found is not None:
            raise refuse(((), f"is {quoted(given)}, a page of it", found[1]))
        return given

    @field_validator("token", mode="after")
    @classmethod
    def _token_alone(cls, given: SecretStr | None) -> SecretStr | None:
        if given is not None and given.get_secret_value().strip().casefold().startswith("bearer "):
            raise refuse(((), 'begins with "Bearer", as in a header', "the token alone, which begins behind it"))
        return given


class StorageBlock(Part):
    makes: ClassVar[type] = StorageConfig
    path: DatabaseFile = Field(default="attune.db", validate_default=True)
    """The database, relative to this file"""
    recorded: Whole = Field(default=30, ge=0, le=30)
    """Days for which what happened is kept for attune replay, of people who agreed; 0: nothing"""


class LearningBlock(Part):
    makes: ClassVar[type] = LearningConfig
    settle: Number = Field(default=20.0, ge=0, le=3600)
    """Seconds of quiet after which a burst of changes counts"""
    correction_window: Number = Field(default=600.0, ge=0, le=86_400)
    """Seconds in which a change by hand corrects what the hub did"""
    app_is_hand: YesNo = False
    """Whether what other programs (apps, dashboards) tell a lamp counts as a person's own hand"""
    presence_lag: Number = Field(default=0.0, ge=0, le=120)
    """Seconds by which what tells where people are may be behind their hand: who comes in so soon after a light was lit in an
    empty room lit it"""


class SafetyBlock(Part):
    makes: ClassVar[type] = SafetyConfig
    arrival_gap: Number = Field(default=300.0, ge=0, le=86_400)
    """Seconds within which a room is not set again for the same person"""
    commands_per_device_per_minute: Whole = Field(default=5, ge=1, le=600)
    """More than this and the hub only watches"""
    commands_per_10_seconds: Whole = Field(default=20, ge=1, le=1000)
    """More than this in the whole home and the hub only watches"""


class QuietHoursBlock(Part):
    """When nothing starts to play and lights stay low; over midnight is fine."""

    makes: ClassVar[type] = QuietHours
    start: TimeOfDay = Field(alias="from")
    """When they begin, in quotes: "22:30\""""
    end: TimeOfDay = Field(alias="to")
    """When they end, in quotes: "06:30\""""


class OccupantLimitsBlock(Part):
    """What is never exceeded for this person, e.g. a child."""

    makes: ClassVar[type] = OccupantLimits
    volume: Percent | None = None
    """Loudest music, 0 to 100"""
    brightness: Percent | None = None
    """Brightest light, 0 to 100"""


class PinnedBlock(Part):
    """A fixed wish: always this value in this room, whatever is learned; ``attune habits --yaml`` prints them."""

    makes: ClassVar[type] = Pinned
    room: Text
    """A room of this file"""
    device: Text | None = None
    """One of the room's devices, where each is to have its own; left out: all of them. Of a device with several lamps or
    sockets also one of these, such as hall_switch.power_l1"""
    quantity: Text
    """Such as brightness (0 to 1), colour_temperature (K), colour, setpoint (°C), music, volume (0 to 1), power"""
    value: bool | float | str = Field(examples=[0.4])
    """In the quantity's unit; a colour by its name or as "#ff7f00\", in quotes"""
    start: TimeOfDay | None = Field(default=None, alias="from")
    """From when in the day, in quotes; left out: always"""
    end: TimeOfDay | None = Field(default=None, alias="to")
    """Until when in the day, in quotes"""


class OccupantBlock(Part):
    makes: ClassVar[type] = OccupantConfig
    name: Text = ""
    """What the person is called"""
    learn: frozenset[Domain] = frozenset()
    """What the person agreed to have learned; nothing is stored without it"""
    presence: tuple[PresenceBlock, ...] = ()
    """What tells where the person is; several are fused"""
    limits: OccupantLimitsBlock = OccupantLimitsBlock()
    follow_me: bool = False
    """Whether the music a person leaves alone comes along to the next room with a player"""
    pinned: tuple[PinnedBlock, ...] = ()
    role: Literal["resident", "keeper"] = "resident"
    """On the page: resident, or keeper, who also looks after the house; where nobody is, every adult does"""
    guardians: tuple[Text, ...] = ()
    """Of a child: people of this file who may see and decide on its page what it may itself"""
    home_assistant_user: AccountName | None = None
    """Id of the person's account in Home Assistant, by which the page there knows them; init writes it"""


class OutdoorsBlock(Part):
    makes: ClassVar[type] = OutdoorConfig
    temperature: OutdoorBlock | None = None
    """Where the outdoor temperature is told"""


class FamilyBlock(Part):
    makes: ClassVar[type] = FamilyConfig
    base_topic: Topic
    """Where this family's topics stand, when it is not the usual place"""


class ConfigFile(Part):
    """A home: its people, rooms and devices. config.yaml at the top of the repository is one, explained."""

    home: HomeBlock
    mqtt: MqttBlock | None = None
    home_assistant: HomeAssistantBlock = HomeAssistantBlock()
    storage: StorageBlock = Field(default={}, validate_default=True)
    autonomy: Autonomy = "act"
    """The most the hub may do in the whole home: watch, suggest or act"""
    earn_autonomy: YesNo = True
    """true: each person, room and kind earns it by being right; false: it starts at the most"""
    learning: LearningBlock = LearningBlock()
    safety: SafetyBlock = SafetyBlock()
    quiet_hours: QuietHoursBlock | None = None
    follow: Follow = Field(default_factory=dict)
    """As in a room, for the whole home; what a room says of itself goes before it"""
    preheat: PreheatBlock = PreheatBlock()
    occupants: dict[OccupantKey, OccupantBlock] = Field(default_factory=dict)
    """The people, each under a short id (a-z, 0-9, _)"""
    rooms: dict[RoomKey, RoomBlock] = Field(default_factory=dict)
    """The rooms, each under a short id (a-z, 0-9, _)"""
    outdoor: OutdoorsBlock = OutdoorsBlock()
    page: PageBlock = PageBlock()
    music: dict[WishName, Tune] = Field(default_factory=dict)
    """What can be wished for: a name, and the playlist, url, uri or source a player is told"""
    families: dict[str, FamilyBlock] = Field(default_factory=dict)
    """Settings of a whole device family, such as zigbee2mqtt: {base_topic: zigbee2mqtt}"""

    @model_validator(mode="before")
    @classmethod
    def _names_from_ids(cls, given: Any) -> Any:
        """A room or person without a name is called by its id: living_room → Living room."""
        if not isinstance(given, dict):
            return given
        named = dict(given)
        for section in ("occupants", "rooms"):
            if isinstance(given.get(section), dict):
                named[section] = {
                    key: {"name": key.replace("_", " ").capitalize(), **block} if isinstance(block, dict) else block
                    for key, block in given[section].items()
                }
        return named

    def made(self) -> Config:
        written = self.model_dump_json(exclude_unset=True, warnings=False)
        return Config(**self.made_values(), asks_for_page="page" in self.model_fields_set, written=written)
