"""ESPHome over MQTT, where its announcements are switched off. (Announced ones are home_assistant_mqtt's.)

    - {esphome: livingroom/light/desk_lamp}                            prefix/component/object_id
    - {esphome: livingroom/light/desk_lamp, kelvin: [2700, 6500]}      a lamp of two whites
    - {esphome: livingroom/light/strip, colours: true}                 a lamp of colours, with kelvin of both
    - {esphome: livingroom/light/porch, dims: false}                   on and off only
    - {esphome: livingroom/sensor/lux, quantity: illuminance}          what a sensor measures
    - {esphome: livingroom/climate/heater, low: 5, high: 30, step: 0.5}
    - {esphome: livingroom/fan/ceiling, speeds: 3}

Its topics follow from the name: https://esphome.io/components/mqtt.html. A lamp tells its target at once; it takes
whole numbers only and leaves any other without a word.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from ..based import is_base
from ..command import Command, is_number
from ..discovery.hearing import heard
from ..discovery.saying import said
from ..discovery.written import device_of
from ..family import Family
from ..found import unless_named
from ..message import Message, Outgoing
from ..payload import decode_object
from ..text import shown
from ..vocabulary import Device, DeviceId, Moment, Reference, Role, Settings

_KEY = "esphome"
_OBJECT = re.compile(r"[a-z0-9_-]{1,120}")
_NEVER = Moment(datetime(2000, 1, 1, tzinfo=UTC), 0.0)  # a block was written at no time
_MEASURES = {"illuminance": "lx", "temperature": "°C"}
_LUX = re.compile(r"lux|lumin|illum|lx$|brightness|ambient_light")
_WARM = re.compile(r"temp")
_SLOWEST_S = 6553.0
_NODES = "esphome/discover"
_A_NODE = "a node: what it has is listed as home_assistant_mqtt, or, with discovery: false, named as {name}/light/desk_lamp"
_MODES = ("off", "heat", "cool", "heat_cool", "auto", "dry", "fan_only")


def announced_on(references: Sequence[Reference], _settings: Settings) -> tuple[str, ...]:
    """For a look round only: nodes tell that they are there, and not what they have."""
    return unless_named(references, f"{_NODES}/+")


def describe(message: Message, _known: Mapping[str, Device], _settings: Settings) -> tuple[Device, ...]:
    """The node, with what to do about it. Raises BadPayload."""
    name = message.topic.rpartition("/")[2]
    if not message.payload.strip() or not is_base(name):
        return ()
    called = decode_object(message).get("friendly_name")
    return (
        Device(
            DeviceId(name),
            _KEY,
            name,
            shown(called, 100) if isinstance(called, str) and called else name,
            Role.OTHER,
            refused=_A_NODE.format(name=shown(name, 40)),
        ),
    )


def from_reference(reference: Reference, settings: Settings) -> Device | None:
    """The entity, all of it told by the block; None when its name cannot be one."""
    if mistakes(reference, settings):
        return None
    prefix, component, key = _parts(reference.name)
    config = {
        "unique_id": reference.name,
        "name": str(reference.options.get("name") or key.replace("_", " ")),
        "availability_topic": f"{prefix}/status",
        **_WRITERS[component](f"{prefix}/{component}/{key}", reference.options, key),
    }
    device = device_of(component, key, config, _NEVER)
    if device is None:
        return None
    traits = {name: replace(trait, glides=trait.glides and component != "light") for name, trait in device.traits.items()}
    return replace(device, id=reference.id, family=_KEY, stable_id=reference.name, traits=traits)


def say(device: Device, command: Command) -> Sequence[Outgoing]:
    """In whole numbers, whole seconds too. Raises BadCommand."""
    seconds = command.transition_s
    if is_number(seconds) and seconds > 0:
        command = replace(command, transition_s=float(max(1, round(min(seconds, _SLOWEST_S)))))
    return said(device, command)


def mistakes(reference: Reference, settings: Settings) -> Sequence[str]:
    """What is wrong with a block, each one sentence saying what would be right."""
    prefix, component, key = _parts(reference.name)
    if component not in _WRITERS or not _OBJECT.fullmatch(key) or not is_base(prefix):
        known = ", ".join(_WRITERS)
        given = shown(str(reference.name), 60)
        return (f"{given} is no entity of ESPHome: it is prefix/component/object_id, a component one of {known}",)
    found: list[str] = []
    options = reference.options
    quantity = options.get("quantity")
    if quantity is not None and quantity not in _MEASURES:
        found.append(f"quantity is none a sensor is read for here: one of {', '.join(_MEASURES)}")
    if component == "sensor" and quantity is None and not _measure(key):
        found.append(f"what {shown(key, 40)} measures is not in its name: add quantity: temperature, or illuminance")
    kelvin = options.get("kelvin")
    if kelvin is not None and not _is_range(kelvin, 1000, 20000):
        found.append("kelvin is not a range of colour temperatures: warmest and coldest, such as [2700, 6500]")
    speeds = options.get("speeds")
    if speeds is not None and (isinstance(speeds, bool) or not isinstance(speeds, int) or not 1 <= speeds <= 100):
        found.append("speeds is not how many speeds the fan has: a whole number, such as 3")
    if "dims" in options and not isinstance(options["dims"], bool):
        found.append("dims is not true or false: whether the lamp has levels")
    if "colours" in options and not isinstance(options["colours"], bool):
        found.append("colours is not true or false: whether the lamp has red, green and blue")
    if not _is_range([options.get("low", 5), options.get("high", 30)], -20, 60):
        found.append("low and high are not a range of setpoints in °C: such as low: 5, high: 30")
    step = options.get("step", 0.5)
    if isinstance(step, bool) or not isinstance(step, int | float) or not 0 < step <= 5:
        found.append("step is not a setpoint's step in °C: such as 0.5")
    return found


def _light(topic: str, options: Mapping[str, Any], _key: str) -> dict[str, Any]:
    config: dict[str, Any] = {"schema": "json", **_state_and_command(topic), "brightness": options.get("dims") is not False}
    kelvin = options.get("kelvin")
    if kelvin is not None and config["brightness"]:
        config |= {"supported_color_modes": ["color_temp"], "color_temp_kelvin": False}
        config |= {"min_mireds": round(1e6 / kelvin[1]), "max_mireds": round(1e6 / kelvin[0])}
    if options.get("colours") is True and config["brightness"]:
        config["supported_color_modes"] = [*config.get("supported_color_modes", ()), "rgb"]
    return config


def _switch(topic: str, _options: Mapping[str, Any], _key: str) -> dict[str, Any]:
    return _state_and_command(topic)


def _fan(topic: str, options: Mapping[str, Any], _key: str) -> dict[str, Any]:
    config = _state_and_command(topic)
    if options.get("speeds"):
        config |= {
            "percentage_state_topic": f"{topic}/speed_level/state",
            "percentage_command_topic": f"{topic}/speed_level/command",
            "speed_range_min": 1,
            "speed_range_max": options["speeds"],
        }
    return config


def _cover(topic: str, _options: Mapping[str, Any], _key: str) -> dict[str, Any]:
    position = {"position_topic": f"{topic}/position/state", "set_position_topic": f"{topic}/position/command"}
    return {**_state_and_command(topic), **position}


def _climate(topic: str, options: Mapping[str, Any], _key: str) -> dict[str, Any]:
    return {
        "mode_state_topic": f"{topic}/mode/state",
        "mode_command_topic": f"{topic}/mode/command",
        "preset_mode_state_topic": f"{topic}/preset/state",
        "temperature_state_topic": f"{topic}/target_temperature/state",
        "temperature_command_topic": f"{topic}/target_temperature/command",
        "current_temperature_topic": f"{topic}/current_temperature/state",
        "modes": list(_MODES),
        "temperature_unit": "C",  # whatever the house uses
        "min_temp": options.get("low", 5),
        "max_temp": options.get("high", 30),
        "temp_step": options.get("step", 0.5),
    }


def _sensor(topic: str, options: Mapping[str, Any], key: str) -> dict[str, Any]:
    kind = str(options.get("quantity") or _measure(key))
    return {"state_topic": f"{topic}/state", "device_class": kind, "unit_of_measurement": _MEASURES.get(kind, "")}


def _binary_sensor(topic: str, _options: Mapping[str, Any], _key: str) -> dict[str, Any]:
    return {"state_topic": f"{topic}/state", "device_class": "occupancy"}


_WRITERS: Mapping[str, Callable[[str, Mapping[str, Any], str], dict[str, Any]]] = {
    "light": _light,
    "switch": _switch,
    "fan": _fan,
    "cover": _cover,
    "climate": _climate,
    "sensor": _sensor,
    "binary_sensor": _binary_sensor,
}


def _state_and_command(topic: str) -> dict[str, Any]:
    return {"state_topic": f"{topic}/state", "command_topic": f"{topic}/command"}


def _measure(key: str) -> str:
    return "illuminance" if _LUX.search(key) else "temperature" if _WARM.search(key) else ""


def _parts(name: object) -> tuple[str, str, str]:
    """Prefix (which may hold slashes), component, object id."""
    parts = name.rsplit("/", 2) if isinstance(name, str) else []
    return (parts[0], parts[1], parts[2]) if len(parts) == 3 else ("", "", "")


def _is_range(given: object, low: float, high: float) -> bool:
    if not isinstance(given, list | tuple) or len(given) != 2:
        return False
    if any(isinstance(end, bool) or not isinstance(end, int | float) for end in given):
        return False
    return bool(low <= given[0] < given[1] <= high)


FAMILY = Family(
    key=_KEY,
    serves=frozenset({"device", "sensor", "outdoor"}),
    title="ESPHome without discovery",
    example="{esphome: livingroom/light/desk_lamp, kelvin: [2700, 6500]}",
    remark="prefix/component/object_id; `colours: true` for one of red, green and blue",
    announced_on=announced_on,
    describe=describe,
    from_reference=from_reference,
    hear=heard,
    say=say,
    mistakes=mistakes,
    options=frozenset({"quantity", "kelvin", "dims", "colours", "speeds", "low", "high", "step"}),
    settle_s=2.0,
    is_kept=True,
    shares_reach=True,
)
