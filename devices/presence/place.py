"""A place's text made safe, and the words that mean no room. Pure."""

from ..errors import BadPayload
from ..message import Message
from ..vocabulary import AT_HOME, NOT_HOME

CAP = 100  # characters

_AWAY = frozenset({"not_home", "not home", "away"})
_UNKNOWN = frozenset({"", "unknown", "unavailable", "none", "null"})
_NO_PLACE = frozenset({"true", "false", "on", "off", "yes", "no", "0", "1", "online", "offline"})


def place_in(message: Message, text: object) -> str | None:
    """``not_home``, ``home``, a room as the source spells it, or None: not known. Raises BadPayload for what is no place."""
    if text is None:
        return None
    if not isinstance(text, str):
        raise BadPayload(message.topic, message.payload, "the place is not a text")
    clean = text.strip()
    said = clean.casefold()
    if said in _UNKNOWN:
        return None
    if said in _AWAY:
        return NOT_HOME
    if said == AT_HOME:
        return AT_HOME
    if said in _NO_PLACE:
        raise BadPayload(message.topic, message.payload, "neither a room, home nor not_home")
    if len(clean) > CAP or not clean.isprintable():  # a lone surrogate is not printable either
        raise BadPayload(message.topic, message.payload, f"the place is over {CAP} characters or not readable")
    return clean
