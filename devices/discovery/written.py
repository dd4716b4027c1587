"""A device that announces nothing, but whose topics follow from its address: read as if its bridge had announced it."""

import json
from collections.abc import Mapping
from typing import Any

from ..errors import BadPayload
from ..message import Message
from ..vocabulary import Device, Moment
from .describing import described
from .payload import entities_in


def device_of(component: str, key: str, config: Mapping[str, Any], now: Moment) -> Device | None:
    """The device of a configuration as Home Assistant's discovery would carry it; None where nothing in it can be used."""
    message = Message(f"homeassistant/{component}/{key}/config", json.dumps(dict(config)).encode(), now)
    try:
        [entity] = entities_in(message, "homeassistant")
    except (BadPayload, ValueError):
        return None
    device = described(entity)
    return None if device.refused else device
