"""A hand that is quicker than the lamp's answer is not undone by a second try; a lamp that cannot do better is let be."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.vocabulary import DeviceId

from ..a_house import Living
from ..build import moment

LAMP = DeviceId("lamp")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Living]:
    made = Living(tmp_path)
    yield made
    made.close()


def arrives(home: Living, at_s: float, level: int) -> int:
    """Ana comes, the hub dims the lamp, it answers with another level; how often it was told anything by a minute later."""
    home.hear("home/lamp", '{"on": "on", "level": 90}', at_s - 100)
    home.hear("home/presence/ana", "kitchen", at_s)
    home.hear("home/lamp", f'{{"on": "on", "level": {level}}}', at_s + 0.4)
    for seconds in range(1, 60):
        home.tick(at_s + seconds)
    return len(home.told("home/lamp/set"))


def test_what_a_hand_set_before_the_lamp_had_answered_stands_and_teaches_nobody(home: Living) -> None:
    at_s = home.teach()
    before, lessons = len(home.told("home/lamp/set")), len(list(home.store.examples.all()))
    assert arrives(home, at_s, 62) == before + 1
    assert home.house.ledger.held(LAMP, "brightness", moment(at_s + 60))
    assert len(list(home.store.examples.all())) == lessons


def test_a_lamp_that_answers_so_again_cannot_do_better_and_is_neither_held_nor_told_again(home: Living) -> None:
    at_s = home.teach()
    arrives(home, at_s, 62)
    home.hear("home/presence/ana", "not_home", at_s + 3600)
    home.hear("home/lamp", '{"on": "off", "level": 62}', at_s + 3700)
    before = len(home.told("home/lamp/set"))
    assert arrives(home, at_s + 86_400.0, 62) == before + 1
    assert home.house.ledger.held(LAMP, "brightness", moment(at_s + 86_460)) is None
    assert not home.house.problems
