"""Contacts at doors: somebody goes in or out there, and where a room has one door and it is shut, hardly anybody does. Pure.

In the flow: a contact's word → the belief. A contact at anything else, a window or a fridge, tells of a hand in the room; its
name says which it is.
"""

import re
from collections.abc import Sequence

import numpy as np

from .joint_chances import Floats
from .room_signal import RoomSignal

# How often a second a door moves by nobody, is opened and is shut by somebody who stays in the room.
MOVED_BY_NOBODY_PER_S, OPENED_AGAIN_PER_S, SHUT_AGAIN_PER_S = 0.02 / 3600.0, 1.0 / 3600.0, 10.0 / 3600.0
PASSED, SHUT_BEHIND = 0.7, 0.2  # of those who come or go through a door with a contact, so many open it, or shut it
SHUT_BEHIND_S = 60.0  # a door that is shut so soon after it was opened is shut by who went through
THROUGH_SHUT = 0.05  # of those who come or go as often, while the only door of a room is shut
_DOOR = re.compile(r"(?<!out)(?<!in)door|gate(?!way)|deur|tür|tuer|porte(?!r)|puerta|porta\b|dörr", re.IGNORECASE)
_NO_WAY = re.compile(  # to another room
    r"window|fenster|fen[eê]tre|raam|balcon|balkon|fridge|freezer|refrigerator|cupboard|cabinet|(?<!water )closet|wardrobe"
    r"|drawer|oven|dish|wash(?!room)|mail|letter|schrank|schublade|ofen|spül|brief|kast|vriezer|lade|frigo|armoire|placard"
    r"|tiroir|boîte",
    re.IGNORECASE,
)


def is_door(name: str) -> bool:
    """Whether people go through what a contact of that name is at."""
    return _DOOR.search(name) is not None and _NO_WAY.search(name) is None


def with_shut_doors(rates: Floats, signals: Sequence[RoomSignal]) -> Floats:
    """How often people go from each place to each where some rooms are shut."""
    shut = [i for i, signal in enumerate(signals) if signal.is_shut and signal.use.has_one_door]
    if not shut:
        return rates
    found = rates.copy()
    found[shut, :] *= THROUGH_SHUT
    found[:, shut] *= THROUGH_SHUT
    return found


def gone_through(chances: Floats, axis: int, room: int, ways: Floats) -> Floats:
    """For each way everybody of a table may be, how likely one of them has just gone out of a room. ways: where to."""
    found: Floats = np.moveaxis(np.multiply.outer(ways, np.take(chances, room, axis=axis)), 0, axis)
    return found
