"""A replay for whoever looks at the page: a child at the lowest priority, one at a time, gone with who looked.

In the flow: what is to be otherwise → ``attune replay --json`` → lines, kept until the next. The page itself reckons nothing.
"""

import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hub.store.passing import sweep

LIMIT_S = 600.0  # a child that takes longer is ended
LOOKED_S = 60.0  # and one nobody has looked at for so long
NICE = 15  # after lights and pages
_LONGEST = 20_000  # lines kept


@dataclass
class Run:
    """One replay. changes: what is otherwise, as ``attune replay --set`` takes it. edits: the same, to be written into the
    configuration. part: how much is over, 0..1. lines: as told so far. trouble: why it came to nothing, in a line."""

    days: int
    changes: Mapping[str, str]
    edits: Sequence[Mapping[str, Any]] = ()
    part: float = 0.0
    lines: list[dict[str, Any]] = field(default_factory=list)
    trouble: str = ""
    is_over: bool = False
    looked_at: float = 0.0

    @property
    def summary(self) -> dict[str, Any] | None:
        return next((line for line in reversed(self.lines) if line["kind"] == "summary"), None)


class Replays:
    """program: how attune is started."""

    def __init__(
        self,
        program: Sequence[str] = (sys.executable, "-m", "hub"),
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._program, self._now = program, now
        self._lock = threading.Lock()
        self._child: subprocess.Popen[str] | None = None
        self._run: Run | None = None

    def look(self) -> Run | None:
        """The one that goes on, or the last."""
        with self._lock:
            if self._run is not None:
                self._run.looked_at = self._now()
            return self._run

    def start(self, config: Path, days: int, changes: Mapping[str, str], edits: Sequence[Mapping[str, Any]] = ()) -> Run:
        """Ends the one before."""
        self.stop()
        words = [*self._program, "replay", "--json", "--progress", "-c", str(config), "--days", str(days)]
        words += [word for key, value in changes.items() for word in ("--set", f"{key}={value}")]
        run = Run(days, dict(changes), tuple(edits), looked_at=self._now())
        child = subprocess.Popen(
            words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8"
        )
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, child.pid, NICE)
        with self._lock:
            self._run, self._child = run, child
        for target in (self._read, self._watch):
            threading.Thread(target=target, args=(run, child), name="replay", daemon=True).start()
        return run

    def stop(self) -> None:
        """What goes on is ended; what it came to so far is nothing."""
        with self._lock:
            child, self._child = self._child, None
        if child is not None and child.poll() is None:
            child.kill()
            child.wait()
            sweep()  # its copy of the house

    def forget(self) -> None:
        """Somebody is forgotten: nothing of what was lived through is here any more."""
        self.stop()
        with self._lock:
            self._run = None

    def _read(self, run: Run, child: "subprocess.Popen[str]") -> None:
        said = ""
        for text in child.stdout or ():
            try:
                line = json.loads(text)
            except ValueError:
                said = text.strip() or said
                continue
            if line["kind"] == "progress":
                run.part = float(line["part"])
            elif len(run.lines) < _LONGEST:
                run.lines.append(line)
        if child.wait() and not run.trouble:
            run.trouble = said.removeprefix("attune: ") or "it was ended"
        run.is_over = True

    def _watch(self, run: Run, child: "subprocess.Popen[str]") -> None:
        until = self._now() + LIMIT_S
        while child.poll() is None:
            now = self._now()
            if now > until or now - run.looked_at > LOOKED_S:
                run.trouble = "it took too long" if now > until else "nobody waited for it any more"
                child.kill()
                return
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(1.0)
