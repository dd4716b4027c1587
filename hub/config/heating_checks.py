"""What of heating and cooling will run but was probably not meant. Part of ``checks.py``."""

from collections.abc import Iterator

from devices.vocabulary import SETPOINTS, Reference

from .model import Config
from .references import COOLING, HOME_ASSISTANT, FoundMistake
from .room import RoomConfig

APART_C = 1.5  # nearer, an empty room would be heated and cooled by turns
_UNSAID = (20.0, 30.0)  # limits: cooling where nothing is written


def setbacks(config: Config) -> Iterator[FoundMistake]:
    """Of an empty room, beyond what its limits allow."""
    for name, room in config.rooms.items():
        for key, quantity in zip(("temperature", "cooling"), SETPOINTS, strict=True):
            setback = room.when_empty.setback(quantity)
            low, high = room.limits.setpoints(quantity)
            if setback != "keep" and not low <= float(setback) <= high:
                problem = f"is {float(setback):g}, outside the room's limits of {low:g} to {high:g}, and is held to them"
                yield ("rooms", name, "when_empty", key), problem, f"a setpoint within limits: {key}:"


def cooling(config: Config) -> Iterator[FoundMistake]:
    """Cooling that was asked for and cannot come about, or would work against the heating."""
    for name, room in config.rooms.items():
        cools = [(at, device) for at, device in enumerate(room.devices) if device.options.get("as") == COOLING]
        for at, device in cools:
            problem = _no_cooler(device)
            if problem:
                yield ("rooms", name, "devices", at, "as"), problem, "as: cooling beside a climate with a setpoint"
        if not cools:
            yield from _for_nothing(name, room)
        warm, cool = room.when_empty.temperature, room.when_empty.cooling
        if cools and warm != "keep" and cool != "keep" and float(cool) < float(warm) + APART_C:
            problem = (
                f"is {float(cool):g} where heating is set back to {float(warm):g}: the empty room would be heated and cooled"
            )
            yield ("rooms", name, "when_empty", "cooling"), problem, f"{float(warm) + APART_C:g} or more"


def _for_nothing(name: str, room: RoomConfig) -> Iterator[FoundMistake]:
    problem, right = "says how an empty room is cooled, but nothing in it is as: cooling", "as: cooling beside what cools it"
    if room.when_empty.cooling != "keep":
        yield ("rooms", name, "when_empty", "cooling"), problem, right
    if room.limits.cooling != _UNSAID:
        yield ("rooms", name, "limits", "cooling"), "bounds what nothing in the room does: no device is as: cooling", right


def _no_cooler(device: Reference) -> str:
    """Why it cannot cool as far as the file says, or an empty string."""
    if device.family == HOME_ASSISTANT and not device.name.startswith("climate."):
        return f"is cooling, but a {device.name.partition('.')[0]} has no setpoint"
    quantities = device.options.get("quantities")
    if isinstance(quantities, dict) and not any(str(key).startswith(SETPOINTS) for key in quantities):
        return "is cooling, but none of its quantities is a setpoint or cooling_setpoint"
    return ""
