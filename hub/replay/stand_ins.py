"""The home's devices as they were recorded, behind families that reach nothing: what the hub says to them stays here."""

import json
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from devices.command import Command
from devices.family import Family, Use, family_for
from devices.message import Outgoing
from devices.vocabulary import Device, DeviceId, Reference, Settings, Value

from ..home.catalogue import FindFamily
from ..recording.rows import device_of

log = logging.getLogger(__name__)

TOLD = "replay/"  # where commands go


def devices_in(rows: Iterable[Mapping[str, Any]]) -> dict[DeviceId, Device]:
    """What is not described as it should be is left out. Its family is nobody's: no link carries it."""
    found: dict[DeviceId, Device] = {}
    for number, row in enumerate(rows):
        try:
            device = device_of(row, f"replayed/{number}")
        except (KeyError, TypeError, ValueError) as error:
            log.warning("a recorded device cannot be read and is left out: %s", error)
            continue
        found[device.id] = replace(device, family=f"recorded {device.family}")
    return found


def families_of(devices: Mapping[DeviceId, Device]) -> FindFamily:
    """For a catalogue: whichever family the configuration names, it knows these devices and no others."""
    made: dict[tuple[str, Use], Family | None] = {}

    def known(reference: Reference, _settings: Settings) -> Device | None:
        return devices.get(reference.id)

    def find(key: str, use: Use) -> Family | None:
        if (key, use) not in made:
            real = family_for(key, use)
            made[key, use] = None if real is None else Family(
                key=key, serves=real.serves, from_reference=known, say=_say, settle_s=real.settle_s, promises=real.promises,
            )  # fmt: skip
        return made[key, use]

    return find


def _say(device: Device, command: Command) -> Sequence[Outgoing]:
    body = {"device": device.id, "values": dict(command.values)}
    return (Outgoing(f"{TOLD}{device.id}", json.dumps(body).encode()),)


def told(outgoing: Outgoing) -> tuple[DeviceId, dict[str, Value]] | None:
    """Whom a command is for, and what it is to be; None for what is no command."""
    if not outgoing.topic.startswith(TOLD):
        return None
    body = json.loads(outgoing.payload)
    return DeviceId(body["device"]), body["values"]
