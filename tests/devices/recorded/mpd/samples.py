"""An MPD for the contract tests; it speaks on a link of its own, so the broker carries nothing of it."""

from devices.vocabulary import DeviceId, Reference, Settings
from tests.devices.samples import Sample

SAMPLES = (
    Sample(
        "the player",
        Reference("mpd", "127.0.0.1:6600", DeviceId("127.0.0.1:6600")),
        settings=Settings(music={"calm": {"playlist": "Calm evening"}, "radio": {"url": "http://radio.example/stream"}}),
    ),
)
