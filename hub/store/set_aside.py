"""Broken files are evidence: renamed and never written to again, gone when their time is over, or with somebody forgotten."""

import contextlib
import re
from datetime import UTC, datetime, timedelta
from glob import escape
from pathlib import Path

BESIDE = ("-wal", "-shm", "-journal")  # what SQLite keeps beside a database
DAYS = 7  # as a backup: whose lines are in it can be told of neither
_STAMP = "%Y%m%dT%H%M%SZ"


def set_aside(path: Path, now: datetime) -> Path:
    """Renames a file, and what SQLite keeps beside it, for ever to another name. That name. Raises OSError."""
    kept = set_aside_as(path, now)
    for tail in ("", *BESIDE):
        file = path.with_name(path.name + tail)
        if file.exists():
            file.replace(kept.with_name(kept.name + tail))
    return kept


def set_aside_as(path: Path, now: datetime) -> Path:
    """What a file set aside now is called."""
    stamp = f"{now.astimezone(UTC):{_STAMP}}"
    names = (path.with_name(f"{path.name}.broken-{stamp}{'' if again == 0 else f'-{again}'}") for again in range(1000))
    return next(name for name in names if not any(name.with_name(name.name + tail).exists() for tail in ("", *BESIDE)))


def set_aside_of(path: Path) -> list[Path]:
    """What was set aside of a file, and what lay beside it."""
    return sorted(path.parent.glob(f"{escape(path.name)}.broken-*"))


def drop_old_set_aside(path: Path, now: datetime) -> None:
    """Deletes those beyond DAYS; one that bears a time still to come counts from now on. What cannot be deleted waits."""
    for file in set_aside_of(path):
        with contextlib.suppress(OSError, ValueError):
            found = re.search(r"\.broken-(\d{8}T\d{6}Z)", file.name)
            since = datetime.strptime(found[1] if found else "", _STAMP).replace(tzinfo=UTC)
            if since > now + timedelta(days=1):
                file.replace(file.with_name(file.name.replace(f"{since:{_STAMP}}", f"{now.astimezone(UTC):{_STAMP}}")))
            elif since < now - timedelta(days=DAYS):
                file.unlink()
