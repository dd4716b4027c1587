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
class Act:
    """An order, by POST only. do: carries it out and returns where to go then; raises as a screen's data does."""

    path: str
    right: str
    do: Callable[[Asking], str]


def found() -> Iterator[Screen | Act]:
    """Everything the files of screens/ have under SCREENS and ACTS."""
    for module in sorted(pkgutil.iter_modules(folder.__path__), key=lambda m: m.name):
        screen = importlib.import_module(f"{folder.__name__}.{module.name}")
        yield from getattr(screen, "SCREENS", ())
        yield from getattr(screen, "ACTS", ())
