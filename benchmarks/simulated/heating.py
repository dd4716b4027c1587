"""Heating behind a gateway: a room's thermostat at an OpenTherm gateway, a controller on the eBUS that is only polled."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from devices.vocabulary import Value

from .device import Doing, Manner, Simulated, Who, Word

THERMOSTAT = Manner(echo=None, acts=(1.0, 20.0), confirms=(0.5, 20.0), repeats=(30.0, 60.0), stale=0.2)
CONTROLLER = Manner(echo=None, acts=(0.2, 2.0), confirms=(1.0, 90.0), repeats=(20.0, 60.0), stale=0.3)


@dataclass
class Thermostat(Simulated):
    """OTGW-firmware. The thermostat takes the temporary setpoint when it next talks to the boiler, and says so then."""

    family = "otgw"

    def __post_init__(self) -> None:
        self.grains = {"setpoint": 0.5}
        self.ranges = {"setpoint": (5.0, 30.0)}
        super().__post_init__()

    def block(self) -> Mapping[str, Any]:
        return {"otgw": self.id, "id": self.id}

    def words(self, values: Mapping[str, Value], changed: frozenset[str]) -> Iterable[Word]:
        base = f"OTGW/value/{self.id}"
        yield Word(f"{base}/roomsetpoint", f"{float(values['setpoint']):.2f}".encode(), frozenset({"setpoint"}))
        yield Word(f"{base}/roomtemperature", f"{self.rng.uniform(19.0, 21.0):.2f}".encode(), frozenset())

    def asked(self, topic: str, payload: bytes) -> tuple[dict[str, Value], float] | None:
        return ({"setpoint": float(payload)}, 0.0) if topic == f"OTGW/set/{self.id}/setpoint" else None

    def programs(self, values: Mapping[str, Value]) -> Iterable[tuple[str, bytes]]:
        yield f"OTGW/set/{self.id}/setpoint", f"{float(values['setpoint']):.1f}".encode()

    def reach(self, online: bool) -> Iterable[Word]:
        yield Word(f"OTGW/value/{self.id}", b"online" if online else b"offline", frozenset(), retain=True)


@dataclass
class Controller(Simulated):
    """ebusd. Nothing is told but when it is polled, whoever changed it. is_json: ``--mqttjson``."""

    is_json: bool = False

    family = "ebusd"
    tells_absence = False

    def __post_init__(self) -> None:
        self.grains = {"setpoint": 0.5}
        self.ranges = {"setpoint": (5.0, 30.0)}
        super().__post_init__()
        self.topic = f"ebusd/700/{self.id}"

    def block(self) -> Mapping[str, Any]:
        which = {"field": "tempv"} if self.is_json else {"fields": 3, "place": 2}
        return {"ebusd": f"700/{self.id}", "id": self.id, "quantity": "setpoint", **which}

    def words(self, values: Mapping[str, Value], changed: frozenset[str]) -> Iterable[Word]:
        value = float(values["setpoint"])
        said = json.dumps({"tempv": {"value": value}}) if self.is_json else f"auto;{value:.1f};-"
        yield Word(self.topic, said.encode(), frozenset({"setpoint"}))

    def repeat(self) -> None:
        self.repeat_world()

    def by_hand(self, values: Mapping[str, Value], who: Who = "hand", is_told: bool = False, slow: bool = False) -> None:
        """At the controller's own knob: heard of at the next poll."""
        self._begin(self._whole(values), 0.0, Doing(who, self.now(), is_told))

    def asked(self, topic: str, payload: bytes) -> tuple[dict[str, Value], float] | None:
        if topic != f"{self.topic}/set":
            return None
        parts = payload.decode().split(";")
        told = parts[0 if self.is_json else 1]
        return ({} if told == "-" else {"setpoint": float(told)}), 0.0

    def programs(self, values: Mapping[str, Value]) -> Iterable[tuple[str, bytes]]:
        value = f"{float(values['setpoint']):g}"
        yield f"{self.topic}/set", (value if self.is_json else f"-;{value};-").encode()
