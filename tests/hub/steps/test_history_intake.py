"""What a home's past taught is taken in once, of people who agreed, and counts at once."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from devices.vocabulary import OccupantId
from hub.errors import NotPossible
from hub.store.tables.examples import example_row
from models.example import Example, Source
from tests.models.builders import EVENING, make_example

from ..a_house import Living
from ..build import moment

ANA = OccupantId("ana")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Living]:
    made = Living(tmp_path)
    yield made
    made.close()


def given(*examples: Example) -> dict[str, object]:
    return {"examples": [example_row(example) for example in examples]}


def past(value: float, who: OccupantId = ANA) -> Example:
    """Each value at an hour of its own: two at one instant are one."""
    at = EVENING + timedelta(hours=10 * value)
    return make_example(value, at=at, room="kitchen", occupant=who, source=Source.HISTORY)


def test_what_is_new_is_named_by_its_place_and_known_at_once(home: Living) -> None:
    answer = home.step.history_intake.take_in(given(past(0.2), past(0.4)), moment())
    assert answer == {"taken": [0, 1]}
    assert home.house.shelf.knows(ANA, "brightness") == 2


def test_what_was_taken_in_before_is_not_taken_again(home: Living) -> None:
    home.step.history_intake.take_in(given(past(0.2)), moment())
    assert home.step.history_intake.take_in(given(past(0.2), past(0.4)), moment()) == {"taken": [1]}


def test_who_did_not_agree_has_no_past_here(home: Living) -> None:
    assert home.step.history_intake.take_in(given(past(0.2, OccupantId("bo"))), moment()) == {"taken": []}


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"examples": [{"kind": "brightness"}]}, "that is no example"),
        ({"examples": ["rubbish"]}, "that is no example"),
        (given(make_example(0.4, room="kitchen")), "only what history tells"),
    ],
)
def test_what_is_none_is_refused_whole(home: Living, asked: dict[str, object], words: str) -> None:
    with pytest.raises(NotPossible, match=words):
        home.step.history_intake.take_in(asked, moment())
    assert home.house.shelf.knows(ANA, "brightness") == 0
