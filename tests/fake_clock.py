"""A clock that tests move: both times together, or the wall alone, as when somebody sets the machine's clock."""

from datetime import UTC, datetime, timedelta

from devices.vocabulary import Moment


class FakeClock:
    def __init__(self, at: datetime = datetime(2026, 3, 2, 18, 0, tzinfo=UTC), mono: float = 1000.0) -> None:
        self.at, self.mono = at, mono

    def now(self) -> Moment:
        return Moment(self.at, self.mono)

    def advance(self, seconds: float) -> Moment:
        self.at += timedelta(seconds=seconds)
        self.mono += seconds
        return self.now()

    def set_wall(self, at: datetime) -> Moment:
        """The wall clock steps; no time has passed."""
        self.at = at
        return self.now()
