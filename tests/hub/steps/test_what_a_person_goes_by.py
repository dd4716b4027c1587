"""In a whole house: what is set by the activity, also by a name of the home's own, the hub sets by it, whatever the hour."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.vocabulary import RoomId

from ..a_house import Living
from ..build import moment

KITCHEN = RoomId("kitchen")
LEVELS = {"chess": 90, "film night": 20, "cooking": 60}


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Living]:
    made = Living(tmp_path)
    yield made
    made.close()


def test_a_lamp_follows_what_is_being_done_in_the_room(home: Living) -> None:
    at_s = 10.0
    for visit in range(45):
        activity = list(LEVELS)[visit % 3]
        home.step.requests.activity(KITCHEN, activity, moment(at_s))
        home.hear("home/presence/ana", "kitchen", at_s + 1)
        home.hear("home/lamp", f'{{"on": "on", "level": {LEVELS[activity]}}}', at_s + 20)
        home.tick(at_s + 30)
        home.hear("home/presence/ana", "not_home", at_s + 3600)
        home.hear("home/lamp", '{"on": "off", "level": 100}', at_s + 3700)
        home.tick(at_s + 3800)
        at_s += 86_400.0 / 2.2
    for activity, level in LEVELS.items():
        home.step.requests.activity(KITCHEN, activity, moment(at_s))
        home.said.clear()
        home.hear("home/presence/ana", "kitchen", at_s + 1)
        sent = [json.loads(payload) for payload in home.told("home/lamp/set")]
        assert any(abs(order.get("level", -100) - level) <= 15 for order in sent), (activity, sent)
        home.hear("home/lamp", f'{{"on": "on", "level": {level}}}', at_s + 2)
        home.tick(at_s + 30)
        home.hear("home/presence/ana", "not_home", at_s + 3600)
        home.hear("home/lamp", '{"on": "off", "level": 100}', at_s + 3700)
        home.tick(at_s + 3800)
        at_s += 86_400.0 / 2.2
