"""How bright a person wants a light that is on. Zero is not a brightness: that is ``power``."""

from devices.vocabulary import Role

from ..kind import Kind

KIND = Kind(
    name="brightness",
    called="brightness",
    moves=frozenset({Role.LIGHT}),
    order=1,
    domain="light",
    unit="1",
    choice=False,
    tolerance=0.15,
    low=0.01,
    high=1.0,
    step=0.01,
    centre=0.5,
    scale=0.15,  # learned in tolerances, so that one set of constants serves every kind
    looks_at=("always", "time", "weekend", "light", "outdoor", "sun", "activity", "company", "room", "room_time", "place"),
)
