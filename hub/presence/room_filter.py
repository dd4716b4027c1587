"""When a phone's chances say another room for long enough: fingerprints instead of the nearest receiver.

Chances near a wall flutter. Each moment they speak for another room adds to its evidence, each moment they do not takes from
it; when there is enough it is the other room (a cumulative sum test: Page, Biometrika 41, 1954). Who has just come in may be
passing through: then little is enough. Who has sat for a minute mostly stays: then it takes ten seconds of clear evidence.
The figures were chosen at other places than those of benchmarks/rooms.md: fewer than one false change an hour.
"""

import numpy as np

from models.fingerprints import Fingerprints, Hearing

AT_FIRST, SETTLED = 0.5, 30.0  # nats that are enough, on coming in and after
SETTLES_S = 60.0
DOUBT = 2.5  # nats a second: so much likelier another room must be before anything adds up
FLOOR = 0.01  # no room's chance is below: a neighbourhood of fingerprints is small
LONGEST_S = 5.0  # between two words of receivers that speak every five seconds
FIRST_S = 6.0  # until then some receivers have not spoken yet
SURE = 0.6


class RoomFilter:
    """One phone's room. The same questions as ``Nearest``; rooms are those of the fingerprints."""

    def __init__(self, fingerprints: Fingerprints) -> None:
        self._fingerprints = fingerprints
        self._hearing = Hearing()
        self._room: int | None = None
        self._evidence = np.zeros(len(fingerprints.rooms))
        self._chances = np.full(len(fingerprints.rooms), 1.0 / len(fingerprints.rooms))
        self._first: float | None = None
        self._last = self._since = 0.0

    def hear(self, receiver: str, distance_m: float, now: float) -> str | None:
        """The room now, after one receiver's word; None until enough of them have spoken."""
        self._hearing.hear(receiver, distance_m, now)
        self._chances = self._fingerprints.chances(self._hearing.strengths())
        if self._first is None:
            self._first = self._last = now
        step, self._last = min(max(0.0, now - self._last), LONGEST_S), now
        best = int(self._chances.argmax())
        if self._room is None:
            if now - self._first >= FIRST_S or (self._chances[best] >= SURE and self._has_all()):
                self._enter(best, now)
            return self.room
        logs = np.log(self._chances + FLOOR)
        self._evidence = np.maximum(0.0, self._evidence + step * (logs - logs[self._room] - DOUBT))
        self._evidence[self._room] = 0.0
        stayed = min(1.0, (now - self._since) / SETTLES_S)
        if self._evidence.max() > AT_FIRST + (SETTLED - AT_FIRST) * stayed:
            self._enter(int(self._evidence.argmax()), now)
        return self.room

    @property
    def room(self) -> str | None:
        return None if self._room is None else self._fingerprints.rooms[self._room]

    def share(self) -> float:
        """How likely the chosen room is, 0..1."""
        return 0.5 if self._room is None else float(self._chances[self._room])

    def forget(self) -> None:
        """Silence: nothing of it stands."""
        self._hearing.forget()
        self._room, self._first = None, None
        self._evidence[:] = 0.0

    def _enter(self, room: int, now: float) -> None:
        self._room, self._since = room, now
        self._evidence[:] = 0.0

    def _has_all(self) -> bool:
        return len(self._hearing.strengths()) >= len(self._fingerprints.receivers)
