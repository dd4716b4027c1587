"""A block that points at something in the home (``{zigbee2mqtt: living_lamp}``) into the Reference families work with."""

import re
from collections.abc import Mapping
from typing import Any

from pydantic_core import PydanticCustomError

from devices.family import Use, families, family_for
from devices.text import shown
from devices.vocabulary import DeviceId, Reference

from .mistakes import Keys, meant, quoted

HOME_ASSISTANT = "home_assistant"  # always an entity id, never a block
COOLING = "cooling"  # a climate that the hub may cool with as well
ROLES = ("light", "switch", "climate", "player", COOLING)
COMMON = ("id", "name", "as")
STAYS = "stays"  # of a presence source: it stays where it is when its person goes
OMITTED: Any = Reference(
    "", "", DeviceId("")
)  # stands in a list for what was wrong there, so that the others keep their places

_QUOTES = "\"'\u201c\u201d\u201e\u2018\u2019"
_ENTITY = re.compile(r"[a-z_]+\.[a-z0-9_]+")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

FoundMistake = tuple[Keys, str, str]  # where under the value, problem, right


def refuse(*found: FoundMistake) -> PydanticCustomError:
    """An error pydantic carries out with the exact places and sentences, see ``wording``."""
    return PydanticCustomError("house", "{sentence}", {"sentence": found[0][1], "found": found})


def known_families(use: Use) -> tuple[str, ...]:
    """The family keys that may stand in such a place of the configuration."""
    keys = [family.key for family in families() if use in family.serves]
    return tuple(dict.fromkeys(keys))


def reference(use: Use, value: Any) -> Reference:
    """The block as a Reference. id: the ``id`` key, else the text, else the ``id`` inside the family's own block.

    ``options`` hold the block's other keys, and all of the family's own block where that is a mapping (``topic``).
    """
    if isinstance(value, Reference):
        return value
    known = known_families(use)
    if not isinstance(value, Mapping):
        example = f"a block such as {{{_as_block(value, known)}}}"
        raise refuse(((), f"is {quoted(value)}, not a block", f"{example}, with one of {', '.join(known)}"))
    named = [key for key in value if key in known]
    if len(named) != 1:
        raise refuse(*_which_family(value, use, known, named))
    key = named[0]
    family = family_for(key, use)
    own = sorted(family.options if family is not None else ())
    allowed = (*COMMON, *own, *((STAYS,) if use == "presence" else ()))
    found: list[FoundMistake] = [
        ((k,), f"{quoted(k)} is not known beside {key}", meant(k, allowed)) for k in value if k not in (key, *allowed)
    ]
    inner = value[key]
    options = {k: v for k, v in value.items() if k not in (key, "id")}
    if isinstance(inner, Mapping) and key != HOME_ASSISTANT:
        both = [k for k in inner if k in options]
        found += [((k,), f"{quoted(k)} stands both beside and inside {key}", "it once") for k in both]
        options |= {k: v for k, v in inner.items() if k != "id"}
        identity = value.get("id", inner.get("id"))
        if identity is None:
            found.append(((key,), "has no id", "id: reading_lamp (any short name)"))
        name = identity
    else:
        name, identity = inner, value.get("id", inner)
        found += _name_mistakes(key, inner)
    if not found or identity is not None:
        found += _option_mistakes(use, identity if identity is not inner else None, options)
    if found:
        raise refuse(*found)
    return Reference(key, str(name), DeviceId(str(identity)), options)


def _as_block(value: Any, known: tuple[str, ...]) -> str:
    """A block for what was written bare: an entity, a topic, a family and a name, or a name."""
    usual = next(key for key in ("zigbee2mqtt", *known) if key in known)
    if not isinstance(value, str) or not value.strip():
        return f"{usual}: …"
    family, colon, name = value.partition(":")
    text = shown(value, 60)
    if colon and name.strip() and family in known:
        return f"{family}: {shown(name.strip(), 60)}"
    if _ENTITY.fullmatch(value) and HOME_ASSISTANT in known:
        return f"{HOME_ASSISTANT}: {text}"
    if "/" in value and usual != "zigbee2mqtt" and "topic" in known:
        return f"topic: {text}"
    return f"{usual}: {text}"


def _which_family(value: Mapping[str, Any], use: Use, known: tuple[str, ...], named: list[str]) -> list[FoundMistake]:
    if named:
        return [((named[1],), f"names two things at once: {' and '.join(named)}", "one of them in each block")]
    if not value:
        return [((), "is an empty block", f"one of {', '.join(known)}")]
    others = [key for key in value if key not in COMMON]
    first = others[0] if others else next(iter(value))
    elsewhere = first in {family.key for family in families()}
    problem = f"{quoted(first)} cannot serve as {use}" if elsewhere else f"{quoted(first)} is not a device family known here"
    return [((first,), problem, f"one of {', '.join(known)}" if elsewhere or not others else meant(first, known))]


def _name_mistakes(key: str, name: Any) -> list[FoundMistake]:
    if not isinstance(name, str):
        return [((key,), f"is {quoted(name)}, not a name", f'{key}: "…" in quotes')]
    if not name.strip() or len(name) > 300 or CONTROL.search(name):
        return [((key,), "is empty, too long or holds control characters", "a name of at most 300 characters")]
    if len(name) > 2 and name[0] in _QUOTES and name[-1] in _QUOTES:
        return [((key,), f"{quoted(name)} has quotes inside its quotes", f"{key}: {name[1:-1]}")]
    if key == HOME_ASSISTANT and not _ENTITY.fullmatch(name):
        return [((key,), f"{quoted(name)} is not an entity", "an entity id such as light.living_room")]
    return []


def _option_mistakes(use: Use, identity: Any, options: Mapping[str, Any]) -> list[FoundMistake]:
    found: list[FoundMistake] = []
    for key, text in (("id", identity), ("name", options.get("name"))):
        if text is not None and (not isinstance(text, str) or not text.strip() or len(text) > 200 or CONTROL.search(text)):
            found.append(((key,), f"is {quoted(text)}", "a short text, in quotes if it is a number"))
    role = options.get("as")
    if role is not None and use != "device":
        found.append((("as",), "says what a device is to people; this block only listens", "no as: here"))
    elif role is not None and role not in ROLES:
        found.append((("as",), f"is {quoted(role)}", f"one of {', '.join(ROLES)}"))
    if not isinstance(options.get(STAYS, False), bool):
        found.append(((STAYS,), f"is {quoted(options[STAYS])}", "true or false"))
    return found
