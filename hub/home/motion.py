"""Who is noticed without a name: motion and occupancy sensors, and how long their word is believed.

In the flow: Reported → Motion → whether a room is empty. A sensor that hangs cannot keep a room lit for ever, and one that
never says that it has ended is believed for a moment only.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from devices.vocabulary import DeviceId, Moment, Trait

STUCK_S = 3 * 3600.0  # nobody sits so still, and moves so much, for so long
NEVER_OFF_S = 300.0  # of a sensor that has not yet said that anything ended
_NEVER = float("-inf")

Key = tuple[DeviceId, str]


@dataclass(slots=True)
class _Noticed:
    """Monotonic seconds. since: from when it has said that somebody is there without a break; None while it does not.

    heard: its last such word. until: when its last spell ended. says_off: whether it ever did.
    """

    since: float | None = None
    heard: float = _NEVER
    until: float = _NEVER
    says_off: bool = False


class Motion:
    """Owned by the loop's thread."""

    def __init__(self) -> None:
        self._noticed: dict[Key, _Noticed] = {}

    def take(self, device: DeviceId, trait: Trait, is_somebody: bool, now: Moment) -> None:
        """A sensor's word; a snapshot is as good: it tells how things are."""
        noticed = self._noticed.setdefault((device, trait.name), _Noticed())
        if is_somebody:
            noticed.since = now.mono if noticed.since is None else noticed.since
            noticed.heard = now.mono
            return
        if noticed.since is not None:
            noticed.until = min(now.mono, _believed_until(noticed, trait))
        noticed.since, noticed.says_off = None, True

    def last(self, sensors: Iterable[tuple[DeviceId, Trait]], now: Moment) -> float | None:
        """Monotonic: when one of these sensors believably had somebody there last; now while it has. None: never."""
        latest = max((self._last(device, trait, now) for device, trait in sensors), default=_NEVER)
        return None if latest == _NEVER else latest

    def is_live(self, sensors: Iterable[tuple[DeviceId, Trait]], now: Moment) -> bool:
        """Whether one of these sensors believably has somebody there now; not at the very moment that it ends."""
        for device, trait in sensors:
            noticed = self._noticed.get((device, trait.name))
            if noticed is not None and noticed.since is not None and now.mono < _believed_until(noticed, trait):
                return True
        return False

    def _last(self, device: DeviceId, trait: Trait, now: Moment) -> float:
        noticed = self._noticed.get((device, trait.name))
        if noticed is None:
            return _NEVER
        return noticed.until if noticed.since is None else min(now.mono, _believed_until(noticed, trait))


def _believed_until(noticed: _Noticed, trait: Trait) -> float:
    """Of a spell that has begun."""
    since = noticed.heard if noticed.since is None else noticed.since
    lasts_s = trait.lasts_s or (STUCK_S if noticed.says_off else NEVER_OFF_S)
    return min(since + STUCK_S, noticed.heard + lasts_s)
