"""The heart: what the home said goes in, decisions and commands come out, lessons are kept. One thread, one direction.

    Message → Event → Home → Situation → Preference → Wish → Decision → Command → Message
                                                                  └→ store, explain

On an arrival the order is: decide, publish, and only then explain, store and learn.
"""

import logging
import math
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, assert_never

from devices.errors import BadPayload
from devices.event import Event, Ordered, Pressed, Reachable, Reported, Seen
from devices.message import Message, Outgoing
from devices.vocabulary import NOT_HOME, DeviceId, Moment, OccupantId, Role, RoomId, Trait, Value
from models.example import Source
from models.kind import kinds

from .attribution import Cause
from .decision import Decision, Outcome, Reason, Trigger, Wish
from .errors import NotPossible, StoreFailed
from .expectation import arrived
from .explain import document, evidence, sentence
from .home import Change
from .house import House
from .ledger import Act, Entry, Hold
from .lessons import Burst, Implied
from .outbox import by_device
from .presence import Moved
from .rails import LIGHT_EVERY_S, WAIT, ramp
from .redress import after_undo, judge, thank, undo_wishes, wanted_document
from .reply import accepted_wishes, suggested, teach_declined
from .teaching import act_of
from .wishes import arrival_wishes, empty_wishes, left_behind

log = logging.getLogger(__name__)

EXPLAIN_AFTER_S = 0.2  # by then the lamps are lit


@dataclass(frozen=True, slots=True)
class Later:
    """A command that waits its turn: a ramp's further steps, a lamp that was moved a moment ago. due: monotonic."""

    due: float
    device: DeviceId
    values: Mapping[str, Value]
    decision: str


@dataclass(frozen=True, slots=True)
class _Unexplained:
    """A decision whose evidence is still to be worked out. body: its document, which gets it. pieces: what is left of it."""

    decision: Decision
    body: dict[str, Any]
    when: Moment
    pieces: Iterator[dict[str, Any]]
    found: list[dict[str, Any]] = field(default_factory=list)


class Ids:
    """Names for decisions: short, each once, later ones sort later. Milliseconds since 2020 in base 36; two in one
    millisecond get neighbouring ones."""

    def __init__(self) -> None:
        self._last = 0

    def __call__(self, now: Moment) -> str:
        self._last = number = max(self._last + 1, int((now.at.timestamp() - 1_577_836_800) * 1000))
        digits = ""
        while number > 0:
            number, digit = divmod(number, 36)
            digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
        return digits


class Step:
    """Takes everything the house says, in order. Owned by the loop's thread. new_id: names decisions, each once."""

    def __init__(self, house: House, new_id: Callable[[Moment], str] | None = None) -> None:
        self._new_id = new_id or Ids()
        self._arrived: dict[tuple[OccupantId, RoomId], float] = {}  # when the last decision for that arrival was made
        self._emptied: dict[RoomId, float] = {}  # since when; see _note_empty
        self._first_empty: float | None = None  # monotonic: when the first of them gets what it wants
        self._later: list[Later] = []
        self._unsaid: deque[Outgoing] = deque(maxlen=20)
        self._unexplained: deque[_Unexplained] = deque()
        self._places: dict[OccupantId, tuple[str, Moment]] = {}  # to be stored once nobody waits for light
        self.on_forgotten: Callable[[OccupantId, Moment], None] = lambda _who, _now: None
        self.changed: float | None = None  # monotonic: since when there is something new to show, None when all is shown
        self.use(house)

    def use(self, house: House) -> None:
        """From now on this house: the first, or the same one after its configuration changed."""
        self.house = house
        house.on_store_failed = self.store_failed
        self._emptied = {room: since for room, since in self._emptied.items() if room in house.config.rooms}
        self._note_empty()
        self._later = [later for later in self._later if later.device in house.home.room_of]

    def publish(self, outgoing: Outgoing) -> bool:
        """The hub's own words: state, decisions, problems. Commands go through the outbox."""
        return self.house.ports.publish(outgoing)

    # What comes in

    def take(self, event: Event, now: Moment) -> None:
        """One event, whole: state, decisions and lessons that follow from it."""
        match event:
            case Reported():
                self._reported(event, now)
            case Seen():
                for moved in self.house.presence.hear(event, now):
                    self.moved(moved, now)
            case Reachable():
                self._reachable(event, now)
            case Pressed():
                room = self.house.home.room_of.get(event.device)
                if room is not None:
                    self.house.attribution.pressed(event, room)
            case Ordered():
                self._ordered(event, now)
            case _:
                assert_never(event)

    def hear(self, message: Message) -> None:
        """A message from a device or bridge. Raises BadPayload, which the loop counts, once all that could be read is taken."""
        is_own = self.house.outbox.is_own(message)
        refused: list[BadPayload] = []
        for event in self.house.catalogue.hear(message, refused.append):
            if not (is_own and isinstance(event, Ordered)):
                self.take(event, message.when)
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
            house.situation.activity[house.activity_sensors[device.id]] = str(reported.value)
            return
        if trait.quantity == "occupancy" and reported.value is True and not reported.snapshot:
            in_room = house.home.room_of.get(device.id)
            if in_room is not None:
                house.presence.support(in_room, now)
        change = house.home.take(reported, trait)
        expectation = house.attribution.open_until(device.id, trait.name)
        if expectation is not None and arrived(trait, reported.value, expectation.target):
            house.confirmations.heard(device.id, trait.name)
        if change is None:
            house.attribution.repeated(device.id, trait.name, reported.value, now)
            return
        room = house.home.room_of.get(device.id)
        if room is None or trait.quantity not in kinds() or device.id not in house.home.devices_in[room]:
            return
        match house.attribution.classify(change, room):
            case Cause.HAND:
                self._by_hand(change, room, now)
            case Cause.SCENE:
                self._by_hand(change, room, now, teaches=False)
            case Cause.AUTOMATION:
                self._by_a_program(change, room, now)
            case Cause.ECHO | Cause.SNAPSHOT:
                house.bursts.drop(change.device, change.trait.name)

    def _by_hand(self, change: Change, room: RoomId, now: Moment, teaches: bool = True) -> None:
        """Somebody set it: it stands until they leave, and it teaches once it has settled."""
        house = self.house
        present = house.presence.in_room(room)
        self._give_way(change)
        house.suggestions.touched(change.device, change.trait.name)
        self.show(now)
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

    def _by_a_program(self, change: Change, room: RoomId, now: Moment) -> None:
        """Another program set it: nobody is taught; when it undoes what the hub did, the hub takes note and yields."""
        house = self.house
        house.bursts.drop(change.device, change.trait.name)
        self._give_way(change)
        act = house.ledger.recent_act(change.device, change.trait.name, now, 60.0)
        if act is not None:
            house.ledger.settle(act)
            for notice in house.memory.record_reversal(change.device, change.trait.name, now):
                self.problem(notice, room)

    def _give_way(self, change: Change) -> None:
        """Nothing more is sent of what the hub was about to repeat. A level would light a lamp again that was put out."""
        house = self.house
        moved = {change.trait.name}
        device = house.catalogue.devices.get(change.device)
        if change.trait.quantity == "power" and change.value is False and device is not None:
            levels = (t for t in device.traits.values() if t.quantity in ("brightness", "colour_temperature"))
            moved |= {t.name for t in levels if house.power_trait(device.id, t.name) == change.trait}
        for name in moved:
            house.confirmations.drop(change.device, name)
        if len(moved) > 1:
            self._later = [
                replace(later, values={n: v for n, v in later.values.items() if n not in moved})
                if later.device == change.device
                else later
                for later in self._later
            ]

    def _reachable(self, event: Reachable, now: Moment) -> None:
        house = self.house
        is_back = event.online and not event.snapshot and house.home.is_reachable(event.device) is False
        house.home.reach(event.device, event.online)
        if is_back:
            for outgoing in house.catalogue.asks(event.device):
                self.publish(outgoing)
        if not event.online:
            house.confirmations.drop(event.device)
            house.attribution.withdraw(event.device)
            house.bursts.drop(event.device)

    def _ordered(self, ordered: Ordered, now: Moment) -> None:
        device = self.house.catalogue.devices.get(ordered.device)
        trait = None if device is None else device.traits.get(ordered.trait)
        if device is not None and trait is not None:
            self.house.attribution.ordered(ordered, trait, self.house.outbox.window_s(device))

    # Coming and going

    def moved(self, moved: Moved, now: Moment) -> None:
        """A person's place changed. Arriving comes first: it is what people wait for."""
        house = self.house
        room = moved.after.room
        stay = house.ledger.stays.get(moved.occupant)
        if stay is None and moved.before.room is not None:
            stay = moved.before.room, now  # there since before a restart: what was held for them ends as they leave
        # Not being heard any more is not leaving: only another place, or being out, is.
        has_left = stay is not None and room != stay[0] and (room is not None or moved.after.home is not None)
        arrived = None
        if has_left and stay is not None:
            house.following.left(house, moved.occupant, stay[0], now)
        if room is not None and (stay is None or room != stay[0]):
            if self._emptied.pop(room, None) is not None:
                self._note_empty()
            if moved.fresh:
                arrived = self.arrive(room, moved.occupant, now)
        if has_left and stay is not None:
            house.ledger.stays.pop(moved.occupant, None)
            self._leave(stay[0], moved.occupant, stay[1], now)
        if room is not None:
            house.ledger.stays.setdefault(moved.occupant, (room, now))
        place = self._place(moved)
        self.publish(Outgoing(house.topics.occupant_room(moved.occupant), place.encode(), retain=True))
        if place != "unknown" and house.may_store(moved.occupant):
            self._places[moved.occupant] = (place, now)
        if arrived is not None:
            source = house.following.followed(moved.occupant, arrived)
            self.record(arrived, now)
            if source is not None:
                self.record(self.decide(source, Trigger.EMPTY, left_behind(house, source, now), now), now)

    def _place(self, moved: Moved) -> str:
        if moved.after.room is not None:
            return moved.after.room
        return NOT_HOME if moved.after.home is False else "unknown"

    def arrive(self, room: RoomId, occupant: OccupantId, now: Moment) -> Decision | None:
        """One decision for a fresh arrival; none for a return so soon that the presence source may be flapping."""
        house = self.house
        last = self._arrived.get((occupant, room))
        if last is not None and now.mono - last < house.config.safety.arrival_gap:
            return None
        self._arrived[occupant, room] = now.mono
        return self.decide(room, Trigger.ARRIVAL, arrival_wishes(house, room, occupant, now), now)

    def _leave(self, room: RoomId, occupant: OccupantId, since: Moment, now: Moment) -> None:
        """What a person set settles, what the hub did for them is judged, and what they held is free again."""
        house = self.house
        self._settle(house.bursts.left_by(occupant, room))
        if not house.paused:
            self._accept(room, occupant, since, now)
        is_empty = house.is_known_empty(room)
        for hold in house.ledger.release(occupant, room, is_empty):
            house.keep(partial(house.store.drop_hold, hold.device, hold.trait))
        if is_empty:
            house.confirmations.drop_room(room)
            house.suggestions.drop(room)
            if room not in house.activity_sensors.values():
                house.situation.activity.pop(room, None)
            self._emptied[room] = now.mono
            self._note_empty()
            self.show(now)

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

    def _settle(self, bursts: list[Burst]) -> None:
        """Bursts that are quiet teach, each device's together: what was moved itself is not implied as well."""
        moved = {(burst.device, burst.trait.name) for burst in bursts}
        for burst in bursts:
            implied = [i for i in self._implied(burst) if (burst.device, i.trait.name) not in moved]
            moved |= {(burst.device, i.trait.name) for i in implied}
            self.house.teaching.settled(burst, implied)
            self.show(burst.last)
            if burst.act is not None and not burst.trait.same(burst.act.value, burst.value):
                self._corrected(burst.room, burst.device, burst.trait.name, burst.act.value, burst.value, burst.act.decision)

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

    # Time

    def tick(self, now: Moment) -> None:
        """Whatever is due by now. Cheap when nothing is."""
        house = self.house
        for moved in house.presence.tick(now):
            self.moved(moved, now)
        self._settle(house.bursts.due(now))
        for closed in house.attribution.close(now):
            e = closed.expectation
            if closed.strayed:
                self._strayed(closed.device, e.trait, e.last, now)
            elif closed.elsewhere and house.attribution.is_its_own_answer(closed):
                house.confirmations.heard(closed.device, e.trait.name)  # it did what it can
            elif closed.elsewhere:
                self._strayed(closed.device, e.trait, e.last, now, teaches=False)
        self._confirm(now)
        for act in house.ledger.standing_until(now.mono - house.config.learning.correction_window):
            present = house.presence.in_room(act.room)
            if not house.paused and any(occupant in present for occupant in act.occupants):
                self._accepted(act, now)
            else:
                house.ledger.settle(act)
        if self._first_empty is not None and now.mono >= self._first_empty:
            for room in [room for room in self._emptied if now.mono >= self._empty_at(room)]:
                del self._emptied[room]
                self._empty(room, now)
            self._note_empty()
        self._send_later(now)
        self._explain_some(now)

    def next_deadline(self) -> float | None:
        """Monotonic time of the next thing due, None when there is none; the minute's tick covers the rest."""
        house = self.house
        oldest = house.ledger.oldest_standing()
        times = [
            house.bursts.next_deadline(),
            house.attribution.next_deadline(),
            house.confirmations.next_deadline(),
            min((later.due for later in self._later), default=None),
            self._unexplained[0].when.mono + EXPLAIN_AFTER_S if self._unexplained else None,
            min((since.mono + EXPLAIN_AFTER_S for _, since in self._places.values()), default=None),
            self._first_empty,
            None if oldest is None else oldest + house.config.learning.correction_window,
        ]
        return min((t for t in times if t is not None), default=None)

    def _strayed(self, device: DeviceId, trait: Trait, value: Value | None, now: Moment, teaches: bool = True) -> None:
        """It took the command and was moved again inside the window, or was moved before it took it: noticed now that the
        window is over."""
        room = self.house.home.room_of.get(device)
        if room is None or value is None:
            return
        act = self.house.ledger.acts.get((device, trait.name))
        before = None if act is None else act.value
        self._by_hand(Change(device, trait, before, value, now, snapshot=False), room, now, teaches)

    def _confirm(self, now: Moment) -> None:
        house = self.house
        again, given_up = house.confirmations.due(now)
        for awaited in again:
            stands = {n: v for n, v in awaited.values.items() if house.ledger.held(awaited.device, n, now) is None}
            device = house.catalogue.devices.get(awaited.device)
            if not stands or device is None or house.paused or not house.memory.may_retry(awaited.device, now):
                house.confirmations.drop(awaited.device)
                continue
            house.outbox.send({awaited.device: stands}, awaited.decision, now)
            house.memory.record_retry(awaited.device, now)
            house.confirmations.again(awaited, now)
        for awaited in given_up:
            house.attribution.withdraw(awaited.device)
            self.problem(f"{awaited.device} did not do what it was told three times: is it powered and in reach?", awaited.room)

    def _empty_at(self, room: RoomId) -> float:
        return self._emptied[room] + self.house.config.rooms[room].when_empty.after

    def _note_empty(self) -> None:
        """Reckoned when it changes: it is asked in every turn of the loop."""
        self._first_empty = min(map(self._empty_at, self._emptied), default=None)

    def _empty(self, room: RoomId, now: Moment) -> None:
        decision = self.decide(room, Trigger.EMPTY, empty_wishes(self.house, room, now), now)
        if decision.wishes:
            self.record(decision, now)

    def _send_later(self, now: Moment) -> None:
        house = self.house
        due = [later for later in self._later if later.due <= now.mono]
        self._later = [later for later in self._later if later.due > now.mono]
        for later in due:
            device = house.catalogue.devices.get(later.device)
            free = {t: v for t, v in later.values.items() if self._may_follow(later.device, t, v, now)}
            if device is None or not free or house.paused or house.is_known_empty(house.home.room_of[later.device]):
                continue
            if house.outbox.send({later.device: free}, later.decision, now)[later.device]:
                continue
            if device.role is Role.LIGHT:
                house.memory.light_at[later.device] = now.mono

    def _may_follow(self, device: DeviceId, trait: str, value: Value, now: Moment) -> bool:
        """Nobody has set something else meanwhile; an undo holds the very value it waits to put back."""
        hold = self.house.ledger.held(device, trait, now)
        return hold is None or hold.value == value

    # Deciding and doing

    def decide(self, room: RoomId, trigger: Trigger, wishes: list[Wish], now: Moment) -> Decision:
        """Sends what passed, at once. What could not be sent is held with its reason."""
        house = self.house
        decision_id = self._new_id(now)
        wishes = self._carry_out(wishes, decision_id, now)
        people = tuple(sorted(house.presence.in_room(room)))
        return Decision(decision_id, now, room, trigger, people, house.ceiling(room), tuple(wishes))

    def _carry_out(self, wishes: list[Wish], decision_id: str, now: Moment) -> list[Wish]:
        house = self.house
        passed = [wish for wish in wishes if wish.outcome is Outcome.SENT]
        if not passed:
            return wishes
        values = by_device(passed)
        for wish in passed:
            if wish.reason.code == WAIT:
                self._wait(wish.device, values.pop(wish.device, {}), decision_id, now)
            elif wish.quantity == "volume":
                self._ramp(wish, values, decision_id, now)
        problems = house.outbox.send(values, decision_id, now)
        done = []
        for wish in wishes:
            problem = problems.get(wish.device, "") if wish.outcome is Outcome.SENT else ""
            if problem:
                wish = replace(wish, outcome=Outcome.HELD, reason=Reason("unreachable", problem))
            elif wish.outcome is Outcome.SENT:
                house.memory.record(wish, now, decision_id)
                house.ledger.act(act_of(wish, decision_id, now))
                house.bursts.drop(wish.device, wish.trait)
            done.append(wish)
        for device_id, sent in values.items():
            device = house.catalogue.devices[device_id]
            told_back = {name: value for name, value in sent.items() if device.traits[name].tells}
            if not problems[device_id] and told_back and house.outbox.answers(device):
                room = house.home.room_of[device_id]
                house.confirmations.sent(device_id, room, told_back, decision_id, now, house.outbox.window_s(device))
        if any(wish.reason.code == "too_many" for wish in done):
            self.problem(house.memory.observe(now))
        return done

    def _wait(self, device: DeviceId, values: Mapping[str, Value], decision_id: str, now: Moment) -> None:
        """A lamp is changed at most once in two seconds: the newest command goes out when they are over."""
        if values:
            self._later = [later for later in self._later if later.device != device]
            due = self.house.memory.light_at.get(device, now.mono) + LIGHT_EVERY_S
            self._later.append(Later(due, device, values, decision_id))

    def _ramp(self, wish: Wish, values: dict[DeviceId, dict[str, Value]], decision_id: str, now: Moment) -> None:
        """A volume raised while something plays goes up over a few seconds."""
        house = self.house
        playing = house.circumstances(wish, Trigger.ARRIVAL, now).is_playing
        if not playing or not isinstance(wish.value, float) or not isinstance(wish.now, float):
            return
        first, *further = ramp(wish.now, wish.value)
        values[wish.device][wish.trait] = first[1]
        self._later += [Later(now.mono + s, wish.device, {wish.trait: value}, decision_id) for s, value in further]

    def record(self, decision: Decision, now: Moment) -> None:
        """After the commands are out: the sentence, the evidence, the topic, the store, the log."""
        house = self.house
        told = replace(decision, sentence=sentence(decision, house.config.rooms[decision.room].name))
        body = document(told)
        self.publish(Outgoing(house.topics.decision, house.encode(body)))
        house.ledger.enter(Entry(told, body))
        suggestion = house.suggestions.take(told)
        said = {"sent": bool(told.sent()), "suggested": suggestion is not None}
        for kind in [kind for kind, is_so in said.items() if is_so] or ["held"]:
            more = {"offer": suggestion.words} if suggestion is not None and kind == "suggested" else {}
            self._event(
                kind, told.room, {"decision": told.id, "sentence": told.sentence, "people": list(told.occupants), **more}
            )
        self.show(now)
        self._unexplained.append(_Unexplained(told, body, now, evidence(told.wishes, house.explanation)))
        counts = {outcome: sum(w.outcome is outcome for w in told.wishes) for outcome in Outcome}
        log.info(
            "decided %s %s %s: %d sent, %d suggested, %d held",
            told.id,
            told.room,
            told.trigger.value,
            counts[Outcome.SENT],
            counts[Outcome.SUGGESTED],
            counts[Outcome.HELD],
        )

    def explain_all(self) -> None:
        """The evidence of recent decisions, and where people came to, on the disk: when somebody asks, and at the end."""
        while self._explain_some(None):
            pass

    def _explain_some(self, now: Moment | None) -> bool:
        """One piece of it, about a millisecond: the loop looks whether somebody has come before the next. False: none is left.

        now: only of what happened a moment before it; None: of everything.
        """
        latest = math.inf if now is None else now.mono - EXPLAIN_AFTER_S
        for occupant, (place, since) in self._places.items():
            if since.mono <= latest:
                del self._places[occupant]
                self.house.keep(partial(self.house.store.put_place, occupant, place, since.at))
                return True
        if not self._unexplained or self._unexplained[0].when.mono > latest:
            return False
        first = self._unexplained[0]
        piece = next(first.pieces, None)
        if piece is not None:
            first.found.append(piece)
            return True
        self._unexplained.popleft()
        first.body["evidence"] = first.found
        told = first.decision
        if self.house.may_store_decision(told):
            self.house.keep(
                partial(self.house.store.add_decision, told.id, told.moment.at, told.room, told.occupants, first.body)
            )
        return True

    def _corrected(self, room: RoomId, device: DeviceId, quantity: str, was: Value, value: Value, decision: str) -> None:
        self._event("corrected", room, {"decision": decision, "device": device, "quantity": quantity, "from": was, "to": value})

    def _event(self, kind: str, room: RoomId, what: Mapping[str, Any]) -> None:
        """Something happened that automations may wait for; kind: sent, suggested, held or corrected."""
        topics = self.house.topics
        body = self.house.encode({"event_type": kind, "room": room, "room_name": self.house.config.rooms[room].name, **what})
        self.publish(Outgoing(topics.event, body))
        self.publish(Outgoing(topics.room(room, "event"), body))

    def show(self, now: Moment) -> None:
        """There is something new for whoever shows the house; it is shown in a moment, all at once."""
        if self.changed is None:
            self.changed = now.mono

    def problem(self, words: str, room: RoomId | None = None) -> None:
        """Something a person should look at."""
        if words not in self.house.problems:  # said once in the log; the topic hears of it each time
            log.warning("problem: %s", words)
            self.house.problems.append(words)
            self.changed = -math.inf if self.changed is None else self.changed
        said = Outgoing(self.house.topics.problem, self.house.encode({"problem": words, "room": room}))
        if not self.publish(said):
            self._unsaid.append(said)

    def say_unsaid(self) -> None:
        """Problems that came up while the broker was away: they are still true."""
        while self._unsaid and self.publish(self._unsaid[0]):
            self._unsaid.popleft()

    def store_failed(self, error: StoreFailed) -> None:
        if not self.house.degraded:
            self.house.degraded = True
            self.problem(f"the database cannot be written, nothing is being learned: {error}")

    # What residents order

    def pause(self, is_paused: bool) -> None:
        """At once; remembered over restarts. Raises StoreFailed when that cannot be promised."""
        try:
            self.house.pause(is_paused)
        finally:
            self._later.clear()
            self.publish(Outgoing(self.house.topics.pause, b"ON" if is_paused else b"OFF", retain=True))

    def consent(self, occupant: OccupantId, domains: Iterable[str], now: Moment) -> None:
        """Raises StoreFailed."""
        self.house.consent(occupant, domains, now)
        self.tell_learning(occupant)
        self.show(now)

    def tell_place(self, occupant: OccupantId) -> None:
        """Where somebody is, as last known; for who has not been heard of, what an earlier run said is taken back."""
        where = self.house.presence.where(occupant)
        is_known = where.room is not None or where.home is not None
        place = where.room or (NOT_HOME if where.home is False else "unknown") if is_known else ""
        self.publish(Outgoing(self.house.topics.occupant_room(occupant), place.encode(), retain=True))

    def drop_later(self) -> None:
        """Commands are perishable: what waited when the broker was lost is not sent afterwards."""
        self._later.clear()

    def _take_back(self, decision_id: str) -> set[tuple[DeviceId, str]]:
        """What of a decision waited to be sent, as device and trait: it is not sent any more."""
        waiting = {(later.device, trait) for later in self._later if later.decision == decision_id for trait in later.values}
        self._later = [later for later in self._later if later.decision != decision_id]
        return waiting

    def tell_learning(self, occupant: OccupantId) -> None:
        learns = self.house.may_store(occupant)
        self.publish(Outgoing(self.house.topics.learning(occupant), b"ON" if learns else b"OFF", retain=True))

    def forget(self, occupant: OccupantId, now: Moment) -> dict[str, Any]:
        """Gone from the database, from memory and from the broker. The receipt. Raises StoreFailed."""
        self.explain_all()
        receipt = self.house.forget(occupant)
        self._arrived = {key: at for key, at in self._arrived.items() if key[0] != occupant}
        for topic in self.house.topics.of_occupant(occupant):
            self.publish(Outgoing(topic, b"", retain=True))
        self.on_forgotten(occupant, now)
        return receipt

    def undo(self, which: str, now: Moment, room: RoomId | None = None) -> Decision:
        """Puts back what a decision changed, and teaches. room: the last one of that room. Raises NotPossible."""
        house = self.house
        document = wanted_document(house, which, room)
        wishes = undo_wishes(house, document, self._take_back(str(document["id"])), now)
        decision = self.decide(RoomId(document["room"]), Trigger.UNDO, wishes, now)
        if not decision.sent():
            raise NotPossible("; ".join(dict.fromkeys(wish.reason.words for wish in decision.wishes)))
        self.record(decision, now)
        after_undo(house, document, decision, now)
        for wish in decision.sent():
            was = next(
                (w["value"] for w in document["wishes"] if (w["device"], w["quantity"]) == (wish.device, wish.trait)), None
            )
            if was is not None:
                self._corrected(wish.room, wish.device, wish.trait, was, wish.value, str(document["id"]))
        return decision

    def thank(self, which: str, now: Moment, room: RoomId | None = None) -> tuple[str, int]:
        """The decision's id and how many examples it taught. Raises NotPossible."""
        document = wanted_document(self.house, which, room)
        self.show(now)
        return str(document["id"]), thank(self.house, document, now)

    def accept(self, room: RoomId, now: Moment) -> Decision:
        """Carries out what is suggested in the room, and learns that it was right. Raises NotPossible."""
        house = self.house
        suggestion = suggested(house, room, now)
        decision = self.decide(room, Trigger.ASKED, accepted_wishes(house, suggestion, now), now)
        house.suggestions.drop(room)
        self.record(decision, now)
        if not decision.sent():
            raise NotPossible("; ".join(dict.fromkeys(wish.reason.words for wish in decision.wishes)) or "it is gone")
        body = document(decision)
        for wish in decision.sent():
            judge(house, body, wish, Source.SUGGESTED, now)
        return decision

    def decline(self, room: RoomId, now: Moment) -> int:
        """Leaves things as they are, and learns that. How many examples; raises NotPossible."""
        suggestion = suggested(self.house, room, now)
        self.house.suggestions.drop(room)
        self.show(now)
        return teach_declined(self.house, suggestion, now)

    def cap(self, room: RoomId, level: str, now: Moment) -> None:
        """The most the hub may do in the room: watch, suggest or act. Raises StoreFailed, ValueError."""
        self.house.cap(room, level)
        self.show(now)

    def activity(self, room: RoomId, activity: str | None, now: Moment) -> None:
        """What goes on in the room, until it is said otherwise or everybody has left."""
        if activity is None:
            self.house.situation.activity.pop(room, None)
        else:
            self.house.situation.activity[room] = activity
        self.show(now)
