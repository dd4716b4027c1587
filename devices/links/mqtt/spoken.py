"""What we may say, as far as the broker tells: it outlives every connection, so that a refusal is no news at each of them."""

import logging

from ...message import Outgoing
from ...text import shown

log = logging.getLogger(__name__)

AROUND = 32  # bytes of a packet that are neither topic nor payload, at most


class Spoken:
    """refused: topics the broker passes nothing on to → why, until it does."""

    def __init__(self) -> None:
        self.refused: dict[str, str] = {}
        self._too_large: set[str] = set()

    def fits(self, outgoing: Outgoing, largest: int) -> bool:
        """Whether the broker takes so much. largest: bytes of a packet it takes; who sends more is cut off."""
        topic, size = outgoing.topic, len(outgoing.payload) + 4 * len(outgoing.topic) + AROUND
        if size > largest and (size := len(outgoing.payload) + len(topic.encode()) + AROUND) > largest:
            self._too_large.add(topic)
            self.answered(topic, f"{len(outgoing.payload)} bytes are too many, it takes {largest} with all that is around them")
            return False
        if self._too_large and topic in self._too_large:
            self._too_large.discard(topic)
            self.answered(topic, "")
        return True

    def answered(self, topic: str, why: str) -> bool:
        """The broker's answer to a message: why it does not pass it on, or nothing. False: it refuses."""
        if not why:
            if self.refused and self.refused.pop(topic, None) is not None:
                log.info("the broker passes on what is said on %s again", shown(topic, 120))
            return True
        if self.refused.get(topic) != why:
            log.warning("the broker does not pass on what is said on %s: %s", shown(topic, 120), why)
        self.refused[topic] = why
        return False
