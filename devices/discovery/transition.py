"""How long a lamp may take, as lamps take it."""

import math

from ..errors import BadCommand

_LONGEST_S = 6553.0


def transition(device: str, seconds: float | None) -> int | float | None:
    """Seconds, whole where they are: ESPHome ignores 2.0. None where nothing need be said. Raises BadCommand."""
    if seconds is None:
        return None
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not math.isfinite(seconds) or seconds < 0:
        raise BadCommand(device, "transition", "the seconds are not a number from 0")
    fade = round(min(float(seconds), _LONGEST_S), 1)
    if fade <= 0:
        return None
    return int(fade) if fade == int(fade) else fade
