"""What a mode lets the hub do by itself: of each wish, and of an empty room.

In the flow: Modes → wishes (held) and ``empty_room``. What a person asks for is never held here, nor is safety.
"""

from devices.vocabulary import SETPOINTS, SILENCE, Value

from ..config.room import RoomConfig, WhenEmpty
from ..decision import Reason
from ..modes import Mode

LEAST_C = 7.0  # against frost

_PARTY = Reason("mode", "a party goes on: only what is asked is done")
_VACATION = Reason("mode", "on vacation: no light, no music, heating set back")
_AWAY = Reason("mode", "everybody is to be away: no light, no music")
_SLEEP = Reason("mode", "the home sleeps: nothing lights or plays by itself")


def forbids(mode: Mode | None, quantity: str, value: Value, there: Value | None) -> Reason | None:
    """Why the hub does not do it by itself meanwhile; None where it may."""
    match None if mode is None else mode.name:
        case "party":
            return _PARTY
        case "vacation":
            return _VACATION
        case "away":
            return _AWAY
        case "sleep" if _disturbs(quantity, value, there):
            return _SLEEP
        case _:
            return None


def _disturbs(quantity: str, value: Value, there: Value | None) -> bool:
    if quantity in SETPOINTS:
        return False
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return value != SILENCE
    if quantity == "colour_temperature":
        return False
    return not isinstance(there, float) or value > there


def when_empty(mode: Mode | None, room: RoomConfig) -> WhenEmpty:
    """What a room wants that everybody has left: as configured, or as the mode has it."""
    if mode is None or not mode.empties:
        return room.when_empty
    setback, low = room.when_empty.temperature, max(LEAST_C, room.limits.temperature[0])
    is_deepest = setback == "keep" or mode.name == "vacation"
    cooling, high = room.when_empty.cooling, room.limits.cooling[1]
    return WhenEmpty(
        light="off",
        music="stop",
        temperature=low if is_deepest else setback,
        cooling=high if cooling == "keep" or mode.name == "vacation" else cooling,
        after=room.when_empty.after,
    )


def is_left_alone(mode: Mode | None, has_motion: bool) -> Reason | None:
    """Why an empty room stays as it is: a party, or guests whom no sensor there would tell."""
    match None if mode is None else mode.name:
        case "party":
            return _PARTY
        case "guest" if not has_motion:
            return Reason("mode", "guests are here, and no sensor tells whether they are in this room")
        case _:
            return None
