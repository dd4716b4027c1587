"""Row I9 through the running program: one source corrects to the extreme again and again; an honest first day is as it was."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.devices.simulated_zigbee import SimulatedZigbee
from tests.mosquitto import Mosquitto

from .learned import learned
from .living import Household, Hub, configuration, started, teach, tunable_lamp

pytestmark = [pytest.mark.broker, pytest.mark.whole]
MakeHub = Callable[[Mapping[str, Any]], Hub]
USUAL, EXTREME, TOLERANCE = 122, 254, 0.15 * 254
REFUSED = "is set otherwise than ana usually has it"


@pytest.fixture
def lamp() -> SimulatedZigbee:
    return tunable_lamp("lamp")


@pytest.fixture
def hub(mosquitto: Mosquitto, household: Household, make_hub: MakeHub, lamp: SimulatedZigbee) -> Hub:
    household.add(lamp)
    return started(household, make_hub(configuration(mosquitto.port, {"den": [{"zigbee2mqtt": "lamp"}]})))


def wanted(household: Household) -> float:
    """What the hub takes her wish to be, of 254: who comes is decided on."""
    mark = household.mark()
    household.goes("ana", "den")
    wishes = household.decision(mark)["wishes"]
    household.goes("ana", "not_home")
    household.quiet(0.1)
    found: float = next(wish["value"] for wish in wishes if wish["quantity"] == "brightness")
    return found * 254


def corrects(household: Household, lamp: SimulatedZigbee, times: int) -> None:
    """She comes, the hub does what it does, she sets the extreme, goes, and it is dark again."""
    for _ in range(times):
        household.goes("ana", "den")
        household.quiet(0.1)
        household.sets(lamp, state="ON", brightness=EXTREME)
        household.quiet(0.4)
        household.goes("ana", "not_home")
        household.quiet(0.1)
        household.sets(lamp, state="OFF")


def told(household: Household) -> list[str]:
    return [said["problem"] for said in household.since(0, "attune/problem") if REFUSED in said["problem"]]


def test_row_i9_what_one_source_moves_is_bounded_and_it_recovers(household: Household, hub: Hub, lamp: SimulatedZigbee) -> None:
    teach(household, "ana", "den", lamp, state="ON", brightness=USUAL)
    before = wanted(household)
    assert before == pytest.approx(USUAL, abs=3)
    taught = len(learned(hub))
    corrects(household, lamp, 25)
    after_25 = wanted(household)
    print(json.dumps({"before": before, "after 25 in a minute": after_25}))
    assert abs(after_25 - before) < 0.5 * TOLERANCE
    levels = [value for kind, value in learned(hub)[taught:] if kind == "brightness"]
    assert len([value for value in levels if value > 0.9]) == 2
    assert len(told(household)) == 1
    assert any(REFUSED in words for words in hub.status()["problems"])

    household.goes("ana", "den")
    household.quiet(0.2)
    for number in range(10_000):  # as fast as they come
        household.send("zigbee2mqtt/lamp", json.dumps({**lamp.state, "state": "ON", "brightness": 250 + number % 5}))
    household.quiet(1.0)
    household.goes("ana", "not_home")
    household.quiet(0.3)
    household.sets(lamp, state="OFF")
    after_10_000 = wanted(household)
    print(json.dumps({"after 10,000": after_10_000}))
    assert abs(after_10_000 - before) < 0.5 * TOLERANCE

    teach(household, "ana", "den", lamp, times=6, state="ON", brightness=USUAL)
    assert abs(wanted(household) - USUAL) < 8


def test_row_i9_an_honest_newcomers_first_day_is_not_slowed(household: Household, hub: Hub, lamp: SimulatedZigbee) -> None:
    """Ten different wishes of a first day, in seconds: every one is a lesson."""
    levels = [200, 60, 140, 90, 180, 70, 150, 100, 120, 110]
    for number, level in enumerate(levels, start=1):
        household.goes("ana", "den")
        household.quiet(2.5)  # whatever the hub does then is over
        household.sets(lamp, state="ON", brightness=level)
        household.wait_for(lambda n=number: len(_levels(hub)) == n, "her lesson")
        household.goes("ana", "not_home")
        household.quiet(0.1)
        household.sets(lamp, state="OFF")
    assert _levels(hub) == levels
    assert told(household) == []


def _levels(hub: Hub) -> list[int]:
    return [round(value * 254) for kind, value in learned(hub) if kind == "brightness"]
