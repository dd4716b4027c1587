"""Climates whose setpoint moves nothing as they are kept: off, drying, blowing, or choosing by themselves what to do.

In the flow: wishes → here, held with the reason. A person or a season keeps them so; the hub changes no mode.
"""

from devices.vocabulary import SETPOINTS, Device, Trait

from ..decision import Reason
from .climate_modes import can_cool, idles, mode_of
from .readings import Readings

_OFF = {
    "setpoint": Reason("heating_off", "the heating there is switched off"),
    "cooling_setpoint": Reason("cooling_off", "the cooling there is switched off"),
}
_NEITHER = Reason("neither", "it neither heats nor cools in the mode it is in")
_BOTH = Reason("both_ways", "in this mode it chooses by itself whether to heat or to cool")
_OTHER = {
    "setpoint": Reason("other_way", "it only cools now"),
    "cooling_setpoint": Reason("other_way", "it only heats now"),
}


def why_idle(readings: Readings, device: Device, trait: Trait) -> Reason | None:
    """Why a setpoint is left alone as the device is kept; None: it counts, or the trait is none."""
    if trait.quantity not in SETPOINTS:
        return None
    mode = mode_of(device, trait)
    match idles(device, trait, None if mode is None else readings.last(device.id, mode.name)):
        case "off":
            return _OFF[trait.quantity]
        case "neither":
            return _NEITHER
        case "both":
            return _BOTH
        case "other":
            return _OTHER[trait.quantity]
        case _:
            return None


def is_idle(readings: Readings, device: Device, trait: Trait) -> bool:
    """Whether a setpoint is nothing to be looked after now; of what cools, also where the hub is not asked to."""
    if trait.quantity == "cooling_setpoint" and not device.cools:
        return True
    return why_idle(readings, device, trait) is not None


def says_neither(readings: Readings, device: Device, trait: Trait) -> bool:
    """Whether a setpoint of what can cool as well is neither one for warmth nor one for coolness as the device is kept."""
    return trait.quantity in SETPOINTS and can_cool(device) and why_idle(readings, device, trait) is not None
