"""What else one could do with motion sensors and phones: the same questions as ours, answered in the usual ways.

``TimerARoom`` is the usual automation: a room is occupied until its sensor has been quiet for so long; a person at home is in
the occupied room that moved last. ``LastMotion``: everybody at home is where it moved last. ``AreaOccupancy``: the published
formula of the Home Assistant integration of that name (its ``sigmoid_probability``, motion alone): logit of the prior + weight
1 × evidence × 0.95 × 3, the evidence halved after a time by the room's purpose once motion ends, nothing below 0.05, occupied
from 0.5; its prior is given to it: the share of time anybody is there. Written anew from its documentation and source, none of
which is copied.
"""

import math
from collections.abc import Mapping
from typing import Protocol

HALF_LIFE_S = {"hall": 45.0, "laundry": 90.0, "kitchen": 240.0, "bathroom": 450.0, "dining_room": 480.0, "study": 600.0}
SOCIAL_S, SLEEPING_S = 520.0, 1200.0
STRENGTH, MULTIPLIER, NOTHING, THRESHOLD = 0.95, 3.0, 0.05, 0.5


class Contender(Protocol):
    """at: seconds, never going back. place: where somebody is said to be, None for nowhere known. best: where they would be
    looked for. sure: how sure, None where it does not say."""

    def phone(self, at: float, who: str, is_home: bool) -> None: ...
    def motion(self, at: float, room: str, is_on: bool) -> None: ...
    def pass_time(self, at: float) -> None: ...
    def place(self, who: str) -> str | None: ...
    def best(self, who: str) -> str | None: ...
    def sure(self, who: str) -> float | None: ...
    def is_occupied(self, room: str) -> bool: ...


class _Peer:
    def __init__(self) -> None:
        self.home: dict[str, bool] = {}
        self.on: dict[str, bool] = {}
        self.last: dict[str, float] = {}  # when it moved last
        self.began: dict[str, float] = {}
        self.at = 0.0

    def phone(self, at: float, who: str, is_home: bool) -> None:
        self.home[who] = is_home

    def motion(self, at: float, room: str, is_on: bool) -> None:
        self.at = at
        self.on[room] = is_on
        self.last[room] = at
        if is_on:
            self.began[room] = at

    def pass_time(self, at: float) -> None:
        self.at = at
        for room, is_on in self.on.items():
            if is_on:
                self.last[room] = at

    def best(self, who: str) -> str | None:
        return self.place(who)

    def place(self, who: str) -> str | None:
        raise NotImplementedError

    def sure(self, who: str) -> float | None:
        return None


class LastMotion(_Peer):
    def place(self, who: str) -> str | None:
        if not self.home.get(who) or not self.began:
            return None
        return max(self.began, key=lambda room: self.began[room])

    def is_occupied(self, room: str) -> bool:
        return self.on.get(room, False)


class TimerARoom(_Peer):
    def __init__(self, minutes: float) -> None:
        super().__init__()
        self._lasts_s = minutes * 60.0

    def place(self, who: str) -> str | None:
        if not self.home.get(who):
            return None
        there = [room for room in self.began if self.is_occupied(room)]
        return max(there, key=lambda room: self.began[room]) if there else None

    def is_occupied(self, room: str) -> bool:
        return self.on.get(room, False) or (room in self.last and self.at - self.last[room] < self._lasts_s)


class AreaOccupancy(_Peer):
    def __init__(self, priors: Mapping[str, float]) -> None:
        super().__init__()
        self._priors = priors

    def probability(self, room: str) -> float:
        prior = min(0.99, max(0.01, self._priors.get(room, 0.1)))
        evidence = 1.0 if self.on.get(room) else 0.0
        if not evidence and room in self.last:
            half = SLEEPING_S if room.startswith("bedroom") else HALF_LIFE_S.get(room, SOCIAL_S)
            evidence = 0.5 ** ((self.at - self.last[room]) / half)
            evidence = 0.0 if evidence < NOTHING else evidence
        z = math.log(prior / (1 - prior)) + evidence * STRENGTH * MULTIPLIER
        return 1.0 / (1.0 + math.exp(-z))

    def place(self, who: str) -> str | None:
        if not self.home.get(who) or not self.began:
            return None
        best = max(self.began, key=lambda room: (self.probability(room), self.began[room]))
        return best if self.is_occupied(best) else None

    def is_occupied(self, room: str) -> bool:
        return room in self.last and self.probability(room) >= THRESHOLD
