"""A window is open: the room's heating is set as low as its limits allow, and goes back five minutes after it is shut.

In the flow: contacts, thermometers → open or not → Wish → Decision. What else would heat the room meanwhile is held with the
same reason. What is held goes on after a restart.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from devices.event import Reported
from devices.vocabulary import DeviceId, Moment, RoomId, Trait

from ..deciding.limits import each_explained
from ..deciding.mode_rules import when_empty
from ..deciding.room_view import RoomView
from ..decision import Outcome, Reason, Trigger, Wish
from ..home.readings import Change
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
        if room is None or not house.is_heated(room):
            return
        heat = house.standing.home_heat.of(room)
        if trait.quantity == "opening" and isinstance(reported.value, bool):
            heat.windows.contact((reported.device, trait.name), reported.value, now.mono)
        elif (
            trait.quantity == "temperature"
            and isinstance(reported.value, float)
            and not reported.snapshot
            and reported.device in house.readings.silence.thermometers.get(room, ())
        ):
            heat.windows.feels(reported.value, house.situation.outdoors.current(now), heat.warmth.tau_h, now.mono)
        if self._is_up:
            self._look_at = min(self._look_at, now.mono)

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
        for room in self._rooms():
            heat = self.house.standing.home_heat.of(room)
            is_open = heat.windows.is_open(now.mono)
            changes = heat.windows.next_s
            if is_open or changes is not None:
                soon = now.mono + LOOK_EVERY_S
                self._look_at = min(self._look_at, soon if changes is None or changes <= now.mono else min(soon, changes))
            heat.has_open_window = is_open
            if is_open:
                heat.stretches.disturbed()
                self._lower(room, now)
            elif not heat.windows.open_since and any(of[0] == room for of in self._before.values()):
                self._give_back(room, now)
            else:
                self._told.pop(room, None)

    def _rooms(self) -> list[RoomId]:
        return [room for room in self.house.readings.devices_in if self.house.is_heated(room)]

    def _lower(self, room: RoomId, now: Moment) -> None:
        house = self.house
        low = house.config.rooms[room].limits.temperature[0]
        wishes = []
        for fitting in house.room_devices.of(room):
            for about in fitting.settable:
                there = house.readings.value(fitting.device.id, about.trait.name)
                if about.kind.name == "setpoint" and isinstance(there, float) and there > low:
                    value = house.attribution.nearest(fitting.device.id, about.trait, low)
                    wishes.append(Wish(room, fitting.device.id, about.trait.name, "setpoint", value, there, 1.0, reason=_OPEN))
        self._decide(room, wishes, now)

    def _give_back(self, room: RoomId, now: Moment) -> None:
        house, wishes = self.house, list[Wish]()
        setback = when_empty(house.mode(room), house.config.rooms[room]).temperature
        for (device, name), (where, before, lowered) in list(self._before.items()):
            found = house.catalogue.devices.get(device)
            trait = None if found is None else found.traits.get(name)
            there = house.readings.value(device, name)
            if where != room:
                continue
            if house.is_known_empty(room) and setback != "keep":
                before = min(before, setback)  # everybody has left meanwhile
            if self._carry_out.heating.is_going(device, name):
                self._drop((device, name))  # somebody came meanwhile, and what they want is on its way
                continue
            if trait is None or not isinstance(there, float) or there < lowered - 0.3 or trait.same(there, before):
                self._drop((device, name))
            else:
                wishes.append(Wish(room, device, name, "setpoint", before, there, 1.0, reason=_SHUT))
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
