"""After an evening with guests of whom nobody has said anything the hub offers that it does not count, and only offers."""

import json
from pathlib import Path
from typing import Any

import pytest

from devices.message import Message
from devices.vocabulary import OccupantId
from hub.api.answers import Answers
from hub.api.orders import obey, orders
from hub.home_assistant.states import states

from ..a_house import Living
from ..build import moment
from .test_noticing import PHONE, motion, quiet_at_first

DAY_S = 86_400.0
ROOMS = ("kitchen", "hall", "living_room")


def make_home(folder: Path, learn: tuple[str, ...] = ("light",)) -> Living:
    def device(name: str) -> dict[str, Any]:
        quantities = {"brightness": {"key": "level", "low": 0, "high": 100}, "power": {"key": "on"}}
        return {"topic": {"id": name, "state": f"home/{name}", "command": f"home/{name}/set", "quantities": quantities}}

    rooms = {room: {"devices": [device(f"{room}_lamp")], "sensors": [motion(room)]} for room in ROOMS}
    occupants = {"ana": {"learn": list(learn), "presence": [{"topic": PHONE}]}}
    return Living(folder, rooms=rooms, occupants=occupants)


def at(day: int, hour: float) -> float:
    """Seconds of the story, of the home's clock."""
    return day * DAY_S + (hour - 20.0) * 3600.0  # the story begins at 20:00


def usual_evening(home: Living, day: int) -> None:
    """Ana comes, has 30 % in the kitchen and in the living room, and goes to bed."""
    home.hear(PHONE, "home", at(day, 18.1))
    for number, room in enumerate(("kitchen", "living_room")):
        start = at(day, 18.2 + number)
        home.hear(f"home/{room}/motion", "ON", start)
        home.hear(f"home/{room}_lamp", '{"on": "on", "level": 30}', start + 20)
        home.tick(start + 40)
        home.hear(f"home/{room}/motion", "OFF", start + 60)
        home.hear(f"home/{room}_lamp", '{"on": "off", "level": 30}', start + 3000)
        home.tick(start + 3100)
    home.tick(at(day + 1, 6.0))


def party(home: Living, day: int) -> None:
    home.hear(PHONE, "home", at(day, 18.1))
    for number in range(12):
        start = at(day, 19.0 + number / 3)
        for room in ROOMS:
            home.hear(f"home/{room}/motion", "ON", start + 5)
        for room in ("kitchen", "living_room"):
            level = 85 + number % 10
            home.hear(f"home/{room}_lamp", f'{{"on": "on", "level": {level}}}', start + 100)
        home.tick(start + 200)
        for room in ROOMS:
            home.hear(f"home/{room}/motion", "OFF", start + 300)


def lived(folder: Path, learn: tuple[str, ...] = ("light",)) -> Living:
    home = make_home(folder, learn)
    quiet_at_first(home)
    for room in ROOMS:
        home.hear(f"home/{room}_lamp", '{"on": "off", "level": 50}', 1.0)
    for day in range(1, 9):
        usual_evening(home, day)
    party(home, 9)
    return home


def offered(home: Living) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(dict(states(home.house, moment(at(10, 6.0)), None))["attune/evening"])
    return found


def asked(home: Living, when: float, **arguments: Any) -> dict[str, Any]:
    return Answers(home.step, is_running=True, link=dict).answer("evening", arguments, moment(when))


def test_the_morning_after_it_is_offered_and_nothing_is_forgotten_by_itself(tmp_path: Path) -> None:
    home = lived(tmp_path)
    known = home.house.shelf.knows(OccupantId("ana"), "brightness")
    assert offered(home) == {}
    home.tick(at(10, 5.2))
    found = offered(home)
    assert found["rooms"] == ["kitchen", "living_room"]
    assert found["from"].endswith("T18:00+01:00")
    assert "unlike all others" in found["sentence"]
    assert home.house.shelf.knows(OccupantId("ana"), "brightness") == known
    assert asked(home, at(10, 6.0))["evening"] == found
    home.close()


def test_said_yes_to_it_does_not_count_and_can_be_taken_back(tmp_path: Path) -> None:
    home = lived(tmp_path)
    home.tick(at(10, 5.2))
    known = home.house.shelf.knows(OccupantId("ana"), "brightness")
    answer = asked(home, at(10, 6.0), answer="forget")
    assert answer["lessons"] > 0
    assert home.house.shelf.knows(OccupantId("ana"), "brightness") < known
    assert offered(home) == {}
    again = Answers(home.step, is_running=True, link=dict).answer("forget_undo", {}, moment(at(10, 7.0)))
    assert again["counts_again"] == answer["lessons"]
    home.close()


def test_said_no_to_it_counts(tmp_path: Path) -> None:
    home = lived(tmp_path)
    home.tick(at(10, 5.2))
    assert asked(home, at(10, 6.0), answer="perhaps")["code"] == "no_such_answer"
    assert asked(home, at(10, 6.0), answer="keep")["lessons"] == 0
    assert asked(home, at(10, 6.0), answer="keep")["code"] == "nothing_offered"
    home.close()


def test_it_is_answered_on_its_topic(tmp_path: Path) -> None:
    home = lived(tmp_path)
    home.tick(at(10, 5.2))
    ordered = orders(home.house.config, home.house.topics)
    for word in ("perhaps", "forget"):
        message = Message("attune/evening/set", word.encode(), moment(at(10, 6.0)), False)
        obey(ordered[message.topic], message, home.step)
    assert offered(home) == {}
    home.tick(at(10, 6.1))
    assert any(b"it is forget or keep" in body for body in home.told("attune/problem"))
    home.close()


def test_an_offer_outlasts_a_restart_and_is_over_after_a_week(tmp_path: Path) -> None:
    home = lived(tmp_path)
    home.tick(at(10, 5.2))
    found = offered(home)
    home.close()
    again = make_home(tmp_path)
    again.tick(at(10, 8.0))
    assert offered(again) == found
    again.tick(at(18, 8.0))
    assert offered(again) == {}
    again.close()


def test_an_evening_with_guest_mode_or_like_the_others_is_offered_to_nobody(tmp_path: Path) -> None:
    home = lived(tmp_path)
    usual_evening(home, 10)
    asked(home, at(11, 6.5), answer="keep")
    usual_evening(home, 11)
    assert offered(home) == {}
    home.close()


@pytest.mark.parametrize("learn", [()])
def test_of_who_did_not_agree_no_evening_is_kept(tmp_path: Path, learn: tuple[str, ...]) -> None:
    home = lived(tmp_path, learn)
    home.tick(at(10, 5.2))
    assert offered(home) == {}
    assert not home.store.settings.get("evenings")
    home.close()


def test_whoever_is_forgotten_takes_the_evenings_along(tmp_path: Path) -> None:
    home = lived(tmp_path)
    home.tick(at(10, 5.2))
    home.step.personal_data.forget(OccupantId("ana"), moment(at(10, 6.0)))
    assert offered(home) == {}
    assert home.store.settings.get("evenings")["known"] == []
    home.close()
