"""What residents order of the hub itself counts at once, and outlives it where the disk takes it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.vocabulary import RoomId
from hub.errors import NotPossible, StoreFailed
from models.example import Source

from ..a_house import LAMP, Living
from ..build import moment

KITCHEN = RoomId("kitchen")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Living]:
    made = Living(tmp_path)
    yield made
    made.close()


def acted(home: Living) -> float:
    at_s = home.teach()
    home.hear("home/presence/ana", "kitchen", at_s)
    home.hear("home/lamp", '{"on": "on", "level": 30}', at_s + 0.5)
    home.tick(at_s + 5)
    home.said.clear()
    return at_s


def test_a_paused_hub_lights_nothing_and_says_that_it_is_paused(home: Living) -> None:
    at_s = home.teach()
    home.said.clear()
    home.step.requests.pause(True, moment(at_s))
    home.hear("home/presence/ana", "kitchen", at_s + 1)
    assert home.told("home/lamp/set") == []
    assert home.told("attune/pause") == [b"ON"]
    assert home.house.ceiling(KITCHEN) == "watch"
    assert home.store.settings.get("paused") is True


def test_a_pause_counts_also_where_it_cannot_be_remembered(home: Living, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise StoreFailed("the disk is full")

    monkeypatch.setattr(home.store.settings, "put", fails)
    with pytest.raises(StoreFailed):
        home.step.requests.pause(True, moment())
    assert home.house.paused
    assert home.told("attune/pause") == [b"ON"]


def test_a_flood_is_over_once_somebody_says_so(home: Living) -> None:
    home.house.command_history.observe(moment())
    home.step.requests.pause(False, moment(1))
    assert not home.house.command_history.is_observing(moment(2))


def test_undo_puts_back_what_was_there_holds_it_and_teaches(home: Living) -> None:
    at_s = acted(home)
    done = home.house.ledger.entry("last")
    assert done is not None
    decision = home.step.requests.undo("last", moment(at_s + 10))
    assert json.loads(home.told("home/lamp/set")[-1]) == {"on": False}
    assert decision.trigger.value == "undo"
    assert home.house.ledger.held(LAMP, "power", moment(at_s + 11)) is not None
    assert list(home.store.examples.all())[-1].source is Source.UNDO
    with pytest.raises(NotPossible, match="has been undone already"):
        home.step.requests.undo(done.decision.id, moment(at_s + 12))


def test_an_undo_is_told_as_a_correction_of_what_was_done(home: Living) -> None:
    at_s = acted(home)
    home.step.requests.undo("last", moment(at_s + 10))
    corrected = [e for e in map(json.loads, home.told("attune/event")) if e["event_type"] == "corrected"]
    assert [(e["quantity"], e["from"], e["to"]) for e in corrected] == [("power", True, False)]


def test_thanks_teach_that_it_was_right(home: Living) -> None:
    at_s = acted(home)
    before = len(list(home.store.examples.all()))
    name, learned = home.step.requests.thank("last", moment(at_s + 10))
    assert learned == len(list(home.store.examples.all())) - before == 2
    assert home.house.ledger.entry(name) is not None


def test_what_nobody_decided_can_neither_be_undone_nor_thanked_for(home: Living) -> None:
    for ask in (home.step.requests.undo, home.step.requests.thank):
        with pytest.raises(NotPossible, match="there is no decision 'x1'"):
            ask("x1", moment())


def test_a_rooms_cap_that_the_disk_did_not_take_does_not_count(home: Living, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise StoreFailed("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(home.store.settings, "put", fails)
        with pytest.raises(StoreFailed):
            home.step.requests.cap(KITCHEN, "watch", moment())
    assert home.house.ceiling(KITCHEN) == "act"
    home.step.requests.cap(KITCHEN, "suggest", moment())
    home.reload()
    assert home.house.ceiling(KITCHEN) == "suggest"


def test_a_cap_that_is_no_level_is_refused(home: Living) -> None:
    with pytest.raises(ValueError, match="not in tuple"):
        home.step.requests.cap(KITCHEN, "everything", moment())


def test_what_goes_on_counts_until_it_is_said_otherwise_or_everybody_has_left(home: Living) -> None:
    home.hear("home/presence/ana", "kitchen", 1)
    home.step.requests.activity(KITCHEN, "cooking", moment(2))
    assert home.house.context(KITCHEN, LAMP, "power", (), moment(3)).activity == "cooking"
    home.hear("home/presence/ana", "not_home", 4)
    assert home.house.situation.activity == {}
    home.step.requests.activity(KITCHEN, "cooking", moment(5))
    home.step.requests.activity(KITCHEN, None, moment(6))
    assert home.house.situation.activity == {}
