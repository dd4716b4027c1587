"""What names nobody: motion, radar, hands. It tells where people are, and when rooms are empty.

In the flow: Reported (occupancy), a hand → Presence → who has come where; a room that falls quiet → Emptying.
"""

from collections.abc import Callable, Mapping

from devices.event import Reported
from devices.vocabulary import DeviceId, Moment, OccupantId, RoomId, Trait

from ..deciding.music_follows import playing_in
from ..home.doubtful_motion import DoubtfulMotion
from ..home.whereabouts import keep_movements
from ..house import Current, House
from ..presence.doors import is_door
from ..presence.moved import Moved
from ..presence.unnamed import Unnamed
from .emptying import Emptying
from .evenings import Evenings
from .reporting import Reporting

KEEP_EVERY_S = 900.0  # how people move, and where each may be, is on the disk so often, and at the end
# Who sleeps where is asked in pieces of some hundred µs, so many at once and so long apart, or in one go where nobody waits.
PIECES, PAUSE_S, MANY = 4, 0.05, 20_000
EVERY_S = 5.0  # between two looks at rooms that nothing is heard of
PLAYING_STILL = 0.3  # how much quietness tells where music or a film plays


class Noticing:
    """Owned by the loop's thread. moved: told of each person whose place follows from it. someone: that one of these, or a
    guest, has come into a room where nobody is known to be."""

    def __init__(
        self,
        current: Current,
        reporting: Reporting,
        emptying: Emptying,
        moved: Callable[[Moved, Moment], None],
        someone: Callable[[RoomId, Mapping[OccupantId, float], Moment], None],
    ) -> None:
        self._someone = someone
        self._current, self._reporting, self._emptying, self._moved = current, reporting, emptying, moved
        self._doubtful = DoubtfulMotion()
        self.evenings = Evenings(current, reporting)
        self.in_pieces = False  # what takes time
        self._looked = self._asked = float("-inf")
        self._kept = float("inf")  # monotonic; from the first look on
        self._open: dict[tuple[DeviceId, str], bool] = {}  # what each contact said last
        self._live: set[RoomId] = set()  # where something moves, as last shown
        self._anonymous: set[RoomId] = set()  # where somebody moved since it was empty last

    @property
    def house(self) -> House:
        return self._current.house

    def reported(self, reported: Reported, trait: Trait, now: Moment) -> None:
        """Somebody moves somewhere, or does not any more."""
        house = self.house
        room = house.readings.room_of.get(reported.device)
        house.standing.motion.take(reported.device, trait, reported.value is True, now)
        self._emptying.moving(room)
        if room is None:
            return
        if not reported.snapshot and not self._is_heard(reported, room, now):
            return
        if reported.value is True and not reported.snapshot:
            house.presence.support(room, now)
        self._look_at(room, now, reported.snapshot)

    def opened(self, reported: Reported, trait: Trait, now: Moment) -> None:
        """A contact: at a door somebody goes in or out, at anything else it is a hand in the room. Said again it is nothing."""
        house = self.house
        room, unnamed = house.readings.room_of.get(reported.device), house.presence.unnamed
        if room is None or unnamed is None or not isinstance(reported.value, bool):
            return
        key = reported.device, trait.name
        was, self._open[key] = self._open.get(key), reported.value
        device = house.catalogue.devices.get(reported.device)
        is_at_door = is_door(f"{reported.device} {'' if device is None else device.name}")
        if is_at_door and (was is None or reported.snapshot):
            unnamed.door_stands(room, not reported.value)
        if was is None or was is reported.value or reported.snapshot:
            return
        is_heard = self._doubtful.moved(reported.device, now)
        self._tell_doubts()
        if not is_heard:
            return
        if not is_at_door:
            self.touched(room, now)
            return
        for moved in house.presence.passed(room, not reported.value, now):
            self._moved(moved, now)

    def touched(self, room: RoomId, now: Moment) -> None:
        """A hand moved something in the room."""
        for moved in self.house.presence.touched(room, now):
            self._moved(moved, now)

    def tick(self, now: Moment) -> None:
        """Sensors that hang or are gone, and rooms that have been quiet for long enough. Cheap when it was a moment ago."""
        self.evenings.tick(now)
        unnamed = self.house.presence.unnamed
        if unnamed is None or not unnamed.is_hearing:
            return
        self._ask(unnamed, now)
        if now.mono - self._looked < EVERY_S:
            return
        self._looked = now.mono
        self._doubtful.tick(now)
        for phone in self.house.presence.flapping(now):
            self._doubtful.flaps(phone, now)
        self._tell_doubts()
        self._kept = min(self._kept, now.mono)
        for room, signal in unnamed.signals.items():
            if signal.is_heard:
                if signal.live_since is not None:
                    self._look_at(room, now, is_snapshot=True)
                if not self._can_be_heard(room):
                    unnamed.lost(room)
                signal.still = PLAYING_STILL if self._is_playing(room) else 1.0
        if now.mono - self._kept >= KEEP_EVERY_S:
            self.keep(now)
        for room in sorted(self._anonymous):
            if room not in self.house.config.rooms or self._emptying.owes(room):
                self._anonymous.discard(room)
            elif self.house.is_known_empty(room) and self.house.is_quiet(room, now):
                self._anonymous.discard(room)
                self._emptying.left(room, now)

    def next_deadline(self) -> float | None:
        """Monotonic: when asking goes on. None where that is done in one go, with the minute, or there is nothing to ask."""
        unnamed = self.house.presence.unnamed
        if not self.in_pieces or unnamed is None or not unnamed.sleepers.has_work:
            return None
        return max(self._asked + PAUSE_S, unnamed.ask_at())

    def keep(self, now: Moment) -> None:
        """What was learned of how people move here, to the store."""
        self._kept = now.mono
        house = self.house
        unnamed = house.presence.unnamed
        if unnamed is not None and unnamed.is_hearing:
            if house.standing.is_kept:
                house.keep(lambda: keep_movements(unnamed, house.store, now.at))
            else:
                unnamed.learn()

    def _ask(self, unnamed: Unnamed, now: Moment) -> None:
        """Who sleeps where, while nobody waits for anything."""
        if self.in_pieces and now.mono - self._asked < PAUSE_S:
            return
        self._asked = now.mono
        if unnamed.ask(now, PIECES if self.in_pieces else MANY):
            self.keep(now)

    def _look_at(self, room: RoomId, now: Moment, is_snapshot: bool) -> None:
        is_live = self.house.is_live(room, now)
        if is_live:
            self._anonymous.add(room)
        presence = self.house.presence
        for moved in presence.moving(room, is_live, now, is_snapshot):
            self._moved(moved, now)
        unnamed = presence.unnamed
        if unnamed is not None and unnamed.signals[room].live_since == now.mono and not is_snapshot:
            is_anybody = presence.has_guests or (unnamed.has_entered and self.house.anyone_home() is True)
            if is_anybody and not presence.in_room(room):
                self._someone(room, {} if presence.has_guests else unnamed.someone_came(room), now)
        if is_live != (room in self._live):
            (self._live.add if is_live else self._live.discard)(room)
            self._reporting.show(now)
            if is_live and not is_snapshot and not self._has_pets(room):
                self.evenings.moved({one for one in self._live if not self._has_pets(one)}, now)

    def _is_heard(self, reported: Reported, room: RoomId, now: Moment) -> bool:
        house = self.house
        is_empty = house.anyone_home() is False
        is_heard = self._doubtful.take(reported.device, reported.value is True, is_empty, self._has_pets(room), now)
        self._tell_doubts()
        return is_heard

    def _has_pets(self, room: RoomId) -> bool:
        config = self.house.config
        block = config.rooms.get(room)
        return config.home.pets if block is None or block.pets is None else block.pets

    def _tell_doubts(self) -> None:
        for words in self._doubtful.problems():
            self._reporting.problem(words)

    def _can_be_heard(self, room: RoomId) -> bool:
        house = self.house
        return any(house.readings.is_reachable(s[0]) is not False for s in house.room_devices.measuring(room, "occupancy"))

    def _is_playing(self, room: RoomId) -> bool:
        return any(playing_in(self.house, room))
