"""The trait one quantity of a block is: a reader for each form a value is written in."""

from dataclasses import replace

from ...units import CELSIUS, FAHRENHEIT, KELVIN, MIRED
from ...vocabulary import QUANTITIES, SILENCE, Quantity, Trait
from .values import NAMES, SPANS, SWITCHES, Wire, ends, inward

_USUAL = {  # (quantity, unit) → lowest, highest and step on the wire, where the block does not say
    ("colour_temperature", MIRED): (153.0, 500.0, 1.0),
    ("colour_temperature", KELVIN): (2000.0, 6500.0, 1.0),
    ("setpoint", CELSIUS): (5.0, 30.0, 0.5),
    ("setpoint", FAHRENHEIT): (41.0, 86.0, 1.0),
    ("setpoint", KELVIN): (278.15, 303.15, 0.5),
}


def trait_of(name: str, wire: Wire, step: float | None, wishes: tuple[str, ...]) -> Trait:
    """wire, step: as the block has them. wishes: what music there is. Raises ValueError saying what would be right."""
    if wire.quantity in SWITCHES:
        return Trait(name, wire.quantity, bool(wire.command), wire=wire)
    if wire.quantity == "colour":
        return Trait(name, wire.quantity, bool(wire.command), wire=wire)
    if wire.quantity in NAMES:
        return _named(name, wire, wishes)
    return _scaled(name, wire, step) if wire.quantity in SPANS else _measured(name, wire, step)


def _named(name: str, wire: Wire, wishes: tuple[str, ...]) -> Trait:
    """One of some names: of music what can be wished for, else those under ``values``."""
    choices = (*wishes, SILENCE) if wire.quantity == "music" else tuple(str(choice) for choice in wire.values)
    return Trait(name, wire.quantity, bool(wire.command), choices=choices, wire=replace(wire, choices=choices))


def _scaled(name: str, wire: Wire, step: float | None) -> Trait:
    """A share of low..high, which may count the other way."""
    low, high = ends(wire)
    if low == high:
        raise _no_range(low, high)
    if step is None and low.is_integer() and high.is_integer() and abs(high - low) >= 10:
        step = 1.0
    part = None if step is None else round(step / abs(high - low), 9)
    wire = replace(wire, low=low, high=high, whole=_is_whole(low, step))
    return Trait(name, wire.quantity, bool(wire.command), 0.0, 1.0, part, wire=wire)


def _measured(name: str, wire: Wire, step: float | None) -> Trait:
    """A number with a unit."""
    usual_low, usual_high, usual_step = _USUAL.get((wire.quantity, wire.unit), (None, None, None))
    low, high = usual_low if wire.low is None else wire.low, usual_high if wire.high is None else wire.high
    step = usual_step if step is None else step
    if low is not None and high is not None and low >= high:
        raise _no_range(low, high)
    wire = replace(wire, low=low, high=high, whole=_is_whole(low, step))
    lowest, highest = _bounds(wire)
    known = QUANTITIES.get(wire.quantity)
    inside = [bound for bound in (lowest, highest) if bound is not None]
    if known is not None and not all(_is_sane(known, bound) for bound in inside):
        hint = "unit: mired says that they are mired" if wire.quantity == "colour_temperature" else f"it is in {known.unit}"
        raise ValueError(f"low and high give {inside} {known.unit}, which no device does: {hint}")
    return Trait(name, wire.quantity, bool(wire.command), lowest, highest, _step(wire.unit, step), wire=wire)


def _is_sane(known: Quantity, bound: float) -> bool:
    return (known.low is None or bound >= known.low - 1e-6) and (known.high is None or bound <= known.high + 1e-6)


def _bounds(wire: Wire) -> tuple[float | None, float | None]:
    """low and high of the trait, in the quantity's unit; in mired they change places."""
    found = sorted(v for b in (wire.low, wire.high) if b is not None and (v := inward(wire, b)) is not None)
    lowest = found[0] if found and (wire.low is not None or len(found) == 2) else None
    return lowest, found[-1] if found and wire.high is not None else None


def _step(unit: str, step: float | None) -> float | None:
    if step is None or unit == MIRED:
        return None  # even steps in mired are no even steps in K
    return step / 1.8 if unit == FAHRENHEIT else step


def _no_range(low: float, high: float) -> ValueError:
    return ValueError(f"low {low:g} and high {high:g} are not a range: low is the lowest it takes, high the highest")


def _is_whole(low: float | None, step: float | None) -> bool:
    return bool(step and step.is_integer() and (low is None or low.is_integer()))
