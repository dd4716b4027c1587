"""Homie 4 and 5: each property on its own; version 5 says where it is going (``$target``) before it moves."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from devices.colour import from_hs
from devices.colour_forms import as_hue
from devices.vocabulary import WHITE, Value

from .device import Doing, Manner, Simulated, Who, Word

LAMP = Manner(echo=None, acts=(0.03, 0.3), inside=2, own_fade=(0.0, 1.2), confirms=(0.05, 0.6), repeats=(300.0, 900.0))
AIMING = Manner(echo=(0.01, 0.1), acts=(0.05, 0.3), inside=2, own_fade=(0.0, 1.2), confirms=(0.05, 0.6), repeats=(300.0, 900.0))
HEATER = Manner(echo=None, acts=(0.1, 0.8), confirms=(0.05, 0.6), repeats=(60.0, 120.0))
AIMING_HEATER = Manner(echo=(0.01, 0.1), acts=(0.2, 1.0), confirms=(0.05, 0.6), repeats=(60.0, 120.0))
_PROPERTIES: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "power": ("lamp/power", {"datatype": "boolean"}),
    "brightness": ("lamp/brightness", {"datatype": "integer", "format": "0:100", "unit": "%"}),
    "colour": ("lamp/colour", {"datatype": "color", "format": "hsv"}),
    "setpoint": ("heating/setpoint", {"datatype": "float", "format": "5:30:0.5", "unit": "°C"}),
}


@dataclass
class Homie(Simulated):
    """version: 4 or 5."""

    version: int = 5

    family = "homie"

    def __post_init__(self) -> None:
        self.grains = {"brightness": 0.01, "setpoint": 0.5}
        self.ranges = {"brightness": (0.0, 1.0), "setpoint": (5.0, 30.0)}
        super().__post_init__()
        self.is_aiming = False  # while it says where it is going
        self.topic = f"homie/5/{self.id}" if self.version == 5 else f"homie/{self.id}"

    def block(self) -> Mapping[str, Any]:
        return {"homie": self.id, "id": self.id}

    def announcements(self) -> Iterable[Word]:
        properties = {name: _PROPERTIES[name] for name in self.values}
        if self.version == 5:
            nodes: dict[str, dict[str, Any]] = {}
            for path, told in properties.values():
                node, _, key = path.partition("/")
                nodes.setdefault(node, {"name": node, "properties": {}})["properties"][key] = {
                    "name": key,
                    "settable": True,
                    **told,
                }
            said = {"homie": "5.0", "name": self.id, "version": 1, "nodes": nodes}
            yield Word(f"{self.topic}/$description", json.dumps(said).encode(), frozenset(), retain=True)
            return
        listed: dict[str, list[str]] = {}
        for path, _ in properties.values():
            listed.setdefault(path.partition("/")[0], []).append(path.partition("/")[2])
        attributes = {"$homie": "4.0.0", "$name": self.id, "$nodes": ",".join(listed)}
        attributes |= {f"{node}/$properties": ",".join(keys) for node, keys in listed.items()}
        for path, told in properties.values():
            attributes |= {f"{path}/${key}": str(value).removesuffix(":0.5") for key, value in told.items()}
            attributes[f"{path}/$settable"] = "true"
        for key, value in attributes.items():
            yield Word(f"{self.topic}/{key}", value.encode(), frozenset(), retain=True)

    def words(self, values: Mapping[str, Value], changed: frozenset[str]) -> Iterable[Word]:
        ending = "/$target" if self.is_aiming else ""
        for name in sorted(changed & set(values), reverse=True):  # the switch before the level
            yield Word(f"{self.topic}/{_PROPERTIES[name][0]}{ending}", self._text(values[name]).encode(), frozenset({name}))

    def _echo(self, targets: Mapping[str, Value], asked: Mapping[str, Value], doing: Doing) -> None:
        """Version 5's ``$target``."""
        self.is_aiming = True
        super()._echo(targets, asked, doing)
        self.is_aiming = False

    def by_hand(self, values: Mapping[str, Value], who: Who = "hand", is_told: bool = False, slow: bool = False) -> None:
        """Turned at the device itself, version 5 says as well where it is going: what follows comes along with that."""
        super().by_hand(values, who, is_told, slow)
        if self.version == 5 and slow and not self.is_away:
            targets = self._whole(values)
            doing = self.dials[next(iter(targets))].doing
            self.after(0.01, lambda: self._aim(targets, values, doing))

    def _aim(self, targets: Mapping[str, Value], values: Mapping[str, Value], doing: Doing) -> None:
        self._echo(targets, values, doing)
        for name in targets:
            self.dials[name].doing = replace(doing, is_along=True)

    def asked(self, topic: str, payload: bytes) -> tuple[dict[str, Value], float] | None:
        name = next((n for n in self.values if topic == f"{self.topic}/{_PROPERTIES[n][0]}/set"), None)
        if name is None:
            return None
        text = payload.decode()
        if name == "colour":
            hue, saturation, _ = text.removeprefix("hsv,").split(",")
            return {name: from_hs(float(hue), float(saturation) / 100) or WHITE}, 0.0
        return {name: text == "true" if name == "power" else float(text) / (100 if name == "brightness" else 1)}, 0.0

    def programs(self, values: Mapping[str, Value]) -> Iterable[tuple[str, bytes]]:
        for name, value in values.items():
            yield f"{self.topic}/{_PROPERTIES[name][0]}/set", self._text(value).encode()

    def reach(self, online: bool) -> Iterable[Word]:
        yield Word(f"{self.topic}/$state", b"ready" if online else b"lost", frozenset(), retain=True)

    def _text(self, value: Value) -> str:
        if isinstance(value, str):
            hue, saturation = as_hue(value)
            return f"{'hsv,' if self.version == 5 else ''}{round(hue)},{round(saturation)},100"
        return _plain(value)


def _plain(value: float | bool) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{float(value):.1f}" if float(value) > 1 else str(round(float(value) * 100))
