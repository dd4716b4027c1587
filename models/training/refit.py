"""A kind's prior, fitted by EM over people: what they have in common and how much they differ. Offline only.

Each round: everybody's coefficients under the present belief, then the belief that would have made them likeliest, held back
toward the one we started from, which counts as a few people.
Source: Laird and Ware, Biometrics 38 (1982); learning.md, "The prior".
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..arithmetic.core import fit
from ..features import OWN, Layout
from ..kind import Kind
from ..prior import Spec

ROUNDS = 20
LEVEL_PEOPLE, SPREAD_PEOPLE, NOISE_PEOPLE = 1.0, 4.0, 2.0  # what the start counts for, in people
LISTED = ("room:", "place:", f"{OWN}:")  # columns that belong to one house; only how much rooms differ carries over


@dataclass(frozen=True)
class Teacher:
    """One person's rows in time order. x: (n, p) in the layout's columns; y: (n,), kind's unit (power: 0.0 or 1.0); w: (n,)."""

    x: np.ndarray
    y: np.ndarray
    w: np.ndarray


def refit(kind: Kind, layout: Layout, start: Spec, people: Sequence[Teacher], source: str) -> Spec:
    """The belief these people teach. Nobody: ``start`` itself. Cost: 20 rounds of one fit per person."""
    people = [person for person in people if len(person.y)]
    if not people:
        return start
    own = [name for name in layout.names if not name.startswith(LISTED)]
    at = np.array([layout.names.index(name) for name in own])
    level = 0.5 if kind.choice else kind.centre
    targets = [(person.y - level) / kind.scale for person in people]
    belief = start.belief(kind, layout)
    mean0, spread0, noise0 = belief.mean[at], belief.covariance[np.ix_(at, at)], belief.s2
    wide = {name: start.of(name)[1] / kind.scale for name in layout.names if name.startswith(LISTED)}
    groups = {_wildcard(name): wide[name] for name in wide}
    spec = start
    for _ in range(ROUNDS):
        belief = spec.belief(kind, layout)
        fits = [fit(belief, p.x, y, p.w) for p, y in zip(people, targets, strict=True)]
        coefs = np.array([known.coef[at] for known in fits])
        mean = (LEVEL_PEOPLE * mean0 + coefs.sum(axis=0)) / (LEVEL_PEOPLE + len(people))
        around = (coefs - mean).T @ (coefs - mean) + sum(known.inverse[np.ix_(at, at)] for known in fits)
        spread = (SPREAD_PEOPLE * spread0 + around) / (SPREAD_PEOPLE + len(people))
        noise = (NOISE_PEOPLE * noise0 + sum(known.s2 for known in fits)) / (NOISE_PEOPLE + len(people))
        columns = dict(start.columns)
        for i, name in enumerate(own):
            columns[name] = (float(mean[i] + _offset(kind, name)) * kind.scale, math.sqrt(float(spread[i, i])) * kind.scale)
        for wildcard, sd in groups.items():
            squares, count = SPREAD_PEOPLE * sd**2, SPREAD_PEOPLE
            for person, known in zip(people, fits, strict=True):
                for j, name in enumerate(layout.names):
                    if _wildcard(name) == wildcard and person.x[:, j].any():
                        squares += float(known.coef[j] ** 2 + known.inverse[j, j])
                        count += 1.0
            columns[wildcard] = (0.0, math.sqrt(squares / count) * kind.scale)
        covariance = (spread + spread.T) / 2.0 * kind.scale**2
        noise_sd = math.sqrt(noise) * kind.scale
        spec = replace(start, source=source, noise=noise_sd, columns=columns, joint=tuple(own), covariance=covariance)
    return spec


def _offset(kind: Kind, name: str) -> float:
    return kind.centre / kind.scale if name == "always" and not kind.choice else 0.0


def _wildcard(name: str) -> str:
    if not name.startswith(LISTED):
        return name
    group, member = name.split(":", 1)
    wave = "." + member.rsplit(".", 1)[1] if group == "room" and member.endswith((".sin1", ".cos1")) else ""
    return f"{group}:*{wave}"
