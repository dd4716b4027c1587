"""Who changed it: the hub itself, a hand, or another program. Per device and trait, by expectation windows.

Most devices do not say who moved them. So before commanding, the hub notes what it expects to hear and until when; what is on
the path from old to target inside that window is its own echo. Commands of others are visible on the broker and mark their
echoes the same way. What is left is a hand. Source of the rules: the window rules kept for families without an origin
(an optimistic echo tells the target at once, reports from inside a fade follow, then the final value).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from devices.event import Ordered, Pressed
from devices.vocabulary import DeviceId, Moment, RoomId, Trait, Value

from .home import Change

ORDER_WINDOW_S = 5.0  # how long after another program's command its echoes come
PRESS_WINDOW_S = 3.0  # a remote's button, then a program's command for the same room: the hand was on the remote
QUICK_S = 1.5  # faster than this after the hub's own command is a program, not a person
FADE_S = 2.5  # reports from inside a one-second fade have come by then
SLEEPER_S = 30.0  # a window longer than this is a sleeping device's: it may tell its old value until it wakes
LATE_S = 30.0  # a closed window's target still explains a straggling report for this long


class Cause(StrEnum):
    SNAPSHOT = "snapshot"
    ECHO = "echo"
    HAND = "hand"
    SCENE = "scene"  # somebody chose it, but not thing by thing: it stands, and teaches nobody
    AUTOMATION = "automation"


@dataclass(frozen=True, slots=True)
class Expectation:
    """What the hub waits to hear of one trait. target None: anything, a side effect of a command (the level a lamp wakes with).

    until: monotonic end of the window. fades_until: so long reports from inside a fade may come. reached: the target has been
    reported. last: what was reported last inside the window.
    """

    trait: Trait
    old: Value | None
    target: Value | None
    since: float
    until: float
    fades_until: float
    decision: str
    reached: bool = False
    last: Value | None = None
    last_mono: float = 0.0


@dataclass(frozen=True, slots=True)
class Closed:
    """A window that ran out. confirmed: the device told the target last. strayed: it told the target, then something else,
    and stayed there: an outside influence noticed late. silent: it never told the target."""

    device: DeviceId
    expectation: Expectation

    @property
    def confirmed(self) -> bool:
        e = self.expectation
        return e.target is None or e.trait.same(e.last, e.target)

    @property
    def strayed(self) -> bool:
        return self.expectation.reached and not self.confirmed

    @property
    def silent(self) -> bool:
        return not self.expectation.reached


class Attribution:
    """Open windows, other programs' commands, pressed buttons. Owned by the loop's thread."""

    def __init__(self, app_is_hand: bool = False) -> None:
        self._open: dict[tuple[DeviceId, str], Expectation] = {}
        self._closed: dict[tuple[DeviceId, str], Expectation] = {}
        self._orders: dict[tuple[DeviceId, str], tuple[Value | None, float]] = {}
        self._own: dict[tuple[DeviceId, str], tuple[Value, float]] = {}
        self._pressed: dict[RoomId, float] = {}
        self._app_is_hand = app_is_hand

    def expect(
        self,
        device: DeviceId,
        trait: Trait,
        old: Value | None,
        target: Value | None,
        now: Moment,
        lasts_s: float,
        decision: str,
    ) -> None:
        """The hub is about to command: call before publishing, with the target as the device will round it."""
        key = (device, trait.name)
        if target is None and key in self._open:
            return  # a real expectation says more than a side effect
        fades_s = lasts_s if lasts_s > SLEEPER_S else min(lasts_s, FADE_S)
        self._open[key] = Expectation(trait, old, target, now.mono, now.mono + lasts_s, now.mono + fades_s, decision)
        self._closed.pop(key, None)
        self._orders.pop(key, None)
        if target is not None:
            self._own[key] = (target, now.mono)

    def withdraw(self, device: DeviceId) -> None:
        """Nothing was sent after all."""
        for key in [key for key in self._open if key[0] == device]:
            del self._open[key]

    def ordered(self, ordered: Ordered, trait: Trait) -> bool:
        """Someone's command passed by; True when it was not the hub's own. On MQTT 3.1.1 the hub hears itself."""
        key = (ordered.device, trait.name)
        own = self._own.get(key)
        if own is not None and ordered.when.mono - own[1] < ORDER_WINDOW_S and trait.same(own[0], ordered.value):
            return False
        self._orders[key] = (ordered.value, ordered.when.mono)
        return True

    def pressed(self, pressed: Pressed, room: RoomId) -> None:
        self._pressed[room] = pressed.when.mono

    def classify(self, change: Change, room: RoomId | None) -> Cause:
        """Whose doing a change is."""
        if change.snapshot or change.before is None:
            self._note(change)
            return Cause.SNAPSHOT
        cause = self._cause(change, room)
        if cause in (Cause.HAND, Cause.SCENE, Cause.AUTOMATION):
            self._open.pop((change.device, change.trait.name), None)  # what the hub asked for is over
        return cause

    def _cause(self, change: Change, room: RoomId | None) -> Cause:
        key = (change.device, change.trait.name)
        awaited = self._open.get(key)
        if awaited is not None and change.when.mono <= awaited.until and change.trait.same(change.value, awaited.target):
            # Even where the device names an origin: a bridge repeats the last one it knew in the echo of our command.
            return self._in_window(key, awaited, change)
        if change.origin == "hand":
            return Cause.HAND
        if change.origin == "scene":
            return Cause.SCENE
        order = self._orders.get(key)
        if change.origin == "schedule":
            # Home Assistant keeps a call's name on the lamp for five seconds, also for the wall switch that undoes it.
            was_reached = order is not None and change.trait.same(change.before, order[0])
            if was_reached and order is not None and not change.trait.same(change.value, order[0]):
                return Cause.HAND
            return self._of_program(room, change.when.mono)
        if order is not None and change.when.mono - order[1] <= ORDER_WINDOW_S:
            return self._of_order(key, order, change, room)
        expectation = self._open.get(key)
        if expectation is not None and change.when.mono <= expectation.until:
            return self._in_window(key, expectation, change)
        late = self._closed.get(key)
        if late is not None and change.when.mono - late.until <= LATE_S and change.trait.same(change.value, late.target):
            return Cause.ECHO  # a slow fade's last word
        return Cause.SCENE if change.origin == "unsure" else Cause.HAND

    def repeated(self, device: DeviceId, trait: str, value: Value, now: Moment) -> None:
        """A report within rounding of what was known: no change, but it may be the confirmation that is awaited."""
        key = (device, trait)
        expectation = self._open.get(key)
        if expectation is not None:
            self._open[key] = _heard(expectation, value, now.mono)

    def close(self, now: Moment) -> list[Closed]:
        """Windows that have run out since the last call."""
        over = [key for key, e in self._open.items() if now.mono > e.until]
        closed = []
        for key in over:
            expectation = self._open.pop(key)
            self._closed[key] = expectation
            closed.append(Closed(key[0], expectation))
        self._closed = {key: e for key, e in self._closed.items() if now.mono - e.until <= LATE_S}
        self._orders = {key: order for key, order in self._orders.items() if now.mono - order[1] <= ORDER_WINDOW_S}
        return closed

    def open_until(self, device: DeviceId, trait: str) -> Expectation | None:
        return self._open.get((device, trait))

    def next_deadline(self) -> float | None:
        """Monotonic time of the first window to run out."""
        return min((e.until for e in self._open.values()), default=None)

    def forget(self) -> None:
        """After a reconnect nothing that is awaited will come in order."""
        self._open.clear()
        self._orders.clear()

    def _note(self, change: Change) -> None:
        key = (change.device, change.trait.name)
        expectation = self._open.get(key)
        if expectation is not None:
            self._open[key] = _heard(expectation, change.value, change.when.mono)

    def _of_order(
        self, key: tuple[DeviceId, str], order: tuple[Value | None, float], change: Change, room: RoomId | None
    ) -> Cause:
        if self._of_program(room, order[1]) is Cause.HAND:
            return Cause.HAND
        own = self._own.get(key)
        quick = own is not None and 0.0 <= order[1] - own[1] <= QUICK_S
        if self._app_is_hand and not quick:
            return Cause.HAND
        return Cause.AUTOMATION

    def _of_program(self, room: RoomId | None, mono: float) -> Cause:
        """A remote wired through a program is still a hand."""
        press = self._pressed.get(room) if room is not None else None
        return Cause.HAND if press is not None and 0.0 <= mono - press <= PRESS_WINDOW_S else Cause.AUTOMATION

    def _in_window(self, key: tuple[DeviceId, str], expectation: Expectation, change: Change) -> Cause:
        self._open[key] = _heard(expectation, change.value, change.when.mono)
        if expectation.target is None:
            # A side effect comes once or at once; what moves it again later is somebody.
            first = expectation.last is None or change.when.mono - expectation.since <= QUICK_S
            return Cause.ECHO if first else Cause.HAND
        if isinstance(change.value, str):
            return Cause.ECHO  # names change several times on the way (a queue is cleared, then loaded): judged when it closes
        if change.trait.same(change.value, expectation.target):
            return Cause.ECHO
        if isinstance(change.value, bool):
            return Cause.HAND if expectation.reached else Cause.ECHO  # a reversal
        is_fading = not expectation.reached or change.when.mono <= expectation.fades_until
        return Cause.ECHO if is_fading and _on_path(expectation, change.value) else Cause.HAND


def _heard(expectation: Expectation, value: Value, mono: float) -> Expectation:
    reached = expectation.reached or (expectation.target is not None and expectation.trait.same(value, expectation.target))
    return replace(expectation, reached=reached, last=value, last_mono=mono)


def _on_path(expectation: Expectation, value: Value) -> bool:
    """Between old and target, rounding allowed. An unknown start leaves only the target's side to judge by: all is path."""
    old, target = expectation.old, expectation.target
    if isinstance(old, bool | str) or isinstance(target, bool | str) or isinstance(value, bool | str):
        return False
    if old is None or target is None:
        return True
    if expectation.trait.same(value, old):
        return True
    return min(old, target) <= value <= max(old, target)


def side_effects(commanded: Iterable[str], traits: Mapping[str, Trait]) -> list[Trait]:
    """Traits a command moves without naming them: a lamp that wakes tells the level and colour it wakes with, a dimmed lamp
    is on, a valve told a setpoint may change its mode, a player told a playlist its volume."""
    quantities = {traits[name].quantity for name in commanded if name in traits}
    moved: set[str] = set()
    if quantities & {"brightness", "colour_temperature", "power"}:
        moved |= {"power", "brightness", "colour_temperature"}
    if quantities & {"setpoint", "hvac_mode"}:
        moved |= {"setpoint", "hvac_mode"}
    named = set(commanded)
    return [trait for trait in traits.values() if trait.quantity in moved and trait.name not in named]
