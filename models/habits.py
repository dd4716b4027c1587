"""What has been learned of a person, as they would say it: in this room, at this part of the day, that value, so many times."""

from collections.abc import Iterable
from dataclasses import dataclass

from devices.vocabulary import Value

from .kind import Kind
from .parts_of_day import PARTS
from .rows import Row


@dataclass(frozen=True, slots=True)
class Habit:
    """value: the middle one for numbers, the commonest for choices. count: examples behind it. last: ISO local time."""

    kind: str
    room: str
    place: str | None
    part: str
    value: Value
    unit: str
    count: int
    last: str


def habits(kind: Kind, rows: Iterable[Row]) -> list[Habit]:
    """One per room, place and part of the day, in that order."""
    parts = list(PARTS)
    by: dict[tuple[str, str, int], list[Row]] = {}
    for kept in rows:
        by.setdefault((kept.room, kept.place or "", parts.index(kept.part)), []).append(kept)
    return [
        Habit(kind.name, room, place or None, parts[part], _usual(kind, seen), kind.unit, len(seen), seen[-1].local.isoformat())
        for (room, place, part), seen in sorted(by.items())
    ]


def _usual(kind: Kind, rows: list[Row]) -> Value:
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
