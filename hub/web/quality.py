"""How well the hub knows somebody, from what it would have said before each choice taught it. Pure: examples in, figures out.

Nothing is said of fewer than ten: such a figure moves with every choice.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from models.example import DEFAULT_WEIGHT, Example, Source
from models.kind import kinds
from models.preference import hit

LEAST = 10
BINS = 5
WEEKS = 8
THEIRS = 0.5  # less probably this person's than that it is somebody else's
_Z = 1.96


@dataclass(frozen=True, slots=True)
class HitRate:
    """right of count guesses; low, high: the 95 % interval of the share (Wilson, 1927)."""

    kind: str
    right: int
    count: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class CalibrationBin:
    """Guesses of which the hub was about ``sure``: how many were right. Both 0..1."""

    sure: float
    right: float
    count: int


def judged(examples: Iterable[Example]) -> list[tuple[str, float, bool]]:
    """Kind, how sure the hub was, and whether it was right, of every choice it had guessed at."""
    found = []
    for row in examples:
        kind = kinds().get(row.kind)
        if kind is None or row.q is None or row.source is Source.HISTORY or not _is_theirs(row):
            continue
        right = hit(kind, row.predicted, row.value)
        if right is not None:
            found.append((row.kind, min(max(row.q, 0.0), 1.0), right))
    return found


def hit_rates(guesses: Sequence[tuple[str, float, bool]]) -> list[HitRate]:
    """One a kind that has enough."""
    found = []
    for kind in dict.fromkeys(name for name, _, _ in guesses):
        rights = [right for name, _, right in guesses if name == kind]
        if len(rights) >= LEAST:
            found.append(HitRate(kind, sum(rights), len(rights), *_interval(sum(rights), len(rights))))
    return found


def calibration(guesses: Sequence[tuple[str, float, bool]]) -> list[CalibrationBin]:
    """One for each fifth of the scale that has enough, the least sure first."""
    found = []
    for at in range(BINS):
        mine = [(sure, right) for _, sure, right in guesses if min(int(sure * BINS), BINS - 1) == at]
        if len(mine) >= LEAST:
            n = len(mine)
            found.append(CalibrationBin(sum(sure for sure, _ in mine) / n, sum(right for _, right in mine) / n, n))
    return found


def corrections(examples: Sequence[Example], now: datetime) -> list[tuple[int, float]]:
    """(weeks ago, corrections a day), the oldest first; from the week of the first example on. One decision counts once."""
    if not examples:
        return []
    first = min(row.at for row in examples)
    wrong = {
        row.decision or row.at.isoformat(): row.at
        for row in examples
        if row.source in (Source.CORRECTION, Source.UNDO) and _is_theirs(row)
    }
    found = []
    for ago in reversed(range(WEEKS)):
        end = now - timedelta(weeks=ago)
        if end > first:
            begin = end - timedelta(weeks=1)
            found.append((ago, sum(begin < at <= end for at in wrong.values()) / 7))
    return found


def _is_theirs(row: Example) -> bool:
    return row.weight / DEFAULT_WEIGHT[row.source] >= THEIRS


def _interval(right: int, count: int) -> tuple[float, float]:
    # Wilson (1927), eq. in JASA 22, p. 209
    p, n = right / count, count
    middle = (p + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
    half = _Z / (1 + _Z**2 / n) * math.sqrt(p * (1 - p) / n + _Z**2 / (4 * n**2))
    return max(0.0, middle - half), min(1.0, middle + half)
