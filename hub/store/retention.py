"""How long things are kept, and how exact their times stay. Inside the caller's transaction; arithmetic on ``now``."""

import sqlite3
from datetime import datetime, timedelta

from .blurring import blur_decisions, blur_examples
from .columns import iso
from .tables.clean_windows import drop_old_windows
from .tables.put_off import OVER

EXAMPLES_D, DECISIONS_D, PLACES_D, HOLDS_D, VIEWS_D, RECORDED_D, EXACT_D = 365, 30, 7, 30, 30, 30, 7  # robustness V6, V8
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
        ("recorded", "at", RECORDED_D),
        ("comings", "left", EXAMPLES_D),
        ("page_views", "at", VIEWS_D),
        ("page_codes", "until", 0),
        ("page_sessions", "until", 0),
    ):
        where = f"{column} < ?" if column else "decision in (select id from decisions where at < ?)"
        dropped[table] = connection.execute(f"delete from {table} where {where}", [iso(now - timedelta(days=days))]).rowcount
    dropped["put_off"] = connection.execute(f"delete from put_off where {OVER}", [iso(now)]).rowcount
    dropped["examples"] += drop_old_windows(connection, now)
    exact_until = now - timedelta(days=EXACT_D)
    blur_decisions(connection, exact_until)
    blur_examples(connection, exact_until)
    return dropped


def is_believable(now: datetime, last: datetime | None) -> bool:
    """Whether so much time may have passed since the last purge. A clock set years ahead must not cost a year of lessons."""
    return last is None or now - last <= timedelta(days=BELIEVED_D)
