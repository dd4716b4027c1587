"""How a person's phone sounds in each room, as ``attune calibrate`` took it."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime

from devices.vocabulary import DeviceId, OccupantId, RoomId
from models.fingerprints import Fingerprint

from ..columns import as_json, iso
from ..transaction import Transactions


class KeptFingerprints:
    def __init__(self, transactions: Transactions) -> None:
        self._in = transactions

    def put(
        self, occupant: OccupantId, source: DeviceId, room: RoomId, taken: Iterable[Mapping[str, float]], at: datetime
    ) -> None:
        """In place of what was taken of this room before. taken: dB by receiver, a moment each."""
        rows = [
            {"occupant": occupant, "source": source, "room": room, "at": iso(at), "strengths": as_json(dict(one))}
            for one in taken
        ]

        def write() -> None:
            before = "delete from fingerprints where occupant = ? and source = ? and room = ?"
            self._in.connection.execute(before, [occupant, source, room])
            self._in.insert("fingerprints", rows)

        self._in.write(write)

    def all(self) -> dict[tuple[OccupantId, DeviceId], list[Fingerprint]]:
        """By person and source, in the order they were taken."""
        found: dict[tuple[OccupantId, DeviceId], list[Fingerprint]] = {}
        for row in self._in.query("select * from fingerprints order by id"):
            key = OccupantId(row["occupant"]), DeviceId(row["source"])
            found.setdefault(key, []).append(Fingerprint(row["room"], json.loads(row["strengths"])))
        return found

    def drop(self, occupant: OccupantId) -> int:
        """How many there were."""
        return self._in.run("delete from fingerprints where occupant = ?", [occupant])
