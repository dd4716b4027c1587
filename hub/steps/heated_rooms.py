"""All that makes rooms warm beside people's arrivals: windows, what is learned of the rooms and of comings, heating ahead.

In the flow: Step hands on here what concerns heated rooms, and asks when to look again.
"""

from collections.abc import Callable
from typing import Any

from devices.event import Reported
from devices.vocabulary import Moment, RoomId, Trait

from ..home.readings import Change
from ..home.ways import Way
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
        self.warmth = RoomWarmth(current, reporting.publish, carry_out.heating.leads_to)
        self._windows = OpenWindows(current, reporting, carry_out)

    def link(self, is_up: bool, now: Moment) -> None:
        """The broker came or went."""
        self.comings.link(is_up, now)
        self.warmth.link(is_up)
        self._windows.link(is_up, now)
        self.preheating.link(is_up, now)

    def look_again(self) -> None:
        """The configuration changed."""
        self._windows.look_again()
        self.preheating.look_again()

    def reported(self, reported: Reported, trait: Trait, now: Moment) -> None:
        """What a sensor, or a heating device, says of a room."""
        if trait.quantity in ("temperature", "opening"):
            self._windows.reported(reported, trait, now)
        if trait.quantity == "temperature":
            self.warmth.reported(reported, now)

    def touched(self, change: Change, room: RoomId, now: Moment) -> None:
        """A hand set something."""
        self.preheating.touched(change, room, now)
        self._windows.touched(change)

    def told(self, room: RoomId, way: Way) -> dict[str, Any]:
        """What heating a room comes to, or cooling it, and whether it is foreseen to be done ahead; as in status."""
        foreseen = self.preheating.foreseen.get((room, way))
        ahead = None
        if foreseen is not None:
            answer = foreseen.answer
            ahead = {
                "is_heated": answer.is_start,
                "starts_in_minutes": answer.starts_in_min,
                "chance": round(answer.chance, 2),
                "cold_expected": round(answer.late if answer.is_start else answer.late_later, 2),
            }
        return {**self.warmth.told(room, way), "ahead": ahead}

    def tick(self, now: Moment) -> None:
        """Cheap when nothing is due."""
        self.comings.tick(now)
        self._windows.tick(now)
        self.warmth.tick(now)
        self.preheating.tick(now)

    def next_deadline(self) -> float | None:
        """Monotonic."""
        times = (self.comings.next_deadline(), self._windows.next_deadline(), self.preheating.next_deadline())
        return min((at for at in times if at is not None), default=None)
