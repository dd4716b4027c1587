"""Zigbee2MQTT: one object of everything known, optimistic echoes, reports from inside a fade, sleeping valves, groups."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from devices.vocabulary import Value

from .device import Manner, Simulated, Word

_BASE = "zigbee2mqtt"
_KEYS = {
    "power": "state", "brightness": "brightness", "colour_temperature": "color_temp", "setpoint": "current_heating_setpoint",
    "hvac_mode": "system_mode", "position": "position",
}  # fmt: skip
LAMP = Manner(inside=2, fades=True, wobble=0.15, forgets=0.2, own_fade=(0.0, 1.0))
UNOPTIMISTIC = Manner(echo=None, forgets=0.2, inside=2, fades=True, wobble=0.15, confirms=(0.1, 0.8))
PLUG = Manner(repeats=(10.0, 40.0))
VALVE = Manner(echo=(0.02, 0.15), acts=(2.0, 280.0), confirms=(0.2, 2.0), repeats=(60.0, 300.0), stale=0.3)


@dataclass
class Zigbee(Simulated):
    """number: of its address. origin: a thermostat that tells who moved it. group: the bridge's group it is in. floor: the
    lowest level it goes to, whatever it is told."""

    number: int = 1
    origin: bool = False
    group: str = ""
    floor: float = 0.0

    family = "zigbee2mqtt"

    def __post_init__(self) -> None:
        self.grains = {"brightness": 1 / 254, "setpoint": 0.5, "position": 0.01}
        self.ranges = {"brightness": (self.floor, 1.0), "colour_temperature": (1e6 / 454, 1e6 / 250), "setpoint": (5.0, 30.0)}
        super().__post_init__()
        if self.group:
            self.room = self.group
        self.hands = ("wall", "bound remote", "remote through a program")

    @property
    def address(self) -> str:
        return f"0x00158d00000000{self.number:02x}"

    def block(self) -> Mapping[str, Any]:
        return {"zigbee2mqtt": self.id, "id": self.id}

    def remotes(self) -> Iterable[Mapping[str, Any]]:
        return ({"zigbee2mqtt": f"{self.id}_remote", "id": f"{self.id}_remote"},)

    def entry(self) -> dict[str, Any]:
        is_valve = "setpoint" in self.values
        exposes: list[dict[str, Any]] = [{"type": "numeric", "name": "linkquality", "property": "linkquality", "access": 1}]
        state = {"type": "binary", "name": "state", "property": "state", "access": 7, "value_on": "ON", "value_off": "OFF"}
        level = _numeric("brightness", "brightness", 0, 254)
        tone = _numeric("color_temp", "color_temp", 250, 454)
        if is_valve:
            modes = {
                "type": "enum",
                "name": "system_mode",
                "property": "system_mode",
                "access": 7,
                "values": ["off", "heat", "auto"],
            }
            setpoint = _numeric(_KEYS["setpoint"], _KEYS["setpoint"], 5, 30, 0.5)
            exposes += [
                {"type": "climate", "features": [setpoint, modes]},
                _numeric("battery", "battery", 0, 100) | {"access": 1},
            ]
            if self.origin:
                source = {"type": "enum", "name": "setpoint_change_source", "property": "setpoint_change_source", "access": 1}
                exposes.append(source | {"values": ["manual", "schedule", "externally"]})
        elif "position" in self.values:
            exposes.append({"type": "cover", "features": [_numeric("position", "position", 0, 100)]})
        elif "brightness" in self.values:
            features = [state, level, *([tone] if "colour_temperature" in self.values else [])]
            exposes.append({"type": "light", "features": features})
        else:
            exposes.append({"type": "switch", "features": [state]})
        return {
            "ieee_address": self.address, "type": "EndDevice" if is_valve else "Router", "friendly_name": self.id,
            "supported": True, "disabled": False, "interview_completed": True, "interview_state": "SUCCESSFUL",
            "power_source": "Battery" if is_valve else "Mains (single phase)",
            "definition": {
                "model": "bench", "vendor": "bench", "description": "", "exposes": exposes,
                "options": [{"name": "transition"}],
            },
        }  # fmt: skip

    def words(self, values: Mapping[str, Value], changed: frozenset[str]) -> Iterable[Word]:
        """With the bridge's cache every message holds everything."""
        state: dict[str, Any] = {"linkquality": self.rng.randint(40, 200)}
        for name, value in values.items():
            state[_KEYS[name]] = _native(name, value)
        if "colour_temperature" in values:
            state["color_mode"] = "color_temp"
        if self.origin:
            who = self.cache["setpoint"][1].who
            state["setpoint_change_source"] = {"hand": "manual", "schedule": "schedule"}.get(who, "externally")
        yield Word(f"{_BASE}/{self.id}", json.dumps(state).encode(), frozenset(values))

    def asked(self, topic: str, payload: bytes) -> tuple[dict[str, Value], float] | None:
        if topic not in (f"{_BASE}/{self.id}/set", f"{_BASE}/{self.group}/set"):
            return None
        told = json.loads(payload)
        found: dict[str, Value] = {}
        for name, key in _KEYS.items():
            if key in told and name in self.values:
                found[name] = _value(name, told[key])
        return found, float(told.get("transition", 0.0))

    def programs(self, values: Mapping[str, Value]) -> Iterable[tuple[str, bytes]]:
        yield f"{_BASE}/{self.id}/set", json.dumps({_KEYS[n]: _native(n, v) for n, v in values.items()}).encode()

    def echoed(self, name: str, asked: Value, target: Value) -> Value:
        return asked if name == "setpoint" else target  # unrounded: 20.3 is echoed, 20.5 reported

    def reach(self, online: bool) -> Iterable[Word]:
        word = json.dumps({"state": "online" if online else "offline"}).encode()
        yield Word(f"{_BASE}/{self.id}/availability", word, frozenset(), retain=False)

    def press(self) -> Iterable[Word]:
        return (Word(f"{_BASE}/{self.id}_remote", b'{"action": "on", "linkquality": 80}', frozenset()),)


def bridge(devices: Iterable[Zigbee]) -> list[Word]:
    """Who there is, remotes and groups with them: what the bridge has retained."""
    found = list(devices)
    remotes = [_remote(device) for device in found]
    groups = {device.group for device in found if device.group}
    listed = [
        {
            "id": number, "friendly_name": name, "scenes": [],
            "members": [{"ieee_address": d.address, "endpoint": 1} for d in found if d.group == name],
        }
        for number, name in enumerate(sorted(groups), start=1)
    ]  # fmt: skip
    return [
        Word(f"{_BASE}/bridge/devices", json.dumps([*(d.entry() for d in found), *remotes]).encode(), frozenset(), True),
        Word(f"{_BASE}/bridge/groups", json.dumps(listed).encode(), frozenset(), True),
    ]


def _remote(device: Zigbee) -> dict[str, Any]:
    action = {"type": "enum", "name": "action", "property": "action", "access": 1, "values": ["on", "off"]}
    definition = {"model": "remote", "vendor": "bench", "description": "", "exposes": [action], "options": []}
    number = 0x80 + device.number
    return {**device.entry(), "ieee_address": f"0x00158d00000000{number:02x}", "friendly_name": f"{device.id}_remote",
            "power_source": "Battery", "definition": definition}  # fmt: skip


def _numeric(name: str, key: str, low: float, high: float, step: float | None = None) -> dict[str, Any]:
    found = {"type": "numeric", "name": name, "property": key, "access": 7, "value_min": low, "value_max": high}
    return found if step is None else found | {"value_step": step}


def _native(name: str, value: Value) -> Any:
    match name:
        case "power":
            return "ON" if value else "OFF"
        case "brightness":
            return round(float(value) * 254)
        case "colour_temperature":
            return round(1e6 / float(value))
        case "position":
            return round(float(value) * 100)
        case _:
            return value


def _value(name: str, raw: Any) -> Value:
    match name:
        case "power":
            return bool(raw == "ON")
        case "brightness":
            return float(min(raw, 254)) / 254
        case "colour_temperature":
            return 1e6 / float(raw)
        case "position":
            return float(raw) / 100
        case _:
            return raw if isinstance(raw, str) else float(raw)
