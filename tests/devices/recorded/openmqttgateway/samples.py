"""A beacon and a tag heard by OpenMQTTGateways, for the contract tests."""

import json

from devices.vocabulary import DeviceId, Reference
from tests.devices.samples import Sample

UUID = "1de4b189115e45f6b44e509352269977"
BEACON = {"uuid": UUID, "major": 0, "minor": 0, "txpower": -66, "mac_type": 1}

SAMPLES = (
    Sample(
        "a phone's beacon",
        Reference("openmqttgateway", f"{UUID}-0-0", DeviceId("phone"), {"rooms": {"OpenMQTTGateway": "kitchen"}}),
        messages=(
            (
                "home/home_presence/OpenMQTTGateway",
                json.dumps({"id": "60:87:57:4C:9B:C2", "rssi": -78, "distance": 7.85288, **BEACON}).encode(),
            ),
            (
                "home/OpenMQTTGateway/BTtoMQTT/58782076BC24",
                json.dumps({"id": "58:78:20:76:BC:24", "rssi": "-79", **BEACON}).encode(),
            ),
        ),
        use="presence",
    ),
    Sample(
        "a tag",
        Reference("openmqttgateway", "45:e1:74:12:6e:00", DeviceId("tag")),
        messages=(
            (
                "home/OpenMQTTGateway/BTtoMQTT/45E174126E00",
                b'{"id":"45:e1:74:12:6e:00","rssi":-89,"distance":21.51847,"servicedata":"fe00"}',
            ),
        ),
        use="presence",
    ),
)
