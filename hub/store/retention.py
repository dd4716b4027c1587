"""How long things are kept, and how exact their times stay. Inside the caller's transaction; arithmetic on ``now``."""

import json
import sqlite3
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from .columns import iso
from .tables.clean_windows import drop_old_windows

EXAMPLES_D, DECISIONS_D, PLACES_D, HOLDS_D, VIEWS_D, EXACT_D = 365, 30, 7, 30, 30, 7  # robustness V6, V8
BELIEVED_D = 30  # a longer jump of the clock is believed on the second day only


def purge(connection: sqlite3.Connection, now: datetime) -> dict[str, int]:
    """Drops what is older than its time and blurs times that need not be exact any more. Rows dropped per table."""
    dropped: dict[str, int] = {}
    for table, column, days in (
        ("examples", "at", EXAMPLES_D),
        ("decision_occupants", None, DECISIONS_D),
        ("decisions", "at", DECISIONS_D),
        ("whereabouts", "at", PLACES_D),
        ("holds", "since", HOLDS_D),
        ("page_views", "at", VIEWS_D),
        ("page_codes", "until", 0),
        ("page_sessions", "until", 0),
    ):
        where = f"{column} < ?" if column else "decision in (select id from decisions where at < ?)"
        dropped[table] = connection.execute(f"delete from {table} where {where}", [iso(now - timedelta(days=days))]).rowcount
    dropped["examples"] += drop_old_windows(connection, now)
    exact = connection.execute("select id, at, document from decisions where at < ?", [iso(now - timedelta(days=EXACT_D))])
    for name, at, document in exact.fetchall():
        if quarter(at) != at:
            blurred = json.dumps(_blurred(json.loads(document)))
            connection.execute("update decisions set at = ?, document = ? where id = ?", [quarter(at), blurred, name])
    return dropped


def is_believable(now: datetime, last: datetime | None) -> bool:
    """Whether so much time may have passed since the last purge. A clock set years ahead must not cost a year of lessons."""
    return last is None or now - last <= timedelta(days=BELIEVED_D)


def quarter(at: str) -> str:
    """The start of its quarter of an hour."""
    moment = datetime.fromisoformat(at)
    return iso(moment.replace(minute=moment.minute // 15 * 15, second=0, microsecond=0))


def _blurred(value: Any) -> Any:
    """Every ``at`` in a document, that of the evidence too."""
    if isinstance(value, Mapping):
        return {k: _quarter_or_as_is(v) if k == "at" else _blurred(v) for k, v in value.items()}
    return [_blurred(v) for v in value] if isinstance(value, list) else value


def _quarter_or_as_is(at: Any) -> Any:
    try:
        return quarter(at)
    except (TypeError, ValueError):
        return at
