"""Case 29: people of opposite habits in one room: the owner's, the first one's, the mean, or by turns, as was declared."""

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any

import pytest

from tests.devices.simulated_zigbee import SimulatedZigbee
from tests.mosquitto import Mosquitto

from .living import Household, Hub, configuration, tunable_lamp

pytestmark = [pytest.mark.broker, pytest.mark.whole]
MakeHub = Callable[[Mapping[str, Any]], Hub]
LOW, HIGH = 0.2, 0.8


@pytest.fixture
def lamp() -> SimulatedZigbee:
    return tunable_lamp("lamp")


def shared_room(port: int, policy: str, owner: str | None = None) -> dict[str, Any]:
    """Ana wants little light and Ben much, each surely; nobody agrees with the other."""
    found = configuration(port, {"living_room": [{"zigbee2mqtt": "lamp"}]}, ("ana", "ben"))
    found["rooms"]["living_room"] |= {"sharing": {"light": policy}, **({"owner": owner} if owner else {})}
    found["rooms"]["living_room"]["when_empty"] = {"light": "off", "after": 0.1}
    for who, level in (("ana", LOW), ("ben", HIGH)):
        found["occupants"][who]["pinned"] = [
            {"room": "living_room", "quantity": "power", "value": True},
            {"room": "living_room", "quantity": "brightness", "value": level},
        ]
    return found


def evening(home: Household, *people: str) -> dict[str, Any]:
    """They come one after the other; the decision about the last one's coming. Then all leave, and it is dark again."""
    for who in people:
        mark = home.mark()
        home.goes(who, "living_room")
        told = home.decision(mark)
        home.quiet(3.5)  # the lamp has faded in and said so; what is still on its way might be somebody's hand
    mark = home.mark()
    for who in people:
        home.goes(who, "not_home")
    home.wait_for(
        lambda: [d for d in home.since(mark, "attune/decision") if d["trigger"] == "empty"], "the empty room to go dark"
    )
    home.quiet(0.3)
    return told


def level_of(decision: Mapping[str, Any]) -> Mapping[str, Any]:
    return next(wish for wish in decision["wishes"] if wish["quantity"] == "brightness")


def started(household: Household, make_hub: MakeHub, lamp: SimulatedZigbee, config: Mapping[str, Any]) -> Hub:
    household.add(lamp)
    hub = make_hub(config)
    hub.start(household)
    for who in ("ana", "ben"):
        household.goes(who, "not_home")
    return hub


@pytest.mark.shows("rooms.*.owner", "rooms.*.sharing.light")
def test_case_29_the_owner_who_comes_second_gets_theirs(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, lamp: SimulatedZigbee
) -> None:
    started(household, make_hub, lamp, shared_room(mosquitto.port, "owner", "ana"))
    wish = level_of(evening(household, "ben", "ana"))
    assert (wish["outcome"], wish["value"]) == ("sent", pytest.approx(LOW, abs=0.01))


def test_case_29_who_was_first_keeps_theirs(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, lamp: SimulatedZigbee
) -> None:
    started(household, make_hub, lamp, shared_room(mosquitto.port, "first"))
    wish = level_of(evening(household, "ben", "ana"))
    assert (wish["code"], wish["value"]) == ("near_enough", pytest.approx(HIGH, abs=0.01))


def test_case_29_the_mean_is_the_mean(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, lamp: SimulatedZigbee
) -> None:
    started(household, make_hub, lamp, shared_room(mosquitto.port, "mean"))
    wish = level_of(evening(household, "ben", "ana"))
    assert (wish["outcome"], wish["value"]) == ("sent", pytest.approx((LOW + HIGH) / 2, abs=0.01))


def test_case_29_of_two_who_never_agree_each_has_their_turn_over_a_restart_too_and_it_is_said(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, lamp: SimulatedZigbee
) -> None:
    hub = started(household, make_hub, lamp, shared_room(mosquitto.port, "content"))
    got, said = [], []
    for number in range(6):
        decision = evening(household, "ben", "ana")
        wish = level_of(decision)
        got.append("ana" if abs(wish["value"] - LOW) < 0.02 else "ben" if abs(wish["value"] - HIGH) < 0.02 else "?")
        said.append(decision["sentence"])
        if number == 2:
            hub.kill()  # what is owed is not forgotten
            hub.start(household)
            for who in ("ana", "ben"):
                household.goes(who, "not_home")
    assert sorted(got) == ["ana"] * 3 + ["ben"] * 3, got
    assert all(mine != other for mine, other in pairwise(got)), got
    turns = [sentence for sentence, who in zip(said, got, strict=True) if who == "ana"]
    assert all("(ana's turn: ben would have brightness 80 %)" in sentence for sentence in turns), said
    assert all("ben's turn: ana would have" in one for one, who in zip(said, got, strict=True) if who == "ben"), said
