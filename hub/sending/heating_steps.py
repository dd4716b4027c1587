"""Heating that is on its way: it goes three degrees at a time and once in ten minutes, and what is left of a wish comes later.

In the flow: Decision → (ten minutes) → Wish. What a step on the way sets is nobody's wish, and says nothing of anybody's.
"""

from dataclasses import dataclass, replace

from devices.vocabulary import SETPOINTS, DeviceId, Moment, RoomId, Value

from ..decision import Decision, Outcome, Reason, Trigger, Wish
from ..safety.caps import PACE, SETPOINT_EVERY_S

WINDOW = "window_open"  # the reason of what is not heated while a window is open
GOING_ON = Reason("going_on", "on to what was decided")
PASSING = frozenset({PACE, "unreachable", "too_many", "observing", WINDOW})  # reasons that end by themselves
AGAIN_S = 60.0


@dataclass(frozen=True, slots=True)
class Going:
    """wish: what was decided, whole. stands: what the device says, or has been told, meanwhile. due: monotonic."""

    wish: Wish
    stands: Value | None
    due: float


class HeatingSteps:
    """Owned by the loop's thread. In memory only: after a restart the next arrival decides anew."""

    def __init__(self) -> None:
        self._going: dict[tuple[DeviceId, str], Going] = {}

    def take(self, decision: Decision, now: Moment) -> None:
        """What a decision leaves to be done. It ends what an earlier one had left; an empty room has an account of its own."""
        for wish in decision.wishes:
            if wish.quantity not in SETPOINTS:
                continue
            key = wish.device, wish.trait
            earlier = self._going.pop(key, None)
            if decision.trigger is Trigger.WINDOW:
                if earlier is not None:  # it goes on from here once the window is shut
                    self._going[key] = replace(earlier, stands=wish.value if wish.goes else earlier.stands)
                continue
            if decision.trigger in (Trigger.EMPTY, Trigger.SILENT, Trigger.UNDO, Trigger.PREHEAT):
                continue
            if wish.outcome is Outcome.SENT and wish.towards is not None:
                whole = replace(wish, value=wish.towards, towards=None)
                self._going[key] = Going(whole, wish.value, now.mono + SETPOINT_EVERY_S)
            elif wish.outcome is Outcome.HELD and (
                wish.reason.code in (PACE, WINDOW) or (earlier is not None and wish.reason.code in PASSING)
            ):
                stands = wish.now if earlier is None else earlier.stands
                due = now.mono + AGAIN_S if earlier is None else max(earlier.due, now.mono + AGAIN_S)
                self._going[key] = Going(wish, stands, due)

    def is_going(self, device: DeviceId, trait: str) -> bool:
        """Whether something is left to be done there."""
        return (device, trait) in self._going

    def leads_to(self, room: RoomId, quantity: str) -> tuple[float, ...]:
        """What is left to be reached in a room, of setpoint or cooling_setpoint, °C."""
        of_room = (going.wish for going in self._going.values() if going.wish.room == room)
        return tuple(wish.value for wish in of_room if wish.quantity == quantity and isinstance(wish.value, float))

    def due(self, now: Moment) -> list[Going]:
        """What may go on now."""
        return [going for going in self._going.values() if going.due <= now.mono]

    def end(self, going: Going) -> None:
        """It is not wanted any more."""
        self._going.pop((going.wish.device, going.wish.trait), None)

    def wait(self, going: Going, now: Moment) -> None:
        """Not now."""
        self._going[going.wish.device, going.wish.trait] = replace(going, due=now.mono + AGAIN_S)

    def next_deadline(self) -> float | None:
        """Monotonic time at which the first of them may go on, None when there is none."""
        return min((going.due for going in self._going.values()), default=None)
