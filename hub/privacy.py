"""What may be learned and kept about whom: the configuration is the most a person agreed to; consent and switch narrow it."""

from collections.abc import Iterable, Mapping
from typing import Any

from devices.vocabulary import OccupantId

DOMAINS = ("light", "temperature", "music")


def allowed(configured: frozenset[str], narrowed: frozenset[str] | None, domain: str) -> bool:
    """Whether a domain may be learned. narrowed: what the person chose since, None when nothing was said."""
    return domain in configured and (narrowed is None or domain in narrowed)


def agreed(configured: frozenset[str], narrowed: frozenset[str] | None) -> bool:
    """Whether the person agreed to anything at all; without it not even a place or a decision about them is kept."""
    return any(allowed(configured, narrowed, domain) for domain in DOMAINS)


def may_keep(occupants: Iterable[OccupantId], agreed_to: Mapping[OccupantId, bool]) -> bool:
    """Whether a decision may be kept: everybody it names agreed to something, and it names somebody."""
    people = list(occupants)
    return bool(people) and all(agreed_to.get(who, False) for who in people)


def people_in(document: Mapping[str, Any]) -> frozenset[OccupantId]:
    """Everybody a decision's document is about: who was there, whom a wish was for, whose choices are its evidence.

    An undo may be for somebody who has left: all of them count when it is kept, exported or forgotten.
    """
    found = set(document.get("occupants", ()))
    found |= {who for wish in document.get("wishes", ()) for who in wish.get("for", ())}
    found |= {entry["occupant"] for entry in document.get("evidence", ()) if "occupant" in entry}
    return frozenset(OccupantId(who) for who in found)
