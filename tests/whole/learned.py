"""What the running program has learned, read from its database beside it."""

import contextlib
import json
import sqlite3
from typing import Any

from .living import Hub


def learned(hub: Hub) -> list[tuple[str, Any]]:
    """(kind, value) of every lesson so far, in order; numbers to a thousandth."""
    with contextlib.closing(sqlite3.connect(hub.folder / "attune.db")) as read:
        rows = read.execute("select kind, value from examples order by id").fetchall()
    found = [(kind, json.loads(value) if isinstance(value, str) else value) for kind, value in rows]
    return [(kind, round(value, 3) if isinstance(value, float) else value) for kind, value in found]
