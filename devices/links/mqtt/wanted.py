"""What is to be heard, and what of it cannot be: it outlives every connection, so that a refusal is no news at each of them."""

import logging
from collections.abc import Iterable, Mapping, Sequence

from ...filters import problem_of, without_covered
from ...text import shown

log = logging.getLogger(__name__)


class Wanted:
    """marker: a topic that is wanted besides, whatever else is.

    filters: what the broker is asked for. unasked: what nobody may ask a broker for → why. denied: what the broker refuses →
    its reason, until it grants it.
    """

    def __init__(self, marker: str) -> None:
        self.marker = marker
        self.own = f"{marker.rpartition('/')[0]}/"  # what is said below it is said to ourselves: the marker, the heartbeat
        self.filters = frozenset((marker,))
        self.unasked: dict[str, str] = {}
        self.denied: dict[str, str] = {}
        self.is_silent = False  # the broker grants the marker's topic and sends nothing of it
        self._allowed: frozenset[str] = frozenset()
        self._rank: dict[str, int] = {}

    @property
    def refusals(self) -> Mapping[str, str]:
        """What is to be heard and is not: filter → why, in the broker's words or in ours."""
        silent = {self.marker: "what is said there does not come back"} if self.is_silent else {}
        return {**silent, **self.unasked, **self.denied}

    def use(self, filters: Iterable[str]) -> dict[str, str]:
        """These from now on, all of them. Returns those that are not asked for, each with why."""
        self._rank = {pattern: rank for rank, pattern in enumerate(filters)}
        refused = {pattern: why for pattern in self._rank if (why := problem_of(pattern))}
        for pattern in refused.keys() - self.unasked.keys():
            log.warning("not subscribed to %s: %s", shown(pattern, 120), refused[pattern])
        self.unasked = refused
        self._allowed = frozenset(self._rank.keys() - refused.keys())
        self.denied = {f: why for f, why in self.denied.items() if f in self._allowed or f == self.marker}
        self._cover()
        return refused

    def answered(self, answers: Iterable[tuple[str, str]]) -> int:
        """What the broker says to each filter: why it refuses it, or nothing. Returns how many it refuses that it did not."""
        before = dict(self.denied)
        for pattern, why in answers:
            if not why:
                self.denied.pop(pattern, None)
            elif pattern in self.filters:
                self.denied[pattern] = why
        if self.denied == before:
            return 0
        news = self.denied.keys() - before.keys()
        for pattern in news:
            log.warning("the broker refuses the subscription to %s: %s", shown(pattern, 120), self.denied[pattern])
        for pattern in before.keys() - self.denied.keys():
            log.info("the broker grants the subscription to %s now", shown(pattern, 120))
        self._cover()
        return len(news)

    def in_order(self, filters: Iterable[str]) -> Sequence[str]:
        """In the order they were wanted in: retained messages come in the order of subscribing."""
        return sorted(filters, key=lambda pattern: (self._rank.get(pattern, len(self._rank)), pattern))

    def _cover(self) -> None:
        """What no other filter covers. Where the broker refuses a wide one, it may still grant the narrow ones."""
        denied = self._allowed & self.denied.keys()
        self.filters = without_covered(self._allowed - denied) | denied | {self.marker}
