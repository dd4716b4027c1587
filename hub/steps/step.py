"""The heart: what the home said goes in, decisions and commands come out, lessons are kept. One thread, one direction.

    Message → Event → Home → Situation → Preference → Wish → Decision → Command → Message
                                                                  └→ store, explain

On an arrival the order is: decide, publish, and only then explain, store and learn.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import assert_never

from devices.errors import BadPayload
from devices.event import Event, Kept, Moded, Ordered, Pressed, Reachable, Reported, Returned, Seen
from devices.message import Message
from devices.vocabulary import NOT_HOME, DeviceId, Moment, OccupantId, RoomId
from models.kind import kinds

from ..attribution.expectation import arrived
from ..attribution.own_will import SETPOINTS, WITH_S
from ..attribution.unnamed_music import named
from ..deciding.empty_room import left_behind
from ..deciding.music_follows import Following
from ..deciding.room_view import RoomView
from ..deciding.unidentified import for_whoever
from ..deciding.wishes import Wishes
from ..decision import Decision, Trigger, Wish
from ..home.whereabouts import keep_found
from ..house import Current, House
from ..presence.moved import Moved
from ..presence.movements import STRANGER
from .calibration import Calibration
from .carry_out import CarryOut
from .clean_windows import CleanWindowsAsked
from .emptying import Emptying
from .habit_answers import HabitAnswers
from .heated_rooms import HeatedRooms
from .heating import go_on
from .history_intake import HistoryIntake
from .manual_changes import ManualChanges
from .mode_changes import ModeChanges
from .moved_by import MovedBy
from .never_heard import NeverHeard
from .nights import Nights
from .noticing import Noticing
from .page_access import PageAccess
from .personal_data import PersonalData
from .preparing import Preparing
from .recorder import Recorder
from .reporting import Reporting
from .requests import Requests
from .silent_sensors import SilentSensors
from .staying import Staying
from .turns import leave_turns, settle_turns
from .unanswered import comes_to_something, flutters, has_been_told, was_there


class Step:
    """Takes everything the house says, in order. Owned by the loop's thread. new_id: names decisions, each once.

    reporting: what the hub tells of itself. carry_out: what it does. manual_changes: what people do. following: the music that
    comes along with them. requests, personal_data, calibration, page_access, history_intake: what they order of the hub.
    """

    def __init__(self, house: House, new_id: Callable[[Moment], str] | None = None) -> None:
        self.current, self._recording = Current(house), house.standing.recording
        self.recorder = Recorder(self.current)
        self.reporting = Reporting(self.current)
        self.carry_out = CarryOut(self.current, self.reporting, new_id)
        self.manual_changes = ManualChanges(self.current, self.reporting, self.carry_out)
        self.emptying = Emptying(self.current, self.reporting, self.carry_out)
        self.noticing = Noticing(self.current, self.reporting, self.emptying, self.moved, self.someone_came)
        self.silent_sensors = SilentSensors(self.current, self.reporting, self.carry_out)
        self.never_heard = NeverHeard(self.current, self.reporting)
        self.following = Following()
        self.preparing = Preparing(self.current)
        self.staying = Staying(self.current, self.reporting, self.carry_out)
        self.heat = HeatedRooms(self.current, self.reporting, self.carry_out, self.emptying.owes)
        self.emptying.setbacks = self.heat.preheating.setbacks
        self.recorder.looks = lambda now: {"heat": self.heat.preheating.looks(now), "round": self.staying.round_s(now)}
        self.requests = Requests(self.current, self.reporting, self.carry_out, self.staying)
        self.modes = ModeChanges(self.current, self.reporting, self.carry_out, self.emptying, self.staying, self.requests)
        self.nights = Nights(self.current, self.reporting, self.carry_out, self.modes, self.heat.comings)
        self.moved_by = MovedBy(
            self.current, self.manual_changes, self.emptying, self.noticing, self.staying, self.heat, self.nights
        )
        self.habit_answers = HabitAnswers(self.current, self.reporting)
        self.personal_data = PersonalData(
            self.current, self.reporting, self.following, self.noticing.evenings, self.heat.comings.forget
        )
        self.clean_windows = CleanWindowsAsked(self.current, self.reporting)
        self.calibration = Calibration(self.current)
        self.page_access = PageAccess(self.current)
        self.history_intake = HistoryIntake(self.current, self.reporting)

    @property
    def house(self) -> House:
        return self.current.house

    def use(self, house: House) -> None:
        """From now on this house: the same one after its configuration changed. Nobody else has to be told."""
        self.current.house = house
        self.emptying.look_again()
        self.staying.look_again()
        self.heat.look_again()

    def link(self, is_up: bool, now: Moment) -> None:
        """The broker came or went."""
        self._recording.link(is_up, now)
        self.emptying.link(is_up, now)
        self.staying.link(is_up, now)
        self.silent_sensors.link(is_up, now)
        self.never_heard.link(is_up, now)
        self.heat.link(is_up, now)

    # What comes in

    def take(self, event: Event, now: Moment) -> None:
        """One event, whole: state, decisions and lessons that follow from it."""
        event = named(event, self.house.readings, self.house.attribution)
        self._recording.heard(event, now)
        self.never_heard.hear(event)
        match event:
            case Reported():
                self._reported(event, now)
            case Kept():
                self.house.readings.keep(event)
            case Seen():
                self.heat.comings.seen(event, now)
                for moved in self.house.presence.hear(event, now):
                    self.moved(moved, now)
                for found in self.house.presence.found():
                    self.house.keep(partial(keep_found, self.house.store, found, now))
            case Reachable():
                self._reachable(event, now)
            case Returned():
                if self.house.readings.is_reachable(event.device) is False:
                    self._ask(event.device)
                self.house.readings.started(event.device, now)
                self.house.attribution.withdraw(event.device)  # what it was told before, it has forgotten
            case Moded():
                if self.house.attribution.own_will.take(event):
                    self.manual_changes.was_itself(event.device, event.moves or SETPOINTS, WITH_S, now)
            case Pressed():
                room = self.house.readings.room_of.get(event.device)
                if room is not None:
                    self.house.attribution.pressed(event, room)
            case Ordered():
                self._ordered(event)
            case _:
                assert_never(event)

    def hear(self, message: Message) -> None:
        """A message from a device or bridge. Raises BadPayload, which the loop counts, once all that could be read is taken."""
        is_own = self.house.outbox.is_own(message)
        refused: list[BadPayload] = []
        events = self.house.catalogue.hear(message, refused.append)
        for event in events:
            if not (is_own and isinstance(event, Ordered)):
                self.take(event, message.when)
        self.never_heard.look(message, events, bool(refused))
        if refused:
            raise refused[0]

    def _reported(self, reported: Reported, now: Moment) -> None:
        house = self.house
        device = house.catalogue.devices.get(reported.device)
        trait = None if device is None else device.traits.get(reported.trait)
        if device is None or trait is None:
            return
        if device.id == house.outdoor_sensor:
            if trait.quantity == "temperature" and isinstance(reported.value, float):  # retained is as good: weather is slow
                house.situation.outdoors.hear(reported.value, now)
            return
        if device.id in house.activity_sensors:
            where, is_live = house.activity_sensors[device.id], not reported.snapshot
            self.requests.activity(where, str(reported.value), now, is_live)
            return
        if self.silent_sensors.is_doubted(reported, trait, now):
            return
        if trait.quantity == "occupancy":
            self.moved_by.sensed(reported, device, now)
            self.noticing.reported(reported, trait, now)
            self.nights.reported(reported, now)
        if trait.quantity == "opening":
            self.noticing.opened(reported, trait, now)
        self.heat.reported(reported, trait, now)
        if trait.quantity == "illuminance":
            self.staying.lux(reported, now)
            self.preparing.moved(house.readings.room_of.get(device.id))
        is_dark = trait.quantity == "brightness" and reported.value == 0.0
        if is_dark and house.room_devices.power(device.id, trait.name) is not None:
            # A lamp that has a switch tells by it that it is dark: a waking one has no level yet. (Zigbee2MQTT #13570, #4203.)
            house.readings.forget(device.id, trait.name)
            return
        if not reported.snapshot:
            house.confirmations.spoke(device.id)
        change = house.readings.take(reported, trait)
        if trait.quantity == "hvac_mode" and house.catalogue.kept_in(device, reported.value):
            house.announced()
        expectation = house.attribution.open_until(device.id, trait.name)
        if expectation is not None and arrived(trait, reported.value, expectation.target):
            house.confirmations.heard(device.id, trait.name)
        if change is None:
            house.attribution.repeated(device.id, trait.name, reported.value, now)
            self.manual_changes.repeated(device.id, trait, reported.value, now)
            return
        room = house.readings.room_of.get(device.id)
        self.reporting.stands(room, now)
        if room is None or trait.quantity not in kinds() or device.id not in house.readings.devices_in[room]:
            return
        self.staying.lamp_moved(change, room)
        cause = house.attribution.classify(change, room)
        self._recording.caused(reported, cause.value)
        self.moved_by.take(change, room, cause, now)

    def _reachable(self, event: Reachable, now: Moment) -> None:
        house = self.house
        is_said = event.is_birth and not event.snapshot
        is_back = house.readings.reach(event.device, event.online, now, is_said, event.word, event.is_enough, event.is_asleep)
        self.reporting.stands(house.readings.room_of.get(event.device), now)
        if is_back and not event.snapshot:
            self._ask(event.device)
        if house.readings.is_reachable(event.device) is False:
            house.confirmations.drop(event.device)
            house.attribution.withdraw(event.device)
            house.bursts.drop(event.device)

    def _ask(self, device: DeviceId) -> None:
        for outgoing in self.house.catalogue.asks(device):
            self.reporting.publish(outgoing)

    def _ordered(self, ordered: Ordered) -> None:
        device = self.house.catalogue.devices.get(ordered.device)
        trait = None if device is None else device.traits.get(ordered.trait)
        if device is not None and trait is not None:
            self.house.attribution.ordered(ordered, trait, self.house.outbox.window_s(device))

    # Coming and going

    def moved(self, moved: Moved, now: Moment) -> None:
        """A person's place changed. Arriving comes first: it is what people wait for."""
        house = self.house
        self._recording.told()
        self.modes.somebody_came(now)
        room = moved.after.room
        stay = house.ledger.stays.get(moved.occupant)
        if stay is None and moved.before.room is not None:
            stay = moved.before.room, now  # there since before a restart: what was held for them ends as they leave
        # Not being heard any more is not leaving: only another place, or being out, is.
        has_left = stay is not None and room != stay[0] and (room is not None or moved.after.home is not None)
        arrived = None
        if has_left and stay is not None:
            self.following.left(house, moved.occupant, stay[0], now)
        if room is not None and (stay is None or room != stay[0]):
            self.emptying.came(room)
            if moved.fresh:
                self.manual_changes.came(moved.occupant, room, now)
                arrived = self.arrive(room, moved.occupant, now)
        if has_left and stay is not None:
            house.ledger.stays.pop(moved.occupant, None)
            self._leave(stay[0], moved.occupant, stay[1], now)
        if room is not None:
            house.ledger.stays.setdefault(moved.occupant, (room, now))
        self.reporting.came_to(moved.occupant, room or (NOT_HOME if moved.after.home is False else "unknown"), now)
        self.reporting.show(now)
        self.reporting.moved(moved.occupant, (moved.before.room, room), now)
        self.heat.comings.moved(moved, now)
        if arrived is not None:
            source = self.following.followed(moved.occupant, arrived)
            self.reporting.record(arrived, now, is_aloud=not flutters(house.ledger, arrived))
            settle_turns(house, arrived)
            self.staying.arrived(arrived, now)
            if source is not None:
                self.reporting.record(
                    self.carry_out.decide(source, Trigger.EMPTY, left_behind(RoomView(house, source, now)), now), now
                )

    def arrive(self, room: RoomId, occupant: OccupantId, now: Moment) -> Decision | None:
        """One decision for a fresh arrival. A return so soon that the presence source may be flapping is only told, but for
        what the hub had set and somebody's limit forbids now; unless the hub had done nothing then, and would by now."""
        house, key = self.house, (occupant, room)
        view = RoomView(house, room, now, occupant)
        last = house.ledger.arrived.get(key)
        is_soon = last is not None and now.mono - last < house.config.safety.arrival_gap
        wishes: list[Wish] | None = None
        if not is_soon or key in house.ledger.in_vain:
            wishes = Wishes(view, self.following.carried(house, occupant, room, now)).on_arrival()
        if last is not None and is_soon and (wishes is None or not comes_to_something(wishes)):
            wishes = Wishes(view).only_lowered()
            if not wishes and has_been_told(house.ledger, room, occupant, now):
                return None
            return self.carry_out.decide(room, Trigger.ARRIVAL, wishes, now, was_there(occupant, now.mono - last))
        decision = self.carry_out.decide(room, Trigger.ARRIVAL, wishes or [], now)
        house.ledger.came(key, now, comes_to_something(decision.wishes))
        return decision

    def someone_came(self, room: RoomId, may_be: Mapping[OccupantId, float], now: Moment) -> None:
        """One of several, or a guest, has come into a room where nobody is known to be: light alone is done."""
        house, key = self.house, (STRANGER, room)
        is_soon = now.mono - house.ledger.arrived.get(key, float("-inf")) < house.config.safety.arrival_gap
        if is_soon and key not in house.ledger.in_vain:
            return
        wishes, whose = for_whoever(house, room, now, may_be)
        if is_soon and not comes_to_something(wishes):
            return
        house.ledger.came(key, now, comes_to_something(wishes))
        if wishes:
            self.reporting.record(self.carry_out.decide(room, Trigger.ARRIVAL, wishes, now, may_be=whose), now)

    def _leave(self, room: RoomId, occupant: OccupantId, since: Moment, now: Moment) -> None:
        """What is left of a person's stay is judged; a room that is empty now gets what it wants then in a while."""
        house = self.house
        leave_turns(house, room, occupant, now)
        freed = self.manual_changes.left(room, occupant, since, now)
        self.staying.left(room, occupant, now, freed)
        self.nights.left(room, now)
        if house.is_known_empty(room):
            house.ledger.parted(room)
            self.emptying.left(room, now)
            self.reporting.show(now)

    def tick(self, now: Moment) -> None:
        """Whatever is due by now. Cheap when nothing is."""
        self._recording.ticked(now, self.staying.look_every_s)
        for moved in self.house.presence.tick(now):
            self.moved(moved, now)
        self.noticing.tick(now)
        self.manual_changes.tick(now)
        self.carry_out.confirm(now)
        self.manual_changes.accept_standing(now)
        self.emptying.tick(now)
        self.modes.tick(now)
        self.nights.tick(now)
        self.staying.tick(now)
        self.silent_sensors.tick(now)
        self.never_heard.tick(now)
        self.heat.tick(now)
        go_on(self.house, self.carry_out, self.reporting, now)
        self.carry_out.send_later(now)
        self.reporting.say_wrong_orders(now)
        self.recorder.tick(now)
        self.reporting.explain_some(now)

    def next_deadline(self) -> float | None:
        """Monotonic time of the next thing due, None when there is none; the minute's tick covers the rest."""
        waiting = (self.manual_changes, self.house.confirmations, self.carry_out, self.reporting, self.emptying)
        more = (self.carry_out.heating, self.staying, self.modes, self.nights, self.heat, self.noticing)
        times = (one.next_deadline() for one in (*waiting, *more))
        return min((t for t in times if t is not None), default=None)
