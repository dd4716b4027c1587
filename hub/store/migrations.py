"""The tables, by migrations: each a step that is applied once and recorded with the data it changed.

Imported where one is pending only: the library costs a daemon 8 MiB. A new step is named in schema.py, too.
"""

import sqlite3

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

migrations = Migrations("attune")


@migrations()  # type: ignore[untyped-decorator]  # the library has no types for it
def m001_tables(db: Database) -> None:
    """Everything held, one table a purpose. Times are UTC, ISO 8601, so that they sort as text."""
    db.table("examples").create(
        {
            "id": int,
            "occupant": str,
            "kind": str,
            "value": str,  # JSON: a number, true or false, or a name
            "weight": float,
            "at": str,
            "context": str,  # JSON of Context
            "source": str,
            "acted": str,
            "predicted": str,
            "q": float,
            "decision": str,
        },
        pk="id",
        not_null={"occupant", "kind", "value", "weight", "at", "context", "source"},
        strict=True,
    )
    db.table("examples").create_index(["occupant", "id"])
    db.table("examples").create_index(["at"])
    db.table("decisions").create(
        {"id": str, "at": str, "room": str, "document": str, "undone": int},
        pk="id",
        not_null={"at", "room", "document"},
        strict=True,
    )
    db.table("decisions").create_index(["at"])
    db.table("decision_occupants").create(
        {"decision": str, "occupant": str},
        pk=("decision", "occupant"),
        foreign_keys=[("decision", "decisions", "id")],
        strict=True,
    )
    db.table("decision_occupants").create_index(["occupant"])
    db.table("holds").create(
        {"device": str, "trait": str, "room": str, "value": str, "occupants": str, "since": str},
        pk=("device", "trait"),
        strict=True,
    )
    db.table("debts").create(
        {"room": str, "domain": str, "occupant": str, "debt": float}, pk=("room", "domain", "occupant"), strict=True
    )
    db.table("whereabouts").create({"occupant": str, "place": str, "at": str}, pk="occupant", strict=True)
    db.table("consents").create({"occupant": str, "domains": str, "at": str}, pk="occupant", strict=True)
    db.table("settings").create({"key": str, "value": str}, pk="key", strict=True)


@migrations()  # type: ignore[untyped-decorator]
def m002_fingerprints(db: Database) -> None:
    """How rooms sound to the receivers that hear a person's phone. strengths: JSON, dB by receiver."""
    db.table("fingerprints").create(
        {"id": int, "occupant": str, "source": str, "room": str, "at": str, "strengths": str},
        pk="id",
        not_null={"occupant", "source", "room", "at", "strengths"},
        strict=True,
    )
    db.table("fingerprints").create_index(["occupant", "room"])


@migrations()  # type: ignore[untyped-decorator]
def m003_still_sources(db: Database) -> None:
    """Presence sources that stay at home while their person goes."""
    db.table("still_sources").create(
        {"occupant": str, "source": str, "at": str}, pk=("occupant", "source"), not_null={"at"}, strict=True
    )


@migrations()  # type: ignore[untyped-decorator]
def m004_accounts(db: Database) -> None:
    """Who may enter the residents' page, and who looked at whose screens. No occupant: the house itself."""
    db.table("page_codes").create({"code": str, "occupant": str, "until": str}, pk="code", not_null={"until"}, strict=True)
    db.table("page_passwords").create(
        {"occupant": str, "digest": str, "at": str}, pk="occupant", not_null={"digest", "at"}, strict=True
    )
    db.table("page_sessions").create(
        {"session": str, "occupant": str, "at": str, "until": str, "device": str},
        pk="session",
        not_null={"at", "until", "device"},
        strict=True,
    )
    columns = {"occupant": str, "viewer": str, "what": str, "at": str}
    db.table("page_views").create(columns, not_null=set(columns), strict=True)
    db.table("page_views").create_index(["occupant", "at"])


@migrations()  # type: ignore[untyped-decorator]
def m005_ways(db: Database) -> None:
    """How a person usually moves through the home. ways: JSON of Movements."""
    db.table("ways").create({"occupant": str, "ways": str, "at": str}, pk="occupant", not_null={"ways", "at"}, strict=True)


@migrations()  # type: ignore[untyped-decorator]
def m006_put_off(db: Database) -> None:
    """Changes of habit a person wants to be asked about again later."""
    db.table("put_off").create(
        {"occupant": str, "change": str, "until": str}, pk=("occupant", "change"), not_null={"until"}, strict=True
    )


@migrations()  # type: ignore[untyped-decorator]
def m007_recorded(db: Database) -> None:
    """What happened, in pieces. people: JSON, everybody a piece may be about. events: JSON, as hub/recording writes it."""
    columns = {"id": int, "at": str, "kind": str, "people": str, "events": str}
    db.table("recorded").create(columns, pk="id", not_null={"at", "kind", "people", "events"}, strict=True)
    db.table("recorded").create_index(["people"])


@migrations()  # type: ignore[untyped-decorator]
def m008_comings(db: Database) -> None:
    """When a person left a place and came back to it. came: empty while they are away."""
    columns = {"occupant": str, "place": str, "left": str, "came": str}
    db.table("comings").create(columns, pk=("occupant", "place", "left"), not_null={"came"}, strict=True)


def bring_up_to_date(connection: sqlite3.Connection) -> None:
    """Each step whole or not at all. Raises sqlite3.Error."""
    migrations.apply(Database(connection, execute_plugins=False))
