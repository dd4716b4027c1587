"""The nightly training as a child process at low priority: arrivals never wait for it. It hands back a file, no objects."""

import json
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


class Trainer:
    """At most one child at a time. Owned by the loop's thread; nothing here waits for the child but ``stop``.

    command: what is started instead of ``attune train``, for tests.
    """

    def __init__(self, config: Path, longest_s: float = LONGEST_S, command: Sequence[str] | None = None) -> None:
        self._command = command or [sys.executable, "-m", "hub", "train", "--nice", "--json", "-c", str(config)]
        self._longest_s = longest_s
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
            log.warning("training took too long and was ended")
            child.kill()
            status = child.wait()
        if status is None:
            return None
        out, err = self._heard()
        if status:
            log.warning("training ended with %d: %s", status, err[-TOLD:].decode("utf-8", "replace").strip())
        else:
            log.info("training is done: %s", _summary(out))
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


def _summary(out: bytes) -> str:
    try:
        report = json.loads(out)
        return f"{report['examples']} examples of {report['people']} people, {report['promoted']} priors promoted"
    except (ValueError, TypeError, KeyError):
        return "it said nothing"
