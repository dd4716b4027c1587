"""Guests, parties and slips: what contradicts a settled habit counts little until it comes again on another day.

One evening with friends is not a new habit, however often the light is moved in it; the same hand again next week may be one. A
real change of habit so waits for its second day, and for nothing else: where it is the same hand again at about that hour, and
nothing was as before in between, that counts several times. Who puts the light out every night changes nothing, though an hour
before it is always lit.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from operator import eq
from typing import Any

from devices.vocabulary import Value

SETTLED, KNOWN = 0.7, 5.0  # a habit: of so many choices in such moments at least, this share for one thing
ONCE, AGAIN = 0.3, 0.4  # what the first contradiction of a day counts; what each further one, of the one before
IN_A_ROW = 5.0  # what it counts the second day running
APART_D = 0.5  # longer after the first it is another day
REMEMBERED_D = 15.0  # longer ago it is forgotten, if something else was chosen since: who seldom comes has no other day to show


def settled(known: float, counts: Sequence[float]) -> int | None:
    """Which of several is chosen in such moments as a habit; None where there is none. counts: of each, later ones more."""
    total = sum(counts)
    most = max(counts, default=0.0)
    if known < KNOWN or not most > 0.0 or most < SETTLED * total:
        return None
    return counts.index(most)


@dataclass(slots=True)
class Other:
    """What was chosen. first: when, days; again: whether on another day, too, or against no habit. is_past: whether something
    else was, since."""

    chosen: Value
    first: float
    again: bool = False
    is_past: bool = False

    def is_forgotten(self, day: float) -> bool:
        return self.is_past and day - self.first > REMEMBERED_D


class Slips:
    """One person's contradictions of their own habits, in time order."""

    __slots__ = ("_evening", "_in_a_row", "_is_same", "_seen", "_weekly", "is_change")

    def __init__(self, is_same: Callable[[Any, Any], bool] = eq) -> None:
        """is_same: whether two choices are as good as one."""
        self._is_same = is_same
        self.is_change = False  # whether the last choice said that a habit is another now
        self._evening: dict[Hashable, tuple[float, int]] = {}  # place → when it began, how many since
        self._seen: dict[Hashable, list[Other]] = {}  # by place
        # By place and part of the day, and by place and day of the week: what was chosen there since.
        self._in_a_row: dict[tuple[Hashable, Hashable], Other] = {}
        self._weekly: dict[tuple[Hashable, int], list[tuple[Hashable, Other]]] = {}

    def weight(self, place: Hashable, part: Hashable, weekday: int, chosen: Value, day: float, is_other: bool) -> float:
        """What one more choice counts. part: of the day. day: any count of days, never falling. is_other: whether it is against
        a habit.

        0..1, but where such a choice comes again on another day for the first time: then what was taken from the first is given
        back, and more where it comes again in a row. What was chosen on that day of the week before, habit or not, comes again.
        """
        follows = self._follows(place, part, chosen, day, is_other)
        weekly = self._weekly_parts(place, part, weekday, chosen, day)
        is_weekly, self.is_change = bool(weekly), follows and part not in weekly
        seen = self._seen.setdefault(place, [])
        known = next((one for one in seen if self._is_same(one.chosen, chosen)), None)
        for one in seen:
            one.is_past = one.is_past or one is not known
        if not is_other:
            return IN_A_ROW if follows else 1.0
        if known is None or known.is_forgotten(day):
            self._seen[place] = [one for one in seen if one is not known and not one.is_forgotten(day)]
            self._seen[place].append(Other(chosen, day))
        elif day - known.first > APART_D:
            was, known.again = known.again, True
            return IN_A_ROW if follows else 1.0 if was else 2.0 - ONCE
        if follows or is_weekly:
            return IN_A_ROW if follows else 1.0
        began, many = self._evening.get(place, (day, 0))
        if day - began > APART_D:
            began, many = day, 0
        self._evening[place] = began, many + 1
        return ONCE * AGAIN**many

    def _weekly_parts(self, place: Hashable, part: Hashable, weekday: int, chosen: Value, day: float) -> set[Hashable]:
        """In which parts of this day of the week it was chosen here before; from now on it was in this one."""
        fresh = [one for one in self._weekly.get((place, weekday), ()) if day - one[1].first <= REMEMBERED_D]
        same = [(when, one) for when, one in fresh if self._is_same(one.chosen, chosen)]
        if not any(when == part and day - one.first <= APART_D for when, one in same):
            fresh.append((part, Other(chosen, day)))
        self._weekly[place, weekday] = fresh
        return {when for when, one in same if day - one.first > APART_D}

    def _follows(self, place: Hashable, part: Hashable, chosen: Value, day: float, is_other: bool) -> bool:
        """Whether this is what contradicted a habit the last time, too, and that was another day: the first time it is so."""
        row = self._in_a_row.get((place, part))
        if row is None or not self._is_same(row.chosen, chosen):
            # What contradicted nothing when it began was never another way at that hour, only than at the hours beside it.
            self._in_a_row[place, part] = Other(chosen, day, again=not is_other)
            return False
        if row.again:
            row.first = day
            return False
        row.again = day - row.first > APART_D
        return row.again
