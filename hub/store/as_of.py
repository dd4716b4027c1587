"""A copy of the database as it was at an earlier time, as far as that can be told: what was learned since is gone."""

import contextlib
import sqlite3
from datetime import datetime
from pathlib import Path

from ..errors import StoreFailed
from .columns import iso
from .connection import connected

_OF_NOW = (
    "holds",
    "debts",
    "whereabouts",
    "put_off",
    "recorded",
    "page_codes",
    "page_sessions",
    "page_views",
    "page_passwords",
)
_LEARNED = ("ways", "still_sources")  # nobody knows since when
_STAYS = "movements"  # the one setting that is learned and not chosen


def make_as_of(database: Path, at: datetime) -> None:
    """Of a copy nobody has open. Where nothing had been learned before then, what has no date is gone as well.

    Raises StoreFailed.
    """
    try:
        with contextlib.closing(connected(str(database))) as copy:
            copy.execute("begin immediate")
            copy.execute("delete from examples where at >= ?", [iso(at)])
            copy.execute("update examples set weight = abs(weight)")  # what was set aside may have been so since
            copy.execute("delete from decision_occupants where decision in (select id from decisions where at >= ?)", [iso(at)])
            copy.execute("delete from decisions where at >= ?", [iso(at)])
            for table in _OF_NOW:
                copy.execute(f"delete from {table}")
            was_there = bool(copy.execute("select 1 from examples limit 1").fetchone())
            for table in () if was_there else _LEARNED:
                copy.execute(f"delete from {table}")
            copy.execute("delete from settings where key <> ? or not ?", [_STAYS, was_there])
            copy.execute("commit")
    except sqlite3.Error as error:
        raise StoreFailed(f"{database} cannot be made as it was: {error}") from error
