"""The resident's configuration as it is rehearsed: the same home, with made-up things behind its names and no way out of it.

In the flow: Config, Script → Setting → Stage. What the script does not name stays silent.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from devices.vocabulary import DeviceId, OccupantId, Reference, RoomId

from ..config import Config
from ..presence.sources import SourceKind, kind_of
from .devices import Simulated, stand_in
from .script import Script

DATABASE = "rehearsal.db"


@dataclass(frozen=True, slots=True)
class Voice:
    """Where a person's place is told. is_phone: in the words of a phone's app, which knows home from elsewhere."""

    topic: str
    is_phone: bool


@dataclass(frozen=True, slots=True)
class Setting:
    """config: with nothing in it that reaches outside. rooms: where each device is; nobody's room for the outdoors."""

    config: Config
    devices: Mapping[DeviceId, Simulated]
    rooms: Mapping[DeviceId, RoomId]
    voices: Mapping[OccupantId, Voice]


def names_of(config: Config) -> dict[str, DeviceId]:
    """By which names a script may call a device: its id, and of a topic its last levels (``home/living/lux``: living_lux).

    A name two devices could be called by is nobody's.
    """
    references = list(dict.fromkeys(r.id for use, r in config.references() if use != "presence"))
    found: dict[str, DeviceId | None] = {}
    for device in references:
        words = device.replace(".", "/").split("/")
        for first in range(len(words)):
            short = "_".join(words[first:])
            found[short] = None if found.get(short, device) != device else device
    found |= {device: device for device in references}
    return {name: device for name, device in found.items() if device is not None}


def setting_of(config: Config, script: Script, folder: Path) -> Setting:
    """folder: where the rehearsal's files are."""
    numbers: dict[DeviceId, int] = {}
    made: dict[DeviceId, Simulated] = {}
    rooms: dict[DeviceId, RoomId] = {}

    def other(reference: Reference, room: str | None = None) -> Reference:
        number = numbers.setdefault(reference.id, len(numbers) + 1)
        part = script.parts.get(reference.id)
        stand = stand_in(reference, part, number)
        if part is not None and reference.id not in made:
            made[reference.id] = Simulated.made(part, stand.name)
            if room is not None:
                rooms[reference.id] = RoomId(room)
        return stand

    voices: dict[OccupantId, Voice] = {}
    occupants = {}
    for who, block in config.occupants.items():
        sources = []
        for number, reference in enumerate(block.presence):
            stand, voice = _source(who, number, reference)
            sources.append(stand)
            if not number:
                voices[OccupantId(who)] = voice
        occupants[who] = replace(block, presence=tuple(sources))
    changed_rooms = {
        room: replace(
            block,
            devices=tuple(other(reference, room) for reference in block.devices),
            sensors=tuple(other(reference, room) for reference in block.sensors),
            activity=None if block.activity is None else other(block.activity),
        )
        for room, block in config.rooms.items()
    }
    outdoor = config.outdoor.temperature
    return Setting(
        replace(
            config,
            storage=replace(config.storage, path=folder / DATABASE),
            home_assistant=replace(config.home_assistant, url=None, token=None, announce=False),
            occupants=occupants,
            rooms=changed_rooms,
            outdoor=replace(config.outdoor, temperature=None if outdoor is None else other(outdoor)),
            families={},
        ),
        made,
        rooms,
        voices,
    )


def _source(who: str, number: int, reference: Reference) -> tuple[Reference, Voice]:
    """A person's source, in words of the same kind: a phone that knows home from elsewhere, or something that says rooms."""
    keeps = {key: value for key, value in reference.options.items() if key in ("stays", "timeout")}
    if kind_of(reference.family, reference.name) is SourceKind.REGION:
        name = f"{who}/phone{number}"
        return Reference("owntracks", name, reference.id, keeps), Voice(f"owntracks/{name}", is_phone=True)
    topic = f"rehearsal/presence/{who}/{number}"
    return Reference("topic", topic, reference.id, keeps), Voice(topic, is_phone=False)
