"""What a person has lately chosen otherwise than before: in the same place and part of the week, another value, and again.

Not what the learners do with it (``arithmetic/change.py``), but a value to be shown, with the examples on either side of the
change, so that a person can say what it was: a new habit, or a phase.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from devices.vocabulary import Value

from .example import Source
from .habits import usual
from .kind import Kind
from .parts_of_day import PARTS
from .rows import Row

LEAST_OLD, LOOKED_AT = 5, 20  # choices that make a habit; of the older ones so many at most
LEAST_NEW, LEAST_DAYS = 3, 3  # choices that differ, and days they were made on
WEEK_D, FRESH_D = 6.0, 30.0  # since the first that differs, where the watch did not alarm; since the last
AGREE = 0.6  # of what differs is one thing, not anything at all
LIKELY = 0.3  # a choice less probably this person's says nothing of their habits


@dataclass(frozen=True, slots=True)
class ChangedHabit:
    """since: local date, ISO, of the first choice that differs; count: how many there are. days: weekdays or weekend.

    before, after: ids of the examples on either side, what was only left standing among them.
    """

    kind: str
    room: str
    place: str | None
    part: str
    days: str
    since: str
    old: Value
    new: Value
    unit: str
    count: int
    before: tuple[int, ...]
    after: tuple[int, ...]


def changed_habits(kind: Kind, rows: Iterable[Row], today: float, alarmed: float | None) -> Iterator[ChangedHabit]:
    """today, alarmed: days since 1970, UTC; now, and the first choice of what made the watch alarm last, None for never.

    What was chosen alike meanwhile in the other part of the week belongs to it, where that has no change of its own.
    """
    parts = list(PARTS)

    def where(row: Row) -> tuple[str, str, int, bool]:
        return row.room, row.place or "", parts.index(row.part), row.is_weekend

    groups = {at: list(group) for at, group in groupby(sorted(rows, key=where), key=where)}  # sorting keeps the order in time
    changed = {at: found for at, group in groups.items() if (found := _changed(kind, group, today, alarmed)) is not None}
    for at, found in changed.items():
        other = (*at[:3], not at[3])
        if other in changed:
            yield found
            continue
        alike = (
            row
            for row in groups.get(other, ())
            if row.local.date().isoformat() >= found.since and kind.near(row.value, found.new)
        )
        yield replace(found, after=(*found.after, *_ids(alike)))


def _changed(kind: Kind, every: Sequence[Row], today: float, alarmed: float | None) -> ChangedHabit | None:
    rows = [row for row in every if row.source is not Source.ACCEPT and row.weight >= LIKELY]
    split = _split(kind, rows)
    if split is None:
        return None
    old, new = rows[:split], rows[split:]
    first, last = new[0], new[-1]
    has_lasted = today - first.day >= WEEK_D or (alarmed is not None and first.day <= alarmed <= last.day)
    days = len({row.local.date() for row in new})
    if not has_lasted or days < LEAST_DAYS or today - last.day > FRESH_D:
        return None
    becomes = usual(kind, new)
    if sum(kind.near(row.value, becomes) for row in new) < AGREE * len(new):
        return None
    was = usual(kind, old[-LOOKED_AT:])
    return ChangedHabit(
        kind.name, first.room, first.place, first.part, "weekend" if first.is_weekend else "weekdays",
        first.local.date().isoformat(), was, becomes, kind.unit, len(new), _ids(row for row in every if row.day < first.day),
        _ids(row for row in every if row.day >= first.day),
    )  # fmt: skip


def _split(kind: Kind, rows: Sequence[Row]) -> int | None:
    """From where on everything differs from what was usual before; None where it does not."""
    for split in range(LEAST_OLD, len(rows) - LEAST_NEW + 1):
        was = usual(kind, rows[max(0, split - LOOKED_AT) : split])
        if kind.near(rows[split - 1].value, was) and not any(kind.near(row.value, was) for row in rows[split:]):
            return split
    return None


def _ids(rows: Iterable[Row]) -> tuple[int, ...]:
    return tuple(row.id for row in rows if row.id is not None)
