"""What a device, its bridge or the power brings back, through the running program: cases 1, 3, 4 and 10 of the collection."""

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
EVENTS, BRIDGE = "zigbee2mqtt/bridge/event", "zigbee2mqtt/bridge/state"
NAMES = ("living_lamp", "sofa_lamp", "hall_lamp", "attic_lamp")
ROOMS = {
    "living_room": [{"zigbee2mqtt": "living_lamp"}, {"zigbee2mqtt": "sofa_lamp"}],
    "hall": [{"zigbee2mqtt": "hall_lamp"}, {"zigbee2mqtt": "attic_lamp"}],
}
MAINS = {"state": "ON", "brightness": 254, "color_temp": 366}


@pytest.fixture
def lamps(household: Household) -> list[SimulatedZigbee]:
    """All lit at 60 %."""
    found = [tunable_lamp(name, number) for number, name in enumerate(NAMES, 1)]
    for lamp in found:
        lamp.state |= {"state": "ON", "brightness": 152}
    household.add(*found)
    return found


@pytest.fixture
def hub(mosquitto: Mosquitto, household: Household, make_hub: MakeHub, lamps: list[SimulatedZigbee]) -> Hub:
    config = configuration(mosquitto.port, ROOMS, learning={"settle": 1, "correction_window": 3})
    found = started(household, make_hub(config))
    household.goes("ana", "living_room")
    household.quiet(0.3)
    return found


def says(household: Household, lamp: SimulatedZigbee, **state: Any) -> None:
    lamp.state |= state
    household.publish(f"zigbee2mqtt/{lamp.friendly_name}", json.dumps(lamp.state))


def announces(household: Household, lamp: SimulatedZigbee) -> None:
    data = {"friendly_name": lamp.friendly_name, "ieee_address": lamp.ieee_address}
    household.publish(EVENTS, json.dumps({"type": "device_announce", "data": data}))


def test_case_1_what_the_mains_bring_back_is_nobodys_choice(
    household: Household, hub: Hub, lamps: list[SimulatedZigbee]
) -> None:
    announces(household, lamps[0])
    for lamp in lamps:
        says(household, lamp)  # as its bridge remembers it
        says(household, lamp, **MAINS)
    household.quiet(0.4)
    for lamp in lamps:
        says(household, lamp, brightness=200)
    household.quiet(2.5)
    assert learned(hub) == []


def test_case_1_a_house_that_speaks_at_once_needs_no_announcement(
    household: Household, hub: Hub, lamps: list[SimulatedZigbee]
) -> None:
    for lamp in lamps:
        says(household, lamp, **MAINS)
        household.quiet(0.2)
    household.quiet(2.5)
    assert learned(hub) == []


def test_case_1_a_hand_after_the_mains_have_come_back_is_a_hand(
    household: Household, hub: Hub, lamps: list[SimulatedZigbee]
) -> None:
    announces(household, lamps[0])
    says(household, lamps[0], **MAINS)
    household.quiet(4.5)
    household.sets(lamps[0], brightness=76)
    household.wait_for(lambda: ("brightness", 0.299) in learned(hub), "her level")


def test_case_1_one_hand_on_two_lamps_of_a_room_is_a_hand(household: Household, hub: Hub, lamps: list[SimulatedZigbee]) -> None:
    for lamp in lamps[:2]:
        says(household, lamp, brightness=76)
    household.wait_for(lambda: learned(hub).count(("brightness", 0.299)) == 2, "her level of both")


def test_case_3_a_waking_lamps_nought_is_no_level(household: Household, hub: Hub, lamps: list[SimulatedZigbee]) -> None:
    says(household, lamps[0], state="OFF")
    household.quiet(1.5)
    says(household, lamps[0], state="ON", brightness=0)
    household.wait_for(lambda: ("power", True) in learned(hub), "that she wanted light")
    household.quiet(1.5)
    assert not [level for kind, level in learned(hub) if kind == "brightness"]


def test_case_4_a_bridges_second_word_of_a_lamp_is_a_snapshot_as_well(
    household: Household, hub: Hub, lamps: list[SimulatedZigbee]
) -> None:
    household.publish(BRIDGE, json.dumps({"state": "offline"}), retain=True)
    household.quiet(0.2)
    household.publish(BRIDGE, json.dumps({"state": "online"}), retain=True)
    says(household, lamps[0], state="OFF")
    household.quiet(0.3)
    says(household, lamps[0], state="ON", brightness=176)
    household.quiet(2.0)
    assert learned(hub) == []


def test_case_10_a_strip_that_boots_lit_says_so_in_two_words(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub
) -> None:
    config = configuration(
        mosquitto.port, {"living_room": [{"wled": "wled/aabbcc"}]}, learning={"settle": 1, "correction_window": 3}
    )
    household.publish("wled/aabbcc/status", "online", retain=True)
    hub = started(household, make_hub(config))
    household.publish("wled/aabbcc/g", "60")
    household.goes("ana", "living_room")
    household.quiet(0.3)
    household.publish("wled/aabbcc/status", "offline", retain=True)
    household.quiet(0.3)
    household.publish("wled/aabbcc/status", "online", retain=True)
    household.publish("wled/aabbcc/g", "128")
    household.quiet(0.5)
    household.publish("wled/aabbcc/g", "200")
    household.quiet(2.0)
    assert learned(hub) == []
