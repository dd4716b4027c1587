"""The nightly job's learning (``attune train``): refit priors on those who agreed, try them on held-out days, keep the best.

Nothing is tried on those who taught it: everybody is predicted under a prior fitted on the others. Hands back plain values; the
caller stores them (``prior.written``) and must remove the file when anybody whose examples were used is forgotten or withdraws.
"""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np

from devices.vocabulary import OccupantId, Value

from ..choices import ChoiceMemory
from ..example import Example, Source
from ..features import Layout, layout
from ..kind import Kind, kinds
from ..preference import hit
from ..prior import Spec, shipped
from ..values import ValueMemory
from .refit import Teacher, refit

HELD_OUT_D = 7.0  # the last days, never fitted on while trying
FEWEST_PEOPLE = 2  # one donor is worse than none (learning.md)
FEWEST_ROWS = 10  # of a person, before the held-out days
FEWEST_TRIED = 20  # held-out choices over all people
BETTER = 0.01  # log score per choice a new prior must gain


@dataclass(frozen=True, slots=True)
class Tried:
    """How a prior did on the held-out days. log_score: mean log density (numbers, per tolerance) or log probability; higher is
    better. right: share within tolerance, or of the right name."""

    log_score: float
    right: float


@dataclass(frozen=True, slots=True)
class Trained:
    """What came of one kind. spec: the prior to use from now on, ``None`` when nothing changes, made by ``teachers``."""

    kind: str
    people: int
    examples: int
    tried: int
    present: Tried | None
    refit: Tried | None
    spec: Spec | None
    words: str
    teachers: tuple[OccupantId, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    people: int
    examples: int
    kinds: tuple[Trained, ...]

    @property
    def promoted(self) -> dict[str, Spec]:
        return {trained.kind: trained.spec for trained in self.kinds if trained.spec is not None}

    @property
    def teachers(self) -> frozenset[OccupantId]:
        """Whose choices are in what was promoted: when one of them takes leave, it must go."""
        return frozenset(who for trained in self.kinds if trained.spec is not None for who in trained.teachers)

    def to_json(self) -> dict[str, Any]:
        """For ``--json``; the priors themselves are left out: they tell of people."""
        return {
            "people": self.people,
            "examples": self.examples,
            "promoted": len(self.promoted),
            "kinds": {t.kind: _said(t) for t in self.kinds},
        }


def train(
    examples: Iterable[Example],
    rooms: Sequence[str],
    places: Sequence[str] = (),
    agreed: Collection[OccupantId] | None = None,
    present: Mapping[str, Spec] | None = None,
    held_out_d: float = HELD_OUT_D,
) -> Report:
    """Examples in any order. agreed: whose may teach others; None: everybody's. present: the priors in use, else the shipped.

    Cost: about a second per kind and five people of 500 rows; meant for a process of its own.
    """
    present = shipped() if present is None else present
    kept = sorted((e for e in examples if (agreed is None or e.occupant in agreed) and e.weight > 0.0), key=lambda e: e.at)
    rooms, places = tuple(sorted(set(rooms))), tuple(sorted(set(places)))
    trained = [
        _train(kind, layout(kind.looks_at, rooms, places), present[name], kept, held_out_d) for name, kind in kinds().items()
    ]
    return Report(len({e.occupant for e in kept}), len(kept), tuple(trained))


def _train(kind: Kind, columns: Layout, present: Spec, examples: Sequence[Example], held_out_d: float) -> Trained:
    nobody = _memory(kind, columns, present)
    by: dict[OccupantId, list[Example]] = {}
    for example in examples:
        if example.kind == kind.name and nobody.can_learn(example):
            by.setdefault(example.occupant, []).append(example)
    count = sum(map(len, by.values()))

    def silent(words: str) -> Trained:
        return Trained(kind.name, len(by), count, 0, None, None, None, words)

    if kind.name == "music":
        return silent("kept: names of music are each home's own")
    if not count:
        return silent("kept: no examples yet")
    border = max(e.at for group in by.values() for e in group) - timedelta(days=held_out_d)
    before = {who: [e for e in group if e.at <= border] for who, group in by.items()}
    teachers = {who: _person(columns, group) for who, group in before.items() if len(group) >= FEWEST_ROWS}
    if len(teachers) < FEWEST_PEOPLE:
        return silent(
            f"kept: {len(teachers)} of the {FEWEST_PEOPLE} people needed have {FEWEST_ROWS} examples older than the last days"
        )
    after = {who: [e for e in by[who] if e.at > border and e.source is not Source.ACCEPT] for who in sorted(teachers)}
    tried = sum(map(len, after.values()))
    if tried < FEWEST_TRIED:
        return silent(f"kept: {tried} of the {FEWEST_TRIED} choices needed were made in the last {held_out_d:g} days")
    # Always from the shipped one: from last night's, the same choices would count again every night.
    start = shipped()[kind.name]
    source = f"Refitted by `attune train` on {len(teachers)} residents who agreed, from: {start.source}"
    scores: dict[str, list[tuple[float, bool]]] = {"present": [], "refit": []}
    for who, later in after.items():
        others = [person for other, person in sorted(teachers.items()) if other != who]
        for name, tried_spec in (("present", present), ("refit", refit(kind, columns, start, others, source))):
            scores[name] += _prequential(_memory(kind, columns, tried_spec), before[who], later)
    now, new = _tried(scores["present"]), _tried(scores["refit"])
    better = new.log_score > now.log_score + BETTER and new.right >= now.right
    spec: Spec | None = None
    if better:
        spec = refit(kind, columns, start, [_person(columns, by[who]) for who in sorted(teachers)], source)
    verb = "promoted" if better else "kept"
    words = (
        f"{verb}: right {now.right:.0%} as it is, {new.right:.0%} refitted; log score {now.log_score:.3f}, {new.log_score:.3f}"
    )
    words += f" ({tried} choices of the last {held_out_d:g} days)"
    return Trained(kind.name, len(by), count, tried, now, new, spec, words, tuple(sorted(teachers)))


def _memory(kind: Kind, columns: Layout, spec: Spec) -> ValueMemory | ChoiceMemory:
    belief = spec.belief(kind, columns)
    return ChoiceMemory(kind, columns, belief, (True, False)) if kind.choice else ValueMemory(kind, columns, belief)


def _person(columns: Layout, examples: Sequence[Example]) -> Teacher:
    x = np.array([columns.vector(example.context) for example in examples])
    return Teacher(x, np.array([_number(e.value) for e in examples]), np.array([e.weight for e in examples]))


def _number(value: Value) -> float:
    assert not isinstance(value, str)  # music is never refitted
    return float(value)


def _prequential(
    memory: ValueMemory | ChoiceMemory, before: Sequence[Example], later: Sequence[Example]
) -> list[tuple[float, bool]]:
    """Predict, score, then learn; in time order."""
    memory.learn_all(before)
    unit = 1.0 if memory.kind.choice else memory.kind.tolerance
    scores = []
    for example in later:
        likely = memory.likelihood(example.context, example.value, example.at) * unit
        guess = memory.predict(example.context, example.at)
        scores.append((math.log(max(likely, 1e-9)), bool(hit(memory.kind, guess.value, example.value))))
        memory.learn(example)
    return scores


def _tried(scores: Sequence[tuple[float, bool]]) -> Tried:
    return Tried(math.fsum(s for s, _ in scores) / len(scores), sum(r for _, r in scores) / len(scores))


def _said(trained: Trained) -> dict[str, Any]:
    def of(tried: Tried | None) -> dict[str, float] | None:
        return None if tried is None else {"log_score": round(tried.log_score, 4), "right": round(tried.right, 4)}

    return {
        "words": trained.words,
        "people": trained.people,
        "examples": trained.examples,
        "tried": trained.tried,
        "promoted": trained.spec is not None,
        "present": of(trained.present),
        "refit": of(trained.refit),
    }
