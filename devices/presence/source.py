"""What every source of presence is: something of a person's that is heard, and whose last word stands for a while. Pure."""

from typing import Any

from ..vocabulary import Device, Reference, Role


def source_of(reference: Reference, *hears: str, stable_id: str = "", wire: Any = None) -> Device:
    """stable_id: what it is known by where that is not the reference's name."""
    return Device(
        id=reference.id,
        family=reference.family,
        stable_id=stable_id or reference.name,
        name=str(reference.options.get("name") or reference.name),
        role=Role.TRACKER,
        hears=hears,
        wire=wire,
    )


def timeout_mistakes(reference: Reference) -> list[str]:
    """A source's ``timeout``: seconds its last word stands."""
    timeout = reference.options.get("timeout")
    if timeout is None:
        return []
    if isinstance(timeout, bool) or not isinstance(timeout, int | float) or not 1 <= timeout <= 7 * 86_400:
        return ["timeout is not a number of seconds: from 1 to 604800, such as timeout: 60"]
    return []
