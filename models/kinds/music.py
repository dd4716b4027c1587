"""Which of the home's named music a person wants, silence being one of the names. Mostly suggested, seldom played unasked."""

from devices.vocabulary import Role

from ..kind import Kind

KIND = Kind(
    name="music",
    called="music",
    moves=frozenset({Role.PLAYER}),
    order=4,
    domain="music",
    unit="",
    choice=True,
    looks_at=("always", "time", "weekend", "activity", "company", "room", "place"),
)
