"""``attune discover``: what the broker and Home Assistant offer, by each family's own announcements. Nothing is stored."""

import contextlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typer

from devices.errors import BadPayload, DeviceError
from devices.family import Family, families
from devices.filters import topic_matches
from devices.message import Message
from devices.text import shown
from devices.vocabulary import Device, Role, Settings
from hub.config import Config
from hub.config.load import load
from hub.errors import NotPossible
from hub.setup.discovered import as_comments, block, doubles, place_of

from .listen import listen
from .progress import progress_bar

_LINES = 20  # of one kind, before a person stops reading


def discover(path: Path, seconds: float, write: bool, as_json: bool) -> int:
    """Exit 1 when the broker cannot be reached. Raises ConfigError."""
    config = load(path)
    settings = config.settings()
    references = [reference for _, reference in config.references()]
    on_mqtt = [family for family in families() if family.link == "mqtt"]
    filters: dict[str, list[Family]] = {}  # several families may be looked for on one
    for family in on_mqtt:
        named = [reference for reference in references if reference.family == family.key]
        for topic in dict.fromkeys((*family.announced_on(named, settings), *family.announced_on((), settings))):
            filters.setdefault(topic, []).append(family)
    waiting: dict[tuple[str, int], tuple[Family, Message]] = {}  # the last word on each topic: described once all is heard

    def hear(message: Message) -> bool:
        for topic, sought in filters.items():
            if topic_matches(topic, message.topic):
                waiting.update({(message.topic, id(family)): (family, message) for family in sought})
        return False

    with contextlib.ExitStack() as opened:
        progress = progress_bar(opened, f"listening for {seconds:g} s") if not as_json else (lambda _part: None)
        heard = listen(config, opened, lambda: filters, hear, seconds, progress)
    if heard.problem:
        raise NotPossible(f"the broker cannot be reached: {heard.problem}")
    found, refused = _described(waiting, settings)
    refused += [
        f"the broker refuses the hub {shown(topic, 120)} ({why}): what is told there is missing here"
        for topic, why in heard.denied.items()
    ]
    residence = _of_home_assistant(config, settings, refused)
    found += residence
    rooms = {str(room): told.name or room for room, told in config.rooms.items()}
    lines = block(found, rooms, {(reference.family, str(reference.name)) for reference in references})
    if write:
        _written(path, lines)
    if as_json:
        same = doubles(found)
        told = [_told(device, rooms, same.get((device.family, device.stable_id))) for device in found]
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        for sentence in refused:
            typer.echo(sentence, err=True)
    else:
        _printed(found, refused, config.mqtt is None)
        _printed_block(lines, write, bool(found))
    return 0


def _of_home_assistant(config: Config, settings: Settings, refused: list[str]) -> list[Device]:
    """Its own entities, where the configuration says the way; why not is added to ``refused``."""
    way = config.home_assistant.access
    if way is None:
        return []
    from .residence import devices_in, look_round

    try:
        return [device for _, device in devices_in(look_round(*way), settings)]
    except DeviceError as error:
        refused.append(str(error))
        return []


def _described(waiting: Mapping[tuple[str, int], tuple[Family, Message]], settings: Settings) -> tuple[list[Device], list[str]]:
    """Groups after the devices they are made of: a second round finds what the first could not."""
    known: dict[str, dict[str, Device]] = {}  # by family's key and stable id
    for _ in range(2):
        refused: list[str] = []
        for family, message in waiting.values():
            of_family = known.setdefault(family.key, {})
            try:
                of_family.update({device.stable_id: device for device in family.describe(message, of_family, settings)})
            except BadPayload as error:
                refused.append(str(error))
    found = [device for of_family in known.values() for device in of_family.values()]
    return sorted(found, key=lambda d: (d.family, d.name, d.stable_id)), refused


def _printed_block(lines: list[str], is_written: bool, is_found: bool) -> None:
    if not is_found:
        typer.echo("nothing has announced itself; what speaks on topics of its own is described, as config.yaml shows")
    elif not lines:
        typer.echo("all of it is in the configuration already, or cannot be used")
    elif is_written:
        typer.echo("written to the end of the configuration, as comments")
    else:
        typer.echo("\nFor the configuration (nothing was stored; --write adds it to the file, as comments):\n")
        typer.echo("\n".join(lines))


def _told(device: Device, rooms: Mapping[str, str], same: Device | None) -> dict[str, Any]:
    """same: the device that an entity of Home Assistant's discovery is, where its own bridge announces it too."""
    told: dict[str, Any] = {
        "family": device.family,
        "id": device.stable_id,
        "name": device.name,
        "role": device.role.value,
        "quantities": [
            {
                "name": trait.name,
                "unit": trait.unit,
                "low": trait.low,
                "high": trait.high,
                "choices": list(trait.choices) or None,
                "settable": trait.settable,
            }
            for trait in device.traits.values()
        ],
    }
    if device.area:
        told["area"] = device.area
    place = place_of(device, rooms)
    if place.room:
        told["room"] = {"id": place.room, "why": place.why}
    if same is not None:
        told["same_as"] = {"family": same.family, "id": same.stable_id}
    if device.refused:
        told["reason"] = device.refused
    if device.hazard:
        told["hazard"] = device.hazard
    if device.members:
        told["members"] = list(device.members)
    return told


def _printed(found: list[Device], refused: list[str], is_own: bool) -> None:
    """What can be used as a table, its ids whole; what cannot by reason: bridges announce ten settings with each lamp."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    same = doubles(found)
    usable = [device for device in found if _is_usable(device) and (device.family, device.stable_id) not in same]
    table = Table("family", "name", "id", "can")
    table.columns[2].overflow = "fold"
    for device in usable:
        can = ", ".join(f"{t.name}{'' if t.settable else ' (told)'}" for t in device.traits.values())
        words = can or "tells where somebody is"
        if device.hazard:
            words += f" - never commanded: {device.hazard}"
        table.add_row(device.family, Text(shown(device.name, 60)), Text(shown(device.stable_id, 120)), Text(shown(words, 200)))
    Console(highlight=False).print(table)
    useless = [device for device in found if not _is_usable(device)]
    typer.echo(f"{len(usable)} can be used, {len(useless)} cannot, {len(refused)} could not be read")
    if same:
        typer.echo(f"{len(same)} more are the same devices by Home Assistant's discovery")
    _listed(_by_reason(useless), "more reasons")
    _listed(refused, "more")
    if is_own:
        typer.echo("mqtt: is left out of the configuration, so this was the hub's own, empty broker")


def _is_usable(device: Device) -> bool:
    return bool(device.traits) or (device.role is Role.TRACKER and not device.refused)


def _by_reason(useless: list[Device]) -> list[str]:
    """Rare reasons first, with the device's name where it stands alone."""
    groups: dict[tuple[str, str], list[Device]] = {}
    for device in useless:
        groups.setdefault((device.family, device.refused), []).append(device)
    return [
        f"{family} {shown(devices[0].name, 60) if len(devices) == 1 else f'({len(devices)} of them)'}: {shown(reason, 160)}"
        for (family, reason), devices in sorted(groups.items(), key=lambda group: (len(group[1]), group[0]))
    ]


def _listed(sentences: list[str], others: str) -> None:
    for sentence in sentences[:_LINES]:
        typer.echo(f"  {sentence}")
    if len(sentences) > _LINES:
        typer.echo(f"  and {len(sentences) - _LINES} {others}: --json lists them all")


def _written(path: Path, lines: list[str]) -> None:
    """Adds a block of comments at the end of the file: nothing that is there is touched."""
    from hub.store.files import write_whole

    if not lines:
        return
    head = (
        "# Found by attune discover; take the # away from what is to be used, or move a line to the room that is there already."
    )
    added = "\n".join(["", head, *as_comments(lines)])
    write_whole(path, path.read_text(encoding="utf-8").rstrip("\n") + "\n" + added + "\n")
