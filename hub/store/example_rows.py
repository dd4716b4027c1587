"""An example as a row of the database, and back."""

import json
import logging
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from devices.vocabulary import OccupantId
from models.context import Context
from models.example import Example, Source

from .retention import iso

log = logging.getLogger(__name__)


def readable(rows: Iterable[Mapping[str, Any]]) -> Iterator[Example]:
    """Those that can still be read; the others are left out, with one warning."""
    unreadable = 0
    for row in rows:
        try:
            example = example_of(row)
        except (ValueError, TypeError, KeyError):
            unreadable += 1
            continue
        yield example
    if unreadable:
        log.warning("%d stored examples cannot be read and are left out", unreadable)


def example_row(example: Example) -> dict[str, Any]:
    """As stored, and as ``attune import-history`` hands it to a running hub."""
    return {
        "occupant": example.occupant,
        "kind": example.kind,
        "value": as_json(example.value),
        "weight": example.weight,
        "at": iso(example.at),
        "context": as_json(example.context.to_json()),
        "source": example.source.value,
        "acted": None if example.acted is None else as_json(example.acted),
        "predicted": None if example.predicted is None else as_json(example.predicted),
        "q": example.q,
        "decision": example.decision,
    }


def example_of(row: Mapping[str, Any]) -> Example:
    """Raises ValueError, TypeError, KeyError for what is no such row."""
    return Example(
        occupant=OccupantId(row["occupant"]),
        kind=row["kind"],
        value=json.loads(row["value"]),
        weight=row["weight"],
        at=datetime.fromisoformat(row["at"]),
        context=Context.from_json(json.loads(row["context"])),
        source=Source(row["source"]),
        acted=None if row["acted"] is None else json.loads(row["acted"]),
        predicted=None if row["predicted"] is None else json.loads(row["predicted"]),
        q=row["q"],
        decision=row["decision"] or "",
        id=row.get("id"),
    )


def as_json(value: Any) -> str:
    """Text for a column. Raises ValueError for numbers that are none."""
    return json.dumps(value, allow_nan=False)
