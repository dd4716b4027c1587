"""What a preference kind is: one file in ``kinds/`` ending in ``KIND = Kind(...)``, found by scanning."""

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Literal

from devices.vocabulary import WHITE, Role, Value, colours_apart, is_colour

Domain = Literal["light", "temperature", "music"]  # what a person consents to and how a room shares


@dataclass(frozen=True, slots=True)
class Kind:
    """name = the quantity it wishes for. choice: one of a set of names (or on and off) rather than a number.

    called: what residents call it. moves: the devices that are told so, by what they are to people. order: wishes for one
    device are decided in it.

    tolerance: a wish further off than this is expected to be corrected; in the quantity's unit, of colours in ΔE*ab (CIELAB),
    0.0 for other choices.
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

    def near(self, one: Value, other: Value, share: float = 1.0) -> bool:
        """Whether two values are as good as one: the same, or no further apart than so much of the tolerance. White is no
        colour."""
        if not isinstance(one, bool | str) and not isinstance(other, bool | str):
            return abs(one - other) <= share * self.tolerance * (1.0 + 1e-9)
        if one == other or not self.tolerance or not (isinstance(one, str) and isinstance(other, str)) or WHITE in (one, other):
            return one == other
        return is_colour(one) and is_colour(other) and colours_apart(one, other) <= share * self.tolerance


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
