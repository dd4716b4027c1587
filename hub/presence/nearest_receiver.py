"""Which room a person is in when several receivers hear one phone: the nearest, but not at every flutter. Pure.

Distances guessed from signal strength jump by metres from one message to the next while nobody moves. They are smoothed per
receiver, and another room takes over only when it has been clearly nearer for a while.
"""

import math
from dataclasses import dataclass

SMOOTH_S = 6.0  # time constant of the smoothing
LOST_S = 20.0  # a receiver not heard for so long does not count; they speak about every 5 s
MARGIN_M = 0.5  # another room must be nearer by this much
MARGIN = 0.15  # and by this part of the present distance: far away everything is vaguer
PATIENCE = 2  # messages of the nearer room, at least
PATIENCE_S = 3.0  # and so long
AT_ONCE_M = 3.0  # after silence: so near a receiver is believed at its first word
_SCALE_M = 1.5  # how fast a room becomes unlikely with distance


@dataclass(slots=True)
class _Heard:
    distance_m: float
    last: float  # monotonic seconds


class Nearest:
    """One phone's distances. Rooms are the receivers' own names."""

    def __init__(self) -> None:
        self.room: str | None = None
        self._heard: dict[str, _Heard] = {}
        self._rival: tuple[str, float, int] | None = None  # the nearer room, since when, its messages

    def hear(self, room: str, distance_m: float, now: float) -> str | None:
        """The room now, after one receiver's word; None while one far word is all there is."""
        heard = self._heard.get(room)
        is_second = bool(self._heard)
        if heard is None or now - heard.last > LOST_S:
            self._heard[room] = _Heard(distance_m, now)
        else:
            weight = 1.0 - math.exp(-max(0.0, now - heard.last) / SMOOTH_S)
            heard.distance_m += max(weight, 0.1) * (distance_m - heard.distance_m)
            heard.last = now
        for name in [name for name, h in self._heard.items() if now - h.last > LOST_S]:
            del self._heard[name]
        self._decide(room, now, is_second)
        return self.room

    def share(self) -> float:
        """How much of the likelihood the chosen room has among the rooms that hear the phone, 0..1."""
        if self.room is None or self.room not in self._heard:
            return 0.5
        nearest = min(h.distance_m for h in self._heard.values())
        weights = {name: math.exp(-(h.distance_m - nearest) / _SCALE_M) for name, h in self._heard.items()}
        return weights[self.room] / sum(weights.values())

    def forget(self) -> None:
        """Silence: nothing of it stands."""
        self.room, self._rival = None, None
        self._heard.clear()

    def _decide(self, speaker: str, now: float, is_second: bool) -> None:
        best = min(self._heard, key=lambda name: self._heard[name].distance_m)
        if self.room is None:
            if is_second or self._heard[best].distance_m <= AT_ONCE_M:
                self.room = best
            return
        present = self._heard.get(self.room)
        if best == self.room:
            self._rival = None
            return
        if present is None:
            self.room, self._rival = best, None  # the old room's receiver hears the phone no more
            return
        margin = max(MARGIN_M, MARGIN * present.distance_m)
        if self._heard[best].distance_m > present.distance_m - margin:
            self._rival = None
            return
        if self._rival is None or self._rival[0] != best:
            self._rival = (best, now, 0)
        name, since, count = self._rival
        count += speaker == best
        self._rival = (name, since, count)
        if count >= PATIENCE and now - since >= PATIENCE_S:
            self.room, self._rival = best, None
