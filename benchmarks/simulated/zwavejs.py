"""Z-Wave JS UI's gateway: the target moves at once, the level follows and may be told on the way; paddles; sleeping valves.

Levels are 0 to 99. A node's own range of topics; the three forms a payload may have, one for each kind of node here.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from devices.colour import from_rgb, to_rgb
from devices.vocabulary import WHITE, Value

from .device import Doing, Manner, Simulated, Word

DIMMER = Manner(echo=None, acts=(0.05, 0.4), inside=2, fades=True, confirms=(0.2, 2.0), wobble=0.1, repeats=(300.0, 900.0))
SWITCH = Manner(echo=None, acts=(0.03, 0.3), confirms=(0.05, 0.5), repeats=(300.0, 900.0))
VALVE = Manner(echo=None, acts=(2.0, 280.0), confirms=(0.2, 3.0), repeats=(200.0, 600.0))
_FULL = 99
_MODES = {"off": 0, "heat": 1}


@dataclass
class Node(Simulated):
    """form: how its gateway writes a value."""

    form: Literal["time and value", "whole", "bare"] = "time and value"

    family = "zwavejs"

    def __post_init__(self) -> None:
        self.grains = {"brightness": 1 / _FULL, "setpoint": 0.5}
        self.ranges = {"brightness": (1 / _FULL, 1.0), "setpoint": (8.0, 28.0)}
        super().__post_init__()
        self.topic = f"zwave/house/{self.id}"
        self.is_valve = "setpoint" in self.values
        if not self.is_valve:
            self.hands = ("wall", "paddle")

    def block(self) -> Mapping[str, Any]:
        return {"zwavejs": self.topic.removeprefix("zwave/"), "id": self.id}

    def announcements(self) -> Iterable[Word]:
        generic = {"generic": 8} if self.is_valve else {"generic": 17, "specific": 1}
        info = {"id": 7, "name": self.id, "ready": True, "isListening": not self.is_valve, "deviceClass": generic}
        yield Word(f"{self.topic}/nodeinfo", json.dumps(info).encode(), frozenset(), retain=True)
        yield from self.words(self._values(), frozenset(self.values))
        if not self.is_valve:
            yield Word(f"{self.topic}/91/0/scene/001", self._payload(None), frozenset(), retain=True)

    def words(self, values: Mapping[str, Value], changed: frozenset[str]) -> Iterable[Word]:
        if self.is_valve:
            yield Word(f"{self.topic}/64/0/mode", self._payload(_MODES[str(values["hvac_mode"])]), frozenset({"hvac_mode"}))
            yield Word(f"{self.topic}/67/0/setpoint/1", self._payload(values["setpoint"]), frozenset({"setpoint"}))
            return
        if "brightness" not in values:
            yield Word(f"{self.topic}/37/0/currentValue", self._payload(values["power"]), frozenset({"power"}))
            return
        if "colour" in changed:
            channels = dict(zip(_CHANNELS, to_rgb(str(values["colour"])), strict=True))
            yield Word(f"{self.topic}/51/0/currentColor", self._payload(channels), frozenset({"colour"}))
        level = max(1, round(float(values["brightness"]) * _FULL)) if values["power"] else 0
        yield Word(f"{self.topic}/38/0/currentValue", self._payload(level), frozenset(values) - {"colour"})

    def _echo(self, targets: Mapping[str, Value], asked: Mapping[str, Value], doing: Doing) -> None:
        """Only the target, which is not how it is."""

    def asked(self, topic: str, payload: bytes) -> tuple[dict[str, Value], float] | None:
        place = topic.removeprefix(f"{self.topic}/").removesuffix("/set")
        told = json.loads(payload) if place in _SET else None
        if told is None or not topic.endswith("/set") or not topic.startswith(f"{self.topic}/"):
            return None
        value = told["value"] if isinstance(told, dict) else told
        options = told.get("options", {}) if isinstance(told, dict) else {}
        fade = float(str(options.get("transitionDuration", "0s")).removesuffix("s"))
        match place:
            case "37/0/targetValue":
                return {"power": bool(value)}, 0.0
            case "51/0/targetColor":
                return {"colour": from_rgb(*(value[name] for name in _CHANNELS)) or WHITE}, fade
            case "67/0/setpoint/1":
                return {"setpoint": float(value)}, 0.0
            case "64/0/mode":
                return {"hvac_mode": next(mode for mode, number in _MODES.items() if number == value)}, 0.0
        if value in (0, 255):
            return {"power": value == 255}, fade  # 255: at its last level
        return {"brightness": value / _FULL}, fade

    def programs(self, values: Mapping[str, Value]) -> Iterable[tuple[str, bytes]]:
        if "setpoint" in values:
            yield f"{self.topic}/67/0/setpoint/1/set", json.dumps(values["setpoint"]).encode()
        elif "colour" in values:
            channels = dict(zip(_CHANNELS, to_rgb(str(values["colour"])), strict=True))
            yield f"{self.topic}/51/0/targetColor/set", json.dumps({"value": channels}).encode()
        elif "brightness" in values:
            level = max(1, round(float(values["brightness"]) * _FULL))
            yield f"{self.topic}/38/0/targetValue/set", json.dumps({"value": level}).encode()
        elif "brightness" in self.values:
            yield f"{self.topic}/38/0/targetValue/set", json.dumps(255 if values["power"] else 0).encode()
        else:
            yield f"{self.topic}/37/0/targetValue/set", json.dumps(values["power"]).encode()

    def slowly(self, payload: bytes, fade_s: float) -> bytes:
        told = json.loads(payload)
        value = told["value"] if isinstance(told, dict) else told
        return json.dumps({"value": value, "options": {"transitionDuration": f"{round(fade_s)}s"}}).encode()

    def press(self) -> Iterable[Word]:
        """Its own paddle, as a scene."""
        return () if self.is_valve else (Word(f"{self.topic}/91/0/scene/001", self._payload(0), frozenset()),)

    def reach(self, online: bool) -> Iterable[Word]:
        said = {"time": 1548683523859, "value": online, "status": "Alive" if online else "Dead", "nodeId": 7}
        yield Word(f"{self.topic}/status", json.dumps(said).encode(), frozenset(), retain=True)

    def _payload(self, value: Any) -> bytes:
        match self.form:
            case "bare":
                return json.dumps(value).encode()
            case "whole":
                return json.dumps({"nodeId": 7, "type": "any", "readable": True, "writeable": True, "value": value}).encode()
            case _:
                return json.dumps({"time": 1548683523859, "value": value}).encode()


_CHANNELS = ("red", "green", "blue")
_SET = frozenset({"37/0/targetValue", "51/0/targetColor", "38/0/targetValue", "67/0/setpoint/1", "64/0/mode"})
