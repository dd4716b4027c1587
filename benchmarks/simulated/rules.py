"""The rules the hub is compared with, given the same reports and every command the hub sent.

Adaptive Lighting's published rule: what differs from the last command by more than 25 of 255 in brightness, 100 K in colour
temperature or 80 in redmean of colour is a manual change. For what it does not know, the nearest of its kind: volume, position
and fan speed as brightness (25/255 of the whole), a setpoint by more than 0.5 °C, on and off and names by any difference. A
trait the hub has not commanded yet has nothing to differ from: not manual. No device here reports a colour, so redmean never
decides. It is asked of every report, also of one from inside a fade.
Source: basnijholt/adaptive-lighting, its README on ``take_over_control`` and ``detect_non_ha_changes``.
"""

import math
from dataclasses import dataclass

from devices.vocabulary import Trait, Value

_BEYOND = {"colour_temperature": 100.0, "setpoint": 0.5}
_LEVEL = 25 / 255


@dataclass(frozen=True, slots=True)
class Told:
    """The last command."""

    value: Value


def adaptive_lighting(trait: Trait, value: Value, sent: Told | None) -> bool:
    if sent is None:
        return False
    if isinstance(value, bool | str) or isinstance(sent.value, bool | str):
        return value != sent.value
    return abs(value - sent.value) > _BEYOND.get(trait.quantity, _LEVEL)


def any_difference(value: Value, sent: Told | None) -> bool:
    """Every report that is not the last command, to a thousandth."""
    if sent is None:
        return True
    if isinstance(value, bool | str) or isinstance(sent.value, bool | str):
        return value != sent.value
    return not math.isclose(value, sent.value, rel_tol=1e-3)
