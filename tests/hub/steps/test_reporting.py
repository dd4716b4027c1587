"""What the hub tells of itself: decisions at once, their evidence when nobody waits, problems once the broker is there."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.vocabulary import OccupantId, RoomId
from hub.errors import StoreFailed
from hub.steps.reporting import EXPLAIN_AFTER_S, LONGEST_S

from ..a_house import Living
from ..build import moment

KITCHEN, ANA = RoomId("kitchen"), OccupantId("ana")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Living]:
    made = Living(tmp_path)
    yield made
    made.close()


def arrival(home: Living) -> float:
    at_s = home.teach()
    home.step.reporting.explain_all()
    home.said.clear()
    home.hear("home/presence/ana", "kitchen", at_s)
    return at_s


def test_commands_are_out_before_the_decision_is_told(home: Living) -> None:
    arrival(home)
    topics = [said.topic for said in home.said]
    assert topics.index("home/lamp/set") < topics.index("attune/decision")
    told = json.loads(home.told("attune/decision")[0])
    assert told["sentence"].startswith("Kitchen, with ana there: set light to on")
    assert {wish["outcome"] for wish in told["wishes"]} == {"sent"}


def test_its_evidence_and_its_place_in_the_store_come_a_moment_later(home: Living) -> None:
    at_s = arrival(home)
    known = home.store.decisions.last(room=KITCHEN)
    home.step.reporting.explain_some(moment(at_s + EXPLAIN_AFTER_S - 0.01))
    assert home.store.decisions.last(room=KITCHEN) == known
    assert home.step.reporting.next_deadline() == moment(at_s + EXPLAIN_AFTER_S).mono
    while home.step.reporting.explain_some(moment(at_s + EXPLAIN_AFTER_S)):
        pass
    stored = home.store.decisions.last(room=KITCHEN)
    assert stored is not None
    assert stored["evidence"]
    assert home.step.reporting.next_deadline() is None


def test_whoever_comes_in_does_not_wait_for_why_it_was_lit_for_somebody_else(home: Living) -> None:
    at_s = arrival(home)
    known = home.store.decisions.last(room=KITCHEN)
    came = [at_s + second * EXPLAIN_AFTER_S * 0.8 for second in (1, 2)]
    for number, second in enumerate(came):
        home.hear("home/presence/ana", ("hall", "kitchen")[number % 2], second)
        home.step.tick(moment(second))
    assert home.store.decisions.last(room=KITCHEN) == known
    assert home.step.reporting.next_deadline() == moment(came[-1] + EXPLAIN_AFTER_S).mono
    while home.step.reporting.explain_some(moment(came[-1] + EXPLAIN_AFTER_S)):
        pass
    assert home.store.decisions.last(room=KITCHEN) != known


def test_where_people_never_stop_coming_what_was_decided_is_explained_all_the_same(home: Living) -> None:
    at_s = arrival(home)
    known = home.store.decisions.last(room=KITCHEN)
    for second in range(1, int(LONGEST_S / EXPLAIN_AFTER_S) + 2):
        home.hear("home/presence/ana", ("hall", "kitchen")[second % 2], at_s + second * EXPLAIN_AFTER_S)
        while second * EXPLAIN_AFTER_S >= LONGEST_S and home.step.reporting.explain_some(moment(at_s + LONGEST_S)):
            pass
    assert home.store.decisions.last(room=KITCHEN) != known


def test_automations_hear_what_kind_of_thing_happened_in_which_room(home: Living) -> None:
    arrival(home)
    (event,) = [json.loads(payload) for payload in home.told("attune/room/kitchen/event")]
    assert (event["event_type"], event["room_name"], event["people"]) == ("sent", "Kitchen", ["ana"])


def test_where_somebody_is_is_told_at_once_and_stored_later(home: Living) -> None:
    home.hear("home/presence/ana", "kitchen", 10)
    assert home.told("attune/occupant/ana/room") == [b"kitchen"]
    assert home.store.places.all() == {}
    home.tick(11)
    assert home.store.places.all()[ANA][0] == "kitchen"


def test_a_problem_told_twice_stands_once_and_goes_out_each_time(home: Living) -> None:
    for _ in range(2):
        home.step.reporting.problem("the lamp is broken", KITCHEN)
    assert list(home.house.problems) == ["the lamp is broken"]
    assert [json.loads(said)["room"] for said in home.told("attune/problem")] == ["kitchen", "kitchen"]


def test_what_came_up_while_the_broker_was_away_is_said_once_it_is_back(home: Living) -> None:
    home.is_broker_there = False
    home.step.reporting.problem("one")
    home.step.reporting.problem("two")
    home.step.reporting.say_unsaid()
    home.is_broker_there = True
    home.step.reporting.say_unsaid()
    home.step.reporting.say_unsaid()
    assert [json.loads(said)["problem"] for said in home.told("attune/problem")] == ["one", "two"]


def test_a_disk_that_cannot_be_written_is_told_once_until_it_can_be(home: Living) -> None:
    def fails() -> None:
        raise StoreFailed("the disk is full")

    for _ in range(3):
        home.house.keep(fails)
    assert home.house.standing.degraded
    assert len(home.told("attune/problem")) == 1
    home.step.reporting.store_recovered()
    assert not home.house.standing.degraded
    home.house.keep(fails)
    assert len(home.told("attune/problem")) == 3  # that it is over, and that it is so again


def test_a_house_made_anew_tells_of_its_disk_as_well(home: Living) -> None:
    home.reload()
    home.house.store_failed(StoreFailed("the disk is full"))
    assert len(home.told("attune/problem")) == 1


def test_somebody_who_has_not_been_heard_of_is_nowhere(home: Living) -> None:
    home.step.reporting.tell_place(ANA)
    home.hear("home/presence/ana", "not_home", 10)
    home.step.reporting.tell_place(ANA)
    assert home.told("attune/occupant/ana/room") == [b"", b"not_home", b"not_home"]
