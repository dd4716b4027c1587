"""Whether a person wants a light or plug on at all: True or False."""

from ..kind import Kind

KIND = Kind(
    name="power",
    domain="light",
    unit="",
    choice=True,
    looks_at=("always", "time", "weekend", "light", "sun", "activity", "company", "room", "room_time", "place"),
)
