"""What somebody wants to be asked about again later, or never: changes of habit, and suggestions."""

from datetime import datetime

from devices.vocabulary import OccupantId

from ..columns import iso
from ..transaction import Transactions

OVER = "until < ? and (change like 'suggested|%' or change like 'later|%')"  # of a day that has gone by


class PutOff:
    def __init__(self, transactions: Transactions) -> None:
        self._in = transactions

    def put(self, occupant: OccupantId, change: str, until: datetime) -> None:
        """Nothing where the person has not agreed to anything."""
        self._in.put("put_off", [{"occupant": occupant, "change": change, "until": iso(until)}], replace=True)

    def drop(self, occupant: OccupantId, change: str) -> None:
        self._in.run("delete from put_off where occupant = ? and change = ?", [occupant, change])

    def rows(self, now: datetime) -> list[dict[str, str]]:
        """Whose, what, until when; without what is long over and is no more than a day's count."""
        query = f"select occupant, change, until from put_off where not ({OVER}) order by occupant, change"
        return self._in.query(query, [iso(now)])

    def all(self, now: datetime) -> set[str]:
        """Those not to be asked about yet."""
        rows = self._in.query("select change, until from put_off")
        return {row["change"] for row in rows if datetime.fromisoformat(row["until"]) > now}
