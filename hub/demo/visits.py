"""The page of the simulated household: served while it lives, and for as long as somebody stays to look.

The hub stands on a stage whose time is made up; visitors, their codes and sessions live by the real clock.
"""

import contextlib
import secrets
import select
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from devices.message import Outgoing

from ..api.console import Console, socket_paths
from ..clock import SystemClock
from ..config import Config
from ..config.page import PageConfig
from ..jobs.page_process import PageProcess
from ..rehearsal.clock import SimulatedClock
from ..rehearsal.stage import Stage

HOST, PORT = "127.0.0.1", 8099
WHO = "ana"
LOOK_S = 0.2  # how long at most until the stage looks whether the real time has come


@dataclass(slots=True)
class Visits:
    """stays: once the days are over the household goes on in real time, until somebody ends it.

    told: how to come in, once the page is there. owed_s: how long a viewer is given to read; spent where the hub rests.
    """

    stays: bool
    told: Callable[[str, str, str], None]
    port: int = 0
    password: str = field(default_factory=lambda: secrets.token_hex(5))
    owed_s: float = 0.0

    def stage(
        self,
        span_s: float,
        over: Callable[[], None],
        config: Config,
        database: Path,
        clock: SimulatedClock,
        hears: Callable[[Outgoing, bool], None],
    ) -> "VisitedStage":
        """span_s: of made-up time; over: told when it has passed, where they stay. The rest as of ``Stage``."""
        return VisitedStage(self, span_s, over, config, database, clock, hears)


class VisitedStage(Stage):
    """The hub on a stage with the command line's socket and the page's process beside it."""

    def __init__(
        self,
        visits: Visits,
        span_s: float,
        over: Callable[[], None],
        config: Config,
        database: Path,
        clock: SimulatedClock,
        hears: Callable[[Outgoing, bool], None],
    ) -> None:
        super().__init__(config, database, clock, hears)
        self._visits, self._span_s, self._over, self._path = visits, span_s, over, database
        self._real: tuple[float, float] | None = None  # monotonic and made-up time as the real one began to count
        self._beside = contextlib.ExitStack()

    def __enter__(self) -> Self:
        super().__enter__()
        daemon = self.daemon
        assert daemon is not None
        daemon.answers.visits = SystemClock()
        console = Console(socket_paths(self._path), daemon.inbox.put)
        console.start()
        self._beside.callback(console.stop)
        port = self._visits.port or _free(PORT)
        page = PageProcess(
            PageConfig(f"{HOST}:{port}", hosts=(), tls=None, plain=False, language=None, temperature_unit="C"),
            self._path,
            daemon.inbox.put,
        )
        page.start()
        self._beside.callback(page.stop)
        from ..web.door import password_hash  # argon2, for who looks at the page only

        self.ask("page_password", person=WHO, digest=password_hash(self._visits.password))
        self._visits.told(f"http://{HOST}:{port}/", WHO, self._visits.password)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._beside.close()
        super().__exit__(kind, error, trace)

    def go_on(self, elapsed_s: float) -> None:
        """Made-up time in leaps with rests to read in; once the days are over, as the real one goes."""
        if self._visits.owed_s > 0.0:
            self._rest(self._visits.owed_s)
            self._visits.owed_s = 0.0
        if self._visits.stays and self._real is None and self.clock.elapsed_s >= self._span_s:
            self._over()
            self._real = (time.monotonic(), self.clock.elapsed_s)
        if self._real is not None:
            self._rest(LOOK_S)
            began, made_up = self._real
            elapsed_s = min(elapsed_s, made_up + time.monotonic() - began)
        elif self._visits.stays:
            elapsed_s = min(elapsed_s, max(self._span_s, self.clock.elapsed_s))
        super().go_on(elapsed_s)

    def _rest(self, seconds: float) -> None:
        """Time only passes for the viewer; whoever asks the hub is answered."""
        until, daemon = time.monotonic() + seconds, self.daemon
        while daemon is not None and (left := until - time.monotonic()) > 0.0:
            if select.select([daemon.inbox.waiting], [], [], left)[0]:
                self.settle()
                if self._real is not None:
                    return


def _free(port: int) -> int:
    """This one, or another where somebody has it."""
    for wanted in (port, 0):
        with socket.socket() as found, contextlib.suppress(OSError):
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            found.bind((HOST, wanted))
            return int(found.getsockname()[1])
    return port
