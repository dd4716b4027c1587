"""Mopidy over MQTT, as Mopiqtt speaks it. Specification: https://github.com/fmarzocca/Mopiqtt

    - {mopidy: mopidy}          the base topic Mopiqtt is configured with

Nothing is retained and no state can be asked for: until it plays, stops or is made louder, nothing is known. The family keeps
no state between messages, so which wish plays is told by a message that holds it: the track, the track list, or a stop.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from ..based import is_base
from ..command import Command, checked
from ..errors import BadPayload
from ..event import Event, Ordered, Reported
from ..family import Family
from ..message import Message, Outgoing
from ..payload import decode_json, decode_text, number
from ..text import shown
from ..units import PERCENT
from ..vocabulary import OTHER_MUSIC, SILENCE, Device, Reference, Role, Settings, Trait, Value

_KEY = "mopidy"
_STATES = ("stat/plstate", "stat/vol", "stat/trk_uri", "stat/trklist")
_ORDERS = ("cmnd/plb", "cmnd/vol", "cmnd/pstream", "cmnd/pload", "cmnd/ploadshfl")
_LIST_CAP = 256 * 1024  # bytes of a track list
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:\S")
_STOPPED = frozenset({"stopped", "stop", "paused", "pause"})


def from_reference(reference: Reference, settings: Settings) -> Device | None:
    """The player; None when its base topic cannot be one."""
    if mistakes(reference, settings):
        return None
    base = reference.name
    wishes = {wish: tune for wish, tune in settings.music.items() if _uri(tune)}
    # Mopiqtt tells tracks, never playlists: whether a playlist has been taken up cannot be heard.
    tells = not any(tune.get("playlist") for tune in wishes.values())
    music = Trait("music", "music", settable=True, choices=(*wishes, SILENCE), wire=wishes, tells=tells, glides=False)
    volume = Trait("volume", "volume", settable=True, low=0.0, high=1.0, step=0.01)
    return Device(
        id=reference.id,
        family=_KEY,
        stable_id=base,
        name=str(reference.options.get("name") or base),
        role=Role.PLAYER,
        traits={"music": music, "volume": volume},
        hears=tuple(f"{base}/{topic}" for topic in (*_STATES, *_ORDERS)),
        wire=base,
    )


def hear(device: Device, message: Message) -> Sequence[Event]:
    """Volume, the wish that plays where it can be recognised, and what others order. Raises BadPayload."""
    topic = message.topic.removeprefix(f"{device.wire}/")
    if not message.payload.strip():
        return ()
    if topic in _ORDERS:
        return () if message.retain else _ordered(device, topic, message)
    if topic == "stat/vol":
        value = number(message, "volume", decode_text(message), 0, 100, unit=PERCENT) / 100
        return (Reported(device.id, "volume", value, message.when, snapshot=message.retain),)
    if topic == "stat/plstate":
        said = decode_text(message).casefold()
        if said in _STOPPED:
            return (Reported(device.id, "music", SILENCE, message.when, snapshot=message.retain),)
        if said != "playing":
            raise BadPayload(message.topic, message.payload, "neither playing, paused nor stopped")
        return (_sounds(device, message, "", tuple(_wishes(device))),)  # what plays follows in trk_uri
    if topic == "stat/trk_uri":
        # Whether a track is of a playlist cannot be heard.
        lists = tuple(wish for wish, tune in _wishes(device).items() if tune.get("playlist"))
        uri = decode_text(message)
        return (_sounds(device, message, uri, lists),) if uri else ()
    uri = _listed(message)
    # What is listed may play or not, unless it is what is wished for.
    return (_sounds(device, message, uri),) if _wish_of(device, uri) else ()


def _sounds(device: Device, message: Message, uri: str, may_be: tuple[str, ...] = ()) -> Reported:
    """may_be: the wishes it may be where it is none's own."""
    wish = _wish_of(device, uri)
    told, others = (OTHER_MUSIC, may_be) if wish is None else (wish, ())
    return Reported(device.id, "music", told, message.when, snapshot=message.retain, may_be=others)


def say(device: Device, command: Command) -> Sequence[Outgoing]:
    """Music first, then how loud; ``=55`` because Mopiqtt refuses a bare number. Raises BadCommand."""
    sent: list[Outgoing] = []
    for name in sorted(command.values):  # music before volume
        value = command.values[name]
        trait = checked(device, name, value)
        if name == "music":
            topic, payload = _play(device, value)
        else:
            topic, payload = "vol", f"={round(float(trait.nearest(value)) * 100)}"
        sent.append(Outgoing(f"{device.wire}/cmnd/{topic}", payload.encode()))
    return sent


def mistakes(reference: Reference, settings: Settings) -> Sequence[str]:
    """What is wrong with a block, each one sentence saying what would be right."""
    base = reference.name
    if not is_base(base):
        return [f"{shown(str(base), 60)} is not Mopiqtt's topic: it is like mopidy, without + and #"]
    return []


def unplayable(tune: Mapping[str, str]) -> str:
    """Why it cannot play this, or empty."""
    return "" if _uri(tune) else "Mopidy has no inputs to choose from: it takes playlist, url or uri"


def _uri(tune: Mapping[str, str]) -> str:
    """Mopidy names playlists by uri; a plain name is the file Mopidy-M3U keeps under it."""
    name = tune.get("playlist")
    if name:
        return name if _SCHEME.match(name) else f"m3u:{quote(name)}.m3u8"
    return tune.get("url") or tune.get("uri") or ""


def _play(device: Device, value: Value) -> tuple[str, str]:
    """Topic and payload that start a wish; silence stops."""
    if value == SILENCE:
        return "plb", "stop"
    tune = _wishes(device)[str(value)]
    return ("pload" if tune.get("playlist") else "pstream"), _uri(tune)


def _wishes(device: Device) -> Mapping[str, Mapping[str, str]]:
    trait = device.traits.get("music")
    return trait.wire if trait is not None and isinstance(trait.wire, Mapping) else {}


def _wish_of(device: Device, uri: str) -> str | None:
    """The wish whose own address this is."""
    return next((wish for wish, tune in _wishes(device).items() if uri and _uri(tune) == uri), None)


def _listed(message: Message) -> str:
    """What a track list consists of; empty where it holds several, or nothing: it is emptied before every new one."""
    tracks = decode_json(message, _LIST_CAP)
    if not isinstance(tracks, list):
        raise BadPayload(message.topic, message.payload, "not a list of tracks")
    uris = {_track_uri(message, track) for track in tracks}
    return uris.pop() if len(uris) == 1 else ""


def _track_uri(message: Message, track: Any) -> str:
    uri = track.get("uri") if isinstance(track, dict) else None
    if not isinstance(uri, str):
        raise BadPayload(message.topic, message.payload, "a track without a uri")
    return uri


def _ordered(device: Device, topic: str, message: Message) -> Sequence[Event]:
    """What somebody else tells the player; None where the outcome is not known."""
    text = decode_text(message)
    value: Value | None = None
    name = "music"
    match topic.removeprefix("cmnd/"):
        case "vol":
            name = "volume"
            if text.startswith("="):
                value = number(message, "volume", text[1:], 0, 100, unit=PERCENT) / 100
        case "plb":
            value = SILENCE if text in ("stop", "pause") else None
        case _:
            value = _wish_of(device, text)
    ordered = Ordered(device.id, name, value, message.when)
    if value is not None and topic in ("cmnd/pload", "cmnd/ploadshfl"):
        # Mopiqtt never says which playlist it has loaded: the order is all there is to know it by.
        return ordered, Reported(device.id, name, value, message.when)
    return (ordered,)


FAMILY = Family(
    key=_KEY,
    serves=frozenset({"device"}),
    title="Mopidy",
    example="{mopidy: mopidy}",
    from_reference=from_reference,
    hear=hear,
    say=say,
    mistakes=mistakes,
    unplayable=unplayable,
    settle_s=5.0,
)
