"""When to call again: soon at first, then less and less often, never in step with other clients, never too often."""

from collections.abc import Callable

FIRST_S, LONGEST_S = 0.25, 5.0
BURST = 3  # connections made right after another before the rate applies


class Retry:
    """Pure but for its own memory; ``now`` is monotonic seconds. per_minute: connections made in any minute at most.

    jitter: gives 0..1. first_s, longest_s: the shortest and the longest wait; left out: the broker's. What was refused before
    a connection stood (nobody listens) only waits; what stood costs a token.
    """

    def __init__(
        self, per_minute: int, jitter: Callable[[], float], first_s: float | None = None, longest_s: float | None = None
    ) -> None:
        self._first = FIRST_S if first_s is None else first_s
        self._longest = LONGEST_S if longest_s is None else longest_s
        self._refill_per_s = max(1, per_minute - BURST) / 60.0
        self._tokens, self._filled_at = float(BURST), 0.0
        self._jitter = jitter
        self._delay = self._first
        self.at: float = 0.0  # not before

    def failed(self, now: float) -> None:
        """Nobody there, or it did not work out: wait, twice as long each time, between half of that and all of it."""
        self.at = max(self._tokens_at(now), now + self._delay * (0.5 + 0.5 * self._jitter()))
        self._delay = min(self._longest, self._delay * 2)

    def lost(self, now: float) -> None:
        """A connection that worked has ended: begin again with the shortest wait."""
        self.afresh()
        self.failed(now)

    def afresh(self) -> None:
        """There is reason to think that the next call is answered: should it fail, the waits begin with the shortest."""
        self._delay = self._first

    def refused(self, now: float, wait_s: float) -> None:
        """Calling again soon would do harm: wait about so long, whatever the longest wait is."""
        self.at = now + wait_s * (0.8 + 0.4 * self._jitter())

    def connected(self, now: float) -> None:
        """A connection stands, whatever becomes of it."""
        self._fill(now)
        self._tokens -= 1.0

    def _fill(self, now: float) -> None:
        self._tokens = min(float(BURST), self._tokens + max(0.0, now - self._filled_at) * self._refill_per_s)
        self._filled_at = now

    def _tokens_at(self, now: float) -> float:
        """When there is a whole token again."""
        self._fill(now)
        return now + max(0.0, 1.0 - self._tokens) / self._refill_per_s
