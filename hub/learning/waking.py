"""Learners are made ready one at a time while nothing else waits, so that whoever comes in finds theirs ready.

In the flow: the loop, idle → ``People.wake``. Once all are ready, what that took is given back to the system.
"""

import gc

from devices.vocabulary import Moment
from models.people import People

from ..loop.memory import give_back

EVERY_S = 0.1  # a learner takes some hundredths of a second: whoever comes in just after the start seldom waits for one


class Waking:
    """Owned by the loop's thread."""

    def __init__(self) -> None:
        self._at = 0.0

    def next_deadline(self, shelf: People) -> float | None:
        """Monotonic: when the next one may be; None when all are ready."""
        return None if shelf.is_ready else self._at

    def tick(self, shelf: People, now: Moment) -> None:
        """Up to 0.1 s; most of the time nothing."""
        if shelf.is_ready or now.mono < self._at:
            return
        self._at = now.mono + EVERY_S
        shelf.wake()
        if shelf.is_ready:
            gc.freeze()  # they stay: later collections need not look at them
            give_back()
