"""Everything the hub did since a time is put back as it was at first, but for what has been moved since; and that is said."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from devices.message import Message
from devices.vocabulary import OccupantId
from hub.api.answers import Answers
from hub.api.orders import obey, orders
from hub.commands.print import printed
from models.example import Source

from ..a_house import Living
from ..build import moment

DAY_S = 86_400.0


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Living]:
    made = Living(tmp_path, safety={"arrival_gap": 0})
    yield made
    made.close()


def clock(at_s: float) -> str:
    """As a resident writes it, with its date and zone."""
    return moment(at_s).at.isoformat()


def undone(home: Living, at_s: float, since_s: float, **more: Any) -> dict[str, Any]:
    answers = Answers(home.step, is_running=True, link=dict)
    return answers.answer("undo", {"since": clock(since_s), **more}, moment(at_s))


def comes(home: Living, at_s: float, level: int = 30) -> None:
    """Ana comes, the hub lights the lamp, and the lamp answers."""
    home.hear("home/presence/ana", "kitchen", at_s)
    home.hear("home/lamp", json.dumps({"on": "on", "level": level}), at_s + 0.5)
    home.tick(at_s + 5)


def ordered(home: Living, topic: str, words: str, at_s: float) -> None:
    house = home.house
    obey(orders(house.config, house.topics)[topic], Message(topic, words.encode(), moment(at_s)), home.step)


def evening(home: Living) -> float:
    at_s = home.teach()
    comes(home, at_s)
    home.said.clear()
    return at_s


def lessons(home: Living) -> list[tuple[str, Any, Any]]:
    return [(row.kind, row.value, row.acted) for row in home.store.examples.all() if row.source is Source.UNDO]


def test_what_was_done_since_is_put_back_with_the_level_the_lamp_had_in_the_dark_and_teaches(home: Living) -> None:
    at_s = evening(home)
    found = undone(home, at_s + 600, at_s - 60)
    assert [json.loads(payload) for payload in home.told("home/lamp/set")] == [{"level": 100}, {"on": False}]
    assert len(found["undone"]) == 1
    assert found["left"] == []
    assert "undone" in found["sentence"]
    assert lessons(home) == [("power", False, True)]
    assert undone(home, at_s + 601, at_s - 60)["code"] == "nothing_to_undo"


def test_what_was_done_before_or_after_the_span_or_elsewhere_stands(home: Living) -> None:
    at_s = evening(home)
    assert undone(home, at_s + 600, at_s + 60)["code"] == "nothing_to_undo"
    assert undone(home, at_s + 600, at_s - 600, until=clock(at_s - 60))["code"] == "nothing_to_undo"
    assert undone(home, at_s + 600, at_s - 60, room="hall")["code"] == "nothing_to_undo"
    assert undone(home, at_s + 600, at_s - 60, room="attic")["code"] == "no_such_room"
    assert home.told("home/lamp/set") == []
    assert undone(home, at_s + 600, at_s - 60, room="kitchen", until=clock(at_s + 60))["undone"]


def test_of_several_acts_the_lamp_is_told_once_what_was_there_at_first_and_all_of_them_are_undone(tmp_path: Path) -> None:
    quantities = {"brightness": {"key": "level", "low": 0, "high": 100}, "power": {"key": "on"}}
    lamp = {"topic": {"id": "lamp", "state": "home/lamp", "command": "home/lamp/set", "quantities": quantities}}
    kitchen = {"devices": [lamp], "when_empty": {"light": "off", "after": 60}}
    home = Living(tmp_path, safety={"arrival_gap": 0}, rooms={"kitchen": kitchen, "hall": {}})
    at_s = home.teach()
    home.hear("home/lamp", '{"on": "on", "level": 90}', at_s)
    home.tick(at_s + 30)
    comes(home, at_s + 60)  # dimmed to 30
    home.hear("home/presence/ana", "not_home", at_s + 300)
    home.tick(at_s + 400)  # dark
    home.hear("home/lamp", '{"on": "off", "level": 30}', at_s + 400.5)
    home.tick(at_s + 405)
    comes(home, at_s + 500)  # lit again
    assert json.loads(home.told("home/lamp/set")[-1])["on"] is True
    home.said.clear()
    found = undone(home, at_s + 600, at_s + 30)
    assert [json.loads(payload) for payload in home.told("home/lamp/set")] == [{"level": 90}]
    assert len(found["undone"]) == 3, "dimmed, put out and lit again"
    assert found["left"] == [], "it is lit, as it was"
    assert undone(home, at_s + 601, at_s + 30)["code"] == "nothing_to_undo"
    home.close()


def test_what_a_hand_has_moved_since_stays_and_is_said(home: Living) -> None:
    at_s = evening(home)
    home.hear("home/lamp", '{"on": "on", "level": 80}', at_s + 100)
    home.tick(at_s + 110)
    found = undone(home, at_s + 600, at_s - 60)
    assert found["error"] == "it has been moved since"
    assert home.told("home/lamp/set") == []


def test_beside_what_is_put_back_it_is_said_what_is_left_and_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def lamp(name: str) -> dict[str, Any]:
        topics = {"id": name, "state": f"home/{name}", "command": f"home/{name}/set"}
        return {"topic": {**topics, "quantities": {"power": {"key": "on"}}}}

    ana = {"learn": ["light"], "presence": [{"topic": "home/presence/ana"}]}
    pinned = [{"room": "kitchen", "quantity": "power", "value": True}]
    rooms = {"kitchen": {"devices": [lamp("lamp"), lamp("strip")]}}
    home = Living(tmp_path, rooms=rooms, occupants={"ana": {**ana, "pinned": pinned}})
    for name in ("lamp", "strip"):
        home.hear(f"home/{name}", '{"on": "off"}', 10)
    home.hear("home/presence/ana", "kitchen", 100)
    for name in ("lamp", "strip"):
        home.hear(f"home/{name}", '{"on": "on"}', 100.5)
    home.tick(130)
    home.hear("home/strip", '{"on": "off"}', 200)
    home.hear("home/strip", '{"on": "on"}', 260)
    home.tick(300)
    home.said.clear()
    found = undone(home, 600, 50)
    assert [json.loads(payload) for payload in home.told("home/lamp/set")] == [{"on": False}]
    assert home.told("home/strip/set") == []
    assert [(one["device"], one["quantity"], one["code"]) for one in found["left"]] == [("strip", "power", "moved_since")]
    assert "left light of strip alone: it has been moved since" in found["sentence"]
    printed("undo", found)
    assert capsys.readouterr().out == f"Undone: {found['undone'][0]}.\n  {found['sentence']}\n"
    home.close()


def test_a_hand_that_put_it_back_to_what_the_hub_had_set_has_moved_it_all_the_same(home: Living) -> None:
    at_s = evening(home)
    home.hear("home/lamp", '{"on": "on", "level": 80}', at_s + 100)
    home.hear("home/lamp", '{"on": "on", "level": 30}', at_s + 200)
    home.tick(at_s + 210)
    assert undone(home, at_s + 600, at_s - 60)["error"] == "it has been moved since"


def test_a_device_that_is_gone_is_said(home: Living) -> None:
    at_s = evening(home)
    home.reload(rooms={"kitchen": {}, "hall": {}}, safety={"arrival_gap": 0})
    assert undone(home, at_s + 600, at_s - 60)["error"] == "the device is not there any more"


def test_after_a_restart_the_disk_knows_what_was_done(home: Living) -> None:
    at_s = evening(home)
    home.step.reporting.explain_all()
    home.house.ledger.forget(OccupantId("ana"))  # as after a restart
    assert undone(home, at_s + 600, at_s - 60)["undone"]
    assert json.loads(home.told("home/lamp/set")[-1]) == {"on": False}


@pytest.mark.parametrize("since", ["yesterday", "", "3026-01-01 18:00", "2020-01-01 18:00"])
def test_a_time_that_is_none_or_too_far_is_refused(home: Living, since: str) -> None:
    answers = Answers(home.step, is_running=True, link=dict)
    assert answers.answer("undo", {"since": since}, moment(5.0))["code"] == "wrong_time"


@pytest.mark.parametrize("topic", ["attune/undo/set", "attune/room/kitchen/undo/set"])
def test_a_span_is_ordered_on_the_topic_as_well(home: Living, topic: str) -> None:
    at_s = evening(home)
    ordered(home, topic, json.dumps({"since": clock(at_s - 60)}), at_s + 600)
    assert json.loads(home.told("home/lamp/set")[-1]) == {"on": False}


def test_of_a_room_that_has_done_nothing_its_topic_undoes_nothing(home: Living) -> None:
    at_s = evening(home)
    ordered(home, "attune/room/hall/undo/set", json.dumps({"since": clock(at_s - 60)}), at_s + 600)
    ordered(home, "attune/undo/set", '{"until": "20:00"}', at_s + 601)
    assert "not a span" in json.loads(home.told("attune/problem")[-1])["problem"]
    assert home.told("home/lamp/set") == []
