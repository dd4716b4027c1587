"""Case 19: what was learned, printed, pasted under ``pinned:``, and the room is as before."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from hub.config.yaml import read
from tests.mosquitto import Mosquitto

from .living import Household, Hub, configuration, tunable_lamp

pytestmark = [pytest.mark.broker, pytest.mark.whole]
MakeHub = Callable[[Mapping[str, Any]], Hub]


@pytest.mark.shows("occupants.*.pinned[].device")
def test_case_19_habits_of_a_room_with_two_lamps_pasted_under_pinned_give_each_lamp_its_own(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub
) -> None:
    levels = [(tunable_lamp("low_lamp", 1), 40), (tunable_lamp("high_lamp", 2), 220)]
    household.add(*(lamp for lamp, _ in levels))
    config = configuration(mosquitto.port, {"living_room": [{"zigbee2mqtt": "low_lamp"}, {"zigbee2mqtt": "high_lamp"}]})
    hub = make_hub(config)
    hub.start(household)
    household.tell_states()
    household.goes("ana", "living_room")
    household.quiet(0.3)
    for lamp, level in levels:
        household.sets(lamp, state="ON", brightness=level)
    household.quiet(0.6)
    printed = hub.folder / "pins.yaml"
    printed.write_text(hub.attune("habits", "ana", "--yaml"), "utf-8")
    found, wrong = read(printed)
    assert wrong == []
    pins = found["occupants"]["ana"]["pinned"]
    assert {pin["device"] for pin in pins if pin["quantity"] == "brightness"} == {"low_lamp", "high_lamp"}
    assert hub.stop() == 0
    for lamp, _ in levels:
        household.sets(lamp, state="OFF", brightness=128)
    config["occupants"]["ana"]["pinned"] = json.loads(json.dumps(pins))
    again = make_hub(config)  # in another place: nothing learned there, the pins alone
    again.start(household)
    household.tell_states()
    household.goes("ana", "not_home")
    household.quiet(0.3)
    household.goes("ana", "living_room")
    for lamp, level in levels:
        household.wait_for(
            lambda lamp=lamp, level=level: lamp.state["state"] == "ON" and abs(lamp.state["brightness"] - level) <= 1,
            f"{lamp.friendly_name} at its own level",
        )
