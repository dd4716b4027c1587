"""What of a person's was found to lie at home while they are out, such as a tablet."""

from datetime import datetime

from devices.vocabulary import DeviceId, OccupantId

from ..columns import iso
from ..transaction import Transactions


class StillSources:
    def __init__(self, transactions: Transactions) -> None:
        self._in = transactions

    def put(self, occupant: OccupantId, source: DeviceId, at: datetime) -> None:
        self._in.put("still_sources", [{"occupant": occupant, "source": source, "at": iso(at)}], replace=True, is_lesson=False)

    def drop(self, occupant: OccupantId, source: DeviceId) -> None:
        """It was carried after all."""
        self._in.run("delete from still_sources where occupant = ? and source = ?", [occupant, source], is_lesson=False)

    def all(self) -> dict[DeviceId, OccupantId]:
        return {DeviceId(row["source"]): OccupantId(row["occupant"]) for row in self._in.query("select * from still_sources")}
