"""Votes of real people as (person → rows): what was known at the moment, what they chose, when.

Reads any folder of CSV files (plain or gzip) with the columns of ../shared/data; its columns tell which study a file follows.
Unknown is its own column. Slots are what a person's past is also kept by: an hour bin, or the order within the day.
"""

import csv
import gzip
import math
import os
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

Row = dict[str, str]


@dataclass(frozen=True)
class Person:
    """x: (n, p), last column the slot; y: (n,) names; t: (n,) days; pmv: (n,) predicted mean vote's inputs or None."""

    name: str
    x: np.ndarray
    y: np.ndarray
    t: np.ndarray
    raw: tuple[Row, ...]

    def only(self, kept: list[int]) -> "Person":
        return Person(self.name, self.x[kept], self.y[kept], self.t[kept], tuple(self.raw[i] for i in kept))


@dataclass(frozen=True)
class Task:
    """study: whose columns the file has; data: the same, and where the file is when several are of one study, so that no two
    tasks of a reading share data and task. timed: whether votes have a clock time; those that do not cannot be spaced."""

    data: str
    study: str
    task: str
    people: tuple[Person, ...]
    timed: bool


@dataclass(frozen=True)
class LeftOut:
    """A file or folder with no votes that can be read, and why."""

    path: Path
    why: str


def read(folder: Path) -> tuple[list[Task], list[LeftOut]]:
    """Every task found under a folder, in order of its file's name, and what is not one."""
    left_out: list[LeftOut] = []
    found: list[tuple[Path, Study, list[Row]]] = []
    for path in _files(folder, left_out):
        try:
            rows = list(_rows(path))
        except (OSError, EOFError, UnicodeDecodeError, csv.Error, zlib.error) as wrong:
            left_out.append(LeftOut(path, f"not readable: {wrong}"))
            continue
        columns = set(rows[0]) if rows else set()
        study = next((study for study in STUDIES if study.needs <= columns), None)
        if study is None:
            left_out.append(
                LeftOut(path, "no rows" if not rows else f"the columns of no study: {', '.join(sorted(columns)[:6])}")
            )
        else:
            found.append((path, study, rows))
    tasks: list[Task] = []
    for path, study, rows in found:
        alone = sum(other is study for _, other, _ in found) == 1
        name = study.name if alone else f"{study.name} {path.relative_to(folder).as_posix()}"
        try:
            tasks += [_task(name, study, task, rows) for task in study.tasks if task in rows[0]]
        except (KeyError, ValueError) as wrong:
            left_out.append(LeftOut(path, f"a row is not as {study.name} has it: {wrong!r}"))
    return tasks, left_out


def _files(folder: Path, left_out: list[LeftOut]) -> list[Path]:
    def cannot(wrong: OSError) -> None:
        left_out.append(LeftOut(Path(wrong.filename), f"not readable: {wrong.strerror}"))

    every = [Path(at) / name for at, _, names in os.walk(folder, onerror=cannot) for name in names]
    return sorted(path for path in every if path.name.endswith((".csv", ".csv.gz")))


def spaced(person: Person, hours: float) -> Person:
    """Only votes at least so long after the last one kept: bursts make "last value" look brilliant."""
    kept: list[int] = []
    for i, t in enumerate(person.t):
        if not kept or t - person.t[kept[-1]] >= hours / 24.0 - 1e-9:
            kept.append(i)
    return person.only(kept)


def _rows(path: Path) -> Iterator[Row]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        yield from csv.DictReader(lines)


def _task(data: str, study: "Study", task: str, rows: list[Row]) -> Task:
    by: dict[str, list[tuple[list[float], str, float, Row]]] = {}
    for row in rows:
        if row[task]:
            x, t = study.of(row)
            by.setdefault(row["person"], []).append((x, MERGED.get(row[task], row[task]), t, row))
    people = []
    for name, seen in sorted(by.items()):
        seen.sort(key=lambda one: int(one[3]["seq"]))
        xs, ys, ts, raw = zip(*seen, strict=True)
        people.append(Person(f"{data}/{name}", np.array(xs), np.array(ys), np.array(ts), tuple(raw)))
    return Task(data, study.name, task, tuple(people), study.timed)


# MeLiDos: outdoor kinds merged, display and darkness merged, as its README asks.
MERGED = {"daylight_outdoors": "outdoors", "electric_outdoors": "outdoors", "display": "dark", "darkness": "dark"}


def _known(row: Row, column: str, centre: float, scale: float) -> list[float]:
    try:
        return [(float(row[column]) - centre) / scale, 0.0]
    except (KeyError, ValueError):
        return [0.0, 1.0]


def _turns(hour: float, n: int) -> list[float]:
    return [f(2.0 * math.pi * k * hour / 24.0) for k in range(1, n + 1) for f in (math.sin, math.cos)]


def _day(row: Row) -> float:
    return datetime.fromisoformat(row["time"]).replace(tzinfo=UTC).timestamp() / 86_400.0


def _cozie(row: Row) -> tuple[list[float], float]:
    hour = float(row["hour"])
    x = [float(int(row["weekday"]) >= 5), *_turns(hour, 2)]
    for column, centre, scale in (("room_temp_c", 24, 2), ("near_body_temp_c", 29, 3), ("heart_rate_bpm", 80, 15)):
        x += _known(row, column, centre, scale)
    try:
        level = math.log10(1.0 + float(row["room_light_lux"])) / 2.0 - 1.0
        x += [level, max(0.0, level - 0.2), 0.0]
    except ValueError:
        x += [0.0, 0.0, 1.0]
    for column, centre, scale in (("room_noise_db", 50, 8), ("room_rh_pct", 60, 8), ("room_co2_ppm", 600, 150)):
        x += _known(row, column, centre, scale)
    x += [float(row["clothing"] == worn) for worn in ("light", "medium", "heavy")]
    return [*x, float(not row["room"]), hour // 4], _day(row)


def _ashrae(row: Row) -> tuple[list[float], float]:
    x: list[float] = []
    for column, centre, scale in (
        ("air_temp_c", 28, 5),
        ("operative_temp_c", 28, 5),
        ("rh_pct", 40, 15),
        ("air_speed_m_s", 0.3, 0.3),
        ("met", 1.1, 0.3),
        ("clo", 0.7, 0.3),
        ("outdoor_temp_c", 28, 8),
    ):
        x += _known(row, column, centre, scale)
    nth = int(row["seq_in_day"])
    x += [nth / 10.0, *(float(row["season"] == s) for s in ("summer", "winter")), float(row["sex"] == "male")]
    # No clock time is known: half an hour apart from eight in the morning, which only orders them within the day.
    day = datetime.fromisoformat(row["date"]).replace(tzinfo=UTC).timestamp() / 86_400.0
    return [*x, float(nth // 4)], day + (8.0 + nth * 0.5) / 24.0


def _melidos(row: Row) -> tuple[list[float], float]:
    hour = float(row["hour"])
    x = [float(int(row["weekday"]) >= 5), *_turns(hour, 3), *_known(row, "sleepiness_kss", 4, 2)]
    return [*x, hour // 3], _day(row)


@dataclass(frozen=True)
class Study:
    """needs: the columns it is known by; of: a row's x and t."""

    name: str
    needs: frozenset[str]
    tasks: tuple[str, ...]
    of: Callable[[Row], tuple[list[float], float]]
    timed: bool


STUDIES = (
    Study("ashrae", frozenset({"person", "operative_temp_c", "thermal_preference"}), ("thermal_preference",), _ashrae, False),
    Study(
        "cozie",
        frozenset({"person", "room_light_lux", "thermal_preference"}),
        ("thermal_preference", "light_preference", "noise_preference"),
        _cozie,
        True,
    ),
    Study("melidos", frozenset({"person", "light_source", "sleepiness_kss"}), ("light_source",), _melidos, True),
)
