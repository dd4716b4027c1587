"""The subscriptions of one connection, from CONNACK until all that the broker has kept is heard, and what changes afterwards.

Subscribed, the link waits for a marker it sent to itself: what a broker kept (retained messages) comes before it, so everything
heard until then is passed on as retained and can neither trigger nor teach.
"""

import logging
from collections.abc import Iterator, Sequence

from .client import Client, Granted
from .options import Counts
from .portions import MANY, Portions, first
from .wanted import Wanted

log = logging.getLogger(__name__)

ANSWER_S = 5.0  # for the SUBACKs
MARKER_S = 3.0
HUSH_S = 0.3  # a broker that talked and then falls silent has dropped the marker
SYNC_S = 60.0  # at most, for a broker that is busy telling all it has kept
DENIED_AGAIN_S = 60.0  # what the broker refused is asked for again: nobody tells us when its access list is changed


class Syncing:
    """Belongs to one connection; ``now`` is monotonic seconds. is_done: all that was kept is heard; it stays so."""

    def __init__(self, client: Client, wanted: Wanted, counts: Counts, now: float) -> None:
        self.is_done = False
        self._client, self._wanted, self._counts = client, wanted, counts
        self._subscribed: frozenset[str] = frozenset()
        self._on_way: dict[int, Sequence[str]] = {}  # number of a SUBSCRIBE → its filters
        self._portions = Portions(client.largest)
        self._asked_at = self._denied_at = now
        self._until = now + ANSWER_S  # the step that is under way is over by then
        self._sync_by = now + SYNC_S
        self._apply(now)
        self._ask_more(now)

    @property
    def asked(self) -> list[str]:
        """What the broker has been asked for and has not answered."""
        return [pattern for part in self._on_way.values() for pattern in part]

    def wants(self, now: float) -> None:
        """What is wanted has changed. What the broker refused is asked for again."""
        self._apply(now)
        if self.is_done:
            self._ask_again(now)

    def granted(self, answer: Granted, now: float) -> None:
        before = self._wanted.filters
        asked = self._on_way.pop(answer.number, ())
        self._counts.denied += self._wanted.answered(zip(asked, answer.refusals, strict=False))
        if any(answer.refusals):
            self._denied_at = now
        if self._wanted.filters != before:
            self._apply(now)
        if self._wanted.marker in self._wanted.denied:
            self._portions.without_marker()
        if not self.is_done and not self._on_way and not self._portions.is_marking:
            if self._portions.has_marker:
                self._mark(now)
            else:
                self._ask_more(now)

    def came_back(self, payload: bytes, now: float) -> None:
        """What we published on the marker's topic, or somebody else did."""
        if not self.is_done and self._portions.is_back(payload):
            self._wanted.is_silent = False
            self._ask_more(now)

    def step_by(self, heard_at: float) -> float:
        """When the step that is under way is late. heard_at: when anything was heard last."""
        portions = self._portions
        has_hushed = portions.is_marking and portions.may_mark_again and heard_at > self._asked_at
        return min(self._until, heard_at + HUSH_S) if has_hushed else self._until

    def tick(self, now: float, heard_at: float) -> str:
        """What is due; why the connection is of no use, or an empty string."""
        if self.is_done:
            if self._wanted.denied and now - self._denied_at >= DENIED_AGAIN_S:
                self._ask_again(now)
            return ""
        return self._late(now, heard_at) if now >= self.step_by(heard_at) else ""

    def _late(self, now: float, heard_at: float) -> str:
        is_talking = heard_at > self._asked_at and now < self._sync_by
        if not self._portions.is_marking:
            if not is_talking:
                return f"no answer to SUBSCRIBE within {ANSWER_S:g} s"
            self._on_way = {}
            self._portions.again(is_granted=False)
            self._ask_more(now)
        elif is_talking and self._portions.may_mark_again:
            self._mark(now)
        else:
            # A broker's access list may forbid the marker. Its retained messages are marked as such, so this is safe enough.
            self._portions.without_marker()
            self._wanted.is_silent = True
            self._counts.markers_missed += 1
            log.warning("%s does not come back (forbidden by the broker?); going on without", self._wanted.marker)
            self._ask_more(now)
        return ""

    def _apply(self, now: float) -> None:
        """New filters first, then the old ones go, so that nothing is missed between."""
        wanted, marker = self._wanted.filters, self._wanted.marker
        new, old = list(self._wanted.in_order(wanted - self._subscribed)), sorted(self._subscribed - wanted)
        if marker in new:
            new.remove(marker)
            new.insert(0, marker)
        self._subscribed = wanted
        if self.is_done:
            for part in self._parts(new):
                self._ask(part, now)
        else:
            self._portions.add(new)
        for part in self._parts(old):
            self._client.unsubscribe(list(part))

    def _ask(self, part: Sequence[str], now: float) -> None:
        self._asked_at = now
        number = self._client.ask(part, self._wanted.own)
        if number is not None:
            self._on_way[number] = part

    def _ask_more(self, now: float) -> None:
        """The next portion of a new connection; after the last it is done."""
        part = self._portions.next(self._subscribed)
        if not part:
            self.is_done = True
            return
        self._until = now + ANSWER_S
        self._ask(part, now)

    def _ask_again(self, now: float) -> None:
        """What the broker refused."""
        self._denied_at = now
        for part in self._parts(self._wanted.in_order(self._wanted.denied.keys() & self._subscribed)):
            self._ask(part, now)

    def _mark(self, now: float) -> None:
        """What comes back behind everything the broker had to say until now."""
        self._asked_at, self._until = now, now + MARKER_S
        self._client.publish(self._wanted.marker, self._portions.mark())

    def _parts(self, filters: Sequence[str]) -> Iterator[Sequence[str]]:
        while filters:
            count = first(filters, MANY, self._client.largest)
            yield filters[:count]
            filters = filters[count:]
