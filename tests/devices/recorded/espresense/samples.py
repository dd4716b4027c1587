"""ESPresense's sources for the contract tests, shaped like its own messages."""

from devices.vocabulary import DeviceId, Reference
from tests.devices.samples import Sample

SAMPLES = (
    Sample(
        "a phone",
        Reference("espresense", "irk:alice-phone", DeviceId("irk:alice-phone")),
        messages=(
            (
                "espresense/devices/irk:alice-phone/bedroom",
                b'{"mac":"5a3f00c1d2e3","id":"irk:alice-phone","rssi@1m":-62,"rssi":-70.5,"distance":2.31,"var":0.2,"int":500}',
            ),
        ),
        use="presence",
    ),
)
