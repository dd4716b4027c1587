"""A room as people found or set it and let it be, hour by hour, until a hand moves it: until then it was right as it was.

Who sits by daylight for three hours and then lights the lamp has said twice what they want; the hand alone says it once. Who
sets a level and leaves it so until they go at noon wants it at noon as well. A lamp lit by one who was alone and put out at ten
was to be lit at nine, when they were two; a heating turned down in one go at bedtime was to be warm until then. Of several it
was so for those it suits.

In the flow: (a look at the room) → noted → (a hand, or they leave) → lesson. A stay in which nothing is touched is in
``left_alone.py``.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from devices.vocabulary import SETPOINTS, DeviceId, Moment, OccupantId, RoomId, Value
from models.context import Context
from models.kind import kinds

from ..deciding.room_view import RoomView
from ..home.readings import Change
from ..home.room_devices import RoomDevice, Settable
from ..house import Current

NOTE_EVERY_S = 3600.0
MOST = 24  # notes of one room
AT_ONCE = 2.0  # tolerances: a heating that was to be so much less by and by would have been turned down sooner

Key = tuple[DeviceId, str]


@dataclass(frozen=True, slots=True)
class _Found:
    """What was there and in which situation. is_set: it stands because one of them set it so, or, is_ours, the hub for them."""

    quantity: str
    value: Value
    context: Context
    is_set: bool
    is_ours: bool = False


@dataclass(frozen=True, slots=True)
class _Note:
    """people: who was there and still is. found: by trait. company: how many were there."""

    when: Moment
    people: frozenset[OccupantId]
    found: dict[Key, _Found]
    company: int


class FoundSo:
    """Owned by the loop's thread. In memory only: after a restart the stay begins anew."""

    def __init__(self, current: Current) -> None:
        self._current = current
        self._notes: dict[RoomId, list[_Note]] = {}

    def looked(self, room: RoomId, now: Moment) -> None:
        """Cost: some hundred microseconds once an hour for each room with people in it."""
        notes = self._notes.setdefault(room, [])
        if notes and now.mono - notes[-1].when.mono < NOTE_EVERY_S:
            return
        house = self._current.house
        view = RoomView(house, room, now)
        found = {
            (fitting.device.id, about.trait.name): one
            for fitting in view.devices
            for about in fitting.settable
            if (one := self._found(view, fitting, about)) is not None
        }
        people = frozenset(house.presence.in_room(room))
        notes.append(_Note(now, people, found, len(people)))
        del notes[:-MOST]

    def _found(self, view: RoomView, fitting: RoomDevice, about: Settable) -> _Found | None:
        """None for what says nothing: a level nobody has set or sees, what was set a short while ago, by hand or by the hub,
        and levels the hub set, which are judged by themselves: but for how warm it was to be as they came."""
        house, key, choice = self._current.house, (fitting.device.id, about.trait.name), about.kind.choice
        value, context = house.readings.seen(fitting.device.id, about.trait, about.power), view.context(about)
        hold, act = house.ledger.held(*key, view.now), house.ledger.acts.get(key)
        if value is None:
            return None
        if hold is not None:
            since, meant, theirs = hold.since, hold.value, hold.occupants
        elif act is None:
            return _Found(about.kind.name, value, context, is_set=False) if choice else None
        else:
            counts = not act.is_limited and (choice or (about.kind.name in SETPOINTS and not act.follows))
            since, meant, theirs = act.when, act.value, frozenset(act.occupants if counts else ())
        is_old = view.now.mono - since.mono >= NOTE_EVERY_S  # before that the hand itself says it, or that it is left alone
        is_theirs = about.trait.same(meant, value) and bool(theirs) and theirs <= view.present.keys()
        if choice and (len(theirs) > 1) is context.company:
            return None  # what is on at seven and at nine needs no word about eight, but where the company is another by then
        if not is_old or not is_theirs:
            return None
        return _Found(about.kind.name, value, replace(context, staying=True), is_set=True, is_ours=hold is None)

    def by_hand(self, change: Change, room: RoomId, now: Moment) -> None:
        """Those who are there, and were, liked it as it was for as long as they let it be."""
        key = (change.device, change.trait.name)
        for note in self._old_enough(room, now):
            found = note.found.get(key)
            if found is not None and _was_right_until(found, change.value):
                self._was_right(found, note, note.people & self._current.house.presence.in_room(room).keys(), now)
        self.moved(change, room)

    def _old_enough(self, room: RoomId, now: Moment) -> Iterator[_Note]:
        """What somebody does about what they found, they do soon."""
        house = self._current.house
        window = house.config.learning.correction_window
        yield from () if house.paused else [n for n in self._notes.get(room, ()) if now.mono - n.when.mono >= window]

    def _was_right(self, found: _Found, note: _Note, people: frozenset[OccupantId], now: Moment) -> None:
        """Who is left of several put up with it as much as when they were all there."""
        teaching = self._current.house.teaching
        teaching.left_by(people, found.quantity, found.value, found.context, now, company=note.company)

    def moved(self, change: Change, room: RoomId) -> None:
        """Whoever it was: how it was found says no more."""
        for note in self._notes.get(room, ()):
            note.found.pop((change.device, change.trait.name), None)

    def left(self, room: RoomId, occupant: OccupantId, now: Moment) -> None:
        """Somebody went, and nobody had touched again what was set."""
        theirs = frozenset({occupant})
        for note in self._old_enough(room, now):
            for found in note.found.values() if theirs <= note.people else ():
                if found.is_set and (not found.is_ours or kinds()[found.quantity].choice):
                    self._was_right(found, note, theirs, now)
        if self._current.house.is_known_empty(room):
            self._notes.pop(room, None)
        elif room in self._notes:
            self._notes[room] = [replace(n, people=n.people - theirs) for n in self._notes[room] if n.people != theirs]


def _was_right_until(found: _Found, value: Value) -> bool:
    """Whether it had been right all along when a hand set the value, and not for a part of the time only, as with light: less
    and less of it is wanted."""
    kind = kinds()[found.quantity]
    if not found.is_set or kind.choice or isinstance(value, bool | str) or isinstance(found.value, bool | str):
        return True
    return found.quantity in SETPOINTS and abs(value - found.value) > AT_ONCE * kind.tolerance
