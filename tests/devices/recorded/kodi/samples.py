"""A Kodi for the contract tests. It answers as kodi2mqtt does: the state, then the file that plays, never the list."""

import json
from collections.abc import Sequence

from devices.message import Outgoing
from devices.vocabulary import Device, DeviceId, Reference, Settings
from tests.devices.samples import Said, Sample

SETTINGS = Settings(
    music={
        "calm": {"playlist": "evening.xsp"},
        "radio": {"url": "http://radio.example/stream"},
        "rain": {"uri": "/srv/music/calm/a.flac"},
        "album": {"uri": "musicdb://albums/3/"},
    }
)
_PLAYING = {"kodi_state": "started", "kodi_playerid": 0, "kodi_playertype": "audio"}


def _title(file: str) -> bytes:
    details = {"file": file, "label": "a", "title": "", "type": "song", "thumbnail": "", "fanart": ""}
    return json.dumps({"val": "", "kodi_details": details}).encode()


def _echo(_device: Device, outgoing: Outgoing) -> Sequence[Said]:
    told = outgoing.payload.decode()
    if outgoing.topic == "kodi/command/playbackstate":
        return [("kodi/status/playbackstate", json.dumps({**_PLAYING, "val": 0, "kodi_state": "stopped"}).encode())]
    if told.startswith("{") or told.endswith(".xsp"):
        return ()  # which list it is of, no song says
    return [
        ("kodi/status/playbackstate", json.dumps({**_PLAYING, "val": 1, "kodi_playbackdetails": {"speed": 1}}).encode()),
        ("kodi/status/title", _title(told)),
        ("kodi/status/progress", b'{"val": 0.0, "kodi_time": "00:00:00", "kodi_totaltime": "00:04:10"}'),
    ]


SAMPLES = (
    Sample(
        "the player",
        Reference("kodi", "kodi/", DeviceId("kodi")),
        messages=(
            ("kodi/connected", b"2"),
            ("kodi/status/playbackstate", json.dumps({**_PLAYING, "val": 2, "kodi_state": "paused"}).encode()),
            ("kodi/status/title", _title("http://radio.example/stream")),
        ),
        echo=_echo,
        settings=SETTINGS,
    ),
)
