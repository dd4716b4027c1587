"""What people chose, a row an example: added, read back whole or in part, and told apart from what is known already.

A start reads no more than it needs: how many there are, and those that were judged. A person's own examples of a kind are
read when their model is made ready. To import the same past twice, or past the hub was there for, teaches nothing twice.
"""

import json
import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from devices.vocabulary import OccupantId
from models.context import Context
from models.example import Example, Source

from ..blurring import quarter_of
from ..columns import as_json, iso
from ..connection import rows_of
from ..transaction import Transactions

log = logging.getLogger(__name__)

_LIVE_S = 90.0  # an example learned live so near to an imported one is the same choice


@dataclass(frozen=True, slots=True)
class Known:
    """What is stored of one person and kind in one room. count: examples with a weight above zero that the learners take: of
    other music only ladder and corrections hear. first: when the oldest was.

    is_ranked: whether any of them counts for the ladder; imported ones do not.
    """

    occupant: OccupantId
    kind: str
    room: str
    count: int
    first: datetime
    is_ranked: bool


class Examples:
    def __init__(self, transactions: Transactions) -> None:
        self._in = transactions

    def add(self, example: Example) -> int | None:
        """Its id, once it is on the disk; None where the person has not agreed to it, and then it is not kept."""
        return self._in.put("examples", [example_row(example)])[0]

    def add_new(self, found: Iterable[Example]) -> list[Example]:
        """Those of imported examples that are not there yet and agreed to, in one transaction; which they were."""
        given = list(found)
        people = {example.occupant for example in given}
        fresh = new_ones(given, (known for who in people for known in self.all(who)))
        taken = self._in.put("examples", [example_row(example) for example in fresh])
        return [example for example, number in zip(fresh, taken, strict=True) if number is not None]

    def set_aside(self, ids: Sequence[int]) -> int:
        """They stay stored and exported, and teach nothing any more. How many."""
        return sum(
            self._in.run(f"update examples set weight = 0 where id in ({','.join('?' * len(some))})", list(some))
            for some in (ids[at : at + 500] for at in range(0, len(ids), 500))
        )

    def all(self, occupant: OccupantId | None = None) -> Iterator[Example]:
        """In the order they happened. A row that cannot be read any more is left out, with one warning."""
        where, given = ("where occupant = ?", [occupant]) if occupant is not None else ("", [])
        return self._read(f"select * from examples {where} order by at, id", given)

    def known(self) -> list[Known]:
        """How many there are, by person, kind and room. Cost: 50 ms for 20,000."""
        rows = self._in.query("""
            select occupant, kind, case when json_valid(context) then json_extract(context, '$.room') end as room,
                   sum(weight > 0 and value <> '"other_music"') as count,
                   min(at) as first, max(source <> 'history') as is_ranked
            from examples group by 1, 2, 3 order by 1, 2, 3
            """)
        return [
            Known(r["occupant"], r["kind"], r["room"], r["count"], datetime.fromisoformat(r["first"]), r["is_ranked"] == 1)
            for r in rows
            if r["room"] is not None  # cannot be read, and is left out with a warning when somebody asks for it
        ]

    def judged(self) -> Iterator[Example]:
        """Those about what the hub had guessed or done, in the order they happened: what ladder and corrections rest on."""
        return self._read("""
            select * from examples
            where weight > 0 and (predicted is not null or acted is not null or source in ('correction', 'undo'))
            order by at, id
            """)

    def newest(self, occupant: OccupantId, kind: str, most: int | None) -> Iterator[Example]:
        """A person's of a kind in the order they happened: the newest so many that weigh anything, and any of the same instant
        as the oldest of them; all for None."""
        theirs = "select * from examples where occupant = ?1 and kind = ?2 and value <> '\"other_music\"'"
        if most is None:
            return self._read(f"{theirs} order by at, id", [occupant, kind])
        return self._read(
            f"""
            {theirs} and weight > 0 and at >=
                (select min(at) from
                    (select at from ({theirs}) where weight > 0 order by at desc limit ?3))
            order by at, id
            """,
            [occupant, kind, most],
        )

    def between(self, start: datetime, end: datetime) -> Iterator[Example]:
        """Those that count and were learned from one moment until another."""
        return self._read(
            "select * from examples where at >= ? and at < ? and weight > 0 order by at, id", [iso(start), iso(end)]
        )

    def _read(self, sql: str, given: Sequence[Any] = ()) -> Iterator[Example]:
        with self._in.reading():
            yield from readable(rows_of(self._in.connection, sql, given))


def new_ones(found: Iterable[Example], known: Iterable[Example]) -> list[Example]:
    """What is not there yet: neither imported before, nor learned live at that moment.

    After a week a stored one is known to its quarter of an hour only: then it is the same choice as any of that quarter.
    """
    before: set[tuple[object, ...]] = set()
    live: dict[tuple[object, ...], list[float]] = {}
    blurred: set[tuple[object, ...]] = set()
    for example in known:
        place = (example.occupant, example.kind, example.context.room, example.context.place)
        if quarter_of(example.at) == example.at:
            blurred.add((*place, example.at))
        if example.source is Source.HISTORY:
            before.add((*place, example.at))
        else:
            live.setdefault(place, []).append(example.at.timestamp())
    fresh = []
    for example in found:
        place = (example.occupant, example.kind, example.context.room, example.context.place)
        is_live = any(abs(at - example.at.timestamp()) <= _LIVE_S for at in live.get(place, ()))
        if (*place, example.at) not in before and not is_live and (*place, quarter_of(example.at)) not in blurred:
            before.add((*place, example.at))
            fresh.append(example)
    return fresh


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
    """As stored, and as ``attune import-history`` hands it to a running hub. Raises StoreFailed for a number that is none."""
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
