"""Devices and presence sources on plain topics, for the contract tests."""

import json
from collections.abc import Sequence

from devices.message import Outgoing
from devices.vocabulary import Device, DeviceId, Reference
from tests.devices.samples import Said, Sample


def _echo(_device: Device, outgoing: Outgoing) -> Sequence[Said]:
    """A lamp that tells back what it was told."""
    return [("home/reading_lamp/state", outgoing.payload)]


SAMPLES = (
    Sample(
        "reading lamp",
        Reference(
            "topic",
            "reading_lamp",
            DeviceId("reading_lamp"),
            {
                "state": "home/reading_lamp/state",
                "command": "home/reading_lamp/set",
                "quantities": {
                    "brightness": {"key": "level", "low": 0, "high": 100},
                    "power": {"key": "on", "values": {"on": True, "off": False}},
                },
            },
        ),
        messages=(("home/reading_lamp/state", json.dumps({"level": 40, "on": True}).encode()),),
        echo=_echo,
    ),
    Sample(
        "lux",
        Reference("topic", "home/living/lux", DeviceId("home/living/lux"), {"quantity": "illuminance"}),
        messages=(("home/living/lux", b"120.5"),),
        use="sensor",
    ),
    Sample(
        "where ana is",
        Reference("topic", "home/presence/ana", DeviceId("home/presence/ana")),
        messages=(
            ("home/presence/ana", b"kitchen"),
            ("home/presence/ana", b'{"room": "kitchen", "confidence": 0.8, "distance": 2}'),
            ("home/presence/ana", b"not_home"),
        ),
        use="presence",
    ),
    Sample(
        "outside",
        Reference("topic", "home/outdoor/temperature", DeviceId("home/outdoor/temperature")),
        messages=(("home/outdoor/temperature", b"-4.5"),),
        use="outdoor",
    ),
)
