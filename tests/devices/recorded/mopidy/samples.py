"""A Mopidy for the contract tests. It answers as Mopiqtt 1.2.1 does: nothing tells which playlist was loaded."""

import json
from collections.abc import Sequence

from devices.message import Outgoing
from devices.vocabulary import Device, DeviceId, Reference, Settings
from tests.devices.samples import Said, Sample

SETTINGS = Settings(
    music={
        "calm": {"playlist": "m3u:Calm%20evening.m3u8"},
        "radio": {"url": "http://radio.example/stream"},
        "rain": {"uri": "file:///srv/music/calm/a.wav"},
    }
)


def _echo(_device: Device, outgoing: Outgoing) -> Sequence[Said]:
    match outgoing.topic, outgoing.payload.decode():
        case "mopidy/cmnd/vol", volume:
            assert volume.startswith("="), "a bare number is refused"
            return [("mopidy/stat/vol", volume.removeprefix("=").encode())]
        case "mopidy/cmnd/plb", "stop":
            return [("mopidy/stat/plstate", b"stopped")]
        case "mopidy/cmnd/pstream", uri:
            tracks = json.dumps([{"name": "x", "uri": uri}]).encode()
            return [
                ("mopidy/stat/trklist", b"[]"),
                ("mopidy/stat/trklist", tracks),
                ("mopidy/stat/plstate", b"playing"),
                ("mopidy/stat/trk_uri", uri.encode()),
            ]
    return ()


SAMPLES = (
    Sample(
        "the player",
        Reference("mopidy", "mopidy", DeviceId("mopidy")),
        messages=(
            ("mopidy/stat/vol", b"55"),
            ("mopidy/stat/plstate", b"paused"),
            ("mopidy/stat/trk_uri", b"file:///srv/music/calm/a.wav"),
            ("mopidy/stat/trklist", b'[{"name": "a.wav", "uri": "file:///srv/music/calm/a.wav"}]'),
        ),
        echo=_echo,
        settings=SETTINGS,
    ),
)
