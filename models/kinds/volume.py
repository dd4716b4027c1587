"""How loud a person wants music, as a share of the player's range."""

from devices.vocabulary import Role

from ..kind import Kind

KIND = Kind(
    name="volume",
    called="volume",
    moves=frozenset({Role.PLAYER}),
    order=5,
    domain="music",
    unit="1",
    choice=False,
    tolerance=0.08,
    low=0.0,
    high=1.0,
    step=0.01,
    centre=0.3,
    scale=0.08,
    looks_at=("always", "time", "weekend", "activity", "company", "room", "room_time", "place"),
)
