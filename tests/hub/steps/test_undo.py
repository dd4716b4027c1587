"""A person's word on what the hub did: put back as it was, also before it was done or after a restart; both teach."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.vocabulary import OccupantId, RoomId
from hub.errors import NotPossible
from hub.steps.undo import judge, thank, undo_wishes, wanted_document
from models.example import Source

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


def test_an_undo_before_the_lamp_has_answered_puts_it_out_all_the_same(home: Living) -> None:
    at_s = home.teach()
    home.hear("home/presence/ana", "kitchen", at_s)
    assert home.told("home/lamp/set"), "the lamp is lit when she comes, and has not said so yet"
    home.said.clear()
    decision = home.step.requests.undo("last", moment(at_s + 0.03))
    assert {wish.trait: wish.value for wish in decision.sent()}["power"] is False
    home.hear("home/lamp", '{"on": "on", "level": 30}', at_s + 0.05)
    for later_s in (1.0, 2.0, 3.0):
        home.tick(at_s + later_s)
    assert json.loads(home.told("home/lamp/set")[-1])["on"] in (False, "off")


def lit(home: Living) -> float:
    """Ana has come, the hub has lit the lamp, and the lamp has answered."""
    at_s = home.teach()
    home.hear("home/presence/ana", "kitchen", at_s)
    home.hear("home/lamp", '{"on": "on", "level": 30}', at_s + 0.5)
    home.tick(at_s + 5)
    return at_s


def test_undo_tells_a_lamp_that_was_dark_what_it_is_lit_with_next_and_then_the_dark(home: Living) -> None:
    at_s = lit(home)
    home.said.clear()
    decision = home.step.requests.undo("last", moment(at_s + 10))
    assert {wish.trait: wish.value for wish in decision.sent()} == {"power": False, "brightness": 1.0}
    level, off = (json.loads(payload) for payload in home.told("home/lamp/set"))
    assert level == {"level": 100}
    assert off["on"] in (False, "off")
    assert "level" not in off


def test_undo_says_no_level_to_a_lamp_that_is_dark_by_now(home: Living) -> None:
    at_s = lit(home)
    home.hear("home/lamp", '{"on": "off", "level": 30}', at_s + 8)
    home.said.clear()
    with pytest.raises(NotPossible, match="so already"):
        home.step.requests.undo("last", moment(at_s + 10))
    assert home.told("home/lamp/set") == []


def test_an_undo_outlives_a_restart(home: Living) -> None:
    at_s = lit(home)
    home.step.reporting.explain_all()
    home.house.ledger.forget(OccupantId("ana"))  # as after a restart: only the disk knows
    document = wanted_document(home.house, "last")
    home.step.requests.undo(str(document["id"]), moment(at_s + 10))
    with pytest.raises(NotPossible, match="has been undone already"):
        wanted_document(home.house, str(document["id"]))


def test_of_a_room_only_what_was_done_there_is_undone(home: Living) -> None:
    lit(home)
    with pytest.raises(NotPossible, match="nothing the hub did stands any more"):
        wanted_document(home.house, "last", RoomId("hall"))
    assert wanted_document(home.house, "last", RoomId("kitchen"))["room"] == "kitchen"


def test_thanks_for_nothing_are_refused(home: Living) -> None:
    home.hear("home/presence/ana", "kitchen", 1)  # nothing is known: nothing was done
    entry = home.house.ledger.entry("last")
    assert entry is not None
    with pytest.raises(NotPossible, match="nothing was done there"):
        thank(home.house, entry.document, moment(5))


def test_an_undo_teaches_what_was_there_against_what_was_done(home: Living) -> None:
    at_s = lit(home)
    document = wanted_document(home.house, "last").copy()
    before = len(list(home.store.examples.all()))
    wish = undo_wishes(home.house, document, (), moment(at_s + 10))[0]
    assert judge(home.house, document, wish, Source.UNDO, moment(at_s + 10)) == 1
    (row,) = list(home.store.examples.all())[before:]
    assert (row.source, row.value, row.acted) == (Source.UNDO, False, True)
