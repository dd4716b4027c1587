"""A service call as the link carries it, and what it tells an entity when somebody else makes it."""

import json
from collections.abc import Mapping
from typing import Any

from ..message import Outgoing
from ..payload import finite
from .topics import CALL


def call(service: str, entity: str, **data: Any) -> Outgoing:
    """service: ``light.turn_on``. data: its fields; what is None is left out."""
    domain, _, name = service.partition(".")
    body = {"entity_id": entity, **{key: value for key, value in data.items() if value is not None}}
    return Outgoing(f"{CALL}{domain}/{name}", json.dumps(body, ensure_ascii=False, sort_keys=True).encode())


def read_call(outgoing: Outgoing) -> tuple[str, str, dict[str, Any]]:
    """Domain, service and data of what ``call`` made."""
    domain, _, service = outgoing.topic.removeprefix(CALL).partition("/")
    data: dict[str, Any] = json.loads(outgoing.payload)
    return domain, service, data


def completed(service: str, data: Mapping[str, Any], attributes: Mapping[str, Any]) -> dict[str, Any]:
    """A thermostat that keeps two setpoints takes only both at once: the other one stays as it is. In a mode for one: that.

    attributes: the entity's own, now.
    """
    whole = dict(data)
    low, high = finite(attributes.get("target_temp_low")), finite(attributes.get("target_temp_high"))
    if service != "set_temperature":
        return whole
    if low is None or high is None:
        if finite(attributes.get("temperature")) is not None and "target_temp_high" in whole:
            whole["temperature"] = whole.pop("target_temp_high")  # it cools, and has but one meanwhile
        return whole
    if "temperature" in whole and finite(attributes.get("temperature")) is None:
        whole["target_temp_low"] = whole.pop("temperature")
    if "target_temp_low" in whole or "target_temp_high" in whole:
        whole.setdefault("target_temp_low", low)
        whole.setdefault("target_temp_high", high)
        if whole["target_temp_high"] < whole["target_temp_low"]:
            moved = "target_temp_high" if whole["target_temp_low"] != low else "target_temp_low"
            other = "target_temp_low" if moved == "target_temp_high" else "target_temp_high"
            whole[moved] = whole[other]
    return whole


def announces(service: str, data: Mapping[str, Any]) -> bool:
    """Whether a player is to say something in between: its volume goes up for that, and back, by itself."""
    domain, _, name = service.rpartition(".")
    return (
        domain in ("tts", "chime_tts") or name == "play_announcement" or (name == "play_media" and data.get("announce") is True)
    )


def entities_of(data: Mapping[str, Any]) -> tuple[str, ...]:
    """The entities a call names itself; areas, devices and labels are left to the states that follow."""
    target = data.get("target")
    named = data.get("media_player_entity_id")  # of who says something there; the entity is the voice
    named = named or data.get("entity_id") or (target.get("entity_id") if isinstance(target, Mapping) else None)
    if isinstance(named, str):
        return tuple(part.strip() for part in named.split(",") if part.strip())
    return tuple(part for part in named if isinstance(part, str)) if isinstance(named, list) else ()
