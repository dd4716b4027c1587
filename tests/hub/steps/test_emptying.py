"""A room everybody has left: what it is owed is owed until it is done or no longer true."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.steps.emptying import AGAIN_S, BACK_S, OWED_S, ROUNDS

from ..a_house import Living
from ..build import moment

AFTER_S = 60.0
DARK = {"when_empty": {"light": "off", "after": AFTER_S}}
MOTION = [{"topic": "home/motion", "quantity": "occupancy"}]
LIT = '{"on": "on", "level": 60}'
PUT_OUT = '{"on": "off", "level": 60}'


LAMP = {
    "topic": {
        "id": "lamp", "state": "home/lamp", "command": "home/lamp/set",
        "quantities": {"brightness": {"key": "level", "low": 0, "high": 100}, "power": {"key": "on"}},
    }
}  # fmt: skip


class Left(Living):
    """is_up: whether the broker takes what is published."""

    def __init__(self, folder: Path, **kitchen: object) -> None:
        self.is_up = True
        super().__init__(folder, rooms={"kitchen": {"devices": [LAMP], **DARK, **kitchen}, "hall": {}})

    def _publish(self, outgoing: object) -> bool:
        return super()._publish(outgoing) if self.is_up else False  # type: ignore[arg-type]

    def off(self) -> int:
        """How often it was decided that a lamp goes out; what is not confirmed is said again."""
        decided = [json.loads(told) for told in self.told("attune/decision")]
        return sum(d["trigger"] == "empty" and any(w["outcome"] == "sent" for w in d["wishes"]) for d in decided)

    def goes(self, place: str, at_s: float) -> None:
        self.hear("home/presence/ana", place, at_s)

    def ticks(self, since_s: float, until_s: float, every_s: float = 1.0) -> None:
        at_s = since_s
        while at_s <= until_s:
            self.tick(at_s)
            at_s += every_s

    def left(self, at_s: float = 100.0) -> None:
        """Ana was there, with the lamp lit, and leaves."""
        self.goes("kitchen", at_s - 90)
        self.hear("home/lamp", LIT, at_s - 80)
        self.tick(at_s - 70)
        self.goes("not_home", at_s)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Left]:
    made = Left(tmp_path)
    yield made
    made.close()


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Left]:
    """With a motion sensor in the kitchen that has said so before."""
    made = Left(tmp_path, sensors=MOTION)
    made.hear("home/motion", "off", 1)
    yield made
    made.close()


def test_a_room_goes_dark_when_its_time_is_over_and_once(house: Left) -> None:
    house.left(100)
    house.ticks(100, 159)
    assert house.off() == 0
    house.ticks(160, 161)
    assert house.off() == 1
    house.hear("home/lamp", PUT_OUT, 161.5)
    house.ticks(162, 300)
    assert house.off() == 1
    assert house.store.settings.get("emptied") == {}


def test_who_comes_back_in_time_finds_it_as_it_was(house: Left) -> None:
    house.left(100)
    house.goes("kitchen", 130)
    house.ticks(130, 300)
    assert house.off() == 0


def test_coming_back_into_what_the_hub_made_dark_is_an_arrival_however_soon(house: Left) -> None:
    at_s = house.teach(60)
    house.left(at_s)
    house.ticks(at_s, at_s + AFTER_S)
    house.hear("home/lamp", PUT_OUT, at_s + AFTER_S + 1)
    decided = len(house.told("attune/decision"))
    house.goes("kitchen", at_s + AFTER_S + 10)
    assert len(house.told("attune/decision")) == decided + 1
    assert json.loads(house.told("home/lamp/set")[-1])["on"] in (True, "on")


def test_what_the_broker_does_not_take_is_owed_until_it_does(house: Left) -> None:
    house.left(100)
    house.is_up = False
    house.step.emptying.link(False, moment(120))
    house.ticks(120, 400)
    assert house.off() == 0
    house.is_up = True
    house.step.emptying.link(True, moment(400))
    house.ticks(400, 400 + BACK_S - 1)
    assert house.off() == 0  # who came meanwhile may not have been told yet
    house.ticks(400 + BACK_S, 410)
    assert house.off() == 1


def test_what_was_told_as_the_broker_went_is_told_again(house: Left) -> None:
    house.left(100)
    house.ticks(100, 161)
    house.step.emptying.link(False, moment(161))
    house.step.emptying.link(True, moment(500))
    house.ticks(500, 510)
    assert house.off() == 2


def test_nothing_is_owed_any_more_when_somebody_came_meanwhile(house: Left) -> None:
    house.left(100)
    house.step.emptying.link(False, moment(120))
    house.step.emptying.link(True, moment(400))
    house.goes("kitchen", 401)
    house.ticks(401, 500)
    assert house.off() == 0


def test_a_lamp_out_of_reach_is_waited_for_and_told_of_once(tmp_path: Path) -> None:
    lamp = {"topic": {**LAMP["topic"], "availability": "home/lamp/there"}}
    house = Left(tmp_path, devices=[lamp])
    house.hear("home/lamp/there", "online", 1)
    house.left(100)
    house.hear("home/lamp/there", "offline", 120)
    decided = len(house.told("attune/decision"))
    house.ticks(120, 900, 5)
    assert (house.off(), len(house.told("attune/decision")) - decided) == (0, 1)
    house.hear("home/lamp/there", "online", 901)
    house.ticks(901, 901 + 2 * AGAIN_S)
    assert house.off() == 1
    house.close()


def test_it_is_owed_over_a_restart(tmp_path: Path) -> None:
    before = Left(tmp_path)
    before.left(100)
    before.tick(101)
    before.close()
    after = Left(tmp_path)
    after.ticks(400, 420)
    assert after.off() == 0  # how the lamp is is not known yet
    after.hear("home/lamp", LIT, 421)
    after.ticks(421, 430)
    assert after.off() == 1
    after.close()


def test_after_a_restart_nothing_is_owed_where_somebody_is(tmp_path: Path) -> None:
    before = Left(tmp_path)
    before.left(100)
    before.tick(101)
    before.close()
    after = Left(tmp_path)
    after.hear("home/lamp", LIT, 400)
    after.tick(400)
    after.goes("kitchen", 401)
    after.ticks(401, 500)
    assert after.off() == 0
    after.close()


def test_what_is_owed_names_nobody(house: Left) -> None:
    house.left(100)
    house.tick(101)
    assert "ana" not in json.dumps(house.store.settings.get("emptied"))
    assert list(house.store.settings.get("emptied")) == ["kitchen"]


def test_what_somebody_sets_there_meanwhile_is_left_alone(house: Left) -> None:
    house.left(100)
    house.hear("home/lamp", '{"on": "on", "level": 20}', 130)
    house.ticks(130, 300)
    assert house.off() == 0


def test_a_lamp_put_out_on_the_way_spares_no_other(tmp_path: Path) -> None:
    other = {"topic": {**LAMP["topic"], "id": "other", "state": "home/other", "command": "home/other/set"}}
    house = Left(tmp_path, devices=[LAMP, other])
    house.hear("home/other", LIT, 20)
    house.left(100)
    house.hear("home/other", PUT_OUT, 101)
    house.ticks(101, 170)
    assert house.off() == 1
    house.close()


def test_what_has_not_been_possible_for_a_day_is_not_waited_for(house: Left) -> None:
    house.left(100)
    house.step.emptying.link(False, moment(120))
    house.step.emptying.link(True, moment(100 + OWED_S))
    house.ticks(100 + OWED_S, 130 + OWED_S)
    assert house.off() == 0


# Somebody moves there whom nobody knows


def test_while_motion_goes_on_the_room_is_not_empty(watched: Left) -> None:
    watched.hear("home/motion", "on", 90)
    watched.left(100)
    watched.ticks(100, 1000, 5)
    assert watched.off() == 0
    watched.hear("home/motion", "off", 1000)
    watched.ticks(1000, 1059)
    assert watched.off() == 0
    watched.ticks(1060, 1070)
    assert watched.off() == 1


def test_motion_that_begins_while_the_time_runs_keeps_the_light_too(watched: Left) -> None:
    watched.left(100)
    watched.hear("home/motion", "on", 140)
    watched.ticks(140, 600)
    assert watched.off() == 0


def test_a_sensor_that_says_motion_for_ten_hours_keeps_no_light_on(watched: Left) -> None:
    watched.left(100)
    for minute in range(600):
        at_s = 110.0 + 60 * minute
        watched.hear("home/motion", "on", at_s)
        watched.tick(at_s)
    assert watched.off() > 0


def test_a_sensor_out_of_reach_keeps_nothing(tmp_path: Path) -> None:
    sensor = {"topic": {"id": "pir", "state": "home/motion", "availability": "home/pir/there",
                        "quantities": {"occupancy": {}}}}  # fmt: skip
    house = Left(tmp_path, sensors=[sensor])
    house.hear("home/pir/there", "online", 1)
    house.hear("home/motion", "off", 2)
    house.hear("home/motion", "on", 90)
    house.left(100)
    house.hear("home/pir/there", "offline", 110)
    house.ticks(110, 200)
    assert house.off() == 1
    house.close()


def test_a_hand_where_somebody_unknown_moves_is_held_and_ends_with_them(watched: Left) -> None:
    watched.hear("home/motion", "on", 90)
    watched.left(100)
    watched.hear("home/lamp", '{"on": "on", "level": 20}', 200)
    assert watched.house.ledger.holds
    watched.hear("home/motion", "off", 300)
    watched.ticks(300, 370)
    assert watched.off() == 1
    assert not watched.house.ledger.holds


def test_a_lamp_that_speaks_and_does_not_listen_is_told_anew_three_times(tmp_path: Path) -> None:
    home = Left(tmp_path)
    home.left()
    for minute in range(3, 30):
        home.hear("home/lamp", LIT, minute * 60.0)
        home.ticks(minute * 60.0 + 1, minute * 60.0 + 59, 2.0)
    assert home.off() == 1 + ROUNDS
    home.close()
