"""What a room is owed once everybody has left it: dark, silent, set back, as its ``when_empty`` says.

In the flow: a person left → (a while) → Wish → Decision. It is owed until it is done or no longer true: somebody came, or set
it otherwise. So it outlasts a broker that is away, a lamp out of reach, a heating that goes in steps, and a restart. What is
stored names rooms and nobody.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any

from devices.vocabulary import DeviceId, Moment, RoomId, Trait, Value
from models.kind import kinds

from ..config.room import WhenEmpty
from ..deciding.empty_room import empty_wishes
from ..deciding.mode_rules import when_empty
from ..deciding.room_view import RoomView
from ..decision import Decision, Outcome, Trigger
from ..home.readings import Change
from ..house import Current, House
from ..safety.caps import PACE, STEP
from .activity import goes_on
from .carry_out import CarryOut
from .reporting import Reporting

SETTING = "emptied"  # under which the store keeps it
PASSING = frozenset(
    {"unreachable", "unknown", "pace", "too_many", "observing", "paused", "mode"}
)  # reasons that end by themselves
AGAIN_S = 5.0  # between two looks at what could not be done yet
SOONER_S = 30.0  # between two looks at a room where somebody may sit still
BACK_S = 5.0  # after the broker is back: until then who came meanwhile may not have been told
GIVEN_UP_S = 60.0  # a device that has been told so long ago and says otherwise did not listen
ROUNDS = 3  # so often it is told anew once it has spoken again
HAND_S = 1200.0  # where nobody is known of at all, whoever lit a lamp is there for so long
OWED_S = 86_400.0  # what has not been possible for a day is not waited for


Key = tuple[DeviceId, str]


@dataclass(frozen=True, slots=True)
class Owed:
    """A room everybody has left. since: when. look: monotonic, when there may be something to do.

    spared: domains somebody set otherwise since. is_quiet: what was under way for who was there has been dropped.
    told: by device and trait, monotonic, when it was told. said: why what was held was, as last recorded. rounds: how often
    what did not listen was told anew.
    """

    since: Moment
    look: float
    spared: frozenset[str] = frozenset()
    is_quiet: bool = False
    told: Mapping[Key, float] = field(default_factory=dict)
    said: Mapping[Key, str] = field(default_factory=dict)
    rounds: int = 0


class Emptying:
    """Owned by the loop's thread. setbacks: how far a room is set back at most, where somebody is expected there soon,
    by the setpoint's quantity."""

    def __init__(self, current: Current, reporting: Reporting, carry_out: CarryOut) -> None:
        self._current, self._reporting, self._carry_out = current, reporting, carry_out
        self._owed: dict[RoomId, Owed] = {}
        self._from_before: Mapping[str, Any] = current.house.store.settings.get(SETTING, {})
        self._is_stored = True
        self._not_before = float("-inf")  # monotonic; infinite while the broker is away
        self.setbacks: Callable[[RoomId, Moment], Mapping[str, float]] = lambda _room, _now: {}

    @property
    def house(self) -> House:
        return self._current.house

    def look_again(self) -> None:
        """The configuration changed: rooms may be owed something else, or sooner."""
        self._owed = {room: replace(owed, look=owed.since.mono) for room, owed in self._owed.items()}

    # What happens

    def left(self, room: RoomId, now: Moment) -> None:
        """Nobody is known to be there any more."""
        wanted = self._wanted(room)
        is_owed = any(one != "keep" for one in (wanted.light, wanted.music, wanted.temperature, wanted.cooling))
        is_moving = self.house.is_moving(room, now)
        if not is_moving or not is_owed:
            self._quieten(room, now)
        if is_owed:
            self._owed[room] = Owed(now, now.mono + wanted.after, is_quiet=not is_moving)
            self._is_stored = False

    def _wanted(self, room: RoomId) -> WhenEmpty:
        return when_empty(self.house.mode(room), self.house.config.rooms[room])

    def left_already(self, room: RoomId, now: Moment) -> None:
        """A mode has begun that wants empty rooms otherwise: at once, where nobody is known to be there."""
        if self.house.is_known_empty(room):
            self.left(room, Moment(now.at, now.mono - self._wanted(room).after))

    def came(self, room: RoomId) -> None:
        """Somebody is known to be there again."""
        if self._owed.pop(room, None) is not None:
            self._is_stored = False

    def moving(self, room: RoomId | None) -> None:
        """Motion began or ended in the room."""
        owed = None if room is None else self._owed.get(room)
        if room is not None and owed is not None:
            self._owed[room] = replace(owed, look=owed.since.mono)

    def owes(self, room: RoomId) -> bool:
        return room in self._owed

    def touched(self, change: Change, room: RoomId, now: Moment) -> None:
        """Somebody set a thing in a room that is to be empty: what they chose is theirs, unless it is what the room is owed."""
        owed = self._owed.get(room)
        if owed is None or self.house.is_moving(room, now) or not _is_otherwise(change.trait, change.value):
            return
        domain = kinds()[change.trait.quantity].domain if change.trait.quantity in kinds() else ""
        self._owed[room] = replace(owed, spared=owed.spared | {domain})
        self._is_stored = False

    def link(self, is_up: bool, now: Moment) -> None:
        """The broker came or went. What was told just before it went may never have arrived."""
        self._not_before = now.mono + BACK_S if is_up else float("inf")
        self._owed = {room: replace(owed, told={}, look=owed.since.mono) for room, owed in self._owed.items()}

    # Time

    def next_deadline(self) -> float | None:
        """Monotonic time of the next look, None when no room is owed anything or nobody could be told."""
        if not self._is_stored:
            return 0.0
        first = min((owed.look for owed in self._owed.values()), default=None)
        return None if first is None or self._not_before == float("inf") else max(first, self._not_before)

    def tick(self, now: Moment) -> None:
        """Whatever is due. Cheap when nothing is."""
        if self._from_before:
            self._restore(now)
        if now.mono >= self._not_before:
            self._look_round(now)
        if not self._is_stored:
            self._is_stored = True
            self._reporting.keep_places()
            rows = {room: {"since": o.since.at.isoformat(), "spared": sorted(o.spared)} for room, o in self._owed.items()}
            self.house.keep(lambda: self.house.store.settings.put(SETTING, rows))

    def _look_round(self, now: Moment) -> None:
        for room, owed in [(room, owed) for room, owed in self._owed.items() if owed.look <= now.mono]:
            after = self._look(room, owed, now)
            if after is None:
                del self._owed[room]
                self._is_stored = False
            else:
                self._owed[room] = after

    def _look(self, room: RoomId, owed: Owed, now: Moment) -> Owed | None:
        """What is owed from here on; None: nothing any more."""
        house = self.house
        if room not in house.config.rooms or not house.is_known_empty(room) or now.mono - owed.since.mono > OWED_S:
            return None
        moved = house.last_motion(room, now)
        due = max(owed.since.mono, owed.since.mono if moved is None else moved) + house.empty_after_s(room, now)
        due = max(due, self._hand(room) + HAND_S if house.anyone_home() is None else due)
        if now.mono < due:  # or sooner: everybody may turn out to be elsewhere
            is_moving = moved is not None and moved >= now.mono
            return replace(owed, look=now.mono + AGAIN_S if is_moving else min(due, now.mono + SOONER_S))
        if not owed.is_quiet:
            self._quieten(room, now)
            for hold in house.ledger.release_all(room):
                house.keep(partial(house.store.holds.drop, hold.device, hold.trait))
            owed = replace(owed, is_quiet=True)
        return self._empty(room, owed, now)

    def _hand(self, room: RoomId) -> float:
        """Monotonic: when somebody whom nobody knows set something there last that still stands; never: far in the past."""
        holds = self.house.ledger.holds.values()
        return max((h.since.mono for h in holds if h.room == room and not h.occupants), default=float("-inf"))

    def _empty(self, room: RoomId, owed: Owed, now: Moment) -> Owed | None:
        house, known = self.house, kinds()
        wishes = empty_wishes(RoomView(house, room, now), self.setbacks(room, now))
        wishes = [w for w in wishes if known[w.quantity].domain not in owed.spared]
        is_awaited = any(now.mono - owed.told.get((wish.device, wish.trait), -GIVEN_UP_S) < GIVEN_UP_S for wish in wishes)
        open_ = [wish for wish in wishes if (wish.device, wish.trait) not in owed.told]
        if not open_ and not is_awaited:
            if not wishes or owed.rounds >= ROUNDS:
                return None  # it is done, or what was told does not listen
            # It was away perhaps, before anybody noticed: it is told again when it has spoken.
            heard = [wish for wish in wishes if not house.confirmations.is_waited_for(wish.device)]
            if not heard:
                return replace(owed, look=now.mono + AGAIN_S)
            anew = {(wish.device, wish.trait) for wish in heard}
            told = {key: at for key, at in owed.told.items() if key not in anew}
            owed, open_ = replace(owed, told=told, rounds=owed.rounds + 1), heard
        decision = self._carry_out.decide(room, Trigger.EMPTY, [w for w in open_ if w.reason.code != "unknown"], now)
        is_held = any(w.reason.code in PASSING for w in (*open_, *decision.wishes) if w.outcome is Outcome.HELD)
        again = self._record(replace(owed, look=now.mono + AGAIN_S), decision, now)
        return again if is_held or is_awaited or decision.sent() else None

    def _record(self, owed: Owed, decision: Decision, now: Moment) -> Owed:
        """A decision is told when something was done, and what was held only when it is something new."""
        # That a step waits for its ten minutes is no news.
        held = [w for w in decision.wishes if w.outcome is not Outcome.SENT and w.reason.code != PACE]
        said = {(w.device, w.trait): w.reason.code for w in held}
        sent = decision.sent()
        if sent or (said and said != owed.said):
            self._reporting.record(decision, now)
        told = {(wish.device, wish.trait): now.mono for wish in sent if wish.reason.code != STEP}  # a step goes on
        return replace(owed, said=said, told={**owed.told, **told})

    # Inside

    def _quieten(self, room: RoomId, now: Moment) -> None:
        """What was under way for who was there."""
        house = self.house
        house.confirmations.drop_room(room)
        house.suggestions.drop(room)
        if room not in house.activity_sensors.values():
            goes_on(house, room, None, now)

    def _restore(self, now: Moment) -> None:
        """What was owed before a restart; its age on the monotonic clock is reckoned from ``now``."""
        found, self._from_before = self._from_before, {}
        for name, row in found.items():
            room = RoomId(name)
            if room in self.house.config.rooms and room not in self._owed:
                at = datetime.fromisoformat(row["since"])
                since = Moment(at, now.mono - max(0.0, (now.at - at).total_seconds()))
                self._owed[room] = Owed(since, now.mono + BACK_S, frozenset(row["spared"]))


def _is_otherwise(trait: Trait, value: Value) -> bool:
    """Whether a value is another than a room is owed: a lamp put out on the way is not."""
    return value is not False and not (trait.quantity in ("brightness", "volume") and value == 0.0)
