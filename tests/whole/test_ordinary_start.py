"""An ordinary start: what is known before the broker has told all is said once it has, and nothing counts as lost."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.mosquitto import Mosquitto

from .living import Household, Hub, configuration, tunable_lamp

pytestmark = [pytest.mark.broker, pytest.mark.whole]
PEOPLE = ("ana", "ben", "mia")


def test_after_a_start_in_a_home_whose_people_are_in_already_nothing_is_said_to_be_lost(
    mosquitto: Mosquitto, household: Household, make_hub: Callable[[Mapping[str, Any]], Hub]
) -> None:
    household.add(tunable_lamp("lamp"))
    for person in PEOPLE:
        household.publish(f"home/presence/{person}", "kitchen", retain=True)
    hub = make_hub(configuration(mosquitto.port, {"kitchen": [{"zigbee2mqtt": "lamp"}]}, PEOPLE))
    for start in range(2):  # the second with a database that knows them
        mark = household.mark()
        hub.start(household)
        for person in PEOPLE:
            household.wait_for(
                lambda mark=mark, who=person: "kitchen" in household.since(mark, f"attune/occupant/{who}/room"),
                f"where {person} is",
            )
        link = hub.status()["link"]
        assert (link["unsent"], link["late"], link["dropped"]) == (0, 0, 0), start
        assert "since the start" not in hub.attune("status")
        assert hub.stop() == 0
