"""Orders that could not be followed: the first on a topic is told at once, then one line a minute with how many there were.

A program that asks wrongly a thousand times must not fill the log, the list of problems or the broker.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from devices.text import shown
from devices.vocabulary import Moment, RoomId

EVERY_S = 60.0
LONGEST = 200  # characters of what is told


@dataclass(slots=True)
class _Topic:
    """said: monotonic, when something was told of it last. further: since then. last: the last of them."""

    said: float
    room: RoomId | None
    further: int = 0
    last: str = ""


class WrongOrders:
    """Owned by the loop's thread. counts: since the start, by topic; there are as many as take orders."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._topics: dict[str, _Topic] = {}

    def take(self, topic: str, problem: str, room: RoomId | None, now: Moment) -> str | None:
        """What to tell of it now, escaped and cut; None: later."""
        self.counts[topic] += 1
        words = shown(f"{topic}: {problem}", LONGEST - 1)
        known = self._topics.get(topic)
        if known is None:
            self._topics[topic] = _Topic(now.mono, room)
            return words
        known.further += 1
        known.last = words
        return None

    def due(self, now: Moment) -> Iterator[tuple[str, RoomId | None]]:
        """What is to be told of those that came since the last time; a topic that was quiet for as long starts afresh."""
        for topic, known in list(self._topics.items()):
            if now.mono - known.said < EVERY_S:
                continue
            if not known.further:
                del self._topics[topic]
                continue
            head = f"{known.further} more in the last minute, the last: " if known.further > 1 else ""
            yield shown(head + known.last, LONGEST - 1), known.room
            known.said, known.further = now.mono, 0

    def next_deadline(self) -> float | None:
        """Monotonic time at which something is to be told or forgotten."""
        return min((known.said + EVERY_S for known in self._topics.values()), default=None)
