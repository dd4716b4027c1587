"""What the rails remember of the hub's own commands: when each was sent, what a hand last set, who keeps undoing what.

All times are monotonic seconds. Mutable, owned by the loop's thread; nothing of it names a person.
"""

import math
from collections import defaultdict, deque

from devices.vocabulary import DeviceId, Moment, RoomId, Value

from ..decision import Wish

REVERSALS = 3  # robustness D6: after so many in REVERSAL_WINDOW_S the hub yields for YIELD_S
REVERSAL_WINDOW_S = 300.0
YIELD_S = 1800.0
OBSERVE_S = 1800.0  # robustness F8, P6: after a flood, or many deaths, the hub only observes, until resumed or this long
TOO_MANY = "too many commands were sent at once"


class CommandHistory:
    """per_device: commands a device may get in a minute. per_home: commands of the whole home in ten seconds."""

    def __init__(self, per_device: int = 5, per_home: int = 20) -> None:
        self.per_device, self.per_home = per_device, per_home
        self.setpoint_at: dict[tuple[RoomId, str], float] = {}
        self.setpoint_of: dict[tuple[DeviceId, str], float] = {}
        self.mode_at: dict[DeviceId, deque[float]] = defaultdict(lambda: deque(maxlen=8))
        self.light_at: dict[DeviceId, float] = {}
        self.motor_at: dict[DeviceId, float] = {}
        self.manual_volume: dict[DeviceId, float] = {}
        self._sent_to: dict[DeviceId, deque[float]] = defaultdict(deque)
        self._sent: deque[float] = deque()
        self._last_order: dict[DeviceId, tuple[str, float]] = {}
        self._last_traits: dict[DeviceId, set[str]] = {}
        self._reversed: dict[tuple[DeviceId, str], deque[float]] = defaultdict(deque)
        self._yields_until: dict[tuple[DeviceId, str], float] = {}
        self._observes_until = 0.0
        self._observes_because = ""

    def record(self, wish: Wish, now: Moment, decision: str = "") -> None:
        """A wish went out. Several values of one command to a device count once, and so does a volume that goes up in steps."""
        mono = now.mono
        match wish.quantity:
            case "setpoint" | "cooling_setpoint":
                self.setpoint_at[wish.room, wish.quantity] = mono
                if not isinstance(wish.value, bool | str):
                    self.setpoint_of[wish.device, wish.trait] = float(wish.value)
            case "hvac_mode":
                self.mode_at[wish.device].append(mono)
            case "power" | "brightness" | "colour_temperature" | "colour":
                self.light_at[wish.device] = mono
            case "position" | "fan_speed":
                self.motor_at[wish.device] = mono
            case _:
                pass
        seen = self._last_traits.setdefault(wish.device, set())
        if self._last_order.get(wish.device) != (decision, mono) or wish.trait in seen:
            self._count(wish.device, mono)
            seen.clear()
        seen.add(wish.trait)
        self._last_order[wish.device] = (decision, mono)

    def record_retry(self, device: DeviceId, now: Moment) -> None:
        self._count(device, now.mono)

    def record_manual(self, device: DeviceId, value: Value) -> None:
        """A hand set the volume of a player."""
        if not isinstance(value, bool | str) and math.isfinite(value):
            self.manual_volume[device] = min(1.0, max(0.0, float(value)))

    def record_reversal(self, device: DeviceId, trait: str, now: Moment) -> list[str]:
        """Another program undid what the hub did. Returns notices for people: the hub yields now."""
        key = (device, trait)
        times = self._reversed[key]
        times.append(now.mono)
        while times and now.mono - times[0] > REVERSAL_WINDOW_S:
            times.popleft()
        if len(times) < REVERSALS:
            return []
        times.clear()
        self._yields_until[key] = now.mono + YIELD_S
        return [f"another automation keeps undoing {trait} of {device}: the hub leaves it alone for {YIELD_S / 60:.0f} minutes"]

    def is_yielding(self, device: DeviceId, trait: str, now: Moment) -> bool:
        return now.mono < self._yields_until.get((device, trait), 0.0)

    def may_send(self, device: DeviceId, now: Moment, pending: int = 0) -> bool:
        """Whether one more command to the device stays within the home's limits. pending: others of the same decision."""
        return self._to(device, now.mono) < self.per_device and self._to_all(now.mono) + pending < self.per_home

    def may_retry(self, device: DeviceId, now: Moment) -> bool:
        """As may_send, and never with the last command a device may get in the minute: somebody may come in."""
        if self.is_observing(now) or self._to(device, now.mono) + 1 >= self.per_device:
            return False
        return self.may_send(device, now)

    def observe(self, now: Moment, because: str = TOO_MANY) -> str:
        """Only watch from here. Returns the notice."""
        self._observes_until, self._observes_because = now.mono + OBSERVE_S, because
        return f"{because}: the hub only observes for {OBSERVE_S / 60:.0f} minutes (attune resume ends it)"

    def observes_because(self, now: Moment) -> str:
        """Why it only observes; empty while it does not."""
        return self._observes_because if self.is_observing(now) else ""

    def is_observing(self, now: Moment) -> bool:
        return now.mono < self._observes_until

    def resume(self) -> None:
        self._observes_until = 0.0

    def _count(self, device: DeviceId, mono: float) -> None:
        self._sent_to[device].append(mono)
        self._sent.append(mono)

    def _to(self, device: DeviceId, mono: float) -> int:
        return _within(self._sent_to[device], mono, 60.0)

    def _to_all(self, mono: float) -> int:
        return _within(self._sent, mono, 10.0)


def _within(times: deque[float], mono: float, window_s: float) -> int:
    while times and mono - times[0] > window_s:
        times.popleft()
    return len(times)
