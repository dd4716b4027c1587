"""What a person says was wanted instead: only of what was done, only what the device can take, and it teaches once."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hub.api.answers import Answers
from models.example import Source

from ..a_house import LAMP, Living
from ..build import moment


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Living]:
    made = Living(tmp_path)
    yield made
    made.close()


@pytest.fixture
def lit(home: Living) -> tuple[Living, str, float]:
    """The lamp was lit for Ana at thirty per cent: the house, the decision, and the time."""
    at_s = home.teach()
    home.hear("home/presence/ana", "kitchen", at_s)
    entry = home.house.ledger.entry("last")
    assert entry is not None
    assert entry.decision.sent()
    return home, entry.decision.id, at_s + 5.0


def correct(home: Living, at_s: float, **asked: Any) -> dict[str, Any]:
    given = {"device": "lamp", "quantity": "brightness", **asked}
    return Answers(home.step, is_running=True, link=dict).answer("correct", given, moment(at_s))


def test_it_is_set_and_held_and_teaches_a_correction_once(lit: tuple[Living, str, float]) -> None:
    home, decision, at_s = lit
    before = len(list(home.store.examples.all()))
    answer = correct(home, at_s, which=decision, value=0.8)
    assert answer["corrected"] == decision
    assert answer["learned"] == 1
    home.hear("home/lamp", '{"on": "on", "level": 80}', at_s + 0.2)
    home.tick(at_s + 400)
    taught = list(home.store.examples.all())[before:]
    assert [(e.kind, e.value, e.source) for e in taught if e.kind == "brightness"] == [("brightness", 0.8, Source.CORRECTION)]
    assert home.house.ledger.held(LAMP, "brightness", moment(at_s)) is not None


@pytest.mark.parametrize("value", [None, "bright", True, float("nan"), 1.5, -0.1, [0.3], 10**400])
def test_what_it_cannot_be_set_to_is_refused_and_teaches_nothing(lit: tuple[Living, str, float], value: object) -> None:
    home, decision, at_s = lit
    before = len(list(home.store.examples.all()))
    assert correct(home, at_s, which=decision, value=value)["code"] == "not_sane"
    assert len(list(home.store.examples.all())) == before


def test_what_the_decision_did_not_do_cannot_be_corrected(lit: tuple[Living, str, float]) -> None:
    home, decision, at_s = lit
    assert correct(home, at_s, which=decision, value=0.8, device="other")["code"] == "nothing_done"
    assert correct(home, at_s, which=decision, value=0.8, quantity="volume")["code"] == "nothing_done"
    assert correct(home, at_s, which="none", value=0.8)["code"] == "no_such_decision"
