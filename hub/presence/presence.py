"""Who is where: several sources per person become one room, with how sure that is. Pure; owned by the loop's thread.

What each source says is in sources.py, how it becomes one in fusion.py; where somebody is at home and no source names the room,
unnamed.py guesses it by what moves. What is made of it:

An arrival is ``fresh`` only when a live message placed the person and they were somewhere else before. Not fresh: what comes
from a snapshot, from time passing, from the first words of a DISTANCE source since the start (they may have been there for
hours; except when a live message had said away), from a source that only stopped contradicting, and the return to the last
known room when nothing but silence lay between.
"""

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from devices.event import Seen
from devices.vocabulary import AT_HOME, NOT_HOME, DeviceId, Moment, OccupantId, RoomId
from models.fingerprints import Fingerprints

from .fusion import Opinion, folded, fuse
from .moved import Moved, SourceFound, Whereabouts
from .nearest_receiver import Nearest
from .room_filter import RoomFilter
from .sources import DISTANCE_S, ROOM_S, PresenceSource, SourceKind, SourceStanding
from .unnamed import Unnamed

OLD_S = 30.0  # what lay in a queue for longer is no news
LEAST_CONFIDENCE = 0.2  # below it a source as good as says nothing
_HALF_SURE = 0.5  # what was so before a restart


@dataclass(slots=True)
class _Person:
    sources: list[PresenceSource] = field(default_factory=list)
    restored: PresenceSource | None = None
    where: Whereabouts | None = None
    last: str | None = None  # the last place known exactly; silence does not change it
    is_known_away: bool = False  # by a live message

    def everything(self) -> list[PresenceSource]:
        return self.sources if self.restored is None else [*self.sources, self.restored]


_NOWHERE = Whereabouts(None, None, 0.0, Moment(datetime(1970, 1, 1, tzinfo=UTC), 0.0))


class Presence:
    """Everyone's whereabouts. rooms: id → name; both are understood. timeouts: seconds, for sources that have their own.

    stays: sources that are named as staying behind when their person goes. unnamed: what rooms' own sensors say; None: nothing.
    has_guests: whoever moves may be one of them.
    """

    def __init__(
        self,
        sources: Mapping[DeviceId, tuple[OccupantId, SourceKind]],
        rooms: Mapping[RoomId, str],
        timeouts: Mapping[DeviceId, float] | None = None,
        stays: Collection[DeviceId] = (),
        unnamed: Unnamed | None = None,
    ) -> None:
        self.unnamed, self.has_guests = unnamed, False
        self._rooms: dict[str, RoomId] = {folded(name): room for room, name in rooms.items()}
        self._rooms |= {folded(room): room for room in rooms}  # an id goes before another room's name
        self._sources: dict[DeviceId, PresenceSource] = {}
        self._people: dict[OccupantId, _Person] = {}
        self._not_yet_ageing: list[_Person] = []
        self._found: list[SourceFound] = []
        for device, (occupant, kind) in sources.items():
            usual = DISTANCE_S if kind is SourceKind.DISTANCE else ROOM_S
            source = PresenceSource(occupant, kind, (timeouts or {}).get(device, usual), device in stays)
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
        was_still = source.is_still
        if seen.place is None:
            source.silent()
        elif not source.take(seen, self._standing(source, person), is_snapshot, now.mono):
            # Too vague to place anybody; what ended in the meantime counts all the same.
            return self._judge(source.occupant, person, now, None) if has_ended else []
        elif not is_snapshot:
            source.ended_by(person.everything(), now.mono)
        if source.is_still != was_still:
            self._found.append(SourceFound(source.occupant, seen.source, source.is_still))
        opinion = source.opinion
        if opinion is None or not (opinion.place == AT_HOME or opinion.lies):
            person.restored = None
        is_news = not is_snapshot and source.is_news(person.is_known_away, now.mono)
        return self._judge(source.occupant, person, now, source if is_news else None)

    def found(self) -> list[SourceFound]:
        """What was found out of sources since it was asked last: to be remembered."""
        found, self._found = self._found, []
        return found

    def remember(self, still: Collection[DeviceId]) -> None:
        """Sources that were found to lie still before a restart. To be called before anything is heard."""
        for device in still:
            if device in self._sources:
                self._sources[device].is_still = True

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
            if source.kind is SourceKind.DISTANCE and source.opinion is not None and source.opinion.room == room:
                source.supported(now.mono)

    def moving(self, room: RoomId, is_live: bool, now: Moment, is_snapshot: bool = False) -> list[Moved]:
        """The room's own sensors begin to notice somebody, or end. Who may have been the one is where that makes them."""
        if self.unnamed is None or not self.unnamed.moving(room, is_live, now):
            return []
        return self._guess_all(now, room if is_live and not is_snapshot else None)

    def touched(self, room: RoomId, now: Moment) -> list[Moved]:
        """A hand moved something in the room. Never fresh: nobody waits to be greeted by what they have just set."""
        return self._guess_all(now, None) if self.unnamed is not None and self.unnamed.touched(room, now) else []

    def passed(self, room: RoomId, is_shut: bool, now: Moment) -> list[Moved]:
        """A door of the room was opened or shut. Who has come in by it is there anew."""
        if self.unnamed is None:
            return []
        self.unnamed.passed(room, is_shut, now)
        return self._guess_all(now, room)

    def tick(self, now: Moment) -> list[Moved]:
        """What follows from time passing: words that end, rooms that stay quiet. Never fresh."""
        self._start(now)
        moved: list[Moved] = []
        for occupant, person in self._people.items():
            if _expire(person, now.mono):
                moved += self._judge(occupant, person, now, None)
        if self.unnamed is not None and self.unnamed.tick(now):
            moved += self._guess_all(now, None)
        return moved

    def _guess_all(self, now: Moment, room: RoomId | None) -> list[Moved]:
        """room: where it has just begun to move."""
        moved: list[Moved] = []
        for occupant, person in self._people.items():
            if person.where is not None and person.where.home is not False:
                moved += self._judge(occupant, person, now, None, room)
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

    def shares(self, room: RoomId) -> dict[OccupantId, float]:
        """Who is in the room or may be, each with the probability: those in it, and of the others as the room's movements
        have it."""
        found = self.in_room(room)
        for who, share in self.unnamed.may_be_in(room).items() if self.unnamed is not None else ():
            if self.where(who).room is None:
                found[who] = share
        return found

    def most_credit(self, room: RoomId, people: Iterable[OccupantId]) -> dict[OccupantId, float]:
        """The most that what was done there is credited to each whom no source names: how likely they are there."""
        if self.unnamed is None:
            return {}
        unnamed = [who for who in people if self.where(who).is_guess or self.where(who).room is None]
        return {who: self.unnamed.share(who, room) for who in unnamed} if self.unnamed.is_hearing else {}

    def sure_of(self, occupant: OccupantId) -> float:
        """The most that anything is credited to somebody where they are: 1 where a source names it."""
        where = self.where(occupant)
        return where.confidence if where.is_guess else 1.0

    def rests_on(self, occupant: OccupantId) -> DeviceId | None:
        """The source whose word says where they are, or that they are at home; None where none does."""
        person = self._people.get(occupant)
        why = None if person is None else fuse([s.opinion for s in person.sources if s.opinion is not None]).why
        return next((d for d, s in self._sources.items() if why is not None and s.opinion is why), None)

    def flapping(self, now: Moment) -> list[DeviceId]:
        """Sources that say home and away by turns: until they are calm they are at home."""
        return [device for device, source in self._sources.items() if source.flaps(now.mono)]

    def whose(self, source: DeviceId) -> OccupantId | None:
        """Whom a source is about; None for one that is nobody's."""
        found = self._sources.get(source)
        return None if found is None else found.occupant

    def forget(self, occupant: OccupantId) -> None:
        """Nothing known of where the person is or was; their sources are heard as for the first time."""
        person = self._people.get(occupant)
        if self.unnamed is not None:
            self.unnamed.forget(occupant)
        if person is None:
            return
        for source in person.sources:
            source.opinion, source.nearest, source.first_heard = None, Nearest(), None
            source.is_still, source.lay = False, None
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
        opinion = Opinion(folded(place), room, place != NOT_HOME, -math.inf, -math.inf, math.inf, _HALF_SURE, live=False)
        person.restored = PresenceSource(occupant, SourceKind.ROOM, patience, opinion=opinion)
        person.last = None if room is None else folded(room)
        person.where = replace(_NOWHERE, room=room, home=opinion.home, confidence=_HALF_SURE)
        self._not_yet_ageing.append(person)
        if self.unnamed is not None and room is not None:
            self.unnamed.expect(occupant, room)

    def adopt(self, earlier: "Presence") -> None:
        """What is still true after the configuration changed: the words of sources that stay, and where people are.

        Without a source left to say so a person is nowhere known from the next word or tick on.
        """
        for device, source in self._sources.items():
            before = earlier._sources.get(device)
            if before is not None and (before.occupant, before.kind) == (source.occupant, source.kind):
                source.adopt(before)
        if self.unnamed is not None and earlier.unnamed is not None:
            self.unnamed.adopt(earlier.unnamed)
        for occupant, person in self._people.items():
            known = earlier._people.get(occupant)
            if known is None:
                continue
            person.last, person.is_known_away, person.where = known.last, known.is_known_away, known.where
            person.restored = known.restored
            for source in person.everything():
                if source.opinion is not None:
                    source.opinion = replace(source.opinion, room=self._rooms.get(source.opinion.place))
            if person.where is not None and person.where.room not in self._rooms.values():
                person.where = replace(person.where, room=None)
        self._not_yet_ageing = [p for p in self._people.values() if p.restored is not None and _is_ageless(p.restored)]

    def _start(self, now: Moment) -> None:
        """The first time anything happens: from here on what was restored grows old."""
        for person in self._not_yet_ageing:
            restored = person.restored
            if restored is not None and restored.opinion is not None:
                restored.opinion = replace(restored.opinion, until=now.mono + restored.timeout_s)
            if person.where is not None:
                person.where = replace(person.where, since=now)
        self._not_yet_ageing = []

    def _standing(self, source: PresenceSource, person: _Person) -> SourceStanding:
        others = (other.opinion for other in person.everything() if other is not source)
        away = tuple(o for o in others if o is not None and not o.home and not o.overruled)
        return SourceStanding(self._rooms, person.where is not None and person.where.room is None, away)

    def _judge(
        self, occupant: OccupantId, person: _Person, now: Moment, speaker: PresenceSource | None, moving: RoomId | None = None
    ) -> list[Moved]:
        """speaker: the source whose live word may bring the person somewhere; None when nobody's can. moving: a room that has
        just become live, which may."""
        sources = person.everything()
        found = fuse([source.opinion for source in sources if source.opinion is not None])
        for source in sources if found.overruled else ():
            if source.opinion in found.overruled:
                source.overrule()
        before = self.where(occupant)
        is_theirs = speaker is not None and speaker.opinion is found.why
        room, place, confidence, is_guess = found.room, found.place, found.confidence, False
        if self.unnamed is not None:
            is_restored = person.restored is not None and found.why is person.restored.opinion
            self.unnamed.told(occupant, None if is_restored else found.room, found.home)
            is_guessed = self.unnamed.is_hearing and not self.has_guests
            if found.home is True and (is_restored or found.place is None) and is_guessed:
                room, confidence = self.unnamed.guess(occupant, before.room)
                place, is_guess = None if room is None else folded(room), True
                has_come = moving is not None and moving == room and self.unnamed.has_come(occupant)
                is_theirs = has_come or (is_theirs and room is not None and self.unnamed.moved_lately(room, now))
        is_same = (before.room, before.home) == (room, found.home)
        person.where = Whereabouts(room, found.home, confidence, before.since if is_same else now, is_guess)
        was_elsewhere = place != person.last
        if found.home is False:
            person.last = None
        elif place is not None:
            person.last = place
        person.is_known_away = found.home is False and found.why is not None and found.why.live
        if is_same:
            return []
        return [Moved(occupant, before, person.where, now, fresh=is_theirs and room is not None and was_elsewhere)]


def _is_ageless(source: PresenceSource) -> bool:
    return source.opinion is not None and not math.isfinite(source.opinion.until)


def _expire(person: _Person, now: float) -> bool:
    """Drops words whose time is over; whether there were any."""
    return sum(source.passes(now) for source in person.everything()) > 0
