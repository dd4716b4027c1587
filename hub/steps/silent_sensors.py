"""Sensors that have fallen silent: asked once, then told; a room whose heating goes by none any more gets its safe setpoint.
A thermometer that says what no room can be is as good as silent.

In the flow: the loop's tick → attune/problem, and (a heated room without a thermometer) → Wish → Decision. The rails cap what
else is wished for there meanwhile.
"""

import math

from devices.event import Reported
from devices.vocabulary import DeviceId, Moment, RoomId, Trait

from ..deciding.limits import each_railed
from ..deciding.room_view import RoomView
from ..decision import Reason, Trigger, Wish, said
from ..home.climate_idle import is_idle
from ..home.silence import ASK_BEFORE_S, HEATING_S, MAINS_S
from ..home.ways import HEATING, Way
from ..house import Current, House
from ..safety.caps import STEP
from .carry_out import CarryOut
from .reporting import Reporting

LOOK_EVERY_S = 10.0
AGAIN_S = 60.0  # between two tries of a setpoint that could not be set, or not all the way
# °C, of a room. A thermometer's chip that has just started says 85, one that lost its probe -127.
COLDEST, WARMEST = -30.0, 60.0
TOLD_EVERY_S = 86_400.0
_SILENT = Reason("silent", "no thermometer there is heard any more")


class SilentSensors:
    """Owned by the loop's thread."""

    def __init__(self, current: Current, reporting: Reporting, carry_out: CarryOut) -> None:
        self._current, self._reporting, self._carry_out = current, reporting, carry_out
        self._look_at = 0.0  # monotonic; infinite while the broker is away
        self._deaf_since: float | None = None  # monotonic: the broker is away
        self._asked: set[DeviceId] = set()
        self._told: dict[DeviceId, str] = {}
        self._doubted: dict[DeviceId, float] = {}  # monotonic: when each was told last to say what cannot be
        self._safe_at: dict[RoomId, float] = {}  # blind rooms: when the setpoint is looked at next; infinite: it is set

    @property
    def house(self) -> House:
        return self._current.house

    def link(self, is_up: bool, now: Moment) -> None:
        """The broker came or went. While it is away nobody is silent: nobody can be heard."""
        if is_up:
            deaf_s = 0.0 if self._deaf_since is None else now.mono - self._deaf_since
            self.house.readings.silence.began(deaf_s, now)
            self._look_at, self._deaf_since = now.mono + LOOK_EVERY_S, None
        elif self._deaf_since is None:
            self._look_at, self._deaf_since = math.inf, now.mono

    def tick(self, now: Moment) -> None:
        """Cheap when nothing is due."""
        if now.mono < self._look_at:
            return
        self._look_at = now.mono + LOOK_EVERY_S
        silence = self.house.readings.silence
        for device in silence.watched():
            lasted, lasts = silence.lasted_s(device, now), silence.lasts_s(device)
            if lasted is None or lasts is None or lasted < lasts - ASK_BEFORE_S:
                self._asked.discard(device)
                self._heard_again(device)
            elif lasted > lasts:
                self._tell(device, lasted)
            elif device not in self._asked:
                self._asked.add(device)
                self._ask(device)
        for room in [room for room in self._safe_at if not silence.is_blind(room, now)]:
            del self._safe_at[room]
        for room in silence.thermometers:
            if silence.is_blind(room, now) and self._safe_at.get(room, 0.0) <= now.mono:
                self._safe_at[room] = now.mono + AGAIN_S if self._set_safe(room, now) else math.inf

    def is_doubted(self, reported: Reported, trait: Trait, now: Moment) -> bool:
        """Whether it says what cannot be, so that nothing is made of it. Told once a day."""
        value, device = reported.value, reported.device
        if trait.quantity != "temperature" or isinstance(value, bool | str) or COLDEST <= value <= WARMEST:
            return False
        room = self.house.readings.room_of.get(device)
        if room is not None and now.mono - self._doubted.get(device, -math.inf) >= TOLD_EVERY_S:
            self._doubted[device] = now.mono
            self._reporting.problem(f"{device} says {value:g} °C, which no room is: it is not believed", room)
        return True

    # Told

    def _ask(self, device: DeviceId) -> None:
        found = self.house.catalogue.devices.get(device)
        if found is None or found.on_batteries:
            return  # who sleeps hears nothing
        asks = (self.house.catalogue.reads(device, trait) for trait in found.traits.values())
        for outgoing in next((several for several in asks if several), ()):
            self._reporting.publish(outgoing)

    def _tell(self, device: DeviceId, lasted_s: float) -> None:
        """Once, and only where a person should look: what runs on mains and is quiet for minutes may have nothing to say."""
        house = self.house
        room = house.readings.room_of.get(device)
        heats = room is not None and device in house.readings.silence.thermometers.get(room, ())
        if device in self._told or (not heats and house.readings.silence.lasts_s(device) == MAINS_S):
            return
        words = f"{device} has not been heard of for {_span(lasted_s)}: is it powered and in reach?"
        if heats and room is not None:
            words += "".join(self._bounded(room, way) for way in house.ways(room))
        self._told[device] = words
        self._reporting.problem(words, room)

    def _bounded(self, room: RoomId, way: Way) -> str:
        block = self.house.config.rooms[room]
        safe = block.safe_setpoint(way.quantity)
        bound = "at most" if way is HEATING else "at least"
        return "" if safe == "keep" else f" The {way.name} in {block.name} goes by it: {bound} {safe:g} °C now"

    def _heard_again(self, device: DeviceId) -> None:
        words = self._told.pop(device, "")
        if not words:
            return
        if words in self.house.problems:
            self.house.problems.remove(words)
        self._reporting.tell(f"{device} is heard again", self.house.readings.room_of.get(device))
        self._reporting.changed = -math.inf

    # The safe setpoint

    def _set_safe(self, room: RoomId, now: Moment) -> bool:
        """Whether there is something left to be done."""
        house = self.house
        view = RoomView(house, room, now)
        wishes = []
        for way in house.ways(room):
            safe = house.config.rooms[room].safe_setpoint(way.quantity)
            for fitting, about in house.setpoints_of(room, way) if safe != "keep" else ():
                trait, device = about.trait, fitting.device.id
                is_held = house.ledger.held(device, trait.name, now) is not None  # what a hand has set stays
                if is_held or is_idle(house.readings, fitting.device, trait):
                    continue
                there = house.readings.last(device, trait.name)
                value = trait.nearest(float(safe))
                is_more = isinstance(there, float) and way.turned(there) < way.turned(float(value))
                if trait.same(there, value) or (is_more and house.is_known_empty(room)):
                    continue
                wish = Wish(room, device, trait.name, trait.quantity, value, there, 1.0, reason=_SILENT)
                may = house.ladder.ceiling_in(room)
                wishes.append(
                    wish if may == "act" else wish.held("ceiling", said("the hub may only %(level)s here", level=may))
                )
        if not wishes:
            return False
        decision = self._carry_out.decide(room, Trigger.SILENT, each_railed(view, wishes, Trigger.SILENT), now)
        if decision.sent():
            self._reporting.record(decision, now)
        return any(not wish.goes or wish.reason.code == STEP for wish in decision.wishes)


def _span(seconds: float) -> str:
    return f"{seconds / 60:.0f} minutes" if seconds < 2 * HEATING_S else f"{seconds / 3600:.0f} hours"
