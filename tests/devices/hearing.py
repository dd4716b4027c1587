"""What a player's link tells, to be waited for in tests."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

from devices.event import Event, Reachable, Reported
from devices.vocabulary import Moment
from tests.patience import PATIENCE_S


def clock() -> Moment:
    return Moment(datetime.now(UTC), time.monotonic())


class Heard:
    """What a link put, to be waited for."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._news = threading.Condition()

    def put(self, event: Event) -> None:
        with self._news:
            self.events.append(event)
            self._news.notify_all()

    def wait(self, is_it: Callable[[Event], bool], seconds: float = PATIENCE_S) -> Event:
        """The first such event since the last one taken; it and all before it are taken."""
        with self._news:
            assert self._news.wait_for(lambda: any(is_it(e) for e in self.events), seconds), self.events
            at = next(i for i, e in enumerate(self.events) if is_it(e))
            found = self.events[at]
            del self.events[: at + 1]
            return found

    def report(self, trait: str, value: float | str | None = None) -> Reported:
        found = self.wait(lambda e: isinstance(e, Reported) and e.trait == trait and (value is None or e.value == value))
        assert isinstance(found, Reported)
        return found

    def reachable(self, online: bool) -> None:
        self.wait(lambda e: isinstance(e, Reachable) and e.online == online)
