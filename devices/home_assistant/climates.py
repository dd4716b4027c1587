"""Thermostats. https://developers.home-assistant.io/docs/core/entity/climate"""

import re
from collections.abc import Iterator, Mapping

from ..command import Command, checked
from ..event import Moded
from ..message import Message, Outgoing
from ..own_will import wills_in
from ..payload import finite
from ..vocabulary import Device, Role, Trait, Value
from .calls import call
from .entity import GONE, Draft, Entity, State, Wire, within

_ONE, _RANGE = 1, 2  # ClimateEntityFeature.TARGET_TEMPERATURE, TARGET_TEMPERATURE_RANGE
_WATER = re.compile(r"\b(?:water|boiler|dhw|pool|sauna)\b")


def climate(entity: Entity) -> Draft:
    """Setpoints in °C whatever the home's unit; where there are two, what a person wants warm is the lower one."""
    low, high = entity.figure("min_temp", None), entity.figure("max_temp", None)
    low = celsius(7.0 if low is None and not entity.is_fahrenheit else 44.6 if low is None else low, entity.is_fahrenheit)
    high = celsius(35.0 if high is None and not entity.is_fahrenheit else 95.0 if high is None else high, entity.is_fahrenheit)
    step = entity.figure("target_temp_step", 1.0 if entity.is_fahrenheit else 0.5) or 0.5
    step = abs(step) / 1.8 if entity.is_fahrenheit else abs(step)
    traits = []
    if not -20.0 <= low < high <= 100.0:
        return Draft(Role.CLIMATE, (), refused=f"its range of {low:g} to {high:g} °C is none of a room")
    if entity.features & (_ONE | _RANGE):
        traits.append(Trait("setpoint", "setpoint", True, low, high, step))
    if entity.features & _RANGE:
        traits.append(Trait("cooling_setpoint", "cooling_setpoint", True, low, high, step))
    modes = entity.words("hvac_modes")
    if modes:
        traits.append(Trait("hvac_mode", "hvac_mode", len(modes) > 1, choices=modes))
    traits.append(Trait("temperature", "temperature", False))
    words = f"{entity.name} {entity.id}".lower().replace("_", " ").replace(".", " ")
    water = _WATER.search(words)
    return Draft(Role.CLIMATE, tuple(traits), hazard=f"it may heat water: its name says {water[0]!r}" if water else "")


def hear(device: Device, state: State, wire: Wire) -> Iterator[tuple[str, Value]]:
    """Trait and value."""
    mode = device.traits.get("hvac_mode")
    if mode is not None and state.state in mode.choices:
        yield "hvac_mode", state.state
    one, low = _told(state, "temperature", wire), _told(state, "target_temp_low", wire)
    high = _told(state, "target_temp_high", wire)
    if state.state == "cool" and "cooling_setpoint" in device.traits:
        one, high = None, one if high is None else high  # of two setpoints the one it has now is the higher
    setpoint = within(low if one is None else one, device.traits.get("setpoint"))
    if setpoint is not None:
        yield "setpoint", setpoint
    above = within(high, device.traits.get("cooling_setpoint"))
    if above is not None:
        yield "cooling_setpoint", above
    now = _told(state, "current_temperature", wire)
    if now is not None and -60.0 <= now <= 120.0 and "temperature" in device.traits:
        yield "temperature", now


def wills(device: Device, state: State, message: Message) -> Iterator[Moded]:
    """Its mode, its preset, and what some integrations tell of windows and schedules among the attributes."""
    mode = device.traits.get("hvac_mode")
    cools = mode is not None and "cool" in mode.choices
    told = {"hvac_mode": state.state, **state.attributes}
    # Where it cannot cool as well, Home Assistant's "auto" is a schedule or the like, by its own words.
    # A preset that ends because a person named a temperature is no reason of the device's own.
    is_state = message.retain or state.state in GONE or state.is_named
    yield from wills_in(device.id, told, message.when, is_state, cools, has_clock=not cools)


def say(device: Device, command: Command, wire: Wire) -> list[Outgoing]:
    """The mode first: some take no setpoint while off. Raises BadCommand."""
    sent: list[Outgoing] = []
    for name in sorted(command.values):  # hvac_mode before setpoint
        value = command.values[name]
        trait = checked(device, name, value)
        if name == "hvac_mode":
            sent.append(call("climate.set_hvac_mode", wire.entity, hvac_mode=value))
            continue
        degrees = float(trait.nearest(value))
        told = round(degrees * 1.8 + 32.0, 1) if wire.is_fahrenheit else round(degrees, 2)
        if name == "setpoint":
            sent.append(call("climate.set_temperature", wire.entity, temperature=told))
        else:
            sent.append(call("climate.set_temperature", wire.entity, target_temp_high=told))
    return sent


def ordered(service: str, data: Mapping[str, object], wire: Wire) -> Iterator[tuple[str, Value | None]]:
    """What a call of somebody else's asks for; None where the outcome is not known."""
    match service:
        case "set_temperature":
            one = data.get("temperature")  # which of two it is goes by the mode
            for name, key in (("setpoint", "target_temp_low"), ("cooling_setpoint", "target_temp_high")):
                told = finite(data.get(key, one))
                yield name, None if told is None else celsius(told, wire.is_fahrenheit)
            if "hvac_mode" in data:
                yield "hvac_mode", _text(data.get("hvac_mode"))
        case "set_hvac_mode":
            yield "hvac_mode", _text(data.get("hvac_mode"))
            yield from (("setpoint", None), ("cooling_setpoint", None))
        case _:  # a preset moves all of it
            yield from (("hvac_mode", None), ("setpoint", None), ("cooling_setpoint", None))


def celsius(told: float, is_fahrenheit: bool) -> float:
    return (told - 32.0) / 1.8 if is_fahrenheit else told


def _told(state: State, key: str, wire: Wire) -> float | None:
    found = finite(state.attributes.get(key))
    return None if found is None else celsius(found, wire.is_fahrenheit)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
