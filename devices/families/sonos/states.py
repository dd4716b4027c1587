"""What a speaker says, as events: reach, loudness, and the wish that plays where it can be recognised.

Source: https://sonos2mqtt.svrooij.io/topics.html
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ...errors import BadPayload
from ...event import Event, Ordered, Reachable, Reported
from ...message import Message
from ...on_off import is_on
from ...payload import decode_object, decode_text, number
from ...text import shown
from ...units import PERCENT
from ...vocabulary import OTHER_MUSIC, SILENCE, Device
from .orders import of_control, of_set
from .tunes import Tune, is_told, wish_of, wishes_of

CAP = 64 * 1024  # bytes of a speaker's state: three tracks with their long addresses
_SILENT = frozenset({"STOPPED", "PAUSED_PLAYBACK", "PAUSED", "NO_MEDIA_PRESENT"})
_SOUNDING = frozenset({"PLAYING", "TRANSITIONING"})
# Where a state names what plays: in the track, and in what was put into the queue that the track is of.
_TRACK = (("currentTrack", "trackUri"),)
_QUEUED = (("enqueuedMetadata", "itemId"), ("enqueuedMetadata", "trackUri"))
# Plays beside the queue; the state goes on naming what the queue held before.
_ALONE = re.compile(
    # x-sonos-vli: somebody's phone, by Spotify Connect or AirPlay.
    r"x-rincon-mp3radio:|x-sonosapi-|x-sonos-htastream:|x-rincon-stream:|aac:|hls-radio:|x-rincon:|x-sonos-vli:",
    re.IGNORECASE,
)


def heard(device: Device, message: Message) -> Sequence[Event]:
    """Reach, volume, the wish that plays where it can be recognised, and what others order. Raises BadPayload."""
    base, uuid = device.wire
    match message.topic.removeprefix(f"{base}/").split("/"):
        case ["connected"]:
            return _reach(device, message)
        case [who] if who == uuid:
            return tuple(_state(device, message)) if message.payload.strip() else ()
        case [who, "error"] if who == uuid:
            refused = decode_object(message, CAP).get("command")
            raise BadPayload(message.topic, message.payload, f"the speaker refused {shown(str(refused), 40)}")
        case [_, "control"] if not message.retain:
            orders = of_control(message, wishes_of(device))
        case ["set", _, command] if not message.retain:
            orders = of_set(message, command, wishes_of(device))
        case ["cmd", "pauseall"] if not message.retain:
            orders = (("music", SILENCE),)
        case _:
            return ()
    return tuple(Ordered(device.id, name, value, message.when) for name, value in orders)


def _reach(device: Device, message: Message) -> Sequence[Event]:
    said = decode_text(message)
    if said not in ("", "0", "1", "2"):
        raise BadPayload(message.topic, message.payload, "neither 0, 1 nor 2")
    return (Reachable(device.id, said == "2", message.when, message.retain, is_birth=True),) if said else ()


def _state(device: Device, message: Message) -> Iterator[Event]:
    said = decode_object(message, CAP)
    level = _channel(said, "volume")
    is_muted = _channel(said, "mute")
    if level is not None:
        value = number(message, "volume", level, 0, 100, unit=PERCENT) / 100
        yield Reported(device.id, "volume", 0.0 if is_on(is_muted) else value, message.when, snapshot=message.retain)
    transport = said.get("transportState")
    if isinstance(transport, str) and transport in _SILENT:
        yield Reported(device.id, "music", SILENCE, message.when, snapshot=message.retain)
    elif isinstance(transport, str) and transport in _SOUNDING:
        wish = wish_of(_named(said), wishes_of(device))
        may_be = () if wish else _unnamed(said, wishes_of(device))
        yield Reported(device.id, "music", wish or OTHER_MUSIC, message.when, snapshot=message.retain, may_be=may_be)


def _channel(said: Mapping[str, Any], key: str) -> Any:
    """All channels' common value; the speaker says it for each, and alone in old versions."""
    value = said.get(key)
    return value.get("Master", value.get("master")) if isinstance(value, dict) else value


def _named(said: Mapping[str, Any]) -> list[str]:
    """The surest first: a list says more than the one of its tracks that plays, an address on the web more than a list."""
    track = list(_texts(said, _TRACK))
    if any(_ALONE.match(uri) for uri in track):
        return track
    queued = list(_texts(said, _QUEUED))
    return [*track, *queued] if any(uri.startswith("http") for uri in track) else [*queued, *track]


def _unnamed(said: Mapping[str, Any], wishes: Mapping[str, Tune]) -> tuple[str, ...]:
    """The wishes it may be although it is called by none: lists, of which not all say what a track was put into the queue by,
    and any where it does not say what plays."""
    track = [uri for uri in _texts(said, _TRACK) if uri]
    if any(_ALONE.match(uri) for uri in track):
        return ()
    return tuple(wish for wish, tune in wishes.items() if not (track and is_told(tune)))


def _texts(said: Mapping[str, Any], places: Sequence[tuple[str, str]]) -> Iterator[str]:
    for part, key in places:
        inner = said.get(part)
        if isinstance(inner, dict):
            # With Home Assistant's discovery switched on, keys begin with small letters.
            found = inner.get(key, inner.get(key[0].upper() + key[1:]))
            if isinstance(found, str):
                yield found
