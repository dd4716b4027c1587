"""Where a device says itself that it is going: a Shelly that fades tells its target first, a Homie property its ``$target``.

In the flow: ``attribution.py`` asks of what moved whether it only lies on the way there. Who wanted it was told with the
target; a hand meanwhile comes with a target of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from devices.vocabulary import DeviceId

from ..home.readings import Change

_LATE_S = 2.0


@dataclass(frozen=True, slots=True)
class _Way:
    start: float
    end: float
    until: float  # monotonic


class OnTheWay:
    """By device and trait. Owned by the loop's thread."""

    def __init__(self) -> None:
        self._ways: Mapping[tuple[DeviceId, str], _Way] = {}

    def begins(self, change: Change) -> None:
        """Somebody moved it, and it says how long it will take."""
        key, start, end = (change.device, change.trait.name), change.before, change.value
        ways = {one: way for one, way in self._ways.items() if one != key}
        if change.fade_s > 0 and isinstance(start, float) and isinstance(end, float):
            ways[key] = _Way(start, end, change.when.mono + change.fade_s + _LATE_S)
        self._ways = ways

    def explains(self, change: Change) -> bool:
        """Whether it only lies on the way, or is its end."""
        way = self._ways.get((change.device, change.trait.name))
        if way is None or change.fade_s > 0 or change.when.mono > way.until or not isinstance(change.value, float):
            return False
        is_between = min(way.start, way.end) <= change.value <= max(way.start, way.end)
        return is_between or change.trait.same(change.value, way.end)
