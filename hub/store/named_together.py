"""Whom people's choices name as having been there with them, and how a name goes out of them. Inside the caller's transaction.

Of a choice only that somebody was there is left then, nobody knows who.
"""

import json
import sqlite3
from collections.abc import Iterator
from typing import Any

from devices.vocabulary import OccupantId
from models.context import Context

from ..consent import Agreements
from .columns import as_json


def _named(connection: sqlite3.Connection) -> Iterator[tuple[int, dict[str, Any]]]:
    """Rows that name anybody so, with what they know of the moment. Raises sqlite3.Error."""
    for number, stored in connection.execute("select id, context from examples where context like '%\"together\"%'").fetchall():
        try:
            context = json.loads(stored)
            if isinstance(context, dict) and context.get("together"):
                yield number, context
        except ValueError:
            continue


def rows_with(connection: sqlite3.Connection, occupant: OccupantId) -> list[dict[str, Any]]:
    """When and where somebody is named in housemates' choices; nothing of what these chose. Raises sqlite3.Error."""
    rows = ((number, context) for number, context in _named(connection) if occupant in context["together"])
    return [{"id": number, "at": context.get("local"), "room": context.get("room")} for number, context in rows]


def disagreed_names(connection: sqlite3.Connection, agreements: Agreements) -> list[OccupantId]:
    """Everybody named so who may not be. Raises sqlite3.Error."""
    everybody = {OccupantId(who) for _, context in _named(connection) for who in context["together"]}
    return sorted(who for who in everybody if not agreements.may_name(who))


def name_no_more(connection: sqlite3.Connection, occupant: OccupantId) -> None:
    """Raises sqlite3.Error."""
    for number, context in _named(connection):
        if occupant in context["together"]:
            left = [who for who in context["together"] if who != occupant]
            context = {**context, "together": left} if left else {k: v for k, v in context.items() if k != "together"}
            connection.execute("update examples set context = ? where id = ?", [as_json(context), number])


def as_may_be_named(stored: str, agreements: Agreements) -> str:
    """What is known of a moment, as it may be kept."""
    if '"together"' not in stored:
        return stored
    context = Context.from_json(json.loads(stored))
    for who in context.together:
        if not agreements.may_name(OccupantId(who)):
            context = context.without(who)
    return as_json(context.to_json())
