"""How good the hub is, as a home sees it: on its topic, in Home Assistant's words, on the command line; nobody is named."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.mosquitto import Mosquitto

from .living import Household, Hub, configuration, started, teach, tunable_lamp

pytestmark = [pytest.mark.broker, pytest.mark.whole]
MakeHub = Callable[[Mapping[str, Any]], Hub]


def test_acts_are_counted_told_and_announced_and_gone_with_who_they_were_for(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub
) -> None:
    lamp = tunable_lamp("lamp")
    household.add(lamp)
    config = configuration(mosquitto.port, {"living_room": [{"zigbee2mqtt": "lamp"}]})
    wants = {"power": True, "brightness": 0.3}
    config["occupants"]["ana"]["pinned"] = [
        {"room": "living_room", "quantity": quantity, "value": value} for quantity, value in wants.items()
    ]
    hub = started(household, make_hub(config))

    def told() -> dict[str, Any]:
        found = household.since(0, "attune/figures")
        return dict(found[-1]) if found else {}

    household.goes("ana", "living_room")
    household.wait_for(lambda: told().get("acts", 0) >= 1, "an act to be counted")
    figures = told()
    assert figures["kinds"]["power"]["acts"] == 1
    assert "ana" not in json.dumps(figures)
    assert hub.status()["figures"]["acts"] == figures["acts"]
    assert "acts a day" in hub.attune("status")
    announced = household.since(0, "homeassistant/device/attune/hub/config")[-1]["components"]
    assert announced["figure_acts_a_day"]["state_topic"] == "attune/figures"
    assert {key for key in announced if key.startswith("figure_")} == {
        f"figure_{key}" for key in ("acts_a_day", "reversed", "seconds_to_reversal", "silence", "calibration_error")
    }
    hub.attune("forget", "ana", "--yes")
    household.wait_for(lambda: told()["acts"] == 0, "the count to begin anew")


def test_one_restarts_and_goes_on_counting(mosquitto: Mosquitto, household: Household, make_hub: MakeHub) -> None:
    lamp = tunable_lamp("lamp")
    household.add(lamp)
    hub = started(household, make_hub(configuration(mosquitto.port, {"living_room": [{"zigbee2mqtt": "lamp"}]})))
    teach(household, "ana", "living_room", lamp, times=3, state="ON", brightness=76)
    household.wait_for(lambda: hub.status()["figures"]["arrivals"] >= 3, "arrivals to be counted")
    before = hub.status()["figures"]["arrivals"]
    assert hub.stop() == 0
    started(household, hub)
    assert hub.status()["figures"]["arrivals"] == before
