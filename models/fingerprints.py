"""Which room a phone is in, by how strongly each of several receivers hears it: fingerprints of the rooms, nearest ones first.

In the flow: readings → ``Hearing`` (smoothed) → ``Fingerprints.chances`` → ``hub/room_filter.py``, which decides when it is
another room. Fingerprints are kept as they were taken; there is nothing else to learn. Pure numpy.

Against a forest (scikit-learn's ExtraTrees) where no fingerprint was taken, eight neighbours are as often right, their chances
are better (log loss 0.26 to 0.31 in the flat of benchmarks/rooms.md), and they need no training.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FADING_DB = 25.0  # per tenfold distance, within walls; turns the distances receivers tell back into what they heard
FAR_M = 60.0  # as good as not heard
NEAREST_M = 0.1
NEIGHBOURS = 8
SPREAD_DB = 2.0  # two readings of one place differ by so much after smoothing
SMOOTH_S = 6.0  # time constant of the smoothing
LOST_S = 20.0  # a receiver not heard for so long hears nothing; they speak about every 5 s


def strength(distance_m: float) -> float:
    """dB below what is heard a metre away. distance_m: within 0.1..60 m, else the nearest of these."""
    return -FADING_DB * math.log10(min(max(distance_m, NEAREST_M), FAR_M))


SILENT = strength(FAR_M)


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """How a place sounds. strengths: dB by receiver; one that is left out heard nothing."""

    room: str
    strengths: Mapping[str, float]


class Hearing:
    """One phone's strengths, smoothed. Owned by whoever feeds it."""

    def __init__(self) -> None:
        self._now: dict[str, tuple[float, float]] = {}  # receiver → strength as last heard, when
        self._smooth: dict[str, float] = {}
        self._at: float | None = None

    def hear(self, receiver: str, distance_m: float, now: float) -> None:
        """now: monotonic seconds, never falling."""
        self._pass_time(now)
        heard = strength(distance_m)
        self._now[receiver] = heard, now
        self._smooth.setdefault(receiver, heard)

    def _pass_time(self, now: float) -> None:
        step = 0.0 if self._at is None else max(0.0, now - self._at)
        self._at = now
        weight = 1.0 - math.exp(-step / SMOOTH_S)
        for receiver in list(self._smooth):
            heard, at = self._now[receiver]
            is_lost = now - at > LOST_S
            self._smooth[receiver] += weight * ((SILENT if is_lost else heard) - self._smooth[receiver])
            if is_lost and self._smooth[receiver] < SILENT + 1.0:
                del self._smooth[receiver], self._now[receiver]

    def strengths(self) -> dict[str, float]:
        return dict(self._smooth)

    def forget(self) -> None:
        self._now.clear()
        self._smooth.clear()
        self._at = None


class Fingerprints:
    """Rooms by fingerprints of them. rooms: those there are, sorted."""

    def __init__(self, taken: Iterable[Fingerprint]) -> None:
        """Raises ValueError for fewer than two rooms: there is nothing to tell apart."""
        every = list(taken)
        self.rooms = tuple(sorted({one.room for one in every}))
        if len(self.rooms) < 2:
            raise ValueError("fingerprints of at least two rooms are needed")
        self.receivers = tuple(sorted({receiver for one in every for receiver in one.strengths}))
        self._strengths: npt.NDArray[np.float64] = np.array([self._row(one.strengths) for one in every])
        number = {room: place for place, room in enumerate(self.rooms)}
        self._room: npt.NDArray[np.intp] = np.array([number[one.room] for one in every])
        fewest = int(np.bincount(self._room).min())
        self._neighbours = max(1, min(NEIGHBOURS, fewest))

    def chances(self, strengths: Mapping[str, float]) -> npt.NDArray[np.float64]:
        """Probability of each of ``rooms``, shape (rooms,), sum 1. Cost: about 40 µs at 1,000 fingerprints of 6 receivers."""
        apart = ((self._strengths - self._row(strengths)) ** 2).sum(axis=1)
        nearest = np.argpartition(apart, self._neighbours - 1)[: self._neighbours]
        weights = 1.0 / (apart[nearest] + SPREAD_DB**2)
        found = np.bincount(self._room[nearest], weights=weights, minlength=len(self.rooms))
        return np.asarray(found / found.sum(), dtype=np.float64)

    def _row(self, strengths: Mapping[str, float]) -> list[float]:
        return [strengths.get(receiver, SILENT) for receiver in self.receivers]
