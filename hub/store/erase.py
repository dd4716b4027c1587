"""Forgetting a person: their rows, the free pages, the write-ahead log, the backups, and the proof that nothing is left."""

import contextlib
import json
import logging
import re
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

from sqlite_utils import Database

from devices.vocabulary import OccupantId

from .database import UNREADABLE, connected, copied, is_sound, put_in_place

log = logging.getLogger(__name__)

OF_PEOPLE = ("examples", "debts", "whereabouts", "consents", "fingerprints")  # tables with an occupant column


def counts_of(database: Database, occupant: OccupantId) -> dict[str, int]:
    """Rows about a person, per table. A decision counts when it names them anywhere, a hold when it is theirs too."""
    counts = {
        table: int(next(iter(database.query(f"select count(*) as n from {table} where occupant = ?", [occupant])))["n"])
        for table in _there(database)
    }
    counts["decisions"] = len(decisions_of(database, occupant))
    counts["holds"] = len(holds_of(database, occupant))
    return counts


def _there(database: Database) -> list[str]:
    """A backup of an older version may lack a table."""
    names = set(database.table_names())
    return [table for table in OF_PEOPLE if table in names]


def decisions_of(database: Database, occupant: OccupantId) -> list[str]:
    """Ids of decisions that involve the person: listed with it, or named in any word of its text."""
    found = {
        row["decision"] for row in database.query("select decision from decision_occupants where occupant = ?", [occupant])
    }
    word = re.compile(rf"(?<![a-z0-9_]){re.escape(occupant)}(?![a-z0-9_])")
    found |= {row["id"] for row in database.query("select id, document from decisions") if word.search(row["document"])}
    return sorted(found)


def holds_of(database: Database, occupant: OccupantId) -> list[tuple[str, str]]:
    rows = database.query("select device, trait, occupants from holds")
    return [(row["device"], row["trait"]) for row in rows if occupant in json.loads(row["occupants"])]


def erase(database: Database, occupant: OccupantId) -> None:
    """Deletes every row about a person, whole decisions they were part of included. Inside the caller's transaction."""
    for decision in decisions_of(database, occupant):
        database.execute("delete from decision_occupants where decision = ?", [decision])
        database.execute("delete from decisions where id = ?", [decision])
    for table in _there(database):
        database.execute(f"delete from {table} where occupant = ?", [occupant])
    for device, trait in holds_of(database, occupant):
        database.execute("delete from holds where device = ? and trait = ?", [device, trait])


def squeeze(connection: sqlite3.Connection) -> bool:
    """No byte of deleted rows stays in free pages or the log. False when another program's reading prevents it for now."""
    try:
        connection.execute("pragma wal_checkpoint(truncate)")
        connection.execute("vacuum")
        busy, _, _ = connection.execute("pragma wal_checkpoint(truncate)").fetchone()
    except sqlite3.Error as error:
        log.warning("deleted, but the file could not be squeezed yet: %s", error)
        return False
    return not busy


def clean_backups(backups: Iterable[Path], occupant: OccupantId) -> int:
    """Writes backups that know the person anew without them; one that cannot be is deleted. How many were touched.

    Raises OSError.
    """
    touched = 0
    for backup in backups:
        if not holds_bytes(backup, occupant):
            continue
        touched += 1
        part = backup.with_suffix(".part")
        try:
            with contextlib.closing(connected(str(backup))) as old, contextlib.closing(copied(old, part)) as new:
                new.execute("begin immediate")
                erase(Database(new, execute_plugins=False), occupant)
                new.execute("commit")
                new.execute("vacuum")
                if not is_sound(new):
                    raise sqlite3.DatabaseError("not sound")
            put_in_place(part, backup)
        except (sqlite3.Error, ValueError) as error:
            log.warning("backup %s could not be written anew and is deleted: %s", backup.name, error)
            part.unlink(missing_ok=True)
            backup.unlink()
    return touched


def still_named(connection: sqlite3.Connection, occupant: OccupantId) -> bool:
    """Whether a squeezed database still holds the person's id other than inside words of the rows that remain.

    Rows of others may hold the same letters (``ana`` in ``canal``, or a room of that name). The pages come from SQLite itself:
    to open and close its file beside it would drop the process's locks on it (sqlite.org/howtocorrupt.html, 2.2).
    """
    try:
        if occupant.encode() not in connection.serialize():
            return False
        return not any(occupant in text for text in _texts(Database(connection, execute_plugins=False)))
    except UNREADABLE:
        return True


def holds_bytes(file: Path, occupant: OccupantId) -> bool:
    """Whether a file that nobody has open holds the id's bytes, wherever; what cannot be read counts as holding them."""
    try:
        return occupant.encode() in file.read_bytes()
    except FileNotFoundError:
        return False
    except OSError:
        return True


def _texts(database: Database) -> Iterator[str]:
    """Every text of the remaining rows, and of the schema."""
    for name in ("sqlite_master", *database.table_names()):
        for row in database.query(f'select * from "{name}"'):
            yield from (cell for cell in row.values() if isinstance(cell, str))
