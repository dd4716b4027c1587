"""Copies of the database that a broken one is restored from: whole, checked, few, and gone when their time is over.

Which is the newest is told by what is in it: a clock that was wrong for a day leaves names from years ahead.
"""

import contextlib
import json
import os
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ..errors import StoreFailed
from .columns import iso
from .connection import UNREADABLE, connected, copied, is_sound, open_reader, read_only, tables_of
from .files import make_folder, put_in_place
from .lock import locked
from .schema import STEPS, applied

KEPT = 7
DAYS = 7  # robustness V6
PATIENCE_S = 60.0  # for a backup that is being made
_NAME = "attune-%Y%m%dT%H%M%SZ.db"
_AHEAD = timedelta(days=1)  # a time further ahead than that is a wrong clock's
_TIMES = (("examples", "at"), ("decisions", "at"), ("whereabouts", "at"), ("holds", "since"), ("consents", "at"))


def folder_of(database: Path) -> Path:
    return database.with_name(database.name + "-backups")


def backups_in(folder: Path) -> list[Path]:
    """By name."""
    return sorted(folder.glob("attune-*.db"))


def newest_first(folder: Path, now: datetime) -> list[Path]:
    """By the last believable time in each, then by how many lessons were ever numbered in it, then by name. What cannot be
    read is the oldest. Cost: some ms each."""
    return sorted(backups_in(folder), key=lambda backup: (*_newness(backup, now), backup.name), reverse=True)


def good_ones(folder: Path, now: datetime) -> Iterator[Path]:
    """Those that could take the database's place, the newest first. Cost: reads each whole when it is asked for."""
    for backup in newest_first(folder, now):
        with contextlib.suppress(*UNREADABLE), contextlib.closing(connected(read_only(backup))) as found:
            if frozenset() < applied(found) <= frozenset(STEPS) and is_sound(found):
                yield backup


@contextlib.contextmanager
def undisturbed(database: Path) -> Iterator[None]:
    """No backup is being made, and none begins: a copy of somebody who is forgotten meanwhile would come after their going.
    Raises StoreFailed after PATIENCE_S."""
    folder = folder_of(database)
    try:
        make_folder(folder)
        lock = locked(folder, PATIENCE_S)
    except BlockingIOError as error:
        raise StoreFailed("another backup is being made") from error
    except OSError as error:
        raise StoreFailed(f"the backup could not be made: {error.strerror or error}") from error
    try:
        yield
    finally:
        os.close(lock)


def back_up(database: Path, now: datetime) -> Path:
    """One more copy, whole and checked, taken beside a hub that runs; those over KEPT or older than DAYS go then.

    Raises StoreFailed: none went. Cost: about 3 s per 100 MB on a Raspberry Pi, in a process of its own.
    """
    folder = folder_of(database)
    target = folder / now.astimezone(UTC).strftime(_NAME)
    part = target.with_suffix(".part")
    with undisturbed(database), contextlib.closing(open_reader(database)) as connection:
        _copy(connection, part, target)
        drop_old(folder, now, target)
    return target


def _copy(connection: sqlite3.Connection, part: Path, target: Path) -> None:
    folder = target.parent
    try:
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


def drop_old(folder: Path, now: datetime, newest: Path | None = None) -> int:
    """Deletes those beyond KEPT and beyond DAYS, never ``newest`` (else the one that is). How many. What cannot be deleted
    waits."""
    found = newest_first(folder, now)
    kept = newest or next(iter(found), None)
    others = [backup for backup in found if backup != kept]
    oldest = now.astimezone(UTC) - timedelta(days=DAYS)
    dropped = 0
    for place, backup in enumerate(others, start=2):
        made = _made(backup, now)
        if place > KEPT or (made is not None and made < oldest):
            with contextlib.suppress(OSError):
                backup.unlink()
                dropped += 1
    return dropped


def _made(backup: Path, now: datetime) -> datetime | None:
    """By its name, or where that is of a time still to come, by the last that happened in it."""
    with contextlib.suppress(ValueError):
        named = datetime.strptime(backup.name, _NAME).replace(tzinfo=UTC)
        if named <= now + _AHEAD:
            return named
        return datetime.fromisoformat(_newness(backup, now)[0])
    return None


def _newness(backup: Path, now: datetime) -> tuple[str, int]:
    """The last time in it that a clock may have shown by now, and the highest number a lesson has."""
    believable = iso(now + _AHEAD)
    try:
        with contextlib.closing(connected(read_only(backup))) as found:
            tables = set(tables_of(found))
            times = [
                found.execute(f"select max({column}) from {table} where {column} <= ?", [believable]).fetchone()[0]
                for table, column in _TIMES
                if table in tables
            ]
            # Every night it is noted that old data was dropped, also when nobody was at home.
            times += [json.loads(value) for (value,) in found.execute("select value from settings where key = 'retained'")]
            number = found.execute("select max(id) from examples").fetchone()[0]
    except (*UNREADABLE, ValueError):
        return "", 0
    return max((time for time in times if isinstance(time, str) and time <= believable), default=""), number or 0
