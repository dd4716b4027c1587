"""When exactly somebody did something is nobody's business after a week: times become quarters of an hour.

Inside the caller's transaction. Of lessons also what tells the time in another way: how high the sun stood, and the decision's
id, which is made of it; lessons of one decision keep one name together. What that costs the learners: benchmarks/blurred.md.
"""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from secrets import token_hex
from typing import Any

from models.context import Context

from .columns import as_json, iso

SUN_DEG = 2.5  # what the sun moves in some ten minutes
_NOT_A_QUARTER = "at not like '%:00.000000+00:00' or substr(at, 15, 2) not in ('00', '15', '30', '45')"


def quarter(at: str) -> str:
    """The start of its quarter of an hour."""
    return iso(quarter_of(datetime.fromisoformat(at)))


def quarter_of(at: datetime) -> datetime:
    return at.replace(minute=at.minute // 15 * 15, second=0, microsecond=0)


def blur_decisions(connection: sqlite3.Connection, before: datetime) -> None:
    exact = connection.execute("select id, at, document from decisions where at < ?", [iso(before)])
    for name, at, document in exact.fetchall():
        if quarter(at) != at:
            blurred = json.dumps(_blurred(json.loads(document)))
            connection.execute("update decisions set at = ?, document = ? where id = ?", [quarter(at), blurred, name])


def blur_examples(connection: sqlite3.Connection, before: datetime) -> None:
    """One that cannot be read any more loses its time, too, and stays unreadable."""
    sql = f"select id, at, context, decision from examples where at < ? and ({_NOT_A_QUARTER})"
    names: dict[str, str] = {}
    for number, at, context, decision in connection.execute(sql, [iso(before)]).fetchall():
        name = names.setdefault(decision, f"past-{token_hex(4)}") if decision else decision
        connection.execute(
            "update examples set at = ?, context = ?, decision = ? where id = ?",
            [quarter(at), _blurred_context(context), name, number],
        )


def blurred(context: Context) -> Context:
    sun = context.sun_elevation_deg
    rounded = None if sun is None else round(sun / SUN_DEG) * SUN_DEG
    return replace(context, local=quarter_of(context.local), sun_elevation_deg=rounded)


def _blurred_context(stored: str) -> str:
    try:
        return as_json(blurred(Context.from_json(json.loads(stored))).to_json())
    except (ValueError, TypeError, KeyError):
        return "{}"


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
