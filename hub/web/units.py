"""Numbers as people say and type them: percent of a share, degrees as the home counts them. The hub itself has one each."""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unit:
    """name: as it stands behind the number. digits: shown, at most."""

    name: str
    factor: float = 1.0
    zero: float = 0.0
    digits: int = 1

    def said(self, value: float) -> float:
        """value: as the hub has it."""
        return value * self.factor + self.zero

    def apart(self, difference: float) -> float:
        """Of two values, as the hub has it."""
        return difference * self.factor

    def typed(self, value: float) -> str:
        """As a field for a number has it before anybody types."""
        return f"{round(self.said(value), self.digits):g}"

    def meant(self, text: str, known: float | None = None) -> float:
        """What was typed, as the hub has it; known where the field was left as it was. Raises ValueError for what is no
        number."""
        if known is not None and text.strip() == self.typed(known):
            return known
        found = (float(text.replace(",", ".")) - self.zero) / self.factor
        if not math.isfinite(found):
            raise ValueError(text)
        return round(found, 2 if self.zero else 4)


def unit_of(unit: str, is_fahrenheit: bool) -> Unit:
    """unit: the hub's, of a quantity or a kind."""
    match unit:
        case "1":
            return Unit("%", 100.0)
        case "K":
            return Unit("K", digits=0)
        case "°C" if is_fahrenheit:
            return Unit("°F", 1.8, 32.0, 0)  # a whole degree is as fine as half a degree Celsius
        case _:
            return Unit(unit)
