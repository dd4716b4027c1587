"""What happened in the home, in pieces of some minutes, so that it can be lived through once more. Kept a month at most.

Each piece says whom it may be about: everybody who may have been at home. It is kept where all of them agreed, exported with
each, and gone with the first of them who is forgotten.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from devices.vocabulary import OccupantId

from ..begun import noted, standing_then
from ..columns import as_json, iso
from ..recorded_people import shortened
from ..transaction import Transactions


@dataclass(frozen=True, slots=True)
class Piece:
    """kind: start (the hub had just started), gap (something is missing before it), day, or "" (it goes on from the one
    before). base: the moment its times are told from. began: how everything was when it began; None where it goes on.
    rows: as in hub/recording."""

    kind: str
    at: datetime
    people: tuple[OccupantId, ...]
    base: Sequence[Any]
    began: Any
    rows: Sequence[Any]


class RecordedPieces:
    def __init__(self, transactions: Transactions) -> None:
        self._in = transactions

    def add(self, piece: Piece) -> bool:
        """Whether it was kept: all it may be about have agreed."""
        body = {"base": piece.base, "began": piece.began, "rows": piece.rows}
        row = {"at": iso(piece.at), "kind": piece.kind, "people": as_json(sorted(piece.people)), "events": as_json(body)}
        kept: list[int | None] = self._in.write(lambda: self._in.insert("recorded", [row], piece.people), is_lesson=False)
        return kept != [None]

    def begun(self, since: datetime, agreed: Collection[OccupantId]) -> tuple[dict[str, Any], set[OccupantId]]:
        """What stands now, for a replay to begin with, and whom it names (begun.py). since: lessons from then on."""
        with self._in.reading():
            return noted(self._in.connection, since, agreed)

    def put_back(self, began: Mapping[str, Any]) -> None:
        """What stood then, into a copy made as it was; of who has agreed no more nothing. Raises StoreFailed."""

        def body() -> None:
            for table, row, people in standing_then(began):
                self._in.insert(table, [row], people, replace=True)

        self._in.write(body)

    def span(self) -> dict[str, Any]:
        """How many there are, and since when."""
        return self._in.query("select count(*) as pieces, min(at) as since from recorded")[0]

    def drop_before(self, at: datetime) -> None:
        """And the oldest where there is more than may be."""
        self._in.write(lambda: shortened(self._in.connection, iso(at)), is_lesson=False)

    def drop_all(self) -> None:
        self._in.run("delete from recorded", is_lesson=False)
