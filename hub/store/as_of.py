"""A copy of the database as it was at an earlier time, as far as that can be told: what was learned since is gone."""

import contextlib
import sqlite3
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ..errors import StoreFailed
from .begun import Lesson, learned_then
from .columns import iso
from .connection import connected, tables_of
from .schema import COLUMNS

_STAYS = frozenset({"consents", "fingerprints", "settings"})  # what was agreed to and taken is as it is now
_DATED = {"examples": "at", "decisions": "at", "comings": '"left"'}  # by when a row was there
_LEARNED = frozenset({"ways", "still_sources"})  # nobody knows since when
_LEARNED_SETTINGS = ("movements", "heat")  # the same; all others are chosen, or of the moment


def make_as_of(
    database: Path, at: datetime, began: Mapping[str, Any] = MappingProxyType({}), lessons: Iterable[Lesson] = ()
) -> None:
    """Of a copy nobody has open. began, lessons: what was noted then (begun.py). Where nothing had been learned before then,
    what has no date is gone as well.

    Raises StoreFailed.
    """
    try:
        with contextlib.closing(connected(str(database))) as copy:
            copy.execute("begin immediate")
            copy.execute("delete from decision_occupants where decision in (select id from decisions where at >= ?)", [iso(at)])
            for table, column in _DATED.items():
                copy.execute(f"delete from {table} where {column} >= ?", [iso(at)])
            copy.execute("update comings set came = '' where came >= ?", [iso(at)])  # who has come since was away then
            copy.execute("update examples set weight = abs(weight)")  # what was set aside may have been so since
            is_anything_learned = bool(copy.execute("select 1 from examples limit 1").fetchone())
            kept = {*_STAYS, *_DATED, "decision_occupants", *(_LEARNED if is_anything_learned else ())}
            for table in set(tables_of(copy)) & COLUMNS.keys() - kept:
                copy.execute(f"delete from {table}")
            marks = ", ".join("?" * len(_LEARNED_SETTINGS)) if is_anything_learned else ""
            given = _LEARNED_SETTINGS if is_anything_learned else ()
            copy.execute(f"delete from settings where key not in ({marks})", given)
            learned_then(copy, began, lessons)
            copy.execute("commit")
    except sqlite3.Error as error:
        raise StoreFailed(f"{database} cannot be made as it was: {error}") from error
