"""A script lived through: people, hands and devices on one side of the broker, the real hub on the other, and a line for each
thing a viewer may want to see.

In the flow: Setting, Course → what is said on the broker → Stage; what the hub says → lines.
"""

import heapq
import json
import random
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, assert_never
from zoneinfo import ZoneInfo

from devices.message import Outgoing
from devices.vocabulary import AT_HOME, NOT_HOME, DeviceId, OccupantId, RoomId, Value
from models.kind import kinds

from ..errors import HubError
from ..telling.topics import Topics
from .clock import SimulatedClock
from .count import Count
from .course import Due
from .devices import Simulated, bridge
from .lines import at_text, decision_line, state_of_person, state_of_room
from .script import (
    Action,
    Ask,
    Automation,
    Broker,
    Consent,
    Doing,
    Hand,
    Hub,
    Mark,
    Mode,
    Order,
    Pause,
    Place,
    Sense,
)
from .setting import Setting, Voice
from .stage import Stage

Line = Mapping[str, Any]
ANSWERS_S = (0.08, 0.3)  # so long a device takes to tell that it did what it was told
AGAIN_S: Mapping[str, float] = {  # how often a sensor tells what it measures though nothing has changed
    "valve": 900.0, "thermometer": 900.0, "lux": 3600.0, "motion": 43_200.0, "contact": 43_200.0, "radar": 540.0,
}  # fmt: skip
PLACE_AGAIN_S = 3 * 3600.0  # and what tells where a person is
BACK_S = 2.0  # so long after the broker is back everything has told how it is


class Playing:
    """One run. tell: given every line, in order. Whoever makes it enters ``stage`` first."""

    def __init__(self, setting: Setting, clock: SimulatedClock, seed: int, tell: Callable[[Line], None]) -> None:
        self._setting, self._clock, self._tell = setting, clock, tell
        self._zone = ZoneInfo(setting.config.home.time_zone)
        self._dice = random.Random(f"devices {seed}")
        self._by_topic = {device.set_topic: device for device in setting.devices.values()}
        self._topics = Topics(setting.config.base_topic)
        self._places: dict[OccupantId, str] = {}  # of who has been placed, the last to move last
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._number = 0
        self.count = Count(self._at())
        self.stage: Stage | None = None

    # Time

    def play(self, stage: Stage, course: Iterable[Due]) -> None:
        """All of it. course: the steps, each at its time."""
        self.stage = stage
        self._say(bridge(self._setting.devices.values()))
        self._all_tell()
        for device in self._setting.devices.values():
            self._keep_telling(device)
        stage.settle()
        for due in course:
            self._until(self._seconds(due.at))
            for action in due.step.actions:
                self._do(action)
                stage.settle()
        self._until(self._clock.elapsed_s + 1.0)
        self._tell({"at": self._at(), "kind": "summary", "marks": self.count.to_json()})

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

    def _later(self, seconds: float, happen: Callable[[], None]) -> None:
        self._number += 1
        heapq.heappush(self._due, (self._clock.elapsed_s + seconds, self._number, happen))

    def _seconds(self, at: datetime) -> float:
        return self._clock.elapsed_s + (at - self._clock.now().at).total_seconds()

    def _at(self) -> str:
        return at_text(self._clock.now().at.astimezone(self._zone))

    # What the hub says

    def hear(self, outgoing: Outgoing, is_hubs: bool) -> None:
        """Everything that is published."""
        device = self._by_topic.get(outgoing.topic)
        if device is not None:
            told = device.told(outgoing.payload)
            if is_hubs:
                self._tell({"at": self._at(), "kind": "command", "device": device.part.id, "values": told})
            self._later(self._dice.uniform(*ANSWERS_S), lambda: self._say(device.says()))
        elif not is_hubs:
            return
        elif outgoing.topic == self._topics.decision:
            document = json.loads(outgoing.payload)
            self.count.decided(document, self._clock.elapsed_s)
            self._tell(decision_line(self._at(), document))
        elif outgoing.topic == self._topics.problem:
            self._tell({"at": self._at(), "kind": "problem", **json.loads(outgoing.payload)})

    # What happens

    def _do(self, action: Action) -> None:
        match action:
            case Place():
                self._places.pop(action.person, None)
                self._places[action.person] = action.place
                self._tell_place(action.person)
            case Hand():
                self._hand(action)
            case Sense():
                for name, values in action.values.items():
                    device = self._setting.devices[name]
                    device.change(values)
                    self._say(device.says())
            case Automation():
                for name, values in action.values.items():
                    self._say(self._setting.devices[name].asked(values))
            case Doing():
                for room, activity in action.activities.items():
                    self._say(Outgoing(f"{self._topics.room(room, 'activity')}/set", activity.encode()))
            case Mode():
                self._say(Outgoing(self._mode_topic(action.room), self._mode_words(action)))
            case Pause():
                self._say(Outgoing(self._topics.pause_set, b"ON" if action.is_on else b"OFF"))
            case Order():
                self._order(action)
            case Consent():
                self._asked("consent", person=action.person, domains=",".join(action.domains) or "none")
            case Broker():
                self._broker(action.is_up)
            case Hub():
                self._hub(action.runs)
            case Mark():
                self.count.mark(action.name, self._at())
            case Ask():
                for name in action.names:
                    self._tell({"at": self._at(), "kind": "state", "asked": name, **self._state(name)})
            case _:
                assert_never(action)

    def _hand(self, hand: Hand) -> None:
        for name, wanted in hand.values.items():
            device = self._setting.devices[name]
            person = hand.person or self._whose(name)
            before = {quantity: device.seen(quantity) for quantity in wanted}
            sets = {q: v for q, v in wanted.items() if not hand.is_wish or _differs(q, before[q], v, wanted)}
            if not sets:
                continue
            device.change(sets)
            for quantity, value in sets.items():
                self.count.moved(name, quantity, self._clock.elapsed_s)
                if hand.is_wish:
                    self.count.corrected(person)
                    self._tell(
                        {
                            "at": self._at(), "kind": "correction", "device": name, "quantity": quantity,
                            "from": before[quantity], "to": value, "occupant": person,
                        }
                    )  # fmt: skip
            self._say(device.says())

    def _whose(self, device: DeviceId) -> OccupantId | None:
        """Who came last into the device's room, of those who are still there."""
        room = self._setting.rooms.get(device)
        return next((who for who, place in reversed(self._places.items()) if place == room), None)

    def _order(self, order: Order) -> None:
        if order.name in ("accept", "decline"):
            self._say(Outgoing(f"{self._topics.room(RoomId(order.what), 'suggestion')}/set", order.name.encode()))
        elif order.since:
            self._asked(order.name, since=order.since)
        elif order.what in self._setting.config.rooms:
            self._say(Outgoing(f"{self._topics.room(RoomId(order.what), order.name)}/set", b"last"))
        else:
            topic = self._topics.undo_set if order.name == "undo" else self._topics.thanks_set
            self._say(Outgoing(topic, order.what.encode()))

    def _asked(self, command: str, **arguments: Any) -> None:
        """Of the hub, as on the command line; what it cannot do is a problem."""
        answer = self._on().ask(command, **arguments)
        if "error" in answer:
            self._tell({"at": self._at(), "kind": "problem", "problem": answer["error"]})

    def _mode_topic(self, room: RoomId | None) -> str:
        return f"{self._topics.base}/mode/set" if room is None else f"{self._topics.room(room, 'mode')}/set"

    def _mode_words(self, mode: Mode) -> bytes:
        return (json.dumps({"mode": mode.name, "until": mode.until}) if mode.until else mode.name).encode()

    def _broker(self, is_up: bool) -> None:
        broker = self._on().broker
        if is_up and not broker.is_there:
            broker.come_back()
            self._later(BACK_S, self._all_tell)
        elif not is_up:
            broker.go()

    def _hub(self, runs: bool) -> None:
        stage = self._on()
        if runs:
            stage.start()
        else:
            stage.kill()

    # What the home says

    def _all_tell(self) -> None:
        for device in self._setting.devices.values():
            if device.state:
                self._say(device.says())
        for person in self._places:
            self._tell_place(person)

    def _tell_place(self, person: OccupantId) -> None:
        voice = self._setting.voices.get(person)
        if voice is not None:
            self._say(Outgoing(voice.topic, self._place_words(voice, self._places[person]), retain=True))

    def _place_words(self, voice: Voice, place: str) -> bytes:
        if not voice.is_phone:
            return place.encode()
        regions = {NOT_HOME: [], AT_HOME: ["home"]}.get(place, [place])
        seconds = int(self._clock.now().at.timestamp())
        return json.dumps({"_type": "location", "tst": seconds, "inregions": regions}).encode()

    def _keep_telling(self, device: Simulated) -> None:
        every = AGAIN_S.get(device.part.kind)
        if every is None:
            return

        def again() -> None:
            if device.state:
                self._say(device.says())
            self._later(every, again)

        self._later(self._dice.uniform(0.5, 1.0) * every, again)

    def _say(self, outgoing: Outgoing) -> None:
        self._on().broker.publish(outgoing)

    def _on(self) -> Stage:
        if self.stage is None:
            raise HubError("the rehearsal has not begun")
        return self.stage

    # Asked

    def _state(self, name: str) -> dict[str, Any]:
        device = self._setting.devices.get(DeviceId(name))
        if device is not None:
            return {"device": name, "values": device.values()}
        status = self._on().ask("status")
        if "error" in status:
            return {"error": status["error"]}
        if name in self._setting.config.occupants:
            return state_of_person(status, name)
        return state_of_room(status, name)


def _differs(quantity: str, now: Value | None, wanted: Value, all_wanted: Mapping[str, Value]) -> bool:
    """Beyond the kind's tolerance. Of a lamp that is to be dark nothing else is wanted."""
    if quantity != "power" and all_wanted.get("power") is False:
        return False
    if now is None or isinstance(now, bool | str) or isinstance(wanted, bool | str):
        return now != wanted
    kind = kinds().get(quantity)
    return abs(now - wanted) > (0.0 if kind is None else kind.tolerance)
