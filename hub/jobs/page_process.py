"""The residents' page as a child process: this one holds the socket, the child is started when somebody knocks.

It ends by itself when nobody has looked for a while, and is started anew when it breaks, ever more slowly. Whoever knocks
meanwhile waits in the socket's queue.
"""

import contextlib
import errno
import logging
import os
import select
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from ..config.page import PageConfig
from ..errors import StoreFailed
from ..store.page_reader import has_passwords

log = logging.getLogger(__name__)

RETRY_S, SOON_S = 2.0, 0.2  # until the address is free, or there is a password
FREED_WITHIN_S = 8.0  # by the page of a hub that was killed, which ends as soon as it hears of this one
LONGEST_PAUSE_S = 60.0
IDLE_S = 600.0
BACKLOG = 64
STARTED_WITHIN_S = 60.0  # on a slow card
SILENT_S, GRACE_S = 15.0, 5.0  # without a heartbeat; and once more, as after a machine's sleep both have only just woken
ENDED_WITHIN_S = 3.0
STOOD_STILL = "stood still"


@dataclass(frozen=True, slots=True)
class PageTrouble:
    """What a person should know of the page, put into the loop's inbox."""

    words: str


class PageProcess:
    """In a thread of its own. is_asked_for: ``page:`` stands in the configuration, so that a port somebody else has is told.

    config: the file residents change on the page.
    supervisor: Home Assistant's, at this address, the only one let in: it says who asks, so nobody needs a password.
    program: what is started, for tests.
    """

    def __init__(
        self,
        page: PageConfig,
        database: Path,
        put: Callable[[object], object],
        is_asked_for: bool = True,
        config: Path | None = None,
        supervisor: str = "",
        idle_s: float = IDLE_S,
        program: Sequence[str] = (sys.executable, "-m", "hub.web"),
    ) -> None:
        self._page, self._database, self._put, self._is_asked_for = page, database, put, is_asked_for
        self._command = [*program, "--database", str(database), "--idle", str(idle_s)]
        if page.tls is not None:
            self._command += ["--certificate", str(page.tls.cert_file), "--key", str(page.tls.key_file)]
        if config is not None:
            self._command += ["--config", str(config)]
        if supervisor:
            self._command += ["--supervisor", supervisor]
        self._is_guarded = page.is_local or bool(supervisor)
        self._told = ""
        self._stopping = threading.Event()
        self._bell, self._ear = socket.socketpair()
        self._child: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._run, name="page", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._bell.send(b"\0")
        self._thread.join()
        self._bell.close()
        self._ear.close()

    def _run(self) -> None:
        server = self._server()
        if server is None:
            return
        with server:
            pause_s = 0.0
            while not self._stopping.wait(pause_s):
                select.select([server, self._ear], [], [])
                if self._stopping.is_set():
                    return
                pause_s = self._lived(server, pause_s)

    def _lived(self, server: socket.socket, pause_s: float) -> float:
        """One life of the child. How long to wait before the next, in seconds."""
        ours, theirs = os.pipe()
        with os.fdopen(ours, "rb", 0) as heart, os.fdopen(theirs, "wb") as beats:
            try:
                self._child = subprocess.Popen(
                    [*self._command, "--fd", str(server.fileno()), "--heart", str(theirs)],
                    stdin=subprocess.DEVNULL,
                    pass_fds=[server.fileno(), theirs],
                )
            except OSError as error:
                status: int | str = error.strerror or str(error)
            else:
                beats.close()
                status = self._watched(self._child, heart)
        if status == 0 or self._stopping.is_set():
            return 0.0
        if status == STOOD_STILL:
            self._tell("the page stood still and is started again")
        elif pause_s:  # the second time on end
            self._tell(f"the page ended with {status} and is started again")
        return min(max(1.0, 2 * pause_s), LONGEST_PAUSE_S)

    def _watched(self, child: subprocess.Popen[bytes], heart: IO[bytes]) -> int | str:
        """Until it has ended: its status, or that it had to be ended."""
        patience_s, is_late = STARTED_WITHIN_S, False
        while not self._stopping.is_set():
            ready, _, _ = select.select([heart.fileno(), self._ear.fileno()], [], [], patience_s)
            if heart.fileno() in ready:
                if not heart.read(4096):
                    break
                patience_s, is_late = SILENT_S, False
            elif not ready and is_late:
                child.kill()
                child.wait()
                return STOOD_STILL
            elif not ready:
                patience_s, is_late = GRACE_S, True
        if self._stopping.is_set():
            child.terminate()
        try:
            return child.wait(ENDED_WITHIN_S)
        except subprocess.TimeoutExpired:  # what stands still does not hear that it is to end
            child.kill()
            return child.wait()

    def _server(self) -> socket.socket | None:
        """The listening socket, as soon as it can be had; None when the hub ends before."""
        host, port = self._page.address
        began = time.monotonic()
        while True:
            trouble = self._closed()
            if not trouble:
                try:
                    server = _listening(host, port)
                except OSError as error:
                    if error.errno != errno.EADDRINUSE or time.monotonic() - began > FREED_WITHIN_S:
                        trouble = f"the page cannot listen at {self._page.listen}: {error.strerror or error}"
                else:
                    log.info("the page listens at %s", self._page.listen)
                    return server
            if trouble:
                self._tell(trouble)
            if self._stopping.wait(RETRY_S if trouble else SOON_S):
                return None

    def _closed(self) -> str:
        """Why the page must not be opened, "" where it may."""
        if self._is_guarded:
            return ""
        with contextlib.suppress(StoreFailed):
            if has_passwords(self._database):
                return ""
        return f"the page is not opened at {self._page.listen} before there is a password: attune page password [PERSON]"

    def _tell(self, words: str) -> None:
        if words != self._told:
            self._told = words
            log.warning("%s", words)
            if self._is_asked_for:
                self._put(PageTrouble(words))


def _listening(host: str, port: int) -> socket.socket:
    """Raises OSError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    server = socket.socket(family, socket.SOCK_STREAM)
    try:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind((host, port))
        server.listen(BACKLOG)
    except OSError:
        server.close()
        raise
    return server
