"""Who may what on the page: one table, walked by the tests role × route × person.

A visitor is a person of the house, or the house itself (a tablet on the wall). Over a person stand, besides themselves,
only those the configuration names their guardians.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any


class Who(Enum):
    """What a visitor is to the thing asked for."""

    WALL = auto()  # nobody in particular: a tablet
    RESIDENT = auto()  # any person of the house
    KEEPER = auto()  # who looks after the house
    SELF = auto()  # the person it is about
    GUARDIAN = auto()  # of the child it is about
    THERE = auto()  # in the room now, or part of the decision


_HOUSE = frozenset({Who.WALL, Who.RESIDENT})
_OWN = frozenset({Who.SELF, Who.GUARDIAN})

RIGHTS: Mapping[str, frozenset[Who]] = {
    "home": _HOUSE,
    "live": _HOUSE,
    "why": _HOUSE,  # the sentence; its evidence is a person's, and each needs "habits"
    "pause": _HOUSE,
    "undo": frozenset({Who.THERE, Who.KEEPER}),
    "undo_last": frozenset({Who.WALL, Who.THERE, Who.KEEPER}),
    "correct": frozenset({Who.THERE, Who.KEEPER}),
    "thanks": frozenset({Who.THERE, Who.KEEPER}),
    "suggestion": frozenset({Who.WALL, Who.THERE, Who.KEEPER}),
    "evening": frozenset({Who.RESIDENT}),  # whether the last one counts, for everybody who learned something then
    "habits": _OWN,
    "changes": _OWN,
    "suggestions": _OWN,  # what is not to be suggested any more; the word to one that waits is "suggestion"
    "log": frozenset({Who.RESIDENT}),  # of what one had a part in
    "consent": _OWN,
    "pins": _OWN,
    "bounds": _OWN,
    "export": _OWN,
    "forget": _OWN,
    "sessions": frozenset({Who.SELF}),
    "house": frozenset({Who.KEEPER}),
    "replay": frozenset({Who.KEEPER}),
    "leave": _HOUSE,
}


@dataclass(frozen=True, slots=True)
class Visitor:
    """person: None for the wall. session: hash of the session's secret. form: what its forms must carry.

    household: as the hub tells it. stranger: the account of Home Assistant that is nobody's here.
    """

    person: str | None
    session: str
    form: str
    household: Mapping[str, Any] = field(repr=False)
    stranger: str = ""

    @property
    def is_keeper(self) -> bool:
        """By the configuration; where it names none every adult is."""
        people = self.household["people"]
        if self.person is None:
            return False
        keepers = [who for who, person in people.items() if person["role"] == "keeper"]
        return self.person in keepers if keepers else not people[self.person]["guardians"]

    @property
    def children(self) -> list[str]:
        """Whose guardian this is."""
        return [who for who, person in self.household["people"].items() if self.person in person["guardians"]]

    def is_to(self, about: str | None = None, there: Sequence[str] = ()) -> frozenset[Who]:
        """about: the person a thing is of. there: who is in its room, and whom it was for."""
        if self.person is None:
            return frozenset({Who.WALL})
        found = {Who.RESIDENT}
        if self.is_keeper:
            found.add(Who.KEEPER)
        if about is not None and about == self.person:
            found.add(Who.SELF)
        if about in self.children:
            found.add(Who.GUARDIAN)
        if self.person in there:
            found.add(Who.THERE)
        return frozenset(found)

    def may(self, right: str, about: str | None = None, there: Sequence[str] = ()) -> bool:
        return bool(RIGHTS[right] & self.is_to(about, there))
