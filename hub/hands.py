"""What hands do: it stands until they leave, settles, and teaches. And what was left alone, which says something, too.

In the flow: Change → hold, lesson. Who moved it is told by attribution.py.
"""

from dataclasses import replace
from functools import partial

from devices.vocabulary import DeviceId, Moment, OccupantId, RoomId, Trait, Value
from models.example import Source

from .doing import Doing
from .herald import Herald
from .home import Change
from .house import House
from .ledger import Act, Hold
from .lessons import Burst, Implied


class Hands:
    """Owned by the loop's thread."""

    def __init__(self, house: House, herald: Herald, doing: Doing) -> None:
        self.house, self._herald, self._doing = house, herald, doing

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
                self._strayed(closed.device, e.trait, e.last, now)
            elif closed.elsewhere and house.attribution.is_its_own_answer(closed):
                house.confirmations.heard(closed.device, e.trait.name)  # it did what it can
            elif closed.elsewhere:
                self._strayed(closed.device, e.trait, e.last, now, teaches=False)

    def accept_standing(self, now: Moment) -> None:
        """Acts nobody touched for as long as a change still corrects them."""
        house = self.house
        for act in house.ledger.standing_until(now.mono - house.config.learning.correction_window):
            present = house.presence.in_room(act.room)
            if not house.paused and any(occupant in present for occupant in act.occupants):
                self._accepted(act, now)
            else:
                house.ledger.settle(act)

    def left(self, room: RoomId, occupant: OccupantId, since: Moment, now: Moment) -> None:
        """Somebody left: what they set settles, what the hub did for them is judged, and what they held is free again."""
        house = self.house
        self._settle(house.bursts.left_by(occupant, room))
        if not house.paused:
            self._accept(room, occupant, since, now)
        for hold in house.ledger.release(occupant, room, house.is_known_empty(room)):
            house.keep(partial(house.store.drop_hold, hold.device, hold.trait))

    # Moved

    def by_hand(self, change: Change, room: RoomId, now: Moment, teaches: bool = True) -> None:
        """Somebody set it: it stands until they leave, and it teaches once it has settled."""
        house = self.house
        present = house.presence.in_room(room)
        self._give_way(change)
        house.suggestions.touched(change.device, change.trait.name)
        self._herald.show(now)
        if change.trait.quantity == "volume" and isinstance(change.value, float):
            house.memory.record_manual(change.device, change.value)
        if present or not house.is_known_empty(room):
            hold = Hold(room, change.device, change.trait.name, change.value, frozenset(present), now)
            self._hold(hold)
            # Switched on, a lamp's level and colour stand as well, also where they are what they were before it went dark.
            for trait in self._goes_with(change.device, change.trait):
                value = house.home.value(change.device, trait.name)
                if value is not None:
                    self._hold(replace(hold, trait=trait.name, value=value))
        if not teaches:
            house.bursts.drop(change.device, change.trait.name)
        if not present or house.paused or not teaches:
            return
        act = house.ledger.recent_act(change.device, change.trait.name, now, house.config.learning.correction_window)
        house.bursts.touch(
            Burst(
                device=change.device,
                trait=change.trait,
                room=room,
                before=change.before,
                value=change.value,
                present=present,
                context=house.context(room, change.device, change.trait.name, len(present) - 1, now),
                act=act,
                last=now,
            )
        )

    def _hold(self, hold: Hold) -> None:
        self.house.ledger.hold(hold)
        self.house.keep(lambda: self.house.store.put_hold(hold))

    def by_a_program(self, change: Change, room: RoomId, now: Moment) -> None:
        """Another program set it: nobody is taught; when it undoes what the hub did, the hub takes note and yields."""
        house = self.house
        house.bursts.drop(change.device, change.trait.name)
        self._give_way(change)
        act = house.ledger.recent_act(change.device, change.trait.name, now, 60.0)
        if act is not None:
            house.ledger.settle(act)
            for notice in house.memory.record_reversal(change.device, change.trait.name, now):
                self._herald.problem(notice, room)

    def _give_way(self, change: Change) -> None:
        """Nothing more is sent of what the hub was about to repeat. A level would light a lamp again that was put out."""
        house = self.house
        moved = {change.trait.name}
        device = house.catalogue.devices.get(change.device)
        if change.trait.quantity == "power" and change.value is False and device is not None:
            levels = (t for t in device.traits.values() if t.quantity in ("brightness", "colour_temperature"))
            moved |= {t.name for t in levels if house.power_trait(device.id, t.name) == change.trait}
        self._doing.give_up(change.device, moved)

    def _strayed(self, device: DeviceId, trait: Trait, value: Value | None, now: Moment, teaches: bool = True) -> None:
        """It took the command and was moved again inside the window, or was moved before it took it: noticed now that the
        window is over."""
        room = self.house.home.room_of.get(device)
        if room is None or value is None:
            return
        act = self.house.ledger.acts.get((device, trait.name))
        before = None if act is None else act.value
        self.by_hand(Change(device, trait, before, value, now, snapshot=False), room, now, teaches)

    # Settled, or left alone

    def _settle(self, bursts: list[Burst]) -> None:
        """Bursts that are quiet teach, each device's together: what was moved itself is not implied as well."""
        moved = {(burst.device, burst.trait.name) for burst in bursts}
        for burst in bursts:
            implied = [i for i in self._implied(burst) if (burst.device, i.trait.name) not in moved]
            moved |= {(burst.device, i.trait.name) for i in implied}
            self.house.teaching.settled(burst, implied)
            self._herald.show(burst.last)
            act = burst.act
            if act is not None and not burst.trait.same(act.value, burst.value):
                self._herald.corrected(burst.room, burst.device, burst.trait.name, act.value, burst.value, act.decision)

    def _implied(self, burst: Burst) -> list[Implied]:
        """A level set on a lamp that is on says that light was wanted; a lamp switched on and left, that its level was."""
        house = self.house
        found = []
        for trait in self._goes_with(burst.device, burst.trait):
            value = house.home.value(burst.device, trait.name)
            if value is not None and not house.bursts.is_open(burst.device, trait.name):
                found.append(Implied(trait, value, house.place_of(burst.device, trait)))
        return found

    def _goes_with(self, device_id: DeviceId, moved: Trait) -> list[Trait]:
        """What a hand chose along with what it moved, on a lit lamp: the level with the switch, the switch with the level."""
        house = self.house
        device = house.catalogue.devices.get(device_id)
        power = house.power_trait(device_id, moved.name)
        if device is None or power is None or house.home.value(device_id, power.name) is not True:
            return []
        if moved.name == power.name:
            levels = [t for t in device.traits.values() if t.quantity in ("brightness", "colour_temperature")]
            return [t for t in levels if house.power_trait(device_id, t.name) == power]
        return [power] if moved.quantity in ("brightness", "colour_temperature") else []

    def _accept(self, room: RoomId, occupant: OccupantId, since: Moment, now: Moment) -> None:
        """The person stayed long enough and did not reach for the switch."""
        house = self.house
        window = house.config.learning.correction_window
        for act in house.ledger.standing_in(room):
            if occupant in act.occupants and now.mono - act.when.mono >= window:
                self._accepted(act, now)
        if now.mono - since.mono < window:
            return
        for device_id in house.home.devices_in[room]:
            device = house.catalogue.devices.get(device_id)
            for trait in () if device is None else device.traits.values():
                reading = house.home.reading(device_id, trait.name)
                done = house.ledger.acts.get((device_id, trait.name))
                is_touched = reading is None or (reading.when.mono > since.mono and not reading.snapshot)
                if is_touched or reading is None or (done is not None and done.when.mono >= since.mono) or not trait.settable:
                    continue
                context = house.context(room, device_id, trait.name, 0, since)
                house.teaching.left_as_it_was(occupant, trait.quantity, reading.anchor, context, now)

    def _accepted(self, act: Act, now: Moment) -> None:
        house = self.house
        present = house.presence.in_room(act.room)
        context = house.context(act.room, act.device, act.trait, len(act.occupants) - 1, act.when)
        house.teaching.judged(act, Source.ACCEPT, act.value, context, present, now)
