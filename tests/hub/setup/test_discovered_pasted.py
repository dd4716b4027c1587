"""Case 7's kind: whatever ``attune discover`` prints works when pasted, for every family's recorded devices."""

from typing import Any

import pytest
from ruamel.yaml import YAML

from devices.command import Command
from devices.family import Family
from devices.vocabulary import Device, DeviceId, Role, Value
from hub.config import Config
from hub.config.load import checked
from hub.home.catalogue import Catalogue
from hub.setup.discovered import block
from tests.devices.samples import Sample, heard_at, samples

HOME = {"home": {"latitude": 52.0, "longitude": 5.0, "time_zone": "Europe/Amsterdam"}, "mqtt": {"host": "127.0.0.1"}}
ANNOUNCED = [pytest.param(f, s, id=f"{f.key}-{s.use}-{s.name}") for f, s in samples() if s.announcements]


def found_by(family: Family, sample: Sample) -> list[Device]:
    known: dict[str, Device] = {}
    for _ in range(2):  # as discover does: groups after their members
        for said in sample.announcements:
            known |= {d.stable_id: d for d in family.describe(heard_at(said), known, sample.settings)}
    return list(known.values())


def pasted(lines: list[str], sample: Sample) -> Config:
    """The block as it stands; trackers under a person, as its comment says."""
    trackers = [line.lstrip("# ") for line in lines if line.startswith("#     - ")]
    given: dict[str, Any] = YAML(typ="safe").load("\n".join(lines)) or {}
    if trackers:
        given["occupants"] = {"anna": {"presence": YAML(typ="safe").load("\n".join(trackers))}}
    families = {key: {"base_topic": base} for key, base in sample.settings.base_topics.items()}
    return checked({**HOME, **given, "families": families})


def some(device: Device) -> dict[str, Value]:
    """A value for the first thing that can be set, its switch before all else."""
    for trait in sorted(device.traits.values(), key=lambda trait: trait.quantity != "power"):
        if trait.settable and trait.quantity != "music":
            if trait.quantity == "power":
                return {trait.name: True}
            if trait.choices:
                return {trait.name: trait.choices[0]}
            low = 0.0 if trait.low is None else trait.low
            return {trait.name: trait.nearest(low + ((low + 1.0 if trait.high is None else trait.high) - low) / 2)}
    return {}


@pytest.mark.parametrize(("family", "sample"), ANNOUNCED)
def test_what_is_printed_gives_when_pasted_a_device_that_hears_and_takes_commands(family: Family, sample: Sample) -> None:
    offered = [device for device in found_by(family, sample) if device.traits or device.role is Role.TRACKER]
    config = pasted(block(offered, {}), sample)
    catalogue = Catalogue(config.references(), sample.settings)
    for said in sample.announcements:
        catalogue.announce(heard_at(said))
    usable = [device for device in offered if not device.hazard and (device.traits or not device.refused)]
    bound = {device.stable_id: device for device in catalogue.devices.values()}
    assert {device.stable_id for device in usable} <= bound.keys()
    assert catalogue.missing == {}
    events = [event for said in sample.messages for event in catalogue.hear(heard_at(said))]
    spoken = {str(getattr(event, "device", getattr(event, "source", ""))) for event in events}
    if family.matches(bound_of(family, sample, offered), sample.reference) and sample.messages:
        assert spoken & {str(device.id) for device in bound.values()}
    for device in bound.values():
        if wanted := some(device):
            assert family.say(device, Command(DeviceId(device.id), wanted))


def bound_of(family: Family, sample: Sample, offered: list[Device]) -> Device:
    return next((device for device in offered if family.matches(device, sample.reference)), offered[0])
