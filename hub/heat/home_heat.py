"""What is known of every room's warmth: how fast it warms and cools, and what is cut out of its thermometer's words meanwhile.

In the flow: Reported, setpoints → here → ``when_to_start``. Of rooms, never of people. Owned by the loop's thread.
"""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from devices.vocabulary import RoomId
from models.warm_up import Stretch, Warmth

from .account import Account
from .stretches import Stretches
from .windows import RoomWindows


@dataclass(slots=True)
class RoomHeat:
    """warmth: what was learned. stretches: what runs now. has_open_window: as of the last look."""

    warmth: Warmth = field(default_factory=Warmth)
    stretches: Stretches = field(default_factory=Stretches)
    windows: RoomWindows = field(default_factory=RoomWindows)
    account: Account = field(default_factory=Account)
    has_open_window: bool = False


class HomeHeat:
    """By room. is_stored: False while something was learned that is not on the disk yet."""

    def __init__(self) -> None:
        self._rooms: dict[RoomId, RoomHeat] = {}
        self.is_stored = True

    def of(self, room: RoomId) -> RoomHeat:
        return self._rooms.setdefault(room, RoomHeat())

    def hear(self, room: RoomId, temperature_c: float, setpoint_c: float | None, out_c: float | None, now_s: float) -> None:
        """The room's thermometer spoke. Temperatures with their signs turned where it is cooled. now_s: monotonic."""
        heat = self.of(room)
        stretch = heat.stretches.hear(temperature_c, setpoint_c, out_c, now_s)
        if stretch is not None and heat.warmth.learn(stretch):
            self.is_stored = False

    def disturbed(self, room: RoomId | None = None) -> None:
        """What runs in a room says nothing of it; None: in any."""
        for name, heat in self._rooms.items():
            if room is None or name == room:
                heat.stretches.disturbed()

    def keep(self, rooms: Collection[RoomId]) -> None:
        """Only what the configuration still names."""
        self._rooms = {room: heat for room, heat in self._rooms.items() if room in rooms}

    def forget_people(self) -> None:
        """Nothing of when anybody was anywhere stays."""
        for heat in self._rooms.values():
            heat.account.forget_people()
        self.is_stored = False

    def to_json(self) -> dict[str, Any]:
        return {
            room: {"stretches": [asdict(one) for one in heat.warmth.stretches()], "days": heat.account.to_json()}
            for room, heat in self._rooms.items()
        }

    def restore(self, kept: Mapping[str, Any]) -> None:
        """What cannot be read says nothing."""
        for room, row in kept.items():
            try:
                warmth = Warmth(Stretch(**one) for one in row["stretches"])
                self._rooms[RoomId(room)] = RoomHeat(warmth, account=Account.from_json(row["days"]))
            except (TypeError, ValueError, KeyError):
                continue
