"""What several sources say of one person, put together: opinions in, one verdict and the overruled out. Pure.

1. Every source has at most one opinion: a room, a place that is no room here, at home, or away. It stands until the source
   says something else or its time is over. Saying nothing is never an opinion: from silence follows *unknown*, never away.
2. Among rooms the one that was entered last counts: a source that repeats itself does not overrule one that noticed a move.
   An opinion that was overruled does not come back when the newer one ends; its source must speak again first.
3. Away counts against rooms entered before it. While a receiver in the house still hears the phone (within its timeout) away
   waits; it comes into force when the receivers have had nothing since it was said. A position that proves the phone to be
   outside waits for nobody: what is still heard in the house from before is another thing than the one that left.
   So it is, after a while, where the phone itself noticed that it left and tells no position.
4. At home only says at home: it ends an earlier away and leaves another source's room alone.
5. What lies still says nothing of where its person is.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from devices.vocabulary import AT_HOME, RoomId

_DISSENT = 0.4
LEFT_S = 30.0  # a phone's own word that it left home, without a position, may be a slip: so long it waits for receivers


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one source says now. place: as the source spells it, folded. home: False where it says away.

    since: monotonic seconds of its first word, -inf where that is not known; heard: of its last; until: when it ends.
    live: whether any of it was heard as it happened. keeps: a receiver's, heard over and over while the person is near.
    is_proven: away by a position that lies outside the home. is_told: by the phone's own word that it left.
    lies: the source stays where it is while its person goes. overruled: another source knew better later.
    """

    place: str
    room: RoomId | None
    home: bool
    since: float
    heard: float
    until: float
    confidence: float
    live: bool
    keeps: bool = False
    is_proven: bool = False
    is_told: bool = False
    lies: bool = False
    overruled: bool = False


@dataclass(frozen=True, slots=True)
class FusedVerdict:
    """Where the person is. place: the exact place, also one that is no room here. why: the opinion it rests on.

    overruled: opinions that count no more from now on.
    """

    place: str | None = None
    room: RoomId | None = None
    home: bool | None = None
    confidence: float = 0.0
    why: Opinion | None = None
    overruled: frozenset[Opinion] = frozenset()


def fuse(opinions: Iterable[Opinion]) -> FusedVerdict:
    """What follows from all opinions that stand; those overruled earlier, and what lies still, say nothing."""
    standing = [opinion for opinion in opinions if not opinion.overruled and not opinion.lies]
    here = [opinion for opinion in standing if opinion.home]
    gone = [opinion for opinion in standing if not opinion.home]
    away = max(gone, key=lambda o: o.since, default=None)
    if away is None or any(holds_off(opinion, away) for opinion in here):
        return _at_home(here, frozenset())
    if all(away.since > other.since for other in here):
        return FusedVerdict(home=False, confidence=away.confidence, why=away, overruled=frozenset(here))
    return _at_home(here, frozenset(gone))  # somebody was seen here after the last of them


def holds_off(heard: Opinion, away: Opinion) -> bool:
    """Whether away waits for as long as a receiver hears the phone."""
    return heard.keeps and heard.live and heard.place != AT_HOME and not is_left_behind(heard, away)


def is_left_behind(heard: Opinion, away: Opinion) -> bool:
    """Whether what is heard in the house cannot be what was proven to have left: it was there before and only goes on."""
    is_sure = away.is_proven or (away.is_told and heard.heard - away.since >= LEFT_S)
    return is_sure and heard.since < away.since


def _at_home(here: Collection[Opinion], overruled: frozenset[Opinion]) -> FusedVerdict:
    """Nobody's away stands. overruled: those that count no more."""
    placed = [opinion for opinion in here if opinion.place != AT_HOME]
    if not placed:
        surest = max(here, key=lambda o: o.confidence, default=None)
        if surest is None:
            return FusedVerdict(overruled=overruled)
        return FusedVerdict(home=True, confidence=surest.confidence, why=surest, overruled=overruled)
    best = max(placed, key=lambda o: (o.since, o.live, o.confidence))
    others = [opinion for opinion in placed if (opinion.room or opinion.place) != (best.room or best.place)]
    place = best.place if best.room is None else folded(best.room)
    overruled |= frozenset(opinion for opinion in others if not opinion.keeps)
    return FusedVerdict(place, best.room, True, _confidence(best, placed), best, overruled)


def _confidence(best: Opinion, placed: Collection[Opinion]) -> float:
    """Of those that agree all would have to be wrong; a receiver that still hears the phone elsewhere makes it less sure."""
    wrong = 1.0
    agrees = [(opinion.room or opinion.place) == (best.room or best.place) for opinion in placed]
    for opinion, is_same in zip(placed, agrees, strict=True):
        wrong *= 1.0 - opinion.confidence if is_same else 1.0
    for opinion, is_same in zip(placed, agrees, strict=True):
        wrong += (1.0 - wrong) * _DISSENT * opinion.confidence if opinion.keeps and not is_same else 0.0
    return min(0.99, max(0.05, 1.0 - wrong))


def folded(name: str) -> str:
    """Living-Room, living room and living_room are one."""
    return name.strip().casefold().replace("-", "_").replace(" ", "_")
