"""A broker in memory, for a home in which time itself is made up: nothing waits, and the same words come in the same order.

``MemoryLink`` is to the hub what ``MqttLink`` is. As with MQTT 5 nobody hears their own words, what was kept comes marked as
such before the link is up, and a lost link's will is told. Owned by one thread.
"""

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal

from ..filters import problem_of, topic_matches
from ..message import Message, Outgoing
from ..vocabulary import Moment
from .mqtt import Counts

LinkState = Literal["down", "syncing", "up"]
_KNOWN_TOPICS = 20_000  # whose listeners are remembered; past it the memory starts afresh


class MemoryBroker:
    """now: stamps what is passed on. hears: told everything that anybody publishes, in order, and who it was."""

    def __init__(self, now: Callable[[], Moment], hears: Callable[[Outgoing, "MemoryLink | None"], None]) -> None:
        self.is_there = True
        self._now, self._hears = now, hears
        self._links: list[MemoryLink] = []
        self._kept: dict[str, Outgoing] = {}

    def publish(self, outgoing: Outgoing, by: "MemoryLink | None" = None) -> bool:
        """False while the broker is away: then nobody hears it and nothing is kept of it."""
        if not self.is_there:
            return False
        if outgoing.retain:
            if outgoing.payload:
                self._kept[outgoing.topic] = outgoing
            else:
                self._kept.pop(outgoing.topic, None)
        for link in self._links:
            if link is not by:
                link.take(Message(outgoing.topic, outgoing.payload, self._now()))
        self._hears(outgoing, by)
        return True

    def let_in(self, link: "MemoryLink") -> None:
        self._links.append(link)
        self.tell_kept(link, lambda _topic: True)

    def tell_kept(self, link: "MemoryLink", is_new: Callable[[str], bool]) -> None:
        """What is kept of the link's topics, as far as they are new to it."""
        for outgoing in list(self._kept.values()):
            if is_new(outgoing.topic):
                link.take(Message(outgoing.topic, outgoing.payload, self._now(), retain=True))

    def leave(self, link: "MemoryLink") -> None:
        """In peace: without its will."""
        if link in self._links:
            self._links.remove(link)

    def lose(self, link: "MemoryLink") -> None:
        """It died: the broker says its last will."""
        self.leave(link)
        if link.will is not None:
            self.publish(link.will, link)

    def go(self) -> None:
        """The broker is away; what it keeps it keeps on its disk."""
        self.is_there = False
        self._links.clear()

    def come_back(self) -> None:
        self.is_there = True


class MemoryLink:
    """will: what the broker says when the link is lost. Connects whenever it is told to go on and the broker is there."""

    def __init__(self, broker: MemoryBroker, will: Outgoing | None = None) -> None:
        self.problem = "not connected yet"
        self.not_let_in = ""
        self.counts = Counts()
        self.refusals: Mapping[str, str] = {}
        self.unsaid: Mapping[str, str] = {}
        self.deadline: float | None = None
        self.will = will
        self._broker = broker
        self._state: LinkState = "down"
        self._is_wanted = False
        self._heard: deque[Message] = deque()
        self._filters: frozenset[str] = frozenset()
        self._wild: tuple[str, ...] = ()
        self._wants: dict[str, bool] = {}  # topic → whether it is one of ours

    @property
    def state(self) -> LinkState:
        return self._state

    @property
    def has_more(self) -> bool:
        return bool(self._heard)

    def socket(self) -> None:
        """There is nothing to wait on."""

    def wants_write(self) -> bool:
        return False

    def connect(self) -> None:
        self._is_wanted = True
        self.tick()

    def close(self, farewell: Outgoing | None = None) -> None:
        if farewell is not None and self._state != "down":
            self._broker.publish(farewell, self)
        self._broker.leave(self)
        self._is_wanted, self._state, self.problem = False, "down", "closed"

    def tick(self) -> None:
        """Notices that the broker went or came back."""
        if self._state != "down" and not self._broker.is_there:
            self._state, self.problem = "down", "the broker is lost"
            self._heard.clear()
        elif self._state == "down" and self._is_wanted and self._broker.is_there:
            self._state = "syncing"
            self.counts.reconnects += self.problem == "the broker is lost"
            self._broker.let_in(self)
        elif self._state == "syncing" and not self._heard:
            self._state, self.problem = "up", ""

    def on_readable(self) -> list[Message]:
        heard = list(self._heard)
        self._heard.clear()
        self.counts.received += len(heard)
        return heard

    def on_writable(self) -> None:
        pass

    def publish(self, outgoing: Outgoing) -> bool:
        is_taken = self._state == "up" and self._broker.publish(outgoing, self)
        self.counts.published += is_taken
        self.counts.refused += not is_taken
        return is_taken

    def publish_all(self, several: Sequence[Outgoing]) -> list[bool]:
        return [self.publish(outgoing) for outgoing in several]

    def subscribe(self, filters: Iterable[str]) -> dict[str, str]:
        """As ``MqttLink.subscribe``."""
        asked = frozenset(filters)
        refused = {pattern: why for pattern in asked if (why := problem_of(pattern))}
        before, self._filters = self._filters, asked - refused.keys()
        self._wild = tuple(sorted(p for p in self._filters if "+" in p or "#" in p))
        self._wants.clear()
        if self._state != "down":
            new = self._filters - before
            self._broker.tell_kept(self, lambda topic: any(topic_matches(pattern, topic) for pattern in new))
        self.refusals = refused
        return refused

    def say_anew(self) -> None:
        """Nothing is refused here."""

    def take(self, message: Message) -> None:
        """The broker passes a message on."""
        wants = self._wants.get(message.topic)
        if wants is None:
            if len(self._wants) >= _KNOWN_TOPICS:
                self._wants.clear()
            wants = message.topic in self._filters or any(topic_matches(p, message.topic) for p in self._wild)
            self._wants[message.topic] = wants
        if wants:
            self._heard.append(message)
