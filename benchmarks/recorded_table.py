"""A recording as a table whose first line names its columns. For recorded_rows.py.

A row a word of a sensor (time,room,sensor,value[,person], in any order and the words of several programs); or a row a span
(start and end, as public recordings of daily living have it, with words and lists before the table); or a row a moment and a
column a sensor, of which what changes counts.
"""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence

from benchmarks.recorded_places import place_of
from benchmarks.recorded_said import OFF, SHUT, WORDS, Line, Reading, Said, folded, listed, worded
from benchmarks.recorded_times import is_time, seconds

NEEDED = ("time", "room", "sensor", "value")
HEADS: Mapping[str, tuple[str, ...]] = {
    "time": ("time", "timestamp", "datetime", "date time", "last changed", "last updated", "when", "ts"),
    "end": ("end time", "end", "until", "endtime", "stop time"),
    "room": ("room", "area", "place", "location"),
    "sensor": ("sensor", "sensor id", "entity id", "entity", "device", "device id", "sensor name"),
    "value": ("value", "state", "message", "status", "reading", "sensor status", "val", "event"),
    "person": ("person", "persons", "people", "resident", "residents", "occupant", "who", "habitant", "inhabitant"),
    "date": ("date", "day", "datum"),
}  # fmt: skip
# Of what is called otherwise: any of these words in a name, and none of those.
LOOSE: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "time": (frozenset({"time", "timestamp", "datetime", "epoch", "unixtime", "zeit", "zeitstempel"}),
             frozenset({"end", "stop", "start", "until", "zone"})),
    "sensor": (frozenset({"sensor", "entity", "device", "item", "node", "channel", "friendly", "sensorname", "itemname"}),
               frozenset({"type", "value", "state", "status", "class"})),
    "value": (frozenset({"value", "state", "status", "message", "wert", "zustand", "valeur"}), frozenset({"old", "previous"})),
    "room": (frozenset({"room", "area", "raum", "zimmer", "piece"}), frozenset()),
    "person": (frozenset({"person", "resident", "occupant", "user", "subject", "inhabitant"}), frozenset({"context"})),
}  # fmt: skip
TITLES = 20  # lines at most before the one that names the columns
_STARTS = ("start time", "start", "starttime", "begin", "from")
_NAMES = frozenset({"id", "name", "object", "item", "thing"})  # of what a row is about, where nothing else is
_DOINGS = ("activity", "activities", "label", "annotation")
PREAMBLE = 80  # lines at most before a table of spans
LOOKED_AT = 400  # rows
BETWEEN = (",", ";", "\t", "|")
_LABEL = re.compile(r"\[?\s*(\d+)\s*\]?\s*[:,]?\s*['\"](.+?)['\"]")
_RULE = re.compile(r"[-=\s]+")
_JOINED = re.compile(r"(?<=[a-z])(?=[A-Z])")


def read_table(name: str, lines: Sequence[Line]) -> Reading | None:
    """None for what has no first line that names columns. Raises ValueError, in words, for one that names too few."""
    start = next((i for i, (_, text) in enumerate(lines[:PREAMBLE]) if folded(text).startswith(_STARTS)), None)
    if start is not None and any(f" {word}" in folded(lines[start][1]) for word in HEADS["end"]):
        return _spans(lines, start)
    first = _named(lines)
    cells = next(cells for _, cells in table_of(lines[first : first + 1]))
    heads = _columns(_names(cells))
    if not heads and (seconds(cells[0].strip()) is not None or seconds(" ".join(lines[0][1].split()[:2])) is not None):
        return None
    rows = list(table_of(lines[first + 1 :], cells_of=len(cells), between=_between(lines[first][1])))
    is_whole = heads.keys() >= {"time", "sensor", "value"}
    if not is_whole or "person" not in heads:
        heads = _loosely(_names(cells), heads, [row for _, row in rows[:LOOKED_AT]], ("person",) if is_whole else tuple(LOOSE))
    heads = _by_what_they_say(_names(cells), heads, [row for _, row in rows[:LOOKED_AT]])
    missing = [head for head in NEEDED if head not in heads]
    if "time" in heads and set(missing) >= {"sensor", "value"}:
        wide = _wide(rows, cells, heads)
        if wide is not None:
            return wide
    if set(missing) - {"room"}:
        raise ValueError(f"{name}: the first line must name time,room,sensor,value[,person]; {', '.join(missing)} is missing")
    reading = Reading("a table that names its columns")
    known = set(heads.values())
    rest = [cell.strip() for i, cell in enumerate(cells) if i not in known and cell.strip()]
    if rest:
        reading.notes.append(f"columns not read: {listed(rest)}")
    for number, row in rows:
        if any(cell.strip() for cell in row) and row != cells:  # the names again, of tables one after the other
            reading.said.append(_said(number, row, heads))
    return reading


def _names(cells: Sequence[str]) -> list[str]:
    """SensorName, sensor_name and Sensor name are one."""
    return [folded(_JOINED.sub(" ", cell)) for cell in cells]


def _named(lines: Sequence[Line]) -> int:
    """Which line names the columns: the first, or after a title the first that names them all."""
    for i, line in enumerate(lines[:TITLES]):
        cells = next((cells for _, cells in table_of([line])), [])
        if {"time", "sensor", "value"} <= _columns(_names(cells)).keys():
            return i
        if cells and seconds(cells[0].strip()) is not None:
            break
    return 0


def _loosely(
    names: Sequence[str], heads: Mapping[str, int], rows: Sequence[Sequence[str]], wanted: Sequence[str]
) -> dict[str, int]:
    """Columns called in other words, too; as they were where the rows speak against it."""
    found = dict(heads)
    for head in wanted:
        words, others = LOOSE[head]
        free = [i for i, name in enumerate(names) if i not in found.values() and words & set(name.split())]
        best = next((i for i in free if not others & set(names[i].split())), free[0] if free and head == "sensor" else None)
        if head not in found and best is not None:
            found[head] = best
    things = [worded(row[found["sensor"]]) for row in rows if found.get("sensor", len(row)) < len(row)]
    says_on_and_off = any(thing in OFF | SHUT for thing in things)
    return dict(heads) if says_on_and_off or "time" not in found else found


def _by_what_they_say(names: Sequence[str], heads: Mapping[str, int], rows: Sequence[Sequence[str]]) -> dict[str, int]:
    """And those that no word tells: the one column of on and off, and beside it the one that names rooms, or is a name."""
    found = dict(heads)
    if "time" not in found:
        return found
    if {"sensor", "value"} <= found.keys():
        things = {row[found["sensor"]] for row in rows if found["sensor"] < len(row)}
        if "room" not in found and all(thing.isdigit() for thing in things):  # a number, which a name may stand beside
            found["sensor"] = next((i for i, name in enumerate(names) if name in _NAMES - {"id"}), found["sensor"])
        return found
    free = [i for i, name in enumerate(names) if i not in found.values() and name not in _DOINGS]
    cells = {i: {row[i].strip() for row in rows if i < len(row)} - {""} for i in free}
    switched = [
        i for i in free if {worded(cell) for cell in cells[i]} & (OFF | SHUT) and {worded(c) for c in cells[i]} <= WORDS
    ]
    if "value" not in found and len(switched) != 1:
        return found
    found.setdefault("value", switched[0] if switched else -1)
    told = {i: sum(bool(place_of(cell)) for cell in cells[i]) / max(1, len(cells[i])) for i in free if i != found["value"]}
    best = max(told, key=lambda i: (told[i], names[i] in _NAMES), default=None)
    if "sensor" not in found and best is not None and (told[best] > 0.5 or names[best] in _NAMES):
        found["sensor"] = best
    return found if "sensor" in found else dict(heads)


def _said(line: int, row: Sequence[str], heads: Mapping[str, int]) -> Said:
    day, time = _cell(row, heads, "date"), _cell(row, heads, "time")
    return Said(
        line,
        f"{day} {time}" if day else time,
        _cell(row, heads, "sensor"),
        _cell(row, heads, "value"),
        _cell(row, heads, "room") if "room" in heads else None,
        _cell(row, heads, "person"),
    )


def _cell(row: Sequence[str], heads: Mapping[str, int], head: str) -> str:
    place = heads.get(head)
    return "" if place is None or place >= len(row) else row[place].strip()


def _columns(names: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for head, words in HEADS.items():
        place = next((names.index(word) for word in words if word in names), None)
        if place is not None:
            found[head] = place
    if "sensor" not in found and {"place", "location"} <= set(names):  # the thing, and the room it is in
        found["sensor"] = names.index("location")
    if "time" not in found and "date" in found:
        found["time"] = found.pop("date")
    if found.get("date") == found.get("time"):
        found.pop("date", None)
    return found


def _between(text: str) -> str:
    most = max(BETWEEN, key=text.count)
    return most if text.count(most) else ""


def table_of(lines: Sequence[Line], cells_of: int = 0, between: str | None = None) -> Iterator[tuple[int, list[str]]]:
    """The number of each line, and its cells: between commas, semicolons, tabs or bars as the first line has it, else blanks.

    cells_of: how many there should be; a line of fewer is parted at its blanks. A date and the time after it are one cell.
    """
    most = _between(lines[0][1]) if between is None and lines else between
    for number, text in lines:
        if most:
            cells = next(csv.reader([text], delimiter=most, skipinitialspace=most != "\t"), [])
            if len(cells) > 1 or not cells_of:
                yield number, cells
                continue
        cells = text.split()
        is_parted = len(cells) > 1 and re.match(r"\d{1,2}:\d{2}", cells[1]) and seconds(cells[0]) is not None
        yield number, [f"{cells[0]} {cells[1]}", *cells[2:]] if is_parted else cells


def _spans(lines: Sequence[Line], start: int) -> Reading:
    """Each is on at its start and off at its end."""
    reading = Reading("a table of spans")
    called = {found[1]: found[2] for _, text in lines[:start] for found in _LABEL.finditer(text)}
    between = _between(lines[start][1])
    names = [folded(cell) for cell in _parted(lines[start][1], between)]
    doing = [name for name in names if name in _DOINGS]
    if doing and not {"location", "sensor", "id", *HEADS["sensor"]} & set(names):
        raise ValueError(
            f"line {lines[start][0]}: spans of {doing[0]} say what somebody did, not where they were; the file of the sensors "
            "beside it is read"
        )
    rest = names[2:]
    sensor = next((i for i, name in enumerate(rest) if name in (*HEADS["sensor"], "location", "id")), 0)
    room = next((i for i, name in enumerate(rest) if name in HEADS["room"] and i != sensor), None)
    for number, text in lines[start + 1 :]:
        if _RULE.fullmatch(text):
            continue
        cells = _parted(text, between)
        if len(cells) < 3 or not is_time(cells[0]):
            reading.broken.append(f"line {number}: {text.strip()[:40]!r} is no start, end and sensor")
            continue
        of = cells[2:]
        thing = of[sensor] if sensor < len(of) else ""
        where = None if room is None else of[room] if room < len(of) else ""
        reading.said.append(Said(number, cells[0], called.get(thing, thing), "on", where, until=cells[1]))
    return reading


def _parted(text: str, between: str) -> list[str]:
    """By the commas, else by tabs in any number; else by blanks, two times first."""
    if between and between != "\t":
        return [cell.strip() for cell in text.split(between)]
    cells = [cell.strip() for cell in re.split(r"\t+|\s{2,}", text.strip()) if cell.strip()]
    if len(cells) > 2:
        return cells
    words = text.split()
    return [" ".join(words[:2]), " ".join(words[2:4]), *words[4:]]


def _wide(rows: Sequence[tuple[int, list[str]]], cells: Sequence[str], heads: Mapping[str, int]) -> Reading | None:
    """A column a sensor: what changes in it is said then. None where no column says on and off."""
    known = set(heads.values())
    columns = [
        i for i, _ in enumerate(cells) if i not in known and {worded(row[i]) for _, row in rows if i < len(row)} - {""} <= WORDS
    ]
    if not columns:
        return None
    reading = Reading("a table with a column for each sensor")
    rest = [cell.strip() for i, cell in enumerate(cells) if i not in columns and i not in known]
    if rest:
        reading.notes.append(f"columns not read: {listed(rest)}")
    was: dict[int, str] = {}
    for number, row in rows:
        for i in columns:
            value = row[i].strip() if i < len(row) else ""
            if value and value != was.get(i):
                was[i] = value
                reading.said.append(Said(number, _said(number, row, heads).when, cells[i].strip(), value))
    return reading
