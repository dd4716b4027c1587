"""Where somebody may be who is reckoned with from now on: just come in, at home or not, a stranger, or known from before. Pure.

In the flow: a person's word that begins, or what was kept over a restart → chances over the places → the belief.
"""

from collections.abc import Sequence

import numpy as np

from devices.vocabulary import OccupantId

from .joint_chances import Floats
from .movements import Movements
from .room_signal import RoomSignal

NOBODY_HOME = 0.0004  # chance that a stranger is there, before anything says so
LATELY_S = 90.0  # who has just come home is where it has just moved


def coming(movements: Movements, signals: Sequence[RoomSignal], taken: Floats, now: float) -> Floats:
    """Of who has just come home: where it has just moved and nobody else would have. taken: by room, how likely a resident was
    there already."""
    found = np.full(movements.size, 0.02 / movements.size)
    for i, signal in enumerate(signals):
        last = max((at for at in (signal.quiet_since, signal.passed_at) if at is not None), default=None)
        if signal.live_since is None and last is None:
            continue
        age = 0.0 if last is None or signal.live_since is not None else now - last
        found[i] += np.exp(-age / LATELY_S) * max(0.1, 1.0 - float(taken[i]))
    found[movements.elsewhere] += 0.02
    found[movements.away] = 0.0
    found /= found.sum()
    return found


def anywhere(movements: Movements) -> Floats:
    """Of whom nothing says whether they are at home."""
    found = np.full(movements.size, 0.5 / (movements.size - 1))
    found[movements.away] = 0.5
    return found


def nobody(movements: Movements) -> Floats:
    """Of a stranger, before anything moved that may be one."""
    found = np.full(movements.size, NOBODY_HOME / (movements.size - 1))
    found[movements.away] = 1.0 - NOBODY_HOME
    return found


def since_then(movements: Movements, who: OccupantId, part: int, chances: Floats, steps: int, step_s: float) -> Floats:
    """Where somebody may be now whose places were known so many steps ago, when nothing is known of what moved since."""
    rates, leaving = movements.rates(who, part, True)
    ways = rates * (-np.expm1(-leaving * step_s) / np.maximum(leaving, 1e-12))[:, None]
    each = np.arange(movements.size)
    ways[each, each] = np.exp(-leaving * step_s)
    found: Floats = chances @ np.linalg.matrix_power(ways, steps)
    found[movements.away] = min(found[movements.away], 0.5)  # their phone is at home
    found /= found.sum()
    return found
