"""An entity into a Device: what it can say and be told, its names, its hazards, or why nothing in it can be used."""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress

from ..text import shown
from ..vocabulary import Device, DeviceId, HomePlace, Role, Trait
from . import climate, light_basic, light_json, light_template, sensors, switches
from .availability import watches
from .hazards import hazard_of
from .naming import area, full_name, names, stable_id
from .payload import AnnouncedEntity
from .ports import Port
from .wire import JsonLamp, Made, TemplateLamp, Unusable, Watch, Wire, state_topic

FAMILY_KEY = "home_assistant_mqtt"
_VALVE_WAKES_S = 300.0  # on batteries it listens every few minutes
_VALVE = re.compile(r"valve|(?<![a-z])trv")


def _light(entity: AnnouncedEntity) -> Made:
    schema = entity.text("schema", "default")
    makers = {
        "json": light_json.made,
        "default": light_basic.made,
        "basic": light_basic.made,
        "template": light_template.made,
    }
    if entity.text("entity_category") in ("config", "diagnostic"):
        raise Unusable(switches.SETTING)  # the indicator on a button
    if schema not in makers:
        raise Unusable(f"its schema {shown(schema, 30)!r} is none of json, default and template")
    return makers[schema](entity)


_MAKERS: Mapping[str, Callable[[AnnouncedEntity], Made]] = {
    "light": _light,
    "switch": switches.switch,
    "fan": switches.fan,
    "cover": switches.cover,
    "lock": switches.lock,
    "climate": climate.climate,
    "number": climate.number,
    "select": climate.select,
    "sensor": sensors.sensor,
    "binary_sensor": sensors.binary_sensor,
    "device_tracker": sensors.device_tracker,
}
_ROLES = {
    "light": Role.LIGHT,
    "switch": Role.SWITCH,
    "climate": Role.CLIMATE,
    "cover": Role.COVER,
    "fan": Role.FAN,
    "lock": Role.LOCK,
    "sensor": Role.SENSOR,
    "binary_sensor": Role.SENSOR,
    "device_tracker": Role.TRACKER,
}
# Listened for too, so that whoever names one is told why it is not used.
_NAMED_ONLY = ("siren", "alarm_control_panel", "valve", "water_heater", "humidifier", "vacuum")
COMPONENTS = (*_MAKERS, *_NAMED_ONLY)


def described(entity: AnnouncedEntity, home: HomePlace | None = None) -> Device:
    """Never fails: what cannot be used says so in ``refused``. home: for trackers that tell coordinates."""
    made, watched, mode = _made(entity)
    role = made.role
    refused = made.refused
    traits = {} if refused else {trait.name: trait for trait in made.traits}
    name = stable_id(entity)
    wire = Wire(
        entity.component,
        names(entity, entity.component in _MAKERS),
        made.lamp,
        made.tracker,
        made.moves,
        watched,
        mode,
        home,
        made.modes,
        _attributes(entity, role),
    )
    return Device(
        id=DeviceId(name),
        family=FAMILY_KEY,
        stable_id=name,
        name=full_name(entity),
        role=role,
        traits=traits,
        hears=_topics(traits, wire),
        area=area(entity),
        hazard=made.hazard or hazard_of(entity, role),
        refused=refused,
        settle_s=_VALVE_WAKES_S if role is Role.CLIMATE and _is_valve(entity) else None,
        wire=wire,
    )


def _made(entity: AnnouncedEntity) -> tuple[Made, tuple[Watch, ...], str]:
    role = _ROLES.get(entity.component, Role.OTHER)
    maker = _MAKERS.get(entity.component)
    try:
        if entity.wrong:
            raise Unusable(entity.wrong)
        if maker is None:
            raise Unusable(f"the hub does not read entities of the kind {shown(entity.component, 40)}")
        return maker(entity), *watches(entity)
    except Unusable as unusable:
        return Made(role, refused=unusable.reason), (), "latest"


def _attributes(entity: AnnouncedEntity, role: Role) -> str:
    """Of what is moved: some tell there alone that they are out of reach, or by which clock they go."""
    if role not in (Role.LIGHT, Role.SWITCH, Role.CLIMATE):
        return ""
    with suppress(Unusable):
        return state_topic(entity, "json_attributes_topic")
    return ""


def _is_valve(entity: AnnouncedEntity) -> bool:
    """Whether it is a radiator's valve, which mostly sleeps. Only its words can tell: the battery is another entity."""
    words = (entity.device.get("model"), entity.device.get("name"), entity.config.get("name"), entity.key)
    return _VALVE.search(" ".join(word for word in words if isinstance(word, str)).lower()) is not None


def _topics(traits: Mapping[str, Trait], wire: Wire) -> tuple[str, ...]:
    """What it says, what others tell it, whether it is there."""
    topics: list[str] = []
    for trait in traits.values():
        if isinstance(trait.wire, Port):
            topics += [trait.wire.state_topic, trait.wire.command_topic]
    if traits and isinstance(wire.lamp, JsonLamp | TemplateLamp):
        topics += [wire.lamp.state_topic, wire.lamp.command_topic]
    if wire.tracker is not None:
        topics += [wire.tracker.topic, wire.tracker.attributes]
    if wire.moves is not None:
        topics.append(wire.moves.topic)
    topics += [mode.topic for mode in wire.modes if traits]
    if traits:
        topics.insert(0, wire.attributes)
    if topics:
        topics += [watch.topic for watch in wire.watches]
    return tuple(dict.fromkeys(topic for topic in topics if topic))
