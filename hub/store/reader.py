"""What another process reads of the database while the hub runs: never written to, without the writer's lock."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from devices.vocabulary import OccupantId
from models.example import Example

from ..decision_document import DecisionDocument
from ..errors import StoreFailed
from .connection import UNREADABLE, open_reader, rows_of
from .tables.examples import readable
from .tables.recorded import Piece


def read_examples(path: Path) -> list[Example]:
    """Every stored example in time order. Raises StoreFailed."""
    with _rows(path, "select * from examples order by at, id") as rows:
        return list(readable(rows))


def read_consents(path: Path) -> dict[OccupantId, frozenset[str]]:
    """As ``Consents.all``. Raises StoreFailed."""
    with _rows(path, "select occupant, domains from consents") as rows:
        return {OccupantId(row["occupant"]): frozenset(json.loads(row["domains"])) for row in rows}


def read_ways(path: Path) -> dict[OccupantId, dict[str, Any]]:
    """As ``Ways.all``. Raises StoreFailed."""
    with _rows(path, "select occupant, ways from ways") as rows:
        return {OccupantId(row["occupant"]): json.loads(row["ways"]) for row in rows}


def read_decisions(path: Path) -> list[DecisionDocument]:
    """Every decision's document that is still kept, the first one first. Raises StoreFailed."""
    with _rows(path, "select document from decisions order by at, id") as rows:
        return [json.loads(row["document"]) for row in rows]


def read_pieces(path: Path) -> list[tuple[int, Piece]]:
    """What was recorded, each piece with its number; one is missing where the numbers leap. Raises StoreFailed."""
    with _rows(path, "select * from recorded order by id") as rows:
        return [(row["id"], _piece(row)) for row in rows]


def read_setting(path: Path, key: str) -> Any:
    """None where there is none. Raises StoreFailed."""
    with _rows(path, "select value from settings where key = ?", [key]) as rows:
        return next((json.loads(row["value"]) for row in rows), None)


def _piece(row: Mapping[str, Any]) -> Piece:
    body = json.loads(row["events"])
    people = tuple(OccupantId(who) for who in json.loads(row["people"]))
    return Piece(row["kind"], datetime.fromisoformat(row["at"]), people, body["base"], body["began"], body["rows"])


def read_rows(path: Path, sql: str, given: Sequence[Any] = ()) -> list[dict[str, Any]]:
    """Whatever a sentence finds. Raises StoreFailed."""
    with _rows(path, sql, given) as rows:
        return list(rows)


@contextmanager
def _rows(path: Path, sql: str, given: Sequence[Any] = ()) -> Iterator[Iterator[dict[str, Any]]]:
    connection = open_reader(path)
    try:
        yield rows_of(connection, sql, given)
    except (*UNREADABLE, ValueError) as error:
        raise StoreFailed(f"{path} cannot be read: {error}") from error
    finally:
        connection.close()
