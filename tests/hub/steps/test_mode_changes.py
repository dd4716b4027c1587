"""What each mode does to a whole house, and that it ends, is told and outlives a restart."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from devices.message import Message
from devices.vocabulary import RoomId
from hub.api.answers import Answers
from hub.api.orders import obey, orders
from hub.home_assistant.states import states
from hub.standing import Standing

from ..build import moment
from .a_stay import Stay, pin

Make = Callable[..., Stay]
KITCHEN = RoomId("kitchen")
WANTS = [pin("power", True), pin("brightness", 0.6), pin("setpoint", 20.0), pin("music", "calm")]
DARK = {"when_empty": {"light": "off", "after": 60}}
LIT = '{"on": "on", "level": 60}'


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    made: list[Stay] = []

    def new(*pins: Any, **more: Any) -> Stay:
        folder = tmp_path / str(len(made))
        folder.mkdir()
        made.append(Stay(folder, list(pins), **more))
        return made[-1]

    yield new
    for home in made:
        home.close()


def order(home: Stay, payload: str, at_s: float, topic: str = "attune/mode/set") -> None:
    """As it comes by the broker."""
    message = Message(topic, payload.encode(), moment(at_s))
    obey(orders(home.house.config, home.house.topics)[topic], message, home.step)


def told(home: Stay, at_s: float, topic: str = "attune/mode") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(states(home.house, moment(at_s), None)[topic])
    return found


def arrival(home: Stay, at_s: float = 100.0) -> dict[str, str]:
    """What came of each wish as Ana comes in, by quantity."""
    home.said.clear()
    home._answered = 0
    home.comes(at_s=at_s)
    decision = json.loads(home.told("attune/decision")[-1])
    return {w["quantity"]: w["code"] if w["outcome"] == "held" else w["outcome"] for w in decision["wishes"]}


def learned(home: Stay, at_s: float) -> int:
    """How many choices a hand teaches that lights the lamp."""
    home.hear("home/lamp", '{"on": "on", "level": 33}', at_s)
    home.tick(at_s + 5)
    return sum(one.source == "hand" for one in home.store.examples.all())


def test_at_a_party_only_what_is_asked_is_done_and_nothing_learned(make: Make) -> None:
    home = make(*WANTS)
    order(home, '{"mode": "party", "until": "02:00"}', 50)
    assert set(arrival(home).values()) == {"mode"}
    assert learned(home, 200) == 0
    assert told(home, 210)["mode"] == "party"
    assert "a party goes on" in json.loads(home.told("attune/decision")[-1])["sentence"]


def test_a_limit_of_a_child_holds_at_a_party_too(make: Make) -> None:
    ben = {"ben": {"learn": ["light"], "presence": [{"topic": "home/presence/ben"}], "limits": {"brightness": 30}}}
    ana = {"ana": {"learn": ["light"], "presence": [{"topic": "home/presence/ana"}], "pinned": WANTS[:2]}}
    home = make(occupants={**ana, **ben})
    home.comes(at_s=10)
    order(home, "party", 50)
    home.comes("ben", 100)
    assert json.loads(home.told("home/lamp/set")[-1])["level"] == 30


def test_an_empty_room_is_left_as_it_is_until_the_party_is_over(make: Make) -> None:
    home = make(*WANTS, kitchen=DARK)
    home.comes(at_s=10)
    order(home, '{"mode": "party", "until": "20:30"}', 50)
    home.comes(at_s=100, place="not_home")
    home.lives(110, 1790)
    assert not home.decisions("empty") or not home.sent("power", "empty")
    home.lives(1795, 1830)
    assert home.sent("power", "empty") == [False]
    assert told(home, 1830) == {"mode": "normal", "until": None, "ends": None}


def test_a_mode_of_a_room_is_that_rooms_alone(make: Make) -> None:
    home = make(*WANTS)
    order(home, "party", 50, "attune/room/hall/mode/set")
    assert arrival(home)["power"] == "sent"
    assert told(home, 110, "attune/room/hall/mode")["mode"] == "party"
    assert told(home, 110, "attune/room/kitchen/mode")["mode"] == "normal"


def test_while_the_home_sleeps_nothing_lights_or_plays_by_itself_but_heating_goes_on(make: Make) -> None:
    home = make(*WANTS)
    order(home, "sleep", 50)
    found = arrival(home)
    assert (found["power"], found["music"], found["setpoint"]) == ("mode", "mode", "sent")
    assert learned(home, 200) == 0


def test_a_hold_that_lasts_until_sleep_ends_with_it(make: Make) -> None:
    home = make(*WANTS, kitchen={"hold": {"release": "sleep"}})
    home.comes(at_s=10)
    home.hear("home/lamp", '{"on": "on", "level": 33}', 60)
    home.tick(70)
    assert home.house.ledger.held("lamp", "brightness", moment(80)) is not None  # type: ignore[arg-type]
    order(home, "sleep", 90)
    assert home.house.ledger.held("lamp", "brightness", moment(100)) is None  # type: ignore[arg-type]


def test_on_vacation_an_empty_home_is_dark_silent_and_set_back(make: Make) -> None:
    home = make(*WANTS)
    home.hear("home/lamp", LIT, 20)
    home.hear("home/player", '{"list": "Jazz", "loud": 20}', 20)
    order(home, '{"mode": "vacation", "until": "2026-03-14"}', 50)
    home.lives(51, 100)
    assert (home.sent("power", "empty"), home.sent("music", "empty")) == ([False], ["silence"])
    assert home.sent("setpoint", "empty") == [16.0]


def test_who_comes_home_ends_a_vacation_without_a_date(make: Make) -> None:
    home = make(*WANTS)
    order(home, "vacation", 50)
    home.lives(51, 100)
    home.hear("home/presence/ana", "hall", 200)
    home.lives(201, 205)
    assert told(home, 210)["mode"] == "normal"
    assert arrival(home, 300)["power"] == "sent"


def test_with_guests_only_a_resident_who_is_surely_there_teaches(make: Make) -> None:
    home = make(*WANTS)
    order(home, "guest", 50)
    assert arrival(home)["power"] == "sent"
    assert learned(home, 200) > 0
    empty = make(*WANTS)
    order(empty, "guest", 50)
    assert learned(empty, 200) == 0


def test_a_room_without_a_sensor_is_not_put_out_over_guests(make: Make) -> None:
    home = make(*WANTS, kitchen=DARK)
    home.comes(at_s=10)
    order(home, "guest", 50)
    home.comes(at_s=100, place="not_home")
    home.lives(110, 400)
    assert home.sent("power", "empty") == []


def test_a_mode_outlives_a_restart_and_a_new_configuration(make: Make) -> None:
    home = make(*WANTS)
    order(home, "party", 50, "attune/room/kitchen/mode/set")
    found = Standing.read(home.store, home.house.config.rooms, moment(60))
    assert found.modes == home.house.standing.modes
    mode = home.house.mode(KITCHEN)
    assert mode is not None
    assert datetime.fromisoformat(told(home, 60, "attune/room/kitchen/mode")["until"]) == mode.until


def test_the_command_line_sets_shows_and_ends_a_mode(make: Make) -> None:
    home = make(*WANTS)
    asks = Answers(home.step, is_running=True, link=dict)
    assert asks.answer("mode", {"name": "party", "room": "kitchen", "until": "02:00"}, moment(50))["mode"] == "party"
    status = asks.answer("status", {}, moment(60))
    assert [room["mode"]["mode"] for room in status["rooms"]] == ["party", "normal"]
    assert asks.answer("mode", {"name": "normal", "room": "kitchen"}, moment(70))["mode"] == "normal"
    assert asks.answer("mode", {"name": "disco"}, moment(80))["code"] == "no_such_mode"
    assert asks.answer("mode", {"name": "party", "until": "yesterday"}, moment(80))["code"] == "wrong_time"


@pytest.mark.parametrize("payload", ["disco", '{"mode": "party", "until": "soon"}', '{"until": "02:00"}'])
def test_a_wrong_order_is_told_and_changes_nothing(make: Make, payload: str) -> None:
    home = make(*WANTS)
    order(home, payload, 50)
    assert told(home, 60)["mode"] == "normal"
    assert home.told("attune/problem")


def test_a_pause_of_an_hour_ends_by_itself_also_after_a_restart(make: Make) -> None:
    home = make(*WANTS)
    answer = Answers(home.step, is_running=True, link=dict).answer("pause", {"until": "1h"}, moment(50))
    assert datetime.fromisoformat(answer["until"]) == moment(3650).at
    restarted = Standing.read(home.store, home.house.config.rooms, moment(60))
    assert (restarted.paused, restarted.pause_until) == (True, moment(3650).at)
    home.tick(3600)
    assert home.house.paused
    home.tick(3660)
    assert not home.house.paused
    assert home.told("attune/pause")[-1] == b"OFF"
    assert home.store.settings.get("pause_until") is None
    assert arrival(home, 3700)["brightness"] == "sent"


def test_a_pause_without_an_end_has_none_and_one_that_lies_behind_is_refused(make: Make) -> None:
    home = make(*WANTS)
    asks = Answers(home.step, is_running=True, link=dict)
    assert asks.answer("pause", {"until": "soon"}, moment(40))["code"] == "wrong_time"
    assert not home.house.paused
    asks.answer("pause", {"until": "90m"}, moment(50))
    assert asks.answer("pause", {}, moment(60))["until"] is None
    home.tick(9000)
    assert home.house.paused
