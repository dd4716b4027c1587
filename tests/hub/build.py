"""Builders that show only the telling argument."""

from datetime import UTC, datetime, timedelta

from devices.event import Reported
from devices.vocabulary import Device, DeviceId, Moment, Role, RoomId, Trait, Value

START = datetime(2026, 3, 4, 19, 0, tzinfo=UTC)
LAMP = DeviceId("lamp")
ROOM = RoomId("living_room")


def moment(seconds: float = 0.0) -> Moment:
    """``seconds`` after the start of the story, on both clocks."""
    return Moment(START + timedelta(seconds=seconds), 1000.0 + seconds)


def make_trait(quantity: str = "brightness", **more: object) -> Trait:
    numeric = {"brightness": (0.0, 1.0), "volume": (0.0, 1.0), "setpoint": (5.0, 30.0), "colour_temperature": (2000.0, 6500.0)}
    low, high = numeric.get(quantity, (None, None))
    given: dict[str, object] = {"name": quantity, "quantity": quantity, "settable": True, "low": low, "high": high} | more
    return Trait(**given)  # type: ignore[arg-type]


def make_device(*quantities: str, device: str = "lamp", role: Role = Role.LIGHT) -> Device:
    traits = {name: make_trait(name) for name in quantities or ("power", "brightness")}
    return Device(DeviceId(device), "zigbee2mqtt", "0x" + device, device, role, traits, hears=(f"zigbee2mqtt/{device}",))


def make_reported(
    value: Value = 0.3, trait: str = "brightness", device: str = "lamp", at_s: float = 0.0, snapshot: bool = False
) -> Reported:
    return Reported(DeviceId(device), trait, value, moment(at_s), snapshot)
