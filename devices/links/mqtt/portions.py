"""The subscriptions of a new connection in portions, so that a broker that has kept much is heard whole.

A broker tells all it has kept for a SUBSCRIBE at once. Mosquitto throws away what a client does not read in time beyond a
thousand messages, its own answer to a further SUBSCRIBE too. So one portion is asked for at a time, and then a marker of ours
is published: when it is back, everything before it has come. Where the first marker was thrown away, more was: that portion and
all that are left are asked for again, with few filters at a time.
"""

import secrets
from collections.abc import Collection, Iterable, Sequence

MANY = 100  # filters of one SUBSCRIBE
AROUND = 16  # bytes of a SUBSCRIBE that are no filter
FEW = 2  # once a broker has thrown away
_MARKS = 2  # of one portion


class Portions:
    """Belongs to one connection. has_marker: False once the broker was found to send no marker back. largest: bytes of a packet
    the broker takes.
    """

    def __init__(self, largest: int) -> None:
        self._largest = largest
        self.has_marker = True
        self._left: list[str] = []
        self._part: Sequence[str] = ()
        self._size = MANY
        self._marks: list[bytes] = []

    def add(self, filters: Iterable[str]) -> None:
        """Behind those that are left."""
        self._left += filters

    def next(self, wanted: Collection[str]) -> Sequence[str]:
        """The next portion, of what is wanted still; empty when all was asked for."""
        self._marks = []
        self._left = [pattern for pattern in self._left if pattern in wanted]
        count = first(self._left, self._size, self._largest)
        self._part, self._left = self._left[:count], self._left[count:]
        return self._part

    @property
    def is_marking(self) -> bool:
        """Whether a marker is on its way."""
        return bool(self._marks)

    @property
    def may_mark_again(self) -> bool:
        return len(self._marks) < _MARKS

    def mark(self) -> bytes:
        """A marker's payload; each is another, so that it is known which one came back."""
        self._marks.append(secrets.token_hex(8).encode())
        return self._marks[-1]

    def is_back(self, payload: bytes) -> bool:
        """Whether this is a marker of the portion under way. A later one before the first: something was thrown away."""
        if payload not in self._marks:
            return False
        if payload != self._marks[0]:
            self.again()
        self._marks = []
        return True

    def again(self, is_granted: bool = True) -> None:
        """The portion under way was not heard whole: with what is left, in small ones; where it was small, it must do."""
        if len(self._part) > FEW or not is_granted:
            self._left, self._size = [*self._part, *self._left], FEW

    def without_marker(self) -> None:
        self.has_marker, self._marks = False, []


def first(filters: Sequence[str], most: int, largest: int) -> int:
    """How many of them go into one SUBSCRIBE of so many bytes; one does, whatever its length."""
    size = AROUND
    for count, pattern in enumerate(filters[:most]):
        size += len(pattern.encode()) + 3  # MQTT 5, section 3.8.3: a length of two bytes, and how
        if size > largest and count:
            return count
    return min(most, len(filters))
