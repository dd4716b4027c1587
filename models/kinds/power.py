"""Whether a person wants a light or plug on at all: True or False."""

from devices.vocabulary import Role

from ..kind import Kind

KIND = Kind(
    name="power",
    called="light",
    moves=frozenset({Role.LIGHT, Role.SWITCH}),
    order=0,
    domain="light",
    unit="",
    choice=True,
    looks_at=("always", "time", "weekend", "light", "sun", "activity", "company", "room", "room_time", "place"),
)
