"""A look round a Home Assistant, for commands that read it once: what it holds and where the home is. Nothing is changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from devices.errors import BadPayload
from devices.families.home_assistant import FAMILY
from devices.home_assistant.listing import Listed, area_names, listed
from devices.links.home_assistant import Conversation
from devices.vocabulary import Device, Role, Settings
from hub.clock import SystemClock
from hub.config import Config
from hub.errors import NotPossible

_MEASURED = frozenset({"temperature", "illuminance", "occupancy"})
_COMMANDED = frozenset({Role.LIGHT, Role.SWITCH, Role.FAN, Role.COVER, Role.CLIMATE, Role.PLAYER})


@dataclass(frozen=True, slots=True)
class Residence:
    """home: Home Assistant's own configuration (location, time zone, units). areas: id → name. sees_calls: whether the
    account is an administrator's, which telling automations from hands takes."""

    home: Mapping[str, Any]
    areas: Mapping[str, str]
    entities: tuple[Listed, ...]
    sees_calls: bool


def look_round(url: str, token: str) -> Residence:
    """Raises LinkDown (WrongToken among it) and Refused, each a sentence for people."""
    now = SystemClock().now()
    with Conversation(url, token) as conversation:
        home = conversation.ask("get_config")
        user = conversation.ask("auth/current_user")
        states = conversation.ask("get_states")
        areas = conversation.ask("config/area_registry/list")
        devices = conversation.ask("config/device_registry/list")
        entities = conversation.ask("config/entity_registry/list")
    home = home if isinstance(home, Mapping) else {}
    units = home.get("unit_system")
    unit = str(units.get("temperature", "°C")) if isinstance(units, Mapping) else "°C"
    return Residence(
        home,
        area_names(areas),
        tuple(listed(states, entities, devices, areas, unit, now)),
        isinstance(user, Mapping) and user.get("is_admin") is True,
    )


def asked_for_access(config: Config) -> tuple[str, str]:
    """url and token. Raises NotPossible where there are none."""
    found = config.home_assistant.access
    if found is None:
        raise NotPossible("the configuration names no Home Assistant: it needs home_assistant: {url: …, token: !secret …}")
    return found


def devices_in(residence: Residence, settings: Settings) -> list[tuple[Listed, Device]]:
    """The entities a home can use: what can be set, what measures a room, who is where. Settings and diagnoses left out."""
    found = []
    for entity in residence.entities:
        if entity.is_minor:
            continue
        try:
            made = FAMILY.describe(entity.announcement, {}, settings)
        except BadPayload:
            continue  # an id or a range that cannot be
        for device in made:
            if is_useful(entity, device):
                found.append((entity, device))
    return found


def is_useful(entity: Listed, device: Device) -> bool:
    measures = any(trait.quantity in _MEASURED for trait in device.traits.values())
    return (device.role in _COMMANDED or device.role is Role.TRACKER or measures or is_room_sensor(entity)) and not (
        device.role in (Role.PLAYER, Role.COVER) and device.refused
    )


def is_room_sensor(entity: Listed) -> bool:
    """A sensor that names the room somebody is in, as Bermuda's and ``mqtt_room``'s do."""
    return entity.domain == "sensor" and (
        entity.platform in ("mqtt_room",) or (entity.platform == "bermuda" and entity.entity.endswith("_area"))
    )
