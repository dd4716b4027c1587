"""A room as people found it and let it be, hour by hour, until a hand moves it: until then it was right as it was.

Who sits by daylight for three hours and then lights the lamp has said twice what they want; the hand alone says it once.

In the flow: (a look at the room) → noted → (a hand) → lesson. A stay in which nothing is touched is in ``left_alone.py``.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from devices.vocabulary import DeviceId, Moment, OccupantId, RoomId, Value
from models.context import Context

from ..deciding.room_view import RoomView
from ..home.readings import Change
from ..house import Current

NOTE_EVERY_S = 3600.0
MOST = 24  # notes of one room

Key = tuple[DeviceId, str]


@dataclass(frozen=True, slots=True)
class _Note:
    """found: by trait of a choice, what was there and in which situation. people: who was there."""

    when: Moment
    people: frozenset[OccupantId]
    found: dict[Key, tuple[str, Value, Context]]


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
        view, found = RoomView(house, room, now), dict[Key, tuple[str, Value, Context]]()
        for fitting in view.devices:
            for about in fitting.settable:
                key = fitting.device.id, about.trait.name
                value = house.readings.value(*key)
                is_free = house.ledger.held(*key, now) is None and key not in house.ledger.acts  # an act is judged by itself
                if about.kind.choice and value is not None and is_free:
                    found[key] = about.kind.name, value, view.context(about)
        notes.append(_Note(now, frozenset(house.presence.in_room(room)), found))
        del notes[:-MOST]

    def by_hand(self, change: Change, room: RoomId, now: Moment) -> None:
        """Those who are there, and were, liked it as it was for as long as they let it be."""
        house, key = self._current.house, (change.device, change.trait.name)
        window = house.config.learning.correction_window
        for note in () if house.paused else self._notes.get(room, ()):
            noted = note.found.get(key)
            if noted is None or now.mono - note.when.mono < window:
                continue
            quantity, value, context = noted
            for who in self._alone(note.people & house.presence.in_room(room).keys()):
                house.teaching.left_as_it_was(who, quantity, value, context, now)
        self.moved(change, room)

    def moved(self, change: Change, room: RoomId) -> None:
        """Whoever it was: how it was found says no more."""
        for note in self._notes.get(room, ()):
            note.found.pop((change.device, change.trait.name), None)

    def left(self, room: RoomId, is_empty: bool) -> None:
        """Somebody went."""
        if is_empty:
            self._notes.pop(room, None)

    def _alone(self, people: Iterable[OccupantId]) -> list[OccupantId]:
        """Of several nobody can be named for whom it was right: they may have put up with it."""
        found = list(people)
        return found if len(found) == 1 else []
