"""A recording of a real home for benchmarks/whereabouts.py: rows of time,room,sensor,value[,person].

Time is ISO or seconds since 1970, in any order; it is taken as the home's own clock. A sensor counts when all it ever says is
on or off in some words (on/off, 1/0, true/false, present/absent); what opens and shuts is a movement each time it does;
thermometers and other numbers are left out. A row whose sensor is ``phone`` says home or not_home of its person. person: who it
was, where that is known: that is judged, for half an hour at most after they were last seen.

Sensors are heard as the hub hears them: what hangs is believed for three hours, what chatters is not.
"""

import csv
import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.simulated_homes import DAY_S, Stay
from devices.vocabulary import DeviceId, Moment, Trait
from hub.home.doubtful_motion import DoubtfulMotion
from hub.home.motion import Motion

PHONE = "phone"
ON, OFF = frozenset({"on", "1", "true", "present", "motion", "detected"}), frozenset({"off", "0", "false", "absent", "clear"})
OPEN, SHUT = frozenset({"open", "opened"}), frozenset({"close", "closed", "shut"})
UNKNOWN = frozenset({"", "unknown", "unavailable", "none"})
HOME, OUT = frozenset({"home", *ON}), frozenset({"not_home", "away", *OFF})
KNOWN_S = 1800.0  # after they were last seen
OPENED_S = 1.0
LOOK_S = 5.0
_START = datetime(2026, 1, 1, tzinfo=UTC)
_TRAIT = Trait("occupancy", "occupancy", settable=False)


@dataclass(frozen=True, slots=True)
class Recording:
    """Seconds since the first midnight. phones, events: (s, person or room, is home or on). left_out: sensors, and why."""

    people: list[str]
    rooms: list[str]
    phones: list[tuple[float, str, bool]]
    events: list[tuple[float, str, bool]]
    stays: dict[str, list[Stay]]
    left_out: dict[str, str]
    lasts_s: float


@dataclass(frozen=True, slots=True)
class _Row:
    at: float
    room: str
    sensor: str
    value: str
    person: str

    @property
    def device(self) -> DeviceId:
        """Many homes call the sensor of each room the same."""
        return DeviceId(f"{self.room}/{self.sensor}")


def recorded(path: Path, homes: int) -> Recording:
    """homes: how many people live there. Raises ValueError, in words, for a file that is none."""
    rows = _rows(path)
    midnight = math.floor(rows[0].at / DAY_S) * DAY_S
    rows = [_Row(row.at - midnight, row.room, row.sensor, row.value, row.person) for row in rows]
    is_phone = [row.sensor.casefold() == PHONE for row in rows]
    phones = [
        (row.at, row.person, row.value in HOME)
        for row, is_one in zip(rows, is_phone, strict=True)
        if is_one and row.person and row.value in HOME | OUT
    ]
    sensors, left_out = _sorted_out([row for row, is_one in zip(rows, is_phone, strict=True) if not is_one])
    if not sensors:
        raise ValueError(f"{path.name}: no sensor in it says on and off")
    seen: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for row in sensors:
        if row.person and row.value in ON | OPEN | SHUT:
            seen[row.person].append((row.at, row.room))
    people = sorted({*seen, *(who for _, who, _ in phones)})
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
    )


def _rows(path: Path) -> list[_Row]:
    """In the order of time. Raises ValueError."""
    found = []
    with path.open(encoding="utf-8-sig", newline="") as text:
        table = csv.DictReader(text, skipinitialspace=True)
        heads = {head.strip().casefold(): head for head in table.fieldnames or () if head}
        missing = [head for head in ("time", "room", "sensor", "value") if head not in heads]
        if missing:
            raise ValueError(
                f"{path.name}: the first line must name time,room,sensor,value[,person]; {', '.join(missing)} is missing"
            )
        for row in table:
            cells = {name: (row.get(head) or "").strip() for name, head in heads.items()}
            if not any(cells.values()):
                continue
            at, place = _seconds(cells["time"]), f"{path.name}, line {table.line_num}"
            if at is None:
                raise ValueError(f"{place}: {cells['time']!r} is no time")
            if not cells["sensor"] or not (cells["room"] or cells["sensor"].casefold() == PHONE):
                raise ValueError(f"{place}: a row needs a room and a sensor")
            found.append(_Row(at, cells["room"], cells["sensor"], cells["value"].casefold(), cells.get("person", "")))
    if not found:
        raise ValueError(f"{path.name}: nothing is in it")
    return sorted(found, key=lambda row: row.at)


def _seconds(text: str) -> float | None:
    """By the home's own clock."""
    try:
        at = float(text)
    except ValueError:
        try:
            at = datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()
        except ValueError:
            return None
    return at if math.isfinite(at) else None


def _sorted_out(rows: Sequence[_Row]) -> tuple[list[_Row], dict[str, str]]:
    """Rows of sensors that notice somebody, and why each other is left out."""
    said: dict[DeviceId, set[str]] = defaultdict(set)
    for row in rows:
        if row.value not in UNKNOWN:
            said[row.device].add(row.value)
    left_out: dict[str, str] = {}
    for sensor, values in said.items():
        strange = values - ON - OFF - OPEN - SHUT
        if strange:
            left_out[sensor] = f"says {min(strange)!r}"
        elif not values & (ON | OPEN):
            left_out[sensor] = "never says that somebody is there"
    return [row for row in rows if row.device in said and row.device not in left_out and row.value not in UNKNOWN], left_out


def _heard(rows: Sequence[_Row]) -> Iterator[tuple[float, str, bool]]:
    """When each room begins to move and ends, as the hub takes its sensors."""
    motion, doubtful = Motion(), DoubtfulMotion()
    sensors: dict[str, list[tuple[DeviceId, Trait]]] = defaultdict(list)
    is_live: dict[str, bool] = {}
    for row in rows:
        known = row.device, _TRAIT
        if known not in sensors[row.room]:
            sensors[row.room].append(known)
    looked = 0.0
    for number, row in enumerate(rows):
        while looked + LOOK_S < row.at and any(is_live.values()):
            looked += LOOK_S
            yield from _changes(motion, sensors, is_live, looked, [room for room, live in is_live.items() if live])
        looked = max(looked, row.at - LOOK_S)
        now, sensor = _moment(row.at), row.device
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
