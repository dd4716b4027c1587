"""What is kept, in one SQLite file: examples, decisions, holds, debts, places, consents, a few settings. One thread writes it.

A lesson or consent is on the disk before it counts (WAL, synchronous FULL). Nothing here decides what may be stored: privacy.py
does. What is erased is overwritten (secure_delete), vacuumed away and gone from the backups too.
"""

import contextlib
import fcntl
import json
import logging
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlite_utils import Database

from devices.vocabulary import DeviceId, Moment, OccupantId, RoomId, Value
from models.context import Context
from models.example import Example, Source

from .errors import AlreadyRunning, StoreFailed
from .ledger import Hold
from .receipt import Receipt
from .schema import migrations

log = logging.getLogger(__name__)

EXAMPLES_DAYS, DECISIONS_DAYS, PLACES_DAYS, COARSE_DAYS = 365, 30, 7, 7  # robustness V6, V8
BACKUPS_KEPT = 7
_OF_PEOPLE = ("examples", "debts", "whereabouts", "consents")  # tables with an occupant column


@dataclass(frozen=True, slots=True)
class Opened:
    """notes: what a person should know about how the database was found."""

    store: "Store"
    notes: tuple[str, ...]


class Store:
    """Open it with ``Store.open``; one holder at a time, in this process and any other."""

    def __init__(self, path: Path, connection: sqlite3.Connection, lock: int, notes: tuple[str, ...]) -> None:
        self.path, self.notes = path, notes
        self._connection, self._lock = connection, lock
        self._db = Database(connection, execute_plugins=False)

    @classmethod
    def open(cls, path: Path) -> Self:
        """Makes or opens the database and takes its lock.

        Raises AlreadyRunning when another hub holds it, StoreFailed when it cannot be made or was written by a newer version.
        A broken file is kept aside and the newest good backup takes its place; ``notes`` says so.
        """
        try:
            if not path.parent.exists():
                path.parent.mkdir(mode=0o700, parents=True)
            lock = _take_lock(path)
        except OSError as error:
            raise StoreFailed(f"{path} cannot be opened: {error.strerror}") from error
        notes: list[str] = []
        try:
            connection = _opened(path, notes)
            _migrated(connection, path)
        except BaseException:
            os.close(lock)
            raise
        return cls(path, connection, lock, tuple(notes))

    def close(self) -> None:
        with contextlib.suppress(sqlite3.Error):
            self._connection.close()
        with contextlib.suppress(OSError):
            os.close(self._lock)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None) -> None:
        self.close()

    # Examples

    def add_example(self, example: Example) -> int:
        """Its id, once it is on the disk. Raises StoreFailed."""
        row = {
            "occupant": example.occupant,
            "kind": example.kind,
            "value": json.dumps(example.value),
            "weight": example.weight,
            "at": _iso(example.at),
            "context": json.dumps(example.context.to_json()),
            "source": example.source.value,
            "acted": _optional(example.acted),
            "predicted": _optional(example.predicted),
            "q": example.q,
            "decision": example.decision,
        }
        return int(self._write(lambda: self._db.table("examples").insert(row).last_pk))

    def examples(self, occupant: OccupantId | None = None) -> Iterator[Example]:
        """In the order they happened."""
        where, arguments = ("where occupant = ?", [occupant]) if occupant is not None else ("", [])
        for row in self._db.query(f"select * from examples {where} order by at, id", arguments):
            yield _example(row)

    def drop_example(self, example_id: int) -> None:
        self._write(lambda: self._db.execute("delete from examples where id = ?", [example_id]))

    # Decisions

    def add_decision(
        self, decision_id: str, at: datetime, room: RoomId, occupants: Iterable[OccupantId], document: Mapping[str, Any]
    ) -> None:
        """document: as on the topic, with its evidence."""

        def write() -> None:
            row = {"id": decision_id, "at": _iso(at), "room": room, "document": json.dumps(document), "undone": 0}
            self._db.table("decisions").insert(row, replace=True)
            self._db.table("decision_occupants").insert_all(
                ({"decision": decision_id, "occupant": who} for who in set(occupants)), replace=True
            )

        self._write(write)

    def decision(self, decision_id: str) -> dict[str, Any] | None:
        return next(iter(self._documents("where id = ?", [decision_id])), None)

    def decisions(self, limit: int, room: RoomId | None = None) -> list[dict[str, Any]]:
        """Newest first."""
        where, arguments = ("where room = ?", [room]) if room is not None else ("", [])
        return self._documents(f"{where} order by at desc, id desc limit {int(limit)}", arguments)

    def last_decision(self, room: RoomId | None = None) -> dict[str, Any] | None:
        return next(iter(self.decisions(1, room)), None)

    def mark_undone(self, decision_id: str) -> None:
        self._write(lambda: self._db.execute("update decisions set undone = 1 where id = ?", [decision_id]))

    # What stands

    def put_hold(self, hold: Hold) -> None:
        row = {
            "device": hold.device,
            "trait": hold.trait,
            "room": hold.room,
            "value": json.dumps(hold.value),
            "occupants": json.dumps(sorted(hold.occupants)),
            "since": _iso(hold.since.at),
        }
        self._write(lambda: self._db.table("holds").insert(row, replace=True))

    def drop_hold(self, device: DeviceId, trait: str) -> None:
        self._write(lambda: self._db.execute("delete from holds where device = ? and trait = ?", [device, trait]))

    def holds(self, now: Moment) -> list[Hold]:
        """As of before a restart: their age on the monotonic clock is reckoned from ``now``."""
        found = []
        for row in self._db.query("select * from holds"):
            since = datetime.fromisoformat(row["since"])
            age_s = max(0.0, (now.at - since).total_seconds())
            people = frozenset(OccupantId(who) for who in json.loads(row["occupants"]))
            value: Value = json.loads(row["value"])
            moment = Moment(since, now.mono - age_s)
            found.append(Hold(RoomId(row["room"]), DeviceId(row["device"]), row["trait"], value, people, moment))
        return found

    def put_debts(self, room: RoomId, domain: str, debts: Mapping[OccupantId, float]) -> None:
        rows = [{"room": room, "domain": domain, "occupant": who, "debt": debt} for who, debt in debts.items()]
        self._write(lambda: self._db.table("debts").insert_all(rows, replace=True))

    def debts(self) -> dict[tuple[RoomId, str], dict[OccupantId, float]]:
        found: dict[tuple[RoomId, str], dict[OccupantId, float]] = {}
        for row in self._db.query("select * from debts"):
            found.setdefault((RoomId(row["room"]), row["domain"]), {})[OccupantId(row["occupant"])] = row["debt"]
        return found

    def put_place(self, occupant: OccupantId, place: str, at: datetime) -> None:
        row = {"occupant": occupant, "place": place, "at": _iso(at)}
        self._write(lambda: self._db.table("whereabouts").insert(row, replace=True))

    def places(self) -> dict[OccupantId, tuple[str, datetime]]:
        rows = self._db.query("select * from whereabouts")
        return {OccupantId(row["occupant"]): (row["place"], datetime.fromisoformat(row["at"])) for row in rows}

    # What people and residents decided

    def put_consent(self, occupant: OccupantId, domains: Iterable[str], at: datetime) -> None:
        row = {"occupant": occupant, "domains": json.dumps(sorted(domains)), "at": _iso(at)}
        self._write(lambda: self._db.table("consents").insert(row, replace=True))

    def consents(self) -> dict[OccupantId, frozenset[str]]:
        """Only of those who narrowed what the configuration allows."""
        rows = self._db.query("select * from consents")
        return {OccupantId(row["occupant"]): frozenset(json.loads(row["domains"])) for row in rows}

    def put_setting(self, key: str, value: Any) -> None:
        self._write(lambda: self._db.table("settings").insert({"key": key, "value": json.dumps(value)}, replace=True))

    def setting(self, key: str, default: Any = None) -> Any:
        row = next(iter(self._db.query("select value from settings where key = ?", [key])), None)
        return default if row is None else json.loads(row["value"])

    # Rights of the people

    def holds_anything(self, occupant: OccupantId) -> bool:
        """Whether anything at all is kept about a person."""
        return any(self._counts_of(occupant).values())

    def forget(self, occupant: OccupantId) -> Receipt:
        """Everything about a person gone: rows, free pages, write-ahead log, backups. Raises StoreFailed."""
        counts = self._counts_of(occupant)

        def erase() -> None:
            involved = [
                r["decision"] for r in self._db.query("select decision from decision_occupants where occupant = ?", [occupant])
            ]
            for decision in involved:
                self._db.execute("delete from decision_occupants where decision = ?", [decision])
                self._db.execute("delete from decisions where id = ?", [decision])
            for table in _OF_PEOPLE:
                self._db.execute(f"delete from {table} where occupant = ?", [occupant])
            for row in list(self._db.query("select device, trait, occupants from holds")):
                if occupant in json.loads(row["occupants"]):
                    self._db.execute("delete from holds where device = ? and trait = ?", [row["device"], row["trait"]])

        self._write(erase)
        self._squeeze()
        dropped = [backup.name for backup in self._backups() if _contains(backup, occupant)]
        for name in dropped:
            (self.backup_folder / name).unlink()
        left = sum(_contains(file, occupant) for file in self._files())
        return Receipt.of(counts, dropped, left)

    def export(self, occupant: OccupantId, folder: Path) -> list[Path]:
        """Everything held about a person, JSON and CSV, in a new folder. Raises StoreFailed."""
        from .export import export

        tables: dict[str, list[dict[str, Any]]] = {
            table: list(self._db.query(f"select * from {table} where occupant = ?", [occupant])) for table in _OF_PEOPLE
        }
        mine = "id in (select decision from decision_occupants where occupant = ?)"
        tables["decisions"] = list(self._db.query(f"select * from decisions where {mine} order by at", [occupant]))
        tables["holds"] = [r for r in self._db.query("select * from holds") if occupant in json.loads(r["occupants"])]
        try:
            return export(occupant, tables, folder)
        except OSError as error:
            raise StoreFailed(f"{folder} cannot be written: {error.strerror or error}") from error

    # Upkeep

    @property
    def backup_folder(self) -> Path:
        return self.path.with_name(self.path.name + "-backups")

    def retain(self, now: datetime) -> dict[str, int]:
        """Drops what is older than its time and blurs times that need not be exact any more. Rows dropped per table."""
        dropped: dict[str, int] = {}

        def purge() -> None:
            for table, column, days in (
                ("examples", "at", EXAMPLES_DAYS),
                ("decision_occupants", "", DECISIONS_DAYS),
                ("decisions", "at", DECISIONS_DAYS),
                ("whereabouts", "at", PLACES_DAYS),
            ):
                before = _iso(now - timedelta(days=days))
                where = f"{column} < ?" if column else "decision in (select id from decisions where at < ?)"
                dropped[table] = self._db.execute(f"delete from {table} where {where}", [before]).rowcount
            coarse = _iso(now - timedelta(days=COARSE_DAYS))
            for row in list(self._db.query("select id, at, document from decisions where at < ?", [coarse])):
                blurred = _quarter(row["at"])
                if blurred != row["at"]:
                    document = json.dumps({**json.loads(row["document"]), "at": blurred})
                    self._db.execute("update decisions set at = ?, document = ? where id = ?", [blurred, document, row["id"]])

        self._write(purge)
        return dropped

    def backup(self, now: datetime) -> Path:
        """A whole, checked copy; the newest BACKUPS_KEPT stay. Raises StoreFailed."""
        folder = self.backup_folder
        target = folder / f"attune-{now:%Y%m%dT%H%M%SZ}.db"
        part = target.with_suffix(".part")
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
            with contextlib.closing(sqlite3.connect(part)) as copy:
                self._connection.backup(copy)
                copy.execute("pragma journal_mode = delete")
                if copy.execute("pragma integrity_check").fetchone()[0] != "ok":
                    raise StoreFailed("the backup did not pass its check")
            part.chmod(0o600)
            _sync(part)
            part.replace(target)
            _sync(folder)
            for old in self._backups()[:-BACKUPS_KEPT]:
                old.unlink()
        except (OSError, sqlite3.Error) as error:
            part.unlink(missing_ok=True)
            raise StoreFailed(f"the backup could not be made: {error}") from error
        return target

    def counts(self) -> dict[str, int]:
        """Rows per table."""
        tables = (*_OF_PEOPLE, "decisions", "holds", "settings")
        return {t: int(next(iter(self._db.query(f"select count(*) as n from {t}")))["n"]) for t in tables}

    def _write(self, body: Callable[[], Any]) -> Any:
        """One transaction, on the disk when this returns. Raises StoreFailed, and then nothing of it was written."""
        try:
            self._connection.execute("begin immediate")
            try:
                result = body()
            except BaseException:
                self._connection.execute("rollback")
                raise
            self._connection.execute("commit")
        except sqlite3.Error as error:
            with contextlib.suppress(sqlite3.Error):
                if self._connection.in_transaction:
                    self._connection.execute("rollback")
            raise StoreFailed(f"{self.path.name}: {error}") from error
        return result

    def _squeeze(self) -> None:
        """No byte of deleted rows stays in free pages or the write-ahead log."""
        try:
            self._connection.execute("pragma wal_checkpoint(truncate)")
            self._connection.execute("vacuum")
            self._connection.execute("pragma wal_checkpoint(truncate)")
        except sqlite3.Error as error:
            raise StoreFailed(f"deleted, but the file could not be squeezed: {error}") from error

    def _documents(self, tail: str, arguments: list[Any]) -> list[dict[str, Any]]:
        rows = self._db.query(f"select document, undone from decisions {tail}", arguments)
        return [{**json.loads(row["document"]), **({"undone": True} if row["undone"] else {})} for row in rows]

    def _counts_of(self, occupant: OccupantId) -> dict[str, int]:
        counts = {
            table: int(next(iter(self._db.query(f"select count(*) as n from {table} where occupant = ?", [occupant])))["n"])
            for table in (*_OF_PEOPLE, "decision_occupants")
        }
        counts["decisions"] = counts.pop("decision_occupants")
        counts["holds"] = sum(occupant in json.loads(r["occupants"]) for r in self._db.query("select occupants from holds"))
        return counts

    def _backups(self) -> list[Path]:
        return sorted(self.backup_folder.glob("attune-*.db"))

    def _files(self) -> list[Path]:
        beside = [self.path, *(self.path.with_name(self.path.name + tail) for tail in ("-wal", "-shm"))]
        return [file for file in (*beside, *self._backups()) if file.exists()]


def open_reader(path: Path) -> Database:
    """Read-only, for a second process while the hub runs. Raises StoreFailed."""
    try:
        return Database(_connected(f"file:{_quoted(path)}?mode=ro"), execute_plugins=False)
    except sqlite3.Error as error:
        raise StoreFailed(f"{path} cannot be read: {error}") from error


def read_examples(path: Path) -> list[Example]:
    """Every stored example in time order, without the writer's lock. Raises StoreFailed."""
    database = open_reader(path)
    try:
        return [_example(row) for row in database.query("select * from examples order by at, id")]
    except sqlite3.Error as error:
        raise StoreFailed(f"{path} cannot be read: {error}") from error
    finally:
        database.conn.close()


def _take_lock(path: Path) -> int:
    lock = os.open(path.with_name(path.name + ".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        raise AlreadyRunning(f"another hub is running with {path}") from None
    return lock


def _connected(address: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        address, timeout=5.0, isolation_level=None, uri=address.startswith("file:"), check_same_thread=False
    )
    for pragma in ("foreign_keys = on", "trusted_schema = off", "mmap_size = 0"):
        connection.execute(f"pragma {pragma}")
    return connection


def _opened(path: Path, notes: list[str]) -> sqlite3.Connection:
    """A healthy connection; a broken file is set aside first."""
    for attempt in range(2):
        existed = path.exists()
        if not existed:
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_CLOEXEC, 0o600))
        connection = None
        try:
            connection = _connected(str(path))
            for pragma in ("journal_mode = wal", "synchronous = full", "secure_delete = on"):
                connection.execute(f"pragma {pragma}")
            if existed and connection.execute("pragma quick_check(1)").fetchone()[0] != "ok":
                raise sqlite3.DatabaseError("damaged")
        except sqlite3.DatabaseError as error:
            if connection is not None:
                connection.close()
            is_broken = not isinstance(error, sqlite3.OperationalError) or "malformed" in str(error)
            if attempt or not is_broken:
                raise StoreFailed(f"{path} cannot be opened: {error}") from error
            _set_aside(path, notes)
            continue
        path.chmod(0o600)
        return connection
    raise StoreFailed(f"{path} cannot be opened")


def _set_aside(path: Path, notes: list[str]) -> None:
    """Broken files are evidence: renamed, never deleted. The newest backup that passes its check takes their place."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    for file in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
        if file.exists():
            file.replace(file.with_name(f"{file.name}.broken-{stamp}"))
    notes.append(f"the database was damaged and is kept as {path.name}.broken-{stamp}")
    for backup in sorted(path.with_name(path.name + "-backups").glob("attune-*.db"), reverse=True):
        with contextlib.suppress(sqlite3.Error, OSError), contextlib.closing(sqlite3.connect(backup)) as good:
            if good.execute("pragma integrity_check").fetchone()[0] == "ok":
                part = path.with_name(path.name + ".part")
                with contextlib.closing(sqlite3.connect(part)) as copy:
                    good.backup(copy)
                part.chmod(0o600)
                part.replace(path)
                notes.append(f"the backup {backup.name} was restored")
                return
    notes.append("there was no good backup: it starts empty")


def _migrated(connection: sqlite3.Connection, path: Path) -> None:
    database = Database(connection, execute_plugins=False)
    try:
        known = {migration.name for migration in migrations.pending(database)} | {m.name for m in migrations.applied(database)}
        ours = {name for name in known if name in _OUR_MIGRATIONS}
        if known - ours:
            raise StoreFailed(f"{path} was written by a newer Attune; it is left untouched (install that version again)")
        migrations.apply(database)
    except sqlite3.Error as error:
        raise StoreFailed(f"{path} could not be brought up to date: {error}") from error


_OUR_MIGRATIONS = frozenset(migration.name for migration in migrations._migrations)


def _example(row: Mapping[str, Any]) -> Example:
    return Example(
        occupant=OccupantId(row["occupant"]),
        kind=row["kind"],
        value=json.loads(row["value"]),
        weight=row["weight"],
        at=datetime.fromisoformat(row["at"]),
        context=Context.from_json(json.loads(row["context"])),
        source=Source(row["source"]),
        acted=None if row["acted"] is None else json.loads(row["acted"]),
        predicted=None if row["predicted"] is None else json.loads(row["predicted"]),
        q=row["q"],
        decision=row["decision"] or "",
        id=row["id"],
    )


def _optional(value: Value | None) -> str | None:
    return None if value is None else json.dumps(value)


def _iso(at: datetime) -> str:
    """UTC with microseconds always written, so that text sorts as time."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _quarter(at: str) -> str:
    """The start of its quarter of an hour."""
    moment = datetime.fromisoformat(at)
    return _iso(moment.replace(minute=moment.minute // 15 * 15, second=0, microsecond=0))


def _contains(file: Path, occupant: str) -> bool:
    """Whether a file holds the person's id as a whole word of a stored value."""
    needle = json.dumps(occupant).strip('"').encode()
    try:
        return needle in file.read_bytes()
    except OSError:
        return False


def _quoted(path: Path) -> str:
    return str(path).replace("%", "%25").replace("?", "%3f").replace("#", "%23")


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
