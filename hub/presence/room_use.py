"""What rooms are for, as far as their names say: how long people usually stay in one, and how often they go there. Pure.

In the flow: a room's name → what is expected of it in any home → Movements, until enough has been seen of this one. It is what
tells, on the first evening, that nobody stands in the hall for an hour while the bedroom beside it has no sensor.
"""

from collections.abc import Mapping
from dataclasses import dataclass

PARTS = 6  # of the day, four hours each
NIGHT = (0, 1)  # the parts most people sleep in
# Of pauses between two movements of who stays in a room: the smaller, the likelier are very long ones beside usual ones. Where
# people are on their feet hardly anybody is still for an hour.
TAIL, BUSY_TAIL = 0.8, 1.6


@dataclass(frozen=True, slots=True)
class RoomUse:
    """stay_s: how long a visit lasts. pull: how often people go there, beside a room nothing is known of, whose is 1. pause_s:
    the scale of pauses between two movements of who is there.

    night_s, night_pull, night_pause_s: the same while most people sleep; evening_pull: from 16 to 24 o'clock; late_s,
    late_pull, late_pause_s: from 20 to 24. tail: of those pauses. is_way_out: people come and go through it. has_one_door:
    while that is shut nobody comes or goes. others_per_h: movements of who lives there and is nobody of the configuration.
    """

    stay_s: float = 900.0
    pull: float = 1.0
    night_s: float = 600.0
    night_pull: float = 0.5
    evening_pull: float | None = None
    late_s: float | None = None
    late_pull: float | None = None
    pause_s: float = 60.0
    night_pause_s: float = 150.0
    late_pause_s: float = 60.0
    tail: float = TAIL
    is_way_out: bool = False
    has_one_door: bool = False
    others_per_h: float = 0.0

    def stay_in(self, part: int) -> float:
        if part == PARTS - 1 and self.late_s is not None:
            return self.late_s
        return self.night_s if part in NIGHT else self.stay_s

    def pause_in(self, part: int) -> float:
        if part in NIGHT:
            return self.night_pause_s
        return self.late_pause_s if part == PARTS - 1 else self.pause_s

    def pull_in(self, part: int) -> float:
        if part in NIGHT:
            return self.night_pull
        if part == PARTS - 1 and self.late_pull is not None:
            return self.late_pull
        return self.evening_pull if part >= PARTS - 2 and self.evening_pull is not None else self.pull


ANY = RoomUse()
_SLEPT_IN = RoomUse(
    1500.0, 0.7, 9000.0, 4.0, 0.9, 6000.0, 1.5, pause_s=120.0, night_pause_s=900.0, late_pause_s=400.0, has_one_door=True
)
_SELDOM = RoomUse(600.0, 0.2, 300.0, 0.1)

# By the ids that hub/setup/room_names.py gives rooms whose name it knows.
USES: Mapping[str, RoomUse] = {
    "hall": RoomUse(45.0, 4.0, 45.0, 4.0, pause_s=20.0, night_pause_s=20.0, late_pause_s=20.0, tail=BUSY_TAIL, is_way_out=True),
    "bathroom": RoomUse(480.0, 0.8, 240.0, 1.0, pause_s=30.0, night_pause_s=30.0, late_pause_s=30.0, has_one_door=True),
    "toilet": RoomUse(240.0, 0.8, 180.0, 1.0, pause_s=30.0, night_pause_s=30.0, late_pause_s=30.0, has_one_door=True),
    "kitchen": RoomUse(900.0, 1.2, 300.0, 0.5, pause_s=30.0, night_pause_s=30.0, late_pause_s=30.0, tail=BUSY_TAIL),
    "dining_room": RoomUse(1200.0, 0.7, 300.0, 0.2),
    "living_room": RoomUse(2400.0, 1.5, 1800.0, 0.7, 2.5),
    "study": RoomUse(2700.0, 0.8, 1800.0, 0.3),
    "bedroom": _SLEPT_IN,
    "guest_room": RoomUse(1500.0, 0.3, 9000.0, 0.5, pause_s=120.0, night_pause_s=900.0, late_pause_s=400.0),
    # A child without a phone sleeps and plays there, and moves all night; whoever is looked for comes to see it.
    "kids_room": RoomUse(600.0, 0.5, 300.0, 0.5, has_one_door=True, others_per_h=2.0),
    "laundry": _SELDOM,
    "attic": _SELDOM,
    "basement": _SELDOM,
    "garage": _SELDOM,
    "garden": RoomUse(1200.0, 0.4, 300.0, 0.05),
}
