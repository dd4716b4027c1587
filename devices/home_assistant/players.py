"""Media players. https://developers.home-assistant.io/docs/core/entity/media-player

What plays is known by what the player says of itself (its content, its source), and else by what it was last asked to play:
few players repeat the name of a playlist.
"""

import re
from collections.abc import Iterator, Mapping

from ..command import Command, checked
from ..message import Outgoing
from ..payload import finite
from ..vocabulary import OTHER_MUSIC, SILENCE, Device, Role, Settings, Trait, Value
from .calls import announces, call
from .entity import Draft, Entity, State, Wire

_PAUSE, _VOLUME, _PLAY_MEDIA, _SOURCE, _STOP, _OFF = 1, 4, 512, 2048, 4096, 256  # MediaPlayerEntityFeature
ANNOUNCED_S = 30.0  # what was to be said in between is over by then, and the volume back
_SILENT = frozenset({"off", "idle", "paused", "standby"})
_SOUNDING = frozenset({"playing", "buffering"})
_SPOKEN = re.compile(r"/tts_proxy/|^media-source://tts")  # the address of what a voice says

Tune = Mapping[str, str]


def player(entity: Entity, settings: Settings) -> Draft:
    """Music where it can be told what to play and to stop again, volume where it has one."""
    features = entity.features
    wishes = {
        wish: dict(tune)
        for wish, tune in settings.music.items()
        if (features & _SOURCE if tune.get("source") else features & _PLAY_MEDIA and content_of(tune))
    }
    traits = []
    if features & (_STOP | _PAUSE | _OFF):
        traits.append(Trait("music", "music", settable=True, choices=(*wishes, SILENCE), wire=wishes))
    if features & _VOLUME:
        traits.append(Trait("volume", "volume", settable=True, low=0.0, high=1.0, step=0.01))
    return Draft(Role.PLAYER, tuple(traits), refused="" if traits else "a player that takes neither music nor volume")


def content_of(tune: Tune) -> str:
    """What a wish names to the player."""
    return next((tune[key] for key in ("playlist", "url", "uri") if tune.get(key)), "")


def hear(device: Device, state: State) -> Iterator[tuple[str, Value]]:
    """Trait and value. What is only said in between is nobody's music."""
    music = device.traits.get("music")
    if music is not None:
        if state.state in _SILENT:
            yield "music", SILENCE
        elif state.state in _SOUNDING and not (state.is_announcing or _SPOKEN.search(state.text("media_content_id"))):
            yield "music", wish_of(music.wire, state) or OTHER_MUSIC
    level = finite(state.attributes.get("volume_level"))
    if "volume" in device.traits and level is not None and 0.0 <= level <= 1.0:
        yield "volume", level


def may_be(device: Device, state: State) -> tuple[str, ...]:
    """Of what no wish names, the wishes it may be after all: any, where the hub is not told what players are asked for."""
    return () if state.played is not None else tuple(device.traits["music"].wire)


def wish_of(wishes: Mapping[str, Tune], state: State) -> str | None:
    """The wish that plays: by the player's own words first."""
    own = {state.text(key) for key in ("media_content_id", "media_playlist", "media_channel")} - {""}
    source = state.text("source")
    for wish, tune in wishes.items():
        if tune.get("source"):
            if source and tune["source"] == source:
                return wish
        elif content_of(tune) in own:
            return wish
    if not state.played:
        return None
    return next((wish for wish, tune in wishes.items() if state.played in (content_of(tune), tune.get("source"))), None)


def say(device: Device, command: Command, wire: Wire) -> list[Outgoing]:
    """Loudness first, so that nothing starts loud. Raises BadCommand."""
    sent: list[Outgoing] = []
    for name in sorted(command.values, reverse=True):  # volume before music
        value = command.values[name]
        trait = checked(device, name, value)
        if name == "volume":
            sent.append(call("media_player.volume_set", wire.entity, volume_level=round(float(trait.nearest(value)), 2)))
        else:
            sent.append(_music(device, value, wire))
    return sent


def _music(device: Device, value: Value, wire: Wire) -> Outgoing:
    if value == SILENCE:
        stop = "media_stop" if wire.features & _STOP else "media_pause" if wire.features & _PAUSE else "turn_off"
        return call(f"media_player.{stop}", wire.entity)
    tune = device.traits["music"].wire[value]
    if tune.get("source"):
        return call("media_player.select_source", wire.entity, source=tune["source"])
    kind = "playlist" if tune.get("playlist") else "music"
    return call("media_player.play_media", wire.entity, media_content_id=content_of(tune), media_content_type=kind)


def ordered(device: Device, service: str, data: Mapping[str, object]) -> Iterator[tuple[str, Value | None]]:
    """What a call of somebody else's asks for; None where the outcome is not known."""
    if announces(service, data):
        yield "volume", None
    elif service.startswith("volume"):
        level = finite(data.get("volume_level"))
        yield "volume", level if level is not None and 0.0 <= level <= 1.0 else None
    elif service in ("media_stop", "media_pause", "turn_off"):
        yield "music", SILENCE
    elif service in ("play_media", "select_source") and "music" in device.traits:
        asked = asked_for(service, data)
        wishes = device.traits["music"].wire
        found = [wish for wish, tune in wishes.items() if asked and asked in (content_of(tune), tune.get("source"))]
        yield "music", found[0] if found else None
    else:
        yield "music", None


def asked_for(service: str, data: Mapping[str, object]) -> str:
    """What a call wants played, or empty. ``music_assistant.play_media`` names it media_id."""
    keys = {"play_media": ("media_content_id", "media_id"), "select_source": ("source",)}.get(service, ())
    return next((found for key in keys if isinstance(found := data.get(key), str)), "")
