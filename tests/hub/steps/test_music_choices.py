"""A person of many moods is offered up to three names when they come in, and the one they choose plays and is learned."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from devices.message import Message
from devices.vocabulary import OccupantId, RoomId
from hub.api.orders import obey, orders
from models.example import Source

from ..a_house import Living
from ..build import moment

KITCHEN, ANA = RoomId("kitchen"), OccupantId("ana")
SET = "attune/room/kitchen/suggestion/set"
MOODS = ("calm", "jazz", "radio")
DAY_S = 86_400.0


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Living]:
    player = {
        "topic": {
            "id": "radio_set", "state": "home/player", "command": "home/player/set",
            "quantities": {"music": {"key": "playing"}, "volume": {"key": "volume", "low": 0, "high": 100}},
        }
    }  # fmt: skip
    found = Living(
        tmp_path,
        rooms={"kitchen": {"devices": [player]}, "hall": {}},
        music={name: {"playlist": name} for name in MOODS},
        occupants={"ana": {"learn": ["music"], "presence": [{"topic": "home/presence/ana"}]}},
    )
    yield found
    found.close()


@pytest.fixture
def now_s(home: Living) -> float:
    """After eight weeks of evenings, each with another of her moods."""
    at_s = 10.0
    for evening in range(24):
        home.hear("home/player", '{"playing": "silence", "volume": 30}', at_s)
        home.hear("home/presence/ana", "kitchen", at_s + 5)
        playing = MOODS[(evening * evening + evening // 3) % 3]
        home.hear("home/player", json.dumps({"playing": playing, "volume": 30}), at_s + 20)
        home.tick(at_s + 30)
        home.hear("home/presence/ana", "not_home", at_s + 3600)
        home.hear("home/player", '{"playing": "silence", "volume": 30}', at_s + 3700)
        home.tick(at_s + 3800)
        at_s += DAY_S
    home.said.clear()
    home.hear("home/presence/ana", "kitchen", at_s)
    return at_s


def music(home: Living) -> Any:
    decision = json.loads(home.told("attune/decision")[-1])
    return next(wish for wish in decision["wishes"] if wish["quantity"] == "music")


def test_she_is_offered_names_and_nothing_starts_by_itself(home: Living, now_s: float) -> None:
    assert home.told("home/player/set") == []
    wish = music(home)
    assert wish["outcome"] == "suggested"
    assert set(wish["choices"]) == set(MOODS)
    offer = json.loads(home.told("attune/room/kitchen/event")[-1])["offer"]
    assert " or " in offer
    assert all(name in offer for name in MOODS)


def test_the_one_she_chooses_plays_and_is_learned(home: Living, now_s: float) -> None:
    chosen = str(music(home)["choices"][2])
    order = orders(home.house.config, home.house.topics)[SET]
    obey(order, Message(SET, chosen.encode(), moment(now_s + 5)), home.step)
    assert json.loads(home.told("home/player/set")[0])["playing"] == chosen
    last = [example for example in home.store.examples.all() if example.kind == "music"][-1]
    assert (last.value, last.source) == (chosen, Source.SUGGESTED)


def test_what_was_not_offered_is_no_answer(home: Living, now_s: float) -> None:
    order = orders(home.house.config, home.house.topics)[SET]
    obey(order, Message(SET, b"polka", moment(now_s + 5)), home.step)
    assert "nor a name under music: polka" in json.loads(home.told("attune/problem")[-1])["problem"]
    assert home.told("home/player/set") == []
