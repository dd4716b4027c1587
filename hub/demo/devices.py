"""The demo's devices as the broker sees them: lamps, valves and motion sensors behind Zigbee2MQTT, a player on plain topics.

Zigbee2MQTT: https://www.zigbee2mqtt.io/guide/usage/mqtt_topics_and_messages.html. Pure: messages in, messages out.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from devices.message import Outgoing

BASE = "zigbee2mqtt"
_READ, _WRITE = 1, 7  # access bits of exposes


def _number(name: str, access: int, unit: str = "", low: float | None = None, high: float | None = None) -> dict[str, Any]:
    found: dict[str, Any] = {"type": "numeric", "name": name, "property": name, "access": access}
    if unit:
        found["unit"] = unit
    if low is not None and high is not None:
        found |= {"value_min": low, "value_max": high}
    return found


LAMP: list[dict[str, Any]] = [
    {
        "type": "light",
        "features": [
            {"type": "binary", "name": "state", "property": "state", "access": _WRITE, "value_on": "ON", "value_off": "OFF"},
            _number("brightness", _WRITE, "", 0, 254),
            _number("color_temp", _WRITE, "mired", 153, 500),
        ],
    }
]
VALVE: list[dict[str, Any]] = [
    {
        "type": "climate",
        "features": [
            {**_number("current_heating_setpoint", _WRITE, "°C", 5, 30), "value_step": 0.5},
            _number("local_temperature", _READ, "°C"),
            {"type": "enum", "name": "system_mode", "property": "system_mode", "access": _WRITE, "values": ["off", "heat"]},
        ],
    }
]
MOTION: list[dict[str, Any]] = [
    {"type": "binary", "name": "occupancy", "property": "occupancy", "access": _READ, "value_on": True, "value_off": False}
]


@dataclass
class Simulated:
    """One device. state: what it would say of itself. Commands change it and are echoed."""

    name: str
    room: str
    domain: Literal["light", "temperature", "music", ""]  # what people set on it; empty for a sensor
    topic: str
    state: dict[str, Any]
    exposes: list[dict[str, Any]] = field(default_factory=list)
    is_on_batteries: bool = False

    @property
    def set_topic(self) -> str:
        return self.topic.removesuffix("/state") + "/set"

    def says(self) -> Outgoing:
        return Outgoing(self.topic, json.dumps(self.state).encode())

    def told(self, asked: Mapping[str, Any]) -> Outgoing:
        """A command: taken, rounded as the device rounds, echoed."""
        for key, value in asked.items():
            if key not in self.state:
                continue
            if key == "current_heating_setpoint":
                value = round(value * 2.0) / 2.0
            elif isinstance(self.state[key], int) and isinstance(value, float):
                value = round(value)
            self.state[key] = value
        if asked.get("brightness") and "state" not in asked:
            self.state["state"] = "ON"
        return self.says()


def lamp(room: str, name: str) -> Simulated:
    return Simulated(name, room, "light", f"{BASE}/{name}", {"state": "OFF", "brightness": 254, "color_temp": 333}, LAMP)


def valve(room: str, name: str) -> Simulated:
    state = {"current_heating_setpoint": 19.0, "local_temperature": 19.2, "system_mode": "heat"}
    return Simulated(name, room, "temperature", f"{BASE}/{name}", state, VALVE, is_on_batteries=True)


def motion(room: str, name: str) -> Simulated:
    return Simulated(name, room, "", f"{BASE}/{name}", {"occupancy": False}, MOTION, is_on_batteries=True)


def player(room: str, name: str) -> Simulated:
    return Simulated(name, room, "music", f"home/{name}/state", {"playing": "silence", "volume": 20})


def household() -> list[Simulated]:
    """Everything config.yaml names."""
    return [
        *(lamp(room, f"{short}_lamp") for room, short in _ROOMS.items()),
        *(valve(room, f"{short}_trv") for room, short in _ROOMS.items() if room != "kitchen"),
        *(motion(room, f"{short}_motion") for room, short in _ROOMS.items()),
        player("living_room", "living_player"),
    ]


_ROOMS = {"living_room": "living", "kitchen": "kitchen", "bedroom": "bedroom", "study": "study"}


def bridge(devices: Iterable[Simulated]) -> Outgoing:
    """The retained list of what the bridge has paired."""
    entries: list[dict[str, Any]] = []
    for number, device in enumerate((d for d in devices if d.exposes), start=1):
        entries.append(
            {
                "ieee_address": f"0x00124b00000000{number:02x}",
                "type": "EndDevice" if device.is_on_batteries else "Router",
                "friendly_name": device.name,
                "supported": True,
                "disabled": False,
                "interview_completed": True,
                "power_source": "Battery" if device.is_on_batteries else "Mains (single phase)",
                "definition": {"model": device.name, "vendor": "Attune", "description": "simulated", "exposes": device.exposes},
            }
        )
    return Outgoing(f"{BASE}/bridge/devices", json.dumps(entries).encode(), retain=True)
