"""The write-ahead log is taken over into the database beside the loop: that waits for the disk, and nobody who comes in may.

In the flow: the loop's commit → every so often, in a thread of its own, by a connection of its own. It never writes what is not
in the log already, so there is still one who writes.
"""

import contextlib
import logging
import sqlite3
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from .connection import connected, not_made

log = logging.getLogger(__name__)

EVERY = 100  # commits, a few pages each
BY_ITSELF = 16_000  # pages, 64 MB: where the thread does not keep up, the loop's own commit takes the log over after all


class Checkpoints:
    """Owned by whoever writes, and asked for by it alone: so nothing is under way once ``rest`` has returned.

    begun: how often it was done, or is being done.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._commits = self.begun = 0
        self._thread = ThreadPoolExecutor(1, "checkpoints")
        self._under_way: Future[None] | None = None

    def committed(self) -> None:
        """One more commit is in the log."""
        self._commits += 1
        if self._commits >= EVERY and not self.is_under_way:
            self._commits = 0
            self.begun += 1
            self._under_way = self._thread.submit(self._take_over)

    @property
    def is_under_way(self) -> bool:
        return self._under_way is not None and not self._under_way.done()

    def rest(self) -> None:
        """Waits for what is under way: two at once are refused by SQLite, and who erases must empty the log."""
        if self._under_way is not None:
            self._under_way.result()

    def close(self) -> None:
        self._thread.shutdown()

    def _take_over(self) -> None:
        """What the disk refuses the next commit tells."""
        try:
            with contextlib.closing(connected(not_made(self._path))) as connection:
                connection.execute("pragma wal_checkpoint(passive)")
        except sqlite3.Error as error:
            log.debug("the log was not taken over: %s", error)
