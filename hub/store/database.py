"""Opening the database file: one holder, the right pragmas, a check of its health, and what to do when it is broken.

Each rule stands for a measured failure: write-ahead log, synchronous FULL, one connection that writes (``checkpoints.py``
takes its log over).
"""

import contextlib
import os
import sqlite3
from datetime import datetime
from pathlib import Path

from ..errors import AlreadyRunning, DiskFailed, StoreFailed
from .backups import folder_of, good_ones
from .connection import UNREADABLE, connected, copied, is_sound, read_only, tables_of
from .failing_disk import SMALLEST, is_of_the_disk
from .files import make_folder, make_private, put_in_place
from .lock import held, locked
from .schema import STEPS, applied, is_whole
from .set_aside import BESIDE, set_aside

# What SQLite calls damage. READONLY and ERROR are a damaged header where the file may be written, as ours may.
_DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_ERROR, sqlite3.SQLITE_FORMAT}
_ENDINGS = (".db", ".sqlite", ".sqlite3")
OURS = frozenset(STEPS)


class _Damaged(Exception):
    """The file is there, and is not what was left."""


def take_lock(path: Path) -> int:
    """A descriptor that holds the home's data until it is closed, or its process has ended however it ended.

    Raises AlreadyRunning at once when another holds it, DiskFailed where no lock can be made, StoreFailed.
    """
    try:
        make_folder(path.parent)
        return locked(lock_path(path))
    except BlockingIOError:
        raise AlreadyRunning(f"another hub is running with {path}") from None
    except OSError as error:
        raise _failed(path, "cannot be opened", error) from error


def take_file(path: Path) -> int | None:
    """As ``take_lock``, for the file itself, which may have another name that has a lock of its own; None where there is none,
    or none can be had. To be closed only when no connection is open on it: that drops the locks SQLite has. Raises
    AlreadyRunning.
    """
    try:
        return held(path)
    except BlockingIOError:
        raise AlreadyRunning(f"another hub is running with {path}, under another name of the same file") from None
    except OSError:
        return None


def lock_path(path: Path) -> Path:
    return path.with_name(path.name + ".lock")


def opened(path: Path, now: datetime) -> tuple[sqlite3.Connection, tuple[str, ...]]:
    """A healthy connection of the present schema, and what a person should know about how the file was found.

    A damaged file is kept under another name and the newest good backup takes its place. Raises StoreFailed: nothing was
    touched then; DiskFailed where that is the disk's fault.
    """
    notes: list[str] = []
    for attempt in range(2):
        try:
            refuse_strangers(path)
            return _healthy(path, now), tuple(notes)
        except (*UNREADABLE, _Damaged) as error:
            if attempt or not _is_damage(error, path):
                raise _failed(path, "cannot be opened", error) from error
            _restore(path, now, notes)
    raise StoreFailed(f"{path} cannot be opened")


def _failed(path: Path, how: str, error: Exception) -> StoreFailed:
    kind = DiskFailed if is_of_the_disk(error) and not path.is_dir() else StoreFailed
    return kind(f"{path} {how}: {getattr(error, 'strerror', None) or error}")


def refuse_strangers(path: Path) -> None:
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


def _healthy(path: Path, now: datetime) -> sqlite3.Connection:
    """Raises sqlite3.Error, _Damaged, StoreFailed."""
    existed = path.exists()
    # SQLite takes what is shorter than a page for a new database.
    size = path.stat().st_size if path.is_file() else SMALLEST
    if existed and size < SMALLEST and (size or _size(path, "-wal") or any(good_ones(folder_of(path), now))):
        raise _Damaged("the file is cut off")
    connection: sqlite3.Connection | None = None
    try:
        if not existed:
            make_private(path)
        connection = connected(str(path))
        if existed:
            for file in (path, *(path.with_name(path.name + tail) for tail in BESIDE)):
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
        raise _failed(path, "cannot be opened", error) from error
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
        raise _failed(path, "could not be brought up to date", error) from error


def _is_damage(error: Exception, path: Path) -> bool:
    if isinstance(error, _Damaged):
        return True
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)
    if (code & 0xFF) not in _DAMAGE or not path.is_file() or not os.access(path, os.W_OK):
        return False
    # A text somebody named by mistake is not ours to move.
    with path.open("rb") as file:
        return path.suffix in _ENDINGS or file.read(16) == b"SQLite format 3\0"


def _restore(path: Path, now: datetime, notes: list[str]) -> None:
    """The damaged file is set aside; the newest backup that passes its check takes its place. Raises StoreFailed, and then
    nothing was touched."""
    part = path.with_name(path.name + ".part")
    restored: Path | None = None
    try:
        for backup in good_ones(folder_of(path), now):
            try:
                with contextlib.closing(connected(read_only(backup))) as good:
                    copied(good, part).close()
            except UNREADABLE as error:
                part.unlink(missing_ok=True)
                if is_of_the_disk(error):
                    raise
                continue
            restored = backup
            break
        notes.append(f"the database was damaged and is kept as {set_aside(path, now).name}")
        if restored is not None:
            put_in_place(part, path)
    except (OSError, *UNREADABLE) as error:
        raise _failed(path, "is damaged and could not be set aside", error) from error
    if restored is not None:
        notes.append(f"the backup {restored.name} was restored; what came after it is lost")
    else:
        notes.append("there was no good backup: the hub starts with an empty one and learns anew")


def _size(path: Path, tail: str) -> int:
    beside = path.with_name(path.name + tail)
    return beside.stat().st_size if beside.exists() else 0
