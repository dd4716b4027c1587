"""What an entity is: its announcement, checked. https://developers.home-assistant.io/docs/core/entity."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..errors import BadPayload
from ..message import Message
from ..payload import decode_object, finite
from ..vocabulary import HomePlace, Role, Trait

CAP = 512 * 1024  # bytes: a player's list of sources may be long
GONE = frozenset({"unavailable", "unknown", ""})


@dataclass(frozen=True, slots=True)
class Entity:
    """id: light.bed. attributes: as announced. is_fahrenheit: whether the home's temperatures are told in °F."""

    id: str
    state: str
    attributes: Mapping[str, Any] = field(default_factory=dict)
    name: str = ""
    area: str = ""
    is_fahrenheit: bool = False

    @property
    def domain(self) -> str:
        return self.id.partition(".")[0]

    @property
    def features(self) -> int:
        found = self.attributes.get("supported_features")
        return found if isinstance(found, int) and not isinstance(found, bool) else 0

    def figure(self, key: str, otherwise: float | None = None) -> float | None:
        """A finite number among the attributes."""
        return finite(self.attributes.get(key), otherwise)

    def words(self, key: str) -> tuple[str, ...]:
        """A list of texts among the attributes, each once."""
        found = self.attributes.get(key)
        return tuple(dict.fromkeys(w for w in found if isinstance(w, str))) if isinstance(found, list) else ()


@dataclass(frozen=True, slots=True)
class Draft:
    """What becomes of an entity. hazard, refused: as in ``Device``."""

    role: Role
    traits: tuple[Trait, ...]
    hazard: str = ""
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Wire:
    """What a device remembers of its entity."""

    entity: str
    domain: str
    features: int = 0
    is_fahrenheit: bool = False
    home: HomePlace | None = None


@dataclass(frozen=True, slots=True)
class State:
    """How an entity is. origin: as in ``Reported``. played: what the player was last asked to play, empty where it
    is something else since, None when calls are not heard. is_named: a person asked for the very temperature. is_announcing:
    the player was made to say something in between."""

    state: str
    attributes: Mapping[str, Any]
    origin: str = ""
    played: str | None = None
    is_named: bool = False
    is_announcing: bool = False

    def text(self, key: str) -> str:
        found = self.attributes.get(key)
        return found if isinstance(found, str) else ""


def read_entity(message: Message) -> Entity:
    """Raises BadPayload."""
    told = decode_object(message, CAP)
    attributes = told.get("attributes")
    name, state, area = told.get("name"), told.get("state"), told.get("area")
    entity = told.get("entity_id")
    if not isinstance(entity, str) or "." not in entity or not entity.isprintable() or len(entity) > 255:
        raise BadPayload(message.topic, message.payload, "without an entity_id")
    known = attributes if isinstance(attributes, dict) else {}
    called = name or known.get("friendly_name")
    return Entity(
        entity,
        state if isinstance(state, str) else "",
        known,
        called if isinstance(called, str) and called else entity,
        area if isinstance(area, str) else "",
        told.get("temperature_unit") == "°F",
    )


def read_state(message: Message) -> State:
    """Raises BadPayload."""
    told = decode_object(message, CAP)
    state, attributes = told.get("state"), told.get("attributes")
    if not isinstance(state, str) or "\x00" in state:
        raise BadPayload(message.topic, message.payload, "state is not a text")
    origin, played = told.get("origin"), told.get("played")
    return State(
        state,
        attributes if isinstance(attributes, dict) else {},
        origin if isinstance(origin, str) else "",
        played if isinstance(played, str) else None,
        told.get("named") is True,
        told.get("announcing") is True,
    )


def within(value: float | None, trait: Trait | None) -> float | None:
    """The value where it lies in the trait's range (rounding on the way allowed), else None: never believed."""
    if value is None or trait is None:
        return None
    low = -math.inf if trait.low is None else trait.low
    high = math.inf if trait.high is None else trait.high
    slack = 0.02 * (high - low) if math.isfinite(high - low) else 0.0
    return min(high, max(low, value)) if low - slack <= value <= high + slack else None
