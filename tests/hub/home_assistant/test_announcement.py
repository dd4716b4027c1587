"""The hub's own entities, without Home Assistant: what is announced, told, taken back."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from devices.discovery.payload import entities_in
from devices.message import Message, Outgoing
from devices.vocabulary import OccupantId, RoomId
from hub.home_assistant.announcement import announcements, node
from hub.home_assistant.board import BIRTH_S, Board
from hub.home_assistant.states import states
from hub.telling.topics import Topics

from ..a_house import Living, make_config
from ..build import moment


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Living]:
    found = Living(tmp_path)
    yield found
    found.close()


def announced(tmp_path: Path, **more: object) -> dict[str, dict[str, object]]:
    config = make_config(tmp_path, **more)
    return {topic: json.loads(body) for topic, body in announcements(config, Topics(config.base_topic)).items()}


def board_of(home: Living) -> Board:
    return Board(home.step.current, home.house.ports.publish, lambda: None)


def test_every_room_and_person_is_a_device_of_the_hub_with_names_of_its_own(tmp_path: Path) -> None:
    found = announced(tmp_path)
    assert [topic.split("/")[-2] for topic in found] == ["hub", "room_kitchen", "room_hall", "occupant_ana"]
    components = [part for body in found.values() for part in body["components"].values()]  # type: ignore[attr-defined]
    ids = [part["unique_id"] for part in components if "unique_id" in part]
    assert len(ids) == len(set(ids)) == len([part for part in components if part["platform"] != "device_automation"])


def test_only_what_the_configuration_lets_be_learned_has_a_switch(tmp_path: Path) -> None:
    found = announced(tmp_path)["homeassistant/device/attune/occupant_ana/config"]["components"]
    assert [key for key in found if key.startswith("learning")] == ["learning_light"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(("limit", "offered"), [("watch", 1), ("suggest", 2), ("act", 3)])
def test_a_room_offers_no_more_than_the_home_allows(tmp_path: Path, limit: str, offered: int) -> None:
    body = announced(tmp_path, autonomy=limit)["homeassistant/device/attune/room_kitchen/config"]
    assert body["components"]["autonomy"]["options"] == ["watch", "suggest", "act"][:offered]  # type: ignore[index]


def test_two_rooms_of_one_name_can_be_told_apart(tmp_path: Path) -> None:
    rooms = {"one": {"name": "Bath"}, "two": {"name": "Bath"}}
    body = announced(tmp_path, rooms=rooms)["homeassistant/device/attune/occupant_ana/config"]
    assert body["components"]["room"]["options"] == ["Bath", "Bath (two)", "Away"]  # type: ignore[index]


def test_a_base_topic_of_many_levels_is_one_id() -> None:
    assert node("home/upper floor") == "home_upper_floor"


def test_a_hub_with_a_broker_of_its_own_or_told_not_to_announces_nothing(tmp_path: Path) -> None:
    told: tuple[dict[str, Any], ...] = ({"mqtt": None}, {"home_assistant": {"announce": False}})
    for number, more in enumerate(told):
        folder = tmp_path / str(number)
        folder.mkdir()
        quiet = Living(folder, **more)
        board = board_of(quiet)
        board.begin_all(moment())
        board.show(moment())
        assert "homeassistant/status" not in board.filters()
        assert not [said.topic for said in quiet.said if said.topic.startswith("homeassistant/")]
        quiet.close()


def test_a_home_assistant_family_takes_no_hub_for_a_device(home: Living) -> None:
    for topic, body in announcements(home.house.config, home.house.topics).items():
        assert entities_in(Message(topic, body, moment()), "homeassistant") == ()


def test_only_what_changed_is_told_again(home: Living) -> None:
    board = board_of(home)
    board.show(moment())
    first = len(home.said)
    board.show(moment(1))
    assert len(home.said) == first > 10
    home.step.requests.cap(RoomId("kitchen"), "suggest", moment(2))
    board.show(moment(3))
    assert [(said.topic, said.payload) for said in home.said[first:]] == [("attune/room/kitchen/autonomy", b"suggest")]


def test_a_house_is_told_of_in_pieces_so_that_nobody_waits_in_the_dark_for_it(home: Living) -> None:
    board = board_of(home)
    assert board.tick(moment(100), None)
    most = 0
    while board.is_busy:
        before = len(home.said)
        assert not board.tick(moment(100), None)
        most = max(most, len(home.said) - before)
    whole = [(said.topic, said.payload) for said in home.said]
    assert most <= 6
    home.said.clear()
    again = board_of(home)
    again.show(moment(100))
    assert [(said.topic, said.payload) for said in home.said] == whole


def test_after_home_assistants_birth_everything_is_told_once_more_a_little_later(home: Living) -> None:
    board = board_of(home)
    board.show(moment())
    home.said.clear()
    assert board.hear(Message("homeassistant/status", b"online", moment(10), retain=True))
    board.tick(moment(10 + BIRTH_S[1]), None)
    assert home.said == []  # retained: nobody has just started
    assert board.hear(Message("homeassistant/status", b"online", moment(20)))
    board.tick(moment(20 + BIRTH_S[0] - 0.01), None)
    assert home.said == []
    board.tick(moment(20 + BIRTH_S[1]), None)
    while board.is_busy:
        board.tick(moment(20 + BIRTH_S[1]), None)
    assert {said.topic.split("/")[0] for said in home.said} == {"homeassistant", "attune"}


def test_an_announcement_of_an_earlier_configuration_is_taken_back_with_its_states(home: Living) -> None:
    board = board_of(home)
    gone = "homeassistant/device/attune/room_attic/config"
    assert board.hear(Message(gone, b"{}", moment(), retain=True))
    assert Outgoing(gone, b"", retain=True, qos=1) in home.said
    assert Outgoing("attune/room/attic/why", b"", retain=True) in home.said
    home.said.clear()
    board.hear(Message("homeassistant/device/attune/room_kitchen/config", b"{}", moment(), retain=True))
    board.hear(Message(gone, b"{}", moment()))  # its own words, on their way through the broker
    assert home.said == []


def test_told_not_to_announce_while_it_was_off_it_takes_everything_back(tmp_path: Path) -> None:
    quiet = Living(tmp_path, home_assistant={"announce": False})
    board = board_of(quiet)
    assert board.filters() == ("homeassistant/device/attune/+/config",)
    for name in ("hub", "room_kitchen"):
        assert board.hear(Message(f"homeassistant/device/attune/{name}/config", b"{}", moment(), retain=True))
    taken_back = [said for said in quiet.said if said.topic.startswith("homeassistant/")]
    assert [(said.topic.split("/")[-2], said.payload) for said in taken_back] == [("hub", b""), ("room_kitchen", b"")]
    assert "attune/room/kitchen/why" not in [said.topic for said in quiet.said]  # its own topics stay
    quiet.close()


def test_what_cannot_be_published_now_is_published_later(home: Living) -> None:
    is_up = False
    said: list[str] = []

    def publish(outgoing: Outgoing) -> bool:
        if is_up:
            said.append(outgoing.topic)
        return is_up

    board = Board(home.step.current, publish, lambda: None)
    board.hear(Message("homeassistant/device/attune/room_attic/config", b"{}", moment(), retain=True))
    board.show(moment())
    is_up = True
    board.show(moment(1))
    assert "homeassistant/device/attune/room_attic/config" in said
    assert "homeassistant/device/attune/hub/config" in said
    assert "attune/health" in said


def test_evidence_that_was_gathered_after_its_sentence_was_shown_is_shown_as_well(home: Living) -> None:
    at_s = home.teach()
    home.step.reporting.explain_all()
    board = board_of(home)
    home.hear("home/presence/ana", "kitchen", at_s)
    board.show(moment(at_s + 0.1))
    home.step.reporting.changed = None
    home.step.reporting.explain_all()
    assert board.tick(moment(at_s + 1.0), home.step.reporting.changed)
    board.show(moment(at_s + 1.0))
    assert json.loads(home.told("attune/room/kitchen/why")[-1])["evidence"]


def test_why_is_kept_on_the_broker_only_about_who_agreed(home: Living) -> None:
    home.hear("home/presence/ana", "kitchen", 10)
    home.tick(11)
    assert "Kitchen" in json.loads(states(home.house, moment(12), None)["attune/room/kitchen/why"])["sentence"]
    home.step.personal_data.consent(OccupantId("ana"), (), moment(13))
    assert states(home.house, moment(14), None)["attune/room/kitchen/why"] == b"{}"


def test_a_forgotten_person_leaves_nothing_that_is_shown(home: Living) -> None:
    home.teach()
    board = board_of(home)
    home.step.personal_data.on_forgotten = board.forgotten
    board.show(moment())
    home.said.clear()
    home.step.personal_data.forget(OccupantId("ana"), moment(1))
    last = {said.topic: said for said in home.said}
    assert last["attune/occupant/ana/hit_rate"].payload == b"None"
    assert last["attune/room/kitchen/why"].payload == b"{}"
    assert json.loads(last["attune/health"].payload)["learned"] == 0


def test_corrections_count_once_a_decision(home: Living) -> None:
    at_s = home.teach()
    ana = OccupantId("ana")
    assert home.house.corrections.per_day(ana, moment(at_s).at) == 0.0
    home.hear("home/presence/ana", "kitchen", at_s)
    home.tick(at_s + 1)
    home.hear("home/lamp", '{"on": "on", "level": 30}', at_s + 1)
    home.tick(at_s + 10)
    home.hear("home/lamp", '{"on": "on", "level": 80}', at_s + 30)
    home.tick(at_s + 40)
    assert home.house.corrections.per_day(ana, moment(at_s + 50).at) == pytest.approx(1 / 7)
    events = [json.loads(payload)["event_type"] for payload in home.told("attune/event")]
    assert events[-2:] == ["sent", "corrected"]
    home.house.corrections.rebuild(home.store.examples.all())
    assert home.house.corrections.per_day(ana, moment(at_s + 50).at) == pytest.approx(1 / 7)
    assert home.house.corrections.per_day(ana, moment(at_s + 9 * 86_400).at) == 0.0
