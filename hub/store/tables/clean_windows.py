"""Spans of time that do not count: what was learned then is set aside, and can be taken back for a month.

A lesson set aside keeps its row, with its weight below zero: it is exported and forgotten with the rest of its person's, and no
learner, ladder or training looks at it. What is kept of a span beside that names rooms, rows and nobody.
"""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from devices.vocabulary import OccupantId, RoomId

from ..columns import as_json, iso
from ..transaction import Transactions

KEPT_D = 30
_SETTING = "clean_windows"


@dataclass(frozen=True, slots=True)
class Span:
    """start, end: UTC. room, person: None for all of them."""

    start: datetime
    end: datetime
    room: RoomId | None = None
    person: OccupantId | None = None


@dataclass(frozen=True, slots=True)
class Lessons:
    """How many were learned of one person's kind in one room."""

    person: str
    room: str
    kind: str
    count: int


@dataclass(frozen=True, slots=True)
class Window:
    """A span that does not count. at: when it was set aside, by which it is known. people: whose lessons; none where there are
    none left."""

    at: datetime
    span: Span
    people: tuple[str, ...]
    count: int


class CleanWindows:
    def __init__(self, transactions: Transactions) -> None:
        self._in = transactions

    def lessons(self, span: Span) -> list[Lessons]:
        """What counts now and was learned in the span."""
        where, given = _where(span)
        rows = self._in.query(
            f"select occupant, json_extract(context, '$.room') as room, kind, count(*) as n from examples {where}"
            " group by 1, 2, 3 order by 1, 2, 3",
            given,
        )
        return [Lessons(row["occupant"], row["room"], row["kind"], row["n"]) for row in rows]

    def set_aside(self, span: Span, now: datetime) -> int:
        """How many lessons do not count any more, once that is on the disk."""
        where, given = _where(span)

        def write() -> int:
            connection = self._in.connection
            rows = [number for (number,) in connection.execute(f"select id from examples {where}", given)]
            if rows:
                connection.execute(f"update examples set weight = -weight {where}", given)
                window = {
                    "at": iso(now), "from": iso(span.start), "to": iso(span.end), "room": span.room, "rows": rows,
                }  # fmt: skip
                self._keep([*_kept(connection), window])
            return len(rows)

        return int(self._in.write(write))

    def all(self) -> list[Window]:
        """What does not count now, the newest first."""
        found = []
        for kept in reversed(_kept(self._in.connection)):
            marks = ", ".join("?" * len(kept["rows"]))
            sql = f"select occupant, count(*) as n from examples where weight < 0 and id in ({marks}) group by 1 order by 1"
            rows = self._in.query(sql, kept["rows"])
            people = tuple(row["occupant"] for row in rows)
            found.append(Window(datetime.fromisoformat(kept["at"]), _span(kept), people, sum(row["n"] for row in rows)))
        return found

    def take_back(self, at: datetime | None = None) -> tuple[int, Span] | None:
        """A window counts again, the newest where none is named: how many lessons, and which span it was; None where there is
        none."""

        def write() -> tuple[int, Span] | None:
            connection = self._in.connection
            kept = _kept(connection)
            found = [window for window in kept if at is None or datetime.fromisoformat(window["at"]) == at]
            if not found:
                return None
            last = found[-1]
            count = _of_rows(connection, "update examples set weight = -weight", last["rows"])
            self._keep([window for window in kept if window is not last])
            return count, _span(last)

        found: tuple[int, Span] | None = self._in.write(write)
        return found

    def _keep(self, windows: Sequence[dict[str, Any]]) -> None:
        self._in.insert("settings", [{"key": _SETTING, "value": as_json(list(windows))}], replace=True)


def drop_old_windows(connection: sqlite3.Connection, now: datetime) -> int:
    """Within the caller's transaction: what was set aside longer ago than KEPT_D is gone. How many lessons."""
    windows = _kept(connection)
    old = [window for window in windows if window["at"] < iso(now - timedelta(days=KEPT_D))]
    if not old:
        return 0
    left = [window for window in windows if window not in old]
    connection.execute("update settings set value = ? where key = ?", [as_json(left), _SETTING])
    return sum(_of_rows(connection, "delete from examples", window["rows"]) for window in old)


def _of_rows(connection: sqlite3.Connection, sql: str, rows: Sequence[int]) -> int:
    """Of those that are still set aside: a number may be another lesson's by now."""
    return sum(connection.execute(f"{sql} where id = ? and weight < 0", [number]).rowcount for number in rows)


def _span(window: dict[str, Any]) -> Span:
    return Span(datetime.fromisoformat(window["from"]), datetime.fromisoformat(window["to"]), window["room"])


def _where(span: Span) -> tuple[str, list[Any]]:
    parts, given = ["weight > 0", "json_valid(context)", "at >= ?", "at < ?"], [iso(span.start), iso(span.end)]
    if span.room is not None:
        parts.append("json_extract(context, '$.room') = ?")
        given.append(span.room)
    if span.person is not None:
        parts.append("occupant = ?")
        given.append(span.person)
    return f"where {' and '.join(parts)}", given


def _kept(connection: sqlite3.Connection) -> list[dict[str, Any]]:
    row = connection.execute("select value from settings where key = ?", [_SETTING]).fetchone()
    found: list[dict[str, Any]] = [] if row is None else json.loads(row[0])
    return found
