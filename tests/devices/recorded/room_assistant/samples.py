"""A phone of room-assistant's, for the contract tests."""

from devices.vocabulary import DeviceId, Reference
from tests.devices.samples import Sample

SAMPLES = (
    Sample(
        "a phone",
        Reference("room_assistant", "ble-some-id", DeviceId("phone"), {"rooms": {"living-room": "living_room"}}),
        messages=(
            ("room-assistant/sensor/ble-some-id/state", b"living-room"),
            ("room-assistant/sensor/ble-some-id/state", b"not_home"),
            ("room-assistant/device_tracker/ble-some-id/state", b"home"),
        ),
        use="presence",
    ),
)
