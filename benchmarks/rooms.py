"""Which room a Bluetooth tag is in: fingerprints beside the strongest receiver and a forest, where no fingerprint was taken.

    .venv/bin/python -m benchmarks.rooms                     # about ten minutes; prints the tables of rooms.md

The flat of ../shared/data/ble_flat (CC BY 4.0, Kolakowski 2021): a tag driven slowly through six rooms, six receivers. Its
points are dealt into eight parts; each part is judged with fingerprints of the other seven. Two ways to deal: by points of
0.1 m, and by squares of 0.5 m, which is harder than a resident's own calibration. *Driving*: right at each reading of the
drive, which crosses a wall every few seconds. *Still*: an hour of readings drawn from within 0.35 m of a place; right, and
changes of room an hour.
"""

import argparse
import csv
import gzip
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt
from rich.console import Console
from rich.table import Table

from hub.presence.nearest_receiver import Nearest
from hub.presence.room_filter import RoomFilter
from models.fingerprints import FADING_DB, Fingerprint, Fingerprints, Hearing

DATA = Path(__file__).parents[2] / "shared" / "data" / "ble_flat" / "calibration.csv.gz"
PARTS = 8
BREAK_S = 5.0  # the drive was interrupted
NEAR_M = 0.35
HOUR_S = 3600.0
AT_A_METRE_DBM = -55.0
Floats = npt.NDArray[np.float64]


class Estimator(Protocol):
    def hear(self, receiver: str, distance_m: float, now: float) -> str | None: ...


@dataclass(frozen=True)
class Drive:
    """at: s; xy: m; dbm: (readings, receivers), nan where not heard; room: of each reading."""

    at: Floats
    xy: Floats
    dbm: Floats
    room: npt.NDArray[np.str_]


class Strongest:
    """The room of the receiver that hears best, the room it is most often best in."""

    def __init__(self, rooms: dict[str, str]) -> None:
        self._rooms = rooms
        self._heard: dict[str, tuple[float, float]] = {}

    def hear(self, receiver: str, distance_m: float, now: float) -> str | None:
        self._heard[receiver] = distance_m, now
        lately = {name: metres for name, (metres, at) in self._heard.items() if now - at <= 1.0}
        return self._rooms[min(lately, key=lambda name: lately[name])]


class Mapped:
    """Today's way without calibration: the nearest receiver, smoothed, its name standing for its room."""

    def __init__(self, rooms: dict[str, str]) -> None:
        self._rooms, self._nearest = rooms, Nearest()

    def hear(self, receiver: str, distance_m: float, now: float) -> str | None:
        found = self._nearest.hear(receiver, distance_m, now)
        return None if found is None else self._rooms[found]


class Neighbours:
    """The likeliest room at every reading, without the filter."""

    def __init__(self, fingerprints: Fingerprints) -> None:
        self._fingerprints, self._hearing = fingerprints, Hearing()

    def hear(self, receiver: str, distance_m: float, now: float) -> str | None:
        self._hearing.hear(receiver, distance_m, now)
        return self._fingerprints.rooms[int(self._fingerprints.chances(self._hearing.strengths()).argmax())]


class Forest:
    """scikit-learn's on single readings: what a data scientist would try first."""

    def __init__(self, drive: Drive, train: npt.NDArray[np.intp]) -> None:
        from sklearn.ensemble import RandomForestClassifier

        self._model = RandomForestClassifier(200, min_samples_leaf=2, random_state=0, n_jobs=2)
        self._model.fit(np.nan_to_num(drive.dbm[train], nan=-100.0), drive.room[train])

    def rooms(self, dbm: Floats) -> list[str]:
        return [str(room) for room in self._model.predict(np.nan_to_num(dbm, nan=-100.0))]


def read(path: Path = DATA) -> Drive:
    """Raises FileNotFoundError without the shared data."""
    with gzip.open(path, "rt", encoding="utf-8") as text:
        rows = list(csv.DictReader(text))
    receivers = [key for key in rows[0] if key.startswith("rssi_")]
    return Drive(
        np.array([float(row["t_s"]) for row in rows]),
        np.array([(float(row["x_m"]), float(row["y_m"])) for row in rows]),
        np.array([[float(row[key]) if row[key] else np.nan for key in receivers] for row in rows]),
        np.array([row["room"] for row in rows]),
    )


def metres(dbm: float) -> float:
    """What a receiver tells of its strength."""
    return float(10.0 ** ((AT_A_METRE_DBM - dbm) / FADING_DB))


def told(dbm: Floats, at: float, every_s: float, last: dict[int, float]) -> Iterator[tuple[str, float]]:
    """The receivers that speak now; each at most every so often."""
    for receiver, heard in enumerate(dbm):
        if not np.isnan(heard) and at - last.get(receiver, -np.inf) >= every_s - 1e-6:
            last[receiver] = at
            yield f"r{receiver}", metres(heard)


def parts(drive: Drive, square_m: float) -> list[npt.NDArray[np.intp]]:
    """Readings dealt by the squares they were taken in."""
    square = np.unique((drive.xy / square_m).astype(int), axis=0, return_inverse=True)[1].ravel()
    dealt = np.random.default_rng(0).permutation(square.max() + 1) % PARTS
    return [np.flatnonzero(dealt[square] == part) for part in range(PARTS)]


def fingerprints(drive: Drive, train: npt.NDArray[np.intp], every_s: float) -> Fingerprints:
    """As ``attune calibrate`` takes them: the smoothed strengths at each reading of the drive that is not judged."""
    hearing, last, taken, kept = Hearing(), dict[int, float](), [], set(train.tolist())
    before = -np.inf
    for place, at in enumerate(drive.at):
        if at - before > BREAK_S:
            hearing.forget()
        before = at
        heard = list(told(drive.dbm[place], at, every_s, last))
        for receiver, distance in heard:
            hearing.hear(receiver, distance, at)
        if heard and place in kept:
            taken.append(Fingerprint(str(drive.room[place]), hearing.strengths()))
    return Fingerprints(taken)


def majority(drive: Drive, train: npt.NDArray[np.intp]) -> dict[str, str]:
    """The room each receiver is most often the strongest in."""
    strongest = np.nan_to_num(drive.dbm[train], nan=-200.0).argmax(axis=1)
    rooms = drive.room[train]
    return {
        f"r{receiver}": Counter(rooms[strongest == receiver].tolist() or rooms.tolist()).most_common(1)[0][0]
        for receiver in range(drive.dbm.shape[1])
    }


def driven(drive: Drive, judged: Sequence[int], make: Callable[[], Estimator], every_s: float) -> float:
    """Share right, of the judged readings; the drive before each is heard too."""
    wanted, right, count = set(judged), 0, 0
    estimator, last, before, found = make(), dict[int, float](), -np.inf, None
    for place, at in enumerate(drive.at):
        if at - before > BREAK_S:
            estimator, last, found = make(), {}, None
        before = at
        for receiver, distance in told(drive.dbm[place], at, every_s, last):
            found = estimator.hear(receiver, distance, at) or found
        if place in wanted:
            right += found == drive.room[place]
            count += 1
    return right / count


def stood(
    drive: Drive, places: Sequence[int], judged: npt.NDArray[np.intp], make: Callable[[], Estimator], every_s: float, seed: int
) -> tuple[float, float, int]:
    """(share of the time right, changes of room an hour, places)."""
    rng = np.random.default_rng(seed)
    right, changes, count = 0.0, 0.0, 0
    for place in places:
        near = [j for j in judged if drive.room[j] == drive.room[place] and np.hypot(*(drive.xy[j] - drive.xy[place])) < NEAR_M]
        if len(near) < 8:
            continue
        estimator, found, was = make(), None, None
        steps = int(HOUR_S / every_s)
        drawn = rng.choice(near, (steps, drive.dbm.shape[1]))
        order = rng.permuted(np.tile(np.arange(drive.dbm.shape[1]), (steps, 1)), axis=1)
        here = moved = 0
        for step in range(steps):
            for turn, receiver in enumerate(order[step]):
                heard = drive.dbm[drawn[step, receiver], receiver]
                if not np.isnan(heard):
                    now = (step + turn / len(order[step])) * every_s
                    found = estimator.hear(f"r{receiver}", metres(heard), now) or found
            if step * every_s > 15.0:
                moved += was is not None and found != was
                here += found == drive.room[place]
                was = found
        after = max(1, steps - int(15.0 / every_s) - 1)
        right, changes, count = right + here / after, changes + moved, count + 1
    return right / max(count, 1), changes / max(count, 1), count


@dataclass(frozen=True)
class Row:
    method: str
    driving: float
    right: float
    changes: float
    places: int


def judged(drive: Drive, square_m: float, every_s: float, seed: int, per_part: int) -> list[Row]:
    """Each method over all parts: means weighed by readings."""
    made: dict[str, list[tuple[float, int, float, float, int]]] = {}
    for number, part in enumerate(parts(drive, square_m)):
        train = np.setdiff1d(np.arange(len(drive.at)), part)
        rooms, known = majority(drive, train), fingerprints(drive, train, every_s)
        places = np.random.default_rng(seed + number).choice(part, per_part, replace=False)
        methods: dict[str, Callable[[], Estimator]] = {
            "strongest receiver": lambda rooms=rooms: Strongest(rooms),
            "nearest receiver, smoothed (not calibrated)": lambda rooms=rooms: Mapped(rooms),
            "fingerprints": lambda known=known: Neighbours(known),
            "fingerprints and filter (attune)": lambda known=known: RoomFilter(known),
        }
        for name, make in methods.items():
            driving = driven(drive, part.tolist(), make, every_s)
            right, changes, count = stood(drive, places.tolist(), part, make, every_s, seed)
            made.setdefault(name, []).append((driving, len(part), right, changes, count))
        forest = Forest(drive, train)
        share = float(np.mean(np.array(forest.rooms(drive.dbm[part])) == drive.room[part]))
        made.setdefault("scikit-learn's forest on single readings", []).append((share, len(part), np.nan, np.nan, 0))
    rows = []
    for name, found in made.items():
        driven_, said, stood_, changed, stands = (np.array(column, dtype=float) for column in zip(*found, strict=True))
        stood_at = stands.sum()
        rows.append(
            Row(
                name,
                float(np.average(driven_, weights=said)),
                float(np.average(stood_, weights=stands)) if stood_at else float("nan"),
                float(np.average(changed, weights=stands)) if stood_at else float("nan"),
                int(stood_at),
            )
        )
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--per-part", type=int, default=3, help="places stood at, of each part")
    parser.add_argument("--seed", type=int, default=100)
    parser.add_argument("--every", type=float, nargs="*", default=[1.0, 5.0], help="s between a receiver's words")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    drive, found = read(), {}
    for square_m in (0.1, 0.5):
        for every_s in given.every:
            rows = judged(drive, square_m, every_s, given.seed, given.per_part)
            found[f"{square_m} m, every {every_s} s"] = [row.__dict__ for row in rows]
            title = f"unseen squares of {square_m} m, each receiver every {every_s} s"
            table = Table("method", "driving: right", "still: right", "still: changes/h", "places", title=title)
            for row in rows:
                still = ("", "") if np.isnan(row.right) else (f"{row.right:.3f}", f"{row.changes:.2f}")
                table.add_row(row.method, f"{row.driving:.3f}", *still, str(row.places or ""))
            Console(width=128).print(table)
    if given.json:
        given.json.write_text(json.dumps(found, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
