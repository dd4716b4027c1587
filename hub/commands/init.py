"""``attune init``: a first config.yaml from what a Home Assistant holds. Writes only where nothing is yet."""

import json
import os
import socket
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import typer

from devices.home_assistant.listing import Listed
from devices.links.home_assistant import SUPERVISOR
from devices.vocabulary import OTHER_MUSIC, SILENCE, Device, Role, Settings
from hub.config import SECRETS, ConfigError
from hub.config.load import load
from hub.config.mistakes import quoted
from hub.config.page import is_account
from hub.config.yaml import read
from hub.consent import DOMAINS
from hub.errors import NotPossible
from hub.safety.hazards import hazard_of
from hub.setup.first_config import FoundPerson, FoundThing, HomeFound, first_config, in_order
from hub.setup.room_names import room_of, slug
from hub.store.files import write_whole

from .residence import Residence, devices_in, is_room_sensor, look_round

TOKEN, PASSWORD = "home_assistant_token", "mqtt_password"
_PORT = 1883
_MOST_TUNES = 8
_PLUG = "anything may hang on a switch: take the # away where it is a lamp, and add as: light"


def init(
    path: Path,
    url: str,
    token: str,
    mqtt: str | None,
    mqtt_user: str | None,
    mqtt_password: str | None,
    learn: str | None,
    database: str = "attune.db",
) -> int:
    """Raises NotPossible when the file is there already, LinkDown when there is no Home Assistant or it refuses the token."""
    if path.exists():
        raise NotPossible(f"{path} is there already and is left as it is: name another file with -c, or move that one away")
    if mqtt_user is not None and mqtt_password is None:
        raise NotPossible("--mqtt-user: its password is needed as well, in MQTT_PASSWORD (or as --mqtt-password)")
    url, token = _address(url), token.strip()
    agreed = _agreed(learn)
    broker = _broker(mqtt, url)
    residence = look_round(url, token)
    found = replace(made(residence, url, agreed, broker, mqtt_user), database=database)
    secrets = {TOKEN: token} | ({PASSWORD: mqtt_password} if mqtt_password is not None else {})
    is_by_environment = os.environ.get("SUPERVISOR_TOKEN") == token
    if is_by_environment:  # an add-on's token is another at each start
        secrets.pop(TOKEN)
    _keep_secrets(path.parent / SECRETS, secrets)
    text = first_config(found if not is_by_environment else replace(found, token="!env SUPERVISOR_TOKEN"))
    write_whole(path, text)
    try:
        config = load(path)
    except ConfigError as error:  # a name nobody thought of: the file stays for the resident to mend
        raise NotPossible(f"{path} was written, and something in it is not right yet: {error}") from error
    devices = sum(len(room.devices) for room in config.rooms.values())
    typer.echo(f"{path}: {len(config.rooms)} rooms, {len(config.occupants)} people, {devices} devices.")
    silent = [person.name for person in found.people if not person.learn]
    if silent:
        typer.echo(f"Nothing is learned about {_and(silent)} until their learn: says so. Ask them first.")
    if found.unsorted:
        typer.echo(
            f"{len(found.unsorted)} more devices and sensors are there as comments: nothing says in which room they are."
        )
    roomless = [person.name for person in found.people if len(person.sources) == 1]
    if roomless:
        typer.echo(
            f"Only person.* tells where {_and(roomless)} {'is' if len(roomless) == 1 else 'are'}: mostly home or away. "
            f"{_how_found(found)}; attune check says it of each room."
        )
    if not found.people:
        typer.echo("Home Assistant knows no persons: add them there (settings, people), or write occupants: yourself.")
    if broker is None:
        typer.echo("No MQTT broker was found; put yours under mqtt: so that the hub shows itself in Home Assistant.")
    typer.echo(f"Next: look through it, then attune check --live -c {path}")
    return 0


def made(
    residence: Residence, url: str, learn: Sequence[str], mqtt: tuple[str, int] | None, mqtt_user: str | None
) -> HomeFound:
    """What the file says. learn: what everybody agreed to."""
    home = residence.home
    usable = devices_in(residence, Settings(music={"any": {"url": "x", "source": ""}}))
    rooms = {slug(area) or slug(name): name for area, name in residence.areas.items()}
    rooms = {room: name for room, name in rooms.items() if room}
    placed: dict[str, list[FoundThing]] = {room: [] for room in rooms}
    unsorted: list[FoundThing] = []
    for entity, device in usable:
        use = _use(entity, device)
        if not use:
            continue
        room, is_guess = _room(entity, rooms)
        placed.setdefault(room, []).append(_thing(entity, device, use, is_guess))
    for room in [room for room in placed if room not in rooms]:
        if room and not all(thing.caution for thing in placed[room]):
            rooms[room] = room.replace("_", " ").capitalize()
        else:  # no room is there for what is left alone only
            unsorted += [replace(thing, guessed=False) for thing in placed.pop(room)]
    ordered = sorted(placed, key=lambda room: rooms[room])
    weather = next((entity.entity for entity, _ in usable if entity.domain == "weather"), "")
    return HomeFound(
        name=str(home.get("location_name") or "Home"),
        latitude=float(home.get("latitude") or 0.0),
        longitude=float(home.get("longitude") or 0.0),
        time_zone=str(home.get("time_zone") or "UTC"),
        url=url,
        token=f"!secret {TOKEN}",
        rooms={room: (rooms[room], in_order(placed[room])) for room in ordered},
        people=_people(residence, usable, learn),
        unsorted=in_order(unsorted),
        mqtt=mqtt,
        mqtt_user=mqtt_user,
        weather=weather,
        tunes=_tunes(usable),
    )


def _use(entity: Listed, device: Device) -> str:
    if entity.domain in ("weather", "person", "device_tracker", "input_boolean") or is_room_sensor(entity):
        return ""
    return "devices" if device.role in (Role.LIGHT, Role.SWITCH, Role.FAN, Role.COVER, Role.CLIMATE, Role.PLAYER) else "sensors"


def _room(entity: Listed, rooms: dict[str, str]) -> tuple[str, bool]:
    """The room's id, empty where nothing says it, and whether it is only a guess."""
    if entity.area_id:
        return slug(entity.area_id) or slug(entity.area), False
    guess = room_of(entity.name, rooms) or room_of(entity.entity.partition(".")[2], rooms)
    return guess, bool(guess)


def _thing(entity: Listed, device: Device, use: str, is_guess: bool) -> FoundThing:
    settable = [trait for trait in device.traits.values() if trait.settable]
    hazards = [hazard_of(device, trait) for trait in settable]
    hazard = device.hazard or (hazards[0] if hazards and all(hazards) else "")
    if not hazard and device.role is Role.SWITCH:
        hazard = _PLUG
    can = tuple(t.quantity for t in (settable if use == "devices" else device.traits.values()))
    return FoundThing(entity.entity, entity.name, use, can, is_guess, hazard if use == "devices" else "")


def _people(residence: Residence, usable: Sequence[tuple[Listed, Device]], learn: Sequence[str]) -> list[FoundPerson]:
    """A person's own entity first, then sensors that name rooms and carry the person's name."""
    people: list[FoundPerson] = []
    for entity in residence.entities:
        if entity.domain != "person":
            continue
        who = slug(entity.entity.partition(".")[2])
        words = {who, slug(entity.name)} - {""}
        near = [e.entity for e, _ in usable if is_room_sensor(e) and any(word in slug(e.entity) for word in words)]
        if who:
            account = str(entity.attributes.get("user_id") or "")
            own = account if is_account(account) else ""
            people.append(FoundPerson(who, entity.name, (entity.entity, *near), tuple(learn), own))
    return people


def _tunes(usable: Sequence[tuple[Listed, Device]]) -> dict[str, str]:
    """Inputs that players list; playlists are in nobody's list and are left to the resident."""
    tunes: dict[str, str] = {}
    for entity, device in usable:
        sources = entity.attributes.get("source_list") if device.role is Role.PLAYER else None
        for source in sources if isinstance(sources, list) else ():
            wish = slug(str(source))
            if wish and wish not in (SILENCE, OTHER_MUSIC, *tunes) and len(tunes) < _MOST_TUNES:
                tunes[wish] = str(source)
    return tunes


def _agreed(learn: str | None) -> tuple[str, ...]:
    words = [word.strip().lower() for word in (learn or "").split(",") if word.strip()]
    if words in ([], ["none"]):
        return ()
    wrong = [word for word in words if word not in DOMAINS]
    if wrong:
        raise NotPossible(f"--learn: {quoted(wrong[0])} cannot be learned: say which of {', '.join(DOMAINS)}")
    return tuple(dict.fromkeys(words))


def _address(url: str) -> str:
    """As the browser shows it will do: what follows the host is left out, but for the way through a Supervisor."""
    given = url.strip() if "://" in url else f"http://{url.strip()}"
    try:
        parts = urlsplit(given)
        is_right = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_right = False
    if not is_right:
        raise NotPossible(f"--url: {quoted(url)} is no address: it is like http://homeassistant.local:8123")
    return given.rstrip("/") if parts.hostname == SUPERVISOR else f"{parts.scheme}://{parts.netloc}"


def _how_found(found: HomeFound) -> str:
    """How somebody is found in a room whom nothing names there."""
    sensed = [name for name, things in found.rooms.values() if any("occupancy" in thing.can for thing in things)]
    if not sensed:
        return "The hub acts in a room once something names it (see occupants: there), or a motion sensor stands in it"
    words = "whoever is alone at home is found by what moves"
    return f"In {_and(sensed[:8])} {words}, of several whoever is likely enough"


def _and(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _broker(mqtt: str | None, url: str) -> tuple[str, int] | None:
    """As given, else the usual port of Home Assistant's own machine where something listens there."""
    if mqtt is not None:
        host, _, port = mqtt.rpartition(":") if ":" in mqtt else (mqtt, "", str(_PORT))
        if not host or not port.isdecimal() or not 0 < int(port) < 65536:
            raise NotPossible(f"--mqtt: {quoted(mqtt)} is no address: it is like 192.168.1.10 or 192.168.1.10:1883")
        return host, int(port)
    host = urlsplit(url).hostname or ""
    try:
        socket.create_connection((host, _PORT), 2.0).close()
    except OSError:
        return None
    return host, _PORT


def _keep_secrets(path: Path, secrets: dict[str, str]) -> None:
    """Adds what is not there; a secret that is there and says something else is nobody's to overwrite."""
    before = path.read_text("utf-8") if path.exists() else ""
    known, _ = read(path) if before.strip() else ({}, [])
    known = known if isinstance(known, dict) else {}
    lines = []
    for name, value in secrets.items():
        if name not in known:
            lines.append(f"{name}: {json.dumps(value, ensure_ascii=False)}")
        elif known[name] != value:
            raise NotPossible(f"{path} has another {name} already: take that line out, or give the token it holds")
    if lines:
        write_whole(path, before + ("" if before in ("",) or before.endswith("\n") else "\n") + "\n".join(lines) + "\n")
