"""How far open a person wants a blind, shutter or curtain: 0 closed, 1 open. It is the light it lets in they mean."""

from devices.vocabulary import Role

from ..kind import Kind

KIND = Kind(
    name="position",
    called="blinds",
    moves=frozenset({Role.COVER}),
    order=6,
    domain="light",
    unit="1",
    choice=False,
    tolerance=0.15,
    low=0.0,
    high=1.0,
    step=0.05,
    centre=0.6,
    scale=0.15,
    looks_at=("always", "time", "weekend", "light", "outdoor", "sun", "activity", "company", "room", "room_time", "place"),
)
