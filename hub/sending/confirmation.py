"""What was sent and is not yet confirmed by the device's own state: at most three tries, then it is called unreachable.

``is_published()`` proves nothing: only the device's state does. A try is repeated only while it still makes sense: the people
are still there, no hand has moved it, nothing is paused.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace

from devices.vocabulary import DeviceId, Moment, RoomId, Value

TRIES = 3
WITHIN_S = 30.0  # all tries of a command that needs no waking up


@dataclass(frozen=True, slots=True)
class Awaited:
    """One device's command on its way. values: by trait name. until: monotonic, when to look again. lasts_s: the window."""

    device: DeviceId
    room: RoomId
    values: dict[str, Value]
    decision: str
    tries: int
    first: float
    until: float
    lasts_s: float


class Confirmations:
    """Owned by the loop's thread."""

    def __init__(self) -> None:
        self._awaited: dict[DeviceId, Awaited] = {}
        self._silent: set[DeviceId] = set()  # did not do what they were told, and have said nothing since

    def sent(
        self, device: DeviceId, room: RoomId, values: dict[str, Value], decision: str, now: Moment, lasts_s: float
    ) -> None:
        """A first try. Another one for the same decision is counted by ``again``."""
        self._awaited[device] = Awaited(device, room, values, decision, 1, now.mono, now.mono + lasts_s, lasts_s)

    def again(self, awaited: Awaited, now: Moment) -> None:
        self._awaited[awaited.device] = replace(awaited, tries=awaited.tries + 1, until=now.mono + awaited.lasts_s)

    def heard(self, device: DeviceId, trait: str) -> None:
        """The device told the target of one trait."""
        self.spoke(device)
        self.drop(device, trait)

    def spoke(self, device: DeviceId) -> None:
        """It is there after all, whatever it said."""
        self._silent.discard(device)

    def is_silent(self, device: DeviceId) -> bool:
        """Whether it was told in vain and has said nothing since: it gets one try of each command until it speaks."""
        return device in self._silent

    def is_waited_for(self, device: DeviceId) -> bool:
        """Whether it may still do what it was told, or was told in vain and has said nothing since."""
        return device in self._awaited or device in self._silent

    def drop(self, device: DeviceId, trait: str | None = None) -> None:
        """A hand or a new command took over."""
        if trait is None:
            self._awaited.pop(device, None)
        else:
            awaited = self._awaited.get(device)
            if awaited is not None and trait in awaited.values:
                left = {name: value for name, value in awaited.values.items() if name != trait}
                if left:
                    self._awaited[device] = replace(awaited, values=left)
                else:
                    del self._awaited[device]

    def drop_room(self, room: RoomId) -> None:
        for device in [a.device for a in self._awaited.values() if a.room == room]:
            del self._awaited[device]

    def drop_all(self) -> None:
        self._awaited.clear()

    def keep(self, devices: Collection[DeviceId]) -> None:
        """Only what the configuration still names."""
        self._awaited = {device: awaited for device, awaited in self._awaited.items() if device in devices}

    def due(self, now: Moment) -> tuple[list[Awaited], list[Awaited]]:
        """Commands to try again, and those given up now, of devices that were not known to be silent yet."""
        again, given_up = [], []
        for awaited in list(self._awaited.values()):
            if now.mono < awaited.until:
                continue
            is_slow = awaited.lasts_s > WITHIN_S  # a sleeping valve: it takes the command when it wakes
            is_silent = awaited.device in self._silent
            if not is_silent and awaited.tries < TRIES and (is_slow or now.mono - awaited.first < WITHIN_S):
                again.append(awaited)
                continue
            del self._awaited[awaited.device]
            if not is_silent:
                given_up.append(awaited)
                self._silent.add(awaited.device)
        return again, given_up

    def next_deadline(self) -> float | None:
        return min((awaited.until for awaited in self._awaited.values()), default=None)
