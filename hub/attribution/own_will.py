"""What devices do of their own will: heating ones by a mode, a preset, a schedule, a boost, a window they take to be open;
lamps by an effect, a fade of their own, the motion detector they have themselves.

In the flow: Moded → here; ``attribution.py`` asks of what moved whether the device itself had a reason. A climate is
never taught by a change that comes with its own reason. (better_thermostat #790, #614; zha-device-handlers #1815, #1159.)
"""

import re
from dataclasses import dataclass, replace

from devices.event import Moded
from devices.vocabulary import LIT, DeviceId, Value

from ..home.readings import Change

ITSELF, SCENE = "itself", "scene"
_CLOCK = re.compile(r"schedul|program|(?<![a-z])auto")
_MANUAL = re.compile(r"manual|heat|(?<![a-z])hold")
SETPOINTS = ("setpoint", "cooling_setpoint", "hvac_mode")
SENSED_S = 1.0  # a lamp with a motion detector of its own follows it by then; later it is somebody
WITH_S = 5.0  # a device's words for one thing that happened to it have all come by then, whichever comes first
BACK_S = 900.0  # a valve on batteries goes back to what it was set to by then, once its window is shut or its boost is over


@dataclass(frozen=True, slots=True)
class OwnWord:
    """One of a device's words. has_begun: it was seen to come to this."""

    moded: Moded
    has_begun: bool

    @property
    def rules(self) -> bool:
        return self.moded.rules and (self.has_begun or not self.moded.is_flag)


class OwnWill:
    """By device. Owned by the loop's thread."""

    def __init__(self) -> None:
        self._said: dict[DeviceId, dict[str, OwnWord]] = {}
        self._changed: dict[DeviceId, float] = {}  # monotonic
        self._turned: dict[DeviceId, float] = {}  # monotonic: when one said that somebody had turned it
        self._sensed: dict[DeviceId, tuple[bool, float]] = {}  # what its own detector said last, and when (monotonic)
        self._ruled: dict[DeviceId, float] = {}  # monotonic: when it ceased to go by something of its own
        self._moved: dict[tuple[DeviceId, str], tuple[Value | None, float]] = {}  # as by hand: what it was before, and when
        self._stood: dict[tuple[DeviceId, str], Value | None] = {}  # what it had been set to before it began to

    def take(self, moded: Moded) -> bool:
        """Whether it goes by something else from now on: what was told a moment ago may have been its own doing, too."""
        words = self._said.setdefault(moded.device, {})
        earlier = words.get(moded.about)
        if earlier is not None and earlier.moded.word == moded.word:
            words[moded.about] = replace(earlier, moded=moded)
            return False
        has_begun = earlier is not None and not moded.snapshot
        ruled, had_clock = self.rules(moded.device), self._goes_by_clock(moded.device)
        words[moded.about] = OwnWord(moded, has_begun)
        rules, mono = self.rules(moded.device), moded.when.mono
        if rules and not ruled:
            self._stood = {key: value for key, value in self._stood.items() if key[0] != moded.device}
            self._stood |= {
                key: before for key, (before, at) in self._moved.items() if key[0] == moded.device and mono - at <= WITH_S
            }
        elif ruled and not rules:
            self._ruled[moded.device] = mono
            if had_clock and _MANUAL.search(moded.word) is not None and not moded.snapshot:
                self._turned[moded.device] = mono  # no clock stops by itself
                return False
        # Heard for the first time, it is news only where it tells of something out of the ordinary.
        is_news = not moded.snapshot and (earlier is not None or moded.rules)
        if moded.moves:
            return is_news and moded.rules
        if is_news and moded.is_hands and earlier is not None:
            self._turned[moded.device] = moded.when.mono
        elif is_news:
            self._changed[moded.device] = moded.when.mono
        return is_news and not self.has_just_been_turned(moded.device, moded.when.mono)

    def rules(self, device: DeviceId, quantity: str = "setpoint") -> bool:
        """Whether it moves that quantity itself now."""
        every = self._said.get(device, {}).values()
        if quantity not in SETPOINTS:
            return any(one.rules and quantity in one.moded.moves for one in every)
        said = [one for one in every if not one.moded.moves]
        return any(one.rules for one in said) and not any(one.moded.is_hands for one in said)

    def _goes_by_clock(self, device: DeviceId) -> bool:
        return any(one.rules and _CLOCK.search(one.moded.word) is not None for one in self._said.get(device, {}).values())

    def why(self, change: Change, is_hand: bool) -> str:
        """Why it moved, where the device itself had a reason: itself, or scene: somebody chose that it should, thing by thing
        nobody did. Empty: it had none. is_hand: it looks like a hand on it.

        Where a heating device says that somebody turned it while it went by a schedule, that is so, and so is it where it
        ceases to go by its schedule and is set to what it was not before; where it went over to another mode at the same time,
        its setpoint is that mode's.
        """
        device, quantity, mono = change.device, change.trait.quantity, change.when.mono
        if quantity in SETPOINTS:
            is_own = change.origin != "hand" and (self.rules(device) or self._goes_back(change))
            if is_own or self.has_just_changed(device, mono) or self.follows_its_own_eyes(device, change.value, mono):
                self._stood.setdefault((device, change.trait.name), change.before)
                return ITSELF
            self._stood.pop((device, change.trait.name), None)
            self._moved[device, change.trait.name] = change.before, mono
            return ""
        if not is_hand or change.origin == "hand" or quantity not in ("power", *LIT):
            return ""
        if self.follows_its_own_eyes(device, change.value, mono):
            return ITSELF
        return SCENE if self.rules(device, quantity) else ""

    def _goes_back(self, change: Change) -> bool:
        """Whether it is set to what it had been set to before it went by something of its own, which is over."""
        over = self._ruled.get(change.device)
        stood = self._stood.get((change.device, change.trait.name))
        is_soon = over is not None and change.when.mono - over <= BACK_S
        return is_soon and stood is not None and change.trait.same(stood, change.value)

    def has_just_changed(self, device: DeviceId, mono: float) -> bool:
        at = self._changed.get(device)
        return at is not None and mono - at <= WITH_S and not self.has_just_been_turned(device, mono)

    def has_just_been_turned(self, device: DeviceId, mono: float) -> bool:
        """Whether it says so: whatever else changed along with that, its setpoint is somebody's."""
        at = self._turned.get(device)
        return at is not None and mono - at <= WITH_S

    def sensed(self, device: DeviceId, is_moving: bool, mono: float) -> bool:
        """A lamp's or a heating's own motion detector said something; whether that is news."""
        is_news = self._sensed.get(device, (None, 0.0))[0] is not is_moving
        if is_news:
            self._sensed[device] = is_moving, mono
        return is_news

    def follows_its_own_eyes(self, device: DeviceId, value: object, mono: float) -> bool:
        """Whether it has just seen somebody come, or nobody any more, and does what it was built for."""
        is_moving, at = self._sensed.get(device, (False, float("-inf")))
        return mono - at <= SENSED_S and (not isinstance(value, bool) or value is is_moving)

    def has_open_window(self, device: DeviceId) -> bool:
        return any(said.moded.is_open for said in self._said.get(device, {}).values())
