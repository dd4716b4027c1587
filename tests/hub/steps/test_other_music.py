"""Somebody puts on what no wish names: it is a hand, it plays, it stays; it teaches neither itself nor silence."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from devices.message import Message
from devices.vocabulary import OTHER_MUSIC, SILENCE, DeviceId, OccupantId, Value
from hub.errors import NotPossible
from models.example import Source

from ..a_house import Living
from ..build import moment

PLAYER, ANA = DeviceId("player"), OccupantId("ana")
DAY_S = 86_400.0
BLOCK = {
    "topic": {
        "id": "player", "state": "home/player", "command": "home/player/set",
        "quantities": {"music": {"key": "list"}, "volume": {"key": "loud", "low": 0, "high": 100}},
    }
}  # fmt: skip


class Evening(Living):
    """Ana has put calm on by hand, evening after evening. at_s: the next of them."""

    def __init__(self, folder: Path, evenings: int = 10, **more: Any) -> None:
        people = {"ana": {"learn": ["music"], "presence": [{"topic": "home/presence/ana"}]}}
        rooms = {"kitchen": {"devices": [BLOCK]}, "hall": {}}
        music = {"calm": {"playlist": "Calm evening"}, "jazz": {"playlist": "Jazz"}}
        super().__init__(folder, **{"rooms": rooms, "occupants": people, "music": music, **more})
        self.at_s = 10.0
        for _ in range(evenings):
            self.plays(SILENCE, self.at_s)
            self.goes("kitchen", self.at_s + 5)
            self.plays("calm", self.at_s + 20)
            self.tick(self.at_s + 30)
            self.goes("not_home", self.at_s + 3600)
            self.plays(SILENCE, self.at_s + 3700)
            self.tick(self.at_s + 3800)
            self.at_s += DAY_S
        self.said.clear()

    def plays(self, what: str, at_s: float, loud: int = 20) -> None:
        self.hear("home/player", json.dumps({"list": what, "loud": loud}), at_s)

    def goes(self, place: str, at_s: float) -> None:
        self.hear("home/presence/ana", place, at_s)

    def comes(self, at_s: float) -> dict[str, Any]:
        """What was decided about the music as she came in."""
        self.goes("kitchen", at_s)
        decision = json.loads(self.told("attune/decision")[-1])
        assert decision["trigger"] == "arrival"
        found: dict[str, Any] = next(wish for wish in decision["wishes"] if wish["quantity"] == "music")
        return found

    def lessons(self) -> list[Value]:
        return [example.value for example in self.store.examples.all() if example.kind == "music"]

    def commands(self) -> list[dict[str, Any]]:
        return [json.loads(told) for told in self.told("home/player/set")]

    def lives(self, since_s: float, until_s: float) -> None:
        at_s = since_s
        while at_s <= until_s:
            self.tick(at_s)
            at_s += 10.0

    @property
    def playing(self) -> Value | None:
        return self.house.readings.value(PLAYER, "music")

    @property
    def held(self) -> Value | None:
        hold = self.house.ledger.holds.get((PLAYER, "music"))
        return None if hold is None else hold.value


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Evening]:
    made = Evening(tmp_path)
    yield made
    made.close()


def test_what_the_hub_had_put_on_is_not_put_on_again_and_nothing_is_learned(home: Evening) -> None:
    at_s, before = home.at_s, home.lessons()
    assert (home.comes(at_s)["value"], home.commands()[0]["list"]) == ("calm", "calm")
    home.plays("calm", at_s + 1)
    home.lives(at_s + 2, at_s + 20)
    home.plays("Spotify Connect", at_s + 21)
    assert (home.playing, home.held) == (OTHER_MUSIC, OTHER_MUSIC)
    home.lives(at_s + 22, at_s + 3000)
    assert len(home.commands()) == 1
    home.goes("not_home", at_s + 3600)
    assert home.held is None
    *known, last = [row for row in home.store.examples.all() if row.kind == "music"]
    assert [row.value for row in known] == before
    assert (last.value, last.source, last.acted) == (OTHER_MUSIC, Source.CORRECTION, "calm")
    for _ in range(2):
        assert home.house.shelf.knows(ANA, "music") == len(before)
        assert {habit.value for habit in home.house.shelf.habits(ANA) if habit.kind == "music"} == {"calm"}
        home.house.learners.learn_again()


def test_who_puts_on_something_else_every_time_is_not_played_to_any_more(home: Evening) -> None:
    for _ in range(4):
        home.comes(home.at_s)
        home.plays("calm", home.at_s + 1)
        home.plays("Spotify Connect", home.at_s + 20)
        home.tick(home.at_s + 30)
        home.goes("not_home", home.at_s + 3600)
        home.plays(SILENCE, home.at_s + 3700)
        home.tick(home.at_s + 3800)
        home.at_s += DAY_S
    assert home.comes(home.at_s)["outcome"] == "suggested"


def test_a_hand_quicker_than_the_players_answer_is_one_as_well(home: Evening) -> None:
    at_s = home.at_s
    home.comes(at_s)
    home.plays("Spotify Connect", at_s + 1)
    home.lives(at_s + 2, at_s + 600)
    assert [told["list"] for told in home.commands()] == ["calm"]  # it is not said again over what somebody has put on
    assert home.held == OTHER_MUSIC


def test_a_moment_of_something_else_on_the_way_to_what_was_asked_is_nobody(home: Evening) -> None:
    at_s = home.at_s
    home.comes(at_s)
    home.plays("half a queue", at_s + 0.2)
    home.plays("calm", at_s + 0.4)
    home.lives(at_s + 1, at_s + 30)
    assert (home.playing, home.held) == ("calm", None)


def test_nothing_starts_on_top_of_what_was_playing_as_they_came(home: Evening) -> None:
    home.plays("Spotify Connect", home.at_s)
    wish = home.comes(home.at_s + 600)
    assert (wish["value"], wish["outcome"], wish["code"], wish["before"]) == ("calm", "held", "other_music", OTHER_MUSIC)
    assert "something else" in json.loads(home.told("attune/decision")[-1])["sentence"]
    home.lives(home.at_s + 610, home.at_s + 2000)
    assert home.commands() == []
    before = home.lessons()
    home.goes("not_home", home.at_s + 4000)
    assert home.lessons() == before  # nor was it right as it was


def test_a_player_that_never_said_when_it_came_to_its_end_does_not_keep_the_room_silent(home: Evening) -> None:
    home.plays("Spotify Connect", home.at_s - 7 * 3600)
    assert home.comes(home.at_s)["outcome"] == "sent"


def test_pausing_it_is_a_hand_that_teaches_nothing(home: Evening) -> None:
    at_s, before = home.at_s, home.lessons()
    home.plays("Spotify Connect", at_s)
    home.comes(at_s + 10)
    home.plays(SILENCE, at_s + 100)
    assert home.held == SILENCE
    home.lives(at_s + 110, at_s + 1000)
    assert home.lessons() == before
    assert home.commands() == []


def test_back_to_a_named_wish_teaches_that(home: Evening) -> None:
    at_s = home.at_s
    home.plays("Spotify Connect", at_s)
    home.comes(at_s + 10)
    home.plays("jazz", at_s + 100)
    home.lives(at_s + 110, at_s + 200)
    assert home.lessons()[-1] == "jazz"
    assert home.held == "jazz"


def test_on_the_way_from_one_wish_to_something_else_the_wish_is_not_learned(home: Evening) -> None:
    home.goes("kitchen", home.at_s)
    home.plays("calm", home.at_s + 1)
    home.plays("jazz", home.at_s + 20)
    home.plays("Spotify Connect", home.at_s + 20.5)
    home.lives(home.at_s + 110, home.at_s + 200)
    assert "jazz" not in home.lessons()


def test_what_the_broker_kept_is_a_state_and_nobodys_hand(home: Evening) -> None:
    home.goes("kitchen", home.at_s)
    home.step.hear(Message("home/player", b'{"list": "Spotify Connect"}', moment(home.at_s + 50), True))
    assert (home.playing, home.held) == (OTHER_MUSIC, None)


def test_the_volume_goes_on_being_kept_within_limits(tmp_path: Path) -> None:
    person = {"learn": ["music"], "presence": [{"topic": "home/presence/ana"}], "pinned": [
        {"room": "kitchen", "quantity": "volume", "value": 0.9}]}  # fmt: skip
    home = Evening(tmp_path, evenings=0, occupants={"ana": person})
    try:
        home.plays("Spotify Connect", 10, loud=10)
        home.goes("kitchen", 20)
        home.lives(20, 60)
        said = [told["loud"] for told in home.commands() if "loud" in told]
        assert said
        assert max(said) <= 60
        assert all("list" not in told for told in home.commands())
    finally:
        home.close()


def test_an_empty_room_falls_silent_and_undo_says_that_it_cannot_be_started_again(tmp_path: Path) -> None:
    rooms = {"kitchen": {"devices": [BLOCK], "when_empty": {"music": "stop", "after": 60}}, "hall": {}}
    home = Evening(tmp_path, evenings=0, rooms=rooms)
    try:
        home.goes("kitchen", 10)
        home.plays("Spotify Connect", 20)
        home.goes("not_home", 600)
        home.lives(600, 665)
        assert [told["list"] for told in home.commands()] == [SILENCE]
        home.plays(SILENCE, 666)
        with pytest.raises(NotPossible, match="cannot be started again"):
            home.step.requests.undo("last", moment(705))
    finally:
        home.close()


def test_it_is_nothing_that_can_be_asked_for(home: Evening) -> None:
    home.comes(home.at_s)
    home.plays("calm", home.at_s + 1)
    decision = json.loads(home.told("attune/decision")[-1])
    asked = {"which": decision["id"], "device": "player", "quantity": "music", "value": OTHER_MUSIC}
    with pytest.raises(NotPossible, match="nothing music can be set to"):
        home.step.requests.correct_asked(asked, moment(home.at_s + 9))
