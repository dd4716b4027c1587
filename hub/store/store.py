"""What is kept, in one SQLite file: examples, decisions, holds, debts, places, consents, a few settings. One thread writes it.

A lesson or consent is on the disk before it counts (WAL, synchronous FULL). Decisions, holds, debts and places survive whatever
happens to the program, and may lose their last seconds with the power: nobody waits for the disk over them. What names
somebody is written only as far as they agreed, whoever writes it: ``agreements`` is asked at every row (agreed.py); a store
nobody has told keeps nothing about anybody. What is erased is overwritten (secure_delete), vacuumed away and gone from
the backups too.
"""

import contextlib
import logging
import os
import sqlite3
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from devices.vocabulary import Moment, OccupantId

from ..clock import SystemClock
from ..consent import HOUSE, Agreements
from ..errors import DiskFailed, StoreFailed
from . import failing_disk
from .agreed import disagreed, drop
from .backups import backups_in, drop_old, folder_of, undisturbed
from .checkpoints import Checkpoints
from .columns import as_json, iso
from .database import lock_path, opened, take_file, take_lock
from .erase import OF_PEOPLE, Receipt, clean_backups, counts_of, delete_set_aside, erase, files_left, holds_of, squeeze
from .export import export
from .failing_disk import readable
from .files import is_of
from .named_together import disagreed_names, rows_with
from .passing import sweep
from .priors import drop_priors_of, priors_path
from .recorded_people import exported
from .retention import is_believable, purge
from .set_aside import drop_old_set_aside, set_aside_as
from .tables.accounts import Accounts
from .tables.clean_windows import CleanWindows
from .tables.comings import KeptComings
from .tables.consents import Consents
from .tables.debts import Debts
from .tables.decisions import Decisions
from .tables.examples import Examples
from .tables.fingerprints import KeptFingerprints
from .tables.holds import Holds
from .tables.places import Places
from .tables.put_off import PutOff
from .tables.recorded import RecordedPieces
from .tables.settings import KeptSettings
from .tables.still_sources import StillSources
from .tables.ways import Ways
from .transaction import Transactions, stamp_of

log = logging.getLogger(__name__)

NOTED_EVERY_S = 60.0  # 12 MB a day of an SD card's life; every beat would be fifteen times that


class Store:
    """Open it with ``Store.open``; one holder at a time, in this process and any other. Every method may raise StoreFailed.

    notes: what a person should know about how the database was found. agreements: of the home whose store it is now.
    """

    def __init__(
        self,
        path: Path,
        connection: sqlite3.Connection,
        lock: int | None,
        notes: tuple[str, ...],
        agreements: Agreements,
        refusal: str = "",
        held: int | None = None,
    ) -> None:
        self.path, self.notes, self._lock, self._held = path, notes, lock, held
        self._transactions = within = Transactions(connection, path, agreements, refusal)
        self._is_squeezed = True
        self._noted_at = float("-inf")  # monotonic
        self._seen: tuple[int, int] | None = None  # how the file was when it was looked at for what others write
        self.examples = Examples(within)
        self.decisions = Decisions(within)
        self.holds = Holds(within)
        self.debts = Debts(within)
        self.places = Places(within)
        self.consents = Consents(within, path)
        self.comings = KeptComings(within)
        self.settings = KeptSettings(within)
        self.fingerprints = KeptFingerprints(within)
        self.accounts = Accounts(within)
        self.put_off = PutOff(within)
        self.still_sources = StillSources(within)
        self.ways = Ways(within)
        self.clean_windows = CleanWindows(within)
        self.recorded = RecordedPieces(within)

    @classmethod
    def open(cls, path: Path, agreements: Agreements | None = None) -> Self:
        """Makes or opens the database and takes its lock. agreements: nobody's, until the house says whose.

        A broken file is kept aside and the newest good backup takes its place. Where the disk takes nothing, what is there
        is read and every write refused until ``recover``. ``notes`` says so. Raises AlreadyRunning when another hub holds
        it, StoreFailed when it cannot be one or was written by a newer version.
        """
        now, lock, held, refusal = SystemClock().now().at, None, None, ""
        try:
            try:
                lock = take_lock(path)
                held = take_file(path)
                connection, notes = opened(path, now)
            except DiskFailed as error:
                refusal = str(error)
                connection, notes = readable(path, now)
        except BaseException:
            _let_go(held)
            _let_go(lock)
            raise
        store = cls(path, connection, lock, notes, agreements or Agreements(), refusal, held)
        try:
            store._hold()
        except BaseException:
            store.close()
            raise
        return store

    def close(self) -> None:
        if self._transactions.checkpoints is not None:
            self._transactions.checkpoints.close()
        with contextlib.suppress(sqlite3.Error):
            self._connection.close()
        _let_go(self._held)
        _let_go(self._lock)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None) -> None:
        self.close()

    def checkpoint_aside(self) -> None:
        """From now on what was committed is taken over from the log in a thread of its own: for who must not wait for the
        disk."""
        self._transactions.checkpoint_aside(Checkpoints(self.path))

    # Failing disks

    @property
    def refusal(self) -> str:
        """Why nothing is written since the start; "" where everything is."""
        return self._transactions.refusal

    def trouble(self) -> str | None:
        """Why the disk takes nothing, as far as that can be seen without writing. Cost: some µs."""
        return failing_disk.seen(self.path.parent) or (None if self.refusal else self._transactions.lost())

    def recover(self, now: datetime) -> bool:
        """Tries whether the disk takes what is written again. True when what is known may be other than before: it was not
        this database, whole, that was read until now. Raises StoreFailed while it does not, AlreadyRunning when another
        hub was quicker."""
        is_another = not self.refusal and self._transactions.is_another()
        is_written_over = not self.refusal and not is_another and self._is_left_written_over()
        if not is_another and not is_written_over and (trouble := self.trouble()):
            raise DiskFailed(f"{self.path.name}: {trouble}")
        is_news = is_another or is_written_over or bool(self.refusal and self.notes)
        if is_another or is_written_over:
            self._use_another(now, is_written_over)
        elif self.refusal:
            if self._lock is None:
                self._lock = take_lock(self.path)
            before = self._alone()
            connection, self.notes = opened(self.path, now)
            self._transactions.use(connection)
            before.close()
            self._hold()
        self.settings.put("disk", iso(now))
        return is_news

    def _is_left_written_over(self) -> bool:
        """Whether somebody else wrote into the file and has done so: nothing came since this was asked before."""
        was, self._seen = self._seen, stamp_of(self.path)
        return self._transactions.is_written_over() and was == self._seen

    def _use_another(self, now: datetime, is_written_over: bool) -> None:
        """Raises StoreFailed, AlreadyRunning."""
        if self._lock is None or not is_of(self._lock, lock_path(self.path)):
            lock, self._lock = self._lock, take_lock(self.path)
            if lock is not None:
                os.close(lock)
        self._alone()
        if not is_written_over:
            _let_go(take_file(self.path))
        try:
            if is_written_over:
                kept = set_aside_as(self.path, now)
                self._transactions.leave_written_over(kept.with_name(kept.name + "-wal"))
            else:
                self._transactions.leave()
            connection, notes = opened(self.path, now)
        except (StoreFailed, OSError, sqlite3.Error) as error:
            connection, self.notes = readable(self.path, now)
            self._transactions.use(connection, str(error))
            raise DiskFailed(f"{self.path.name}: {error}") from error
        self._transactions.use(connection)
        self._hold()
        how = "was written over" if is_written_over else "was replaced"
        self.notes = (*notes, f"{self.path.name} {how} while the hub ran: it goes on with the file that is there now")

    def _hold(self) -> None:
        """The lock of the file itself, where there is another than it was taken of. Raises AlreadyRunning."""
        if not self.refusal and (self._held is None or not is_of(self._held, self.path)):
            handle, self._held = self._held, None
            _let_go(handle)
            self._held = take_file(self.path)

    @property
    def _connection(self) -> sqlite3.Connection:
        return self._transactions.connection

    def _alone(self) -> sqlite3.Connection:
        """The same, with nobody else at the log: to empty it."""
        if self._transactions.checkpoints is not None:
            self._transactions.checkpoints.rest()
        self._transactions.taken_over()
        return self._connection

    def beat(self, now: Moment) -> None:
        """That the hub lives, once a minute on the disk; else only that a transaction can be had, which writes nothing."""
        if now.mono - self._noted_at < NOTED_EVERY_S:
            self._transactions.write(lambda: None, is_lesson=False)
            return
        self._noted_at = now.mono
        row = {"key": "heartbeat", "value": as_json(iso(now.at))}
        self._transactions.put("settings", [row], replace=True, is_lesson=False)

    # Rights of the people

    @property
    def agreements(self) -> Agreements:
        """Of the home whose store it is now; asked at every row that names somebody."""
        return self._transactions.agreements

    @agreements.setter
    def agreements(self, agreements: Agreements) -> None:
        self._transactions.agreements = agreements

    def drop_disagreed(self) -> None:
        """What stands names nobody any more who has not agreed, or does not now: places and debts go, holds are nobody's."""
        with self._transactions.reading():
            stale = disagreed(self._connection, self.agreements)
            named = disagreed_names(self._connection, self.agreements)
        if stale or named:
            self._transactions.write(lambda: drop(self._connection, stale, named), False)
            with self._transactions.reading():
                self._alone().execute("pragma wal_checkpoint(truncate)")

    def holds_anything(self, occupant: OccupantId) -> bool:
        """Whether anything at all is kept about a person."""
        with self._transactions.reading():
            return any(counts_of(self._connection, occupant).values())

    def forget(self, occupant: OccupantId, now: datetime | None = None) -> Receipt:
        """Everything about a person gone: rows, free pages, write-ahead log, backups, priors, damaged files kept for study.

        The rows go last but one: killed before, the person is still known and can ask again; killed after, only the log's
        leftovers remain, which the next start clears. Cost: about a second per 20 MB of database and backups.
        """
        self._transactions.must_write()
        when = (now or SystemClock().now().at).isoformat(timespec="seconds")
        with self._transactions.reading():
            rows = counts_of(self._connection, occupant)
        with undisturbed(self.path):
            try:
                broken = delete_set_aside(self.path)
                backups = clean_backups(backups_in(self.backup_folder), occupant)
            except OSError as error:
                raise StoreFailed(f"the backups could not be cleaned, nothing was forgotten: {error}") from error
            had_priors = drop_priors_of(self.path, occupant)
            self._transactions.write(lambda: erase(self._connection, occupant))
        self.accounts.forget_unkept(occupant)
        sweep()
        # Once more: a training that read the rows just before may have left its file meanwhile.
        had_priors = drop_priors_of(self.path, occupant) or had_priors
        self._is_squeezed = squeeze(self._alone())
        left = files_left(self._connection, self.path, occupant, self._is_squeezed)
        return Receipt(when, rows, backups, broken, had_priors, left)

    def squeeze_again(self) -> None:
        """What a reader prevented when somebody was forgotten: as soon as nobody reads. Cost: nothing but then."""
        if not self._is_squeezed:
            self._is_squeezed = squeeze(self._alone(), 0.0)

    def export(self, occupant: OccupantId, folder: Path) -> list[Path]:
        """Everything held about a person, JSON and CSV, in a new folder."""
        query = self._transactions.query
        tables = {table: query(f"select * from {table} where occupant = ?", [occupant]) for table in OF_PEOPLE}
        mine = "id in (select decision from decision_occupants where occupant = ?)"
        tables["house_habit"] = query("select * from examples where occupant = ?", [HOUSE])
        tables["decisions"] = query(f"select * from decisions where {mine} order by at", [occupant])
        with self._transactions.reading():
            held = set(holds_of(self._connection, occupant))
            tables["recorded"] = exported(self._connection, occupant)
            tables["together"] = rows_with(self._connection, occupant)
        tables["holds"] = [r for r in query("select * from holds") if (r["device"], r["trait"]) in held]
        try:
            return export(occupant, tables, folder)
        except OSError as error:
            raise StoreFailed(f"{folder} cannot be written: {error.strerror or error}") from error

    # Upkeep

    @property
    def backup_folder(self) -> Path:
        return folder_of(self.path)

    def retain(self, now: datetime) -> dict[str, int]:
        """Drops what is older than its time and blurs times that need not be exact any more. Rows dropped per table.

        After a leap of the clock by more than a month nothing is dropped until the next time.
        """
        last = self.settings.get("retained")
        self.settings.put("retained", iso(now))
        if not is_believable(now, None if last is None else datetime.fromisoformat(last)):
            log.warning("the clock is far ahead of the last time old data was dropped: it is dropped the next time")
            return {}
        dropped: dict[str, int] = self._transactions.write(lambda: purge(self._connection, now))
        drop_old(self.backup_folder, now)
        for file in (self.path, priors_path(self.path)):
            drop_old_set_aside(file, now)
        self.squeeze_again()
        with self._transactions.reading():
            self._alone().execute("pragma wal_checkpoint(truncate)")
        return dropped

    def counts(self) -> dict[str, int]:
        """Rows per table."""
        tables = (*OF_PEOPLE, "decisions", "holds", "recorded", "settings")
        return {table: int(self._transactions.query(f"select count(*) as n from {table}")[0]["n"]) for table in tables}


def _let_go(handle: int | None) -> None:
    if handle is not None:
        with contextlib.suppress(OSError):
            os.close(handle)
