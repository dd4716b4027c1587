"""What we may say, as far as the broker tells: it outlives every connection, so that a refusal is no news at each of them."""

import logging

from ...text import shown

log = logging.getLogger(__name__)


class Spoken:
    """refused: topics the broker passes nothing on to → why, until it does."""

    def __init__(self) -> None:
        self.refused: dict[str, str] = {}

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
