"""What a hand chose along with what it moved, without moving it: the level of a lamp it switched on, how loud music was put on.

In the flow: a hand → what stands, and what it teaches.
"""

from devices.vocabulary import LIT, OTHER_MUSIC, SILENCE, WHITE, DeviceId, Trait

from ..house import House
from ..learning.bursts import Burst, Implied


def implied_by(house: House, burst: Burst) -> list[Implied]:
    """A level set on a lamp that is on says that light was wanted; a lamp switched on and left, that its level was. Music put
    on and left, that so loud was: else the hub would start it as loud as whoever came last had it."""
    found = []
    for trait in (*goes_with(house, burst.device, burst.trait), *_loudness(house, burst)):
        value = house.readings.value(burst.device, trait.name)
        if value is not None and not house.bursts.is_open(burst.device, trait.name):
            found.append(Implied(trait, value, house.place_of(burst.device, trait)))
    return found


def goes_with(house: House, device_id: DeviceId, moved: Trait) -> list[Trait]:
    """On a lit lamp: the level with the switch, the switch with the level, white with its warmth."""
    device = house.catalogue.devices.get(device_id)
    power = house.room_devices.power(device_id, moved.name)
    if device is None or power is None or house.readings.value(device_id, power.name) is not True:
        return []
    if moved.name == power.name:
        levels = [t for t in device.traits.values() if t.quantity in LIT and house.seen(device_id, t) is not None]
        return [t for t in levels if house.room_devices.power(device_id, t.name) == power]
    if moved.quantity not in LIT:
        return []
    # Of a white lamp its warmth, and with its warmth that it is white.
    beside = {"colour": "colour_temperature", "colour_temperature": "colour"}.get(moved.quantity)
    other = None if beside is None else device.traits.get(f"{beside}{moved.endpoint}")
    is_white = house.readings.value(device_id, f"colour{moved.endpoint}") == WHITE
    return [power, other] if other is not None and is_white else [power]


def _loudness(house: House, burst: Burst) -> list[Trait]:
    """Of music that was put on."""
    device = house.catalogue.devices.get(burst.device)
    if device is None or burst.trait.quantity != "music" or burst.value in (SILENCE, OTHER_MUSIC):
        return []
    return [t for t in device.traits.values() if t.quantity == "volume" and t.endpoint == burst.trait.endpoint]
