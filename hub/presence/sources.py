"""What each presence source says: words become the one opinion it has now. Pure; owned by the loop's thread.

What the sources are:
    ROOM      says a room when it changes (a topic, a room's sensor); its word stands for hours
    DISTANCE  is heard over and over while the person is near (ESPresense); its word stands for a minute
    REGION    a phone that knows home from elsewhere (OwnTracks); coarse, often late

A name that is no room here is at home with the room unknown, except from a region source, where it is away.

A source may stay behind when its person goes: a tablet on the table. Some are named so (``stays: true``). Of others it is
found out: they go on as if nothing had happened, after a position proved their person to be out. What lies still says nothing;
carried into another room it counts again, and what had only been found out of it is forgotten.
"""

import math
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Protocol

from devices.event import Seen
from devices.vocabulary import AT_HOME, NOT_HOME, OccupantId, RoomId

from .fusion import Opinion, folded, is_left_behind
from .nearest_receiver import Nearest

ROOM_S = 12 * 3600.0  # how long a room stands that is only said when it changes
HOME_S = 7 * 86_400.0  # at home, of what speaks when that changes: a flu
DISTANCE_S = 60.0
AWAY_S = 7 * 86_400.0  # a holiday
RENEWED_S = 300.0  # a repeat after so long a silence is a new word
WARM_UP_S = 10.0  # two rounds of the receivers: until then they are still finding the room
SUPPORT_S = 900.0  # for so long motion in the room stands in for a sleeping phone
LIES_S = 120.0  # heard on for so long after its person was proven to be out, a thing lies still
FLAPS, FLAPS_IN_S = 10, 600.0  # changes between home and away that are nobody's coming and going, within so long
TURN_S = 15.0  # what comes sooner after another is one with it: somebody tries things out, or a word is said twice
CALM_S = 600.0  # without any: what it says of being away counts again
_SURE = 0.95  # no source is ever wholly sure


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


class Estimator(Protocol):
    """Which room, by what several receivers hear: the nearest one's, or by fingerprints."""

    def hear(self, room: str, distance_m: float, now: float, /) -> str | None: ...

    def share(self) -> float: ...

    def forget(self) -> None: ...


@dataclass(frozen=True, slots=True)
class SourceStanding:
    """What a source's word is looked at beside. rooms: by folded name. is_nowhere: the person is in no room now.

    away: what the person's sources say of being out, as far as it stands.
    """

    rooms: Mapping[str, RoomId]
    is_nowhere: bool = True
    away: tuple[Opinion, ...] = ()


@dataclass(slots=True)
class PresenceSource:
    """One of a person's sources. stays: named as one that stays behind; is_still: found to be one.

    lay: the last place it named. receivers: who of several listeners hears the phone. first_heard: monotonic, of its live words
    that placed the person. turns: monotonic, when it last said home after away, or away after home. waiting: that they are
    away, said by one that flaps.
    """

    occupant: OccupantId
    kind: SourceKind
    timeout_s: float
    stays: bool = False
    opinion: Opinion | None = None
    nearest: Estimator = field(default_factory=Nearest)
    receivers: dict[str, bool] = field(default_factory=dict)
    first_heard: float | None = None
    is_still: bool = False
    lay: str | None = None
    turns: deque[float] = field(default_factory=lambda: deque(maxlen=FLAPS))  # of a phone that knows home from elsewhere
    waiting: Opinion | None = None

    def flaps(self, now: float) -> bool:
        """Whether it says home and away by turns, faster than anybody goes."""
        return len(self.turns) == FLAPS and now - self.turns[0] <= FLAPS_IN_S

    def passes(self, now: float) -> bool:
        """Time passes: whether what it says has ended, or counts at last."""
        if self.waiting is not None and now - self.turns[-1] >= CALM_S:
            self.opinion, self.waiting = self._new(self.waiting, self.opinion, is_snapshot=False), None
            return True
        if self.opinion is None or now <= self.opinion.until:
            return False
        self.silent()
        return True

    def take(self, seen: Seen, person: SourceStanding, is_snapshot: bool, now: float) -> bool:
        """A word that places the person becomes the opinion; False while it is too vague to be one."""
        place, confidence = folded(seen.place or ""), min(1.0, seen.confidence) * _SURE
        is_near = self.kind is SourceKind.DISTANCE and place not in (NOT_HOME, AT_HOME)
        if is_near and seen.distance_m is not None:
            chosen = self.nearest.hear(place, seen.distance_m, now)
            if chosen is None:
                return False
            place, confidence = chosen, confidence * self.nearest.share()
        room = person.rooms.get(place)
        home = self._is_home(place, room, seen)
        word = Opinion(
            place, room, home, now, now,
            until=now + self._lasts_s(place, home),
            confidence=confidence,
            live=not is_snapshot,
            keeps=is_near and not self.stays,
            is_proven=not home and seen.outside is True and not is_snapshot,
            is_told=not home and seen.has_left and not is_snapshot,
        )  # fmt: skip
        earlier = self.opinion
        is_turn = self.kind is SourceKind.REGION and not is_snapshot and earlier is not None
        is_another = earlier is not None and (earlier.home if self.waiting is None else False) != home
        if is_turn and is_another and (not self.turns or now - self.turns[-1] >= TURN_S):
            self.turns.append(now)
        self.waiting = word if not home and earlier is not None and earlier.home and self.flaps(now) else None
        if self.waiting is not None:
            return True
        if earlier is None or earlier.place != place or earlier.home != home:
            self.opinion = self._new(word, earlier, is_snapshot)
        elif not is_snapshot:
            self.opinion = self._again(word, earlier, person)
        self.lay = place
        return True

    def _lasts_s(self, place: str, home: bool) -> float:
        if not home:
            return max(self.timeout_s, AWAY_S)
        return max(self.timeout_s, HOME_S) if place == AT_HOME and self.timeout_s >= ROOM_S else self.timeout_s

    def adopt(self, before: "PresenceSource") -> None:
        """Its word from before the configuration changed, which may have named it as staying behind."""
        self.opinion, self.nearest, self.first_heard = before.opinion, before.nearest, before.first_heard
        self.is_still, self.lay = before.is_still, before.lay
        if self.opinion is not None and self.stays != before.stays:
            keeps = self.kind is SourceKind.DISTANCE and not self.stays
            self.opinion = replace(self.opinion, keeps=keeps, lies=self.stays or self.is_still)

    def silent(self) -> None:
        """Nothing is known from it any more."""
        self.opinion = self.waiting = None
        self.nearest.forget()

    def supported(self, now: float) -> None:
        """Somebody moves where it was last heard."""
        opinion = self.opinion
        if opinion is not None and now <= opinion.until:
            until = max(opinion.until, min(now, opinion.heard + SUPPORT_S) + self.timeout_s)
            self.opinion = replace(opinion, until=until)

    def is_news(self, is_known_away: bool, now: float) -> bool:
        """Whether its live word can tell that somebody has just come."""
        if self.kind is not SourceKind.DISTANCE or self.opinion is None:
            return True
        if self.first_heard is None:
            self.first_heard = now
        return now - self.first_heard > WARM_UP_S or is_known_away

    def overrule(self) -> None:
        if self.opinion is not None:
            self.opinion = replace(self.opinion, overruled=True)

    def ended_by(self, others: Iterable["PresenceSource"], now: float) -> None:
        """A live word in the house. A receiver's, of what goes with its person, ends away that others said before; unless it
        is only what was left behind. Where that goes on for long it lies still."""
        mine = self.opinion
        if mine is None or not mine.home or mine.lies:
            return
        for other in others:
            away = other.opinion
            if other is self or away is None or away.home:
                continue
            if not is_left_behind(mine, away):
                if mine.keeps and not (away.is_told and mine.since < away.since):
                    other.overrule()
            elif not away.overruled and now - away.since >= LIES_S and (mine.keeps or _is_fresh(away, now)):
                self.is_still, self.opinion = True, replace(mine, lies=True)

    def _is_home(self, place: str, room: RoomId | None, seen: Seen) -> bool:
        """A region that is no room here lies somewhere in town, unless its position is the home's."""
        if place == AT_HOME or room is not None:
            return True
        if place == NOT_HOME:
            return False
        return not (self.kind is SourceKind.REGION or seen.is_zone) or seen.outside is False

    def _new(self, word: Opinion, earlier: Opinion | None, is_snapshot: bool) -> Opinion:
        is_carried = word.room is not None and self.lay not in (None, word.place, NOT_HOME, AT_HOME)
        if is_carried or not word.home:
            self.is_still = False  # it goes along after all
        # A snapshot's age is unknown, unless the source had said something else before it in this run.
        since = -math.inf if is_snapshot and earlier is None else word.since
        # From one place in town to another: as surely out as before.
        is_proven = word.is_proven or (not word.home and earlier is not None and earlier.is_proven and not earlier.overruled)
        lies = (self.stays or self.is_still) and not is_carried
        if (since, is_proven, lies) == (word.since, word.is_proven, word.lies):
            return word
        return replace(word, since=since, is_proven=is_proven, lies=lies)

    def _again(self, word: Opinion, earlier: Opinion, person: SourceStanding) -> Opinion:
        is_left = any(is_left_behind(earlier, away) for away in person.away)
        is_out = any(away.is_proven and _is_fresh(away, word.heard) for away in person.away)
        is_away_again = person.is_nowhere and word.heard - earlier.heard > RENEWED_S and not (is_left and is_out)
        is_revived = earlier.overruled and ((word.keeps and not is_left) or is_away_again)
        is_first_proof = word.is_proven and not earlier.is_proven
        word = replace(word, lies=earlier.lies, is_proven=word.is_proven or earlier.is_proven, is_told=earlier.is_told)
        if is_revived or is_first_proof or not math.isfinite(earlier.since):
            return word
        return replace(word, since=earlier.since, overruled=earlier.overruled)


def _is_fresh(away: Opinion, now: float) -> bool:
    """Whether its source has said so a short while ago."""
    return now - away.heard <= RENEWED_S
