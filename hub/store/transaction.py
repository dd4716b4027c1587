"""One connection's transactions: whole or not at all, each row only as far as those it names agreed, failures in a sentence."""

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from devices.vocabulary import OccupantId

from ..consent import Agreements
from ..errors import DiskFailed, StoreFailed
from .agreed import as_agreed
from .checkpoints import BY_ITSELF, Checkpoints
from .connection import UNREADABLE, rows_of
from .failing_disk import lost
from .files import make_private

StoredRow = Mapping[str, Any]


class Transactions:
    """What every table writes and reads through. path: of the file, whose name is in the sentence when it fails.

    agreements: of the home whose store it is now. refusal: why nothing is written at all, "" where everything is. checkpoints:
    who takes the log over; None: a commit itself.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path, agreements: Agreements, refusal: str = "") -> None:
        self.path, self.name, self.agreements = path, path.name, agreements
        self.checkpoints: Checkpoints | None = None
        self.use(connection, refusal)

    def use(self, connection: sqlite3.Connection, refusal: str = "") -> None:
        """From now on; what is written and read goes there."""
        self.connection, self.refusal = connection, refusal
        self._log = self.path.with_name(self.name + "-wal")
        self._files = None if refusal else (_which(self.path), _which(self._log))
        self._synced = "full"  # as every connection begins
        self._left: tuple[int, int] | None = None  # how we left the file
        self._left_by = 0  # checkpoints begun until then
        if self.checkpoints is not None:
            self.checkpoint_aside(self.checkpoints)

    def checkpoint_aside(self, checkpoints: Checkpoints) -> None:
        """From now on a commit leaves it to these to take the log over."""
        self.checkpoints = checkpoints
        with self.reading():
            self.connection.execute(f"pragma wal_autocheckpoint = {BY_ITSELF}")

    def must_write(self) -> None:
        """Raises DiskFailed where nothing is written."""
        if self.refusal:
            raise DiskFailed(self.refusal)
        if trouble := self.lost():
            raise DiskFailed(f"{self.name}: {trouble}")

    def lost(self) -> str | None:
        """Why what is written would never be read again; None where it would. Cost: some µs."""
        if self.is_another():
            return "the disk has lost the database: another file is in its place"
        return lost(self.path) or ("another program has written into the database" if self.is_written_over() else None)

    def is_written_over(self) -> bool:
        """Whether somebody has written into the open file. All of ours goes to the log; only taking that over writes the file,
        and where that may have happened since, how the file is now is how we have left it. Cost: some µs.
        """
        found, checkpoints = stamp_of(self.path), self.checkpoints
        if found is None or checkpoints is None or self.refusal or checkpoints.is_under_way:
            return False
        if found == self._left:
            return False
        is_ours = self._left is None or self._left_by != checkpoints.begun or self._has_long_log()
        if is_ours:
            self._left, self._left_by = found, checkpoints.begun
        return not is_ours

    def taken_over(self) -> None:
        """What is in the log is, or will be now, written into the file by us."""
        self._left = None

    def _has_long_log(self) -> bool:
        """Whether a commit may have taken it over itself."""
        log = stamp_of(self._log)
        return log is not None and log[1] > BY_ITSELF * 4096

    def is_another(self) -> bool:
        """Whether there is a database, and not the one that is open: SQLite would go on with that one, which nobody finds."""
        found = _which(self.path)
        return self._files is not None and None not in (found, self._files[0]) and found != self._files[0]

    def leave(self) -> None:
        """Closes the file that has lost its name. Its log, which SQLite would take for that of the other, goes too. Raises
        sqlite3.Error, OSError."""
        self.connection.close()
        if self._files is not None and _which(self._log) == self._files[1]:
            for file in (self._log, self.path.with_name(self.name + "-shm")):
                file.unlink(missing_ok=True)

    def leave_written_over(self, kept: Path) -> None:
        """Closes a file somebody else has written into. kept: what our log is called then. Raises sqlite3.Error, OSError."""
        with contextlib.suppress(FileNotFoundError):
            make_private(kept)
            shutil.copyfile(self._log, kept)
            os.truncate(self._log, 0)  # the connection has it open, and would take it over into theirs as it closes
        self.connection.close()
        for file in (self._log, self.path.with_name(self.name + "-shm")):
            file.unlink(missing_ok=True)

    def write(self, body: Callable[[], Any], is_lesson: bool = True) -> Any:
        """One transaction, on the disk when this returns. Raises StoreFailed, and then nothing of it was written.

        is_lesson: False for what a power cut may take. The next lesson takes what was written before it to the disk as well.
        """
        self.must_write()
        try:
            self._sync("full" if is_lesson else "normal")
            self.connection.execute("begin immediate")
            result = body()
            self.connection.execute("commit")
        except BaseException as error:
            # A full disk may have rolled back already.
            with contextlib.suppress(sqlite3.Error):
                if self.connection.in_transaction:
                    self.connection.execute("rollback")
            if isinstance(error, sqlite3.Error | ValueError | OverflowError):
                raise StoreFailed(f"{self.name}: {error}") from error
            raise
        if self.checkpoints is not None:
            self.checkpoints.committed()
        return result

    def put(self, table: str, rows: Sequence[StoredRow], *, replace: bool = False, is_lesson: bool = True) -> list[int | None]:
        """``insert`` as a transaction of its own. Raises StoreFailed."""
        with self.reading():
            agreed = self._agreed(table, rows, frozenset())
        if all(row is None for row in agreed):
            return [None for _ in rows]
        found: list[int | None] = self.write(lambda: self._inserted(table, agreed, replace), is_lesson)
        return found

    def insert(
        self, table: str, rows: Sequence[StoredRow], people: Iterable[OccupantId] = (), *, replace: bool = False
    ) -> list[int | None]:
        """Within ``write``: the id of each row, None where it was not agreed to and is not written. people: see ``as_agreed``.

        Raises sqlite3.Error.
        """
        return self._inserted(table, self._agreed(table, rows, frozenset(people)), replace)

    def run(self, sql: str, given: Sequence[Any] = (), is_lesson: bool = True) -> int:
        """A sentence as a transaction of its own; how many rows it changed. Raises StoreFailed."""
        return int(self.write(lambda: self.connection.execute(sql, given).rowcount, is_lesson))

    def query(self, sql: str, given: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """Raises StoreFailed."""
        with self.reading():
            return list(rows_of(self.connection, sql, given))

    @contextlib.contextmanager
    def reading(self) -> Iterator[None]:
        """What SQLite says of it as StoreFailed."""
        try:
            yield
        except UNREADABLE as error:
            raise StoreFailed(f"{self.name}: {error}") from error

    def _agreed(self, table: str, rows: Iterable[StoredRow], people: frozenset[OccupantId]) -> list[StoredRow | None]:
        return [as_agreed(self.connection, self.agreements, table, row, people) for row in rows]

    def _inserted(self, table: str, rows: Iterable[StoredRow | None], replace: bool) -> list[int | None]:
        return [None if row is None else self._insert(table, row, replace) for row in rows]

    def _insert(self, table: str, row: StoredRow, replace: bool) -> int | None:
        how, marks = "insert or replace" if replace else "insert", ", ".join("?" * len(row))
        sql = f"{how} into {table} ({', '.join(row)}) values ({marks})"
        return self.connection.execute(sql, list(row.values())).lastrowid

    def _sync(self, how: str) -> None:
        if how != self._synced:
            self.connection.execute(f"pragma synchronous = {how}")
            self._synced = how


def _which(path: Path) -> tuple[int, int] | None:
    """Which file it is, whatever it is called; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def stamp_of(path: Path) -> tuple[int, int] | None:
    """When it was written last, ns, and its bytes; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
