"""How long a lamp may take, as lamps take it."""

from ..command import Command, checked_fade

_LONGEST_S = 6553.0


def transition(command: Command) -> int | float | None:
    """Seconds, whole where they are: ESPHome ignores 2.0. None where nothing need be said. Raises BadCommand."""
    seconds = checked_fade(command)
    if seconds is None:
        return None
    fade = round(min(float(seconds), _LONGEST_S), 1)
    if fade <= 0:
        return None
    return int(fade) if fade == int(fade) else fade
