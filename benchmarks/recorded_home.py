"""A recording of a real home for benchmarks/whereabouts.py: rows of time,room,sensor,value[,person], as recorded_rows.py reads
them.

A sensor counts when all it ever says, but for a slip now and then, is on or off in some words (on/off, 1/0, true/false,
present/absent, motion/clear); what opens and shuts is a movement each time it does; thermometers and other numbers are left
out, and so is what no room names, and what is no sensor of anybody (a lamp's own state, a battery). A row whose sensor is a
phone says home or not_home of its person; any other place is out. person: who it was, where that is known, several by ``;`` or
``+``: that is judged, for half an hour at most after they were last seen.

Sensors are heard as the hub hears them: what hangs is believed for three hours, what chatters is not, what cannot be reached
says nothing. Days on which nothing at all was written down are cut out.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

from benchmarks.recorded_rows import Row, rows_of
from benchmarks.simulated_homes import DAY_S, Stay
from devices.vocabulary import DeviceId, Moment, Trait
from hub.home.doubtful_motion import DoubtfulMotion
from hub.home.motion import Motion

ON = frozenset({
    "on", "1", "1.0", "true", "yes", "present", "presence", "presence detected", "motion", "motion detected", "movement",
    "detected", "active", "occupied", "moving", "triggered",
})  # fmt: skip
OFF = frozenset({
    "off", "0", "0.0", "false", "no", "absent", "absence", "clear", "cleared", "no motion", "no presence", "not detected",
    "not present", "inactive", "idle", "vacant", "unoccupied", "empty",
})  # fmt: skip
OPEN, SHUT = frozenset({"open", "opened"}), frozenset({"close", "closed", "shut"})
_WORDS = ON | OFF | OPEN | SHUT
UNKNOWN = frozenset({"", "unknown", "unavailable", "none", "nan", "null"})
HOME = frozenset({"home", "at home", "just arrived", *ON})
SLIPS = 0.05  # of what a sensor says may be in no such words
NO_SENSOR = re.compile(  # what says on and off in Home Assistant and tells of nobody
    r"(light|switch|fan|media_player|climate|cover|automation|script|scene|update|sun|input_boolean|schedule)\..*"
    r"|.*[_ ](battery|battery_low|tamper|connectivity|charging|smoke|leak|moisture|problem|update_available)",
    re.IGNORECASE,
)
KNOWN_S = 1800.0  # after they were last seen
OPENED_S = 1.0
LOOK_S = 5.0
_START = datetime(2026, 1, 1, tzinfo=UTC)
_TRAIT = Trait("occupancy", "occupancy", settable=False)


@dataclass(frozen=True, slots=True)
class Recording:
    """Seconds since the first midnight. phones, events: (s, person or room, is home or on). left_out: sensors, and why.

    notes: what else was not taken as it stands, a sentence each.
    """

    people: list[str]
    rooms: list[str]
    phones: list[tuple[float, str, bool]]
    events: list[tuple[float, str, bool]]
    stays: dict[str, list[Stay]]
    left_out: dict[str, str]
    lasts_s: float
    notes: list[str] = field(default_factory=list)


def recorded(path: Path, homes: int, zone: tzinfo | None = None) -> Recording:
    """homes: how many people live there. zone: of the home. Raises OSError, and ValueError, in words, for what is none."""
    read = rows_of(path, zone)
    rows, unheard_days = _without_gaps(read.rows)
    phones = [
        (row.at, who, row.value in HOME) for row in rows if row.is_phone and row.value not in UNKNOWN for who in row.people
    ]
    sensors, left_out = _sorted_out([row for row in rows if not row.is_phone])
    if not sensors:
        why = f" ({'; '.join(f'{sensor} {said}' for sensor, said in sorted(left_out.items())[:3])})" if left_out else ""
        raise ValueError(f"{path.name}: no sensor in it says on and off{why}")
    seen: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for row in sensors:
        for who in row.people if row.value in ON | OPEN | SHUT else ():
            seen[who].append((row.at, row.room))
    people = sorted({*seen, *(who for _, who, _ in phones)})
    notes = [f"not read: {words}" for words in read.broken]
    if unheard_days:
        notes.append(f"cut out: {unheard_days} days on which nothing was written down")
    if len(people) > homes:
        notes.append(f"{len(people)} people are named in it: so many are taken to live there, not {homes}")
    people += [f"person_{n}" for n in range(len(people), homes)]
    lasts_s = rows[-1].at
    untold = [who for who in people if who not in {one for _, one, _ in phones}]
    phones = sorted([*phones, *((0.0, who, True) for who in untold)])
    return Recording(
        people,
        sorted({row.room for row in sensors}),
        phones,
        list(_heard(sensors)),
        {who: _stays(seen.get(who, []), lasts_s) for who in people},
        left_out,
        lasts_s,
        notes,
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
    said: dict[DeviceId, Counter[str]] = defaultdict(Counter)
    sensors: dict[DeviceId, Row] = {}
    for row in rows:
        sensors.setdefault(_device(row), row)
        if row.value not in UNKNOWN:
            said[_device(row)][row.value] += 1
    left_out: dict[str, str] = {}
    for sensor, row in sensors.items():
        values = said[sensor]
        strange = {value: count for value, count in values.items() if value not in _WORDS}
        if not row.room:
            left_out[sensor] = "is in no room that anything names"
        elif NO_SENSOR.fullmatch(row.sensor):
            left_out[sensor] = "is no sensor of anybody"
        elif sum(strange.values()) > SLIPS * values.total():
            left_out[sensor] = f"says {min(strange)!r}"
        elif not values.keys() & (ON | OPEN):
            left_out[sensor] = "never says that somebody is there"
    return [row for row in rows if _device(row) not in left_out and row.value in _WORDS | UNKNOWN], left_out


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
