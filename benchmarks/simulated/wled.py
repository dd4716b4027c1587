"""WLED: its level and colour on topics of their own, once a second at most, with the target; online again with every state."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from devices.vocabulary import Value

from .device import Manner, Simulated, Word

LAMP = Manner(echo=None, acts=(0.01, 0.04), confirms=(0.05, 1.1), repeats=(300.0, 900.0))


@dataclass
class Wled(Simulated):
    family = "wled"

    def __post_init__(self) -> None:
        self.grains = {"brightness": 1 / 255}
        self.ranges = {"brightness": (0.0, 1.0)}
        super().__post_init__()
        self.hands = ("wall", "button")

    def block(self) -> Mapping[str, Any]:
        return {"wled": f"wled/{self.id}", "id": self.id}

    def words(self, values: Mapping[str, Value], changed: frozenset[str]) -> Iterable[Word]:
        level = round(float(values["brightness"]) * 255) if values["power"] else 0
        names = frozenset(values)
        yield Word(f"wled/{self.id}/status", b"online", frozenset(), retain=True)
        yield Word(f"wled/{self.id}/g", str(level).encode(), names)
        yield Word(f"wled/{self.id}/c", b"#FFAA00", frozenset())
        yield Word(f"wled/{self.id}/v", f'<?xml version="1.0" ?><vs><ac>{level}</ac><cl>255</cl></vs>'.encode(), names)

    def asked(self, topic: str, payload: bytes) -> tuple[dict[str, Value], float] | None:
        if topic == f"wled/{self.id}":
            word = payload.decode()
            return ({"power": word == "ON"} if word in ("ON", "OFF") else {"brightness": int(word) / 255}), 0.0
        if topic != f"wled/{self.id}/api":
            return None
        told = json.loads(payload)
        found: dict[str, Value] = {}
        if "on" in told:
            found["power"] = bool(told["on"])
        if "bri" in told:
            found["brightness"] = told["bri"] / 255
        return found, 0.0

    def programs(self, values: Mapping[str, Value]) -> Iterable[tuple[str, bytes]]:
        if "power" in values:
            yield f"wled/{self.id}", b"ON" if values["power"] else b"OFF"
        else:
            yield f"wled/{self.id}", str(max(1, round(float(values["brightness"]) * 255))).encode()

    def press(self) -> Iterable[Word]:
        return (Word(f"wled/{self.id}/button/0", b"short", frozenset()),)

    def reach(self, online: bool) -> Iterable[Word]:
        yield Word(f"wled/{self.id}/status", b"online" if online else b"offline", frozenset(), retain=True)
