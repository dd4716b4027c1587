"""Time as it was: a replay's clock stands at the recorded moments exactly, and goes on by itself between them."""

from datetime import timedelta

from devices.vocabulary import Moment

from ..rehearsal.clock import SimulatedClock


class RelivedClock(SimulatedClock):
    """first: the moment it begins at. Never goes back."""

    def __init__(self, first: Moment) -> None:
        super().__init__(first.at)
        self._now = first

    def now(self) -> Moment:
        return self._now

    def be(self, moment: Moment) -> None:
        """From now on it is then."""
        if moment.mono >= self._now.mono:
            self._now = moment

    def be_at(self, mono: float) -> None:
        """The same, by the monotonic time alone."""
        if mono > self._now.mono:
            self._now = Moment(self._now.at + timedelta(seconds=mono - self._now.mono), mono)
