"""Messages of ebusd for the contract tests: a day's temperature in both forms, a field among others, a room's warmth."""

from collections.abc import Sequence

from devices.message import Outgoing
from devices.vocabulary import Device, DeviceId, Reference
from tests.devices.samples import Said, Sample


def _echo(_device: Device, outgoing: Outgoing) -> Sequence[Said]:
    """Told when polled next, as JSON."""
    text = outgoing.payload.decode()
    fields = ",".join(f'"f{i}":{{"value":{"20.5" if part == "-" else part}}}' for i, part in enumerate(text.split(";")))
    return [(outgoing.topic.removesuffix("/set"), f"{{{fields}}}".encode())]


SAMPLES = (
    Sample(
        "the temperature of the day",
        Reference("ebusd", "700/Hc1DayTemp", DeviceId("day"), {"quantity": "setpoint"}),
        messages=(
            ("ebusd/700/Hc1DayTemp", b"20.5"),
            ("ebusd/700/Hc1DayTemp", b'{"tempv":{"value":20.5}}'),
            ("ebusd/700/Hc1DayTemp/set", b"21"),
            ("ebusd/global/running", b"true"),
        ),
        echo=_echo,
    ),
    Sample(
        "the second of three fields",
        Reference("ebusd", "700/Hc1", DeviceId("second"), {"quantity": "setpoint", "place": 2, "fields": 3}),
        messages=(("ebusd/700/Hc1", b"on;20.5;auto"),),
        echo=_echo,
    ),
    Sample(
        "a room's warmth",
        Reference("ebusd", "700/RoomTemp", DeviceId("room"), {"field": "tempv"}),
        messages=(("ebusd/700/RoomTemp", b'{"tempv":{"value":20.8},"sensor":{"value":"ok"}}'),),
        use="sensor",
    ),
)
