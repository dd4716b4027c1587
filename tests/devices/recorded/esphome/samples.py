"""ESPHome's entities for the contract tests: a lamp of two whites, a switch, a fan, a blind, a heater, sensors."""

import json
from collections.abc import Sequence

from devices.message import Outgoing
from devices.vocabulary import Device, DeviceId, Reference
from tests.devices.samples import Said, Sample


def _lamp(_device: Device, outgoing: Outgoing) -> Sequence[Said]:
    """The target at once. What is no whole number it leaves without a word."""
    asked = json.loads(outgoing.payload)
    for key in ("brightness", "color_temp", "transition"):
        assert type(asked.get(key, 0)) is int, f"{key} must be a whole number: {asked}"
    told = {"color_mode": "color_temp", "state": asked.get("state", "ON"), "brightness": 128, "color": {}, "color_temp": 300}
    return [("hall/light/lamp/state", json.dumps({**told, **asked}).encode())]


def _strip(_device: Device, outgoing: Outgoing) -> Sequence[Said]:
    told = {"color_mode": "rgb", "state": "ON", "brightness": 128, "color": {"r": 255, "g": 127, "b": 0}}
    return [("hall/light/strip/state", json.dumps({**told, **json.loads(outgoing.payload)}).encode())]


def _scalar(_device: Device, outgoing: Outgoing) -> Sequence[Said]:
    return [(f"{outgoing.topic.removesuffix('/command')}/state", outgoing.payload)]


SAMPLES = (
    Sample(
        "a lamp of two whites",
        Reference("esphome", "hall/light/lamp", DeviceId("lamp"), {"kelvin": [2000, 6500]}),
        messages=(
            ("hall/status", b"online"),
            (
                "hall/light/lamp/state",
                b'{"color_mode":"color_temp","state":"ON","brightness":128,"color":{},"color_temp":300}',
            ),
            ("hall/light/lamp/command", b'{"state":"ON","brightness":128,"color_temp":300,"transition":2}'),
        ),
        echo=_lamp,
    ),
    Sample(
        "a lamp of colours",
        Reference("esphome", "hall/light/strip", DeviceId("strip"), {"colours": True}),
        messages=(
            (
                "hall/light/strip/state",
                b'{"color_mode":"rgb","state":"ON","brightness":128,"color":{"r":255,"g":127,"b":0}}',
            ),
        ),
        echo=_strip,
    ),
    Sample(
        "a switch",
        Reference("esphome", "home/hall/switch/plug", DeviceId("plug")),
        messages=(("home/hall/switch/plug/state", b"ON"),),
        echo=_scalar,
    ),
    Sample(
        "a fan of three speeds",
        Reference("esphome", "hall/fan/ceiling", DeviceId("fan"), {"speeds": 3}),
        messages=(("hall/fan/ceiling/state", b"ON"), ("hall/fan/ceiling/speed_level/state", b"2")),
        echo=_scalar,
    ),
    Sample(
        "a blind",
        Reference("esphome", "hall/cover/blind", DeviceId("blind")),
        messages=(("hall/cover/blind/position/state", b"40"),),
        echo=_scalar,
    ),
    Sample(
        "a heater",
        Reference("esphome", "hall/climate/heater", DeviceId("heater")),
        messages=(
            ("hall/climate/heater/mode/state", b"heat"),
            ("hall/climate/heater/target_temperature/state", b"21.5"),
            ("hall/climate/heater/current_temperature/state", b"20.8"),
        ),
        echo=_scalar,
    ),
    Sample(
        "a light sensor",
        Reference("esphome", "hall/sensor/illuminance", DeviceId("light")),
        messages=(("hall/sensor/illuminance/state", b"143.2"),),
        use="sensor",
    ),
    Sample(
        "a radar",
        Reference("esphome", "hall/binary_sensor/mmwave_presence", DeviceId("radar")),
        messages=(("hall/binary_sensor/mmwave_presence/state", b"ON"),),
        use="sensor",
    ),
)
