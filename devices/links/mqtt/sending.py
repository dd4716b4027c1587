"""What we say on one connection: at once where the socket takes it, else soon or never; and what the broker says to it.

In the flow: Outgoing → bytes.
"""

import logging
from collections import deque
from collections.abc import Callable

from ...filters import cannot_publish_to
from ...message import Outgoing
from ...text import shown
from ...vocabulary import Moment
from .client import QUEUE, Client
from .options import Counts, MqttOptions
from .spoken import Spoken

log = logging.getLogger(__name__)

OWN_LIMIT = 16 * 1024  # bytes of a payload we publish
STALE_S = 5.0  # a command that waited longer is not sent any more
GRANTED_S = 3600.0  # so long after the broker passed on a command the next on its topic needs no answer of itself
UNANSWERED = 10  # commands are not asked after while so many answers are outstanding: behind more paho would keep them back
TOPICS = 1000  # remembered; past it the memory starts afresh


class Sending:
    """Belongs to one connection. Whether that is over by now is for who calls to see."""

    def __init__(self, client: Client, options: MqttOptions, spoken: Spoken, counts: Counts, now: Callable[[], Moment]) -> None:
        self._client, self._spoken, self._counts, self._now = client, spoken, counts, now
        self._own = f"{options.base_topic}/"
        self._queue: deque[tuple[float, Outgoing]] = deque()  # since when, what
        self._granted_at: dict[str, float] = {}  # when the broker last passed on what was said on a topic, monotonic

    @property
    def waiting(self) -> int:
        return len(self._queue)

    def publish(self, outgoing: Outgoing) -> bool:
        """Writes to the socket at once. False, and counted, when it is too large, or too much waits."""
        refusal = _why_not(outgoing)
        if refusal:
            log.warning("not published to %s: %s", shown(outgoing.topic, 120), refusal)
        elif not self._spoken.fits(outgoing, self._client.largest):
            refusal = "too large for the broker"
        if refusal or len(self._queue) >= QUEUE:
            self._counts.refused += 1
            return False
        if self._queue or self._client.want_write():
            self._queue.append((self._now().mono, outgoing))
            return True
        return self._send(outgoing)

    def write(self) -> None:
        """Sends what waited; a command that waited too long is dropped."""
        self._client.write()
        now = self._now().mono
        while self._queue and not self._client.want_write() and self._client.is_open:
            since, outgoing = self._queue.popleft()
            if now - since > STALE_S and not outgoing.retain:
                self._counts.late += 1
            else:
                self._send(outgoing)

    def answered(self, number: int, refusal: str, now: float) -> None:
        """The broker answers for a message: why it does not pass it on, or nothing."""
        topic = self._client.answered(number)
        if topic is None:
            return
        if len(self._granted_at) >= TOPICS:
            self._granted_at.clear()
        if self._spoken.answered(topic, refusal):
            self._granted_at[topic] = now
        else:
            self._granted_at.pop(topic, None)
            self._counts.forbidden += 1

    def _send(self, outgoing: Outgoing) -> bool:
        is_sent = self._client.say(outgoing, self._asks(outgoing))
        if is_sent:
            self._counts.published += 1
        else:
            self._counts.refused += 1
        return is_sent

    def _asks(self, outgoing: Outgoing) -> bool:
        """Whether the broker is to answer for a command. At QoS 0 it throws away in silence what its access list forbids, and
        the lamp would be blamed. So it is asked with the first on each topic, and where the command says so (its QoS): that
        costs a tenth of a millisecond. Our own tree is asked after with what is retained there.
        """
        client = self._client
        if outgoing.retain or not client.is_told_refusals or len(client.unanswered) >= UNANSWERED:
            return False
        if outgoing.qos or outgoing.topic.startswith(self._own):
            return outgoing.qos > 0
        granted_at = self._granted_at.get(outgoing.topic)
        return granted_at is None or self._now().mono - granted_at > GRANTED_S


def _why_not(outgoing: Outgoing) -> str:
    """Why a message must not go out, or an empty string."""
    if len(outgoing.payload) > OWN_LIMIT:
        return f"{len(outgoing.payload)} bytes, the limit is {OWN_LIMIT}"
    return cannot_publish_to(outgoing.topic)
