"""The people of the demo: where they are through the day and what they like. Invented, with dice that a seed fixes.

They are no models of anybody: latent tastes over time of day, daylight and room, a little different every day, and a hand that
goes to the switch only when the room is noticeably wrong.
"""

import math
import random
from collections.abc import Callable
from dataclasses import dataclass, replace

from devices.vocabulary import NOT_HOME

# What a person notices: beyond it the hand goes to the switch.
TOO_BRIGHT = 2.0  # times the daylight that is enough: from there on a lamp is minded
NOTICES = {"brightness": 0.15, "colour_temperature": 400.0, "setpoint": 0.6, "volume": 0.1}


@dataclass(frozen=True, slots=True)
class Entrance:
    """What a person sees on coming in. hour: local, 0..24. lux: daylight in the room, without lamps."""

    room: str
    hour: float
    is_weekend: bool
    lux: float


@dataclass(frozen=True, slots=True)
class Taste:
    """What would suit a person now. light None: no lamp missed. music None: whatever plays is fine.

    minds_lamp: the day is so bright that a lamp that is on looks silly. Between missing one and minding one lies a wide band
    in which people leave the switch as it is: they switch on as they come in and find it dark, and off mostly as they go
    (studies of the Building Research Establishment, told by O'Neill, Facilities 3, 1985).
    """

    light: tuple[float, float] | None  # brightness 0..1, kelvin
    setpoint: float | None
    music: str | None
    volume: float | None = None
    minds_lamp: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """wants: the taste at a moment, before the day's mood. day: (hour, place) in order, before jitter."""

    id: str
    wants: Callable[[Entrance], Taste]
    workday: tuple[tuple[float, str], ...]
    weekend: tuple[tuple[float, str], ...]
    mood: float  # how much one day differs from another, in parts of a noticeable difference


def itinerary(person: Person, is_weekend: bool, dice: random.Random) -> list[tuple[float, str]]:
    """The person's day: hour and place, each a few minutes off, never out of order."""
    plan = person.weekend if is_weekend else person.workday
    jittered = [(hour + dice.gauss(0.0, 0.12), place) for hour, place in plan]
    ordered: list[tuple[float, str]] = []
    for hour, place in jittered:
        earliest = ordered[-1][0] + 0.05 if ordered else 0.2
        ordered.append((max(hour, earliest), place))
    return ordered


def of_today(person: Person, moment: Entrance, dice: random.Random) -> Taste:
    """The taste with the day's mood on it."""
    taste = person.wants(moment)
    light = taste.light
    if light is not None:
        level = light[0] + dice.gauss(0.0, person.mood * NOTICES["brightness"] * 0.5)
        kelvin = light[1] + dice.gauss(0.0, person.mood * NOTICES["colour_temperature"] * 0.5)
        light = (min(1.0, max(0.05, level)), min(6000.0, max(2200.0, kelvin)))
    setpoint = None if taste.setpoint is None else taste.setpoint + dice.gauss(0.0, person.mood * 0.2)
    return replace(taste, light=light, setpoint=setpoint)


def _evening(hour: float) -> float:
    """0 by day, rising to 1 late in the evening and through the night."""
    return 1.0 / (1.0 + math.exp(-(hour - 19.5) * 1.6)) if hour >= 4.0 else 1.0


def _lamp(
    moment: Entrance, enough_lux: float, by_day: tuple[float, float], by_night: tuple[float, float]
) -> tuple[float, float] | None:
    if moment.lux >= enough_lux:
        return None
    late = _evening(moment.hour)
    level = by_day[0] + late * (by_night[0] - by_day[0])
    kelvin = by_day[1] + late * (by_night[1] - by_day[1])
    return level, kelvin


def _minds(moment: Entrance, enough_lux: float) -> bool:
    return moment.lux >= TOO_BRIGHT * enough_lux


def _ana(moment: Entrance) -> Taste:
    if moment.room == "study":
        light = _lamp(moment, 250, (0.85, 4600), (0.70, 3600))
        return Taste(light, 20.5, None, minds_lamp=_minds(moment, 250))
    light = _lamp(moment, 120, (0.65, 3600), (0.30, 2500))
    music = "calm" if moment.room == "living_room" and moment.hour >= 18.0 else None
    heat = {"living_room": 21.0, "bedroom": 18.0}.get(moment.room)
    return Taste(light, heat, music, 0.25 if music else None, _minds(moment, 120))


def _ben(moment: Entrance) -> Taste:
    light = _lamp(moment, 200, (0.90, 4200), (0.60, 3100))
    if moment.room == "bedroom":
        light = _lamp(moment, 120, (0.70, 3400), (0.22, 2400))
    music = "jazz" if moment.room == "living_room" and (moment.is_weekend or moment.hour >= 18.0) else None
    heat = {"living_room": 19.5, "bedroom": 17.5, "study": 20.0}.get(moment.room)
    return Taste(light, heat, music, 0.35 if music else None, _minds(moment, 200))


def _mia(moment: Entrance) -> Taste:
    light = _lamp(moment, 300, (0.95, 5000), (0.45, 2900))
    # By her own hand, always: she has not agreed that the hub learns her music.
    music = "radio" if moment.room == "living_room" and moment.is_weekend and 14.0 <= moment.hour < 18.0 else None
    heat = {"living_room": 20.5, "study": 21.5}.get(moment.room)
    return Taste(light, heat, music, 0.30 if music else None, _minds(moment, 300))


PEOPLE = (
    Person(
        "ana",
        _ana,
        workday=(
            (6.6, "kitchen"), (7.4, "study"), (12.3, "kitchen"), (13.0, "study"), (17.6, "kitchen"),
            (18.8, "living_room"), (22.6, "bedroom"),
        ),
        weekend=(
            (8.5, "kitchen"), (9.8, "living_room"), (11.5, NOT_HOME), (15.5, "living_room"), (18.0, "kitchen"),
            (19.3, "living_room"), (23.0, "bedroom"),
        ),
        mood=0.5,
    ),
    Person(
        "ben",
        _ben,
        workday=(
            (6.9, "kitchen"), (7.6, NOT_HOME), (17.2, "living_room"), (18.3, "kitchen"), (19.6, "study"),
            (21.0, "living_room"), (22.9, "bedroom"),
        ),
        weekend=(
            (9.2, "kitchen"), (10.3, "living_room"), (13.0, "study"), (16.2, NOT_HOME), (20.2, "living_room"),
            (23.4, "bedroom"),
        ),
        mood=0.6,
    ),
    Person(
        "mia",
        _mia,
        # She sleeps next door, at her grandparents'.
        workday=(
            (7.1, "kitchen"), (7.7, NOT_HOME), (14.6, "kitchen"), (15.2, "living_room"), (16.2, "study"),
            (18.2, "kitchen"), (19.2, "study"), (20.6, NOT_HOME),
        ),
        weekend=(
            (9.6, "kitchen"), (10.6, "study"), (12.8, "kitchen"), (14.2, "living_room"), (17.0, "study"), (20.4, NOT_HOME),
        ),
        mood=0.5,
    ),
)  # fmt: skip
