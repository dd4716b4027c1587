"""What the configuration names and nobody has heard of: misspelt, without power, or of a bridge that is not there; and who
speaks and is not understood. Told once.

In the flow: the loop's tick → attune/problem and ``status``, until it is announced, or says something.
"""

import math
from collections.abc import Iterator, Sequence

from devices.event import Event
from devices.family import Family
from devices.message import Message
from devices.text import shown
from devices.vocabulary import Device, DeviceId, Moment, Reference

from ..home.silence import BATTERY_S
from ..home.spelling import meant, speaker
from ..house import Current, House
from .not_understood import NotUnderstood
from .reporting import Reporting

WAIT_S = 60.0  # after the broker is there: what starts together with the hub has spoken by then
MEASURES_S = 2 * 3600.0  # what measures tells so once in an hour
MEASURED = frozenset({"temperature", "humidity", "illuminance"})


class NeverHeard:
    """Owned by the loop's thread. looks: False where the home is made up, and holds only what the story is about."""

    def __init__(self, current: Current, reporting: Reporting) -> None:
        self._current, self._reporting = current, reporting
        self.looks = True
        self._look_at = math.inf  # monotonic
        self._since: float | None = None  # from when on the broker could be heard, its absences taken off
        self._lost_at: float | None = None
        self._said: set[DeviceId] = set()  # who has said anything of its own
        self._told: dict[DeviceId, str] = {}
        self._not_understood = NotUnderstood(current)

    @property
    def house(self) -> House:
        return self._current.house

    def link(self, is_up: bool, now: Moment) -> None:
        """The broker came or went."""
        self._look_at = now.mono + WAIT_S if is_up and self.looks else math.inf
        if not is_up:
            self._lost_at = now.mono if self._lost_at is None else self._lost_at
        elif self._since is None:
            self._since, self._lost_at = now.mono, None
        elif self._lost_at is not None:
            self._since, self._lost_at = self._since + now.mono - self._lost_at, None

    def hear(self, event: Event) -> None:
        """Who tells something of its own, and not only that its bridge or node is there. On the arrival path: one set."""
        device = speaker(event)
        if device is not None:
            self._said.add(device)

    def look(self, message: Message, events: Sequence[Event], is_refused: bool) -> None:
        """At a message that has been taken in. is_refused: they speak, although it could not be read."""
        self._not_understood.look(message, events, is_refused)
        if is_refused:
            self._said.update(device.id for device in self.house.catalogue.speakers(message.topic))

    def silent(self) -> list[DeviceId]:
        """Who is known and has said nothing yet, however usual that is for it: for whoever looks."""
        return sorted(device for device, found, family in self._carried() if not self._has_spoken(found, family))

    def tick(self, now: Moment) -> None:
        """Cheap when nothing is due."""
        if now.mono < self._look_at:
            return
        self._look_at = now.mono + WAIT_S
        found = dict(self._unheard(now)) | dict(self._not_understood.words())
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

    def _unheard(self, now: Moment) -> Iterator[tuple[DeviceId, str]]:
        catalogue = self.house.catalogue
        for device, found in catalogue.devices.items():
            if found.refused:
                yield device, f"{device} cannot be used: {found.refused}"
        for device, reference in catalogue.missing.items():
            if reference.family != "home_assistant":  # whose link tells what it lacks
                yield device, f"{device} is not announced by anything: {self._spelling(reference)}"
        for device, found, family in self._carried():
            if self._has_spoken(found, family) or found.refused:
                continue
            if family.is_kept:
                yield device, f"{device} has said nothing so far: is it spelt right, powered and in reach?"
            elif (
                self._since is not None
                and now.mono - self._since >= _patience_s(found)
                and (self.house.readings.silence.lasts_s(device) or math.inf) > _patience_s(found)  # else told as fallen silent
            ):
                hours = _patience_s(found) / 3600.0
                yield device, f"{device} has said nothing for {hours:g} hours: is it spelt right, powered and in reach?"

    def _carried(self) -> Iterator[tuple[DeviceId, Device, Family]]:
        """What speaks over the broker; of all others their links tell whether they are there."""
        catalogue = self.house.catalogue
        for device, family in catalogue.family_of.items():
            if family.link == "mqtt":
                yield device, catalogue.devices[device], family

    def _has_spoken(self, device: Device, family: Family) -> bool:
        if device.id in self._said:
            return True
        return not family.shares_reach and self.house.readings.is_reachable(device.id) is not None

    def _spelling(self, reference: Reference) -> str:
        near = meant(self.house.catalogue, reference)
        return f"is {shown(near, 80)} meant?" if near else "is it spelt as attune discover lists it?"


def _patience_s(device: Device) -> float:
    """For how long its silence says nothing."""
    return MEASURES_S if any(trait.quantity in MEASURED for trait in device.traits.values()) else BATTERY_S
