"""Changes of habit that somebody wants to be asked about again later."""

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

    def all(self, now: datetime) -> set[str]:
        """Those not to be asked about yet."""
        rows = self._in.query("select change, until from put_off")
        return {row["change"] for row in rows if datetime.fromisoformat(row["until"]) > now}
