"""A lamp that somebody puts out stays out, whatever the hub was still waiting for."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ..a_house import Living

LIT = '{"on": "on"}'


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Living]:
    made = Living(tmp_path)
    yield made
    made.close()


def arrived(home: Living) -> float:
    """Ana has been lit; the lamp says that it is lit and not yet how bright. The time then."""
    at_s = home.teach()
    home.hear("home/presence/ana", "kitchen", at_s)
    assert home.told("home/lamp/set")
    home.hear("home/lamp", LIT, at_s + 0.2)
    return at_s


def test_a_lamp_put_out_before_it_told_its_level_is_not_lit_for_that_level(home: Living) -> None:
    at_s = arrived(home)
    sent = len(home.told("home/lamp/set"))
    home.hear("home/lamp", '{"on": "off", "level": 100}', at_s + 1.0)
    for seconds in range(2, 40):
        home.tick(at_s + seconds)
    assert len(home.told("home/lamp/set")) == sent


def test_a_lamp_that_nobody_touched_is_told_its_level_again(home: Living) -> None:
    at_s = arrived(home)
    sent = len(home.told("home/lamp/set"))
    for seconds in range(2, 40):
        home.tick(at_s + seconds)
    assert len(home.told("home/lamp/set")) > sent


def test_nor_where_another_program_puts_it_out(home: Living) -> None:
    at_s = arrived(home)
    home.hear("home/lamp/set", '{"on": false}', at_s + 0.9)
    sent = len(home.told("home/lamp/set"))
    home.hear("home/lamp", '{"on": "off", "level": 100}', at_s + 1.0)
    for seconds in range(2, 40):
        home.tick(at_s + seconds)
    assert len(home.told("home/lamp/set")) == sent
