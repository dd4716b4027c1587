"""Whether a window of a room is open: by a contact that says so, or where there is none by a fall no weather explains.

In the flow: contacts, the thermometer → here → the heating is held. Pure; owned by the loop's thread.
"""

from collections import deque
from collections.abc import Hashable
from dataclasses import dataclass, field

OPEN_S = 30.0  # who only comes in, or lets the cat out, airs nothing
AFTER_S = 300.0  # shut for so long, the air has settled
FALL_C, WITHIN_S = 0.6, 300.0
LEAST_TAU_H = 3.0  # no room left alone cools faster than this by itself, whatever it seemed
RISEN_C = 0.2  # above its lowest since: it is shut again
LONGEST_S = 1800.0  # so long a fall alone is taken for an open window


@dataclass(slots=True)
class RoomWindows:
    """One room's. open_since: monotonic, by each contact that is open. fell_at, lowest_c: a fall that was seen, and how far it
    went. shut_at: since when nothing is open any more."""

    has_contact: bool = False
    open_since: dict[Hashable, float] = field(default_factory=dict)
    fell_at: float | None = None
    lowest_c: float = 0.0
    shut_at: float | None = None
    _was_open: bool = False
    _warmth: deque[tuple[float, float]] = field(default_factory=lambda: deque(maxlen=120))

    def contact(self, which: Hashable, is_open: bool, now_s: float) -> None:
        """A contact spoke; also what it says again."""
        self.has_contact, self.fell_at = True, None
        if is_open:
            self.open_since.setdefault(which, now_s)
        elif self.open_since.pop(which, None) is not None and not self.open_since and self._was_open:
            self.shut_at = now_s

    def feels(self, temperature_c: float, out_c: float | None, tau_h: float, now_s: float) -> None:
        """The thermometer spoke. tau_h: how slowly the room cools when it is left alone."""
        if self.has_contact:
            return
        while self._warmth and now_s - self._warmth[0][0] > WITHIN_S:
            self._warmth.popleft()
        if self.fell_at is None:
            highest = max((warm for _, warm in self._warmth), default=temperature_c)
            gap = 20.0 if out_c is None else max(0.0, highest - out_c)
            explained = gap * (WITHIN_S / 3600.0) / max(LEAST_TAU_H, tau_h)
            if highest - temperature_c - explained >= FALL_C - 1e-6:
                self.fell_at, self.lowest_c = now_s, temperature_c
                self._warmth.clear()
        else:
            self.lowest_c = min(self.lowest_c, temperature_c)
            if temperature_c >= self.lowest_c + RISEN_C:
                self.fell_at, self.shut_at = None, now_s
        self._warmth.append((now_s, temperature_c))

    def is_open(self, now_s: float) -> bool:
        """Whether the heating is held: open for long enough, or shut too short a while ago."""
        if self.fell_at is not None and now_s - self.fell_at > LONGEST_S:
            self.fell_at, self.shut_at = None, now_s - AFTER_S
        is_airing = self.fell_at is not None or any(now_s - since >= OPEN_S for since in self.open_since.values())
        if is_airing:
            self._was_open, self.shut_at = True, None
            return True
        if self._was_open and (self.shut_at is None or now_s - self.shut_at >= AFTER_S):
            self._was_open, self.shut_at = False, None
        return self._was_open

    @property
    def next_s(self) -> float | None:
        """When it may be otherwise though nothing is heard; None: not by itself."""
        times = [since + OPEN_S for since in self.open_since.values()]
        if self.shut_at is not None:
            times.append(self.shut_at + AFTER_S)
        if self.fell_at is not None:
            times.append(self.fell_at + LONGEST_S)
        return min(times, default=None)
