"""The one thread that owns the broker's socket and all state: waits, hears, hands on, and lets nothing stop it.

It waits on the link's socket, the inbox's bell and the nearest deadline. A message that cannot be used is counted and dropped;
a bug in handling one is logged once with what caused it, and that message is skipped (robustness P4).
"""

import selectors
import socket
from collections.abc import Callable
from typing import Protocol, TypeVar

from devices.errors import BadPayload
from devices.message import Message
from devices.text import shown
from devices.vocabulary import Moment

from ..clock import Clock
from .backlog import Backlog
from .complaints import Complaints
from .inbox import Inbox

_T = TypeVar("_T")

TICK_S = 1.0  # longest time between two ticks
AT_ONCE, AT_ONCE_S = 200, 0.05  # messages, and seconds, handled before the socket is looked at again


class Link(Protocol):
    """What the loop drives; devices/links/mqtt/link.py is one."""

    @property
    def has_more(self) -> bool: ...
    @property
    def state(self) -> str: ...
    @property
    def deadline(self) -> float | None: ...
    def socket(self) -> socket.socket | None: ...
    def wants_write(self) -> bool: ...
    def on_readable(self) -> list[Message]: ...
    def on_writable(self) -> None: ...
    def tick(self) -> None: ...


class Loop:
    """on_message: may raise BadPayload. on_value: what other threads put into the inbox. on_tick: at least once a second, and
    when next_deadline (monotonic) has come. on_link: the link's state changed. is_urgent: topics that go first in a storm.
    """

    def __init__(
        self,
        link: Link,
        inbox: Inbox,
        clock: Clock,
        on_message: Callable[[Message], None],
        on_value: Callable[[object], None],
        on_tick: Callable[[Moment], None],
        next_deadline: Callable[[], float | None] = lambda: None,
        on_link: Callable[[str, Moment], None] = lambda _state, _now: None,
        is_urgent: Callable[[str], bool] = lambda _topic: False,
    ) -> None:
        self.complaints = Complaints()
        self.backlog = Backlog(is_urgent)
        self._link, self._inbox, self._clock = link, inbox, clock
        self._on_message, self._on_value, self._on_tick = on_message, on_value, on_tick
        self._next_deadline, self._on_link = next_deadline, on_link
        self._is_stopping = self._is_called = False
        self._state = link.state
        self._ticked_at = clock.now().mono
        self._next: float | None = None  # when the next tick is, monotonic; None: to be reckoned
        self._selector = selectors.DefaultSelector()
        self._selector.register(inbox.waiting, selectors.EVENT_READ)
        self._watched: tuple[socket.socket, int] | None = None

    def run(self) -> None:
        """Until stop()."""
        try:
            while not self._is_stopping:
                self.turn(None)
        finally:
            self.close()

    def stop(self) -> None:
        """From any thread, or a signal: the turn that runs is the last."""
        self._is_stopping = True
        self._inbox.wake()

    def close(self) -> None:
        self._selector.close()

    def turn(self, longest_s: float | None) -> None:
        """Waits until something is there or due, ``longest_s`` at most (None: as long as may be), and handles it."""
        ready = self._wait(longest_s)
        if self._link.has_more or ready & selectors.EVENT_READ:
            self.backlog.add(self._link.on_readable())
        if ready & selectors.EVENT_WRITE:
            self._link.on_writable()
        self._handle()
        if self._is_called:
            self._is_called = False
            for value in self._inbox.drain():
                self._guarded(self._on_value, value, value)
        self._link.tick()
        now = self._clock.now()
        if self._link.state != self._state:
            self._state = self._link.state
            self._guarded(lambda state: self._on_link(state, now), self._state, "the link's state")
        self._next = self._due()
        if now.mono >= self._next:
            self._ticked_at = now.mono
            self._next = None
            self._guarded(self._on_tick, now, "tick")

    def _handle(self) -> None:
        """The presence message that just came is decided on here, before anything else gets its turn."""
        until = self._clock.now().mono + AT_ONCE_S
        handled = 0
        while handled < AT_ONCE and len(self.backlog):
            for message in self.backlog.take(20):
                handled += 1
                try:
                    self._on_message(message)
                except BadPayload as error:
                    self.complaints.bad_payload(error, message.when)
                except Exception as error:  # noqa: BLE001 - the edge of the thread: one message is skipped, the house goes on
                    self.complaints.bug(error, f"{shown(message.topic, 80)} {shown(message.payload, 110)}", message.when)
            if self._clock.now().mono >= until:
                return

    def _guarded(self, call: Callable[[_T], None], value: _T, subject: object) -> None:
        try:
            call(value)
        except BadPayload as error:
            self.complaints.bad_payload(error, self._clock.now())
        except Exception as error:  # noqa: BLE001 - as above
            self.complaints.bug(error, shown(repr(subject)), self._clock.now())

    # Waiting

    def _wait(self, longest_s: float | None) -> int:
        """What the link's socket is ready for, as a mask of selector events."""
        sock = self._link.socket()
        events = selectors.EVENT_READ | (selectors.EVENT_WRITE if self._link.wants_write() else 0)
        wanted = None if sock is None else (sock, events)
        if wanted != self._watched:
            if self._watched is not None:
                self._selector.unregister(self._watched[0])
            if wanted is not None:
                self._selector.register(wanted[0], wanted[1])
            self._watched = wanted
        ready = 0
        for key, mask in self._selector.select(self._patience(longest_s)):
            if key.fileobj is self._inbox.waiting:
                self._is_called = True
            else:
                ready |= mask
        return ready

    def _patience(self, longest_s: float | None) -> float:
        if len(self.backlog) or self._link.has_more or self._is_stopping:
            return 0.0
        due = self._due() if self._next is None else self._next  # nothing has happened since the last turn reckoned it
        if self._link.deadline is not None:
            due = min(due, self._link.deadline)
        patience = max(0.0, due - self._clock.now().mono)
        return patience if longest_s is None else min(patience, longest_s)

    def _due(self) -> float:
        """When the next tick is, monotonic."""
        latest = self._ticked_at + TICK_S
        try:
            asked = self._next_deadline()
        except Exception as error:  # noqa: BLE001 - as above
            self.complaints.bug(error, "next deadline", self._clock.now())
            asked = None
        # A deadline that tick() does not clear must not turn the loop into a spin.
        return latest if asked is None else min(latest, max(asked, self._ticked_at + 0.001))
