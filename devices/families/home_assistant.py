"""Entities of Home Assistant itself, over its WebSocket. https://developers.home-assistant.io/docs/api/websocket

    - {home_assistant: light.living_room}                              a device
    - {home_assistant: sensor.hall_lux, quantity: illuminance}         a sensor, where its device class does not say it

The link (``devices/links/home_assistant/link.py``) puts what an entity is, and how it is, into messages; here is what they
mean.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..command import Command
from ..errors import BadCommand, BadPayload
from ..event import Event, Ordered, Pressed, Reachable, Reported, Seen
from ..family import Family
from ..home_assistant import climates, covers, lights, players, sensors
from ..home_assistant.calls import announces
from ..home_assistant.entity import CAP, GONE, Draft, Entity, State, Wire, read_entity, read_state
from ..home_assistant.topics import ENTITY, ORDERED, STATE
from ..message import Message, Outgoing
from ..payload import decode_object, fade
from ..presence.position import beyond_m, corrected
from ..text import shown
from ..vocabulary import OTHER_MUSIC, QUANTITIES, Device, DeviceId, Reference, Role, Settings, Value

_KEY = "home_assistant"
_ENTITY_ID = re.compile(r"[a-z0-9_]+\.[a-z0-9_]+")
_SETTLE_S = {Role.PLAYER: 5.0, Role.CLIMATE: 10.0}  # slower to answer than a lamp
_GROUPED = frozenset({Role.LIGHT, Role.SWITCH, Role.FAN, Role.COVER})
_OTHERS = {
    "lock": (Role.LOCK, "it is a lock"),
    "alarm_control_panel": (Role.OTHER, "it is an alarm"),
    "siren": (Role.OTHER, "it is a siren"),
    "valve": (Role.OTHER, "it is a valve"),
    "water_heater": (Role.OTHER, "it heats water"),
    "lawn_mower": (Role.OTHER, "it moves by itself and cuts"),
    "vacuum": (Role.OTHER, "it moves by itself"),
}


def announced_on(references: Sequence[Reference], _settings: Settings) -> tuple[str, ...]:
    return tuple(f"{ENTITY}{reference.name}" for reference in references) or (f"{ENTITY}+",)


def describe(message: Message, _known: Mapping[str, Device], settings: Settings) -> tuple[Device, ...]:
    """The entity as a device, none when it is gone. Raises BadPayload."""
    if not message.payload:
        return ()
    entity = read_entity(message)
    made = _made(entity, settings)
    return (
        Device(
            id=DeviceId(entity.id),
            family=_KEY,
            stable_id=entity.id,
            name=entity.name[:200],
            role=made.role,
            traits={trait.name: trait for trait in made.traits},
            hears=(f"{STATE}{entity.id}", f"{ORDERED}{entity.id}"),
            members=entity.words("entity_id") if made.role in _GROUPED else (),  # of a group made there
            area=entity.area,
            hazard=made.hazard,
            refused=made.refused,
            settle_s=_SETTLE_S.get(made.role),
            wire=Wire(entity.id, entity.domain, entity.features, entity.is_fahrenheit, settings.home),
        ),
    )


def matches(device: Device, reference: Reference) -> bool:
    return device.stable_id == reference.name


def bind(device: Device, reference: Reference) -> Device:
    """Under the configuration's id and name, read as the quantity it names, or as the place it is a source of."""
    quantity = reference.options.get("quantity")
    bound = replace(device, id=reference.id, name=str(reference.options.get("name") or device.name))
    if isinstance(quantity, str) and device.role is Role.SENSOR:
        trait = sensors.as_quantity(device, quantity)
        bound = replace(bound, traits={trait.name: trait})
    return bound


def hear(device: Device, message: Message) -> Sequence[Event]:
    """Raises BadPayload."""
    wire = device.wire
    if message.topic.startswith(ORDERED):
        return () if message.retain else tuple(_ordered(device, wire, message))
    state = read_state(message)
    is_there = state.state != "unavailable"
    if device.role is Role.TRACKER:
        # Who tells nothing any more, because the integration starts anew, does not say that somebody left.
        if not is_there:
            return ()
        beyond = beyond_m(wire.home, message, state.attributes)
        place, outside = corrected(sensors.place(state), beyond)
        return (Seen(device.id, place, message.when, snapshot=message.retain, outside=outside, away_m=beyond),)
    events: list[Event] = [Reachable(device.id, is_there, message.when, snapshot=message.retain)]
    if not is_there:
        return events
    if device.role is Role.REMOTE:
        action = state.text("event_type")
        if action and not message.retain and state.state not in GONE:
            events.append(Pressed(device.id, action[:200], message.when))
        return events
    if device.role is Role.SENSOR and "state" in device.traits:
        # A sensor that names a room is a presence source as well: whoever is nobody's source is asked by nobody.
        events.append(Seen(device.id, sensors.place(state), message.when, snapshot=message.retain))
    if device.role is Role.CLIMATE:
        events += climates.wills(device, state, message)
    if device.role is Role.LIGHT and "colour" in device.traits:
        events.append(lights.will(device, state, message))
    for name, value in _told(device, wire, state):
        may_be = players.may_be(device, state) if value == OTHER_MUSIC and name == "music" else ()
        events.append(
            Reported(device.id, name, value, message.when, snapshot=message.retain, origin=state.origin, may_be=may_be)
        )
    return events


def say(device: Device, command: Command) -> Sequence[Outgoing]:
    """The service calls, in order. Raises BadCommand."""
    wire = device.wire
    match device.role:
        case Role.LIGHT | Role.SWITCH | Role.FAN:
            return lights.say(device, command, wire)
        case Role.CLIMATE:
            return climates.say(device, command, wire)
        case Role.COVER:
            return covers.say(device, command, wire)
        case Role.PLAYER:
            return players.say(device, command, wire)
        case _:
            raise BadCommand(device.id, next(iter(command.values), ""), "it takes no commands")


def mistakes(reference: Reference, _settings: Settings) -> Sequence[str]:
    """What is wrong with a block, each one sentence saying what would be right."""
    found = []
    if not isinstance(reference.name, str) or not _ENTITY_ID.fullmatch(reference.name):
        found.append(f"{shown(str(reference.name), 60)} is not an entity id: it is like light.living_room")
    quantity = reference.options.get("quantity")
    if quantity is not None and quantity not in QUANTITIES:
        found.append(f"{shown(str(quantity), 40)} is no quantity: one of {', '.join(QUANTITIES)}")
    timeout = reference.options.get("timeout")
    if timeout is not None and (
        isinstance(timeout, bool) or not isinstance(timeout, int | float) or not 1 <= timeout <= 604_800
    ):
        found.append("timeout is not a number of seconds: from 1 to 604800, such as timeout: 60")
    return found


def _made(entity: Entity, settings: Settings) -> Draft:
    match entity.domain:
        case "light":
            return lights.light(entity)
        case "switch" | "input_boolean":
            return lights.switch(entity)
        case "fan":
            return lights.fan(entity)
        case "cover":
            return covers.cover(entity)
        case "climate":
            return climates.climate(entity)
        case "media_player":
            return players.player(entity, settings)
        case "sensor":
            return sensors.sensor(entity)
        case "binary_sensor":
            return sensors.binary_sensor(entity)
        case "weather":
            return sensors.weather(entity)
        case "event":
            return sensors.remote(entity)
        case "person" | "device_tracker":
            return sensors.tracker(entity)
        case domain if domain in _OTHERS:
            role, hazard = _OTHERS[domain]
            return Draft(role, (), hazard=hazard)
        case _:
            return sensors.words(entity)


def _told(device: Device, wire: Wire, state: State) -> Iterator[tuple[str, Value]]:
    match device.role:
        case Role.LIGHT | Role.SWITCH | Role.FAN:
            yield from lights.hear(device, state)
        case Role.CLIMATE:
            yield from climates.hear(device, state, wire)
        case Role.COVER:
            yield from covers.hear(state)
        case Role.PLAYER:
            yield from players.hear(device, state)
        case _:
            yield from sensors.hear(device, state, wire)


def _ordered(device: Device, wire: Wire, message: Message) -> Iterator[Event]:
    told = decode_object(message, CAP)
    service, data = told.get("service"), told.get("data")
    if not isinstance(service, str) or not isinstance(data, dict):
        raise BadPayload(message.topic, message.payload, "not a service call")
    fade_s = players.ANNOUNCED_S if announces(service, data) else fade(data.get("transition"))
    for name, value in _asked(device, wire, service, data):
        trait = device.traits.get(name)
        if trait is None or not trait.settable:
            continue
        if isinstance(value, float) and not isinstance(value, bool):
            value = trait.nearest(value)
        if isinstance(value, str) and trait.choices and value not in trait.choices:
            value = None
        yield Ordered(device.id, name, value, message.when, fade_s)


def _asked(device: Device, wire: Wire, service: str, data: Mapping[str, Any]) -> Iterator[tuple[str, Value | None]]:
    name = service.partition(".")[2]
    match device.role:
        case Role.LIGHT | Role.SWITCH | Role.FAN:
            yield from lights.ordered(name, data)
        case Role.CLIMATE:
            yield from climates.ordered(name, data, wire)
        case Role.COVER:
            yield from covers.ordered(name, data)
        case Role.PLAYER:
            yield from players.ordered(device, service if announces(service, data) else name, data)
        case _:
            return


FAMILY = Family(
    key=_KEY,
    serves=frozenset({"device", "sensor", "presence", "outdoor"}),
    title="Home Assistant's own entities",
    example="{home_assistant: light.sofa}",
    remark="what speaks no MQTT (deCONZ, Hue, Matter) comes so; [its own page](home-assistant.md)",
    announced_on=announced_on,
    describe=describe,
    matches=matches,
    bind=bind,
    hear=hear,
    say=say,
    mistakes=mistakes,
    options=frozenset({"quantity", "timeout"}),
    link=_KEY,
    settle_s=3.0,
    promises=True,
)
