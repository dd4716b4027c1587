"""A phone two installations of monitor ask for, for the contract tests."""

import json

from devices.vocabulary import DeviceId, Reference
from tests.devices.samples import Sample

PHONE = "34:AB:95:12:34:56"


def said(confidence: object) -> bytes:
    return json.dumps({"id": PHONE, "confidence": confidence, "name": "Alice phone", "retained": "false"}).encode()


SAMPLES = (
    Sample(
        "a phone",
        Reference("monitor", PHONE.lower(), DeviceId("phone")),
        messages=((f"monitor/first floor/{PHONE}", said("100")), (f"monitor/garage/{PHONE}", said(0))),
        use="presence",
    ),
)
