"""What the hub decided, a document each, and whom it names, so that all of it can be forgotten."""

import json
import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from devices.vocabulary import OccupantId, RoomId

from ...consent import people_in
from ...decision_document import DecisionDocument
from ..columns import as_json, iso
from ..transaction import Transactions

log = logging.getLogger(__name__)


class Decisions:
    def __init__(self, transactions: Transactions) -> None:
        self._in = transactions

    def add(
        self, decision_id: str, at: datetime, room: RoomId, occupants: Iterable[OccupantId], document: Mapping[str, Any]
    ) -> None:
        """document: as on the topic, with its evidence. Kept when it names somebody, and all it names agreed to something."""
        named = sorted({*occupants, *people_in(document)})
        row = {"id": decision_id, "at": iso(at), "room": room, "document": as_json(document), "undone": 0}

        def write() -> None:
            if self._in.insert("decisions", [row], named, replace=True) == [None]:
                return
            self._in.connection.execute("delete from decision_occupants where decision = ?", [decision_id])
            self._in.insert("decision_occupants", [{"decision": decision_id, "occupant": who} for who in named])

        self._in.write(write, is_lesson=False)

    def get(self, decision_id: str) -> DecisionDocument | None:
        return next(iter(self._documents("where id = ?", [decision_id])), None)

    def newest(self, limit: int, room: RoomId | None = None) -> list[DecisionDocument]:
        """The newest first."""
        where, given = ("where room = ?", [room]) if room is not None else ("", [])
        return self._documents(f"{where} order by at desc, id desc limit {int(limit)}", given)

    def between(self, start: datetime, end: datetime, room: RoomId | None = None) -> list[DecisionDocument]:
        """Both within; the newest first."""
        where, given = (" and room = ?", [room]) if room is not None else ("", [])
        return self._documents(f"where at between ? and ?{where} order by at desc, id desc", [iso(start), iso(end), *given])

    def last(self, room: RoomId | None = None) -> DecisionDocument | None:
        return next(iter(self.newest(1, room)), None)

    def mark_undone(self, decision_id: str) -> None:
        self._in.run("update decisions set undone = 1 where id = ?", [decision_id])

    def answered(self, decision_id: str, answer: str) -> None:
        """What was said to its suggestion; nothing where it is not kept."""
        self._in.run("update decisions set document = json_set(document, '$.answer', ?) where id = ?", [answer, decision_id])

    def _documents(self, tail: str, given: Sequence[Any]) -> list[DecisionDocument]:
        """One that cannot be read any more is left out, with a warning."""
        found = []
        for row in self._in.query(f"select id, document, undone from decisions {tail}", given):
            try:
                body = {**json.loads(row["document"]), **({"undone": True} if row["undone"] else {})}
                found.append(cast("DecisionDocument", body))
            except (ValueError, TypeError):
                log.warning("the stored decision %s cannot be read and is left out", row["id"])
        return found
