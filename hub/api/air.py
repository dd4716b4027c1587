"""How the air of a room is, by its sensors: what is read and told, and by which nothing is moved."""

from devices.vocabulary import Moment, RoomId

from ..house import House


def air_of(house: House, room: RoomId, now: Moment) -> dict[str, float | None]:
    """°C, and % of relative humidity; None where nothing there measures it, or has not for long."""
    humidity = house.readings.newest(house.room_devices.measuring(room, "humidity"), now)
    found = {"temperature": house.temperature(room, now), "humidity": humidity}
    return {quantity: None if value is None else round(value, 1) for quantity, value in found.items()}
