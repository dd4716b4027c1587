"""Somebody on the way home: how far they are shrinks, and from how fast it does follows when they are there.

In the flow: positions of a phone (``Seen.away_m``) → here → chances of coming, instead of the usual ones. Pure.
"""

from collections import deque
from dataclasses import dataclass

import numpy as np

from models.comings import STEP_MIN, STEPS, Array

LOOKED_AT_S = 1800.0  # so far back positions say where somebody is going
NEARER_M, NEARER_SHARE = 400.0, 0.15  # so much nearer is more than a walk round the block
STALE_S = 1200.0  # without a newer position nothing is known of the way any more
LEAST_M_S, MOST_M_S = 1.0, 40.0
SURE = 0.8  # who comes nearer comes home
SPREAD = 0.35  # of the time it still takes: traffic, shopping
SHARPEST_MIN = 5.0


@dataclass(frozen=True, slots=True)
class Position:
    """away_m: from home. at: monotonic."""

    away_m: float
    at: float


class Approach:
    """One person's positions. Owned by whoever feeds it."""

    def __init__(self) -> None:
        self._positions: deque[Position] = deque(maxlen=60)

    def hear(self, away_m: float, now_s: float) -> None:
        while self._positions and now_s - self._positions[0].at > LOOKED_AT_S:
            self._positions.popleft()
        if self._positions and away_m > min(position.away_m for position in self._positions) + NEARER_M:
            self._positions.clear()  # they have turned round
        self._positions.append(Position(away_m, now_s))

    def due_min(self, now_s: float) -> float | None:
        """In how many minutes they are at home at the pace they come nearer; None where they do not come nearer."""
        if len(self._positions) < 2 or now_s - self._positions[-1].at > STALE_S:
            return None
        last = self._positions[-1]
        first = max((p for p in self._positions if last.at - p.at <= LOOKED_AT_S), key=lambda p: p.away_m)
        nearer = first.away_m - last.away_m
        if nearer < max(NEARER_M, NEARER_SHARE * first.away_m) or last.at <= first.at:
            return None
        speed = min(MOST_M_S, max(LEAST_M_S, nearer / (last.at - first.at)))
        return max(0.0, (last.away_m / speed - (now_s - last.at)) / 60.0)

    def chances(self, now_s: float) -> Array | None:
        """Of being at home in each of the next steps; None where they do not come nearer."""
        due = self.due_min(now_s)
        if due is None:
            return None
        middles = (np.arange(STEPS, dtype=np.float64) + 0.5) * STEP_MIN
        density = np.exp(-0.5 * ((middles - due) / max(SHARPEST_MIN, SPREAD * due)) ** 2)
        total = float(density.sum())
        if total <= 0.0:
            density[0], total = 1.0, 1.0
        return np.asarray(SURE * density / total, dtype=np.float64)
