"""What Home Assistant is told once about the hub's own entities. Pure: a configuration in, discovery messages out.

https://www.home-assistant.io/integrations/mqtt/#device-discovery-payload. Everything stands under a node of the hub's own,
``<prefix>/device/<base>/<object>/config``, so that what an earlier configuration left on the broker is found there again.
"""

import json
import re
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from devices.vocabulary import OccupantId, RoomId
from models.features import ACTIVITIES

from ..config import Config
from ..consent import DOMAINS
from ..learning.autonomy import LEVELS
from ..learning.changed_habits import ANSWERS
from ..learning.unusual_evening import FORGET, KEEP
from ..modes import NAMES, NORMAL
from ..telling.topics import ACCEPT, DECLINE, LATER, NOTHING, STOP, WAITING, Topics
from .figure_sensors import figures

EVENTS = ("sent", "suggested", "held", "corrected")
ORIGIN = "Attune"
AWAY = "Away"
STATES = ("running", "paused", "observing", "degraded")
_LONGEST_STATE = 255  # characters Home Assistant keeps of a state

_SENTENCE = (
    "{% set told = value_json.get('sentence') if value_json is defined else none %}"
    f"{{{{ (told or 'None') | truncate({_LONGEST_STATE}, true, '…', 0) }}}}"
)
_IS_OFFERED = "{{ 'online' if value_json is defined and value_json.get('offer') else 'offline' }}"
_IS_EVENING_OFFERED = "{{ 'online' if value_json is defined and value_json.get('sentence') else 'offline' }}"
_PHRASES = {
    "sent": "something was set",
    "suggested": "something is suggested",
    "held": "everything was left alone",
    "corrected": "somebody corrected it",
}


def node(base: str) -> str:
    """The base topic as one of discovery's ids: letters, digits, _ and -."""
    return re.sub(r"[^a-zA-Z0-9_-]", "_", base)


def own_filter(config: Config) -> str:
    """Where this hub's own announcements stand."""
    return f"{config.home_assistant.discovery_prefix}/device/{node(config.base_topic)}/+/config"


def birth_topic(config: Config) -> str:
    """Where Home Assistant says that it has started."""
    return f"{config.home_assistant.discovery_prefix}/status"


def announcements(config: Config, topics: Topics) -> dict[str, bytes]:
    """Topic → payload, one per device."""
    base = node(config.base_topic)
    found = {"hub": _hub(topics, base)}
    found |= {f"room_{room}": _room(config, topics, base, RoomId(room)) for room in config.rooms}
    found |= {f"occupant_{who}": _occupant(config, topics, base, OccupantId(who)) for who in config.occupants}
    prefix = config.home_assistant.discovery_prefix
    return {f"{prefix}/device/{base}/{name}/config": _bytes(body) for name, body in found.items()}


def object_of(topic: str) -> tuple[str, str]:
    """("room", id), ("occupant", id) or ("hub", "") of an own announcement's topic."""
    name = topic.split("/")[-2]
    kind, _, rest = name.partition("_")
    return (kind, rest) if kind in ("room", "occupant") else ("hub", "")


def _hub(topics: Topics, base: str) -> dict[str, Any]:
    health = {"state_topic": topics.health, "entity_category": "diagnostic"}
    components: dict[str, dict[str, Any]] = {
        "pause": {
            "platform": "switch", "name": "Pause", "icon": "mdi:pause-circle-outline",
            "state_topic": topics.pause, "command_topic": topics.pause_set,
        },
        "mode": _mode(topics.mode),
        "evening": {
            "platform": "select", "name": "Unusual evening", "icon": "mdi:weather-night",
            "options": [WAITING, FORGET, KEEP],
            "state_topic": topics.evening, "command_topic": f"{topics.evening}/set",
            "value_template": f"{{{{ '{WAITING}' }}}}", "json_attributes_topic": topics.evening,
            # There only while an evening is offered not to count.
            "availability": [
                {"topic": topics.status},
                {"topic": topics.evening, "value_template": _IS_EVENING_OFFERED},
            ],
            "availability_mode": "all",
        },
        "count_again": {
            "platform": "button", "name": "Count forgotten evening again", "icon": "mdi:undo-variant",
            "command_topic": topics.forget_set, "payload_press": "undo",
        },
        "state": {
            "platform": "sensor", "name": "State", "icon": "mdi:state-machine", "device_class": "enum",
            "options": list(STATES), "value_template": "{{ value_json.state }}", **health,
        },
        "problem": {
            "platform": "binary_sensor", "name": "Problem", "device_class": "problem",
            "value_template": "{{ 'ON' if value_json.problem else 'OFF' }}",
            "json_attributes_topic": topics.health, "json_attributes_template": _ATTRIBUTES, **health,
        },
        "missing": {
            "platform": "sensor", "name": "Missing devices", "icon": "mdi:lightbulb-question-outline",
            "state_class": "measurement", "unit_of_measurement": "devices",
            "value_template": "{{ value_json.missing | count }}", **health,
        },
        "learned": {
            "platform": "sensor", "name": "Choices learned", "icon": "mdi:school-outline",
            "state_class": "measurement", "unit_of_measurement": "choices",
            "value_template": "{{ value_json.learned }}", **health,
        },
        **figures(topics.figures),
        "event": _event(topics.event),
        **_triggers(topics.event),
    }  # fmt: skip
    device = {"identifiers": [f"{base}_hub"], "name": ORIGIN, "manufacturer": ORIGIN, "model": "Hub", "sw_version": _version()}
    return _whole(topics, base, "hub", ORIGIN, device, components)


_ATTRIBUTES = "{{ {'problems': value_json.problems, 'missing': value_json.missing} | tojson }}"


def _room(config: Config, topics: Topics, base: str, room: RoomId) -> dict[str, Any]:
    name = config.rooms[room].name
    why, suggestion = topics.room(room, "why"), topics.room(room, "suggestion")

    def orders(what: str) -> str:
        return f"{topics.room(room, what)}/set"

    components: dict[str, dict[str, Any]] = {
        "why": {
            "platform": "sensor", "name": "Why", "icon": "mdi:comment-question-outline", "state_topic": why,
            "value_template": _SENTENCE,
            "json_attributes_topic": why,
        },
        "autonomy": {
            "platform": "select", "name": "Autonomy", "icon": "mdi:robot-outline", "entity_category": "config",
            "options": list(LEVELS[: LEVELS.index(config.autonomy) + 1]),  # the home's own limit is nobody's to lift here
            "state_topic": topics.room(room, "autonomy"), "command_topic": orders("autonomy"),
        },
        "undo": {
            "platform": "button", "name": "Undo", "icon": "mdi:undo-variant",
            "command_topic": orders("undo"), "payload_press": "PRESS",
        },
        "thanks": {
            "platform": "button", "name": "Thanks", "icon": "mdi:thumb-up-outline",
            "command_topic": orders("thanks"), "payload_press": "PRESS",
        },
        "suggestion": {
            "platform": "select", "name": "Suggestion", "icon": "mdi:lightbulb-on-outline",
            "options": list(dict.fromkeys((WAITING, ACCEPT, DECLINE, LATER, STOP, *config.music))),
            "state_topic": suggestion, "command_topic": orders("suggestion"),
            "value_template": f"{{{{ '{WAITING}' }}}}", "json_attributes_topic": suggestion,
            # There only while something is suggested.
            "availability": [
                {"topic": topics.status},
                {"topic": suggestion, "value_template": _IS_OFFERED},
            ],
            "availability_mode": "all",
        },
        "activity": {
            "platform": "select", "name": "Activity", "icon": "mdi:movie-open-outline",
            "options": [NOTHING, *ACTIVITIES, "other"],
            "state_topic": topics.room(room, "activity"), "command_topic": orders("activity"),
            "value_template": f"{{{{ value if value in {[NOTHING, *ACTIVITIES]} else 'other' }}}}",
        },
        "occupancy": {
            "platform": "binary_sensor", "name": "Occupancy", "device_class": "occupancy",
            "state_topic": topics.room(room, "occupancy"), "json_attributes_topic": topics.room(room, "occupancy"),
            "value_template": "{{ {'yes': 'ON', 'no': 'OFF'}.get(value_json.occupancy, 'None') }}",
        },
        "mode": _mode(topics.room(room, "mode")),
        "event": _event(topics.room(room, "event")),
        **_triggers(topics.room(room, "event")),
    }  # fmt: skip
    distinct = room_names(config)[room]
    # Home Assistant puts the area before it ("Kitchen › Attune › Why"): a name with the room in it would say the room twice.
    device = {
        "identifiers": [f"{base}_room_{room}"], "name": ORIGIN if distinct == name else f"{ORIGIN} ({room})",
        "manufacturer": ORIGIN, "model": "Room", "suggested_area": name, "via_device": f"{base}_hub",
    }  # fmt: skip
    return _whole(topics, base, f"room_{room}", f"{ORIGIN} {distinct}", device, components)


def _occupant(config: Config, topics: Topics, base: str, who: OccupantId) -> dict[str, Any]:
    block = config.occupants[who]
    names = room_names(config)
    components: dict[str, dict[str, Any]] = {
        "room": {
            "platform": "sensor", "name": "Room", "icon": "mdi:map-marker-outline", "state_topic": topics.occupant_room(who),
            "device_class": "enum", "options": [*names.values(), AWAY],
            "value_template": f"{{{{ {json.dumps({**names, 'not_home': AWAY})}.get(value, None) }}}}",
            "json_attributes_topic": topics.whereabouts(who),
        },
        "corrections": {
            "platform": "sensor", "name": "Corrections per day", "icon": "mdi:gesture-tap-button",
            "state_topic": topics.corrections(who), "unit_of_measurement": "corrections/d", "state_class": "measurement",
            "suggested_display_precision": 1, "entity_category": "diagnostic",
        },
        "changed_habit": {
            "platform": "sensor", "name": "Changed habit", "icon": "mdi:swap-horizontal", "state_topic": topics.changes(who),
            "value_template": "{{ (value_json.changes[0].sentence if value_json.changes else 'none')[:250] }}",
            "json_attributes_topic": topics.changes(who),
        },
        "changed_habit_answer": {
            "platform": "select", "name": "Changed habit is", "icon": "mdi:comment-question-outline",
            "state_topic": topics.changes(who), "command_topic": f"{topics.changes(who)}/set",
            "value_template": f"{{{{ '{WAITING}' if value_json.changes else '{NOTHING}' }}}}",
            "options": [NOTHING, WAITING, *ANSWERS],
        },
        "hit_rate": {
            "platform": "sensor", "name": "Hit rate", "icon": "mdi:bullseye-arrow", "state_topic": topics.hit_rate(who),
            "unit_of_measurement": "%", "state_class": "measurement", "suggested_display_precision": 0,
            "entity_category": "diagnostic",
        },
    }  # fmt: skip
    for domain in DOMAINS:
        if domain in block.learn:
            topic = topics.learning_of(who, domain)
            components[f"learning_{domain}"] = {
                "platform": "switch", "name": f"Learning {domain}", "icon": "mdi:school-outline", "entity_category": "config",
                "state_topic": topic, "command_topic": f"{topic}/set",
            }  # fmt: skip
    called = f"{ORIGIN} {block.name}"
    device = {
        "identifiers": [f"{base}_occupant_{who}"], "name": called, "manufacturer": ORIGIN, "model": "Person",
        "via_device": f"{base}_hub",
    }  # fmt: skip
    return _whole(topics, base, f"occupant_{who}", called, device, components)


def room_names(config: Config) -> dict[str, str]:
    """Room id → its name, each name once."""
    names: dict[str, str] = {}
    for room, block in config.rooms.items():
        names[room] = f"{block.name} ({room})" if block.name in names.values() or block.name == AWAY else block.name
    return names


def _mode(topic: str) -> dict[str, Any]:
    """Chosen here it has its usual end; the topic takes another."""
    return {
        "platform": "select", "name": "Mode", "icon": "mdi:party-popper", "options": [NORMAL, *NAMES],
        "state_topic": topic, "command_topic": f"{topic}/set", "value_template": "{{ value_json.mode }}",
        "json_attributes_topic": topic,
    }  # fmt: skip


def _event(topic: str) -> dict[str, Any]:
    return {
        "platform": "event", "name": "Decision", "icon": "mdi:head-cog-outline", "state_topic": topic,
        "event_types": list(EVENTS),
    }  # fmt: skip


def _triggers(topic: str) -> dict[str, dict[str, Any]]:
    """For the automation editor: "something is suggested" and the like, of the device."""
    return {
        f"trigger_{kind}": {
            "platform": "device_automation", "automation_type": "trigger", "type": _PHRASES[kind], "subtype": "decision",
            "topic": topic, "value_template": "{{ value_json.event_type }}", "payload": kind,
        }
        for kind in EVENTS
    }  # fmt: skip


def _whole(
    topics: Topics, base: str, name: str, called: str, device: Mapping[str, Any], components: Mapping[str, dict[str, Any]]
) -> dict[str, Any]:
    """called: what entity ids begin with, in words: Home Assistant writes them as it writes its ids ("Küche": kuche).

    The ids are asked for, so that every release makes the same of them. An entity that is there already keeps its own.
    """
    for key, component in components.items():
        platform = component["platform"]
        if platform != "device_automation":
            wanted = f"{called} {component['name']}"
            component["unique_id"] = f"{base}_{name}_{key}"
            component["default_entity_id"] = f"{platform}.{wanted}"  # since 2025.10
            component["object_id"] = wanted  # until 2026.3, which says nothing of it where the other is there
    return {
        "device": dict(device),
        "origin": {"name": ORIGIN, "sw_version": _version()},
        "availability": [{"topic": topics.status}],
        "components": dict(components),
    }


def _version() -> str:
    try:
        return version("attune-hub")
    except PackageNotFoundError:
        return "0"


def _bytes(body: Mapping[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
