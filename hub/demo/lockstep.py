"""The real hub and the simulated household on one embedded broker, in one thread, step by step in simulated time.

After everything that happens both sides are pumped until quiet: a marker is sent through the broker behind the last message,
and what comes before it is handled first. So the machine's speed does not move the order of things. The links
read the real clock (they ping a real broker); the hub is handed the simulated moment.
"""

import contextlib
import select
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from devices.links.broker import EmbeddedBroker
from devices.links.mqtt import MqttLink, MqttOptions
from devices.message import Message, Outgoing
from hub.clock import SystemClock
from hub.config import Config
from hub.daemon import Daemon
from hub.errors import HubError
from hub.links.players import Players
from hub.loop.inbox import Inbox
from hub.store import Store

from ..rehearsal.clock import SimulatedClock

PATIENCE_S = 30.0  # real seconds for one marker to come back; a very slow machine
HOP_S = 0.05  # simulated seconds a message is on its way
STEP_S = 60.0  # simulated seconds between two ticks at most


class _Link(MqttLink):
    """A link that also hears the markers sent to it, whatever else it is asked to hear."""

    def __init__(self, port: int, name: str) -> None:
        options = MqttOptions("127.0.0.1", port, client_id=f"demo-{name}", base_topic="demo", protocol="3.1.1")
        super().__init__(options, SystemClock().now)
        self.marker = f"demo/marker/{name}"

    def subscribe(self, filters: Iterable[str]) -> dict[str, str]:
        return super().subscribe({*filters, self.marker})


class Lockstep:
    """hear: what the household makes of a message it hears (simulated moment stamped). Used as a context."""

    def __init__(
        self, config: Config, folder: Path, clock: SimulatedClock, listens: Iterable[str], hear: Callable[[Message], None]
    ) -> None:
        self._config, self._folder, self.clock, self._listens, self._hear = config, folder, clock, listens, hear
        self._opened = contextlib.ExitStack()
        self._marked = 0
        self._told = {"hub": 0, "household": 0}  # messages published that have been waited for

    def __enter__(self) -> Self:
        with contextlib.ExitStack() as opened:
            broker = EmbeddedBroker()
            port = broker.start()
            opened.callback(broker.stop)
            store = Store.open(self._folder / "demo.db")
            opened.callback(store.close)
            inbox = Inbox()
            opened.callback(inbox.close)
            self._hub = _Link(port, "hub")
            self._home = _Link(port, "household")
            players = Players(self._config.settings(), inbox.put, self.clock.now)
            self.daemon = Daemon(self._config, store, self._hub, inbox, self.clock, players)
            opened.callback(self.daemon.loop.close)
            opened.callback(self.daemon.close)
            opened.callback(self._home.close)
            self._home.subscribe(self._listens)
            for link in (self._hub, self._home):
                link.connect()
                self._wait(lambda link=link: link.state == "up")  # type: ignore[misc]
            self.daemon.on_link("up", self.clock.now())
            self._opened = opened.pop_all()
        self.pump()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._opened.close()

    def say(self, *messages: Outgoing) -> None:
        """The household publishes; call pump() to have it heard."""
        for message in messages:
            if not self._home.publish(message):
                raise HubError(f"the demo's broker was lost: {self._home.problem}")

    def pump(self) -> None:
        """Until nobody has anything more to say."""
        while True:
            is_quiet = True
            if self._home.counts.published != self._told["household"]:
                self._told["household"] = self._through(self._home, self._hub)
                is_quiet = False
            if self._hub.counts.published != self._told["hub"]:
                self._through(self._hub, self._hub)  # MQTT 3.1.1: the hub hears its own commands pass by
                self._told["hub"] = self._through(self._hub, self._home)
                is_quiet = False
            if is_quiet:
                return
            self.clock.advance_to(self.clock.elapsed_s + HOP_S)

    def run_until(self, elapsed_s: float) -> None:
        """Lets simulated time pass; whatever the hub has to do meanwhile it does at its time."""
        while self.clock.elapsed_s < elapsed_s:
            due = self.daemon.step.next_deadline()
            upto = min(elapsed_s, self.clock.elapsed_s + STEP_S)
            if due is not None:
                # A deadline that a tick leaves standing must not stop the time.
                upto = min(upto, max(self.clock.until(due) + 0.01, self.clock.elapsed_s + 0.25))
            self.clock.advance_to(upto)
            self.daemon.on_tick(self.clock.now())
            self.pump()

    def rest(self, seconds: float) -> None:
        """Real time for the viewer; the links stay alive."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            time.sleep(min(left, 0.5))
            self._hub.tick()
            self._home.tick()

    def _through(self, speaker: _Link, listener: _Link) -> int:
        """Sends a marker behind what the speaker said and handles all that comes before it. What the speaker had published."""
        self._marked += 1
        marker = str(self._marked).encode()
        said = speaker.counts.published + 1
        if not speaker.publish(Outgoing(listener.marker, marker)):
            raise HubError(f"the demo's broker was lost: {speaker.problem}")
        until = time.monotonic() + PATIENCE_S
        while True:
            is_through = False
            for message in self._read(listener):  # all of it: what came behind the marker is not lost either
                if message.topic == listener.marker:
                    is_through = is_through or message.payload == marker
                elif listener is self._hub:
                    self.daemon.on_message(replace(message, when=self.clock.now()))
                else:
                    self._hear(replace(message, when=self.clock.now()))
            if is_through:
                return said
            if time.monotonic() > until or listener.state != "up" or speaker.state != "up":
                raise HubError(f"the demo's broker does not answer: {listener.problem or speaker.problem or 'silence'}")

    def _read(self, link: _Link) -> list[Message]:
        for waiting in (self._hub, self._home):
            if waiting.wants_write():
                waiting.on_writable()
            waiting.tick()
        sock = link.socket()
        if sock is None:
            return []
        ready, _, _ = select.select([sock], [], [], 0.2)
        return link.on_readable() if ready or link.has_more else []

    def _wait(self, wanted: Callable[[], bool]) -> None:
        until = time.monotonic() + PATIENCE_S
        while not wanted():
            self._read(self._hub if self._hub.state != "up" else self._home)
            if time.monotonic() > until:
                raise HubError(f"the demo's broker cannot be reached: {self._hub.problem or self._home.problem}")
