"""The room temperature a person asks the heating for, in °C. Rails and the device narrow low..high."""

from devices.vocabulary import Role

from ..kind import Kind

KIND = Kind(
    name="setpoint",
    called="heating",
    moves=frozenset({Role.CLIMATE}),
    order=3,
    domain="temperature",
    unit="°C",
    choice=False,
    tolerance=0.5,
    low=5.0,
    high=30.0,
    step=0.5,
    centre=20.0,
    scale=0.5,
    looks_at=("always", "time", "weekend", "outdoor", "activity", "company", "room", "room_time", "place"),
)
