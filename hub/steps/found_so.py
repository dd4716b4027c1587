"""A room as people found or set it and let it be, hour by hour, until a hand moves it: until then it was right as it was.

Who sits by daylight for three hours and then lights the lamp has said twice what they want; the hand alone says it once. Who
sets a level and leaves it so until they go at noon wants it at noon as well.

In the flow: (a look at the room) → noted → (a hand, or they leave) → lesson. A stay in which nothing is touched is in
``left_alone.py``.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from devices.vocabulary import DeviceId, Moment, OccupantId, RoomId, Value
from models.context import Context

from ..deciding.room_view import RoomView
from ..home.readings import Change
from ..home.room_devices import RoomDevice, Settable
from ..house import Current

NOTE_EVERY_S = 3600.0
MOST = 24  # notes of one room

Key = tuple[DeviceId, str]


@dataclass(frozen=True, slots=True)
class _Found:
    """What was there and in which situation. is_set: it stands because one of them set it so."""

    quantity: str
    value: Value
    context: Context
    is_set: bool


@dataclass(frozen=True, slots=True)
class _Note:
    """people: who was there. found: by trait."""

    when: Moment
    people: frozenset[OccupantId]
    found: dict[Key, _Found]


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
        notes.append(_Note(now, frozenset(house.presence.in_room(room)), found))
        del notes[:-MOST]

    def _found(self, view: RoomView, fitting: RoomDevice, about: Settable) -> _Found | None:
        """None for what says nothing: a level nobody has set or sees, a choice that has just been made by hand, and what the
        hub did, which is judged by itself."""
        house, key = self._current.house, (fitting.device.id, about.trait.name)
        hold = house.ledger.held(*key, view.now)
        value = house.readings.seen(fitting.device.id, about.trait, about.power)
        if value is None or about.kind.choice is (hold is not None) or (hold is None and key in house.ledger.acts):
            return None
        context = view.context(about)
        if hold is None:
            return _Found(about.kind.name, value, context, is_set=False)
        is_old = view.now.mono - hold.since.mono >= NOTE_EVERY_S  # before that the hand itself says it
        is_theirs = hold.value == value and hold.occupants == house.presence.in_room(view.room).keys()
        return _Found(about.kind.name, value, replace(context, staying=True), is_set=True) if is_old and is_theirs else None

    def by_hand(self, change: Change, room: RoomId, now: Moment) -> None:
        """Those who are there, and were, liked it as it was for as long as they let it be."""
        key = (change.device, change.trait.name)
        for note in self._old_enough(room, now):
            found = note.found.get(key)
            if found is not None and not found.is_set:  # what is set anew was right for a part of it
                self._was_right(found, note.people & self._current.house.presence.in_room(room).keys(), now)
        self.moved(change, room)

    def _old_enough(self, room: RoomId, now: Moment) -> Iterator[_Note]:
        """What somebody does about what they found, they do soon."""
        house = self._current.house
        window = house.config.learning.correction_window
        yield from () if house.paused else [n for n in self._notes.get(room, ()) if now.mono - n.when.mono >= window]

    def _was_right(self, found: _Found, people: frozenset[OccupantId], now: Moment) -> None:
        if len(people) == 1:  # of several nobody can be named for whom it was right: they may have put up with it
            teaching, who = self._current.house.teaching, next(iter(people))
            teaching.left_as_it_was(who, found.quantity, found.value, found.context, now)

    def moved(self, change: Change, room: RoomId) -> None:
        """Whoever it was: how it was found says no more."""
        for note in self._notes.get(room, ()):
            note.found.pop((change.device, change.trait.name), None)

    def left(self, room: RoomId, occupant: OccupantId, now: Moment) -> None:
        """Somebody went, and had not touched again what they had set."""
        theirs = frozenset({occupant})
        for note in self._old_enough(room, now):
            for found in note.found.values() if note.people == theirs else ():
                if found.is_set:
                    self._was_right(found, theirs, now)
        if self._current.house.is_known_empty(room):
            self._notes.pop(room, None)
        elif room in self._notes:
            self._notes[room] = [note for note in self._notes[room] if note.people != theirs]
