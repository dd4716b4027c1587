"""Who changed it: the hub itself, a hand, or another program. Per device and trait, by expectation windows.

Most devices do not say who moved them. So before commanding, the hub notes what it expects to hear and until when; what is on
the path from old to target inside that window is its own echo. Commands of others are visible on the broker and mark their
echoes the same way. What is left is a hand. Source of the rules: the window rules kept for families without an origin
(an optimistic echo tells the target at once, reports from inside a fade follow, then the final value).
"""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import replace
from enum import StrEnum

from devices.event import Ordered, Pressed
from devices.vocabulary import LIT, DeviceId, Moment, RoomId, Trait, Value

from ..home.readings import Change
from .expectation import (
    FADE_S,
    PROMISED,
    QUICK_S,
    SLEEPER_S,
    Closed,
    Expectation,
    arrived,
    heard,
    is_another_choice,
    may_still_be_told,
    on_path,
    turned_back,
)
from .foreign_commands import ORDER_WINDOW_S, Foreign, Orders
from .on_the_way import OnTheWay
from .own_will import SETPOINTS, OwnWill
from .rounding import Rounding

PRESS_WINDOW_S = 3.0  # a remote's button, then a program's command for the same room: the hand was on the remote
ANSWERS = 8  # values a device has answered with instead of what it was asked for, remembered of each trait
LATE_S = 30.0  # a closed window's target still explains a straggling report for this long


class Cause(StrEnum):
    SNAPSHOT = "snapshot"
    ECHO = "echo"
    HAND = "hand"
    SCENE = "scene"  # somebody chose it, but not thing by thing: it stands, and teaches nobody
    AUTOMATION = "automation"
    PASSING = "passing"  # it lies on the way to where the device said that it goes
    ITSELF = "itself"  # the device had a reason of its own: a mode, a window, its schedule


class Attribution:
    """Open windows, other programs' commands, pressed buttons. Owned by the loop's thread."""

    def __init__(self, app_is_hand: bool = False) -> None:
        self._open: dict[tuple[DeviceId, str], Expectation] = {}
        self._closed: dict[tuple[DeviceId, str], Expectation] = {}
        self._orders = Orders()
        self._own: dict[tuple[DeviceId, str], tuple[Value, float]] = {}
        self._pressed: dict[RoomId, float] = {}
        self._answers: dict[tuple[DeviceId, str], deque[float]] = {}
        self._is_lit: dict[tuple[DeviceId, str], bool] = {}  # by device and endpoint
        self.app_is_hand = app_is_hand
        self.own_will = OwnWill()
        self._rounding = Rounding()
        self._on_the_way = OnTheWay()

    def expect(
        self,
        device: DeviceId,
        trait: Trait,
        old: Value | None,
        target: Value | None,
        now: Moment,
        lasts_s: float,
        decision: str,
        promises: bool = True,
        fade_s: float = 0.0,
    ) -> None:
        """The hub is about to command: call before publishing, with the target as the device will round it. promises: of its
        family, a bridge may tell the target before the device has made of it what it can. fade_s: what it was asked to take
        beyond the usual."""
        key = (device, trait.name)
        awaited = self._open.get(key)
        if target is None and awaited is not None:
            return  # a real expectation says more than a side effect
        if target is None and trait.quantity in LIT and self._is_lit.get((device, trait.endpoint)):
            return  # a lamp that is lit keeps the level and the colour nobody names
        earlier = replace(awaited, earlier=None) if awaited is not None and now.mono <= awaited.until else None
        fades_s = lasts_s if lasts_s > SLEEPER_S else min(lasts_s, FADE_S)
        until, fades_until = now.mono + fade_s + lasts_s, now.mono + fade_s + fades_s
        self._open[key] = Expectation(
            trait, old, target, now.mono, until, fades_until, decision, earlier=earlier, promises=promises, fade_s=fade_s
        )
        self._closed.pop(key, None)
        self._orders.drop(key)
        if target is not None:
            self._own[key] = (target, now.mono)

    def withdraw(self, device: DeviceId) -> None:
        """Nothing was sent after all."""
        for key in [key for key in self._open if key[0] == device]:
            del self._open[key]

    def ordered(self, ordered: Ordered, trait: Trait, lasts_s: float = ORDER_WINDOW_S) -> bool:
        """Someone's command passed by; True when it was not the hub's own. On MQTT 3.1.1 the hub hears itself.

        lasts_s: how long the device may take to answer; a sleeping one takes longer than most.
        """
        key = (ordered.device, trait.name)
        own = self._own.get(key)
        if own is not None and ordered.when.mono - own[1] < ORDER_WINDOW_S and trait.same(own[0], ordered.value):
            return False
        mono = ordered.when.mono
        is_dark = self._is_lit.get((ordered.device, trait.endpoint)) is False
        until = mono + ordered.fade_s + max(lasts_s, ORDER_WINDOW_S)
        order = Foreign(trait, ordered.value, mono, until, is_dark, ordered.fade_s, earlier=self._open.get(key))
        self._orders.put(ordered.device, order)
        return True

    def pressed(self, pressed: Pressed, room: RoomId) -> None:
        self._pressed[room] = pressed.when.mono

    def has_been_pressed(self, mono: float) -> bool:
        """Whether anybody in the home has used a button just now."""
        return any(0.0 <= mono - at <= PRESS_WINDOW_S for at in self._pressed.values())

    def classify(self, change: Change, room: RoomId | None) -> Cause:
        """Whose doing a change is."""
        if change.trait.quantity == "power":
            self._is_lit[change.device, change.trait.endpoint] = bool(change.value)
            if change.value is False:
                self._darkened(change)
        is_state = change.snapshot or change.before is None
        if is_state or (change.back_since is not None and not self._is_somebodys(change, change.back_since, room)):
            self._note(change)
            return Cause.SNAPSHOT
        if self._on_the_way.explains(change):
            return Cause.PASSING
        cause = self._cause(change, room)
        self._rounding.told((change.device, change.trait.name), change.value)
        if cause is not Cause.ECHO:
            is_hand = cause is Cause.HAND and not self.has_been_pressed(change.when.mono)
            cause = Cause(self.own_will.why(change, is_hand) or cause)
        if cause is Cause.ITSELF:
            self._moved_itself((change.device, change.trait.name))
        if cause in (Cause.HAND, Cause.SCENE, Cause.AUTOMATION):
            self._overrule(change, cause)
            self._on_the_way.begins(change)
        return cause

    def _moved_itself(self, key: tuple[DeviceId, str]) -> None:
        """Whatever was asked for, where it stands now nobody chose."""
        awaited = self._open.get(key)
        if awaited is not None:
            self._open[key] = replace(awaited, is_moot=True)
        self._orders.drop(key)

    def is_in_doubt(self, device: DeviceId, trait: str) -> bool:
        """Whether it has been where it was told to go, and has left that again: it may be on its way still, or in somebody's
        hand. Until that is known nobody's coming overrules it."""
        expectation = self._open.get((device, trait))
        return (expectation is not None and expectation.is_in_doubt) or self._orders.is_in_doubt((device, trait))

    def on_its_way(self, device: DeviceId, trait: str) -> Value | None:
        """What it was told a moment ago and will be, as far as is known: nothing has been heard of it since. None: nothing."""
        expectation = self._open.get((device, trait))
        return None if expectation is None or not expectation.is_on_its_way else expectation.target

    def nearest(self, device: DeviceId, trait: Trait, value: Value) -> Value:
        """As ``Trait.nearest``, on the step the device was found to have."""
        return self._rounding.nearest((device, trait.name), trait, value)

    def _is_somebodys(self, change: Change, back_since: float, room: RoomId | None) -> bool:
        """Whether there is a reason why a device that has just come back should tell this, other than how it woke."""
        if change.origin in ("hand", "scene"):
            return True
        awaited = self._open.get((change.device, change.trait.name))
        if awaited is not None and awaited.since >= back_since and change.when.mono <= awaited.until:
            return True
        order = self._orders.for_change(change)
        if order is not None and order.mono >= back_since:
            return True
        return self._of_program(room, change.when.mono) is Cause.HAND

    def _overrule(self, change: Change, cause: Cause) -> None:
        """What was asked for is over: whatever comes now, even the same value again, is somebody's. Only a device that has not
        obeyed yet, or sleeps, may obey still; so may one that has said at once that it will."""
        key = (change.device, change.trait.name)
        self._closed.pop(key, None)
        awaited = self._open.pop(key, None)
        if awaited is not None:
            is_patient = awaited.is_asleep or change.trait.quantity not in ("power", *LIT)
            if is_patient and (not awaited.reached or awaited.is_asleep):
                self._open[key] = replace(awaited, reached=False, is_overruled=True)
            elif not awaited.reached:
                self._open[key] = replace(awaited, is_overruled=True, until=min(awaited.until, awaited.since + FADE_S))
            elif change.when.mono <= awaited.fades_until and change.trait.quantity in PROMISED:
                self._open[key] = replace(awaited, reached=False, is_overruled=True, until=awaited.fades_until)
        if cause is not Cause.AUTOMATION:
            self._orders.overrule(key, change.when.mono)

    def _darkened(self, change: Change) -> None:
        """A lamp put out stays where it was on its way: nobody chose that level."""
        for other, e in self._open.items():
            is_its = other[0] == change.device and e.trait.endpoint == change.trait.endpoint
            if is_its and e.trait.quantity in LIT:
                self._open[other] = replace(e, is_moot=True)
        self._orders.darkened(change)

    def _cause(self, change: Change, room: RoomId | None) -> Cause:
        key = (change.device, change.trait.name)
        awaited = self._open.get(key)
        if awaited is not None and change.when.mono <= awaited.until and arrived(change.trait, change.value, awaited.target):
            # Even where the device names an origin: a bridge repeats the last one it knew in the echo of our command.
            return self._in_window(key, awaited, change)
        order = self._orders.for_change(change)
        if change.origin in ("hand", "scene") and not (order is not None and self._orders.is_still_to_come(order, change)):
            return Cause.HAND if change.origin == "hand" else Cause.SCENE
        if change.origin == "schedule":
            # Home Assistant keeps a call's name on the lamp for five seconds, also for the wall switch that undoes it.
            if order is not None and (order.is_overruled or not self._orders.explains(order, change)):
                return Cause.HAND
            if order is None and self._orders.is_about_another(change):
                return Cause.HAND
            return self._of_program(room, change.when.mono)
        if order is not None and not order.is_overruled and self._orders.explains(order, change):
            return self._of_order(key, order, room)
        expectation = self._open.get(key)
        if expectation is not None and change.when.mono <= expectation.until:
            return self._in_window(key, expectation, change)
        late = self._closed.get(key)
        is_awaited = late is not None and change.when.mono - late.until <= LATE_S and not late.is_confirmed
        if late is not None and is_awaited and change.trait.same(change.value, late.target):
            return Cause.ECHO  # a slow fade's last word
        is_unsure = change.origin == "unsure" and not self.own_will.has_just_been_turned(change.device, change.when.mono)
        return Cause.SCENE if is_unsure else Cause.HAND

    def repeated(self, device: DeviceId, trait: str, value: Value, now: Moment) -> None:
        """A report within rounding of what was known: no change, but it may be the confirmation that is awaited."""
        key = (device, trait)
        expectation = self._open.get(key)
        if expectation is not None:
            self._open[key] = heard(expectation, value, now.mono, is_news=False)
        self._orders.repeated(key, value)

    def close(self, now: Moment) -> list[Closed]:
        """Windows that have run out since the last call."""
        over = [key for key, e in self._open.items() if now.mono >= e.until]
        closed = []
        for key in over:
            expectation = self._open.pop(key)
            if not expectation.is_overruled or expectation.is_asleep:
                self._closed[key] = expectation
            closed.append(Closed(key[0], expectation))
        self._closed = {key: e for key, e in self._closed.items() if now.mono - e.until <= LATE_S}
        return [*closed, *self._orders.close(now)]

    def is_its_own_answer(self, closed: Closed) -> bool:
        """Whether it has come to rest there before, asked for something else: the lowest level it goes to, a step of its own.

        Asked once of each; the first time is remembered and counts as somebody's doing.
        """
        value = closed.expectation.last
        if value is None or isinstance(value, bool | str):
            return False
        known = self._answers.setdefault((closed.device, closed.expectation.trait.name), deque(maxlen=ANSWERS))
        if any(closed.expectation.trait.same(value, earlier) for earlier in known):
            return True
        known.append(value)
        return False

    def open_until(self, device: DeviceId, trait: str) -> Expectation | None:
        return self._open.get((device, trait))

    def next_deadline(self) -> float | None:
        """Monotonic time of the first window to run out."""
        times = [self._orders.next_deadline(), *(e.until for e in self._open.values())]
        return min((at for at in times if at is not None), default=None)

    def forget(self) -> None:
        """After a reconnect nothing that is awaited will come in order."""
        self._open.clear()
        self._orders.clear()

    def _note(self, change: Change) -> None:
        key = (change.device, change.trait.name)
        expectation = self._open.get(key)
        if expectation is not None:
            self._open[key] = heard(expectation, change.value, change.when.mono, is_state=True)

    def _of_order(self, key: tuple[DeviceId, str], order: Foreign, room: RoomId | None) -> Cause:
        if self._of_program(room, order.mono) is Cause.HAND:
            return Cause.HAND
        own = self._own.get(key)
        quick = own is not None and 0.0 <= order.mono - own[1] <= QUICK_S
        if self.app_is_hand and not quick:
            return Cause.HAND
        return Cause.AUTOMATION

    def _of_program(self, room: RoomId | None, mono: float) -> Cause:
        """A remote wired through a program is still a hand."""
        press = self._pressed.get(room) if room is not None else None
        return Cause.HAND if press is not None and 0.0 <= mono - press <= PRESS_WINDOW_S else Cause.AUTOMATION

    def _in_window(self, key: tuple[DeviceId, str], expectation: Expectation, change: Change) -> Cause:
        self._open[key] = heard(expectation, change.value, change.when.mono)
        target, value, mono = expectation.target, change.value, change.when.mono
        if target is None:
            # A side effect comes once or at once; what moves it again later is somebody.
            first = expectation.last is None or mono - expectation.since <= QUICK_S
            return Cause.ECHO if first else Cause.HAND
        if arrived(change.trait, value, target):
            if expectation.is_overruled:
                del self._open[key]  # it has obeyed; whoever turns it now has done it
            return Cause.ECHO
        if expectation.is_overruled:
            return Cause.HAND
        if self._rounding.explains(key, expectation, value, mono):
            self._open[key] = replace(self._open[key], made=value)
            return Cause.ECHO
        earlier = expectation.earlier
        if earlier is not None and may_still_be_told(earlier, expectation.since, mono) and on_path(earlier, value):
            return Cause.ECHO  # told before it heard the newer command
        is_fading = not expectation.reached or mono - expectation.reached_at <= FADE_S
        if change.trait.quantity == "colour" and is_fading and on_path(expectation, value):
            return Cause.ECHO
        if isinstance(value, str):
            return Cause.HAND if is_another_choice(expectation, value, mono) else Cause.ECHO
        if isinstance(value, bool):
            return Cause.HAND if expectation.reached or expectation.old == target else Cause.ECHO  # a reversal
        if not expectation.trait.glides and expectation.reached:
            return Cause.HAND
        if turned_back(expectation, value):
            return Cause.HAND
        is_fading = not expectation.reached or (mono <= expectation.fades_until and not expectation.settled)
        return Cause.ECHO if is_fading and on_path(expectation, value) else Cause.HAND


def side_effects(commanded: Iterable[str], traits: Mapping[str, Trait]) -> list[Trait]:
    """Traits a command moves without naming them: a lamp that wakes tells the level and colour it wakes with, a dimmed lamp
    is on, a valve told a setpoint may change its mode, a player told a playlist its volume."""
    quantities = {traits[name].quantity for name in commanded if name in traits}
    moved: set[str] = set()
    if quantities & {"power", *LIT}:
        moved |= {"power", *LIT}
    if quantities & {*SETPOINTS}:
        moved |= {*SETPOINTS}
    named = set(commanded)
    return [trait for trait in traits.values() if trait.quantity in moved and trait.name not in named]
