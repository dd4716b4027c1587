"""What phones tell late: who is out already though their phone says home, and who has come though it does not say so yet. Pure.

In the flow: each step of the belief, a phone's word → chances. A phone tells minutes after its owner has gone, a minute after
they came. So whoever may have gone out is waited for: the longer the phone is silent, the less likely it is; once it tells, it
was they on the way out, and whoever else may have been is elsewhere. And whoever came in unannounced may be a resident: the
stranger that was seen turns into them when their phone tells.
"""

import numpy as np

from devices.vocabulary import OccupantId

from .joint_chances import Floats, JointChances
from .movements import BACK_S, LEFT_BEHIND, STRANGER, VISITS_S, Movements

# Until a phone tells that somebody has gone out, or come; and how seldom it tells so of somebody who has not.
OUT_TOLD_S, HOME_TOLD_S, OUT_WRONG_S = 400.0, 60.0, 300 * 3600.0
UNSEEN_IN = 0.2  # of those who come home, the phone tells before any sensor
LEAST_AWAITED = 0.01


class LatePhones:
    """chances: of everybody's places, which this changes. is_home: of whom anything was said, whether they are."""

    def __init__(self, movements: Movements, chances: JointChances) -> None:
        self._movements, self._chances = movements, chances
        self.is_home: dict[OccupantId, bool] = {}
        self._untold: dict[OccupantId, float] = {}  # of who may be out, or in, so much is likely to be told soon

    def awaited_per_s(self) -> float:
        """How often somebody comes home of whom a phone will tell."""
        return sum(self._chances.table_of(who) is None for who in self.is_home) / BACK_S

    def wait(self, who: OccupantId, before: Floats, moves: Floats, seconds: float) -> None:
        """Nothing was told of them for so long. moves: from each place to each, which become as much less likely."""
        away = self._movements.away
        if who == STRANGER:
            self.came(1.0 - float(before[away]), float(before[away] * moves[away, :away].sum()))
            told_s, begin, end = HOME_TOLD_S, 0, away
        elif self.is_home.get(who):
            went, stayed = float(before[:away] @ moves[:away, away]), float(before[away])
            known = self._untold.get(who, 0.0) * stayed + (1.0 - LEFT_BEHIND) * went
            self._untold[who] = known / max(stayed + went, 1e-300)
            told_s, begin, end = OUT_TOLD_S, away, away + 1
        else:
            return
        untold = self._untold.get(who, 0.0)
        silent = untold * float(np.exp(-seconds / told_s))
        self._untold[who] = silent / max(silent + 1.0 - untold, 1e-300)
        moves[:, begin:end] *= silent + 1.0 - untold

    def came(self, inside: float, came: float) -> None:
        """So likely a stranger was in, and has just come in: of those some are residents."""
        comes = self.awaited_per_s()
        known = self._untold.get(STRANGER, 0.0) * inside + comes / (comes + 1.0 / VISITS_S) * came
        self._untold[STRANGER] = known / max(inside + came, 1e-300)

    def went_out(self, who: OccupantId) -> None:
        """Their phone tells so."""
        wrong = OUT_TOLD_S / OUT_WRONG_S
        likely = np.full(self._movements.size, wrong)
        likely[self._movements.away] = max(wrong, self._untold.pop(who, 0.0))
        self._chances.narrow(who, likely, least=0.0)

    def came_in(self, who: OccupantId, coming: Floats) -> None:
        """Their phone tells so, of whom the stranger may have been. coming: where they are if they were not."""
        ways = np.eye(self._movements.size) * max(self._untold.pop(STRANGER, 0.0), LEAST_AWAITED) / HOME_TOLD_S
        ways[self._movements.away] = coming * UNSEEN_IN / BACK_S
        self._chances.turn(STRANGER, who, ways)

    def forget(self, who: OccupantId) -> None:
        self._untold.pop(who, None)
        self.is_home.pop(who, None)

    def of(self, movements: Movements, chances: JointChances) -> "LatePhones":
        """The same of other chances."""
        found = LatePhones(movements, chances)
        found.is_home, found._untold = dict(self.is_home), dict(self._untold)
        return found
