"""Rooms are warm as people come: heating starts when being late is expected to cost more than being early, and ends again when
nobody came. The sooner somebody is expected, the less deep the setback. What is cooled is so the other way round.

In the flow: (a look at an empty room) → chances of coming, the room's warmth → Wish → Decision. What is done ahead is nobody's
wish: it is judged by nobody and teaches nothing. What is under way goes on after a restart.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from devices.vocabulary import Moment, OccupantId, RoomId, Trait
from models.comings import STEP_MIN, first_of

from ..deciding.empty_room import SOONER
from ..deciding.expected import wanted_then
from ..deciding.limits import each_explained
from ..deciding.mode_rules import when_empty
from ..deciding.room_view import RoomView
from ..decision import STANDING, Outcome, Reason, Trigger, Wish, said
from ..heat.when_to_start import Answer, HeatAsked, when_to_start
from ..home.readings import Change
from ..home.ways import COOLING, HEATING, WAYS, Way
from ..house import Current, House
from ..telling.explain import spoken_span
from ..telling.spoken import listed
from .carry_out import CarryOut
from .emptying import PASSING
from .heated_ahead import HeatedAhead
from .reporting import Reporting
from .usual_comings import UsualComings

SETTING = "preheating"  # under which the store keeps what is under way
LOOK_EVERY_S = 300.0  # at one room
SETTLE_S = 10.0  # after the broker is back: what it keeps has been heard by then
RETURN_MIN = 12 * 60.0  # a house that was cold for weeks may take so long
ALSO_LOOKED_MIN = 60.0  # beyond the longest lead: for which hour what they want is asked
COASTS_C = 0.3  # so far beyond both setpoints a room is heated by neither: which of them it has does not matter
WORTH_C = 1.0  # so much deeper, or less deep, is worth a word to a valve
WORD_EVERY_S = 3600.0  # and stands so long: of two depths that cost about the same now one is the better, now the
# other. Nor is a room told how deep it may cool until it is heated within the hour.
_NOBODY = Reason("empty", "nobody is there")


@dataclass(frozen=True, slots=True)
class PreheatLook:
    """What was found at the last look. people: who is expected, with how likely it is them. at: for which hour they were asked
    what they want. wishes: that. there: the setpoint as it is, °C; in the answer temperatures are turned where it is cooled."""

    answer: Answer
    people: Mapping[OccupantId, float]
    at: datetime
    wishes: tuple[Wish, ...]
    there: float


Place = tuple[RoomId, Way]


class Preheating:
    """Owned by the loop's thread. foreseen: by room and way, for status and why."""

    def __init__(
        self,
        current: Current,
        reporting: Reporting,
        carry_out: CarryOut,
        comings: UsualComings,
        owes: Callable[[RoomId], bool],
    ) -> None:
        """owes: whether a room that everybody has left is still to be emptied."""
        self._current, self._reporting, self._carry_out, self._comings = current, reporting, carry_out, comings
        self._owes = owes
        self._looked: dict[Place, float] = {}
        self._ahead: dict[Place, HeatedAhead] = {}
        self._told: dict[Place, str] = {}  # what was last told of what is held
        self._told_depth: dict[Place, float] = {}  # monotonic: when it was last set less deep, or deeper
        self._from_before: Mapping[str, Any] = current.house.store.settings.get(SETTING, {})
        self._not_before = float("inf")  # monotonic
        self.foreseen: dict[Place, PreheatLook] = {}

    @property
    def house(self) -> House:
        return self._current.house

    def link(self, is_up: bool, now: Moment) -> None:
        self._not_before = now.mono + SETTLE_S if is_up else float("inf")

    def touched(self, change: Change, room: RoomId, now: Moment) -> None:
        """A hand set the heating of an empty room, from afar: that stands until somebody came."""
        for way in WAYS:
            if change.trait.quantity == way.quantity and self.house.is_empty(room, now):
                ahead = self._ahead.get((room, way)) or HeatedAhead(now.at, float(change.value))
                self._put((room, way), replace(ahead, ended=ahead.ended or now.at, is_off=True))

    def look_again(self) -> None:
        """Something changed that every room's heating depends on."""
        self._looked.clear()

    def looks(self, now: Moment) -> list[list[Any]]:
        """Every place with how many seconds ago it was looked at: a replay that begins here looks when it was looked."""
        return [[room, way.name, round(now.mono - at, 3)] for (room, way), at in self._looked.items()]

    def looked_so(self, looks: Iterable[Sequence[Any]], now: Moment) -> None:
        """As ``looks`` said of this moment."""
        ways = {way.name: way for way in WAYS}
        self._looked = {(RoomId(room), ways[way]): now.mono - ago for room, way, ago in looks if way in ways}

    # Time

    def next_deadline(self) -> float | None:
        """Monotonic time of the next look; None where there is nothing to heat, or nobody could be told."""
        if self._not_before == float("inf"):
            return None
        looks = [self._looked.get(place, 0.0) + LOOK_EVERY_S for place in self.house.heated_rooms()]
        return max(self._not_before, min(looks)) if looks else None

    def tick(self, now: Moment) -> None:
        """At most one room, so that who comes in elsewhere waits for none of it."""
        if now.mono < self._not_before:
            return
        self._restore()
        last = self._looked.get
        due = [place for place in self.house.heated_rooms() if now.mono - last(place, float("-inf")) >= LOOK_EVERY_S]
        if due:
            place = min(due, key=lambda one: last(one, float("-inf")))
            self._looked[place] = now.mono
            self._look(place, now)

    # Looked at

    def setbacks(self, room: RoomId, now: Moment) -> dict[str, float]:
        """How far a room that has just become empty is set back, where that is less deep for who is expected soon; °C, by the
        setpoint's quantity."""
        found = {}
        for way in self.house.ways(room):
            foreseen = self._foresee((room, way), now)
            if foreseen is not None and not self._is_off((room, way)):
                # Nothing is heated because somebody left; what is to be begun is begun at the next look, with its reason.
                found[way.quantity] = way.turned(min(foreseen.answer.setpoint_c, way.turned(foreseen.there)))
        return found

    def _look(self, place: Place, now: Moment) -> None:
        house, room = self.house, place[0]
        asleep = self._comings.asleep_in(room)
        if any(who not in asleep for who in house.presence.in_room(room)):
            self._somebody_is_there(place)
            return
        ahead = self._ahead.get(place)
        if ahead is not None and not ahead.is_off and self._was_undone(ahead):
            self._put(place, ahead := replace(ahead, ended=now.at, is_off=True))
        is_free = bool(asleep) or (house.is_known_empty(room) and not self._owes(room))
        if house.paused or not house.is_time_trusted or self._is_off(place) or not is_free or house.has_open_window(room):
            return
        self.foreseen.pop(place, None)
        foreseen = self._foresee(place, now)
        if foreseen is None:
            return
        self.foreseen[place] = foreseen
        if foreseen.answer.is_start:
            self._start(place, foreseen, now)
        else:
            self._wait(place, foreseen, now)

    def _foresee(self, place: Place, now: Moment) -> PreheatLook | None:
        """None where nobody is expected of whom it is known what they want, or the heating does not say how it is."""
        (room, way), house = place, self.house
        there = house.setpoint(room, way)
        if there is None or not house.is_running(room, way):
            return None
        mode = house.mode(room)
        most = house.config.preheat_min(room)
        is_return = mode is not None and mode.name == "vacation" and mode.ends == "time"
        if is_return and mode is not None:
            expected, most = self._comings.returning(room, mode.until, now), max(most, RETURN_MIN) if most else 0.0
        else:
            expected = self._comings.expected(room, now)
        if not expected:
            return None
        ahead = self._ahead.get(place)
        chances = first_of(expected.values())
        steps = int((most + ALSO_LOOKED_MIN) // STEP_MIN)
        at = house.situation.local(now.at) + timedelta(minutes=STEP_MIN * (int(chances[:steps].argmax()) + 0.5))
        people = {who: float(one[:steps].sum()) for who, one in expected.items()}
        wishes = wanted_then(house, room, people, at, way.quantity, now, is_return)
        if not wishes:
            return None
        wanted = when_empty(mode, house.config.rooms[room]).setback(way.quantity)
        usual = ahead.before if ahead is not None and ahead.ended is None else there
        low = usual if wanted == "keep" or self._comings.asleep_in(room) else float(wanted)
        want = max(way.turned(float(wish.value)) for wish in wishes if not isinstance(wish.value, str))
        out, warm = way.known(house.situation.outdoors.current(now)), way.known(house.temperature(room, now))
        asked = HeatAsked(warm, want, way.turned(low), out, chances, most, self._heated_min(place, most, now))
        answer = when_to_start(asked, house.standing.home_heat.of(room, way).warmth)
        return PreheatLook(answer, people, at, tuple(wishes), there)

    def _heated_min(self, place: Place, most: float, now: Moment) -> float | None:
        ahead = self._ahead.get(place)
        if ahead is None:
            return None
        if ahead.ended is not None and (now.at - ahead.ended).total_seconds() / 60.0 >= most:
            self._put(place, None)
            return None
        return ((ahead.ended or now.at) - ahead.since).total_seconds() / 60.0

    # Done

    def _start(self, place: Place, foreseen: PreheatLook, now: Moment) -> None:
        reason = self._why(foreseen, place[1])
        wishes = [replace(w, reason=reason) if w.goes else w for w in foreseen.wishes if not _is_less(w, place[1])]
        decided = self._decide(place, Trigger.PREHEAT, wishes, foreseen, now)
        ahead = self._ahead.get(place)
        if decided is not None:
            begun = ahead if ahead is not None and ahead.ended is None else HeatedAhead(now.at, foreseen.there)
            self._put(place, replace(begun, decision=decided))

    def _wait(self, place: Place, foreseen: PreheatLook, now: Moment) -> None:
        (room, way), house, ahead = place, self.house, self._ahead.get(place)
        is_given_up = ahead is not None and ahead.ended is None
        configured = when_empty(house.mode(room), house.config.rooms[room]).setback(way.quantity)
        level, there = foreseen.answer.setpoint_c, way.turned(foreseen.there)
        if not is_given_up and (configured == "keep" or self._comings.asleep_in(room)):
            return
        warm = way.known(house.temperature(room, now))
        is_coasting = warm is not None and max(there, level) <= warm - COASTS_C
        if not is_given_up and (is_coasting or abs(level - there) < WORTH_C):
            return
        starts_min = foreseen.answer.starts_in_min
        is_soon = starts_min is not None and 60.0 * starts_min < WORD_EVERY_S
        if not is_given_up and (is_soon or now.mono - self._told_depth.get(place, float("-inf")) < WORD_EVERY_S):
            return
        reason = Reason("gave_up", "nobody has come") if is_given_up else _NOBODY
        if not is_given_up and level > there:
            reason = SOONER
        wishes = [
            replace(
                w,
                value=house.attribution.nearest(w.device, _trait(house, w), way.turned(level)),
                outcome=Outcome.SENT,
                reason=reason,
                confidence=1.0,
                preferences=None,
                turn=None,
                settled="",
                contents={},
            )
            for w in foreseen.wishes
        ]
        wishes = [w for w in wishes if not _trait(house, w).same(w.now, w.value)]
        may = house.ladder.ceiling_in(room)
        decided = (
            self._decide(place, Trigger.PREHEAT if is_given_up else Trigger.EMPTY, wishes, foreseen, now)
            if may == "act"
            else None
        )
        if decided is not None:
            self._told_depth[place] = now.mono
        if ahead is not None and is_given_up and (decided is not None or not wishes):
            self._put(place, replace(ahead, ended=now.at))

    def _decide(self, place: Place, trigger: Trigger, wishes: list[Wish], foreseen: PreheatLook, now: Moment) -> str | None:
        """The decision's id, where something was done. What is held is told once."""
        house, room = self.house, place[0]
        railed = each_explained(RoomView(house, room, now), wishes, trigger)
        told = [w for w in railed if w.outcome is not Outcome.HELD or w.reason.code not in (*PASSING, *STANDING, "already_so")]
        said_now = ",".join(f"{w.device}:{w.outcome.value}:{w.reason.code}" for w in told)
        is_sent = any(w.goes for w in told)
        if not told or (not is_sent and self._told.get(place) == said_now):
            return None
        self._told[place] = said_now
        may_be = tuple(foreseen.people) if trigger is Trigger.PREHEAT else ()
        decision = self._carry_out.decide(room, trigger, told, now, may_be=may_be)
        self._reporting.record(decision, now)
        return decision.id if decision.sent() else None

    def _why(self, foreseen: PreheatLook, way: Way) -> Reason:
        answer, most = foreseen.answer, max(foreseen.people.values())
        values = {
            "people": listed(sorted(who for who, share in foreseen.people.items() if share >= most / 2)),
            "time": foreseen.at.strftime("%H:%M"),
            "chance": str(round(100 * answer.chance)),
            "span": spoken_span(60.0 * answer.warm_in_min),
        }
        words = said(
            "%(people)s may come about %(time)s, %(chance)s %% likely, and the room takes %(span)s to be warm", **values
        )
        if way is COOLING:
            words = said(
                "%(people)s may come about %(time)s, %(chance)s %% likely, and the room takes %(span)s to be cool", **values
            )
        return Reason("precool" if way is COOLING else "preheat", words)

    # Inside

    def _was_undone(self, ahead: HeatedAhead) -> bool:
        entry = self.house.ledger.entry(ahead.decision) if ahead.decision else None
        return entry is not None and entry.undone

    def _is_off(self, place: Place) -> bool:
        ahead = self._ahead.get(place)
        return ahead is not None and ahead.is_off

    def _somebody_is_there(self, place: Place) -> None:
        self.foreseen.pop(place, None)
        self._told.pop(place, None)
        if place in self._ahead:
            self._put(place, None)

    def _put(self, place: Place, ahead: HeatedAhead | None) -> None:
        if ahead is None:
            self._ahead.pop(place, None)
        else:
            self._ahead[place] = ahead
        rows = {_kept_as(one): ahead.to_json() for one, ahead in self._ahead.items()}
        self.house.keep(partial(self.house.store.settings.put, SETTING, rows))

    def _restore(self) -> None:
        found, self._from_before = self._from_before, {}
        for name, row in found.items():
            room, _, of = name.partition("/")
            if room in self.house.config.rooms:
                place = RoomId(room), COOLING if of == COOLING.name else HEATING
                self._ahead.setdefault(place, HeatedAhead.from_json(row))


def _kept_as(place: Place) -> str:
    room, way = place
    return room if way is HEATING else f"{room}/{way.name}"


def _is_less(wish: Wish, way: Way) -> bool:
    there, value = wish.now, wish.value
    return isinstance(there, float) and isinstance(value, float) and way.turned(value) < way.turned(there)


def _trait(house: House, wish: Wish) -> Trait:
    return house.catalogue.devices[wish.device].traits[wish.trait]
