"""Which colour a person wants of a lamp that has colours. White is one of them; which white, ``colour_temperature`` says.

What is chosen among are the colours their hands have used, those that look alike taken together (``models/colours.py``).
"""

from devices.vocabulary import Role

from ..kind import Kind

KIND = Kind(
    name="colour",
    called="colour",
    moves=frozenset({Role.LIGHT}),
    order=1,  # before the warmth of white, which a coloured lamp has none of
    domain="light",
    unit="",
    choice=True,
    tolerance=20.0,
    looks_at=("always", "time", "weekend", "light", "sun", "activity", "company", "room", "room_time", "place"),
)
