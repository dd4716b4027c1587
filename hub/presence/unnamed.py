"""Who is where by what names nobody: motion and radar in rooms, hands at devices, and who is known to be at home. Pure.

In the flow: named words (Presence) and nameless movement → WhereaboutsBelief → a guess at a person's room, made only
where it is sure.
Until a sensor has spoken nothing is reckoned, and nobody is guessed at.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from devices.vocabulary import Moment, OccupantId, RoomId

from .belief import WhereaboutsBelief
from .doubt import doubted
from .movements import STRANGER, Movements
from .room_signal import RoomSignal
from .room_use import ANY, PARTS, USES, RoomUse
from .sleepers import Sleepers
from .ways_to_sleep import Tell

SURE = 0.8  # who is so likely there counts as there
STAYS = 0.4  # and until it is less likely than that
MAYBE = 0.1  # who is less likely there is not reckoned with
EVERY_S, SELDOM_S, STILL_S = 30.0, 300.0, 900.0  # between two reckonings; where nothing has moved for so long
LATELY_S = 60.0  # so long after a movement somebody who has come home has just come into that room
CALM_S = 120.0  # after a movement, whoever may come next is not kept waiting by what has time
LEARNED_S = 600.0  # what has been learned counts from the next of these on
STRANGERS = 0.2  # where a stranger is likelier to be, nobody's light is set for somebody who is only likely to be there
WERE_S = 2 * 3600.0  # where somebody was longer before a restart says nothing
WAS_THERE = 0.5  # who was more likely there already has not just come


class Unnamed:
    """rooms: of the configuration. part_of: the part of the day, 0 to 5, of a moment. pets: rooms whose sensors an animal
    sets off.

    own, is_shared, uses, sleepers: as for ``Movements``.
    """

    def __init__(
        self,
        rooms: Sequence[RoomId],
        next_to: Mapping[RoomId, Collection[RoomId]],
        part_of: Callable[[datetime], int],
        pets: Mapping[RoomId, bool] | None = None,
        own: Collection[OccupantId] = (),
        is_shared: bool = False,
        uses: Mapping[RoomId, RoomUse] | None = None,
        sleepers: Mapping[RoomId, Collection[OccupantId]] | None = None,
    ) -> None:
        self.rooms, self._part_of = tuple(rooms), part_of
        self.movements = Movements(rooms, next_to, own, is_shared, uses, sleepers)
        self.signals = {room: RoomSignal((pets or {}).get(room, False), (uses or {}).get(room, ANY)) for room in rooms}
        signals = list(self.signals.values())
        self.belief = WhereaboutsBelief(self.movements, signals)
        bedrooms = [i for i, room in enumerate(rooms) if (uses or {}).get(room) is USES["bedroom"]]
        self.sleepers = Sleepers(self.movements, signals, bedrooms)
        self._index = {room: i for i, room in enumerate(rooms)}
        self._heard: set[RoomId] = set()  # rooms whose signal is: asked at every message, of hundreds of rooms
        self._told: dict[OccupantId, tuple[RoomId | None, bool | None]] = {}
        self._just_home: set[OccupantId] = set()  # since anything moved, or time was looked at
        self._untold: set[OccupantId] = set()  # what was said of them is not reckoned with yet
        self._expected: dict[OccupantId, RoomId] = {}
        self._were: dict[OccupantId, tuple[datetime, dict[str, float]]] = {}  # before a restart, with how likely each room was
        self._before: dict[OccupantId, float] = {}  # how likely everybody was in the room that began to move last
        self.has_entered = False  # whether what began to move last was somebody who came in, as far as can be told
        self._has_doors = False
        self._looked = self._learned = self._moved = float("-inf")

    @property
    def is_hearing(self) -> bool:
        """Whether any sensor of the home has spoken, or a contact at a door."""
        return self._has_doors or bool(self._heard)

    # Said

    def told(self, who: OccupantId, room: RoomId | None, home: bool | None) -> None:
        """Where named sources have somebody. room: None where they name none of this home's."""
        known = room if room in self._index else None
        if self._told.get(who) != (known, home):
            if home is True and self._told.get(who, (None, False))[1] is False:
                self._just_home.add(who)
            self._told[who] = known, home
            self._untold.add(who)

    def expect(self, who: OccupantId, room: RoomId) -> None:
        """Where they were before a restart."""
        if room in self._index:
            self._expected[who] = room

    def moving(self, room: RoomId, is_live: bool, now: Moment) -> bool:
        """A room's sensors begin or end; False where that is nothing new."""
        signal = self.signals[room]
        if is_live == (signal.live_since is not None) and signal.is_heard:
            return False
        self._moved = now.mono
        self._catch_up(now)
        self._heard.add(room)
        i, at = self._index[room], now.mono
        if is_live:
            self._remember_before(room)
            movement = self.belief.moved(i, at)
            self.has_entered = movement.again + movement.false < WAS_THERE
            self._retell(at, lambda belief, _: belief.moved(i, at))
        else:
            self.belief.quiet(i, at)
            self._retell(at, lambda belief, _: belief.quiet(i, at))
        return True

    def touched(self, room: RoomId, now: Moment) -> bool:
        """A hand moved something there; False where no sensor of the home speaks, so that nothing is reckoned."""
        if not self.is_hearing:
            return False
        self._catch_up(now)
        i, at = self._index[room], now.mono
        self.belief.touched(i, at)
        self._retell(at, lambda belief, _: belief.touched(i, at))
        return True

    def passed(self, room: RoomId, is_shut: bool, now: Moment) -> None:
        """A door of the room was opened or shut while somebody looked: somebody goes in or out."""
        self._moved = now.mono
        self._has_doors = True
        self._catch_up(now)
        self._remember_before(room)
        i, at = self._index[room], now.mono
        self.belief.passed(i, is_shut, at)
        self._retell(at, lambda belief, _: belief.passed(i, is_shut, at))

    def door_stands(self, room: RoomId, is_shut: bool) -> None:
        """How a door was found: nobody is known to have gone through."""
        self._has_doors = True
        i = self._index[room]
        self.signals[room].is_shut = is_shut
        self._retell(self._looked, lambda _, signals: setattr(signals[i], "is_shut", is_shut))

    def lost(self, room: RoomId) -> None:
        """None of its sensors can be reached."""
        i = self._index[room]
        self.signals[room].lost()
        self._retell(self._looked, lambda _, signals: signals[i].lost())
        self._heard.discard(room)

    def tick(self, now: Moment) -> bool:
        """Lets time pass; whether it has."""
        every = EVERY_S if now.mono - self._moved < STILL_S else SELDOM_S
        if not self.is_hearing or now.mono - self._looked < every:
            return False
        self._catch_up(now)
        at = now.mono
        self._retell(at, lambda belief, _: belief.pass_time(at))
        self.sleepers.look(self.belief, [who for who, (_, home) in self._told.items() if home is not None], at, now.at)
        self._just_home.clear()
        self.learn()
        if now.mono - self._learned >= LEARNED_S:
            self._learned = now.mono
            self.movements.refresh()
        return True

    def ask(self, now: Moment, most: int) -> bool:
        """Goes on asking who sleeps where, in so many pieces of some hundred µs at most, unless somebody moves about; whether
        anything was found out."""
        return self.sleepers.has_work and now.mono - self._moved >= CALM_S and self.sleepers.work(most, now.at)

    def ask_at(self) -> float:
        """Monotonic: nobody moves about from then on, as far as is known."""
        return self._moved + CALM_S

    def learn(self) -> None:
        """What was noticed counts; not while somebody waits for light."""
        self.belief.learn()

    def adopt(self, before: "Unnamed") -> None:
        """What is still so after the configuration changed."""
        for room in self.rooms:
            if room in before.signals:
                self.signals[room].adopt(before.signals[room])
        self._heard = {room for room, signal in self.signals.items() if signal.is_heard}
        self.movements.adopt(before.movements)
        self.sleepers.adopt(before.sleepers)
        if before.rooms == self.rooms:
            self.belief.adopt(before.belief)
            self._told, self._untold, self._expected = before._told, before._untold, before._expected
            self._were = before._were
        self._has_doors = before._has_doors

    def forget(self, who: OccupantId) -> None:
        """Nothing is known of where they are or how they live; what is known of the home holds some of that, too."""
        self._told.pop(who, None)
        self._untold.discard(who)
        self._just_home.discard(who)
        self._expected.pop(who, None)
        self._were.pop(who, None)
        self._before.pop(who, None)
        self.belief.forget(who)
        self.movements.forget(who)
        self.sleepers.forget(who)
        for signal in self.signals.values():
            signal.forget()

    def agree(self, own: Collection[OccupantId], is_shared: bool) -> None:
        """Who agrees to be learned has changed."""
        has_changed = frozenset(own) != self.movements.own
        self.movements.agree(own, is_shared)
        if has_changed:
            self.sleepers.agree()
        for signal in self.signals.values() if not is_shared else ():
            signal.forget()

    # Kept

    def shared_json(self) -> dict[str, Any]:
        """What is known of the home and nobody; {} where somebody has not agreed."""
        if not self.movements.is_shared:
            return {}
        rooms = {room: signal.to_json() for room, signal in self.signals.items()}
        return {"ways": self.movements.shared_json(), "rooms": rooms, "sleepers": self.sleepers.shared_json()}

    def own_json(self, who: OccupantId) -> dict[str, Any]:
        """How they move, and where they seem to sleep; {} of who has not agreed."""
        return {**self.movements.own_json(who), **self.sleepers.own_json(who)}

    def remember(self, shared: Mapping[str, Any], own: Mapping[OccupantId, Mapping[str, Any]]) -> None:
        """What was kept. Raises KeyError, TypeError, ValueError, IndexError on what is not that."""
        self.movements.remember(shared.get("ways", {}), own)
        self.sleepers.remember(shared.get("sleepers", {}), own)
        for room, kept in shared.get("rooms", {}).items():
            if room in self.signals:
                self.signals[room].remember(kept)

    def there_json(self, who: OccupantId, at: datetime) -> dict[str, Any]:
        """How likely they are in each room; {} of whom nothing is reckoned, or who has not agreed."""
        _, home = self._told.get(who, (None, None))
        if home is not True or who not in self.movements.own or not self.is_hearing:
            return {}
        chances = self.belief.of(who)
        return {"at": at.isoformat(), "rooms": {room: round(float(chances[i]), 3) for room, i in self._index.items()}}

    def were(self, who: OccupantId, kept: Mapping[str, Any]) -> None:
        """As ``there_json`` had it. Raises KeyError, TypeError, ValueError on what is not that."""
        rooms = {room: float(share) for room, share in kept["rooms"].items() if room in self._index}
        if who in self.movements.own and all(0.0 <= share <= 1.0 for share in rooms.values()):
            self._were[who] = datetime.fromisoformat(kept["at"]), rooms

    # Asked

    def guess(self, who: OccupantId, current: RoomId | None) -> tuple[RoomId | None, float]:
        """The room they are in as far as is sure, and how sure. current: where they were thought to be until now."""
        others = [one for one, (named, home) in self._told.items() if home is True and named is None and one != who]
        chances = doubted(self.belief.of(who), [self.belief.of(one) for one in others])
        best = int(chances[: len(self.rooms)].argmax()) if self.rooms else None
        if best is not None and chances[best] >= SURE:
            return self.rooms[best], float(chances[best])
        if current in self._index:
            share, signal = float(chances[self._index[current]]), self.signals[current]
            # Where nothing but doors is heard, time alone says nothing of a room without one: who sits there is not gone.
            tells = signal.passed_at is not None or any(one.is_heard for one in self.signals.values())
            if share >= STAYS or not tells:
                return current, share
        return None, float(chances.max())

    def share(self, who: OccupantId, room: RoomId) -> float:
        """How likely somebody is in the room, 0..1."""
        return float(self.belief.of(who)[self._index[room]])

    def may_be_in(self, room: RoomId) -> dict[OccupantId, float]:
        """Who of those at home may be there, each with the probability."""
        if not self.is_hearing:
            return {}
        found = {who: self.share(who, room) for who, (_, home) in self._told.items() if home is not False}
        return {who: share for who, share in found.items() if share >= MAYBE}

    def has_come(self, who: OccupantId) -> bool:
        """Whether they were not in the room that began to move last before it did."""
        return self._before.get(who, 0.0) < WAS_THERE

    def someone_came(self, room: RoomId) -> dict[OccupantId, float]:
        """Who it may be that has come into the room that has just begun to move; nobody where that may as well be somebody who
        was there, nobody at all, or a stranger."""
        stranger = float(self.belief.of(STRANGER)[self._index[room]])
        return self.may_be_in(room) if self.has_entered and stranger <= STRANGERS else {}

    def moved_lately(self, room: RoomId, now: Moment) -> bool:
        """Whether the room's own sensors notice somebody, or did a moment ago; or a door of it moved."""
        signal = self.signals[room]
        last = max((at for at in (signal.quiet_since, signal.passed_at) if at is not None), default=float("-inf"))
        is_lately = now.mono - last <= LATELY_S
        return signal.live_since is not None or is_lately

    def occupied(self, room: RoomId) -> float | None:
        """How likely anybody is there; None where no sensor of the home speaks."""
        return float(self.belief.occupied()[self._index[room]]) if self.is_hearing else None

    # Inside

    def _retell(self, at: float, tell: Tell) -> None:
        """To who asks who sleeps where, when there is time."""
        self.sleepers.hear(at, self.belief.part, tell)

    def _remember_before(self, room: RoomId) -> None:
        """How likely each was there. Who has just come home was nowhere here, whoever was taken for them."""
        people = [who for who, (_, home) in self._told.items() if home is not False]
        self._before = {who: 0.0 if who in self._just_home else self.share(who, room) for who in people}
        self._just_home.clear()

    def _places(self, rooms: Mapping[str, float]) -> npt.NDArray[np.float64]:
        """Chances of every place, as far as is known of some; the rest is anywhere at home."""
        found = np.zeros(self.movements.size)
        for room, share in rooms.items():
            found[self._index[RoomId(room)]] = share
        found[: self.movements.away] += max(0.0, 1.0 - found.sum()) / self.movements.away
        return found

    def _catch_up(self, now: Moment) -> None:
        self._looked = now.mono
        self.belief.part = self._part_of(now.at) % PARTS
        for who in sorted(self._untold):
            room, home = self._told[who]
            i, at = None if room is None else self._index[room], now.mono
            self.belief.named(who, i, home, at)
            if i is not None:
                self.sleepers.named(who)
            self._retell(at, partial(_say, who=who, room=i, home=home, at=at))
            expected = self._expected.pop(who, None)
            were_at, rooms = self._were.pop(who, (now.at, {}))
            if room is not None or home is False:
                continue
            ago_s = (now.at - were_at).total_seconds()
            if rooms and 0.0 <= ago_s <= WERE_S:
                self.belief.expect(who, self._places(rooms), ago_s)
            elif expected is not None:
                self.belief.expect(who, self._places({expected: SURE}), 0.0)
        self._untold.clear()
        self.belief.pass_time(now.mono)


def _say(belief: WhereaboutsBelief, _: object, who: OccupantId, room: int | None, home: bool | None, at: float) -> None:
    belief.named(who, room, home, at)
