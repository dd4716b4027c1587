"""A device's real step, where it is coarser than the one its bridge announces: asked 21.5 it says 21.5, and a second later 21.

In the flow: ``attribution.py`` asks of a setpoint that has left its target. (Zigbee2MQTT #19991, #24455; zha_quirks #29.)
"""

from devices.vocabulary import Trait, Value

COARSE_C = 1.0  # the coarsest step heating devices have, in °C; of half a degree the tolerance speaks
SOON_S = 1.6  # a device that listens has told what it made of a setpoint by then; one that sleeps, when it wakes
_EXACT = 0.02


def is_rounded(trait: Trait, target: Value | None, value: Value) -> bool:
    """Whether a device whose step is a whole degree makes this value of that target.

    Only where the target does not lie on such a step, the value does, and none lies nearer.
    """
    if (
        trait.quantity not in ("setpoint", "cooling_setpoint")
        or isinstance(target, bool | str)
        or isinstance(value, bool | str)
    ):
        return False
    if target is None or trait.same(target, value):
        return False
    return is_whole(value) and not is_whole(target) and abs(value - target) <= COARSE_C / 2 + _EXACT


def is_whole(value: float) -> bool:
    return abs(value - round(value)) <= _EXACT
