"""Whether what a device says lies on the way it was sent."""

from devices.vocabulary import QUANTITIES, SILENCE, Value


def lies(quantity: str, value: Value, path: tuple[Value, Value] | None) -> bool:
    """Between the ends, or within rounding of one of them."""
    if path is None:
        return True
    if isinstance(value, bool | str) or any(isinstance(end, bool | str) for end in path):
        # Queues are emptied before they are filled.
        return value in (path[1], SILENCE) if isinstance(value, str) else value == path[1]
    known = QUANTITIES[quantity]
    slack = max(known.tolerance, known.relative * float(value))
    if quantity == "setpoint":  # nothing lies between
        return any(abs(float(value) - float(end)) <= slack for end in path)
    return min(map(float, path)) - slack <= float(value) <= max(map(float, path)) + slack
