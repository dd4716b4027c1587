"""When people left rooms and home and came back: what their usual times are learned from. Only of who agreed to temperature."""

from collections.abc import Iterator
from datetime import datetime

from devices.vocabulary import OccupantId

from ..columns import iso
from ..transaction import Transactions


class KeptComings:
    """place: a room's id, ``home``, or ``waking``."""

    def __init__(self, transactions: Transactions) -> None:
        self._in = transactions

    def left(self, occupant: OccupantId, place: str, at: datetime) -> None:
        """They are away from there since then."""
        self._put(occupant, place, at, "")

    def came(self, occupant: OccupantId, place: str, left: datetime, at: datetime) -> None:
        """What ``left`` began has ended."""
        self._put(occupant, place, left, iso(at))

    def drop(self, occupant: OccupantId, place: str, left: datetime) -> None:
        """It says nothing after all."""
        given = [occupant, place, iso(left)]
        self._in.run("delete from comings where occupant = ? and place = ? and left = ?", given, is_lesson=False)

    def all(self) -> Iterator[tuple[OccupantId, str, datetime, datetime | None]]:
        """Whose, where, left, came (None: away still); the oldest first."""
        for row in self._in.query("select * from comings order by left"):
            came = datetime.fromisoformat(row["came"]) if row["came"] else None
            yield OccupantId(row["occupant"]), row["place"], datetime.fromisoformat(row["left"]), came

    def _put(self, occupant: OccupantId, place: str, left: datetime, came: str) -> None:
        row = {"occupant": occupant, "place": place, "left": iso(left), "came": came}
        self._in.put("comings", [row], replace=True, is_lesson=False)
