"""An OpenTherm gateway for the contract tests. It tells the room's setpoint once thermostat and boiler have spoken of it."""

from collections.abc import Sequence

from devices.message import Outgoing
from devices.vocabulary import Device, DeviceId, Reference
from tests.devices.samples import Said, Sample

UID = "otgw-AABBCCDDEEFF"


def _echo(_device: Device, outgoing: Outgoing) -> Sequence[Said]:
    assert outgoing.topic in (f"OTGW/set/{UID}/setpoint", f"OTGW/set/{UID}/constant")
    return [(f"OTGW/value/{UID}/roomsetpoint", f"{float(outgoing.payload):.2f}".encode())]


SAMPLES = (
    Sample(
        "a thermostat",
        Reference("otgw", UID, DeviceId("thermostat")),
        messages=(
            (f"OTGW/value/{UID}", b"online"),
            (f"OTGW/value/{UID}/roomsetpoint", b"20.50"),
            (f"OTGW/value/{UID}/roomtemperature", b"19.80"),
        ),
        echo=_echo,
    ),
)
