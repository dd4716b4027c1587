"""What follows of a thing that moved, by whoever moved it: a hand, another program, the device itself, or the mains.

In the flow: Change, Cause → hold, lesson, or nothing. Who it was is told by attribution.py.
"""

from devices.event import Reported
from devices.vocabulary import LIT, Device, Moment, Role, RoomId

from ..attribution.attribution import Cause
from ..attribution.own_will import SENSED_S, SETPOINTS
from ..attribution.whole_house import WholeHouse
from ..home.climate_idle import says_neither
from ..home.readings import Change
from ..house import Current, House
from .emptying import Emptying
from .heated_rooms import HeatedRooms
from .manual_changes import ManualChanges
from .nights import Nights
from .noticing import Noticing
from .staying import Staying


class MovedBy:
    """Owned by the loop's thread."""

    def __init__(
        self,
        current: Current,
        manual_changes: ManualChanges,
        emptying: Emptying,
        noticing: Noticing,
        staying: Staying,
        heat: HeatedRooms,
        nights: Nights,
    ) -> None:
        self._current, self.manual_changes, self._emptying, self._noticing = current, manual_changes, emptying, noticing
        self._staying, self._heat, self._nights = staying, heat, nights
        self._at_once = WholeHouse(lambda room: self.house.is_known_empty(room))

    @property
    def house(self) -> House:
        return self._current.house

    def sensed(self, reported: Reported, device: Device, now: Moment) -> None:
        """Somebody moves, or does not any more. What a lamp or a heating with a detector of its own did in the same breath
        was its doing."""
        is_lamp = not reported.snapshot and any(trait.settable for trait in device.traits.values())
        if is_lamp and self.house.attribution.own_will.sensed(device.id, reported.value is True, now.mono):
            self.manual_changes.was_itself(device.id, ("power", *LIT, *SETPOINTS), SENSED_S, now)
        room = self.house.readings.room_of.get(device.id)
        if room is not None and reported.value is True and not reported.snapshot:
            self._staying.noticed(room)

    def take(self, change: Change, room: RoomId, cause: Cause, now: Moment) -> None:
        """What came of it."""
        house = self.house
        match cause:
            case Cause.HAND:
                if not self._is_whole_house(change, room):
                    self._emptying.touched(change, room, now)
                    self._heat.touched(change, room, now)
                    self._noticing.touched(room, now)
                    self._staying.touched(change, room, now, is_hand=True)
                    self._nights.touched(change, room, now)
                    # Of a group's lamp alone: it stands, but says nothing of what is wanted of the group. So does a setpoint
                    # of which nobody can say whether warmth or coolness was meant.
                    device = house.catalogue.devices[change.device]
                    teaches = change.device not in house.room_devices.grouped and not says_neither(
                        house.readings, device, change.trait
                    )
                    self.manual_changes.by_hand(change, room, now, teaches=teaches)
            case Cause.SCENE:
                self._emptying.touched(change, room, now)
                self._staying.touched(change, room, now)
                self.manual_changes.by_hand(change, room, now, teaches=False)
            case Cause.AUTOMATION:
                self._staying.touched(change, room, now)
                self.manual_changes.by_a_program(change, room, now)
            case Cause.ITSELF:
                house.bursts.drop(change.device, change.trait.name)
                self.manual_changes.moved_itself(change)
            case Cause.PASSING:
                pass  # what was to be said of it was said as it set out
            case Cause.ECHO | Cause.SNAPSHOT:
                house.bursts.drop(change.device, change.trait.name)
                self.manual_changes.no_hand(change)
                self.manual_changes.told_first(change, now)
                if cause is Cause.SNAPSHOT and house.readings.is_back(change.device, now):
                    self._is_whole_house(change, room)

    def _is_whole_house(self, change: Change, room: RoomId) -> bool:
        """Whether the mains are back: the lamps of the house speak at once, and nobody's hand has done it."""
        house = self.house
        device = house.catalogue.devices[change.device]
        if device.role is not Role.LIGHT or change.origin in ("hand", "scene"):
            return False
        if house.attribution.has_been_pressed(change.when.mono):
            return False
        told = (d.id for d in house.catalogue.devices.values() if d.role is Role.LIGHT and house.readings.has_told(d.id))
        # One that is out of reach may be in a drawer, and is back when it says so itself.
        lamps = [lamp for lamp in told if house.readings.is_reachable(lamp) is not False]
        woken = self._at_once.nobodys(change, room, device.family, lamps, house.readings.is_back(device.id, change.when))
        for one in woken.changes:
            self.manual_changes.take_back(one.device, one.trait.name)
        has_spoken = {one.device for one in woken.changes}
        for lamp in lamps if woken.is_house else has_spoken:
            house.readings.started(lamp, change.when, lamp in has_spoken)
        return change in woken.changes
