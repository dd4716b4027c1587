"""Everything the hub knows about one home, put together from its configuration, what stands and its stored examples.

A new configuration makes a new House; what is true whatever it says (readings, places, holds, acts) is its Standing.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import time

from devices.vocabulary import DeviceId, Moment, OccupantId, RoomId, Trait, Value
from models.context import Context
from models.example import Example
from models.people import People
from models.preference import Explanation
from models.prior import Spec

from .config import Config
from .consent import Agreements
from .decision import Wish
from .errors import StoreFailed
from .home.catalogue import Catalogue
from .home.climate_idle import is_idle
from .home.occupancy import Occupancy, occupancy, quiet_needed_s
from .home.readings import Readings
from .home.room_devices import RoomDevice, RoomDevices, Settable, place_name
from .home.situation import Situation
from .home.ways import HEATING, WAYS, Way
from .home.whereabouts import fingerprints_of, presence_of
from .home.why_there import because
from .learning.changed_habits import HabitChanges
from .learning.learners import Learners
from .learning.teaching import Teaching
from .modes import MORNING, Mode
from .sending.outbox import Outbox, Ports
from .standing import Standing
from .store import Store
from .store.priors import priors_path
from .telling.shortened import encoded
from .telling.topics import Topics


class House:
    """Owned by the loop's thread. standing: what outlives this configuration; the house it was handed over from is over."""

    def __init__(self, config: Config, store: Store, ports: Ports, standing: Standing) -> None:
        """Raises StoreFailed; what stood before stands then as it did."""
        self.config, self.store, self.ports, self.standing = config, store, ports, standing
        self.topics = Topics(config.base_topic)
        self.outdoor_sensor = None if config.outdoor.temperature is None else config.outdoor.temperature.id
        self.activity_sensors = {b.activity.id: RoomId(room) for room, b in config.rooms.items() if b.activity is not None}
        self.agreements = Agreements(
            {OccupantId(who): block.learn for who, block in config.occupants.items()}, standing.narrowed
        )
        quiet = None if config.quiet_hours is None else (config.quiet_hours.start, config.quiet_hours.end)
        self.situation = Situation(config.home.latitude, config.home.longitude, config.home.time_zone, quiet)
        self.situation.outdoors, self.situation.activity = standing.outdoors, standing.activity
        self.catalogue = Catalogue(config.references(), config.settings(), standing.catalogue)
        self.readings = Readings(
            {
                RoomId(room): ((r.id for r in block.devices), (r.id for r in block.sensors))
                for room, block in config.rooms.items()
            }
        )
        self.readings.adopt(standing.readings)
        self._room_devices = self._fitted()
        self._fit_silence()
        self.attribution, self.confirmations, self.bursts = standing.attribution, standing.confirmations, standing.bursts
        self.ledger, self.command_history = standing.ledger, standing.command_history
        self.suggestions, self.problems = standing.suggestions, standing.problems
        self.outbox = Outbox(self.catalogue, self.readings, self.attribution, ports, standing.recording.sent)
        self.presence = presence_of(config, store, self.agreements, standing.presence, standing.places)
        self.presence.has_guests = standing.modes.has_guests
        self.learners = Learners(
            config, store, self.agreements, self.room_devices.shared, standing.priors, standing.caps, self.store_failed
        )
        self.ladder, self.corrections = self.learners.ladder, self.learners.corrections
        self.habit_changes = HabitChanges(config, store, self.agreements, self.learners)
        allows, sure_of = self.agreements.allows, self.presence.sure_of
        self.teaching = Teaching(
            self.learners, self._keep_example, self.ledger, allows, self.store_failed, standing.pace, sure_of
        )
        self._take_over()
        standing.usual_times.use(self.situation.local, lambda who: self.agreements.allows(who, "temperature"))
        standing.home_heat.keep(self.readings.devices_in)
        store.agreements = self.agreements
        self.keep(store.drop_disagreed)

    def _fitted(self) -> RoomDevices:
        known = self.catalogue
        return RoomDevices(known.devices, self.readings.devices_in, self.readings.sensors_in, known.twins)

    def _take_over(self) -> None:
        """Nothing can fail any more: what stands is fitted to this configuration."""
        config, standing = self.config, self.standing
        standing.attribution.app_is_hand = config.learning.app_is_hand
        standing.bursts.settle_s = config.learning.settle
        standing.command_history.per_device = config.safety.commands_per_device_per_minute
        standing.command_history.per_home = config.safety.commands_per_10_seconds
        rooms, devices = self.readings.devices_in.keys(), self.readings.room_of.keys()
        standing.suggestions.keep(rooms, devices)
        standing.ledger.keep(rooms, devices, {OccupantId(who) for who in config.occupants})
        standing.bursts.keep(rooms, devices)
        standing.confirmations.keep(devices)
        standing.hand_over(self.catalogue, self.readings, self.presence)

    # Asking

    @property
    def paused(self) -> bool:
        return self.standing.paused

    @property
    def is_time_trusted(self) -> bool:
        """Whether the clock is believed, so that something can be decided by the time of day."""
        return self.standing.time.is_trusted

    @property
    def shelf(self) -> People:
        """Everybody's learners; another set after devices or priors have changed."""
        return self.learners.shelf

    def mode(self, room: RoomId) -> Mode | None:
        """Guests, a party and the like: the room's own, or the home's."""
        return self.standing.modes.of(room)

    def learns_in(self, room: RoomId) -> bool:
        """Whether what people do there teaches."""
        mode = self.mode(room)
        return mode is None or mode.learns

    def is_asleep(self, room: RoomId) -> bool:
        """Whether somebody went to bed there and has not got up yet."""
        return room in self.standing.slept

    @property
    def morning(self) -> time:
        """When the day begins."""
        return MORNING if self.config.quiet_hours is None else self.config.quiet_hours.end

    def ceiling(self, room: RoomId) -> str:
        """The most the hub may do in this room now."""
        return "watch" if self.paused else self.ladder.ceiling_in(room)

    def is_known_empty(self, room: RoomId) -> bool:
        """Whether nobody is here as far as is known. Whoever was here last and is not heard any more may still be."""
        return not self.presence.in_room(room) and all(stay[0] != room for stay in self.ledger.stays.values())

    def last_motion(self, room: RoomId, now: Moment) -> float | None:
        """Monotonic: when sensors there that can be reached believably noticed somebody last; now while they do."""
        return self.standing.motion.last(self._heard(room), now)

    def is_live(self, room: RoomId, now: Moment) -> bool:
        """The same of this very moment: not any more once the last of its sensors has said that it is over."""
        return self.standing.motion.is_live(self._heard(room), now)

    def _heard(self, room: RoomId) -> Iterator[tuple[DeviceId, Trait]]:
        sensors = self.room_devices.measuring(room, "occupancy")
        return (sensor for sensor in sensors if self.readings.is_reachable(sensor[0]) is not False)

    def is_moving(self, room: RoomId, now: Moment) -> bool:
        """Whether a sensor notices somebody there now, whoever it is."""
        moved = self.last_motion(room, now)
        return moved is not None and moved >= now.mono

    def is_empty(self, room: RoomId, now: Moment) -> bool:
        """Whether nobody is known to be here, and nobody unknown moves."""
        return self.is_known_empty(room) and not self.is_moving(room, now)

    def occupancy(self, room: RoomId, now: Moment) -> Occupancy:
        """Whether anybody is there, known or not."""
        return occupancy(self.presence, room, self.is_live(room, now), self.anyone_home() is False)

    def why_there(self, who: OccupantId) -> str:
        """What it rests on where somebody is thought to be; a half sentence."""
        return because(self.config, self.presence, who)

    def empty_after_s(self, room: RoomId, now: Moment) -> float:
        """How long nothing must have been noticed there before it is empty, ``when_empty: after`` at least."""
        after = self.config.rooms[room].when_empty.after
        return quiet_needed_s(self.presence, room, self.occupancy(room, now).probability, after)

    def is_quiet(self, room: RoomId, now: Moment) -> bool:
        """Whether nothing moves there, for so long that it is hardly a pause of somebody who sits still."""
        moved = self.last_motion(room, now)
        is_moving = moved is not None and moved >= now.mono
        needed = quiet_needed_s(self.presence, room, self.occupancy(room, now).probability, 0.0)
        return not is_moving and (moved is None or now.mono - moved >= needed)

    def has_open_window(self, room: RoomId) -> bool:
        """Whether a window there is open: by a contact, by a fall of the temperature, or as a heating device there says."""
        return self.standing.home_heat.has_open_window(room) or any(
            map(self.attribution.own_will.has_open_window, self.readings.devices_in[room])
        )

    def setpoints_of(self, room: RoomId, way: Way) -> Sequence[tuple[RoomDevice, Settable]]:
        """The room's setpoints by which it is heated, or cooled; of what cools only where the hub may."""
        return self.room_devices.setpoints(room, way)

    def is_heated(self, room: RoomId, way: Way = HEATING) -> bool:
        """Whether there is a setpoint to be set."""
        return bool(self.setpoints_of(room, way))

    def ways(self, room: RoomId) -> tuple[Way, ...]:
        """How the room is made as people like it: heated, cooled, both, or neither."""
        return tuple(way for way in WAYS if self.is_heated(room, way))

    def heated_rooms(self) -> tuple[tuple[RoomId, Way], ...]:
        """All rooms that are heated or cooled, with how."""
        return self.room_devices.heated

    def is_running(self, room: RoomId, way: Way) -> bool:
        """Whether any of it is in a mode in which its setpoint counts."""
        return any(not is_idle(self.readings, fitting.device, about.trait) for fitting, about in self.setpoints_of(room, way))

    def setpoint(self, room: RoomId, way: Way = HEATING) -> float | None:
        """The highest of the room's heatings, as they say, °C, or the lowest of what cools it; None where none says."""
        said = (self.readings.value(fitting.device.id, about.trait.name) for fitting, about in self.setpoints_of(room, way))
        known = [way.turned(value) for value in said if isinstance(value, float)]
        return way.turned(max(known)) if known else None

    def temperature(self, room: RoomId, now: Moment) -> float | None:
        """How warm it is there, °C, by what its heating goes by: what a valve measures at its radiator is not the room's warmth
        where a thermometer hangs there, and the two by turns were a room that jumps."""
        measuring = self.room_devices.measuring(room, "temperature")
        trusted = [one for one in measuring if one[0] in self.readings.silence.thermometers.get(room, ())]
        return self.readings.newest(trusted or measuring, now)

    def order_of_arrival(self, room: RoomId) -> list[OccupantId]:
        """Who is in the room, the first to come first."""
        people = self.presence.in_room(room)
        return sorted(people, key=lambda who: (self.presence.where(who).since.mono, who))

    def anyone_home(self) -> bool | None:
        known = [self.presence.where(occupant).home for occupant in self.config.occupants]
        return True if any(known) else False if known and all(home is False for home in known) else None

    @property
    def room_devices(self) -> RoomDevices:
        """What every room is fitted out with now."""
        if self._room_devices.devices is not self.catalogue.devices:  # the catalogue makes a new one of every change
            self._room_devices = self._fitted()
        return self._room_devices

    def seen(self, device_id: DeviceId, trait: Trait) -> Value | None:
        """What people there see of it."""
        return self.readings.seen(device_id, trait, self.room_devices.power(device_id, trait.name))

    def place_of(self, device: DeviceId, trait: Trait) -> str | None:
        """The trait's own place where the room has several of the quantity; each lamp has its own level then."""
        place = place_name(device, trait)
        return place if self.has_place(place) else None

    def has_place(self, place: str) -> bool:
        """Whether the learners tell this place from the rest of its room."""
        return place in self.learners.places

    def context(self, room: RoomId, device: DeviceId, trait_name: str, people: Collection[OccupantId], now: Moment) -> Context:
        """The situation of a device's trait. people: who is in the room; none for somebody alone."""
        found = self.catalogue.devices.get(device)
        trait = None if found is None else found.traits.get(trait_name)
        place = None if trait is None else self.place_of(device, trait)
        lux = self.readings.newest(self.room_devices.measuring(room, "illuminance"), now)
        others = max(0, len(people) - 1)
        return self.situation.context(room, lux, others, now, place, self.agreements.named(people))

    def explanation(self, wish: Wish, who: OccupantId) -> Explanation | None:
        """What a preference of the wish rests on, in the situation it was asked in; None when the person has shown nothing."""
        if wish.context is None or self.shelf.knows(who, wish.quantity) == 0:
            return None
        return self.shelf.explain(who, wish.quantity, wish.context, wish.context.local)

    def levels(self) -> list[tuple[OccupantId, str, str, str]]:
        """(person, room, kind, level) of everything with a record."""
        return [(who, room, kind, level) for (who, room, kind), (level, _, _) in self.ladder.standing().items()]

    # Changing

    def _fit_silence(self) -> None:
        """Who is there that should be heard of now and then."""
        carried = {device.id for device in self.catalogue.carried()}
        readings, devices = self.readings, self.catalogue.devices
        readings.silence.fit(devices, readings.devices_in, readings.sensors_in, devices.keys() - carried)

    def announced(self) -> None:
        """Devices changed: which lamps share a room may have, too."""
        self._fit_silence()
        if self.room_devices.shared != self.learners.places:
            self.learners.begin_again(self.room_devices.shared, self.standing.priors)

    def use_priors(self, priors: Mapping[str, Spec] | None) -> None:
        """What a night's training found better."""
        self.standing.priors = priors
        self.learners.begin_again(self.room_devices.shared, priors)

    def learn_from_who_is_left(self) -> None:
        """Somebody took leave, or back: the store has dropped the home's own priors if they rest on that person's choices."""
        stand = self.standing.priors is not None and priors_path(self.store.path).exists()
        self.use_priors(self.standing.priors if stand else None)

    def use_fingerprints(self) -> None:
        """Others are stored than were."""
        self.presence.use(fingerprints_of(self.config, self.store, self.agreements))

    def keep(self, write: Callable[[], object]) -> None:
        """Writes what can be lived without; a database that fails is told once and the house goes on from memory."""
        try:
            write()
        except StoreFailed as error:
            self.store_failed(error)

    def _keep_example(self, example: Example) -> int | None:
        """Its id; None of what was chosen nobody knows when, or where a mode lets nothing be learned."""
        if not self.learns_in(RoomId(example.context.room)) or not self.standing.time.may_have_been(example.context.local):
            return None
        kept = self.store.examples.add(example)
        if kept is not None:
            self.standing.figures.learned(example)
        return kept

    def store_failed(self, error: StoreFailed) -> None:
        self.standing.on_store_failed(error)

    encode = staticmethod(encoded)


class Current:
    """The house that counts now. Whoever acts on it holds this, never a house: after a reload they all have the new one."""

    __slots__ = ("house",)

    def __init__(self, house: House) -> None:
        self.house = house
