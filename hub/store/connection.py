"""A connection to an SQLite file by the house rules, and what is asked of any such file: its rows, its health, a copy.

Each rule stands for a measured failure: foreign keys, no trusted schema, no mapped memory, secure delete, synchronous FULL.
"""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ..errors import StoreFailed
from .files import make_private

# Python cannot tell what SQLite says of a damaged schema when it quotes spoilt letters: then that is the error.
UNREADABLE = (sqlite3.Error, UnicodeDecodeError)
BUSY_S = 5.0


def connected(address: str) -> sqlite3.Connection:
    """address: a path, or ``file:`` with its options. Raises sqlite3.Error."""
    connection = sqlite3.connect(
        address, timeout=BUSY_S, isolation_level=None, uri=address.startswith("file:"), check_same_thread=False
    )
    connection.text_factory = _text
    for pragma in (
        "foreign_keys = on",
        "trusted_schema = off",
        "mmap_size = 0",
        "cache_size = -512",  # KiB, where SQLite would hold 2 MiB: the system holds what is read often
        "secure_delete = on",
        "synchronous = full",
    ):
        connection.execute(f"pragma {pragma}")
    return connection


def read_only(path: Path) -> str:
    """The address of a file that is not to be written."""
    return _address(path, "ro")


def not_made(path: Path) -> str:
    """The address of a file that is not to be made anew where it is gone."""
    return _address(path, "rw")


def _address(path: Path, mode: str) -> str:
    quoted = str(path).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    return f"file:{quoted}?mode={mode}"


def open_reader(path: Path) -> sqlite3.Connection:
    """Read-only, for a second process while the hub runs: it never writes nor checkpoints. Raises StoreFailed."""
    try:
        return connected(read_only(path))
    except sqlite3.Error as error:
        raise StoreFailed(f"{path} cannot be read: {error}") from error


def rows_of(
    connection: sqlite3.Connection, sql: str, given: Sequence[Any] | Mapping[str, Any] = ()
) -> Iterator[dict[str, Any]]:
    """The rows a sentence finds, by column, read as they are asked for. Raises sqlite3.Error."""
    found = connection.execute(sql, given)
    names = [column[0] for column in found.description]
    for row in found:
        yield dict(zip(names, row, strict=True))


def tables_of(connection: sqlite3.Connection) -> list[str]:
    """Raises sqlite3.Error."""
    return [name for (name,) in connection.execute("select name from sqlite_master where type = 'table' order by name")]


def copied(source: sqlite3.Connection, target: Path) -> sqlite3.Connection:
    """A copy in one file of its own, readable by its owner only, with nothing beside it. Raises sqlite3.Error, OSError."""
    target.unlink(missing_ok=True)
    make_private(target)
    copy = connected(str(target))
    try:
        source.backup(copy)
        copy.execute("pragma journal_mode = delete")
        copy.execute("pragma journal_mode = memory")  # no second file, where deleted bytes could stay
    except BaseException:
        copy.close()
        raise
    return copy


def is_sound(connection: sqlite3.Connection) -> bool:
    """Whole, indexes included. Cost: reads every page, about 3 s per 100 MB on a Raspberry Pi."""
    return bool(connection.execute("pragma integrity_check(1)").fetchone()[0] == "ok")


def _text(stored: bytes) -> str:
    """One spoilt letter must not keep a whole table from being read."""
    return stored.decode("utf-8", "replace")
