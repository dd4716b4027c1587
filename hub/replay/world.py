"""The home as it would be: what was recorded, and where the hub does otherwise now, what devices and people would make of it.

Of the recording stands what the hub has no part in: where people are, what sensors measure, what other programs do. A device
answers a command that was not recorded as its range lets it. What people answer to it nobody knows. It is taken for granted
that they want what they had: what differs from it is set right by hand a minute later, as long as somebody is there; and a
hand that was needed is not where it would change nothing.
"""

import heapq
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from devices.event import Event, Ordered, Reported
from devices.vocabulary import LIT, Device, DeviceId, Moment, Trait, Value
from models.kind import kinds

from .course import later

ANSWER_S = 0.3  # after a command a device tells what it has done
PATIENCE_S = 60.0  # what is not as people had it is set right
SAME_S = 2.0  # a command so near to a recorded one of the same value is that one
_BY_HAND = frozenset({"hand", "scene", "automation"})  # somebody or something else than the hub: it happens again

Key = tuple[DeviceId, str]


@dataclass(slots=True)
class _Answer:
    """What a device will say to a command of this run."""

    at: Moment
    device: DeviceId
    values: Mapping[str, Value]


@dataclass
class World:
    """devices: that can be told something. is_there: whether somebody is where the device stands.

    was, would: the last values, as recorded and now. guesses: how often a hand was made up.
    """

    devices: Mapping[DeviceId, Device]
    is_there: Callable[[DeviceId], bool]
    was: dict[Key, Value] = field(default_factory=dict)
    would: dict[Key, Value] = field(default_factory=dict)
    guesses: list[tuple[Moment, DeviceId, str, Value]] = field(default_factory=list)
    _answers: list[_Answer] = field(default_factory=list)
    _owes: list[tuple[float, int, DeviceId]] = field(default_factory=list)  # when a device is looked at again
    _is_followed: dict[Key, bool] = field(default_factory=dict)  # whether the recorded command was given again
    _number: int = 0

    # Commands

    def told(self, device: DeviceId, values: Mapping[str, Value], now: Moment) -> None:
        """The hub orders something, in this run."""
        self._answers.append(_Answer(now, device, values))

    def was_told(self, device: DeviceId, values: Mapping[str, Value], now: Moment) -> None:
        """The hub ordered something then. Where it has done so in this run, too, the device's own words follow."""
        found = next((a for a in self._answers if a.device == device and self._are_same(device, a.values, values)), None)
        is_same = found is not None and now.mono - found.at.mono <= SAME_S
        if found is not None and is_same:
            self._answers.remove(found)
        for trait in self._moved_by(device, values):
            self._is_followed[device, trait] = is_same
        if not is_same:
            self._look_later(device, now)

    # What was heard

    def heard(self, event: Event, cause: str) -> Event | None:
        """The event as it would be now; None where it would not be."""
        if not isinstance(event, Reported):
            return None if isinstance(event, Ordered) and not self._is_ordered(event) else event
        key = event.device, event.trait
        trait = self._trait(key)
        if trait is None or not trait.settable:
            return event
        before, would = self.was.get(key), self.would.get(key)
        self.was[key] = event.value
        is_as_it_was = before == would
        if event.snapshot or cause in ("", "echo", "snapshot", "itself"):
            if cause == "itself" or would is None or (is_as_it_was and self._is_followed.get(key, True)):
                self.would[key] = event.value
                return event
            # It tells how it is again, or answers what it was not told now.
            return replace(event, value=would) if not cause else None
        if not is_as_it_was and would is not None and _alike(trait, would, event.value):
            return None  # nobody would have had to
        self.would[key] = event.value
        self._is_followed[key] = True
        return event

    # Time

    def next_deadline(self) -> float | None:
        """Monotonic."""
        answers = [answer.at.mono + ANSWER_S for answer in self._answers]
        return min([*answers, *(at for at, _, _ in self._owes[:1])], default=None)

    def due(self, now: Moment) -> list[Event]:
        """What devices say by now, and what people set right."""
        found: list[Event] = []
        for answer in [a for a in self._answers if a.at.mono + ANSWER_S <= now.mono]:
            self._answers.remove(answer)
            found += self._answered(answer, now)
            self._look_later(answer.device, now)
        while self._owes and self._owes[0][0] <= now.mono:
            device = heapq.heappop(self._owes)[2]
            found += self._set_right(device, now)
        return found

    def came(self, now: Moment) -> None:
        """Somebody came into some room: what is not as it was then may matter now."""
        for device in {key[0] for key, value in self.would.items() if self.was.get(key) != value}:
            self._look_later(device, now)

    # Inside

    def _look_later(self, device: DeviceId, now: Moment) -> None:
        self._number += 1
        heapq.heappush(self._owes, (later(now, PATIENCE_S).mono, self._number, device))

    def _answered(self, answer: _Answer, now: Moment) -> list[Event]:
        device = self.devices.get(answer.device)
        if device is None:
            return []
        found: list[Event] = []
        is_off = any(device.traits[n].quantity == "power" and v is False for n, v in answer.values.items())
        values = {name: value for name, value in answer.values.items() if not (is_off and device.traits[name].quantity in LIT)}
        for name in values if not is_off else ():
            trait = device.traits[name]
            power = f"power{trait.endpoint}"
            if trait.quantity in LIT and power in device.traits and self.would.get((device.id, power)) is False:
                values = {power: True, **values}
        for name, value in values.items():
            trait = device.traits[name]
            self.would[device.id, name] = told = trait.nearest(value)
            if trait.tells:
                found.append(Reported(device.id, name, told, now))
        return found

    def _set_right(self, device_id: DeviceId, now: Moment) -> list[Event]:
        """What people had there and have not now, where somebody is there to miss it."""
        device = self.devices.get(device_id)
        if device is None or not self.is_there(device_id):
            return []
        wrong = {
            name: value
            for name, trait in device.traits.items()
            if trait.settable
            and (value := self.was.get((device_id, name))) is not None
            and (would := self.would.get((device_id, name))) is not None
            and not _alike(trait, would, value)
            and not self._is_unseen(device, trait)
        }
        for name, value in wrong.items():
            self.would[device_id, name] = value
            self.guesses.append((now, device_id, name, value))
        return [Reported(device_id, name, value, now, origin="hand") for name, value in wrong.items()]

    def _is_unseen(self, device: Device, trait: Trait) -> bool:
        """What a lamp is lit with that was dark."""
        return trait.quantity in LIT and self.was.get((device.id, f"power{trait.endpoint}")) is False

    def _moved_by(self, device: DeviceId, values: Mapping[str, Value]) -> set[str]:
        """The traits a command moves: a level lights a lamp, and a lit lamp tells its level."""
        known = self.devices.get(device)
        if known is None:
            return set()
        told = [known.traits[name] for name in values if name in known.traits]
        lit = {f"power{trait.endpoint}" for trait in told if trait.quantity in LIT}
        lit |= {f"{quantity}{trait.endpoint}" for trait in told if trait.quantity == "power" for quantity in LIT}
        return {*values, *(lit & known.traits.keys())}

    def _are_same(self, device: DeviceId, one: Mapping[str, Value], other: Mapping[str, Value]) -> bool:
        if one.keys() != other.keys():
            return False
        return all((t := self._trait((device, n))) is not None and t.same(v, other[n]) for n, v in one.items())

    def _trait(self, key: Key) -> Trait | None:
        device = self.devices.get(key[0])
        return None if device is None else device.traits.get(key[1])

    def _is_ordered(self, event: Ordered) -> bool:
        return event.device in self.devices


def _alike(trait: Trait, one: Value, other: Value) -> bool:
    """To people: within what the kind lets pass."""
    kind = kinds().get(trait.quantity)
    if isinstance(one, bool | str) or isinstance(other, bool | str) or kind is None:
        return trait.same(one, other)
    return trait.same(one, other) or abs(one - other) <= kind.tolerance
