"""Every topic of docs/topics.md: what it takes is taken as printed, and what it tells is told, by a hub that runs."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.mosquitto import Mosquitto

from .living import Household, Hub, configuration, teach, tunable_lamp, valve

pytestmark = [pytest.mark.broker, pytest.mark.whole]
TOP = Path(__file__).parents[2]
PAGE = TOP / "docs" / "topics.md"
NOTHING_TO_ANSWER = ("evening", "changes", "suggestion", "forget", "undo")  # told by name that there is nothing of the kind
ELSEWHERE = {  # what no such home comes to in a minute is told to a test of its own
    "attune/evening": "tests/hub/steps/test_evenings.py",
    "attune/occupant/<id>/changes": "tests/whole/test_changed_habits.py",
    "attune/room/<id>/cooling": "tests/hub/steps/test_cooling.py",
}
ANYTHING, WHAT_GOES_ON, A_MODE = "x", "film", "party"


def rows(number: int) -> list[tuple[list[str], str]]:
    """Topics and what stands beside them, of the page's first or second table."""
    table = re.split(r"\n\| topic \|", PAGE.read_text("utf-8"))[number]
    found = []
    for line in table.splitlines()[2:]:
        if line.startswith("| "):
            topics, _, words = line.strip("| ").partition(" | ")
            found.append((re.findall(r"`([^`]+)`", topics), words))
    return found


def orders() -> Iterator[tuple[str, str]]:
    """Each topic with each payload that is printed for it."""
    for topics, words in rows(1):
        spans = re.findall(r"`([^`]+)`", words)
        payloads = [span for span in spans if span not in ("with", "until", "room", "person")]
        payloads += (
            [WHAT_GOES_ON] * ("goes on" in words) + [A_MODE] * words.startswith("a mode") + [ANYTHING] * ("anything" in words)
        )
        for topic in topics:
            for payload in payloads:
                if "since" not in payload or "undo" in topic:  # "undo also", they say
                    yield topic.replace("<domain>", "music"), payload


@pytest.fixture(scope="module")
def living(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Household, Hub]]:
    with Mosquitto("allow_anonymous true\n", tmp_path_factory.mktemp("broker")) as broker:
        home = Household(broker.port)
        lamp, trv = tunable_lamp("lamp"), valve("trv")
        home.add(lamp, trv)
        blocks = {"kitchen": [{"zigbee2mqtt": "lamp"}, {"zigbee2mqtt": "trv"}], "hall": []}
        hub = Hub(tmp_path_factory.mktemp("home"), configuration(broker.port, blocks, home_assistant={"announce": True}))
        try:
            hub.start(home)
            home.publish("attune/room/kitchen/activity/set", WHAT_GOES_ON)
            home.publish("attune/pause/set", "for ever and a day")  # a problem
            teach(home, "ana", "kitchen", lamp, state="ON", brightness=100)
            mark = home.mark()
            home.goes("ana", "kitchen")
            home.wait_for(lambda: home.commands(mark), "the lamp to be set as taught")
            yield home, hub
        finally:
            hub.stop()
            home.close()


def named(topic: str) -> str:
    return topic.replace("occupant/<id>", "occupant/ana").replace("room/<id>", "room/kitchen")


TOLD = [topic for topics, _ in rows(2) for topic in topics]


@pytest.mark.parametrize(("topic", "test"), ELSEWHERE.items())
def test_what_is_not_told_here_is_told_there(topic: str, test: str) -> None:
    assert topic in TOLD
    assert topic.replace("attune/", "").rpartition("<id>")[2] in (TOP / test).read_text("utf-8")


@pytest.mark.parametrize("topic", [topic for topic in TOLD if topic not in ELSEWHERE])
def test_what_it_tells_is_told(living: tuple[Household, Hub], topic: str) -> None:
    home, _ = living
    wanted = named(topic).replace("<domain>", "light")
    home.wait_for(lambda: [one for one in home.since(0, wanted) if one != ""], f"anything on {wanted}")


def test_what_it_takes_is_taken(living: tuple[Household, Hub]) -> None:
    home, _ = living
    for topic, payload in orders():
        mark = home.mark()
        home.publish(named(topic), payload)
        home.heeded()
        told: list[Any] = home.since(mark, "attune/problem")
        said = [one["problem"] for one in told if isinstance(one, dict) and named(topic) in one["problem"]]
        assert not said or any(word in topic for word in NOTHING_TO_ANSWER), (topic, payload, said)
        if "pause" in topic:
            home.wait_for(lambda mark=mark, payload=payload: payload in home.since(mark, "attune/pause"), "the pause")
        if topic == "attune/mode/set":
            home.wait_for(lambda mark=mark: home.since(mark, "attune/mode"), "the mode")
    assert json.dumps(list(orders())).count("attune/") > 25
