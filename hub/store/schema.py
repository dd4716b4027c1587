"""The tables as they are now, in plain words: a start sees that the file is up to date without the library that makes them."""

import sqlite3

from .connection import tables_of

# Every migration there has been, the oldest first (migrations.py). A file that has seen others is a newer program's.
STEPS = (
    "m001_tables",
    "m002_fingerprints",
    "m003_still_sources",
    "m004_accounts",
    "m005_ways",
    "m006_put_off",
    "m007_recorded",
    "m008_comings",
)

COLUMNS = {
    "comings": ("occupant", "place", "left", "came"),
    "consents": ("occupant", "domains", "at"),
    "debts": ("room", "domain", "occupant", "debt"),
    "decision_occupants": ("decision", "occupant"),
    "decisions": ("id", "at", "room", "document", "undone"),
    "examples": (
        "id", "occupant", "kind", "value", "weight", "at", "context", "source", "acted", "predicted", "q", "decision",
    ),
    "fingerprints": ("id", "occupant", "source", "room", "at", "strengths"),
    "holds": ("device", "trait", "room", "value", "occupants", "since"),
    "page_codes": ("code", "occupant", "until"),
    "page_passwords": ("occupant", "digest", "at"),
    "page_sessions": ("session", "occupant", "at", "until", "device"),
    "page_views": ("occupant", "viewer", "what", "at"),
    "put_off": ("occupant", "change", "until"),
    "recorded": ("id", "at", "kind", "people", "events"),
    "settings": ("key", "value"),
    "still_sources": ("occupant", "source", "at"),
    "ways": ("occupant", "ways", "at"),
    "whereabouts": ("occupant", "place", "at"),
}  # fmt: skip


def applied(connection: sqlite3.Connection) -> frozenset[str]:
    """Migrations of ours a file has seen, as sqlite-utils notes them; none in a new one. Raises sqlite3.Error."""
    if "_sqlite_migrations" not in tables_of(connection):
        return frozenset()
    rows = connection.execute("select name from _sqlite_migrations where migration_set = 'attune'")
    return frozenset(name for (name,) in rows)


def is_whole(connection: sqlite3.Connection) -> bool:
    """Whether every table has all its columns: a letter spoilt in the schema is no damage to SQLite, only another name.

    Raises sqlite3.Error.
    """
    found = {
        table: tuple(name for _, name, *_ in connection.execute("select * from pragma_table_info(?)", (table,)))
        for table in tables_of(connection)
    }
    return all(found.get(table) == columns for table, columns in COLUMNS.items())
