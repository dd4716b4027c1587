"""The three ways a gateway writes a value: ``{"time", "value"}``, the whole value object, the bare value."""

import re
from collections.abc import Mapping
from typing import Any

from ...errors import BadPayload
from ...message import Message
from ...payload import decode_json, decode_text, fade
from .colours import CHANNELS

_DURATION = re.compile(r"(?:(\d{1,4})m)?(?:(\d{1,5})s)?")
_TRUE, _FALSE = frozenset({"true", "on"}), frozenset({"false", "off"})


def value_in(message: Message) -> tuple[Any, Mapping[str, Any]]:
    """The value, None while it is unknown, and the object it came in, empty where it came bare. Raises BadPayload."""
    if not message.payload.strip():
        return None, {}  # a retained topic was cleared
    found = decode_json(message)
    if isinstance(found, dict) and "value" not in found and found.keys() & set(CHANNELS):
        return found, {}  # an object that is itself the value
    return (found.get("value"), found) if isinstance(found, dict) else (found, {})


def ordered_in(message: Message) -> Any:
    """What somebody wrote to ``/set``, read as the gateway reads it: words for on and off are taken too. Raises BadPayload."""
    text = decode_text(message)
    if text.casefold() in _TRUE | _FALSE:
        return text.casefold() in _TRUE
    try:
        value, _ = value_in(message)
    except BadPayload:
        return text
    if isinstance(value, str) and value.casefold() in _TRUE | _FALSE:
        return value.casefold() in _TRUE
    return value


def fade_in(message: Message) -> float:
    """Seconds asked for in ``options``: ``{"transitionDuration": "1m30s"}``; 0.0 where none are."""
    try:
        _, told = value_in(message)
    except BadPayload:
        return 0.0
    options = told.get("options")
    asked = options.get("transitionDuration") if isinstance(options, Mapping) else None
    found = _DURATION.fullmatch(asked) if isinstance(asked, str) else None
    return 0.0 if found is None else fade(60 * int(found[1] or 0) + int(found[2] or 0))
