"""The nightly training as a child process at low priority: arrivals never wait for it. It hands back a file, no objects."""

import logging
import subprocess
import sys
import time
from pathlib import Path

log = logging.getLogger(__name__)

LONGEST_S = 30 * 60.0


class Trainer:
    """At most one child at a time. Owned by the loop's thread; nothing here waits for the child but ``stop``."""

    def __init__(self, config: Path, longest_s: float = LONGEST_S) -> None:
        self._command = [sys.executable, "-m", "hub", "train", "--nice", "--json", "-c", str(config)]
        self._longest_s = longest_s
        self._child: subprocess.Popen[bytes] | None = None
        self._started = 0.0

    @property
    def is_busy(self) -> bool:
        return self._child is not None

    def start(self) -> None:
        """Raises OSError when no process can be made."""
        if self._child is None:
            self._child = subprocess.Popen(
                self._command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
            )
            self._started = time.monotonic()

    def poll(self) -> int | None:
        """The child's exit status, once, when it has ended; None before and after."""
        child = self._child
        if child is None:
            return None
        status = child.poll()
        if status is None and time.monotonic() - self._started > self._longest_s:
            log.warning("training took too long and was ended")
            child.kill()
            status = child.wait()
        if status is None:
            return None
        errors = child.stderr.read()[-500:] if child.stderr is not None else b""
        if status not in (0, None):
            log.warning("training ended with %d: %s", status, errors.decode("utf-8", "replace").strip())
        if child.stderr is not None:
            child.stderr.close()
        self._child = None
        return status

    def stop(self) -> None:
        child = self._child
        if child is not None:
            child.terminate()
            try:
                child.wait(3.0)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
            if child.stderr is not None:
                child.stderr.close()
            self._child = None
