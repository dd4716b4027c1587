"""Case 27: somebody's program asks for what cannot be, thousands of times."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.devices.simulated_zigbee import SimulatedZigbee
from tests.mosquitto import Mosquitto

from .living import LAMP, Household, Hub, configuration, started

pytestmark = [pytest.mark.broker, pytest.mark.whole]
MakeHub = Callable[[Mapping[str, Any]], Hub]
ORDERS = (
    "pause", "undo", "thanks", "mode", "evening", "forget", "occupant/ana/learning", "occupant/ana/learning/light",
    "occupant/ana/changes", "room/living/undo", "room/living/thanks", "room/living/autonomy", "room/living/suggestion",
    "room/living/activity", "room/living/mode",
)  # fmt: skip


def test_case_27_three_thousand_wrong_orders_are_counted_and_told_in_one_line(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub
) -> None:
    hub = make_hub(configuration(mosquitto.port, {"living_room": []}))
    hub.start(household)
    mark = household.mark()
    for number in range(3000):
        household.send("attune/undo/set", f"no-such-{number}\x1b[31m\n" + "x" * 400)
    household.wait_for(lambda: hub.status()["wrong_orders"].get("attune/undo/set") == 3000, "all of them to be counted")
    household.wait_for(lambda: household.since(mark, "attune/problem"), "one line of them")
    told = [problem["problem"] for problem in household.since(mark, "attune/problem")]
    assert len(told) in (1, 2)  # a second one where a minute has passed
    assert all(len(words) <= 200 and words.isprintable() for words in told)
    logged = [line for line in hub.log.read_text("utf-8").splitlines() if "undo/set" in line]
    assert len(logged) == len(told)
    assert all(line.isprintable() for line in logged)
    assert len(hub.status()["problems"]) == len(told)


def test_case_27_who_clears_what_was_retained_for_the_hub_orders_nothing(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, lamp: SimulatedZigbee
) -> None:
    config = configuration(mosquitto.port, {"living": LAMP})
    config["occupants"]["ana"]["pinned"] = [{"room": "living", "quantity": "power", "value": True}]
    hub = make_hub(config)
    started(household, hub)
    mark = household.mark()
    household.goes("ana", "living")
    household.decision(mark)
    household.wait_for(lambda: lamp.state["state"] == "ON", "her light")
    mark = household.mark()
    for topic in ORDERS:
        household.publish(f"attune/{topic}/set", "", retain=True)
    household.heeded()
    status = hub.status()
    assert (status["problems"], status["wrong_orders"], status["paused"]) == ([], {}, False)
    assert household.since(mark, "attune/decision") == []
    assert lamp.state["state"] == "ON"
