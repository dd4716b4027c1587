"""What the rails remember of the hub's own commands: when each was sent, what a hand last set, who keeps undoing what.

All times are monotonic seconds. Mutable, owned by the loop's thread; nothing of it names a person.
"""

from collections import defaultdict, deque

from devices.vocabulary import DeviceId, Moment, RoomId, Value

from .decision import Wish

REVERSALS = 3  # robustness D6: after so many in REVERSAL_WINDOW_S the hub yields for YIELD_S
REVERSAL_WINDOW_S = 300.0
YIELD_S = 1800.0
OBSERVE_S = 1800.0  # robustness F8: after a flood the hub only observes, until resumed or this long


class Memory:
    """per_device: commands a device may get in a minute. per_home: commands of the whole home in ten seconds."""

    def __init__(self, per_device: int = 5, per_home: int = 20) -> None:
        self.per_device, self.per_home = per_device, per_home
        self.setpoint_at: dict[RoomId, float] = {}
        self.mode_at: dict[DeviceId, deque[float]] = defaultdict(lambda: deque(maxlen=8))
        self.light_at: dict[DeviceId, float] = {}
        self.manual_volume: dict[DeviceId, float] = {}
        self._sent_to: dict[DeviceId, deque[float]] = defaultdict(deque)
        self._sent: deque[float] = deque()
        self._last_order: dict[DeviceId, tuple[str, float]] = {}
        self._reversed: dict[tuple[DeviceId, str], deque[float]] = defaultdict(deque)
        self._yields_until: dict[tuple[DeviceId, str], float] = {}
        self._observes_until = 0.0

    def record(self, wish: Wish, now: Moment, decision: str = "") -> None:
        """A wish went out. Several values of one command to a device count once."""
        mono = now.mono
        match wish.quantity:
            case "setpoint":
                self.setpoint_at[wish.room] = mono
            case "hvac_mode":
                self.mode_at[wish.device].append(mono)
            case "power" | "brightness" | "colour_temperature":
                self.light_at[wish.device] = mono
            case _:
                pass
        if self._last_order.get(wish.device) != (decision, mono) or not decision:
            self._count(wish.device, mono)
        self._last_order[wish.device] = (decision, mono)

    def record_retry(self, device: DeviceId, now: Moment) -> None:
        self._count(device, now.mono)

    def record_manual(self, device: DeviceId, value: Value) -> None:
        """A hand set the volume of a player."""
        if isinstance(value, float):
            self.manual_volume[device] = value

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
        self._drop_old(now.mono)
        return len(self._sent_to[device]) < self.per_device and len(self._sent) + pending < self.per_home

    def may_retry(self, device: DeviceId, now: Moment) -> bool:
        return not self.is_observing(now) and self.may_send(device, now)

    def observe(self, now: Moment) -> str:
        """Too many commands: only watch from here. Returns the notice."""
        self._observes_until = now.mono + OBSERVE_S
        return f"too many commands at once: the hub only observes for {OBSERVE_S / 60:.0f} minutes (attune resume ends it)"

    def is_observing(self, now: Moment) -> bool:
        return now.mono < self._observes_until

    def resume(self) -> None:
        self._observes_until = 0.0

    def _count(self, device: DeviceId, mono: float) -> None:
        self._sent_to[device].append(mono)
        self._sent.append(mono)

    def _drop_old(self, mono: float) -> None:
        while self._sent and mono - self._sent[0] > 10.0:
            self._sent.popleft()
        for times in self._sent_to.values():
            while times and mono - times[0] > 60.0:
                times.popleft()
