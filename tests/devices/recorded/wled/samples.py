"""A WLED for the contract tests. It tells its target at once, first as a number and then within its XML."""

import json
from collections.abc import Sequence

from devices.message import Outgoing
from devices.vocabulary import Device, DeviceId, Reference
from tests.devices.samples import Said, Sample


def xml(level: int) -> bytes:
    head = f'<?xml version="1.0" ?><vs><ac>{level}</ac><cl>255</cl><cl>170</cl><cl>0</cl><cs>0</cs><cs>0</cs><cs>0</cs>'
    return f"{head}<ns>0</ns><nr>1</nr><nl>0</nl><nf>1</nf><nd>60</nd><nt>0</nt><fx>0</fx><ds>WLED</ds><ss>0</ss></vs>".encode()


def _echo(device: Device, outgoing: Outgoing) -> Sequence[Said]:
    topic, _ = device.wire
    assert outgoing.topic == f"{topic}/api"
    asked = json.loads(outgoing.payload)
    assert all(type(asked[key]) is int for key in asked if key != "on"), asked
    assert type(asked["on"]) is bool
    assert 1 <= asked.get("bri", 128) <= 255
    level = asked.get("bri", 128) if asked["on"] else 0
    return [(f"{topic}/g", str(level).encode()), (f"{topic}/status", b"online"), (f"{topic}/v", xml(level))]


SAMPLES = (
    Sample(
        "a strip",
        Reference("wled", "wled/kitchenbulb", DeviceId("strip")),
        messages=(
            ("wled/kitchenbulb/status", b"online"),
            ("wled/kitchenbulb/g", b"128"),
            ("wled/kitchenbulb/g", b"0"),
            ("wled/kitchenbulb/v", xml(128)),
        ),
        echo=_echo,
    ),
    Sample(
        "a strip with a motion detector",
        Reference("wled", "wled/hall", DeviceId("hall"), {"motion": 1}),
        messages=(("wled/hall/motion/1", b"on"), ("wled/hall/motion/1", b"off")),
        use="sensor",
    ),
)
