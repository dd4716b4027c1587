"""A script lived through: people, hands and devices on one side of the broker, the real hub on the other, and a line for each
thing a viewer may want to see.

In the flow: Setting, Course → what is said on the broker → Stage; what the hub says → lines.
"""

import heapq
import json
import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, assert_never
from zoneinfo import ZoneInfo

from devices.message import Outgoing
from devices.vocabulary import LIT, OccupantId, RoomId, Value
from models.kind import kinds

from ..errors import HubError
from ..presence.unnamed import SURE
from ..telling.topics import SAID, Topics
from .clock import SimulatedClock
from .count import Count
from .course import Due
from .devices import Simulated, bridge
from .lines import Line, at_text, decision_line, state_of_person, state_of_room
from .people import RehearsalPeople
from .script import (
    Action,
    Ask,
    Automation,
    Between,
    Broker,
    Consent,
    Doing,
    Hand,
    HubRuns,
    Mark,
    ModeChange,
    Pause,
    ScriptOrder,
    ScriptPlace,
    Sense,
    Values,
)
from .setting import Setting
from .stage import Stage
from .weather import Weather

ANSWERS_S = (0.08, 0.3)  # so long a device takes to tell that it did what it was told
AGAIN_S: Mapping[str, float] = {  # how often sensors tell what they measure though nothing has changed
    "valve": 1500.0, "cooler": 1500.0, "thermometer": 1500.0, "radar": 540.0, "motion": 43_200.0, "contact": 43_200.0,
    "lux": 3600.0,
}  # fmt: skip
PLACES_AGAIN_S = 6 * 3600.0  # and what tells where people are
WEATHER_S, WEATHER_PART = 1200.0, 0.05  # how often what follows the weather looks, and of how much less it says nothing
BACK_S = 2.0  # so long after the broker is back everything has told how it is


class Rehearsal:
    """One run. tell: given every line, in order; whoever shows them knows which are of ``--json``."""

    def __init__(self, setting: Setting, clock: SimulatedClock, seed: int, tell: Callable[[Line], None]) -> None:
        self._setting, self._clock, self._told = setting, clock, tell
        home = setting.config.home
        self._zone = ZoneInfo(home.time_zone)
        self._weather = Weather(home.latitude, home.longitude, seed)
        self._dice, self._tastes = random.Random(f"devices {seed}"), random.Random(f"tastes {seed}")
        self._by_topic = {device.set_topic: device for device in setting.devices.values()}
        self._topics = Topics(setting.config.base_topic)
        self._people = RehearsalPeople(setting.voices)
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._number = 0
        self.count = Count(at_text(self._local()))
        self._stage: Stage | None = None

    def play(self, stage: Stage, course: Iterable[Due], end: datetime | None = None) -> None:
        """All of it, or up to the end. stage: the hub runs there. course: the steps, each at its time."""
        self._stage = stage
        self._say(bridge(self._setting.devices.values()))
        stage.settle()  # what is not known yet is not listened to
        self._begin()
        stage.settle()
        for due in course:
            if end is not None and due.at >= end:
                break
            self._until(self._elapsed_s(due.at))
            stage.stirred()
            for action in due.step.actions:
                self._do(action)
                stage.settle()
        self._until(self._clock.elapsed_s + 1.0 if end is None else self._elapsed_s(end))
        self._tell("summary", marks=self.count.to_json())

    # Time

    def _until(self, elapsed_s: float) -> None:
        """Whatever devices and the hub do meanwhile they do at their time."""
        stage, clock = self._on(), self._clock
        while True:
            while self._due and self._due[0][0] <= clock.elapsed_s:
                heapq.heappop(self._due)[2]()
                stage.settle()
            if clock.elapsed_s >= elapsed_s:
                return
            stage.go_on(min(elapsed_s, self._due[0][0]) if self._due else elapsed_s)

    def _elapsed_s(self, at: datetime) -> float:
        return self._clock.elapsed_s + (at - self._clock.now().at).total_seconds()

    def _later(self, seconds: float, happen: Callable[[], None]) -> None:
        self._number += 1
        heapq.heappush(self._due, (self._clock.elapsed_s + seconds, self._number, happen))

    def _local(self) -> datetime:
        return self._clock.now().at.astimezone(self._zone)

    # What the hub says

    def hear(self, outgoing: Outgoing, is_hubs: bool) -> None:
        """Everything that is published."""
        device = self._by_topic.get(outgoing.topic)
        if device is not None:
            told = device.told(outgoing.payload)
            if is_hubs:
                self._tell("command", device=device.part.name, values=told)
            self._later(self._dice.uniform(*ANSWERS_S), lambda: self._say(device.says()))
        elif not is_hubs:
            return
        elif outgoing.topic == self._topics.decision:
            document = json.loads(outgoing.payload)
            self.count.decided(document, self._clock.elapsed_s)
            self._tell("decision", **decision_line(document))
        elif outgoing.topic == self._topics.problem:
            self._tell("problem", **json.loads(outgoing.payload))

    # What happens

    def _do(self, action: Action) -> None:
        match action:
            case ScriptPlace():
                self._people.goes(action.person, action.place)
                self._say(self._people.told(action.person, self._clock.now()))
                self._tell("place", occupant=action.person, place=action.place)
            case Hand():
                self._hand(action)
            case Sense():
                for device, values in self._chosen(action.values):
                    device.change(values)
                    self._tell("sensor", device=device.part.name, values=values)
                    self._say(device.says())
            case Automation():
                for device, values in self._chosen(action.values):
                    self._tell("automation", device=device.part.name, values=values)
                    self._say(device.asked(values))
            case Doing():
                for room, activity in action.activities.items():
                    self._order("activity", f"{self._topics.room(room, 'activity')}/set", activity)
            case ModeChange():
                topic = self._topics.room(action.room, "mode") if action.room else f"{self._topics.base}/mode"
                until = {"mode": action.name, "until": action.until}
                self._order("mode", f"{topic}/set", json.dumps(until) if action.until else action.name)
            case Pause():
                self._order("pause", self._topics.pause_set, "ON" if action.is_on else "OFF")
            case ScriptOrder():
                self._ordered(action)
            case Consent():
                self._asked("consent", person=action.person, domains=",".join(action.domains) or "none")
            case Broker():
                self._broker(action.is_up)
            case HubRuns():
                self._tell("event", words="the hub starts" if action.runs else "the hub dies")
                (self._on().start if action.runs else self._on().kill)()
            case Mark():
                self.count.mark(action.name, at_text(self._local()))
                self._tell("mark", name=action.name)
            case Ask():
                for asked in action.names:
                    self._tell("state", asked=asked, **self._state(asked))
            case _:
                assert_never(action)

    def _hand(self, hand: Hand) -> None:
        for device, wanted in self._chosen(hand.values):
            before = {quantity: device.seen(quantity) for quantity in wanted}
            sets = {q: v for q, v in wanted.items() if not hand.is_wish or _differs(device, q, wanted)}
            if not sets:
                continue
            person = hand.person or self._whose(self._setting.rooms.get(device.part.id))
            device.change(sets)
            for quantity, value in sets.items():
                if before[quantity] != value:
                    self.count.moved(device.part.id, quantity, self._clock.elapsed_s)
                if hand.is_wish:
                    self.count.corrected(person)
                    said = {"device": device.part.name, "quantity": quantity, "from": before[quantity], "to": value}
                    self._tell("correction", **said, occupant=person)
            if not hand.is_wish:
                self._tell("hand", device=device.part.name, values=dict(sets), occupant=person)
            self._say(device.says())

    def _whose(self, room: str | None) -> OccupantId | None:
        """Whose hand it is that no step names: who came there last, who is alone at home, or whom the hub has there."""
        found = self._people.last_into(room) or self._people.alone_at_home()
        daemon = self._on().daemon
        if found is not None or room is None or daemon is None:
            return found
        shares = daemon.house.presence.shares(RoomId(room))
        return next((who for who, share in shares.items() if share >= SURE), None)

    def _chosen(self, given: Values) -> Iterator[tuple[Simulated, dict[str, Value]]]:
        """What the dice make of it."""
        for name, values in given.items():
            yield (
                self._setting.devices[name],
                {q: round(self._tastes.uniform(v.low, v.high), 3) if isinstance(v, Between) else v for q, v in values.items()},
            )

    def _ordered(self, order: ScriptOrder) -> None:
        if order.name in SAID:
            self._order(order.name, f"{self._topics.room(RoomId(order.what), 'suggestion')}/set", order.name)
        elif order.since:
            self._order("undo", self._topics.undo_set, json.dumps({"since": order.since}))
        elif order.what in self._setting.config.rooms:
            self._order(order.name, f"{self._topics.room(RoomId(order.what), order.name)}/set", "last")
        else:
            topic = self._topics.undo_set if order.name == "undo" else self._topics.thanks_set
            self._order(order.name, topic, order.what)

    def _order(self, what: str, topic: str, words: str) -> None:
        """By MQTT, as a resident's dashboard does."""
        self._tell("event", words=f"{what}: {words}")
        self._say(Outgoing(topic, words.encode()))

    def _asked(self, command: str, **arguments: Any) -> None:
        """Of the hub, as on the command line; what it cannot do is a problem."""
        self._tell("event", words=f"{command}: {', '.join(map(str, arguments.values()))}")
        answer = self._on().ask(command, **arguments)
        if "error" in answer:
            self._tell("problem", problem=answer["error"])

    def _broker(self, is_up: bool) -> None:
        broker = self._on().broker
        self._tell("event", words="the broker is back" if is_up else "the broker is away")
        if is_up and not broker.is_there:
            broker.come_back()
            self._later(BACK_S, self._all_tell)
        elif not is_up:
            broker.go()

    # What the home says

    def _begin(self) -> None:
        """Everything tells how it is, and from then on what sensors tell by themselves."""
        devices = self._setting.devices.values()
        following = [device for device in devices if device.part.follows]
        self._all_tell()
        self._follow(following)
        for kind, every in AGAIN_S.items():
            alike = [device for device in devices if device.part.kind == kind and not device.part.follows]
            if alike:
                self._later(self._dice.uniform(0.5, 1.0) * every, partial(self._again, alike, every))
        self._later(PLACES_AGAIN_S, self._tell_places)

    def _again(self, devices: Sequence[Simulated], every: float) -> None:
        for device in devices:
            if device.state:
                self._say(device.says())
        self._later(every, partial(self._again, devices, every))

    def _follow(self, devices: Sequence[Simulated]) -> None:
        """What measures the weather tells it when it has changed, and now and then all the same."""
        for device in devices:
            if device.part.kind == "lux":
                quantity, now = "illuminance", round(self._weather.daylight_lux(self._local()) * device.part.follows, 1)
            else:
                quantity, now = "temperature", self._weather.outdoor_c(self._local())
            before = device.values().get(quantity)
            is_new = not isinstance(before, float) or abs(now - before) > WEATHER_PART * max(abs(now), abs(before))
            if is_new or self._dice.random() < WEATHER_S / AGAIN_S[device.part.kind]:
                device.change({quantity: now})
                self._say(device.says())
        if devices:
            self._later(WEATHER_S, partial(self._follow, devices))

    def _all_tell(self) -> None:
        for device in self._setting.devices.values():
            if device.state:
                self._say(device.says())
        for outgoing in self._people.tell(self._clock.now()):
            self._say(outgoing)

    def _tell_places(self) -> None:
        for outgoing in self._people.tell(self._clock.now()):
            self._say(outgoing)
        self._later(PLACES_AGAIN_S, self._tell_places)

    def _say(self, outgoing: Outgoing) -> None:
        self._on().broker.publish(outgoing)

    def _tell(self, kind: str, **more: Any) -> None:
        self._told({"at": at_text(self._local()), "kind": kind, **more})

    def _on(self) -> Stage:
        if self._stage is None:
            raise HubError("the rehearsal has not begun")
        return self._stage

    def _state(self, asked: str) -> dict[str, Any]:
        """How it is now: of a device what is so, of a person and a room what the hub thinks."""
        device = next((d for d in self._setting.devices.values() if d.part.name == asked), None)
        if device is not None:
            return {"device": asked, "values": device.values()}
        daemon = self._on().daemon
        if daemon is None:
            return {"error": "the hub does not run"}
        if asked in self._setting.config.rooms:
            return state_of_room(asked, daemon.house.occupancy(RoomId(asked), self._clock.now()))
        return state_of_person(self._on().ask("status"), asked)


def _differs(device: Simulated, quantity: str, wanted: Mapping[str, Value]) -> bool:
    """Beyond the kind's tolerance. A dark lamp has no level that could be near; of one that is to be dark none is wanted."""
    now, value = device.seen(quantity), wanted[quantity]
    if quantity in LIT and wanted.get("power") is False:
        return False
    if quantity in LIT and device.is_dark:
        return value != 0.0
    if now is None or isinstance(now, bool | str) or isinstance(value, bool | str):
        return now != value
    kind = kinds().get(quantity)
    return abs(now - value) > (0.0 if kind is None else kind.tolerance)
