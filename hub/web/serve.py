"""The page's process: uvicorn on the socket it was handed, its patience with slow and many clients, and its end."""

import asyncio
import contextlib
import logging
import os
import socket
import ssl
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from ..errors import HubError
from .app import make_app
from .connections import Listening
from .live import Live

HEAD_WITHIN_S = 10.0
HEARTBEAT_S = 2.0
LONGEST_HEAD = 16_384  # bytes
ORPHAN_S, ORPHAN_IDLE_S = 600.0, 60.0  # after the hub that started it has died: at most, and with nobody asking


@dataclass(frozen=True, slots=True)
class Serving:
    """idle_s: after so long without a request the process ends. supervisor: the only address let in, "" where all may come.

    config: the file residents change. heart: a pipe into which it is said that the page lives, None where nobody listens.
    """

    database: Path
    idle_s: float
    certificate: Path | None = None
    key: Path | None = None
    supervisor: str = ""
    config: Path | None = None
    heart: int | None = None


class PatientProtocol(H11Protocol):
    """uvicorn waits for a request's head for ever: this one ten seconds."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._head_due: asyncio.TimerHandle | None = self.loop.call_later(HEAD_WITHIN_S, transport.abort)

    def connection_lost(self, exc: Exception | None) -> None:
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
        due, self._head_due = self._head_due, None
        if due is not None:
            due.cancel()


def serve(fileno: int, settings: Serving) -> None:
    """Until SIGTERM, until nobody has looked for a while, or until another hub runs than the one that started it.

    fileno: of the listening socket. Where that hub was killed the page goes on for a while, and says to whoever asks that
    nothing runs.
    """
    live = Live(settings.database, settings.config)
    with contextlib.suppress(HubError):
        live.hub.household()  # which names it answers to
    app = make_app(live, settings.certificate is not None, settings.supervisor)
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
    # What uvicorn warns of is what strangers send: a line each would be theirs to fill the disk with.
    logging.getLogger("uvicorn").setLevel(logging.ERROR)
    with Listening(fileno, frozenset({"127.0.0.1", "::1", settings.supervisor})) as listening:
        asyncio.run(_run(uvicorn.Server(config), listening, live, settings))


def _context(_config: uvicorn.Config, usual: Any) -> ssl.SSLContext:
    context: ssl.SSLContext = usual()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


async def _run(server: uvicorn.Server, listening: socket.socket, live: Live, settings: Serving) -> None:
    doing = [live.follow(), live.look(), _end_when_idle(server, live, settings.idle_s)]
    if settings.heart is not None:
        doing.append(_beat(settings.heart))
    tasks = [asyncio.create_task(each) for each in doing]
    try:
        await server.serve(sockets=[listening])
    finally:
        for task in tasks:
            task.cancel()


async def _beat(heart: int) -> None:
    """That the page's loop turns, for who has started it."""
    os.set_blocking(heart, False)
    while True:
        with contextlib.suppress(OSError):  # nobody reads any more, or not just now
            os.write(heart, b".")
        await asyncio.sleep(HEARTBEAT_S)


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
