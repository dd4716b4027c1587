"""What deciding may see of the house: narrow readers, none of which writes. A House is one; so is any few parts put together.

In the flow: the house as it stands → room_view → wishes. Nothing here needs a database.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from devices.vocabulary import Device, DeviceId, Moment, OccupantId, RoomId
from models.context import Context
from models.preference import Preference

from ..config import Config
from ..decision import Act, Hold
from ..home.readings import Readings
from ..home.room_devices import RoomDevices
from ..safety.command_history import CommandHistory


class Predicts(Protocol):
    """Everybody's learners."""

    def predict(self, occupant: OccupantId, kind: str, context: Context, now: datetime, /) -> Preference: ...


class Trusts(Protocol):
    """How far the hub may go: watch, suggest or act."""

    def level(self, occupant: OccupantId, room: RoomId, kind: str, /) -> str: ...
    def ceiling_in(self, room: RoomId, /) -> str: ...


class Remembers(Protocol):
    """What stands: holds, what the hub did last, who has come where and not left, who is owed what (by room and domain)."""

    @property
    def acts(self) -> Mapping[tuple[DeviceId, str], Act]: ...
    @property
    def stays(self) -> Mapping[OccupantId, tuple[RoomId, Moment]]: ...
    @property
    def debts(self) -> Mapping[tuple[RoomId, str], Mapping[OccupantId, float]]: ...
    def held(self, device: DeviceId, trait: str, now: Moment, /) -> Hold | None: ...


class Places(Protocol):
    def in_room(self, room: RoomId, /) -> dict[OccupantId, float]: ...


class Situates(Protocol):
    """The situation of a room. lux: in it. others: how many further people are there."""

    def is_quiet(self, at: datetime, /) -> bool: ...
    def context(self, room: RoomId, lux: float | None, others: int, now: Moment, /) -> Context: ...


class Agrees(Protocol):
    def allows(self, occupant: OccupantId, domain: str, /) -> bool: ...


class Windows(Protocol):
    def window_s(self, device: Device, /) -> float: ...


class Sight(Protocol):
    @property
    def config(self) -> Config: ...
    @property
    def agreements(self) -> Agrees: ...
    @property
    def paused(self) -> bool: ...
    @property
    def readings(self) -> Readings: ...
    @property
    def room_devices(self) -> RoomDevices: ...
    @property
    def shelf(self) -> Predicts: ...
    @property
    def ladder(self) -> Trusts: ...
    @property
    def ledger(self) -> Remembers: ...
    @property
    def presence(self) -> Places: ...
    @property
    def situation(self) -> Situates: ...
    @property
    def outbox(self) -> Windows: ...
    @property
    def command_history(self) -> CommandHistory: ...

    def order_of_arrival(self, room: RoomId, /) -> list[OccupantId]: ...
    def anyone_home(self) -> bool | None: ...
    def has_place(self, place: str, /) -> bool: ...
