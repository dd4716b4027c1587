"""``attune check``: every mistake with its line; ``--live`` also asks the broker, the devices and the players."""

import contextlib
import json
from dataclasses import asdict
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from devices.errors import DeviceError
from devices.home_assistant.release import met, span_tested
from devices.home_assistant.told import NO_ADMINISTRATOR
from devices.message import Message
from devices.text import shown
from devices.vocabulary import DeviceId
from hub.clock import SystemClock
from hub.commands.findings import as_json as mistakes_json
from hub.commands.findings import as_text
from hub.commands.findings import check as look
from hub.config import Config
from hub.config.document import Block
from hub.config.load import load
from hub.config.yaml import read
from hub.errors import StoreFailed
from hub.setup.told_apart import ToldApart, told_apart
from hub.store.reader import read_ways

if TYPE_CHECKING:
    from hub.home.catalogue import Catalogue

LISTEN_S = 4.0


def check(path: Path, is_live: bool, as_json: bool) -> int:
    """Exit status: 2 when the configuration is wrong, 1 when the live home is, 0 when all is well."""
    mistakes, cautions = look(path)
    found: list[str] = []
    notes: list[str] = []
    version = ""
    rooms = [] if mistakes else _rooms(load(path))
    if is_live and not mistakes:
        found, notes, version = _live(path)
    if as_json:
        answer: dict[str, Any] = dict(mistakes_json(path, mistakes, cautions))
        if is_live:
            answer["live"], answer["notes"] = found, notes
            answer["home_assistant"] = {"version": version or None, "tested": span_tested()}
        answer["rooms"] = [asdict(room) for room in rooms]
        typer.echo(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        typer.echo(as_text(path, mistakes, cautions))
        for sentence in found:
            typer.echo(f"live: {sentence}")
        for sentence in notes:
            typer.echo(f"note: {sentence}")
        for room in rooms:
            typer.echo(f"who is where: {room.told_apart}" + (f" ({room.one_more})" if room.one_more else ""))
        if is_live and not mistakes and not found:
            typer.echo("live: all that the configuration points at answers")
    return 2 if mistakes else 1 if found else 0


def _rooms(config: Config) -> list[ToldApart]:
    """How people will be told apart in each room."""
    people = {str(who): block.presence for who, block in config.occupants.items()}
    rooms = {str(room): (block.name, block.sensors) for room, block in config.rooms.items()}
    bedrooms = {str(room): bool(config.sleepers(room)) for room in config.rooms if config.is_bedroom(room)}
    sleepers: dict[str, list[str]] = {}
    try:
        for who, ways in read_ways(config.storage.path).items() if config.storage.path.exists() else ():
            if ways.get("sleeps_in") in rooms and who in config.occupants:
                sleepers.setdefault(ways["sleeps_in"], []).append(who)
    except StoreFailed:
        pass  # whatever is wrong with it, what the configuration says can be told
    return told_apart(people, rooms, bedrooms, sleepers)


def _live(path: Path) -> tuple[list[str], list[str], str]:
    """What the real home says against the configuration, a sentence each; what may well be meant, or is good to know; and the
    version of Home Assistant, empty where none was met."""
    from hub.api.orders import orders
    from hub.commands.listen import listen
    from hub.commands.playable import unplayable
    from hub.home.catalogue import Catalogue
    from hub.home.spelling import meant, speak
    from hub.links.players import ask
    from hub.steps.refusal_words import unheard
    from hub.telling.topics import Topics

    config = load(path)
    ordered = orders(config, Topics(config.base_topic))
    catalogue = Catalogue(config.references(), config.settings())
    spoken: set[DeviceId] = set()

    def hear(message: Message) -> bool:
        is_new = catalogue.is_announcement(message.topic) and catalogue.announce(message)
        spoken.update(speak(catalogue, message))
        return is_new

    found: list[str] = []
    if config.mqtt is not None:
        with contextlib.ExitStack() as opened:
            heard = listen(config, opened, lambda: (*ordered, *catalogue.topics()), hear, LISTEN_S)
        if heard.problem:
            which = "the right" if config.mqtt.username else "a"
            account = f" ({which} username: and password: are needed)" if heard.is_refused else ""
            found.append(f"{path.name}:{_line(path, 'mqtt')}: mqtt: the broker is not reached: {heard.problem}{account}")
        found += [words for words, _, _ in unheard(heard.denied, catalogue, config, ordered)]
    elif catalogue.topics():
        found.append("no broker is configured (mqtt: is left out): the hub brings its own, so there is nothing to ask")
    entities, problems, version = _entities(config, catalogue)
    found += problems
    is_heard = config.mqtt is not None and not heard.problem
    for missing in sorted(set(catalogue.missing) - entities) if is_heard else ():
        near = meant(catalogue, catalogue.missing[missing])
        is_it = f": is {shown(near, 80)} meant?" if near else " (attune discover lists what is)"
        found.append(f"{shown(missing, 80)} is not announced by anything on the broker{is_it}")
    quiet: list[str] = []
    for device in catalogue.devices.values():
        family = catalogue.family_of[device.id]
        if is_heard and family.link == "mqtt" and device.id not in spoken:
            if family.is_kept:
                found.append(f"{shown(device.id, 80)} says nothing: is it spelt right, powered and in reach?")
            else:
                quiet.append(shown(device.id, 80))
        if device.refused:
            found.append(f"{shown(device.id, 80)} cannot be used: {device.refused}")
        elif device.hazard:
            found.append(f"{shown(device.id, 80)} will never be commanded: {device.hazard}")
        found += ask(device, config.settings(), SystemClock().now)
    twice = [
        f"{shown(one, 80)} and {shown(again, 80)} are one device, listed twice: it is set as the first, and one may be left out"
        for one, others in catalogue.twins.items()
        for again in others
    ]
    silent, notes = unplayable(catalogue.devices, catalogue.family_of, config.settings())
    notes = [*notes, *twice]
    if quiet:
        notes = [*notes, f"nothing was heard meanwhile of what may speak only now and then: {', '.join(quiet)}"]
    return found + silent, [*([met(version)] if version else []), *notes], version


def _line(path: Path, key: str) -> int:
    """Where a key of the file's first level stands."""
    root, _ = read(path)
    return root.lines.get(key, 1) if isinstance(root, Block) else 1


def _entities(config: Config, catalogue: "Catalogue") -> tuple[set[DeviceId], list[str], str]:
    """Home Assistant's own: which of the missing ones are its, and what is wrong, a sentence each; and its version."""
    wanted = {entity: reference.id for reference, entity in catalogue.residence()}
    way = config.home_assistant.access
    if way is None:
        needed = ", ".join(shown(entity, 80) for entity in sorted(wanted))
        return set(wanted.values()), [f"home_assistant: url and token are needed for {needed}"] if wanted else [], ""
    from .residence import look_round  # its library takes half a second to load

    try:
        residence = look_round(*way)
    except DeviceError as error:
        return set(wanted.values()), [str(error)], ""
    found = [] if residence.sees_calls else [NO_ADMINISTRATOR]
    known = {entity.entity: entity for entity in residence.entities}
    for entity, listed in sorted(known.items()):
        if entity in wanted:
            catalogue.announce(listed.announcement)
    for entity in sorted(wanted.keys() - known.keys()):
        near = get_close_matches(entity, known, n=1)
        meant = f"is it {near[0]}" if near else "is it spelled right"
        found.append(f"{entity} is not in Home Assistant: {meant}, is its integration running?")
    return set(wanted.values()), found, str(residence.home.get("version", ""))
