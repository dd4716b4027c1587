"""Row D1 through the running program: a sensor that has fallen silent says nothing of now, and nothing is warmed by it."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.devices.simulated_zigbee import SimulatedZigbee
from tests.mosquitto import Mosquitto

from .later import Time
from .living import Household, Hub, configuration, definition, started, valve

pytestmark = [pytest.mark.broker, pytest.mark.whole]
MakeHub = Callable[[Mapping[str, Any]], Hub]
MINUTE_S, HOUR_S = 60.0, 3600.0


@pytest.fixture
def time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Time:
    return Time(tmp_path, monkeypatch)


def thermometer(power_source: str = "Battery") -> SimulatedZigbee:
    state = {"temperature": 20.5, "humidity": 50.0, "illuminance": 120, "occupancy": False, "battery": 90}
    return SimulatedZigbee(
        definition("83633205"), "thermometer", "0x00158d0000000050", power_source=power_source, state=dict(state)
    )


def warm(hub: Hub) -> dict[str, Any]:
    """The room as status has it."""
    (room,) = hub.status()["rooms"]
    found: dict[str, Any] = room
    return found


def told(household: Household, mark: int, words: str) -> list[str]:
    return [said["problem"] for said in household.since(mark, "attune/problem") if words in said["problem"]]


@pytest.fixture
def trv() -> SimulatedZigbee:
    return valve("trv")


def home(port: int, **room: Any) -> dict[str, Any]:
    config = configuration(port, {"den": [{"zigbee2mqtt": "trv"}]})
    config["rooms"]["den"] |= {"sensors": [{"zigbee2mqtt": "thermometer"}], **room}
    config["occupants"]["ana"]["pinned"] = [{"room": "den", "quantity": "setpoint", "value": 23}]
    config["rooms"]["den"].setdefault("limits", {"temperature": [16, 24]})
    return config


@pytest.mark.shows("rooms.*.safe")
def test_row_d1_a_silent_thermometer_leaves_its_room_at_the_safe_setpoint_and_is_told_once(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, trv: SimulatedZigbee, time: Time
) -> None:
    sensor = thermometer()
    trv.state["current_heating_setpoint"] = 21.0
    household.add(trv, sensor)
    hub = started(household, make_hub(home(mosquitto.port, safe=18.5)))
    household.wait_for(lambda: warm(hub)["sensors"][0]["state"]["temperature"] == 20.5, "the temperature to be known")
    mark = household.mark()
    time.passes(household, 25 * MINUTE_S)
    household.quiet(12.0)
    assert told(household, mark, "thermometer") == []
    time.passes(household, 10 * MINUTE_S)
    household.wait_for(lambda: told(household, mark, "thermometer has not been heard of for 35 minutes"), "it to be told")
    status = warm(hub)["sensors"][0]
    assert (status["reachable"], status["state"]["temperature"]) == (False, None)
    household.wait_for(lambda: household.commands(mark), "the safe setpoint")
    assert household.commands(mark) == [("zigbee2mqtt/trv/set", {"current_heating_setpoint": 18.5})]
    assert "no thermometer there is heard any more" in household.decision(mark)["sentence"]
    household.wait_for(lambda: warm(hub)["devices"][0]["state"]["setpoint"] == 18.5, "the valve to have done it")
    assert "silent for too long: thermometer" in hub.attune("status")

    time.passes(household, 11 * MINUTE_S)  # whoever comes, it is not warmed beyond it
    mark = household.mark()
    household.goes("ana", "den")
    wishes = [wish for wish in household.decision(mark)["wishes"] if wish["quantity"] == "setpoint"]
    assert [wish["value"] for wish in wishes] == [18.5]
    assert {said["current_heating_setpoint"] for _, said in household.commands(mark)} <= {18.5}

    time.passes(household, 11 * MINUTE_S)
    household.goes("ana", "not_home")
    household.tell_states()
    household.wait_for(lambda: told(household, mark, "thermometer is heard again"), "it to be over")
    assert not [words for words in hub.status()["problems"] if "thermometer" in words]
    assert len(told(household, 0, "has not been heard of")) == 1
    time.passes(household, 11 * MINUTE_S)  # the heating may have been set once more before she left
    mark = household.mark()
    household.goes("ana", "den")
    told_trv = household.wait_for(lambda: household.commands(mark), "what she likes, three degrees at a time")
    assert told_trv[0][1] == {"current_heating_setpoint": 21.5}


def test_row_d1_a_valve_silent_for_a_day_cannot_be_reached_and_nobody_warms_an_empty_house(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, trv: SimulatedZigbee, time: Time
) -> None:
    household.add(trv)
    config = home(mosquitto.port, sensors=[])
    hub = started(household, make_hub(config))
    household.goes("ana", "not_home")
    household.wait_for(lambda: warm(hub)["devices"][0]["state"]["setpoint"] == 18.0, "the valve to be known")
    mark = household.mark()
    time.passes(household, 26 * HOUR_S)
    household.wait_for(lambda: told(household, mark, "trv has not been heard of for 26 hours"), "it to be told")
    device = warm(hub)["devices"][0]
    assert device["reachable"] is False
    assert set(device["state"].values()) == {None}
    household.quiet(12.0)
    assert household.commands(mark) == []  # it is at 18, below the safe 19, and nobody is at home


@pytest.mark.parametrize("answers", [False, True])
def test_row_d1_a_sensor_on_mains_is_asked_and_without_an_answer_unknown_after_ten_minutes(
    answers: bool, mosquitto: Mosquitto, household: Household, make_hub: MakeHub, time: Time
) -> None:
    sensor = thermometer("Mains (single phase)")
    household.add(sensor)
    config = configuration(mosquitto.port, {"den": []})
    config["rooms"]["den"]["sensors"] = [{"zigbee2mqtt": "thermometer"}]
    hub = started(household, make_hub(config))
    household.wait_for(lambda: warm(hub)["sensors"][0]["state"]["temperature"] == 20.5, "the temperature to be known")
    mark = household.mark()
    time.passes(household, 9.6 * MINUTE_S)
    household.wait_for(lambda: household.since(mark, "zigbee2mqtt/thermometer/get"), "it to be asked")
    assert warm(hub)["sensors"][0]["reachable"] is not False
    if answers:
        household.tell_states()
        household.quiet(1.0)
    time.passes(household, MINUTE_S)
    household.heeded()
    is_known = warm(hub)["sensors"][0]["state"]["temperature"] == 20.5
    assert is_known is answers
    assert told(household, mark, "thermometer") == []
