"""The device's own will, through the running program: cases 2, 5 and 11 of the collection."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.devices.simulated_zigbee import SimulatedZigbee
from tests.mosquitto import Mosquitto

from .learned import learned
from .living import Household, Hub, configuration, started, valve

pytestmark = [pytest.mark.broker, pytest.mark.whole]
MakeHub = Callable[[Mapping[str, Any]], Hub]
TOPIC = "zigbee2mqtt/living_valve"
CALM = {
    "current_heating_setpoint": 21,
    "preset": "manual",
    "system_mode": "heat",
    "open_window": "OFF",
    "local_temperature": 20,
}
NODE = "zwave/office/light"


@pytest.fixture
def heating(household: Household) -> SimulatedZigbee:
    device = valve("living_valve")
    household.add(device)
    return device


def settings(port: int, device: Mapping[str, Any], **pinned: Any) -> dict[str, Any]:
    config = configuration(port, {"living_room": [device]}, learning={"settle": 1, "correction_window": 3})
    config["occupants"]["ana"]["pinned"] = [
        {"room": "living_room", "quantity": quantity, "value": value} for quantity, value in pinned.items()
    ]
    return config


def says(household: Household, **state: Any) -> None:
    household.publish(TOPIC, json.dumps({**CALM, **state}))


def last_code(household: Household, quantity: str) -> str:
    mark = household.mark()
    household.goes("ana", "not_home")
    household.quiet(0.2)
    household.goes("ana", "living_room")
    found: list[str] = [w["code"] for w in household.decision(mark)["wishes"] if w["quantity"] == quantity]
    return found[0]


@pytest.mark.parametrize(
    "moves",
    [
        [{"open_window": "ON", "current_heating_setpoint": 12}, {}],
        [
            {"preset": "schedule", "system_mode": "auto", "current_heating_setpoint": 17},
            {"preset": "schedule", "system_mode": "auto", "current_heating_setpoint": 22.5},
        ],
        [{"preset": "boost", "current_heating_setpoint": 30}, {}],
        [{"preset": "holiday", "current_heating_setpoint": 15}, {}],
    ],
    ids=["a window", "a schedule", "a boost", "a holiday"],
)
def test_case_2_a_valve_that_moved_itself_teaches_nobody(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, heating: SimulatedZigbee, moves: list[dict[str, Any]]
) -> None:
    hub = started(household, make_hub(settings(mosquitto.port, {"zigbee2mqtt": "living_valve"})))
    says(household)
    household.goes("ana", "living_room")
    household.quiet(0.3)
    for move in moves:
        says(household, **move)
        household.quiet(1.5)
    household.quiet(1.0)
    assert learned(hub) == []


def test_case_2_the_room_knows_of_the_window(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, heating: SimulatedZigbee
) -> None:
    started(household, make_hub(settings(mosquitto.port, {"zigbee2mqtt": "living_valve"}, setpoint=21.0)))
    says(household)
    household.quiet(0.3)
    says(household, open_window="ON", current_heating_setpoint=12)
    household.quiet(0.3)
    assert last_code(household, "setpoint") == "window_open"
    says(household)
    household.quiet(0.3)
    assert last_code(household, "setpoint") != "window_open"


def test_case_2_a_hand_on_the_valve_is_one_still(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, heating: SimulatedZigbee
) -> None:
    hub = started(household, make_hub(settings(mosquitto.port, {"zigbee2mqtt": "living_valve"})))
    says(household)
    household.goes("ana", "living_room")
    household.quiet(0.3)
    says(household, current_heating_setpoint=23)
    household.wait_for(lambda: ("setpoint", 23.0) in learned(hub), "what she set")


@pytest.mark.parametrize(
    ("calm", "turned"),
    [
        ({"preset": "programming"}, {"preset": "temporary_manual"}),
        ({"preset": "schedule", "system_mode": "auto"}, {"preset": "manual", "override_active": "ON", "system_mode": "heat"}),
        ({"temperature_setpoint_hold": False}, {"temperature_setpoint_hold": True}),
    ],
    ids=["temporarily", "an override", "a hold"],
)
def test_case_2_a_hand_against_the_clock_says_so_and_is_one(
    mosquitto: Mosquitto,
    household: Household,
    make_hub: MakeHub,
    heating: SimulatedZigbee,
    calm: dict[str, Any],
    turned: dict[str, Any],
) -> None:
    hub = started(household, make_hub(settings(mosquitto.port, {"zigbee2mqtt": "living_valve"})))
    says(household, **{"override_active": "OFF", **calm})
    household.goes("ana", "living_room")
    household.quiet(0.3)
    says(household, **{**calm, **turned, "current_heating_setpoint": 23})
    household.wait_for(lambda: ("setpoint", 23.0) in learned(hub), "what she set against the clock")
    says(household, **{"override_active": "OFF", **calm, "current_heating_setpoint": 17})
    household.quiet(2.5)
    assert [value for kind, value in learned(hub) if kind == "setpoint"] == [23.0]


def test_case_2_a_valve_that_tells_its_boost_only_among_all_it_knows_teaches_nobody(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub
) -> None:
    def tells(target: float, boost: int) -> None:
        aim = {"enabled": True, "value": target, "units": "C"}
        told = {"target_t": aim, "tmp": {"value": 20.5, "units": "C", "is_valid": True}}
        household.publish("shellies/shellytrv-60a423daaaaa/status", json.dumps({**told, "bat": 90}))
        whole = {**told, "schedule": False, "boost_minutes": boost, "window_open": False}
        household.publish("shellies/shellytrv-60a423daaaaa/info", json.dumps({"thermostats": [whole], "calibrated": True}))

    household.publish("shellies/shellytrv-60a423daaaaa/online", "true", retain=True)
    hub = started(household, make_hub(settings(mosquitto.port, {"shelly_gen1": "shellytrv-60a423daaaaa"})))
    tells(21, 0)
    household.goes("ana", "living_room")
    household.quiet(4.0)
    tells(30, 30)
    household.quiet(1.5)
    tells(21, 0)
    household.quiet(2.5)
    assert learned(hub) == []


def test_case_5_a_fades_last_word_teaches_nothing_and_the_level_is_asked_for_again(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub
) -> None:
    def tells(level: int) -> None:
        household.publish(f"{NODE}/38/0/currentValue", json.dumps({"time": 1, "value": level}))

    node = {"id": 8, "name": "Light", "isListening": True, "deviceClass": {"basic": 4, "generic": 17, "specific": 1}}
    household.publish(f"{NODE}/nodeinfo", json.dumps(node), retain=True)
    household.publish("zwave/_CLIENTS/ZWAVE_GATEWAY-home/status", json.dumps({"time": 1, "value": True}), retain=True)
    household.publish(f"{NODE}/38/0/currentValue", json.dumps({"time": 1, "value": 0}), retain=True)
    hub = make_hub(settings(mosquitto.port, {"zwavejs": "office/light"}, power=True, brightness=0.8))
    hub.start(household)
    household.quiet(0.3)
    mark = household.mark()
    household.goes("ana", "living_room")
    household.wait_for(lambda: household.commands(mark), "light")
    tells(80)
    household.quiet(0.4)
    tells(28)
    asked = "zwave/_CLIENTS/ZWAVE_GATEWAY-home/api/pollValue/set"
    (order,) = household.wait_for(lambda: household.since(mark, asked), "the level to be asked for again")
    assert order == {"args": [{"nodeId": 8, "commandClass": 38, "endpoint": 0, "property": "currentValue"}]}
    household.quiet(2.0)
    assert [level for kind, level in learned(hub) if kind == "brightness"] == []


def test_case_11_a_valves_own_rounding_is_no_hand(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, heating: SimulatedZigbee
) -> None:
    config = settings(mosquitto.port, {"zigbee2mqtt": "living_valve"}, setpoint=21.5)
    household.deaf.add("living_valve")
    hub = started(household, make_hub(config))
    says(household, current_heating_setpoint=21)
    household.quiet(0.3)
    says(household, current_heating_setpoint=20)
    household.quiet(0.3)
    mark = household.mark()
    household.goes("ana", "living_room")
    household.wait_for(lambda: household.commands(mark), "warmth")
    says(household, current_heating_setpoint=21.5)
    household.quiet(1.0)
    says(household, current_heating_setpoint=21)
    household.quiet(2.0)
    assert [level for kind, level in learned(hub) if kind == "setpoint" and level != 21.5] == []
    assert last_code(household, "setpoint") != "held_by_hand"
