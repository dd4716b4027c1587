"""Guests, parties and slips: what contradicts a settled habit counts little until it comes again on another day.

One evening with friends is not a new habit, however often the light is moved in it; the same hand again next week may be one. A
real change of habit so waits for its second day, and for nothing else.
"""

import math
from collections.abc import Hashable, Sequence

SETTLED, KNOWN = 0.7, 5.0  # a habit: of so many choices in such moments at least, this share for one thing
ONCE, AGAIN = 0.3, 0.4  # what the first contradiction of a day counts; what each further one, of the one before
APART_D, REMEMBERED_D = 0.5, 15.0  # longer after the first it is another day; longer ago it is forgotten


def settled(known: float, counts: Sequence[float]) -> int | None:
    """Which of several is chosen in such moments as a habit; None where there is none. counts: of each, later ones more."""
    total = sum(counts)
    most = max(counts, default=0.0)
    if known < KNOWN or not most > 0.0 or most < SETTLED * total:
        return None
    return counts.index(most)


class Slips:
    """One person's contradictions of their own habits, in time order."""

    __slots__ = ("_evening", "_seen")

    def __init__(self) -> None:
        self._evening: dict[Hashable, tuple[float, int]] = {}  # place → when it began, how many since
        self._seen: dict[tuple[Hashable, Hashable], tuple[float, bool]] = {}  # place, what was chosen → since when, if again

    def weight(self, place: Hashable, chosen: Hashable, day: float) -> float:
        """What a choice counts that contradicts a habit. day: any count of days, never falling.

        0..1, but where it comes again on another day for the first time: then what was taken from the first is given back.
        """
        first, is_again = self._seen.get((place, chosen), (-math.inf, False))
        if day - first > REMEMBERED_D:
            self._seen[place, chosen] = day, False
        elif day - first > APART_D:
            self._seen[place, chosen] = first, True
            return 1.0 if is_again else 2.0 - ONCE
        began, many = self._evening.get(place, (day, 0))
        if day - began > APART_D:
            began, many = day, 0
        self._evening[place] = began, many + 1
        return ONCE * AGAIN**many
