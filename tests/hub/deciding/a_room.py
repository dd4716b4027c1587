"""A kitchen that deciding can see, of plain parts and without a database: a lamp, a radio, a valve. Ana and Ben live there."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from devices.event import Reported
from devices.vocabulary import Device, Moment, OccupantId, RoomId, Value
from hub.attribution.attribution import Attribution
from hub.config.load import checked
from hub.consent import Agreements
from hub.deciding.room_view import RoomView
from hub.deciding.wishes import Wishes
from hub.decision import Act, Hold, Wish
from hub.home.readings import Readings
from hub.home.room_devices import RoomDevices
from hub.modes import Mode
from hub.safety.command_history import CommandHistory
from hub.sending.ledger import Ledger
from models.context import Context
from models.kind import kinds
from models.preference import Borrowed, Preference

from ..build import moment
from ..rails_home import LAMP, RADIO, VALVE

KITCHEN, HALL = RoomId("kitchen"), RoomId("hall")
ANA, BEN = OccupantId("ana"), OccupantId("ben")
ALL = ["light", "temperature", "music"]


def wants(kind: str, value: Value, sure: float = 0.95, evidence: float = 12.0) -> Preference:
    """sure: of a choice, its probability."""
    of = kinds()[kind]
    if of.choice:
        other: Value = "jazz" if value == "calm" else "calm"
        if isinstance(value, bool):
            other = not value
        return Preference(of, value, 0.0, evidence, ((value, sure), (other, 1.0 - sure)))
    assert isinstance(value, float)
    return Preference(of, value, of.tolerance / 4, evidence, (), value)


@dataclass
class Learned:
    """What each person is known to want, by kind; of what is not here nothing has been learned."""

    known: dict[tuple[OccupantId, str], Preference] = field(default_factory=dict)

    def predict(self, occupant: OccupantId, kind: str, _context: Context, _now: datetime, /) -> Preference:
        usual: dict[str, Value] = {"power": False, "music": "jazz"}
        return self.known.get((occupant, kind)) or wants(kind, usual.get(kind, 0.5), evidence=0.0)

    def has_by_now(self, _occupant: OccupantId, _kind: str, _context: Context, _value: Value, /) -> bool:
        return True


@dataclass
class Trusted:
    """How far the hub may go for each; act for whoever is not here."""

    levels: dict[OccupantId, str] = field(default_factory=dict)
    ceiling: str = "act"
    levels_staying: dict[OccupantId, str] = field(default_factory=dict)
    in_the_dark: set[OccupantId] = field(default_factory=set)
    hardly_seen: set[OccupantId] = field(default_factory=set)

    def level(self, occupant: OccupantId, _room: RoomId, _kind: str, _borrowed: Borrowed | None, _sure: float, /) -> str:
        return self.levels.get(occupant, "act")

    def staying(
        self, occupant: OccupantId, _room: RoomId, _kind: str, is_own: bool, _borrowed: Borrowed | None, _sure: float, /
    ) -> str:
        return self.levels.get(occupant, "act") if is_own else self.levels_staying.get(occupant, "act")

    def is_judged(self, occupant: OccupantId, _room: RoomId, _kind: str, /) -> bool:
        return occupant not in self.hardly_seen

    def stays_dark(self, occupant: OccupantId, _room: RoomId, /) -> bool:
        return occupant in self.in_the_dark

    def ceiling_in(self, _room: RoomId, /) -> str:
        return self.ceiling


@dataclass
class There:
    people: dict[OccupantId, float] = field(default_factory=dict)

    def in_room(self, _room: RoomId, /) -> dict[OccupantId, float]:
        return dict(self.people)


class Outside:
    """What a test of deciding need not vary: no quiet hours, somebody is home, a second for every command."""

    def is_quiet(self, _at: datetime, /) -> bool:
        return False

    def at_minute(
        self, room: RoomId, place: str | None, _lux: float | None, others: int, now: Moment, together: tuple[str, ...], /
    ) -> Context:
        return Context(now.at, room, place, company=others > 0, together=together)

    def later(self, context: Context, by: timedelta, /) -> Context:
        return replace(context, local=context.local + by)

    def window_s(self, _device: Device, /) -> float:
        return 1.0


class ARoom:
    """A Sight. people: who is there for certain. kitchen: the room's block in the configuration."""

    def __init__(self, *people: OccupantId, occupants: Mapping[str, object] | None = None, **kitchen: Any) -> None:
        self.config = checked(
            {
                "home": {"name": "Test", "latitude": 52.37, "longitude": 4.9, "time_zone": "Europe/Amsterdam"},
                "mqtt": {"host": "127.0.0.1"},
                "occupants": occupants or {"ana": {"learn": ALL}, "ben": {"learn": ALL}},
                "rooms": {"kitchen": kitchen, "hall": {"name": "Hall"}},
            }
        )
        devices = {device.id: device for device in (LAMP, RADIO, VALVE)}
        self.readings = Readings({KITCHEN: (devices, ()), HALL: ((), ())})
        self.room_devices = RoomDevices(devices, self.readings.devices_in, self.readings.sensors_in)
        self.agreements = Agreements({OccupantId(who): block.learn for who, block in self.config.occupants.items()})
        self.shelf, self.ladder, self.ledger = Learned(), Trusted(), Ledger()
        self.presence = There(dict.fromkeys(people, 1.0))
        self.situation = self.outbox = Outside()
        self.command_history = CommandHistory()
        self.attribution = Attribution()
        self.paused, self.is_time_trusted = False, True
        self.in_mode: Mode | None = None

    def told(self, device: Device, **values: Value) -> "ARoom":
        for trait, value in values.items():
            self.readings.take(Reported(device.id, trait, value, moment()), device.traits[trait])
        return self

    def teach(self, who: OccupantId, **wanted: Value) -> "ARoom":
        for kind, value in wanted.items():
            self.shelf.known[who, kind] = wants(kind, value)
        return self

    def hold(self, device: Device, trait: str, value: Value) -> None:
        self.ledger.hold(Hold(KITCHEN, device.id, trait, value, frozenset({ANA}), moment()))

    def did(self, device: Device, trait: str, value: Value) -> None:
        """The hub set it a moment ago."""
        self.ledger.act(Act("d1", KITCHEN, device.id, trait, trait, value, None, (ANA,), moment()))

    def view(self, arrived: OccupantId | None = None, at_s: float = 10.0) -> RoomView:
        return RoomView(self, KITCHEN, moment(at_s), arrived)

    def wishes(self, arrived: OccupantId = ANA) -> dict[str, Wish]:
        """What is wished for as somebody comes in, by trait."""
        return {wish.trait: wish for wish in Wishes(self.view(arrived)).on_arrival()}

    def is_asleep(self, _room: RoomId, /) -> bool:
        return False

    def mode(self, _room: RoomId, /) -> Mode | None:
        return self.in_mode

    def order_of_arrival(self, _room: RoomId, /) -> list[OccupantId]:
        return list(self.presence.people)

    def has_open_window(self, _room: RoomId, /) -> bool:
        return self.attribution.own_will.has_open_window(VALVE.id)

    def anyone_home(self) -> bool | None:
        return True

    def has_place(self, _place: str, /) -> bool:
        return False


def outcomes(wishes: Mapping[str, Wish]) -> dict[str, tuple[str, str]]:
    """By trait: outcome and the reason's code."""
    return {trait: (wish.outcome.value, wish.reason.code) for trait, wish in wishes.items()}


__all__ = ["ANA", "BEN", "HALL", "KITCHEN", "LAMP", "RADIO", "VALVE", "ARoom", "outcomes", "wants"]
