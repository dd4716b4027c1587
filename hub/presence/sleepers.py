"""Who sleeps in which bedroom, learned where nobody said it: by which of the ways to share them explains the days best. Pure.

In the flow: what is said and seen, as the belief hears it → a round of asking (ways_to_sleep.py) → each one's bedroom, once
the odds are overwhelming → Movements.

An evening in one living room mixes who is who, so a person's own chances never tell it; those of all together do, by who goes
out in the morning after which bedroom stirred. Only people who agreed to be learned, and whom no source names in rooms, are
reckoned with; what the configuration says is not asked about.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from devices.vocabulary import OccupantId, RoomId

from .belief import WhereaboutsBelief
from .movements import Movements
from .room_signal import RoomSignal
from .ways_to_sleep import Beds, Round, Tell, ways_to_sleep

# So unlikely is it that somebody sleeps elsewhere when it counts: 12 nats, for days differ by three times what such odds would
# have them (raised from 6 once two homes of odd seed had been seen). And as far is it before that nobody can say.
DOUBT, BEFORE_NONE = math.exp(-12.0), 6.0
LEAST_DAYS, MOST_DAYS = 5, 42  # a round of asking takes
RESTS = timedelta(days=28)  # until it is asked anew


class Sleepers:
    """movements, signals: of the belief in use; the former is told what is found. bedrooms: in the order of the rooms."""

    def __init__(self, movements: Movements, signals: Sequence[RoomSignal], bedrooms: Sequence[int]) -> None:
        self._movements, self._signals = movements, signals
        self._said = tuple(movements.sleepers)
        self._open = [room for room in bedrooms if not self._said[room]] if len(bedrooms) > 1 else []
        self._named: set[OccupantId] = set()  # by sources, in rooms: they say where somebody sleeps, too
        self._known: set[OccupantId] = set()  # whether they are at home
        self._were_asked: list[OccupantId] = []  # in the round that is, or was last
        self._found: dict[OccupantId, int] = {}
        self._round: Round | None = None
        self._before: tuple[dict[Beds, float], int] | None = None  # a round that was begun before a restart: scores, days
        self._rests_until: datetime | None = None

    @property
    def has_work(self) -> bool:
        return self._round is not None and self._round.has_work

    def room_of(self, who: OccupantId) -> RoomId | None:
        """Where they seem to sleep; None where that is not known, or was said."""
        room = self._found.get(who)
        return None if room is None else self._movements.rooms[room]

    # What is said and seen

    def named(self, who: OccupantId) -> None:
        """A source names the room they are in."""
        if who not in self._named:
            self._named.add(who)
            self._ask_anew()

    def hear(self, now: float, part: int, tell: Tell) -> None:
        """What the belief in use was told. Cheap."""
        if self._round is not None:
            self._round.hear(now, part, tell)
            if self._round.is_overrun:
                self._ask_anew()

    def look(self, belief: WhereaboutsBelief, people: Collection[OccupantId], now: float, at: datetime) -> None:
        """Begins to ask, if it is time, and anew where somebody more is known of. people: of whom it is known whether they
        are at home. Some ms when it begins."""
        if not self._open:
            return
        if not self._known.issuperset(people):
            self._known.update(people)
            if self._asked() != self._were_asked:
                self._round = self._rests_until = None
        if self._round is not None or (self._rests_until is not None and at < self._rests_until):
            return
        self._were_asked = self._asked()
        ways = ways_to_sleep(self._were_asked, self._open)
        if len(ways) < 2 and not (ways and any(self._said)):
            return
        scores, days = dict.fromkeys(((), *ways), 0.0), 0
        if self._before is not None and self._before[0].keys() <= scores.keys() and () in self._before[0]:
            scores, days = self._before
        self._round = Round(belief, self._movements, self._said, self._signals, scores, days, now)

    def work(self, most: int, at: datetime) -> bool:
        """In so many pieces at most; whether anything was found out."""
        if self._round is None or not self._round.work(most) or self._round.days < LEAST_DAYS:
            return False
        scores = self._round.scores()
        is_any = max(scores.values()) >= scores[()] + BEFORE_NONE
        was, beds = dict(self._found), _by_person(scores) if is_any else {}
        for who, chances in beds.items():
            room = max(chances, key=chances.__getitem__)
            if chances[room] > 1.0 - DOUBT:
                self._found[who] = room
            elif who in self._found and chances.get(self._found[who], 0.0) < DOUBT:
                del self._found[who]  # it was so before
        is_all = all(max(chances.values()) > 1.0 - DOUBT for chances in beds.values())
        if (is_any and is_all) or self._round.days >= MOST_DAYS:
            self._round, self._before, self._rests_until = None, None, at + RESTS
        if self._found != was:
            self._tell()
        return self._found != was

    def forget(self, who: OccupantId) -> None:
        self._named.discard(who)
        self._known.discard(who)
        self._found.pop(who, None)
        self._ask_anew()
        self._tell()

    def agree(self) -> None:
        """Who agrees to be learned has changed."""
        self._found = {who: room for who, room in self._found.items() if who in self._movements.own}
        self._ask_anew()
        self._tell()

    # Kept

    def own_json(self, who: OccupantId) -> dict[str, Any]:
        """Where they seem to sleep, and which of those they are whom a round asks about: it names nobody, and is none any more
        once one of them is forgotten."""
        room = self.room_of(who)
        found: dict[str, Any] = {} if room is None else {"sleeps_in": room}
        return {**found, "asked": self._were_asked.index(who)} if who in self._were_asked else found

    def shared_json(self) -> dict[str, Any]:
        """How far asking has come."""
        found: dict[str, Any] = {} if self._rests_until is None else {"rests_until": self._rests_until.isoformat()}
        scores, days = self._before or ({}, 0)
        if self._round is not None:
            scores, days = self._round.scores(), self._round.days
        if days:
            rooms = self._movements.rooms
            ways = [[[rooms[room] for _, room in way], round(score, 2)] for way, score in scores.items()]
            found["round"] = {"days": days, "ways": ways}
        return found

    def remember(self, shared: Mapping[str, Any], own: Mapping[OccupantId, Mapping[str, Any]]) -> None:
        """What was kept, of bedrooms and people that are still asked about. Raises KeyError, TypeError, ValueError."""
        rooms = {self._movements.rooms[room]: room for room in self._open}
        mine = {who: own[who] for who in self._movements.own - frozenset().union(*self._said) if who in own}
        self._found |= {who: rooms[kept["sleeps_in"]] for who, kept in mine.items() if kept.get("sleeps_in") in rooms}
        asked = sorted((int(kept["asked"]), who) for who, kept in mine.items() if "asked" in kept)
        people = [who for _, who in asked]
        if [place for place, _ in asked] == list(range(len(asked))) and people == sorted(people):
            self._known.update(people)
            self._were_asked = people
            kept = shared.get("round", {"ways": [], "days": 0})
            if all(len(beds) in (0, len(people)) and rooms.keys() >= set(beds) for beds, _ in kept["ways"]):
                scores = {
                    tuple(zip(people, (rooms[room] for room in beds), strict=bool(beds))): float(score)
                    for beds, score in kept["ways"]
                }
                self._before = (scores, int(kept["days"])) if scores else None
            if "rests_until" in shared:
                self._rests_until = datetime.fromisoformat(shared["rests_until"])
        self._tell()

    def adopt(self, before: "Sleepers") -> None:
        """What was found before the configuration changed, of what it still leaves open."""
        self._named, self._known = before._named, before._known
        self.remember(before.shared_json(), {who: before.own_json(who) for who in before._movements.own})

    # Inside

    def _asked(self) -> list[OccupantId]:
        """Of whom it is asked: in this order, wherever they have numbers."""
        return sorted((self._known & self._movements.own) - self._named - frozenset().union(*self._said))

    def _ask_anew(self) -> None:
        self._round = self._before = self._rests_until = None
        self._were_asked = []

    def _tell(self) -> None:
        beds = [those | {who for who, bed in self._found.items() if bed == room} for room, those in enumerate(self._said)]
        self._movements.sleep(beds)


def _by_person(scores: Mapping[Beds, float]) -> dict[OccupantId, dict[int, float]]:
    """How likely each sleeps in each bedroom. scores: nats."""
    first = max(scores.values())
    weights = {way: math.exp(score - first) for way, score in scores.items() if way}
    total = sum(weights.values())
    found: dict[OccupantId, dict[int, float]] = {}
    for way, weight in weights.items():
        for who, room in way:
            chances = found.setdefault(who, {})
            chances[room] = chances.get(room, 0.0) + weight / total
    return found
