"""Where other threads leave values for the loop's thread: the one way in beside the broker."""

import contextlib
import socket
from collections import deque

LIMIT = 10_000


class Inbox:
    """``put`` from any thread, or a signal; the rest from the loop's thread, which waits on ``waiting``."""

    def __init__(self, limit: int = LIMIT) -> None:
        self.refused = 0  # values that found it full
        self._limit = limit
        self._values: deque[object] = deque()
        self.waiting, self._bell = socket.socketpair()
        self.waiting.setblocking(False)
        self._bell.setblocking(False)

    def put(self, value: object) -> bool:
        """Leaves a value and wakes the loop. False, and counted, when it is full: the loop has stood still for long."""
        if len(self._values) >= self._limit:
            self.refused += 1
            self.wake()
            return False
        self._values.append(value)  # a deque's append and popleft are whole under threads
        self.wake()
        return True

    def wake(self) -> None:
        # A full pipe wakes as well as one more byte in it; a closed one has nobody to wake.
        with contextlib.suppress(OSError):
            self._bell.send(b"\0")

    def drain(self) -> list[object]:
        """Everything that waits, in order."""
        with contextlib.suppress(BlockingIOError):
            while self.waiting.recv(4096):
                pass
        # The bell is emptied first: what is left after that rings again.
        return [self._values.popleft() for _ in range(len(self._values))]

    def close(self) -> None:
        self.waiting.close()
        self._bell.close()
