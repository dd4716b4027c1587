"""A place's text made safe, and the words that mean no room. Pure."""

from ..errors import BadPayload
from ..message import Message
from ..vocabulary import AT_HOME, NOT_HOME

CAP = 100  # characters

# Words that no room is called by, in the languages people write them.
_AWAY = frozenset((
    "not_home", "not home", "nothome", "away", "gone", "out", "absent", "left", "disconnected", "not present", "not_present",
    "abwesend", "unterwegs", "weg", "fort", "nicht zuhause", "nicht_zuhause", "ausser haus", "außer haus",
    "absente", "parti", "partie", "sorti", "sortie", "afwezig", "niet thuis", "niet_thuis", "ausente", "fuera",
    "assente", "fuori",
))  # fmt: skip
_HOME = frozenset((
    AT_HOME, "at home", "at_home", "present", "connected", "zuhause", "zu hause", "daheim", "anwesend", "présent", "présente",
    "à la maison", "thuis", "aanwezig", "en casa", "a casa",
))  # fmt: skip
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
    if said in _HOME:
        return AT_HOME
    if said in _NO_PLACE:
        raise BadPayload(message.topic, message.payload, "neither a room, home nor not_home")
    if len(clean) > CAP or not clean.isprintable():  # a lone surrogate is not printable either
        raise BadPayload(message.topic, message.payload, f"the place is over {CAP} characters or not readable")
    return clean
