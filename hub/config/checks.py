"""What can only be seen between the parts of a configuration: names that must exist elsewhere, ids that must differ."""

import re
from collections.abc import Iterator
from ipaddress import ip_address
from itertools import chain, islice
from typing import Any

from devices.colour import NAMED, read_colour
from devices.family import Use, families, family_for
from devices.vocabulary import QUANTITIES, SETPOINTS, SILENCE, DeviceId, Reference, RoomId
from models.kind import Kind, kinds

from .document import Block, Document
from .doubtful import doubtful
from .heating_checks import cooling, setbacks
from .mistakes import MOST, Keys, Mistake, key_text, meant, quoted
from .model import Config, Pinned
from .page import page_mistakes
from .references import COMMON, HOME_ASSISTANT, OMITTED, STAYS, FoundMistake
from .slips import of_fahrenheit

SETTABLE = ("light", "switch", "climate", "media_player", "fan", "cover")  # domains of Home Assistant a room's device may be of
_NESTED = 6  # keys deep, more than any family's block

Placed = tuple[Keys, Use, Reference]


def mistakes_between(config: Config, document: Document) -> list[Mistake]:
    """Every mistake of a configuration whose single parts are right."""
    checks = (_people, _guardians, _accounts, _neighbours, _ways, _tls, _page, _pinned, _family_settings, _ids)
    return _told(chain(*(check(config) for check in checks), _blocks(config, document)), document)


def cautions(config: Config, document: Document) -> list[Mistake]:
    """What will run but was probably not meant."""
    checks = (_lonely, _left_behind, _coarse, _entities, _double, _in_the_clear, setbacks, cooling, *doubtful)
    return _told(chain(*(check(config) for check in checks)), document)


def _told(found: Iterator[FoundMistake], document: Document) -> list[Mistake]:
    return [document.mistake(*each) for each in islice(found, MOST)]


def placed(config: Config) -> Iterator[Placed]:
    """Every reference with its place in the file and what it is for; the wrong ones left out."""
    for occupant, person in config.occupants.items():
        yield from _listed(("occupants", occupant, "presence"), "presence", person.presence)
    for name, room in config.rooms.items():
        yield from _listed(("rooms", name, "devices"), "device", room.devices)
        yield from _listed(("rooms", name, "sensors"), "sensor", room.sensors)
        if room.activity is not None:
            yield ("rooms", name, "activity"), "sensor", room.activity
    if config.outdoor.temperature is not None:
        yield ("outdoor", "temperature"), "outdoor", config.outdoor.temperature


def _listed(keys: Keys, use: Use, references: tuple[Reference, ...]) -> Iterator[Placed]:
    for at, reference in enumerate(references):
        if reference.family != OMITTED.family:
            yield (*keys, at), use, reference


def _people(config: Config) -> Iterator[FoundMistake]:
    people = tuple(config.occupants)
    for name, room in config.rooms.items():
        keys: Keys = ("rooms", name)
        if room.owner is not None and room.owner not in config.occupants:
            right = meant(room.owner, people) if people else "a person under occupants:"
            yield (*keys, "owner"), f"{quoted(room.owner)} is nobody of occupants:", right
        for at, who in enumerate(room.sleepers):
            if who not in config.occupants:
                right = meant(who, people) if people else "a person under occupants:"
                yield (*keys, "sleepers", at), f"{quoted(who)} is nobody of occupants:", right
        if room.owner is None:
            for domain in ("light", "temperature", "music"):
                if getattr(room.sharing, domain) == "owner":
                    right = "owner: and a person's id in this room, or content"
                    yield (*keys, "sharing", domain), "is owner, but the room has none", right


def _neighbours(config: Config) -> Iterator[FoundMistake]:
    for name, room in config.rooms.items():
        for at, other in enumerate(room.next_to):
            keys: Keys = ("rooms", name, "next_to", at)
            if other not in config.rooms:
                yield keys, f"{quoted(other)} is no room of this file", meant(other, tuple(config.rooms))
            elif other == name:
                yield keys, "is the room itself", "the rooms one comes into from it"


def _guardians(config: Config) -> Iterator[FoundMistake]:
    for occupant, person in config.occupants.items():
        others = tuple(who for who in config.occupants if who != occupant)
        for at, guardian in enumerate(person.guardians):
            if guardian not in others:
                keys: Keys = ("occupants", occupant, "guardians", at)
                who = "nobody else" if guardian == occupant else "nobody"
                yield keys, f"{quoted(guardian)} is {who} of occupants:", meant(guardian, others) if others else "left out"
        if person.guardians and person.role == "keeper":
            yield ("occupants", occupant, "role"), "is keeper of somebody with guardians", "resident, or no guardians"


def _accounts(config: Config) -> Iterator[FoundMistake]:
    whose: dict[str, str] = {}
    for occupant, person in config.occupants.items():
        account = person.home_assistant_user
        if account is not None and whose.setdefault(account, occupant) != occupant:
            problem = f"is the account of {whose[account]} already, so the page could not tell the two apart"
            yield ("occupants", occupant, "home_assistant_user"), problem, "an account of their own, or left out"


def _page(config: Config) -> Iterator[FoundMistake]:
    yield from page_mistakes(config.page)


def _left_behind(config: Config) -> Iterator[FoundMistake]:
    """A person all of whose sources stay behind."""
    for occupant, person in config.occupants.items():
        if person.presence and all(source.options.get(STAYS) is True for source in person.presence):
            right = "stays: true only beside a source that goes along, such as a phone"
            yield ("occupants", occupant, "presence"), "has only sources that stay when the person goes", right


def _coarse(config: Config) -> Iterator[FoundMistake]:
    """A home written with two decimals is a kilometre wide; phones' coordinates are measured against it."""
    sources = (source for person in config.occupants.values() for source in person.presence)
    tells = any(s.family == "owntracks" or s.name.startswith(("person.", "device_tracker.")) for s in sources)
    for key, value in (("latitude", config.home.latitude), ("longitude", config.home.longitude)):
        if tells and config.home.radius < 1000.0 and round(value, 2) == value:
            right = f"four decimals, such as {value:.2f}31, for phones' coordinates are measured against it"
            yield ("home", key), f"{value:g} is good to a kilometre", right


def _ways(config: Config) -> Iterator[FoundMistake]:
    for name, room in config.rooms.items():
        known = [device.id for device in room.devices]
        if room.way_light is not None and room.way_light not in known:
            right = meant(room.way_light, known) if known else "a lamp under devices: of this room"
            yield ("rooms", name, "way_light"), f"{quoted(room.way_light)} is no device of this room", right


def _tls(config: Config) -> Iterator[FoundMistake]:
    tls = config.mqtt.tls if config.mqtt is not None else None
    if tls is not None and (tls.cert_file is None) != (tls.key_file is None):
        missing = "cert_file" if tls.cert_file is None else "key_file"
        yield ("mqtt", "tls"), f"has one of cert_file and key_file, not {missing}", "both, or neither"
    if config.mqtt is not None and config.mqtt.password is not None and config.mqtt.username is None:
        yield ("mqtt", "password"), "stands without a username", "username: attune"


def _pinned(config: Config) -> Iterator[FoundMistake]:
    for occupant, person in config.occupants.items():
        for at, pin in enumerate(person.pinned):
            for under, problem, right in _pin(config, pin):
                yield ("occupants", occupant, "pinned", at, *under), problem, right


def _pin(config: Config, pin: Pinned) -> Iterator[FoundMistake]:
    if pin.room not in config.rooms:
        yield ("room",), f"{quoted(pin.room)} is no room of this file", meant(pin.room, tuple(config.rooms))
    elif pin.device is not None:
        listed = config.rooms[RoomId(pin.room)].devices
        known = tuple(str(reference.id) for reference in listed if reference.family != OMITTED.family)
        if not {pin.device, pin.device.rpartition(".")[0]} & set(known):
            yield ("device",), f"{quoted(pin.device)} is no device of {pin.room}", meant(pin.device, known)
    if (pin.start is None) != (pin.end is None):
        yield (), "has one of from and to", 'both, such as from: "18:00", to: "23:00", or neither'
    kind = kinds().get(pin.quantity)
    if kind is None:
        yield ("quantity",), f"{quoted(pin.quantity)} cannot be wished for", meant(pin.quantity, tuple(kinds()))
        return
    value = pin.value
    if pin.quantity == "music":
        known = (*config.music, SILENCE)
        if value not in known:
            yield ("value",), f"{quoted(value)} is not under music:", meant(str(value), known)
    elif pin.quantity == "colour":
        if not isinstance(value, str) or read_colour(value) is None:
            yield ("value",), f"{quoted(value)} is no colour", f'one such as "#ff7f00", white, {", ".join(NAMED)}'
    elif kind.choice:
        if not isinstance(value, bool):
            yield ("value",), f"is {quoted(value)}", "true (on) or false (off)"
    elif isinstance(value, bool | str) or not kind.low <= value <= kind.high:
        hint = of_fahrenheit(value) if pin.quantity in SETPOINTS else ""
        yield ("value",), f"is {quoted(value)}", f"{_range_text(kind)}{hint}"


def _range_text(kind: Kind) -> str:
    unit = QUANTITIES[kind.name].unit if kind.name in QUANTITIES else kind.unit
    percent = " (40 % is 0.4)" if unit == "1" else f" {unit}"
    return f"a number from {kind.low:g} to {kind.high:g}{percent}"


def _family_settings(config: Config) -> Iterator[FoundMistake]:
    known = tuple(dict.fromkeys(family.key for family in families()))
    for key in config.families:
        if key not in known:
            yield ("families", key), f"{quoted(key)} is not a device family known here", meant(key, known)


def _blocks(config: Config, document: Document) -> Iterator[FoundMistake]:
    """What each family finds wrong in the blocks that name it, placed at the key its sentence names."""
    settings = config.settings()
    for keys, use, reference in placed(config):
        family = family_for(reference.family, use)
        if family is not None:
            for problem in family.mistakes(reference, settings):
                yield (*keys, *_named(document.at(keys), problem)), problem, ""


def _named(block: Any, sentence: str) -> Keys:
    """The key inside a block that a sentence is about: the path most of whose steps it names, the first named of equals."""
    words = {word: -place for place, word in reversed(list(enumerate(re.findall(r"[\w-]+", sentence))))}
    best: tuple[int, int, Keys] = (0, -len(sentence), ())
    waiting: list[tuple[int, Keys, Any]] = [(0, (), block)]
    while waiting:
        named, keys, here = waiting.pop()
        for key, value in here.items() if isinstance(here, Block) and len(keys) < _NESTED else ():
            here_named = named + (key in words)
            if key in words:
                best = max(best, (here_named, words[key], (*keys, key)), key=lambda found: found[:2])
            waiting.append((here_named, (*keys, key), value))
    return best[2]


def _ids(config: Config) -> Iterator[FoundMistake]:
    first: dict[DeviceId, tuple[Keys, Reference]] = {}
    for keys, _, reference in placed(config):
        earlier_keys, earlier = first.setdefault(reference.id, (keys, reference))
        if not _same(earlier, reference):
            problem = f"the id {quoted(reference.id)} is taken by {key_text(earlier_keys)}"
            yield keys, problem, f"an id of its own: id: {_another(reference)}"


def _same(one: Reference, other: Reference) -> bool:
    """Whether two blocks mean one thing; what it is called and taken for may stand in one of them only."""
    plain = [{k: v for k, v in r.options.items() if k not in COMMON} for r in (one, other)]
    return (one.family, one.name) == (other.family, other.name) and plain[0] == plain[1]


def _another(reference: Reference) -> str:
    last = reference.id.rstrip("/").rpartition("/")[2] or "device"
    return f"{last}_{reference.options.get('quantity', reference.family)}"


def _lonely(config: Config) -> Iterator[FoundMistake]:
    if not config.rooms:
        yield (), "has no rooms, so nothing can be set", "rooms: with a room's id below it"
    if not config.occupants:
        yield (), "has no occupants, so nobody is learned", "occupants: with a person's id below it"
    for occupant, person in config.occupants.items():
        if not person.presence:
            problem = "has no presence, so the hub never knows where this person is"
            yield ("occupants", occupant), problem, "presence: with at least one source, such as {topic: home/presence/ana}"


def _entities(config: Config) -> Iterator[FoundMistake]:
    """What is pointed at in Home Assistant needs the way there, and a device must be something that can be set."""
    given = config.home_assistant
    is_reachable = given.url is not None and given.token is not None
    for keys, use, reference in placed(config):
        if reference.family != HOME_ASSISTANT:
            continue
        if not is_reachable:
            problem = "is an entity of Home Assistant, which the hub cannot ask without its url and token"
            yield keys, problem, "home_assistant: {url: http://homeassistant.local:8123, token: !secret home_assistant_token}"
        domain = reference.name.partition(".")[0]
        if use == "device" and domain not in SETTABLE:
            yield keys, f"a {quoted(domain)} is not for the hub to set", f"an entity of {', '.join(SETTABLE)}"
    if (given.url is None) != (given.token is None):
        missing = "url" if given.url is None else "token"
        yield (
            ("home_assistant",),
            f"has no {missing}, so Home Assistant cannot be asked",
            f"both url and token; {missing} is missing",
        )


def _double(config: Config) -> Iterator[FoundMistake]:
    rooms: dict[DeviceId, str] = {}
    for keys, use, reference in placed(config):
        if use == "device":
            room = rooms.setdefault(reference.id, str(keys[1]))
            if room != keys[1]:
                yield keys, f"{quoted(reference.id)} is also a device of {room}", "each device in one room"
    seen: set[tuple[str, str, DeviceId]] = set()
    for keys, use, reference in placed(config):
        same = (str(keys[:3]), use, reference.id)
        if same in seen:
            yield keys, f"{quoted(reference.id)} stands twice in this list", "it once"
        seen.add(same)


def _in_the_clear(config: Config) -> Iterator[FoundMistake]:
    mqtt = config.mqtt
    if mqtt is not None and mqtt.password is not None and mqtt.tls is None and not _loopback(mqtt.host):
        yield ("mqtt", "password"), "crosses the network unencrypted", "tls: {ca_file: …} where the broker offers it"


def _loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host in ("localhost", "ip6-localhost")
