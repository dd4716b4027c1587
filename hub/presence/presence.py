"""Who is where: several sources per person become one room, with how sure that is. Pure; owned by the loop's thread.

What the sources are:
    ROOM      says a room when it changes (a topic, a device_tracker); its word stands for hours
    DISTANCE  is heard over and over while the person is near (ESPresense); its word stands for a minute
    REGION    a phone that knows home from elsewhere (OwnTracks); coarse, often late

How they become one:
 1. Every source has at most one opinion: a room, a place that is no room here, at home, or away. It stands until the source
    says something else or its time is over. Saying nothing is never an opinion: from silence follows *unknown*, never away.
 2. Among rooms the one that was entered last counts: a source that repeats itself does not overrule one that noticed a move.
    An opinion that was overruled does not come back when the newer one ends; its source must speak again first.
 3. Away counts against rooms entered before it. While a receiver in the house still hears the phone (within its timeout) away
    waits; heard again after it, it falls. It comes into force when the receivers have had nothing since it was said.
 4. At home only says at home: it ends an earlier away and leaves another source's room alone.
 5. A name that is no room here is at home with the room unknown, except from a region source, where it is away.
 6. An arrival is ``fresh`` only when a live message placed the person and they were somewhere else before. Not fresh: what
    comes from a snapshot, from time passing, from the first words of a DISTANCE source since the start (they may have been
    there for hours; except when a live message had said away), from a source that only stopped contradicting, and the
    return to the last known room when nothing but silence lay between.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Protocol

from devices.event import Seen
from devices.vocabulary import AT_HOME, NOT_HOME, DeviceId, Moment, OccupantId, RoomId
from models.fingerprints import Fingerprints

from .nearest_receiver import Nearest
from .room_filter import RoomFilter

ROOM_S = 12 * 3600.0  # how long a room stands that is only said when it changes
DISTANCE_S = 60.0
AWAY_S = 7 * 86_400.0  # a holiday
OLD_S = 30.0  # what lay in a queue for longer is no news
RENEWED_S = 300.0  # a repeat after so long a silence is a new word
WARM_UP_S = 10.0  # two rounds of the receivers: until then they are still finding the room
SUPPORT_S = 900.0  # for so long motion in the room stands in for a sleeping phone
LEAST_CONFIDENCE = 0.2  # below it a source as good as says nothing
_SURE = 0.95  # no source is ever wholly sure
_DISSENT = 0.4
_HALF_SURE = 0.5  # what was so before a restart


class SourceKind(StrEnum):
    """How a presence source speaks."""

    ROOM = "room"
    DISTANCE = "distance"
    REGION = "region"


_KINDS = {
    "espresense": SourceKind.DISTANCE,
    "mqtt_room": SourceKind.DISTANCE,
    "openmqttgateway": SourceKind.DISTANCE,
    "owntracks": SourceKind.REGION,
}
_TIMEOUTS_S = {"frigate": 600.0}  # a face is seen in passing, and nothing tells that it has gone


def kind_of(family: str, name: str = "") -> SourceKind:
    """The kind of a presence source, by its family's key and its own name."""
    if family == "home_assistant" and name.startswith(("person.", "device_tracker.")):
        return SourceKind.REGION  # a name that is no room here is a zone somewhere in town
    return _KINDS.get(family, SourceKind.ROOM)


def usual_timeout_s(family: str) -> float | None:
    """For how long the family's word stands where the block says nothing else; None: as its kind's does."""
    return _TIMEOUTS_S.get(family)


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """room: None when not known or in none. home: None when not known. confidence: 0..1. since: when it became so."""

    room: RoomId | None
    home: bool | None
    confidence: float
    since: Moment


@dataclass(frozen=True, slots=True)
class Moved:
    """A person's place changed. fresh: somebody has just come there, so that the hub may act."""

    occupant: OccupantId
    before: Whereabouts
    after: Whereabouts
    when: Moment
    fresh: bool


@dataclass(slots=True)
class _Opinion:
    """place: as the source spells it, folded. since: monotonic seconds of its first word, -inf where that is not known.

    heard: of its last word. until: when it ends. overruled: another source knew better later.
    """

    place: str
    room: RoomId | None
    home: bool
    since: float
    heard: float
    until: float
    confidence: float
    live: bool
    overruled: bool = False


class Estimator(Protocol):
    """Which room, by what several receivers hear: the nearest one's, or by fingerprints."""

    def hear(self, room: str, distance_m: float, now: float, /) -> str | None: ...

    def share(self) -> float: ...

    def forget(self) -> None: ...


@dataclass(slots=True)
class _Source:
    occupant: OccupantId
    kind: SourceKind
    timeout_s: float
    opinion: _Opinion | None = None
    nearest: Estimator = field(default_factory=Nearest)
    receivers: dict[str, bool] = field(default_factory=dict)  # who of several listeners hears the phone
    first_heard: float | None = None  # of its live words that placed the person


@dataclass(slots=True)
class _Person:
    sources: list[_Source] = field(default_factory=list)
    restored: _Source | None = None
    where: Whereabouts | None = None
    last: str | None = None  # the last place known exactly; silence does not change it
    is_known_away: bool = False  # by a live message

    def everything(self) -> list[_Source]:
        return self.sources if self.restored is None else [*self.sources, self.restored]


@dataclass(frozen=True, slots=True)
class _Verdict:
    """place: the exact place, also one that is no room here. why: the opinion it rests on."""

    place: str | None = None
    room: RoomId | None = None
    home: bool | None = None
    confidence: float = 0.0
    why: _Opinion | None = None


_NOWHERE = Whereabouts(None, None, 0.0, Moment(datetime(1970, 1, 1, tzinfo=UTC), 0.0))


class Presence:
    """Everyone's whereabouts. rooms: id → name; both are understood. timeouts: seconds, for sources that have their own."""

    def __init__(
        self,
        sources: Mapping[DeviceId, tuple[OccupantId, SourceKind]],
        rooms: Mapping[RoomId, str],
        timeouts: Mapping[DeviceId, float] | None = None,
    ) -> None:
        self._rooms: dict[str, RoomId] = {folded(name): room for room, name in rooms.items()}
        self._rooms |= {folded(room): room for room in rooms}  # an id goes before another room's name
        self._sources: dict[DeviceId, _Source] = {}
        self._people: dict[OccupantId, _Person] = {}
        self._not_yet_ageing: list[_Person] = []
        for device, (occupant, kind) in sources.items():
            usual = DISTANCE_S if kind is SourceKind.DISTANCE else ROOM_S
            source = _Source(occupant, kind, (timeouts or {}).get(device, usual))
            self._sources[device] = source
            self._people.setdefault(occupant, _Person()).sources.append(source)

    def hear(self, seen: Seen, now: Moment) -> list[Moved]:
        """One source's word; at most one move comes of it, none from an unknown source."""
        source = self._sources.get(seen.source)
        if source is None or not seen.confidence >= LEAST_CONFIDENCE:
            return []
        if seen.receiver:
            source.receivers[seen.receiver] = seen.place != NOT_HOME
            if seen.place == NOT_HOME and any(source.receivers.values()):
                return []  # lost in the garage, heard upstairs
        self._start(now)
        person = self._people[source.occupant]
        has_ended = _expire(person, now.mono)
        is_snapshot = seen.snapshot or now.mono - seen.when.mono > OLD_S
        if seen.place is None:
            source.opinion = None
            source.nearest.forget()
        elif not self._take(source, person, seen, is_snapshot, now.mono):
            # Too vague to place anybody; what ended in the meantime counts all the same.
            return self._judge(source.occupant, person, now, None) if has_ended else []
        if seen.place is None or (source.opinion is not None and source.opinion.place != AT_HOME):
            person.restored = None
        is_news = not is_snapshot and _is_news(source, person, now.mono)
        return self._judge(source.occupant, person, now, source if is_news else None)

    def use(self, fingerprints: Mapping[DeviceId, Fingerprints]) -> None:
        """Sources whose rooms were taken tell rooms by that, all others by the nearest receiver."""
        for device, source in self._sources.items():
            if device in fingerprints:
                source.nearest = RoomFilter(fingerprints[device])
            elif isinstance(source.nearest, RoomFilter):
                source.nearest = Nearest()

    def support(self, room: RoomId, now: Moment) -> None:
        """Somebody moves in the room. It names nobody, but keeps alive who was last heard there by a receiver."""
        for source in self._sources.values():
            opinion = source.opinion
            if (
                source.kind is SourceKind.DISTANCE
                and opinion is not None
                and opinion.room == room
                and now.mono <= opinion.until
            ):
                opinion.until = max(opinion.until, min(now.mono, opinion.heard + SUPPORT_S) + source.timeout_s)

    def tick(self, now: Moment) -> list[Moved]:
        """What follows from time passing: words that end. Never fresh."""
        self._start(now)
        moved: list[Moved] = []
        for occupant, person in self._people.items():
            if _expire(person, now.mono):
                moved += self._judge(occupant, person, now, None)
        return moved

    def next_deadline(self) -> float | None:
        """Monotonic time after which a word has ended; None when none stands."""
        standing = (s.opinion.until for p in self._people.values() for s in p.everything() if s.opinion is not None)
        return min((until for until in standing if math.isfinite(until)), default=None)

    def where(self, occupant: OccupantId) -> Whereabouts:
        """Where the person is; all unknown for who has no sources or has not been heard of."""
        person = self._people.get(occupant)
        return _NOWHERE if person is None or person.where is None else person.where

    def in_room(self, room: RoomId) -> dict[OccupantId, float]:
        """Who is in the room, each with the probability that they are."""
        return {o: p.where.confidence for o, p in self._people.items() if p.where is not None and p.where.room == room}

    def forget(self, occupant: OccupantId) -> None:
        """Nothing known of where the person is or was; their sources are heard as for the first time."""
        person = self._people.get(occupant)
        if person is None:
            return
        for source in person.sources:
            source.opinion, source.nearest, source.first_heard = None, Nearest(), None
        self._people[occupant] = _Person(person.sources)
        self._not_yet_ageing = [p for p in self._not_yet_ageing if p is not person]

    def restore(self, occupant: OccupantId, place: str) -> None:
        """Where the person was before a restart: a room's id, ``not_home`` or ``home``. Anything else is ignored.

        To be called before anything is heard. It stands as long as the word of the person's most patient source would,
        or until a source says better.
        """
        person = self._people.setdefault(occupant, _Person())
        room = self._rooms.get(folded(place))
        if person.where is not None or (room is None and place not in (NOT_HOME, AT_HOME)):
            return
        patience = max((s.timeout_s for s in person.sources), default=ROOM_S)
        opinion = _Opinion(folded(place), room, place != NOT_HOME, -math.inf, -math.inf, math.inf, _HALF_SURE, live=False)
        person.restored = _Source(occupant, SourceKind.ROOM, patience, opinion)
        person.last = None if room is None else folded(room)
        person.where = replace(_NOWHERE, room=room, home=opinion.home, confidence=_HALF_SURE)
        self._not_yet_ageing.append(person)

    def adopt(self, earlier: "Presence") -> None:
        """What is still true after the configuration changed: the words of sources that stay, and where people are.

        Without a source left to say so a person is nowhere known from the next word or tick on.
        """
        for device, source in self._sources.items():
            before = earlier._sources.get(device)
            if before is not None and (before.occupant, before.kind) == (source.occupant, source.kind):
                source.opinion, source.nearest, source.first_heard = before.opinion, before.nearest, before.first_heard
        for occupant, person in self._people.items():
            known = earlier._people.get(occupant)
            if known is None:
                continue
            person.last, person.is_known_away, person.where = known.last, known.is_known_away, known.where
            person.restored = known.restored
            for source in person.everything():
                if source.opinion is not None:
                    source.opinion.room = self._rooms.get(source.opinion.place)
            if person.where is not None and person.where.room not in self._rooms.values():
                person.where = replace(person.where, room=None)
        self._not_yet_ageing = [p for p in self._people.values() if p.restored is not None and _is_ageless(p.restored)]

    def _start(self, now: Moment) -> None:
        """The first time anything happens: from here on what was restored grows old."""
        for person in self._not_yet_ageing:
            if person.restored is not None and person.restored.opinion is not None:
                person.restored.opinion.until = now.mono + person.restored.timeout_s
            if person.where is not None:
                person.where = replace(person.where, since=now)
        self._not_yet_ageing = []

    def _take(self, source: _Source, person: _Person, seen: Seen, is_snapshot: bool, now: float) -> bool:
        """The source's word becomes its opinion; False while it is too vague to be one."""
        place, confidence = folded(seen.place or ""), min(1.0, seen.confidence) * _SURE
        is_distance = source.kind is SourceKind.DISTANCE and place not in (NOT_HOME, AT_HOME)
        if is_distance and seen.distance_m is not None:
            chosen = source.nearest.hear(place, seen.distance_m, now)
            if chosen is None:
                return False
            place, confidence = chosen, confidence * source.nearest.share()
        room = self._rooms.get(place)
        # A region that is no room here lies somewhere in town; any other name is a corner of the house.
        home = place == AT_HOME or (place != NOT_HOME and (room is not None or source.kind is not SourceKind.REGION))
        until = now + (source.timeout_s if home else max(source.timeout_s, AWAY_S))
        opinion = source.opinion
        if opinion is None or opinion.place != place:
            # A snapshot's age is unknown, unless the source had said something else before it in this run.
            since = -math.inf if is_snapshot and opinion is None else now
            source.opinion = _Opinion(place, room, home, since, now, until, confidence, live=not is_snapshot)
        elif not is_snapshot:
            is_away_again = person.where is not None and person.where.room is None and now - opinion.heard > RENEWED_S
            if not math.isfinite(opinion.since) or (opinion.overruled and (is_distance or is_away_again)):
                opinion.since, opinion.overruled = now, False
            opinion.heard, opinion.live, opinion.until = now, True, until
            opinion.confidence = confidence
        if is_distance and not is_snapshot:
            for other in person.everything():  # heard in the house after somebody said away
                if other is not source and other.opinion is not None and not other.opinion.home:
                    other.opinion.overruled = True
        return True

    def _judge(self, occupant: OccupantId, person: _Person, now: Moment, speaker: _Source | None) -> list[Moved]:
        """speaker: the source whose live word may bring the person somewhere; None when nobody's can."""
        found = _fused(person.everything(), now.mono)
        before = self.where(occupant)
        is_same = (before.room, before.home) == (found.room, found.home)
        person.where = Whereabouts(found.room, found.home, found.confidence, before.since if is_same else now)
        was_elsewhere = found.place != person.last
        if found.home is False:
            person.last = None
        elif found.place is not None:
            person.last = found.place
        person.is_known_away = found.home is False and found.why is not None and found.why.live
        if is_same:
            return []
        is_theirs = speaker is not None and speaker.opinion is found.why
        return [Moved(occupant, before, person.where, now, fresh=is_theirs and found.room is not None and was_elsewhere)]


def _is_news(source: _Source, person: _Person, now: float) -> bool:
    """Whether the source's live word can tell that somebody has just come."""
    if source.kind is not SourceKind.DISTANCE or source.opinion is None:
        return True
    if source.first_heard is None:
        source.first_heard = now
    return now - source.first_heard > WARM_UP_S or person.is_known_away


def _is_ageless(source: _Source) -> bool:
    return source.opinion is not None and not math.isfinite(source.opinion.until)


def _expire(person: _Person, now: float) -> bool:
    """Drops words whose time is over; whether there were any."""
    is_any = False
    for source in person.everything():
        if source.opinion is not None and now > source.opinion.until:
            source.opinion = None
            source.nearest.forget()
            is_any = True
    return is_any


def _fused(sources: list[_Source], now: float) -> _Verdict:
    """What follows from all standing opinions; marks those that are overruled by it."""
    placed: list[tuple[_Source, _Opinion]] = []
    at_home: list[_Opinion] = []
    away: _Opinion | None = None
    for source in sources:
        opinion = source.opinion
        if opinion is None or opinion.overruled:
            continue
        if not opinion.home:
            away = opinion if away is None or opinion.since > away.since else away
        elif opinion.place == AT_HOME:
            at_home.append(opinion)
        else:
            placed.append((source, opinion))
    if away is not None and not any(s.kind is SourceKind.DISTANCE and o.live for s, o in placed):
        others = [*at_home, *(opinion for _, opinion in placed)]
        if all(away.since > other.since for other in others):
            for other in others:
                other.overruled = True
            return _Verdict(home=False, confidence=away.confidence, why=away)
        away.overruled = True
    if not placed:
        surest = max(at_home, key=lambda o: o.confidence, default=None)
        return _Verdict() if surest is None else _Verdict(home=True, confidence=surest.confidence, why=surest)
    best = max((o for _, o in placed), key=lambda o: (o.since, o.live, o.confidence))
    wrong = 1.0
    for source, opinion in placed:
        if (opinion.room or opinion.place) == (best.room or best.place):
            wrong *= 1.0 - opinion.confidence
        elif source.kind is not SourceKind.DISTANCE:
            opinion.overruled = True
        else:
            wrong += (1.0 - wrong) * _DISSENT * opinion.confidence  # a receiver still hears the phone elsewhere
    place = best.place if best.room is None else folded(best.room)
    return _Verdict(place, best.room, True, min(0.99, max(0.05, 1.0 - wrong)), best)


def folded(name: str) -> str:
    """Living-Room, living room and living_room are one."""
    return name.strip().casefold().replace("-", "_").replace(" ", "_")
