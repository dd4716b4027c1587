"""Whether the hub lives, seen from outside, and what one that keeps dying may still do.

In the flow: the loop's tick → heartbeat → systemd. A worker that stands still is told, and noted for the next start; after many
deaths the hub only observes and says why.
"""

from contextlib import AbstractContextManager
from functools import partial

from devices.message import Message
from devices.vocabulary import Moment

from ..links.service_manager import ServiceManager
from ..loop.heartbeat import Heartbeat
from ..loop.workers import Workers
from ..store import Store
from ..store.starts import Starts
from .reporting import Reporting

ANOTHER = "another hub speaks on this broker in the same name"
OTHERS_EVERY_S = 15.0
SURELY = 2  # beats of it within that time


class Vigil:
    """Owned by the loop's thread; workers by all. starts: how often the hub died lately; None where nobody looks."""

    def __init__(self, starts: Starts | None, manager: ServiceManager, workers: Workers) -> None:
        self.workers = workers
        self._starts, self._manager = starts, manager
        self._heartbeat: Heartbeat | None = None
        self._look_at = 0.0  # monotonic

    def begin(self, store: Store, reporting: Reporting, now: Moment) -> None:
        """Before the loop turns."""
        if self._starts is None:
            return

        def write(when: Moment) -> None:
            reporting.house.keep(partial(store.beat, when))

        self._heartbeat = Heartbeat(reporting.house.topics.heartbeat, reporting.publish, write, self._manager, self.workers)
        if self._starts.is_too_often:
            reporting.problem(reporting.house.command_history.observe(now, self._starts.why()))

    def topics(self) -> tuple[str, ...]:
        """What it has to hear."""
        return () if self._heartbeat is None else (self._heartbeat.topic,)

    def hears(self, message: Message) -> bool:
        """Whether it was the hub's own beat."""
        if self._heartbeat is None or message.topic != self._heartbeat.topic:
            return False
        self._heartbeat.hear(message)
        return True

    def link(self, state: str, problem: str) -> None:
        """The broker's link is another than it was."""
        if self._heartbeat is not None:
            self._heartbeat.connected()
        self._manager.status(f"broker: {state}{f' ({problem})' if problem else ''}")

    def tick(self, reporting: Reporting, is_up: bool, now: Moment) -> None:
        """Called once a second."""
        self._manager.ready()
        if self._heartbeat is not None:
            self._look_for_another(self._heartbeat, reporting, now)
        for words in () if self._heartbeat is None else self._heartbeat.tick(is_up, now):
            if self._starts is not None:
                self._starts.note(words)
            reporting.problem(f"{words}: the hub is to be started anew (systemd does so by itself)")

    def _look_for_another(self, heartbeat: Heartbeat, reporting: Reporting, now: Moment) -> None:
        """Two hubs of one base topic (an old one still runs somewhere) would both order about, and learn from each other."""
        if now.mono < self._look_at:
            return
        heard, heartbeat.others_heard, self._look_at = heartbeat.others_heard, 0, now.mono + OTHERS_EVERY_S
        if heard < SURELY:
            if not heard:
                reporting.is_over(ANOTHER)
            return
        base = reporting.house.topics.base
        words = f"{ANOTHER}, under {base}/: stop one of the two, or give it a mqtt: base_topic of its own"
        if words not in reporting.house.problems:
            reporting.problem(words)

    def long_work(self) -> AbstractContextManager[None]:
        """What is done inside may take minutes."""
        return self._manager.long_work()


def nobody() -> Vigil:
    """Where nobody looks whether the hub lives: a demo, a rehearsal."""
    return Vigil(None, ServiceManager({}), Workers())
