"""What a device family is: a file or a folder in ``families/`` ending in ``FAMILY = Family(...)``, found by scanning.

A family is pure: bytes to values and back, no socket, no clock, no state between calls. What it needs to remember about a
device it writes into the ``Device`` it makes.
"""

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Literal

from .command import Command
from .event import Event
from .message import Message, Outgoing
from .vocabulary import Device, Reference, Settings, Trait

Use = Literal["device", "sensor", "presence", "outdoor"]
Describing = Callable[[Message, Mapping[str, Device], Settings], Generator[None, None, tuple[Device, ...]]]


def _no_topics(_references: Sequence[Reference], _settings: Settings) -> tuple[str, ...]:
    return ()


def _no_devices(_message: Message, _known: Mapping[str, Device], _settings: Settings) -> tuple[Device, ...]:
    return ()


def _not_by_announcement(_device: Device, _reference: Reference) -> bool:
    return False


def _called_as_configured(device: Device, reference: Reference) -> Device:
    return replace(device, id=reference.id)


def _not_by_reference(_reference: Reference, _settings: Settings) -> Device | None:
    return None


def _hears_nothing(_device: Device, _message: Message) -> Sequence[Event]:
    return ()


def _takes_nothing(_device: Device, _command: Command) -> Sequence[Outgoing]:
    return ()


def _plays_anything(_tune: Mapping[str, str]) -> str:
    return ""


def _asks_nothing(_reference: Reference, _device: Device | None, _settings: Settings) -> Sequence[Outgoing]:
    return ()


def _reads_nothing(_device: Device, _trait: Trait) -> Sequence[Outgoing]:
    return ()


def _no_mistakes(_reference: Reference, _settings: Settings) -> Sequence[str]:
    return ()


@dataclass(frozen=True, slots=True)
class Family:
    """One way of speaking.

    key: the word in the configuration. serves: the places of the configuration it may stand in.
    title, example, remark: as the README has it: what people call it, a block as it stands in a configuration, and what a
        resident should know beside the kinds of devices it has been tried on.
    announced_on(references, settings): topic filters on which devices announce themselves.
    describe(message, known, settings): all the devices this announcement topic stands for now, none when it was withdrawn;
        ``known``: the family's earlier described devices by stable id (a group needs its members). Raises BadPayload.
    describe_in_pieces: describe() with a pause after each entry, of a family whose lists may be long; returns the same.
    matches(device, reference): whether the configuration means this announced device.
    bind(device, reference): the announced device as the configuration wants it: under its id, of one endpoint only.
    from_reference(reference, settings): the device itself where the configuration says it all; None: wait for its announcement.
    hear(device, message): the events of a message on one of ``device.hears``, with ``device.id`` in them. Raises BadPayload.
    say(device, command): the messages that make the device do it; values clamped to its range. Raises BadCommand.
    asks(reference, device, settings): what to publish once its topics are subscribed to and again when it is back, so that what
        retains nothing tells how it is; device: None while it has not been announced.
    reads(device, trait): what makes the bridge ask the device itself how one of its traits is, and tell it.
    mistakes(reference, settings): what is wrong with a reference, each one sentence saying what would be right.
    unplayable(tune): of players: why an entry of ``music:`` can never play there, in words; empty where it can.
    link: which link carries it. settle_s: how long after the transition its reports may still be echoes of a command
    (protocols.md §2.1); a device that sleeps says its own in ``Device.settle_s``. promises: a bridge between may tell what was
    asked for before the device has made of it what it can. is_kept: the broker keeps something of each of its devices, so that
    one of which nothing is heard is not there, or is called otherwise. shares_reach: that one is there is said of its whole
    node or bridge, which may have no such part: it is heard only once it tells something of its own. keys_are_configured: what
    of its messages is what only the configuration says, and may say wrong.
    """

    key: str
    serves: frozenset[Use]
    announced_on: Callable[[Sequence[Reference], Settings], tuple[str, ...]] = _no_topics
    describe: Callable[[Message, Mapping[str, Device], Settings], tuple[Device, ...]] = _no_devices
    describe_in_pieces: Describing | None = None
    matches: Callable[[Device, Reference], bool] = _not_by_announcement
    bind: Callable[[Device, Reference], Device] = _called_as_configured
    from_reference: Callable[[Reference, Settings], Device | None] = _not_by_reference
    hear: Callable[[Device, Message], Sequence[Event]] = _hears_nothing
    say: Callable[[Device, Command], Sequence[Outgoing]] = _takes_nothing
    asks: Callable[[Reference, Device | None, Settings], Sequence[Outgoing]] = _asks_nothing
    reads: Callable[[Device, Trait], Sequence[Outgoing]] = _reads_nothing
    mistakes: Callable[[Reference, Settings], Sequence[str]] = _no_mistakes
    unplayable: Callable[[Mapping[str, str]], str] = _plays_anything
    title: str = ""
    example: str = ""
    remark: str = ""
    options: frozenset[str] = field(default_factory=frozenset)  # keys its blocks may have beside the family's own
    link: str = "mqtt"
    settle_s: float = 3.0
    promises: bool = False
    is_kept: bool = False
    shares_reach: bool = False
    keys_are_configured: bool = False


def families() -> tuple[Family, ...]:
    """Every family found in ``devices/families/``, in the order of their file names."""
    return tuple(map(_family, _files()))


@cache
def family_for(key: str, use: Use) -> Family | None:
    """The family a configuration key names in that place of the configuration; None when there is none.

    Looked for first in files that bear the key in their name, as all do: a hub holds no families but those of its home.
    """
    found = map(_family, sorted(_files(), key=lambda file: key not in file))
    return next((family for family in found if family.key == key and use in family.serves), None)


@cache
def _files() -> tuple[str, ...]:
    from . import families as folder

    return tuple(sorted(f"{folder.__name__}.{m.name}" for m in iter_modules(folder.__path__) if not m.name.startswith("_")))


@cache
def _family(file: str) -> Family:
    found: Family = import_module(file).FAMILY
    return found
