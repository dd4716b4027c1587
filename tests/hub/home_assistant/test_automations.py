"""Case 21: what was learned as automations of Home Assistant: on arrival only, on the days it was learned of."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from devices.vocabulary import OccupantId
from hub.home_assistant.automations import automations

from ..a_house import Living
from ..build import moment

ANA = OccupantId("ana")
DAY_S = 86_400.0


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Living]:
    found = Living(tmp_path, safety={"arrival_gap": 0})
    yield found
    found.close()


def exported(home: Living, at_s: float) -> list[dict[str, Any]]:
    return automations(home.house, [ANA], moment(at_s))[0]


def levels(made: dict[str, Any]) -> str:
    return str(made["actions"][0]["then"][0]["data"]["payload"])


def test_case_21_a_topic_that_repeats_starts_nothing_until_it_has_told_another_place(home: Living) -> None:
    for made in exported(home, home.teach(times=5)):
        (trigger,) = made["triggers"]
        assert (trigger["trigger"], trigger["topic"]) == ("mqtt", "home/presence/ana")
        assert (made["mode"], made["max_exceeded"]) == ("single", "silent")
        setting, waiting = made["actions"]
        assert setting["if"][0]["condition"] == "time"
        (left,) = waiting["wait_for_trigger"]
        assert (left["topic"], left["payload"]) == ("home/presence/ana", "left")
        assert made["conditions"] == []  # or who came before the evening would come again as it begins


def test_case_21_an_entity_of_home_assistant_is_in_a_room_for_once_and_needs_no_waiting(tmp_path: Path) -> None:
    presence = [{"topic": "home/presence/ana"}, {"home_assistant": "person.ana"}]
    home = Living(tmp_path, safety={"arrival_gap": 0}, occupants={"ana": {"learn": ["light"], "presence": presence}})
    made = exported(home, home.teach(times=3))
    home.close()
    assert {trigger["trigger"] for one in made for trigger in one["triggers"]} == {"state", "mqtt"}
    assert all(len({trigger["trigger"] for trigger in one["triggers"]}) == 1 for one in made)
    assert len({one["id"] for one in made}) == len(made)


def test_case_21_what_was_learned_on_working_days_is_done_on_working_days(home: Living) -> None:
    made = exported(home, home.teach(times=3))  # a Wednesday and the two days after it
    assert {tuple(one["actions"][0]["if"][0].get("weekday", ())) for one in made} == {("mon", "tue", "wed", "thu", "fri")}


def test_case_21_the_weekend_has_its_own_where_it_differs_and_only_there(home: Living) -> None:
    at_s = 10.0
    for week in range(3):
        for day in range(7):  # from a Wednesday on: the fourth and fifth are the weekend
            home.teach(80 if day in (3, 4) else 30, 1, at_s + (week * 7 + day) * DAY_S)
    by_days = {tuple(one["actions"][0]["if"][0].get("weekday", ())): levels(one) for one in exported(home, at_s + 21 * DAY_S)}
    assert by_days.keys() == {("mon", "tue", "wed", "thu", "fri"), ("sat", "sun")}
    assert "30" in by_days["mon", "tue", "wed", "thu", "fri"]
    assert "80" in by_days["sat", "sun"]
    assert all("on" in level for level in by_days.values())  # what is alike is set by both


def test_case_21_what_is_alike_all_week_is_done_all_week(home: Living) -> None:
    made = exported(home, home.teach(times=14))
    assert all("weekday" not in one["actions"][0]["if"][0] for one in made)
