"""Everything a Home Assistant holds, from its states and registries: entities with their area, as announcements. Pure.

https://developers.home-assistant.io/docs/area_registry_index and its neighbours.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..message import Message
from ..vocabulary import Moment
from .topics import ENTITY

_OURS = "Attune"  # the manufacturer of the hub's own devices there


@dataclass(frozen=True, slots=True)
class Listed:
    """One entity. announcement: as its family reads it. area: its name, empty for none. is_minor: a setting or a diagnosis of
    a device, or hidden by its owner. attributes, state: as they are now. platform, unique_id: of the integration it is from."""

    entity: str
    name: str
    area_id: str
    area: str
    announcement: Message
    state: str = ""
    attributes: Mapping[str, Any] = field(default_factory=dict)
    platform: str = ""
    is_minor: bool = False
    unique_id: str = ""

    @property
    def domain(self) -> str:
        return self.entity.partition(".")[0]


def listed(
    states: Iterable[Any], entities: Iterable[Any], devices: Iterable[Any], areas: Iterable[Any], unit: str, when: Moment
) -> list[Listed]:
    """Every entity there is, by id; the hub's own left out. unit: °C or °F. What is oddly formed is passed over."""
    registry = {e["entity_id"]: e for e in _mappings(entities) if isinstance(e.get("entity_id"), str)}
    by_device = {d["id"]: d for d in _mappings(devices) if isinstance(d.get("id"), str)}
    names = area_names(areas)
    found = []
    for state in _mappings(states):
        entity = state.get("entity_id")
        if not isinstance(entity, str) or "." not in entity:
            continue
        entry = registry.get(entity, {})
        device = by_device.get(str(entry.get("device_id")), {})
        parent = by_device.get(str(device.get("parent_device_id")), {})  # a socket of a strip: it is where the strip is
        if _OURS in (device.get("manufacturer"), parent.get("manufacturer")):
            continue
        attributes = state.get("attributes")
        attributes = attributes if isinstance(attributes, Mapping) else {}
        area_id = str(entry.get("area_id") or device.get("area_id") or parent.get("area_id") or "")
        name = str(attributes.get("friendly_name") or entity)
        body = {
            "entity_id": entity, "attributes": dict(attributes), "temperature_unit": unit,
            "name": name, "area": names.get(area_id, ""),
        }  # fmt: skip
        announcement = Message(f"{ENTITY}{entity}", json.dumps(body, ensure_ascii=False).encode(), when, retain=True)
        is_minor = bool(entry.get("entity_category") or entry.get("hidden_by"))
        found.append(
            Listed(
                entity, name, area_id if area_id in names else "", names.get(area_id, ""), announcement,
                str(state.get("state", "")), attributes, str(entry.get("platform") or ""), is_minor,
                str(entry.get("unique_id") or ""),
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: one.entity)


def area_names(areas: Iterable[Any]) -> dict[str, str]:
    """Area id → name."""
    return {str(area["area_id"]): str(area.get("name") or area["area_id"]) for area in _mappings(areas) if area.get("area_id")}


def _mappings(told: Iterable[Any]) -> list[Mapping[str, Any]]:
    return [one for one in told if isinstance(one, Mapping)] if isinstance(told, Iterable) else []
