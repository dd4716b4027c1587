"""Whom the recorded pieces may be about, and which go when somebody does. Inside the caller's transaction."""

import json
import sqlite3
from collections.abc import Iterable
from typing import Any

from devices.vocabulary import OccupantId

from .connection import rows_of, tables_of

MOST_BYTES = 64 * 1024 * 1024  # of all pieces; the oldest go first


def about(connection: sqlite3.Connection, occupant: OccupantId) -> list[int]:
    """Numbers of the pieces that may be about a person. Raises sqlite3.Error."""
    if "recorded" not in tables_of(connection):
        return []  # a backup of an older version
    groups = [people for (people,) in connection.execute("select distinct people from recorded")]
    theirs = [people for people in groups if occupant in json.loads(people)]
    marks = ", ".join("?" * len(theirs))
    return [number for (number,) in connection.execute(f"select id from recorded where people in ({marks})", theirs)]


def disagreed_groups(connection: sqlite3.Connection, agreed_to_all: Iterable[OccupantId]) -> list[str]:
    """Groups of people, as the column has them, of whom somebody is not among these. Raises sqlite3.Error."""
    agreed = set(agreed_to_all)
    groups = [str(people) for (people,) in connection.execute("select distinct people from recorded")]
    return [people for people in groups if not set(json.loads(people)) <= agreed]


def people_of(connection: sqlite3.Connection) -> set[OccupantId]:
    """Everybody a piece may be about. Raises sqlite3.Error."""
    groups = [people for (people,) in connection.execute("select distinct people from recorded")]
    return {OccupantId(who) for people in groups for who in json.loads(people)}


def exported(connection: sqlite3.Connection, occupant: OccupantId) -> list[dict[str, Any]]:
    """Whole pieces. Raises sqlite3.Error."""
    theirs = set(about(connection, occupant))
    return [row for row in rows_of(connection, "select * from recorded order by id") if row["id"] in theirs]


def shortened(connection: sqlite3.Connection, before: str) -> None:
    """What is older goes, and the oldest where there is more than may be. Raises sqlite3.Error."""
    connection.execute("delete from recorded where at < ?", [before])
    connection.execute(
        """delete from recorded where id <= coalesce((select max(id) from
            (select id, sum(length(events)) over (order by id desc) as so_far from recorded) where so_far > ?), -1)""",
        [MOST_BYTES],
    )
