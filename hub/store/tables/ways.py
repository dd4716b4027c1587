"""How a person usually moves through the home: from which room to which, and how long they stay, by part of the day."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from devices.vocabulary import OccupantId

from ..columns import as_json, iso
from ..transaction import Transactions


class Ways:
    def __init__(self, transactions: Transactions) -> None:
        self._in = transactions

    def put(self, occupant: OccupantId, ways: Mapping[str, Any], at: datetime) -> None:
        """As ``Movements.own_json`` has them, in place of what was kept before."""
        row = {"occupant": occupant, "ways": as_json(dict(ways)), "at": iso(at)}
        self._in.put("ways", [row], replace=True, is_lesson=False)

    def all(self) -> dict[OccupantId, dict[str, Any]]:
        return {OccupantId(row["occupant"]): json.loads(row["ways"]) for row in self._in.query("select * from ways")}
