"""Sonos speakers over MQTT, as sonos2mqtt speaks. Specification: https://sonos2mqtt.svrooij.io/topics.html

    - {sonos: Kitchen}                      the speaker's name
    - {sonos: RINCON_000E5000000001400}     or its id

One retained JSON holds all a speaker knows. A muted speaker is one at volume 0; play, pause and stop of one in a group are
its whole group's, as on the speaker itself.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ...based import BaseTopic
from ...command import Command, checked
from ...errors import BadPayload
from ...event import Event, Ordered, Reachable, Reported
from ...family import Family
from ...filters import cannot_publish_to
from ...message import Message, Outgoing
from ...payload import decode_object, decode_text, number
from ...text import shown
from ...units import PERCENT
from ...vocabulary import SILENCE, Device, DeviceId, Reference, Role, Settings, Trait, Value
from .orders import control, of_control, of_set
from .tunes import Tune, is_told, steps, unplayable, wish_of

_KEY = "sonos"
_BASE = BaseTopic(_KEY, "sonos")
_CAP = 64 * 1024  # bytes of a speaker's state: three tracks with their long addresses
_UUID = re.compile(r"RINCON_[0-9A-Z]{8,40}", re.IGNORECASE)
_SILENT = frozenset({"STOPPED", "PAUSED_PLAYBACK", "PAUSED", "NO_MEDIA_PRESENT"})
_SOUNDING = frozenset({"PLAYING", "TRANSITIONING"})
# Where a state names what plays: in the track, and in what was put into the queue that the track is of.
_TRACK = (("currentTrack", "trackUri"),)
_QUEUED = (("enqueuedMetadata", "itemId"), ("enqueuedMetadata", "trackUri"))
# Plays beside the queue; the state goes on naming what the queue held before.
_ALONE = re.compile(r"x-rincon-mp3radio:|x-sonosapi-|x-sonos-htastream:|x-rincon-stream:|aac:|hls-radio:|x-rincon:", re.I)


def announced_on(references: Sequence[Reference], settings: Settings) -> tuple[str, ...]:
    """A name is found in what the speakers say; an id needs no looking for."""
    is_needed = not references or any(not _UUID.fullmatch(str(r.name)) for r in references)
    return _BASE.below(settings, "+") if is_needed else ()


def describe(message: Message, known: Mapping[str, Device], settings: Settings) -> tuple[Device, ...]:
    """The speaker whose state this is; none for the bridge's own words. Raises BadPayload."""
    uuid = message.topic.rpartition("/")[2]
    if not _UUID.fullmatch(uuid) or not message.payload.strip():
        return ()
    name = decode_object(message, _CAP).get("name")
    if not isinstance(name, str) or not name.strip() or not name.isprintable():
        raise BadPayload(message.topic, message.payload, "a speaker without a name")
    return (_speaker(DeviceId(uuid), uuid, name.strip(), settings),)


def matches(device: Device, reference: Reference) -> bool:
    return str(reference.name).strip().casefold() in (device.stable_id.casefold(), device.name.casefold())


def from_reference(reference: Reference, settings: Settings) -> Device | None:
    """The speaker where the configuration has its id; by its name it waits for its announcement."""
    name = str(reference.name)
    if not _UUID.fullmatch(name):
        return None
    return _speaker(reference.id, name, str(reference.options.get("name") or name), settings)


def hear(device: Device, message: Message) -> Sequence[Event]:
    """Reach, volume, the wish that plays where it can be recognised, and what others order. Raises BadPayload."""
    base, uuid = device.wire
    match message.topic.removeprefix(f"{base}/").split("/"):
        case ["connected"]:
            return _reach(device, message)
        case [who] if who == uuid:
            return tuple(_state(device, message)) if message.payload.strip() else ()
        case [who, "error"] if who == uuid:
            refused = decode_object(message, _CAP).get("command")
            raise BadPayload(message.topic, message.payload, f"the speaker refused {shown(str(refused), 40)}")
        case [_, "control"] if not message.retain:
            orders = of_control(message, _wishes(device))
        case ["set", _, command] if not message.retain:
            orders = of_set(message, command, _wishes(device))
        case ["cmd", "pauseall"] if not message.retain:
            orders = (("music", SILENCE),)
        case _:
            return ()
    return tuple(Ordered(device.id, name, value, message.when) for name, value in orders)


def say(device: Device, command: Command) -> Sequence[Outgoing]:
    """Loudness first, so that nothing starts loud. Raises BadCommand."""
    base, uuid = device.wire
    told: list[bytes] = []
    for name in sorted(command.values, reverse=True):  # volume before music
        value = command.values[name]
        trait = checked(device, name, value)
        told += _loudness(float(trait.nearest(value))) if name == "volume" else _music(device, value)
    return [Outgoing(f"{base}/{uuid}/control", payload) for payload in told]


def mistakes(reference: Reference, settings: Settings) -> Sequence[str]:
    """What is wrong with a block, each one sentence saying what would be right."""
    found = _BASE.mistakes(settings)
    name = reference.name
    if not isinstance(name, str) or not name.strip() or not name.isprintable():
        found.append(f"{shown(str(name), 60)} is no Sonos: it is a speaker's name, or its id like RINCON_000E5000000001400")
    return found


def _speaker(device_id: DeviceId, uuid: str, name: str, settings: Settings) -> Device:
    base = _BASE.of(settings)
    wishes = {wish: dict(tune) for wish, tune in settings.music.items() if not unplayable(tune)}
    tells = all(is_told(tune) for tune in wishes.values())
    # Others may call it by its id or by its name, in small letters and without blanks.
    called = [uuid, uuid.lower(), re.sub(r"\s", "-", name.lower())]
    spoken = dict.fromkeys(who for who in called if "/" not in who and not cannot_publish_to(who))
    orders = (topic for who in spoken for topic in (f"{base}/{who}/control", f"{base}/set/{who}/+"))
    return Device(
        id=device_id,
        family=_KEY,
        stable_id=uuid,
        name=name,
        role=Role.PLAYER,
        traits={
            "music": Trait("music", "music", settable=True, choices=(*wishes, SILENCE), wire=wishes, tells=tells, glides=False),
            "volume": Trait("volume", "volume", settable=True, low=0.0, high=1.0, step=0.01),
        },
        # connected first: what follows a return is a snapshot.
        hears=(f"{base}/connected", f"{base}/{uuid}", f"{base}/{uuid}/error", *orders, f"{base}/cmd/pauseall"),
        area="" if name == uuid else name,  # Sonos names a speaker after its room
        wire=(base, uuid),
    )


def _wishes(device: Device) -> Mapping[str, Tune]:
    trait = device.traits.get("music")
    return trait.wire if trait is not None and isinstance(trait.wire, Mapping) else {}


def _reach(device: Device, message: Message) -> Sequence[Event]:
    said = decode_text(message)
    if said not in ("", "0", "1", "2"):
        raise BadPayload(message.topic, message.payload, "neither 0, 1 nor 2")
    return (Reachable(device.id, said == "2", message.when, message.retain),) if said else ()


def _state(device: Device, message: Message) -> Iterator[Event]:
    said = decode_object(message, _CAP)
    level = _channel(said, "volume")
    is_muted = _channel(said, "mute")
    if level is not None:
        value = number(message, "volume", level, 0, 100, unit=PERCENT) / 100
        yield Reported(device.id, "volume", 0.0 if is_muted is True else value, message.when, snapshot=message.retain)
    transport = said.get("transportState")
    wish: str | None = None
    if isinstance(transport, str) and transport in _SILENT:
        wish = SILENCE
    elif isinstance(transport, str) and transport in _SOUNDING:
        wish = wish_of(_named(said), _wishes(device))
    if wish is not None:  # what plays that nobody can wish for stays unknown, and so does any other state
        yield Reported(device.id, "music", wish, message.when, snapshot=message.retain)


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


def _texts(said: Mapping[str, Any], places: Sequence[tuple[str, str]]) -> Iterator[str]:
    for part, key in places:
        inner = said.get(part)
        if isinstance(inner, dict):
            # With Home Assistant's discovery switched on, keys begin with small letters.
            found = inner.get(key, inner.get(key[0].upper() + key[1:]))
            if isinstance(found, str):
                yield found


def _loudness(value: float) -> list[bytes]:
    percent = round(value * 100)
    # Setting the volume of a muted speaker leaves it mute.
    return [control("volume", percent), *([control("unmute")] if percent else [])]


def _music(device: Device, value: Value) -> list[bytes]:
    if value == SILENCE:
        return [control("stop")]  # a radio station cannot be paused
    return [control(command, what) for command, what in steps(_wishes(device)[str(value)])]


FAMILY = Family(
    key=_KEY,
    serves=frozenset({"device"}),
    announced_on=announced_on,
    describe=describe,
    matches=matches,
    from_reference=from_reference,
    hear=hear,
    say=say,
    mistakes=mistakes,
    unplayable=unplayable,
    settle_s=5.0,
)
