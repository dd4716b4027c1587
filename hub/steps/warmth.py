"""What thermometers and setpoints say of the rooms: how fast each warms and cools is learned, what heating came to is reckoned
and told, and both are kept over a restart.

In the flow: Reported, (a minute) → HomeHeat (and the store) → status, attune/room/<id>/heating. Nothing here names a person.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from devices.event import Reported
from devices.message import Outgoing
from devices.vocabulary import Moment, RoomId

from ..deciding.room_view import RoomView
from ..decision import Phrase, said
from ..heat.account import FIXED_FROM, FIXED_TO, Account, HeatReading
from ..house import Current, House
from ..standing import HEAT

RECKON_EVERY_S = 60.0
TELL_EVERY_S = 900.0
KEEP_EVERY_S = 1800.0  # nobody waits for the disk over a room's warmth


class RoomWarmth:
    """Owned by the loop's thread. wanted: what a heating that is on its way leads to, °C."""

    def __init__(
        self,
        current: Current,
        publish: Callable[[Outgoing], bool],
        wanted: Callable[[RoomId], float | None],
    ) -> None:
        self._current, self._publish, self._wanted = current, publish, wanted
        self._reckon_at = self._tell_at = self._keep_at = 0.0  # monotonic

    @property
    def house(self) -> House:
        return self._current.house

    def reported(self, reported: Reported, now: Moment) -> None:
        """A heated room's own thermometer spoke; its sensors go before its valves, as for everything else."""
        house, room = self.house, self.house.readings.room_of.get(reported.device)
        if room is None or reported.snapshot or not isinstance(reported.value, float) or not house.is_heated(room):
            return
        if reported.device not in house.readings.silence.thermometers.get(room, ()):
            return
        out_c = house.situation.outdoors.current(now)
        house.standing.home_heat.hear(room, reported.value, house.setpoint(room), out_c, now.mono)

    def link(self, is_up: bool) -> None:
        """What happened while nobody listened says nothing."""
        if not is_up:
            self.house.standing.home_heat.disturbed()

    def tick(self, now: Moment) -> None:
        """Cheap between two minutes."""
        if now.mono < self._reckon_at:
            return
        self._reckon_at = now.mono + RECKON_EVERY_S
        house, heat = self.house, self.house.standing.home_heat
        for room in [room for room in house.readings.devices_in if house.is_heated(room)]:
            self._reckon(room, now)
            if now.mono >= self._tell_at:
                body = house.encode(self.told(room))
                self._publish(Outgoing(house.topics.room(room, "heating"), body, retain=True))
        if now.mono >= self._tell_at:
            self._tell_at = now.mono + TELL_EVERY_S
        if not heat.is_stored and now.mono >= self._keep_at:
            heat.is_stored, self._keep_at = True, now.mono + KEEP_EVERY_S
            house.keep(partial(house.store.settings.put, HEAT, heat.to_json()))

    def told(self, room: RoomId) -> dict[str, Any]:
        """As on its topic and in status: today, the last days beside the schedule, and how fast the room warms."""
        heat = self.house.standing.home_heat.of(room)
        today = heat.account.days[-1] if heat.account.days else None
        saved = heat.account.saved()
        return {
            "window_open": heat.has_open_window,
            "heated_hours": None if today is None else round(today.heated_h, 1),
            "degree_hours": None if today is None else round(today.degree_h, 1),
            "missed_minutes": None if today is None else round(today.missed_min),
            "saved": None if saved is None else round(saved, 3),
            "sentence": beside_schedule(heat.account),
            "degrees_an_hour": round(heat.warmth.rate(17.0, 20.0, self.house.situation.outdoors.now_c), 2),
            "watched": heat.warmth.seen,
        }

    def _reckon(self, room: RoomId, now: Moment) -> None:
        house, view = self.house, RoomView(self.house, room, now)
        warm, there, out_c = view.measured("temperature"), house.setpoint(room), house.situation.outdoors.current(now)
        if warm is None or there is None or out_c is None:
            return
        heat = house.standing.home_heat
        is_there = any(house.agreements.allows(who, "temperature") for who in view.present)
        wanted = max(there, self._wanted(room) or there) if is_there else None
        reading = HeatReading(warm, there, out_c, wanted)
        heat.of(room).account.take(reading, heat.of(room).warmth, house.situation.local(now.at), now.mono)
        heat.is_stored = False


def beside_schedule(account: Account) -> Phrase | None:
    """In the words of a bill; None while too little was seen."""
    saved = account.saved()
    if saved is None:
        return None
    values = {"percent": abs(round(100 * saved)), "warm": account.usual_c, "start": FIXED_FROM, "end": FIXED_TO}
    if round(100 * saved) >= 0:
        return said("about %(percent)s %% less than %(warm)s °C from %(start)s to %(end)s", **values)
    return said("about %(percent)s %% more than %(warm)s °C from %(start)s to %(end)s", **values)
