"""A window is open: the room's heating is set as low as its limits allow, its cooling as high, and goes back five minutes after
it is shut.

In the flow: contacts, thermometers → open or not → Wish → Decision. What else would heat the room meanwhile is held with the
same reason. What is held goes on after a restart.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from devices.event import Reported
from devices.vocabulary import DeviceId, Moment, RoomId, Trait

from ..config.room import RoomConfig
from ..deciding.limits import each_explained
from ..deciding.mode_rules import when_empty
from ..deciding.room_view import RoomView
from ..decision import Outcome, Reason, Trigger, Wish
from ..home.climate_idle import is_idle
from ..home.readings import Change
from ..home.ways import COOLING, HEATING, Way
from ..house import Current, House
from .carry_out import CarryOut
from .emptying import PASSING
from .reporting import Reporting

SETTING = "windows"  # under which the store keeps what stood before
LOOK_EVERY_S = 10.0
_OPEN = Reason("window_open", "a window is open there")
_SHUT = Reason("window_shut", "the window is shut again")

Key = tuple[DeviceId, str]


class OpenWindows:
    """Owned by the loop's thread."""

    def __init__(self, current: Current, reporting: Reporting, carry_out: CarryOut) -> None:
        self._current, self._reporting, self._carry_out = current, reporting, carry_out
        self._before: dict[Key, tuple[RoomId, float, float]] = {}  # room, the setpoint then, and what it was set to
        self._from_before: Mapping[str, Any] = current.house.store.settings.get(SETTING, {})
        self._is_up = False  # whether the broker is there
        self._look_at = float("inf")  # monotonic; infinite while nothing can have changed
        self._told: dict[RoomId, str] = {}

    @property
    def house(self) -> House:
        return self._current.house

    def link(self, is_up: bool, now: Moment) -> None:
        self._is_up = is_up
        self._look_at = now.mono + LOOK_EVERY_S if is_up else float("inf")

    def look_again(self) -> None:
        """The configuration changed."""
        if self._is_up:
            self._look_at = 0.0

    def reported(self, reported: Reported, trait: Trait, now: Moment) -> None:
        """A contact, or a heated room's thermometer. How things are counts here as well as what happens."""
        house, room = self.house, self.house.readings.room_of.get(reported.device)
        ways = () if room is None else house.ways(room)
        if room is None or not ways:
            return
        if trait.quantity == "opening" and isinstance(reported.value, bool):
            for way in ways:
                of_room = house.standing.home_heat.of(room, way)
                of_room.windows.contact((reported.device, trait.name), reported.value, now.mono)
        elif (
            trait.quantity == "temperature"
            and isinstance(reported.value, float)
            and not reported.snapshot
            and reported.device in house.readings.silence.thermometers.get(room, ())
        ):
            self._feels(room, ways, reported.value, now)
        if self._is_up:
            self._look_at = min(self._look_at, now.mono)

    def _feels(self, room: RoomId, ways: Collection[Way], temperature_c: float, now: Moment) -> None:
        """The room's thermometer spoke. What cools makes it fall as fast as a window does, and what heats rise."""
        house = self.house
        out_c, is_cooled = house.situation.outdoors.current(now), COOLING in ways and house.is_running(room, COOLING)
        for way in ways:
            if (way is COOLING) is is_cooled:
                heat = house.standing.home_heat.of(room, way)
                heat.windows.feels(way.turned(temperature_c), way.known(out_c), heat.warmth.tau_h, now.mono)

    def touched(self, change: Change) -> None:
        """A hand set it meanwhile: that is what it goes on with."""
        if (change.device, change.trait.name) in self._before:
            self._drop((change.device, change.trait.name))

    # Time

    def next_deadline(self) -> float | None:
        """Monotonic."""
        return None if self._look_at == float("inf") else self._look_at

    def tick(self, now: Moment) -> None:
        """Cheap where every window is shut."""
        if now.mono < self._look_at:
            return
        self._restore()
        self._look_at = now.mono + LOOK_EVERY_S if self._before else float("inf")
        for room in [room for room in self.house.readings.devices_in if self.house.ways(room)]:
            heats = [self.house.standing.home_heat.of(room, way) for way in self.house.ways(room)]
            is_open = False
            for heat in heats:
                heat.has_open_window = heat.windows.is_open(now.mono)
                is_open = is_open or heat.has_open_window
                changes = heat.windows.next_s
                if heat.has_open_window or changes is not None:
                    soon = now.mono + LOOK_EVERY_S
                    at = soon if changes is None or changes <= now.mono else min(soon, changes)
                    self._look_at = min(self._look_at, at)
            if is_open:
                for heat in heats:
                    heat.stretches.disturbed()
                self._lower(room, now)
            elif not any(heat.windows.open_since for heat in heats) and any(of[0] == room for of in self._before.values()):
                self._give_back(room, now)
            else:
                self._told.pop(room, None)

    def _lower(self, room: RoomId, now: Moment) -> None:
        house, wishes = self.house, list[Wish]()
        for way in house.ways(room):
            least = _least(house.config.rooms[room], way)
            for fitting, about in house.setpoints_of(room, way):
                device, trait = fitting.device, about.trait
                there = house.readings.value(device.id, trait.name)
                if not isinstance(there, float) or way.turned(there) <= way.turned(least):
                    continue
                if way is COOLING and is_idle(house.readings, device, trait):
                    continue
                value = house.attribution.nearest(device.id, trait, least)
                wishes.append(Wish(room, device.id, trait.name, way.quantity, value, there, 1.0, reason=_OPEN))
        self._decide(room, wishes, now)

    def _give_back(self, room: RoomId, now: Moment) -> None:
        house, wishes = self.house, list[Wish]()
        empty = when_empty(house.mode(room), house.config.rooms[room])
        for (device, name), (where, before, lowered) in list(self._before.items()):
            found = house.catalogue.devices.get(device)
            trait = None if found is None else found.traits.get(name)
            there = house.readings.value(device, name)
            if where != room:
                continue
            way = COOLING if trait is not None and trait.quantity == COOLING.quantity else HEATING
            setback = empty.setback(way.quantity)
            if house.is_known_empty(room) and setback != "keep":  # everybody has left meanwhile
                before = way.turned(min(way.turned(before), way.turned(setback)))
            if self._carry_out.heating.is_going(device, name):
                self._drop((device, name))  # somebody came meanwhile, and what they want is on its way
                continue
            if trait is None or not isinstance(there, float) or trait.same(there, before):
                self._drop((device, name))
            elif way.turned(there) < way.turned(lowered) - 0.3 or trait.quantity != way.quantity:
                self._drop((device, name))  # it stands less still, or means something else by now
            else:
                wishes.append(Wish(room, device, name, way.quantity, before, there, 1.0, reason=_SHUT))
        self._decide(room, wishes, now)

    def _decide(self, room: RoomId, wishes: list[Wish], now: Moment) -> None:
        house = self.house
        if not wishes:
            return
        may = house.ladder.ceiling_in(room)
        if may != "act":
            wishes = [
                replace(wish, outcome=Outcome.HELD, reason=Reason("ceiling", "the hub may only watch here")) for wish in wishes
            ]
        railed = each_explained(RoomView(house, room, now), wishes, Trigger.WINDOW)
        told = [wish for wish in railed if wish.goes or wish.reason.code not in PASSING]
        said_now = ",".join(f"{wish.device}:{wish.value}:{wish.reason.code}" for wish in told)
        if not any(wish.goes for wish in told) and (not told or self._told.get(room) == said_now):
            return
        self._told[room] = said_now
        decision = self._carry_out.decide(room, Trigger.WINDOW, told, now)
        for wish in decision.sent():
            key = wish.device, wish.trait
            if wish.reason.code == _SHUT.code:
                self._before.pop(key, None)
            elif isinstance(wish.now, float) and isinstance(wish.value, float):
                before = self._before.get(key, (room, wish.now, wish.value))[1]
                self._before[key] = room, before, wish.value
        self._keep()
        self._reporting.record(decision, now)

    def _drop(self, key: Key) -> None:
        if self._before.pop(key, None) is not None:
            self._keep()

    def _keep(self) -> None:
        rows = [[device, trait, *of] for (device, trait), of in self._before.items()]
        self.house.keep(partial(self.house.store.settings.put, SETTING, {"before": rows}))

    def _restore(self) -> None:
        found, self._from_before = self._from_before, {}
        for device, trait, room, before, lowered in found.get("before", ()):
            self._before.setdefault((DeviceId(device), trait), (RoomId(room), before, lowered))


def _least(room: RoomConfig, way: Way) -> float:
    """The setpoint with which the least is done there, °C."""
    low, high = room.limits.setpoints(way.quantity)
    return low if way is HEATING else high
