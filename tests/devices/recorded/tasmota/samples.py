"""Tasmotas for the contract tests: a light of two whites, four sockets with words of their own, a shutter, a room's sensor."""

import json
from collections.abc import Sequence
from typing import Any

from devices.message import Outgoing
from devices.vocabulary import Device, DeviceId, Reference
from tests.devices.samples import Said, Sample

MAC = "00000049A3BC"


def config(**changed: Any) -> bytes:
    """As a device with nothing on it announces itself, changed by what is given."""
    plain = {
        "ip": "192.168.15.10",
        "dn": "Reading corner",
        "fn": ["Reading corner", None, None, None, None],
        "hn": "corner-1",
        "lk": 1,
        "mac": MAC,
        "md": "Generic",
        "ofln": "Offline",
        "onln": "Online",
        "state": ["OFF", "ON", "TOGGLE", "HOLD"],
        "sw": "14.2.0",
        "t": "corner",
        "ft": "%prefix%/%topic%/",
        "tp": ["cmnd", "stat", "tele"],
        "rl": [0, 0, 0, 0, 0, 0, 0, 0],
        "swc": [-1, -1, -1, -1, -1, -1, -1, -1],
        "swn": [None, None, None, None],
        "btn": [0, 0, 0, 0],
        "so": {"4": 0, "11": 0, "13": 0, "17": 0, "20": 0, "30": 0, "68": 0, "73": 0, "82": 0, "114": 0, "117": 0},
        "ty": 0,
        "lt_st": 0,
        "ver": 1,
    }
    options = {**plain["so"], **changed.pop("so", {})}  # type: ignore[dict-item]
    return json.dumps({**plain, **changed, "so": options}).encode()


def announced(**changed: Any) -> tuple[Said, ...]:
    return ((f"tasmota/discovery/{MAC}/config", config(**changed)),)


def _lamp(_device: Device, outgoing: Outgoing) -> Sequence[Said]:
    """Answers as a light does: a level lights it; every answer holds all of its state."""
    command, text = outgoing.topic.removeprefix("cmnd/corner/"), outgoing.payload.decode()
    parts = text.split(";") if command == "Backlog" else [f"{command} {text}"]
    state: dict[str, Any] = {"POWER": "ON", "Dimmer": 40, "Color": "FF62", "HSBColor": "0,0,0", "CT": 250}
    for part in parts:
        word, _, argument = part.partition(" ")
        if word == "POWER":
            state["POWER"] = argument
        elif word == "Dimmer":
            assert 0 <= int(argument) <= 100
            state |= {"POWER": "OFF" if argument == "0" else "ON", "Dimmer": int(argument)}
        elif word == "CT":
            assert 153 <= int(argument) <= 500
            state["CT"] = int(argument)
        elif word in ("HSBColor1", "HSBColor2"):
            hue, saturation, level = state["HSBColor"].split(",")
            state["HSBColor"] = f"{argument},{saturation},{level}" if word[-1] == "1" else f"{hue},{argument},{level}"
        else:
            assert word in ("NoDelay", "Fade2", "Speed2"), part
    return [("stat/corner/RESULT", json.dumps(state).encode()), ("stat/corner/POWER", state["POWER"].encode())]


def _sockets(_device: Device, outgoing: Outgoing) -> Sequence[Said]:
    key = outgoing.topic.removeprefix("sockets/cmnd/")
    assert outgoing.payload in (b"an", b"aus")
    return [
        ("sockets/stat/RESULT", json.dumps({key: outgoing.payload.decode()}).encode()),
        (f"sockets/stat/{key}", outgoing.payload),
    ]


def _shutter(_device: Device, outgoing: Outgoing) -> Sequence[Said]:
    assert outgoing.topic == "cmnd/blind/ShutterPosition1"
    at = int(outgoing.payload)
    return [("stat/blind/RESULT", json.dumps({"Shutter1": {"Position": at, "Direction": 0, "Target": at, "Tilt": 0}}).encode())]


SENSORS = (
    f"tasmota/discovery/{MAC}/sensors",
    b'{"sn":{"Time":"2026-03-02T07:00:00","Switch1":"OFF","BME280":{"Temperature":70.1,"Humidity":40.0},'
    b'"BH1750":{"Illuminance":120},"TempUnit":"F"},"ver":1}',
)

SAMPLES = (
    Sample(
        "a light of two whites",
        Reference("tasmota", "corner", DeviceId("corner")),
        announced(rl=[2, 0, 0, 0, 0, 0, 0, 0], lt_st=2),
        messages=(
            ("tele/corner/LWT", b"Online"),
            ("tele/corner/STATE", b'{"Time":"2026-03-02T07:00:00","POWER":"ON","Dimmer":42,"CT":300,"Fade":"OFF"}'),
            ("stat/corner/RESULT", b'{"CT":499}'),
            ("stat/corner/RESULT", b'{"POWER":"OFF"}'),
            ("stat/corner/POWER", b"ON"),
            ("stat/corner/STATUS11", b'{"StatusSTS":{"POWER":"ON","Dimmer":100,"Color":"FF62","CT":250}}'),
        ),
        echo=_lamp,
    ),
    Sample(
        "a light of colours",
        Reference("tasmota", "corner", DeviceId("corner")),
        announced(rl=[2, 0, 0, 0, 0, 0, 0, 0], lt_st=3),
        messages=(("stat/corner/RESULT", b'{"POWER":"ON","Dimmer":80,"HSBColor":"30,100,80"}'),),
        echo=_lamp,
    ),
    Sample(
        "four sockets with words of their own",
        Reference("tasmota", MAC.lower(), DeviceId("sockets")),
        announced(t="sockets", ft="%topic%/%prefix%/", rl=[1, 1, 1, 1, 0, 0, 0, 0], state=["aus", "an", "um", "halt"]),
        messages=(
            ("sockets/tele/LWT", b"Offline"),
            ("sockets/tele/STATE", b'{"POWER1":"an","POWER2":"aus","POWER3":"aus","POWER4":"aus"}'),
            ("sockets/stat/POWER3", b"an"),
        ),
        echo=_sockets,
    ),
    Sample(
        "the second of two sockets",
        Reference("tasmota", "sockets", DeviceId("second"), {"endpoint": 2}),
        announced(t="sockets", rl=[1, 1, 0, 0, 0, 0, 0, 0]),
        messages=(("stat/sockets/RESULT", b'{"POWER2":"ON"}'),),
    ),
    Sample(
        "a shutter",
        Reference("tasmota", "blind", DeviceId("blind")),
        announced(t="blind", rl=[3, 3, 0, 0, 0, 0, 0, 0]),
        messages=(("stat/blind/RESULT", b'{"Shutter1":{"Position":56,"Direction":0,"Target":56,"Tilt":0}}'),),
        echo=_shutter,
    ),
    Sample(
        "a room's sensor",
        Reference("tasmota", "00:00:00:49:A3:BC", DeviceId("room")),
        (SENSORS, *announced(dn="Hall motion", swc=[1, -1, -1, -1, -1, -1, -1, -1])),
        messages=(
            (
                "tele/corner/SENSOR",
                b'{"Time":"2026-03-02T07:05:00","Switch1":"ON","BME280":{"Temperature":69.8},"BH1750":{"Illuminance":90},'
                b'"TempUnit":"F"}',
            ),
            ("tele/corner/SENSOR", b'{"Switch1":"OFF"}'),
        ),
        use="sensor",
    ),
)
