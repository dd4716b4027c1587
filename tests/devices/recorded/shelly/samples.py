"""Shellies of the second generation and later for the contract tests: each answers calls and tells what changed."""

import json
from collections.abc import Sequence
from typing import Any

from devices.message import Outgoing
from devices.vocabulary import Device, DeviceId, Reference
from tests.devices.samples import Said, Sample

KINDS = {"Light": "light", "Switch": "switch", "Cover": "cover", "CCT": "cct", "RGBW": "rgbw", "RGBCCT": "rgbcct"}


def notified(prefix: str, method: str = "NotifyStatus", /, *, src: str = "", **parts: Any) -> Said:
    """Keyword ``switch_0`` stands for ``switch:0``."""
    params = {"ts": 1788945292.88, **{key.replace("_", ":"): value for key, value in parts.items()}}
    src = src or prefix
    message = {"src": src, "dst": f"{src}/events", "method": method, "params": params}
    return f"{prefix}/events/rpc", json.dumps(message).encode()


def status(prefix: str, component: str, **values: Any) -> Said:
    number = {"id": int(component.partition(":")[2] or 0)}
    return f"{prefix}/status/{component}", json.dumps(number | values).encode()


def answered(prefix: str, **result: Any) -> Said:
    parts = {key.replace("_", ":"): value for key, value in result.items()}
    return f"{prefix}/attune/rpc", json.dumps({"id": 1, "src": prefix, "dst": f"{prefix}/attune", "result": parts}).encode()


def _echo(device: Device, outgoing: Outgoing) -> Sequence[Said]:
    prefix = device.stable_id
    assert outgoing.topic == f"{prefix}/rpc"
    asked = json.loads(outgoing.payload)
    assert asked["src"] == f"{prefix}/attune"
    name, _, verb = asked["method"].partition(".")
    params = asked["params"]
    assert type(params["id"]) is int
    said: list[Said] = [answered(prefix)]
    if name == "BluTrv":
        assert params["method"] == "TRV.SetTarget"
        return [*said, status(prefix, f"blutrv:{params['id']}", target_C=params["params"]["target_C"], current_C=20.5)]
    if name == "Thermostat":
        return [*said, status(prefix, f"thermostat:{params['id']}", target_C=params["config"]["target_C"], current_C=20.5)]
    changed = {"id": params["id"], "source": "MQTT"}
    if name == "Cover":
        at = {"Open": 100, "Close": 0}.get(verb, params.get("pos"))
        assert type(at) is int
        changed |= {"current_pos": at, "state": "stopped"}
    else:
        assert all(type(params[key]) is int for key in ("brightness", "ct") if key in params), params
        assert 1 <= params.get("brightness", 50) <= 100
        assert 2700 <= params.get("ct", 3000) <= 6500
        assert 0.5 <= params.get("transition_duration", 1) <= 10800
        changed |= {"output": params.get("on", True)} | {
            key: params[key] for key in ("brightness", "ct", "mode") if key in params
        }
    parts: dict[str, Any] = {f"{KINDS[name]}_{params['id']}": changed}
    said.append(notified(prefix, **parts))
    return said


ONE, TWO, DIMMER, BULB = "shelly1minig3-543204522cb4", "shellyplus2pm-5443b23d81f8", "shellydimmerg3-aabbccddeeff", "hall/bulb"
ROLLER, GATEWAY, MOTION, REMOTE = (
    "shellyshutter-8813bf000001",
    "shellyblugwg3-aabbccddeeff",
    "hall/eye",
    "shellyplusi4-a8032ab11964",
)
WEATHER = "shellyplusht-b8d61a8b17cc"
SAMPLES = (
    Sample(
        "a relay",
        Reference("shelly", ONE, DeviceId("relay")),
        messages=(
            (f"{ONE}/online", b"true"),
            notified(ONE, switch_0={"id": 0, "output": True, "source": "HTTP_in"}),
            status(ONE, "switch:0", source="init", output=False, temperature={"tC": 51.0, "tF": 123.8}),
            answered(ONE, switch_0={"id": 0, "source": "SHC", "output": True}, sys={"mac": "543204522CB4"}),
        ),
        echo=_echo,
    ),
    Sample(
        "one relay of two",
        Reference("shelly", TWO, DeviceId("second"), {"component": "switch:1"}),
        messages=(status(TWO, "switch:1", source="switch", output=True),),
        echo=_echo,
    ),
    Sample(
        "a dimmer",
        Reference("shelly", DIMMER, DeviceId("dimmer")),
        messages=(status(DIMMER, "light:0", source="WS_in", output=True, brightness=75.0, temperature={"tC": 45.2}),),
        echo=_echo,
    ),
    Sample(
        "a bulb under a name of its own",
        Reference("shelly", BULB, DeviceId("bulb")),
        announcements=(status(BULB, "rgbcct:0", source="init", output=False, brightness=44, ct=3349, mode="cct"),),
        messages=(
            status(BULB, "rgbcct:0", source="SHC", output=True, brightness=44, ct=3349, mode="cct"),
            notified(
                BULB, "NotifyFullStatus", rgbcct_0={"id": 0, "output": True, "brightness": 44, "rgb": [1, 2, 3], "mode": "rgb"}
            ),
        ),
        echo=_echo,
    ),
    Sample(
        "a shutter",
        Reference("shelly", ROLLER, DeviceId("shutter")),
        messages=(status(ROLLER, "cover:0", source="limit_switch", state="closed", current_pos=0, pos_control=True),),
        echo=_echo,
    ),
    Sample(
        "a radiator behind a gateway",
        Reference("shelly", GATEWAY, DeviceId("radiator"), {"component": "blutrv:200"}),
        messages=(status(GATEWAY, "blutrv:200", target_C=19, current_C=21, pos=0, rssi=-58, battery=100),),
        echo=_echo,
    ),
    Sample(
        "a wall thermostat",
        Reference("shelly", "hall/wall", DeviceId("wall")),
        announcements=(
            answered(
                "hall/wall",
                thermostat_0={"id": 0, "target_C": 21, "current_C": 20.5},
                switch_0={"id": 0, "output": False},
                illuminance_0={"id": 0, "lux": 12, "illumination": "dark"},
            ),
        ),
        messages=(
            status("hall/wall", "thermostat:0", target_C=21.5, current_C=20.5, enable=True, output=True),
            status("hall/wall", "switch:0", output=True, source="THERMOSTAT"),
            status("hall/wall", "illuminance:0", lux=120, illumination="twilight"),
        ),
        echo=_echo,
    ),
    Sample(
        "a motion detector behind a gateway",
        Reference("shelly", MOTION, DeviceId("eye"), {"component": "bthomesensor:200", "quantity": "occupancy"}),
        messages=(notified(MOTION, bthomesensor_200={"id": 200, "value": True, "last_updated_ts": 1754575829}),),
        use="sensor",
    ),
    Sample(
        "a weather station",
        Reference("shelly", WEATHER, DeviceId("weather")),
        messages=(notified(WEATHER, "NotifyFullStatus", temperature_0={"id": 0, "tC": 19.8, "tF": 67.6}, ht_ui={}),),
        use="sensor",
    ),
)
