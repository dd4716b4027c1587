"""Where a Z-Wave value stands: ``<node>/<class>/<endpoint>/<property>[/<key>]``, by numbers or by names.

Source: https://zwave-js.github.io/zwave-js-ui/#/usage/setup (type of the gateway).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ...based import BaseTopic

SWITCH, LEVEL, BINARY, SENSOR, SETPOINT, MODE, NOTIFICATION, SCENE, COLOUR = 37, 38, 48, 49, 67, 64, 113, 91, 51
FAMILY_KEY = "zwavejs"
BASE = BaseTopic(FAMILY_KEY, "zwave")
CLIENTS = "_CLIENTS"  # below the prefix: the gateway itself
CALL, MANY = "api/writeValue/set", ("broadcast", "multicast")  # below a client: what is told to one node, to all, to some
_MOST_ENDPOINTS = 127
# Both spellings of the names there are: the gateway's own and that of its whole value objects.
_NAMES: Mapping[int, tuple[str, ...]] = {
    SWITCH: ("switch_binary", "binary_switch"),
    LEVEL: ("switch_multilevel", "multilevel_switch"),
    BINARY: ("sensor_binary", "binary_sensor"),
    SENSOR: ("sensor_multilevel", "multilevel_sensor"),
    SETPOINT: ("thermostat_setpoint",),
    MODE: ("thermostat_mode",),
    NOTIFICATION: ("notification",),
    SCENE: ("central_scene",),
    COLOUR: ("switch_color", "color_switch"),
}
_CLASSES = {spelling: number for number, names in _NAMES.items() for spelling in (str(number), *names)}
_ENDPOINT = re.compile(r"(?:endpoint_)?(\d{1,3})")
# Of a value's topic below its class: as they are written. The endpoint is left out in older named topics.
_ENDINGS = (
    *("currentValue", "currentColor", "Open", "mode", "setpoint/+", "Motion", "Any", "scene/+"),
    *("Home_Security/+", "Home Security/+", "Air_temperature", "Air temperature", "Illuminance"),
)


@dataclass(frozen=True, slots=True)
class Place:
    """One value of a node. node: its topic. what, key: its property and the key of it, small, with _ for blanks; key is empty
    where there is none. topic: as it is written."""

    node: str
    command_class: int
    endpoint: int
    what: str
    key: str
    topic: str

    @property
    def target(self) -> str:
        """The topic that sets it, without its ``/set``; what only tells has its own."""
        return re.sub("current(Value|Color)$", r"target\1", self.topic)


def plain(text: str) -> str:
    return text.strip().casefold().replace(" ", "_")


def place_of(topic: str) -> Place | None:
    """The value of a topic; None where it is none that a home is moved or seen by.

    Read from the left, but a node may itself be called 38: what follows must fit as well.
    """
    parts = topic.split("/")
    for at in range(1, len(parts) - 1):
        number = _CLASSES.get(plain(parts[at]))
        if number is None:
            continue
        endpoint = _ENDPOINT.fullmatch(parts[at + 1])
        rest = parts[at + 2 :] if endpoint else parts[at + 1 :]
        if len(rest) not in (1, 2) or (endpoint and int(endpoint[1]) > _MOST_ENDPOINTS):
            continue
        key = plain(rest[1]) if len(rest) == 2 else ""
        place = Place("/".join(parts[:at]), number, int(endpoint[1]) if endpoint else 0, plain(rest[0]), key, topic)
        if _is_of_use(place):
            return place
    return None


def announcing(node: str) -> Iterator[str]:
    """Filters on which a node's values, and what it is itself, come to be known."""
    yield f"{node}/nodeinfo"
    for ending in _ENDINGS:
        yield f"{node}/+/{ending}"
        yield f"{node}/+/+/{ending}"


def _is_of_use(place: Place) -> bool:
    match place.command_class, place.what, place.key:
        case (37, "currentvalue", "") | (38, "currentvalue" | "open", "") | (64, "mode", ""):
            return True
        case (51, "currentcolor", ""):
            return True
        case (67, "setpoint", "1" | "2") | (49, "air_temperature" | "illuminance", "") | (48, "motion" | "any", ""):
            return True
        case (113, "home_security", "motion_sensor_status"):
            return True
        case (91, "scene", key):
            return key.isdigit()
    return False
