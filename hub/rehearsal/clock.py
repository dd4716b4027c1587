"""Time in a rehearsal: wall and monotonic clock go forward together, as fast as the script is lived through."""

from datetime import UTC, datetime, timedelta

from devices.vocabulary import Moment

_BEGINS = 10_000.0  # monotonic; a machine that has been on for a while


class SimulatedClock:
    """start: aware. Seconds are counted from it."""

    def __init__(self, start: datetime) -> None:
        self._start = start.astimezone(UTC)
        self.elapsed_s = 0.0

    def now(self) -> Moment:
        return self.at(self.elapsed_s)

    def at(self, elapsed_s: float) -> Moment:
        return Moment(self._start + timedelta(seconds=elapsed_s), _BEGINS + elapsed_s)

    def until(self, mono: float) -> float:
        """A monotonic time as seconds since the start."""
        return mono - _BEGINS

    def advance_to(self, elapsed_s: float) -> None:
        """Never back."""
        self.elapsed_s = max(self.elapsed_s, elapsed_s)
