"""What only tells: sensors, the weather, remotes, people. https://developers.home-assistant.io/docs/core/entity/sensor"""

import math
from collections.abc import Iterator

from ..payload import finite
from ..units import readings, unit_named
from ..vocabulary import QUANTITIES, Device, Quantity, Role, Trait, Value
from .entity import GONE, Draft, Entity, State, Wire

_MOVING = frozenset({"motion", "occupancy", "presence", "moving"})
_OPENING = frozenset({"door", "window", "opening"})
_MEASURED = {"temperature": "temperature", "illuminance": "illuminance", "humidity": "humidity"}
_YES, _NO = frozenset({"on", "true", "home", "detected", "yes"}), frozenset({"off", "false", "not_home", "clear", "no"})


def sensor(entity: Entity) -> Draft:
    """A room's temperature, light or humidity by its device class; else it is a word that may name an activity or a room."""
    quantity = _MEASURED.get(str(entity.attributes.get("device_class")))
    if quantity is None:
        return words(entity)
    unit = entity.attributes.get("unit_of_measurement")
    return Draft(Role.SENSOR, (Trait(quantity, quantity, False, wire=unit if isinstance(unit, str) else ""),))


def binary_sensor(entity: Entity) -> Draft:
    if str(entity.attributes.get("device_class")) in _MOVING:
        return Draft(Role.SENSOR, (Trait("occupancy", "occupancy", False),))
    if str(entity.attributes.get("device_class")) in _OPENING:
        return Draft(Role.SENSOR, (Trait("opening", "opening", False),))
    return words(entity)


def weather(entity: Entity) -> Draft:
    unit = entity.attributes.get("temperature_unit")
    return Draft(Role.SENSOR, (Trait("temperature", "temperature", False, wire=unit if isinstance(unit, str) else ""),))


def remote(entity: Entity) -> Draft:
    return Draft(Role.REMOTE, (Trait("action", "action", False),))


def tracker(entity: Entity) -> Draft:
    return Draft(Role.TRACKER, ())


def words(entity: Entity) -> Draft:
    return Draft(Role.SENSOR, (Trait("state", "select", False),))


def as_quantity(device: Device, quantity: str) -> Trait:
    """The entity's word read as the quantity its configuration names."""
    old = next(iter(device.traits.values()), None)
    return Trait(quantity, quantity, False, wire=old.wire if old is not None else "")


def hear(device: Device, state: State, wire: Wire) -> Iterator[tuple[str, Value]]:
    """Trait and value; what is out of all reason is left out."""
    for trait in device.traits.values():
        value = _read(trait, state, wire)
        if value is not None:
            yield trait.name, value


def place(state: State) -> str | None:
    """Where somebody is; None when it is not known."""
    found = state.state.strip()
    return None if found in GONE or found.casefold() == "none" or len(found) > 200 else found


def _read(trait: Trait, state: State, wire: Wire) -> Value | None:
    if state.state in GONE:
        return None
    if trait.quantity in ("power", "occupancy", "opening"):
        word = state.state.casefold()
        return True if word in _YES else False if word in _NO else None
    if trait.quantity == "action":
        return None  # pressed, not reported
    if trait.quantity == "select":
        return state.state[:200]
    raw = state.attributes.get("temperature") if wire.domain in ("weather", "climate") else state.state
    quantity = QUANTITIES.get(trait.quantity)
    if quantity is None:
        return finite(raw)
    unit = state.attributes.get("temperature_unit") or state.attributes.get("unit_of_measurement") or trait.wire
    bare = unit_named(str(unit)) if trait.quantity == "temperature" else ""
    return next((found for found in _amounts(raw, quantity.unit, bare) if _is_sane(quantity, found)), None)


def _is_sane(quantity: Quantity, value: float) -> bool:
    below = quantity.low is not None and value < quantity.low
    return math.isfinite(value) and not below and (quantity.high is None or value <= quantity.high)


def _amounts(raw: object, unit: str, bare: str) -> tuple[float, ...]:
    """What it may say; nothing where it is no amount. A template's own text may be one: "21,5 °C"."""
    try:
        return readings(raw if isinstance(raw, str) else repr(finite(raw)), unit, bare)
    except ValueError:
        return ()
