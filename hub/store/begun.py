"""What a replay that begins in the middle of a life begins with: rows as they stand at a moment, noted there, put back later.

In the flow: database → a piece of the recording → a copy of the database, as it was. Lessons are noted because their times are
blurred after a week, and by their numbers, so that what was learned since is told from what was there.
"""

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from devices.vocabulary import OccupantId

from .blurring import quarter
from .columns import iso
from .connection import rows_of

Lesson = list[Any]  # its number, its time, and of its context the home's clock and how high the sun stood; its decision


def noted(
    connection: sqlite3.Connection, since: datetime, agreed: Collection[OccupantId]
) -> tuple[dict[str, Any], set[OccupantId]]:
    """What stands, and whom it names. since: lessons learned from then on. agreed: nobody else is named.

    Raises sqlite3.Error.
    """
    named = set[OccupantId]()
    lessons: list[Lesson] = []
    for row in rows_of(
        connection, "select id, occupant, at, context, decision from examples where at >= ? order by id", [iso(since)]
    ):
        if row["occupant"] in agreed:
            context = json.loads(row["context"])
            lessons.append([row["id"], row["at"], context.get("local"), context.get("sun_elevation_deg"), row["decision"]])
            named.add(OccupantId(row["occupant"]))
    found: dict[str, Any] = {"lessons": lessons}
    found["last_lesson"] = connection.execute("select coalesce(max(id), 0) from examples").fetchone()[0]
    for table in ("debts", "put_off"):
        rows = [row for row in rows_of(connection, f"select * from {table}") if row["occupant"] in agreed]
        named |= {OccupantId(row["occupant"]) for row in rows}
        found[table] = rows
    found["holds"] = []
    for row in rows_of(connection, "select * from holds"):
        people = json.loads(row["occupants"])
        if set(people) <= set(agreed):
            named |= set(map(OccupantId, people))
            found["holds"].append(row)
    return found, named


def learned_then(connection: sqlite3.Connection, began: Mapping[str, Any], lessons: Iterable[Lesson]) -> None:
    """Within the caller's transaction, of a copy: what was learned since is gone, and lessons have their times again.

    began: as noted. lessons: of the week before, of whichever moment they were noted at. Raises sqlite3.Error.
    """
    if "last_lesson" in began:
        connection.execute("delete from examples where id > ?", [began["last_lesson"]])
    for number, at, local, sun, decision in lessons:
        connection.execute(
            """update examples set at = ?, decision = ?, context = json_set(context, '$.local', ?, '$.sun_elevation_deg', ?)
            where id = ? and at = ?""",
            [at, decision, local, sun, number, quarter(at)],
        )


def standing_then(began: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any], frozenset[OccupantId]]]:
    """What was owed, put off and held, row by row: its table, and whom it names elsewhere than in a column."""
    for table in ("debts", "put_off", "holds"):
        for row in began.get(table, ()):
            yield table, row, frozenset(map(OccupantId, json.loads(row.get("occupants", "[]"))))
