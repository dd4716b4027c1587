"""What a thermostat's setpoint means in the mode it is kept in: how warm it is to be, or how cool. Of air conditioners that
heat in winter it is the one or the other.

In the flow: Reported hvac_mode → here → Catalogue: the device's setpoint is another quantity from then on. Pure.
"""

from dataclasses import replace

from devices.vocabulary import SETPOINTS, Device, Trait, Value

_COOLS = frozenset({"cool", "cooling", "precooling", "energy_cool"})
_HEATS = frozenset({"heat", "heating", "emergency_heat", "emergency_heating", "auxiliary", "energy_heat", "preheating"})
_BOTH = frozenset({"auto", "heat_cool", "automatic", "auto_changeover"})
_NEITHER = frozenset({"dry", "fan_only", "fan", "dehumidify", "moist"})


def _plain(word: Value) -> str:
    return str(word).strip().lower().replace(" ", "_").replace("-", "_")


def mode_of(device: Device, setpoint: Trait | None = None) -> Trait | None:
    """What says how it is kept; of a device with several, the one of the setpoint's own endpoint."""
    found = [trait for trait in device.traits.values() if trait.quantity == "hvac_mode"]
    if setpoint is not None and len(found) > 1:
        ends = {setpoint.name.removeprefix(one) for one in SETPOINTS}
        found = [trait for trait in found if trait.endpoint in ends] or found
    return found[0] if found else None


def can_cool(device: Device) -> bool:
    """Whether it does more, or other, than heat."""
    mode = mode_of(device)
    words = {_plain(choice) for choice in mode.choices} if mode is not None else set[str]()
    has_own = any(trait.quantity == "cooling_setpoint" for trait in device.traits.values())
    return device.cools or has_own or bool(words & _COOLS)


def begins_to(mode: Value) -> bool | None:
    """Whether a device kept in that mode cools (True) or heats (False); None where the mode says neither, as off."""
    word = _plain(mode)
    return True if word in _COOLS else False if word in _HEATS else None


def as_kept(device: Device, cools: bool | None) -> Device:
    """The device, its setpoint meaning what it does. cools: as its mode said last, None: it has not said.

    One with a setpoint of its own for cooling stays as it is: each means one thing.
    """
    if any(trait.quantity == "cooling_setpoint" for trait in device.traits.values()):
        return device
    if not (_only_cools(device) if cools is None else cools):
        return device
    turned = {
        name: replace(trait, quantity="cooling_setpoint") if trait.quantity == "setpoint" else trait
        for name, trait in device.traits.items()
    }
    return device if turned == device.traits else replace(device, traits=turned)


def idles(device: Device, trait: Trait, mode: Value | None) -> str:
    """Why the setpoint moves nothing in that mode: off, neither, both (it does whichever it thinks right), other (it does the
    opposite); empty where it does. mode: as it was told last, None: it was not."""
    word = "" if mode is None else _plain(mode)
    if word == "off":
        return "off"
    if not can_cool(device):
        return ""
    if word in _NEITHER:
        return "neither"
    has_both = {one.quantity for one in device.traits.values()} >= set(SETPOINTS)
    if word in _BOTH:
        return "" if has_both else "both"
    if has_both and (word in _COOLS) if trait.quantity == "setpoint" else has_both and (word in _HEATS):
        return "other"
    return ""


def _only_cools(device: Device) -> bool:
    """Whether it has no mode in which it could heat."""
    mode = mode_of(device)
    if mode is None:
        return device.cools
    words = {_plain(choice) for choice in mode.choices}
    return bool(words & _COOLS) and not words & (_HEATS | _BOTH)
