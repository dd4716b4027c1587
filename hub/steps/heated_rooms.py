"""All that makes rooms warm beside people's arrivals: windows, what is learned of the rooms and of comings, heating ahead.

In the flow: Step hands on here what concerns heated rooms, and asks when to look again.
"""

from collections.abc import Callable

from devices.event import Reported
from devices.vocabulary import Moment, RoomId, Trait

from ..home.readings import Change
from ..house import Current
from .carry_out import CarryOut
from .open_windows import OpenWindows
from .preheating import Preheating
from .reporting import Reporting
from .usual_comings import UsualComings
from .warmth import RoomWarmth


class HeatedRooms:
    """Owned by the loop's thread. owes: whether a room that everybody has left is still to be emptied."""

    def __init__(self, current: Current, reporting: Reporting, carry_out: CarryOut, owes: Callable[[RoomId], bool]) -> None:
        self.comings = UsualComings(current)
        self.preheating = Preheating(current, reporting, carry_out, self.comings, owes)
        self._warmth = RoomWarmth(current)
        self._windows = OpenWindows(current, reporting, carry_out)

    def link(self, is_up: bool, now: Moment) -> None:
        """The broker came or went."""
        self.comings.link(is_up, now)
        self._warmth.link(is_up)
        self._windows.link(is_up, now)
        self.preheating.link(is_up, now)

    def reported(self, reported: Reported, trait: Trait, now: Moment) -> None:
        """What a sensor, or a heating device, says of a room."""
        if trait.quantity in ("temperature", "opening"):
            self._windows.reported(reported, trait, now)
        if trait.quantity == "temperature":
            self._warmth.reported(reported, now)

    def touched(self, change: Change, room: RoomId, now: Moment) -> None:
        """A hand set something."""
        self.preheating.touched(change, room, now)
        self._windows.touched(change)

    def tick(self, now: Moment) -> None:
        """Cheap when nothing is due."""
        self._windows.tick(now)
        self._warmth.tick(now)
        self.preheating.tick(now)

    def next_deadline(self) -> float | None:
        """Monotonic."""
        times = (self._windows.next_deadline(), self.preheating.next_deadline())
        return min((at for at in times if at is not None), default=None)
