"""What the configuration names and nobody has heard of: misspelt, without power, or of a bridge that is not there. Told once.

In the flow: the loop's tick → attune/problem and ``status``, until it is announced, or says something.
"""

import math
from collections.abc import Iterator

from devices.vocabulary import DeviceId, Moment

from ..house import Current, House
from .reporting import Reporting

WAIT_S = 60.0  # after the broker is there: what starts together with the hub has spoken by then


class NeverHeard:
    """Owned by the loop's thread. looks: False where the home is made up, and holds only what the story is about."""

    def __init__(self, current: Current, reporting: Reporting) -> None:
        self._current, self._reporting = current, reporting
        self.looks = True
        self._look_at = math.inf  # monotonic
        self._told: dict[DeviceId, str] = {}

    @property
    def house(self) -> House:
        return self._current.house

    def link(self, is_up: bool, now: Moment) -> None:
        """The broker came or went."""
        self._look_at = now.mono + WAIT_S if is_up and self.looks else math.inf

    def tick(self, now: Moment) -> None:
        """Cheap when nothing is due."""
        if now.mono < self._look_at:
            return
        self._look_at = now.mono + WAIT_S
        found = dict(self._unheard())
        for device in [device for device, words in self._told.items() if found.get(device) != words]:
            words = self._told.pop(device)
            if words in self.house.problems:
                self.house.problems.remove(words)
            if device not in found:
                self._reporting.tell(f"{device} is heard now", self.house.readings.room_of.get(device))
            self._reporting.changed = -math.inf
        for device, words in found.items():
            if device not in self._told:
                self._told[device] = words
                self._reporting.problem(words, self.house.readings.room_of.get(device))

    def _unheard(self) -> Iterator[tuple[DeviceId, str]]:
        house = self.house
        for device, reference in house.catalogue.missing.items():
            if reference.family != "home_assistant":  # whose link tells what it lacks
                yield device, f"{device} is not announced by anything: is it spelt as attune discover lists it?"
        for device, family in house.catalogue.family_of.items():
            has_spoken = house.readings.has_told(device) or house.readings.is_reachable(device) is not None
            if family.is_kept and not has_spoken:
                yield device, f"{device} has said nothing so far: is it spelt right, powered and in reach?"
