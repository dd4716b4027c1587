"""A hand on the switch is often quicker than what tells that somebody has come in: it is theirs all the same."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.message import Message
from devices.vocabulary import DeviceId, OccupantId
from models.example import Example, Source

from ..a_house import Living
from ..build import moment

ANA = OccupantId("ana")
LAG_S = 30.0


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Living]:
    made = Living(tmp_path, learning={"settle": 1, "correction_window": 60, "presence_lag": LAG_S})
    made.hear("home/lamp", '{"on": "off", "level": 50}', 1)
    yield made
    made.close()


def by_hand(home: Living) -> list[Example]:
    return [example for example in home.store.examples.all() if example.source is Source.HAND]


def switch(home: Living, at_s: float, level: int = 90) -> None:
    home.hear("home/lamp", f'{{"on": "on", "level": {level}}}', at_s)


def sent(home: Living, at_s: float) -> int:
    """How often the lamp is told something when Ana comes."""
    before = len(home.told("home/lamp/set"))
    home.hear("home/presence/ana", "kitchen", at_s)
    return len(home.told("home/lamp/set")) - before


def test_what_was_set_just_before_one_is_seen_is_left_alone(home: Living) -> None:
    at_s = home.teach(level=30)
    switch(home, at_s)
    assert sent(home, at_s + 10) == 0
    decision = home.house.ledger.entry("last")
    assert decision is not None
    assert {wish.reason.code for wish in decision.decision.wishes} == {"held_by_hand"}
    home.hear("home/presence/ana", "not_home", at_s + 3600)
    assert not home.house.ledger.holds


@pytest.mark.shows("learning.presence_lag")
def test_it_teaches_whoever_came_in(home: Living) -> None:
    switch(home, 10)
    assert sent(home, 20) == 0
    home.tick(60)
    assert {(e.occupant, e.kind, e.value) for e in by_hand(home)} == {(ANA, "power", True), (ANA, "brightness", 0.9)}


def test_what_was_set_long_before_is_nobodys(home: Living) -> None:
    at_s = home.teach(level=30)
    known = len(by_hand(home))
    switch(home, at_s)
    assert sent(home, at_s + LAG_S + 1) > 0
    home.tick(at_s + 100)
    assert len(by_hand(home)) == known


def test_what_a_program_or_another_hand_moved_since_is_not_credited(home: Living) -> None:
    switch(home, 10)
    home.hear("home/lamp/set", '{"on": "off"}', 12)
    home.hear("home/lamp", '{"on": "off", "level": 90}', 12.2)
    home.hear("home/presence/ana", "kitchen", 15)
    home.tick(60)
    assert not [e for e in by_hand(home) if e.value is True]


def test_a_kept_word_of_where_somebody_is_credits_nobody(home: Living) -> None:
    switch(home, 10)
    home.step.hear(Message("home/presence/ana", b"kitchen", moment(12), retain=True))
    home.tick(60)
    assert by_hand(home) == []


def test_nothing_is_taught_while_paused(home: Living) -> None:
    home.step.requests.pause(True, moment(0))
    switch(home, 10)
    home.step.requests.pause(False, moment(0))
    home.hear("home/presence/ana", "kitchen", 15)
    home.tick(60)
    assert by_hand(home) == []
    assert home.house.ledger.holds[DeviceId("lamp"), "power"].occupants == {ANA}


def test_a_lamp_put_out_in_an_empty_room_is_nobodys_choice_who_comes_next(home: Living) -> None:
    switch(home, 10)
    home.hear("home/lamp", '{"on": "off", "level": 90}', 12)
    home.hear("home/presence/ana", "kitchen", 15)
    switch(home, 18)
    home.tick(60)
    assert {(e.kind, e.value) for e in by_hand(home)} == {("power", True), ("brightness", 0.9)}


def test_a_home_whose_presence_is_prompt_credits_nobody_with_what_was_before(tmp_path: Path) -> None:
    home = Living(tmp_path)
    home.hear("home/lamp", '{"on": "off", "level": 50}', 1)
    switch(home, 10)
    home.hear("home/presence/ana", "kitchen", 15)
    home.tick(60)
    assert by_hand(home) == []
    assert not home.house.ledger.holds
    home.close()
