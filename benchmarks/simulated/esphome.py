"""ESPHome: a lamp tells its target at once, a step too low where its own arithmetic cuts off; whole numbers or no answer."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from devices.vocabulary import Value

from .device import Manner, Simulated, Word

LAMP = Manner(echo=None, acts=(0.01, 0.1), confirms=(0.0, 0.2), repeats=(300.0, 900.0))
HEATER = Manner(echo=None, acts=(0.05, 0.5), confirms=(0.0, 0.3), repeats=(60.0, 120.0))


class _Component(Simulated):
    family = "esphome"
    component = "light"

    @property
    def topic(self) -> str:
        return f"{self.id}/{self.component}/thing"

    def reach(self, online: bool) -> Iterable[Word]:
        yield Word(f"{self.id}/status", b"online" if online else b"offline", frozenset(), retain=True)


@dataclass
class Lamp(_Component):
    """Of two whites, on a node of its own."""

    def __post_init__(self) -> None:
        self.grains = {"brightness": 1 / 255}
        self.ranges = {"brightness": (0.0, 1.0), "colour_temperature": (1e6 / 370, 1e6 / 154)}
        super().__post_init__()

    def block(self) -> Mapping[str, Any]:
        return {"esphome": self.topic, "id": self.id, "kelvin": [2700, 6500]}

    def words(self, values: Mapping[str, Value], changed: frozenset[str]) -> Iterable[Word]:
        said: dict[str, object] = {
            "color_mode": "color_temp", "state": "ON" if values["power"] else "OFF",
            "brightness": _cut(float(values["brightness"])), "color": {},
            "color_temp": round(1e6 / float(values["colour_temperature"])),
        }  # fmt: skip
        yield Word(f"{self.topic}/state", json.dumps(said).encode(), frozenset(values))

    def asked(self, topic: str, payload: bytes) -> tuple[dict[str, Value], float] | None:
        """What is no integer is left without a word."""
        if topic != f"{self.topic}/command":
            return None
        told = {key: value for key, value in json.loads(payload).items() if key == "state" or type(value) is int}
        found: dict[str, Value] = {}
        if "state" in told:
            found["power"] = told["state"] == "ON"
        if "brightness" in told:
            found["brightness"] = told["brightness"] / 255
        if "color_temp" in told:
            found["colour_temperature"] = 1e6 / told["color_temp"]
        return found, 0.0

    def programs(self, values: Mapping[str, Value]) -> Iterable[tuple[str, bytes]]:
        said: dict[str, Any] = {"state": "OFF" if values.get("power") is False else "ON"}
        if "brightness" in values:
            said["brightness"] = max(1, round(float(values["brightness"]) * 255))
        if "colour_temperature" in values:
            said["color_temp"] = round(1e6 / float(values["colour_temperature"]))
        yield f"{self.topic}/command", json.dumps(said).encode()


@dataclass
class Heater(_Component):
    """A climate component: each thing on a topic of its own."""

    component = "climate"

    def __post_init__(self) -> None:
        self.grains = {"setpoint": 0.5}
        self.ranges = {"setpoint": (5.0, 30.0)}
        super().__post_init__()

    def block(self) -> Mapping[str, Any]:
        return {"esphome": self.topic, "id": self.id}

    def words(self, values: Mapping[str, Value], changed: frozenset[str]) -> Iterable[Word]:
        yield Word(f"{self.topic}/mode/state", str(values["hvac_mode"]).encode(), frozenset({"hvac_mode"}))
        yield Word(
            f"{self.topic}/target_temperature/state", f"{float(values['setpoint']):.1f}".encode(), frozenset({"setpoint"})
        )

    def asked(self, topic: str, payload: bytes) -> tuple[dict[str, Value], float] | None:
        match topic.removeprefix(f"{self.topic}/"):
            case "target_temperature/command":
                return {"setpoint": float(payload)}, 0.0
            case "mode/command":
                return {"hvac_mode": payload.decode()}, 0.0
        return None

    def programs(self, values: Mapping[str, Value]) -> Iterable[tuple[str, bytes]]:
        yield f"{self.topic}/target_temperature/command", f"{float(values['setpoint']):g}".encode()


def _cut(level: float) -> int:
    """Its level times 255 without the fraction: 128 comes back as 127. Which values lose a step is the arithmetic's own, and
    always the same; here every other one."""
    step = round(level * 255)
    return step - 1 if step > 1 and step % 2 == 0 else step
