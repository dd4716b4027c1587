"""What a screen is, and what an order is: one file in screens/ each, found by scanning, as device families are."""

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from . import screens as folder
from .ask import Hub
from .rights import Visitor
from .words import Words


class NotYours(Exception):
    """The visitor has no right to it."""


class NotThere(Exception):
    """There is nothing of that name."""


@dataclass(frozen=True, slots=True)
class Asking:
    """One request, whoever it is from. named: from the path. given: from the query, or of a form."""

    hub: Hub
    visitor: Visitor
    words: Words
    named: Mapping[str, str]
    given: Mapping[str, str] = field(default_factory=dict)

    @property
    def household(self) -> Mapping[str, Any]:
        return self.visitor.household

    def must(self, right: str, about: str | None = None, there: tuple[str, ...] = ()) -> None:
        """Raises NotYours."""
        if not self.visitor.may(right, about, there):
            raise NotYours

    def person(self, right: str) -> str:
        """The person the path names, as far as the visitor has the right over them. Raises NotYours, NotThere."""
        person = self.named["person"]
        self.must(right, about=person)
        if person not in self.household["people"]:
            raise NotThere
        return person

    def person_decided_for(self, right: str) -> str:
        """As ``person``, and it is the visitor's to say: a child's bounds are not the child's. Raises NotYours, NotThere."""
        person = self.person(right)
        if not self.decides_for(person):
            raise NotYours
        return person

    def decides_for(self, person: str) -> bool:
        """Whether the visitor is who says what may be learned of a person and how far it may go: who cares for them, if any."""
        guardians = self.household["people"][person]["guardians"]
        return self.visitor.person in (guardians or [person])

    def looked_at(self, person: str, what: str) -> None:
        """Whoever looks at another's screen is told to them."""
        if self.visitor.person not in (None, person):
            self.hub.ask("viewed", person=person, viewer=self.visitor.person, what=what)

    def room(self) -> str:
        """The room the path names. Raises NotThere."""
        room = self.named["room"]
        if room not in self.household["rooms"]:
            raise NotThere
        return room


@dataclass(frozen=True, slots=True)
class Screen:
    """path: with {names}. right: what every visitor needs. data: what the template is given; may raise NotYours, NotThere,
    HubError. is_part: a piece of a screen, fetched anew when something has changed.
    """

    path: str
    right: str
    template: str
    data: Callable[[Asking], Mapping[str, Any]]
    is_part: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """What an order leads to where that is no screen of its own, such as a receipt. is_signed_in: for who goes on."""

    template: str
    data: Mapping[str, Any]
    is_signed_in: bool = False


@dataclass(frozen=True, slots=True)
class ScreenAct:
    """An order, by POST only. do: carries it out and returns where to go then, or what to show; raises as a screen's data."""

    path: str
    right: str
    do: Callable[[Asking], str | Shown]


@dataclass(frozen=True, slots=True)
class Handout:
    """Something to take away. make: its name, its type and its bytes; raises as a screen's data."""

    path: str
    right: str
    make: Callable[[Asking], tuple[str, str, bytes]]


def found() -> Iterator[Screen | ScreenAct | Handout]:
    """Everything the files of screens/ have under SCREENS, ACTS and HANDOUTS."""
    for module in sorted(pkgutil.iter_modules(folder.__path__), key=lambda m: m.name):
        screen = importlib.import_module(f"{folder.__name__}.{module.name}")
        yield from getattr(screen, "SCREENS", ())
        yield from getattr(screen, "ACTS", ())
        yield from getattr(screen, "HANDOUTS", ())
