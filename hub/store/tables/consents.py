"""What people narrowed of what the configuration lets the hub learn of them."""

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from devices.vocabulary import OccupantId

from ..columns import iso
from ..priors import drop_priors_of
from ..transaction import Transactions


class Consents:
    def __init__(self, transactions: Transactions, database: Path) -> None:
        self._in, self._database = transactions, database

    def put(self, occupant: OccupantId, domains: Iterable[str], at: datetime) -> None:
        """Of who had something to take back. Priors that rest on the person's choices go at once: ``attune train`` makes them
        anew from who still agrees."""
        row = {"occupant": occupant, "domains": json.dumps(sorted(domains)), "at": iso(at)}
        if self._in.put("consents", [row], replace=True) != [None]:
            drop_priors_of(self._database, occupant)

    def all(self) -> dict[OccupantId, frozenset[str]]:
        """Only of those who narrowed what the configuration allows."""
        rows = self._in.query("select * from consents")
        return {OccupantId(row["occupant"]): frozenset(json.loads(row["domains"])) for row in rows}
