"""Phones that only know home from away, and motion sensors in the rooms: the running program finds out who is where."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.devices.simulated_zigbee import SimulatedZigbee
from tests.mosquitto import Mosquitto

from .living import Household, Hub, configuration

pytestmark = [pytest.mark.broker, pytest.mark.whole]
MakeHub = Callable[[Mapping[str, Any]], Hub]
ROOMS = ("hall", "living_room", "kitchen")


def home_without_trackers(port: int, people: tuple[str, ...] = ("ana",), **living: Any) -> dict[str, Any]:
    config = configuration(port, {"hall": [], "living_room": [{"zigbee2mqtt": "living_lamp"}], "kitchen": []}, people)
    for room in ROOMS:
        config["rooms"][room]["sensors"] = [{"topic": f"home/{room}/motion", "quantity": "occupancy"}]
    config["rooms"]["living_room"] |= living
    return config


def started(home: Household, hub: Hub) -> Hub:
    hub.start(home)
    home.tell_states()
    for room in ROOMS:
        home.publish(f"home/{room}/motion", "OFF")
    home.heeded()
    return hub


def walks(home: Household, *rooms: str) -> None:
    """Through rooms, and stays in the last."""
    for room in rooms:
        home.publish(f"home/{room}/motion", "ON")
        for other in ROOMS:
            if other != room:
                home.publish(f"home/{other}/motion", "OFF")


def is_at(home: Household, where: str, person: str = "ana", mark: int = 0) -> None:
    def last() -> bool:
        found = home.since(mark, f"attune/occupant/{person}/room")
        return bool(found) and found[-1] == where

    home.wait_for(last, f"{person} at {where}")


def test_who_is_alone_at_home_is_whoever_moves_and_gets_her_light_where_she_comes(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, lamp: SimulatedZigbee
) -> None:
    hub = started(household, make_hub(home_without_trackers(mosquitto.port)))
    for _ in range(12):
        household.goes("ana", "home")
        walks(household, "hall", "living_room")
        household.quiet(0.15)
        household.sets(lamp, state="ON", brightness=100)
        household.quiet(0.45)
        walks(household, "hall")
        household.goes("ana", "not_home")
        household.publish("home/hall/motion", "OFF")
        household.quiet(0.1)
        household.sets(lamp, state="OFF")
        household.quiet(0.1)
    household.goes("ana", "home")
    mark = household.mark()
    walks(household, "hall", "living_room")
    is_at(household, "living_room", mark=mark)
    household.wait_for(lambda: household.commands(mark), "her light")
    assert dict(household.commands(mark))["zigbee2mqtt/living_lamp/set"]["brightness"] == pytest.approx(100, abs=8)
    told = hub.asked("why", "ana")
    assert (told["room"], told["home"]) == ("living_room", True)
    assert told["confidence"] >= 0.8
    assert told["because"] == "motion in the living room while only Ana is at home"
    assert "Ana is in the living room" in hub.attune("why", "ana")


def test_rooms_tell_whether_anybody_is_there_and_home_assistant_is_offered_it(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, lamp: SimulatedZigbee
) -> None:
    started(household, make_hub(home_without_trackers(mosquitto.port)))
    household.goes("ana", "not_home")
    mark = household.mark()
    walks(household, "kitchen")  # somebody, whoever it is

    def kitchen() -> dict[str, Any]:
        found = household.since(mark, "attune/room/kitchen/occupancy")
        return found[-1] if found else {}

    household.wait_for(lambda: kitchen().get("occupancy") == "yes", "the kitchen to be occupied")
    assert kitchen()["probability"] >= 0.8
    assert kitchen()["because"] == "something moves there"
    announced = [json.loads(body) for _, topic, body in household.heard if topic.endswith("/room_kitchen/config") and body]
    sensor = announced[-1]["components"]["occupancy"]
    assert (sensor["platform"], sensor["device_class"]) == ("binary_sensor", "occupancy")
    assert sensor["state_topic"] == "attune/room/kitchen/occupancy"


def test_of_two_at_home_nobody_is_taken_for_the_other_and_nothing_is_done_for_one_of_them(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, lamp: SimulatedZigbee
) -> None:
    started(household, make_hub(home_without_trackers(mosquitto.port, ("ana", "ben"))))
    household.goes("ana", "home")
    household.goes("ben", "home")
    household.heeded()
    mark = household.mark()
    walks(household, "kitchen")
    household.quiet(0.3)
    assert household.since(mark, "attune/occupant/ana/room") == []
    assert household.since(mark, "attune/occupant/ben/room") == []
    household.goes("ben", "hall")  # a source that names him: whoever is in the kitchen is she
    is_at(household, "kitchen", "ana", mark)


def test_after_a_power_cut_she_is_where_she_was_and_has_not_just_come(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, lamp: SimulatedZigbee
) -> None:
    hub = started(household, make_hub(home_without_trackers(mosquitto.port)))
    household.publish("home/presence/ana", "home", retain=True)
    walks(household, "hall", "living_room")
    is_at(household, "living_room")
    household.quiet(0.5)  # where she came to is on the disk once her light is lit
    hub.kill()
    mark = household.mark()
    started(household, hub)
    walks(household, "living_room")
    is_at(household, "living_room", mark=mark)
    household.quiet(0.3)
    assert household.since(mark, "attune/decision") == []


def test_a_room_is_dark_once_she_has_gone_elsewhere_and_not_while_she_sits_still(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, lamp: SimulatedZigbee
) -> None:
    when_empty = {"light": "off", "after": 1}
    started(household, make_hub(home_without_trackers(mosquitto.port, when_empty=when_empty)))
    household.goes("ana", "home")
    walks(household, "hall", "living_room")
    is_at(household, "living_room")
    household.sets(lamp, state="ON", brightness=100)
    household.publish("home/living_room/motion", "OFF")
    mark = household.mark()
    household.quiet(2.5)
    assert household.commands(mark) == []
    walks(household, "hall", "kitchen")
    is_at(household, "kitchen")
    household.wait_for(lambda: household.commands(mark), "the light to go out")
    assert household.commands(mark)[0] == ("zigbee2mqtt/living_lamp/set", {"state": "OFF"})


def test_the_check_says_of_each_room_how_people_will_be_told_apart_and_what_one_more_sensor_would_add(
    mosquitto: Mosquitto, make_hub: MakeHub
) -> None:
    config = home_without_trackers(mosquitto.port)
    del config["rooms"]["hall"]["sensors"]
    config["occupants"]["ana"]["presence"] = [{"owntracks": "ana/phone"}]
    hub = make_hub(config)
    said = hub.attune("check")
    assert "who is where: Kitchen: whoever is alone at home by what moves" in said
    assert "Hall: whoever is at home and moves nowhere else may be there, which shows only after a while" in said
    assert "(a motion sensor in Hall would tell at once when one of them comes, and when it is empty)" in said
