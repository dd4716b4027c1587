"""What a start needs of the stored examples, without reading them all: how many there are, and those that were judged.

In the flow: store → learners, ladder, corrections. A person's own examples of a kind are read when their model is made ready.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from devices.vocabulary import OccupantId


@dataclass(frozen=True, slots=True)
class Known:
    """What is stored of one person and kind in one room. count: examples with a weight above zero. first: when the oldest was.

    is_ranked: whether any of them counts for the ladder; imported ones do not.
    """

    occupant: OccupantId
    kind: str
    room: str
    count: int
    first: datetime
    is_ranked: bool


def known(db: Database) -> list[Known]:
    """Cost: 50 ms for 20,000 examples. Raises sqlite3.Error."""
    rows = db.query("""
        select occupant, kind, case when json_valid(context) then json_extract(context, '$.room') end as room,
               sum(weight > 0) as count, min(at) as first, max(source <> 'history') as is_ranked
        from examples group by 1, 2, 3 order by 1, 2, 3
        """)
    return [
        Known(
            row["occupant"], row["kind"], row["room"], row["count"], datetime.fromisoformat(row["first"]), row["is_ranked"] == 1
        )
        for row in rows
        if row["room"] is not None  # cannot be read, and is left out with a warning when somebody asks for it
    ]


def judged(db: Database) -> Iterator[dict[str, Any]]:
    """Rows about something the hub had guessed or done, in the order they happened: what ladder and corrections rest on."""
    yield from db.query("""
        select * from examples
        where predicted is not null or acted is not null or source in ('correction', 'undo') order by at, id
        """)


def newest(db: Database, occupant: OccupantId, kind: str, most: int | None) -> Iterator[dict[str, Any]]:
    """A person's rows of a kind in the order they happened: the newest so many that weigh anything, and any of the same instant
    as the oldest of them; all for None."""
    if most is None:
        yield from db.query("select * from examples where occupant = ? and kind = ? order by at, id", [occupant, kind])
        return
    yield from db.query(
        """
        select * from examples where occupant = :who and kind = :kind and weight > 0 and at >=
            (select min(at) from
                (select at from examples where occupant = :who and kind = :kind and weight > 0 order by at desc limit :most))
        order by at, id
        """,
        {"who": occupant, "kind": kind, "most": most},
    )
