"""What will run, and is seldom meant so: two of one name, quiet hours of no length, a device of which nothing can be set."""

from collections.abc import Iterator

from devices.family import family_for

from .model import Config
from .references import OMITTED, FoundMistake


def _names(config: Config) -> Iterator[FoundMistake]:
    """People read names, on the page and in every sentence."""
    for section, named in (("rooms", config.rooms), ("occupants", config.occupants)):
        first: dict[str, str] = {}
        for key, block in named.items():
            earlier = first.setdefault(block.name.strip().casefold(), str(key))
            if earlier != key:
                yield (section, str(key)), f"is called as {earlier} is, so nobody can tell the two apart", "a name: of its own"


def _quiet(config: Config) -> Iterator[FoundMistake]:
    hours = config.quiet_hours
    if hours is not None and hours.start == hours.end:
        yield ("quiet_hours", "to"), "is when they begin, so they last no time at all", 'another time, such as "06:30"'


def _unsettable(config: Config) -> Iterator[FoundMistake]:
    settings = config.settings()
    for name, room in config.rooms.items():
        for at, reference in enumerate(room.devices):
            family = None if reference.family == OMITTED.family else family_for(reference.family, "device")
            device = None if family is None else family.from_reference(reference, settings)
            if device is None or device.hazard or device.refused or any(one.settable for one in device.traits.values()):
                continue
            right = (
                "a command: topic, or its place under sensors:" if reference.family == "topic" else "its place under sensors:"
            )
            yield ("rooms", str(name), "devices", at), "has nothing that can be set", right


def _stored(config: Config) -> Iterator[FoundMistake]:
    path = config.storage.path
    if path.is_dir():
        yield ("storage", "path"), f'"{path}" is a folder', "the name of a file, such as attune.db"
    elif path.parent.exists() and not path.parent.is_dir():
        yield ("storage", "path"), f'"{path.parent}" is no folder', "a file in a folder that is one"


doubtful = (_names, _quiet, _unsettable, _stored)
