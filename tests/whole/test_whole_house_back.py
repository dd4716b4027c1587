"""A house of which some come back, through the running program: who is out of reach stays so, and a hand beside them counts."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.devices.simulated_zigbee import SimulatedZigbee
from tests.mosquitto import Mosquitto

from .learned import learned
from .living import Household, Hub, configuration, started, tunable_lamp

pytestmark = [pytest.mark.broker, pytest.mark.whole]
MakeHub = Callable[[Mapping[str, Any]], Hub]
NAMES = ("living_lamp", "sofa_lamp", "hall_lamp", "attic_lamp")
ROOMS = {
    "living_room": [{"zigbee2mqtt": "living_lamp"}, {"zigbee2mqtt": "sofa_lamp"}],
    "hall": [{"zigbee2mqtt": "hall_lamp"}, {"zigbee2mqtt": "attic_lamp"}],
}
MAINS = {"state": "ON", "brightness": 254, "color_temp": 366}


def test_who_is_out_of_reach_stays_so_and_a_hand_beside_a_lamp_that_comes_back_counts(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub
) -> None:
    lamps = {name: tunable_lamp(name, number) for number, name in enumerate(NAMES, 1)}
    for lamp in lamps.values():
        lamp.state |= {"state": "ON", "brightness": 152}
    household.add(*lamps.values())

    def says(lamp: SimulatedZigbee, **state: Any) -> None:
        lamp.state |= state
        household.publish(f"zigbee2mqtt/{lamp.friendly_name}", json.dumps(lamp.state))

    def reachable(name: str) -> Any:
        devices = [device for room in hub.status()["rooms"] for device in room["devices"]]
        return next(device["reachable"] for device in devices if device["device"] == name)

    config = configuration(mosquitto.port, ROOMS, learning={"settle": 1, "correction_window": 3})
    hub = started(household, make_hub(config))
    household.goes("ana", "living_room")
    household.quiet(0.3)
    household.publish("zigbee2mqtt/attic_lamp/availability", json.dumps({"state": "offline"}))
    for name in NAMES[:3]:
        says(lamps[name], **MAINS)
    household.quiet(1.5)
    assert reachable("attic_lamp") is False
    assert learned(hub) == []
    household.quiet(4.5)  # the three have settled
    data = {"friendly_name": "hall_lamp", "ieee_address": lamps["hall_lamp"].ieee_address}
    household.publish("zigbee2mqtt/bridge/event", json.dumps({"type": "device_announce", "data": data}))
    says(lamps["hall_lamp"], brightness=200)
    says(lamps["living_lamp"], brightness=60)
    household.wait_for(lambda: ("brightness", 0.236) in learned(hub), "her level")
    assert [value for kind, value in learned(hub) if kind == "brightness"] == [0.236]
