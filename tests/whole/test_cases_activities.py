"""Case 22: what goes on in a room, in the home's own words."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.mosquitto import Mosquitto

from .living import Household, Hub, configuration, teach, tunable_lamp

pytestmark = [pytest.mark.broker, pytest.mark.whole]
MakeHub = Callable[[Mapping[str, Any]], Hub]
ACTIVITY = "home/living_room/activity"


@pytest.mark.shows("rooms.*.activity.<family>")
def test_case_22_film_and_party_are_two_activities_though_nobody_listed_them(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub
) -> None:
    lamp = tunable_lamp("lamp")
    household.add(lamp)
    config = configuration(mosquitto.port, {"living_room": [{"zigbee2mqtt": "lamp"}]})
    config["rooms"]["living_room"]["activity"] = {"topic": ACTIVITY}
    make_hub(config).start(household)
    household.tell_states()
    levels = {"film": 40, "party": 230}
    for _ in range(10):
        for activity, level in levels.items():
            household.publish(ACTIVITY, activity)
            household.quiet(0.1)
            teach(household, "ana", "living_room", lamp, times=1, state="ON", brightness=level)
    told = {}
    for activity in levels:
        household.publish(ACTIVITY, activity)
        household.quiet(2.3)
        mark = household.mark()
        household.goes("ana", "living_room")
        told[activity] = next(w["value"] for w in household.decision(mark)["wishes"] if w["quantity"] == "brightness")
        household.goes("ana", "not_home")
        household.quiet(0.1)
        household.sets(lamp, state="OFF")
    assert told["film"] < 0.35
    assert told["party"] > 0.7
