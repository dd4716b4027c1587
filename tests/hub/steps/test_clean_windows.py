"""An evening that does not count: shown, set aside, taken back, and gone for good after a month."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from devices.message import Message
from devices.vocabulary import OccupantId
from hub.api.answers import Answers
from hub.api.orders import obey, orders
from hub.errors import NotPossible
from hub.steps.clean_windows import last_such, next_such

from ..a_house import Living
from ..build import START, moment

ANA = OccupantId("ana")
ZONE = ZoneInfo("Europe/Amsterdam")
NOW = datetime(2026, 3, 11, 19, 0, tzinfo=UTC)  # a Wednesday, 20:00 there


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Living]:
    """Evenings at 30, of which the first only tells how the lamp is, and the last of all at 90."""
    made = Living(tmp_path)
    made.teach(level=90, times=1, at_s=made.teach(level=30, times=3))
    yield made
    made.close()


def asked(home: Living, command: str, at_s: float = 300_000.0, **arguments: Any) -> dict[str, Any]:
    return Answers(home.step, is_running=True, link=dict).answer(command, arguments, moment(at_s))


LAST: dict[str, Any] = {"from": "2026-03-07 18:00", "to": "2026-03-08 03:00"}  # the story began on the 4th, a day for each


def level(home: Living) -> float:
    home.hear("home/presence/ana", "kitchen", 500_000)
    context = home.house.context("kitchen", "lamp", "brightness", (), moment(500_000))  # type: ignore[arg-type]
    value = home.house.shelf.predict(ANA, "brightness", context, moment(500_000).at).value
    assert isinstance(value, float)
    return value


def test_what_would_go_is_shown_and_stays(home: Living) -> None:
    found = asked(home, "forget_span", **LAST)
    assert found["forgotten"] is False
    assert {(one["person"], one["room"], one["kind"]) for one in found["lessons"]} == {
        ("ana", "kitchen", "brightness"),
        ("ana", "kitchen", "power"),
    }
    assert home.house.shelf.knows(ANA, "brightness") == 3


def test_a_span_does_not_count_any_more_and_counts_again_when_taken_back(home: Living) -> None:
    before = level(home)
    assert asked(home, "forget_span", really=True, **LAST)["forgotten"] is True
    assert home.house.shelf.knows(ANA, "brightness") == 2
    clean = level(home)
    assert clean < before
    assert asked(home, "forget_undo")["counts_again"] > 0
    assert level(home) == before
    assert asked(home, "forget_undo")["code"] == "nothing_to_undo"


def ordered(home: Living, payload: str) -> None:
    message = Message("attune/forget/set", payload.encode(), moment(300_000.0), False)
    obey(orders(home.house.config, home.house.topics)[message.topic], message, home.step)


def test_on_its_topic_a_span_is_forgotten_and_counts_again(home: Living) -> None:
    ordered(home, json.dumps({**LAST, "room": "kitchen"}))
    assert home.house.shelf.knows(ANA, "brightness") == 2
    ordered(home, "undo")
    assert home.house.shelf.knows(ANA, "brightness") == 3


@pytest.mark.parametrize(
    "payload", ['{"to": "03:00"}', '{"person": "ana"}', '{"from": 18}', "everything", '{"from": "x", "a": "b"}']
)
def test_an_order_that_is_no_span_forgets_nothing(home: Living, payload: str) -> None:
    ordered(home, payload)
    assert b"attune/forget/set: not " in home.told("attune/problem")[-1]
    assert home.house.shelf.knows(ANA, "brightness") == 3


def test_a_restart_does_not_bring_it_back(home: Living, tmp_path: Path) -> None:
    asked(home, "forget_span", really=True, **LAST)
    home.reload()
    assert home.house.shelf.knows(ANA, "brightness") == 2


def test_only_the_room_and_person_named_are_forgotten(home: Living) -> None:
    assert asked(home, "forget_span", room="hall", **LAST)["lessons"] == []
    assert asked(home, "forget_span", person="ana", room="kitchen", **LAST)["lessons"] != []
    assert asked(home, "forget_span", room="attic", **LAST)["code"] == "no_such_room"
    assert asked(home, "forget_span", person="nobody", **LAST)["code"] == "no_such_person"


def test_after_a_month_it_is_gone_for_good(home: Living) -> None:
    asked(home, "forget_span", really=True, **LAST)
    home.store.retain(START + timedelta(days=4))
    home.store.retain(START + timedelta(days=33))
    assert sum(one.kind == "brightness" for one in home.store.examples.all()) == 3
    home.store.retain(START + timedelta(days=40))
    assert sum(one.kind == "brightness" for one in home.store.examples.all()) == 2
    assert asked(home, "forget_undo")["code"] == "nothing_to_undo"


def test_forgetting_a_person_takes_what_was_set_aside_too(home: Living) -> None:
    asked(home, "forget_span", really=True, **LAST)
    asked(home, "forget", person="ana")
    assert asked(home, "forget_undo")["counts_again"] == 0
    assert list(home.store.examples.all()) == []


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("sat 18:00", "sun 03:00", (datetime(2026, 3, 7, 18), datetime(2026, 3, 8, 3))),
        ("Saturday 18:00", "03:00", (datetime(2026, 3, 7, 18), datetime(2026, 3, 8, 3))),
        ("18:00", "19:30", (datetime(2026, 3, 11, 18), datetime(2026, 3, 11, 19, 30))),
        ("21:00", "23:00", (datetime(2026, 3, 10, 21), datetime(2026, 3, 10, 23))),
        ("wed 21:00", "thu 01:00", (datetime(2026, 3, 4, 21), datetime(2026, 3, 5, 1))),
        ("2026-03-01 18:00", "2026-03-02T01:00", (datetime(2026, 3, 1, 18), datetime(2026, 3, 2, 1))),
    ],
)
def test_a_span_is_said_as_residents_say_it(start: str, end: str, hours: tuple[datetime, datetime]) -> None:
    begins = last_such(start, NOW, ZONE)
    ends = next_such(end, begins, ZONE)
    assert (begins, ends) == tuple(at.replace(tzinfo=ZONE) for at in hours)


@pytest.mark.parametrize("words", ["", "soon", "sat", "foo 18:00", "25:00", "2026-13-01"])
def test_what_is_no_time_is_said(words: str) -> None:
    with pytest.raises(NotPossible):
        last_such(words, NOW, ZONE)
