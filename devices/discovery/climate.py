"""``climate``, and the ``number`` and ``select`` entities that stand for parts of one.

Source: https://www.home-assistant.io/integrations/climate.mqtt/, …/number.mqtt/, …/select.mqtt/
"""

import re

from ..units import CELSIUS, FAHRENHEIT, KELVIN
from ..vocabulary import Role, Trait
from .payload import AnnouncedEntity
from .ports import Form, Port
from .switches import SETTING
from .wire import Made, ModeTopic, Unusable, command_topic, figure, state_topic, template

MODES = frozenset({"auto", "off", "heat", "cool", "heat_cool", "dry", "fan_only"})
_DEFAULT_MODES = ("auto", "off", "cool", "heat", "dry", "fan_only")
_RANGE_C = (7.0, 35.0)
_WATER = re.compile(r"(?<![a-z])(water|boiler|dhw|sauna|pool|jacuzzi|spa|tap)(?![a-z])")
_NO_COMFORT = re.compile(
    r"(?<![a-z])(external|input|calibration|offset|min|max|minimum|maximum|limit|alarm|threshold|hysteresis|delta|frost|antifrost"
    r"|away|eco|holiday|vacation|protection|boiler|flow|water|dhw|floor|fridge|freezer|oven|sauna|pool|aquarium|local|report)"
    r"(?![a-z])"
)


def climate(entity: AnnouncedEntity) -> Made:
    """Presets are heard only, fans, swings and humidity left alone. Raises Unusable."""
    is_f = _in_fahrenheit(entity.text("temperature_unit", "C"))
    low, high = figure(entity, "min_temp"), figure(entity, "max_temp")
    low = _native(_RANGE_C[0], is_f) if low is None else low
    high = _native(_RANGE_C[1], is_f) if high is None else high
    step = figure(entity, "temp_step", 1.0) or 1.0
    traits: list[Trait] = []
    one = _temperature(entity, "temperature")
    below, above = _temperature(entity, "temperature_low"), _temperature(entity, "temperature_high")
    # A device with two setpoints: what a person wants warm is the lower one.
    warm = one if one.command_topic or one.state_topic else below
    for name, port in (("setpoint", warm), ("cooling_setpoint", above)):
        if port.command_topic or port.state_topic:
            traits.append(setpoint(name, port, low, high, abs(step), is_f))
    mode = Port(
        Form.CHOICE,
        state_topic(entity, "mode_state_topic"),
        template(entity, "mode_state_template", "value_template"),
        command_topic(entity, "mode_command_topic"),
        template(entity, "mode_command_template"),
    )
    if mode.command_topic or mode.state_topic:
        choices = entity.words("modes") or _DEFAULT_MODES
        traits.append(
            Trait("hvac_mode", "hvac_mode", bool(mode.command_topic), choices=tuple(dict.fromkeys(choices)), wire=mode)
        )
    now = state_topic(entity, "current_temperature_topic")
    if now:
        traits.append(
            temperature(now, template(entity, "current_temperature_template", "value_template"), "F" if is_f else "C")
        )
    if not traits:
        raise Unusable("a thermostat without topics for temperature or mode")
    words = " ".join((entity.text("name"), entity.key, entity.text("object_id"), entity.text("temperature_command_topic")))
    water = _WATER.search(words.lower().replace("_", " "))
    hazard = f"it may heat water: its name says {water[0]!r}" if water else ""
    return Made(Role.CLIMATE, tuple(traits), modes=_modes(entity, mode), hazard=hazard)


def _modes(entity: AnnouncedEntity, mode: Port) -> tuple[ModeTopic, ...]:
    preset = state_topic(entity, "preset_mode_state_topic")
    source = template(entity, "preset_mode_value_template", "preset_mode_state_template", "value_template")
    found = (ModeTopic("preset_mode", preset, source), ModeTopic("hvac_mode", mode.state_topic, mode.state_template))
    return tuple(one for one in found if one.topic)


def number(entity: AnnouncedEntity) -> Made:
    """Only a room's setpoint. Raises Unusable."""
    if entity.text("entity_category") in ("config", "diagnostic"):
        raise Unusable(SETTING)
    if entity.text("device_class") != "temperature":
        raise Unusable("a number the hub has no use for: it reads only those of device_class temperature, as setpoints")
    words = f"{entity.text('name')} {entity.key} {entity.text('object_id')} {entity.text('unique_id')}"
    if _NO_COMFORT.search(words.lower().replace("_", " ")):
        raise Unusable("a temperature that is not a room's setpoint, by its name")
    is_f = _in_fahrenheit(entity.text("unit_of_measurement", "C"))
    port = Port(
        Form.LINEAR,
        state_topic(entity),
        template(entity, "value_template"),
        command_topic(entity),
        template(entity, "command_template"),
    )
    if not port.command_topic:
        raise Unusable("a number without a command_topic")
    low, high = figure(entity, "min", 1.0), figure(entity, "max", 100.0)  # Home Assistant's defaults
    step = figure(entity, "step", 1.0) or 1.0
    return Made(Role.CLIMATE, (setpoint("setpoint", port, low or 0.0, high or 0.0, abs(step), is_f),))


def select(entity: AnnouncedEntity) -> Made:
    """Only a thermostat's mode. Raises Unusable."""
    if entity.text("entity_category") in ("config", "diagnostic"):
        raise Unusable(SETTING)
    options = tuple(dict.fromkeys(entity.words("options")))
    if len(options) < 2 or not set(options) <= MODES or not {"heat", "cool"} & set(options):
        raise Unusable("a choice the hub has no use for: it reads only those between a thermostat's modes")
    port = Port(
        Form.CHOICE,
        state_topic(entity),
        template(entity, "value_template"),
        command_topic(entity),
        template(entity, "command_template"),
    )
    if not port.command_topic:
        raise Unusable("a choice without a command_topic")
    return Made(Role.CLIMATE, (Trait("hvac_mode", "hvac_mode", True, choices=options, wire=port),))


def temperature(topic: str, source: str, unit: str) -> Trait:
    """A measured temperature. unit: C, F or K."""
    zero, scale, told = {"F": (32.0, 1.8, FAHRENHEIT), "K": (273.15, 1.0, KELVIN)}.get(unit, (0.0, 1.0, CELSIUS))
    port = Port(Form.LINEAR, topic, source, zero=zero, scale=scale, unit=told)
    return Trait("temperature", "temperature", False, wire=port)


def setpoint(name: str, port: Port, low: float, high: float, step: float, is_f: bool) -> Trait:
    """low, high, step: in the device's unit."""
    low, high = min(low, high), max(low, high)
    zero, scale = (32.0, 1.8) if is_f else (0.0, 1.0)
    wire = Port(
        Form.LINEAR,
        port.state_topic,
        port.state_template,
        port.command_topic,
        port.command_template,
        zero=zero,
        scale=scale,
        low=low,
        high=high,
        step=step,
        unit=FAHRENHEIT if is_f else CELSIUS,
    )
    # A range of one point leaves nothing to choose.
    settable = bool(port.command_topic) and low < high
    return Trait(name, name, settable, round((low - zero) / scale, 4), round((high - zero) / scale, 4), step / scale, wire=wire)


def _temperature(entity: AnnouncedEntity, what: str) -> Port:
    return Port(
        Form.LINEAR,
        state_topic(entity, f"{what}_state_topic"),
        template(entity, f"{what}_state_template", "value_template"),
        command_topic(entity, f"{what}_command_topic"),
        template(entity, f"{what}_command_template"),
    )


def _in_fahrenheit(unit: str) -> bool:
    plain = unit.strip().lstrip("°º ").upper()
    if plain not in ("C", "F", "CELSIUS", "FAHRENHEIT"):
        raise Unusable("its temperatures are neither in °C nor in °F")
    return plain.startswith("F")


def _native(celsius: float, is_f: bool) -> float:
    return celsius * 1.8 + 32.0 if is_f else celsius
