"""How much each is owed where rooms are shared."""

from collections.abc import Mapping

from devices.vocabulary import OccupantId, RoomId

from ..transaction import Transactions


class Debts:
    def __init__(self, transactions: Transactions) -> None:
        self._in = transactions

    def put(self, room: RoomId, domain: str, debts: Mapping[OccupantId, float]) -> None:
        rows = [{"room": room, "domain": domain, "occupant": who, "debt": debts[who]} for who in sorted(debts)]
        self._in.put("debts", rows, replace=True, is_lesson=False)

    def all(self) -> dict[tuple[RoomId, str], dict[OccupantId, float]]:
        """By room and domain."""
        found: dict[tuple[RoomId, str], dict[OccupantId, float]] = {}
        for row in self._in.query("select * from debts"):
            found.setdefault((RoomId(row["room"]), row["domain"]), {})[OccupantId(row["occupant"])] = row["debt"]
        return found
