"""A Snapcast client, by its Snapserver. Specification: https://github.com/badaix/snapcast/blob/develop/doc/json_rpc_api/control.md

    - {snapcast: Kitchen}                          the client's name, host name or id; its Snapserver is on this machine
    - {snapcast: Kitchen, server: 192.0.2.7}       or there, on port 1705

A wish is a stream of the server (``music: calm: {source: Calm}``), which the client's whole group then hears. A stream cannot
be stopped from here, so silence mutes this client and no other. Here is what the server's answers mean and which requests a
wish is; the connection is ``devices/links/snapcast.py``.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..address import host_and_port
from ..command import Command, checked
from ..errors import BadCommand
from ..event import Reported
from ..family import Family
from ..message import Outgoing
from ..text import shown
from ..vocabulary import OTHER_MUSIC, SILENCE, Device, Moment, Reference, Role, Settings, Trait, Value

_KEY = "snapcast"
_PORT = 1705
_HERE = "127.0.0.1"

Request = tuple[str, Mapping[str, object]]  # method and parameters


@dataclass(frozen=True, slots=True)
class Place:
    """host, port: the server's control port. client: what the configuration calls the client."""

    host: str
    port: int
    client: str


@dataclass(frozen=True, slots=True)
class Room:
    """One client as the server has it. percent: 0..100. others: how many more clients its group has.

    is_idle: nobody plays into its stream. streams: all the server's, by id.
    """

    client: str
    is_online: bool
    percent: int
    is_muted: bool
    group: str
    is_group_muted: bool
    others: int
    stream: str
    is_idle: bool
    streams: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Listed:
    """names: its id, the name people gave it, its host's name and its MAC address, the surest first."""

    names: tuple[str, ...]
    room: Room


def from_reference(reference: Reference, settings: Settings) -> Device | None:
    """The client as a player; None when the reference is no client of a server."""
    place = place_of(reference)
    if place is None:
        return None
    wishes = {wish: tune["source"] for wish, tune in settings.music.items() if not unplayable(tune)}
    return Device(
        id=reference.id,
        family=_KEY,
        stable_id=f"{place.host}:{place.port}/{place.client}",
        name=str(reference.options.get("name") or place.client),
        role=Role.PLAYER,
        traits={
            "music": Trait("music", "music", settable=True, choices=(*wishes, SILENCE), wire=wishes, glides=False),
            "volume": Trait("volume", "volume", settable=True, low=0.0, high=1.0, step=0.01),
        },
        wire=place,
    )


def place_of(reference: Reference) -> Place | None:
    """None where it is no client of a server."""
    name, server = reference.name, reference.options.get("server", _HERE)
    if not isinstance(name, str) or not name.strip() or not name.isprintable() or not isinstance(server, str):
        return None
    found = host_and_port(server, _PORT)
    return None if found is None else Place(*found, name.strip())


def clients_of(answer: object) -> list[str]:
    """What the server's clients are called, for a person to choose from. Raises ValueError for what is no status."""
    known = [(next((name for name in client.names[1:3] if name), ""), client.room.client) for client in _clients(answer)]
    return [f"{name} ({identity})" if name else identity for name, identity in known]


def room_of(answer: object, name: str) -> Room | None:
    """The client called so in an answer to Server.GetStatus; None when there is none, or several.

    Raises ValueError for what is no status.
    """
    clients = list(_clients(answer))
    for at in range(4):
        found = [c.room for c in clients if c.names[at] and c.names[at].casefold() == name.casefold()]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def wish_of(room: Room, wishes: Mapping[str, str], is_over: bool) -> str:
    """Which wish is heard; silence when muted or ``is_over``; OTHER_MUSIC when it is a stream nobody can wish for.

    is_over: what played into the stream has ended.
    """
    if room.is_muted or room.is_group_muted or (room.is_idle and is_over):
        return SILENCE
    return next((wish for wish, stream in wishes.items() if stream == room.stream), OTHER_MUSIC)


def events(
    device: Device, room: Room, is_over: bool, told: Mapping[str, Value], when: Moment, snapshot: bool
) -> tuple[Reported, ...]:
    """What is news against ``told`` (by trait name)."""
    now: dict[str, Value] = {
        "music": wish_of(room, wishes_of(device), is_over),
        "volume": min(100, max(0, room.percent)) / 100,
    }
    return tuple(
        Reported(device.id, name, value, when, snapshot=snapshot) for name, value in now.items() if told.get(name) != value
    )


def requests(device: Device, command: Command, room: Room) -> list[Request]:
    """What the server is asked for. Raises BadCommand.

    The stream first and the sound last, so that nothing is heard of what played before.
    """
    asked: list[Request] = []
    for name in sorted(command.values, reverse=True):  # volume before music
        value = command.values[name]
        trait = checked(device, name, value)
        if name == "volume":
            # Left out, muted would count as false.
            asked.append(_volume(room, round(float(trait.nearest(value)) * 100), room.is_muted))
        else:
            asked += _music(device, value, room)
    return asked


def say(device: Device, command: Command) -> Sequence[Outgoing]:
    """Nothing for the broker: the link carries it. Raises BadCommand for what no client could take."""
    streams = tuple(wishes_of(device).values())
    requests(device, command, Room("", True, 0, False, "", False, 0, "", False, streams))
    return ()


def mistakes(reference: Reference, settings: Settings) -> Sequence[str]:
    """What is wrong with a block, each one sentence saying what would be right."""
    server = reference.options.get("server", _HERE)
    if not isinstance(server, str) or host_and_port(server, _PORT) is None:
        return [f"{shown(str(server), 60)} is no address of a Snapserver: server: is like 192.0.2.7 or musicbox:1705"]
    if place_of(reference) is None:
        return [f"{shown(str(reference.name), 60)} is no Snapcast client: it is a client's name, host name or id, like Kitchen"]
    return ()


def unplayable(tune: Mapping[str, str]) -> str:
    """Why it cannot play this, or empty."""
    return "" if tune.get("source") else "Snapcast plays streams only: source: and the name of one"


def wishes_of(device: Device) -> Mapping[str, str]:
    """Wish → stream."""
    trait = device.traits.get("music")
    return trait.wire if trait is not None and isinstance(trait.wire, Mapping) else {}


def _music(device: Device, value: Value, room: Room) -> list[Request]:
    if value == SILENCE:
        return [_volume(room, room.percent, True)]
    stream = wishes_of(device)[str(value)]
    if stream not in room.streams:
        known = ", ".join(shown(name, 40) for name in room.streams[:8]) or "none"
        raise BadCommand(device.id, "music", f'the server has no stream "{shown(stream, 60)}", it has {known}')
    if room.is_group_muted and room.others:
        # Unmuting the group would start music in rooms where nobody asked for any.
        raise BadCommand(device.id, "music", "its group is muted, and other clients are in it")
    asked: list[Request] = []
    if room.stream != stream:
        asked.append(("Group.SetStream", {"id": room.group, "stream_id": stream}))
    if room.is_group_muted:
        asked.append(("Group.SetMute", {"id": room.group, "mute": False}))
    return [*asked, _volume(room, room.percent, False)]


def _volume(room: Room, percent: int, muted: bool) -> Request:
    return "Client.SetVolume", {"id": room.client, "volume": {"muted": muted, "percent": percent}}


def _clients(answer: object) -> Iterator[_Listed]:
    server = _part(answer, "server", dict)
    groups, streams = _part(server, "groups", list), _part(server, "streams", list)
    idle = {_part(stream, "id", str): stream.get("status") == "idle" for stream in streams}
    for group in groups:
        clients, stream = _part(group, "clients", list), _part(group, "stream_id", str)
        for client in clients:
            config = _part(client, "config", dict)
            volume = _part(config, "volume", dict)
            host = client.get("host") if isinstance(client.get("host"), dict) else {}
            said = (_part(client, "id", str), config.get("name"), host.get("name"), host.get("mac"))
            percent = volume.get("percent")
            if isinstance(percent, bool) or not isinstance(percent, int | float):
                raise ValueError("a client whose volume is no number")
            room = Room(
                client=said[0],
                is_online=client.get("connected") is True,
                percent=round(percent),
                is_muted=volume.get("muted") is True,
                group=_part(group, "id", str),
                is_group_muted=group.get("muted") is True,
                others=len(clients) - 1,
                stream=stream,
                is_idle=idle.get(stream, False),
                streams=tuple(idle),
            )
            yield _Listed(tuple(name if isinstance(name, str) else "" for name in said), room)


def _part(whole: object, key: str, kind: type) -> Any:
    """Raises ValueError where it is missing or something else."""
    found = whole.get(key) if isinstance(whole, dict) else None
    if not isinstance(found, kind):
        raise ValueError(f"its status has no {key}")
    return found


FAMILY = Family(
    key=_KEY,
    serves=frozenset({"device"}),
    title="Snapcast",
    example="{snapcast: Kitchen, server: 192.0.2.7}",
    from_reference=from_reference,
    say=say,
    mistakes=mistakes,
    unplayable=unplayable,
    options=frozenset({"server"}),
    link="snapcast",
    settle_s=5.0,
)
