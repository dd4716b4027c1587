"""What is known of every room's warmth: how fast it warms and cools, by heating and by cooling it, and what is cut out of its
thermometer's words meanwhile.

In the flow: Reported, setpoints → here → ``when_to_start``. Of rooms, never of people. Owned by the loop's thread.
"""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from devices.vocabulary import RoomId
from models.warm_up import Stretch, Warmth

from ..home.ways import COOLING, HEATING, Way
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


Key = tuple[RoomId, Way]


class HomeHeat:
    """By room and way. is_stored: False while something was learned that is not on the disk yet."""

    def __init__(self) -> None:
        self._rooms: dict[Key, RoomHeat] = {}
        self.is_stored = True

    def of(self, room: RoomId, way: Way = HEATING) -> RoomHeat:
        found = self._rooms.get((room, way))
        if found is None:
            found = self._rooms[room, way] = RoomHeat(account=Account(way=way))
        return found

    def has_open_window(self, room: RoomId) -> bool:
        """As of the last look."""
        return any(heat.has_open_window for (where, _), heat in self._rooms.items() if where == room)

    def hear(
        self, room: RoomId, way: Way, temperature_c: float, setpoint_c: float | None, out_c: float | None, now_s: float
    ) -> None:
        """The room's thermometer spoke. Temperatures as they are. now_s: monotonic."""
        heat = self.of(room, way)
        stretch = heat.stretches.hear(way.turned(temperature_c), way.known(setpoint_c), way.known(out_c), now_s)
        if stretch is not None and heat.warmth.learn(stretch):
            self.is_stored = False

    def disturbed(self, room: RoomId | None = None) -> None:
        """What runs in a room says nothing of it; None: in any."""
        for (name, _), heat in self._rooms.items():
            if room is None or name == room:
                heat.stretches.disturbed()

    def keep(self, rooms: Collection[RoomId]) -> None:
        """Only what the configuration still names."""
        self._rooms = {key: heat for key, heat in self._rooms.items() if key[0] in rooms}

    def forget_people(self) -> None:
        """Nothing of when anybody was anywhere stays."""
        for heat in self._rooms.values():
            heat.account.forget_people()
        self.is_stored = False

    def to_json(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for (room, way), heat in self._rooms.items():
            row = {"stretches": [asdict(one) for one in heat.warmth.stretches()], "days": heat.account.to_json()}
            if way is HEATING:
                found.setdefault(room, {}).update(row)
            else:
                found.setdefault(room, {})[way.name] = row
        return found

    def restore(self, kept: Mapping[str, Any]) -> None:
        """What cannot be read says nothing."""
        for room, row in kept.items():
            self._restore(RoomId(room), HEATING, row)
            if isinstance(row, Mapping) and COOLING.name in row:
                self._restore(RoomId(room), COOLING, row[COOLING.name])

    def _restore(self, room: RoomId, way: Way, row: Mapping[str, Any]) -> None:
        try:
            warmth = Warmth(Stretch(**one) for one in row["stretches"])
            self._rooms[room, way] = RoomHeat(warmth, account=Account.from_json(row["days"], way))
        except (TypeError, ValueError, KeyError):
            return
