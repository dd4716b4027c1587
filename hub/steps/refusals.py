"""What the broker does not let the hub hear or say, or keeps it out of altogether: told once, and over when it is over.

In the flow: the link's refusals → attune/problem, status, screens; and no device is blamed for what never reached it.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from itertools import chain
from typing import Protocol

from devices.links.mqtt import Counts
from devices.vocabulary import Moment

from .carry_out import CarryOut
from .refusal_words import Sentence, unheard, unsaid
from .reporting import Reporting

SENTENCES = 20  # told at once


class RefusingLink(Protocol):
    """What is asked of the broker's link; devices/links/mqtt/link.py is one. Both mappings: topic → why."""

    not_let_in: str
    counts: Counts

    @property
    def state(self) -> str: ...
    @property
    def refusals(self) -> Mapping[str, str]: ...
    @property
    def unsaid(self) -> Mapping[str, str]: ...


class Refusals:
    """Owned by the loop's thread. Outlives connections: what is refused again after a reconnect is no news."""

    def __init__(self) -> None:
        self._unheard: Mapping[str, str] = {}
        self._unsaid: Mapping[str, str] = {}
        self._shut_out = ""
        self._since = 0.0
        self._forbidden = 0

    def is_news(self, link: RefusingLink) -> bool:
        """Whether the broker has refused something since the last look: then the next comes at once."""
        return link.counts.forbidden != self._forbidden

    def look(self, link: RefusingLink, reporting: Reporting, carry_out: CarryOut, orders: Collection[str], now: Moment) -> None:
        """What is refused now, against what was told. Called at least once a second; with nothing new it costs a µs."""
        self._forbidden = link.counts.forbidden
        if link.not_let_in and link.not_let_in != self._shut_out:
            self._since = self._since if self._shut_out else now.mono
            self._shut_out = link.not_let_in
            self.show(reporting, orders)
        if link.state != "up":
            return
        if self._shut_out:
            shut_s = now.mono - self._since
            reporting.tell(f"the broker did not let the hub in for {shut_s:.0f} s: {self._shut_out}; it does again")
            self._shut_out = ""
            self.show(reporting, orders)
        unheard_now, unsaid_now = link.refusals, link.unsaid
        if (unheard_now, unsaid_now) == (self._unheard, self._unsaid):
            return
        news = _news(unheard_now, self._unheard), _news(unsaid_now, self._unsaid)
        self._unheard, self._unsaid = unheard_now, unsaid_now
        _tell(self._sentences(*news, reporting, orders), reporting)
        for topic in news[1]:
            carry_out.refused(reporting.house.outbox.told_on(topic))
        self.show(reporting, orders)

    def show(self, reporting: Reporting, orders: Collection[str]) -> None:
        """What stands now, in words of this configuration: after a new one it is asked for again."""
        shut = [f"the broker does not let the hub in: {self._shut_out}"] if self._shut_out else []
        standing = self._sentences(self._unheard, self._unsaid, reporting, orders)
        reporting.house.standing.refused = (*shut, *(words for words, _, _ in standing))
        reporting.changed = -math.inf

    def _sentences(
        self, heard: Mapping[str, str], said: Mapping[str, str], reporting: Reporting, orders: Collection[str]
    ) -> list[Sentence]:
        house = reporting.house
        return [*unheard(heard, house.catalogue, house.config, orders), *unsaid(said, house.outbox.told_on, house.config)]


def _news(refused: Mapping[str, str], known: Mapping[str, str]) -> dict[str, str]:
    return {topic: why for topic, why in refused.items() if known.get(topic) != why}


def _tell(sentences: Sequence[Sentence], reporting: Reporting) -> None:
    for words, topics, room in sentences[:SENTENCES]:
        reporting.tell(words, room, topics=list(topics))
    rest = list(chain.from_iterable(topics for _, topics, _ in sentences[SENTENCES:]))
    if rest:
        reporting.tell(f"the broker refuses the hub {len(rest)} more (attune status names them)", topics=rest)
