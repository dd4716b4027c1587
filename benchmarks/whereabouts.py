"""Who is where by motion sensors and phones alone: ours beside the usual ways, in invented homes or a recording of a real one.

    nice .venv/bin/python -m benchmarks.whereabouts                    # prints the tables of whereabouts.md
    nice .venv/bin/python -m benchmarks.whereabouts --events FILE.csv --homes 2

The invented homes are those of simulated_homes.py. Settings were chosen on homes of even seed, what is printed is of odd ones,
with the range over homes. Every way sees the same events; ours starts each home without knowing its layout, sensors or habits
(everybody has agreed to be learned), and is judged after ``--learn`` days, as all are. *The ceiling* is our filter, told the
home's true habits, pauses and false alarms.

*Right*: share of the time somebody is at home in which they are looked for in the room they are in. *Said*: share of it in
which a room is said (at 0.8 or more), and how often that is right. *False changes*: moves said that nobody made, an hour at
home. *False empty*: times an hour of somebody's being there that a room with a sensor is taken for empty. *Over nobody*:
minutes a day and sensed room taken for occupied while nobody is there. *Late*: from the first movement of a stay of a minute
or more until its room is said, where it is said at all.

FILE.csv has a head and rows of time,room,sensor,value[,person]: ISO times or seconds; value on/off (1/0, true/false); person:
who it was, where that is known, which is what is judged. A row whose sensor is ``phone`` says home or not_home of its person.
``--homes``: how many people live there. Without any phone everybody counts as at home.
"""

import argparse
import csv
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.occupancy_peers import AreaOccupancy, Contender, LastMotion, TimerARoom
from benchmarks.simulated_homes import AWAY, DAY_S, HOUR_S, SimulatedHome, Stay, simulated_home
from devices.event import Seen
from devices.vocabulary import AT_HOME, NOT_HOME, DeviceId, Moment, OccupantId, RoomId
from hub.home.occupancy import quiet_needed_s
from hub.home.whereabouts import part_of
from hub.presence.presence import Presence
from hub.presence.sources import SourceKind
from hub.presence.unnamed import SURE, Unnamed

GRID_S = 10.0
AFTER_S = 120.0
START = datetime(2026, 3, 2, tzinfo=UTC)
SHORT_S = 60.0


class Ours:
    """As the hub puts it together. learns: whether everybody agreed."""

    def __init__(self, people: Sequence[str], rooms: Sequence[str], has_pet: bool, learns: bool = True) -> None:
        who = [OccupantId(one) for one in people]
        ids = [RoomId(room) for room in rooms]
        pets = dict.fromkeys(ids, has_pet)
        self.unnamed = Unnamed(ids, {}, part_of("UTC"), pets, who if learns else (), is_shared=learns)
        sources = {DeviceId(one): (one, SourceKind.REGION) for one in who}
        self.presence = Presence(sources, {room: room for room in ids}, unnamed=self.unnamed)
        self._lit: set[str] = set()
        self._live: dict[str, float] = {}
        self._now = moment(0.0)

    def phone(self, at: float, who: str, is_home: bool) -> None:
        self._now = moment(at)
        self.presence.hear(Seen(DeviceId(who), AT_HOME if is_home else NOT_HOME, self._now), self._now)

    def motion(self, at: float, room: str, is_on: bool) -> None:
        self._now = moment(at)
        self.presence.moving(RoomId(room), is_on, self._now)
        self._live[room] = np.inf if is_on else at
        if is_on:
            self._lit.add(room)

    def pass_time(self, at: float) -> None:
        self._now = moment(at)
        self.presence.tick(self._now)
        for room in list(self._lit):
            quiet = at - self._live.get(room, at)
            if quiet > AFTER_S and not self.presence.in_room(RoomId(room)):
                chance = self.unnamed.occupied(RoomId(room)) or 0.0
                if quiet >= quiet_needed_s(self.presence, RoomId(room), chance, AFTER_S):
                    self._lit.discard(room)

    def place(self, who: str) -> str | None:
        where = self.presence.where(OccupantId(who))
        return where.room if where.confidence >= SURE else None

    def sure(self, who: str) -> float | None:
        return self.presence.where(OccupantId(who)).confidence

    def best(self, who: str) -> str | None:
        where = self.presence.where(OccupantId(who))
        if where.home is not True:
            return None
        chances = self.unnamed.belief.of(OccupantId(who))
        return self.unnamed.rooms[int(chances[: len(self.unnamed.rooms)].argmax())]

    def is_occupied(self, room: str) -> bool:
        return room in self._lit


def ceiling(home: SimulatedHome, days: int) -> Ours:
    """Ours, told what is true of this home."""
    ours = Ours(list(home.people), home.rooms, home.has_pet)
    movements, part = ours.unnamed.movements, part_of("UTC")
    for number in range(len(home.rooms)):
        movements.sees(number)  # also where no sensor is: all crossings are told
    for who, stays in home.people.items():
        for before, after in pairwise(stays):
            if before.room == AWAY:
                continue
            shares = np.zeros(movements.size)
            shares[home.rooms.index(before.room)] = 1.0
            for at in np.arange(before.start, before.end, HOUR_S):
                movements.stayed(OccupantId(who), part(moment(at).at), shares, min(HOUR_S, before.end - at))
            if after.room not in (AWAY, before.room):
                movements.crossed(OccupantId(who), part(moment(before.end).at), shares, home.rooms.index(after.room))
    for room in home.sensed:
        signal = ours.unnamed.signals[RoomId(room)]
        pet = 0.0 if not home.has_pet else 4.0 * 0.3 * 2 / len(home.rooms)
        signal.listened(1000 * HOUR_S)
        signal.was_false(1000.0 * (home.false_per_h[room] + pet))
    return ours


def moment(at: float) -> Moment:
    return Moment(START + timedelta(seconds=at), at)


@dataclass(slots=True)
class Score:
    """Sums over the days that are judged; ``late`` in seconds."""

    home: float = 0.0
    right: float = 0.0
    said: float = 0.0
    said_right: float = 0.0
    changes: int = 0
    occupied: float = 0.0
    false_empty: int = 0
    nobody: float = 0.0
    days_rooms: float = 0.0
    late: list[float] = field(default_factory=list)
    stays: int = 0

    def row(self) -> list[float]:
        late = self.late or [np.nan]
        return [
            self.right / self.home,
            self.said / self.home,
            self.said_right / max(self.said, 1.0),
            self.changes / (self.home / HOUR_S),
            self.false_empty / max(self.occupied / HOUR_S, 1e-9),
            self.nobody / 60.0 / max(self.days_rooms, 1e-9),
            float(np.quantile(late, 0.9)),
            len(self.late) / max(1, self.stays),
        ]


HEADS = ("right", "said", "said is right", "false changes/h", "false empty/h", "over nobody min", "late p90 s", "seen")


class Truth:
    """Who is where, at times that never go back."""

    def __init__(self, people: Mapping[str, Sequence[Stay]]) -> None:
        self._stays = {who: _joined(stays) for who, stays in people.items()}
        self._at = dict.fromkeys(people, 0)

    def room(self, who: str, at: float) -> str | None:
        """None: not known; AWAY: out."""
        stays = self._stays[who]
        while self._at[who] + 1 < len(stays) and stays[self._at[who] + 1].start <= at:
            self._at[who] += 1
        found = stays[self._at[who]] if stays else None
        return found.room if found is not None and found.start <= at < found.end else None

    def by_person(self) -> Mapping[str, Sequence[Stay]]:
        return self._stays

    def stays(self) -> Iterator[tuple[str, Stay]]:
        for who, stays in self._stays.items():
            yield from ((who, stay) for stay in stays)


def _joined(stays: Sequence[Stay]) -> list[Stay]:
    found: list[Stay] = []
    for stay in stays:
        if found and found[-1].room == stay.room and stay.start - found[-1].end < 1.0:
            found[-1] = Stay(stay.room, found[-1].start, stay.end, stay.pause)
        else:
            found.append(stay)
    return found


def lived(
    contender: Contender,
    truth: Truth,
    people: Sequence[str],
    sensed: Sequence[str],
    phones: Sequence[tuple[float, str, bool]],
    events: Sequence[tuple[float, str, bool]],
    judged: tuple[float, float],
    visitors: Sequence[Stay] = (),
) -> Score:
    """Plays all of it to one way of knowing, and judges the days from ``judged[0]`` to ``judged[1]``."""
    score, start, end = Score(), *judged
    said_at: dict[str, list[tuple[float, str | None]]] = defaultdict(list)
    was_occupied: dict[str, bool] = {}
    stream = sorted([(at, 0, who, on) for at, who, on in phones] + [(at, 1, room, on) for at, room, on in events])
    index, at = 0, 0.0
    while at < end:
        at += GRID_S
        while index < len(stream) and stream[index][0] <= at:
            when, kind, name, on = stream[index]
            index += 1
            (contender.phone if kind == 0 else contender.motion)(when, name, on)
            for who in people:
                place = contender.place(who)
                if not said_at[who] or said_at[who][-1][1] != place:
                    said_at[who].append((when, place))
        contender.pass_time(at)
        there: set[str] = {stay.room for stay in visitors if stay.start <= at < stay.end}
        for who in people:
            place, room = contender.place(who), truth.room(who, at)
            if not said_at[who] or said_at[who][-1][1] != place:
                said_at[who].append((at, place))
            if room:
                there.add(room)
            if at < start or room is None:
                continue
            if room == AWAY and place is None:
                continue
            score.home += GRID_S
            score.right += GRID_S * (contender.best(who) == room)
            score.said += GRID_S * (place is not None)
            score.said_right += GRID_S * (place == room)
        for room in sensed:
            is_occupied = contender.is_occupied(room)
            if at >= start:
                score.days_rooms += GRID_S / DAY_S
                if room in there:
                    score.occupied += GRID_S
                    score.false_empty += was_occupied.get(room, False) and not is_occupied
                elif is_occupied:
                    score.nobody += GRID_S
            was_occupied[room] = is_occupied
    _judge_changes(score, truth, said_at, start)
    _judge_lateness(score, truth, said_at, events, sensed, judged)
    return score


def _judge_changes(score: Score, truth: Truth, said_at: Mapping[str, list[tuple[float, str | None]]], start: float) -> None:
    stays: dict[str, list[Stay]] = defaultdict(list)
    for who, stay in truth.stays():
        stays[who].append(stay)
    for who, said in said_at.items():
        last: str | None = None
        for at, place in said:
            if place is None or place == last:
                continue
            if at >= start and last is not None:
                is_true = any(s.room == place and s.start - 5 <= at <= s.end + 60 for s in stays[who])
                score.changes += not is_true
            last = place


def _judge_lateness(
    score: Score,
    truth: Truth,
    said_at: Mapping[str, list[tuple[float, str | None]]],
    events: Sequence[tuple[float, str, bool]],
    sensed: Sequence[str],
    judged: tuple[float, float],
) -> None:
    begins: dict[str, list[float]] = defaultdict(list)
    for at, room, is_on in events:
        if is_on:
            begins[room].append(at)
    for who, stay in truth.stays():
        if stay.room not in sensed or not judged[0] <= stay.start < judged[1] or stay.end - stay.start < SHORT_S:
            continue
        first = np.searchsorted(begins[stay.room], stay.start - 1.0)
        if first >= len(begins[stay.room]) or begins[stay.room][first] >= stay.end:
            continue
        moved = begins[stay.room][first]
        score.stays += 1
        said = said_at[who]
        before = [place for at, place in said if at <= moved]
        if before and before[-1] == stay.room:
            score.late.append(0.0)
            continue
        later = [at for at, place in said if moved < at < stay.end and place == stay.room]
        if later:
            score.late.append(later[0] - moved)


def contenders(home: SimulatedHome, days: int) -> dict[str, Contender]:
    people = list(home.people)
    shares = {
        room: min(1.0, sum(s.end - s.start for stays in home.people.values() for s in stays if s.room == room) / (days * DAY_S))
        for room in home.rooms
    }
    return {
        "last motion": LastMotion(),
        "timer 5 min": TimerARoom(5),
        "timer 15 min": TimerARoom(15),
        "Area Occupancy": AreaOccupancy(shares),
        "ours": Ours(people, home.rooms, home.has_pet),
        "the ceiling": ceiling(home, days),
    }


def judged_homes(
    people: int, seeds: Sequence[int], days: int, learn: int, only: Sequence[str] = ()
) -> dict[str, list[list[float]]]:
    found: dict[str, list[list[float]]] = defaultdict(list)
    for seed in seeds:
        home = simulated_home(people, days, seed)
        visitors = [stay for visit in home.visitors for stay in visit]
        for name, contender in contenders(home, days).items():
            if not only or name in only:
                truth = Truth(home.people)
                score = lived(
                    contender, truth, list(home.people), home.sensed, home.phones, home.events,
                    (learn * DAY_S, days * DAY_S), visitors,
                )  # fmt: skip
                found[name].append(score.row())
    return found


def recorded(
    path: Path, homes: int
) -> tuple[list[str], list[str], list[tuple[float, str, bool]], list[tuple[float, str, bool]], Truth]:
    """People, rooms, phones, events and who is known to be where, of a recording. Raises ValueError for a row that is none."""
    events: list[tuple[float, str, bool]] = []
    phones: list[tuple[float, str, bool]] = []
    seen: dict[str, list[tuple[float, str]]] = defaultdict(list)
    on: dict[str, set[str]] = defaultdict(set)
    first: float | None = None
    with path.open(encoding="utf-8") as text:
        for number, row in enumerate(csv.DictReader(text), 2):
            at = _seconds(row["time"], number)
            first = at if first is None else first
            at, room, sensor, value = at - first, row["room"].strip(), row["sensor"].strip(), row["value"].strip().casefold()
            person = (row.get("person") or "").strip()
            if sensor == "phone":
                phones.append((at, person, value in ("home", "on", "1", "true")))
                continue
            is_on = value in ("on", "1", "true", "open", "present", "motion")
            before = bool(on[room])
            (on[room].add if is_on else on[room].discard)(sensor)
            if bool(on[room]) != before:
                events.append((at, room, not before))
            if is_on and person:
                seen[person].append((at, room))
    people = sorted({*seen, *(who for _, who, _ in phones)})
    people += [f"person_{n}" for n in range(len(people), homes)]
    people = people[: max(homes, len(people))]
    if not phones:
        phones = [(0.0, who, True) for who in people]
    lasts = max((at for at, _, _ in events), default=0.0)
    truth = Truth({who: _stays(seen.get(who, []), lasts) for who in people})
    return people, sorted({room for _, room, _ in events}), phones, events, truth


def _stays(seen: Sequence[tuple[float, str]], lasts: float) -> list[Stay]:
    """Where a person was seen, until they are seen elsewhere; for half an hour at most."""
    found = []
    for (at, room), following in zip(seen, [*(at for at, _ in seen[1:]), lasts], strict=True):
        found.append(Stay(room, at, min(following, at + 1800.0), 0.0))
    return found


def _seconds(text: str, row: int) -> float:
    try:
        return float(text)
    except ValueError:
        try:
            found = datetime.fromisoformat(text.strip())
        except ValueError:
            raise ValueError(f"row {row}: {text!r} is no time") from None
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()


def table(title: str, found: Mapping[str, Sequence[Sequence[float]]]) -> Table:
    made = Table(title=title)
    made.add_column("")
    for head in HEADS:
        made.add_column(head, justify="right")
    for name, rows in found.items():
        values = np.array(rows)
        made.add_row(name, *(f"{np.nanmean(v):.3g} ({np.nanmin(v):.2g} to {np.nanmax(v):.2g})" for v in values.T))
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description="Who is where, by motion and phones alone.")
    parser.add_argument("--events", type=Path, help="a recording: time,room,sensor,value[,person]")
    parser.add_argument(
        "--homes", type=int, default=8, help="invented homes of each size; with --events: people who live there"
    )
    parser.add_argument("--days", type=int, default=21)
    parser.add_argument("--learn", type=int, default=14, help="days before those that are judged")
    parser.add_argument("--people", type=int, nargs="*", default=[1, 2, 3, 4])
    parser.add_argument("--chosen-on", action="store_true", help="the homes of even seed, on which settings were chosen")
    parser.add_argument("--only", nargs="*", default=[])
    asked = parser.parse_args()
    console = Console(width=190)
    if asked.events is not None:
        people, rooms, phones, events, truth = recorded(asked.events, asked.homes)
        lasts = max((at for at, _, _ in events), default=0.0)
        learn = min(asked.learn * DAY_S, lasts / 2)
        ways: dict[str, Contender] = {
            "last motion": LastMotion(), "timer 5 min": TimerARoom(5), "timer 15 min": TimerARoom(15),
            "ours": Ours(people, rooms, has_pet=False),
        }  # fmt: skip
        found = {
            name: [lived(way, Truth(dict(truth.by_person())), people, rooms, phones, events, (learn, lasts)).row()]
            for name, way in ways.items()
        }
        console.print(table(f"{asked.events.name}, {len(people)} people", found))
        return
    seeds = [2 * n + (0 if asked.chosen_on else 1) for n in range(asked.homes)]
    for people in asked.people:
        console.print(
            table(f"{people} people, {len(seeds)} homes", judged_homes(people, seeds, asked.days, asked.learn, asked.only))
        )


if __name__ == "__main__":
    main()
