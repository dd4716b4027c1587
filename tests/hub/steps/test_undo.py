"""Undo of what was not done yet: what still waits to be sent is not sent, and the word counts."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ..a_house import LAMP, Living
from ..build import moment


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Living]:
    found = Living(tmp_path, safety={"arrival_gap": 0})
    yield found
    found.close()


def test_an_undo_before_the_lamp_was_told_keeps_it_from_being_told(home: Living) -> None:
    at_s = home.teach()
    home.hear("home/presence/ana", "kitchen", at_s)
    assert home.told("home/lamp/set"), "the lamp is lit when she comes"
    home.hear("home/lamp", '{"on": "on", "level": 30}', at_s + 0.2)
    home.hear("home/presence/ana", "not_home", at_s + 0.4)
    home.hear("home/lamp", '{"on": "off", "level": 100}', at_s + 0.6)
    home.said.clear()
    home.hear("home/presence/ana", "kitchen", at_s + 0.8)
    assert home.told("home/lamp/set") == []  # it was changed just now: in a moment
    decision = home.step.requests.undo("last", moment(at_s + 1.0))
    for later_s in (2.0, 3.0, 4.0):
        home.tick(at_s + later_s)
    assert all(b"30" not in payload for payload in home.told("home/lamp/set"))
    assert decision.sent(), "her word was taken"
    assert home.house.ledger.held(LAMP, "power", moment(at_s + 5.0)) is not None
