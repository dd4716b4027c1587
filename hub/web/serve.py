"""The page's process: uvicorn on the socket it was handed, its patience with slow and many clients, and its end."""

import asyncio
import contextlib
import os
import socket
import ssl
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from ..errors import HubError
from .app import make_app
from .live import Live

HEAD_WITHIN_S = 10.0
FROM_ONE_ADDRESS = 8  # connections; a browser opens six
FROM_A_PROXY = 64  # a reverse proxy speaks for the whole house
LONGEST_HEAD = 16_384  # bytes
ORPHAN_S, ORPHAN_IDLE_S = 600.0, 60.0  # after the hub that started it has died: at most, and with nobody asking


@dataclass(frozen=True, slots=True)
class Serving:
    """idle_s: after so long without a request the process ends. supervisor: the only address let in, "" where all may come.

    config: the file residents change.
    """

    database: Path
    idle_s: float
    certificate: Path | None = None
    key: Path | None = None
    supervisor: str = ""
    config: Path | None = None


class PatientProtocol(H11Protocol):
    """uvicorn waits for a request's head for ever, and for as many as like: this one ten seconds, and for eight an address."""

    _from: ClassVar[Counter[str]] = Counter()
    speaks_for_many: ClassVar[set[str]] = set()  # addresses of proxies

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._address = self.client[0] if self.client else ""
        self._from[self._address] += 1
        most = FROM_A_PROXY if self._address in self.speaks_for_many else FROM_ONE_ADDRESS
        if self._from[self._address] > most:
            transport.abort()
            return
        self._head_due: asyncio.TimerHandle | None = self.loop.call_later(HEAD_WITHIN_S, transport.abort)

    def connection_lost(self, exc: Exception | None) -> None:
        self._from[self._address] -= 1
        if not self._from[self._address]:
            del self._from[self._address]
        self._is_answering()
        super().connection_lost(exc)

    def handle_events(self) -> None:
        """A head may have come whole by now."""
        before = self.cycle
        super().handle_events()
        if self.cycle is not before:
            self._is_answering()

    def data_received(self, data: bytes) -> None:
        if self.cycle is not None and self.cycle.response_complete and self._head_due is None:
            self._head_due = self.loop.call_later(HEAD_WITHIN_S, self.transport.abort)  # the next request of a kept connection
        super().data_received(data)

    def _is_answering(self) -> None:
        due, self._head_due = getattr(self, "_head_due", None), None
        if due is not None:
            due.cancel()


def serve(listening: socket.socket, settings: Serving) -> None:
    """Until SIGTERM, until nobody has looked for a while, or until another hub runs than the one that started it.

    Where that was killed the page goes on for a while, and says to whoever asks that nothing runs.
    """
    live = Live(settings.database, settings.config)
    with contextlib.suppress(HubError):
        live.hub.household()  # which names it answers to
    app = make_app(live, settings.certificate is not None, settings.supervisor)
    PatientProtocol.speaks_for_many = {"127.0.0.1", "::1", settings.supervisor}
    config = uvicorn.Config(
        app,
        http=PatientProtocol,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=1,  # open streams never end by themselves
        h11_max_incomplete_event_size=LONGEST_HEAD,
        ssl_certfile=settings.certificate,
        ssl_keyfile=settings.key,
        ssl_context_factory=_context if settings.certificate is not None else None,
    )
    asyncio.run(_run(uvicorn.Server(config), listening, live, settings.idle_s))


def _context(_config: uvicorn.Config, usual: Any) -> ssl.SSLContext:
    context: ssl.SSLContext = usual()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


async def _run(server: uvicorn.Server, listening: socket.socket, live: Live, idle_s: float) -> None:
    tasks = [asyncio.create_task(each) for each in (live.follow(), live.look(), _end_when_idle(server, live, idle_s))]
    try:
        await server.serve(sockets=[listening])
    finally:
        for task in tasks:
            task.cancel()


async def _end_when_idle(server: uvicorn.Server, live: Live, idle_s: float) -> None:
    parent, orphaned_at = os.getppid(), None
    while True:
        await asyncio.sleep(min(1.0 if orphaned_at is None else 0.2, idle_s))
        mono = time.monotonic()
        if orphaned_at is None and os.getppid() != parent:
            orphaned_at, idle_s = mono, min(idle_s, ORPHAN_IDLE_S)
        is_idle = not live.listeners and mono - live.asked_at > idle_s
        # Another hub wants the address. One that is silent is waited for, as then nobody else would say so.
        is_over = orphaned_at is not None and (live.silent_since is None or mono - orphaned_at > ORPHAN_S)
        if is_idle or is_over:
            server.should_exit = True
            return
