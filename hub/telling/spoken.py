"""Quantities and their values in a resident's words."""

from collections.abc import Iterable

from devices.colour import colour_name
from devices.vocabulary import OTHER_MUSIC, QUANTITIES, SILENCE, Value, is_colour
from models.kind import kinds

from ..decision import Wish

_CALLED = {"hvac_mode": "heating mode", **{name: kind.called for name, kind in kinds().items()}}


def called(wish: Wish) -> str:
    return wish.called or _CALLED.get(wish.quantity, wish.quantity.replace("_", " "))


def listed(words: Iterable[str]) -> str:
    """One, two and three."""
    found = list(words)
    return found[0] if len(found) == 1 else ", ".join(found[:-1]) + " and " + found[-1] if found else ""


def offered(wish: Wish) -> str:
    """What a suggestion would set; of several names one can choose."""
    if len(wish.choices) < 2:
        return spoken(wish.quantity, wish.value)
    *first, last = (spoken(wish.quantity, name) for name in wish.choices)
    return f"{', '.join(first)} or {last}"


def spoken(quantity: str, value: Value | None) -> str:
    """A value as a resident says it."""
    if value is None:
        return "unknown"
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, str):
        if quantity == "colour" and is_colour(value):
            return colour_name(value)
        if quantity == "music" and value == OTHER_MUSIC:
            return "something else"
        return "nothing" if value == SILENCE else value
    unit = QUANTITIES[quantity].unit if quantity in QUANTITIES else ""
    match unit:
        case "1":
            return f"{value * 100:.0f} %"
        case "K":
            return f"{value:.0f} K"
        case "°C":
            return f"{value:.1f} °C".replace(".0 °C", " °C")
        case _:
            return f"{value:g} {unit}".strip()
