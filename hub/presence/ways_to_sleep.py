"""Each way to share the bedrooms, scored by how likely it made what was seen: a belief for each, told later, in pieces. Pure.

In the flow: what the belief in use hears → the same once more to each of these → scores by day → Sleepers, which takes what
the odds are overwhelming for.

Scores are predictive likelihoods (prequential: Dawid, J. R. Stat. Soc. A 147, 1984), a day at a time, none of which counts for
more than a few nats: an odd night decides nothing.
"""

from collections import Counter, deque
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from devices.vocabulary import OccupantId

from .belief import WhereaboutsBelief
from .movements import Movements
from .room_signal import RoomSignal

Beds = tuple[tuple[OccupantId, int], ...]  # each person and their bedroom, in the order of the rooms; () where nobody says
Tell = Callable[[WhereaboutsBelief, Sequence[RoomSignal]], object]

MOST_WAYS = 54  # of sharing the bedrooms: where there are more, nothing is learned
MOST_IN_ONE = 2  # people in a bedroom, where that leaves a bed for each
DAY_COUNTS = 6.0  # nats at most, that a day may tell two ways apart by
BEHIND = 24.0  # nats behind the first, with which one is dropped
PIECE_S = 600.0  # of silence that is reckoned at once
MOST_WAITING = 20_000  # things heard
FULL_DAY_S = 12 * 3600.0  # so much of one holds the whole night
NOON = 3  # the part of the day with which another day begins: everybody is up


def ways_to_sleep(people: Sequence[OccupantId], bedrooms: Sequence[int]) -> list[Beds]:
    """Every way; none where there are too many, or nothing to choose."""
    if not people or not bedrooms or len(bedrooms) ** len(people) > 20 * MOST_WAYS:
        return []
    most = max(MOST_IN_ONE, -(-len(people) // len(bedrooms)))
    beds = [one for one in product(bedrooms, repeat=len(people)) if max(Counter(one).values()) <= most]
    return [tuple(zip(people, one, strict=True)) for one in beds] if len(beds) <= MOST_WAYS else []


@dataclass(frozen=True, slots=True)
class _Retold:
    """at: monotonic. part: of the day. tell: what the belief was told; None: another day has begun."""

    at: float
    part: int
    tell: Tell | None


@dataclass(slots=True)
class _Candidate:
    """score: nats, of the days that are over. began: the belief's evidence as the day did. at: up to when it has heard."""

    way: Beds
    belief: WhereaboutsBelief
    signals: list[RoomSignal]
    score: float
    began: float
    at: float


class Round:
    """One round of asking. scores: of the ways that are asked about, () among them: what they have so far. days: so many are
    over. movements, signals: of the belief in use, which these set out from. said: by room, who is said to sleep there."""

    def __init__(
        self,
        belief: WhereaboutsBelief,
        movements: Movements,
        said: Sequence[Collection[OccupantId]],
        signals: Sequence[RoomSignal],
        scores: Mapping[Beds, float],
        days: int,
        now: float,
    ) -> None:
        self._signals, self._candidates = signals, list[_Candidate]()
        for way, score in scores.items():
            beds = [{*those, *(who for who, bed in way if bed == room)} for room, those in enumerate(said)]
            own = [signal.copy() for signal in signals]
            one = belief.apart(movements.sleeping(beds), own)
            self._candidates.append(_Candidate(way, one, own, score, one.evidence, now))
        self.days = days
        self._waiting: deque[_Retold] = deque()
        self._told = 0  # candidates that know of what waits first
        self._part, self._began = belief.part, now

    @property
    def has_work(self) -> bool:
        return bool(self._waiting)

    @property
    def is_overrun(self) -> bool:
        return len(self._waiting) > MOST_WAITING

    def scores(self) -> dict[Beds, float]:
        """Nats, up to the day before."""
        return {one.way: one.score for one in self._candidates}

    def hear(self, now: float, part: int, tell: Tell) -> None:
        """What the belief in use was told. Cheap: it is told to the others later."""
        if part == NOON != self._part:
            self._waiting.append(_Retold(now, part, None))
        self._part = part
        self._waiting.append(_Retold(now, part, tell))

    def work(self, most: int) -> bool:
        """Tells what waits, in so many pieces at most, of some hundred µs each; whether a day is over, where it stops."""
        for _ in range(most):
            if not self._waiting:
                return False
            heard, one = self._waiting[0], self._candidates[self._told]
            one.belief.part = heard.part
            one.at = min(heard.at, one.at + PIECE_S)
            if heard.tell is None or one.at < heard.at:
                one.belief.pass_time(one.at)
            else:
                heard.tell(one.belief, one.signals)
            if one.at < heard.at:
                continue
            self._told += 1
            if self._told == len(self._candidates):
                self._told = 0
                self._waiting.popleft()
                if heard.tell is None:
                    self._end_day(heard.at)
                    return True
        return False

    def _end_day(self, now: float) -> None:
        seen = [one.belief.evidence - one.began for one in self._candidates]
        for one, nats in zip(self._candidates, seen, strict=True):
            one.score += max(-DAY_COUNTS, nats - max(seen))
        first = max(one.score for one in self._candidates)
        self._candidates = [one for one in self._candidates if one.score > first - BEHIND or not one.way]
        for one in self._candidates:
            one.score -= first
            one.began = one.belief.evidence
            one.belief.movements.refresh()
            for signal, learned in zip(one.signals, self._signals, strict=True):
                signal.learn_from(learned)
        self.days += now - self._began >= FULL_DAY_S
        self._began = now
