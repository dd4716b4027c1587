"""A room is cooled as it is heated, the other way round: by what is as: cooling, in the mode it is kept in, by nothing else."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from devices.vocabulary import RoomId
from hub.home.ways import COOLING

from ..a_house import Living
from ..build import moment

AC: dict[str, Any] = {
    "topic": {
        "id": "ac", "state": "home/ac", "command": "home/ac/set",
        "quantities": {
            "setpoint": {"key": "target", "low": 16, "high": 32, "step": 0.5},
            "hvac_mode": {"key": "mode", "values": {name: name for name in ("off", "heat", "cool", "auto", "dry")}},
        },
    }
}  # fmt: skip
ANA: dict[str, Any] = {
    "learn": ["temperature"], "presence": [{"topic": "home/presence/ana"}],
    "pinned": [
        {"room": "kitchen", "quantity": "cooling_setpoint", "value": 24.0},
        {"room": "kitchen", "quantity": "setpoint", "value": 20.0},
    ],
}  # fmt: skip
THERMOMETER = {"topic": "home/kitchen/temperature", "quantity": "temperature"}
WINDOW = {"topic": "home/kitchen/window", "quantity": "opening"}
DAY, HOUR, MINUTE = 86_400.0, 3600.0, 60.0


class Cooled(Living):
    """A kitchen with an air conditioner that does at once what it is told."""

    def __init__(
        self, folder: Path, mode: str = "cool", target: float = 26.0, role: str | None = "cooling", **kitchen: Any
    ) -> None:
        ac = {"topic": {**AC["topic"], **({} if role is None else {"as": role})}}
        block = {
            "devices": [ac],
            "sensors": [THERMOMETER, WINDOW],
            "when_empty": {"cooling": 28, "after": 60},
            **kitchen,
        }
        ben = {"learn": ["temperature"], "presence": [{"topic": "home/presence/ben"}]}
        outdoor = {"temperature": {"topic": "home/out"}}
        super().__init__(folder, occupants={"ana": ANA, "ben": ben}, rooms={"kitchen": block, "hall": {}}, outdoor=outdoor)
        self._answered = 0
        self.step.link(True, moment(1))
        self.hear("home/out", "33", 2)
        self.hear("home/kitchen/temperature", "28", 2)
        self.hear("home/kitchen/window", "closed", 2)
        self.says(3, mode=mode, target=target)
        self.goes("not_home", 3)
        self.goes("not_home", 3, "ben")
        self.tick(4)

    def says(self, at_s: float, **state: Any) -> None:
        self.hear("home/ac", json.dumps(state), at_s)

    def goes(self, place: str, at_s: float, who: str = "ana") -> None:
        self.hear(f"home/presence/{who}", place, at_s)
        self.answers(at_s)

    def lives(self, until_s: float, since_s: float, warm: float = 28.0) -> None:
        at_s = since_s
        while at_s <= until_s:
            self.hear("home/kitchen/temperature", str(warm), at_s)
            self.hear("home/out", "33", at_s)
            for part in range(0, 300, 30):
                self.tick(at_s + part)
                self.answers(at_s + part)
            at_s += 300

    def answers(self, at_s: float) -> None:
        told = self.told("home/ac/set")
        for payload in told[self._answered :]:
            self.hear("home/ac", payload.decode(), at_s + 1)
        self._answered = len(told)

    def set_to(self) -> list[float]:
        return [json.loads(payload)["target"] for payload in self.told("home/ac/set")]

    def reasons(self) -> list[str]:
        wishes = [wish for told in self.told("attune/decision") for wish in json.loads(told)["wishes"]]
        return [wish["code"] for wish in wishes if wish["outcome"] == "held"]

    def lessons(self) -> list[tuple[str, Any]]:
        return [(example.kind, example.value) for example in self.store.examples.all()]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Cooled]:
    living = Cooled(tmp_path)
    yield living
    living.close()


def test_who_comes_has_it_as_cool_as_they_like_and_it_goes_up_as_they_leave(home: Cooled) -> None:
    home.goes("kitchen", 100)
    assert home.set_to() == [24.0]
    home.lives(900, 110)
    home.goes("not_home", 1000)
    home.lives(1000 + 15 * MINUTE, 1010)
    assert home.set_to() == [24.0, 27.0, 28.0]  # three degrees at a time


@pytest.mark.shows("rooms.*.when_empty.cooling")
def test_what_cools_is_left_as_it_is_where_nothing_is_said_of_an_empty_room(tmp_path: Path) -> None:
    home = Cooled(tmp_path, when_empty={"after": 60})
    home.goes("kitchen", 100)
    home.lives(900, 110)
    home.goes("not_home", 1000)
    home.lives(1000 + 15 * MINUTE, 1010)
    assert home.set_to() == [24.0]
    home.close()


@pytest.mark.shows("rooms.*.limits.cooling")
def test_nothing_is_cooled_beyond_the_room_s_limits(tmp_path: Path) -> None:
    home = Cooled(tmp_path, limits={"cooling": [25, 29]})
    home.goes("kitchen", 100)
    assert home.set_to() == [25.0]
    home.close()


def test_what_is_not_said_to_be_cooling_is_read_and_explained_and_nothing_more(tmp_path: Path) -> None:
    home = Cooled(tmp_path, role=None)
    home.goes("kitchen", 100)
    home.lives(900, 110)
    home.goes("not_home", 1000)
    home.lives(1000 + 15 * MINUTE, 1010)
    assert home.set_to() == []
    assert "hazard" in home.reasons()
    assert "as: cooling" in json.loads(home.told("attune/decision")[0])["sentence"]
    home.close()


def test_an_air_conditioner_that_heats_in_winter_is_heated_by(home: Cooled) -> None:
    home.says(50, mode="heat", target=18.0)
    home.goes("kitchen", 100)
    assert home.set_to() == [20.0]
    home.says(200, mode="cool", target=27.0)
    home.lives(900, 210)
    home.goes("not_home", 1000)
    home.lives(1000 + 15 * MINUTE, 1010)
    assert home.set_to()[-1] == 28.0


@pytest.mark.parametrize(("mode", "code"), [("off", "cooling_off"), ("dry", "neither"), ("auto", "both_ways")])
def test_in_a_mode_in_which_it_does_not_cool_it_is_left_alone(home: Cooled, mode: str, code: str) -> None:
    home.says(50, mode=mode, target=26.0)
    home.goes("kitchen", 100)
    home.lives(900, 110)
    home.goes("not_home", 1000)
    home.lives(1000 + 15 * MINUTE, 1010)
    assert home.set_to() == []
    assert code in home.reasons()


def test_what_a_hand_sets_teaches_how_cool_it_is_to_be_and_not_how_warm(home: Cooled) -> None:
    home.goes("kitchen", 100)
    home.says(200, mode="cool", target=22.5)
    home.tick(300)
    assert ("cooling_setpoint", 22.5) in home.lessons()
    assert {kind for kind, _ in home.lessons()} == {"cooling_setpoint"}


def test_what_is_set_while_it_chooses_by_itself_teaches_neither(home: Cooled) -> None:
    home.says(50, mode="auto", target=23.0)
    home.goes("kitchen", 100)
    home.says(200, mode="auto", target=22.0)
    home.tick(300)
    assert home.lessons() == []


def test_an_open_window_sets_it_up_and_it_goes_down_again_once_it_is_shut(home: Cooled) -> None:
    home.goes("kitchen", 100)
    home.lives(900, 110)
    home.hear("home/kitchen/window", "open", 1000)
    home.lives(1000 + 15 * MINUTE, 1010)
    assert home.set_to() == [24.0, 27.0, 30.0]
    home.hear("home/kitchen/window", "closed", 2000)
    home.lives(2000 + 40 * MINUTE, 2010)
    assert home.set_to()[3:] == [27.0, 24.0]


def test_without_a_contact_a_rise_is_an_open_window_and_the_fall_that_cooling_makes_is_none(tmp_path: Path) -> None:
    home = Cooled(tmp_path, sensors=[THERMOMETER])
    home.goes("kitchen", 100)
    home.lives(900, 110)
    for at_s, warm in ((1000, 27.8), (1120, 27.0), (1240, 26.0)):
        home.hear("home/kitchen/temperature", str(warm), at_s)
        home.tick(at_s + 15)
    assert home.set_to() == [24.0]
    for at_s, warm in ((1500, 26.4), (1620, 27.2), (1740, 28.0)):
        home.hear("home/kitchen/temperature", str(warm), at_s)
        home.tick(at_s + 15)
    assert home.set_to() == [24.0, 27.0]
    home.close()


@pytest.mark.shows("rooms.*.safe_cooling")
def test_once_no_thermometer_is_heard_it_is_not_cooled_beyond_the_safe_setpoint(tmp_path: Path) -> None:
    home = Cooled(tmp_path, safe_cooling=27)
    home.goes("kitchen", 100)
    for at_s in range(200, 3000, 30):
        home.tick(at_s)
        home.answers(at_s)
    assert home.set_to() == [24.0, 27.0]
    home.close()


def test_on_vacation_it_goes_up_to_the_room_s_limit(home: Cooled) -> None:
    home.step.modes.set(None, "vacation", "2026-08-01", moment(100))
    home.lives(100 + 30 * MINUTE, 110)
    assert home.set_to() == [29.0, 30.0]


def test_it_is_cool_as_she_comes_by_when_she_came_before(tmp_path: Path) -> None:
    home = Cooled(tmp_path)
    for day in range(1, 8):
        at_s = max(100.0, day * DAY)
        home.goes("kitchen", at_s)
        home.lives(at_s + HOUR, at_s + 60)
        home.goes("not_home", at_s + 13 * HOUR)
        home.lives(at_s + 13.5 * HOUR, at_s + 13 * HOUR + 60)
    before = len(home.set_to())
    home.lives(8 * DAY - MINUTE, 8 * DAY - 10 * HOUR)
    assert home.set_to()[before:][-1] == 24.0
    said = json.loads(home.told("attune/decision")[-1])
    assert said["trigger"] == "preheat"
    assert "the room takes" in said["sentence"]
    assert "to be cool" in said["sentence"]
    status = home.step.heat.told(RoomId("kitchen"), COOLING)
    assert status["ahead"]["is_heated"]
    home.close()


def test_what_it_came_to_is_told_beside_a_schedule_for_cooling(home: Cooled) -> None:
    home.lives(26 * HOUR, 100)
    told = home.step.heat.told(RoomId("kitchen"), COOLING)
    assert told["sentence"] is not None
    assert "24 °C from 6 to 23" in told["sentence"]
    assert json.loads(home.told("attune/room/kitchen/cooling")[-1])["degrees_an_hour"] > 0.0
