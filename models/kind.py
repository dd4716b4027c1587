"""What a preference kind is: one file in ``kinds/`` ending in ``KIND = Kind(...)``, found by scanning."""

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Literal

from devices.vocabulary import Role

Domain = Literal["light", "temperature", "music"]  # what a person consents to and how a room shares


@dataclass(frozen=True, slots=True)
class Kind:
    """name = the quantity it wishes for. choice: one of a set of names (or on and off) rather than a number.

    called: what residents call it. moves: the devices that are told so, by what they are to people. order: wishes for one
    device are decided in it.

    tolerance: a wish further off than this is expected to be corrected; in the quantity's unit, 0.0 for choices.
    low, high: what a wish may be at all, in the quantity's unit; rails and devices narrow it. step: wishes are rounded to it.
    looks_at: feature groups, names from ``features.GROUPS``, in order. scale: numbers are learned as (value - centre) / scale.
    Where no prior is shipped for it, people are believed to want about ``centre``, widely (``prior.wide``).
    """

    name: str
    domain: Domain
    unit: str
    choice: bool
    tolerance: float = 0.0
    low: float = 0.0
    high: float = 1.0
    step: float = 0.0
    centre: float = 0.0
    scale: float = 1.0
    looks_at: tuple[str, ...] = ()
    called: str = ""
    moves: frozenset[Role] = frozenset()
    order: int = 99


@cache
def kinds() -> dict[str, Kind]:
    """Every kind found in ``models/kinds/`` by name."""
    from . import kinds as folder

    found = [
        import_module(f"{folder.__name__}.{module.name}").KIND
        for module in sorted(iter_modules(folder.__path__), key=lambda m: m.name)
        if not module.name.startswith("_")
    ]
    return {kind.name: kind for kind in found}
