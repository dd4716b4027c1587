"""The real hub on a broker in memory, in simulated time: its own loop takes its turns, only nobody waits between them.

In the flow: what is said on the broker → the hub's loop; what the hub says → ``hears``.
"""

import contextlib
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from devices.family import family_for
from devices.links.memory import MemoryBroker, MemoryLink
from devices.message import Outgoing

from ..api.console import Request
from ..config import Config
from ..daemon import Daemon
from ..home.catalogue import FindFamily
from ..jobs.timers import Tick
from ..links.players import Players
from ..loop.inbox import Inbox
from ..steps.staying import LOOK_EVERY_S
from ..store import Store
from ..telling.topics import Topics
from .clock import SimulatedClock

# Simulated seconds between two ticks at most, where the hub asks for none earlier: after something happened soon, then more and
# more seldom. The running hub ticks every second, for what it asks no time for: a source that is not heard any more, the sun.
FIRST_STEP_S, LAST_STEP_S = 1.0, 600.0
AGAIN_S = 0.05  # until a deadline that a tick has left standing is looked at again
UPKEEP_S = 600.0  # how often it is looked whether a daily job is due
_TURNS = 10_000  # at one moment: more is a quarrel without end


class Stage:
    """config: as it is rehearsed. database: where it writes. hears: told all that is published, True: by the hub.

    Used as a context: the hub starts as it is entered.
    """

    def __init__(
        self,
        config: Config,
        database: Path,
        clock: SimulatedClock,
        hears: Callable[[Outgoing, bool], None],
        families: FindFamily = family_for,
    ) -> None:
        """families: which speaks for a word of the configuration."""
        self._families = families
        self._config, self._database, self.clock = config, database, clock
        self.broker = MemoryBroker(clock.now, lambda outgoing, by: hears(outgoing, by is not None))
        self.daemon: Daemon | None = None
        self._link: MemoryLink | None = None
        self._opened = contextlib.ExitStack()
        self._upkeep_at_s = 0.0
        self._stirred_at_s = 0.0

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self.daemon is not None:
            self.daemon.close()
        self._opened.close()

    def start(self) -> None:
        """The hub, unless it runs."""
        if self.daemon is not None:
            return
        with contextlib.ExitStack() as opened:
            store = Store.open(self._database)
            opened.callback(store.close)
            inbox = Inbox()
            opened.callback(inbox.close)
            status = Topics(self._config.base_topic).status
            self._link = MemoryLink(self.broker, Outgoing(status, b"offline", retain=True, qos=1))
            players = Players(self._config.settings(), inbox.put, self.clock.now)
            self.daemon = Daemon(
                self._config, store, self._link, inbox, self.clock, players, prepares=False, families=self._families
            )
            opened.callback(self.daemon.loop.close)
            self._opened = opened.pop_all()
        self._link.connect()
        self.daemon.inbox.put(Tick())
        self.settle()

    def kill(self) -> None:
        """As when the power goes: nothing is said or written any more."""
        if self.daemon is None or self._link is None:
            return
        self.broker.lose(self._link)
        self.daemon = self._link = None
        self._opened.close()

    def ask(self, command: str, **arguments: Any) -> dict[str, Any]:
        """As the command line asks the running hub. An ``error`` where it does not run."""
        if self.daemon is None:
            return {"error": "the hub does not run", "code": "not_running"}
        request = Request(command, arguments)
        self.daemon.inbox.put(request)
        self.settle()
        return request.answer.get_nowait()

    def settle(self) -> None:
        """Lets the hub take all that was said."""
        daemon, link = self.daemon, self._link
        if daemon is None or link is None:
            return
        for _ in range(_TURNS):
            before = link.state
            daemon.loop.turn(0.0)
            if not link.has_more and not len(daemon.loop.backlog) and link.state == before:
                return

    def stirred(self) -> None:
        """Something happens that nobody has foreseen."""
        self._stirred_at_s = self.clock.elapsed_s

    def go_on(self, elapsed_s: float) -> None:
        """Lets time pass up to then at most, or until the hub has something to do, which it does."""
        clock = self.clock
        longest = max(FIRST_STEP_S, min(LAST_STEP_S, clock.elapsed_s - self._stirred_at_s))
        upto = min(elapsed_s, clock.elapsed_s + longest)
        due = None
        if self.daemon is not None:
            step = self.daemon.step
            step.staying.look_every_s = max(LOOK_EVERY_S, longest)
            due = step.next_deadline()
        if due is not None:
            # A deadline that a tick leaves standing must not stop the time.
            upto = min(upto, max(clock.until(due), clock.elapsed_s + AGAIN_S))
        clock.advance_to(upto)
        if self.daemon is not None and clock.elapsed_s >= self._upkeep_at_s:
            self._upkeep_at_s = clock.elapsed_s + UPKEEP_S
            self.daemon.inbox.put(Tick())
        self.settle()
