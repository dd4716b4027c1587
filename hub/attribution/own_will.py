"""What devices do of their own will: heating ones by a mode, a preset, a schedule, a boost, a window they take to be open;
lamps by an effect, a fade of their own, the motion detector they have themselves.

In the flow: Moded → here; ``attribution.py`` asks of what moved whether the device itself had a reason. A climate is
never taught by a change that comes with its own reason. (better_thermostat #790, #614; zha-device-handlers #1815, #1159.)
"""

from dataclasses import dataclass, replace

from devices.event import Moded
from devices.vocabulary import LIT, DeviceId

from ..home.readings import Change

ITSELF, SCENE = "itself", "scene"
SETPOINTS = ("setpoint", "cooling_setpoint", "hvac_mode")
SENSED_S = 1.0  # a lamp with a motion detector of its own follows it by then; later it is somebody
WITH_S = 5.0  # a device's words for one thing that happened to it have all come by then, whichever comes first


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

    def take(self, moded: Moded) -> bool:
        """Whether it goes by something else from now on: what was told a moment ago may have been its own doing, too."""
        words = self._said.setdefault(moded.device, {})
        earlier = words.get(moded.about)
        if earlier is not None and earlier.moded.word == moded.word:
            words[moded.about] = replace(earlier, moded=moded)
            return False
        has_begun = earlier is not None and not moded.snapshot
        words[moded.about] = OwnWord(moded, has_begun)
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

    def why(self, change: Change, is_hand: bool) -> str:
        """Why it moved, where the device itself had a reason: itself, or scene: somebody chose that it should, thing by thing
        nobody did. Empty: it had none. is_hand: it looks like a hand on it.

        Where a heating device says that somebody turned it while it went by a schedule, that is so; where it went over to
        another mode at the same time, its setpoint is that mode's.
        """
        device, quantity, mono = change.device, change.trait.quantity, change.when.mono
        if quantity in SETPOINTS:
            rules = change.origin != "hand" and self.rules(device)
            return ITSELF if rules or self.has_just_changed(device, mono) else ""
        if not is_hand or change.origin == "hand" or quantity not in ("power", *LIT):
            return ""
        if self.follows_its_own_eyes(device, change.value, mono):
            return ITSELF
        return SCENE if self.rules(device, quantity) else ""

    def has_just_changed(self, device: DeviceId, mono: float) -> bool:
        at = self._changed.get(device)
        return at is not None and mono - at <= WITH_S and not self.has_just_been_turned(device, mono)

    def has_just_been_turned(self, device: DeviceId, mono: float) -> bool:
        """Whether it says so: whatever else changed along with that, its setpoint is somebody's."""
        at = self._turned.get(device)
        return at is not None and mono - at <= WITH_S

    def sensed(self, device: DeviceId, is_moving: bool, mono: float) -> bool:
        """A lamp's own motion detector said something; whether that is news."""
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
