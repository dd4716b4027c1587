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
from devices.vocabulary import LIT, WHITE, Device, DeviceId, Moment, OccupantId, RoomId, Trait, Value
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
from ..telling.spoken import spoken

LEAST = 3  # examples: fewer are no habit
_ROOM_TOLD = "{{ value_json.room if value_json is defined and value_json is mapping else value }}"
_LEFT = (
    "{{% set told = value_json.room if value_json is defined and value_json is mapping else value %}}"
    "{{{{ 'there' if told in ['{room}', 'unknown', ''] else 'left' }}}}"
)
_WEEK = {"weekdays": ("mon", "tue", "wed", "thu", "fri"), "weekend": ("sat", "sun")}
_Part = tuple[RoomId, str, str]  # room, part of the day, part of the week


def automations(house: House, people: Iterable[OccupantId], now: Moment) -> tuple[list[dict[str, Any]], list[str]]:
    """The automations, and what could not be put into one, a sentence each."""
    found: list[dict[str, Any]] = []
    left_out: list[str] = []
    for who in people:
        may = house.agreements.allows
        known = [
            habit
            for habit in house.shelf.habits(who, by_week=True)
            if habit.count >= LEAST and habit.room in house.config.rooms and may(who, kinds()[habit.kind].domain)
        ]
        for moment, habits in _at_moments(known).items():
            found += _of_moment(house, who, moment, habits, now, left_out)
    return found, list(dict.fromkeys(left_out))


def _at_moments(habits: Iterable[Habit]) -> dict[_Part, list[Habit]]:
    """By room, part of the day and of the week. Where one thing differs at the weekend the same automation sets all of it."""
    by: dict[tuple[RoomId, str], list[Habit]] = {}
    for habit in habits:
        by.setdefault((RoomId(habit.room), habit.part), []).append(habit)
    found: dict[_Part, list[Habit]] = {}
    for (room, part), together_ in by.items():
        split = {habit.days for habit in together_ if habit.days}
        for habit in together_:
            for days in sorted(split) if split and not habit.days else (habit.days,):
                found.setdefault((room, part, days), []).append(habit)
    return found


def _of_moment(
    house: House, who: OccupantId, moment: _Part, habits: list[Habit], now: Moment, left_out: list[str]
) -> Iterator[dict[str, Any]]:
    (room, part, days), person = moment, house.config.occupants[who]
    place = house.config.rooms[room].name
    entities = [source.name for source in person.presence if source.family == "home_assistant"]
    topics = [source.name for source in person.presence if source.family == "topic"]
    if not entities and not topics:
        left_out.append(f"{person.name}: none of the presence sources is one that Home Assistant can wait for")
        return
    actions = [
        action for device, values in _wanted(house, room, habits) for action in _actions(house, device, values, now, left_out)
    ]
    if not actions:
        return
    start, end = clock_times(part)
    when: dict[str, Any] = {"condition": "time", "after": f"{start}:00", "before": f"{end}:00"}
    if days:
        when["weekday"] = list(_WEEK[days])
    said = ", ".join(f"{habit.kind.replace('_', ' ')} {spoken(habit.kind, habit.value)} ({habit.count})" for habit in habits)
    name = f"attune_{who}_{room}_{part}" + (f"_{days}" if days else "")
    head = {
        "alias": f"{person.name} comes into {place}, {part}" + (f", {days}" if days else ""),
        "description": f"What Attune learned, with the number of examples: {said}",
        "mode": "single",
    }
    if entities:  # an entity has a state, and is in a room for once
        to = list(dict.fromkeys((str(room), place)))
        triggers = [{"trigger": "state", "entity_id": entity, "to": to} for entity in entities]
        yield {"id": name, **head, "triggers": triggers, "conditions": [when], "actions": actions}
    if topics:
        told = {"id": f"{name}_told" if entities else name, **head}
        yield {**told, "max_exceeded": "silent", **_arriving(topics, room, when, actions)}


def _arriving(topics: list[str], room: RoomId, when: dict[str, Any], actions: list[dict[str, Any]]) -> dict[str, Any]:
    """A topic repeats where somebody is, every few seconds at times, and Home Assistant's trigger fires each time. So the run
    goes on until it tells another place: what comes meanwhile finds it running (mode: single), and undoes no hand.

    The time is asked inside, so that who came in before the part of the day began has not come again when it does.
    """
    left = _LEFT.format(room=room)
    return {
        "triggers": [
            {"trigger": "mqtt", "topic": topic, "payload": str(room), "value_template": _ROOM_TOLD} for topic in topics
        ],
        "conditions": [],
        "actions": [
            {"if": [when], "then": actions},
            {
                "wait_for_trigger": [
                    {"trigger": "mqtt", "topic": topic, "payload": "left", "value_template": left} for topic in topics
                ]
            },
        ],
    }


def _wanted(house: House, room: RoomId, habits: list[Habit]) -> Iterator[tuple[Device, dict[str, Value]]]:
    """Device and values by trait. A lamp that is usually off gets nothing beside that."""
    for fitting in house.room_devices.of(room):
        device = fitting.device
        values: dict[str, Value] = {}
        for habit in habits:
            for trait in device.traits.values():
                if trait.quantity == habit.kind and trait.settable and _is_meant(habit, device.id, trait):
                    values[trait.name] = habit.value
        dark = [name for name, value in values.items() if device.traits[name].quantity == "power" and value is False]
        coloured = [t for name, v in values.items() if (t := device.traits[name]).quantity == "colour" and v != WHITE]
        for tint in coloured:
            values.pop(f"colour_temperature{tint.endpoint}", None)
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
