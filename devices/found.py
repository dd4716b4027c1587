"""What a look round (``attune discover``) makes of who is merely heard: families that announce nothing, on topics of their own.

While the hub runs their devices are what the configuration says; nobody listens for others then.
"""

from collections.abc import Callable, Sequence

from .vocabulary import Device, DeviceId, Reference, Settings


def unless_named(references: Sequence[Reference], *topics: str) -> tuple[str, ...]:
    """``Family.announced_on`` of such a family: without references it is a look round."""
    return () if references else topics


def as_if_named(
    from_reference: Callable[[Reference, Settings], Device | None],
    family: str,
    name: str,
    settings: Settings,
    called: str = "",
) -> tuple[Device, ...]:
    """The device a block of that name would be; none where no block could have it. called: as people call it."""
    options = {"name": called} if called else {}
    device = from_reference(Reference(family, name, DeviceId(name), options), settings)
    return () if device is None else (device,)
