"""A value of a made-up device as a script writes it: what each quantity takes, and what is wrong with anything else.

In the flow: a word of a step → the value as the hub has it. Pure.
"""

from collections.abc import Callable, Mapping
from typing import Any

from devices.vocabulary import OTHER_MUSIC, SILENCE, Value

from ..config import Config
from ..config.document import Items
from ..config.mistakes import meant, quoted
from .devices import MODES
from .script import Between, PartKind

_RANGES: Mapping[str, tuple[float, float, str]] = {
    "brightness": (0.0, 1.0, "from 0 to 1"),
    "colour_temperature": (1000.0, 20_000.0, "in kelvin, 2202 to 6535"),
    "setpoint": (5.0, 30.0, "in °C, 5 to 30"),
    "cooling_setpoint": (16.0, 32.0, "in °C, 16 to 32"),
    "humidity": (0.0, 100.0, "in %, 0 to 100"),
    "volume": (0.0, 1.0, "from 0 to 1"),
    "temperature": (-60.0, 120.0, "in °C"),
    "illuminance": (-1e6, 1e6, "in lx"),
}


def switched(given: Any) -> bool | None:
    """On or off, in any of YAML's words; None for what is neither."""
    words = {"on": True, "yes": True, "true": True, "off": False, "no": False, "false": False}
    return given if isinstance(given, bool) else words.get(given.strip().casefold()) if isinstance(given, str) else None


def value_of(kind: PartKind, quantity: str, given: Any, config: Config, complain: Callable[[str, str], None]) -> Value | None:
    """A value of a quantity as the hub has it; None where it is none."""
    match quantity:
        case "power" | "occupancy":
            found = switched(given)
            if found is not None:
                return found
            complain(f"is {quoted(given)}", "true or false")
        case "contact":
            word = (
                {True: "open", False: "closed", "shut": "closed"}.get(given, given) if isinstance(given, str | bool) else None
            )
            if word in ("open", "closed"):
                return str(word)
            complain(f"is {quoted(given)}", "open or closed")
        case "hvac_mode":
            if isinstance(given, str) and given in MODES:
                return given
            complain(f"is {quoted(given)}", meant(str(given), MODES))
        case "music":
            known = (*config.music, SILENCE, OTHER_MUSIC)
            if isinstance(given, str) and given in known:
                return given
            complain(f"is {quoted(given)}", meant(str(given), known))
        case _:
            low, high, words = _RANGES[quantity]
            if isinstance(given, int | float) and not isinstance(given, bool) and low <= given <= high:
                return float(given)
            complain(f"is {quoted(given)}, not a {quantity} of a {kind}", f"a number {words}")
    return None


def one_or_between(
    kind: PartKind, quantity: str, given: Any, config: Config, complain: Callable[[str, str], None]
) -> Value | Between | None:
    """A value, or a pair of numbers."""
    if not isinstance(given, Items):
        return value_of(kind, quantity, given, config, complain)
    if len(given) != 2 or quantity not in _RANGES:
        complain("is a list", "one value, or of a number the lowest and the highest")
        return None
    low, high = (value_of(kind, quantity, one, config, complain) for one in given)
    if not isinstance(low, float) or not isinstance(high, float):
        return None
    if low > high:
        complain(f"[{low:g}, {high:g}] goes down", "lowest, then highest")
        return None
    return Between(low, high)
