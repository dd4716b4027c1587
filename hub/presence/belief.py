"""Where everybody may be, all at once: chances over the rooms, elsewhere at home, and away. Pure; about 100 µs a movement.

In the flow: named words and nameless movement → Belief → Presence, which says where somebody is once it is sure enough.

A forward filter of a Markov process that is seen through point processes (Rabiner, Proc. IEEE 77, 1989; Brémaud, Point
Processes and Queues, 1981): between movements people go from room to room, and what would have been seen counts against it; a
movement is somebody who came in, somebody who was there, or nobody. People whose places hang together are one table of joint
chances, as many as fit; tables know of each other by their sums only. A stranger is one of the people: mostly away, and told
by no phone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from devices.vocabulary import OccupantId

from .movements import STRANGER, Movements
from .room_signal import HELD_S, STAYS_ON, RoomSignal

Floats = npt.NDArray[np.float64]

STEP_S = 30.0
MOST_CHANCES = 4000  # of one table
SEES = 0.94  # of those who come in, a sensor
MISSED = 0.02  # of those who come in and stay, a sensor sees nothing
STIRRED = 0.25  # of those who leave a quiet room, its sensor has not seen get up
ELSEWHERE_UNSEEN, OUT_UNSEEN = 0.3, 0.1  # of those who go where no sensor is, or out, no sensor sees anything
LATELY_S = 90.0  # who has just come home is where it has just moved
STIRS = 0.3  # who was so likely the one that moved is awake
SURE_NAMED = 0.97  # of a source that names the room
HAND_FALSE_PER_S, HAND_AGAIN_PER_S = 0.02 / 3600.0, 2.0 / 3600.0  # a switch moved by nobody there; by who is


@dataclass(slots=True)
class _Table:
    """people, and the chances of their places: an axis each."""

    people: list[OccupantId]
    chances: Floats


@dataclass(frozen=True, slots=True)
class Movement:
    """What a movement was, as far as can be told. came: by person, how likely they came in with it. again: that it was who had
    been there already. false: that it was nobody."""

    came: Mapping[OccupantId, float]
    again: float
    false: float


class Belief:
    """Owned by the loop's thread. signals: a room each, in the order of ``movements.rooms``."""

    def __init__(self, movements: Movements, signals: Sequence[RoomSignal]) -> None:
        self.movements, self.signals = movements, signals
        self.part = 0  # of the day
        self._tables: list[_Table] = []
        self._named: set[OccupantId] = set()  # who stays where a source says, whatever moves
        self._is_home: dict[OccupantId, bool] = {}
        self._at: float | None = None
        self._stirred: dict[OccupantId, float] = {}  # when each was last among those who moved
        self._masks: dict[int, Floats] = {}
        self._sums: dict[OccupantId, Floats] = {}

    # Asking

    def of(self, who: OccupantId) -> Floats:
        """The chances of their places; all away for who is."""
        found = self._sums.get(who)
        if found is None:
            for table in self._tables:
                for axis, person in enumerate(table.people):
                    others = tuple(a for a in range(len(table.people)) if a != axis)
                    self._sums[person] = table.chances.sum(axis=others)
            found = self._sums.get(who)
        if found is None:
            found = np.zeros(self.movements.size)
            found[self.movements.away] = 1.0
        return found

    def occupied(self, but: _Table | None = None) -> Floats:
        """For each room, how likely anybody at all is there. but: whom it leaves out."""
        empty = np.ones(len(self.signals))
        for table in self._tables:
            if table is not but:
                empty *= 1.0 - self._any(table)
        return 1.0 - empty

    # What is said

    def named(self, who: OccupantId, room: int | None, home: bool | None, now: float) -> None:
        """A source says where they are: in a room, at home, away (False), or not at all (None)."""
        self.pass_time(now)
        table = self._table_of(who)
        if home is False:
            self._named.discard(who)
            self._is_home[who] = False
            if table is not None:
                self._drop(table, who)
            return
        was_away = table is None
        if table is None:
            table = self._add(who, self._coming(now) if home else self._anywhere())
        self._is_home[who] = home is True
        if room is None:
            self._named.discard(who)
            if was_away and home:
                self._drop_stranger()
            return
        said = np.full(self.movements.size, (1.0 - SURE_NAMED) / self.movements.size)
        said[room] += SURE_NAMED
        axis = table.people.index(who)
        shape = [1] * table.chances.ndim
        shape[axis] = -1
        likely = table.chances * said.reshape(shape)
        if likely.sum() < 0.05:  # nobody expected it: it says nothing of the others
            other = table.chances.sum(axis=axis, keepdims=True) * said.reshape(shape)
            likely = other / other.sum()
        table.chances = likely / likely.sum()
        self._named.add(who)
        self._sums.clear()

    def expect(self, who: OccupantId, room: int, share: float) -> None:
        """Where they were before a restart."""
        found = np.full(self.movements.size - 1, (1.0 - share) / (self.movements.size - 1))
        found[room] += share
        table = self._table_of(who)
        if table is not None:
            self._drop(table, who)
        self._add(who, np.append(found, 0.0))

    def adopt(self, before: "Belief") -> None:
        """Of the same rooms: everybody is where they were."""
        self._tables, self._named, self._is_home, self._at = before._tables, before._named, before._is_home, before._at
        self._stirred = before._stirred

    def forget(self, who: OccupantId) -> None:
        self._named.discard(who)
        self._is_home.pop(who, None)
        self._stirred.pop(who, None)
        table = self._table_of(who)
        if table is not None:
            self._drop(table, who)

    # What moves

    def moved(self, room: int, now: float) -> Movement:
        """A room that was quiet is live, or a hand moves something there."""
        self.pass_time(now)
        signal = self.signals[room]
        pause = None if signal.quiet_since is None else now - signal.quiet_since
        found = self._seen(room, signal.false_per_s, signal.again_per_s(now), SEES)
        if pause is not None:
            signal.was_false(found.false)
            if self.movements.is_shared:
                signal.was_pause(pause, found.again)
        signal.began(now)
        return found

    def quiet(self, room: int, now: float) -> None:
        """Nothing moves there any more: a little likelier where nobody is."""
        self.pass_time(now)
        signal = self.signals[room]
        if signal.live_since is not None:
            self._weigh_all([1.0 / STAYS_ON if i == room else 1.0 for i in range(len(self.signals))])
        signal.ended(now)

    def touched(self, room: int, now: float) -> Movement:
        """A hand at a device there: somebody is, though no sensor need have seen them."""
        self.pass_time(now)
        return self._seen(room, HAND_FALSE_PER_S, HAND_AGAIN_PER_S, 0.2)

    def pass_time(self, now: float) -> None:
        """Up to now. Cheap when it was asked a moment ago."""
        if self._at is None:
            self._at = now
        for signal in self.signals:
            signal.part = self.part
        while now - self._at > 1e-6:
            step = min(STEP_S, now - self._at)
            self._step(step)
            self._at += step
            self._sums.clear()

    # Inside, as time passes

    def _step(self, seconds: float) -> None:
        n, at = self.movements.size, self._at or 0.0
        armed = np.zeros(n, dtype=bool)
        for i, signal in enumerate(self.signals):
            if signal.is_armed:
                armed[i] = True
                signal.listened(seconds)
        seen = np.where(armed, MISSED, 1.0)
        if armed.any():
            seen[self.movements.elsewhere], seen[self.movements.away] = ELSEWHERE_UNSEEN, OUT_UNSEEN
        for table in self._tables:
            for axis, who in enumerate(table.people):
                if who in self._named:
                    continue
                rates = self._rates(who)
                moves = rates * (seen * seconds)
                # Who gets up in a quiet room is seen there first: that is what its silence counts already.
                stays = 1.0 - np.where(armed, moves.sum(axis=1), rates.sum(axis=1) * seconds)
                moves[np.arange(n), np.arange(n)] = np.maximum(0.0, stays)
                table.chances = np.moveaxis(np.tensordot(table.chances, moves, (axis, 0)), -1, axis)
            table.chances /= table.chances.sum()
        self._sums.clear()
        self._weigh_all([self._as_quiet(signal, at, seconds) for signal in self.signals])
        for table in self._tables:
            for who in table.people:
                self.movements.stayed(who, self.part, self.of(who), seconds)

    def _as_quiet(self, signal: RoomSignal, at: float, seconds: float) -> float:
        """How much likelier somebody is in a room than nobody, now that it has gone on as it was for so long."""
        if signal.is_armed:
            return signal.silence(at, seconds)
        if signal.live_since is None:
            return 1.0
        return float(np.exp(seconds / max(signal.held_s, HELD_S / 4) * (1.0 - 1.0 / STAYS_ON)))

    def _weigh_all(self, ratios: Sequence[float]) -> None:
        """By room, how much likelier somebody is there than nobody."""
        ratio = np.array(ratios)
        if (ratio == 1.0).all():
            return
        for table in self._tables:
            others = self.occupied(table) if len(self._tables) > 1 else np.zeros(len(self.signals))
            # Where one of the others is, somebody is, whoever of the table is or not.
            logs = np.log(ratio / (others * ratio + 1.0 - others))
            table.chances = table.chances * np.exp(logs @ self._mask(len(table.people))).reshape(table.chances.shape)
            table.chances /= table.chances.sum()
        self._sums.clear()

    # Inside, at a movement

    def _seen(self, room: int, false_per_s: float, again_per_s: float, seen: float) -> Movement:
        enters: dict[OccupantId, Floats] = {}
        ways: dict[OccupantId, Floats] = {}
        for table in self._tables:
            for who in table.people:
                if who in self._named:
                    ways[who] = enters[who] = np.zeros(self.movements.size)
                else:
                    ways[who] = self._rates(who)[:, room] * seen
                    enters[who] = self.of(who) * ways[who]
        came = {who: float(vector.sum()) for who, vector in enters.items()}
        again = again_per_s * float(self.occupied()[room])
        total = false_per_s + again + sum(came.values())
        for who, vector in enters.items():
            self.movements.crossed(who, self.part, vector / total, room)
            if (came[who] + float(self.of(who)[room]) * again_per_s) / total > STIRS:
                self._stirred[who] = self._at or 0.0
        outside = {id(table): float(self.occupied(table)[room]) for table in self._tables}
        for table in self._tables:
            others = outside[id(table)]
            entering = false_per_s + sum(share for who, share in came.items() if who not in table.people)
            is_there = self._mask(len(table.people))[room].reshape(table.chances.shape)
            after = table.chances * (entering + again_per_s * (others + (1.0 - others) * is_there))
            for axis, who in enumerate(table.people):
                if who not in self._named:
                    place: list[slice | int] = [slice(None)] * table.chances.ndim
                    place[axis] = room
                    after[tuple(place)] += np.tensordot(table.chances, ways[who], (axis, 0))
            table.chances = after / after.sum()
        self._sums.clear()
        return Movement({who: share / total for who, share in came.items()}, again / total, false_per_s / total)

    def _rates(self, who: OccupantId) -> Floats:
        """From each place to each other, as things are now: who has been still for long stays longer (Lomax, too), and who gets
        up in a quiet room is mostly seen there before they are seen elsewhere."""
        rates = self.movements.rates(who, self.part, self._is_home.get(who, True))
        still = max(0.0, (self._at or 0.0) - self._stirred.get(who, self._at or 0.0))
        pace = 1.0 / (1.0 + still * rates.sum(axis=1))
        for i, signal in enumerate(self.signals):
            if signal.is_armed:
                pace[i] *= STIRRED
        pace[self.movements.away] = 1.0
        found: Floats = rates * pace[:, None]
        return found

    def _any(self, table: _Table) -> Floats:
        found: Floats = np.minimum(self._mask(len(table.people)) @ table.chances.ravel(), 1.0)
        return found

    def _mask(self, people: int) -> Floats:
        """For each room and each cell of a table of so many people: 1 where anybody is there."""
        found = self._masks.get(people)
        if found is None:
            rooms = len(self.signals)
            found = np.zeros((rooms, *(self.movements.size,) * people))
            for axis in range(people):
                for room in range(rooms):
                    place: list[slice | int] = [slice(None)] * people
                    place[axis] = room
                    found[(room, *place)] = 1.0
            found = self._masks[people] = found.reshape(rooms, -1)
        return found

    # Inside, who is at home

    def _table_of(self, who: OccupantId) -> _Table | None:
        return next((table for table in self._tables if who in table.people), None)

    def _coming(self, now: float) -> Floats:
        """Of who has just come home: where it has just moved and nobody else would have."""
        occupied = self.occupied()
        found = np.full(self.movements.size, 0.02 / self.movements.size)
        for i, signal in enumerate(self.signals):
            if signal.live_since is not None:
                age = 0.0
            elif signal.quiet_since is not None:
                age = now - signal.quiet_since
            else:
                continue
            known = float(occupied[i] - self.of(STRANGER)[i])
            found[i] += np.exp(-age / LATELY_S) * max(0.1, 1.0 - known)
        found[self.movements.elsewhere] += 0.02
        found[self.movements.away] = 0.0
        found /= found.sum()
        return found

    def _anywhere(self) -> Floats:
        """Of whom nothing says whether they are at home."""
        n = self.movements.size
        found = np.full(n, 0.5 / (n - 1))
        found[self.movements.away] = 0.5
        return found

    def _drop_stranger(self) -> None:
        """Who was taken for a stranger has turned out to be who came home."""
        table = self._table_of(STRANGER)
        if table is not None:
            self._drop(table, STRANGER)
        self._add(STRANGER, self._nobody())

    def _nobody(self) -> Floats:
        found = np.full(self.movements.size, 0.002 / (self.movements.size - 1))
        found[self.movements.away] = 0.998
        return found

    def _add(self, who: OccupantId, chances: Floats) -> _Table:
        self._sums.clear()
        if self._table_of(STRANGER) is None and who != STRANGER:
            self._add(STRANGER, self._nobody())
        for table in self._tables:
            if table.chances.size * self.movements.size <= MOST_CHANCES:
                table.people.append(who)
                table.chances = np.multiply.outer(table.chances, chances)
                return table
        self._tables.append(_Table([who], chances.copy()))
        return self._tables[-1]

    def _drop(self, table: _Table, who: OccupantId) -> None:
        self._sums.clear()
        table.chances = table.chances.sum(axis=table.people.index(who))
        table.people.remove(who)
        if not table.people:
            self._tables.remove(table)
