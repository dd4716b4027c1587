"""A family to copy: a made-up make of lamps, each under ``lamps/<its name>``, with every hook there is and why it is there.

    - {template: hall}                 the name in its topics
    - {template: hall, dims: true}     what it is where it never announces itself

A copy bears the word people search for, ends in ``FAMILY = Family(…)`` as this one does and is found by that alone; this one is
not, because its name begins with ``_``. A family of over 300 lines is a folder of that name: its ``__init__.py`` is this file,
its parts beside it are ``announced`` (what it is), ``states`` (what it says), ``orders`` (what others tell it) and ``saying``
(what we tell it). Name the page of the vendor's specification here. Recorded traffic and devices to try it on go into
``tests/devices/recorded/<key>/``: the contract of all families is then tried on them.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..based import BaseTopic, is_level
from ..command import Command, checked, checked_fade
from ..errors import BadPayload
from ..event import Event, Ordered, Reachable, Reported
from ..family import Family
from ..message import Message, Outgoing
from ..payload import decode_object, decode_text, number
from ..text import shown
from ..vocabulary import Device, DeviceId, Reference, Role, Settings, Trait, Value

_KEY = "template"
_BASE = BaseTopic(_KEY, "lamps")  # ``families: {template: {base_topic: …}}`` moves it
_FULL = 100  # of a level on the wire
_THERE = {"online": True, "offline": False}


# What it is


def announced_on(references: Sequence[Reference], settings: Settings) -> tuple[str, ...]:
    """Where devices announce themselves. Without references a resident is looking round (``attune discover``): of all of them.

    A family that never announces anything leaves this and the next three out, and has ``from_reference`` only.
    """
    return _BASE.below(settings, "+/announce")


def describe(message: Message, _known: Mapping[str, Device], settings: Settings) -> tuple[Device, ...]:
    """All that one announcement stands for now, and nothing once it was withdrawn. Raises BadPayload.

    Every byte is hostile: ``decode_object`` has asked for size, depth and finite numbers, what it holds is asked here.
    """
    name = message.topic.split("/")[-2]
    if not message.payload.strip() or not is_level(name):
        return ()
    return (_lamp(name, decode_object(message).get("dims") is True, settings),)


def matches(device: Device, reference: Reference) -> bool:
    """Whether the configuration means this announced device. Called for every device there is."""
    return reference.family == _KEY and reference.name == device.stable_id


def bind(device: Device, reference: Reference) -> Device:
    """The announced device as the configuration wants it: under its id, and whatever the block's options say of it."""
    return replace(device, id=reference.id, name=str(reference.options.get("name") or device.name))


def from_reference(reference: Reference, settings: Settings) -> Device | None:
    """The device where the block says it all, None where its announcement is waited for."""
    if mistakes(reference, settings) or "dims" not in reference.options:
        return None
    return bind(_lamp(reference.name, reference.options["dims"] is True, settings), reference)


def mistakes(reference: Reference, settings: Settings) -> Sequence[str]:
    """What is wrong with a block, each one sentence that says what would be right. Options nobody knows are told elsewhere."""
    found = _BASE.mistakes(settings)
    if not is_level(reference.name):
        found.append(f"{shown(str(reference.name), 60)} is no lamp: it is the word in its topics, such as hall")
    if not isinstance(reference.options.get("dims", False), bool):
        found.append("dims is not true or false: whether it has levels between")
    return found


def _lamp(name: str, dims: bool, settings: Settings) -> Device:
    topic = f"{_BASE.of(settings)}/{name}"
    # In the units of ``QUANTITIES``, in this device's own range. A trait's name is its quantity, or power_2 of a second one.
    traits = [Trait("power", "power", settable=True)]
    if dims:
        traits.append(Trait("brightness", "brightness", settable=True, low=0.0, high=1.0, step=1 / _FULL))
    return Device(
        id=DeviceId(name),
        family=_KEY,
        stable_id=name,
        name=name,
        role=Role.LIGHT,
        traits={trait.name: trait for trait in traits},
        # Whether it is there first: what follows a return is a snapshot, and teaches nobody. Last what others tell it.
        hears=(f"{topic}/online", f"{topic}/state", f"{topic}/set"),
        wire=topic,  # the family's own, opaque to everyone else; a frozen dataclass where it is more than a topic
    )


# What it says, and what others tell it


def hear(device: Device, message: Message) -> Sequence[Event]:
    """The events of a message on one of ``device.hears``. Raises BadPayload: all is read before anything is told.

    What a retained message says is how things are, not that something happened (``snapshot``); a retained order is nobody's.
    """
    if not message.payload.strip():
        return ()  # a retained topic was cleared
    match message.topic.removeprefix(f"{device.wire}/"):
        case "online":
            word = decode_text(message)
            if word not in _THERE:
                raise BadPayload(message.topic, message.payload, "neither online nor offline")
            return (Reachable(device.id, _THERE[word], message.when, message.retain),)
        case "state":
            told = list(_values(device, message, decode_object(message)))
            return tuple(Reported(device.id, name, value, message.when, message.retain) for name, value in told)
        case _:
            told = [] if message.retain else list(_values(device, message, decode_object(message)))
            return tuple(Ordered(device.id, name, value, message.when) for name, value in told)


def _values(device: Device, message: Message, told: Mapping[str, Any]) -> Iterator[tuple[str, Value]]:
    """By trait, in the quantities' units: families convert, nobody else."""
    is_on = told.get("on")
    if is_on is not None:
        if not isinstance(is_on, bool):
            raise BadPayload(message.topic, message.payload, "on is neither true nor false")
        yield "power", is_on
    # A dark lamp's level is the one it will be lit with: nobody sees it, so nobody chose it.
    if "level" in told and "brightness" in device.traits and is_on is not False:
        yield "brightness", number(message, "level", told["level"], 0, _FULL, full=_FULL) / _FULL


# What we tell it


def say(device: Device, command: Command) -> Sequence[Outgoing]:
    """The messages that make it so, never retained, at QoS 0. Raises BadCommand: ``checked`` does for what cannot be."""
    asked: dict[str, bool | float] = {}
    for name, value in command.values.items():
        trait = checked(device, name, value)
        if trait.quantity == "power":
            asked["on"] = bool(value)
        else:
            # On its step and within its range. A wish for very little light is not a wish for darkness.
            asked["level"] = max(round(float(trait.nearest(value)) * _FULL), 1 if float(value) > 0 else 0)
    seconds = checked_fade(command)
    if seconds is not None and asked:
        asked["fade"] = min(seconds, 60.0)
    return (Outgoing(f"{device.wire}/set", json.dumps(asked).encode()),) if asked else ()


def asks(reference: Reference, device: Device | None, settings: Settings) -> Sequence[Outgoing]:
    """What to publish once its topics are subscribed to, and whenever it is back: for what keeps nothing at the broker.

    device: None while it has not been announced. A question must order nothing.
    """
    return () if device is None else (Outgoing(f"{device.wire}/get", b""),)


def reads(device: Device, _trait: Trait) -> Sequence[Outgoing]:
    """What makes the device itself tell how one of its traits is, where its last word is in doubt. It must order nothing."""
    return (Outgoing(f"{device.wire}/get", b""),)


FAMILY = Family(
    key=_KEY,  # the word in the configuration
    serves=frozenset({"device"}),  # where it may stand: device, sensor, presence, outdoor
    title="a make of lamps",
    example="{template: hall}",
    remark="a family to copy",
    announced_on=announced_on,
    describe=describe,
    # describe_in_pieces=…: the same, with a pause after each entry, where one message may list hundreds of devices
    matches=matches,
    bind=bind,
    from_reference=from_reference,
    hear=hear,
    say=say,
    asks=asks,
    reads=reads,
    promises=False,  # True: a bridge between may tell what was asked for before the device has done it
    # is_kept=True: of each of its devices the broker keeps something, so that one of which nothing is heard is not there
    # shares_reach=True: what tells that it is there is said of its whole bridge, which may have no such device
    # keys_are_configured=True: what of its messages is what only the configuration says, and may say wrong
    mistakes=mistakes,
    # unplayable=…: of players: why an entry of ``music:`` can never play there, in words
    # link=…: what is not spoken to over the broker names the link that carries it
    options=frozenset({"dims"}),  # the keys its block may have beside its own
    settle_s=3.0,  # how long after a command (and its fade) what it says may still be the echo of it
)
