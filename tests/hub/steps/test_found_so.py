"""What was let be for hours, until a hand moved it, had been right until then."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.vocabulary import OccupantId, RoomId
from models.example import Source

from ..a_house import Living
from ..build import moment

KITCHEN, ANA = RoomId("kitchen"), OccupantId("ana")
HOUR_S, CAME_S = 3600, 100_010


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Living]:
    """Ana has lit the lamp before; now she finds it dark, and the hub only watches."""
    made = Living(tmp_path)
    made.teach(times=2)
    made.step.requests.cap(KITCHEN, "watch", moment(100_000))
    yield made
    made.close()


def stays(home: Living, hours: float, since_s: int = CAME_S) -> int:
    """A look every minute. Returns when it ends."""
    end = since_s + round(hours * HOUR_S)
    for at in range(since_s + 60, end, 60):
        home.tick(at)
    return end


def dark_was_right(home: Living, before: int) -> list[int]:
    """The hours of the day of which that was learned."""
    rows = list(home.store.examples.all())[before:]
    return [row.context.local.hour for row in rows if (row.kind, row.value, row.source) == ("power", False, Source.ACCEPT)]


def test_each_hour_in_the_dark_before_she_lights_the_lamp_was_right(home: Living) -> None:
    before = len(list(home.store.examples.all()))
    home.hear("home/presence/ana", "kitchen", CAME_S)
    end = stays(home, 3.5)
    assert dark_was_right(home, before) == []
    home.hear("home/lamp", '{"on": "on", "level": 60}', end)
    came = moment(CAME_S).at.astimezone(home.house.situation.local(moment(CAME_S).at).tzinfo).hour
    assert dark_was_right(home, before) == [(came + hours) % 24 for hours in range(4)]


def test_who_lights_it_at_once_says_nothing_of_the_dark(home: Living) -> None:
    before = len(list(home.store.examples.all()))
    home.hear("home/presence/ana", "kitchen", CAME_S)
    home.tick(CAME_S + 30)
    home.hear("home/lamp", '{"on": "on", "level": 60}', CAME_S + 40)
    assert dark_was_right(home, before) == []


def test_what_another_program_moved_says_nothing_either(home: Living) -> None:
    before = len(list(home.store.examples.all()))
    home.hear("home/presence/ana", "kitchen", CAME_S)
    end = stays(home, 2)
    home.hear("home/lamp/set", '{"on": true}', end)
    home.hear("home/lamp", '{"on": "on", "level": 60}', end + 1)
    home.hear("home/lamp", '{"on": "off", "level": 60}', end + 600)
    assert dark_was_right(home, before) == []


def test_of_two_it_was_right_for_who_is_not_known_to_want_it_otherwise(tmp_path: Path) -> None:
    people = {who: {"learn": ["light"], "presence": [{"topic": f"home/presence/{who}"}]} for who in ("ana", "ben")}
    home = Living(tmp_path, occupants=people)
    home.step.requests.cap(KITCHEN, "watch", moment(1))
    home.teach(times=4)  # Ana alone: she wants light there
    for at_s in (370_000, 380_000, 390_000):  # and Ben puts out what a program lights
        home.hear("home/presence/ben", "kitchen", at_s)
        home.hear("home/lamp/set", '{"on": true}', at_s + 100)
        home.hear("home/lamp", '{"on": "on", "level": 60}', at_s + 101)
        home.hear("home/lamp", '{"on": "off", "level": 60}', at_s + 200)
        home.tick(at_s + 600)
        home.hear("home/presence/ben", "not_home", at_s + 1000)
    before = len(list(home.store.examples.all()))
    for who in ("ana", "ben"):
        home.hear(f"home/presence/{who}", "kitchen", 400_010)
    home.hear("home/lamp", '{"on": "on", "level": 60}', stays(home, 2, 400_010))
    assert {row.occupant for row in list(home.store.examples.all())[before:] if row.source is Source.ACCEPT} == {"ben"}
    home.close()


def test_a_lamp_she_lit_alone_was_to_be_lit_while_they_were_two(tmp_path: Path) -> None:
    people = {who: {"learn": ["light"], "presence": [{"topic": f"home/presence/{who}"}]} for who in ("ana", "ben")}
    home = Living(tmp_path, occupants=people)
    home.step.requests.cap(KITCHEN, "watch", moment(1))
    home.hear("home/lamp", '{"on": "off", "level": 60}', 2)
    home.hear("home/presence/ana", "kitchen", CAME_S)
    home.hear("home/lamp", '{"on": "on", "level": 60}', CAME_S + 30)
    stays(home, 2.5, CAME_S + 60)
    home.hear("home/presence/ben", "kitchen", CAME_S + 9000)
    before = len(list(home.store.examples.all()))
    home.hear("home/lamp", '{"on": "off", "level": 60}', stays(home, 2.5, CAME_S + 9000))
    rows = list(home.store.examples.all())[before:]
    lit = [(row.occupant, row.context.company) for row in rows if (row.value, row.source) == (True, Source.ACCEPT)]
    assert set(lit) == {("ana", True), ("ben", True)}
    home.close()


def evening(home: Living, level: int, then: str, hours: float = 3.2) -> list[tuple[str, object]]:
    """Ana comes, sets the lamp so, and so many hours later something else. Of what it was learned that it had been right."""
    home.hear("home/lamp", '{"on": "off", "level": 60}', CAME_S - 10)
    home.hear("home/presence/ana", "kitchen", CAME_S)
    home.hear("home/lamp", json.dumps({"on": "on", "level": level}), CAME_S + 30)
    end = stays(home, hours, CAME_S + 60)
    before = len(list(home.store.examples.all()))
    home.hear("home/lamp", then, end)
    rows = [row for row in list(home.store.examples.all())[before:] if row.source is Source.ACCEPT]
    return [(row.kind, row.value) for row in rows if row.kind == "brightness" or row.value is True]


def test_a_level_set_anew_had_been_right_for_a_part_of_the_time(home: Living) -> None:
    assert evening(home, 80, '{"on": "on", "level": 20}') == []
