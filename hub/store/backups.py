"""Copies of the database that a broken one is restored from: whole, checked, few, and gone when their time is over."""

import contextlib
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ..errors import StoreFailed
from .connection import copied, is_sound
from .files import make_folder, put_in_place

KEPT = 7
DAYS = 7  # robustness V6
_NAME = "attune-%Y%m%dT%H%M%SZ.db"


def folder_of(database: Path) -> Path:
    return database.with_name(database.name + "-backups")


def backups_in(folder: Path) -> list[Path]:
    """The oldest first."""
    return sorted(folder.glob("attune-*.db"))


def back_up(connection: sqlite3.Connection, folder: Path, now: datetime) -> Path:
    """One more copy, taken while the hub runs; those over KEPT or older than DAYS go then. Raises StoreFailed: none went."""
    target = folder / now.astimezone(UTC).strftime(_NAME)
    part = target.with_suffix(".part")
    try:
        make_folder(folder)
        for unfinished in folder.glob("*.part"):
            unfinished.unlink()
        with contextlib.closing(copied(connection, part)) as copy:
            if not is_sound(copy):
                raise StoreFailed("the backup did not pass its check and was not kept")
        part.chmod(0o600)
        put_in_place(part, target)
    except (OSError, sqlite3.Error, StoreFailed) as error:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise error if isinstance(error, StoreFailed) else StoreFailed(f"the backup could not be made: {error}") from error
    drop_old(folder, now, target)
    return target


def drop_old(folder: Path, now: datetime, newest: Path | None = None) -> int:
    """Deletes those beyond KEPT and beyond DAYS, never ``newest``. How many. What cannot be deleted waits."""
    found = [backup for backup in backups_in(folder) if backup != newest]
    over = found[: max(0, len(found) + (newest is not None) - KEPT)]
    oldest = now.astimezone(UTC) - timedelta(days=DAYS)
    dropped = 0
    for backup in dict.fromkeys((*over, *(b for b in found if _made(b) is not None and _made(b) < oldest))):  # type: ignore[operator]
        with contextlib.suppress(OSError):
            backup.unlink()
            dropped += 1
    return dropped


def _made(backup: Path) -> datetime | None:
    try:
        return datetime.strptime(backup.name, _NAME).replace(tzinfo=UTC)
    except ValueError:
        return None
