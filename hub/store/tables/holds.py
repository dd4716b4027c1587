"""Values set by hand that are left alone, over a restart too."""

import json
from datetime import datetime

from devices.vocabulary import DeviceId, Moment, OccupantId, RoomId, Value

from ...decision import Hold
from ..columns import as_json, iso
from ..transaction import Transactions


class Holds:
    def __init__(self, transactions: Transactions) -> None:
        self._in = transactions

    def put(self, hold: Hold) -> None:
        """Of its people only those who agreed; for the others it outlives a restart as nobody's."""
        row = {
            "device": hold.device,
            "trait": hold.trait,
            "room": hold.room,
            "value": as_json(hold.value),
            "since": iso(hold.since.at),
        }
        self._in.write(lambda: self._in.insert("holds", [row], hold.occupants, replace=True), is_lesson=False)

    def drop(self, device: DeviceId, trait: str) -> None:
        self._in.run("delete from holds where device = ? and trait = ?", [device, trait], is_lesson=False)

    def all(self, now: Moment) -> list[Hold]:
        """As of before a restart: their age on the monotonic clock is reckoned from ``now``."""
        found = []
        for row in self._in.query("select * from holds"):
            since = datetime.fromisoformat(row["since"])
            age_s = max(0.0, (now.at - since).total_seconds())
            people = frozenset(OccupantId(who) for who in json.loads(row["occupants"]))
            value: Value = json.loads(row["value"])
            moment = Moment(since, now.mono - age_s)
            found.append(Hold(RoomId(row["room"]), DeviceId(row["device"]), row["trait"], value, people, moment))
        return found
