"""A suggestion waits for a word: yes is carried out, no leaves things; both teach, and an old one is nobody's."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from devices.message import Message
from devices.vocabulary import OccupantId, RoomId
from hub.api.orders import obey, orders
from hub.errors import NotPossible
from hub.telling.suggestions import LASTS_S
from models.example import Source

from ..a_house import Living
from ..build import moment

KITCHEN, ANA = RoomId("kitchen"), OccupantId("ana")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Living]:
    found = Living(tmp_path, autonomy="suggest")
    yield found
    found.close()


@pytest.fixture
def now_s(home: Living) -> float:
    """Ana has just come in, and something is suggested to her."""
    at_s = home.teach()
    home.said.clear()
    home.hear("home/presence/ana", "kitchen", at_s)
    assert home.told("home/lamp/set") == []
    return at_s


def last_source(home: Living) -> Source:
    return list(home.store.examples.all())[-1].source


def test_what_is_suggested_is_told_as_an_event_with_what_would_be_done(home: Living, now_s: float) -> None:
    event = json.loads(home.told("attune/room/kitchen/event")[-1])
    assert event["event_type"] == "suggested"
    assert event["offer"] == "light on and brightness 30 %"
    assert json.loads(home.told("attune/event")[-1]) == event


def test_yes_is_carried_out_and_teaches_that_it_was_right(home: Living, now_s: float) -> None:
    decision = home.step.requests.accept(KITCHEN, moment(now_s + 5))
    assert decision.trigger.value == "asked"
    assert json.loads(home.told("home/lamp/set")[-1]) == {"level": 30, "on": True}
    assert last_source(home) is Source.SUGGESTED
    with pytest.raises(NotPossible, match="nothing is suggested in Kitchen"):
        home.step.requests.accept(KITCHEN, moment(now_s + 6))


def test_no_sends_nothing_and_teaches_that_what_is_there_is_wanted(home: Living, now_s: float) -> None:
    known = home.house.shelf.knows(ANA, "power")
    assert home.step.requests.decline(KITCHEN, moment(now_s + 5)) == 1  # the switch; a dark lamp's level is nobody's choice
    assert home.house.shelf.knows(ANA, "power") == known + 1
    assert list(home.store.examples.all())[-1].value is False
    assert home.told("home/lamp/set") == []


def test_a_hand_at_the_lamp_makes_the_suggestion_pointless(home: Living, now_s: float) -> None:
    home.hear("home/lamp", '{"on": "on", "level": 80}', now_s + 5)
    assert home.house.suggestions.standing(KITCHEN, moment(now_s + 6)) is None


def test_half_an_hour_later_or_with_nobody_there_nothing_is_suggested_any_more(home: Living, now_s: float) -> None:
    assert home.house.suggestions.standing(KITCHEN, moment(now_s + LASTS_S - 1)) is not None
    assert home.house.suggestions.standing(KITCHEN, moment(now_s + LASTS_S)) is None
    home.hear("home/presence/ana", "not_home", now_s + 10)
    assert home.house.suggestions.standing(KITCHEN, moment(now_s + 11)) is None


def test_a_pause_holds_what_was_accepted_and_says_so(home: Living, now_s: float) -> None:
    home.step.requests.pause(True, moment(0))
    order = orders(home.house.config, home.house.topics)["attune/room/kitchen/suggestion/set"]
    obey(order, Message("attune/room/kitchen/suggestion/set", b"accept", moment(now_s + 5)), home.step)
    assert home.told("home/lamp/set") == []
    assert "paused" in json.loads(home.told("attune/problem")[-1])["problem"]


def test_a_room_may_be_held_back_and_never_lifted_over_the_home(home: Living, now_s: float) -> None:
    home.step.requests.cap(KITCHEN, "act", moment(now_s))
    assert home.house.ladder.ceiling_in(KITCHEN) == "suggest"  # the home's own
    home.step.requests.cap(KITCHEN, "watch", moment(now_s))
    assert home.house.ladder.ceiling_in(KITCHEN) == "watch"
    assert home.store.settings.get("autonomy") == {"kitchen": "watch"}


def test_orders_that_mean_nothing_are_told_with_their_topic(home: Living, now_s: float) -> None:
    known = orders(home.house.config, home.house.topics)
    for topic, rubbish in (
        ("attune/room/kitchen/autonomy/set", b"everything"),
        ("attune/room/kitchen/suggestion/set", b"maybe"),
        ("attune/room/kitchen/activity/set", b""),
        ("attune/room/kitchen/activity/set", b"x" * 100),
        ("attune/occupant/ana/learning/light/set", b"perhaps"),
    ):
        for _ in range(2):
            obey(known[topic], Message(topic, rubbish, moment(now_s + 5)), home.step)
    wrong = home.step.reporting.wrong_orders.counts
    assert sorted(wrong.values()) == [2, 2, 2, 2]  # an empty one clears what was retained, and is no order
    assert [json.loads(told)["problem"].partition(":")[0] for told in home.told("attune/problem")] == list(wrong)  # each once
    music = "attune/occupant/ana/learning/music/set"
    obey(known[music], Message(music, b"ON", moment(now_s + 5)), home.step)
    assert "does not let music be learned" in json.loads(home.told("attune/problem")[-1])["problem"]


DAY_S = 86_400.0
FIRST_S = 1000.0


def pinned_home(folder: Path) -> Living:
    """What Ana wants is written down, so that no answer changes how sure the hub is of it."""
    wants = {"power": True, "brightness": 0.3}
    pins = [{"room": "kitchen", "quantity": quantity, "value": value} for quantity, value in wants.items()]
    ana = {"learn": ["light"], "presence": [{"topic": "home/presence/ana"}], "pinned": pins}
    return Living(folder, autonomy="suggest", occupants={"ana": ana})


@pytest.fixture
def asked(tmp_path: Path) -> Iterator[Living]:
    """Ana has just come in, and something is suggested to her."""
    found = pinned_home(tmp_path)
    found.hear("home/lamp", '{"on": "off", "level": 100}', 1)
    assert comes(found, FIRST_S)
    yield found
    found.close()


def comes(home: Living, at_s: float) -> bool:
    """Ana goes and comes again; whether something is suggested to her."""
    home.hear("home/presence/ana", "not_home", at_s)
    home.tick(at_s + 400)
    home.hear("home/presence/ana", "kitchen", at_s + 500)
    return home.house.suggestions.standing(KITCHEN, moment(at_s + 501)) is not None


def last(home: Living) -> dict[str, Any]:
    entry = home.house.ledger.entry("last", KITCHEN)
    assert entry is not None
    return dict(entry.document)


def test_three_a_day_are_enough(asked: Living) -> None:
    assert [comes(asked, FIRST_S + number * 1000) for number in range(1, 5)] == [True, True, False, False]
    assert "enough was suggested today" in last(asked)["sentence"]
    assert comes(asked, FIRST_S + DAY_S)


def test_what_was_declined_rests_a_week_and_declined_again_until_the_habit_is_another(asked: Living) -> None:
    asked.step.requests.decline(KITCHEN, moment(FIRST_S + 505))
    assert [comes(asked, FIRST_S + day * DAY_S) for day in (1, 3, 6)] == [False, False, False]
    assert "declined" in last(asked)["sentence"]
    at_s = FIRST_S + 8 * DAY_S
    assert comes(asked, at_s)
    asked.step.requests.decline(KITCHEN, moment(at_s + 505))
    assert not comes(asked, at_s + 60 * DAY_S)


def test_a_dark_lamp_s_level_is_not_offered_where_its_light_is_not(asked: Living) -> None:
    asked.step.requests.decline(KITCHEN, moment(FIRST_S + 505))
    comes(asked, FIRST_S + DAY_S)
    assert {wish["outcome"] for wish in last(asked)["wishes"]} == {"held"}


def test_a_restart_forgets_neither_how_often_nor_what_was_declined_and_forgetting_somebody_both(
    asked: Living, tmp_path: Path
) -> None:
    asked.step.requests.decline(KITCHEN, moment(FIRST_S + 505))
    rows = asked.store.put_off.rows(moment(FIRST_S + 506).at)
    assert {row["change"].partition("|")[0] for row in rows} == {"declined", "suggested"}
    asked.store.close()
    again = pinned_home(tmp_path)
    again.hear("home/lamp", '{"on": "off", "level": 100}', 1)
    assert not comes(again, FIRST_S + DAY_S)
    again.step.personal_data.forget(ANA, moment(FIRST_S + DAY_S + 600))
    assert again.store.put_off.rows(moment(FIRST_S + DAY_S + 601).at) == []
    assert comes(again, FIRST_S + 2 * DAY_S)
    again.close()
