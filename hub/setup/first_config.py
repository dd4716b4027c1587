"""The first config.yaml, written from what a Home Assistant holds: areas are rooms, persons occupants, entities devices. Pure.

What is a guess says so in a comment beside it; what nobody said (consent, limits) is left for the resident to say.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

_SENSED = {"occupancy": "motion", "illuminance": "light", "temperature": "temperature"}


@dataclass(frozen=True, slots=True)
class FoundThing:
    """An entity in a room. use: devices or sensors. can: its quantities. guessed: its room is, from its name. caution: why it
    is written down as a comment only."""

    entity: str
    name: str
    use: str
    can: tuple[str, ...]
    guessed: bool = False
    caution: str = ""


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """sources: entities that tell where the person is, the person's own first. learn: what they agreed to.

    account: its id in Home Assistant, "" where the person has none.
    """

    id: str
    name: str
    sources: tuple[str, ...]
    learn: tuple[str, ...] = ()
    account: str = ""


@dataclass(frozen=True, slots=True)
class HomeFound:
    """All that goes into the file. rooms: id → (name, things). unsorted: things nothing says the room of.

    tunes: what players can be told, wish → source. mqtt: host and port, None where no broker was found; token: how the token
    is given ("!secret home_assistant_token").
    """

    name: str
    latitude: float
    longitude: float
    time_zone: str
    url: str
    token: str
    rooms: Mapping[str, tuple[str, Sequence[FoundThing]]]
    people: Sequence[FoundPerson]
    unsorted: Sequence[FoundThing] = ()
    mqtt: tuple[str, int] | None = None
    mqtt_user: str | None = None
    weather: str = ""
    tunes: Mapping[str, str] = field(default_factory=dict)
    database: str = "attune.db"


def first_config(found: HomeFound) -> str:
    """The file's text; valid as it stands."""
    lines = [
        "# Written by attune init from what Home Assistant holds. It is yours now: rename, move and take out what is wrong,",
        "# then `attune check --live`. Every other key is explained in the example config.yaml that comes with Attune.",
        "",
        "home:",
        f"  name: {_text(found.name)}",
        f"  latitude: {found.latitude:.2f}             # two decimals are enough for the sun",
        f"  longitude: {found.longitude:.2f}",
        f"  time_zone: {found.time_zone}",
        "",
        *_mqtt(found),
        "home_assistant:",
        f"  url: {_text(found.url)}",
        f"  token: {found.token}",
        "",
        f"storage: {{path: {_text(found.database)}}}       # everything learned stays in this one file",
        "",
        "# How far the hub may go: watch (learn only), suggest, or act. Each person, room and kind earns it by being right.",
        "autonomy: act",
        "earn_autonomy: true",
        "",
        *_people(found.people),
        *_rooms(found.rooms),
        *_unsorted(found.unsorted),
    ]
    if found.weather:
        lines += ["outdoor:", f"  temperature: {{home_assistant: {found.weather}}}", ""]
    return "\n".join([*lines, *_music(found.tunes)]) + "\n"


def _mqtt(found: HomeFound) -> list[str]:
    if found.mqtt is None:
        return [
            "# No MQTT broker was found, so the hub starts a small one of its own. With your broker's address here it shows",
            "# itself in Home Assistant and hears Zigbee2MQTT and other MQTT devices at first hand:",
            "# mqtt:",
            "#   host: 192.168.1.10",
            "#   username: attune",
            "#   password: !secret mqtt_password",
            "",
        ]
    host, port = found.mqtt
    lines = ["mqtt:", f"  host: {_text(host)}", f"  port: {port}"]
    if found.mqtt_user is not None:
        lines += [f"  username: {_text(found.mqtt_user)}", "  password: !secret mqtt_password"]
    else:
        lines += ["  # username: attune", "  # password: !secret mqtt_password"]
    return [*lines, ""]


def _people(people: Sequence[FoundPerson]) -> list[str]:
    lines = [
        "# The people. learn: what each of them agreed to have learned, of light, temperature, music; nothing is stored about",
        "# somebody without it. person.* knows home from away: with motion sensors under sensors: of the rooms that is enough",
        "# for whoever is alone at home; a source that names the room (ESPresense, Bermuda, a tracker or topic that says",
        "# a room's id) tells several apart. pets: true under home: where an animal sets the sensors off.",
    ]
    if not people:
        return [*lines, "occupants: {}", ""]
    lines.append("occupants:")
    for person in people:
        lines += [f"  {person.id}:", f"    name: {_text(person.name)}", f"    learn: [{', '.join(person.learn)}]"]
        if not person.learn:
            lines[-1] += "                    # ask first; then for example [light, temperature, music]"
        if person.account:
            lines.append(f"    home_assistant_user: {_text(person.account)}  # as whom the page in Home Assistant knows them")
        lines.append("    presence:")
        lines += [f"      - {{home_assistant: {source}}}" for source in person.sources]
    return [*lines, ""]


def _rooms(rooms: Mapping[str, tuple[str, Sequence[FoundThing]]]) -> list[str]:
    lines = ["# The rooms, from Home Assistant's areas. devices: what the hub may set; take out what it should leave alone."]
    if not rooms:
        return [*lines, "rooms: {}", ""]
    lines.append("rooms:")
    for room, (name, things) in rooms.items():
        lines.append(f"  {room}:")
        lines.append(f"    name: {_text(name)}")
        for use in ("devices", "sensors"):
            chosen = [thing for thing in things if thing.use == use]
            if not chosen:
                continue
            if use == "devices" and all(thing.caution for thing in chosen):
                lines.append("    devices: []")
            else:
                lines.append(f"    {use}:")
            lines += [f"      {_thing(thing)}" for thing in chosen]
    return [*lines, ""]


def _unsorted(things: Sequence[FoundThing]) -> list[str]:
    """Comments: a room nobody is ever in would only be a device without use in Home Assistant."""
    if not things:
        return []
    lines = ["# Nothing says in which room these are. Move each line to its own, without the # in front of it:"]
    for use in ("devices", "sensors"):
        chosen = [_thing(thing) for thing in things if thing.use == use]
        if chosen:
            lines += [f"#   {use}:", *(f"#     {line.removeprefix('# ')}" for line in chosen)]
    return [*lines, ""]


def _thing(thing: FoundThing) -> str:
    sensed = [_SENSED[quantity] for quantity in thing.can if quantity in _SENSED]
    said = ", ".join(sensed if thing.use == "sensors" else thing.can)
    notes = [_comment(thing.name), said]
    if thing.guessed:
        notes.append("room guessed from the name")
    if thing.caution:
        notes.append(f"left out: {_comment(thing.caution)}")
    line = f"- {{home_assistant: {thing.entity}}}   # {'; '.join(note for note in notes if note)}"
    return f"# {line}" if thing.caution else line


def _music(tunes: Mapping[str, str]) -> list[str]:
    lines = [
        "# What can be wished for: a name of yours, and what a player is told: a playlist, url, uri or source (its input)."
    ]
    if not tunes:
        return [*lines, "# music:", "#   calm: {playlist: Calm evening}", '#   radio: {url: "http://radio.example/stream"}']
    lines += ["# These are inputs your players list: take out what is no music.", "music:"]
    return [*lines, *(f"  {wish}: {{source: {_text(source)}}}" for wish, source in tunes.items())]


def _text(text: str) -> str:
    """As YAML reads it back, whatever it holds: JSON is YAML."""
    return json.dumps(text, ensure_ascii=False)


def _comment(text: str) -> str:
    return " ".join(text.split())[:100]


def in_order(things: Iterable[FoundThing]) -> list[FoundThing]:
    """Lamps and heating first, as a person looks for them."""
    order = ("light", "climate", "media_player", "fan", "switch")
    return sorted(things, key=lambda t: (next((i for i, d in enumerate(order) if t.entity.startswith(d)), 9), t.entity))
