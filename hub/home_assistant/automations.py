"""What was learned, as plain automations of Home Assistant that do the same without the hub. Pure reading of the house.

https://www.home-assistant.io/docs/automation/yaml/. One automation per person, room and part of the day: when they come into
the room, the usual values of that time are set, by the very messages or calls the hub would send.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from devices.command import Command
from devices.errors import BadCommand
from devices.family import Family
from devices.home_assistant.calls import read_call
from devices.message import Outgoing
from devices.vocabulary import LIT, Device, DeviceId, Moment, OccupantId, Reference, RoomId, Trait, Value
from models.habits import Habit
from models.kind import kinds
from models.parts_of_day import clock_times

from ..deciding.limits import only_limits, together
from ..deciding.room_view import RoomView, lowest_limits
from ..decision import Outcome, Trigger, Wish
from ..house import House
from ..safety.caps import LIMIT
from ..safety.command_history import CommandHistory
from ..safety.rail_input import RailInput
from ..safety.rails import listed_and_harmless, sane
from ..sending.outbox import TRANSITION_S
from ..telling.explain import spoken

LEAST = 3  # examples: fewer are no habit
_ROOM_TOLD = "{{ value_json.room if value_json is defined and value_json is mapping else value }}"


def automations(house: House, people: Iterable[OccupantId], now: Moment) -> tuple[list[dict[str, Any]], list[str]]:
    """The automations, and what could not be put into one, a sentence each."""
    found: list[dict[str, Any]] = []
    left_out: list[str] = []
    for who in people:
        by: dict[tuple[RoomId, str], list[Habit]] = {}
        for habit in house.shelf.habits(who):
            if (
                habit.count >= LEAST
                and habit.room in house.config.rooms
                and house.agreements.allows(who, kinds()[habit.kind].domain)
            ):
                by.setdefault((RoomId(habit.room), habit.part), []).append(habit)
        for (room, part), habits in by.items():
            made = _automation(house, who, room, part, habits, now, left_out)
            if made is not None:
                found.append(made)
    return found, list(dict.fromkeys(left_out))


def _automation(
    house: House, who: OccupantId, room: RoomId, part: str, habits: list[Habit], now: Moment, left_out: list[str]
) -> dict[str, Any] | None:
    person, place = house.config.occupants[who], house.config.rooms[room].name
    triggers = [t for source in person.presence if (t := _trigger(source, room, place)) is not None]
    if not triggers:
        left_out.append(f"{person.name}: none of the presence sources is one that Home Assistant can wait for")
        return None
    actions = [
        action for device, values in _wanted(house, room, habits) for action in _actions(house, device, values, now, left_out)
    ]
    if not actions:
        return None
    start, end = clock_times(part)
    said = ", ".join(f"{habit.kind.replace('_', ' ')} {spoken(habit.kind, habit.value)} ({habit.count})" for habit in habits)
    return {
        "id": f"attune_{who}_{room}_{part}",
        "alias": f"{person.name} comes into {place}, {part}",
        "description": f"What Attune learned, with the number of examples: {said}",
        "mode": "single",
        "triggers": triggers,
        "conditions": [{"condition": "time", "after": f"{start}:00", "before": f"{end}:00"}],
        "actions": actions,
    }


def _trigger(source: Reference, room: RoomId, name: str) -> dict[str, Any] | None:
    """What tells Home Assistant that the person has come; None for sources only the hub understands."""
    match source.family:
        case "home_assistant":
            return {"trigger": "state", "entity_id": source.name, "to": list(dict.fromkeys((str(room), name)))}
        case "topic":
            return {"trigger": "mqtt", "topic": source.name, "payload": str(room), "value_template": _ROOM_TOLD}
        case _:
            return None


def _wanted(house: House, room: RoomId, habits: list[Habit]) -> Iterator[tuple[Device, dict[str, Value]]]:
    """Device and values by trait. A lamp that is usually off gets nothing beside that."""
    for device_id in house.readings.devices_in[room]:
        device = house.catalogue.devices.get(device_id)
        if device is None:
            continue
        values: dict[str, Value] = {}
        for habit in habits:
            for trait in device.traits.values():
                if trait.quantity == habit.kind and trait.settable and _is_meant(habit, device_id, trait):
                    values[trait.name] = habit.value
        dark = [name for name, value in values.items() if device.traits[name].quantity == "power" and value is False]
        if dark:
            values = {name: value for name, value in values.items() if device.traits[name].quantity not in LIT}
        if values:
            yield device, values


def _is_meant(habit: Habit, device: DeviceId, trait: Trait) -> bool:
    return habit.place is None or habit.place == f"{device}.{trait.name}"


def _actions(
    house: House, device: Device, values: Mapping[str, Value], now: Moment, left_out: list[str]
) -> list[dict[str, Any]]:
    allowed: dict[str, Value] = {}
    room = house.readings.room_of[device.id]
    # Home Assistant does not ask who else is there: the limits of everybody who may be.
    view = RoomView(house, room, now)
    volume, brightness = lowest_limits(house.config, room, map(OccupantId, house.config.occupants))

    def look(wish: Wish, gives: Mapping[str, Value]) -> RailInput:
        """How it is when somebody comes is not known now: only what goes out along."""
        c = view.rail_input(wish, Trigger.UNDO)
        level = None if c.level_of_start is None else gives.get(c.level_of_start.name)
        known = level if isinstance(level, float) else None
        return replace(c, volume=volume, brightness=brightness, is_lit=None, is_playing=None, lit_with=known, loud_with=known)

    def cap(wish: Wish, c: RailInput) -> Wish:
        for rail in (listed_and_harmless, sane):
            wish = wish if wish.outcome is Outcome.HELD else rail(wish, c, memory, now)
        return only_limits(wish, c, memory, now)

    memory = CommandHistory()
    wishes = [
        Wish(room, device.id, name, device.traits[name].quantity, device.traits[name].nearest(value), None, 1.0)
        for name, value in values.items()
    ]
    for wish in together(wishes, look, cap):
        if wish.outcome is Outcome.HELD:
            left_out.append(f"{device.id}: {wish.reason.words}")
            continue
        allowed[wish.trait] = wish.value
        if wish.reason.code == LIMIT:
            left_out.append(f"{device.id}: set to {spoken(wish.quantity, wish.value)}, whoever is there: {wish.reason.words}")
    family: Family = house.catalogue.family_of[device.id]
    if not allowed:
        return []
    is_fade = any(name.startswith(LIT) for name in allowed)
    try:
        messages = family.say(device, Command(device.id, allowed, TRANSITION_S if is_fade else None))
    except BadCommand as error:
        left_out.append(str(error))
        return []
    match family.link:
        case "home_assistant":
            return [_call(message) for message in messages]
        case "mqtt":
            return [_publish(message) for message in messages]
        case _:
            left_out.append(f"{device.id}: Home Assistant cannot tell it anything by itself ({family.key})")
            return []


def _call(message: Outgoing) -> dict[str, Any]:
    domain, service, data = read_call(message)
    entity = data.pop("entity_id")
    return {"action": f"{domain}.{service}", "target": {"entity_id": entity}, **({"data": data} if data else {})}


def _publish(message: Outgoing) -> dict[str, Any]:
    return {"action": "mqtt.publish", "data": {"topic": message.topic, "payload": message.payload.decode()}}
