"""Nights in bedrooms, in a whole house: they begin by hand, nothing lights but the way, and they end as somebody moves."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from devices.vocabulary import RoomId

from .a_stay import LAMP, Stay

Make = Callable[..., Stay]
MOTION = {"topic": "home/motion", "quantity": "occupancy", "id": "motion"}
BED = RoomId("bedroom")
TEN = 7200.0  # 22:00
NIGHT = TEN + 3600
MORNING = TEN + 8.6 * 3600  # 06:36
WANTS = [
    {"room": "bedroom", "quantity": "power", "value": True},
    {"room": "bedroom", "quantity": "brightness", "value": 0.6},
]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    made: list[Stay] = []

    def new(**bedroom: Any) -> Stay:
        folder = tmp_path / str(len(made))
        folder.mkdir()
        rooms = {"bedroom": {"devices": [LAMP], "sensors": [MOTION], **bedroom}, "hall": {}}
        made.append(Stay(folder, WANTS, rooms=rooms))
        made[-1].hear("home/motion", "off", 5)
        return made[-1]

    yield new
    for home in made:
        home.close()


def goes_to_bed(home: Stay, at_s: float = TEN) -> None:
    """Ana comes into the bedroom, where it is light, and puts the lamp out."""
    home.hear("home/presence/ana", "bedroom", at_s - 600)
    home.answer(at_s - 599)
    home.hear("home/lamp", '{"on": "off", "level": 60}', at_s)
    home.tick(at_s + 1)


def is_sleeping(home: Stay) -> bool:
    mode = home.house.mode(BED)
    return mode is not None and mode.name == "sleep"


def orders(home: Stay) -> list[dict[str, Any]]:
    return [json.loads(payload) for payload in home.told("home/lamp/set")]


def test_the_last_lamp_put_out_by_hand_in_a_bedroom_begins_the_night(make: Make) -> None:
    home = make()
    goes_to_bed(home)
    assert is_sleeping(home)
    told = json.loads(home.told("attune/decision")[-1])
    assert (told["trigger"], told["code"]) == ("sleeping", "night")
    assert "the night has begun" in told["sentence"]


@pytest.mark.shows("rooms.*.bedroom")
@pytest.mark.parametrize(("bedroom", "at_s", "sleeps"), [(None, TEN, True), (False, TEN, False), (None, -3 * 3600.0, False)])
def test_only_in_a_bedroom_and_only_by_night(make: Make, bedroom: bool | None, at_s: float, sleeps: bool) -> None:
    home = make(**({} if bedroom is None else {"bedroom": bedroom}))
    goes_to_bed(home, at_s + 86_400)
    assert is_sleeping(home) is sleeps


def test_nothing_lights_by_itself_until_the_morning_and_then_the_first_motion_is_an_arrival(make: Make) -> None:
    home = make()
    goes_to_bed(home)
    home.hear("home/presence/ana", "hall", NIGHT)
    home.hear("home/presence/ana", "bedroom", NIGHT + 400)
    home.hear("home/motion", "on", NIGHT + 401)
    home.hear("home/motion", "off", NIGHT + 430)
    home.said.clear()
    home.lives(MORNING, MORNING + 20)
    assert orders(home) == []
    assert not is_sleeping(home)
    home.hear("home/motion", "on", MORNING + 30)
    told = json.loads(home.told("attune/decision")[-1])
    assert told["trigger"] == "waking"
    assert orders(home)[-1]["level"] == 60
    home.hear("home/motion", "off", MORNING + 60)
    home.hear("home/motion", "on", MORNING + 90)
    assert len([1 for d in home.told("attune/decision") if b'"waking"' in d]) == 1


def test_who_only_puts_the_light_out_as_they_leave_has_not_gone_to_bed(make: Make) -> None:
    home = make()
    goes_to_bed(home)
    home.hear("home/presence/ana", "hall", TEN + 20)
    assert not is_sleeping(home)


@pytest.mark.shows("rooms.*.way_light")
@pytest.mark.parametrize("way_light", [None, "lamp"])
def test_a_way_light_is_dim_and_goes_out_again(make: Make, way_light: str | None) -> None:
    home = make(**({} if way_light is None else {"way_light": way_light}))
    goes_to_bed(home)
    home.said.clear()
    home._answered = 0
    home.hear("home/motion", "on", NIGHT)
    home.answer(NIGHT + 1)
    assert [(o.get("on"), o["level"]) for o in orders(home)] == ([] if way_light is None else [(True, 5)])
    home.hear("home/motion", "off", NIGHT + 30)
    home.lives(NIGHT + 40, NIGHT + 200)
    if way_light is not None:
        assert orders(home)[-1]["on"] is False


def test_a_night_outlives_a_restart(make: Make) -> None:
    home = make()
    goes_to_bed(home)
    assert home.store.settings.get("slept") == ["bedroom"]
    assert home.house.standing.modes.of_place(BED) is not None
    assert home.house.mode(BED) is not None
