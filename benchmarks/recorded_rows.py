"""The rows of a recording of a real home, whatever wrote it down. For recorded_home.py.

Read are: tables that name their columns, in any order and in the words of several programs (recorded_table.py); public archives
without names, with spans, or with a line a second (recorded_archive.py); Home Assistant's history as a table or JSON
(recorded_json.py) or database; logs of messages (recorded_log.py). UTF-8, UTF-16 or Windows' own letters; packed or not, and
whole folders (recorded_files.py): several files are one recording.

Where a row says its zone, or it is counted since 1970 and the home's zone is told, the home's own clock is meant, as it stood
at the first row: no hour comes twice in autumn. What says no zone is the home's own clock; where that is put back by an hour on
a Sunday night, what comes after counts on.

Without a column for the room a sensor is where its name says (recorded_places.py), or where ``rooms`` has it; where no name
says any, each sensor is a place of its own. Lines that cannot be read are left out and said while they are few.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

from benchmarks.recorded_archive import read_archive
from benchmarks.recorded_files import files_in, is_database, read_database
from benchmarks.recorded_json import read_json
from benchmarks.recorded_log import read_log
from benchmarks.recorded_places import ITEM_CODE, LAMP_CODE, place_of
from benchmarks.recorded_said import Reading, Said, folded, worded
from benchmarks.recorded_table import read_table
from benchmarks.recorded_times import RIGHT, is_time, month_stands_first, seconds

PHONE = "phone"
FEW = 0.02  # of the lines may be broken
SHOWN = 3
_PHONES = ("phone", "person", "device tracker")
_PEOPLE = re.compile(r"[;,|/&+]|\band\b")
_NOBODY = frozenset({"", "-", "?", "none", "nobody", "unknown", "nan", "null", "other"})
_ITEM_WORDS = {"present": "closed", "absent": "open"}  # an item that is taken is a movement, and so is one put back
AN_HOUR_S, GIVES_OR_TAKES_S = 3600.0, 900.0
GOES_ON = 5  # rows after an hour that comes twice, in order
SUNDAY, EARLY_H = 6, 4
YEAR_S = 366 * 86_400.0
LOST_BEFORE = datetime(1990, 1, 1, tzinfo=UTC).timestamp()  # a clock that was never set


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
    """In the order of time. broken: what could not be read, a sentence a line. notes: what else was not taken as it stands."""

    rows: list[Row] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    shapes: list[str] = field(default_factory=list)


def rows_of(paths: Sequence[Path], zone: tzinfo | None = None, rooms: Mapping[str, str] | None = None) -> Rows:
    """zone: of the home. rooms: of sensors, by name. Raises OSError, and ValueError, in words, for what is no recording."""
    found = Rows()
    told = {folded(sensor): room for sensor, room in (rooms or {}).items()}
    spelled: dict[str, str] = {}  # rooms and people, as they are written first
    files = [(path, name, body) for path in paths for name, body in files_in(path)]
    refused: list[str] = []
    for path, name, body in files:
        try:
            reading = _read(name, body)
            _take(found, reading, _Taking(reading, zone, told, spelled), name, is_alone=len(files) == 1)
        except ValueError as error:
            if name == path.name:  # asked for by name
                raise
            refused.append(str(error))
    if len(refused) == len(files):
        raise ValueError("; ".join(refused[:SHOWN]))
    found.notes += [f"not read: {words}" for words in refused]
    _put_in_order(found)
    return found


def _take(found: Rows, reading: Reading, taking: "_Taking", name: str, is_alone: bool) -> None:
    """Raises ValueError where hardly anything of it can be read."""
    rows = [row for said in reading.said for row in taking.rows(said)]
    lines = len(reading.said) + len(reading.broken)
    broken = [*reading.broken, *taking.broken]
    if len(broken) > FEW * lines:
        more = len(broken) - SHOWN
        few = "; ".join(broken[:SHOWN]) + (f"; and {more} more" if more > 0 else "")
        raise ValueError(f"{name}, {few}")
    of = "" if is_alone else f"{name}, "
    found.notes += [f"{of}{note}" for note in reading.notes]
    found.broken += [f"{of}{words}" for words in broken]
    found.shapes.append(reading.shape)
    found.rows += _with_clock_put_back(rows, found.notes) if taking.is_zoneless else rows


def _put_in_order(found: Rows) -> None:
    times = [row.at for row in found.rows]
    if times and max(times) > LOST_BEFORE + YEAR_S:
        lost = [row for row in found.rows if row.at < LOST_BEFORE]
        if lost and len(lost) <= FEW * len(times):
            found.rows = [row for row in found.rows if row.at >= LOST_BEFORE]
            found.notes.append(f"not read: {len(lost)} rows of a clock that was not set (before 1990)")
    late = sum(after.at < before.at for before, after in zip(found.rows, found.rows[1:], strict=False))
    if late:
        found.notes.append(f"put in order: {late} rows that came after later ones")
    found.rows.sort(key=lambda row: row.at)
    alone = list(dict.fromkeys(found.rows))
    if len(alone) < len(found.rows):
        found.notes.append(f"left out: {len(found.rows) - len(alone)} rows that say the same of the same moment again")
    found.rows = alone


def _with_clock_put_back(rows: list[Row], notes: list[str]) -> list[Row]:
    """Of a clock that says no zone: where it is an hour earlier all at once, and goes on from there, on a Sunday night."""
    found, on = list(rows[:1]), 0.0
    for number, row in enumerate(rows[1:], 1):
        back = rows[number - 1].at - row.at
        if abs(back - AN_HOUR_S) <= GIVES_OR_TAKES_S:
            at = datetime.fromtimestamp(row.at, UTC)
            following = [one.at for one in rows[number : number + GOES_ON]]
            if at.weekday() == SUNDAY and at.hour < EARLY_H and following == sorted(following):
                on += AN_HOUR_S
                notes.append(f"the clock was put back an hour on {at:%Y-%m-%d}: what comes after counts on")
        found.append(replace(row, at=row.at + on))
    return found


def _read(name: str, body: bytes | ValueError) -> Reading:
    """Raises ValueError."""
    if isinstance(body, ValueError):
        raise body
    if is_database(body):
        return read_database(name, body)
    lines = [
        (number, text)
        for number, text in enumerate(_text(name, body).splitlines(), 1)
        if text.strip() and not text.lstrip().startswith("#")
    ]
    if not lines:
        raise ValueError(f"{name}: nothing is in it")
    try:
        found = read_json(name, lines) or read_log(lines) or read_table(name, lines) or read_archive(name, lines)
    except ValueError as error:
        raise ValueError(str(error) if name in str(error) else f"{name}, {error}") from None
    if not found.said and not found.broken:
        raise ValueError(f"{name}: nothing is in it")
    return found


def _text(name: str, body: bytes) -> str:
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return body.decode("utf-16", errors="replace")
    if b"\0" in body:
        raise ValueError(f"{name}: is no text")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("cp1252", errors="replace")


class _Taking:
    """Makes rows of what a file says. told: the rooms of sensors."""

    def __init__(self, reading: Reading, zone: tzinfo | None, told: Mapping[str, str], spelled: dict[str, str]) -> None:
        self.broken: list[str] = []
        self.is_zoneless = True
        self._zone, self._told, self._spelled = zone, told, spelled
        self._offset: timedelta | None = None
        self._is_month_first = month_stands_first(said.when for said in reading.said)
        self._places: dict[tuple[str, str], str] = {}
        rooms = Counter(bool(self._room(said)) for said in reading.said if _owner(said.sensor) is None)
        self._is_own_place = not rooms[True] and all(said.room is None for said in reading.said)
        if self._is_own_place and rooms:
            reading.notes.append(
                "no name of a sensor tells a room: each is taken for a place of its own; --rooms FILE (sensor,room a line) "
                "says where they are"
            )

    def rows(self, said: Said) -> list[Row]:
        """None for a line that cannot be read; two for a span."""
        try:
            at = self._at(said.when)
            row = self._row(said, at)
            if not said.until:
                return [row]
            end = self._at(said.until)
            if end < at:
                raise ValueError(f"its end {said.until!r} is before its start")
            return [row, replace(row, at=max(end, at + 1.0), value="off", people=())]
        except ValueError as error:
            self.broken.append(f"line {said.line}: {error}")
            return []

    def _row(self, said: Said, at: float) -> Row:
        if not said.sensor:
            raise ValueError("a row needs a room and a sensor: time,room,sensor,value[,person]")
        value = worded(said.value)
        people = tuple(self._as_first(one.strip()) for one in _PEOPLE.split(said.people) if folded(one) not in _NOBODY)
        owner = _owner(said.sensor)
        if owner is not None:
            people = people or ((self._as_first(owner),) if owner else ())
            return Row(at, "", said.sensor, value, people, is_phone=True)
        if ITEM_CODE.fullmatch(said.sensor):
            value = _ITEM_WORDS.get(value, value)
        sensor = f"lamp {said.sensor}" if LAMP_CODE.fullmatch(said.sensor) else said.sensor
        return Row(at, self._as_first(self._room(said) or (said.sensor if self._is_own_place else "")), sensor, value, people)

    def _room(self, said: Said) -> str:
        key = said.sensor, said.room or said.called
        found = self._places.get(key)
        if found is None:
            found = self._told.get(folded(said.sensor), "")
            if not found:
                found = said.room if said.room is not None else place_of(said.sensor) or place_of(said.called)
            self._places[key] = found
        return found

    def _as_first(self, name: str) -> str:
        return self._spelled.setdefault(" ".join(name.casefold().split()), name)

    def _at(self, text: str) -> float:
        """Raises ValueError."""
        found = seconds(text, self._is_month_first)
        if found is None:
            raise ValueError(f"{text!r} is no time; {RIGHT}")
        at, offset = found
        if offset is None:
            return at
        if is_time(text) or self._zone is not None:
            self.is_zoneless = False
        if self._offset is None:
            local = None if self._zone is None else datetime.fromtimestamp(at, self._zone).utcoffset()
            self._offset = offset if local is None else local
        return at + self._offset.total_seconds()


def _owner(sensor: str) -> str | None:
    """Whose phone it is, empty where its name does not say; None for what is no phone."""
    words = folded(sensor)
    for word in _PHONES:
        if words == word:
            return ""
        if words.startswith(f"{word} "):
            return words.removeprefix(f"{word} ").removesuffix(" phone")
        if words.endswith(f" {PHONE}"):
            return words.removesuffix(f" {PHONE}")
    return None
