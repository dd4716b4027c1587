"""A bridge's long list of devices, read a few entries at a time: whoever comes in meanwhile does not wait for the rest.

In the flow: announcement → here → (a piece with every tick) → the catalogue changes. Ten megabytes take a second to read.
"""

from collections.abc import Callable, Generator
from typing import TypeVar

from devices.errors import BadPayload
from devices.message import Message

LONG_B = 64 * 1024  # a shorter one is read at once
PIECE = 8  # entries, each of some tenths of a millisecond

_T = TypeVar("_T")
Pieces = Generator[None, None, _T]  # of one entry each


class LongLists:
    """The latest of each topic, in their order. Owned by the loop's thread. read: takes one in; True where devices changed."""

    def __init__(self, read: Callable[[Message], Pieces[bool]]) -> None:
        self._read = read
        self._waiting: dict[str, Message] = {}
        self._going: Pieces[bool] | None = None  # of the first that waits

    @property
    def is_busy(self) -> bool:
        return bool(self._waiting)

    def put(self, message: Message) -> None:
        """What was said on its topic before, and is not read yet, is no longer so."""
        self.drop(message.topic)
        self._waiting[message.topic] = message

    def drop(self, topic: str) -> None:
        if topic in self._waiting:
            if next(iter(self._waiting)) == topic:
                self._going = None
            del self._waiting[topic]

    def take_over(self, earlier: "LongLists") -> None:
        """After the configuration changed: they are read from the beginning."""
        self._waiting = dict(earlier._waiting)

    def read_on(self) -> bool:
        """A piece more; True when devices have changed. Raises BadPayload, and then that list is dropped."""
        if not self._waiting:
            return False
        topic, message = next(iter(self._waiting.items()))
        self._going = self._going or self._read(message)
        try:
            for _ in range(PIECE):
                next(self._going)
        except StopIteration as done:
            self.drop(topic)
            return bool(done.value)
        except BadPayload:
            self.drop(topic)
            raise
        return False


def at_once(pieces: Pieces[_T]) -> _T:
    """All of them without a pause. Raises what they raise."""
    while True:
        try:
            next(pieces)
        except StopIteration as done:
            found: _T = done.value
            return found
