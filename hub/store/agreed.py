"""Which rows may be written at all: what names somebody only as far as they agreed. Asked at every row, whoever writes it."""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any

from devices.vocabulary import OccupantId
from models.kind import kinds

from ..consent import HOUSE, Agreements
from .connection import rows_of
from .erase import counts_of
from .named_together import as_may_be_named, name_no_more
from .recorded_people import disagreed_groups, people_of


def as_agreed(
    connection: sqlite3.Connection,
    agreements: Agreements,
    table: str,
    row: Mapping[str, Any],
    people: frozenset[OccupantId],
) -> Mapping[str, Any] | None:
    """The row as it may be kept, None where it may not. people: whom it names elsewhere than in a column.

    Raises KeyError for a table nobody has thought about here.
    """
    match table:
        case "settings":
            return row
        case "page_codes" | "page_passwords" | "page_sessions":
            return row if _may_enter(agreements, row["occupant"]) else None
        case "examples":
            kind = kinds().get(row["kind"])
            if kind is None or not agreements.allows(row["occupant"], kind.domain):
                return None
            return {**row, "context": as_may_be_named(row["context"], agreements)}
        case "decisions":
            return row if agreements.may_keep_all(people) else None
        case "recorded":
            return row if agreements.of(people) == people else None
        case "holds":
            return {**row, "occupants": json.dumps(sorted(agreements.of(people)))}
        case "decision_occupants" | "debts" | "whereabouts" | "fingerprints" | "still_sources" | "ways" | "put_off":
            return row if agreements.may_keep(row["occupant"]) else None
        case "comings":
            return row if agreements.allows(row["occupant"], "temperature") else None
        case "page_views":
            return row if agreements.may_keep(row["occupant"]) and agreements.may_keep(row["viewer"]) else None
        case "consents":
            # Who had nothing to take back is not even noted as having said no.
            has = agreements.may_narrow(row["occupant"]) or any(counts_of(connection, row["occupant"]).values())
            return row if has else None
        case _:
            raise KeyError(table)


def disagreed(connection: sqlite3.Connection, agreements: Agreements) -> list[tuple[str, list[str]]]:
    """What has to be done so that what stands names nobody who has not agreed: places and debts go, holds are nobody's.
    As sentences of SQL and what is given to them. Raises sqlite3.Error."""
    stale: list[tuple[str, list[str]]] = []
    for table in ("whereabouts", "debts", "still_sources", "ways", "put_off"):
        people = {OccupantId(row["occupant"]) for row in rows_of(connection, f"select distinct occupant from {table}")}
        stale += [(f"delete from {table} where occupant = ?", [who]) for who in people - agreements.of(people)]
    if not agreements.may_keep(HOUSE):
        stale.append(("delete from examples where occupant = ?", [HOUSE]))
    times = {OccupantId(row["occupant"]) for row in rows_of(connection, "select distinct occupant from comings")}
    unasked = [who for who in times if not agreements.allows(who, "temperature")]
    stale += [("delete from comings where occupant = ?", [who]) for who in unasked]
    for table in ("page_codes", "page_passwords", "page_sessions"):
        known = [row["occupant"] for row in rows_of(connection, f"select distinct occupant from {table}")]
        gone = [who for who in known if not _may_enter(agreements, who)]
        stale += [(f"delete from {table} where occupant = ?", [who]) for who in gone]
    agreed = agreements.of(people_of(connection))
    stale += [("delete from recorded where people = ?", [people]) for people in disagreed_groups(connection, agreed)]
    for row in rows_of(connection, "select device, trait, occupants from holds"):
        people = {OccupantId(who) for who in json.loads(row["occupants"])}
        left = agreements.of(people)
        if left != people:
            given = [json.dumps(sorted(left)), row["device"], row["trait"]]
            stale.append(("update holds set occupants = ? where device = ? and trait = ?", given))
    return stale


def drop(connection: sqlite3.Connection, stale: Iterable[tuple[str, list[str]]], named: Iterable[OccupantId]) -> None:
    """Does it. named: whom housemates' choices name no more. Raises sqlite3.Error."""
    for sql, given in stale:
        connection.execute(sql, given)
    for who in named:
        name_no_more(connection, who)


def _may_enter(agreements: Agreements, occupant: OccupantId | None) -> bool:
    """Whether an account may be kept: of the house's own, and of who may take something back, for they do so on the page."""
    return not occupant or agreements.may_narrow(occupant)
