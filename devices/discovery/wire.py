"""What a described entity remembers for hearing and saying, and how its configuration is read while it is described."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from ..errors import DeviceError
from ..text import shown
from ..vocabulary import HomePlace, Role, Trait
from .payload import AnnouncedEntity
from .templates import why_not

_LONGEST_TOPIC = 500


class Unusable(DeviceError):
    """An entity nothing can be done with. reason: why, in words for the resident."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Watch:
    """One availability topic."""

    topic: str
    template: str = ""
    online: str = "online"
    offline: str = "offline"


@dataclass(frozen=True, slots=True)
class ModeTopic:
    """A topic on which a thermostat tells by what it goes. about: what it is in Home Assistant's words, preset_mode or mode."""

    about: str
    topic: str
    template: str = ""


@dataclass(frozen=True, slots=True)
class JsonLamp:
    """A lamp that is told everything in one JSON object."""

    state_topic: str
    command_topic: str


@dataclass(frozen=True, slots=True)
class TemplateLamp:
    """A lamp that is told by two templates."""

    state_topic: str
    command_topic: str
    on_template: str
    off_template: str


@dataclass(frozen=True, slots=True)
class BasicLamp:
    """A lamp with a topic for each thing. on_command: last, first or brightness."""

    on_command: str


@dataclass(frozen=True, slots=True)
class Moves:
    """The topic on which others send a cover to its ends. words: lower case, to the position it then goes to; None: stops."""

    topic: str
    words: Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Tracker:
    """Where a person is. home, not_home, reset: what it says for the first, the second, and for neither.

    attributes: the topic on which it tells coordinates, or empty.
    """

    topic: str
    template: str
    home: str
    not_home: str
    reset: str
    attributes: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """What a component makes of an entity's configuration."""

    role: Role
    traits: tuple[Trait, ...] = ()
    lamp: JsonLamp | TemplateLamp | BasicLamp | None = None
    tracker: Tracker | None = None
    moves: Moves | None = None
    modes: tuple[ModeTopic, ...] = ()
    hazard: str = ""
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Wire:
    """component, names: how it is called. lamp, tracker, moves: what it is beside its traits' ports. watches: is it there?

    mode: of the watches: latest, any or all. home: where it is, for trackers that tell coordinates. modes: of a thermostat.
    attributes: the topic on which it tells what else there is of it, or empty.
    """

    component: str
    names: frozenset[str] = frozenset()
    lamp: JsonLamp | TemplateLamp | BasicLamp | None = None
    tracker: Tracker | None = None
    moves: Moves | None = None
    watches: tuple[Watch, ...] = ()
    mode: str = "latest"
    home: HomePlace | None = None
    modes: tuple[ModeTopic, ...] = ()
    attributes: str = ""


def state_topic(entity: AnnouncedEntity, key: str = "state_topic") -> str:
    """A topic to listen on, or empty. A level may be ``+``, never ``#``. Raises Unusable."""
    topic = _topic(entity, key)
    levels = topic.split("/")
    if "#" in topic or any("+" in level and level != "+" for level in levels) or (topic and set(levels) <= {"+", ""}):
        raise Unusable(f"its {key} {shown(topic, 80)} is too wide to listen on")
    return topic


def command_topic(entity: AnnouncedEntity, key: str = "command_topic") -> str:
    """A topic to speak on, or empty. Raises Unusable."""
    topic = _topic(entity, key)
    if "+" in topic or "#" in topic:
        raise Unusable(f"its {key} {shown(topic, 80)} is no topic to speak on")
    return topic


def _topic(entity: AnnouncedEntity, key: str) -> str:
    value = entity.config.get(key)
    if value is None or value == "":
        return ""
    if not isinstance(value, str) or len(value) > _LONGEST_TOPIC or shown(value, 4 * _LONGEST_TOPIC) != value:
        raise Unusable(f"its {key} is not a topic")
    if value.startswith("$"):
        raise Unusable(f"its {key} is the broker's own")
    return value


def template(entity: AnnouncedEntity, *keys: str) -> str:
    """The first template among the keys, or empty. Raises Unusable when it cannot be read."""
    for key in keys:
        source = entity.config.get(key)
        if source is None or source == "":
            continue
        if not isinstance(source, str):
            raise Unusable(f"its {key} is not a template")
        trouble = why_not(source)
        if trouble:
            raise Unusable(f"its {key} cannot be used: {trouble}")
        return source
    return ""


def figure(entity: AnnouncedEntity, key: str, default: float | None = None) -> float | None:
    """A number of the configuration; text that spells one is taken. Raises Unusable."""
    value = entity.config.get(key)
    if value is None or value == "":
        return default
    try:
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            raise ValueError
        found = float(value)
    except (ValueError, OverflowError):
        raise Unusable(f"its {key} is not a number") from None
    if not math.isfinite(found) or abs(found) > 1e9:
        raise Unusable(f"its {key} is not a number it can mean")
    return found
