"""Case 7: a bridge's group, listed as a lamp, is a lamp; and whatever ``discover`` prints works when pasted."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.devices.simulated_zigbee import SimulatedZigbee
from tests.mosquitto import Mosquitto

from .living import Household, Hub, configuration, tunable_lamp

pytestmark = [pytest.mark.broker, pytest.mark.whole]
MakeHub = Callable[[Mapping[str, Any]], Hub]
GROUP = {"zigbee2mqtt": "spots"}


@pytest.fixture
def spots(household: Household) -> list[SimulatedZigbee]:
    found = [tunable_lamp("spot_1", 1), tunable_lamp("spot_2", 2)]
    household.add(*found)
    household.group("spots", *found)
    return found


@pytest.mark.parametrize("beside", [[], [{"zigbee2mqtt": "spot_1"}]], ids=["alone", "beside a member"])
def test_case_7_a_group_is_learned_set_and_put_out_and_a_member_beside_it_is_not_set_twice(
    mosquitto: Mosquitto,
    household: Household,
    make_hub: MakeHub,
    spots: list[SimulatedZigbee],
    beside: list[Mapping[str, Any]],
) -> None:
    config = configuration(mosquitto.port, {"living_room": [GROUP, *beside]})
    config["rooms"]["living_room"]["when_empty"] = {"light": "off", "after": 1.0}
    hub = make_hub(config)
    hub.start(household)
    household.tell_states()
    household.publish("zigbee2mqtt/spots", '{"state":"OFF"}')
    for _ in range(10):
        household.goes("ana", "living_room")
        household.quiet(0.15)
        household.publish("zigbee2mqtt/spots", '{"state":"ON","brightness":100}')
        for spot in spots:
            household.sets(spot, state="ON", brightness=100)
        household.quiet(0.45)
        household.goes("ana", "not_home")
        household.quiet(0.1)
        household.publish("zigbee2mqtt/spots", '{"state":"OFF"}')
        for spot in spots:
            household.sets(spot, state="OFF")
        household.quiet(0.1)
    assert hub.status()["people"][0]["examples"]["brightness"] in (9, 10)  # the first word tells how it is; none counts twice
    household.quiet(2.3)
    mark = household.mark()
    household.goes("ana", "living_room")
    household.wait_for(lambda: all(spot.state["state"] == "ON" for spot in spots), "the spots")
    ((topic, told),) = household.commands(mark)
    assert (topic, told["brightness"]) == ("zigbee2mqtt/spots/set", pytest.approx(100, abs=3))
    household.quiet(2.3)
    assert all(not device["held"] for device in hub.status()["rooms"][0]["devices"])  # the members' answers are no hand
    mark = household.mark()
    household.goes("ana", "not_home")
    household.wait_for(lambda: all(spot.state["state"] == "OFF" for spot in spots), "the dark")
    assert household.commands(mark) == [("zigbee2mqtt/spots/set", {"state": "OFF"})]


def test_case_7_a_hand_at_one_of_a_groups_lamps_stands(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, spots: list[SimulatedZigbee]
) -> None:
    config = configuration(mosquitto.port, {"living_room": [GROUP, {"zigbee2mqtt": "spot_1"}]}, ("ana", "ben"))
    pins = [{"room": "living_room", "quantity": "power", "value": True}]
    config["occupants"]["ben"]["pinned"] = [*pins, {"room": "living_room", "quantity": "brightness", "value": 0.8}]
    make_hub(config).start(household)
    household.tell_states()
    household.publish("zigbee2mqtt/spots", '{"state":"OFF"}')
    household.goes("ana", "living_room")
    household.quiet(0.3)
    household.sets(spots[0], state="ON", brightness=20)
    household.quiet(0.6)
    mark = household.mark()
    household.goes("ben", "living_room")
    told = household.decision(mark)
    assert {wish["quantity"]: wish["code"] for wish in told["wishes"]}["power"] == "held_by_hand"
    assert household.commands(mark) == []
