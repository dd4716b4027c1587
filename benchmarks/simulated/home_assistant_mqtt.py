"""Devices a bridge announces by Home Assistant's discovery: a JSON light, one of many topics, a thermostat, a plug."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from devices.colour import from_rgb, to_rgb
from devices.vocabulary import WHITE, Value

from .device import Manner, Simulated, Word

JSON_LAMP = Manner(inside=1, fades=True, wobble=0.1)
MANY_TOPICS = Manner(echo=None, acts=(0.05, 0.4), confirms=(0.0, 0.3), repeats=(30.0, 60.0))
THERMOSTAT = Manner(echo=(0.05, 0.3), acts=(0.2, 1.0), confirms=(0.1, 1.0))
PLUG = Manner(echo=None, acts=(0.05, 0.3), confirms=(0.0, 0.3), repeats=(30.0, 60.0))


class _Announced(Simulated):
    family = "home_assistant_mqtt"
    component = "light"

    def block(self) -> Mapping[str, Any]:
        return {"home_assistant_mqtt": f"{self.component}.{self.id}", "id": self.id}

    def told(self) -> dict[str, Any]:
        raise NotImplementedError

    def announcements(self) -> Iterable[Word]:
        said = {"name": None, "uniq_id": f"bench_{self.id}", "avty_t": f"ha/{self.id}/there", "obj_id": self.id, **self.told()}
        yield Word(f"homeassistant/{self.component}/{self.id}/config", json.dumps(said).encode(), frozenset(), retain=True)

    def reach(self, online: bool) -> Iterable[Word]:
        yield Word(f"ha/{self.id}/there", b"online" if online else b"offline", frozenset(), retain=True)


@dataclass
class JsonLamp(_Announced):
    """scale: brightness of full light, 255 or 99 (Z-Wave)."""

    scale: int = 255

    def __post_init__(self) -> None:
        self.grains = {"brightness": 1 / self.scale}
        self.ranges = {"brightness": (0.0, 1.0), "colour_temperature": (2000.0, 6500.0)}
        super().__post_init__()

    def told(self) -> dict[str, Any]:
        return {
            "schema": "json", "stat_t": f"ha/{self.id}", "cmd_t": f"ha/{self.id}/set", "brightness": True,
            "bri_scl": self.scale,
            "sup_clrm": ["color_temp"], "min_mirs": 154, "max_mirs": 500,
        }  # fmt: skip

    def words(self, values: Mapping[str, Value], changed: frozenset[str]) -> Iterable[Word]:
        said = {
            "state": "ON" if values["power"] else "OFF", "brightness": round(float(values["brightness"]) * self.scale),
            "color_mode": "color_temp", "color_temp": round(1e6 / float(values["colour_temperature"])),
        }  # fmt: skip
        yield Word(f"ha/{self.id}", json.dumps(said).encode(), frozenset(values))

    def asked(self, topic: str, payload: bytes) -> tuple[dict[str, Value], float] | None:
        if topic != f"ha/{self.id}/set":
            return None
        told = json.loads(payload)
        found: dict[str, Value] = {}
        if "state" in told:
            found["power"] = told["state"] == "ON"
        if "brightness" in told:
            found["brightness"] = told["brightness"] / self.scale
        if "color_temp" in told:
            found["colour_temperature"] = 1e6 / told["color_temp"]
        return found, float(told.get("transition", 0.0))

    def programs(self, values: Mapping[str, Value]) -> Iterable[tuple[str, bytes]]:
        said: dict[str, Any] = {"state": "OFF" if values.get("power") is False else "ON"}
        if "brightness" in values:
            said["brightness"] = round(float(values["brightness"]) * self.scale)
        if "colour_temperature" in values:
            said["color_temp"] = round(1e6 / float(values["colour_temperature"]))
        yield f"ha/{self.id}/set", json.dumps(said).encode()


@dataclass
class ManyTopics(_Announced):
    """The default schema: state, brightness and colour temperature each on its own."""

    def __post_init__(self) -> None:
        self.grains = {"brightness": 1 / 255}
        self.ranges = {"brightness": (0.0, 1.0), "colour_temperature": (2000.0, 6500.0)}
        super().__post_init__()

    def told(self) -> dict[str, Any]:
        base = f"ha/{self.id}"
        return {
            "stat_t": base, "cmd_t": f"{base}/set", "bri_stat_t": f"{base}/bri", "bri_cmd_t": f"{base}/bri/set",
            "clr_temp_stat_t": f"{base}/ct", "clr_temp_cmd_t": f"{base}/ct/set", "min_mirs": 154, "max_mirs": 500,
        }  # fmt: skip

    def words(self, values: Mapping[str, Value], changed: frozenset[str]) -> Iterable[Word]:
        base = f"ha/{self.id}"
        if "brightness" in changed:
            yield Word(f"{base}/bri", str(round(float(values["brightness"]) * 255)).encode(), frozenset({"brightness"}))
        if "power" in changed:
            yield Word(base, b"ON" if values["power"] else b"OFF", frozenset({"power"}))
        if "colour_temperature" in changed:
            mired = round(1e6 / float(values["colour_temperature"]))
            yield Word(f"{base}/ct", str(mired).encode(), frozenset({"colour_temperature"}))

    def asked(self, topic: str, payload: bytes) -> tuple[dict[str, Value], float] | None:
        match topic.removeprefix(f"ha/{self.id}/"):
            case "set":
                return {"power": payload == b"ON"}, 0.0
            case "bri/set":
                return {"brightness": int(payload) / 255}, 0.0
            case "ct/set":
                return {"colour_temperature": 1e6 / int(payload)}, 0.0
        return None

    def programs(self, values: Mapping[str, Value]) -> Iterable[tuple[str, bytes]]:
        base = f"ha/{self.id}"
        if "power" in values:
            yield f"{base}/set", b"ON" if values["power"] else b"OFF"
        if "brightness" in values:
            yield f"{base}/bri/set", str(round(float(values["brightness"]) * 255)).encode()
        if "colour_temperature" in values:
            yield f"{base}/ct/set", str(round(1e6 / float(values["colour_temperature"]))).encode()


@dataclass
class Strip(_Announced):
    """The template schema: what is told and said passes through the announcement's own templates; a colour in three parts."""

    def __post_init__(self) -> None:
        self.grains = {"brightness": 1 / 255}
        self.ranges = {"brightness": (0.0, 1.0)}
        super().__post_init__()

    def told(self) -> dict[str, Any]:
        parts = {f"{key}_tpl": f"{{{{ value_json.c[{at}] }}}}" for at, key in enumerate("rgb")}
        given = ("brightness", "transition", "red", "green", "blue")
        return {
            "schema": "template", "stat_t": f"ha/{self.id}", "cmd_t": f"ha/{self.id}/set",
            "stat_tpl": "{{ value_json.s }}", "bri_tpl": "{{ value_json.b }}", **parts, "cmd_off_tpl": '{"s": "off"}',
            "cmd_on_tpl": '{"s": "on"' + "".join(
                f'{{% if {name} is defined %}}, "{name}": {{{{ {name} }}}}{{% endif %}}' for name in given
            ) + "}",
        }  # fmt: skip

    def words(self, values: Mapping[str, Value], changed: frozenset[str]) -> Iterable[Word]:
        said = {
            "s": "on" if values["power"] else "off", "b": round(float(values["brightness"]) * 255),
            "c": to_rgb(str(values["colour"])),
        }  # fmt: skip
        yield Word(f"ha/{self.id}", json.dumps(said).encode(), frozenset(values))

    def asked(self, topic: str, payload: bytes) -> tuple[dict[str, Value], float] | None:
        if topic != f"ha/{self.id}/set":
            return None
        told = json.loads(payload)
        found: dict[str, Value] = {"power": told["s"] == "on"}
        if "brightness" in told:
            found["brightness"] = told["brightness"] / 255
        if "red" in told:
            found["colour"] = from_rgb(*(told[name] for name in ("red", "green", "blue"))) or WHITE
        return found, float(told.get("transition", 0.0))

    def programs(self, values: Mapping[str, Value]) -> Iterable[tuple[str, bytes]]:
        said: dict[str, Any] = {"s": "off" if values.get("power") is False else "on"}
        if "brightness" in values:
            said["brightness"] = round(float(values["brightness"]) * 255)
        if "colour" in values:
            said |= zip(("red", "green", "blue"), to_rgb(str(values["colour"])), strict=True)
        yield f"ha/{self.id}/set", json.dumps(said).encode()


@dataclass
class Thermostat(_Announced):
    component = "climate"

    def __post_init__(self) -> None:
        self.grains = {"setpoint": 0.5}
        self.ranges = {"setpoint": (7.0, 30.0)}
        super().__post_init__()

    def told(self) -> dict[str, Any]:
        base = f"ha/{self.id}"
        return {
            "modes": ["off", "heat"],
            "mode_stat_t": f"{base}/mode", "mode_cmd_t": f"{base}/mode/set",
            "temp_stat_t": f"{base}/temp", "temp_cmd_t": f"{base}/temp/set", "min_temp": 7, "max_temp": 30, "temp_step": 0.5,
        }  # fmt: skip

    def words(self, values: Mapping[str, Value], changed: frozenset[str]) -> Iterable[Word]:
        if "hvac_mode" in changed:
            yield Word(f"ha/{self.id}/mode", str(values["hvac_mode"]).encode(), frozenset({"hvac_mode"}))
        if "setpoint" in changed:
            yield Word(f"ha/{self.id}/temp", f"{float(values['setpoint']):g}".encode(), frozenset({"setpoint"}))

    def asked(self, topic: str, payload: bytes) -> tuple[dict[str, Value], float] | None:
        match topic.removeprefix(f"ha/{self.id}/"):
            case "mode/set":
                return {"hvac_mode": payload.decode()}, 0.0
            case "temp/set":
                return {"setpoint": float(payload)}, 0.0
        return None

    def programs(self, values: Mapping[str, Value]) -> Iterable[tuple[str, bytes]]:
        yield f"ha/{self.id}/temp/set", f"{float(values['setpoint']):g}".encode()


@dataclass
class Plug(_Announced):
    component = "switch"

    def told(self) -> dict[str, Any]:
        return {"stat_t": f"ha/{self.id}", "cmd_t": f"ha/{self.id}/set"}

    def words(self, values: Mapping[str, Value], changed: frozenset[str]) -> Iterable[Word]:
        yield Word(f"ha/{self.id}", b"ON" if values["power"] else b"OFF", frozenset(values))

    def asked(self, topic: str, payload: bytes) -> tuple[dict[str, Value], float] | None:
        return ({"power": payload == b"ON"}, 0.0) if topic == f"ha/{self.id}/set" else None

    def programs(self, values: Mapping[str, Value]) -> Iterable[tuple[str, bytes]]:
        yield f"ha/{self.id}/set", b"ON" if values["power"] else b"OFF"
