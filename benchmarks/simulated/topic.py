"""A device of the resident's own making: a lamp that fades and tells it, a heater with plain values."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from devices.vocabulary import Value

from .device import Manner, Simulated, Word

LAMP = Manner(echo=None, inside=2, own_fade=(0.0, 1.5), confirms=(0.05, 0.5), repeats=(30.0, 30.0))
HEATER = Manner(echo=None, acts=(0.1, 1.0), confirms=(0.05, 0.6), repeats=(30.0, 60.0))


@dataclass
class Lamp(Simulated):
    family = "topic"

    def __post_init__(self) -> None:
        self.grains = {"brightness": 0.01}
        self.ranges = {"brightness": (0.0, 1.0)}
        super().__post_init__()

    def block(self) -> Mapping[str, Any]:
        quantities = {"brightness": {"key": "level", "low": 0, "high": 100}, "power": {"key": "on"}}
        where = {"state": f"home/{self.id}", "command": f"home/{self.id}/set", "availability": f"home/{self.id}/there"}
        return {"topic": {"id": self.id, **where, "quantities": quantities}}

    def words(self, values: Mapping[str, Value], changed: frozenset[str]) -> Iterable[Word]:
        said = {"on": "on" if values["power"] else "off", "level": round(float(values["brightness"]) * 100)}
        yield Word(f"home/{self.id}", json.dumps(said).encode(), frozenset(values))

    def asked(self, topic: str, payload: bytes) -> tuple[dict[str, Value], float] | None:
        if topic != f"home/{self.id}/set":
            return None
        told = json.loads(payload)
        found: dict[str, Value] = {}
        if "on" in told:
            found["power"] = told["on"] in ("on", True)
        if "level" in told:
            found["brightness"] = float(told["level"]) / 100
        return found, 0.0

    def programs(self, values: Mapping[str, Value]) -> Iterable[tuple[str, bytes]]:
        said: dict[str, Any] = {}
        if "power" in values:
            said["on"] = "on" if values["power"] else "off"
        if "brightness" in values:
            said["level"] = round(float(values["brightness"]) * 100)
        yield f"home/{self.id}/set", json.dumps(said).encode()

    def reach(self, online: bool) -> Iterable[Word]:
        yield Word(f"home/{self.id}/there", b"online" if online else b"offline", frozenset(), retain=True)


@dataclass
class Heater(Simulated):
    family = "topic"
    tells_absence = False

    def __post_init__(self) -> None:
        self.grains = {"setpoint": 0.5}
        self.ranges = {"setpoint": (5.0, 30.0)}
        super().__post_init__()

    def block(self) -> Mapping[str, Any]:
        quantities = {"setpoint": {"low": 5, "high": 30, "step": 0.5}}
        return {
            "topic": {"id": self.id, "state": f"heat/{self.id}", "command": f"heat/{self.id}/set", "quantities": quantities}
        }

    def words(self, values: Mapping[str, Value], changed: frozenset[str]) -> Iterable[Word]:
        yield Word(f"heat/{self.id}", f"{float(values['setpoint']):.1f}".encode(), frozenset(values))

    def asked(self, topic: str, payload: bytes) -> tuple[dict[str, Value], float] | None:
        return ({"setpoint": float(payload)}, 0.0) if topic == f"heat/{self.id}/set" else None

    def programs(self, values: Mapping[str, Value]) -> Iterable[tuple[str, bytes]]:
        yield f"heat/{self.id}/set", f"{float(values['setpoint']):.1f}".encode()
