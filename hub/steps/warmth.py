"""What thermometers and setpoints say of the rooms: how fast each warms and cools is learned, and kept over a restart.

In the flow: Reported → HomeHeat (and the store). Nothing here is of a person.
"""

from devices.event import Reported
from devices.vocabulary import Moment

from ..house import Current, House
from ..standing import HEAT

KEEP_EVERY_S = 600.0  # nobody waits for the disk over a room's warmth


class RoomWarmth:
    """Owned by the loop's thread."""

    def __init__(self, current: Current) -> None:
        self._current = current
        self._keep_at = 0.0  # monotonic

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
        """Cheap when there is nothing to be stored."""
        heat = self.house.standing.home_heat
        if heat.is_stored or now.mono < self._keep_at:
            return
        heat.is_stored, self._keep_at = True, now.mono + KEEP_EVERY_S
        self.house.keep(lambda: self.house.store.settings.put(HEAT, heat.to_json()))
