"""A habit that has changed is shown and answered: on the running hub's topics, by its commands, and only for who agreed."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from devices.vocabulary import OccupantId
from hub.api.answers import Answers
from hub.errors import NotPossible
from tests.models.builders import make_context

from ..a_house import Living
from ..build import moment

DAY_S = 86_400.0
PERSON = OccupantId("ana")
SET = "attune/occupant/ana/changes/set"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Living]:
    living = Living(tmp_path)
    living.now_s = living.teach(30, 21)  # type: ignore[attr-defined]
    living.now_s = living.teach(80, 9, living.now_s)  # type: ignore[attr-defined]
    yield living
    living.close()


def asked(home: Living, command: str = "changes", **what: Any) -> dict[str, Any]:
    answers = Answers(home.step, is_running=True, link=lambda: {"state": "up"})
    return answers.answer(command, what, moment(home.now_s))  # type: ignore[attr-defined]


def levels(home: Living) -> list[dict[str, Any]]:
    return [change for change in asked(home)["changes"] if change["kind"] == "brightness"]


def predicted(home: Living) -> float:
    now = moment(home.now_s)  # type: ignore[attr-defined]
    return home.house.shelf.predict(PERSON, "brightness", make_context(now.at, "kitchen"), now.at).mean


def test_it_is_told_who_what_where_since_when_old_and_new(home: Living) -> None:
    weekday = next(change for change in levels(home) if change["days"] == "weekdays")
    assert (weekday["person"], weekday["room"], weekday["part"]) == ("ana", "kitchen", "evening")
    assert (weekday["old"], weekday["new"]) == (pytest.approx(0.3), pytest.approx(0.8))
    assert weekday["since"] == "2026-03-25"
    assert weekday["sentence"] == "ana's weekday evenings in Kitchen have changed since 25 March: brightness 30 % → 80 %"


def test_adopted_what_was_before_counts_no_more_and_it_is_asked_no_more(home: Living) -> None:
    for change in levels(home):
        done = asked(home, answer="adopt", id=change["id"])
        assert done["set_aside"] > 0
    assert levels(home) == []
    assert predicted(home) == pytest.approx(0.8, abs=0.05)
    weekdays = [e for e in home.store.examples.all() if e.kind == "brightness" and e.context.local.weekday() < 5]
    assert {e.value for e in weekdays if e.weight} <= {0.79, 0.8}, "what they set, and what was then left standing"
    assert len(weekdays) > 20, "they stay stored, and exported"


def test_ignored_the_phase_counts_no_more(home: Living) -> None:
    for change in levels(home):
        asked(home, answer="ignore", id=change["id"])
    assert levels(home) == []
    assert predicted(home) == pytest.approx(0.3, abs=0.05)


def test_put_off_it_is_asked_again_in_a_week_over_a_restart_too(home: Living, tmp_path: Path) -> None:
    known = levels(home)
    for change in known:
        asked(home, answer="again", id=change["id"])
    assert levels(home) == []
    home.reload()
    assert levels(home) == []
    home.now_s += 7 * DAY_S + 1  # type: ignore[attr-defined]
    assert [change["id"] for change in levels(home)] == [change["id"] for change in known]


def test_it_stands_on_a_topic_of_the_persons_own_and_is_answered_there(home: Living) -> None:
    from hub.home_assistant.states import states

    now = moment(home.now_s)  # type: ignore[attr-defined]
    while home.house.shelf.wake():
        pass
    body = json.loads(states(home.house, now, None)["attune/occupant/ana/changes"])
    assert body["count"] == len(asked(home)["changes"]) > 0
    from devices.message import Message
    from hub.api.orders import obey, orders

    order = orders(home.house.config, home.house.topics)[SET]
    first = body["changes"][0]["id"]
    obey(order, Message(SET, f"adopt {first}".encode(), now), home.step)
    assert first not in [change["id"] for change in asked(home)["changes"]]
    obey(order, Message(SET, b"waiting", now), home.step)


@pytest.mark.parametrize(("word", "which"), [("maybe", None), ("adopt", "ffffff")])
def test_what_is_no_answer_changes_nothing(home: Living, word: str, which: str | None) -> None:
    before = asked(home)["changes"]
    wrong = asked(home, answer=word, id=which)
    assert wrong["error"]
    assert asked(home)["changes"] == before


def test_who_takes_their_consent_back_has_no_changes_and_who_is_forgotten_none_either(home: Living) -> None:
    now = moment(home.now_s)  # type: ignore[attr-defined]
    home.step.personal_data.consent(PERSON, frozenset(), now)
    assert asked(home)["changes"] == []
    home.step.personal_data.consent(PERSON, frozenset({"light"}), now)
    home.step.personal_data.forget(PERSON, now)
    assert asked(home)["changes"] == []
    with pytest.raises(NotPossible):
        home.step.habit_answers.answer("adopt", "", PERSON, now)
