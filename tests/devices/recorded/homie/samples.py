"""Homie devices for the contract tests: a lamp and a child of version 5, a thermostat of version 4 in pieces, a blind."""

import json
from collections.abc import Sequence
from typing import Any

from devices.message import Outgoing
from devices.vocabulary import Device, DeviceId, Reference
from tests.devices.samples import Said, Sample


def described(device: str, nodes: dict[str, Any], **more: Any) -> Said:
    document = {"homie": "5.0", "name": device, "version": 7, "nodes": nodes, **more}
    return f"homie/5/{device}/$description", json.dumps(document).encode()


LIGHTS = {
    "lights": {
        "name": "Ceiling",
        "properties": {
            "power": {"name": "On", "datatype": "boolean", "settable": True, "format": "off,on"},
            "intensity": {"name": "Intensity", "datatype": "integer", "format": "0:100", "settable": True, "unit": "%"},
            "white": {
                "name": "Colour temperature",
                "datatype": "integer",
                "format": "2700:6500",
                "settable": True,
                "unit": "K",
            },
            "color": {"name": "Colour", "datatype": "color", "format": "rgb,hsv", "settable": True},
        },
    }
}
BLIND = {"blind": {"properties": {"position": {"datatype": "integer", "settable": True, "unit": "%"}}}}
THERMOSTAT: tuple[Said, ...] = tuple(
    (f"homie/livingroom/{path}", text.encode())
    for path, text in {
        "thermostat/setpoint/$datatype": "float",  # before the device itself is told: any order
        "$homie": "4.0.0",
        "$name": "Living room",
        "$nodes": "light,thermostat",
        "thermostat/$name": "Thermostat",
        "thermostat/$properties": "setpoint,temperature,mode",
        "thermostat/setpoint/$format": "41:86",
        "thermostat/setpoint/$settable": "true",
        "thermostat/setpoint/$unit": "°F",
        "thermostat/temperature/$datatype": "float",
        "thermostat/temperature/$unit": "°F",
        "thermostat/mode/$datatype": "enum",
        "thermostat/mode/$format": "off,heat,auto",
        "thermostat/mode/$settable": "true",
    }.items()
)


def _echo(_device: Device, outgoing: Outgoing) -> Sequence[Said]:
    """As a device of version 5: where it goes, then where it is; one of whole numbers drops all else."""
    topic, text = outgoing.topic.removesuffix("/set"), outgoing.payload.decode()
    if topic.rpartition("/")[2] in ("intensity", "white", "position"):
        assert text.isdigit(), f"{topic} takes whole numbers"
    if "/5/" not in topic:
        return [(topic, text.encode())]
    return [(f"{topic}/$target", text.encode()), (topic, text.encode())]


SAMPLES = (
    Sample(
        "a lamp of version 5",
        Reference("homie", "light-1", DeviceId("lamp")),
        announcements=(described("light-1", LIGHTS),),
        messages=(
            ("homie/5/light-1/$state", b"ready"),
            ("homie/5/light-1/lights/power", b"true"),
            ("homie/5/light-1/lights/intensity/$target", b"60"),
            ("homie/5/light-1/lights/intensity", b"60"),
            ("homie/5/light-1/lights/intensity/set", b"40"),
            ("homie/5/light-1/lights/white", b"4000"),
        ),
        echo=_echo,
    ),
    Sample(
        "a blind that is a child of another",
        Reference("homie", "blind-2", DeviceId("blind")),
        announcements=(described("blind-2", BLIND, root="hub-1", parent="hub-1"),),
        messages=(("homie/5/hub-1/$state", b"lost"), ("homie/5/blind-2/blind/position", b"35")),
        echo=_echo,
    ),
    Sample(
        "a thermostat of version 4 in degrees Fahrenheit",
        Reference("homie", "livingroom", DeviceId("thermostat")),
        announcements=THERMOSTAT,
        messages=(
            ("homie/livingroom/$state", b"ready"),
            ("homie/livingroom/thermostat/setpoint", b"70"),
            ("homie/livingroom/thermostat/temperature", b"68.5"),
            ("homie/livingroom/thermostat/mode", b"heat"),
        ),
        echo=_echo,
    ),
)
