"""Where everybody may be, all at once: chances over the rooms, elsewhere at home, and away. Pure; about 200 µs a movement.

In the flow: named words and nameless movement → WhereaboutsBelief → Presence, which says where somebody is
once it is sure enough.

A forward filter of a Markov process that is seen through point processes (Rabiner, Proc. IEEE 77, 1989; Brémaud, Point
Processes and Queues, 1981): between movements people go from room to room, and what would have been seen counts against it; a
movement is somebody who came in, somebody who was there, or nobody. A stranger is one of the people: mostly away, and told by
no phone.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from devices.vocabulary import OccupantId

from .doors import (
    MOVED_BY_NOBODY_PER_S,
    OPENED_AGAIN_PER_S,
    PASSED,
    SHUT_AGAIN_PER_S,
    SHUT_BEHIND,
    SHUT_BEHIND_S,
    gone_through,
)
from .first_places import anywhere, coming, nobody, since_then
from .forward_counts import Done
from .joint_chances import Floats, JointChances
from .late_phones import LatePhones
from .leaving_pace import STIRRED, RatesNow
from .movements import STRANGER, Movements
from .room_signal import HELD_S, RoomSignal

STEP_S, LONGEST_STEP_S = 30.0, 300.0  # of time that passes without a word: longer where nobody is likely to move
MOVED_AT_ONCE = 0.1  # of those in one place, so many may leave it in one step longer than the short one
LONG_STEP_S, STEPS = 900.0, 60  # after a longer time nothing was heard: coarser, so that nobody waits
SEES = 0.94  # of those who come in, a sensor
MISSED = 0.02  # of those who come in and stay, a sensor sees nothing
ELSEWHERE_UNSEEN, OUT_UNSEEN = 0.3, 0.1  # of those who go where no sensor is, or out, no sensor sees anything
SURELY = 0.97  # who is so likely in one place was where the chances of the way there say
STIRS = 0.3  # who was so likely the one that moved is awake
SURE_NAMED = 0.97  # of a source that names the room
HAND_FALSE_PER_S, HAND_AGAIN_PER_S = 0.02 / 3600.0, 2.0 / 3600.0  # a switch moved by nobody there; by who is
HAND_FIRST = 0.2  # of those who come in set something before a sensor sees them


@dataclass(frozen=True, slots=True)
class Movement:
    """What a movement was, as far as can be told: how likely who had been there already (``again``), or nobody (``false``)."""

    again: float
    false: float


class WhereaboutsBelief:
    """Owned by the loop's thread. signals: a room each, in the order of ``movements.rooms``."""

    def __init__(self, movements: Movements, signals: Sequence[RoomSignal]) -> None:
        self.movements, self.signals = movements, signals
        self.part = 0  # of the day
        self._chances = JointChances(len(signals), movements.size)
        self._named: set[OccupantId] = set()  # who stays where a source says, whatever moves
        self._phones = LatePhones(movements, self._chances)
        self._at: float | None = None
        self._fastest = float("inf")  # of all places, how often a second somebody leaves it, as last reckoned
        self._rates = RatesNow(movements, signals, self._phones)
        self._done = Done(movements)
        self._diagonal = np.arange(movements.size)

    # Asking

    def of(self, who: OccupantId) -> Floats:
        """The chances of their places; all away for who is."""
        found = self._chances.of(who)
        if found is None:
            found = np.zeros(self.movements.size)
            found[self.movements.away] = 1.0
        return found

    @property
    def evidence(self) -> float:
        """The logarithm of how likely all was that was seen and said so far, as it came: to be compared with that of others
        which were told the same."""
        return self._chances.evidence

    def occupied(self) -> Floats:
        """For each room, how likely anybody at all is there."""
        return self._chances.occupied()

    # What is said

    def named(self, who: OccupantId, room: int | None, home: bool | None, now: float) -> None:
        """A source says where they are: in a room, at home, away (False), or not at all (None)."""
        self.pass_time(now)
        was_away = self._chances.table_of(who) is None
        if home is False and not was_away:
            self._phones.went_out(who)
        if was_away is not (home is False):  # until now it was surely who is alone at home, or it will be
            self._learn_all()
        self._phones.is_home[who] = home is True
        if home is False:
            self._named.discard(who)
            self._done.drop(who)
            self._chances.drop(who)
            return
        if was_away:
            self._rates.stirred[who] = now
            if home:
                self._came_in(who, now)
            else:
                self._add(who, anywhere(self.movements))
        if room is None:
            self._named.discard(who)
            return
        said = np.full(self.movements.size, (1.0 - SURE_NAMED) / self.movements.size)
        said[room] += SURE_NAMED
        was = int(self.of(who).argmax())
        self._chances.narrow(who, said, least=0.05)
        if who in self._named and was != room and self.movements.learns_of(who):
            crossings = np.zeros((self.movements.size, self.movements.size))
            crossings[was, room] = 1.0
            self.movements.went(who, self.part, crossings, np.zeros(self.movements.size))
        self._named.add(who)

    def expect(self, who: OccupantId, chances: Floats, ago_s: float) -> None:
        """Where they may have been so long ago, before a restart. Nothing is known of what moved since."""
        step_s = max(ago_s / STEPS, STEP_S)
        found = since_then(self.movements, who, self.part, chances, round(ago_s / step_s), step_s)
        self._chances.drop(who)
        self._add(who, found)

    def adopt(self, before: "WhereaboutsBelief") -> None:
        """Of the same rooms: everybody is where they were."""
        self._chances, self._named, self._phones, self._at = before._chances, before._named, before._phones, before._at
        self._rates = RatesNow(self.movements, self.signals, self._phones, before._rates.stirred)

    def apart(self, movements: Movements, signals: Sequence[RoomSignal]) -> "WhereaboutsBelief":
        """Another, which goes on from here by itself. movements, signals: of the same rooms; it changes these."""
        found = WhereaboutsBelief(movements, signals)
        found.part, found._chances, found._named = self.part, self._chances.copy(), set(self._named)
        found._phones = self._phones.of(movements, found._chances)
        found._at, found._fastest = self._at, self._fastest
        found._rates = RatesNow(movements, signals, found._phones, self._rates.stirred)
        return found

    def forget(self, who: OccupantId) -> None:
        self._done.drop(who)
        self._named.discard(who)
        self._rates.stirred.pop(who, None)
        self._phones.forget(who)
        self._chances.drop(who)

    # What moves

    def moved(self, room: int, now: float) -> Movement:
        """A room that was quiet is live."""
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
            ratio = np.ones(len(self.signals))
            ratio[room] = 1.0 / signal.stays_on
            self._chances.weigh(ratio)
        signal.ended(now)

    def touched(self, room: int, now: float) -> Movement:
        """A hand at a device there: somebody is, though no sensor need have seen them."""
        self.pass_time(now)
        return self._seen(room, HAND_FALSE_PER_S, HAND_AGAIN_PER_S, HAND_FIRST)

    def passed(self, room: int, is_shut: bool, now: float) -> None:
        """A door of the room was opened or shut: somebody goes in, or out, or stays where they are."""
        self.pass_time(now)
        signal = self.signals[room]
        if is_shut and signal.passed_at is not None and now - signal.passed_at <= SHUT_BEHIND_S:
            signal.is_shut = True
            return
        signal.is_shut = False  # while they went through
        again_per_s, share = (SHUT_AGAIN_PER_S, SHUT_BEHIND) if is_shut else (OPENED_AGAIN_PER_S, PASSED)
        self._seen(room, MOVED_BY_NOBODY_PER_S, again_per_s, share, leaves=share)
        signal.passed_at, signal.is_shut = now, is_shut

    def pass_time(self, now: float) -> None:
        """Up to now. Cheap when it was asked a moment ago."""
        if self._at is None:
            self._at = now
        for signal in self.signals:
            signal.part = self.part
        if self._done.part != self.part:
            self._learn_all()
            self._done.part = self.part
        while now - self._at > 1e-6:
            left = now - self._at
            calm = MOVED_AT_ONCE / max(self._fastest, MOVED_AT_ONCE / LONGEST_STEP_S)
            step = min(left, max(STEP_S, calm, min(left / STEPS, LONG_STEP_S)))
            self._step(step)
            self._at += step

    # Inside

    def _step(self, seconds: float) -> None:
        at = self._at or 0.0
        before = {who: self.of(who) for table in self._chances for who in table.people}
        armed = np.zeros(self.movements.size, dtype=bool)
        live = np.zeros(self.movements.size, dtype=bool)
        ratio = np.ones(len(self.signals))
        for i, signal in enumerate(self.signals):
            if signal.is_armed:
                armed[i] = True
                ratio[i] = signal.silence(at, seconds)
                signal.listened(seconds)
            elif signal.live_since is not None:  # with nobody there it would have ended by and by
                live[i] = True
                ratio[i] = np.exp(seconds / max(signal.held_s, HELD_S / 4) * (1.0 - 1.0 / signal.stays_on))
        self._fastest, pace = 0.0, self._rates.pace(at, seconds)
        any_armed = bool(armed.any())
        unseen = np.where(armed, MISSED, np.where(live, 1.0, ELSEWHERE_UNSEEN)) if any_armed else np.ones(len(armed))
        unseen[self.movements.away] = OUT_UNSEEN if any_armed else 1.0
        # From where it moves now one may well have gone on to where no sensor is.
        seen = np.where(live[:, None] & ~armed[None, :], 1.0, unseen[None, :])
        lasts = seconds / np.where(armed, STIRRED, 1.0)
        for table in self._chances:
            for axis, who in enumerate(table.people):
                if who in self._named:
                    self._done.add(who, np.diag(before[who]), np.full(self.movements.size, seconds))
                    continue
                rates, leaving = self._rates.of(who, self.part, pace, at)
                usual = np.maximum(self._rates.usual(who, self.part)[1], 1e-12)
                self._fastest = max(self._fastest, float(leaving.max()))
                moves = rates * seen * (-np.expm1(-leaving * seconds) / np.maximum(leaving, 1e-12))[:, None]
                # Nobody was seen to leave, nor to get up where a sensor would have noticed that.
                moves[self._diagonal, self._diagonal] = np.exp(-leaving * lasts)
                # Who has long been still, or is behind a shut door, is not expected to leave: such time tells little of how
                # long people stay.
                spent = lasts * leaving / usual
                self._done.add(who, before[who][:, None] * moves, spent)
                self._phones.wait(who, before[who], moves, seconds)
                table.moved(axis, moves)
            self._chances.normalise(table)
        self._chances.changed()
        self._chances.weigh(ratio)

    def _seen(self, room: int, false_per_s: float, again_per_s: float, sees: float, leaves: float = 0.0) -> Movement:
        """What made a room's sensor speak, or something in it move: each way it may have come, by its rate. leaves: so many of
        those who go out of it, it tells of, too."""
        ways: dict[OccupantId, Floats] = {}
        out: dict[OccupantId, Floats] = {}
        came: dict[OccupantId, float] = {}
        at = self._at or 0.0
        pace = self._rates.pace(at)
        for table in self._chances:
            for who in table.people:
                is_named = who in self._named
                rates = np.zeros((self.movements.size,) * 2) if is_named else self._rates.of(who, self.part, pace, at)[0]
                ways[who], out[who] = rates[:, room] * sees, self.of(who)[room] * rates[room] * leaves
                came[who] = float(self.of(who) @ ways[who])
        again = again_per_s * float(self.occupied()[room])
        went = {who: float(of.sum()) for who, of in out.items()}
        total = false_per_s + again + sum(came.values()) + sum(went.values())
        self._chances.saw(total)
        crossed = {who: self.of(who) * way / total for who, way in ways.items()}
        for who in ways:
            if (came[who] + went[who] + float(self.of(who)[room]) * again_per_s) / total > STIRS:
                self._rates.stirred[who] = at
        inside = 1.0 - float(self.of(STRANGER)[self.movements.away])
        outside = [float(self._chances.occupied(table)[room]) for table in self._chances]
        for table, others in zip(self._chances, outside, strict=True):
            entering = false_per_s + sum(share + went[who] for who, share in came.items() if who not in table.people)
            is_there = self._chances.anybody(table)[room].reshape(table.chances.shape)
            before = table.chances
            after = before * (entering + again_per_s * (others + (1.0 - others) * is_there))
            for axis, who in enumerate(table.people):
                if who not in self._named:
                    place: list[slice | int] = [slice(None)] * table.chances.ndim
                    place[axis] = room
                    after[tuple(place)] += table.entering(axis, ways[who])
                    if went[who] > 0.0:
                        after += gone_through(before, axis, room, out[who] / float(self.of(who)[room]))
            table.chances = after / after.sum()
        self._chances.changed()
        if STRANGER in crossed:
            self._phones.came(inside, float(crossed[STRANGER][self.movements.away]))
        for who, shares in crossed.items():
            if self.movements.learns_of(who):
                gone = out[who] / total
                joint = np.diag(np.maximum(0.0, self.of(who) - gone))
                joint[room, room] = max(0.0, joint[room, room] - shares.sum())
                joint[:, room] += shares
                joint[room] += gone
                self._done.add(who, joint, np.zeros(self.movements.size))
        return Movement(again / total, false_per_s / total)

    def learn(self) -> None:
        """What was noticed since the last time, once nobody waits for light. Some 15 µs a movement and person."""
        for who in self._done.people():
            if self.of(who).max() >= SURELY:
                self._learn(who)

    def _learn_all(self) -> None:
        for who in self._done.people():
            self._learn(who)

    def _learn(self, who: OccupantId) -> None:
        """Of several at home each would be learned to live as the other does: their own ways are learned of who is alone."""
        others = {person for table in self._chances for person in table.people} - {who, STRANGER} - self._named
        self._done.learn(who, self.of(who), is_sure=who in self._named or not others)

    # Inside, who is at home

    def _came_in(self, who: OccupantId, now: float) -> None:
        if self._chances.table_of(STRANGER) is None:
            self._add(who, self._coming(now))
            return
        self._phones.came_in(who, self._coming(now))
        self._add(STRANGER, nobody(self.movements))

    def _coming(self, now: float) -> Floats:
        taken = self.occupied() - self.of(STRANGER)[: len(self.signals)]
        return coming(self.movements, self.signals, taken, now)

    def _add(self, who: OccupantId, chances: Floats) -> None:
        if who != STRANGER and self._chances.table_of(STRANGER) is None:
            self._chances.add(STRANGER, nobody(self.movements))
        if who != STRANGER and not self._chances.has_room():
            # Where one resident is tells more of where another is than of a stranger.
            stranger = self.of(STRANGER)
            self._chances.drop(STRANGER)
            self._chances.add(who, chances)
            self._chances.add(STRANGER, stranger)
            return
        self._chances.add(who, chances)
