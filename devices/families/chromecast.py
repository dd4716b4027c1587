"""A Chromecast over MQTT, as chromecast-mqtt-connector speaks it.
Specification: https://github.com/nohum/chromecast-mqtt-connector

    - {chromecast: Kitchen}     the friendly name in its topics, chromecast/Kitchen/… (an address in old versions)

It plays addresses only. Of a change of one thing it says that one thing: after a pause the address is not said again.
"""

import json
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from ..based import BaseTopic, is_level
from ..command import Command, checked
from ..errors import BadPayload
from ..event import Event, Ordered, Reachable, Reported
from ..family import Family
from ..found import as_if_named, unless_named
from ..message import Message, Outgoing
from ..payload import decode_json, decode_text, number
from ..text import shown
from ..units import PERCENT
from ..vocabulary import OTHER_MUSIC, SILENCE, Device, Reference, Role, Settings, Trait, Value

_KEY = "chromecast"
_BASE = BaseTopic(_KEY, "chromecast")
_STATES = ("connection_status", "player_state", "volume_level", "media/content_url")
_ORDERS = ("command/player_state", "command/volume_level", "command/volume_muted")
_SILENT = frozenset({"IDLE", "PAUSED"})
_SOUNDING = frozenset({"PLAYING", "BUFFERING", "LOADING", "UNKNOWN"})
_WAYS = {"WAITING": None, "CONNECTING": None, "CONNECTED": True}  # any other status: no connection
_AGAIN = frozenset({"SKIP", "REWIND", "PREV", "NEXT"})
_PLAIN = "audio/mpeg"  # the type of a stream whose address does not show it
_TYPES = {
    ".mp3": _PLAIN,
    ".aac": "audio/aac",
    ".m4a": "audio/mp4",
    ".mp4": "video/mp4",
    ".ogg": "audio/ogg",
    ".oga": "audio/ogg",
    ".opus": "audio/ogg",
    ".flac": "audio/flac",
    ".wav": "audio/wav",
    ".webm": "video/webm",
    ".m3u8": "application/vnd.apple.mpegurl",
    ".mpd": "application/dash+xml",
}


def announced_on(references: Sequence[Reference], settings: Settings) -> tuple[str, ...]:
    """For a look round only: who is connected."""
    return unless_named(references, *_BASE.below(settings, "+/connection_status"))


def describe(message: Message, _known: Mapping[str, Device], settings: Settings) -> tuple[Device, ...]:
    """The player of that name. Raises BadPayload for what is no text."""
    is_status = decode_text(message).isupper()
    return as_if_named(from_reference, _KEY, message.topic.split("/")[-2], settings) if is_status else ()


def from_reference(reference: Reference, settings: Settings) -> Device | None:
    """The player; None when its name cannot be a level of a topic."""
    if mistakes(reference, settings):
        return None
    base = f"{_BASE.of(settings)}/{reference.name}"
    wishes = {wish: _address(tune) for wish, tune in settings.music.items() if not unplayable(tune)}
    return Device(
        id=reference.id,
        family=_KEY,
        stable_id=base,
        name=str(reference.options.get("name") or reference.name),
        role=Role.PLAYER,
        traits={
            "music": Trait("music", "music", settable=True, choices=(*wishes, SILENCE), wire=wishes, glides=False),
            "volume": Trait("volume", "volume", settable=True, low=0.0, high=1.0, step=0.01),
        },
        # connection_status first: what follows a return is a snapshot.
        hears=tuple(f"{base}/{topic}" for topic in (*_STATES, *_ORDERS)),
        wire=base,
    )


def hear(device: Device, message: Message) -> Sequence[Event]:
    """Reach, volume, the wish that plays where it can be recognised, and what others order. Raises BadPayload.

    A muted Chromecast keeps its volume and is not unmuted: a person did that, and it is not heard here.
    """
    topic = message.topic.removeprefix(f"{device.wire}/")
    text = decode_text(message)
    if not text:
        return ()  # nothing is loaded, or a retained word was cleared
    match topic:
        case "connection_status":
            online = _WAYS.get(text, False)
            return () if online is None else (Reachable(device.id, online, message.when, message.retain, is_birth=True),)
        case "volume_level":
            value = number(message, "volume", text, 0, 100, unit=PERCENT) / 100
            return (Reported(device.id, "volume", value, message.when, snapshot=message.retain),)
        case "player_state":
            if text not in _SILENT | _SOUNDING:
                raise BadPayload(message.topic, message.payload, "not a player's state")
            if text in _SILENT:
                return (Reported(device.id, "music", SILENCE, message.when, snapshot=message.retain),)
            # What sounds is told by its address alone, which may have come before or come yet.
            return (_sounds(device, message, OTHER_MUSIC, tuple(_wishes(device))),) if text == "PLAYING" else ()
        case "media/content_url":
            return (_sounds(device, message, _wish_of(device, text) or OTHER_MUSIC),)
        case _:
            return () if message.retain else _ordered(device, message, topic, text)


def _sounds(device: Device, message: Message, what: str, may_be: tuple[str, ...] = ()) -> Reported:
    return Reported(device.id, "music", what, message.when, snapshot=message.retain, may_be=may_be)


def say(device: Device, command: Command) -> Sequence[Outgoing]:
    """Loudness first, so that nothing starts loud. Raises BadCommand."""
    sent: list[Outgoing] = []
    for name in sorted(command.values, reverse=True):  # volume before music
        value = command.values[name]
        trait = checked(device, name, value)
        if name == "volume":
            # Two digits always: some versions look at the second one without asking whether it is there.
            topic, told = "volume_level", f"{round(float(trait.nearest(value)) * 100):02d}"
        else:
            topic, told = "player_state", _play(device, value)
        sent.append(Outgoing(f"{device.wire}/command/{topic}", told.encode()))
    return sent


def mistakes(reference: Reference, settings: Settings) -> Sequence[str]:
    """What is wrong with a block, each one sentence saying what would be right."""
    found = _BASE.mistakes(settings)
    if not is_level(reference.name):
        name = shown(str(reference.name), 60)
        found.append(f"{name} is no Chromecast's name: it is the word after chromecast/ in its topics, like Kitchen")
    return found


def unplayable(tune: Mapping[str, str]) -> str:
    """Why it cannot play this, or empty."""
    address = _address(tune)
    return "" if address.startswith(("http://", "https://")) else "a Chromecast plays addresses only: url: http://…"


def _address(tune: Mapping[str, str]) -> str:
    return tune.get("url") or tune.get("uri") or tune.get("playlist") or ""


def _play(device: Device, value: Value) -> str:
    """Address and type, which every version takes; STOP for silence."""
    if value == SILENCE:
        return "STOP"
    address = _wishes(device)[str(value)]
    return json.dumps([address, _type_of(address)], ensure_ascii=False)


def _type_of(address: str) -> str:
    try:
        path = urlsplit(address).path.casefold()
    except ValueError:
        return _PLAIN
    return next((kind for ending, kind in _TYPES.items() if path.endswith(ending)), _PLAIN)


def _wishes(device: Device) -> Mapping[str, str]:
    trait = device.traits.get("music")
    return trait.wire if trait is not None and isinstance(trait.wire, Mapping) else {}


def _wish_of(device: Device, address: object) -> str | None:
    return next((wish for wish, known in _wishes(device).items() if address and known == address), None)


def _ordered(device: Device, message: Message, topic: str, text: str) -> Sequence[Event]:
    """What somebody else tells it; None where the outcome is not known."""
    value: Value | None = None
    name = "music"
    match topic:
        case "command/volume_level":
            name = "volume"
            if text[0] not in "+-":
                value = min(1.0, number(message, "volume", text, 0, unit=PERCENT) / 100)
        case "command/volume_muted":
            return ()  # its volume stays what it was
        case "command/player_state":
            if text in _AGAIN:
                return ()  # another track of the same, or the same once more
            value = SILENCE if text in ("STOP", "PAUSE") else _wish_of(device, _asked(message, text))
        case _:
            return ()
    return (Ordered(device.id, name, value, message.when),)


def _asked(message: Message, text: str) -> object:
    """The address in an order to play: plain, first of a list, or ``url`` of an object."""
    if text[0] not in "[{":
        return text
    told = decode_json(message)
    if isinstance(told, list):
        return told[0] if told else None
    return told.get("url") if isinstance(told, dict) else None


FAMILY = Family(
    key=_KEY,
    serves=frozenset({"device"}),
    title="Chromecast",
    example="{chromecast: Living Room}",
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
