"""Moments and lessons with everything but the telling argument filled in."""

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from devices.vocabulary import OccupantId, Value
from models.context import Context
from models.example import DEFAULT_WEIGHT, Example, Source
from models.people import People

ZONE = ZoneInfo("Europe/Amsterdam")
EVENING = datetime(2026, 3, 4, 19, 0, tzinfo=UTC)  # a Wednesday, 20:00 local
ROOMS = ("living", "kitchen", "bedroom", "bath")
ANA, BEN, CEM = SEVERAL = OccupantId("ana"), OccupantId("ben"), OccupantId("cem")

# What somebody could want of every kind, plain and far from what most want.
WANTED: dict[str, tuple[Value, ...]] = {
    "brightness": (0.9, 0.3, 0.05, 1.0),
    "colour_temperature": (2700.0, 4000.0, 6500.0),
    "setpoint": (21.5, 18.0, 24.0),
    "cooling_setpoint": (24.0, 27.0, 22.0),
    "volume": (0.2, 0.6, 0.05),
    "power": (True, False),
    "music": ("jazz", "radio", "silence"),
    "position": (0.9, 0.2, 0.0),
    "fan_speed": (0.35, 0.8, 0.0),
    "colour": ("#ff0000", "#0000ff", "white"),
}
EACH = [(kind, value) for kind, values in WANTED.items() for value in values]


def make_people(**settings: object) -> People:
    return People(**{"rooms": ROOMS, "music": ("jazz", "calm", "radio"), **settings})  # type: ignore[arg-type]


def make_context(at: datetime = EVENING, room: str = "living", **known: object) -> Context:
    return Context(at.astimezone(ZONE), room, **known)  # type: ignore[arg-type]


def make_example(
    value: Value,
    kind: str = "brightness",
    at: datetime = EVENING,
    room: str = "living",
    occupant: OccupantId = ANA,
    source: Source = Source.HAND,
    weight: float | None = None,
    id: int | None = None,
    **known: object,
) -> Example:
    weight = DEFAULT_WEIGHT[source] if weight is None else weight
    return Example(occupant, kind, value, weight, at, make_context(at, room, **known), source, id=id)


def taught(
    shelf: People, kind: str, value: Value, times: int, every: timedelta = timedelta(minutes=1), at: datetime = EVENING
) -> datetime:
    """Ana sets the same, so many times; returns when the last was."""
    for i in range(times):
        shelf.learn(make_example(value, kind, at + i * every))
    return at + (times - 1) * every


def content(shelf: People, kind: str, value: Value, at: datetime, room: str = "living", occupant: OccupantId = ANA) -> float:
    return shelf.predict(occupant, kind, make_context(at, room), at).content(value)


def life(n: int, seed: int = 1, who: tuple[OccupantId, ...] = SEVERAL) -> list[Example]:
    """n lessons of every sort about everything, in time order."""
    rng = random.Random(seed)
    lessons = []
    for i in range(n):
        kind = rng.choice(list(WANTED))
        value: Value = rng.choice(WANTED[kind])
        lessons.append(
            make_example(
                value,
                kind,
                EVENING + timedelta(hours=i * 7.3),
                rng.choice(("living", "kitchen", "attic")),
                rng.choice(who),
                rng.choice(list(Source)),
                weight=rng.choice((None, None, 0.4)),
                id=i,
                illuminance_lx=rng.choice((None, 5.0, 800.0)),
                outdoor_c=rng.choice((None, -3.0, 25.0)),
                company=rng.choice((None, True, False)),
            )
        )
    return lessons
