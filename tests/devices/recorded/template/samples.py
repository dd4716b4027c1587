"""The family to copy, for the contract tests: one lamp that announces itself, and one whose block says what it is."""

import json
from collections.abc import Sequence

from devices.message import Outgoing
from devices.vocabulary import Device, DeviceId, Reference
from tests.devices.samples import Said, Sample


def _echo(device: Device, outgoing: Outgoing) -> Sequence[Said]:
    """Refuses what the lamp would, and says what it would be afterwards."""
    assert outgoing.topic == f"{device.wire}/set"
    asked = json.loads(outgoing.payload)
    assert set(asked) <= {"on", "level", "fade"}
    assert 0 <= asked.get("level", 0) <= 100
    return [(f"{device.wire}/state", json.dumps({key: asked[key] for key in asked if key != "fade"}).encode())]


SAMPLES = (
    Sample(
        "a lamp that announces itself",
        Reference("template", "hall", DeviceId("hall")),
        announcements=(("lamps/hall/announce", b'{"dims": true}'),),
        messages=(("lamps/hall/online", b"online"), ("lamps/hall/state", b'{"on": true, "level": 40}')),
        echo=_echo,
    ),
    Sample(
        "a lamp whose block says what it is",
        Reference("template", "cellar", DeviceId("cellar"), {"dims": False}),
        messages=(("lamps/cellar/state", b'{"on": false}'),),
        echo=_echo,
    ),
)
