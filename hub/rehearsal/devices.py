"""The made-up devices as the broker sees them: behind Zigbee2MQTT whatever family the configuration names, players on topics.

Pure: values in, messages out. Zigbee2MQTT: https://www.zigbee2mqtt.io/guide/usage/mqtt_topics_and_messages.html
"""

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from devices.message import Outgoing
from devices.vocabulary import SILENCE, Reference, Value

from .script import PartKind, ScriptPart

BASE = "zigbee2mqtt"
NATIVE = 254.0  # brightness of a Zigbee light
MIREDS = (153, 454)  # 6535 to 2202 K
_READ, _WRITE = 1, 7  # access bits of exposes
SETS: Mapping[PartKind, tuple[str, ...]] = {  # what a hand can set, by kind
    "light": ("power", "brightness", "colour_temperature"),
    "plain_light": ("power", "brightness"),
    "switch": ("power",),
    "valve": ("setpoint",),
    "cooler": ("hvac_mode", "setpoint", "cooling_setpoint"),
    "player": ("music", "volume"),
}
SENSES: Mapping[PartKind, tuple[str, ...]] = {  # what a kind measures; what stands for it alone is the first
    "valve": ("temperature",),
    "cooler": ("temperature",),
    "thermometer": ("temperature", "humidity"),
    "motion": ("occupancy",),
    "radar": ("occupancy",),
    "contact": ("contact",),
    "lux": ("illuminance",),
}


def _number(name: str, access: int, unit: str = "", low: float | None = None, high: float | None = None) -> dict[str, Any]:
    found: dict[str, Any] = {"type": "numeric", "name": name, "property": name, "access": access}
    if unit:
        found["unit"] = unit
    if low is not None and high is not None:
        found |= {"value_min": low, "value_max": high}
    return found


def _flag(name: str, on: Any, off: Any, access: int = _READ) -> dict[str, Any]:
    return {"type": "binary", "name": name, "property": name, "access": access, "value_on": on, "value_off": off}


_STATE = _flag("state", "ON", "OFF", _WRITE)
_LEVEL, _COLOUR = _number("brightness", _WRITE, "", 0, 254), _number("color_temp", _WRITE, "mired", *MIREDS)
MODES = ("off", "heat", "cool", "auto", "dry", "fan_only")  # of what cools; in heat its setpoint is one for warmth


def _climate(low: float, high: float, modes: Iterable[str]) -> list[dict[str, Any]]:
    features = [
        {**_number("current_heating_setpoint", _WRITE, "°C", low, high), "value_step": 0.5},
        _number("local_temperature", _READ, "°C"),
        {"type": "enum", "name": "system_mode", "property": "system_mode", "access": _WRITE, "values": list(modes)},
    ]
    return [{"type": "climate", "features": features}]


_EXPOSES: Mapping[PartKind, list[dict[str, Any]]] = {
    "light": [{"type": "light", "features": [_STATE, _LEVEL, _COLOUR]}],
    "plain_light": [{"type": "light", "features": [_STATE]}],
    "switch": [{"type": "switch", "features": [_STATE]}],
    "valve": _climate(5, 30, ("off", "heat")),
    "cooler": _climate(16, 32, MODES),
    "thermometer": [_number("temperature", _READ, "°C"), _number("humidity", _READ, "%")],
    "motion": [_flag("occupancy", True, False)],
    "radar": [_flag("presence", True, False)],
    "contact": [_flag("contact", False, True)],
    "lux": [_number("illuminance", _READ, "lx")],
}
_BEGINS: Mapping[PartKind, dict[str, Any]] = {
    "light": {"state": "OFF", "brightness": 254, "color_temp": 333},
    "plain_light": {"state": "OFF"},
    "switch": {"state": "OFF"},
    "valve": {"current_heating_setpoint": 18.0, "local_temperature": 18.5, "system_mode": "heat"},
    "cooler": {"current_heating_setpoint": 26.0, "local_temperature": 26.0, "system_mode": "cool"},
    "thermometer": {"temperature": 18.5},
    "motion": {"occupancy": False},
    "radar": {"presence": False},
    "contact": {"contact": True},
    "lux": {},
    "player": {"playing": SILENCE, "volume": 20},
}
_KEYS: Mapping[str, str] = {
    "power": "state", "brightness": "brightness", "colour_temperature": "color_temp", "setpoint": "current_heating_setpoint",
    "cooling_setpoint": "current_heating_setpoint", "hvac_mode": "system_mode", "humidity": "humidity",
    "music": "playing", "volume": "volume", "occupancy": "occupancy", "contact": "contact", "illuminance": "illuminance",
    "temperature": "temperature",
}  # fmt: skip


@dataclass
class Simulated:
    """One device. state: what it would say of itself. Commands change it at once, and it tells so a moment later."""

    part: ScriptPart
    topic: str
    state: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def made(cls, part: ScriptPart, name: str) -> "Simulated":
        """name: its friendly name."""
        topic = f"rehearsal/{name}/state" if part.kind == "player" else f"{BASE}/{name}"
        found = cls(part, topic, dict(_BEGINS[part.kind]))
        if part.has_level and part.kind == "plain_light":
            found.state["brightness"] = 254
        found.change(part.begins)
        return found

    @property
    def set_topic(self) -> str:
        return self.topic.removesuffix("/state") + "/set"

    @property
    def name(self) -> str:
        return self.topic.removesuffix("/state").partition("/")[2]

    @property
    def exposes(self) -> list[dict[str, Any]]:
        if self.part.kind == "plain_light" and self.part.has_level:
            return [{"type": "light", "features": [_STATE, _LEVEL]}]
        return _EXPOSES.get(self.part.kind, [])

    @property
    def is_dark(self) -> bool:
        return self.state.get("state") == "OFF"

    def says(self) -> Outgoing:
        """Kept by the broker, so that a hub that starts knows how everything is."""
        return Outgoing(self.topic, json.dumps(self.state).encode(), retain=True)

    def values(self) -> dict[str, Value]:
        """How it is, in the hub's own quantities and units."""
        quantities = (*self._sets(), *SENSES.get(self.part.kind, ()))
        return {q: _value(q, self.state[key]) for q in quantities if (key := self._key(q)) in self.state}

    def seen(self, quantity: str) -> Value | None:
        """As people see it: a dark lamp has no colour, and no level."""
        found = self.values().get(quantity)
        return {"brightness": 0.0, "colour_temperature": None}.get(quantity, found) if self.is_dark else found

    def change(self, values: Mapping[str, Value]) -> None:
        """By hand, or what it measures. A level or colour lights a lamp, unless it is put out."""
        for quantity, value in values.items():
            self.state[self._key(quantity)] = _native(quantity, value)
        if "power" not in values and any(q in values for q in ("brightness", "colour_temperature")):
            self.state["state"] = "ON"

    def asked(self, values: Mapping[str, Value]) -> Outgoing:
        """A command of another program."""
        body = {self._key(quantity): _native(quantity, value) for quantity, value in values.items()}
        return Outgoing(self.set_topic, json.dumps(body).encode())

    def told(self, payload: bytes) -> dict[str, Value]:
        """A command: taken, and rounded as such a device rounds. What it was told, in the hub's quantities."""
        asked: dict[str, Any] = json.loads(payload)
        by_key = {self._key(quantity): quantity for quantity in self._sets()}
        found: dict[str, Value] = {}
        for key, value in asked.items():
            quantity = by_key.get(key)
            if quantity is None or key not in self.state:
                continue
            if key == "current_heating_setpoint":
                value = round(value * 2.0) / 2.0
            elif isinstance(self.state[key], int) and isinstance(value, float):
                value = round(value)
            self.state[key] = value
            found[quantity] = _value(quantity, value)
        if asked.get("brightness") and "state" not in asked:
            self.state["state"] = "ON"
        return found

    def _sets(self) -> tuple[str, ...]:
        """What can be set; of what cools the setpoint that counts in its mode."""
        other = "setpoint" if self.state.get("system_mode") == "cool" else "cooling_setpoint"
        return tuple(quantity for quantity in SETS.get(self.part.kind, ()) if quantity != other or self.part.kind != "cooler")

    def _key(self, quantity: str) -> str:
        match self.part.kind, quantity:
            case "valve" | "cooler", "temperature":
                return "local_temperature"
            case "radar", "occupancy":
                return "presence"
            case _:
                return _KEYS[quantity]


def stand_in(reference: Reference, part: ScriptPart | None, number: int) -> Reference:
    """What the configuration's block is in a rehearsal: a device of that name which the made-up bridge knows, or nobody.

    A player is a block of plain topics. number: tells apart names that a topic cannot hold.
    """
    keeps = {key: value for key, value in reference.options.items() if key in ("as", "name")}
    if part is not None and part.kind == "player":
        topic = f"rehearsal/{_as_topic(reference.name, number)}"
        quantities = {"music": {"key": "playing"}, "volume": {"key": "volume", "low": 0, "high": 100}}
        block = {"state": f"{topic}/state", "command": f"{topic}/set", "quantities": quantities, "as": "player"}
        return Reference("topic", reference.id, reference.id, {**keeps, **block})
    if part is not None and part.kind == "switch" and reference.options.get("as") is None:
        keeps.pop("as", None)
    return Reference(BASE, _as_topic(reference.name, number), reference.id, keeps)


def _as_topic(name: str, number: int) -> str:
    clean = "".join(c if c.isprintable() and c not in "+#$\x00" else "_" for c in name).strip("/ ")
    return clean if clean == name else f"{clean}_{number}"


def bridge(devices: Iterable[Simulated]) -> Outgoing:
    """The retained list of what the bridge has paired."""
    entries: list[dict[str, Any]] = []
    for number, device in enumerate((d for d in devices if d.exposes), start=1):
        has_mains = device.part.kind in ("light", "plain_light", "switch", "radar", "cooler")
        entries.append(
            {
                "ieee_address": f"0x00124b00000000{number:02x}",
                "type": "Router" if has_mains else "EndDevice",
                "friendly_name": device.name,
                "supported": True,
                "disabled": False,
                "interview_completed": True,
                "power_source": "Mains (single phase)" if has_mains else "Battery",
                "definition": {"model": "rehearsal", "vendor": "Attune", "description": "simulated", "exposes": device.exposes},
            }
        )
    return Outgoing(f"{BASE}/bridge/devices", json.dumps(entries).encode(), retain=True)


def _native(quantity: str, value: Value) -> Any:
    match quantity:
        case "power":
            return "ON" if value else "OFF"
        case "brightness":
            return round(float(value) * NATIVE)
        case "colour_temperature":
            return min(MIREDS[1], max(MIREDS[0], round(1e6 / float(value))))
        case "volume":
            return round(float(value) * 100.0)
        case "contact":
            return value != "open"
        case _:
            return value


def _value(quantity: str, native: Any) -> Value:
    """The roundest number that means the same to the device."""
    match quantity:
        case "power":
            return str(native) == "ON"
        case "brightness":
            levels = (round(native / NATIVE, digits) for digits in (2, 3, 4))
            return next((level for level in levels if round(level * NATIVE) == native), float(native / NATIVE))
        case "colour_temperature":
            kelvin = 1e6 / native
            colours = (float(round(kelvin / step) * step) for step in (100, 50, 10, 1))
            low, high = 1e6 / MIREDS[1], math.ceil(1e6 / MIREDS[0])
            return next((c for c in colours if low <= c <= high and round(1e6 / c) == native), kelvin)
        case "volume":
            return float(round(native / 100.0, 2))
        case "contact":
            return "closed" if native else "open"  # Zigbee: contact is true while it is shut
        case _:
            found: Value = native
            return found
