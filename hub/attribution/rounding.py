"""A device's real step, where it is coarser than the one its bridge announces: asked 21.5 it says 21.5, and a second later 21.

In the flow: ``attribution.py`` asks of a setpoint that has left its target. (Zigbee2MQTT #19991, #24455; zha_quirks #29.)
"""

from dataclasses import replace

from devices.vocabulary import DeviceId, Trait, Value

from .expectation import Expectation

COARSE_C = 1.0  # the coarsest step heating devices have, in °C; of half a degree the tolerance speaks
SOON_S = 1.6  # what a device made of a setpoint it has told by then, or when it wakes; after its own word it may be a hand
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


class Rounding:
    """Setpoints found to go by whole degrees, whatever was announced. Owned by the loop's thread."""

    def __init__(self) -> None:
        self._coarse: set[tuple[DeviceId, str]] = set()

    def explains(self, key: tuple[DeviceId, str], e: Expectation, value: Value, mono: float) -> bool:
        """Whether a value is what the device makes of its target, told at once or soon after its bridge's promise. Its step is
        remembered."""
        has_just_woken = e.is_asleep and not e.reached
        is_quick = mono - max(e.since, e.reached_at) <= SOON_S or has_just_woken or key in self._coarse
        is_answer = e.moves == 0 or (e.promises and e.reached and e.is_confirmed)
        if not (is_answer and is_quick and is_rounded(e.trait, e.target, value)):
            return False
        self._coarse.add(key)
        return True

    def told(self, key: tuple[DeviceId, str], value: Value) -> None:
        """It can do better than that after all, if it tells what lies between."""
        if isinstance(value, float) and not is_whole(value):
            self._coarse.discard(key)

    def nearest(self, key: tuple[DeviceId, str], trait: Trait, value: Value) -> Value:
        """As ``Trait.nearest``, on the step the device was found to have."""
        return (replace(trait, step=COARSE_C) if key in self._coarse else trait).nearest(value)
