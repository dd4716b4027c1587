"""One announcement into the entities it announces, with full keys, whole topics and what they share written into each.

Source: https://www.home-assistant.io/integrations/mqtt/#discovery-payload
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..errors import BadPayload
from ..message import Message
from ..payload import decode_object
from ..text import shown
from .abbreviations import DEVICE, ENTITY

CAP = 256 * 1024  # bytes; a device's whole announcement with a hundred entities has about 60 000
STATE_CAP = 64 * 1024  # bytes; bridges put all they know into a state
MOST_ENTITIES = 500  # of one announcement
HUB = "Attune"  # by its origin; hub/home_assistant/announcement.py writes it
_ID = re.compile(r"[a-zA-Z0-9_-]+")
_SHARED = (
    *("availability", "availability_topic", "availability_mode", "availability_template", "payload_available"),
    *("payload_not_available", "state_topic", "command_topic", "qos", "encoding"),
)


@dataclass(frozen=True, slots=True)
class AnnouncedEntity:
    """One thing a bridge announces.

    component: light, climate, …; node, key: the topic's ids, or the component's key in a device's announcement.
    config: its keys written out. device: what the announcement says of the device it belongs to. wrong: why Home Assistant
    would not take it, in words, or empty.
    """

    component: str
    node: str
    key: str
    config: Mapping[str, Any]
    device: Mapping[str, Any] = field(default_factory=dict)
    wrong: str = ""

    def text(self, key: str, default: str = "") -> str:
        """A word of the configuration; YAML's and JSON's true and numbers as Home Assistant spells them."""
        value = self.config.get(key)
        if isinstance(value, bool | int | float):
            return str(value)
        return value[:4096] if isinstance(value, str) else default

    def words(self, key: str) -> tuple[str, ...]:
        """A list of words; what is none in it is left out."""
        value = self.config.get(key)
        return tuple(item for item in value[:200] if _is_word(item)) if isinstance(value, list) else ()

    def is_true(self, key: str) -> bool:
        value = self.config.get(key)
        return value is True or (isinstance(value, str) and value.lower() in ("true", "on", "yes", "1"))


def entities_in(message: Message, prefix: str) -> tuple[AnnouncedEntity, ...]:
    """The entities of one announcement topic, none when it was withdrawn. Raises BadPayload."""
    place = _place(message.topic, prefix)
    if place is None:
        raise BadPayload(message.topic, b"", "not a topic of discovery")
    component, node, key = place
    if not message.payload.strip():
        return ()
    given = decode_object(message, CAP)
    config = _written_out(given)
    if config.get("migrate_discovery") is True:
        return ()  # the device's own announcement takes over
    if _is_the_hubs(config):
        return ()
    wrong = ""
    if not all(_ID.fullmatch(part) for part in (node, key) if part) or not key:
        wrong = "its topic holds more than letters, digits, _ and -, so Home Assistant does not take it either"
    if component != "device":
        return (AnnouncedEntity(component, node, key, config, _device(config), wrong),)
    return _of_device(message, config, node, key, wrong)


def _is_the_hubs(config: Mapping[str, Any]) -> bool:
    """Whether a hub announces itself: its switches are for people, it is no device of the home."""
    origin = config.get("origin")
    return isinstance(origin, dict) and origin.get("name") == HUB


def _place(topic: str, prefix: str) -> tuple[str, str, str] | None:
    """component, node id (or empty) and object id of an announcement's topic."""
    if not topic.startswith(f"{prefix}/") or not topic.endswith("/config"):
        return None
    parts = topic[len(prefix) + 1 : -len("/config")].split("/")
    if len(parts) == 2:
        return parts[0], "", parts[1]
    return (parts[0], parts[1], parts[2]) if len(parts) == 3 else None


def _of_device(message: Message, config: Mapping[str, Any], node: str, key: str, wrong: str) -> tuple[AnnouncedEntity, ...]:
    if not isinstance(config.get("components"), Mapping) and not isinstance(config.get("child_devices"), list):
        raise BadPayload(message.topic, message.payload, "a device without components")
    shared = {name: config[name] for name in _SHARED if name in config}
    found: list[AnnouncedEntity] = []
    listed = list(_components(config))[:MOST_ENTITIES]
    times = Counter(name for name, _, _ in listed)
    for name, raw, device in listed:
        if not isinstance(raw, Mapping):
            continue
        own = _written_out(raw, config.get("~"))
        platform = own.pop("platform", None)
        if not isinstance(platform, str) or not own:
            continue  # only its platform: that component was removed
        # An entity's own availability, in whichever of the two ways, stands for the device's.
        ways = {"availability", "availability_topic"}
        inherited = {k: v for k, v in shared.items() if not (k in ways and ways & own.keys())}
        ids = own.get("unique_id")
        trouble = wrong or ("" if isinstance(ids, str) and ids else "it has no unique_id, which a device's components need")
        if times[name] > 1:
            trouble = trouble or f"the device has two components {shown(name, 80)}, so Home Assistant takes none of it"
        found.append(AnnouncedEntity(platform, f"{node}/{key}" if node else key, name, {**inherited, **own}, device, trouble))
    return tuple(found)


def _components(config: Mapping[str, Any]) -> Iterator[tuple[str, object, dict[str, Any]]]:
    """Key, configuration and device of each component: the device's own, then those of its child devices, which
    Home Assistant has had since 2026."""
    listed, device, children = config.get("components"), _device(config), config.get("child_devices")
    if isinstance(listed, Mapping):
        yield from ((str(name), raw, device) for name, raw in listed.items())
    for given in children if isinstance(children, list) else ():
        child = _written_out(given) if isinstance(given, Mapping) else {}
        inside = child.get("components")
        if isinstance(inside, Mapping):
            whole = _device({"device": {**device, "child_device": child}})
            yield from ((str(name), raw, whole) for name, raw in inside.items())


def _written_out(given: Mapping[str, Any], base: object = None) -> dict[str, Any]:
    """Abbreviated keys in full and ``~`` filled in. A key given both ways counts as written in full."""
    full = {ENTITY.get(key, key): value for key, value in given.items() if key in ENTITY}
    full |= {key: value for key, value in given.items() if key not in ENTITY}
    base = full.get("~", base)
    if isinstance(full.get("availability"), Mapping):
        full["availability"] = [full["availability"]]
    if isinstance(full.get("availability"), list):
        full["availability"] = [
            _written_out(item, base) if isinstance(item, Mapping) else item for item in full["availability"][:20]
        ]
    if isinstance(base, str):
        for key, value in full.items():
            if isinstance(value, str) and key.endswith("topic"):
                full[key] = _on_base(value, base)
    return full


def _on_base(topic: str, base: str) -> str:
    if topic.startswith("~"):
        topic = base + topic[1:]
    return topic[:-1] + base if topic.endswith("~") else topic


def _device(config: Mapping[str, Any]) -> dict[str, Any]:
    """A child device is its parent, called by both names ("Strip", "Socket 1": "Strip Socket 1")."""
    given = config.get("device")
    device = {DEVICE.get(k, k): v for k, v in given.items()} if isinstance(given, Mapping) else {}
    child = device.pop("child_device", None)
    if isinstance(child, Mapping):
        names = (device.get("name"), child.get("name"))
        device["name"] = " ".join(name.strip() for name in names if isinstance(name, str) and name.strip())
    return device


def _is_word(item: object) -> bool:
    return isinstance(item, str) and 0 < len(item) <= 200 and shown(item, 400) == item
