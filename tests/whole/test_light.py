"""Light, as seen from outside: what was set by hand comes by itself; a hand is left alone; echoes teach nothing."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.mosquitto import Mosquitto

from .living import Household, Hub, configuration, teach, tunable_lamp

pytestmark = [pytest.mark.broker, pytest.mark.whole]
MakeHub = Callable[[Mapping[str, Any]], Hub]
LAMP = [{"zigbee2mqtt": "living_lamp"}]


def test_what_a_person_set_by_hand_comes_by_itself(mosquitto: Mosquitto, household: Household, make_hub: MakeHub) -> None:
    lamp = tunable_lamp("living_lamp")
    household.add(lamp)
    hub = make_hub(configuration(mosquitto.port, {"living_room": LAMP}))
    hub.start(household)
    household.tell_states()
    teach(household, "ana", "living_room", lamp, state="ON", brightness=76, color_temp=370)
    mark = household.mark()
    household.goes("ana", "living_room")
    decision = household.decision(mark)
    household.wait_for(lambda: household.commands(mark), "a command")
    (topic, told), *more = household.commands(mark)
    assert topic == "zigbee2mqtt/living_lamp/set"
    assert told["state"] == "ON"
    assert abs(told["brightness"] - 76) <= 8
    assert abs(told["color_temp"] - 370) <= 20
    assert more == []
    assert {w["outcome"] for w in decision["wishes"]} == {"sent"}
