"""Shellies of the first generation for the contract tests: the word first, then the whole light as JSON."""

import json
from collections.abc import Sequence
from typing import Any

from devices.message import Outgoing
from devices.vocabulary import Device, DeviceId, Reference
from tests.devices.samples import Said, Sample


def announced(name: str, model: str, **more: Any) -> Said:
    told = {
        "id": name,
        "model": model,
        "mac": "AABBCCDDEEFF",
        "ip": "192.168.1.80",
        "new_fw": False,
        "fw_ver": "1.14.0",
        **more,
    }
    return "shellies/announce", json.dumps(told).encode()


def lit(name: str, part: str = "light/0", **changed: Any) -> Said:
    told = {"ison": True, "source": "http", "has_timer": False, "mode": "white", "brightness": 20, "transition": 0} | changed
    return f"shellies/{name}/{part}/status", json.dumps(told).encode()


def valve(name: str, target: float, units: str = "C", measured: float = 20.5) -> Said:
    told = {
        "target_t": {"enabled": True, "value": target, "units": units},
        "tmp": {"value": measured, "units": units, "is_valid": True},
        "bat": 92,
    }
    return f"shellies/{name}/status", json.dumps(told).encode()


def _echo(device: Device, outgoing: Outgoing) -> Sequence[Said]:
    name = device.stable_id
    rest = outgoing.topic.removeprefix(f"shellies/{name}/")
    kind, channel, *what = rest.split("/")
    topic = f"shellies/{name}/{kind}/{channel}"
    match kind, what:
        case "relay", ["command"]:
            assert outgoing.payload in (b"on", b"off")
            return [(topic, outgoing.payload)]
        case "roller", ["command"]:
            return [(topic, outgoing.payload), (f"{topic}/pos", {b"open": b"100", b"close": b"0"}[outgoing.payload])]
        case "roller", ["command", "pos"]:
            assert 0 <= int(outgoing.payload) <= 100
            return [(f"{topic}/pos", outgoing.payload)]
        case "thermostat", ["command", "target_t"]:
            return [valve(name, float(outgoing.payload), "F" if device.wire.fahrenheit else "C")]
        case _:
            assert what == ["set"]
    asked = json.loads(outgoing.payload)
    assert all(type(asked[key]) is int for key in ("brightness", "gain", "temp", "transition") if key in asked), asked
    assert 1 <= asked.get("brightness", 50) <= 100
    assert 0 <= asked.get("transition", 0) <= 5000
    is_on = asked.get("turn", "on") == "on"
    mode = asked.get("mode", "color" if kind == "color" and not device.wire.tunes else "white")
    level = asked.get("gain" if mode == "color" else "brightness", 50)
    told = {"ison": is_on, "source": "mqtt", "mode": mode, "gain" if mode == "color" else "brightness": level}
    whole = told | ({"temp": asked["temp"]} if "temp" in asked else {})
    return [(topic, b"on" if is_on else b"off"), (f"{topic}/status", json.dumps(whole).encode())]


DIMMER, DUO, STRIP, ROLLER, VALVE = (
    "shellydimmer2-ABCDEF",
    "ShellyBulbDuo-ABCDEF",
    "hall-strip",
    "hall-blind",
    "shellytrv-8CF68108A6F5",
)
WARM = "shellytrv-8CF68108A6F6"
SAMPLES = (
    Sample(
        "a dimmer",
        Reference("shelly_gen1", DIMMER, DeviceId("dimmer")),
        messages=((f"shellies/{DIMMER}/online", b"true"), (f"shellies/{DIMMER}/light/0", b"on"), lit(DIMMER)),
        echo=_echo,
    ),
    Sample(
        "a bulb of two whites",
        Reference("shelly_gen1", DUO, DeviceId("duo")),
        messages=(lit(DUO, temp=2700, white=20),),
        echo=_echo,
    ),
    Sample(
        "a strip in colour, under a name of its own",
        Reference("shelly_gen1", STRIP, DeviceId("strip")),
        announcements=(announced(STRIP, "SHRGBW2", mode="color"),),
        messages=(lit(STRIP, "color/0", mode="color", red=0, green=0, blue=255, gain=40, effect=0),),
        echo=_echo,
    ),
    Sample(
        "the second of four whites",
        Reference("shelly_gen1", STRIP, DeviceId("white"), {"channel": 1}),
        announcements=(announced(STRIP, "SHRGBW2", mode="white"),),
        messages=(lit(STRIP, "white/1"), (f"shellies/{STRIP}/white/1", b"off")),
        echo=_echo,
    ),
    Sample(
        "a roller, heard and not announced",
        Reference("shelly_gen1", ROLLER, DeviceId("blind")),
        announcements=((f"shellies/{ROLLER}/roller/0", b"stop"),),
        messages=((f"shellies/{ROLLER}/roller/0/pos", b"37"),),
        echo=_echo,
    ),
    Sample(
        "a plug",
        Reference("shelly_gen1", "shellyplug-s-ABCDEF", DeviceId("plug")),
        messages=(
            ("shellies/shellyplug-s-ABCDEF/relay/0", b"on"),
            ("shellies/shellyplug-s-ABCDEF/relay/0", b"overpower"),
            ("shellies/shellyplug-s-ABCDEF/info", b'{"relays": [{"ison": true, "source": "input"}], "meters": []}'),
        ),
        echo=_echo,
    ),
    Sample(
        "a valve",
        Reference("shelly_gen1", VALVE, DeviceId("valve")),
        messages=(valve(VALVE, 21.5),),
        echo=_echo,
    ),
    Sample(
        "a valve set to Fahrenheit",
        Reference("shelly_gen1", WARM, DeviceId("warm"), {"unit": "F"}),
        messages=(valve(WARM, 70, "F", 68.0),),
        echo=_echo,
    ),
    Sample(
        "a motion detector",
        Reference("shelly_gen1", "shellymotionsensor-60A42386E566", DeviceId("eye")),
        messages=(
            (
                "shellies/shellymotionsensor-60A42386E566/status",
                b'{"motion":true,"timestamp":1627,"active":true,"vibration":false,"lux":10,"bat":95}',
            ),
        ),
        use="sensor",
    ),
    Sample(
        "a probe at a relay",
        Reference("shelly_gen1", "shelly1-B8ED33", DeviceId("probe"), {"sensor": "ext_temperature/0"}),
        messages=(("shellies/shelly1-B8ED33/ext_temperature/0", b"21.3"),),
        use="sensor",
    ),
)
