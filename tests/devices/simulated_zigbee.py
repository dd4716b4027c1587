"""A Zigbee2MQTT device as the broker sees it, made from the ``definition`` of its ``exposes``. Pure: no clock, no socket.

Written from what Zigbee2MQTT does (protocols: its topics, optimistic echo, rounding), and on purpose without a line of our
own family, so that both can be wrong only independently.

    lamp = SimulatedZigbee(definition, "living_lamp", "0x00158d0001020304")
    publish(bridge_state())                              # retained: the bridge is online
    publish(bridge_devices([lamp, valve]))               # retained: who there is
    for delay_s, topic, payload in lamp.answer(b'{"brightness": 120, "transition": 1}'):
        later(delay_s, topic, payload)                   # what a /set to lamp.set_topic makes the world say
    for delay_s, topic, payload in lamp.by_hand(brightness=200): ...       # somebody used the knob
    for delay_s, topic, payload in motion.by_hand(occupancy=True, illuminance=12.0): ...   # a sensor measured

``answer`` and ``by_hand`` change the device's state at once and give what will be published as ``(delay_s, topic, payload)``
in the order of time; delays count from the call. ``group_answer`` does it for a group and its members.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Later = tuple[float, str, bytes]  # seconds from now, topic, payload

ECHO_S = 0.05  # the optimistic echo, before the device has confirmed
REPORT_S = 0.6  # the device's own report after it
WAKE_S = 5.0  # a valve on batteries reports when it wakes


def bridge_state(online: bool = True, base: str = "zigbee2mqtt") -> tuple[str, bytes]:
    """The retained ``bridge/state`` of version 2."""
    return f"{base}/bridge/state", json.dumps({"state": "online" if online else "offline"}).encode()


def bridge_devices(devices: Iterable["SimulatedZigbee"], base: str = "zigbee2mqtt") -> tuple[str, bytes]:
    """The retained ``bridge/devices``: the coordinator first, as Zigbee2MQTT does, then these."""
    entries = [COORDINATOR, *(device.entry() for device in devices)]
    return f"{base}/bridge/devices", json.dumps(entries, ensure_ascii=False).encode()


def bridge_groups(groups: Mapping[str, Sequence["SimulatedZigbee"]], base: str = "zigbee2mqtt") -> tuple[str, bytes]:
    """The retained ``bridge/groups``. groups: friendly name → members."""
    entries = [
        {
            "id": number,
            "friendly_name": name,
            "description": None,
            "scenes": [],
            "members": [{"ieee_address": member.ieee_address, "endpoint": 1} for member in members],
        }
        for number, (name, members) in enumerate(groups.items(), start=1)
    ]
    return f"{base}/bridge/groups", json.dumps(entries, ensure_ascii=False).encode()


def group_answer(name: str, members: Sequence["SimulatedZigbee"], payload: bytes, base: str = "zigbee2mqtt") -> list[Later]:
    """What a ``/set`` to a group makes the world say: the group echoes, and each member too."""
    found = [later for member in members for later in member.answer(payload)]
    asked = _asked(payload)
    if asked:
        found.append((ECHO_S, f"{base}/{name}", json.dumps({k: v for k, v in asked.items() if k != "transition"}).encode()))
    return sorted(found, key=lambda later: later[0])


@dataclass
class SimulatedZigbee:
    """One paired device. state: the properties Zigbee2MQTT has cached; None where the device never said."""

    definition: Mapping[str, Any]
    friendly_name: str
    ieee_address: str = "0x00158d0000000001"
    base: str = "zigbee2mqtt"
    power_source: str = "Mains (single phase)"
    state: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.properties: dict[str, Mapping[str, Any]] = {}
        for leaf in _leaves(self.definition["exposes"]):
            if "property" in leaf:
                self.properties.setdefault(leaf["property"], leaf)
        known = {
            key: None for key, leaf in self.properties.items() if leaf.get("access", 0) & 1 and not key.startswith("action")
        }
        self.state = {**known, "linkquality": 120, **self.state}

    @property
    def topic(self) -> str:
        return f"{self.base}/{self.friendly_name}"

    @property
    def set_topic(self) -> str:
        return f"{self.topic}/set"

    def entry(self) -> dict[str, Any]:
        """This device in ``bridge/devices``."""
        return {
            "ieee_address": self.ieee_address,
            "type": "EndDevice" if self.power_source == "Battery" else "Router",
            "network_address": int(self.ieee_address[-4:], 16),
            "friendly_name": self.friendly_name,
            "supported": True,
            "disabled": False,
            "definition": dict(self.definition),
            "power_source": self.power_source,
            "model_id": self.definition.get("model"),
            "manufacturer": self.definition.get("vendor"),
            "interview_completed": True,
            "interview_state": "SUCCESSFUL",
            "interviewing": False,
            "endpoints": {"1": {"bindings": [], "scenes": [], "configured_reportings": [], "clusters": {}}},
        }

    def snapshot(self) -> Later:
        """Everything cached, as it is re-published after a restart of the bridge."""
        return 0.0, self.topic, json.dumps(self.state).encode()

    def by_hand(self, **changes: Any) -> list[Later]:
        """Somebody (or the world) changed the device itself: native values by property, reported at once."""
        self.state.update(changes)
        return [self.snapshot()]

    def pressed(self, action: str) -> list[Later]:
        """A remote's button: told once, never cached."""
        return [(0.0, self.topic, json.dumps({**self.state, "action": action}).encode())]

    def answer(self, payload: bytes) -> list[Later]:
        """What a payload on ``set_topic`` makes the world say. Refused values and unknown keys say nothing, as in reality."""
        asked = _asked(payload)
        transition = _real(asked.pop("transition", None)) or 0.0
        before = dict(self.state)
        for key, wanted in sorted(asked.items(), key=lambda item: item[0].startswith("state")):
            leaf = self.properties.get(key)
            if leaf is not None and leaf.get("access", 0) & 2:
                self._take(key, leaf, wanted)
        if self.state == before:
            return [] if not asked else [(ECHO_S, self.topic, json.dumps(self.state).encode())]
        said: list[Later] = [(ECHO_S, self.topic, json.dumps(self.state).encode())]
        if transition > 0 and (inside := self._halfway(before)) is not None:
            said.append((ECHO_S + transition / 2, self.topic, json.dumps(inside).encode()))
        said.append((ECHO_S + transition + self._confirms_in(), self.topic, json.dumps(self._rounded()).encode()))
        return said

    def _take(self, key: str, leaf: Mapping[str, Any], wanted: Any) -> None:
        match leaf.get("type"):
            case "binary":
                self._take_binary(key, leaf, wanted)
            case "numeric":
                self._take_number(key, leaf, _real(wanted))
            case "composite" if isinstance(wanted, dict):
                parts = {name: _real(wanted.get(name)) for name in (feature["name"] for feature in leaf["features"])}
                if all(part is not None for part in parts.values()):
                    self.state[key] = parts
                    self.state[key.replace("color", "color_mode", 1)] = str(leaf["name"]).removeprefix("color_")
            case "enum" if wanted in leaf.get("values", ()):
                self.state[key] = wanted
            case _:
                pass

    def _take_binary(self, key: str, leaf: Mapping[str, Any], wanted: Any) -> None:
        on, off = leaf.get("value_on"), leaf.get("value_off")
        if isinstance(wanted, str) and isinstance(on, str) and isinstance(off, str):
            # The bridge upper- or lower-cases what it is told.
            wanted = next((word for word in (on, off, "TOGGLE") if word.lower() == wanted.lower()), wanted)
        if wanted == "TOGGLE":
            wanted = off if self.state.get(key) == on else on
        if wanted in (on, off):
            self.state[key] = wanted

    def _take_number(self, key: str, leaf: Mapping[str, Any], wanted: float | None) -> None:
        if wanted is None:
            return  # a number as text is refused
        low, high = leaf.get("value_min"), leaf.get("value_max")
        name = str(leaf.get("name"))
        if name == "brightness":
            top = 254 if high is None else high
            if wanted < 0 or wanted > top + 1:
                return  # 255 is taken for 254, more is refused
            state_key = key.replace("brightness", "state", 1)
            if wanted == 0:
                self.state[state_key] = "OFF"
                return  # the level is kept for the next time
            self.state[key] = min(int(wanted), top)
            if state_key in self.properties:
                self.state[state_key] = "ON"
            return
        if name == "color_temp":
            wanted = float(round(wanted))
            self.state[key.replace("color_temp", "color_mode", 1)] = "color_temp"
        if name in ("color_temp", "position", "speed"):
            wanted = min(max(wanted, wanted if low is None else low), wanted if high is None else high)
        elif (low is not None and wanted < low) or (high is not None and wanted > high):
            return
        self.state[key] = int(wanted) if wanted == int(wanted) else wanted

    def _halfway(self, before: Mapping[str, Any]) -> dict[str, Any] | None:
        """A lamp's own report from the middle of a fade; None where nothing fades."""
        inside = dict(self.state)
        for key in self.properties:
            old, new = before.get(key), self.state.get(key)
            if key.startswith(("brightness", "color_temp")) and isinstance(old, int) and isinstance(new, int):
                inside[key] = (old + new) // 2
        return inside if inside != self.state else None

    def _rounded(self) -> dict[str, Any]:
        """The device's own report: what went over the air, setpoints in halves of a degree. It becomes the cached state."""
        for key, value in self.state.items():
            if "_setpoint" in key and isinstance(value, int | float) and not isinstance(value, bool):
                halves = round(value * 2) / 2
                self.state[key] = int(halves) if halves == int(halves) else halves
        return self.state

    def _confirms_in(self) -> float:
        return WAKE_S if self.power_source == "Battery" else REPORT_S


COORDINATOR: dict[str, Any] = {
    "ieee_address": "0x00124b0000000000",
    "type": "Coordinator",
    "network_address": 0,
    "friendly_name": "Coordinator",
    "supported": True,
    "disabled": False,
    "definition": None,
    "interview_completed": True,
    "interview_state": "SUCCESSFUL",
    "endpoints": {"1": {"bindings": [], "scenes": [], "clusters": {"input": [], "output": []}}},
}


def _asked(payload: bytes) -> dict[str, Any]:
    """A /set payload: a JSON object, or a bare word for ``state``. What is neither is ignored, as the bridge does."""
    try:
        asked = json.loads(payload)
    except ValueError:
        word = payload.decode("utf-8", "replace").strip()
        return {"state": word} if word else {}
    return dict(asked) if isinstance(asked, dict) else {}


def _real(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _leaves(exposes: Iterable[Any]) -> Iterator[Mapping[str, Any]]:
    """Every single property, also inside light, climate and the like, a colour; other composites (settings) stay out."""
    for expose in exposes:
        if expose.get("name") in ("color_xy", "color_hs"):
            yield expose
            continue
        if expose.get("type") in ("composite", "list"):
            continue
        if "features" in expose:
            yield from _leaves(expose["features"])
        else:
            yield expose
