"""A recording of a real home for benchmarks/whereabouts.py, of the rows that recorded_rows.py reads.

A sensor counts when all it ever says, but for a slip now and then, is on or off in some words (on/off, 1/0, true/false,
present/absent, motion/clear); numbers beside such words are what it measures and tell of nobody. What opens and shuts is a
movement each time it does; thermometers and other numbers are left out, and so is what no room names, and what is no sensor of
anybody (a lamp's own state, a battery). A row whose sensor is a phone says home or not_home of its person; any other place is
out. person: who it was, where that is known, several by ``;`` or ``+``: that is judged, for half an hour at most after they
were last seen. Where nobody is named and one lives there, they are in a room between two movements in it.

Sensors are heard as the hub hears them: what hangs is believed for three hours, what chatters is not, what cannot be reached
says nothing. Days on which nothing at all was written down are cut out.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

from benchmarks.recorded_rows import Row, Rows, rows_of
from benchmarks.recorded_said import ON, OPEN, SHUT, WORDS, listed
from benchmarks.simulated_homes import DAY_S, Stay
from devices.vocabulary import DeviceId, Moment, Trait
from hub.home.doubtful_motion import DoubtfulMotion
from hub.home.motion import Motion

UNKNOWN = frozenset({"", "unknown", "unavailable", "none", "nan", "null"})
HOME = frozenset({"home", "at home", "just arrived", *ON})
SLIPS = 0.05  # of what a sensor says may be in no such words
SAYS_ITSELF = 0.3  # of what it says, in words: then numbers beside them are no slips
NO_SENSOR = re.compile(  # what says on and off in Home Assistant and tells of nobody
    r"lamp .*|(light|switch|fan|media_player|climate|cover|automation|script|scene|update|sun|input_boolean|schedule)\..*"
    r"|.*[_ ](battery|battery_low|tamper|connectivity|charging|smoke|leak|moisture|problem|update_available)",
    re.IGNORECASE,
)
KNOWN_S = 1800.0  # after they were last seen
OPENED_S = 1.0
LOOK_S = 5.0
FULL = frozenset({"99", "100", "254", "255"})  # beside nothing but 0: on
_START = datetime(2026, 1, 1, tzinfo=UTC)
_TRAIT = Trait("occupancy", "occupancy", settable=False)


@dataclass(frozen=True, slots=True)
class Recording:
    """Seconds since the first midnight. phones, events: (s, person or room, is home or on). left_out: sensors, and why.

    notes: what else was not taken as it stands, a sentence each. summary: what was read, in a line.
    """

    people: list[str]
    rooms: list[str]
    phones: list[tuple[float, str, bool]]
    events: list[tuple[float, str, bool]]
    stays: dict[str, list[Stay]]
    left_out: dict[str, str]
    lasts_s: float
    notes: list[str] = field(default_factory=list)
    summary: str = ""


def recorded(
    paths: Path | Sequence[Path], homes: int, zone: tzinfo | None = None, rooms: Mapping[str, str] | None = None
) -> Recording:
    """homes: how many people live there. zone: of the home. rooms: of sensors, where their names do not say it.

    Raises OSError, and ValueError, in words, for what is none.
    """
    paths = [paths] if isinstance(paths, Path) else list(paths)
    name = paths[0].name if len(paths) == 1 else f"{len(paths)} files"
    read = rows_of(paths, zone, rooms)
    if not read.rows:
        raise ValueError(f"{name}: nothing is in it")
    rows, unheard_days = _without_gaps(read.rows)
    phones = [
        (row.at, who, row.value in HOME) for row in rows if row.is_phone and row.value not in UNKNOWN for who in row.people
    ]
    sensors, left_out = _sorted_out([row for row in rows if not row.is_phone])
    if not sensors:
        why = f" ({'; '.join(f'{sensor} {said}' for sensor, said in sorted(left_out.items())[:3])})" if left_out else ""
        raise ValueError(f"{name}: no sensor in it says on and off{why}")
    notes = [*(f"not read: {words}" for words in read.broken), *read.notes]
    if unheard_days:
        notes.append(f"cut out: {unheard_days} days on which nothing was written down")
    seen: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for row in sensors:
        for who in row.people if row.value in ON | OPEN | SHUT else ():
            seen[who].append((row.at, row.room))
    people = sorted({*seen, *(who for _, who, _ in phones)})
    if len(people) > homes:
        notes.append(f"{len(people)} people are named in it: so many are taken to live there, not {homes}")
    people += [f"person_{n}" for n in range(len(people), homes)]
    inferred: dict[str, list[Stay]] = {}
    if not seen and len(people) == 1:
        notes.append(
            "no row says who it was: with one who lives there they are taken to be in a room between two movements in it, "
            "which is what last motion says by itself"
        )
        moves = [(row.at, row.room) for row in sensors if row.value in ON | OPEN | SHUT]
        alone = _stays(moves, rows[-1].at)
        inferred = {people[0]: [one for one, (_, room) in zip(alone, moves[1:], strict=False) if one.room == room]}
    elif not seen:
        notes.append("no row says who it was: what is said of people cannot be judged")
    lasts_s = rows[-1].at
    stays = inferred or {who: _stays(seen.get(who, []), lasts_s) for who in people}
    untold = [who for who in people if who not in {one for _, one, _ in phones}]
    phones = sorted([*phones, *((0.0, who, True) for who in untold)])
    return Recording(
        people,
        sorted({row.room for row in sensors}),
        phones,
        list(_heard(sensors)),
        stays,
        left_out,
        lasts_s,
        notes,
        _summary(read, sensors, phones),
    )


def _summary(read: Rows, sensors: Sequence[Row], phones: Sequence[tuple[float, str, bool]]) -> str:
    """What was read, in a line."""
    first, last = (datetime.fromtimestamp(row.at, UTC) for row in (read.rows[0], read.rows[-1]))
    devices, rooms = {_device(row) for row in sensors}, sorted({row.room for row in sensors})
    told = f" and {len(phones)} words of {len({who for _, who, _ in phones})} phones" if phones else ""
    shapes = " and ".join(dict.fromkeys(read.shapes))
    return (
        f"read as {shapes}: {len(sensors)} rows of {len(devices)} sensors in {len(rooms)} rooms "
        f"({listed(rooms, 12)}){told}, {first:%Y-%m-%d} to {last:%Y-%m-%d}"
    )


def _without_gaps(rows: Sequence[Row]) -> tuple[list[Row], int]:
    """Of the first midnight on, whole days cut out in which there is none."""
    cut, last, days = math.floor(rows[0].at / DAY_S) * DAY_S, rows[0].at, 0
    found = []
    for row in rows:
        silent = max(0, math.floor((row.at - last) / DAY_S) - 1)  # what hangs meanwhile still hangs for a day
        cut, last, days = cut + silent * DAY_S, row.at, days + silent
        found.append(replace(row, at=row.at - cut))
    return found, days


def _device(row: Row) -> DeviceId:
    """Many homes call the sensor of each room the same."""
    return DeviceId(f"{row.room}/{row.sensor}" if row.room else row.sensor)


def _sorted_out(rows: Sequence[Row]) -> tuple[list[Row], dict[str, str]]:
    """Rows of sensors that notice somebody, and why each other is left out."""
    rows = _without_full(rows)
    said: dict[DeviceId, Counter[str]] = defaultdict(Counter)
    sensors: dict[DeviceId, Row] = {}
    for row in rows:
        sensors.setdefault(_device(row), row)
        if row.value not in UNKNOWN:
            said[_device(row)][row.value] += 1
    left_out: dict[str, str] = {}
    for sensor, row in sensors.items():
        values = said[sensor]
        strange = {value: count for value, count in values.items() if value not in WORDS}
        spoken = sum(count for value, count in values.items() if value in WORDS and not _is_number(value))
        if spoken >= SAYS_ITSELF * values.total():
            strange = {value: count for value, count in strange.items() if not _is_number(value)}
        if not row.room:
            left_out[sensor] = "is in no room that anything names"
        elif NO_SENSOR.fullmatch(row.sensor):
            left_out[sensor] = "is no sensor of anybody"
        elif sum(strange.values()) > SLIPS * values.total():
            left_out[sensor] = f"says {min(strange)!r}"
        elif not values.keys() & (ON | OPEN):
            left_out[sensor] = "never says that somebody is there"
    return [row for row in rows if _device(row) not in left_out and row.value in WORDS | UNKNOWN], left_out


def _without_full(rows: Sequence[Row]) -> list[Row]:
    """A sensor that only ever says 0 and 255, or 0 and 100, says off and on."""
    values: dict[DeviceId, set[str]] = defaultdict(set)
    for row in rows:
        values[_device(row)].add(row.value)
    full = {device for device, said in values.items() if len(said - UNKNOWN - {"0"}) == 1 and said - UNKNOWN - {"0"} <= FULL}
    return [replace(row, value="on") if row.value in FULL and _device(row) in full else row for row in rows]


def _is_number(value: str) -> bool:
    try:
        float(value)
    except ValueError:
        return False
    return True


def _heard(rows: Sequence[Row]) -> Iterator[tuple[float, str, bool]]:
    """When each room begins to move and ends, as the hub takes its sensors."""
    motion, doubtful = Motion(), DoubtfulMotion()
    sensors: dict[str, list[tuple[DeviceId, Trait]]] = defaultdict(list)
    is_live: dict[str, bool] = {}
    for row in rows:
        known = _device(row), _TRAIT
        if known not in sensors[row.room]:
            sensors[row.room].append(known)
    looked = 0.0
    for number, row in enumerate(rows):
        while looked + LOOK_S < row.at and any(is_live.values()):
            looked += LOOK_S
            yield from _changes(motion, sensors, is_live, looked, [room for room, live in is_live.items() if live])
        looked = max(looked, row.at - LOOK_S)
        now, sensor = _moment(row.at), _device(row)
        doubtful.tick(now)
        is_somebody = row.value in ON | OPEN | SHUT
        is_heard = doubtful.take(sensor, is_somebody, False, False, now)
        motion.take(sensor, _TRAIT, is_somebody, now)
        if is_heard:
            yield from _changes(motion, sensors, is_live, row.at, [row.room])
        if row.value in OPEN | SHUT:  # nothing lasts of it
            then = _moment(row.at + OPENED_S)
            doubtful.take(sensor, False, False, False, then)
            motion.take(sensor, _TRAIT, False, then)
            following = rows[number + 1].at if number + 1 < len(rows) else math.inf
            yield from _changes(motion, sensors, is_live, min(then.mono, following), [row.room])


def _changes(
    motion: Motion,
    sensors: dict[str, list[tuple[DeviceId, Trait]]],
    is_live: dict[str, bool],
    at: float,
    rooms: Sequence[str],
) -> Iterator[tuple[float, str, bool]]:
    for room in rooms:
        found = motion.is_live(sensors[room], _moment(at))
        if found != is_live.get(room, False):
            is_live[room] = found
            yield at, room, found


def _moment(at: float) -> Moment:
    return Moment(_START + timedelta(seconds=at), at)


def _stays(seen: Sequence[tuple[float, str]], lasts_s: float) -> list[Stay]:
    """Where a person was seen, until they are seen elsewhere."""
    until = [*(at for at, _ in seen[1:]), lasts_s] if seen else []
    return [Stay(room, at, min(end, at + KNOWN_S), 0.0) for (at, room), end in zip(seen, until, strict=True)]
