"""Kodi over MQTT, as the add-on kodi2mqtt (service.mqtt) speaks it. Specification: https://github.com/owagner/kodi2mqtt

    - {kodi: kodi}              the topic prefix of its settings

It plays, pauses and stops; it knows no volume. It says which file plays and never which playlist that came from.
"""

import json
import re
from collections.abc import Mapping, Sequence

from ..based import BaseTopic, is_base
from ..command import Command, checked
from ..errors import BadCommand, BadPayload
from ..event import Event, Ordered, Reachable, Reported
from ..family import Family
from ..found import as_if_named, unless_named
from ..message import Message, Outgoing
from ..payload import decode_object, decode_text
from ..text import shown
from ..vocabulary import OTHER_MUSIC, SILENCE, Device, Reference, Role, Settings, Trait, Value

_KEY = "kodi"
_BASE = BaseTopic(_KEY, "kodi")
_HEARD = ("connected", "status/playbackstate", "status/title", "command/play", "command/playbackstate")
_CAP = 256 * 1024  # bytes: stream details and artwork's addresses travel with the title
_STOPPED, _PLAYING, _PAUSED = 0, 1, 2
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://\S|/")
_LISTS = (".m3u", ".m3u8", ".pls", ".xsp", ".cue", ".strm", "/")  # what Kodi unfolds: the file that plays has another name


def announced_on(references: Sequence[Reference], settings: Settings) -> tuple[str, ...]:
    """For a look round only: whether it is connected is kept by the broker."""
    return unless_named(references, *_BASE.below(settings, "connected"))


def describe(message: Message, _known: Mapping[str, Device], settings: Settings) -> tuple[Device, ...]:
    """The player of that topic. Raises BadPayload for what is no text."""
    is_reach = decode_text(message) in ("0", "1", "2")
    return as_if_named(from_reference, _KEY, message.topic.removesuffix("/connected"), settings) if is_reach else ()


def from_reference(reference: Reference, settings: Settings) -> Device | None:
    """The player; None when its topic cannot be one."""
    if mistakes(reference, settings):
        return None
    base = _base(reference)
    wishes = {wish: _address(tune) for wish, tune in settings.music.items() if not unplayable(tune)}
    tells = not any(_is_list(address) for address in wishes.values())
    return Device(
        id=reference.id,
        family=_KEY,
        stable_id=base,
        name=str(reference.options.get("name") or base),
        role=Role.PLAYER,
        traits={
            "music": Trait("music", "music", settable=True, choices=(*wishes, SILENCE), wire=wishes, tells=tells, glides=False)
        },
        # connected first: what follows a return is a snapshot.
        hears=tuple(f"{base}/{topic}" for topic in _HEARD),
        wire=base,
    )


def hear(device: Device, message: Message) -> Sequence[Event]:
    """Reach, the wish that plays where it can be recognised, and what others order. Raises BadPayload."""
    if not message.payload.strip():
        return ()  # a retained word was cleared
    match message.topic.removeprefix(f"{device.wire}/"):
        case "connected":
            said = decode_text(message)
            if said not in ("0", "1", "2"):  # mqtt-smarthome: 1 is connected to the broker, but not to what it bridges
                raise BadPayload(message.topic, message.payload, "neither 0, 1 nor 2")
            return (Reachable(device.id, said == "2", message.when, message.retain, is_birth=True),)
        case "status/playbackstate":
            return _state(device, message)
        case "status/title":
            return _title(device, message)
        case "command/play" | "command/playbackstate" as order:
            return () if message.retain else _ordered(device, message, order == "command/play")
    return ()


def say(device: Device, command: Command) -> Sequence[Outgoing]:
    """Raises BadCommand."""
    sent: list[Outgoing] = []
    for name, value in command.values.items():
        if name == "volume":
            raise BadCommand(device.id, name, "kodi2mqtt cannot set how loud Kodi plays")
        checked(device, name, value)
        if value == SILENCE:
            sent.append(Outgoing(f"{device.wire}/command/playbackstate", b"stop"))
            continue
        address = _wishes(device)[str(value)]
        # A folder is opened as one: as a file it would be refused.
        told = json.dumps({"item": {"directory": address}}, ensure_ascii=False) if address.endswith("/") else address
        sent.append(Outgoing(f"{device.wire}/command/play", told.encode()))
    return sent


def mistakes(reference: Reference, settings: Settings) -> Sequence[str]:
    """What is wrong with a block, each one sentence saying what would be right."""
    base = _base(reference)
    found = _BASE.mistakes(settings)
    if not is_base(base):
        found.append(f"{shown(str(reference.name), 60)} is not kodi2mqtt's topic prefix: it is like kodi, without + and #")
    return found


def unplayable(tune: Mapping[str, str]) -> str:
    """Why it cannot play this, or empty."""
    if tune.get("source"):
        return "Kodi has no inputs to choose from: it takes playlist, url or uri"
    address = _address(tune)
    if not address:
        return "Kodi takes playlist, url or uri"
    if not _SCHEME.match(address):
        return "Kodi knows playlists by their file: playlist: Calm evening.m3u or .xsp, or uri: special://…"
    return ""


def _base(reference: Reference) -> str:
    return reference.name.rstrip("/") if isinstance(reference.name, str) else ""


def _address(tune: Mapping[str, str]) -> str:
    """What Kodi opens; the file of a playlist stands where Kodi keeps those of music."""
    name = tune.get("playlist") or ""
    if name and not _SCHEME.match(name) and name.casefold().endswith(_LISTS[:4]):
        return f"special://musicplaylists/{name}"
    return name or tune.get("url") or tune.get("uri") or ""


def _is_list(address: str) -> bool:
    return address.split("?")[0].casefold().endswith(_LISTS)


def _wishes(device: Device) -> Mapping[str, str]:
    trait = device.traits.get("music")
    return trait.wire if trait is not None and isinstance(trait.wire, Mapping) else {}


def _wish_of(device: Device, address: object) -> str | None:
    return next((wish for wish, known in _wishes(device).items() if address and known == address), None)


def _state(device: Device, message: Message) -> Sequence[Event]:
    """Stopped or paused is silence; what plays is told by the title, of a film that it is none of the music there is."""
    said = decode_object(message, _CAP)
    state, kind = said.get("val"), said.get("kodi_playertype")
    if isinstance(state, bool) or state not in (_STOPPED, _PLAYING, _PAUSED):
        raise BadPayload(message.topic, message.payload, "val is neither 0, 1 nor 2")
    if kind == "picture":
        return ()  # nobody hears it
    if state == _PLAYING:
        may_be = () if kind == "video" else tuple(_wishes(device))
        return (Reported(device.id, "music", OTHER_MUSIC, message.when, snapshot=message.retain, may_be=may_be),)
    if said.get("kodi_state") == "ended" and kind != "video" and not message.retain:
        return ()  # one track of a list has ended; whether another begins follows. Nobody has stopped anything.
    return (Reported(device.id, "music", SILENCE, message.when, snapshot=message.retain),)


def _title(device: Device, message: Message) -> Sequence[Event]:
    """The file that plays, where it is a wish's own; else it may be of a list."""
    details = decode_object(message, _CAP).get("kodi_details")
    if not isinstance(details, dict) or not isinstance(details.get("file"), str) or not details["file"]:
        return ()
    wishes = _wishes(device)
    wish = _wish_of(device, details["file"])
    may_be = () if wish else tuple(known for known, address in wishes.items() if _is_list(address))
    return (Reported(device.id, "music", wish or OTHER_MUSIC, message.when, snapshot=message.retain, may_be=may_be),)


def _ordered(device: Device, message: Message, is_play: bool) -> Sequence[Event]:
    """What somebody else tells it; None where the outcome is not known."""
    text = decode_text(message, _CAP)
    value: Value | None = None
    if not is_play:
        value = SILENCE if text in ("0", "stop", "2", "pause") else None
    else:
        address = _opened(message) if text.startswith("{") else text
        value = _wish_of(device, address)
    ordered = Ordered(device.id, "music", value, message.when)
    if isinstance(value, str) and is_play and _is_list(_wishes(device)[value]):
        # Kodi never says which list it has opened: the order is all there is to know it by.
        return ordered, Reported(device.id, "music", value, message.when)
    return (ordered,)


def _opened(message: Message) -> str | None:
    """The address in the parameters of Player.Open."""
    item = decode_object(message, _CAP).get("item")
    found = (item.get("file") or item.get("directory")) if isinstance(item, dict) else None
    return found if isinstance(found, str) else None


FAMILY = Family(
    key=_KEY,
    serves=frozenset({"device"}),
    title="Kodi",
    example="{kodi: kodi}",
    announced_on=announced_on,
    describe=describe,
    from_reference=from_reference,
    hear=hear,
    say=say,
    mistakes=mistakes,
    unplayable=unplayable,
    settle_s=5.0,
    is_kept=True,
)
