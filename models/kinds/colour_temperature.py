"""How warm or cool a person wants white light, in kelvin."""

from devices.vocabulary import Role

from ..kind import Kind

KIND = Kind(
    name="colour_temperature",
    called="colour",
    moves=frozenset({Role.LIGHT}),
    order=2,
    domain="light",
    unit="K",
    choice=False,
    tolerance=400.0,
    low=1500.0,
    high=9000.0,
    step=50.0,
    centre=3500.0,
    scale=400.0,
    looks_at=("always", "time", "weekend", "light", "outdoor", "sun", "activity", "company", "room", "room_time", "place"),
)
