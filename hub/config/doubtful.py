"""What will run, and is seldom meant so: two of one name, hours of no length, a device that cannot be set, half a percent."""

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


def _shares(config: Config) -> Iterator[FoundMistake]:
    """Half as 0.5, where the limit is in percent: with half of one percent nothing is heard or seen."""
    found = [
        (("occupants", str(who), "limits", name), value)
        for who, person in config.occupants.items()
        for name, value in (("volume", person.limits.volume), ("brightness", person.limits.brightness))
    ]
    found += [(("rooms", str(name), "limits", "volume"), room.limits.volume) for name, room in config.rooms.items()]
    for place, value in found:
        if value is not None and 0 < value <= 1:
            yield place, f"is {value:g} %, which is next to nothing", f"{value * 100:g}, if that is {value * 100:g} %"


def _tokens(config: Config) -> Iterator[FoundMistake]:
    token = config.home_assistant.token
    if token is not None and (token != token.strip(" \n\"'") or len(token.split()) > 1):
        yield ("home_assistant", "token"), "has spaces or quotes in it", "the token alone"


def _keys(config: Config) -> Iterator[FoundMistake]:
    """Whoever reads a private key can be the hub, or its page."""
    found = (("mqtt", config.mqtt and config.mqtt.tls), ("page", config.page.tls))
    for section, tls in found:
        if tls and tls.key_file is not None and tls.key_file.is_file() and tls.key_file.stat().st_mode & 0o007:
            yield (section, "tls", "key_file"), "can be read by others on this machine", f"chmod 600 {tls.key_file.name}"


doubtful = (_keys, _shares, _tokens, _names, _quiet, _unsettable, _stored)
