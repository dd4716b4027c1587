"""How much of a room's light is its lamps': measured as they are lit, so that the daylight beside them can be told.

In the flow: lux and lamps as they report → daylight, for what is decided while people stay. Without it a lamp that has just
been lit would be taken for the sun, put out, and lit again.
"""

from dataclasses import dataclass

WITHIN_S = 60.0  # a sensor tells a lamp's light by then; later it is the weather


@dataclass(slots=True)
class _LitRoom:
    """lux: measured last. own: of it the lamps'. before, at: lux as a lamp was last moved, and when; None: told since."""

    lux: float | None = None
    own: float = 0.0
    before: float | None = None
    at: float | None = None


class OwnLight:
    """By room's name. Owned by the loop's thread."""

    def __init__(self) -> None:
        self._rooms: dict[str, _LitRoom] = {}

    def moved(self, room: str, mono: float, is_dark: bool) -> None:
        """A lamp there was lit, dimmed or put out. is_dark: none is lit any more."""
        found = self._rooms.setdefault(room, _LitRoom())
        if is_dark:
            found.own, found.before, found.at = 0.0, None, None
        elif found.before is None or found.at is None or mono - found.at > WITHIN_S:
            found.before, found.at = found.lux, mono

    def measured(self, room: str, lux: float, mono: float) -> None:
        found = self._rooms.setdefault(room, _LitRoom())
        if found.before is not None and found.at is not None:
            if mono - found.at <= WITHIN_S:
                found.own = max(0.0, found.own + lux - found.before)
            found.before, found.at = None, None
        found.lux = lux

    def of(self, room: str) -> float:
        """Lux that are the lamps' own."""
        found = self._rooms.get(room)
        return 0.0 if found is None else found.own
