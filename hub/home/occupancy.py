"""Whether a room is occupied, whoever it is: yes, no or unknown, with a probability and what it rests on. Pure.

In the flow: who is where, and what the room's own sensors say → Occupancy → when a room is empty, and what is published of it.
"""

from dataclasses import dataclass
from enum import StrEnum

from devices.vocabulary import RoomId

from ..presence.presence import Presence

YES_FROM, NO_UP_TO = 0.8, 0.2
SURELY_EMPTY_UP_TO = 0.1  # nobody waits for how long people sit still there
_LIVE = 0.95  # how sure a sensor is that says so now


class Occupied(StrEnum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Occupancy:
    """probability: 0..1 that anybody is there. because: a half sentence."""

    state: Occupied
    probability: float
    because: str


def occupancy(presence: Presence, room: RoomId, is_live: bool, is_home_empty: bool) -> Occupancy:
    """is_live: a sensor there notices somebody now. is_home_empty: everybody is known to be out."""
    named = [c for who, c in presence.in_room(room).items() if not presence.where(who).is_guess]
    unnamed = presence.unnamed
    chance = None if unnamed is None else unnamed.occupied(room)
    if is_live:
        return Occupancy(Occupied.YES, round(max(_LIVE, chance or 0.0), 3), "something moves there")
    if named:
        return Occupancy(Occupied.YES, round(max(*named, chance or 0.0, YES_FROM), 3), "somebody is known to be there")
    signal = None if unnamed is None else unnamed.signals.get(room)
    if chance is None or signal is None:
        if is_home_empty:
            return Occupancy(Occupied.NO, 0.05, "everybody is out")
        return Occupancy(Occupied.UNKNOWN, 0.5, "no sensor there has spoken")
    chance = round(chance, 3)
    words = "nothing moves there" if signal.is_heard else "no sensor there has spoken"
    if chance >= YES_FROM:
        return Occupancy(Occupied.YES, chance, f"{words}, and nobody was seen to leave")
    if chance > NO_UP_TO or (not signal.is_heard and not is_home_empty):
        return Occupancy(Occupied.UNKNOWN, chance, words)
    return Occupancy(Occupied.NO, chance, "everybody is out" if is_home_empty else words)


def quiet_needed_s(presence: Presence, room: RoomId, probability: float, after: float) -> float:
    """How long nothing must have been noticed in a room before it is empty: where somebody may sit still, as long as pauses
    there usually last at most. probability: that anybody is there. after: the least, as configured."""
    signal = None if presence.unnamed is None else presence.unnamed.signals[room]
    is_others = signal is not None and signal.use.others_per_h > 0.0  # nobody's chances tell of a child that sits still there
    if signal is None or not signal.is_heard or (probability <= SURELY_EMPTY_UP_TO and not is_others):
        return after
    return max(after, signal.empty_after_s())
