"""When people leave rooms and home, come back, fall asleep and wake: noticed, kept of who agreed, and asked for again.

In the flow: Moved, Seen, a night → usual times (and the store) → chances of coming into a room. What nobody was there to hear
teaches nothing: who is found at home after a restart may have been there for hours.
"""

from collections import deque
from collections.abc import Callable
from datetime import datetime
from functools import partial

import numpy as np

from devices.event import Seen
from devices.vocabulary import Moment, OccupantId, RoomId
from models.comings import STEP_MIN, STEPS, Array, first_of

from ..heat.approach import Approach
from ..heat.usual_times import HOME, WAKING, UsualTimes
from ..house import Current, House
from ..presence.moved import Moved

HEARD_S = 60.0  # after the broker is back: who is found somewhere within it came while nobody listened
WRITE_AFTER_S = 0.2  # by then the lamps are lit
NIGHT_S = 3 * 3600.0  # who leaves a bedroom sooner after going to bed has not slept
RETURN_SPREAD_STEPS = 2  # who comes back from a vacation does so within so many steps of the time they said


class UsualComings:
    """Owned by the loop's thread."""

    def __init__(self, current: Current) -> None:
        self._current = current
        self._in: dict[OccupantId, RoomId] = {}
        self._asleep: dict[OccupantId, tuple[RoomId, Moment]] = {}
        self._approach: dict[OccupantId, Approach] = {}
        self._up_since: float | None = None  # monotonic; None while the broker is away
        self._unwritten: deque[tuple[float, Callable[[], object]]] = (
            deque()
        )  # since when, monotonic: once nobody waits for light

    @property
    def house(self) -> House:
        return self._current.house

    @property
    def _times(self) -> UsualTimes:
        return self.house.standing.usual_times

    def link(self, is_up: bool, now: Moment) -> None:
        self._up_since = now.mono if is_up else None

    # What happens

    def moved(self, moved: Moved, now: Moment) -> None:
        """A person's place changed."""
        who, room = moved.occupant, moved.after.room
        is_away = moved.after.home is False
        last = self._in.get(who, moved.before.room)
        if last is not None and last != room and (room is not None or is_away):
            self._in.pop(who, None)
            self._got_up(who, last, now)
            self._left(who, last, now)
        if room is not None and room != last:
            self._in[who] = room
            self._came(who, room, moved.fresh, now)
        if is_away and moved.before.home is not False:
            self._left(who, HOME, now)
        elif moved.after.home and not moved.before.home:
            self._approach.pop(who, None)
            self._came(who, HOME, moved.before.home is False and self._is_heard(now), now)

    def seen(self, seen: Seen, now: Moment) -> None:
        """A phone told how far from home it is."""
        who = self.house.presence.whose(seen.source)
        if who is None or seen.away_m is None or seen.snapshot or not self._agrees(who):
            return
        if self.house.presence.where(who).home is False:
            self._approach.setdefault(who, Approach()).hear(seen.away_m, now.mono)

    def fell_asleep(self, room: RoomId, now: Moment) -> None:
        """A night began in a bedroom."""
        for who in self.house.presence.in_room(room):
            self._asleep[who] = room, now
            self._left(who, WAKING, now)

    def woke(self, room: RoomId, now: Moment) -> None:
        """The first motion of the morning, or a lamp lit."""
        for who in [who for who, (where, _) in self._asleep.items() if where == room]:
            self._got_up(who, room, now)

    # Time

    def next_deadline(self) -> float | None:
        """Monotonic: when something is to be written."""
        return self._unwritten[0][0] + WRITE_AFTER_S if self._unwritten else None

    def tick(self, now: Moment) -> None:
        while self._unwritten and self._unwritten[0][0] + WRITE_AFTER_S <= now.mono:
            self.house.keep(self._unwritten.popleft()[1])

    # Asked

    def asleep_in(self, room: RoomId) -> frozenset[OccupantId]:
        return frozenset(who for who, (where, _) in self._asleep.items() if where == room)

    def expected(self, room: RoomId, now: Moment) -> dict[OccupantId, Array]:
        """Of everybody who may come there, or wakes there: chances in each of the next steps; of who agreed alone."""
        found = {}
        for who in map(OccupantId, self.house.config.occupants):
            chances = self._chances(who, room, now) if self._agrees(who) else None
            if chances is not None:
                found[who] = chances
        return found

    def returning(self, room: RoomId, until: datetime, now: Moment) -> dict[OccupantId, Array]:
        """As ``expected``, of people who said when they are back."""
        steps = np.arange(STEPS, dtype=np.float64) + 0.5
        due = (until - now.at).total_seconds() / 60.0 / STEP_MIN
        density = np.exp(-0.5 * ((steps - due) / RETURN_SPREAD_STEPS) ** 2)
        total = float(density.sum())
        chances = np.asarray(0.95 * density / total if total > 1e-9 else np.zeros(STEPS), dtype=np.float64)
        people = [who for who in map(OccupantId, self.house.config.occupants) if self._agrees(who)]
        known = [who for who in people if self._times.seen(who, room)] or people
        return dict.fromkeys(known, chances)

    def _chances(self, who: OccupantId, room: RoomId, now: Moment) -> Array | None:
        times, local = self._times, self.house.situation.local(now.at)
        if who in self._asleep and self._asleep[who][0] == room:
            return times.chances(who, WAKING, local)
        usual = times.chances(who, room, local)
        approach = self._approach.get(who)
        near = None if approach is None else approach.chances(now.mono)
        if near is None:
            return usual
        share = times.share_after_home(who, room)
        coming = np.asarray(share * near, dtype=np.float64)
        return coming if usual is None else first_of((coming, np.asarray((1.0 - share) * usual, dtype=np.float64)))

    # Inside

    def _agrees(self, who: OccupantId) -> bool:
        return self.house.agreements.allows(who, "temperature")

    def _is_heard(self, now: Moment) -> bool:
        return self._up_since is not None and now.mono - self._up_since >= HEARD_S

    def _matters(self, place: str) -> bool:
        """Rooms without heating are nobody's business here."""
        return place in (HOME, WAKING) or bool(self.house.ways(RoomId(place)))

    def _left(self, who: OccupantId, place: str, now: Moment) -> None:
        if not self._agrees(who) or not self._matters(place):
            return
        since = self._times.gone(who, place, self.house.situation.local(now.at))
        self._unwritten.append((now.mono, partial(self.house.store.comings.left, who, place, since)))

    def _came(self, who: OccupantId, place: str, is_seen: bool, now: Moment) -> None:
        """is_seen: it happened now, and is not only found so."""
        house, store = self.house, self.house.store.comings
        since = self._times.left.get((who, place))
        if since is None:
            return
        found = None
        if is_seen and house.is_time_trusted and self._agrees(who):
            found = self._times.came(who, place, house.situation.local(now.at))
        else:
            self._times.unknown(who, place)
        write: Callable[[], object] = partial(store.drop, who, place, since)
        if found is not None and found[1] is not None:
            write = partial(store.came, who, place, found[1].left, found[1].came)
        self._unwritten.append((now.mono, write))

    def _got_up(self, who: OccupantId, room: RoomId, now: Moment) -> None:
        asleep = self._asleep.get(who)
        if asleep is None or asleep[0] != room:
            return
        del self._asleep[who]
        self._came(who, WAKING, now.mono - asleep[1].mono >= NIGHT_S, now)

    def forget(self, who: OccupantId) -> None:
        """Nothing here is of the person afterwards, nor written later."""
        for _, write in self._unwritten:
            self.house.keep(write)
        self._unwritten.clear()
        self._in.pop(who, None)
        self._asleep.pop(who, None)
        self._approach.pop(who, None)
