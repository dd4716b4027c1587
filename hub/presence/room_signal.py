"""What a room's motion sensors say all together, and how far it is believed: people who sit still, false alarms, pets. Pure.

In the flow: Motion (each sensor's word) → on and off of the room → the belief. The longer a room with somebody in it has been
quiet, the less another quiet minute tells: pauses are Lomax (Pareto of the second kind), their scale by this room's own median
at that part of the day.
"""

import math
from collections import deque
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field
from typing import Any

from .room_use import ANY, TAIL, RoomUse

SHORTEST_QUIET_S, LONGEST_QUIET_S = 15.0, 3600.0
UNHEARD_S = 3600.0  # a sensor that has not spoken yet has been quiet for so long, as far as is known
PAUSES = 400  # the newest, of which the median is
FALSE_PER_H, WITH_PETS_PER_H = 0.01, 0.5  # movements of nobody
FALSE_AFTER_H = 200.0  # hours the first guess of it counts for
HELD_S = 60.0  # how long a sensor goes on after the last movement
STAYS_ON_AT_MOST = 6.0
LEAST_EMPTY_S, MOST_EMPTY_S = 60.0, 3600.0  # bounds on how long a quiet room may yet hold somebody
FEW, SOME = 4.0, 12.0  # pauses the usual one counts for, of their median and of their tail
SHORTEST_TAIL, LONGEST_TAIL = 2.5, 0.6  # bounds
ONCE_IN = 0.05  # of the pauses are longer than what a room is given


@dataclass(slots=True)
class RoomSignal:
    """live_since: monotonic, None while nothing moves. quiet_since: when it ended last; None: not heard yet, no sensor counts.

    part: of the day. still: how much quietness tells, 1 as usual, less while somebody is known to sit there. has_pets: more is
    nobody. passed_at: monotonic, when somebody last went through a door of it that has a contact. is_shut: whether that is
    shut.
    """

    has_pets: bool = False
    use: RoomUse = ANY
    part: int = 3
    live_since: float | None = None
    quiet_since: float | None = None
    still: float = 1.0
    passed_at: float | None = None
    is_shut: bool = False
    _pauses: deque[tuple[float, float, int]] = field(default_factory=lambda: deque(maxlen=PAUSES))  # s, how likely one, part
    _held: deque[float] = field(default_factory=lambda: deque(maxlen=PAUSES))
    _false: float = 0.0
    _hours: float = 0.0
    _quiet_s: dict[int, float] = field(default_factory=dict)
    _tails: dict[int, float] = field(default_factory=dict)

    @property
    def is_heard(self) -> bool:
        return self.live_since is not None or self.quiet_since is not None

    @property
    def is_armed(self) -> bool:
        """Whether it would tell of somebody who came in now."""
        return self.live_since is None and self.quiet_since is not None

    @property
    def false_per_s(self) -> float:
        usual = max(WITH_PETS_PER_H if self.has_pets else FALSE_PER_H, self.use.others_per_h)
        return float(self._false + usual * FALSE_AFTER_H) / (self._hours + FALSE_AFTER_H) / 3600.0

    @property
    def quiet_s(self) -> float:
        """The scale of pauses: their median over what it is of a scale of 1."""
        found = self._quiet_s.get(self.part)
        if found is None:
            median = self._pause(0.5, self.use.pause_in(self.part) * _median(TAIL))
            found = self._quiet_s[self.part] = min(LONGEST_QUIET_S, max(SHORTEST_QUIET_S, median / _median(self.use.tail)))
        return found

    @property
    def tail(self) -> float:
        """How seldom a pause is much longer than others there: the likeliest, where the usual one counts for a few."""
        found = self._tails.get(self.part)
        if found is None:
            own = [(s, w) for s, w, part in self._pauses if part == self.part]
            weight = SOME + sum(w for _, w in own)
            logs = SOME / self.use.tail + sum(w * math.log1p(s / self.quiet_s) for s, w in own)
            found = self._tails[self.part] = min(SHORTEST_TAIL, max(LONGEST_TAIL, weight / logs))
        return found

    @property
    def held_s(self) -> float:
        """How long it goes on after the last movement: its shortest spells are that."""
        if len(self._held) < 5:
            return HELD_S
        return min(300.0, max(3.0, 1.2 * sorted(self._held)[len(self._held) // 10]))

    @property
    def stays_on(self) -> float:
        """How many times as long it goes on where somebody is: until a pause of theirs is longer than it waits. Of a sleeper
        hardly longer than of nobody."""
        return float(min(STAYS_ON_AT_MOST, ((self.quiet_s + self.held_s) / self.quiet_s) ** self.tail))

    def silence(self, now: float, seconds: float) -> float:
        """How likely who is there has been quiet for so much longer."""
        quiet = self.quiet_s + self._lasted(now)
        return float((quiet / (quiet + seconds)) ** (self.tail * self.still))

    def again_per_s(self, now: float) -> float:
        """How often who is there moves again after so long a pause."""
        return max(0.05, self.still) * self.tail / (self.quiet_s + self._lasted(now))

    def empty_after_s(self) -> float:
        """So long a pause is hardly ever one of somebody who is there, by this room's own."""
        usual = self.quiet_s * float(ONCE_IN ** (-1.0 / self.tail) - 1.0)
        few = 20.0
        seen = self._pause(1.0 - ONCE_IN, usual)
        weight = sum(w for _, w, part in self._pauses if part == self.part)
        return min(MOST_EMPTY_S, max(LEAST_EMPTY_S, (few * usual + weight * seen) / (few + weight)))

    # What happens

    def began(self, now: float) -> None:
        self.live_since = now

    def ended(self, now: float) -> None:
        if self.live_since is not None:
            self._held.append(now - self.live_since)
        self.live_since, self.quiet_since = None, now

    def lost(self) -> None:
        """No sensor can be heard any more."""
        self.live_since = self.quiet_since = None

    def was_pause(self, seconds: float, likely: float) -> None:
        """It moved again after so long. likely: that it was who had been there all the time."""
        if likely > 0.1:
            self._pauses.append((seconds, likely, self.part))
            self._quiet_s.pop(self.part, None)
            self._tails.pop(self.part, None)

    def was_false(self, likely: float) -> None:
        self._false += likely

    def listened(self, seconds: float) -> None:
        self._hours += seconds / 3600.0

    def fade(self, part: float) -> None:
        self._false, self._hours = self._false * part, self._hours * part

    def forget(self) -> None:
        """What was learned of how people sit there."""
        self._pauses.clear()
        self._quiet_s.clear()
        self._tails.clear()

    # Kept

    def to_json(self) -> dict[str, Any]:
        return {
            "pauses": [[round(s, 1), round(w, 2), part] for s, w, part in self._pauses],
            "held": [round(s, 1) for s in self._held],
            "false": round(self._false, 3),
            "hours": round(self._hours, 2),
        }

    def remember(self, kept: Mapping[str, Any]) -> None:
        """Raises KeyError, TypeError, ValueError on what is not that."""
        self._pauses.extend((float(s), float(w), int(part)) for s, w, part in kept["pauses"])
        self._held.extend(float(s) for s in kept["held"])
        self._false, self._hours = max(0.0, float(kept["false"])), max(0.0, float(kept["hours"]))
        self._quiet_s.clear()
        self._tails.clear()

    def copy(self) -> "RoomSignal":
        """Another, which goes on from here by itself."""
        found = copy(self)
        found._held = self._held.copy()
        found.learn_from(self)
        return found

    def learn_from(self, other: "RoomSignal") -> None:
        """What the other has learned of how people sit there counts here."""
        self._pauses, self._quiet_s, self._tails = other._pauses.copy(), {}, {}

    def adopt(self, before: "RoomSignal") -> None:
        """What still is so after the configuration changed."""
        self.live_since, self.quiet_since, self.still = before.live_since, before.quiet_since, before.still
        self.passed_at, self.is_shut = before.passed_at, before.is_shut
        self._pauses, self._held = before._pauses, before._held
        self._false, self._hours = before._false, before._hours

    def _lasted(self, now: float) -> float:
        return UNHEARD_S if self.quiet_since is None else max(0.0, now - self.quiet_since)

    def _pause(self, part: float, usual: float) -> float:
        """The weighted quantile of pauses; the usual one counts for a few, and alone while there are none."""
        found = sorted([*((s, w) for s, w, of in self._pauses if of == self.part), (usual, FEW)])
        total, so_far = sum(w for _, w in found), 0.0
        for seconds, weight in found:
            so_far += weight
            if so_far >= part * total:
                return seconds
        return usual


def _median(tail: float) -> float:
    """Of a Lomax of scale 1."""
    return float(2.0 ** (1.0 / tail) - 1.0)
