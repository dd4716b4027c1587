"""Messages heard and not yet handled: empty after every turn in a calm house; in a storm it chooses what waits and what goes.

Presence comes first and is kept; of a topic that floods only the newest messages are kept, for a state is what was said last.
"""

from collections import deque
from collections.abc import Callable, Iterable

from devices.message import Message

CALM = 500  # messages; up to here nothing is dropped and everything is handled in the order it came
PER_TOPIC = 20  # newest kept of one ordinary topic in a storm
MOST, MOST_URGENT = 20_000, 10_000  # messages
MOST_BYTES = 64 * 1024 * 1024


class Backlog:
    """Owned by the loop's thread. is_urgent: whether a topic is one of presence or of a resident's order."""

    def __init__(self, is_urgent: Callable[[str], bool]) -> None:
        self.dropped = 0
        self._is_urgent = is_urgent
        self._count = self._bytes = self._number = 0
        self._urgent: deque[tuple[int, Message]] = deque()
        self._places: deque[tuple[int, str]] = deque()  # whose turn it is, in order; as many as ordinary messages wait
        self._lines: dict[str, deque[Message]] = {}

    def __len__(self) -> int:
        return self._count

    def add(self, messages: Iterable[Message]) -> None:
        for message in messages:
            self._number += 1
            self._count += 1
            self._bytes += len(message.payload)
            if self._is_urgent(message.topic):
                self._urgent.append((self._number, message))
                if len(self._urgent) > MOST_URGENT:
                    self._drop(self._urgent.popleft()[1])
                continue
            line = self._lines.setdefault(message.topic, deque())
            line.append(message)
            if self._count > CALM and len(line) > PER_TOPIC:
                self._drop(line.popleft())  # the newest takes over the place of the oldest
            else:
                self._places.append((self._number, message.topic))
            while self._places and (len(self._places) > MOST or self._bytes > MOST_BYTES):
                self._drop(self._next_ordinary())

    def take(self, most: int) -> list[Message]:
        """The next messages to handle; in order while it is calm, the urgent ones first in a storm."""
        taken: list[Message] = []
        while self._count and len(taken) < most:
            is_first = self._urgent and (self._count > CALM or not self._places or self._urgent[0][0] < self._places[0][0])
            message = self._urgent.popleft()[1] if is_first else self._next_ordinary()
            self._count -= 1
            self._bytes -= len(message.payload)
            taken.append(message)
        return taken

    def _next_ordinary(self) -> Message:
        _, topic = self._places.popleft()
        line = self._lines[topic]
        message = line.popleft()
        if not line:
            del self._lines[topic]
        return message

    def _drop(self, message: Message) -> None:
        self._count -= 1
        self._bytes -= len(message.payload)
        self.dropped += 1
