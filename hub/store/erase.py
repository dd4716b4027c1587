"""Forgetting a person: their rows, the free pages, the write-ahead log, the backups, and the proof that nothing is left."""

import contextlib
import json
import logging
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from devices.vocabulary import OccupantId

from ..consent import HOUSE
from .backups import backups_in, folder_of
from .connection import BUSY_S, UNREADABLE, connected, copied, is_sound, open_reader, rows_of, tables_of
from .files import put_in_place
from .named_together import name_no_more, rows_with
from .priors import priors_path, teachers
from .recorded_people import about
from .set_aside import BESIDE, set_aside_of

log = logging.getLogger(__name__)

OF_PEOPLE = (  # tables with an occupant column
    "examples", "debts", "whereabouts", "consents", "fingerprints", "still_sources", "ways", "put_off", "comings",
    "page_codes", "page_passwords", "page_sessions", "page_views",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof that a person was forgotten, with nothing in it that says who.

    when: UTC. rows: erased, per table. backups: written anew without the person. set_aside: damaged databases kept for
    study, deleted. priors: whether the home's own were dropped. files_left: files that still hold the person's id: 0.
    """

    when: str
    rows: Mapping[str, int]
    backups: int
    set_aside: int
    priors: bool
    files_left: int

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "rows": dict(self.rows)}


def counts_of(connection: sqlite3.Connection, occupant: OccupantId) -> dict[str, int]:
    """Rows about a person, per table. A decision counts when it names them anywhere, a hold when it is theirs too."""
    counts = {
        table: int(connection.execute(f"select count(*) from {table} where occupant = ?", [occupant]).fetchone()[0])
        for table in _there(connection)
    }
    counts["decisions"] = len(decisions_of(connection, occupant))
    counts["holds"] = len(holds_of(connection, occupant))
    counts["recorded"] = len(about(connection, occupant))
    counts["together"] = len(rows_with(connection, occupant))
    return counts


def _there(connection: sqlite3.Connection) -> list[str]:
    """A backup of an older version may lack a table."""
    names = set(tables_of(connection))
    return [table for table in OF_PEOPLE if table in names]


def decisions_of(connection: sqlite3.Connection, occupant: OccupantId) -> list[str]:
    """Ids of decisions that involve the person: listed with it, or named in any word of its text."""
    listed = connection.execute("select decision from decision_occupants where occupant = ?", [occupant])
    found = {decision for (decision,) in listed}
    word = re.compile(rf"(?<![a-z0-9_]){re.escape(occupant)}(?![a-z0-9_])")
    found |= {name for name, document in connection.execute("select id, document from decisions") if word.search(document)}
    return sorted(found)


def holds_of(connection: sqlite3.Connection, occupant: OccupantId) -> list[tuple[str, str]]:
    """Device and trait of each."""
    rows = connection.execute("select device, trait, occupants from holds")
    return [(device, trait) for device, trait, people in rows if occupant in json.loads(people)]


def erase(connection: sqlite3.Connection, occupant: OccupantId) -> None:
    """Deletes every row about a person, whole decisions they were part of included, and the house's own habit, for their hands
    may be in it. Inside the caller's transaction."""
    connection.execute("delete from examples where occupant = ?", [HOUSE])
    name_no_more(connection, occupant)
    for decision in {*decisions_of(connection, occupant), *decisions_of(connection, HOUSE)}:
        connection.execute("delete from decision_occupants where decision = ?", [decision])
        connection.execute("delete from decisions where id = ?", [decision])
    for table in _there(connection):
        connection.execute(f"delete from {table} where occupant = ?", [occupant])
    if "page_views" in tables_of(connection):
        connection.execute("delete from page_views where viewer = ?", [occupant])
    connection.executemany("delete from recorded where id = ?", [(number,) for number in about(connection, occupant)])
    for device, trait in holds_of(connection, occupant):
        connection.execute("delete from holds where device = ? and trait = ?", [device, trait])


def squeeze(connection: sqlite3.Connection, patience_s: float = BUSY_S) -> bool:
    """No byte of deleted rows stays in free pages or the log. False when another program's reading prevents it for now.

    patience_s: how long such a program is waited for, twice."""
    try:
        connection.execute(f"pragma busy_timeout = {round(patience_s * 1000)}")
        busy, _, _ = connection.execute("pragma wal_checkpoint(truncate)").fetchone()
        if busy:
            return False
        connection.execute("vacuum")
        busy, _, _ = connection.execute("pragma wal_checkpoint(truncate)").fetchone()
    except sqlite3.Error as error:
        log.warning("deleted, but the file could not be squeezed yet: %s", error)
        return False
    finally:
        connection.execute(f"pragma busy_timeout = {round(BUSY_S * 1000)}")
    return not busy


def clean_backups(backups: Iterable[Path], occupant: OccupantId) -> int:
    """Writes backups that know the person anew without them; one that cannot be is deleted. How many were touched.

    Raises OSError.
    """
    touched = 0
    for backup in backups:
        if not holds_bytes(backup, occupant) and not holds_bytes(backup, HOUSE):
            continue
        touched += 1
        part = backup.with_suffix(".part")
        try:
            with contextlib.closing(connected(str(backup))) as old, contextlib.closing(copied(old, part)) as new:
                new.execute("begin immediate")
                erase(new, occupant)
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
        return not any(occupant in text for text in _texts(connection))
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


def delete_set_aside(database: Path) -> int:
    """Nobody can erase lines from a damaged file. How many there were. Raises OSError."""
    broken = [*set_aside_of(database), *set_aside_of(priors_path(database))]
    for file in (*broken, database.with_name(database.name + ".part"), *folder_of(database).glob("*.part")):
        file.unlink(missing_ok=True)
    return sum(not file.name.endswith(BESIDE) for file in broken)


def files_left(connection: sqlite3.Connection, database: Path, occupant: OccupantId, is_squeezed: bool) -> int:
    """Files that still hold the person's id; a log that is not empty counts as one. Raises StoreFailed."""
    wal = database.with_name(database.name + "-wal")
    found = [still_named(connection, occupant), not is_squeezed or (wal.exists() and wal.stat().st_size > 0)]
    for backup in backups_in(folder_of(database)):
        if holds_bytes(backup, occupant):
            with contextlib.closing(open_reader(backup)) as copy:
                found.append(still_named(copy, occupant))
    found.append(occupant in (teachers(priors_path(database)) or ()))
    return sum(found)


def _texts(connection: sqlite3.Connection) -> Iterator[str]:
    """Every text of the remaining rows, and of the schema."""
    for name in ("sqlite_master", *tables_of(connection)):
        for row in rows_of(connection, f'select * from "{name}"'):
            yield from (cell for cell in row.values() if isinstance(cell, str))
