"""Tasmota: an answer with the target at once, to commands and to its own button alike; a STATE that crosses a command."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from devices.vocabulary import Value

from .device import Manner, Simulated, Word

LAMP = Manner(echo=None, acts=(0.01, 0.1), confirms=(0.01, 0.3), repeats=(100.0, 300.0), stale=0.2)
_MAC = "0000004900"


@dataclass
class Tasmota(Simulated):
    number: int = 1
    after_command: bool = False  # SetOption59 1: STATE after every command as well

    family = "tasmota"

    def __post_init__(self) -> None:
        self.grains = {"brightness": 0.01}
        self.ranges = {"brightness": (0.0, 1.0), "colour_temperature": (2000.0, 6500.0)}
        super().__post_init__()
        self.is_light = "brightness" in self.values

    @property
    def mac(self) -> str:
        return f"{_MAC}{self.number:02X}"

    def block(self) -> Mapping[str, Any]:
        return {"tasmota": self.id, "id": self.id, **({} if self.is_light else {"as": "switch"})}

    def announcements(self) -> Iterable[Word]:
        kind = 2 if self.is_light else 1
        told = {
            "ip": "192.168.1.9", "dn": self.id, "fn": [self.id, None], "hn": self.id, "lk": 1, "mac": self.mac, "md": "Generic",
            "ofln": "Offline", "onln": "Online", "state": ["OFF", "ON", "TOGGLE", "HOLD"], "sw": "14.2.0", "t": self.id,
            "ft": "%prefix%/%topic%/", "tp": ["cmnd", "stat", "tele"], "rl": [kind, 0, 0, 0, 0, 0, 0, 0], "swc": [-1] * 8,
            "swn": [None] * 4, "btn": [0] * 4, "so": {"4": 0, "17": 0, "20": 0, "68": 0, "73": 0, "82": 0, "117": 0},
            "ty": 0, "lt_st": 2 if self.is_light else 0, "ver": 1,
        }  # fmt: skip
        yield Word(f"tasmota/discovery/{self.mac}/config", json.dumps(told).encode(), frozenset(), retain=True)

    def words(self, values: Mapping[str, Value], changed: frozenset[str]) -> Iterable[Word]:
        state: dict[str, Any] = {"POWER": "ON" if values["power"] else "OFF"}
        if self.is_light:
            mired = round(1e6 / float(values["colour_temperature"]))
            state |= {"Dimmer": round(float(values["brightness"]) * 100), "Color": "FF62", "HSBColor": "0,0,0", "CT": mired}
        names = frozenset(values)
        if self.is_by_the_clock:
            yield Word(f"tele/{self.id}/STATE", json.dumps({"Uptime": "0T01:00:00", **state}).encode(), names)
            return
        told = {"POWER": state["POWER"]} if changed == {"power"} else state
        yield Word(f"stat/{self.id}/RESULT", json.dumps(told).encode(), names if len(told) > 1 else frozenset({"power"}))
        if "power" in changed:
            yield Word(f"stat/{self.id}/POWER", str(state["POWER"]).encode(), frozenset({"power"}))
        if self.after_command:
            yield Word(f"tele/{self.id}/STATE", json.dumps(state).encode(), names)

    def asked(self, topic: str, payload: bytes) -> tuple[dict[str, Value], float] | None:
        start = f"cmnd/{self.id}/"
        if not topic.startswith(start):
            return None
        word = topic.removeprefix(start)
        told = payload.decode()
        parts = [p.strip() for p in told.split(";")] if word == "Backlog" else [f"{word} {told}"]
        found: dict[str, Value] = {}
        for part in parts:
            name, _, argument = part.partition(" ")
            match name.upper():
                case "POWER" | "POWER1":
                    found["power"] = argument == "ON"
                case "DIMMER":
                    found["brightness"] = int(argument) / 100
                case "CT":
                    found["colour_temperature"] = 1e6 / int(argument)
                    found.setdefault("power", True)
        return found, 0.0

    def programs(self, values: Mapping[str, Value]) -> Iterable[tuple[str, bytes]]:
        for name, value in values.items():
            match name:
                case "power":
                    yield f"cmnd/{self.id}/Power", b"ON" if value else b"OFF"
                case "brightness":
                    yield f"cmnd/{self.id}/Dimmer", str(round(float(value) * 100)).encode()
                case "colour_temperature":
                    yield f"cmnd/{self.id}/CT", str(round(1e6 / float(value))).encode()

    def reach(self, online: bool) -> Iterable[Word]:
        yield Word(f"tele/{self.id}/LWT", b"Online" if online else b"Offline", frozenset(), retain=True)
