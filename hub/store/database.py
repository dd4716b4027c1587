"""Opening the database file: one holder, the right pragmas, a check of its health, and what to do when it is broken.

Each rule stands for a measured failure: write-ahead log, synchronous FULL, one connection that writes and checkpoints.
"""

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from ..errors import AlreadyRunning, StoreFailed
from .connection import UNREADABLE, connected, copied, is_sound, read_only, tables_of
from .files import make_folder, make_private, put_in_place
from .lock import locked
from .schema import STEPS, applied, is_whole

SMALLEST = 512  # bytes: SQLite's smallest page
# What SQLite calls damage. READONLY and ERROR are a damaged header where the file may be written, as ours may.
_DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_ERROR, sqlite3.SQLITE_FORMAT}
_ENDINGS = (".db", ".sqlite", ".sqlite3")
_BESIDE = ("-wal", "-shm", "-journal")
OURS = frozenset(STEPS)


class _Damaged(Exception):
    """The file is there, and is not what was left."""


def take_lock(path: Path) -> int:
    """A descriptor that holds the home's data until it is closed, or its process has ended however it ended.

    Raises AlreadyRunning at once when another holds it, OSError.
    """
    make_folder(path.parent)
    try:
        return locked(path.with_name(path.name + ".lock"))
    except BlockingIOError:
        raise AlreadyRunning(f"another hub is running with {path}") from None


def opened(path: Path, backups: Path, now: datetime) -> tuple[sqlite3.Connection, tuple[str, ...]]:
    """A healthy connection of the present schema, and what a person should know about how the file was found.

    A damaged file is kept under another name and the newest good backup takes its place. Raises StoreFailed: nothing was
    touched then.
    """
    notes: list[str] = []
    for attempt in range(2):
        try:
            _refuse_strangers(path)
            return _healthy(path, backups), tuple(notes)
        except (*UNREADABLE, _Damaged) as error:
            if attempt or not _is_damage(error, path):
                raise StoreFailed(f"{path} cannot be opened: {error}") from error
            _set_aside(path, backups, now, notes)
    raise StoreFailed(f"{path} cannot be opened")


def _refuse_strangers(path: Path) -> None:
    """A newer Attune's database, and one that is not Attune's at all, are not opened for writing. Raises StoreFailed."""
    if not path.exists() or not path.is_file() or not path.stat().st_size:
        return
    try:
        with contextlib.closing(connected(read_only(path))) as connection:
            tables, seen = tables_of(connection), applied(connection)
    except UNREADABLE:
        return  # as a damaged file, presently
    if seen > OURS:
        raise StoreFailed(f"{path} was written by a newer Attune; it is left untouched (install that version again)")
    if tables and not seen:
        raise StoreFailed(f"{path} is another program's database; give Attune a file of its own (storage: path)")


def _healthy(path: Path, backups: Path) -> sqlite3.Connection:
    """Raises sqlite3.Error, _Damaged, StoreFailed."""
    existed = path.exists()
    # SQLite takes what is shorter than a page for a new database.
    size = path.stat().st_size if path.is_file() else SMALLEST
    if existed and size < SMALLEST and (size or _size(path, "-wal") or any(_good(backups))):
        raise _Damaged("the file is cut off")
    connection: sqlite3.Connection | None = None
    try:
        if not existed:
            make_private(path)
        connection = connected(str(path))
        if existed:
            for file in (path, *(path.with_name(path.name + tail) for tail in _BESIDE)):
                if file.exists():
                    file.chmod(0o600)
        connection.execute("pragma journal_mode = wal")
        if existed and not (is_sound(connection) and applied(connection) <= OURS):
            raise _Damaged("its pages do not fit together")
        # A header that only lets itself be read is to be found now, not at the first lesson; BEGIN alone is silent about it.
        connection.execute("begin immediate")
        connection.execute("pragma user_version = 1")
        connection.execute("rollback")
        _migrate(connection, path)
        if not is_whole(connection):
            raise _Damaged("a table or column is missing")
        connection.execute("pragma wal_checkpoint(truncate)")  # what a kill left in the log, erased lines too
        return connection
    except OSError as error:
        raise StoreFailed(f"{path} cannot be opened: {error.strerror or error}") from error
    except BaseException:
        if connection is not None:
            connection.close()
        raise


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Raises StoreFailed: what is wrong with a step is not the file's fault."""
    if applied(connection) == OURS:
        return
    from .migrations import bring_up_to_date  # its library is for this once only

    try:
        bring_up_to_date(connection)
    except sqlite3.Error as error:
        raise StoreFailed(f"{path} could not be brought up to date: {error}") from error


def _is_damage(error: Exception, path: Path) -> bool:
    if isinstance(error, _Damaged):
        return True
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)
    if (code & 0xFF) not in _DAMAGE or not path.is_file() or not os.access(path, os.W_OK):
        return False
    # A text somebody named by mistake is not ours to move.
    with open(path, "rb") as file:
        return path.suffix in _ENDINGS or file.read(16) == b"SQLite format 3\0"


def _set_aside(path: Path, backups: Path, now: datetime, notes: list[str]) -> None:
    """Broken files are evidence: renamed, never deleted. The newest backup that passes its check takes their place."""
    stamp = f"broken-{now:%Y%m%dT%H%M%SZ}"
    for again in range(1, 1000):
        if not path.with_name(f"{path.name}.{stamp}").exists():
            break
        stamp = f"broken-{now:%Y%m%dT%H%M%SZ}-{again}"
    try:
        for tail in ("", *_BESIDE):
            file = path.with_name(path.name + tail)
            if file.exists():
                file.replace(path.with_name(f"{path.name}.{stamp}{tail}"))
        notes.append(f"the database was damaged and is kept as {path.name}.{stamp}")
        for backup in _good(backups):
            part = path.with_name(path.name + ".part")
            with contextlib.suppress(*UNREADABLE), contextlib.closing(connected(read_only(backup))) as good:
                copied(good, part).close()
                put_in_place(part, path)
                notes.append(f"the backup {backup.name} was restored; what came after it is lost")
                return
    except OSError as error:
        raise StoreFailed(f"{path} is damaged and could not be set aside: {error.strerror or error}") from error
    notes.append("there was no good backup: the hub starts with an empty one and learns anew")


def _good(backups: Path) -> Iterator[Path]:
    """Backups that could take the database's place, the newest first."""
    for backup in sorted(backups.glob("attune-*.db"), reverse=True):
        with contextlib.suppress(*UNREADABLE), contextlib.closing(connected(read_only(backup))) as found:
            seen = applied(found)
            if seen and seen <= OURS and is_sound(found):
                yield backup


def _size(path: Path, tail: str) -> int:
    beside = path.with_name(path.name + tail)
    return beside.stat().st_size if beside.exists() else 0
