"""Several people in a room: what it shall be, how content each is with it, and whose turn it was.

A debt makes it fair: whoever was not content counts for more the next time. Source of the weights: learning.md, "Acting"
(content share and worst-off person both best with exp(debt) weights, debt capped at 3).
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from devices.vocabulary import OccupantId, Value
from models.kind import Kind, kinds
from models.preference import Preference

from ..decision import SATISFIED, Wish
from .acting_gate import BETTER, SURE

DEBT_MOST, DEBT_FADES, DEBT_GROWS = 3.0, 0.9, 0.5
ALL = 0.9  # of what would please a person most: from here on it is that
EVEN = 0.05  # debts that differ by less are even
WORTH = 0.8  # persons made content, all in all, by what pleases one, not surely, and disappoints another who is owed no less
STEPS_BETWEEN = 8  # candidates between two people's wishes


@dataclass(frozen=True, slots=True)
class Shared:
    """value: what the room gets. confidence: how sure it is that the room's rule would have it so, 0..1. now: the same for what
    is there, so that the gate compares like with like. turn: whose wish it is closest to, where people differ. contents: per
    person, the probability that they are content with it. deciders: those whose record counts for whether the hub may act.
    only_ask: the policy wants people asked, never acted for. settled: where people differ by more than one value can bridge,
    the rule that settled it: owner, first, mean, ask, or content by turns; else empty.
    """

    value: Value
    confidence: float
    now: float
    turn: OccupantId | None
    contents: Mapping[OccupantId, float]
    deciders: tuple[OccupantId, ...]
    only_ask: bool = False
    settled: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """How a room is shared. policy: content, mean, owner, first or ask. arrived: who came first, first. debts: 0..3 each."""

    policy: str
    owner: OccupantId | None = None
    arrived: Sequence[OccupantId] = ()
    debts: Mapping[OccupantId, float] = field(default_factory=dict)


def share(
    terms: Terms,
    kind: Kind,
    preferences: Mapping[OccupantId, Preference],
    presence: Mapping[OccupantId, float],
    there: Value | None,
) -> Shared:
    """One value for everybody present. preferences: at least one.

    presence: probability that each is there; who is not in it counts as there. there: what is there now, None when not known.
    Raises ValueError without preferences.

    The household has declared the rule, so what must be sure is what the rule asks: of ``owner`` and ``first`` the wish of the
    one they name; of ``mean`` the wish of each, not that all like what lies between; of ``content`` that those whose turn it
    is are content, when nothing pleases everybody; and then what is there stays, where nobody is owed a change and it pleases
    somebody, or those it is to please not surely.
    """
    if not preferences:
        raise ValueError("nobody's preference is known")
    people = sorted(preferences)
    named = _named(terms, people)
    if len(people) == 1 or named is not None:
        return _for_one(named or people[0], people, preferences, there, terms.policy)
    weights = {who: min(1.0, max(0.0, presence.get(who, 1.0))) for who in people}
    if not sum(weights.values()) > 0.0:
        weights = dict.fromkeys(people, 1.0)
    if terms.policy == "mean" and not kind.choice:
        return _between(kind, people, preferences, weights, there)
    value = _most_content(kind, people, preferences, weights, terms.debts)
    contents = {who: preferences[who].content(value) for who in people}
    as_it_is = {who: preferences[who].content(there) for who in people}
    lose = [who for who in people if as_it_is[who] >= contents[who] + BETTER]
    bear = [who for who in people if contents[who] < SATISFIED]
    wins = [who for who in people if contents[who] >= as_it_is[who] + BETTER]
    before = lose or bear  # of several who are owed alike none waits for another while somebody has what they want
    if _is_owed(terms.debts, wins, lose):
        lose = []
    gain = sum(weights[who] * (contents[who] - as_it_is[who]) for who in people) / sum(weights.values())
    # What pleases one at another's cost is no better than what is there.
    is_no_better = bool(lose) and gain < BETTER and any(content >= SATISFIED for content in as_it_is.values())
    is_unsure = max(contents.values()) < ALL and gain * len(people) < WORTH
    is_divided = is_unsure and 0 < len(bear) < len(people) and not _is_owed(terms.debts, wins, before)
    if there is not None and (is_no_better or is_divided):
        value, contents, lose = there, as_it_is, []
    pleased = [who for who in people if contents[who] >= SATISFIED] or people
    total = sum(weights[who] for who in pleased) or 1.0
    is_asked = terms.policy == "ask"  # they answer as they like: it is nobody's turn, and nobody is owed
    confidence, now = (sum(weights[who] * each[who] for who in pleased) / total for each in (contents, as_it_is))
    return Shared(
        value=value,
        confidence=confidence,
        now=max(now, confidence - gain) if lose else now,
        turn=None if is_asked else _turn(people, value, preferences, contents),
        contents=contents,
        deciders=tuple(people),
        only_ask=is_asked,
        settled="" if not _differ(contents) else "ask" if is_asked else "content",
    )


def settle_debts(debts: Mapping[OccupantId, float], unmet: Mapping[OccupantId, float]) -> dict[OccupantId, float]:
    """Debts after a shared evening: old ones fade, the unsatisfied are owed. 0..3 each.

    unmet: of everybody who was there, how much of it they did not have what they want, 0..1. What all of them are owed alike
    nobody is: else of four who agree on nothing all would soon be owed the most there is, and none had a turn by it; nor would
    who comes seldom ever be owed as much as those who share every evening.
    """
    owed = {who: DEBT_FADES * debts.get(who, 0.0) + DEBT_GROWS * part for who, part in unmet.items()}
    alike = min(owed.values()) if len(owed) > 1 else 0.0
    return {**debts, **{who: min(DEBT_MOST, much - alike) for who, much in owed.items()}}


def contents_by_domain(wishes: Iterable[Wish]) -> dict[str, dict[OccupantId, float]]:
    """How content each of several people is with what a room has after a decision, by domain: as with what suits them least.

    What was left alone because it is as good as that already counts, too; what was held for another reason is no sharing.
    Nobody is owed for what the household declared: the owner's, who was first, what lies between.
    """
    found: dict[str, dict[OccupantId, float]] = {}
    for wish in wishes:
        if len(wish.contents) > 1 and wish.stands and wish.settled in ("", "content"):
            least = found.setdefault(kinds()[wish.quantity].domain, {})
            for who, content in wish.contents.items():
                least[who] = min(content, least.get(who, 1.0))
    return found


def _is_owed(debts: Mapping[OccupantId, float], gain: Iterable[OccupantId], lose: Iterable[OccupantId]) -> bool:
    """Whether one of those who would gain has put up with more than each of those who would lose."""
    return max((debts.get(w, 0.0) for w in gain), default=0.0) > max((debts.get(w, 0.0) for w in lose), default=0.0) + EVEN


def _named(terms: Terms, people: Sequence[OccupantId]) -> OccupantId | None:
    """The one whose wish alone counts, where the policy names one who is there."""
    match terms.policy:
        case "owner":
            return terms.owner if terms.owner in people else None
        case "first":
            return next((who for who in terms.arrived if who in people), None)
        case _:
            return None


def _for_one(
    who: OccupantId,
    people: Sequence[OccupantId],
    preferences: Mapping[OccupantId, Preference],
    there: Value | None,
    policy: str,
) -> Shared:
    wanted = preferences[who]
    contents = {other: preferences[other].content(wanted.value) for other in people}
    turn = _turn(people, wanted.value, preferences, contents) and who
    settled = policy if _differ(contents) else ""
    return Shared(wanted.value, contents[who], wanted.content(there), turn, contents, (who,), policy == "ask", settled)


def _between(
    kind: Kind,
    people: Sequence[OccupantId],
    preferences: Mapping[OccupantId, Preference],
    weights: Mapping[OccupantId, float],
    there: Value | None,
) -> Shared:
    """The mean of what each would choose: as sure as each one's own wish is, whoever likes what lies between."""
    total = sum(weights.values())
    mean = sum(weights[w] * preferences[w].mean for w in people) / total
    at_mean = {who: replace(preferences[who], mean=mean) for who in people}
    contents = {who: preferences[who].content(_offered(kind, mean)) for who in people}
    return Shared(
        value=_offered(kind, mean),
        confidence=sum(weights[w] * preferences[w].content(preferences[w].value) for w in people) / total,
        now=sum(weights[w] * at_mean[w].content(there) for w in people) / total,
        turn=None,
        contents=contents,
        deciders=tuple(people),
        settled="mean" if _differ(contents) else "",
    )


def _most_content(
    kind: Kind,
    people: Sequence[OccupantId],
    preferences: Mapping[OccupantId, Preference],
    weights: Mapping[OccupantId, float],
    debts: Mapping[OccupantId, float],
) -> Value:
    """The candidate that gives most: to each by how far it is what would please them most, by what they are owed.

    Being a little surer is no claim: of two who can both be pleased surely, the debt decides. Who cannot be pleased surely
    counts as far as they would be, and their debt waits: a turn that nothing could be done with helps nobody.
    """
    candidates = _candidates(kind, people, preferences)
    gets = {who: [preferences[who].content(candidate) for candidate in candidates] for who in people}
    best = {who: max(gets[who]) for who in people}
    can = {who: best[who] >= SURE for who in people}
    owed = {who: weights[who] * (math.exp(debts.get(who, 0.0)) if can[who] else 1.0) for who in people}

    def given(who: OccupantId, at: int) -> float:
        content = gets[who][at]
        return content if not can[who] else min(1.0, content / best[who] / ALL) if content >= SURE else 0.0

    def worth(at: int) -> tuple[float, tuple[bool, ...], float]:
        """Of what gives as much, the same person's in every kind: light and loudness must not take turns with each other."""
        return (
            round(sum(owed[who] * given(who, at) for who in people), 9),
            tuple(gets[who][at] >= SATISFIED for who in people),
            round(sum(owed[who] * gets[who][at] for who in people), 9),
        )

    return candidates[max(range(len(candidates)), key=worth)]  # the first of equals: nearest the middle


def _differ(contents: Mapping[OccupantId, float]) -> bool:
    """Whether somebody is disappointed by what was settled."""
    return any(content < SATISFIED for content in contents.values())


def _candidates(kind: Kind, people: Sequence[OccupantId], preferences: Mapping[OccupantId, Preference]) -> list[Value]:
    if kind.choice:
        return list(dict.fromkeys(option for who in people for option, _ in preferences[who].options))
    means = [preferences[who].mean for who in people]
    low, high = min(means), max(means)
    between = [low + (high - low) * i / STEPS_BETWEEN for i in range(STEPS_BETWEEN + 1)]
    middle = (low + high) / 2.0
    return [_offered(kind, m) for m in sorted({*means, *between}, key=lambda m: (abs(m - middle), m))]


def _offered(kind: Kind, mean: float) -> float:
    """Rounded to the kind's step and within what it may be."""
    value = round(mean / kind.step) * kind.step if kind.step else mean
    return round(min(kind.high, max(kind.low, value)), 6)


def _turn(
    people: Sequence[OccupantId],
    value: Value,
    preferences: Mapping[OccupantId, Preference],
    contents: Mapping[OccupantId, float],
) -> OccupantId | None:
    """Whose wish it came to, when it disappoints somebody; None when all are content, or none is."""
    pleased = [who for who in people if contents[who] >= SATISFIED]
    if not pleased or len(pleased) == len(people):
        return None

    def gets(who: OccupantId) -> tuple[bool, float, float]:
        """Their very wish before a near one: a person surer of theirs did not get it by that."""
        wanted = preferences[who]
        exact = wanted.value == value
        off = 0.0 if isinstance(value, bool | str) else -abs(wanted.mean - value)
        return exact, off, contents[who]

    return max(pleased, key=gets)
