"""How cool a person wants a room that is cooled, in °C: another wish than how warm, and learned apart from it."""

from devices.vocabulary import Role

from ..kind import Kind

KIND = Kind(
    name="cooling_setpoint",
    called="cooling",
    moves=frozenset({Role.CLIMATE}),
    order=3,
    domain="temperature",
    unit="°C",
    choice=False,
    tolerance=0.5,
    low=16.0,
    high=32.0,
    step=0.5,
    centre=25.0,
    scale=0.5,
    looks_at=("always", "time", "weekend", "outdoor", "activity", "company", "room", "room_time", "place"),
)
