"""The Music Player Daemon, spoken to directly. Specification: https://mpd.readthedocs.io/en/stable/protocol.html

    - {mpd: 127.0.0.1:6600}

Here is what its answers mean and which commands a wish is; the connection is ``devices/links/mpd.py``.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ..address import host_and_port
from ..command import Command, checked
from ..errors import BadCommand
from ..event import Reported
from ..family import Family
from ..message import Outgoing
from ..text import shown
from ..vocabulary import OTHER_MUSIC, SILENCE, Device, Moment, Reference, Role, Settings, Trait, Value

_KEY = "mpd"
_PORT = 6600
_LISTS = (".m3u", ".m3u8", ".pls", ".xspf", ".asx")  # addresses that name a list of streams: loaded, not added

Tune = Mapping[str, str]
Order = tuple[str, ...]  # a protocol command and its arguments


@dataclass(frozen=True, slots=True)
class MpdAddress:
    """host: a name, an address, or the path of a socket (then port is None)."""

    host: str
    port: int | None
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Playing:
    """What MPD answered. state: play, pause or stop. volume: 0..100, None without a mixer. queue: the songs' uris in order."""

    state: str
    volume: int | None
    queue: tuple[str, ...] = ()


def from_reference(reference: Reference, settings: Settings) -> Device | None:
    """The player; None when the reference is no address."""
    address = address_of(reference)
    if address is None:
        return None
    wishes = {wish: dict(tune) for wish, tune in settings.music.items() if what_of(tune)}
    return Device(
        id=reference.id,
        family=_KEY,
        stable_id=address.host if address.port is None else f"{address.host}:{address.port}",
        name=str(reference.options.get("name") or reference.name),
        role=Role.PLAYER,
        traits={
            "music": Trait("music", "music", settable=True, choices=(*wishes, SILENCE), wire=wishes, glides=False),
            "volume": Trait("volume", "volume", settable=True, low=0.0, high=1.0, step=0.01),
        },
        wire=address,
    )


def address_of(reference: Reference) -> MpdAddress | None:
    """``host``, ``host:port``, ``[::1]:6600`` or ``/run/mpd/socket``; None for anything else."""
    name, password = reference.name, reference.options.get("password", "")
    if not isinstance(name, str) or not name.strip() or not name.isprintable() or not isinstance(password, str):
        return None
    name = name.strip()
    if name.startswith("/"):
        return MpdAddress(name, None, password)
    found = host_and_port(name, _PORT)
    return None if found is None else MpdAddress(*found, password)


def what_of(tune: Tune) -> str:
    """What a wish names: its playlist, url or uri."""
    return next((tune[key] for key in ("playlist", "url", "uri") if isinstance(tune.get(key), str) and tune[key]), "")


def unplayable(tune: Tune) -> str:
    """Why it cannot play this, or empty."""
    return "" if what_of(tune) else "MPD has no inputs to choose from: it takes playlist, url or uri"


def needs_list(tune: Tune) -> bool:
    """Whether the wish is a list MPD must be asked about (a stored playlist, or the address of one)."""
    what = what_of(tune).split("?")[0].casefold()
    return bool(tune.get("playlist")) or what.endswith(_LISTS)


def wish_of(playing: Playing, wishes: Mapping[str, Tune], lists: Mapping[str, Sequence[str]]) -> tuple[str, tuple[str, ...]]:
    """Which wish plays; silence when stopped or paused; OTHER_MUSIC when it is something nobody can wish for, and with it the
    wishes it may be where that is not certain.

    lists: wish → the uris of its playlist as MPD has them now.
    """
    if playing.state != "play":
        return SILENCE, ()
    queue = Counter(playing.queue)
    if not queue:  # too long to be read
        return OTHER_MUSIC, tuple(wish for wish, tune in wishes.items() if needs_list(tune))
    for wish, tune in wishes.items():
        if wish in lists and lists[wish] and Counter(lists[wish]) == queue:
            return wish, ()
        if not needs_list(tune):
            what = what_of(tune).rstrip("/")
            if what and all(uri == what or uri.startswith(what + "/") for uri in queue):
                return wish, ()
    # Some songs may have been played and taken out (consume): it is the playlist all others belong to, if it is only one.
    within = tuple(wish for wish in wishes if lists.get(wish) and queue <= Counter(lists[wish]))
    return (within[0], ()) if len(within) == 1 else (OTHER_MUSIC, within)


def events(
    device: Device,
    playing: Playing,
    lists: Mapping[str, Sequence[str]],
    told: Mapping[str, Value],
    when: Moment,
    snapshot: bool,
) -> tuple[Reported, ...]:
    """What is news against ``told`` (by trait name). No volume without a mixer."""
    music, may_be = wish_of(playing, wishes_of(device), lists)
    now: dict[str, Value | None] = {
        "music": music,
        "volume": None if playing.volume is None else min(100, max(0, playing.volume)) / 100,
    }
    return tuple(
        Reported(device.id, name, value, when, snapshot=snapshot, may_be=may_be if name == "music" else ())
        for name, value in now.items()
        if value is not None and told.get(name) != value
    )


def orders(device: Device, command: Command, queued: int) -> list[Order]:
    """The protocol commands, one list. queued: how many songs are in the queue now. Raises BadCommand.

    Loudness first, so that nothing starts loud. What is new is loaded behind what plays and only then the old is deleted: a
    playlist that is gone leaves the music alone. Silence stops; the queue stays, so that a hand on play goes on with it.
    """
    told: list[Order] = []
    for name in sorted(command.values, reverse=True):  # volume before music
        value = command.values[name]
        trait = checked(device, name, value)
        if name == "volume":
            told.append(("setvol", str(round(float(trait.nearest(value)) * 100))))
        else:
            told += _music(device, value, queued)
    return told


def say(device: Device, command: Command) -> Sequence[Outgoing]:
    """Nothing for the broker: the link carries it. Raises BadCommand for what the player cannot take."""
    orders(device, command, 0)
    return ()


def mistakes(reference: Reference, settings: Settings) -> Sequence[str]:
    """What is wrong with a block, each one sentence saying what would be right."""
    if not isinstance(reference.options.get("password", ""), str):
        return ["password is not a text: put it in quotes, or better !secret and a name"]
    if address_of(reference) is None:
        return [f"{shown(str(reference.name), 60)} is no address of an MPD: it is like 127.0.0.1:6600 or /run/mpd/socket"]
    return ()


def wishes_of(device: Device) -> Mapping[str, Tune]:
    """Wish → what the player is told."""
    trait = device.traits.get("music")
    return trait.wire if trait is not None and isinstance(trait.wire, Mapping) else {}


def _music(device: Device, value: Value, queued: int) -> list[Order]:
    if value == SILENCE:
        return [("stop",)]
    tune = wishes_of(device)[str(value)]
    what = what_of(tune)
    if not what.isprintable():
        raise BadCommand(device.id, "music", "what it is told holds control characters")
    told: list[Order] = [("load", what) if needs_list(tune) else ("add", what)]
    if queued:
        told.append(("delete", f"0:{queued}"))
    return [*told, ("play", "0")]


FAMILY = Family(
    key=_KEY,
    serves=frozenset({"device"}),
    title="MPD",
    example="{mpd: 127.0.0.1:6600}",
    from_reference=from_reference,
    say=say,
    mistakes=mistakes,
    unplayable=unplayable,
    options=frozenset({"password"}),
    link="mpd",
    settle_s=5.0,
)
