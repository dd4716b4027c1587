"""What hands do: it stands until they leave, settles, and teaches. And what was left alone, which says something, too.

In the flow: Change → hold, lesson. Who moved it is told by attribution.py.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from devices.vocabulary import LIT, DeviceId, Moment, OccupantId, RoomId, Trait, Value
from models.kind import kinds

from ..attribution.expectation import Expectation, glides
from ..consent import HOUSE
from ..decision import Act, Hold
from ..home.readings import Change
from ..house import Current, House
from ..learning.bursts import Burst
from .carry_out import CarryOut
from .few_suggestions import answered
from .goes_along import goes_with, implied_by
from .hands_ahead import HandAhead, HandsAhead
from .left_alone import LeftAlone
from .quiet_hands import QuietHands
from .reporting import Reporting
from .second_thoughts import Doubt, SecondThoughts
from .whose_end import stood_for, whose_end

SURE = 0.8  # of somebody's place, while guests are here


class ManualChanges:
    """Owned by the loop's thread."""

    def __init__(self, current: Current, reporting: Reporting, carry_out: CarryOut) -> None:
        self._current, self._reporting, self._carry_out = current, reporting, carry_out
        self._ahead = HandsAhead(current)
        self._left_alone = LeftAlone(current)
        self._thoughts = SecondThoughts(current)
        self._quiet_hands = QuietHands(current, reporting)

    @property
    def house(self) -> House:
        return self._current.house

    def next_deadline(self) -> float | None:
        """Monotonic time at which something settles, or has stood long enough; None when nothing does."""
        house = self.house
        oldest = house.ledger.oldest_standing()
        standing = None if oldest is None else oldest + house.config.learning.correction_window
        times = (house.bursts.next_deadline(), house.attribution.next_deadline(), standing)
        return min((t for t in times if t is not None), default=None)

    def tick(self, now: Moment) -> None:
        """What is quiet teaches, what is noticed late is a hand after all, what stood long enough is accepted."""
        house = self.house
        self._settle(house.bursts.due(now))
        for closed in house.attribution.close(now):
            e = closed.expectation
            if closed.strayed:
                # A fade's last word may be its own, and telemetry that crossed a command tells what was before it.
                is_sure = not glides(e.trait) and not e.is_state
                self._strayed(closed.device, e.trait, e.last, now, teaches=is_sure)
                if not is_sure:
                    self._doubt(closed.device, e, now)
            elif closed.elsewhere and house.attribution.is_its_own_answer(closed):
                house.confirmations.heard(closed.device, e.trait.name)  # it did what it can
            elif closed.elsewhere:
                self._strayed(closed.device, e.trait, e.last, now, teaches=False)
            elif e.target is None and e.is_in_doubt:
                self._leave_alone(closed.device, e.trait, e.last, now)

    def accept_standing(self, now: Moment) -> None:
        """Acts nobody touched for as long as a change still corrects them."""
        self._left_alone.stood(now)

    def left(self, room: RoomId, occupant: OccupantId, since: Moment, now: Moment) -> list[Hold]:
        """Somebody left: what they set settles, what the hub did for them is judged, and what they held is free again: which
        that is."""
        house = self.house
        bursts, farewells = house.bursts.left_by(occupant, room), list[Burst]()
        if house.is_known_empty(room):
            farewells = [burst for burst in bursts if _is_on_the_way_out(burst, since, now)]
        for burst in farewells:
            if burst.act is not None:
                house.ledger.settle(burst.act)
        self._settle([burst for burst in bursts if burst not in farewells])
        if not house.paused:
            self._left_alone.left(room, occupant, since, now)
        ended, narrowed = house.ledger.release(occupant, room, house.is_empty(room, now))
        for hold in ended:
            house.keep(partial(house.store.holds.drop, hold.device, hold.trait))
        for hold in narrowed:
            house.keep(partial(house.store.holds.put, hold))
        return list(ended)

    # Moved

    def by_hand(self, change: Change, room: RoomId, now: Moment, teaches: bool = True) -> None:
        """Somebody set it: it stands until they leave, and it teaches once it has settled."""
        house = self.house
        present, mode = house.presence.in_room(room), house.mode(room)
        self._give_way(change)
        answered(house, room, now, change.device)
        self._quiet_hands.by_hand(change, room, now)
        house.suggestions.touched(change.device, change.trait.name)
        if change.trait.quantity == "power" and change.value is False:
            for level in LIT:  # nobody is offered a level of what they have just put out
                house.suggestions.touched(change.device, f"{level}{change.trait.endpoint}")
        self._reporting.show(now)
        if change.trait.quantity == "volume" and isinstance(change.value, float):
            house.command_history.record_manual(change.device, change.value)
        stood = stood_for(house, change, now)
        holds = self._holds(change, room, frozenset(present), now)
        self._thoughts.note((change.device, change.trait.name), holds, now)
        if present or not house.is_empty(room, now):
            for hold in holds:
                self._hold(hold)
        if not teaches:
            house.bursts.drop(change.device, change.trait.name)
        is_theirs = mode is None or mode.name != "guest"  # guests have hands: only a resident who is surely there teaches
        may_be = house.presence.shares(room)
        theirs = may_be if is_theirs else {who: share for who, share in present.items() if share >= SURE}
        teaches = teaches and not house.paused and (mode is None or mode.learns)
        burst = self._burst(change, room, theirs, now, stood) if teaches and (theirs or not present) else None
        is_ahead = bool(not may_be and house.config.learning.presence_lag and self._lights(change))
        if burst is not None and mode is None and not present and not is_ahead and self._may_be_somebody(room, now):
            burst = replace(burst, is_unidentified=True)
        if is_ahead:
            self._ahead.put(HandAhead(holds, burst))
        elif not may_be:
            if burst is not None and burst.is_unidentified and house.agreements.allows(HOUSE, "light"):
                house.bursts.touch(burst)
        elif burst is not None:
            house.bursts.touch(burst)

    def told_first(self, change: Change, now: Moment) -> None:
        """A lamp that was dark ever since the hub runs, and has just been switched on by hand, tells how: that stands too."""
        house, power = self.house, self.house.room_devices.power(change.device, change.trait.name)
        hold = None if power is None else house.ledger.held(change.device, power.name, now)
        if change.before is not None or change.trait.quantity not in LIT or hold is None or hold.value is not True:
            return
        if now.mono - hold.since.mono <= house.config.learning.settle:
            self._hold(replace(hold, trait=change.trait.name, value=change.value))

    def no_hand(self, change: Change) -> None:
        """What was left in doubt may turn out to have been the hub's own fade: it has come to where it was told to go."""
        key = (change.device, change.trait.name)
        if self._thoughts.arrived(key, change.value):
            self._thoughts.take_back(key)

    def repeated(self, device: DeviceId, trait: Trait, value: Value, now: Moment) -> None:
        """It says again what was left in doubt: somebody has set it so, and it teaches."""
        burst = self._thoughts.repeated((device, trait.name), value, now)
        if burst is not None and not self.house.paused:
            self.house.bursts.touch(replace(burst, last=now))

    def moved_itself(self, change: Change) -> None:
        """A heating device had a reason of its own: what the hub had set there stands no more, and is judged by nobody."""
        self._stands_no_more(change.device, change.trait.name)

    def _stands_no_more(self, device: DeviceId, trait: str) -> None:
        act = self.house.ledger.acts.get((device, trait))
        if act is not None:
            self.house.ledger.settle(act)

    def was_itself(self, device: DeviceId, moves: tuple[str, ...], within_s: float, now: Moment) -> None:
        """A device says that it goes by something else from now on: what it moves by that, and just moved, was its own."""
        for name in self._thoughts.since(device, now.mono - within_s):
            if name.startswith(moves):
                self.take_back(device, name)

    def take_back(self, device: DeviceId, trait: str) -> None:
        """It was no hand after all."""
        self._ahead.drop(device, trait)
        self._thoughts.take_back((device, trait))

    def came(self, occupant: OccupantId, room: RoomId, now: Moment) -> None:
        """Somebody came into the room: what was moved there a moment ago, when nobody was known to be there, was theirs, or
        nobody can say whose."""
        house = self.house
        house.bursts.drop_unidentified(room)
        for ahead in self._ahead.taken_by(room, now):
            for hold in ahead.holds:
                self._hold(replace(hold, occupants=frozenset({occupant})))
            if ahead.burst is not None and not house.paused:
                present = house.presence.in_room(room)
                context = replace(ahead.burst.context, company=len(present) > 1, together=house.agreements.named(present))
                house.bursts.touch(replace(ahead.burst, present=present, context=context))

    def _may_be_somebody(self, room: RoomId, now: Moment) -> bool:
        """Whether a hand there can be somebody's who is there: where something moves, or somebody at home may be anywhere."""
        house = self.house
        places = [house.presence.where(OccupantId(who)) for who in house.config.occupants]
        return house.is_moving(room, now) or any(place.home is True and place.room is None for place in places)

    def _lights(self, change: Change) -> bool:
        """Whether it lights something or moves what is lit, as one does on the way in: not what is put out or set from afar."""
        house = self.house
        power = house.room_devices.power(change.device, change.trait.name)
        is_on = power is None or house.readings.value(change.device, power.name) is True
        return is_on and kinds()[change.trait.quantity].domain == "light" and change.value is not False

    def _holds(self, change: Change, room: RoomId, present: frozenset[OccupantId], now: Moment) -> tuple[Hold, ...]:
        """What stands now. Switched on, a lamp's level and colour stand as well, also where they are what they were before it
        went dark."""
        home = self.house.readings
        moved = Hold(room, change.device, change.trait.name, change.value, present, now)
        along = ((trait, home.value(change.device, trait.name)) for trait in goes_with(self.house, change.device, change.trait))
        return (moved, *(replace(moved, trait=trait.name, value=value) for trait, value in along if value is not None))

    def _burst(
        self,
        change: Change,
        room: RoomId,
        present: Mapping[OccupantId, float],
        now: Moment,
        stood: frozenset[OccupantId] = frozenset(),
    ) -> Burst:
        """stood: for whom it was as it was before."""
        house = self.house
        act = house.ledger.recent_act(change.device, change.trait.name, now, house.config.learning.correction_window)
        context = house.context(room, change.device, change.trait.name, present, now)
        is_staying = self._while_staying(room, act, now)
        return Burst(
            device=change.device,
            trait=change.trait,
            room=room,
            before=change.before,
            value=change.value,
            present=whose_end(change, present, stood, is_staying),
            context=replace(context, staying=True) if is_staying else context,
            act=act,
            last=now,
            most=house.presence.most_credit(room, present),
            in_the_dark=change.trait.quantity in LIT and self._is_dark(change.device, change.trait),
        )

    def _is_dark(self, device: DeviceId, trait: Trait) -> bool:
        power = self.house.room_devices.power(device, trait.name)
        return power is not None and self.house.readings.value(device, power.name) is False

    def _while_staying(self, room: RoomId, act: Act | None, now: Moment) -> bool:
        """Whether a hand answers what came while they stayed, rather than how they found the room."""
        if act is not None:
            return act.follows
        window = self.house.config.learning.correction_window
        came = [since.mono for place, since in self.house.ledger.stays.values() if place == room]
        return bool(came) and now.mono - max(came) > window

    def _hold(self, hold: Hold) -> None:
        self.house.ledger.hold(hold)
        self.house.keep(lambda: self.house.store.holds.put(hold))

    def by_a_program(self, change: Change, room: RoomId, now: Moment) -> None:
        """Another program set it: nobody is taught; when it undoes what the hub did, the hub takes note and yields."""
        house = self.house
        house.bursts.drop(change.device, change.trait.name)
        self._ahead.drop(change.device, change.trait.name)
        self._give_way(change)
        act = house.ledger.recent_act(change.device, change.trait.name, now, 60.0)
        if act is not None:
            house.ledger.settle(act)
            for notice in house.command_history.record_reversal(change.device, change.trait.name, now):
                self._reporting.problem(notice, room)

    def _give_way(self, change: Change) -> None:
        """Nothing more is sent of what the hub was about to repeat. A level would light a lamp again that was put out."""
        house = self.house
        moved = {change.trait.name}
        device = house.catalogue.devices.get(change.device)
        if change.trait.quantity == "power" and change.value is False and device is not None:
            levels = (t for t in device.traits.values() if t.quantity in LIT)
            moved |= {t.name for t in levels if house.room_devices.power(device.id, t.name) == change.trait}
        self._carry_out.give_up(change.device, moved)

    def _strayed(self, device: DeviceId, trait: Trait, value: Value | None, now: Moment, teaches: bool = True) -> None:
        """It took the command and was moved again inside the window, or was moved before it took it: noticed now that the
        window is over."""
        room = self.house.readings.room_of.get(device)
        if room is None or value is None:
            return
        act = self.house.ledger.acts.get((device, trait.name))
        before = None if act is None else act.value
        self.by_hand(Change(device, trait, before, value, now, snapshot=False), room, now, teaches)

    def _doubt(self, device: DeviceId, expectation: Expectation, now: Moment) -> None:
        """It had come to where it was told to go, and its last word inside the fade was another: its own fade's, or somebody's.
        It is left alone, and asked: only what it says then teaches."""
        trait, room, value = expectation.trait, self.house.readings.room_of.get(device), expectation.last
        if room is None or value is None:
            return
        change = Change(device, trait, expectation.target, value, now, snapshot=False)
        present = self.house.presence.in_room(room)
        burst = self._burst(change, room, present, now) if present else None
        self._thoughts.doubt((device, trait.name), Doubt(trait, expectation.target, value, burst, now.mono))
        self._stands_no_more(device, trait.name)
        for outgoing in self.house.catalogue.reads(device, trait):
            self._reporting.publish(outgoing)

    def _leave_alone(self, device: DeviceId, trait: Trait, value: Value | None, now: Moment) -> None:
        """A lamp that was only switched on told a level, and then another: its own, or somebody's quick hand's."""
        house = self.house
        room = house.readings.room_of.get(device)
        if room is None or value is None or house.is_known_empty(room):
            return
        present = frozenset(house.presence.in_room(room))
        self._hold(Hold(room, device, trait.name, value, present, now))

    # Settled

    def _settle(self, bursts: list[Burst]) -> None:
        """Bursts that are quiet teach, each device's together: what was moved itself is not implied as well."""
        bursts = [burst for burst in bursts if not (burst.in_the_dark and self._is_dark(burst.device, burst.trait))]
        moved = {(burst.device, burst.trait.name) for burst in bursts}
        for burst in bursts:
            implied = [i for i in implied_by(self.house, burst) if (burst.device, i.trait.name) not in moved]
            moved |= {(burst.device, i.trait.name) for i in implied}
            self.house.teaching.settled(burst, implied)
            self._reporting.show(burst.last)
            act = burst.act
            if act is not None and not burst.trait.same(act.value, burst.value):
                self._reporting.corrected(burst.room, burst.device, burst.trait.name, act.value, burst.value, act.decision)


def _is_on_the_way_out(burst: Burst, since: Moment, now: Moment) -> bool:
    """Whether who put something out did so because they were going: it had been right for longer than they then stayed."""
    return burst.is_farewell and burst.last.mono - since.mono > now.mono - burst.last.mono
