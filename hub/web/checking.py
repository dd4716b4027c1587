"""What ``attune check`` says of the configuration, found out in a child while the page is read, once a state of the file.

In the flow: whoever looks after the house opens House → a child begins to check → the configuration's screen has it by then.
"""

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ..config.document import SECRETS

PATIENCE_S = 60.0  # a process starts, and checks the file

Stamps = tuple[tuple[int, int] | None, ...]


class Checking:
    """program: what is started, its last word the file."""

    def __init__(
        self, program: Sequence[str] = (sys.executable, "-m", "hub", "check", "--json", "-c"), patience_s: float = PATIENCE_S
    ) -> None:
        self._program, self._patience_s = tuple(program), patience_s
        self._lock = threading.Lock()
        self._known: dict[Path, tuple[Stamps, _Check]] = {}

    def begin(self, path: Path) -> "_Check":
        """Starts checking unless that is known or under way of the file as it is now. Waits for nothing."""
        seen = tuple(_state(each) for each in (path, path.with_name(SECRETS)))
        with self._lock:
            known = self._known.get(path)
            if known is None or known[0] != seen or known[1].has_failed:
                known = self._known[path] = seen, _Check(lambda: self._ask(path))
            return known[1]

    def look(self, path: Path, wait_s: float) -> Mapping[str, Any] | None:
        """What was found; None while it is being checked. Raises ValueError where checking itself failed."""
        check = self.begin(path)
        check.over.wait(wait_s)
        if check.has_failed:
            raise ValueError(check.trouble)
        return check.found

    def _ask(self, path: Path) -> Mapping[str, Any]:
        done = subprocess.run(
            [*self._program, str(path)],
            capture_output=True, text=True, timeout=self._patience_s, check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        found: Mapping[str, Any] = json.loads(done.stdout)
        return found


class _Check:
    """One, in a thread of its own. over: set when it has come to an end."""

    def __init__(self, ask: Callable[[], Mapping[str, Any]]) -> None:
        self.over = threading.Event()
        self.found: Mapping[str, Any] | None = None
        self.trouble = ""
        self._ask = ask
        threading.Thread(target=self._run, name="check", daemon=True).start()

    @property
    def has_failed(self) -> bool:
        return bool(self.trouble)

    def _run(self) -> None:
        try:
            self.found = self._ask()
        except (OSError, subprocess.SubprocessError, ValueError) as error:
            self.trouble = type(error).__name__
        finally:
            self.over.set()


def _state(path: Path) -> tuple[int, int] | None:
    """None where there is none."""
    try:
        known = path.stat()
    except OSError:
        return None
    return known.st_mtime_ns, known.st_size


CHECKING = Checking()
