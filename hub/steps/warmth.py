"""What thermometers and setpoints say of the rooms: how fast each warms and cools is learned, what heating came to is reckoned
and told, and both are kept over a restart.

In the flow: Reported, (a minute) → HomeHeat (and the store) → status, attune/room/<id>/heating. Nothing here names a person.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from devices.event import Reported
from devices.message import Outgoing
from devices.vocabulary import Moment, RoomId

from ..deciding.room_view import RoomView
from ..decision import Phrase, said
from ..heat.account import FIXED_FROM, FIXED_TO, Account, HeatReading
from ..home.ways import COOLING, HEATING, Way
from ..house import Current, House
from ..standing import HEAT
from ..telling.explain import made_of

RECKON_EVERY_S = 60.0
TELL_EVERY_S = 900.0
KEEP_EVERY_S = 1800.0  # nobody waits for the disk over a room's warmth
_USUALLY: Mapping[Way, tuple[float, float]] = {HEATING: (17.0, 20.0), COOLING: (28.0, 25.0)}


class RoomWarmth:
    """Owned by the loop's thread. leads_to: what is on its way in a room leads to, by the setpoint's quantity, °C."""

    def __init__(
        self,
        current: Current,
        publish: Callable[[Outgoing], bool],
        leads_to: Callable[[RoomId, str], Sequence[float]],
    ) -> None:
        self._current, self._publish, self._leads_to = current, publish, leads_to
        self._reckon_at = self._keep_at = 0.0  # monotonic
        self._tell_at: dict[str, float] = {}  # by topic, monotonic

    @property
    def house(self) -> House:
        return self._current.house

    def reported(self, reported: Reported, now: Moment) -> None:
        """A heated room's own thermometer spoke; its sensors go before its valves, as for everything else."""
        house, room = self.house, self.house.readings.room_of.get(reported.device)
        if room is None or reported.snapshot or not isinstance(reported.value, float):
            return
        if reported.device not in house.readings.silence.thermometers.get(room, ()):
            return
        out_c = house.situation.outdoors.current(now)
        for way in house.ways(room):
            setpoint = house.setpoint(room, way) if house.is_running(room, way) else None
            house.standing.home_heat.hear(room, way, reported.value, setpoint, out_c, now.mono)

    def link(self, is_up: bool) -> None:
        """What happened while nobody listened says nothing; a broker that was away may keep nothing of what was told."""
        if is_up:
            self._tell_at.clear()
        else:
            self.house.standing.home_heat.disturbed()

    def tick(self, now: Moment) -> None:
        """Cheap between two minutes."""
        if now.mono < self._reckon_at:
            return
        self._reckon_at = now.mono + RECKON_EVERY_S
        house, heat = self.house, self.house.standing.home_heat
        for room, way in house.heated_rooms():
            self._reckon(room, way, now)
            topic = house.topics.room(room, way.name)
            is_due = now.mono >= self._tell_at.get(topic, 0.0)
            if is_due and self._publish(Outgoing(topic, house.encode(self.told(room, way)), retain=True)):
                self._tell_at[topic] = now.mono + TELL_EVERY_S
        if not heat.is_stored and now.mono >= self._keep_at and house.standing.is_kept:
            heat.is_stored, self._keep_at = True, now.mono + KEEP_EVERY_S
            house.keep(partial(house.store.settings.put, HEAT, heat.to_json()))

    def told(self, room: RoomId, way: Way) -> dict[str, Any]:
        """As on its topic and in status: today, the last days beside the schedule, and how fast the room warms, or cools."""
        house = self.house
        heat, out_c = house.standing.home_heat.of(room, way), house.situation.outdoors.now_c
        start, end = _USUALLY[way]
        today = heat.account.days[-1] if heat.account.days else None
        saved, beside = heat.account.saved(), beside_schedule(heat.account)
        return {
            "window_open": house.standing.home_heat.has_open_window(room),
            "heated_hours": None if today is None else round(today.heated_h, 1),
            "degree_hours": None if today is None else round(today.degree_h, 1),
            "missed_minutes": None if today is None else round(today.missed_min),
            "saved": None if saved is None else round(saved, 3),
            "sentence": beside,
            "made_of": {} if beside is None else made_of(beside),
            "degrees_an_hour": round(heat.warmth.rate(way.turned(start), way.turned(end), way.known(out_c)), 2),
            "watched": heat.warmth.seen,
        }

    def _reckon(self, room: RoomId, way: Way, now: Moment) -> None:
        house, view = self.house, RoomView(self.house, room, now)
        warm, out_c = house.temperature(room, now), house.situation.outdoors.current(now)
        there = house.setpoint(room, way) if house.is_running(room, way) else None
        if warm is None or there is None or out_c is None:
            return
        heat = house.standing.home_heat
        is_there = any(house.agreements.allows(who, "temperature") for who in view.present)
        wanted = [there, *self._leads_to(room, way.quantity)] if is_there else []
        most = way.turned(max(map(way.turned, wanted))) if wanted else None
        of_room = heat.of(room, way)
        of_room.account.take(HeatReading(warm, there, out_c, most), of_room.warmth, house.situation.local(now.at), now.mono)
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
