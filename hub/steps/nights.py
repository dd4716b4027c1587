"""Nights in bedrooms: the last lamp put out begins one, by hand or by the hub, and the first motion after it is an arrival.

In the flow: a hand, motion → the room's mode (sleep, until the morning), Wish → Decision. Between them nothing lights by itself
but a way-light, where one is configured: at most 5 %, while somebody moves.
"""

from functools import partial

from devices.event import Reported
from devices.vocabulary import SETPOINTS, DeviceId, Moment, Role, RoomId

from ..deciding.limits import each_railed
from ..deciding.room_view import RoomView
from ..deciding.wishes import Wishes
from ..decision import Reason, Trigger, Wish
from ..home.readings import Change
from ..house import Current, House
from ..modes import NORMAL
from .carry_out import CarryOut
from .gone_to_bed import is_night
from .mode_changes import ModeChanges
from .reporting import Reporting
from .usual_comings import UsualComings

SETTING = "slept"  # under which the store keeps where a night is or was
LOOK_EVERY_S = 60.0
WENT_OUT_S = 300.0
WAY_LEVEL = 0.05
WAY_S = 120.0  # so long after the last motion the way-light goes out
_BEGUN = Reason("night", "nothing lights by itself here until the morning")
_WAY = Reason("way_light", "somebody moves at night")


class Nights:
    """Owned by the loop's thread."""

    def __init__(
        self, current: Current, reporting: Reporting, carry_out: CarryOut, modes: ModeChanges, comings: UsualComings
    ) -> None:
        self._comings = comings
        self._current, self._reporting, self._carry_out, self._modes = current, reporting, carry_out, modes
        self._slept.update(map(RoomId, current.house.store.settings.get(SETTING, [])))
        self._looked = float("-inf")  # monotonic: when the hub's own putting out was looked for last
        self._lit: dict[RoomId, float] = {}  # where the way-light is on, and until when, monotonic

    @property
    def house(self) -> House:
        return self._current.house

    @property
    def _slept(self) -> set[RoomId]:
        return self.house.standing.slept

    def touched(self, change: Change, room: RoomId, now: Moment) -> None:
        """A hand put out, or lit, a lamp."""
        device = self.house.catalogue.devices.get(change.device)
        if device is None or device.role is not Role.LIGHT or change.trait.quantity != "power":
            return
        self._lit.pop(room, None)
        if change.value is True and room in self._slept and not self._is_night(now):
            self._wake(room)
            self._comings.woke(room, now)
            self._modes.set(room, NORMAL, None, now)
        elif change.value is False and self._begins(room, now):
            self._begin(room, now)

    def reported(self, reported: Reported, now: Moment) -> None:
        """Somebody moves: by night on their way, in the morning as they get up."""
        house, room = self.house, self.house.readings.room_of.get(reported.device)
        if room is None or reported.value is not True or reported.snapshot:
            return
        mode = house.mode(room)
        if mode is not None and mode.name == "sleep":
            self._light_the_way(room, now)
        elif mode is None and room in self._slept:
            self._wake(room)
            self._comings.woke(room, now)
            if house.presence.in_room(room):
                decision = self._carry_out.decide(room, Trigger.WAKING, Wishes(RoomView(house, room, now)).on_arrival(), now)
                self._reporting.record(decision, now)

    def left(self, room: RoomId, now: Moment) -> None:
        """Somebody who put the light out and went out of the room had not gone to bed; who goes in the morning has got up."""
        mode = self.house.standing.modes.of_place(room)
        if room not in self._slept or not self.house.is_known_empty(room):
            return
        if mode is None and not self._is_night(now):
            self._wake(room)
        elif mode is not None and (now.at - mode.since).total_seconds() < WENT_OUT_S:
            self._wake(room)
            self._modes.set(room, NORMAL, None, now)

    def next_deadline(self) -> float | None:
        """Monotonic; None while no way is lit."""
        return min(self._lit.values(), default=None)

    def tick(self, now: Moment) -> None:
        """The way is dark again when nobody moves there any more. What the hub put out itself is looked for once a minute."""
        if now.mono - self._looked >= LOOK_EVERY_S:
            self._looked = now.mono
            for room in self.house.config.rooms:
                if self._begins(room, now) and self._is_dark_by_us(room):
                    self._begin(room, now)
        for room in [room for room, until in self._lit.items() if until <= now.mono]:
            del self._lit[room]
            if room not in self.house.config.rooms:
                continue
            if self.house.is_moving(room, now):
                self._lit[room] = now.mono + WAY_S
            else:
                self._set_way(room, False, now)

    # Inside

    def _begin(self, room: RoomId, now: Moment) -> None:
        self._slept.add(room)
        self._keep()
        self._modes.set(room, "sleep", "morning", now)
        self._comings.fell_asleep(room, now)
        warmth = [w for w in Wishes(RoomView(self.house, room, now)).on_arrival() if w.quantity in SETPOINTS]
        self._reporting.record(self._carry_out.decide(room, Trigger.SLEEPING, warmth, now, _BEGUN), now)

    def _is_dark_by_us(self, room: RoomId) -> bool:
        """Whether it was the hub that put a lamp out there, for people who let it be."""
        acts = self.house.ledger.acts.values()
        return any(act.room == room and act.quantity == "power" and act.value is False and act.occupants for act in acts)

    def _begins(self, room: RoomId, now: Moment) -> bool:
        """Whether this was the last light of somebody's day."""
        house = self.house
        if not house.config.is_bedroom(room) or not self._is_night(now) or house.is_known_empty(room):
            return False
        lamps = [fitting.device.id for fitting in house.room_devices.of(room) if fitting.device.role is Role.LIGHT]
        return house.standing.modes.of_place(room) is None and all(house.readings.value(one, "power") is False for one in lamps)

    def _is_night(self, now: Moment) -> bool:
        return is_night(self.house, now.at)

    def _wake(self, room: RoomId) -> None:
        self._slept.discard(room)
        self._keep()

    def _keep(self) -> None:
        rooms = sorted(self._slept)
        self.house.keep(partial(self.house.store.settings.put, SETTING, rooms))

    def _light_the_way(self, room: RoomId, now: Moment) -> None:
        if room in self._lit or self._set_way(room, True, now):
            self._lit[room] = now.mono + WAY_S

    def _set_way(self, room: RoomId, is_on: bool, now: Moment) -> bool:
        """Whether it was told so. A way-light is asked for in the configuration: neither hold nor ladder is asked."""
        house, named = self.house, self.house.config.rooms[room].way_light
        device = None if named is None else house.catalogue.devices.get(DeviceId(named))
        if device is None or house.ceiling(room) != "act":
            return False
        power, level = device.traits.get("power"), device.traits.get("brightness")
        if power is None or level is None or house.readings.value(device.id, "power") is is_on:
            return False
        now_is = {trait.name: house.readings.value(device.id, trait.name) for trait in (power, level)}
        wishes = [Wish(room, device.id, power.name, "power", is_on, now_is[power.name], 1.0, reason=_WAY)]
        if is_on:
            wishes.append(Wish(room, device.id, level.name, "brightness", WAY_LEVEL, None, 1.0, reason=_WAY))
        done = each_railed(RoomView(house, room, now), wishes, Trigger.SLEEPING)
        decision = self._carry_out.decide(room, Trigger.SLEEPING, done, now)
        self._reporting.record(decision, now)
        return bool(decision.sent())
