"""Music comes along with whoever asked for it and walks alone; it disturbs nobody, and goes nowhere unasked."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from devices.vocabulary import SILENCE

from ..a_house import Living
from ..build import moment

MUSIC = {"calm": {"playlist": "Calm evening"}, "jazz": {"playlist": "Jazz"}}
Make = Callable[..., Living]


def player(room: str) -> dict[str, Any]:
    quantities = {"music": {"key": "list", "values": {"calm": "Calm evening", "jazz": "Jazz", SILENCE: "stop"}}}
    return {"topic": {"id": f"{room}_player", "state": f"home/{room}", "command": f"home/{room}/set", "quantities": quantities}}


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    """Ana and Bo; players in kitchen and study, none in the hall."""
    made: list[Living] = []

    def new(follow_me: bool = True, **more: Any) -> Living:
        people = {
            who: {"learn": ["music"], "presence": [{"topic": f"home/presence/{who}"}], "follow_me": follow_me}
            for who in ("ana", "bo")
        }
        rooms = {room: {"devices": [player(room)]} for room in ("kitchen", "study")}
        folder = tmp_path / str(len(made))
        folder.mkdir()
        made.append(Living(folder, occupants=people, rooms={**rooms, "hall": {}}, music=MUSIC, **more))
        return made[-1]

    yield new
    for home in made:
        home.close()


def at_home(home: Living) -> None:
    """Ana is in the kitchen, where calm music plays by her hand; the study is silent."""
    home.hear("home/presence/ana", "not_home", 0)
    home.hear("home/presence/bo", "not_home", 0)
    home.hear("home/kitchen", '{"list": "stop"}', 1)
    home.hear("home/study", '{"list": "stop"}', 1)
    home.hear("home/presence/ana", "kitchen", 100)
    home.hear("home/kitchen", '{"list": "Calm evening"}', 200)
    home.tick(300)
    home.said.clear()


def orders(home: Living, room: str) -> list[str]:
    return [json.loads(payload)["list"] for payload in home.told(f"home/{room}/set")]


@pytest.mark.shows("occupants.*.follow_me")
def test_music_comes_along_and_leaves_silence_behind(make: Make) -> None:
    home = make()
    at_home(home)
    home.hear("home/presence/ana", "study", 400)
    assert (orders(home, "study"), orders(home, "kitchen")) == (["Calm evening"], ["stop"])
    came, went = [json.loads(payload) for payload in home.told("attune/decision")[-2:]]
    assert "it comes along from Kitchen" in json.dumps(came)
    assert (went["room"], went["wishes"][0]["reason"]) == ("kitchen", "the music went along with who was there")


def test_by_way_of_the_hall_but_not_a_day_later(make: Make) -> None:
    home = make()
    at_home(home)
    home.hear("home/presence/ana", "hall", 400)
    home.hear("home/presence/ana", "study", 430)
    assert orders(home, "study") == ["Calm evening"]
    home = make()
    at_home(home)
    home.hear("home/presence/ana", "hall", 400)
    home.hear("home/presence/ana", "study", 800)
    assert orders(home, "study") == []


def test_off_unless_somebody_asked_for_it(make: Make) -> None:
    home = make(follow_me=False)
    at_home(home)
    home.hear("home/presence/ana", "study", 400)
    assert orders(home, "study") + orders(home, "kitchen") == []


def test_it_stays_with_those_who_stay(make: Make) -> None:
    home = make()
    at_home(home)
    home.hear("home/presence/bo", "kitchen", 350)
    home.said.clear()
    home.hear("home/presence/ana", "study", 400)
    assert orders(home, "study") + orders(home, "kitchen") == []


def test_it_waits_outside_where_somebody_is(make: Make) -> None:
    home = make()
    at_home(home)
    home.hear("home/presence/bo", "study", 350)
    home.said.clear()
    home.hear("home/presence/ana", "study", 400)
    assert orders(home, "study") + orders(home, "kitchen") == []


def test_silence_follows_nobody(make: Make) -> None:
    home = make()
    at_home(home)
    home.hear("home/kitchen", '{"list": "stop"}', 350)
    home.hear("home/presence/ana", "study", 400)
    assert orders(home, "study") == []


def test_a_paused_hub_and_one_that_may_only_watch_leave_the_music_where_it_is(make: Make) -> None:
    home = make(autonomy="watch")
    at_home(home)
    home.hear("home/presence/ana", "study", 400)
    assert orders(home, "study") + orders(home, "kitchen") == []
    home = make()
    at_home(home)
    home.step.requests.pause(True, moment(0))
    home.hear("home/presence/ana", "study", 400)
    assert orders(home, "study") + orders(home, "kitchen") == []


def test_it_teaches_nothing(make: Make) -> None:
    home = make()
    at_home(home)
    before = len(list(home.store.examples.all()))
    home.hear("home/presence/ana", "study", 400)
    home.hear("home/study", '{"list": "Calm evening"}', 401)
    home.hear("home/kitchen", '{"list": "stop"}', 401)
    home.tick(410)
    assert len(list(home.store.examples.all())) == before


def test_whoever_is_forgotten_is_followed_no_more(make: Make) -> None:
    home = make()
    at_home(home)
    home.hear("home/presence/ana", "hall", 400)
    home.step.following.forget(home.house.presence.in_room("hall").popitem()[0])  # type: ignore[arg-type]
    home.hear("home/presence/ana", "study", 410)
    assert orders(home, "study") == []
