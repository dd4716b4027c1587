"""Several people in a room: what it shall be, how content each is with it, and whose turn it was.

A debt makes it fair: whoever was not content counts for more the next time. Source of the weights: learning.md, "Acting"
(content share and worst-off person both best with exp(debt) weights, debt capped at 3).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from devices.vocabulary import OccupantId, Value
from models.kind import Kind
from models.preference import Preference

SATISFIED = 0.5  # content with at least this probability: no debt grows
DEBT_MOST, DEBT_FADES, DEBT_GROWS = 3.0, 0.9, 0.5
STEPS_BETWEEN = 8  # candidates between two people's wishes


@dataclass(frozen=True, slots=True)
class Shared:
    """value: what the room gets. confidence: presence-weighed probability that people are content with it.

    now: the same for what is there, so that the gate compares like with like. turn: whose wish it is closest to, where people
    differ. contents: per person. only_ask: the policy wants people asked, never acted for.
    """

    value: Value
    confidence: float
    now: float
    turn: OccupantId | None
    contents: Mapping[OccupantId, float]
    only_ask: bool = False


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
    """
    if not preferences:
        raise ValueError("nobody's preference is known")
    people = sorted(preferences)
    if len(people) == 1:
        return _for_one(people[0], preferences, there, terms.policy)
    weights = {who: min(1.0, max(0.0, presence.get(who, 1.0))) for who in people}
    if not sum(weights.values()) > 0.0:
        weights = dict.fromkeys(people, 1.0)
    owner, arrived, debts = terms.owner, terms.arrived, terms.debts
    match terms.policy:
        case "owner" if owner is not None and owner in preferences:
            value = preferences[owner].value
        case "first" if any(who in preferences for who in arrived):
            value = preferences[next(who for who in arrived if who in preferences)].value
        case "mean" if not kind.choice:
            mean = sum(weights[w] * preferences[w].mean for w in people) / sum(weights.values())
            value = _offered(kind, mean)
        case _:
            value = _most_content(kind, people, preferences, {w: weights[w] * math.exp(debts.get(w, 0.0)) for w in people})
    contents = {who: preferences[who].content(value) for who in people}
    total = sum(weights.values())
    return Shared(
        value=value,
        confidence=sum(weights[w] * contents[w] for w in people) / total,
        now=sum(weights[w] * preferences[w].content(there) for w in people) / total,
        turn=_turn(people, value, preferences, contents),
        contents=contents,
        only_ask=terms.policy == "ask",
    )


def settle_debts(debts: Mapping[OccupantId, float], contents: Mapping[OccupantId, float]) -> dict[OccupantId, float]:
    """Debts after a shared decision: old ones fade, the unsatisfied are owed. 0..3 each."""
    settled = dict(debts)
    for who, content in contents.items():
        settled[who] = min(DEBT_MOST, DEBT_FADES * debts.get(who, 0.0) + (DEBT_GROWS if content < SATISFIED else 0.0))
    return settled


def _for_one(who: OccupantId, preferences: Mapping[OccupantId, Preference], there: Value | None, policy: str) -> Shared:
    wanted = preferences[who]
    content = wanted.content(wanted.value)
    return Shared(wanted.value, content, wanted.content(there), None, {who: content}, policy == "ask")


def _most_content(
    kind: Kind, people: Sequence[OccupantId], preferences: Mapping[OccupantId, Preference], weights: Mapping[OccupantId, float]
) -> Value:
    """The candidate most weight is content with."""

    def content(candidate: Value) -> float:
        return round(sum(weights[who] * preferences[who].content(candidate) for who in people), 12)

    return max(_candidates(kind, people, preferences), key=content)  # the first of equals: nearest the middle


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
