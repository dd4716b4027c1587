"""Fingerprints of rooms, taken by somebody who walks through them with their phone: kept, used at once, dropped again."""

import math
from collections.abc import Mapping
from typing import Any

from devices.vocabulary import DeviceId, Moment, OccupantId, RoomId

from ..errors import NotPossible
from ..house import Current, House
from .asked import Asked, answers, known_room, occupant_of

WalkedPrints = Mapping[RoomId, list[dict[str, float]]]  # fingerprints by room, each dB by receiver


class Calibration:
    """Owned by the loop's thread."""

    def __init__(self, current: Current) -> None:
        self._current = current

    @property
    def house(self) -> House:
        return self._current.house

    @answers("calibrate")
    def calibrate_asked(self, asked: Asked, now: Moment) -> dict[str, Any]:
        """taken: room → fingerprints, each dB by receiver; or forget: true."""
        house = self.house
        who = occupant_of(house, asked)
        if asked.get("forget"):
            return {"person": who, "dropped": self.uncalibrate(who)}
        if not house.agreements.may_keep(who):
            raise NotPossible(
                f"{who} has agreed to nothing being kept (learn: under occupants, or attune consent)", "not_agreed"
            )
        rooms = self.calibrate(who, DeviceId(str(asked.get("source"))), _taken(house, asked), now)
        return {"person": who, "rooms": rooms, "used": rooms > 1}

    def calibrate(self, occupant: OccupantId, source: DeviceId, taken: WalkedPrints, now: Moment) -> int:
        """Takes fingerprints of rooms in. How many rooms of this source are known now. Raises StoreFailed."""
        house = self.house
        for room, rows in taken.items():
            house.store.fingerprints.put(occupant, source, room, rows, now.at)
        house.use_fingerprints()
        return len({one.room for one in house.store.fingerprints.all().get((occupant, source), ())})

    def uncalibrate(self, occupant: OccupantId) -> int:
        """Back to the nearest receiver. How many fingerprints there were. Raises StoreFailed."""
        count = self.house.store.fingerprints.drop(occupant)
        self.house.use_fingerprints()
        return count


def _taken(house: House, asked: Asked) -> WalkedPrints:
    """Raises NotPossible."""
    try:
        taken = {
            RoomId(room): [{str(receiver): float(heard) for receiver, heard in one.items()} for one in rows]
            for room, rows in asked["taken"].items()
        }
    except (KeyError, AttributeError, TypeError, ValueError) as error:
        raise NotPossible(f"those are no fingerprints: {error}") from error
    for room, rows in taken.items():
        known_room(house, room)
        if not rows or not all(math.isfinite(heard) for one in rows for heard in one.values()):
            raise NotPossible(f"those are no fingerprints of {room}")
    return taken
