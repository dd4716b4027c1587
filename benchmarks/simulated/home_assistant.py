"""Home Assistant's own entities as its WebSocket tells them: contexts, users, and the call's name kept for five seconds."""

import itertools
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from devices.home_assistant.calls import read_call
from devices.home_assistant.origin import ChangeContext, Origins
from devices.home_assistant.topics import CALL
from devices.home_assistant.watched import Watched
from devices.message import Message, Outgoing
from devices.vocabulary import SILENCE, Moment, Value

from .device import Manner, Simulated, Word

HUB, PERSON = "user-hub", "user-ana"
KEPT_S = 5.0  # an entity keeps the context of the last call for so long
LAMP = Manner(echo=(0.02, 0.2), inside=2, fades=True, wobble=0.1, repeats=(60.0, 300.0))
CLIMATE = Manner(echo=None, acts=(0.2, 2.0), confirms=(0.2, 3.0), repeats=(60.0, 300.0))
PLAYER = Manner(echo=None, acts=(0.05, 0.5), confirms=(0.1, 1.5), repeats=(60.0, 300.0))
_CONTENT = {"calm": "Calm evening", "radio": "http://radio.example/stream", "rain": "file:///srv/rain.ogg"}


class Core:
    """Home Assistant itself: who called what, under which context; and the hub's end of the connection to it."""

    def __init__(self, moment: Any) -> None:
        self.moment = moment
        self.origins = Origins(HUB)
        self.watched = Watched()
        self._ids = itertools.count(1)

    def new_id(self) -> str:
        return f"01M83S{next(self._ids):020d}"

    def calls(self, service: str, data: Mapping[str, Any], user: str) -> tuple[ChangeContext, Iterable[Message]]:
        context = ChangeContext(self.new_id(), "", user)
        when: Moment = self.moment()
        if user == HUB:
            self.origins.tells(service, data, when.mono)
        is_program = self.origins.called(service, data, context, when.mono)
        return context, list(self.watched.ordered(service, data, (str(data["entity_id"]),), is_program, when))


@dataclass
class Entity(Simulated):
    core: Core = None  # type: ignore[assignment]
    context: ChangeContext = field(default_factory=ChangeContext)
    context_at: float = -100.0
    is_announced: bool = False

    family = "home_assistant"

    def __post_init__(self) -> None:
        self.grains = {"brightness": 1 / 255, "setpoint": 0.5, "volume": 0.01}
        self.ranges = {
            "brightness": (0.0, 1.0),
            "colour_temperature": (2200.0, 6500.0),
            "setpoint": (7.0, 30.0),
            "volume": (0.0, 1.0),
        }
        super().__post_init__()
        self.wishes = tuple(_CONTENT)
        self.hands = ("wall", "wall", "app")
        self.shown: tuple[str, dict[str, Any], str] = ("", {}, "")

    @property
    def domain(self) -> str:
        return "light" if "brightness" in self.values else "climate" if "setpoint" in self.values else "media_player"

    @property
    def entity(self) -> str:
        return f"{self.domain}.{self.id}"

    def block(self) -> Mapping[str, Any]:
        return {"home_assistant": self.entity, "id": self.id}

    def announcements(self) -> Iterable[Word]:
        self.is_announced = True
        yield from self._frames("a", self._values())

    def words(self, values: Mapping[str, Value], changed: frozenset[str]) -> Iterable[Word]:
        yield from self._frames("c", values) if self.is_announced else ()

    def _frames(self, kind: str, values: Mapping[str, Value]) -> Iterable[Word]:
        """Through the hub's own reading of Home Assistant's frames."""
        now = self.now()
        if now - self.context_at > KEPT_S:
            self.context = ChangeContext(self.core.new_id())
        state, attributes = self._shown(values)
        whole: dict[str, Any] = {
            "s": state,
            "a": attributes,
            "c": {"id": self.context.id, "parent_id": None, "user_id": self.context.user_id or None},
        }
        if kind == "c":
            if (state, attributes) == self.shown[:2]:
                return  # Home Assistant tells only what changed
            gone = [key for key in self.shown[1] if key not in attributes]
            event: dict[str, Any] = {"c": {self.entity: {"+": whole, **({"-": {"a": gone}} if gone else {})}}}
        else:
            event = {"a": {self.entity: whole}}
        self.shown = (state, attributes, self.context.id)
        names = frozenset(values)
        for message in self.core.watched.take(event, self.core.origins, self.core.moment()):
            yield Word(message.topic, message.payload, names, message.retain)

    def _shown(self, values: Mapping[str, Value]) -> tuple[str, dict[str, Any]]:
        if self.is_away:
            return "unavailable", {}
        match self.domain:
            case "light":
                told: dict[str, Any] = {
                    "supported_color_modes": ["color_temp"], "min_color_temp_kelvin": 2200, "max_color_temp_kelvin": 6500,
                    "supported_features": 32, "brightness": None, "color_temp_kelvin": None, "color_mode": None,
                }  # fmt: skip
                if values["power"]:
                    told |= {
                        "brightness": round(float(values["brightness"]) * 255),
                        "color_temp_kelvin": round(float(values["colour_temperature"])), "color_mode": "color_temp",
                    }  # fmt: skip
                return ("on" if values["power"] else "off"), told
            case "climate":
                return str(values["hvac_mode"]), {
                    "supported_features": 1, "min_temp": 7, "max_temp": 30, "target_temp_step": 0.5,
                    "hvac_modes": ["off", "heat"],
                    "temperature": values["setpoint"], "current_temperature": 20.0 + round(self.rng.random(), 1),
                }  # fmt: skip
            case _:
                told = {"supported_features": 4 + 512 + 4096 + 1, "volume_level": values["volume"]}
                if values["music"] != SILENCE:
                    told["media_content_id"] = _CONTENT[str(values["music"])]
                return ("idle" if values["music"] == SILENCE else "playing"), told

    def asked(self, topic: str, payload: bytes) -> tuple[dict[str, Value], float] | None:
        if not topic.startswith(CALL):
            return None
        told = json.loads(payload)
        if told.get("entity_id") != self.entity:
            return None
        user = told.pop("user", HUB)
        domain, service, data = read_call(Outgoing(topic, json.dumps(told).encode()))
        self.context, said = self.core.calls(f"{domain}.{service}", data, user)
        self.context_at = self.now()
        for message in said:
            self._send((Word(message.topic, message.payload, frozenset()),), {})
        found: dict[str, Value] = {}
        match service:
            case "turn_on":
                found["power"] = True
                if "brightness" in data:
                    found["brightness"] = data["brightness"] / 255
                if "color_temp_kelvin" in data:
                    found["colour_temperature"] = float(data["color_temp_kelvin"])
            case "turn_off":
                found["power"] = False
            case "set_temperature":
                found["setpoint"] = float(data["temperature"])
            case "set_hvac_mode":
                found["hvac_mode"] = data["hvac_mode"]
            case "volume_set":
                found["volume"] = float(data["volume_level"])
            case "media_stop":
                found["music"] = SILENCE
            case "play_media":
                found["music"] = next(w for w, content in _CONTENT.items() if content == data["media_content_id"])
        return found, float(data.get("transition", 0.0))

    def programs(self, values: Mapping[str, Value]) -> Iterable[tuple[str, bytes]]:
        yield from self.calls(values, "")

    def calls(self, values: Mapping[str, Value], user: str) -> Iterable[tuple[str, bytes]]:
        said: dict[str, Any] = {"entity_id": self.entity, "user": user}
        if "setpoint" in values:
            service = "set_temperature"
            said["temperature"] = values["setpoint"]
        elif "hvac_mode" in values:
            service = "set_hvac_mode"
            said["hvac_mode"] = values["hvac_mode"]
        elif "volume" in values:
            service = "volume_set"
            said["volume_level"] = values["volume"]
        elif "music" in values:
            service = "media_stop" if values["music"] == SILENCE else "play_media"
            if values["music"] != SILENCE:
                said |= {"media_content_id": _CONTENT[str(values["music"])], "media_content_type": "music"}
        elif values.get("power") is False:
            service = "turn_off"
        else:
            service = "turn_on"
            if "brightness" in values:
                said["brightness"] = round(float(values["brightness"]) * 255)
            if "colour_temperature" in values:
                said["color_temp_kelvin"] = round(float(values["colour_temperature"]))
        yield f"{CALL}{self.domain}/{service}", json.dumps(said).encode()

    def by_app(self, values: Mapping[str, Value]) -> Iterable[tuple[str, bytes]]:
        """A person's click."""
        yield from self.calls(values, PERSON)

    def reach(self, online: bool) -> Iterable[Word]:
        return () if online else self._frames("c", self._values())
