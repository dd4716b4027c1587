"""The clock, the only place that reads it. Everything else is handed a ``Moment``."""

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol

from devices.vocabulary import Moment


class Clock(Protocol):
    def now(self) -> Moment:
        """Wall time in UTC for people and storage, monotonic seconds for durations, read together."""
        ...


class SystemClock:
    def now(self) -> Moment:
        return Moment(datetime.now(UTC), time.monotonic())


RELEASED = datetime(2026, 1, 1, tzinfo=UTC)  # the year of this release: no home can live earlier; moved with each new one
BEYOND = RELEASED + timedelta(days=30 * 365)  # nor later: an empty battery makes some clocks begin in 2099
JUMP_S = 3600.0  # more the wall clock does not go wrong by itself between two looks: somebody or something has set it
STEADY_S = 10.0  # after a jump: another may follow


def is_believable(at: datetime) -> bool:
    """Whether a home can live then."""
    return RELEASED <= at < BEYOND


class TrustedTime:
    """Whether the wall clock is believed: a machine without a clock of its own starts in 1970 until the network tells it.

    Owned by the loop's thread. Until the first look it is believed.
    """

    def __init__(self) -> None:
        self.is_trusted = True
        self.was_wrong_by = timedelta()  # what the clock was just set by, where it said a time at which no home can live
        self._was_believable = True
        self._was_doubted = False
        self._ahead_s: float | None = None  # the wall clock of the monotonic one, at the last look
        self._not_before = float("-inf")  # monotonic: after a jump, not believed earlier

    def look(self, now: Moment) -> bool:
        """Called at least once a second. True when the answer has become another."""
        ahead_s = now.at.timestamp() - now.mono
        set_by_s = 0.0 if self._ahead_s is None else ahead_s - self._ahead_s
        if abs(set_by_s) > JUMP_S:
            self._not_before = now.mono + STEADY_S
        self._ahead_s, believable = ahead_s, is_believable(now.at)
        self.was_wrong_by = timedelta() if self._was_believable or not believable else timedelta(seconds=set_by_s)
        self._was_believable = believable
        earlier, self.is_trusted = self.is_trusted, believable and now.mono >= self._not_before
        self._was_doubted = self._was_doubted or not self.is_trusted
        return self.is_trusted is not earlier

    def may_have_been(self, at: datetime) -> bool:
        """Whether something that is said to have been then may be learned from."""
        return self.is_trusted and (not self._was_doubted or is_believable(at))

    def redated(self, earlier: Moment, now: Moment) -> Moment:
        """A moment from before the clock was right, by the clock as it is now."""
        return Moment(now.at - timedelta(seconds=now.mono - earlier.mono), earlier.mono)
