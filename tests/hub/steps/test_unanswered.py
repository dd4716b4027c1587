"""An arrival that is not answered leaves a decision that says so, and coming back into what the hub made dark is answered."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from devices.vocabulary import RoomId

from ..a_house import Living
from ..build import moment

LIT = {"pinned": [{"room": "kitchen", "quantity": "power", "value": True}]}
PRESENCE = [{"topic": "home/presence/ana"}]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Living]:
    made = Living(tmp_path, occupants={"ana": {"learn": ["light"], "presence": PRESENCE, **LIT}})
    made.hear("home/presence/ana", "not_home", 0)
    made.hear("home/lamp", '{"on": "off", "level": 60}', 1)
    yield made
    made.close()


def goes(home: Living, place: str, at_s: float) -> None:
    home.hear("home/presence/ana", place, at_s)


def decisions(home: Living) -> list[dict[str, Any]]:
    return [json.loads(told) for told in home.told("attune/decision")]


def last_in_kitchen(home: Living) -> dict[str, Any]:
    entry = home.house.ledger.entry("last", RoomId("kitchen"))
    assert entry is not None
    return dict(entry.document)


def test_a_return_within_the_gap_is_told_and_why_speaks_of_it(home: Living) -> None:
    goes(home, "kitchen", 10)
    goes(home, "hall", 100)
    goes(home, "kitchen", 130)
    told = last_in_kitchen(home)
    assert (told["trigger"], told["code"], told["wishes"], told["occupants"]) == ("arrival", "gap", [], ["ana"])
    assert "ana was here 2 minutes ago" in told["sentence"]
    assert len(home.told("home/lamp/set")) == 1


def test_a_source_that_flaps_does_not_fill_the_store(home: Living) -> None:
    goes(home, "kitchen", 10)
    for n in range(20):
        goes(home, "hall", 100 + 4 * n)
        goes(home, "kitchen", 102 + 4 * n)
    assert sum(d.get("code") == "gap" for d in decisions(home) if d["room"] == "kitchen") == 2


def test_an_offer_stands_over_a_return_that_is_not_answered(tmp_path: Path) -> None:
    ben = {"learn": [], "presence": [{"topic": "home/presence/ben"}]}
    people = {"ana": {"learn": ["light"], "presence": PRESENCE, **LIT}, "ben": ben}
    home = Living(tmp_path, autonomy="suggest", occupants=people)
    home.hear("home/lamp", '{"on": "off", "level": 60}', 1)
    home.hear("home/presence/ben", "kitchen", 4)
    goes(home, "hall", 5)
    goes(home, "kitchen", 10)
    goes(home, "hall", 100)
    goes(home, "kitchen", 130)
    assert home.house.suggestions.standing(RoomId("kitchen"), moment(131)) is not None
    home.close()


def test_a_paused_hub_says_so_to_who_comes_in(home: Living) -> None:
    home.step.requests.pause(True, moment(5))
    goes(home, "kitchen", 10)
    assert "paused" in last_in_kitchen(home)["sentence"]
