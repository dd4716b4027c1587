"""The real hub lives the recorded weeks through once more: what happened is told it at its time, and what it does is compared.

In the flow: Happening → World → the hub's inbox; what the hub says → World, Lane.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from devices.event import Event, Reachable, Reported, Seen
from devices.message import Outgoing
from devices.vocabulary import AT_HOME, Device, DeviceId, Moment, OccupantId, RoomId

from ..config import Config
from ..daemon import Daemon
from ..errors import HubError
from ..jobs.timers import Tick
from ..recording.rows import RecordedRow
from ..rehearsal.stage import AGAIN_S, Stage
from ..telling.topics import Topics
from .clock import RelivedClock
from .course import Happening
from .lanes import Fittings, Lane
from .stand_ins import told
from .world import World

NEVER_S = 1e9
LOOK_EVERY_S = 300.0  # at rooms with somebody in them, where the running hub looked once a minute and did nothing
STILL_S = 0.2  # before something that was noted nothing else is looked at: that was the hub's own look
UPKEEP_S = 3600.0
_LOOKS = 12  # at most, at one recorded moment: one room each


class Replay:
    """was, would: the two lanes. starts: how often the hub was started anew meanwhile. progress: told how many of the
    happenings are over, now and then."""

    def __init__(
        self,
        config: Config,
        devices: Mapping[DeviceId, Device],
        clock: RelivedClock,
        progress: Callable[[int], None],
        starts: int = 0,
    ) -> None:
        self.was, self.would = Lane(), Lane()
        self._config, self._clock, self._progress, self._starts = config, clock, progress, starts
        self._topics = Topics(config.base_topic)
        rooms = {r.id: str(room) for room, block in config.rooms.items() for r in block.devices}
        self._fittings = Fittings.of(devices, rooms)
        self._rooms = rooms
        self._world = World(devices, self._is_there)
        self._sources = {r.id: OccupantId(who) for who, block in config.occupants.items() for r in block.presence}
        self._stage: Stage | None = None
        self._upkeep_at = clock.now().mono
        self._has_every_tick = False
        self._measured: dict[tuple[DeviceId, str], Any] = {}

    def live(self, stage: Stage, course: Iterable[Happening]) -> None:
        """All of it. stage: where the hub runs already."""
        self._stage = stage
        is_first = True
        for number, (happening, following) in enumerate(_with_next(course)):
            if number % 500 == 0:
                self._progress(number)
            if happening.starts or happening.began is not None:
                self._begin(happening, is_first)
                is_first = False
                continue
            self._until(happening.moment)
            self._look_as_often_as(happening, following)
            self._happen(happening)
        for lane in (self.was, self.would):
            lane.ends(self._clock.now())

    def hear(self, outgoing: Outgoing, is_hubs: bool) -> None:
        """Everything that is published."""
        if not is_hubs:
            return
        command = told(outgoing)
        if command is not None:
            self._world.told(*command, self._clock.now())
        elif outgoing.topic == self._topics.decision:
            self.would.decide(self._clock.now(), json.loads(outgoing.payload))

    # Time

    def _until(self, moment: Moment) -> None:
        """Whatever is due before then is done at its time."""
        self._count(moment)
        while True:
            daemon = self._daemon()
            times = [self._world.next_deadline()]
            # Where each look is noted the hub looks at no other time.
            daemon.step.staying.look_every_s = NEVER_S if self._has_every_tick else LOOK_EVERY_S
            times.append(daemon.step.next_deadline())
            due = min((at for at in times if at is not None), default=None)
            if due is None:
                break
            at = max(due, self._clock.now().mono + AGAIN_S)
            if at > moment.mono - STILL_S:
                break  # the clock must not be past what was recorded, not even by what is lost in adding seconds
            self._clock.be_at(at)
            self._say(self._world.due(self._clock.now()))
            self._on().settle()
        self._clock.be(moment)
        self._say(self._world.due(moment))
        if moment.mono >= self._upkeep_at:
            self._upkeep_at = moment.mono + UPKEEP_S
            self._daemon().inbox.put(Tick())

    def _count(self, moment: Moment) -> None:
        seconds = moment.mono - self._clock.now().mono
        for lane, values in ((self.was, self._world.was), (self.would, self._world.would)):
            lane.passed(seconds, {**self._measured, **values}, self._fittings)

    # What happens

    def _happen(self, happening: Happening) -> None:
        if happening.events:
            self._heard(happening)
        if happening.row is not None:
            self._went_on(happening.row)
        for note in happening.notes:
            self._noted(note, happening.moment)
        for lane, values in ((self.was, self._world.was), (self.would, self._world.would)):
            lane.lit(happening.moment, values, self._fittings)

    def _heard(self, happening: Happening) -> None:
        for event, cause in happening.events:
            if isinstance(event, Reported):
                if cause == "hand":
                    self.was.hand(event.device, event.trait, happening.moment)
                self._measured[event.device, event.trait] = event.value
            now = self._world.heard(event, cause)
            if now is not None:
                if cause == "hand" and isinstance(now, Reported):
                    self.would.hand(now.device, now.trait, happening.moment)
                self._daemon().inbox.put(now)
            if isinstance(event, Seen):
                self._world.came(happening.moment)
        self._on().settle()

    def _noted(self, row: RecordedRow, moment: Moment) -> None:
        """What the hub did then."""
        if row[0] == "c":
            for device, values in row[1].items():
                self._world.was_told(DeviceId(device), values, moment)
        else:
            names = ("device", "quantity", "kind", "value", "before", "outcome", "code")
            wishes = [dict(zip(names, wish, strict=True)) for wish in row[1]["wishes"]]
            self.was.decide(moment, {**row[1], "wishes": wishes})

    def _went_on(self, row: RecordedRow) -> None:
        """Time, orders and the broker."""
        stage = self._on()
        match row[0]:
            case "t":
                self._look(float(row[1]))
            case "o":
                stage.broker.publish(Outgoing(f"{self._topics.base}/{row[1]}", row[2].encode()))
            case "a":
                stage.ask(row[1], **row[2])
            case "l":
                (stage.broker.come_back if row[1] else stage.broker.go)()
            case _:
                pass
        stage.settle()

    def _look_as_often_as(self, happening: Happening, following: Happening | None) -> None:
        """A look that was noted after what was heard at that moment was part of the same turn of the hub."""
        row = None if following is None or following.moment != happening.moment else following.row
        if happening.events and row is not None and row[0] == "t" and row[1]:
            self._daemon().step.staying.look_every_s = float(row[1])

    def _look(self, every_s: float) -> None:
        """The hub looked at the time then, and something was due, or time is made up and it looks at no other."""
        staying = self._daemon().step.staying
        self._has_every_tick = every_s > 0.0
        staying.look_every_s = every_s
        self._on().settle()
        for _ in range(0 if self._has_every_tick else _LOOKS):
            self._clock.be_at(self._clock.now().mono + 0.002)
            self._on().settle()

    def _begin(self, happening: Happening, is_first: bool) -> None:
        """The hub starts anew, or goes on after something that is missing."""
        stage = self._on()
        self._clock.be(happening.moment)
        if happening.starts and not is_first:
            stage.kill()
            stage.start()
            self._starts -= 1
        self._daemon().house.standing.is_kept = self._starts > 0
        if not stage.broker.is_there:
            stage.broker.come_back()
        stage.settle()
        if happening.began is not None:
            self._say(self._as_it_was(happening.began, happening.moment))
            stage.settle()
            self._look_as_then(happening.began.get("looks", {}), happening.moment)
            for room, activity in happening.began.get("activity", {}).items():
                self._daemon().house.situation.activity[RoomId(room)] = activity
            outdoors = happening.began.get("outdoors")
            if outdoors is not None and is_first:
                known = self._daemon().house.situation.outdoors
                for name, value in outdoors.items():
                    setattr(known, name, value)

    def _look_as_then(self, looks: Mapping[str, Any], now: Moment) -> None:
        """Rooms are looked at every few minutes: at which, is as it was."""
        step = self._daemon().step
        step.heat.preheating.looked_so(looks.get("heat", ()), now)
        if looks.get("round") is not None:
            step.staying.begin_round(now.mono - looks["round"])

    def _as_it_was(self, began: Mapping[str, Any], now: Moment) -> list[Event]:
        """How everything was, as what is heard first of it."""
        found: list[Event] = []
        for device, trait, value in began.get("values", ()):
            key = DeviceId(device), str(trait)
            self._measured[key] = value
            found.append(Reported(*key, value, now, snapshot=True))
        for event in found:
            self._world.heard(event, "snapshot")
            if isinstance(event, Reported):
                self._world.would[event.device, event.trait] = event.value
        found += [Reachable(DeviceId(device), False, now, snapshot=True) for device in began.get("unreachable", ())]
        first = {who: source for source, who in reversed(self._sources.items())}
        for who, place in began.get("places", {}).items():
            if OccupantId(who) in first:
                found.append(Seen(first[OccupantId(who)], place or AT_HOME, now, snapshot=True))
        return found

    def _say(self, events: Iterable[Event]) -> None:
        for event in events:
            if isinstance(event, Reported) and event.origin == "hand":
                self.would.hand(event.device, event.trait, self._clock.now(), is_guess=True)
            self._daemon().inbox.put(event)
        if events:
            self._on().settle()

    # Who is there

    def _is_there(self, device: DeviceId) -> bool:
        room = self._rooms.get(device)
        return room is not None and bool(self._daemon().house.presence.in_room(RoomId(room)))

    def _on(self) -> Stage:
        if self._stage is None:
            raise HubError("the replay has not begun")
        return self._stage

    def _daemon(self) -> Daemon:
        daemon = self._on().daemon
        if daemon is None:
            raise HubError("the hub of the replay has died")
        return daemon


def _with_next(course: Iterable[Happening]) -> Iterator[tuple[Happening, Happening | None]]:
    before: Happening | None = None
    for happening in course:
        if before is not None:
            yield before, happening
        before = happening
    if before is not None:
        yield before, None
