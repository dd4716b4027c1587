"""A Chromecast for the contract tests. It answers as chromecast-mqtt-connector does: each thing by itself, only when new."""

import json
from collections.abc import Sequence

from devices.message import Outgoing
from devices.vocabulary import Device, DeviceId, Reference, Settings
from tests.devices.samples import Said, Sample

SETTINGS = Settings(
    music={
        "radio": {"url": "http://stream.srg-ssr.ch/m/rsp/mp3_128"},
        "rain": {"uri": "https://files.example/rain.flac?x=1"},
        "jazz": {"playlist": "Jazz"},
    }
)


def _echo(device: Device, outgoing: Outgoing) -> Sequence[Said]:
    base, order = device.wire, outgoing.topic.removeprefix(f"{device.wire}/command/")
    told = outgoing.payload.decode()
    if order == "volume_level":
        assert len(told) >= 2, "a single digit breaks old versions"
        return [(f"{base}/volume_level", str(int(told)).encode())]
    if told == "STOP":
        return [(f"{base}/player_state", b"IDLE"), (f"{base}/media/content_url", b"")]
    url, kind = json.loads(told)
    return [
        (f"{base}/player_state", b"BUFFERING"),
        (f"{base}/media/content_type", kind.encode()),
        (f"{base}/media/content_url", url.encode()),
        (f"{base}/player_state", b"PLAYING"),
    ]


def _sample(name: str) -> Sample:
    base = f"chromecast/{name}"
    return Sample(
        name,
        Reference("chromecast", name, DeviceId(name)),
        messages=(
            (f"{base}/connection_status", b"CONNECTED"),
            (f"{base}/volume_level", b"14"),
            (f"{base}/player_state", b"IDLE"),
            (f"{base}/media/content_url", b"http://stream.srg-ssr.ch/m/rsp/mp3_128"),
        ),
        echo=_echo,
        settings=SETTINGS,
    )


SAMPLES = (_sample("Soundbar 10"), _sample("192.168.0.117"))
