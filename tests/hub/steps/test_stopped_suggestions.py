"""Not now rests until tomorrow and teaches nothing; what is to be suggested no more is not, until somebody says so."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from devices.message import Message
from devices.vocabulary import OccupantId, RoomId
from hub.api.answers import Answers
from hub.api.orders import obey, orders
from hub.consent import HOUSE
from hub.errors import NotPossible
from hub.steps.few_suggestions import tomorrow
from hub.store import page_reader
from hub.telling.suggestions import LASTS_S

from ..a_house import Living
from ..build import moment

KITCHEN, ANA, BEN = RoomId("kitchen"), OccupantId("ana"), OccupantId("ben")
DAY_S, FIRST_S = 86_400.0, 1000.0


def pinned_home(folder: Path) -> Living:
    """What Ana wants is written down, so that no answer changes how sure the hub is of it; Ben agreed to nothing."""
    pins = [{"room": "kitchen", "quantity": name, "value": value} for name, value in (("power", True), ("brightness", 0.3))]
    people: dict[str, Any] = {
        "ana": {"learn": ["light"], "presence": [{"topic": "home/presence/ana"}], "pinned": pins},
        "ben": {"presence": [{"topic": "home/presence/ben"}]},
    }
    found = Living(folder, autonomy="suggest", occupants=people)
    found.hear("home/lamp", '{"on": "off", "level": 100}', 1)
    return found


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Living]:
    """Ana has just come in, and light and brightness are suggested to her."""
    found = pinned_home(tmp_path)
    assert comes(found, FIRST_S)
    yield found
    found.close()


def comes(home: Living, at_s: float) -> set[str]:
    """Ana goes and comes again; what is suggested to her."""
    home.hear("home/presence/ana", "not_home", at_s)
    home.tick(at_s + 400)
    home.hear("home/presence/ana", "kitchen", at_s + 500)
    standing = home.house.suggestions.standing(KITCHEN, moment(at_s + 501))
    return set() if standing is None else {wish.quantity for wish in standing.wishes}


def says(home: Living, word: str, at_s: float) -> None:
    """On the room's topic."""
    topic = "attune/room/kitchen/suggestion/set"
    obey(orders(home.house.config, home.house.topics)[topic], Message(topic, word.encode(), moment(at_s)), home.step)


def last(home: Living) -> dict[str, Any]:
    entry = home.house.ledger.entry("last", KITCHEN)
    assert entry is not None
    return dict(entry.document)


def rests(home: Living, at_s: float) -> list[dict[str, Any]]:
    answer = Answers(home.step, True, dict).answer("suggestions", {}, moment(at_s))
    found: list[dict[str, Any]] = answer["resting"]
    return found


def test_not_now_offers_nothing_until_tomorrow_and_teaches_nothing(home: Living) -> None:
    lessons, ladder = list(home.store.examples.all()), dict(home.house.ladder.standing())
    says(home, "later", FIRST_S + 505)
    assert home.house.suggestions.standing(KITCHEN, moment(FIRST_S + 506)) is None
    assert comes(home, FIRST_S + 2000) == set()
    assert "put off until tomorrow" in last(home)["sentence"]
    assert list(home.store.examples.all()) == lessons
    assert home.house.ladder.standing() == ladder
    assert comes(home, FIRST_S + DAY_S) == {"power", "brightness"}


def test_not_now_is_no_first_time_of_declining(home: Living) -> None:
    says(home, "later", FIRST_S + 505)
    assert comes(home, FIRST_S + DAY_S)
    says(home, "decline", FIRST_S + DAY_S + 505)
    assert not comes(home, FIRST_S + 3 * DAY_S)
    assert comes(home, FIRST_S + 9 * DAY_S)


def test_who_says_not_now_at_night_is_asked_once_the_day_has_begun() -> None:
    def at(day: int, hour: int) -> datetime:
        return datetime(2026, 11, day, hour, 30, tzinfo=UTC)

    assert tomorrow(at(30, 1)) == datetime(2026, 11, 30, 4, tzinfo=UTC)
    assert tomorrow(at(29, 4)) == tomorrow(at(29, 23)) == datetime(2026, 11, 30, 4, tzinfo=UTC)


def test_what_is_stopped_is_suggested_no_more_whatever_its_value_and_again_once_that_is_said(home: Living) -> None:
    says(home, "stop", FIRST_S + 505)
    assert home.house.suggestions.standing(KITCHEN, moment(FIRST_S + 506)) is None
    assert comes(home, FIRST_S + 300 * DAY_S) == set()
    assert "not to be suggested any more" in last(home)["sentence"]
    found = rests(home, FIRST_S + 300 * DAY_S + 600)
    assert [(one["person"], one["kind"], one["until"]) for one in found] == [
        ("ana", "brightness", None),
        ("ana", "power", None),
    ]
    says(home, "again", FIRST_S + 301 * DAY_S)
    assert rests(home, FIRST_S + 301 * DAY_S) == []
    assert comes(home, FIRST_S + 302 * DAY_S) == {"power", "brightness"}


def test_one_kind_is_stopped_for_one_person_and_what_waits_of_it_goes(home: Living) -> None:
    told = Answers(home.step, True, dict)
    asked = {"room": "kitchen", "kind": "brightness", "person": "ana"}
    assert told.answer("stop_suggesting", asked, moment(FIRST_S + 505)) == {"stopped": "kitchen", "kinds": ["brightness"]}
    standing = home.house.suggestions.standing(KITCHEN, moment(FIRST_S + 506))
    assert standing is not None
    assert [wish.quantity for wish in standing.wishes] == ["power"]
    assert comes(home, FIRST_S + 2000) == {"power"}
    assert told.answer("suggest_again", asked, moment(FIRST_S + 3000))["kinds"] == ["brightness"]
    assert comes(home, FIRST_S + DAY_S) == {"power", "brightness"}


def test_again_takes_a_no_back_as_well(home: Living) -> None:
    says(home, "decline", FIRST_S + 505)
    assert {one["kind"] for one in rests(home, FIRST_S + 506)} == {"power", "brightness"}
    assert all(one["until"] is not None for one in rests(home, FIRST_S + 506))
    home.step.requests.again(KITCHEN, None, None, moment(FIRST_S + 600))
    assert comes(home, FIRST_S + 2000)


@pytest.mark.parametrize("is_stored", [False, True])
@pytest.mark.parametrize("word", ["accept", "decline", "later", "stop"])
def test_what_was_said_is_kept_with_the_decision_whether_or_not_that_is_on_the_disk_yet(
    home: Living, word: str, is_stored: bool
) -> None:
    asked = last(home)["id"]
    if is_stored:
        home.step.reporting.explain_all()
    says(home, word, FIRST_S + 505)
    home.step.reporting.explain_all()
    found = home.store.decisions.get(asked)
    assert found is not None
    assert found["answer"] == word
    stored = page_reader.suggested_to(home.house.config.storage.path, [ANA], 50)
    assert [one.get("answer") for one in stored if one["id"] == asked] == [word]
    assert page_reader.suggested_to(home.house.config.storage.path, [BEN], 50) == []


def test_of_who_agreed_to_nothing_nothing_is_kept(home: Living) -> None:
    before = home.store.put_off.rows(moment(FIRST_S + 600).at)
    assert home.step.requests.stop(KITCHEN, "brightness", BEN, moment(FIRST_S + 505)) == []
    assert home.store.put_off.rows(moment(FIRST_S + 600).at) == before


def test_for_everybody_is_also_for_whoever_it_is_where_nobody_is_named(tmp_path: Path) -> None:
    home = Living(tmp_path, autonomy="suggest")
    home.step.requests.stop(KITCHEN, "power", None, moment(FIRST_S))
    assert {one["person"] for one in rests(home, FIRST_S + 1)} == {*home.house.config.occupants, HOUSE}
    assert home.step.requests.again(KITCHEN, "power", None, moment(FIRST_S + 2)) == ["power"]
    assert rests(home, FIRST_S + 3) == []
    home.close()


def test_a_restart_forgets_neither_and_forgetting_somebody_both(home: Living, tmp_path: Path) -> None:
    says(home, "later", FIRST_S + 505)
    home.step.requests.stop(KITCHEN, "power", ANA, moment(FIRST_S + 506))
    rows = home.store.put_off.rows(moment(FIRST_S + 507).at)
    assert {row["change"].partition("|")[0] for row in rows} == {"later", "stopped", "suggested"}
    home.store.close()
    again = pinned_home(tmp_path)
    assert comes(again, FIRST_S + 2000) == set()
    assert comes(again, FIRST_S + 2 * DAY_S) == set()  # no level is offered of a lamp whose light is not
    again.step.personal_data.forget(ANA, moment(FIRST_S + 2 * DAY_S + 600))
    assert again.store.put_off.rows(moment(FIRST_S + 2 * DAY_S + 601).at) == []
    assert comes(again, FIRST_S + 3 * DAY_S) == {"power", "brightness"}
    again.close()


def test_where_nothing_waits_there_is_nothing_to_put_off_and_what_is_no_kind_is_told(home: Living) -> None:
    told, late = Answers(home.step, True, dict), moment(FIRST_S + 500 + LASTS_S)
    assert told.answer("later", {"room": "kitchen"}, late)["code"] == "nothing_suggested"
    assert told.answer("stop_suggesting", {"room": "kitchen"}, late)["code"] == "nothing_suggested"
    assert told.answer("stop_suggesting", {"room": "kitchen", "kind": "moods"}, late)["code"] == "no_such_kind"
    assert told.answer("suggest_again", {"room": "attic"}, late)["code"] == "no_such_room"
    with pytest.raises(NotPossible, match="nothing is suggested in Kitchen"):
        home.step.requests.put_off(KITCHEN, late)


def test_what_waits_is_told_with_why_how_sure_and_until_when(home: Living) -> None:
    found = Answers(home.step, True, dict).answer("suggestions", {"person": "ana"}, moment(FIRST_S + 560))["waiting"]
    assert [(one["room"], one["offer"]) for one in found] == [("kitchen", "light on and brightness 30 %")]
    until = datetime.fromisoformat(found[0]["until"])
    assert abs((until - moment(FIRST_S + 500 + LASTS_S).at).total_seconds()) < 2
    assert all(wish["for"] == ["ana"] and wish["confidence"] > 0.5 and wish["reason"] for wish in found[0]["wishes"])
    assert Answers(home.step, True, dict).answer("suggestions", {"person": "ben"}, moment(FIRST_S + 560))["waiting"] == []
    assert json.dumps(found)
