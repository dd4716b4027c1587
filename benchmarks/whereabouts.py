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

FILE.csv: time,room,sensor,value[,person], or what programs and public archives write; recorded_rows.py and recorded_home.py say
which. Several, a folder or a packed one are one recording. ``--homes``: how many people live there. Who has no phone in it
counts as at home. ``--rooms``: a file of sensor,room lines, for sensors whose names do not tell it.
"""

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import numpy.typing as npt
from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.occupancy_peers import AreaOccupancy, Contender, LastMotion, TimerARoom
from benchmarks.recorded_home import Recording, recorded
from benchmarks.recorded_places import rooms_of_sensors
from benchmarks.simulated_homes import ASLEEP, AWAY, DAY_S, HOUR_S, SimulatedHome, simulated_home
from benchmarks.whereabouts_judged import HEADS, Truth, lived
from devices.event import Seen
from devices.vocabulary import AT_HOME, NOT_HOME, DeviceId, Moment, OccupantId, RoomId
from hub.home.occupancy import quiet_needed_s
from hub.home.whereabouts import part_of
from hub.presence.presence import Presence
from hub.presence.room_use import USES
from hub.presence.sources import SourceKind
from hub.presence.unnamed import SURE, Unnamed
from hub.setup.room_names import room_of

AFTER_S = 120.0
MANY = 100_000  # pieces
START = datetime(2026, 3, 2, tzinfo=UTC)


class Ours:
    """As the hub puts it together. learns: whether everybody agreed."""

    def __init__(
        self,
        people: Sequence[str],
        rooms: Sequence[str],
        has_pet: bool,
        learns: bool = True,
        sleepers: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        who = [OccupantId(one) for one in people]
        ids = [RoomId(room) for room in rooms]
        pets = dict.fromkeys(ids, has_pet)
        uses = {room: USES[known] for room in ids if (known := room_of(room, {})) in USES}
        beds = {RoomId(room): [OccupantId(one) for one in those] for room, those in (sleepers or {}).items()}
        self.unnamed = Unnamed(ids, {}, part_of("UTC"), pets, who if learns else (), learns, uses, beds)
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
        self.unnamed.ask(self._now, MANY)
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
    for who, stays in home.people.items():
        for before, after in pairwise(stays):
            if before.room == AWAY:
                continue
            crossings, seconds = np.zeros((movements.size,) * 2), np.zeros(movements.size)
            here = home.rooms.index(before.room)
            for at in np.arange(before.start, before.end, HOUR_S):
                seconds[here] = min(HOUR_S, before.end - at)
                movements.went(OccupantId(who), part(moment(at).at), crossings, seconds)
            if after.room not in (AWAY, before.room):
                crossings[here, home.rooms.index(after.room)] = 1.0
                movements.went(OccupantId(who), part(moment(before.end).at), crossings, np.zeros(movements.size))
    for room in home.sensed:
        signal = ours.unnamed.signals[RoomId(room)]
        pet = 0.0 if not home.has_pet else 4.0 * 0.3 * 2 / len(home.rooms)
        signal.listened(1000 * HOUR_S)
        signal.was_false(1000.0 * (home.false_per_h[room] + pet))
    return ours


def moment(at: float) -> Moment:
    return Moment(START + timedelta(seconds=at), at)


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
        "ours, told who sleeps where": Ours(people, home.rooms, home.has_pet, sleepers=sleepers(home)),
        "the ceiling": ceiling(home, days),
    }


def sleepers(home: SimulatedHome) -> dict[str, list[str]]:
    """As a configuration may say of each bedroom."""
    found: dict[str, list[str]] = defaultdict(list)
    for who, stays in home.people.items():
        nights = Counter(stay.room for stay in stays if stay.pause == ASLEEP)
        if nights:
            found[nights.most_common(1)[0][0]].append(who)
    return found


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


def judged_recording(recording: Recording, learn: int, has_pet: bool) -> dict[str, list[list[float]]]:
    """learn: days before those that are judged; half of a recording at most."""
    ways: dict[str, Contender] = {
        "last motion": LastMotion(), "timer 5 min": TimerARoom(5), "timer 15 min": TimerARoom(15),
        "ours": Ours(recording.people, recording.rooms, has_pet),
    }  # fmt: skip
    judged = min(learn * DAY_S, recording.lasts_s / 2), recording.lasts_s
    phones, events, rooms = recording.phones, recording.events, recording.rooms
    return {
        name: [lived(way, Truth(recording.stays), recording.people, rooms, phones, events, judged).row()]
        for name, way in ways.items()
    }


def table(title: str, found: Mapping[str, Sequence[Sequence[float]]]) -> Table:
    made = Table(title=title)
    made.add_column("")
    for head in HEADS:
        made.add_column(head, justify="right")
    for name, rows in found.items():
        made.add_row(name, *(_ranged(values) for values in np.array(rows).T))
    return made


def _ranged(values: npt.NDArray[np.float64]) -> str:
    known = values[~np.isnan(values)]
    if not len(known):
        return "-"
    spread = f" ({known.min():.2g} to {known.max():.2g})" if len(known) > 1 else ""
    return f"{known.mean():.3g}{spread}"


def main() -> None:
    parser = argparse.ArgumentParser(description="Who is where, by motion and phones alone.")
    parser.add_argument("--events", type=Path, nargs="+", help="a recording: time,room,sensor,value[,person]")
    parser.add_argument(
        "--homes", type=int, default=8, help="invented homes of each size; with --events: people who live there"
    )
    parser.add_argument("--days", type=int, default=21)
    parser.add_argument("--learn", type=int, default=14, help="days before those that are judged")
    parser.add_argument("--people", type=int, nargs="*", default=[1, 2, 3, 4])
    parser.add_argument("--chosen-on", action="store_true", help="the homes of even seed, on which settings were chosen")
    parser.add_argument("--pets", action="store_true", help="with --events: an animal lives there")
    parser.add_argument(
        "--time-zone", help="with --events: of the home, where the recording counts in another (Europe/Amsterdam)"
    )
    parser.add_argument("--rooms", type=Path, help="with --events: sensor,room a line, where their names do not tell it")
    parser.add_argument("--only", nargs="*", default=[])
    asked = parser.parse_args()
    if asked.homes < 1 or asked.learn < 0 or asked.days < 1:
        parser.error("--homes and --days are 1 or more, --learn 0 or more")
    console = Console(width=190)
    if asked.events is not None:
        try:
            rooms = None if asked.rooms is None else rooms_of_sensors(asked.rooms)
            zone = None if asked.time_zone is None else ZoneInfo(asked.time_zone)
            recording = recorded(asked.events, asked.homes, zone, rooms)
        except OSError as error:
            sys.exit(f"{error.filename}: {error.strerror or error}")
        except ZoneInfoNotFoundError:
            sys.exit(f"{asked.time_zone}: no such time zone; one is Europe/Amsterdam")
        except ValueError as error:
            sys.exit(f"{error}")
        for note in (recording.summary, *recording.notes):
            console.print(note, soft_wrap=True, markup=False)
        for sensor, why in sorted(recording.left_out.items()):
            console.print(f"left out: {sensor} {why}", soft_wrap=True, markup=False)
        title = f"{asked.events[0].name}, {len(recording.people)} people, {len(recording.rooms)} rooms"
        console.print(table(title, judged_recording(recording, asked.learn, asked.pets)))
        return
    seeds = [2 * n + (0 if asked.chosen_on else 1) for n in range(asked.homes)]
    for people in asked.people:
        console.print(
            table(f"{people} people, {len(seeds)} homes", judged_homes(people, seeds, asked.days, asked.learn, asked.only))
        )


if __name__ == "__main__":
    main()
