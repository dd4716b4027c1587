"""Heating goes three degrees at a time, and on to what was wanted: while somebody is there and nobody touched it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hub.safety.caps import SETPOINT_EVERY_S
from models.example import Source

from ..a_house import Living
from ..build import moment

VALVE = {
    "topic": {
        "id": "valve", "state": "home/valve", "command": "home/valve/set", "as": "climate",
        "quantities": {"setpoint": {"key": "target", "low": 5, "high": 30, "step": 0.5}},
    }
}  # fmt: skip
PEOPLE: dict[str, dict[str, Any]] = {
    who: {"learn": ["temperature"], "presence": [{"topic": f"home/presence/{who}"}]} for who in ("ana", "ben")
}
PEOPLE["ana"]["pinned"] = [{"room": "kitchen", "quantity": "setpoint", "value": 21.0}]
THERMOMETER = {"topic": "home/kitchen/temperature", "quantity": "temperature"}
LATER_S = 20.0 + SETPOINT_EVERY_S


class Heated(Living):
    def __init__(self, folder: Path, **kitchen: object) -> None:
        rooms = {"kitchen": {"devices": [VALVE], "sensors": [THERMOMETER], **kitchen}, "hall": {}}
        super().__init__(folder, occupants=PEOPLE, rooms=rooms)
        self.hear("home/kitchen/temperature", "19", 0)
        self.set(16.0, 1)

    def set(self, target: float, at_s: float) -> None:
        """The valve says what it is set to."""
        self.hear("home/valve", json.dumps({"target": target}), at_s)

    def asked(self) -> list[float]:
        """What the valve was told, each once however often it was said again."""
        told = [json.loads(payload)["target"] for payload in self.told("home/valve/set")]
        return list(dict.fromkeys(told))

    def goes(self, place: str, at_s: float, who: str = "ana") -> None:
        self.hear(f"home/presence/{who}", place, at_s)

    def warmed(self) -> None:
        """Ana comes at 20 s, and the valve takes the first step."""
        self.goes("kitchen", 20)
        self.set(19.0, 21)

    def ticks(self, until_s: float, since_s: float = 25) -> None:
        at_s = since_s
        while at_s <= until_s:
            self.tick(at_s)
            at_s += 5


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Heated]:
    made = Heated(tmp_path)
    yield made
    made.close()


def sentences(home: Heated) -> list[str]:
    return [json.loads(told)["sentence"] for told in home.told("attune/decision")]


def test_the_rest_of_a_wish_comes_ten_minutes_later(home: Heated) -> None:
    home.warmed()
    home.ticks(LATER_S - 5)
    assert home.asked() == [19.0]
    home.ticks(LATER_S)
    assert home.asked() == [19.0, 21.0]
    assert "going on" in sentences(home)[-1]
    home.set(21.0, LATER_S + 1)
    home.ticks(5 * LATER_S, LATER_S + 5)
    assert home.asked() == [19.0, 21.0]


def test_a_decision_says_where_a_step_leads(home: Heated) -> None:
    home.warmed()
    (wish,) = json.loads(home.told("attune/decision")[-1])["wishes"]
    assert (wish["value"], wish["towards"], wish["code"]) == (19.0, 21.0, "step")


def test_a_step_on_the_way_is_no_lesson_however_long_it_is_left_alone(home: Heated) -> None:
    home.warmed()
    home.ticks(LATER_S - 5)
    home.goes("not_home", LATER_S - 4)
    home.ticks(LATER_S + 100, LATER_S)
    assert list(home.store.examples.all()) == []


def test_what_a_hand_sets_on_the_way_is_no_correction_of_the_step_and_stays(home: Heated) -> None:
    home.warmed()
    home.set(20.0, 100)
    home.ticks(3 * LATER_S)
    assert home.asked() == [19.0]
    (lesson,) = home.store.examples.all()
    assert (lesson.value, lesson.source) == (20.0, Source.HAND)


def test_what_moves_by_itself_on_the_way_is_left_alone(home: Heated) -> None:
    home.warmed()
    home.hear("home/valve/set", '{"target": 17}', 100)  # another program
    home.set(17.0, 100.5)
    home.ticks(3 * LATER_S)
    assert home.asked() == [19.0]


def test_it_does_not_go_on_for_who_has_left(home: Heated) -> None:
    home.warmed()
    home.goes("kitchen", 30, "ben")
    home.goes("hall", 40)
    home.ticks(3 * LATER_S)
    assert home.asked() == [19.0]


def test_a_pause_only_puts_it_off(home: Heated) -> None:
    home.warmed()
    home.step.requests.pause(True, moment(30))
    home.ticks(LATER_S + 200)
    assert home.asked() == [19.0]
    home.step.requests.pause(False, moment(LATER_S + 200))
    home.ticks(LATER_S + 300, LATER_S + 205)
    assert home.asked() == [19.0, 21.0]


def test_who_comes_back_soon_after_a_setback_is_warmed_once_ten_minutes_are_over(tmp_path: Path) -> None:
    home = Heated(tmp_path, when_empty={"temperature": 16, "after": 10})
    home.set(18.0, 2)
    home.goes("kitchen", 20)
    home.set(21.0, 21)
    home.ticks(700)
    home.goes("not_home", 710)
    home.ticks(725, 710)
    home.set(18.0, 726)  # a first step of the setback
    home.goes("kitchen", 800)
    home.ticks(1500, 800)
    assert json.loads(home.told("home/valve/set")[-1])["target"] == 21.0
    home.close()


def test_a_setback_of_an_empty_room_goes_on_too(tmp_path: Path) -> None:
    home = Heated(tmp_path, when_empty={"temperature": 16, "after": 10})
    home.set(21.0, 2)
    home.goes("kitchen", 20)
    home.goes("not_home", 30)
    home.ticks(45)
    assert home.asked() == [18.0]
    home.set(18.0, 46)
    home.ticks(45 + SETPOINT_EVERY_S + 10)
    assert home.asked() == [18.0, 16.0]
    home.set(16.0, 700)
    home.ticks(2000, 705)
    assert home.asked() == [18.0, 16.0]
    home.close()
