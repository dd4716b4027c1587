"""How many times as often as usual a place is left just now: who goes has got up, who has long been still stays. Pure.

In the flow: what the rooms' sensors say, when each was last among those who moved → rates of the home made those of the moment
→ the belief.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from devices.vocabulary import OccupantId

from .doors import with_shut_doors
from .joint_chances import Floats
from .late_phones import LatePhones
from .movements import STRANGER, VISITS_S, Movements
from .room_signal import RoomSignal

STIRRED = 0.2  # of those who leave a quiet room, its sensor has not seen get up
# Times as often as usual somebody leaves a room where it moves, and in the first seconds that it does: who goes has got up.
STIRRING, GETS_UP, GETS_UP_S = 0.8, 3.5, 10.0


def pace_of(signals: Sequence[RoomSignal], size: int, at: float, seconds: float = 0.0) -> Floats:
    """For so long from now on: who gets up in a quiet room is mostly seen there before they are seen elsewhere. nan where
    nobody sees them stir. size: of all places, those that are no room last."""
    pace = np.full(size, np.nan)
    for i, signal in enumerate(signals):
        if signal.is_armed:
            pace[i] = STIRRED
        elif signal.live_since is not None:
            begins = max(0.0, signal.live_since + GETS_UP_S - at)  # of the step, so much
            pace[i] = STIRRING + (GETS_UP - STIRRING) * (min(1.0, begins / seconds) if seconds else begins > 0.0)
    return pace


def own_pace(pace: Floats, leaving: Floats, settles: Floats, still_s: float) -> Floats:
    """Of one person: who has been still for long where people settle stays longer (Lomax, too). pace: of the moment. settles: 1
    where people do. still_s: since they were last among those who moved."""
    own: Floats = pace / (1.0 + still_s * leaving * settles)
    own[np.isnan(own)] = 1.0
    return own


class RatesNow:
    """stirred: when each was last among those who moved, monotonic."""

    def __init__(
        self,
        movements: Movements,
        signals: Sequence[RoomSignal],
        phones: LatePhones,
        stirred: Mapping[OccupantId, float] | None = None,
    ) -> None:
        self._movements, self._signals, self._phones = movements, signals, phones
        self.stirred: dict[OccupantId, float] = dict(stirred or {})

    def pace(self, at: float, seconds: float = 0.0) -> Floats:
        """As ``pace_of``."""
        return pace_of(self._signals, self._movements.size, at, seconds)

    def usual(self, who: OccupantId, part: int) -> tuple[Floats, Floats]:
        """As if nothing were known of the moment: from each place to each other, a second, and from each in all."""
        return self._movements.rates(who, part, self._phones.is_home.get(who, True))

    def of(self, who: OccupantId, part: int, pace: Floats, at: float) -> tuple[Floats, Floats]:
        """The same as it is now. pace: as ``pace`` has it."""
        rates, leaving = self.usual(who, part)
        shut = with_shut_doors(rates, self._signals)
        if shut is not rates:
            rates, leaving = shut, shut.sum(axis=1)
        own = own_pace(pace, leaving, self._movements.settles, max(0.0, at - self.stirred.get(who, at)))
        if who == STRANGER:
            own[-1] = 1.0 + self._phones.awaited_per_s() * VISITS_S
        return rates * own[:, None], leaving * own
