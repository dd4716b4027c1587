"""A recording without a line that names its columns, as public archives of smart homes have it. For recorded_rows.py.

    2026-03-02 08:00:00.123456 M003 ON Sleeping begin       time, sensor, value, what was done
    2026-03-02 08:00:00.123456 M003 Bedroom Bed ON Motion   with where it is between
    2026-03-02 08:00:00,hall,M003,ON,ana                    time,room,sensor,value[,person]
    0 0 1 0 0 0 0 0 12 3                                    a line a second, a column a sensor, at last what was done

What was done tells where nobody is; where it names a resident (R1_Work begin, or a number of its own) the row is theirs.
"""

import re
from collections import Counter
from collections.abc import Sequence

from benchmarks.recorded_places import CODE
from benchmarks.recorded_said import WORDS, Line, Reading, Said, listed, worded
from benchmarks.recorded_table import table_of
from benchmarks.recorded_times import RIGHT, seconds

LOOKED_AT = 400  # rows, of which columns are known
MOST = 0.8  # of them say so
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_RESIDENT = re.compile(r"R(\d)(?:_|$)")
_BEGINS = re.compile(r"\b(begin|end|start|stop)\b", re.IGNORECASE)
_CLOCK = re.compile(r"\d{1,2}:\d{2}(:|$)")
_DAY = re.compile(r"day[_ -]?(\d+)", re.IGNORECASE)
LEAST_COLUMNS = 6


def read_archive(name: str, lines: Sequence[Line]) -> Reading:
    """Raises ValueError, in words, for what is none."""
    if _is_by_second(lines):
        return _by_second(name, lines)
    is_parted = seconds(next(row for _, row in table_of(lines[:1]))[0].strip()) is not None
    # A tab may part only what was done from the rest.
    rows = [(number, _with_one_time(row)) for number, row in table_of(lines, between=None if is_parted else "")]
    if seconds(rows[0][1][0].strip()) is None:
        raise ValueError(
            f"{name}, line {rows[0][0]}: {rows[0][1][0].strip()[:40]!r} is neither a name of columns nor a time; {RIGHT}"
        )
    shown = [row for _, row in rows[:LOOKED_AT]]
    value = _value_column(shown)
    if value is None:
        raise ValueError(
            f"{name}: without a first line that names them its columns are time,room,sensor,value[,person] or "
            "time,sensor,value; no column of this says on and off"
        )
    sensor, room = _others(shown, value)
    reading = Reading("an archive without names of columns")
    is_residents = room is None and _is_residents(shown, value)
    doings: Counter[str] = Counter()
    for number, row in rows:
        if len(row) <= value:
            reading.broken.append(f"line {number}: {len(row)} columns, where {value + 1} are needed: time, sensor and value")
            continue
        after = [cell.strip() for cell in row[value + 1 :] if cell.strip()]
        people = ""
        if room is not None and sensor > room and after:
            people = after[0]  # time,room,sensor,value,person
        elif is_residents and after:
            people = f"R{after[0]}"
        elif after:
            doing = " ".join(after)
            named = _RESIDENT.match(doing)
            people = f"R{named[1]}" if named is not None else ""
            if people != doing:
                doings[re.split(r"[ =]", doing)[0]] += 1
        where = None if room is None else row[room].strip()
        reading.said.append(Said(number, row[0].strip(), row[sensor].strip(), row[value].strip(), where, people))
    if doings:
        reading.notes.append(f"not read: {doings.total()} words of what was done, not where ({listed(sorted(doings))})")
    return reading


def _with_one_time(row: list[str]) -> list[str]:
    """A date and a time in two columns are one."""
    return [f"{row[0].strip()} {row[1].strip()}", *row[2:]] if len(row) > 1 and _CLOCK.match(row[1].strip()) else row


def _value_column(rows: Sequence[Sequence[str]]) -> int | None:
    """The first column after the time that says on and off, or numbers, and on and off at least now and then."""
    for column in range(1, min(6, max(len(row) for row in rows))):
        cells = [worded(row[column]) for row in rows if column < len(row)]
        words = sum(cell in WORDS for cell in cells)
        numbers = sum(_NUMBER.fullmatch(cell) is not None for cell in cells)
        if words and column >= 2 and words + numbers >= MOST * len(cells) and len(cells) >= MOST * len(rows):
            return column
    return None


def _others(rows: Sequence[Sequence[str]], value: int) -> tuple[int, int | None]:
    """Of the sensor and of the room."""
    if value == 2:
        return 1, None
    coded = sum(CODE.fullmatch(row[1].strip()) is not None for row in rows if len(row) > 1)
    other = sum(CODE.fullmatch(row[2].strip()) is not None for row in rows if len(row) > 2)
    return (1, 2) if coded >= MOST * len(rows) and other < coded else (2, 1)


def _is_residents(rows: Sequence[Sequence[str]], value: int) -> bool:
    """Whether after the value come two numbers: of who it was, and of what they did."""
    after = [[cell.strip() for cell in row[value + 1 :] if cell.strip()] for row in rows]
    known = [cells for cells in after if cells]
    return bool(known) and all(len(cells) == 2 and cells[0].isdigit() and cells[1].isdigit() for cells in known)


def _is_by_second(lines: Sequence[Line]) -> bool:
    rows = [text.replace(",", " ").split() for _, text in lines[:LOOKED_AT]]
    width = len(rows[0])
    return width >= LEAST_COLUMNS and all(len(row) == width and all(cell.isdigit() for cell in row) for row in rows)


def _by_second(name: str, lines: Sequence[Line]) -> Reading:
    reading = Reading("a line a second, a column a sensor")
    day = _DAY.search(name)
    first_s = (int(day[1]) - 1) * 86_400.0 if day is not None else 0.0
    rows: list[tuple[int, list[str]]] = []
    for number, text in lines:
        row = text.replace(",", " ").split()
        if rows and len(row) != len(rows[0][1]):
            reading.broken.append(f"line {number}: {len(row)} columns, where there were {len(rows[0][1])}")
        else:
            rows.append((number, row))
    columns = [i for i in range(len(rows[0][1])) if all(row[i] in ("0", "1") for _, row in rows)]
    others = [str(i + 1) for i in range(len(rows[0][1])) if i not in columns]
    if others:
        reading.notes.append(f"columns not read: {listed(others)} (what was done, not where)")
    was: dict[int, str] = {}
    for number, row in rows:
        for i in columns:
            if row[i] != was.get(i):
                was[i] = row[i]
                reading.said.append(Said(number, str(first_s + number - 1), f"column {i + 1}", row[i]))
    return reading
