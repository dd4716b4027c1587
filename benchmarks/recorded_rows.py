"""The rows of a recording of a real home, whatever wrote it down. For recorded_home.py.

A table with ``,`` ``;`` tab or bars between its columns, or blanks (public recordings of smart homes); its first line names
them, in any order and in the words of several programs, or, where it has none, they are time,room,sensor,value[,person].
UTF-8, UTF-16 or Windows' own letters, gzipped or not.

Time: ISO, with or without a zone, a date in figures with a time, a date and a time in two columns, or seconds (thousandths,
millionths) since 1970. Where a row says its zone, or it is counted since 1970 and the home's zone is told, the home's own clock
is meant, as it stood at the first row: no hour comes twice in autumn. What says no zone is the home's own clock.

Without a column for the room a sensor is where its name says. Lines that cannot be read are left out and said while they are
few.
"""

import csv
import gzip
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

from hub.setup.room_names import room_of

NEEDED = ("time", "room", "sensor", "value")
HEADS: Mapping[str, tuple[str, ...]] = {
    "time": ("time", "timestamp", "datetime", "date time", "last changed", "last updated", "when", "ts"),
    "room": ("room", "area", "location", "place"),
    "sensor": ("sensor", "sensor id", "entity id", "entity", "device", "device id", "sensor name"),
    "value": ("value", "state", "message", "status", "reading"),
    "person": ("person", "persons", "people", "resident", "residents", "occupant", "who"),
    "date": ("date", "day"),
}  # fmt: skip
PHONE = "phone"
FEW = 0.02  # of the lines may be broken
SHOWN = 3
_BETWEEN = (",", ";", "\t", "|")
_PHONES = ("phone", "person", "device tracker")
_PEOPLE = re.compile(r"[;,|/&+]|\band\b")
_NOBODY = frozenset({"", "-", "?", "none", "nobody", "unknown", "nan", "null", "other"})
_FIGURES = re.compile(
    r"(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})[ T,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?\s*(am|pm)?", re.IGNORECASE
)
_ZULU = re.compile(r"\s*(utc|gmt)$", re.IGNORECASE)
_SINCE_1970 = ((1e17, 1e9), (1e14, 1e6), (1e11, 1e3))  # from such a figure on, so many make a second


@dataclass(frozen=True, slots=True)
class Row:
    """at: seconds of the home's clock. value: small letters. people: who it was, as far as is known. A phone's has one."""

    at: float
    room: str
    sensor: str
    value: str
    people: tuple[str, ...]
    is_phone: bool = False


@dataclass(slots=True)
class Rows:
    """In the order of time. broken: what could not be read, a sentence a line."""

    rows: list[Row] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)


def rows_of(path: Path, zone: tzinfo | None = None) -> Rows:
    """zone: of the home. Raises OSError, and ValueError, in words, for a file that is no recording."""
    lines = [line for line in _text(path).splitlines() if line.strip() and not line.lstrip().startswith("#")]
    if not lines:
        raise ValueError(f"{path.name}: nothing is in it")
    table = list(_table(lines))
    heads = _heads(path.name, table[0][1])
    is_headed = heads is not None
    body = [(number, cells) for number, cells in table[1 if is_headed else 0 :] if any(cell.strip() for cell in cells)]
    if not body:
        raise ValueError(f"{path.name}: nothing is in it")
    reading = _Reading(heads or {name: i for i, name in enumerate((*NEEDED, "person"))}, body, zone)
    found = Rows()
    for number, cells in body:
        try:
            found.rows.append(reading.row(cells))
        except ValueError as error:
            found.broken.append(f"line {number}: {error}")
    if len(found.broken) > FEW * len(body):
        more = len(found.broken) - SHOWN
        told = "; ".join(found.broken[:SHOWN]) + (f"; and {more} more" if more > 0 else "")
        raise ValueError(f"{path.name}, {told}")
    found.rows.sort(key=lambda row: row.at)
    return found


def _text(path: Path) -> str:
    body = path.read_bytes()
    if body[:2] == b"\x1f\x8b":
        try:
            body = gzip.decompress(body)
        except (OSError, EOFError) as error:
            raise ValueError(f"{path.name}: is gzipped and broken ({error})") from None
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return body.decode("utf-16", errors="replace")
    if b"\0" in body:
        raise ValueError(f"{path.name}: is no text")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("cp1252", errors="replace")


def _table(lines: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """The number of each line that says something, and its cells."""
    most = max(_BETWEEN, key=lines[0].count)
    if lines[0].count(most):
        reader = csv.reader(lines, delimiter=most, skipinitialspace=True)
        try:
            for cells in reader:
                yield reader.line_num, cells
        except csv.Error as error:
            raise ValueError(f"line {reader.line_num}: {error}") from None
        return
    for number, line in enumerate(lines, 1):
        cells = line.split()
        # A date and a time are one cell.
        is_parted = len(cells) > 1 and _seconds(cells[0], None) is not None and re.match(r"\d{1,2}:\d{2}", cells[1])
        yield number, [f"{cells[0]} {cells[1]}", *cells[2:]] if is_parted else cells


def _heads(file: str, cells: Sequence[str]) -> dict[str, int] | None:
    """Which column is which; None for a first line that is a row. Raises ValueError."""
    folded = [_folded(cell) for cell in cells]
    found: dict[str, int] = {}
    for head, words in HEADS.items():
        place = next((folded.index(word) for word in words if word in folded), None)
        if place is not None:
            found[head] = place
    if "time" not in found and "date" in found:
        found["time"] = found.pop("date")
    missing = [head for head in NEEDED if head not in found]
    if not found or (missing == list(NEEDED)):
        if any(_seconds(cell.strip(), None) is not None for cell in cells[:1]) and len(cells) >= len(NEEDED):
            return None
        if _seconds(cells[0].strip(), None) is not None:
            raise ValueError(f"{file}: without a first line that names them its columns are time,room,sensor,value[,person]")
    if set(missing) - {"room"}:
        raise ValueError(f"{file}: the first line must name time,room,sensor,value[,person]; {', '.join(missing)} is missing")
    return found


class _Reading:
    """heads: which column is which."""

    def __init__(self, heads: Mapping[str, int], body: Sequence[tuple[int, Sequence[str]]], zone: tzinfo | None) -> None:
        self._heads, self._zone = heads, zone
        self._offset: timedelta | None = None
        self._spelled: dict[str, str] = {}  # rooms and people, as they are written first
        self._is_month_first = False
        for _, cells in body:
            found = _FIGURES.match(self._when(cells))
            if found is not None and len(found[1]) < 4:
                if int(found[1]) > 12:
                    break
                self._is_month_first |= int(found[3]) > 12

    def row(self, cells: Sequence[str]) -> Row:
        """Raises ValueError."""
        when = self._when(cells)
        at = self._at(when)
        if at is None:
            raise ValueError(f"{when!r} is no time")
        sensor, value = self._cell(cells, "sensor"), self._cell(cells, "value")
        if not sensor:
            raise ValueError("a row needs a room and a sensor")
        people = tuple(
            self._as_first(one.strip()) for one in _PEOPLE.split(self._cell(cells, "person")) if _folded(one) not in _NOBODY
        )
        owner = _owner(sensor)
        if owner is not None:
            people = people or ((self._as_first(owner),) if owner else ())
            return Row(at, "", sensor, value.casefold(), people, is_phone=True)
        room = self._cell(cells, "room") if "room" in self._heads else room_of(sensor, {})
        return Row(at, self._as_first(room), sensor, value.casefold(), people)

    def _when(self, cells: Sequence[str]) -> str:
        day = self._cell(cells, "date")
        return f"{day} {self._cell(cells, 'time')}" if day else self._cell(cells, "time")

    def _cell(self, cells: Sequence[str], head: str) -> str:
        place = self._heads.get(head)
        return "" if place is None or place >= len(cells) else cells[place].strip()

    def _as_first(self, name: str) -> str:
        return self._spelled.setdefault(" ".join(name.casefold().split()), name)

    def _at(self, text: str) -> float | None:
        found = _seconds(text, self._is_month_first)
        if found is None:
            return None
        seconds, offset = found
        if offset is None:
            return seconds
        if self._offset is None:
            local = None if self._zone is None else datetime.fromtimestamp(seconds, self._zone).utcoffset()
            self._offset = offset if local is None else local
        return seconds + self._offset.total_seconds()


def _seconds(text: str, is_month_first: bool | None) -> tuple[float, timedelta | None] | None:
    """Seconds since 1970, and how far the clock is from UTC that says so; None where that is the home's own and untold."""
    try:
        figure = float(text)
    except ValueError:
        return _dated(text, bool(is_month_first))
    if not math.isfinite(figure):
        return None
    parts = next((parts for least, parts in _SINCE_1970 if abs(figure) >= least), 1.0)
    return figure / parts, timedelta(0)


def _dated(text: str, is_month_first: bool) -> tuple[float, timedelta | None] | None:
    is_zulu = _ZULU.search(text) is not None
    plain = _ZULU.sub("", text)
    try:
        at = datetime.fromisoformat(plain)
    except ValueError:
        found = _in_figures(plain, is_month_first)
        if found is None:
            return None
        at = found
    if is_zulu and at.tzinfo is None:
        at = at.replace(tzinfo=UTC)
    return (at if at.tzinfo is not None else at.replace(tzinfo=UTC)).timestamp(), at.utcoffset()


def _in_figures(text: str, is_month_first: bool) -> datetime | None:
    """2/3/2026 7:05 pm."""
    found = _FIGURES.fullmatch(text.strip())
    if found is None:
        return None
    first, second, third = int(found[1]), int(found[3]), int(found[4])
    if len(found[1]) == 4:
        year, month, day = first, second, third
    else:
        month, day = (first, second) if is_month_first else (second, first)
        year = third if third >= 100 else 2000 + third
    hour = int(found[5])
    if found[9]:
        hour = hour % 12 + (12 if found[9].casefold() == "pm" else 0)
    try:
        at = datetime(year, month, day, hour, int(found[6]), int(found[7] or 0))
    except ValueError:
        return None
    return at + timedelta(seconds=float(f"0.{found[8] or 0}"))


def _owner(sensor: str) -> str | None:
    """Whose phone it is, empty where its name does not say; None for what is no phone."""
    words = _folded(sensor)
    for word in _PHONES:
        if words == word:
            return ""
        if words.startswith(f"{word} "):
            return words.removeprefix(f"{word} ").removesuffix(" phone")
        if words.endswith(f" {PHONE}"):
            return words.removesuffix(f" {PHONE}")
    return None


def _folded(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text.casefold()).strip()
