"""What the broker refuses becomes sentences that name the topics and what they were for."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from devices.links.mqtt import Counts
from devices.vocabulary import RoomId
from hub.steps.refusal_words import NAMED, unheard
from hub.steps.refusals import SENTENCES, Refusals

from ..a_house import Living, make_config
from ..build import moment

ORDERS = ("attune/pause/set", "attune/undo/set")
NO = "Not authorized"


@dataclass
class FakeLink:
    state: str = "up"
    not_let_in: str = ""
    refusals: Mapping[str, str] = field(default_factory=dict)
    unsaid: Mapping[str, str] = field(default_factory=dict)
    counts: Counts = field(default_factory=Counts)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Living]:
    made = Living(tmp_path)
    yield made
    made.close()


def problems(home: Living) -> list[dict[str, Any]]:
    return [json.loads(payload) for payload in home.told("attune/problem")]


def sentences(home: Living, refused: Mapping[str, str]) -> list[str]:
    return [words for words, _, _ in unheard(refused, home.house.catalogue, home.house.config, ORDERS)]


@pytest.mark.parametrize(
    ("topic", "needed_for"),
    [
        ("home/lamp", "lamp in kitchen"),
        ("home/presence/ana", "where ana is"),
        ("attune/pause/set", "orders to the hub"),
        ("attune/sync/hub", "the hub itself"),
        ("home/#", "where ana is, lamp in kitchen"),
    ],
)
def test_a_refused_topic_says_what_it_was_for(home: Living, topic: str, needed_for: str) -> None:
    (words,) = sentences(home, {topic: NO})
    assert words.startswith(f"the broker refuses the hub {topic} (Not authorized), needed for ")
    assert set(words.partition("needed for ")[2].split(", ")) == set(needed_for.split(", "))


def test_devices_that_are_not_known_for_want_of_their_announcement_are_named(tmp_path: Path) -> None:
    block = {"devices": [{"zigbee2mqtt": "lamp"}], "sensors": [{"zigbee2mqtt": "motion"}]}
    home = Living(tmp_path, make_config(tmp_path, rooms={"kitchen": block}, occupants={}))
    (words,) = sentences(home, {"zigbee2mqtt/bridge/devices": NO})
    assert "needed for lamp in kitchen, motion in kitchen" in words
    home.close()


def test_topics_refused_for_one_reason_and_needed_for_the_same_share_a_sentence(home: Living) -> None:
    many = {f"attune/{number}/set": NO for number in range(NAMED + 3)}
    assert len(list(unheard(many, home.house.catalogue, home.house.config, tuple(many)))) == 1
    (words,) = (words for words, _, _ in unheard(many, home.house.catalogue, home.house.config, tuple(many)))
    assert "attune/0/set" in words
    assert "and 3 more" in words
    assert len(sentences(home, {"attune/pause/set": NO, "attune/undo/set": "Quota exceeded"})) == 2


def test_a_refusal_is_told_once_and_gone_when_it_is_over(home: Living) -> None:
    refusals, link = Refusals(), FakeLink(refusals={"home/lamp": NO})
    for state in ("up", "down", "connecting", "syncing", "up"):
        link.state = state
        refusals.look(link, home.step.reporting, home.step.carry_out, ORDERS, moment(1))
    assert [(said["topics"], said["room"]) for said in problems(home)] == [(["home/lamp"], "kitchen")]
    assert len(home.house.standing.refused) == 1
    link.refusals = {}
    refusals.look(link, home.step.reporting, home.step.carry_out, ORDERS, moment(2))
    assert home.house.standing.refused == ()
    assert home.step.reporting.changed is not None
    assert len(problems(home)) == 1
    link.refusals = {"home/lamp": NO}
    refusals.look(link, home.step.reporting, home.step.carry_out, ORDERS, moment(3))
    assert len(problems(home)) == 2  # it was over


def test_a_new_reason_is_news(home: Living) -> None:
    refusals, link = Refusals(), FakeLink(refusals={"home/lamp": NO})
    refusals.look(link, home.step.reporting, home.step.carry_out, ORDERS, moment(1))
    link.refusals = {"home/lamp": "Quota exceeded"}
    refusals.look(link, home.step.reporting, home.step.carry_out, ORDERS, moment(2))
    assert ["Quota exceeded" in said["problem"] for said in problems(home)] == [False, True]


def test_a_connection_refused_stands_while_it_is_so_and_is_told_once_the_hub_is_in(home: Living) -> None:
    refusals, link = Refusals(), FakeLink("down", "Banned")
    for at_s in (1, 2, 3):
        refusals.look(link, home.step.reporting, home.step.carry_out, ORDERS, moment(at_s))
    assert home.house.standing.refused == ("the broker does not let the hub in: Banned",)
    link.state, link.not_let_in = "up", ""
    refusals.look(link, home.step.reporting, home.step.carry_out, ORDERS, moment(9))
    assert home.house.standing.refused == ()
    assert [said["problem"] for said in problems(home)] == ["the broker did not let the hub in for 8 s: Banned; it does again"]


def test_a_thousand_refusals_are_no_thousand_messages(tmp_path: Path) -> None:
    lamps = [{"topic": {"id": f"lamp{n}", "state": f"home/{n}", "quantities": {"power": {}}}} for n in range(SENTENCES + 5)]
    home = Living(tmp_path, make_config(tmp_path, rooms={"hall": {"devices": lamps}}, occupants={}))
    refused = {f"home/{n}": NO for n in range(len(lamps))}
    Refusals().look(FakeLink(refusals=refused), home.step.reporting, home.step.carry_out, ORDERS, moment(1))
    assert len(problems(home)) == SENTENCES + 1
    assert problems(home)[-1]["problem"].startswith("the broker refuses the hub 5 more")
    assert problems(home)[-1]["topics"] == [f"home/{n}" for n in range(SENTENCES, SENTENCES + 5)]
    home.close()


def test_what_the_broker_does_not_pass_on_is_told_at_once_and_the_lamp_is_not_blamed(home: Living) -> None:
    refusals, link = Refusals(), FakeLink()
    at_s = home.teach()
    home.hear("home/lamp", '{"on": "off", "level": 100}', at_s)
    home.hear("home/presence/ana", "kitchen", at_s + 10)
    assert home.told("home/lamp/set")
    link.unsaid = {"home/lamp/set": NO}
    refusals.look(link, home.step.reporting, home.step.carry_out, ORDERS, moment(at_s + 11))
    words = "the broker does not pass on what the hub says on home/lamp/set (Not authorized), needed for lamp in kitchen"
    assert (problems(home)[-1]["problem"], problems(home)[-1]["room"]) == (words, "kitchen")
    assert home.house.standing.refused == (words,)
    assert home.house.ledger.standing_in(RoomId("kitchen")) == []  # nobody is content with what did not come about
    commands, told = len(home.told("home/lamp/set")), len(problems(home))
    for second in range(12, 60):
        home.tick(at_s + second)
    assert (len(home.told("home/lamp/set")), len(problems(home))) == (commands, told)
    link.unsaid = {}
    refusals.look(link, home.step.reporting, home.step.carry_out, ORDERS, moment(at_s + 61))
    assert home.house.standing.refused == ()
