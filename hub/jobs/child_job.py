"""A job of the night as a child process at low priority: arrivals never wait for it. It hands back a file, no objects."""

import logging
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import IO

log = logging.getLogger(__name__)

LONGEST_S = 30 * 60.0
TOLD = 500  # last bytes of what a failed child said that go into the log


class ChildJob:
    """At most one child at a time. Owned by the loop's thread; nothing here waits for the child but ``stop``.

    name: what the log calls it. command: the whole line.
    """

    def __init__(self, name: str, command: Sequence[str], longest_s: float = LONGEST_S) -> None:
        self.name, self._command, self._longest_s = name, command, longest_s
        self.last_words = ""  # of a child that failed
        self._child: subprocess.Popen[bytes] | None = None
        self._said: tuple[IO[bytes], IO[bytes]] | None = None
        self._started = 0.0

    @property
    def is_busy(self) -> bool:
        return self._child is not None

    def start(self) -> None:
        """Raises OSError when no process can be made."""
        if self._child is not None:
            return
        # Files, not pipes: a child that has much to say must not stop because nobody listens yet.
        out, err = tempfile.TemporaryFile(), tempfile.TemporaryFile()  # noqa: SIM115 - closed when the child has ended
        try:
            self._child = subprocess.Popen(self._command, stdin=subprocess.DEVNULL, stdout=out, stderr=err)
        except OSError:
            out.close()
            err.close()
            raise
        self._said, self._started = (out, err), time.monotonic()

    def poll(self) -> int | None:
        """The child's exit status, once, when it has ended; None before and after."""
        child = self._child
        if child is None:
            return None
        status = child.poll()
        if status is None and time.monotonic() - self._started > self._longest_s:
            log.warning("%s took too long and was ended", self.name)
            child.kill()
            status = child.wait()
        if status is None:
            return None
        out, err = self._heard()
        if status:
            self.last_words = _last_line(err)
            log.warning("%s ended with %d: %s", self.name, status, err[-TOLD:].decode("utf-8", "replace").strip())
        else:
            log.info("%s is done: %s", self.name, _last_line(out))
        return status

    def stop(self) -> None:
        child = self._child
        if child is None:
            return
        child.terminate()
        try:
            child.wait(2.0)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        self._heard()

    def _heard(self) -> tuple[bytes, bytes]:
        """What the ended child said; makes room for the next."""
        said, self._child, self._said = self._said, None, None
        texts = []
        for file in said or ():
            with file:
                file.seek(0)
                texts.append(file.read())
        return (texts[0], texts[1]) if texts else (b"", b"")


def nightly(command: str, config: Path) -> list[str]:
    """The line that does a job as ``attune`` does it, at low priority."""
    return [sys.executable, "-m", "hub", command, "--nice", "-c", str(config)]


def _last_line(said: bytes) -> str:
    lines = said[-TOLD:].decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else "it said nothing"
