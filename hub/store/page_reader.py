"""What the page's process reads of accounts and decisions while the hub runs: read-only, without the writer's lock.

Each call opens the file and closes it again (some hundred µs): nobody's reading keeps a forgotten person's bytes in the log.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from devices.vocabulary import OccupantId
from models.example import Example

from .columns import iso
from .reader import read_rows
from .tables.accounts import NOBODY
from .tables.examples import readable


def session(path: Path, digest: str, now: datetime) -> Mapping[str, Any] | None:
    """The session of this hash, as long as it counts. Raises StoreFailed."""
    found = read_rows(path, "select * from page_sessions where session = ? and until > ?", [digest, iso(now)])
    return found[0] if found else None


def password(path: Path, occupant: OccupantId | None) -> str | None:
    """The hash of a person's password, or of the house's own. Raises StoreFailed."""
    found = read_rows(path, "select digest from page_passwords where occupant = ?", [occupant or NOBODY])
    return str(found[0]["digest"]) if found else None


def has_passwords(path: Path) -> bool:
    """Whether anybody may come in from the network at all. Raises StoreFailed."""
    return bool(read_rows(path, "select 1 from page_passwords limit 1"))


def views(path: Path, occupant: OccupantId) -> list[dict[str, Any]]:
    """Who looked at a person's screens, the newest first. Raises StoreFailed."""
    return read_rows(path, "select viewer, what, at from page_views where occupant = ? order by at desc limit 50", [occupant])


def decisions_of(path: Path, people: Sequence[OccupantId], room: str, before: str, limit: int) -> list[dict[str, Any]]:
    """Stored decisions that name one of these people, the newest first. room: only there; "" anywhere. before: ISO, UTC.

    Raises StoreFailed.
    """
    marks = ", ".join("?" * len(people))
    sql = f"""select distinct id, at, document, undone from decisions join decision_occupants on decision = id
        where occupant in ({marks}) and at < ? and (? = '' or room = ?) order by at desc, id desc limit ?"""
    rows = read_rows(path, sql, [*people, before, room, room, limit])
    return [{**json.loads(row["document"]), "undone": bool(row["undone"])} for row in rows]


def suggested_to(path: Path, people: Sequence[OccupantId], limit: int) -> list[dict[str, Any]]:
    """Stored decisions that name one of these people and suggested something, the newest first. Raises StoreFailed."""
    marks = ", ".join("?" * len(people))
    sql = f"""select distinct id, at, document from decisions join decision_occupants on decision = id
        where occupant in ({marks}) and instr(document, '"suggested"') > 0 order by at desc, id desc limit ?"""
    found: list[dict[str, Any]] = [json.loads(row["document"]) for row in read_rows(path, sql, [*people, limit])]
    return [one for one in found if any(wish["outcome"] == "suggested" for wish in one["wishes"])]


def examples(path: Path, occupant: OccupantId) -> list[Example]:
    """Everything a person was ever seen to choose, in time order. Raises StoreFailed."""
    return list(readable(iter(read_rows(path, "select * from examples where occupant = ? order by at, id", [occupant]))))
