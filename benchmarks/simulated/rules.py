"""The rules the hub is compared with, given the same reports and every command the hub sent.

Adaptive Lighting's published rule: what differs from the last command by more than 25 of 255 in brightness, 100 K in colour
temperature or 80 in redmean of colour is a manual change. For what it does not know, the nearest of its kind: volume, position
and fan speed as brightness (25/255 of the whole), a setpoint by more than 0.5 °C, on and off and names by any difference. A
trait the hub has not commanded yet has nothing to differ from: not manual. It is asked of every report, also of one from inside
a fade.
Source: basnijholt/adaptive-lighting, its README on ``take_over_control`` and ``detect_non_ha_changes``.
"""

import math
from dataclasses import dataclass

from devices.colour import to_rgb
from devices.vocabulary import Trait, Value, is_colour

_BEYOND = {"colour_temperature": 100.0, "setpoint": 0.5}
_LEVEL = 25 / 255
_REDMEAN = 80.0


@dataclass(frozen=True, slots=True)
class Told:
    """The last command."""

    value: Value


def adaptive_lighting(trait: Trait, value: Value, sent: Told | None) -> bool:
    if sent is None:
        return False
    if is_colour(value) and is_colour(sent.value):
        return _redmean(str(value), str(sent.value)) > _REDMEAN
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


def _redmean(one: str, other: str) -> float:
    """Source: https://www.compuphase.com/cmetric.htm."""
    (red, green, blue), (r, g, b) = to_rgb(one), to_rgb(other)
    mean = (red + r) / 2
    return math.sqrt((2 + mean / 256) * (red - r) ** 2 + 4 * (green - g) ** 2 + (2 + (255 - mean) / 256) * (blue - b) ** 2)
