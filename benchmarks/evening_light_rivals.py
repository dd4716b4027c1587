"""Other ways to light an evening, for benchmarks/staying.py: Adaptive Lighting's sun curve and a fixed schedule.

They light the lamp as the person comes and go on setting it while they stay. What a hand has set stays until the person has
left: each quantity on its own, as Adaptive Lighting leaves alone what was taken over.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import cache

from astral import Observer
from astral.sun import midnight, sunset

from benchmarks.household_methods import SCHEDULE
from models.kind import kinds
from models.parts_of_day import part_at

Light = dict[str, float]
Curve = Callable[[datetime], Light]
HOME = Observer(52.37, 4.9)
DARKEST, WARMEST_K, COLDEST_K = 0.01, 2000.0, 5500.0  # Adaptive Lighting's defaults


@cache
def _evening(day: date) -> tuple[datetime, datetime]:
    return sunset(HOME, day), midnight(HOME, day + timedelta(days=1))


def sun_curve(at: datetime) -> Light:
    """Adaptive Lighting with its defaults, after noon of a winter's day: full and ever warmer while the sun is up, from sunset
    on the warmest white, and darker by the square of the way to the sun's midnight. at: aware."""
    set_at, lowest = _evening(at.date())
    if at < set_at:
        noon = lowest - timedelta(hours=12)
        height = 1.0 - ((at - noon) / (set_at - noon)) ** 2
        return {"brightness": 1.0, "colour_temperature": WARMEST_K + (COLDEST_K - WARMEST_K) * max(0.0, height)}
    left = max(0.0, (lowest - at) / (lowest - set_at))
    return {"brightness": DARKEST + (1.0 - DARKEST) * left**2, "colour_temperature": WARMEST_K}


def schedule(at: datetime) -> Light:
    """The same for everybody, by part of the day, as in the household bench."""
    part = part_at(at.hour)
    return {quantity: float(SCHEDULE[quantity][part]) for quantity in ("brightness", "colour_temperature")}


def corrections(curve: Curve, looks: list[tuple[datetime, Light]]) -> tuple[int, int]:
    """Of one evening: what a hand had to set beyond the kind's tolerance, each quantity on its own; of these, what the curve
    had moved away from what was right at the look before. looks: the moments the person looks up, and what they want then."""
    by_hand: Light = {}
    was_right: set[str] = set()
    counted = wrong = 0
    for at, wanted in looks:
        there = {**curve(at), **by_hand}
        for quantity, value in wanted.items():
            if abs(there[quantity] - value) > kinds()[quantity].tolerance:
                counted += 1
                wrong += quantity in was_right and quantity not in by_hand
                by_hand[quantity] = value
            was_right.add(quantity)
    return counted, wrong
