"""What whoever comes into a room would want there is worked out while nothing happens, so that who comes in finds it ready.

In the flow: Situation → Preference, ahead of time. Once a minute, as the situation is asked as of the minute, and soon after
something of it has moved, of the rooms it moved in; those first that lie beside where people are. Only what people want is
prepared: who counts, whether it may be done, and every rail are looked at when somebody comes. The learners hand it out for
that very situation alone, and drop it as soon as anybody learns anything of its kind; so it does not matter what is forgotten
here, but for the time it takes.
"""

from collections.abc import Collection, Iterable

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
        self._learned: dict[str, int] = {}  # by kind: how often what was prepared of it had been dropped
        self._activity: dict[RoomId, str] = {}
        self._stays: dict[OccupantId, RoomId] = {}
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
        if not house.shelf.is_ready:
            self._of = ()
            return
        self._look(house, now)
        if not self._due or now.mono < self._not_before:
            return
        room = min(self._due, key=self._due.__getitem__)
        if self._due[room] > now.mono:
            return
        del self._due[room]
        if room in house.config.rooms:
            prepare(house, room, now)
        self._last[room], self._not_before = now.mono, now.mono + PAUSE_S

    def _look(self, house: House, now: Moment) -> None:
        """What has moved since, and which rooms it touches."""
        situation, shelf = house.situation, house.shelf
        of = house, shelf, situation.minute(now), situation.outdoors.now_c, situation.outdoors.mean_c
        stays = {who: room for who, (room, _) in house.ledger.stays.items()}
        touched = {room for _, room in self._stays.items() ^ stays.items()}  # with others people choose otherwise than alone
        touched |= {room for room, _ in self._activity.items() ^ situation.activity.items()}
        if of != self._of:
            self._of = of
            self._due = dict.fromkeys(_nearest_first(house, stays.values()), 0.0)
        elif shelf.changes != self._learned:
            learned = {kind for kind, _ in shelf.changes.items() ^ self._learned.items()}
            self._due |= {room: 0.0 for room in _nearest_first(house, stays.values()) if _has(house, room, learned)}
        self._due |= dict.fromkeys(touched, 0.0)
        self._learned, self._activity, self._stays = dict(shelf.changes), dict(situation.activity), stays


def _nearest_first(house: House, rooms: Collection[RoomId]) -> Iterable[RoomId]:
    """All rooms: those beside where people are, and then the others."""
    every = house.config.rooms
    near = (beside for room in rooms if room in every for beside in every[room].next_to if beside in every)
    return dict.fromkeys((*near, *map(RoomId, every)))


def _has(house: House, room: RoomId, kinds: Collection[str]) -> bool:
    """Whether a wish there may be of one of these."""
    return any(about.kind.name in kinds for fitting in house.room_devices.of(room) for about in fitting.settable)


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
