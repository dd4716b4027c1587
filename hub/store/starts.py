"""How often the hub was started and died lately: noted beside the database, so that also a broken one cannot hide it.

Times are monotonic, of one boot of the machine: no clock that is set moves them, and what was before a restart of the machine
(the power was cut) is nobody's failed start. Nothing in the file is about a person.
"""

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .files import write_whole

log = logging.getLogger(__name__)

WITHIN_S = 600.0
FAILED = 5  # so many within WITHIN_S, and the next start observes only
SAID = 200  # characters kept of why a start failed
_BOOT = Path("/proc/sys/kernel/random/boot_id")


def boot_of_machine() -> str:
    """Which boot this is; empty where the system does not tell."""
    try:
        return _BOOT.read_text("ascii").strip()
    except OSError:
        return ""


@dataclass(frozen=True, slots=True)
class _Start:
    mono: float
    why: str = ""


class Starts:
    """Of one database; whoever holds its lock. failed: the starts within WITHIN_S before this one that did not end well."""

    def __init__(self, database: Path, mono: Callable[[], float], boot: Callable[[], str] = boot_of_machine) -> None:
        """Notes this start."""
        self._path = starts_path(database)
        self._boot = boot()
        now = mono()
        self._failed = [start for start in self._read() if 0.0 <= now - start.mono <= WITHIN_S]
        self._own = _Start(now)
        self._write([*self._failed, self._own])

    @property
    def failed(self) -> int:
        return len(self._failed)

    @property
    def is_too_often(self) -> bool:
        return self.failed >= FAILED

    def why(self) -> str:
        """A half sentence for a person."""
        last = next((start.why for start in reversed(self._failed) if start.why), "")
        known = f"; the last that is known of it: {last}" if last else ""
        return f"{self.failed} starts within ten minutes ended in the hub's death{known}"

    def note(self, why: str) -> None:
        """Should this one fail, that is why."""
        self._own = _Start(self._own.mono, why[:SAID])
        self._write([*self._failed, self._own])

    def ended_well(self) -> None:
        """Somebody ended it."""
        self._write(self._failed)

    def _read(self) -> list[_Start]:
        try:
            found: Any = json.loads(self._path.read_text("utf-8"))
            if found["boot"] != self._boot:
                return []
            return [_Start(float(row["mono"]), str(row["why"])) for row in found["starts"]][-2 * FAILED :]
        except (OSError, ValueError, TypeError, KeyError):
            return []  # the first start, or a file that somebody spoilt

    def _write(self, starts: list[_Start]) -> None:
        rows = [{"mono": start.mono, "why": start.why} for start in starts[-2 * FAILED :]]
        try:
            write_whole(self._path, json.dumps({"boot": self._boot, "starts": rows}) + "\n")
        except OSError as error:
            log.warning("that the hub has started cannot be noted: %s", error.strerror or error)


def starts_path(database: Path) -> Path:
    return database.with_name(database.name + ".starts")
