"""A whole hub in memory with simulated devices around it, on a clock of its own: every word a device says is judged by the hub
and beside it by the rules it is compared with.

The hub is the real one (``hub.step.Step`` with its catalogue, outbox and attribution); commands leave it as bytes and come back
as bytes. Nothing waits: time is a heap of what happens next.
"""

import heapq
import itertools
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from devices.command import Command
from devices.errors import BadPayload
from devices.event import Event, Reported
from devices.message import Message, Outgoing
from devices.vocabulary import DeviceId, Moment, RoomId, Trait, Value
from hub.config.load import checked
from hub.decision import Trigger, Wish
from hub.home.readings import Change
from hub.house import House
from hub.sending.outbox import Ports
from hub.standing import Standing
from hub.steps.manual_changes import ManualChanges
from hub.steps.step import Step
from hub.store import Store

from .device import Doing, Simulated, Word
from .rules import Told, adaptive_lighting, any_difference

START = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
_CLOCK = 1000.0  # what the monotonic clock shows at the start
MUSIC = {
    "calm": {"playlist": "Calm evening"},
    "radio": {"url": "http://radio.example/stream"},
    "rain": {"uri": "file:///srv/rain.ogg"},
    "news": {"url": "http://radio.example/news"},
    "garden": {"source": "Garden"},
    "attic": {"source": "Attic"},
}
PLACE = {"name": "Bench", "latitude": 52.37, "longitude": 4.9, "time_zone": "Europe/Amsterdam"}


@dataclass(slots=True)
class Report:
    """One value a device told that it had not told before. doing: the truth. hub, lighting, differing: who said "a hand".

    is_knowable: whether anything in what was said, then or by the last word of the commands it might have been of, tells it
    from a command's own echo, a rounding or an untold schedule.
    is_late: the hub noticed when its window closed.
    """

    family: str
    device: str
    trait: str
    at: float
    before: Value
    value: Value
    doing: Doing
    is_knowable: bool
    hub: bool = False
    lighting: bool = False
    differing: bool = False
    is_late: bool = False
    about: str = ""

    @property
    def is_hand(self) -> bool:
        return self.doing.who == "hand"


class NotingHands(ManualChanges):
    """Notes whose hand the hub sees."""

    def __init__(self, step: Step) -> None:
        super().__init__(step.current, step.reporting, step.carry_out)
        self.seen: list[Change] = []

    def by_hand(self, change: Change, room: RoomId, now: Moment, teaches: bool = True) -> None:
        self.seen.append(change)
        super().by_hand(change, room, now, teaches)


class SimulatedHome:
    """folder: for the hub's database. seed: everything that happens by chance."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.rng = random.Random(seed)
        self.now = 0.0
        self.reports: list[Report] = []
        self.commands_log: list[tuple[float, Mapping[str, Mapping[str, Value]]]] = []
        self.devices: list[Simulated] = []
        self.sent: dict[tuple[str, str], Told] = {}  # the last command of the hub by device and trait
        self.last: dict[tuple[str, str], Value] = {}
        self.anchors: dict[tuple[str, str], Value] = {}
        self._struck = (0.0, 0.0)
        self.announced: list[Word] = []  # by a bridge, for all its devices
        self._folder = folder
        self._queue: list[tuple[float, int, Callable[[], object]]] = []
        self._order = itertools.count()
        self.step: Step | None = None

    def make(self, kind: Callable[..., Simulated], **given: Any) -> Simulated:
        device = kind(rng=random.Random(self.rng.random()), now=lambda: self.now, after=self.after, publish=self.hear, **given)
        self.devices.append(device)
        return device

    def open(self) -> None:
        """The hub is set up, finds its devices and hears how they are."""
        rooms: dict[str, dict[str, list[Any]]] = {}
        for device in self.devices:
            block = rooms.setdefault(device.room, {"devices": [], "sensors": []})
            block["devices"].append(dict(device.block()))
            block["sensors"] += [dict(remote) for remote in device.remotes()]
        config = checked(
            {
                "home": PLACE,
                "mqtt": {"host": "127.0.0.1"},
                "home_assistant": {"url": "http://127.0.0.1:8123", "token": "x" * 40},
                "storage": {"path": str(self._folder / "attune.db")},
                "music": MUSIC,
                "rooms": rooms,
            }
        )
        self.store = Store.open(self._folder / "attune.db")
        ports = Ports(self._published, player=self._played, subscribe=lambda _filters: None, call=self._called)
        self.house = House(config, self.store, ports, Standing())
        self.step = Step(self.house)
        self.step.manual_changes = self.step.moved_by.manual_changes = self.hands = NotingHands(self.step)
        for word in self.announced:
            self._take(Message(word.topic, word.payload, self.moment(), word.retain))
        for device in self.devices:
            device.announce()
        self.house.announced()
        missing = [d.id for d in self.devices if DeviceId(d.id) not in self.house.catalogue.devices]
        if missing:
            raise LookupError(f"the hub did not find {missing}")
        for device in self.devices:
            device.tell_found()
            device.start_repeating()

    def close(self) -> None:
        self.store.close()

    # Time

    def moment(self) -> Moment:
        return Moment(START + timedelta(seconds=self.now), _CLOCK + self.now)

    def after(self, seconds: float, then: Callable[[], object]) -> None:
        heapq.heappush(self._queue, (self.now + seconds, next(self._order), then))

    def live(self, until: float) -> None:
        """Everything that happens by then, in order; the hub's own clock strikes in between."""
        while True:
            head = self._queue[0][0] if self._queue else until
            if self._strike(min(head, until)):
                continue  # what the hub told meanwhile may come before what was next
            if head > until or not self._queue:
                break
            at, _, then = heapq.heappop(self._queue)
            self.now = max(self.now, at)
            then()
        self.now = max(self.now, until)

    def _strike(self, until: float) -> bool:
        """The hub's clock strikes once, if something is due by then."""
        step = self.step
        due = None if step is None else step.next_deadline()
        if step is None or due is None or due - _CLOCK >= until or (due, self.now) == self._struck:
            return False
        self.now = max(self.now, due - _CLOCK + 0.002)
        self._struck = (due, self.now)
        step.tick(self.moment())
        self._notice_late()
        return True

    # The hub tells

    def command(self, values: Mapping[str, Mapping[str, Value]]) -> None:
        """The hub decides these, by device and trait."""
        if self.step is None:
            raise RuntimeError("not open")
        wishes = []
        for device_id, wanted in values.items():
            device = self.house.catalogue.devices[DeviceId(device_id)]
            room = self.house.readings.room_of[device.id]
            for name, value in wanted.items():
                trait = device.traits[name]
                now = self.house.readings.value(device.id, name)
                wishes.append(Wish(room, device.id, name, trait.quantity, value, now, 1.0))
        for device_id, wanted in values.items():
            self._note_sent(device_id, wanted)
        self.step.carry_out.decide(wishes[0].room, Trigger.ASKED, wishes, self.moment())
        self.commands_log.append((self.now, values))

    def _note_sent(self, device_id: str, wanted: Mapping[str, Value]) -> None:
        traits = self.house.catalogue.devices[DeviceId(device_id)].traits
        for name, value in wanted.items():
            self.sent[device_id, name] = Told(traits[name].nearest(value))
        if "brightness" in wanted and "power" in traits:
            self.sent[device_id, "power"] = Told(wanted["brightness"] != 0.0)

    def _published(self, outgoing: Outgoing) -> bool:
        if not outgoing.topic.startswith("attune/"):
            self.carry(outgoing.topic, outgoing.payload, Doing("hub", self.now))
        return True

    def _called(self, calls: Sequence[Outgoing]) -> bool:
        for call in calls:
            self.carry(call.topic, call.payload, Doing("hub", self.now))
        return True

    def _played(self, command: Command) -> bool:
        device = next(d for d in self.devices if d.id == command.device)
        device.obey(command.values, 0.0, "hub")
        return True

    def carry(self, topic: str, payload: bytes, doing: Doing) -> None:
        """Somebody's command on the broker: whoever it is for obeys, and the hub hears it pass by."""
        for device in self.devices:
            if device.is_away:
                continue
            told = device.asked(topic, payload)
            if told is not None:
                device.obey(*told, doing.who, doing)
        self._take(Message(topic, payload, self.moment()))

    # The hub hears

    def hear(self, device: Simulated, word: Word, doings: Mapping[str, Doing]) -> None:
        self._take(Message(word.topic, word.payload, self.moment(), word.retain), device, doings)

    def events(self, device: Simulated, events: Iterable[Event], doings: Mapping[str, Doing]) -> None:
        """For what does not come as a message: a player on a link of its own."""
        step = self.step
        if step is not None:
            for event in events:
                self._judge(device, (event,), doings, False, partial(step.take, event, self.moment()))

    def _take(self, message: Message, device: Simulated | None = None, doings: Mapping[str, Doing] | None = None) -> None:
        step, catalogue = self.step, self.house.catalogue
        if step is None:
            return
        if catalogue.is_announcement(message.topic):
            catalogue.announce(message)
            return
        try:
            events = catalogue.hear(message)
        except BadPayload as error:
            raise RuntimeError(f"a simulated device speaks nonsense: {error}") from error
        self._judge(device, events, doings or {}, message.retain, lambda: step.hear(message))

    def _judge(
        self,
        device: Simulated | None,
        events: Iterable[Event],
        doings: Mapping[str, Doing],
        retain: bool,
        tell: Callable[[], None],
    ) -> None:
        """Truth and the other rules first, then the hub."""
        step = self.step
        if step is None:
            return
        news = [self._news(device, event, doings, retain) for event in events if isinstance(event, Reported)]
        before, self.hands.seen = self.hands.seen, []  # what is told may be told while the hub is about something else
        tell()
        for report in news:
            if report is not None and any((c.device, c.trait.name) == (report.device, report.trait) for c in self.hands.seen):
                report.hub = True
        self.hands.seen = before

    def _news(self, device: Simulated | None, event: Reported, doings: Mapping[str, Doing], retain: bool) -> Report | None:
        key = (str(event.device), event.trait)
        before = self.last.get(key)
        self.last[key] = event.value
        trait = self.house.catalogue.devices[event.device].traits[event.trait]
        if before is None or before == event.value or retain or not trait.settable or event.trait not in doings:
            if before is None or retain:
                self.anchors[key] = event.value
            return None
        doing = doings[event.trait]
        if doing.is_along:
            return None  # neither chosen nor echoed: the switch is what is judged
        if doing.who == "hand" and device is not None and _is_in_passing(device, event):
            return None  # what the hand chose follows at once
        sent = self.sent.get(key)
        report = Report(
            device.family if device is not None else "",
            str(event.device),
            event.trait,
            self.now,
            before,
            event.value,
            doing,
            self._is_knowable(device, trait, event, doing),
            lighting=adaptive_lighting(trait, event.value, sent),
            differing=any_difference(event.value, sent),
            about=device.happening if device is not None else "",
        )
        self.reports.append(report)
        if doing.who == "hand" and device is not None and not report.is_knowable:
            self._know_later(device, trait, report)
        if not trait.same(self.anchors.get(key), event.value):
            self.anchors[key] = event.value
        return report

    def _is_knowable(self, device: Simulated | None, trait: Trait, event: Reported, doing: Doing) -> bool:
        if doing.who == "schedule":
            return doing.is_told
        if doing.who != "hand" or device is None:
            return True
        if trait.same(self.anchors.get((str(event.device), event.trait)), event.value):
            return False  # no larger than a rounding
        return doing.is_told or not device.orders_it_may_be_of(event.trait, event.value, self.now)

    def _know_later(self, device: Simulated, trait: Trait, report: Report) -> None:
        """On the way to what was asked for it might have been a fade; where it stays there, it was none."""
        orders = device.orders_it_may_be_of(report.trait, report.value, self.now)
        ends = [path[1] for order in orders if (path := order.paths[report.trait]) is not None]
        if not orders or any(trait.same(end, report.value) for end in ends):
            return  # a rounding, or just what was asked for

        def look() -> None:
            theirs = (r for r in reversed(self.reports) if (r.device, r.trait) == (report.device, report.trait))
            report.is_knowable = next(theirs, None) is report

        self.after(max(order.last for order in orders) - self.now + 0.001, look)

    def _notice_late(self) -> None:
        """A hand the hub found when its window closed: the last news of that trait is what it speaks of."""
        for change in self.hands.seen:
            theirs = (r for r in reversed(self.reports) if (r.device, r.trait) == (change.device, change.trait.name))
            report = next(theirs, None)
            if report is not None and not report.hub:
                report.hub = report.is_late = True
        self.hands.seen.clear()


def _is_in_passing(device: Simulated, event: Reported) -> bool:
    """A player that falls silent before it plays something else."""
    return isinstance(event.value, str) and event.value != device.cache[event.trait][0]
