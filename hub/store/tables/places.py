"""Where everybody was last, so that a restart need not wait for the next word of their phones."""

from datetime import datetime

from devices.vocabulary import OccupantId

from ..columns import iso
from ..transaction import Transactions


class Places:
    def __init__(self, transactions: Transactions) -> None:
        self._in = transactions

    def put(self, occupant: OccupantId, place: str, at: datetime) -> None:
        self._in.put("whereabouts", [{"occupant": occupant, "place": place, "at": iso(at)}], replace=True, is_lesson=False)

    def all(self) -> dict[OccupantId, tuple[str, datetime]]:
        rows = self._in.query("select * from whereabouts")
        return {OccupantId(row["occupant"]): (row["place"], datetime.fromisoformat(row["at"])) for row in rows}
