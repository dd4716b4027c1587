"""What heating devices do of their own will: by a mode, a preset, a schedule, a boost, a window they take to be open.

In the flow: Moded → here; ``attribution.py`` asks of a setpoint that moved whether the device itself had a reason. A climate is
never taught by a change that comes with its own reason. (better_thermostat #790, #614; zha-device-handlers #1815, #1159.)
"""

from dataclasses import dataclass, replace

from devices.event import Moded
from devices.vocabulary import DeviceId

SETPOINTS = ("setpoint", "cooling_setpoint", "hvac_mode")
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
        if is_news:
            self._changed[moded.device] = moded.when.mono
        return is_news

    def rules(self, device: DeviceId) -> bool:
        """Whether it moves its setpoint itself now."""
        return any(said.rules for said in self._said.get(device, {}).values())

    def has_just_changed(self, device: DeviceId, mono: float) -> bool:
        at = self._changed.get(device)
        return at is not None and mono - at <= WITH_S

    def has_open_window(self, device: DeviceId) -> bool:
        return any(said.moded.is_open for said in self._said.get(device, {}).values())
