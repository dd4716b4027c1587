"""A phone heard by receivers in the shape of mqtt_room, for the contract tests."""

from devices.vocabulary import DeviceId, Reference, Settings
from tests.devices.samples import Sample

SAMPLES = (
    Sample(
        "a phone",
        Reference("mqtt_room", "my_device_id", DeviceId("phone")),
        messages=(
            ("room_presence/kitchen", b'{"id":"my_device_id","distance":1.25}'),
            ("room_presence/hall", b'{"id":"MY-DEVICE-ID","name":"Ana","distance":"4.5","rssi":-70}'),
        ),
        use="presence",
    ),
    Sample(
        "a tag of room-assistant's",
        Reference("mqtt_room", "ble-some-id", DeviceId("tag"), {"rooms": {"living-room": "living_room"}}),
        messages=(("room-assistant/mqtt-room/living-room", b'{"id":"ble-some-id","name":"Something","distance":3.6}'),),
        use="presence",
        settings=Settings(base_topics={"mqtt_room": "room-assistant/mqtt-room"}),
    ),
)
