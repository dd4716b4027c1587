"""What may be learned and kept about whom: the configuration is the most a person agreed to; consent and switch narrow it.

The store asks ``Agreements`` at every row that names somebody, so that whoever writes need not.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from devices.vocabulary import OccupantId

DOMAINS = ("light", "temperature", "music")
HOUSE = OccupantId("the house")  # whose habit it is where nobody is identified: nobody's, and no id a configuration may give


def allowed(configured: frozenset[str], narrowed: frozenset[str] | None, domain: str) -> bool:
    """Whether a domain may be learned. narrowed: what the person chose since, None when nothing was said."""
    return domain in configured and (narrowed is None or domain in narrowed)


def agreed(configured: frozenset[str], narrowed: frozenset[str] | None) -> bool:
    """Whether the person agreed to anything at all; without it not even a place or a decision about them is kept."""
    return any(allowed(configured, narrowed, domain) for domain in DOMAINS)


@dataclass(frozen=True, slots=True)
class Agreements:
    """What the people of a home agreed to; without any nobody has.

    configured: ``learn`` of everybody in the configuration. narrowed: what they chose since; read whenever it is asked.
    """

    configured: Mapping[OccupantId, frozenset[str]] = field(default_factory=dict)
    narrowed: Mapping[OccupantId, frozenset[str]] = field(default_factory=dict)

    def allows(self, occupant: OccupantId, domain: str) -> bool:
        """Whether a domain may be learned of the person; of a stranger none is, of the house light, where everybody agreed."""
        if occupant == HOUSE:
            return domain == "light" and bool(self.configured) and all(self.allows(who, domain) for who in self.configured)
        return allowed(self.configured.get(occupant, frozenset()), self.narrowed.get(occupant), domain)

    def may_keep(self, occupant: OccupantId) -> bool:
        """Whether anything at all may be kept about the person."""
        if occupant == HOUSE:
            return self.allows(HOUSE, "light")
        return agreed(self.configured.get(occupant, frozenset()), self.narrowed.get(occupant))

    def may_narrow(self, occupant: OccupantId) -> bool:
        """Whether there is anything to take back: without it not even a no is kept."""
        return agreed(self.configured.get(occupant, frozenset()), None)

    def named(self, people: Iterable[OccupantId]) -> tuple[str, ...]:
        """Those of them whom housemates' choices may name, where there are several: who agreed to everything, as for who lends
        to newcomers. Sorted."""
        found = tuple(people)
        return tuple(sorted(who for who in found if self.may_name(who))) if len(found) > 1 else ()

    def may_name(self, occupant: OccupantId) -> bool:
        return occupant != HOUSE and all(self.allows(occupant, domain) for domain in DOMAINS)

    def of(self, people: Iterable[OccupantId]) -> frozenset[OccupantId]:
        """Those of them about whom something may be kept."""
        return frozenset(who for who in people if self.may_keep(who))

    def may_keep_all(self, people: Iterable[OccupantId]) -> bool:
        """As ``may_keep`` the function: of a decision that names these."""
        named = frozenset(people)
        return may_keep(named, dict.fromkeys(self.of(named), True))


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
    found |= {who for entry in document.get("evidence", ()) for who in entry.get("together", ())}
    return frozenset(OccupantId(who) for who in found)
