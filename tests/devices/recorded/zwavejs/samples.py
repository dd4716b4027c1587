"""Nodes of a Z-Wave JS UI gateway for the contract tests, in its three forms of payload and both of its kinds of topics."""

import json
from collections.abc import Sequence

from devices.message import Outgoing
from devices.vocabulary import Device, DeviceId, Reference
from tests.devices.samples import Said, Sample


def timed(value: object) -> bytes:
    return json.dumps({"time": 1548683523859, "value": value}).encode()


def whole(value: object, **more: object) -> bytes:
    return json.dumps({"id": "38-0-targetValue", "nodeId": 8, "commandClass": 38, "value": value, **more}).encode()


def info(specific: int = 1, generic: int = 17, listens: bool = True) -> bytes:
    classes = {"basic": 4, "generic": generic, "specific": specific}
    return json.dumps({"id": 8, "name": "Node", "isListening": listens, "deviceClass": classes}).encode()


def _answer(_device: Device, outgoing: Outgoing) -> Sequence[Said]:
    """The target first, then where it is; 255 is the level of before."""
    asked = json.loads(outgoing.payload)
    if outgoing.topic.endswith("/targetColor/set"):
        assert asked["value"].keys() == CHANNELS.keys(), "what is left out stays as it was"
        return [(outgoing.topic.replace("targetColor/set", "currentColor"), timed(asked["value"]))]
    value = 60 if asked["value"] == 255 else asked["value"]
    assert isinstance(value, bool) or not isinstance(value, int) or 0 <= value <= 99
    target = outgoing.topic.removesuffix("/set")
    return [(target, timed(value)), (target.replace("targetValue", "currentValue"), timed(value))]


CHANNELS = {"warmWhite": 0, "coldWhite": 0, "red": 255, "green": 127, "blue": 0}

SAMPLES = (
    Sample(
        "a bulb of five channels",
        Reference("zwavejs", "office/bulb", DeviceId("bulb")),
        announcements=(
            ("zwave/office/bulb/38/0/currentValue", timed(10)),
            ("zwave/office/bulb/51/0/currentColor", timed(CHANNELS)),
        ),
        messages=(
            ("zwave/office/bulb/51/0/currentColor", timed(CHANNELS)),
            ("zwave/office/bulb/51/0/targetColor/set", json.dumps(CHANNELS).encode()),
        ),
        echo=_answer,
    ),
    Sample(
        "a dimmer, by numbers, with times",
        Reference("zwavejs", "office/light", DeviceId("dimmer")),
        announcements=(("zwave/office/light/38/0/currentValue", timed(10)), ("zwave/office/light/nodeinfo", info())),
        messages=(
            ("zwave/office/light/38/0/currentValue", timed(60)),
            ("zwave/office/light/38/0/currentValue", timed(0)),
            ("zwave/office/light/38/0/targetValue/set", b'{"value":99,"options":{"transitionDuration":"5s"}}'),
            ("zwave/office/light/status", b'{"time":1610009585743,"value":true,"status":"Alive","nodeId":8}'),
        ),
        echo=_answer,
    ),
    Sample(
        "a socket, by names, bare",
        Reference("zwavejs", "Hall Socket", DeviceId("socket")),
        announcements=(("zwave/Hall Socket/switch_binary/endpoint_0/currentValue", b"true"),),
        messages=(("zwave/Hall Socket/switch_binary/endpoint_0/currentValue", b"false"),),
        echo=_answer,
    ),
    Sample(
        "a blind",
        Reference("zwavejs", "7", DeviceId("blind")),
        announcements=(("zwave/7/38/0/currentValue", timed(50)), ("zwave/7/nodeinfo", info(6))),
        messages=(("zwave/7/38/0/currentValue", timed(99)),),
        echo=_answer,
    ),
    Sample(
        "a valve in Fahrenheit, in whole value objects",
        Reference("zwavejs", "hall/valve", DeviceId("valve")),
        announcements=(
            ("zwave/hall/valve/67/0/setpoint/1", whole(68, unit="°F", min=41, max=86)),
            ("zwave/hall/valve/64/0/mode", whole(1)),
            ("zwave/hall/valve/49/0/Air_temperature", whole(66.2, unit="°F")),
            ("zwave/hall/valve/nodeinfo", info(generic=8, listens=False)),
        ),
        messages=(
            ("zwave/hall/valve/67/0/setpoint/1", whole(70, unit="°F")),
            ("zwave/hall/valve/64/0/mode", whole(0)),
            ("zwave/hall/valve/49/0/Air_temperature", whole(66.2, unit="°F")),
        ),
        echo=_answer,
    ),
    Sample(
        "a motion sensor",
        Reference("zwavejs", "Hallway/Sensor", DeviceId("motion")),
        announcements=(("zwave/Hallway/Sensor/113/0/Home_Security/Motion_sensor_status", timed(0)),),
        messages=(("zwave/Hallway/Sensor/113/0/Home_Security/Motion_sensor_status", timed(8)),),
        use="sensor",
    ),
    Sample(
        "a wall controller",
        Reference("zwavejs", "hall/paddle", DeviceId("paddle")),
        announcements=(("zwave/hall/paddle/91/0/scene/001", timed(0)),),
        messages=(("zwave/hall/paddle/91/0/scene/001", timed(3)),),
        use="sensor",
    ),
)
