"""Wishes that passed become commands: one per device, one for a whole group where the bridge knows that group.

In the flow: Decision → Command → bytes. First everything is published, then the attribution is told what to expect: an answer
is heard in the loop's next turn at the earliest.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Self

from devices.command import Command
from devices.errors import BadCommand, LinkDown
from devices.message import Message, Outgoing
from devices.vocabulary import LIT, Device, DeviceId, Moment, Role, Trait, Value

from ..attribution.attribution import Attribution, side_effects
from ..decision import Wish
from ..home.catalogue import Catalogue
from ..home.readings import Readings

TRANSITION_S = 1.0  # a light that changes as one comes in should not jump
TRAVEL_S = 90.0  # a blind goes from one end to the other
OWN_S = 5.0  # so long the hub's own words may take to come back from the broker
SWEEP_S = 60.0
SOON_S = 4.5  # a device that answers within it, or does not, is asked rather than the broker


@dataclass(frozen=True, slots=True)
class Ports:
    """The ways out, handed in by the wiring. Each answers at once and says whether it was taken.

    publish: to the broker. player: a command for a device on a link of its own. subscribe: the wanted filters, all of them.
    call: service calls for Home Assistant, in order. publish_all: several to the broker at once; None: one by one.
    is_up: whether the broker takes anything now.
    """

    publish: Callable[[Outgoing], bool]
    player: Callable[[Command], bool]
    subscribe: Callable[[Iterable[str]], object]
    call: Callable[[Sequence[Outgoing]], bool] = lambda _calls: False
    publish_all: Callable[[Sequence[Outgoing]], list[bool]] | None = None
    is_up: Callable[[], bool] = lambda: True

    @classmethod
    def deaf(cls) -> Self:
        """Nothing goes out: for a house that is only looked at."""
        return cls(publish=lambda _m: False, player=lambda _c: False, subscribe=lambda _f: None)


@dataclass(frozen=True, slots=True)
class _Said:
    """One command as it goes out. devices: one, or all of a group. problem: why it cannot, or an empty string."""

    devices: tuple[Device, ...]
    wanted: Mapping[str, Value]
    link: str
    command: Command
    messages: Sequence[Outgoing] = ()
    problem: str = ""

    @property
    def extra_s(self) -> float:
        """What it takes beyond the usual."""
        return max(0.0, (self.command.transition_s or 0.0) - TRANSITION_S)


class Outbox:
    """Owned by the loop's thread."""

    def __init__(
        self,
        catalogue: Catalogue,
        home: Readings,
        attribution: Attribution,
        ports: Ports,
        on_sent: Callable[[Mapping[DeviceId, Mapping[str, Value]], Moment], None] = lambda _values, _now: None,
    ) -> None:
        """on_sent: told of what went out."""
        self._on_sent = on_sent
        self._catalogue, self._home, self._attribution, self._ports = catalogue, home, attribution, ports
        self._said: dict[tuple[str, bytes], list[float]] = {}  # published a moment ago, not yet heard coming back: when
        self._told_on: dict[str, Sequence[DeviceId]] = {}  # topic → who was told something there last
        self._swept = 0.0  # when those that never came back were last forgotten

    def send(
        self,
        values: Mapping[DeviceId, Mapping[str, Value]],
        decision: str,
        now: Moment,
        is_again: bool = False,
        fades: Mapping[DeviceId, float] = MappingProxyType({}),
    ) -> dict[DeviceId, str]:
        """Publishes; a device maps to why it was not sent, or to an empty string. values: by device and trait name.

        is_again: nothing came of it the first time, so the broker is asked whether it passes it on at all. fades: seconds a
        light takes that is to change unnoticed; TRANSITION_S for all others.
        """
        behind = {device: dark for device, wanted in values.items() if (dark := self.beside_off(device, wanted))}
        said: list[_Said] = []
        rest = values
        if behind:
            rest = {
                device: {name: value for name, value in wanted.items() if name not in behind.get(device, ())}
                for device, wanted in values.items()
            }
            # Without a fade, which the off would break off half-way.
            said += [self._say(devices, wanted, is_again, None) for devices, wanted in self._in_groups(behind)]
        said += [
            self._say(devices, wanted, is_again, max(fades.get(one.id, TRANSITION_S) for one in devices))
            for devices, wanted in self._in_groups(rest)
        ]
        taken = self._publish([message for one in said if one.link == "mqtt" for message in one.messages], now)
        outcome: dict[DeviceId, str] = {}
        at = 0
        for one in said:
            problem = one.problem
            if not problem:
                if one.link == "mqtt":
                    self.tells(one.messages, [device.id for device in one.devices])
                    upto = at + len(one.messages)
                    is_taken, at = upto > at and all(taken[at:upto]), upto
                else:
                    is_taken, problem = self._carry(one)
                problem = problem or ("" if is_taken else "it cannot be reached now")
            for device in one.devices:
                outcome[device.id] = problem
                if problem:
                    self._attribution.withdraw(device.id)
                else:
                    self._expect(device, one.wanted, decision, now, one.extra_s)
                    for member in self._catalogue.members_of(device):
                        wanted = {name: value for name, value in one.wanted.items() if name in member.traits}
                        self._expect(member, wanted, decision, now, one.extra_s)
        self._on_sent({device: values[device] for device, problem in outcome.items() if not problem}, now)
        return outcome

    def is_own(self, message: Message) -> bool:
        """Whether these are the hub's own words coming back, as they do on MQTT 3.1.1; each is known once."""
        key = message.topic, message.payload
        times = None if message.retain else self._said.get(key)
        if times is None:
            return False
        fresh = [at for at in times if message.when.mono - at <= OWN_S]
        if len(fresh) > 1:
            self._said[key] = fresh[1:]
        else:
            del self._said[key]
        return bool(fresh)

    def tells(self, messages: Iterable[Outgoing], devices: Sequence[DeviceId]) -> None:
        """Remembers whom these are for."""
        for message in messages:
            self._told_on[message.topic] = devices

    def told_on(self, topic: str) -> Sequence[DeviceId]:
        """The devices that are told something there."""
        return self._told_on.get(topic, ())

    def answers(self, device: Device) -> bool:
        """Whether the device's own words can confirm a command at all."""
        return bool(device.hears) or self._catalogue.family_of[device.id].link != "mqtt"

    def beside_off(self, device: DeviceId, wanted: Mapping[str, Value]) -> dict[str, Value]:
        """What a lamp that goes dark is to come on with next. Beside the off it would wake the lamp, so it is told before."""
        if False not in wanted.values():
            return {}
        traits = self._catalogue.devices[device].traits
        off = {traits[name].endpoint for name, value in wanted.items() if traits[name].quantity == "power" and value is False}
        return {name: v for name, v in wanted.items() if traits[name].quantity in LIT and traits[name].endpoint in off}

    def window_s(self, device: Device) -> float:
        """How long echoes of a command to this device may come."""
        settle = self._catalogue.family_of[device.id].settle_s if device.settle_s is None else device.settle_s
        return TRANSITION_S + (max(settle, TRAVEL_S) if device.role is Role.COVER else settle)

    def _in_groups(
        self, values: Mapping[DeviceId, Mapping[str, Value]]
    ) -> list[tuple[tuple[Device, ...], Mapping[str, Value]]]:
        if len(values) == 1 or not self._catalogue.groups:
            return [((self._catalogue.devices[device],), dict(sorted(wanted.items()))) for device, wanted in values.items()]
        alike: dict[tuple[str, tuple[tuple[str, Value], ...]], list[Device]] = {}
        for device_id, wanted in values.items():
            device = self._catalogue.devices[device_id]
            alike.setdefault((device.family, tuple(sorted(wanted.items()))), []).append(device)
        planned: list[tuple[tuple[Device, ...], Mapping[str, Value]]] = []
        for (_, wanted_items), devices in alike.items():
            wanted = dict(wanted_items)
            group = self._catalogue.group_of(devices)
            if group is not None and all(name in group[1].traits for name in wanted):
                planned.append((tuple(devices), wanted))
            else:
                planned.extend(((device,), wanted) for device in devices)
        return planned

    def _say(self, devices: tuple[Device, ...], wanted: Mapping[str, Value], is_again: bool, fade_s: float | None) -> _Said:
        group = self._catalogue.group_of(devices) if len(devices) > 1 else None
        family, target = group if group is not None else (self._catalogue.family_of[devices[0].id], devices[0])
        """fade_s: None for what changes at once."""
        is_lit = wanted.get("power") is not False
        is_fade = is_lit and any(name.startswith(("brightness", "colour")) for name in wanted)
        command = Command(target.id, wanted, fade_s if is_fade else None)
        try:
            messages = family.say(target, command)
        except BadCommand as error:
            return _Said(devices, wanted, family.link, command, problem=str(error))
        if is_again or any(self._is_long_silent(device, wanted) for device in devices):
            messages = [replace(message, qos=1) for message in messages]
        return _Said(devices, wanted, family.link, command, messages)

    def _is_long_silent(self, device: Device, wanted: Mapping[str, Value]) -> bool:
        """Whether the device itself does not tell soon that nothing came of a command."""
        is_told = self.answers(device) and all(device.traits[name].tells for name in wanted)
        return not is_told or self.window_s(device) > SOON_S

    def _publish(self, messages: Sequence[Outgoing], now: Moment) -> list[bool]:
        if self._ports.publish_all is not None:
            taken = self._ports.publish_all(messages)
        else:
            taken = [self._ports.publish(message) for message in messages]
        for message in messages:
            self._said.setdefault((message.topic, message.payload), []).append(now.mono)
        if now.mono - self._swept > SWEEP_S:  # where the broker sends nobody's own words back they would only grow
            self._swept = now.mono
            self._said = {said: times for said, times in self._said.items() if now.mono - times[-1] <= OWN_S}
        return taken

    def _carry(self, said: _Said) -> tuple[bool, str]:
        """By a link of the family's own. Whether it was taken, and what the link says where it was not."""
        try:
            return (self._ports.call(said.messages) if said.link == "home_assistant" else self._ports.player(said.command)), ""
        except LinkDown as error:
            return False, str(error)

    def _expect(self, device: Device, wanted: Mapping[str, Value], decision: str, now: Moment, extra_s: float) -> None:
        lasts, promises = self.window_s(device), self._catalogue.family_of[device.id].promises
        starts = {trait.name: self._from(device, trait) for trait in device.traits.values()}
        for name, value in wanted.items():
            trait = device.traits[name]
            target = trait.nearest(value)
            fade_s = extra_s if trait.quantity in LIT else 0.0
            self._attribution.expect(device.id, trait, starts[name], target, now, lasts, decision, promises, fade_s)
        is_lit = any(device.traits[n].quantity == "brightness" and v for n, v in wanted.items())
        for trait in side_effects(wanted, device.traits):
            # A level above zero lights the lamp: off again inside the window is somebody.
            implied: Value | None = True if trait.quantity == "power" and is_lit else None
            start = starts[trait.name] if implied is not None else self._home.value(device.id, trait.name)
            self._attribution.expect(device.id, trait, start, implied, now, lasts, decision)

    def _from(self, device: Device, trait: Trait) -> Value | None:
        """Where a change starts. A dark lamp fades in from anywhere: from nothing, or from a level it had kept to itself."""
        if trait.quantity in LIT:
            switches = [t for t in device.traits.values() if t.quantity == "power"]
            if any(self._is_dark(device.id, switch) for switch in switches):
                return None
        return self._home.value(device.id, trait.name)

    def _is_dark(self, device: DeviceId, switch: Trait) -> bool:
        """As it says, or as it has just been told."""
        awaited = self._attribution.open_until(device, switch.name)
        return self._home.value(device, switch.name) is False or (awaited is not None and awaited.target is False)


def by_device(wishes: Sequence[Wish]) -> dict[DeviceId, dict[str, Value]]:
    found: dict[DeviceId, dict[str, Value]] = {}
    for wish in wishes:
        found.setdefault(wish.device, {})[wish.trait] = wish.value
    return found
