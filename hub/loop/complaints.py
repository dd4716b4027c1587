"""What went wrong with messages, said once each: a flood of rubbish must not become a flood of log lines."""

import logging
import traceback
from collections import deque
from pathlib import Path

from devices.errors import BadPayload
from devices.text import shown
from devices.vocabulary import Moment

log = logging.getLogger(__name__)

KINDS = 2_000  # remembered; past it the memory starts afresh
LINES_PER_MINUTE = 30


class Complaints:
    """Counts everything, logs each kind once. Owned by the loop's thread. bad: unusable messages; bugs: our own mistakes."""

    def __init__(self) -> None:
        self.bad = self.bugs = self.unsaid = 0
        self._known: set[tuple[str, str]] = set()
        self._lines: deque[float] = deque()  # monotonic times of the last lines

    def bad_payload(self, error: BadPayload, now: Moment) -> None:
        """Once for each topic and reason, at WARNING."""
        self.bad += 1
        if self._is_news((error.topic, error.reason), now):
            log.warning("dropped %s", shown(str(error), 400))

    def bug(self, error: Exception, subject: str, now: Moment) -> None:
        """A mistake of ours: once for each kind and place, in one line, with what was being handled."""
        self.bugs += 1
        frames = traceback.extract_tb(error.__traceback__)[-4:]
        places = " < ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in reversed(frames))
        if self._is_news((type(error).__name__, places), now):
            log.error(
                "a bug, skipped: %s: %s at %s, handling %s", type(error).__name__, shown(str(error)), places, shown(subject)
            )

    def _is_news(self, kind: tuple[str, str], now: Moment) -> bool:
        if kind in self._known:
            return False
        while self._lines and now.mono - self._lines[0] > 60.0:
            self._lines.popleft()
        if len(self._lines) >= LINES_PER_MINUTE:
            self.unsaid += 1
            return False  # not remembered: it may be said in a quieter minute
        if self.unsaid:
            log.warning("%d further complaints were not logged", self.unsaid)
            self.unsaid = 0
        if len(self._known) >= KINDS:
            self._known.clear()
        self._known.add(kind)
        self._lines.append(now.mono)
        return True
