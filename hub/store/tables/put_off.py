"""What somebody wants to be asked about again later: changes of habit, and suggestions they declined."""

from datetime import datetime

from devices.vocabulary import OccupantId

from ..columns import iso
from ..transaction import Transactions


class PutOff:
    def __init__(self, transactions: Transactions) -> None:
        self._in = transactions

    def put(self, occupant: OccupantId, change: str, until: datetime) -> None:
        """Nothing where the person has not agreed to anything."""
        self._in.put("put_off", [{"occupant": occupant, "change": change, "until": iso(until)}], replace=True)

    def drop(self, occupant: OccupantId, change: str) -> None:
        self._in.run("delete from put_off where occupant = ? and change = ?", [occupant, change])

    def rows(self, now: datetime) -> list[dict[str, str]]:
        """Whose, what, until when; what is long over, and is no more than a day's count, is gone first."""
        self._in.run("delete from put_off where until < ? and change like 'suggested|%'", [iso(now)], is_lesson=False)
        return self._in.query("select occupant, change, until from put_off order by occupant, change")

    def all(self, now: datetime) -> set[str]:
        """Those not to be asked about yet."""
        rows = self._in.query("select change, until from put_off")
        return {row["change"] for row in rows if datetime.fromisoformat(row["until"]) > now}
