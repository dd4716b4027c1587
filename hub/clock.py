"""The clock, the only place that reads it. Everything else is handed a ``Moment``."""

import time
from datetime import UTC, datetime
from typing import Protocol

from devices.vocabulary import Moment


class Clock(Protocol):
    def now(self) -> Moment:
        """Wall time in UTC for people and storage, monotonic seconds for durations, read together."""
        ...


class SystemClock:
    def now(self) -> Moment:
        return Moment(datetime.now(UTC), time.monotonic())
