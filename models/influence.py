"""Which past choices moved an answer, and how far: shares that sum to it."""

import math
from collections.abc import Sequence

import numpy as np

from .preference import Because
from .rows import Row

MOST_NAMED = 3


def summing_to(pulls: np.ndarray, target: float, influence: np.ndarray) -> np.ndarray:
    """The pulls, with what clipping and rounding took away spread over them by influence."""
    total = float(influence.sum())
    left = target - float(pulls.sum())
    if total <= 0.0:
        return pulls + left / max(1, len(pulls))
    return pulls + left * influence / total


def strongest(rows: Sequence[Row], pulls: np.ndarray) -> tuple[Because, ...]:
    """The rows with the largest pull, strongest first; the newer one where two pull alike."""
    some: Sequence[int] = range(len(rows))
    if len(rows) > MOST_NAMED:  # only those that may be among them are compared with care
        size = np.abs(pulls)
        least = float(np.partition(size, -MOST_NAMED)[-MOST_NAMED]) - 1e-11
        some = np.flatnonzero(size >= least).tolist()
    order = sorted(some, key=lambda i: (-abs(round(float(pulls[i]), 12)), -i))
    return tuple(rows[i].because(float(pulls[i])) for i in order[:MOST_NAMED])


def unnamed(pulls: np.ndarray, named: Sequence[Because]) -> float:
    """What the choices that are not named pulled, together."""
    return math.fsum((*pulls.tolist(), *(-because.pull for because in named)))
