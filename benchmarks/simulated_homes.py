"""Invented homes for benchmarks/whereabouts.py: who walks where, what motion sensors and phones make of it. By a fixed
specification.

The world (none of it tuned to the hub; change a figure and say so). A home has a hall, living room, kitchen, bathroom, a
bedroom for each two people, by chance a study, a dining room behind the kitchen and a laundry behind it; the hall leads to all
others, in half the homes the kitchen opens into the living room. A room other than the hall has a motion sensor nine times in
ten, the hall always.

Everybody has their hours: up at 7 (sd 50 min), out from 8:30 to 17:45 on weekdays (three of ten work in the study or living
room instead, one of ten is at home by day), out for two hours at weekends, to bed at 22:50 (sd 45 min). Between: bathroom 15
min, breakfast 20, cooking 40 (one of the home), a meal 25, the evening mostly in the living room, some in their own room.
Every 50 min or so they get up for 2 to 8 min to the kitchen or the bathroom; at night once, to the bathroom. They walk by the
shortest way, 3 to 9 s a room.

Whoever is in a room moves: pauses are lognormal, of median 12 s (busy), 70 s (sitting), 25 min (asleep), sd 1.2. A sensor sees
95 % of those who come in, 85 % of movements after that (60 % of a sleeper's) and of those who walk out, and stays on for the
home's 20 to 90 s after each. It sees nobody 0.005 to 0.06 times an hour. A pet (half the homes that may have one) changes
rooms four times an hour while awake and is seen three times in ten as it does, and as often every ten minutes.

Phones say home 60 s (exponential) after their owner came, away 4 min (exponential, at least one) after they left; 7 % of the
trips they stay at home. Visitors come on one evening in four, for 1 to 4 hours, and no phone tells of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

DAY_S, HOUR_S = 86_400.0, 3600.0
AWAY = ""
BUSY, SITTING, ASLEEP = 12.0, 70.0, 1500.0


@dataclass(frozen=True, slots=True)
class Stay:
    """In a room (AWAY: out) from start to end, in seconds since the first midnight; pause: median seconds between movements."""

    room: str
    start: float
    end: float
    pause: float


@dataclass(slots=True)
class SimulatedHome:
    """people: stays of each, in order, without a gap. events: (s, room, is on). phones: (s, person, is home)."""

    rooms: list[str]
    doors: list[tuple[str, str]]
    sensed: list[str]
    has_pet: bool
    days: int
    people: dict[str, list[Stay]] = field(default_factory=dict)
    visitors: list[list[Stay]] = field(default_factory=list)
    events: list[tuple[float, str, bool]] = field(default_factory=list)
    phones: list[tuple[float, str, bool]] = field(default_factory=list)
    false_per_h: dict[str, float] = field(default_factory=dict)


def simulated_home(people: int, days: int, seed: int, may_have_pet: bool = True) -> SimulatedHome:
    """The same home for the same arguments."""
    dice = np.random.default_rng([seed, people, days])
    home = _house(people, days, dice, may_have_pet)
    for number in range(people):
        home.people[f"person_{number}"] = _life(home, number, days, dice)
    home.visitors = [_visit(home, day, dice) for day in range(days) if dice.random() < 0.25]
    _phones(home, dice)
    _sensors(home, dice)
    return home


def _house(people: int, days: int, dice: np.random.Generator, may_have_pet: bool) -> SimulatedHome:
    rooms = ["hall", "living_room", "kitchen", "bathroom", *(f"bedroom_{n}" for n in range((people + 1) // 2))]
    doors = [("hall", room) for room in rooms[1:]]
    if dice.random() < 0.6:
        rooms.append("study")
        doors.append(("hall", "study"))
    for room, chance in (("dining_room", 0.4), ("laundry", 0.4)):
        if dice.random() < chance:
            rooms.append(room)
            doors.append(("kitchen", room))
    if dice.random() < 0.5:
        doors.append(("kitchen", "living_room"))
    sensed = [room for room in rooms if room == "hall" or dice.random() < 0.9]
    return SimulatedHome(rooms, doors, sensed, may_have_pet and dice.random() < 0.5, days)


def way(home: SimulatedHome, start: str, end: str) -> list[str]:
    """Rooms between two, the shortest way."""
    seen, edge = {start: [start]}, [start]
    while edge and end not in seen:
        further: list[str] = []
        for room in edge:
            for one, other in home.doors:
                beyond = other if one == room else one if other == room else None
                if beyond is not None and beyond not in seen:
                    seen[beyond] = [*seen[room], beyond]
                    further.append(beyond)
        edge = further
    return seen[end][1:-1]


class _Walk:
    """Makes stays one after the other."""

    def __init__(self, home: SimulatedHome, room: str, at: float, dice: np.random.Generator) -> None:
        self.stays: list[Stay] = []
        self.home, self.room, self.at, self.dice = home, room, at, dice

    def stay(self, until: float, pause: float) -> None:
        if until > self.at:
            self.stays.append(Stay(self.room, self.at, until, pause))
            self.at = until

    def go(self, room: str) -> None:
        if room == self.room:
            return
        start = "hall" if self.room == AWAY else self.room
        end = "hall" if room == AWAY else room
        between = way(self.home, start, end) if start != end else []
        through = [*(["hall"] if self.room == AWAY and room != "hall" else []), *between]
        through += ["hall"] if room == AWAY and self.room != "hall" else []
        for passed in through:
            self.room = passed
            self.stay(
                self.at + self.dice.uniform(3, 9) + (60 * self.dice.random() if room == AWAY and passed == "hall" else 0), BUSY
            )
        self.room = room

    def settle(self, room: str, until: float, pause: float) -> None:
        """There until then, with breaks."""
        self.go(room)
        while True:
            pause_at = self.at + self.dice.exponential(3000.0)
            if pause == ASLEEP or pause_at >= until - 600:
                break
            self.stay(pause_at, pause)
            self.go(str(self.dice.choice(["kitchen", "bathroom"])))
            self.stay(self.at + self.dice.uniform(120, 480), BUSY)
            self.go(room)
        self.stay(until, pause)


def _life(home: SimulatedHome, number: int, days: int, dice: np.random.Generator) -> list[Stay]:
    bedroom = f"bedroom_{number // 2}"
    own = "study" if "study" in home.rooms and dice.random() < 0.5 else "living_room"
    meals = "dining_room" if "dining_room" in home.rooms else "kitchen"
    kind = dice.choice(["out", "office", "home"], p=[0.6, 0.3, 0.1])
    up, out, back, bed = dice.normal([7.0, 8.5, 17.75, 22.8], [0.8, 0.5, 0.7, 0.75])
    walk = _Walk(home, bedroom, 0.0, dice)
    evening_share = dice.uniform(0.6, 0.95)
    for day in range(days):
        at = day * DAY_S
        jitter = dice.normal(0, 0.35, 4)
        is_weekend = day % 7 >= 5
        rise = at + HOUR_S * (up + jitter[0] + (1.2 if is_weekend else 0.0))
        if dice.random() < 0.5:
            walk.settle(bedroom, at + HOUR_S * dice.uniform(1.5, 4.5), ASLEEP)
            walk.go("bathroom")
            walk.stay(walk.at + dice.uniform(90, 300), BUSY)
        walk.settle(bedroom, rise, ASLEEP)
        walk.go("bathroom")
        walk.stay(walk.at + HOUR_S * 0.25, BUSY)
        walk.go("kitchen")
        walk.stay(walk.at + 60 * dice.uniform(8, 25), BUSY)
        is_out = kind == "out" and not is_weekend and dice.random() < 0.92
        if is_out:
            leave, come = at + HOUR_S * (out + jitter[1]), at + HOUR_S * (back + jitter[2])
            walk.settle(own, max(leave, walk.at), SITTING)
            walk.go(AWAY)
            walk.stay(come, BUSY)
        else:
            walk.settle(own, at + HOUR_S * 12.2, SITTING)
            walk.go(meals)
            walk.stay(walk.at + 60 * dice.uniform(15, 35), BUSY)
            if dice.random() < 0.7:
                walk.go(AWAY)
                walk.stay(walk.at + HOUR_S * dice.uniform(0.7, 3.0), BUSY)
            walk.settle(own, at + HOUR_S * (17.8 + jitter[2]), SITTING)
        if day % len(range(max(1, number + 1))) == 0 and dice.random() < 0.8:
            walk.go("kitchen")
            walk.stay(walk.at + 60 * dice.uniform(20, 50), BUSY)
        walk.go(meals)
        walk.stay(walk.at + 60 * dice.uniform(15, 30), 25.0)
        night = at + HOUR_S * (bed + jitter[3])
        while walk.at < night - 1800:
            room = "living_room" if dice.random() < evening_share else str(dice.choice([own, bedroom, "kitchen"]))
            walk.settle(room, min(night, walk.at + HOUR_S * dice.uniform(0.4, 3.0)), BUSY if room == "kitchen" else SITTING)
        walk.go("bathroom")
        walk.stay(walk.at + 60 * dice.uniform(4, 15), BUSY)
        walk.go(bedroom)
        walk.stay(min(walk.at + 60 * dice.uniform(2, 25), (day + 1) * DAY_S + HOUR_S), SITTING)
    return walk.stays


def _visit(home: SimulatedHome, day: int, dice: np.random.Generator) -> list[Stay]:
    start = day * DAY_S + HOUR_S * dice.uniform(18.5, 20.5)
    walk = _Walk(home, AWAY, start, dice)
    walk.settle("living_room", start + HOUR_S * dice.uniform(1, 4), SITTING)
    walk.go(AWAY)
    return walk.stays


def _phones(home: SimulatedHome, dice: np.random.Generator) -> None:
    for who, stays in home.people.items():
        home.phones.append((1.0, who, stays[0].room != AWAY))
        for stay in stays:
            if stay.room == AWAY and dice.random() > 0.07:
                left = stay.start + 60.0 + dice.exponential(240.0)
                if left < stay.end:
                    home.phones.append((left, who, False))
                    home.phones.append((stay.end + dice.exponential(60.0), who, True))
    home.phones.sort()


def _sensors(home: SimulatedHome, dice: np.random.Generator) -> None:
    held = dice.uniform(20, 90)
    lasts = home.days * DAY_S
    for room in home.sensed:
        seen: list[float] = []
        for stays in (*home.people.values(), *home.visitors):
            for stay in stays:
                if stay.room == room:
                    seen += _seen(stay, dice)
        home.false_per_h[room] = rate = float(dice.uniform(0.005, 0.06))
        seen += list(dice.uniform(0, lasts, dice.poisson(rate * lasts / HOUR_S)))
        home.events += _held([s for s in seen if s < lasts], room, held)
    if home.has_pet:
        _pet(home, dice, held)
    home.events.sort()
    home.events = _merged(home.events)


def _seen(stay: Stay, dice: np.random.Generator) -> list[float]:
    found = [stay.start + dice.uniform(0.3, 1.5)] if dice.random() < 0.95 else []
    at, likely = stay.start + 2.0, 0.6 if stay.pause == ASLEEP else 0.85
    while True:
        at += float(dice.lognormal(np.log(stay.pause), 1.2))
        if at >= stay.end:
            if stay.end - stay.start > 30.0 and dice.random() < 0.85:
                found.append(stay.end - float(dice.uniform(1, 3)))
            return [s for s in found if s < stay.end]
        if dice.random() < likely:
            found.append(at)


def _pet(home: SimulatedHome, dice: np.random.Generator, held: float) -> None:
    at, room, lasts = 0.0, "living_room", home.days * DAY_S
    while at < lasts:
        is_night = not 6 <= at % DAY_S / HOUR_S < 23
        at += float(dice.exponential(HOUR_S / (0.7 if is_night else 4.0)))
        room = str(dice.choice(home.rooms))
        seen = [at + dice.exponential(600.0) * n for n in range(3)]
        home.events += _held([s for s in seen if room in home.sensed and dice.random() < 0.3], room, held)


def _held(seen: Sequence[float], room: str, held: float) -> list[tuple[float, str, bool]]:
    """On at each movement, off when nothing moved for so long."""
    found: list[tuple[float, str, bool]] = []
    until = -1.0
    for at in sorted(seen):
        if at > until:
            if until >= 0:
                found.append((until, room, False))
            found.append((at, room, True))
        until = at + held
    return [*found, (until, room, False)] if found else []


def _merged(events: list[tuple[float, str, bool]]) -> list[tuple[float, str, bool]]:
    """Spells of the same room that overlap are one."""
    count: dict[str, int] = {}
    found = []
    for at, room, is_on in events:
        before = count.get(room, 0)
        count[room] = before + (1 if is_on else -1)
        if (before == 0) == is_on and (count[room] == 0) != is_on:
            found.append((at, room, is_on))
    return found
