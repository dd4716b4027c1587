"""``attune status``: links, rooms, people, what is watched, suggested and acted on. Pure reading of the house."""

from collections.abc import Callable, Mapping
from typing import Any, NotRequired, TypedDict

from devices.vocabulary import DeviceId, Moment, OccupantId, RoomId, Value
from models.kind import kinds

from ..consent import DOMAINS
from ..home.ways import COOLING, HEATING
from ..house import House
from ..steps.asked import Asked, answers
from ..steps.step import Step
from .air import air_of


class DeviceStatus(TypedDict):
    """state: by trait, None: not known, or silent. held: traits a hand set; released: when each goes along again, ISO 8601.

    One that is not known has only its name.
    """

    device: DeviceId
    known: bool
    reachable: NotRequired[bool | None]
    state: NotRequired[dict[str, Value | None]]
    held: NotRequired[list[str]]
    released: NotRequired[dict[str, str]]


class RoomStatus(TypedDict):
    """mode, heating, cooling: as on their topics. air: as ``air_of`` has it. people: how likely each is there, 0..1. occupancy:
    yes, no or unknown."""

    room: str
    name: str
    mode: dict[str, Any]
    people: dict[OccupantId, float]
    occupancy: str
    probability: float
    air: dict[str, float | None]
    heating: NotRequired[dict[str, Any]]
    cooling: NotRequired[dict[str, Any]]
    devices: list[DeviceStatus]
    sensors: list[DeviceStatus]


class LevelStatus(TypedDict):
    """level: watch, suggest or act. hit_rate: while they stay."""

    room: str
    kind: str
    level: str
    hit_rate: NotRequired[float]


class PersonStatus(TypedDict):
    """learns: domains. examples: by kind."""

    person: str
    room: str | None
    home: bool | None
    confidence: float
    because: str
    learns: list[str]
    examples: dict[str, int]
    levels: list[LevelStatus]
    staying: list[LevelStatus]


class StatusDocument(TypedDict):
    """paused_until: ISO 8601. autonomy: the home's ceiling. link: what the broker's link says of itself. missing: nothing
    announces it; unheard: it has said nothing yet, as may be usual for it."""

    home: str
    time_zone: str
    running: bool
    paused: bool
    paused_until: str | None
    observing: bool
    observing_because: str
    autonomy: str
    earn_autonomy: bool
    mode: dict[str, Any]
    link: dict[str, Any]
    rooms: list[RoomStatus]
    people: list[PersonStatus]
    figures: dict[str, Any]
    missing: list[DeviceId]
    unheard: list[DeviceId]
    wrong_orders: dict[str, int]
    problems: list[str]


class Status:
    """is_running: False on the command line. link: what the broker's link says of itself."""

    def __init__(self, step: Step, is_running: bool, link: Callable[[], Mapping[str, Any]]) -> None:
        self._step, self._is_running, self._link = step, is_running, link

    @property
    def _house(self) -> House:
        return self._step.house

    @answers("status")
    def status(self, _asked: Asked, now: Moment) -> StatusDocument:
        house, ends = self._house, self._house.standing.pause_until
        return {
            "home": house.config.home.name,
            "time_zone": house.config.home.time_zone,
            "running": self._is_running,
            "paused": house.paused,
            "paused_until": None if ends is None else ends.isoformat(timespec="seconds"),
            "observing": house.command_history.is_observing(now),
            "observing_because": house.command_history.observes_because(now),
            "autonomy": house.config.autonomy,
            "earn_autonomy": house.config.earn_autonomy,
            "mode": house.standing.modes.told(None),
            "link": dict(self._link()),
            "rooms": [self._room(RoomId(room), now) for room in house.config.rooms],
            "people": [self._person(OccupantId(occupant)) for occupant in house.config.occupants],
            "figures": house.standing.figures.told(now.at),
            "missing": sorted(house.catalogue.missing),
            "unheard": self._step.never_heard.silent() if self._is_running else [],
            "wrong_orders": dict(self._step.reporting.wrong_orders.counts),
            "problems": [*house.standing.refused, *list(house.problems)[-10:]],
        }

    def _room(self, room: RoomId, now: Moment) -> RoomStatus:
        house = self._house
        there = house.occupancy(room, now)
        found: RoomStatus = {
            "room": room,
            "name": house.config.rooms[room].name,
            "mode": house.standing.modes.told(room),
            "people": {o: round(p, 2) for o, p in sorted(house.presence.in_room(room).items())},
            "occupancy": there.state.value,
            "probability": there.probability,
            "air": air_of(house, room, now),
            "devices": [self._device(device, now) for device in house.readings.devices_in[room]],
            "sensors": [self._device(sensor, now) for sensor in house.readings.sensors_in[room]],
        }
        if house.is_heated(room):
            found["heating"] = self._step.heat.told(room, HEATING)
        if house.is_heated(room, COOLING):
            found["cooling"] = self._step.heat.told(room, COOLING)
        return found

    def _person(self, occupant: OccupantId) -> PersonStatus:
        house = self._house
        where = house.presence.where(occupant)
        staying = house.ladder.standing_staying()
        return {
            "person": occupant,
            "room": where.room,
            "home": where.home,
            "confidence": round(where.confidence, 2),
            "because": house.why_there(occupant),
            "learns": sorted(d for d in DOMAINS if house.agreements.allows(occupant, d)),
            "examples": {kind: n for kind in kinds() if (n := house.shelf.knows(occupant, kind))},
            "levels": [
                {"room": room, "kind": kind, "level": level} for who, room, kind, level in house.levels() if who == occupant
            ],
            "staying": [
                {"room": room, "kind": kind, "level": level, "hit_rate": round(rate, 2)}
                for (who, room, kind), (level, rate, _) in staying.items()
                if who == occupant
            ],
        }

    def _device(self, device: DeviceId, now: Moment) -> DeviceStatus:
        house = self._house
        found = house.catalogue.devices.get(device)
        if found is None:
            return {"device": device, "known": False}
        is_silent = house.readings.silence.is_silent(device, now)
        is_lost = is_silent or house.confirmations.is_silent(device)
        return {
            "device": device,
            "known": True,
            "reachable": False if is_lost else house.readings.is_reachable(device),
            "state": {name: None if is_silent else house.readings.value(device, name) for name in found.traits},
            "held": sorted(name for name in found.traits if house.ledger.held(device, name, now) is not None),
            "released": {
                name: ends.isoformat()
                for name in found.traits
                if (hold := house.ledger.held(device, name, now)) is not None
                and (ends := self._step.staying.release_of(hold)) is not None
            },
        }
