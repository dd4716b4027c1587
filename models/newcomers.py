"""What somebody would choose of whom little is known, by housemates who share: as far as these choose like each other, and like
the newcomer so far.

Everybody's own memory speaks first; this is a second voice beside it, loud at first and gone after a dozen choices. How often
it is right is measured, not believed: each housemate's last choices in the room are foretold by the other housemates alone.
"""

import bisect
import math
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from devices.vocabulary import OccupantId, Value

from .arithmetic.sharpness import ACCEPTED
from .context import Context
from .example import Example, Source
from .kind import Kind
from .levels import spread_of
from .preference import Borrowed, Explanation, Preference

LITTLE = 12.0  # own choices that need nobody else's
LEAST = 0.05  # of an answer: less is not worth saying
ENOUGH = 3.0  # choices of a housemate, before they have a say
START = 2.0  # choices that housemates are believed for before the newcomer has made one
DOUBT, OF = 1.0, 3.0  # right, of how many, before anything was foretold: one housemate alone foretells nothing
LATEST, IN_ROOM = 40, 12  # choices of each person and kind that it is measured by, and of each room
NOT_LENT = frozenset({"colour"})  # shades are grouped for each person by their own hands

_Key = tuple[OccupantId, str]


class Newcomers:
    """A function of everybody's examples, asked anew after each lesson; in no file.

    sharing: who agreed that others start from them. alone: who start from nobody. own: what one's own memory says. may_count:
    whether there are so many choices of theirs at all; asking costs nothing, where ``own`` may have to be made ready first.
    wake: tells ``learned`` of a person's kind what is known of it, where it has not been told yet.
    """

    def __init__(
        self,
        sharing: Collection[OccupantId],
        alone: Collection[OccupantId],
        own: Callable[[OccupantId, str, Context, datetime], Preference],
        may_count: Callable[[OccupantId, str, float], bool],
        wake: Callable[[OccupantId, str], None],
    ) -> None:
        self._sharing, self._alone, self._own = tuple(sorted(sharing)), frozenset(alone), own
        self._may_count, self._wake = may_count, wake
        self._latest: dict[_Key, list[Example]] = {}  # in the order of time
        self._found: dict[tuple[object, ...], tuple[float, float]] = {}  # by what was asked: right, of how many
        # What each said last: who is asked beside others is asked of the same moment again for each of these.
        self._said: dict[_Key, tuple[Context, datetime, Preference]] = {}

    def learned(self, examples: Iterable[Example]) -> None:
        """More of anybody's, in any order."""
        kinds = set()
        self._said.clear()
        for example in examples:
            if self._sharing and example.kind not in NOT_LENT:
                latest = self._latest.setdefault((example.occupant, example.kind), [])
                bisect.insort(latest, example, key=_order)
                del latest[:-LATEST]
                kinds.add(example.kind)
        for asked in [asked for asked in self._found if asked[2] in kinds]:  # of other kinds nobody has said anything new
            del self._found[asked]

    def forget(self, occupant: OccupantId | None = None) -> None:
        """A person; None: everybody."""
        self._latest = {key: kept for key, kept in self._latest.items() if occupant is not None and key[0] != occupant}
        self._found.clear()
        self._said.clear()

    def beside(self, own: Preference, occupant: OccupantId, context: Context, now: datetime) -> Preference:
        """What a person's own memory says, with what housemates make of it beside it while there is little of their own.

        About 50 µs a housemate; after somebody learned some milliseconds once.
        """
        kind = own.kind
        if not self._sharing or kind.name in NOT_LENT:
            return own
        self._said[occupant, kind.name] = context, now, own
        if own.evidence >= LITTLE or occupant in self._alone:
            return own
        if not any(who != occupant and self._may_count(who, kind.name, ENOUGH) for who in self._sharing):
            return own
        right, of = self._liked(occupant, kind, own.evidence)
        agreed, tried = self._agreed(kind, context.room, occupant)
        share = (START + right) / (START + of + own.evidence) * (1.0 - own.evidence / LITTLE)
        share *= (DOUBT + agreed + right) / (OF + tried + of)
        house = None if share < LEAST else self._house(kind, context, now, occupant)
        return own if house is None else _blended(own, house, share, Borrowed(share, agreed + right, tried + of))

    def _house(
        self, kind: Kind, context: Context, now: datetime, but: OccupantId, also_but: OccupantId | None = None
    ) -> Preference | None:
        """What the housemates but these would have there; None where nobody has a say."""
        others = (who for who in self._sharing if who not in (but, also_but) and self._may_count(who, kind.name, ENOUGH))
        said = [self._says(who, kind, context, now) for who in others]
        return _together(kind, [one for one in said if one.evidence >= ENOUGH])

    def _says(self, who: OccupantId, kind: Kind, context: Context, now: datetime) -> Preference:
        last = self._said.get((who, kind.name))
        if last is not None and last[0] is context and last[1] is now:
            return last[2]
        found = self._own(who, kind.name, context, now)
        self._said[who, kind.name] = context, now, found
        return found

    def _liked(self, occupant: OccupantId, kind: Kind, evidence: float) -> tuple[float, float]:
        """How often what housemates would have was what the newcomer has chosen so far; of how many."""
        if not evidence > 0.0:
            return 0.0, 0.0
        asked: tuple[object, ...] = ("liked", occupant, kind.name)
        if asked not in self._found:
            self._found[asked] = self._foretold(kind, self._latest.get((occupant, kind.name), ()), occupant, None)
        return self._found[asked]

    def _agreed(self, kind: Kind, room: str, occupant: OccupantId) -> tuple[float, float]:
        """The same of the other housemates among themselves, in one room."""
        asked: tuple[object, ...] = ("agreed", occupant, kind.name, room)
        if asked not in self._found:
            right = of = 0.0
            for who in self._sharing:
                if who != occupant:
                    self._wake(who, kind.name)  # of too few choices to have a say, too: those are foretold like any
                    here = [one for one in self._latest.get((who, kind.name), ()) if one.context.room == room]
                    more = self._foretold(kind, here[-IN_ROOM:], who, occupant)
                    right, of = right + more[0], of + more[1]
            self._found[asked] = right, of
        return self._found[asked]

    def _foretold(
        self, kind: Kind, examples: Sequence[Example], who: OccupantId, also_but: OccupantId | None
    ) -> tuple[float, float]:
        right = of = 0.0
        for one in examples:
            house = self._house(kind, one.context, one.at, who, also_but)
            if house is not None:
                weight = ACCEPTED if one.source is Source.ACCEPT else min(1.0, one.weight)
                right, of = right + weight * kind.near(house.value, one.value), of + weight
        return right, of


def _together(kind: Kind, said: Sequence[Preference]) -> Preference | None:
    """One answer for several people: what they would all be most content with, and how content they would be on average."""
    if not said:
        return None
    if kind.choice:
        shares: dict[Value, float] = {}
        for one in said:
            for option, p in one.options:
                shares[option] = shares.get(option, 0.0) + p / len(said)
        return _of_shares(kind, shares, 0.0)
    means = [one.mean for one in said]
    middle = sum(means) / len(means)
    best = max((middle, *means), key=lambda mean: _mean_content(said, mean))
    return _of_number(kind, best, _mean_content(said, best), 0.0)


def _mean_content(said: Sequence[Preference], value: float) -> float:
    return sum(one.content(value) for one in said) / len(said)


def _of_shares(kind: Kind, shares: dict[Value, float], evidence: float) -> Preference:
    options = tuple(sorted(shares.items(), key=lambda option: (-option[1], str(option[0]))))
    return Preference(kind, options[0][0], 0.0, evidence, options)


def _of_number(kind: Kind, mean: float, sure: float, evidence: float) -> Preference:
    """Such that somebody is content with the mean so surely."""
    value = min(kind.high, max(kind.low, round(mean / kind.step) * kind.step)) if kind.step else mean
    return Preference(kind, round(value, 6), kind.tolerance * spread_of(sure), evidence, (), mean)


def _blended(own: Preference, house: Preference, share: float, borrowed: Borrowed) -> Preference:
    kind = own.kind
    if kind.choice:
        shares = {option: (1.0 - share) * p for option, p in own.options}
        for option, p in house.options:
            shares[option] = shares.get(option, 0.0) + share * p
        return replace(_of_shares(kind, shares, own.evidence), borrowed=borrowed)

    def content(mean: float) -> float:
        return share * house.content(mean) + (1.0 - share) * own.content(mean)

    best = max((house.mean, own.mean), key=content)
    return replace(_of_number(kind, best, content(best), own.evidence), borrowed=borrowed)


def explained(own: Explanation, said: Preference) -> Explanation:
    """The memory's own explanation of the value that was said, as its part of saying it; the rest is others' part."""
    assert said.borrowed is not None
    if not said.kind.choice:  # one of two values: the person's own, or that of the housemates
        return own if math.isclose(own.total, said.mean, rel_tol=1e-9, abs_tol=1e-9) else Explanation(said.mean, (), said.mean)
    left, total = 1.0 - said.borrowed.share, said.content(said.value)
    because = tuple(replace(one, pull=one.pull * left) for one in own.because)
    rest = own.rest * left
    from_others = total - math.fsum((*(one.pull for one in because), rest))
    return Explanation(from_others, because, total, (), own.experts, rest, own.by_company)


def _order(example: Example) -> tuple[object, ...]:
    return example.at, str(example.value), example.weight, example.context.room, example.context.place or ""
