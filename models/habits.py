"""What has been learned of a person, as they would say it: in this room, at this part of the day, that value, so many times."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from devices.vocabulary import Value

from .kind import Kind
from .parts_of_day import PARTS
from .rows import Row


@dataclass(frozen=True, slots=True)
class Habit:
    """value: the middle one for numbers, the commonest for choices. count: examples behind it. last: ISO local time. days: the
    part of the week it is about, see ``weekly``; empty: all of it."""

    kind: str
    room: str
    place: str | None
    part: str
    value: Value
    unit: str
    count: int
    last: str
    days: str = ""


def habits(kind: Kind, rows: Iterable[Row]) -> list[Habit]:
    """One per room, place and part of the day, in that order."""
    return [_habit(kind, where, seen) for where, seen in _by_place(rows)]


def weekly(kind: Kind, rows: Iterable[Row]) -> list[Habit]:
    """As ``habits``, working days (``weekdays``) and the ``weekend`` apart where another value is usual then, or nothing."""
    found: list[Habit] = []
    for where, seen in _by_place(rows):
        halves = [
            _habit(
                kind, where, [row for row in seen if (row.local.weekday() < 5) is is_work], "weekdays" if is_work else "weekend"
            )
            for is_work in (True, False)
            if any((row.local.weekday() < 5) is is_work for row in seen)
        ]
        if len(halves) == 2 and kind.near(halves[0].value, halves[1].value):
            found.append(_habit(kind, where, seen))
        else:
            found += halves
    return found


def _by_place(rows: Iterable[Row]) -> list[tuple[tuple[str, str, int], list[Row]]]:
    parts = list(PARTS)
    by: dict[tuple[str, str, int], list[Row]] = {}
    for kept in rows:
        by.setdefault((kept.room, kept.place or "", parts.index(kept.part)), []).append(kept)
    return sorted(by.items())


def _habit(kind: Kind, where: tuple[str, str, int], seen: list[Row], days: str = "") -> Habit:
    room, place, part = where
    last = seen[-1].local.isoformat()
    return Habit(kind.name, room, place or None, list(PARTS)[part], usual(kind, seen), kind.unit, len(seen), last, days)


def usual(kind: Kind, rows: Sequence[Row]) -> Value:
    """The middle one of numbers, the commonest of choices, by weight."""
    if kind.choice:
        weight: dict[Value, float] = {}
        for kept in rows:
            weight[kept.value] = weight.get(kept.value, 0.0) + kept.weight
        return max(weight, key=lambda value: weight[value])
    ordered = sorted(rows, key=lambda kept: float(kept.value))
    half, passed = sum(kept.weight for kept in rows) / 2.0, 0.0
    for kept in ordered:
        passed += kept.weight
        if passed >= half:
            break
    return round(float(kept.value), 6)
