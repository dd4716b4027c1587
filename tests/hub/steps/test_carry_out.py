"""What was decided is carried out at once, in steps or a moment later, and said again where nothing answers: three times."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.vocabulary import RoomId
from hub.deciding.limits import each_railed
from hub.deciding.room_view import RoomView
from hub.decision import Outcome, Trigger, Wish

from ..a_house import LAMP, Living
from ..build import moment

KITCHEN = RoomId("kitchen")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Living]:
    made = Living(tmp_path)
    made.hear("home/lamp", '{"on": "off", "level": 100}', 0)
    made.hear("home/presence/ana", "kitchen", 1)
    made.said.clear()
    yield made
    made.close()


def wish(trait: str, value: float | bool, outcome: Outcome = Outcome.SENT) -> Wish:
    return Wish(KITCHEN, LAMP, trait, trait, value, None, 1.0, outcome)


def orders(home: Living) -> list[dict[str, object]]:
    return [json.loads(payload) for payload in home.told("home/lamp/set")]


def test_what_passed_goes_out_in_one_command_and_is_remembered(home: Living) -> None:
    decision = home.step.carry_out.decide(KITCHEN, Trigger.ARRIVAL, [wish("power", True), wish("brightness", 0.3)], moment(10))
    assert orders(home) == [{"on": True, "level": 30}]
    assert {act.trait for act in home.house.ledger.standing_in(KITCHEN)} == {"power", "brightness"}
    assert (decision.occupants, len(decision.sent())) == (("ana",), 2)


def test_what_is_suggested_or_held_is_not_said(home: Living) -> None:
    wishes = [wish("power", True, Outcome.SUGGESTED), wish("brightness", 0.3, Outcome.HELD)]
    decision = home.step.carry_out.decide(KITCHEN, Trigger.ARRIVAL, wishes, moment(10))
    assert (orders(home), decision.sent(), len(decision.wishes)) == ([], (), 2)


def test_what_could_not_be_sent_is_held_and_says_why(home: Living) -> None:
    home.is_broker_there = False
    decision = home.step.carry_out.decide(KITCHEN, Trigger.ARRIVAL, [wish("power", True)], moment(10))
    (held,) = decision.wishes
    assert (held.outcome, held.reason.code) == (Outcome.HELD, "unreachable")
    assert home.house.ledger.standing_in(KITCHEN) == []


def test_what_no_lamp_confirms_is_said_three_times_and_then_told_of(home: Living) -> None:
    home.step.carry_out.decide(KITCHEN, Trigger.ARRIVAL, [wish("power", True)], moment(10))
    for at_s in range(11, 60):
        home.tick(at_s)
    assert len(orders(home)) == 3
    assert "lamp did not do what it was told three times" in home.told("attune/problem")[-1].decode()


def test_nothing_is_said_again_once_somebody_took_it_over_or_the_hub_is_paused(home: Living) -> None:
    home.step.carry_out.decide(KITCHEN, Trigger.ARRIVAL, [wish("power", True)], moment(10))
    home.step.requests.pause(True, moment(11))
    for at_s in range(12, 60):
        home.tick(at_s)
    assert len(orders(home)) == 1


def test_what_waits_for_a_lamp_that_was_just_moved_goes_out_with_its_newest_value(home: Living) -> None:
    home.step.carry_out.decide(KITCHEN, Trigger.ARRIVAL, [wish("power", True)], moment(10))
    home.hear("home/lamp", '{"on": "on", "level": 100}', 10.2)
    for at_s, level in ((10.5, 0.3), (10.8, 0.5)):
        view = RoomView(home.house, KITCHEN, moment(at_s))
        wishes = each_railed(view, [wish("brightness", level)], Trigger.ARRIVAL)
        home.step.carry_out.decide(KITCHEN, Trigger.ARRIVAL, wishes, moment(at_s))
    assert len(orders(home)) == 1
    home.tick(11.9)
    assert len(orders(home)) == 1
    home.tick(13)
    assert orders(home)[1:] == [{"level": 50}]


def test_a_lamp_that_is_no_longer_configured_is_told_nothing_that_waited_for_it(home: Living) -> None:
    home.step.carry_out.decide(KITCHEN, Trigger.ARRIVAL, [wish("power", True)], moment(10))
    view = RoomView(home.house, KITCHEN, moment(10.5))
    home.step.carry_out.decide(
        KITCHEN, Trigger.ARRIVAL, each_railed(view, [wish("brightness", 0.3)], Trigger.ARRIVAL), moment(10.5)
    )
    home.reload(rooms={"kitchen": {}})
    home.tick(12.1)
    home.tick(40)
    assert len(orders(home)) == 1


def test_what_an_undone_decision_still_had_to_say_is_not_said(home: Living) -> None:
    home.step.carry_out.decide(KITCHEN, Trigger.ARRIVAL, [wish("power", True)], moment(10))
    view = RoomView(home.house, KITCHEN, moment(10.5))
    railed = each_railed(view, [wish("brightness", 0.3)], Trigger.ARRIVAL)
    decision = home.step.carry_out.decide(KITCHEN, Trigger.ARRIVAL, railed, moment(10.5))
    assert home.step.carry_out.take_back(decision.id) == {(LAMP, "brightness")}
    assert home.step.carry_out.next_deadline() is None
