"""The connection to one player, in a thread of its own: slow answers never keep the house waiting.

It waits on the player and on a wake-up pipe in one selector, so that commands go out at once and ``stop`` is quick.
Commands are perishable: what cannot be said now is dropped and counted, never kept for later.
"""

import logging
import os
import random
import select
import threading
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import ClassVar

from ..command import Command
from ..event import Event, Reachable, Reported
from ..text import shown
from ..vocabulary import Device, Moment, Settings, Value
from .retry import Retry

log = logging.getLogger(__name__)

ANSWER_S = 4.0  # no answer within it: the connection is given up
WAITING = 16  # commands at most
SIGN_EVERY_S = 3.0  # while it waits
LOOKS, OPENING_LOOKS = 4, 12  # of four seconds: an order takes an answer or two; a name service takes half a minute
_PER_MINUTE = 12  # connections


class PlayerLink(ABC):
    """One player. put: into the loop's inbox, from this link's thread. now: the hub's clock.

    kind: what it is called in sentences. broken: the exceptions that mean the connection is of no more use.
    sign: called all the while the thread lives, with how often nobody need have heard of it by the next time.
    """

    kind: ClassVar[str]
    broken: ClassVar[tuple[type[Exception], ...]]

    def __init__(self, device: Device, settings: Settings, put: Callable[[Event], object], now: Callable[[], Moment]) -> None:
        self.device, self._settings, self._put, self._now = device, settings, put, now
        self.sign: Callable[[int], object] = lambda _looks: None
        self.is_connected = False
        self.dropped = 0  # commands that could not be said in time
        self._waiting: deque[tuple[Command, float]] = deque()
        self._wake_r, self._wake_w = os.pipe()
        os.set_blocking(self._wake_r, False)
        os.set_blocking(self._wake_w, False)
        self._is_stopping = False
        self._thread: threading.Thread | None = None
        self._told: dict[str, Value] = {}
        self._problems: dict[str, str] = {}

    def start(self) -> None:
        """Connects and keeps connected, in the background."""
        name = f"{self.kind.casefold()} {self.device.stable_id}"
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ends the thread; returns when it has ended. A second call does nothing."""
        self._is_stopping = True
        self._wake()
        if self._thread is not None:
            self._thread.join(ANSWER_S + 1.0)
            if self._thread.is_alive():
                return  # stuck in the name service; it ends by itself and holds nothing up
            self._thread = None
        if self._wake_r >= 0:
            os.close(self._wake_r)
            os.close(self._wake_w)
            self._wake_r = self._wake_w = -1

    def send(self, command: Command) -> bool:
        """Never waits. False, and counted, when the player is not connected or too much is waiting already."""
        if not self.is_connected or len(self._waiting) >= WAITING:
            self.dropped += 1
            return False
        self._waiting.append((command, self._now().mono))
        self._wake()
        return True

    def problems(self) -> tuple[str, ...]:
        """What a person should look at, one sentence each: not reachable, what it refused, what it does not have."""
        return tuple(dict(self._problems).values())

    def ask(self) -> tuple[str, ...]:
        """Connects once and says what is wrong, for ``attune check --live``. Takes seconds at most. Instead of ``start``."""
        try:
            self._open()
        except self.broken as error:
            self._lost(error)
        finally:
            self._shut()
            self.stop()
        return self.problems()

    # What each kind of player does, in the thread

    @abstractmethod
    def _open(self) -> None:
        """Connects, reads the first state and tells it with ``_is_up``. Raises ``broken``."""

    @abstractmethod
    def _attend(self) -> None:
        """Listens and obeys until it breaks or is stopped."""

    @abstractmethod
    def _shut(self) -> None:
        """Closes whatever is open. Never raises."""

    # The thread

    def _run(self) -> None:
        retry = Retry(_PER_MINUTE, random.random)
        while not self._is_stopping:
            is_up = False
            try:
                self.sign(OPENING_LOOKS)
                self._open()
                is_up = True
                retry.connected(self._now().mono)
                self._attend()
            except self.broken as error:
                self._lost(error)
            except Exception:  # the edge of a thread: a bug here must not silence the player for good
                log.exception("the link to %s %s broke", self.kind, self.device.stable_id)
                self._lost(None)
            finally:
                self._shut()
            if self._is_stopping:
                break
            now = self._now().mono
            if is_up:
                retry.lost(now)
            else:
                retry.failed(now)
            self._pause(retry.at)
        self.is_connected = False

    def _is_up(self, events: Iterable[Reported]) -> None:
        """The player answers; these events are how things are there."""
        self._problems.pop("link", None)
        self._waiting.clear()
        self.is_connected = True
        log.info("connected to %s %s", self.kind, self.device.stable_id)
        self._put(Reachable(self.device.id, True, self._now()))
        self._tell(events)

    def _lost(self, error: BaseException | None) -> None:
        reason = shown(str(error) or type(error).__name__, 120)
        self._is_away(
            f"{self.kind} at {self.device.stable_id} cannot be reached ({reason}): is it running and listening there?", reason
        )

    def _is_away(self, problem: str, reason: str) -> None:
        """The player is out of reach, for a reason a person should know of; said once."""
        was_connected, self.is_connected = self.is_connected, False
        self.dropped += len(self._waiting)
        self._waiting.clear()
        known = self._problems.get("link")
        self._problems["link"] = problem
        if was_connected or known is None:
            log.warning("%s %s is not reachable: %s", self.kind, self.device.stable_id, reason)
            self._put(Reachable(self.device.id, False, self._now()))

    def _tell(self, events: Iterable[Reported]) -> None:
        for event in events:
            self._told[event.trait] = event.value
            self._put(event)

    def _obeyed(self, name: str, refusal: Exception | None) -> None:
        """What became of one order. What the player makes of it is told again, also when nothing changed."""
        if refusal is None:
            self._problems.pop(f"told {name}", None)
        else:
            reason = shown(str(refusal), 160)
            self._problems[f"told {name}"] = f"{self.kind} at {self.device.stable_id} refused {name}: {reason}"
            log.warning("%s %s refused %s: %s", self.kind, self.device.stable_id, name, reason)
        self._told.pop(name, None)

    def _ready(self, fileno: int, until: float | None, longest: float) -> bool:
        """Waits for the player's words (True), a command, ``stop`` or the moment ``until``; ``longest`` seconds at most."""
        end = self._now().mono + longest if until is None else until
        while True:
            self.sign(LOOKS)
            left = max(0.0, end - self._now().mono)
            ready, _, _ = select.select([fileno, self._wake_r], [], [], min(left, SIGN_EVERY_S))
            if ready or left <= SIGN_EVERY_S:
                return fileno in ready

    def _pause(self, until: float) -> None:
        while not self._is_stopping and (left := until - self._now().mono) > 0:
            self.sign(LOOKS)
            select.select([self._wake_r], [], [], min(left, SIGN_EVERY_S))
            self._drain()

    def _wake(self) -> None:
        with suppress(OSError):  # full: it will wake anyway; closed: it has stopped
            os.write(self._wake_w, b"!")

    def _drain(self) -> None:
        with suppress(BlockingIOError):
            while os.read(self._wake_r, 512):
                pass
