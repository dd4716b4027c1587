"""Commands are registered where they are done: every one of the contract is found, each once."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from devices.vocabulary import Moment
from hub.api.answers import Answers
from hub.api.status import Status
from hub.steps.asked import Asked, answers, questions

from ..a_house import Living
from ..build import moment


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Living]:
    made = Living(tmp_path)
    yield made
    made.close()


CONTRACT = ("why", "undo", "thanks", "pause", "resume", "status", "habits", "automations", "consent", "export", "forget")


class Bell:
    @answers("ring", "knock")
    def ring(self, asked: Asked, _now: Moment) -> dict[str, Any]:
        return {"rings": asked.get("times", 1)}

    @answers("answer", running="nobody comes to the door")
    def answer(self, _asked: Asked, _now: Moment) -> dict[str, Any]:
        return {}


def test_a_method_answers_to_all_its_names() -> None:
    found = questions(Bell())
    assert set(found) == {"ring", "knock", "answer"}
    assert found["knock"].answer({"times": 2}, moment()) == {"rings": 2}
    assert found["answer"].running == "nobody comes to the door"


def test_two_that_answer_to_one_name_are_found_out() -> None:
    with pytest.raises(ValueError, match="two answer to"):
        questions(Bell(), Bell())


def test_every_command_of_the_contract_is_answered(home: Living) -> None:
    step = home.step
    itself = (Answers(step, True, dict), Status(step, True, dict))
    found = questions(*itself, step.requests, step.personal_data, step.calibration, step.history_intake)
    said = {"accept", "decline", "later", "suggestions", "stop_suggesting", "suggest_again"}
    assert set(found) == {*CONTRACT, *said, "import", "calibrate", "autonomy", "correct"}


def test_what_needs_a_running_hub_says_so_without_one(home: Living) -> None:
    asleep = Answers(home.step, is_running=False, link=dict)
    assert asleep.answer("undo", {}, moment()) == {
        "error": "the hub is not running, so nothing can be put back (start it with: attune run)",
        "code": "not_running",
    }
    assert "does not know its devices" in asleep.answer("automations", {}, moment())["error"]
    assert asleep.answer("pause", {}, moment())["paused"]


def test_an_unknown_command_is_an_older_hub(home: Living) -> None:
    assert "is it an older version" in Answers(home.step, True, dict).answer("sing", {}, moment())["error"]


@pytest.mark.parametrize(
    ("command", "asked", "code"),
    [
        ("sing", {}, "unknown_command"),
        ("why", {}, "nothing_decided"),
        ("why", {"which": "x"}, "no_such_decision"),
        ("why", {"room": "attic"}, "no_such_room"),
        ("undo", {}, "nothing_to_undo"),
        ("undo", {"which": "x"}, "no_such_decision"),
        ("habits", {"person": "cem"}, "no_such_person"),
        ("page_sessions", {"person": "cem"}, "no_such_person"),
    ],
)
def test_a_program_reads_in_one_word_what_was_not_possible(
    home: Living, command: str, asked: dict[str, str], code: str
) -> None:
    assert Answers(home.step, True, dict).answer(command, asked, moment())["code"] == code


def test_after_a_reload_the_new_house_is_asked(home: Living) -> None:
    running = Answers(home.step, True, dict)
    home.reload(rooms={"attic": {}})
    assert [room["room"] for room in running.answer("status", {}, moment())["rooms"]] == ["attic"]
    assert "there is no room 'kitchen'" in running.answer("why", {"room": "kitchen"}, moment())["error"]
