"""The past of a home, lived through once more: what a Home Assistant remembers becomes examples, as it would have live.

The same parts judge it as on any evening (presence, attribution by likelihood, the moment's context), in a house of its own
whose memory is thrown away; only the examples come out. Nothing of the past was ever the hub's own doing.
"""

import math
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Self

from devices.errors import BadPayload
from devices.event import Reachable, Reported, Seen
from devices.home_assistant.history import Past
from devices.home_assistant.listing import Listed
from devices.message import Message
from devices.vocabulary import SETPOINTS, DeviceId, Moment, OccupantId, Reference, RoomId, Trait, Value
from models.context import Context
from models.example import DEFAULT_WEIGHT, Example, Source
from models.kind import Kind, kinds

from ..config import Config
from ..home.climate_idle import says_neither
from ..home.readings import Change
from ..house import House
from ..learning.bursts import credits
from ..sending.outbox import Ports
from ..setup.room_names import slug
from ..standing import Standing
from ..store import Store
from .own_doings import OwnDoings

WITH_MODE_S = 2.0  # a setpoint that moves so soon after its device's mode is that mode's
AT_HOME_ONLY = 0.5  # nobody knows the room: half as good as knowing it
_DOMAINS = ("light", "climate", "switch", "media_player", "fan")


@dataclass(frozen=True, slots=True)
class _Open:
    """A change that may not be over yet."""

    device: DeviceId
    trait: Trait
    room: RoomId
    kind: Kind
    before: Value | None
    value: Value
    user: str
    present: Mapping[OccupantId, float]
    certainty: float
    context: Context
    when: Moment


class HistoryReplay:
    """config: as ``with_entities`` made it. user_of: Home Assistant's accounts → people here; own: the hub's account there.
    doings: what the hub set meanwhile.

    left_out: why changes taught nothing, counted.
    """

    def __init__(
        self,
        config: Config,
        announcements: Iterable[Message],
        user_of: Mapping[str, OccupantId],
        own: str,
        doings: OwnDoings | None = None,
    ) -> None:
        self._opened = ExitStack()
        folder = Path(self._opened.enter_context(tempfile.TemporaryDirectory(prefix="attune-history-")))
        store = self._opened.enter_context(Store.open(folder / "past.db"))
        self._house = House(config, store, Ports.deaf(), Standing())
        for announcement in announcements:
            if self._house.catalogue.is_announcement(announcement.topic):
                self._house.catalogue.announce(announcement)
        self._house.announced()
        self._user_of, self._own, self._doings = dict(user_of), own, doings or OwnDoings()
        self._open: dict[tuple[DeviceId, str], _Open] = {}
        self._moded: dict[DeviceId, float] = {}  # when a climate's mode was last changed
        self.left_out: Counter[str] = Counter()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._opened.close()

    def live(self, story: Iterable[Past]) -> Iterator[Example]:
        """What these states teach; a burst still open at the end stays so until the next call or ``end``."""
        for one in story:
            now = one.message.when
            yield from self._settled(now.mono)
            self._house.presence.tick(now)
            try:
                events = self._house.catalogue.hear(one.message)
            except BadPayload:
                self.left_out["could not be read"] += 1
                continue
            for event in events:
                match event:
                    case Seen():
                        self._house.presence.hear(event, now)
                    case Reachable():
                        self._house.readings.reach(event.device, event.online, now)
                    case Reported():
                        self._reported(event, one, now)
                    case _:
                        pass

    def end(self) -> Iterator[Example]:
        """What was still open."""
        yield from self._settled(float("inf"))

    def _reported(self, reported: Reported, one: Past, now: Moment) -> None:
        house = self._house
        device = house.catalogue.devices.get(reported.device)
        trait = None if device is None else device.traits.get(reported.trait)
        if device is None or trait is None:
            return
        if device.id == house.outdoor_sensor:
            if trait.quantity == "temperature" and isinstance(reported.value, float):
                house.situation.outdoors.hear(reported.value, now)
            return
        change = house.readings.take(reported, trait)
        if trait.quantity == "hvac_mode" and change is not None:
            self._mode(change, now)
        room = house.readings.room_of.get(device.id)
        kind = kinds().get(trait.quantity)
        if (
            change is None
            or change.snapshot
            or change.back_since is not None
            or room is None
            or kind is None
            or device.id not in house.readings.devices_in[room]
        ):
            return
        if trait.quantity in SETPOINTS and now.mono - self._moded.get(device.id, -math.inf) <= WITH_MODE_S:
            self.left_out["came with another mode of the device"] += 1
        elif says_neither(house.readings, device, trait):
            self.left_out["neither warmth nor coolness in the mode it was in"] += 1
        else:
            self._changed(change, room, kind, one, now)

    def _mode(self, change: Change, now: Moment) -> None:
        """Its setpoint may mean something else from now on: how cool it is to be. What was set just before meant another."""
        house, device = self._house, self._house.catalogue.devices[change.device]
        if house.catalogue.kept_in(device, change.value):
            house.announced()
        if not change.snapshot:
            self._moded[change.device] = now.mono
            for name, trait in device.traits.items():
                if trait.quantity in SETPOINTS:
                    self._open.pop((change.device, name), None)

    def _changed(self, change: Change, room: RoomId, kind: Kind, one: Past, now: Moment) -> None:
        house, key = self._house, (change.device, change.trait.name)
        if one.is_program:
            self._open.pop(key, None)
            self.left_out["set by an automation"] += 1
            return
        if (one.user and one.user == self._own) or self._doings.explain(change.device, change.trait, change.value, now.mono):
            self._open.pop(key, None)  # a ramp on the way to it, too
            self.left_out["set by the hub itself"] += 1
            return
        present, certainty = self._who(room, one.user)
        earlier = self._open.get(key)
        context = house.context(room, change.device, change.trait.name, house.presence.in_room(room), now)
        self._open[key] = _Open(
            change.device, change.trait, room, kind,
            change.before if earlier is None else earlier.before, change.value, one.user, present, certainty,
            context if earlier is None else earlier.context, now,
        )  # fmt: skip

    def _who(self, room: RoomId, user: str) -> tuple[Mapping[OccupantId, float], float]:
        """Who it may have been, and how sure it is that it was one of them."""
        if user:
            who = self._user_of.get(user)
            return ({who: 1.0}, 1.0) if who is not None else ({}, 0.0)
        there = self._house.presence.in_room(room)
        if there:
            return there, 1.0
        where = {OccupantId(who): self._house.presence.where(OccupantId(who)) for who in self._house.config.occupants}
        at_home = {who: place.confidence for who, place in where.items() if place.home and place.room is None}
        return at_home, AT_HOME_ONLY

    def _settled(self, now: float) -> Iterator[Example]:
        settle = self._house.config.learning.settle
        for key, burst in list(self._open.items()):
            if now - burst.when.mono >= settle:
                del self._open[key]
                yield from self._taught(burst)

    def _taught(self, burst: _Open) -> Iterator[Example]:
        house, kind = self._house, burst.kind
        if burst.trait.same(burst.before, burst.value):
            return
        if not burst.present:
            self.left_out["nobody known was there"] += 1
            return
        shares = credits(house.shelf, kind, burst.context, burst.value, burst.present, burst.when)
        agreed = {who: share for who, share in shares.items() if house.agreements.allows(who, kind.domain)}
        if not agreed:
            self.left_out["whose it was did not agree"] += 1
        for who, share in agreed.items():
            weight = DEFAULT_WEIGHT[Source.HISTORY] * share * burst.certainty
            example = Example(who, kind.name, burst.value, weight, burst.when.at, burst.context, Source.HISTORY)
            house.shelf.learn(example)  # whose the next one was is judged by it
            yield example


def with_entities(config: Config, entities: Sequence[Listed]) -> Config:
    """The configuration as Home Assistant's history knows it: devices of other families under the entity of their name
    (zigbee2mqtt: Living lamp → light.living_lamp), people also by the person of their id."""
    known = {entity.entity for entity in entities}
    rooms = {
        name: replace(room, devices=tuple(_as_entity(device, entities) for device in room.devices))
        for name, room in config.rooms.items()
    }
    people = {}
    for who, person in config.occupants.items():
        own = f"person.{who}"
        has_own = any(source.family == "home_assistant" for source in person.presence) or own not in known
        extra = () if has_own else (Reference("home_assistant", own, DeviceId(own)),)
        people[who] = replace(person, presence=(*person.presence, *extra))
    return replace(config, rooms=rooms, occupants=people)


def _as_entity(device: Reference, entities: Sequence[Listed]) -> Reference:
    if device.family not in ("zigbee2mqtt", "home_assistant_mqtt"):
        return device
    word = slug(device.name)
    # By its id; where that begins with the area, as it does in homes of today, by what its bridge calls it.
    ways: tuple[Callable[[Listed], bool], ...] = (
        lambda one: one.entity == device.name or one.entity.partition(".")[2] == word,
        lambda one: one.platform == "mqtt" and one.unique_id == device.name,
        lambda one: one.platform == "mqtt" and slug(one.name) == word,
    )
    for is_meant in ways:
        found = [one.entity for one in entities if one.domain in _DOMAINS and is_meant(one)]
        if found:
            return replace(device, family="home_assistant", name=found[0]) if len(found) == 1 else device
    return device
