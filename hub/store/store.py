"""What is kept, in one SQLite file: examples, decisions, holds, debts, places, consents, a few settings. One thread writes it.

A lesson or consent is on the disk before it counts (WAL, synchronous FULL). Decisions, holds, debts and places survive whatever
happens to the program, and may lose their last seconds with the power: nobody waits for the disk over them. What names
somebody is written only as far as they agreed, whoever writes it: ``agreements`` (privacy.py) is asked here, at every row; a
store nobody has told keeps nothing about anybody. What is erased is overwritten (secure_delete), vacuumed away and gone from
the backups too.
"""

import contextlib
import json
import logging
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from glob import escape as glob_escape
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlite_utils import Database

from devices.vocabulary import DeviceId, Moment, OccupantId, RoomId, Value
from models.example import Example
from models.fingerprints import Fingerprint
from models.kind import kinds

from ..clock import SystemClock
from ..consent import Agreements, people_in
from ..decision import Hold
from ..errors import StoreFailed
from .backups import back_up, backups_in, drop_old, folder_of
from .database import UNREADABLE, open_reader, opened, take_lock
from .erase import OF_PEOPLE, clean_backups, counts_of, erase, holds_bytes, holds_of, squeeze, still_named
from .example_rows import as_json, example_row, readable
from .export import export
from .imported import new_ones
from .priors import drop_priors_of, priors_path, teachers
from .recall import Known, judged, known, newest
from .receipt import Receipt
from .retention import is_believable, iso, purge

log = logging.getLogger(__name__)


class Store:
    """Open it with ``Store.open``; one holder at a time, in this process and any other. Every method may raise StoreFailed.

    notes: what a person should know about how the database was found. agreements: of the home whose store it is now.
    """

    def __init__(
        self, path: Path, connection: sqlite3.Connection, lock: int, notes: tuple[str, ...], agreements: Agreements
    ) -> None:
        self.path, self.notes, self.agreements = path, notes, agreements
        self._connection, self._lock = connection, lock
        self._db = Database(connection, execute_plugins=False)
        self._is_squeezed = True
        self._synced = "full"  # as every connection begins

    @classmethod
    def open(cls, path: Path, agreements: Agreements | None = None) -> Self:
        """Makes or opens the database and takes its lock. agreements: nobody's, until the house says whose.

        Raises AlreadyRunning when another hub holds it, StoreFailed when it cannot be made or was written by a newer version.
        A broken file is kept aside and the newest good backup takes its place; ``notes`` says so.
        """
        try:
            lock = take_lock(path)
        except OSError as error:
            raise StoreFailed(f"{path} cannot be opened: {error.strerror or error}") from error
        try:
            connection, notes = opened(path, folder_of(path), SystemClock().now().at)
        except BaseException:
            os.close(lock)
            raise
        return cls(path, connection, lock, notes, agreements or Agreements())

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

    def add_example(self, example: Example) -> int | None:
        """Its id, once it is on the disk; None where the person has not agreed to it, and then it is not kept."""
        if not self._may_learn(example):
            return None
        return int(self._write(lambda: self._db.table("examples").insert(example_row(example)).last_pk))

    def add_new(self, found: Iterable[Example]) -> list[Example]:
        """Those of imported examples that are not there yet and agreed to, in one transaction; which they were."""
        given = [example for example in found if self._may_learn(example)]
        people = {example.occupant for example in given}
        fresh = new_ones(given, (known for who in people for known in self.examples(who)))
        if fresh:
            self._write(lambda: self._db.table("examples").insert_all(example_row(example) for example in fresh))
        return fresh

    def examples(self, occupant: OccupantId | None = None) -> Iterator[Example]:
        """In the order they happened. A row that cannot be read any more is left out, with one warning."""
        where, arguments = ("where occupant = ?", [occupant]) if occupant is not None else ("", [])
        with self._reading():
            yield from readable(self._db.query(f"select * from examples {where} order by at, id", arguments))

    def known(self) -> list[Known]:
        """How many examples there are, by person, kind and room."""
        with self._reading():
            return known(self._db)

    def judged_examples(self) -> Iterator[Example]:
        """Those about something the hub had guessed or done, in the order they happened."""
        with self._reading():
            yield from readable(judged(self._db))

    def newest_examples(self, occupant: OccupantId, kind: str, most: int | None) -> Iterator[Example]:
        """At least the newest so many of a person's examples of a kind that weigh anything; None: all there are."""
        with self._reading():
            yield from readable(newest(self._db, occupant, kind, most))

    def drop_example(self, example_id: int) -> None:
        self._write(lambda: self._db.execute("delete from examples where id = ?", [example_id]))

    # Decisions

    def add_decision(
        self, decision_id: str, at: datetime, room: RoomId, occupants: Iterable[OccupantId], document: Mapping[str, Any]
    ) -> None:
        """document: as on the topic, with its evidence. Kept when it names somebody, and all it names agreed to something;
        they are noted beside it, so that all can be forgotten."""
        named = {*occupants, *people_in(document)}
        if not self.agreements.may_keep_all(named):
            return

        def write() -> None:
            self._db.execute("delete from decision_occupants where decision = ?", [decision_id])
            row = {"id": decision_id, "at": iso(at), "room": room, "document": as_json(document), "undone": 0}
            # Not upsert: it first tries what SQLite can do, and takes a full disk for "cannot".
            self._db.table("decisions").insert(row, replace=True)
            self._db.table("decision_occupants").insert_all({"decision": decision_id, "occupant": who} for who in sorted(named))

        self._write(write, is_lesson=False)

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
        """Of its people only those who agreed; for the others it outlives a restart as nobody's."""

        def write() -> None:
            row = {
                "device": hold.device,
                "trait": hold.trait,
                "room": hold.room,
                "value": as_json(hold.value),
                "occupants": json.dumps(sorted(self.agreements.of(hold.occupants))),
                "since": iso(hold.since.at),
            }
            self._db.table("holds").insert(row, replace=True)

        self._write(write, is_lesson=False)

    def drop_hold(self, device: DeviceId, trait: str) -> None:
        self._write(lambda: self._db.execute("delete from holds where device = ? and trait = ?", [device, trait]), False)

    def holds(self, now: Moment) -> list[Hold]:
        """As of before a restart: their age on the monotonic clock is reckoned from ``now``."""
        found = []
        for row in self._query("select * from holds"):
            since = datetime.fromisoformat(row["since"])
            age_s = max(0.0, (now.at - since).total_seconds())
            people = frozenset(OccupantId(who) for who in json.loads(row["occupants"]))
            value: Value = json.loads(row["value"])
            moment = Moment(since, now.mono - age_s)
            found.append(Hold(RoomId(row["room"]), DeviceId(row["device"]), row["trait"], value, people, moment))
        return found

    def put_debts(self, room: RoomId, domain: str, debts: Mapping[OccupantId, float]) -> None:
        of = self.agreements.of(debts)
        rows = [{"room": room, "domain": domain, "occupant": who, "debt": debts[who]} for who in sorted(of)]
        self._write(lambda: self._db.table("debts").insert_all(rows, replace=True), False)

    def debts(self) -> dict[tuple[RoomId, str], dict[OccupantId, float]]:
        found: dict[tuple[RoomId, str], dict[OccupantId, float]] = {}
        for row in self._query("select * from debts"):
            found.setdefault((RoomId(row["room"]), row["domain"]), {})[OccupantId(row["occupant"])] = row["debt"]
        return found

    def put_place(self, occupant: OccupantId, place: str, at: datetime) -> None:
        if not self.agreements.may_keep(occupant):
            return
        row = {"occupant": occupant, "place": place, "at": iso(at)}
        self._write(lambda: self._db.table("whereabouts").insert(row, replace=True), False)

    def places(self) -> dict[OccupantId, tuple[str, datetime]]:
        rows = self._query("select * from whereabouts")
        return {OccupantId(row["occupant"]): (row["place"], datetime.fromisoformat(row["at"])) for row in rows}

    def drop_disagreed(self) -> None:
        """What stands names nobody any more who has not agreed, or does not now: places and debts go, holds are nobody's."""
        stale: list[tuple[str, list[str]]] = []
        for table in ("whereabouts", "debts"):
            people = {OccupantId(row["occupant"]) for row in self._query(f"select distinct occupant from {table}")}
            stale += [(f"delete from {table} where occupant = ?", [who]) for who in people - self.agreements.of(people)]
        for row in self._query("select device, trait, occupants from holds"):
            people = {OccupantId(who) for who in json.loads(row["occupants"])}
            left = self.agreements.of(people)
            if left != people:
                given = [json.dumps(sorted(left)), row["device"], row["trait"]]
                stale.append(("update holds set occupants = ? where device = ? and trait = ?", given))
        if stale:
            self._write(lambda: [self._db.execute(sql, given) for sql, given in stale], False)
            with self._reading():
                self._connection.execute("pragma wal_checkpoint(truncate)")

    # What people and residents decided

    def put_consent(self, occupant: OccupantId, domains: Iterable[str], at: datetime) -> None:
        """Of who had something to take back. Priors that rest on the person's choices go at once: ``attune train`` makes them
        anew from who still agrees."""
        if not self.agreements.may_narrow(occupant) and not self.holds_anything(occupant):
            return
        row = {"occupant": occupant, "domains": json.dumps(sorted(domains)), "at": iso(at)}
        self._write(lambda: self._db.table("consents").insert(row, replace=True))
        self._drop_priors_of(occupant)

    def consents(self) -> dict[OccupantId, frozenset[str]]:
        """Only of those who narrowed what the configuration allows."""
        rows = self._query("select * from consents")
        return {OccupantId(row["occupant"]): frozenset(json.loads(row["domains"])) for row in rows}

    def put_setting(self, key: str, value: Any) -> None:
        self._write(lambda: self._db.table("settings").insert({"key": key, "value": as_json(value)}, replace=True))

    def setting(self, key: str, default: Any = None) -> Any:
        rows = self._query("select value from settings where key = ?", [key])
        return json.loads(rows[0]["value"]) if rows else default

    def put_fingerprints(
        self, occupant: OccupantId, source: DeviceId, room: RoomId, taken: Iterable[Mapping[str, float]], at: datetime
    ) -> None:
        """In place of what was taken of this room before."""
        if not self.agreements.may_keep(occupant):
            return
        rows = [
            {"occupant": occupant, "source": source, "room": room, "at": iso(at), "strengths": as_json(dict(one))}
            for one in taken
        ]

        def write() -> None:
            self._db.execute(
                "delete from fingerprints where occupant = ? and source = ? and room = ?", [occupant, source, room]
            )
            self._db.table("fingerprints").insert_all(rows)

        self._write(write)

    def fingerprints(self) -> dict[tuple[OccupantId, DeviceId], list[Fingerprint]]:
        found: dict[tuple[OccupantId, DeviceId], list[Fingerprint]] = {}
        for row in self._query("select * from fingerprints order by id"):
            key = OccupantId(row["occupant"]), DeviceId(row["source"])
            found.setdefault(key, []).append(Fingerprint(row["room"], json.loads(row["strengths"])))
        return found

    def drop_fingerprints(self, occupant: OccupantId) -> int:
        """How many there were."""
        count = int(self._query("select count(*) as n from fingerprints where occupant = ?", [occupant])[0]["n"])
        self._write(lambda: self._db.execute("delete from fingerprints where occupant = ?", [occupant]))
        return count

    # Rights of the people

    def holds_anything(self, occupant: OccupantId) -> bool:
        """Whether anything at all is kept about a person."""
        with self._reading():
            return any(counts_of(self._db, occupant).values())

    def forget(self, occupant: OccupantId, now: datetime | None = None) -> Receipt:
        """Everything about a person gone: rows, free pages, write-ahead log, backups, priors, damaged files kept for study.

        The rows go last but one: killed before, the person is still known and can ask again; killed after, only the log's
        leftovers remain, which the next start clears. Cost: about a second per 20 MB of database and backups.
        """
        when = (now or SystemClock().now().at).isoformat(timespec="seconds")
        with self._reading():
            rows = counts_of(self._db, occupant)
        try:
            broken = self._delete_set_aside()
            backups = clean_backups(backups_in(self.backup_folder), occupant)
        except OSError as error:
            raise StoreFailed(f"the backups could not be cleaned, nothing was forgotten: {error}") from error
        had_priors = self._drop_priors_of(occupant)
        self._write(lambda: erase(self._db, occupant))
        # Once more: a training that read the rows just before may have left its file meanwhile.
        had_priors = self._drop_priors_of(occupant) or had_priors
        self._is_squeezed = squeeze(self._connection)
        return Receipt(when, rows, backups, broken, had_priors, self._files_left(occupant))

    def export(self, occupant: OccupantId, folder: Path) -> list[Path]:
        """Everything held about a person, JSON and CSV, in a new folder."""
        tables = {table: self._query(f"select * from {table} where occupant = ?", [occupant]) for table in OF_PEOPLE}
        mine = "id in (select decision from decision_occupants where occupant = ?)"
        tables["decisions"] = self._query(f"select * from decisions where {mine} order by at", [occupant])
        with self._reading():
            held = set(holds_of(self._db, occupant))
        tables["holds"] = [r for r in self._query("select * from holds") if (r["device"], r["trait"]) in held]
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
        last = self.setting("retained")
        self.put_setting("retained", iso(now))
        if not is_believable(now, None if last is None else datetime.fromisoformat(last)):
            log.warning("the clock is far ahead of the last time old data was dropped: it is dropped the next time")
            return {}
        dropped: dict[str, int] = self._write(lambda: purge(self._db, now))
        drop_old(self.backup_folder, now, next(iter(backups_in(self.backup_folder)[-1:]), None))
        if not self._is_squeezed:  # a reader was in the way when somebody was forgotten
            self._is_squeezed = squeeze(self._connection)
        with self._reading():
            self._connection.execute("pragma wal_checkpoint(truncate)")
        return dropped

    def backup(self, now: datetime) -> Path:
        """A whole, checked copy; a week of them stays."""
        return back_up(self._connection, self.backup_folder, now)

    def counts(self) -> dict[str, int]:
        """Rows per table."""
        tables = (*OF_PEOPLE, "decisions", "holds", "settings")
        return {table: int(self._query(f"select count(*) as n from {table}")[0]["n"]) for table in tables}

    # Inside

    def _may_learn(self, example: Example) -> bool:
        kind = kinds().get(example.kind)
        return kind is not None and self.agreements.allows(example.occupant, kind.domain)

    def _write(self, body: Callable[[], Any], is_lesson: bool = True) -> Any:
        """One transaction, on the disk when this returns. Raises StoreFailed, and then nothing of it was written.

        is_lesson: False for what a power cut may take. The next lesson takes what was written before it to the disk as well.
        """
        try:
            self._sync("full" if is_lesson else "normal")
            self._connection.execute("begin immediate")
            result = body()
            self._connection.execute("commit")
        except BaseException as error:
            # A full disk may have rolled back already.
            with contextlib.suppress(sqlite3.Error):
                if self._connection.in_transaction:
                    self._connection.execute("rollback")
            if isinstance(error, sqlite3.Error | ValueError | OverflowError):
                raise StoreFailed(f"{self.path.name}: {error}") from error
            raise
        return result

    def _sync(self, how: str) -> None:
        if how != self._synced:
            self._connection.execute(f"pragma synchronous = {how}")
            self._synced = how

    @contextlib.contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except UNREADABLE as error:
            raise StoreFailed(f"{self.path.name}: {error}") from error

    def _query(self, sql: str, arguments: list[Any] | None = None) -> list[dict[str, Any]]:
        with self._reading():
            return list(self._db.query(sql, arguments or []))

    def _documents(self, tail: str, arguments: list[Any]) -> list[dict[str, Any]]:
        rows = self._query(f"select document, undone from decisions {tail}", arguments)
        return [{**json.loads(row["document"]), **({"undone": True} if row["undone"] else {})} for row in rows]

    def _drop_priors_of(self, occupant: OccupantId) -> bool:
        try:
            return drop_priors_of(self.path, occupant)
        except OSError as error:
            raise StoreFailed(f"the home's own priors could not be dropped: {error.strerror or error}") from error

    def _delete_set_aside(self) -> int:
        """Nobody can erase lines from a damaged database. How many there were. Raises OSError."""
        broken = list(self.path.parent.glob(f"{glob_escape(self.path.name)}.broken-*"))
        for file in (*broken, self.path.with_name(self.path.name + ".part"), *self.backup_folder.glob("*.part")):
            file.unlink(missing_ok=True)
        return sum(not file.name.endswith(("-wal", "-shm", "-journal")) for file in broken)

    def _files_left(self, occupant: OccupantId) -> int:
        """Files that still hold the person's id; a log that is not empty counts as one."""
        wal = self.path.with_name(self.path.name + "-wal")
        found = [still_named(self._connection, occupant), not self._is_squeezed or (wal.exists() and wal.stat().st_size > 0)]
        for backup in backups_in(self.backup_folder):
            if holds_bytes(backup, occupant):
                with contextlib.closing(open_reader(backup).conn) as copy:
                    found.append(still_named(copy, occupant))
        found.append(occupant in (teachers(priors_path(self.path)) or ()))
        return sum(found)
