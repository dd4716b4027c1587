"""What whoever comes into a room would want there is worked out while nothing happens, so that who comes in finds it ready.

In the flow: Situation → Preference, ahead of time. Once a minute, as the situation is asked as of the minute, and soon after
something of it has moved. Only what people want is prepared: who counts, whether it may be done, and every rail are looked at
when somebody comes. The learners hand it out for that very situation alone, and drop it as soon as anybody learns anything; so
it does not matter what is forgotten here, but for the time it takes.
"""

from devices.vocabulary import Moment, OccupantId, RoomId

from ..deciding.room_view import RoomView
from ..house import Current, House

PAUSE_S = 0.01  # between two rooms: a room takes about a millisecond, and nobody who comes waits for more
AGAIN_S = 1.0  # a sensor that tells something every moment has its room prepared so often


class Preparing:
    """Owned by the loop's thread."""

    def __init__(self, current: Current) -> None:
        self._current = current
        self._of: tuple[object, ...] = ()  # what all rooms were prepared for
        self._due: dict[RoomId, float] = {}  # monotonic
        self._last: dict[RoomId, float] = {}
        self._not_before = 0.0

    def moved(self, room: RoomId | None) -> None:
        """A sensor of the room tells otherwise than it did. None: of no room."""
        if room is not None:
            self._due.setdefault(room, self._last.get(room, -AGAIN_S) + AGAIN_S)

    def next_deadline(self) -> float | None:
        """Monotonic; None where all is prepared, or nothing can be yet."""
        return max(self._not_before, min(self._due.values())) if self._due and self._of else None

    def tick(self, now: Moment) -> None:
        """One room, if one is due; while learners are still made ready they would do it for nothing."""
        house = self._current.house
        situation, shelf = house.situation, house.shelf
        minute, out = situation.minute(now), situation.outdoors
        if not shelf.is_ready:
            self._of = ()
            return
        of = house, minute, shelf.changes, out.now_c, out.mean_c, dict(situation.activity), dict(house.ledger.stays)
        if of != self._of:
            self._of, self._due = of, dict.fromkeys(map(RoomId, house.config.rooms), 0.0)
        if not self._due or now.mono < self._not_before:
            return
        room = min(self._due, key=self._due.__getitem__)
        if self._due[room] > now.mono:
            return
        del self._due[room]
        if room in house.config.rooms:
            prepare(house, room, now)
        self._last[room], self._not_before = now.mono, now.mono + PAUSE_S


def prepare(house: House, room: RoomId, now: Moment) -> None:
    """For each person as if they came in now, and for who is there as it would be then. About 25 µs a person and trait."""
    done: set[tuple[OccupantId, str, int]] = set()
    for who in map(OccupantId, house.config.occupants):
        view = RoomView(house, room, now, who)
        for fitting in view.devices:
            for about in fitting.settable:
                context = view.context(about)
                for person in view.agreed(about.kind.domain):
                    key = person, about.kind.name, id(context)
                    if key not in done:
                        done.add(key)
                        house.shelf.prepare(person, about.kind.name, context)
