"""A disk that takes nothing now: full, read-only, worn out. What it holds is read as it is, and nothing is written to it.

A connection made here is to be given up for one of ``database.opened`` as soon as that can be had.
"""

import contextlib
import errno
import os
import sqlite3
from datetime import datetime
from pathlib import Path

from ..errors import StoreFailed
from .backups import folder_of, newest_first
from .connection import UNREADABLE, connected, is_sound, read_only
from .schema import STEPS, applied, is_whole

SMALLEST = 512  # bytes: SQLite's smallest page
ROOM_B = 256 * 1024  # less than that is full: the log wants to grow by more than one lesson
_ERRNO = {
    errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO, errno.ENODEV, errno.ENXIO,
}  # fmt: skip
_SQLITE = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM}


def is_of_the_disk(error: BaseException) -> bool:
    """Whether the disk, and no file on it, is what failed."""
    if isinstance(error, OSError):
        return error.errno in _ERRNO
    return (getattr(error, "sqlite_errorcode", 0) & 0xFF) in _SQLITE


def seen(folder: Path) -> str | None:
    """Why the disk takes nothing, as far as it can be seen without writing; None for nothing seen. Cost: some µs."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent  # which is still to be made
    try:
        found = os.statvfs(folder)
    except OSError as error:
        return f"the disk cannot be reached: {error.strerror or error}"
    if found.f_flag & os.ST_RDONLY:
        return "the disk is read-only"
    if found.f_blocks and found.f_bavail * found.f_frsize < ROOM_B:
        return "the disk is full"
    return None


def lost(file: Path) -> str | None:
    """Why an open database would take what is never read again: its file is empty or gone, which SQLite does not see as long as
    it has every page in memory. By its size alone: to open it would drop the process's locks on it. Cost: some µs."""
    try:
        return None if file.stat().st_size >= SMALLEST else "the disk has lost the database: its file is empty"
    except FileNotFoundError:
        return "the disk has lost the database: its file is gone"
    except OSError as error:
        return f"the disk cannot be reached: {error.strerror or error}"


def readable(path: Path, now: datetime) -> tuple[sqlite3.Connection, tuple[str, ...]]:
    """What there is, of the present schema, in a connection that writes nothing: the database, else its newest good backup,
    else an empty one; and what a person should know of it. Raises StoreFailed for a newer Attune's database."""
    for file in (path, *newest_first(folder_of(path), now)):
        found = _read(file)
        if found is not None:
            connection, is_whole_log = found
            notes = [] if file == path else [f"the backup {file.name} is read in its place"]
            notes += [] if is_whole_log else ["what was written last cannot be read"]
            return connection, tuple(notes)
    return _in_memory(None), ("nothing that was learned can be read",)


def _read(file: Path) -> tuple[sqlite3.Connection, bool] | None:
    """And whether what still is in its log is read, too."""
    log = file.with_name(file.name + "-wal")
    # Without the file that says who reads what in the log, which cannot be made: as the file stands, the log left out.
    for address, is_logged in ((read_only(file), True), (read_only(file) + "&immutable=1", False)):
        connection: sqlite3.Connection | None = None
        try:
            connection = connected(address)
            steps = applied(connection)
            if steps > frozenset(STEPS):
                raise StoreFailed(f"{file} was written by a newer Attune (install that version again)")
            if not steps or not is_sound(connection):
                continue
            is_all = is_logged or not log.exists() or not log.stat().st_size
            if steps == frozenset(STEPS) and is_whole(connection):
                found, connection = connection, None
                return found, is_all
            return _in_memory(connection), is_all
        except UNREADABLE:
            continue
        finally:
            if connection is not None:
                connection.close()
    return None


def _in_memory(source: sqlite3.Connection | None) -> sqlite3.Connection:
    """A copy that can be brought up to date, or an empty one."""
    from .migrations import bring_up_to_date

    memory = connected(":memory:")
    with contextlib.ExitStack() as undone:
        undone.callback(memory.close)
        if source is not None:
            source.backup(memory)
        bring_up_to_date(memory)
        if not is_whole(memory):
            raise sqlite3.DatabaseError("a table or column is missing")
        undone.pop_all()
    return memory
