"""The two ways a room is made as people like it: heated, or cooled, which is the same with all temperatures' signs turned."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Way:
    """quantity: of the setpoint by which it goes. sign: by which temperatures are multiplied, so that more is always what
    takes energy."""

    name: str
    quantity: str
    sign: float

    def turned(self, celsius: float) -> float:
        """Into what is reckoned with, and back."""
        return self.sign * celsius

    def known(self, celsius: float | None) -> float | None:
        """The same of what may be unknown."""
        return None if celsius is None else self.sign * celsius


HEATING = Way("heating", "setpoint", 1.0)
COOLING = Way("cooling", "cooling_setpoint", -1.0)
WAYS = (HEATING, COOLING)
