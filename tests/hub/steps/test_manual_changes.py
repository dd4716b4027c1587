"""What a hand sets stands until they leave, teaches once it has settled, and what is left alone says something, too."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.vocabulary import OccupantId, RoomId
from models.example import Source

from ..a_house import LAMP, Living
from ..build import moment

KITCHEN, ANA = RoomId("kitchen"), OccupantId("ana")
WINDOW_S = 60.0  # the test home's correction window


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Living]:
    made = Living(tmp_path)
    yield made
    made.close()


def lessons(home: Living) -> list[tuple[str, object, Source]]:
    return [(row.kind, row.value, row.source) for row in home.store.examples.all()]


def in_the_dark(home: Living) -> None:
    home.hear("home/lamp", '{"on": "off", "level": 100}', 0)
    home.hear("home/presence/ana", "kitchen", 10)


def lit(home: Living, at_s: float, level: int = 40) -> None:
    home.hear("home/lamp", f'{{"on": "on", "level": {level}}}', at_s)


def acted(home: Living) -> float:
    """The hub has lit the lamp for Ana, and the lamp has answered. When."""
    at_s = home.teach()
    home.hear("home/presence/ana", "kitchen", at_s)
    lit(home, at_s + 0.5, 30)
    home.tick(at_s + 5)
    return at_s


def test_a_hand_is_held_until_its_person_leaves(home: Living) -> None:
    in_the_dark(home)
    lit(home, 30)
    assert home.house.ledger.held(LAMP, "power", moment(9_000)) is not None
    home.hear("home/presence/ana", "not_home", 40)
    assert home.house.ledger.held(LAMP, "power", moment(41)) is None
    assert home.store.holds.all(moment(41)) == []


def test_a_level_stands_along_with_the_switch_that_lit_it(home: Living) -> None:
    in_the_dark(home)
    lit(home, 30)
    held = home.house.ledger.held(LAMP, "brightness", moment(31))
    assert held is not None
    assert held.value == 0.4


def test_it_teaches_once_it_is_quiet_and_not_before(home: Living) -> None:
    in_the_dark(home)
    lit(home, 30)
    home.tick(30.5)
    assert lessons(home) == []
    home.tick(31.5)
    assert lessons(home) == [("power", True, Source.HAND), ("brightness", 0.4, Source.HAND)]


def test_who_leaves_before_it_is_quiet_has_taught_it_all_the_same(home: Living) -> None:
    in_the_dark(home)
    lit(home, 30)
    home.hear("home/presence/ana", "not_home", 30.4)
    assert ("brightness", 0.4, Source.HAND) in lessons(home)


def test_nobody_is_taught_while_the_hub_is_paused_and_it_is_held_all_the_same(home: Living) -> None:
    in_the_dark(home)
    home.step.requests.pause(True, moment(20))
    lit(home, 30)
    home.tick(40)
    assert lessons(home) == []
    assert home.house.ledger.held(LAMP, "power", moment(41)) is not None


def test_a_correction_is_told_with_what_it_was_and_what_it_is(home: Living) -> None:
    at_s = acted(home)
    lit(home, at_s + 20, 80)
    home.tick(at_s + 30)
    event = next(e for e in map(json.loads, home.told("attune/event")) if e["event_type"] == "corrected")
    assert (event["device"], event["quantity"], event["from"], event["to"]) == (LAMP, "brightness", 0.3, 0.8)
    assert ("brightness", 0.8, Source.CORRECTION) in lessons(home)


def test_what_stood_for_as_long_as_a_change_corrects_is_accepted_once(home: Living) -> None:
    at_s = acted(home)
    home.tick(at_s + WINDOW_S - 1)
    before = len(lessons(home))
    home.tick(at_s + WINDOW_S + 1)
    home.tick(at_s + 2 * WINDOW_S)
    assert sorted(lessons(home)[before:], key=str) == [
        ("brightness", 0.3, Source.ACCEPT),
        ("power", True, Source.ACCEPT),
    ]


def test_a_program_that_undoes_it_is_yielded_to_and_teaches_nobody(home: Living) -> None:
    at_s = acted(home)
    before = len(lessons(home))
    home.hear("home/lamp/set", '{"on": false}', at_s + 10)
    home.hear("home/lamp", '{"on": "off", "level": 100}', at_s + 10.2)
    home.tick(at_s + 20)
    assert all(act.trait != "power" for act in home.house.ledger.standing_in(KITCHEN))  # judged: it stood no longer
    home.tick(at_s + WINDOW_S + 1)
    assert [row for row in lessons(home)[before:] if row[0] == "power"] == []


def test_a_stay_in_which_nothing_was_touched_says_that_the_dark_was_right(home: Living) -> None:
    home.teach(times=1)
    home.step.requests.cap(KITCHEN, "watch", moment(100_000))
    before = len(lessons(home))
    home.hear("home/presence/ana", "kitchen", 100_010)
    home.tick(100_100)
    home.hear("home/presence/ana", "not_home", 100_200)
    assert lessons(home)[before:] == [("power", False, Source.ACCEPT)]


def test_the_next_thing_due_is_known(home: Living) -> None:
    assert home.step.manual_changes.next_deadline() is None
    in_the_dark(home)
    lit(home, 30)
    assert home.step.manual_changes.next_deadline() == moment(31).mono
