"""The hub's own pulse: out to the broker, back, into the database, and then told to who restarts a hub that stands still.

In the flow: tick → attune/sync/heartbeat → heard again → the database takes it → systemd. It stops while a worker is missed.
What a restart cannot mend (no broker, a broker that does not hand it back, a full disk) does not stop it.
"""

import secrets
from collections.abc import Callable
from typing import Protocol

from devices.message import Message, Outgoing
from devices.vocabulary import Moment

from .workers import Workers

BEAT_S = 4.0
LOST = 5  # looks at which it is not back: it is lost. A broker that has stopped was noticed before, by its silence


class Watchdog(Protocol):
    """Who waits for the beat; hub/links/service_manager.py is one."""

    def beat(self) -> None: ...


class Heartbeat:
    """Owned by the loop's thread. publish: to the broker; False where it could not be said. write: into the database."""

    def __init__(
        self,
        topic: str,
        publish: Callable[[Outgoing], bool],
        write: Callable[[Moment], object],
        watchdog: Watchdog,
        workers: Workers,
    ) -> None:
        self.topic = topic
        self._publish, self._write, self._watchdog, self._workers = publish, write, watchdog, workers
        self.others_heard = 0  # beats of another hub that has the same base topic
        self._own = secrets.token_hex(8).encode()  # how each of ours begins
        self._beats = 0
        self._said: set[str] = set()
        self._next = 0.0  # monotonic
        self._out = b""  # the beat that is on its way
        self._looks = 0  # at which it was not back; no clock, which may be set, or stand still with all of us
        self._comes_back = False  # whether one has, on this connection

    def connected(self) -> None:
        """A new connection to the broker, or none: whether it hands the beat back is to be found out."""
        self._out, self._looks, self._comes_back = b"", 0, False

    def tick(self, is_up: bool, now: Moment) -> list[str]:
        """What has been found to stand still, each once. Called once a second. is_up: whether the broker can be spoken to."""
        if now.mono < self._next:
            return []
        self._next = now.mono + BEAT_S
        missed = [f"{name} stands still" for name in self._workers.look()]
        if not missed:
            missed = self._beat(is_up, now)
        news = [words for words in missed if words not in self._said]
        self._said.update(news)
        return news

    def _beat(self, is_up: bool, now: Moment) -> list[str]:
        self._looks = self._looks + 1 if self._out else 0
        is_lost = self._looks >= LOST
        if is_up and is_lost and self._comes_back:
            return ["the link to the broker stands still"]  # what was said on it came back, and does not any more
        if not is_up or self._out or not self._publish(self._new()):
            self._into_the_database(now)
        if is_lost:
            self._out = b""  # an access list, or a broker with a mind of its own: once more
        return []

    def hear(self, message: Message) -> None:
        """What came on its topic."""
        if message.retain:
            return
        if self._out and message.payload == self._out:
            self._out, self._comes_back = b"", True
            self._into_the_database(message.when)
        elif not message.payload.startswith(self._own):
            self.others_heard += 1

    def _new(self) -> Outgoing:
        self._beats += 1
        self._out = b"%b %d" % (self._own, self._beats)
        return Outgoing(self.topic, self._out)

    def _into_the_database(self, now: Moment) -> None:
        self._write(now)
        self._watchdog.beat()
