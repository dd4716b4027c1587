"""The simulated household: people come and go, look around, and set by hand what does not suit them. Lamps and valves obey.

One run is a list of happenings in simulated time. Everything the hub learns of it goes over the broker.
"""

import heapq
import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from devices.message import Message, Outgoing
from devices.vocabulary import NOT_HOME
from hub.config import Config

from ..rehearsal.clock import SimulatedClock
from .devices import Simulated, bridge, household
from .hands import differences, set_to
from .lockstep import Lockstep
from .people import PEOPLE, Entrance, Person, Taste, itinerary, of_today
from .tally import Tally
from .weather import WINDOWS, Weather
from .witness import Witness

LISTENS = ("zigbee2mqtt/+/set", "home/+/set", "attune/decision", "attune/problem")
LOOKS_AFTER_S = (20.0, 55.0)  # so long after coming in a hand goes to the switch
LOOKS_AGAIN_S = 1800.0  # who stays notices now and then that it has got dark
ASLEEP_AFTER_S = 2100.0
LUX_EVERY_S, LUX_AT_LEAST_EVERY_S = 1200.0, 5400.0


@dataclass(frozen=True, slots=True)
class Scene:
    """Something the viewer may want to see. what: arrives, leaves, decides, corrects, problem, day."""

    what: str
    at: datetime
    day: int
    who: str = ""
    room: str = ""
    words: str = ""
    domain: str = ""
    document: Mapping[str, Any] | None = None


class Household:
    """One run. show: told every scene, in order. start: local midnight of the first day, a Monday."""

    def __init__(self, config: Config, clock: SimulatedClock, days: int, seed: int, show: Callable[[Scene], None]) -> None:
        self._zone = ZoneInfo(config.home.time_zone)
        self._clock, self._days, self._seed, self._show = clock, days, seed, show
        self._dice = random.Random(f"household {seed}")
        self._weather = Weather(config.home.latitude, config.home.longitude, days, seed)
        self._devices = household()
        self._by_topic = {device.set_topic: device for device in self._devices if device.domain}
        self._start = clock.now().at.astimezone(self._zone)
        self._places = {person.id: NOT_HOME for person in PEOPLE}
        self._asleep: set[str] = set()
        self._visit = dict.fromkeys(self._places, 0)
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._number = 0
        self._lux_told: dict[str, tuple[float, float]] = {}
        self._witness = Witness({who: block.learn for who, block in config.occupants.items()})
        self.tally = Tally(days, tuple(self._places))
        self._lockstep: Lockstep | None = None

    # Time

    def play(self, lockstep: Lockstep) -> None:
        """All the days."""
        self._lockstep = lockstep
        lockstep.say(bridge(self._devices), *(d.says() for d in self._devices if d.domain))
        lockstep.say(*(Outgoing(f"home/presence/{who}", place.encode()) for who, place in self._places.items()))
        self._tell_weather()
        lockstep.pump()
        for day in range(self._days):
            self._at(self._seconds(day, 0.0), self._plan(day))
        end = self._seconds(self._days, 0.0)
        while self._due and self._due[0][0] < end:
            at_s, _, happen = heapq.heappop(self._due)
            lockstep.run_until(at_s)
            happen()
            lockstep.pump()
        lockstep.run_until(end)
        self._show(Scene("day", self._now(), self._days - 1))

    def hear(self, message: Message) -> None:
        """What the hub says."""
        device = self._by_topic.get(message.topic)
        if device is not None:
            self._obey(device, json.loads(message.payload))
        elif message.topic == "attune/decision":
            document = json.loads(message.payload)
            self.tally.decided(document, self._day(), self._clock.elapsed_s)
            self._show(Scene("decides", self._now(), self._day(), room=document["room"], document=document))
        else:
            self._show(Scene("problem", self._now(), self._day(), words=json.loads(message.payload)["problem"]))

    def _obey(self, device: Simulated, asked: Mapping[str, Any]) -> None:
        asked = {key: value for key, value in asked.items() if key != "transition"}
        for words in self._witness.wrong(device, asked, self._in_room(device.room)):
            self.tally.violations.append(words)
            self._show(Scene("problem", self._now(), self._day(), room=device.room, words=f"violation: {words}"))
        self._say(device.told(asked))

    def _plan(self, day: int) -> Callable[[], None]:
        def plan() -> None:
            if day:
                self._show(Scene("day", self._now(), day - 1))
            is_weekend = day % 7 >= 5
            for person in PEOPLE:
                for hour, place in itinerary(person, is_weekend, random.Random(f"day {self._seed} {day} {person.id}")):
                    self._at(self._seconds(day, hour), self._move(person, place))
            for number in range(int(86_400 / LUX_EVERY_S)):
                self._at(self._seconds(day, 0.01) + number * LUX_EVERY_S, self._tell_weather)

        return plan

    # People

    def _move(self, person: Person, place: str) -> Callable[[], None]:
        def move() -> None:
            left, self._places[person.id] = self._places[person.id], place
            self._asleep.discard(person.id)
            self._visit[person.id] += 1
            visit = self._visit[person.id]
            self._witness.left(person.id, left)
            if left != NOT_HOME and not self._in_room(left):
                self._say(Outgoing(f"zigbee2mqtt/{self._short(left)}_motion", b'{"occupancy": false}'))
            if place == NOT_HOME:
                self._show(Scene("leaves", self._now(), self._day(), person.id, left))
            else:
                self.tally.arrivals[person.id][self._day()] += 1
                self._show(Scene("arrives", self._now(), self._day(), person.id, place))
                self._tell_lux(place)
                self._say(Outgoing(f"zigbee2mqtt/{self._short(place)}_motion", b'{"occupancy": true}'))
                first = self._clock.elapsed_s + self._dice.uniform(*LOOKS_AFTER_S)
                self._at(first, lambda: self._look(person, visit, is_first=True))
                if place == "bedroom":
                    self._at(first + ASLEEP_AFTER_S, lambda: self._sleep(person, visit))
            self._say(Outgoing(f"home/presence/{person.id}", place.encode()))

        return move

    def _look(self, person: Person, visit: int, is_first: bool) -> None:
        """Does the room suit? What does not is set by hand, unless it would bother somebody else."""
        if self._visit[person.id] != visit or person.id in self._asleep:
            return
        room = self._places[person.id]
        taste = self._taste(person, visit)
        others = [self._taste(p, self._visit[p.id]) for p in PEOPLE if p is not person and self._places[p.id] == room]
        for device in self._devices:
            if device.room != room or not device.domain:
                continue
            wanted = differences(device, taste, is_first)
            if wanted and not any(_bothers(device, other, wanted) for other in others):
                self._correct(person, device, wanted)
        self._at(self._clock.elapsed_s + LOOKS_AGAIN_S, lambda: self._look(person, visit, is_first=False))

    def _correct(self, person: Person, device: Simulated, wanted: Mapping[str, Any]) -> None:
        device.state |= wanted
        self._witness.set_by_hand(device, wanted.keys(), person.id)
        act = self.tally.corrected(person.id, self._day(), device.room, device.domain, self._clock.elapsed_s)
        words = ("sets it right: " if act is not None else "by hand: ") + set_to(wanted)
        self._show(Scene("corrects", self._now(), self._day(), person.id, device.room, words, device.domain))
        self._say(device.says())

    def _sleep(self, person: Person, visit: int) -> None:
        """The last one awake puts the light out. Nobody could do that for them, so it is not counted as a correction."""
        if self._visit[person.id] != visit:
            return
        self._asleep.add(person.id)
        lamp = next(d for d in self._devices if d.room == "bedroom" and d.domain == "light")
        if set(self._in_room("bedroom")) <= self._asleep and lamp.state["state"] == "ON":
            lamp.state["state"] = "OFF"
            self._witness.set_by_hand(lamp, ("state",), person.id)
            self._say(lamp.says())

    def _taste(self, person: Person, visit: int) -> Taste:
        """The same mood for the whole of one stay."""
        now = self._now()
        room = self._places[person.id]
        lux = self._weather.daylight_lux(room, now, self._day())
        moment = Entrance(room, now.hour + now.minute / 60.0, now.weekday() >= 5, lux)
        return of_today(person, moment, random.Random(f"mood {self._seed} {person.id} {visit}"))

    def _in_room(self, room: str) -> list[str]:
        return [who for who, place in self._places.items() if place == room]

    # Sensors

    def _tell_weather(self) -> None:
        for room in WINDOWS:
            self._tell_lux(room)
        self._say(Outgoing("home/outdoor/temperature", str(self._weather.outdoor_c(self._now(), self._day())).encode()))

    def _tell_lux(self, room: str) -> None:
        """As such sensors do: when it has changed, and now and then all the same."""
        lux, now_s = self._weather.daylight_lux(room, self._now(), self._day()), self._clock.elapsed_s
        last, at_s = self._lux_told.get(room, (-1.0, 0.0))
        if now_s - at_s < LUX_AT_LEAST_EVERY_S and abs(lux - last) <= 0.05 * max(lux, last):
            return
        self._lux_told[room] = (lux, now_s)
        self._say(Outgoing(f"home/{room}/lux", f"{lux:g}".encode()))

    # Small things

    def _short(self, room: str) -> str:
        return room.removesuffix("_room")

    def _say(self, message: Outgoing) -> None:
        if self._lockstep is not None:
            self._lockstep.say(message)

    def _at(self, at_s: float, happen: Callable[[], None]) -> None:
        self._number += 1
        heapq.heappush(self._due, (max(at_s, self._clock.elapsed_s), self._number, happen))

    def _now(self) -> datetime:
        return self._clock.now().at.astimezone(self._zone)

    def _day(self) -> int:
        return min(self._days - 1, (self._now().date() - self._start.date()).days)

    def _seconds(self, day: int, hour: float) -> float:
        """A local clock time as seconds since the start; a day that changes to summer time is an hour shorter."""
        local = datetime.combine(self._start.date() + timedelta(days=day), datetime.min.time(), self._zone)
        return (local.astimezone(self._start.tzinfo) - self._start).total_seconds() + hour * 3600.0


def _bothers(device: Simulated, other: Taste, wanted: Mapping[str, Any]) -> bool:
    """Whether somebody who is content as it is would not be with what is wanted."""
    if differences(device, other, is_first=True):
        return False
    after = Simulated(device.name, device.room, device.domain, device.topic, {**device.state, **wanted})
    return bool(differences(after, other, is_first=True))
