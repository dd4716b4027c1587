"""Between the arrivals: rooms with people in them are looked at, and go along where these like it.

In the flow: (a minute, an activity, somebody left, the broker is back) → Wish → Decision. One room at a tick, so that who comes
in elsewhere waits for none of it. What came to rest, by the hub or a hand or as they found it, moves again only as what they
want moves.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from devices.event import Reported
from devices.vocabulary import LIT, DeviceId, Moment, OccupantId, Role, RoomId, Value
from models.kind import Kind

from ..deciding.room_view import RoomView
from ..deciding.staying import StayingFound, StayingWishes, has_moved
from ..decision import Decision, Hold, Outcome, Trigger
from ..home.own_light import OwnLight
from ..home.readings import Change
from ..house import Current, House
from ..sending.hold_release import released_at
from .carry_out import CarryOut
from .found_so import FoundSo
from .gone_to_bed import has_gone_to_bed
from .reporting import Reporting
from .turns import settle_turns

LOOK_EVERY_S = 60.0
STEP_EVERY_S = 600.0  # of one kind in one room
MOMENT_S = 60.0  # two kinds never move at one moment
OWED_S = 600.0  # so long what somebody's leaving, or an outage, changed is looked for
ASKED_EVERY_S = 3600.0  # a suggestion while they stay
BACK_S = 5.0  # after the broker is back: who came meanwhile has been told by then
AT_ONCE = (Trigger.ACTIVITY, Trigger.COMPANY)

Key = tuple[DeviceId, str]


@dataclass(slots=True)
class _RoomStay:
    """Monotonic. rested: by trait, what people wanted when it came to rest; lux_then: the daylight then.

    moved: when a kind was moved last; at: when anything was. owed: a trigger to be looked at before all others, until when.
    asked: when something was suggested last; looked: when it was looked at last. dark_since: since when they stay without the
    light the hub expected. has_gone_to_bed: nobody was up there at the last look.
    """

    rested: dict[Key, Value] = field(default_factory=dict)
    lux_then: float | None = None
    moved: dict[str, float] = field(default_factory=dict)
    at: float = float("-inf")
    owed: tuple[Trigger, float] | None = None
    asked: float = float("-inf")
    dark_since: Moment | None = None
    looked: float = float("-inf")
    has_gone_to_bed: bool = False

    @property
    def due(self) -> float:
        """When what is owed may be looked at: once a moment is over, and then once a moment."""
        free = self.at + MOMENT_S
        return free if self.looked < free else self.looked + MOMENT_S


class Staying:
    """Owned by the loop's thread. look_every_s: between two looks at a room, where nothing is owed there."""

    def __init__(self, current: Current, reporting: Reporting, carry_out: CarryOut) -> None:
        self.look_every_s = LOOK_EVERY_S
        self._current, self._reporting, self._carry_out = current, reporting, carry_out
        self._rooms: dict[RoomId, _RoomStay] = {}
        self._own_light = OwnLight()
        self._found_so = FoundSo(current)
        self._round = float("-inf")  # when the last round began
        self._left: list[RoomId] = []  # of this round
        self._not_before = float("-inf")

    @property
    def house(self) -> House:
        return self._current.house

    # What happens

    def arrived(self, decision: Decision, now: Moment) -> None:
        """Somebody came: what they want now is what rests from here on."""
        room = self._room(decision.room)
        if decision.reason is None:
            room.rested |= {(w.device, w.trait): w.value if w.towards is None else w.towards for w in decision.wishes}
            room.lux_then = self._view(decision.room, now).daylight()
            self._note(room, decision, now)
        room.dark_since = None

    def left(self, room: RoomId, occupant: OccupantId, now: Moment, freed: Iterable[Hold] = ()) -> None:
        """Somebody left: who stays shares anew, also what they had held by hand. That they stayed in the dark as it grew dark
        is remembered."""
        house, known = self.house, self._rooms.get(room)
        self._found_so.left(room, occupant, now)
        if known is None:
            return
        if known.dark_since is not None:
            self._stayed_dark(room, occupant, known.dark_since, now)
        if house.presence.in_room(room):
            known.rested |= {(h.device, h.trait): h.value for h in freed if isinstance(h.value, float)}
            known.owed = Trigger.COMPANY, now.mono + OWED_S
            self._left = [room, *(other for other in self._left if other != room)]
        elif house.is_known_empty(room):
            del self._rooms[room]

    def activity(self, room: RoomId, now: Moment) -> None:
        """What goes on there has just changed."""
        if self.house.presence.in_room(room):
            self._decide(room, Trigger.ACTIVITY, now)

    def touched(self, change: Change, room: RoomId, now: Moment, is_hand: bool = False) -> None:
        """Somebody, or something, moved a thing: it rests where they put it."""
        if is_hand:
            self._found_so.by_hand(change, room, now)
        else:
            self._found_so.moved(change, room)
        known = self._rooms.get(room)
        if known is not None:
            known.rested.pop((change.device, change.trait.name), None)
            known.dark_since = None
            if is_hand:
                known.at = now.mono  # nothing beside it moves at the moment of a hand

    def noticed(self, room: RoomId) -> None:
        """Somebody moves there: who had gone to bed is up, and waits for no minute to be over."""
        known = self._rooms.get(room)
        if known is not None and known.has_gone_to_bed:
            known.has_gone_to_bed = False
            self._left = [room, *(other for other in self._left if other != room)]

    def lamp_moved(self, change: Change, room: RoomId) -> None:
        """Whoever it was: how much of the light is the lamps' own is measured anew."""
        house = self.house
        device = house.catalogue.devices.get(change.device)
        if device is None or device.role is not Role.LIGHT or change.trait.quantity not in ("power", *LIT):
            return
        lamps = [f.device.id for f in house.room_devices.of(room) if f.device.role is Role.LIGHT]
        is_dark = all(house.readings.value(lamp, "power") is False for lamp in lamps)
        self._own_light.moved(room, change.when.mono, is_dark)

    def lux(self, reported: Reported, now: Moment) -> None:
        """A sensor measures light."""
        room = self.house.readings.room_of.get(reported.device)
        if room is not None and isinstance(reported.value, float):
            self._own_light.measured(room, reported.value, now.mono)

    def link(self, is_up: bool, now: Moment) -> None:
        """The broker came or went. What was due meanwhile is decided anew, never sent late."""
        self._not_before = now.mono + BACK_S if is_up else float("inf")
        if is_up:
            for known in self._rooms.values():
                known.owed = Trigger.OUTAGE, now.mono + BACK_S + OWED_S

    def falls_asleep(self, room: RoomId, now: Moment) -> None:
        """The room is to sleep: holds that end with that are over."""
        if self.house.config.rooms[room].hold.release == "sleep":
            for hold in [hold for hold in self.house.ledger.holds.values() if hold.room == room and hold.value is not False]:
                self._let_go(hold, now)

    def look_again(self) -> None:
        """The configuration changed."""
        rooms = self.house.config.rooms
        self._rooms = {room: known for room, known in self._rooms.items() if room in rooms}
        self._left = [room for room in self._left if room in rooms]

    # Time

    def round_s(self, now: Moment) -> float | None:
        """How many seconds ago the last round of looks began; None before the first."""
        return None if self._round == float("-inf") else round(now.mono - self._round, 3)

    def begin_round(self, at_mono: float) -> None:
        """The last round began then."""
        self._round = at_mono

    def next_deadline(self) -> float | None:
        """Monotonic time of the next look; None when nobody is anywhere or nobody could be told."""
        if self._not_before == float("inf"):
            return None
        if self._left:
            return max(0.0, self._not_before)
        owed = (known.due for known in self._rooms.values() if known.owed is not None)
        return max(min((self._round + self.look_every_s, *owed)), self._not_before) if self._rooms else None

    def tick(self, now: Moment) -> None:
        """At most one room."""
        if now.mono < self._not_before:
            return
        if not self._left and now.mono - self._round >= self.look_every_s:
            self._round = now.mono
            self._release(now)
            self._left = [room for room in self.house.readings.devices_in if self.house.presence.in_room(room)]
        if not self._left:
            self._left = [name for name, known in self._rooms.items() if known.owed is not None and now.mono >= known.due]
        if self._left:
            self._look(self._left.pop(0), now)

    def _look(self, name: RoomId, now: Moment) -> None:
        room = self._room(name)
        is_there = bool(self.house.presence.in_room(name)) and not self.house.paused
        if room.owed is not None and (now.mono > room.owed[1] or not is_there):
            room.owed = None
        if not is_there:
            return
        self._found_so.looked(name, now)
        self._decide(name, Trigger.EVENING if room.owed is None else room.owed[0], now)

    def _decide(self, name: RoomId, trigger: Trigger, now: Moment) -> None:
        room = self._room(name)
        room.looked = now.mono
        may_move = partial(self._may_move, room, trigger, now)
        view = self._view(name, now)
        room.has_gone_to_bed = has_gone_to_bed(self.house, name, now)
        found = StayingWishes(view, trigger, room.rested, may_move, room.lux_then, room.has_gone_to_bed).found()
        wishes = [w for w in found.wishes if w.outcome is Outcome.SENT or now.mono - room.asked >= ASKED_EVERY_S]
        self._watch_the_dark(room, found, now)
        if wishes or trigger is Trigger.ACTIVITY:
            decision = self._carry_out.decide(name, found.trigger, wishes, now)
            if trigger is Trigger.ACTIVITY or any(wish.outcome is not Outcome.HELD for wish in decision.wishes):
                self._reporting.record(decision, now)
                settle_turns(self.house, decision)
            self._note(room, decision, now)
        elif now.mono - room.at >= MOMENT_S:
            room.owed = None  # whatever it changed has been seen to
        self._rest(room, view, found)

    # Inside

    def _room(self, name: RoomId) -> _RoomStay:
        return self._rooms.setdefault(name, _RoomStay())

    def _view(self, room: RoomId, now: Moment) -> RoomView:
        return RoomView(self.house, room, now, own_lux=self._own_light.of(room))

    def _may_move(self, room: _RoomStay, trigger: Trigger, now: Moment, kind: Kind) -> bool:
        if trigger is Trigger.ACTIVITY:
            return True
        if now.mono - room.at < MOMENT_S:
            return False
        if kind.name == "music" and trigger is Trigger.EVENING:
            return False  # what plays goes on; how loud is another matter
        return trigger in AT_ONCE or now.mono - room.moved.get(kind.name, float("-inf")) >= STEP_EVERY_S

    def _note(self, room: _RoomStay, decision: Decision, now: Moment) -> None:
        for wish in decision.sent():
            room.moved[wish.quantity] = room.at = now.mono
            if wish.towards is None:
                room.rested[wish.device, wish.trait] = wish.value
        if any(wish.outcome is Outcome.SUGGESTED for wish in decision.wishes):
            room.asked = now.mono

    def _rest(self, room: _RoomStay, view: RoomView, found: StayingFound) -> None:
        """What is reached rests; what is looked at for the first time rests as it is."""
        house = self.house
        for (device, trait), value in found.wanted.items():
            rested = room.rested.get((device, trait))
            fitting = view.room_devices.fitting(device)
            about = next(a for a in fitting.settable if a.trait.name == trait)
            there = house.readings.seen(device, about.trait, about.power)
            if rested is None or (there is not None and not has_moved(about.kind, there, value)):
                room.rested[device, trait] = value
                if about.kind.domain == "light":
                    room.lux_then = view.daylight()

    # In the dark

    def _watch_the_dark(self, room: _RoomStay, found: StayingFound, now: Moment) -> None:
        """Whether they stay without the light that was expected to be wanted, and nobody held it."""
        house = self.house
        # What was wanted as they came already, and not done, is how they found it.
        wanted = [k for k, value in found.wanted.items() if value is True and not room.rested.get(k, True) and self._is_lamp(k)]
        is_dark = bool(wanted) and all(house.readings.value(*key) is False for key in wanted)
        if not is_dark or room.has_gone_to_bed or any(house.ledger.held(*key, now) is not None for key in wanted):
            room.dark_since = None
        elif room.dark_since is None:
            room.dark_since = now

    def _is_lamp(self, key: Key) -> bool:
        device = self.house.catalogue.devices.get(key[0])
        return device is not None and device.role is Role.LIGHT and key[1] in device.traits

    def _stayed_dark(self, room: RoomId, occupant: OccupantId, since: Moment, now: Moment) -> None:
        house = self.house
        if house.paused or now.mono - since.mono < house.config.learning.correction_window:
            return
        for fitting in house.room_devices.of(room):
            for about in fitting.settable:
                if about.kind.name == "power" and fitting.device.role is Role.LIGHT:
                    if house.readings.value(fitting.device.id, about.trait.name) is not False:
                        continue
                    context = replace(house.context(room, fitting.device.id, about.trait.name, (), since), staying=True)
                    house.teaching.left_as_it_was(occupant, "power", False, context, now)

    # Holds that end by themselves

    def _release(self, now: Moment) -> None:
        """What somebody set by hand so long ago that the room goes along again. A lamp put out stays out while they stay."""
        house = self.house
        for hold in list(house.ledger.holds.values()):
            ends = self.release_of(hold)
            if ends is not None and now.at >= ends:
                self._let_go(hold, now)

    def _let_go(self, hold: Hold, now: Moment) -> None:
        house = self.house
        house.ledger.holds.pop((hold.device, hold.trait), None)
        house.keep(partial(house.store.holds.drop, hold.device, hold.trait))
        self._room(hold.room).rested[hold.device, hold.trait] = hold.value
        self._reporting.show(now)

    def release_of(self, hold: Hold) -> datetime | None:
        """When it ends although they stay; None where only leaving ends it."""
        config = self.house.config
        if hold.room not in config.rooms:
            return None
        release, zone = config.rooms[hold.room].hold.release, ZoneInfo(config.home.time_zone)
        return released_at(hold, release, zone, self.house.morning)
