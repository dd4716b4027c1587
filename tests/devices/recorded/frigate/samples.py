"""A camera that counts and a face it knows, for the contract tests."""

import json

from devices.vocabulary import DeviceId, Reference
from tests.devices.samples import NOW, Sample

AT = NOW.at.timestamp()
FACE = {"type": "face", "id": "1607123955.475377-mxklsc", "name": "John", "score": 0.95, "camera": "front_door_cam"}
TRACKED = {"id": "1", "camera": "front_door_cam", "frame_time": AT, "label": "person", "sub_label": ["John", 0.91]}

SAMPLES = (
    Sample(
        "a camera",
        Reference("frigate", "front_door", DeviceId("camera"), {"motion": True}),
        messages=(
            ("frigate/available", b"online"),
            ("frigate/front_door/person", b"2"),
            ("frigate/front_door/person", b"0"),
            ("frigate/front_door/motion", b"ON"),
        ),
        use="sensor",
    ),
    Sample(
        "a face",
        Reference("frigate", "John", DeviceId("john"), {"rooms": {"front_door_cam": "hall"}}),
        messages=(
            ("frigate/tracked_object_update", json.dumps({**FACE, "timestamp": AT}).encode()),
            ("frigate/events", json.dumps({"type": "update", "before": TRACKED, "after": TRACKED}).encode()),
        ),
        use="presence",
    ),
)
