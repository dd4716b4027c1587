"""Two Sonos speakers for the contract tests, one by its id and one by its name. They answer as sonos2mqtt documents it."""

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from devices.message import Outgoing
from devices.vocabulary import Device, DeviceId, Reference, Settings
from tests.devices.samples import Said, Sample

UUID = "RINCON_000E5000000001400"
SETTINGS = Settings(
    music={
        "calm": {"playlist": "spotify:playlist:5e2KheF9qKRvqCwtFlKEme"},
        "mine": {"playlist": "sonos:playlist:7"},
        "song": {"uri": "spotify:track:3Je8RHcdTJ8NGG3krmCHUd"},
        "radio": {"url": "http://radio.example/stream"},
        "station": {"uri": "radio:s25111"},
        "film": {"source": "TV"},
        "jazz": {"playlist": "Jazz"},
    }
)


def state(
    volume: int = 7, muted: bool = False, transport: str = "PLAYING", track: str = "", queued: str = ""
) -> dict[str, Any]:
    """What a speaker says of itself."""
    return {
        "uuid": UUID,
        "model": "Sonos One",
        "name": "Living Room",
        "groupName": "Living Room",
        "coordinatorUuid": UUID,
        "currentTrack": {"Album": "A", "Title": "T", "TrackUri": track},
        "enqueuedMetadata": {"Title": "Q", "ItemId": queued, "QueueLength": 3},
        "transportState": transport,
        "playmode": "NORMAL",
        "ts": 1586344373119,
        "volume": {"Master": volume, "LF": 100, "RF": 100},
        "mute": {"Master": muted, "LF": False, "RF": False},
    }


def _plays(uri: str) -> tuple[str, str]:
    """The track's address and the queue's item, in Sonos's own words."""
    encoded = quote(uri, safe="").replace("%3A", "%3a")
    if uri.startswith("spotify:playlist:"):
        return "x-sonos-spotify:spotify%3atrack%3a1?sid=9&flags=8224&sn=7", f"10062a6c{encoded}"
    if uri.startswith("sonos:playlist:"):
        return "x-file-cifs://nas/music/a.mp3", f"SQ:{uri.rpartition(':')[2]}"
    if uri.startswith("spotify:"):
        return f"x-sonos-spotify:{encoded}?sid=9&flags=8224&sn=7", "-1"
    if uri.startswith("radio:"):
        return f"x-sonosapi-stream:{uri.removeprefix('radio:')}?sid=254&flags=8224&sn=0", ""
    return uri.replace("http://", "x-rincon-mp3radio://"), ""


def _echo(device: Device, outgoing: Outgoing) -> Sequence[Said]:
    told = json.loads(outgoing.payload)
    topic = f"sonos/{device.wire[1]}"
    match told["command"]:
        case "volume":
            assert isinstance(told["input"], int), "a number, or nothing happens"
            return [(topic, json.dumps(state(told["input"])).encode())]
        case "stop":
            return [(topic, json.dumps(state(transport="STOPPED")).encode())]
        case "setavtransporturi" | "queue":
            track, queued = _plays(told["input"])
            return [(topic, json.dumps(state(transport="TRANSITIONING", track=track, queued=queued)).encode())]
        case "switchtotv":
            return [(topic, json.dumps(state(track=f"x-sonos-htastream:{UUID}:spdif")).encode())]
    return ()


_MESSAGES: tuple[Said, ...] = (
    ("sonos/connected", b"2"),
    (f"sonos/{UUID}", json.dumps(state(track="x-sonos-spotify:spotify:track:3Je8RHcdTJ8NGG3krmCHUd?sid=9&sn=7")).encode()),
    (f"sonos/{UUID}", json.dumps(state(41, True, "PAUSED_PLAYBACK")).encode()),
)
SAMPLES = (
    Sample("by its id", Reference("sonos", UUID, DeviceId("kitchen")), messages=_MESSAGES, echo=_echo, settings=SETTINGS),
    Sample(
        "by its name",
        Reference("sonos", "living room", DeviceId("living room")),
        announcements=(("sonos/connected", b"2"), (f"sonos/{UUID}", json.dumps(state()).encode())),
        messages=_MESSAGES,
        echo=_echo,
        settings=SETTINGS,
    ),
)
