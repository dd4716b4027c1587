"""How fast a person wants a fan to turn: 0 stands still, 1 is all it can."""

from devices.vocabulary import Role

from ..kind import Kind

KIND = Kind(
    name="fan_speed",
    called="fan",
    moves=frozenset({Role.FAN}),
    order=7,
    domain="temperature",
    unit="1",
    choice=False,
    tolerance=0.15,
    low=0.0,
    high=1.0,
    step=0.05,
    centre=0.2,
    scale=0.15,
    looks_at=("always", "time", "weekend", "outdoor", "activity", "company", "room", "room_time", "place"),
)
