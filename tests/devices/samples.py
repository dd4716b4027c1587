"""The shape in which each family's test folder gives the contract tests devices to try: see ``recorded/README.md``."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import import_module
from importlib.util import find_spec

from devices.family import Family, Use, families
from devices.message import Message, Outgoing
from devices.vocabulary import Device, Moment, Reference, Settings

NOW = Moment(datetime(2026, 3, 2, 7, 30, tzinfo=UTC), 1000.0)
Said = tuple[str, bytes]  # topic, payload


def _says_nothing(_device: Device, _outgoing: Outgoing) -> Sequence[Said]:
    return ()


@dataclass(frozen=True)
class Sample:
    """One device as a home has it."""

    name: str
    reference: Reference
    announcements: tuple[Said, ...] = ()
    messages: tuple[Said, ...] = ()
    echo: Callable[[Device, Outgoing], Sequence[Said]] = _says_nothing
    use: Use = "device"
    settings: Settings = field(default_factory=Settings)


def heard_at(said: Said, retain: bool = False) -> Message:
    return Message(said[0], said[1], NOW, retain)


def samples(*more: Family) -> Iterator[tuple[Family, Sample]]:
    """Every sample of every family there is. more: those the scan leaves alone."""
    for family in (*families(), *more):
        place = f"tests.devices.recorded.{family.key}"
        if find_spec(place) is None or find_spec(f"{place}.samples") is None:
            continue
        for sample in import_module(f"{place}.samples").SAMPLES:
            if sample.use in family.serves and sample.reference.family == family.key:
                yield family, sample


def device_of(family: Family, sample: Sample) -> Device:
    """The sample's device, announced and bound as the hub does it."""
    device = family.from_reference(sample.reference, sample.settings)
    if device is not None:
        return device
    known: dict[str, Device] = {}
    for said in sample.announcements:
        known |= {d.stable_id: d for d in family.describe(heard_at(said), known, sample.settings)}
    found = next((d for d in known.values() if family.matches(d, sample.reference)), None)
    assert found is not None, f"{sample.name} is not among {sorted(known)}"
    return family.bind(found, sample.reference)
