"""What keeps open pages fresh: the hub's lines of names in, server-sent events out. Never content: each page asks itself."""

import asyncio
import contextlib
import json
import time
from collections import Counter
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

from hub.api.console import socket_paths

from ..clock import SystemClock
from ..errors import HubError, NotPossible
from .ask import Hub

BEAT_S = 5.0  # a proxy that hears nothing closes, and a phone that hears nothing says so after two of them
LOOK_S = 5.0  # how often it is looked, while somebody listens, whether the hub still answers
AGAIN_S = (0.3, 0.5, 1.0)  # until the hub is tried again
OF_ONE, OF_PERSON, OF_ALL = 3, 6, 16  # streams open at a time: of one browser, of one person's, and at all
WAITING = 200  # names a slow reader may be behind


class Live:
    """Belongs to the event loop's thread. asked_at: monotonic time of the last request. silent_since: when the hub was last
    heard; None while it answers.
    """

    def __init__(self, database: Path, config: Path | None = None) -> None:
        self.hub = Hub(database, config)
        self.asked_at = time.monotonic()
        self.listeners: dict[asyncio.Queue[str], tuple[str, str]] = {}  # session, whose
        self.silent_since: datetime | None = None

    async def follow(self) -> None:
        """For as long as the process lives; the hub may come and go."""
        failed = 0
        while True:
            with contextlib.suppress(OSError, ValueError):
                async for names in _lines(self.hub.database):
                    failed = 0
                    self.silent_since = None
                    self._tell(names)
                    if "all" in names:  # which names it answers to may be others now
                        with contextlib.suppress(HubError):
                            await asyncio.to_thread(self.hub.household)
            self._lost()
            await asyncio.sleep(AGAIN_S[min(failed, len(AGAIN_S) - 1)])
            failed += 1

    async def look(self) -> None:
        """A hub that stands still keeps its connections: only asking it shows."""
        while True:
            await asyncio.sleep(LOOK_S)
            if not self.listeners:
                continue
            try:
                await asyncio.to_thread(self.hub.ask, "household")
            except NotPossible as error:
                if error.code in ("not_running", "no_answer"):
                    self._lost()
            except HubError:
                continue
            else:
                if self.silent_since is not None:
                    self.silent_since = None
                    self._tell(["all"])

    def _lost(self) -> None:
        """Open pages say so; what they ask from now on is not answered from memory."""
        if self.silent_since is None:
            self.silent_since = SystemClock().now().at
            self.hub.changed()
            self._put(["gone"])

    def _tell(self, names: list[str]) -> None:
        self.hub.changed(names)
        self._put(["resync"] if "all" in names else [name.replace("/", "-") for name in names])

    def _put(self, events: list[str]) -> None:
        for queue in self.listeners:
            for event in events:
                if queue.qsize() < WAITING:
                    queue.put_nowait(event)

    def heard(self) -> None:
        """A request came."""
        self.asked_at = time.monotonic()

    def may_listen(self, session: str, whose: str) -> bool:
        """Through ingress a request may claim any session: one account is not to keep everybody else from hearing."""
        sessions = Counter(open_one for open_one, _ in self.listeners.values())
        people = Counter(person for _, person in self.listeners.values())
        return len(self.listeners) < OF_ALL and sessions[session] < OF_ONE and people[whose] < OF_PERSON

    async def events(self, session: str, whose: str) -> AsyncIterator[str]:
        """The stream of one page: first that it may have missed something, or that nothing is heard; then names, and a beat."""
        queue: asyncio.Queue[str] = asyncio.Queue()
        self.listeners[queue] = (session, whose)
        try:
            yield _event("resync" if self.silent_since is None else "gone", self.hub.number)
            while True:
                try:
                    name = await asyncio.wait_for(queue.get(), BEAT_S)
                except TimeoutError:
                    name = "beat" if self.silent_since is None else "gone"
                yield _event(name, self.hub.number)
        finally:
            del self.listeners[queue]
            self.heard()

    def end(self, session: str) -> None:
        """Whoever signs out hears nothing more."""
        for queue, (open_one, _) in self.listeners.items():
            if open_one == session:
                queue.put_nowait("resync")


def _event(name: str, number: int) -> str:
    return f"event: {name}\nid: {number}\ndata: x\n\n"


async def _lines(database: Path) -> AsyncIterator[list[str]]:
    """Raises OSError where no hub is, ValueError where it says nonsense; ends when it does."""
    for path in socket_paths(database):
        if path.is_socket():
            break
    reader, writer = await asyncio.open_unix_connection(str(path))
    try:
        writer.write(b'{"command": "follow"}\n')
        while line := await reader.readline():
            yield [str(name) for name in json.loads(line)["changed"]]
    finally:
        writer.close()
