"""A Snapcast client for the contract tests; it speaks on a link of its own, so the broker carries nothing of it."""

from devices.vocabulary import DeviceId, Reference, Settings
from tests.devices.samples import Sample

SETTINGS = Settings(music={"calm": {"source": "Calm"}, "radio": {"url": "http://radio.example/stream"}})

SAMPLES = (
    Sample("on this machine", Reference("snapcast", "Kitchen", DeviceId("Kitchen")), settings=SETTINGS),
    Sample(
        "on another",
        Reference("snapcast", "02:00:00:00:00:01", DeviceId("den"), {"server": "musicbox:1705"}),
        settings=SETTINGS,
    ),
)
