"""Shellies of both kinds: what changed with the ``source`` of the latest command beside it, which stays on for later words."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from devices.vocabulary import Value

from .device import Doing, Manner, Simulated, Who, Word

DIMMER = Manner(echo=None, acts=(0.02, 0.15), confirms=(0.02, 0.3), repeats=(30.0, 60.0))
FIRST_DIMMER = Manner(echo=None, acts=(0.02, 0.2), confirms=(0.05, 0.4), repeats=(30.0, 30.0))
_SECOND = {"hub": ("MQTT",), "program": ("MQTT",), "hand": ("button", "SHC", "WS_in"), "away": ("button",)}
_FIRST = {"hub": ("mqtt",), "program": ("mqtt",), "hand": ("input", "http"), "away": ("input",)}


class _Sourced(Simulated):
    """words_for: what it calls each doing."""

    words_for: Mapping[str, tuple[str, ...]]
    source: str

    def by_hand(self, values: Mapping[str, Value], who: Who = "hand", is_told: bool = False, slow: bool = False) -> None:
        super().by_hand(values, who, is_told=True, slow=slow)

    def _begin(self, targets: Mapping[str, Value], fade: float, doing: Doing) -> None:
        self.source = self.rng.choice(self.words_for[doing.who])
        super()._begin(targets, fade, doing)


@dataclass
class Dimmer(_Sourced):
    """Second generation and later. is_full: it also publishes its whole status after every change (``status_ntf``)."""

    is_full: bool = False

    family = "shelly"
    words_for = _SECOND

    def __post_init__(self) -> None:
        self.grains = {"brightness": 0.01}
        self.ranges = {"brightness": (0.0, 1.0)}
        super().__post_init__()
        self.source = "init"
        self.prefix = f"shellydimmerg3-{self.id}"

    def block(self) -> Mapping[str, Any]:
        return {"shelly": self.prefix, "id": self.id}

    def words(self, values: Mapping[str, Value], changed: frozenset[str]) -> Iterable[Word]:
        """Partial: only what changed, beside the source; by the clock only its power, with nothing the hub asks for."""
        whole: dict[str, Any] = {"id": 0, "source": self.source, "output": values["power"]}
        whole["brightness"] = round(float(values["brightness"]) * 100)
        if self.is_by_the_clock:
            yield self._status(whole | {"apower": self.rng.randint(0, 90)}, frozenset(values))
            return
        part = whole if "brightness" in changed else {key: whole[key] for key in ("id", "source", "output")}
        params = {"ts": 1788945292.88, "light:0": part}
        told = {"src": self.prefix, "dst": f"{self.prefix}/events", "method": "NotifyStatus", "params": params}
        yield Word(f"{self.prefix}/events/rpc", json.dumps(told).encode(), frozenset(values))
        if self.is_full:
            yield self._status(whole, frozenset(values))

    def _status(self, whole: Mapping[str, Any], names: frozenset[str]) -> Word:
        return Word(f"{self.prefix}/status/light:0", json.dumps(whole).encode(), names)

    def asked(self, topic: str, payload: bytes) -> tuple[dict[str, Value], float] | None:
        if topic != f"{self.prefix}/rpc":
            return None
        told = json.loads(payload)
        params = told["params"]
        if told["method"] != "Light.Set":
            return None
        found: dict[str, Value] = {}
        if "on" in params:
            found["power"] = params["on"]
        if "brightness" in params:
            found["brightness"] = params["brightness"] / 100
        return found, float(params.get("transition_duration", 0.0))

    def programs(self, values: Mapping[str, Value]) -> Iterable[tuple[str, bytes]]:
        params: dict[str, Any] = {"id": 0, "on": values.get("power", True)}
        if "brightness" in values:
            params["brightness"] = max(1, round(float(values["brightness"]) * 100))
        yield f"{self.prefix}/rpc", json.dumps({"id": 9, "src": "other", "method": "Light.Set", "params": params}).encode()

    def reach(self, online: bool) -> Iterable[Word]:
        yield Word(f"{self.prefix}/online", b"true" if online else b"false", frozenset(), retain=True)


@dataclass
class FirstDimmer(_Sourced):
    """First generation: the word, then the whole light as JSON; everything again every half minute."""

    family = "shelly_gen1"
    words_for = _FIRST

    def __post_init__(self) -> None:
        self.grains = {"brightness": 0.01}
        self.ranges = {"brightness": (0.0, 1.0)}
        super().__post_init__()
        self.source = "mqtt"
        self.topic = f"shellies/shellydimmer2-{self.id.upper()}"

    def block(self) -> Mapping[str, Any]:
        return {"shelly_gen1": self.topic.removeprefix("shellies/"), "id": self.id}

    def words(self, values: Mapping[str, Value], changed: frozenset[str]) -> Iterable[Word]:
        told = {
            "ison": values["power"], "source": self.source, "has_timer": False, "mode": "white",
            "brightness": round(float(values["brightness"]) * 100), "transition": 1000,
        }  # fmt: skip
        yield Word(f"{self.topic}/light/0", b"on" if values["power"] else b"off", frozenset({"power"}))
        yield Word(f"{self.topic}/light/0/status", json.dumps(told).encode(), frozenset(values))

    def asked(self, topic: str, payload: bytes) -> tuple[dict[str, Value], float] | None:
        if topic == f"{self.topic}/light/0/command":
            return {"power": payload == b"on"}, 0.0
        if topic != f"{self.topic}/light/0/set":
            return None
        told = json.loads(payload)
        found: dict[str, Value] = {}
        if "turn" in told:
            found["power"] = told["turn"] == "on"
        if "brightness" in told:
            found["brightness"] = told["brightness"] / 100
        return found, told.get("transition", 0) / 1000

    def programs(self, values: Mapping[str, Value]) -> Iterable[tuple[str, bytes]]:
        told: dict[str, Any] = {"turn": "on" if values.get("power", True) else "off"}
        if "brightness" in values:
            told["brightness"] = max(1, round(float(values["brightness"]) * 100))
        yield f"{self.topic}/light/0/set", json.dumps(told).encode()

    def reach(self, online: bool) -> Iterable[Word]:
        yield Word(f"{self.topic}/online", b"true" if online else b"false", frozenset(), retain=True)
