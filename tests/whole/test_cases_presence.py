"""Who is where, and rooms that end, in real homes: cases by their number in the collection this grew from."""

import contextlib
import json
import sqlite3
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from tests.devices.simulated_zigbee import SimulatedZigbee
from tests.mosquitto import Mosquitto

from .living import LAMP, Household, Hub, configuration, started, valve

pytestmark = [pytest.mark.broker, pytest.mark.whole]
MakeHub = Callable[[Mapping[str, Any]], Hub]
PHONE = {"owntracks": "ana/phone"}
TABLET = {"espresense": "irk:ana-tablet"}
PIR = [{"topic": "home/living/motion", "quantity": "occupancy"}]
THERE = {"lat": 52.37, "lon": 4.9, "acc": 15}
FAR = {"lat": 52.09, "lon": 5.12}  # 40 km off


def with_sources(port: int, sources: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    config = configuration(port, {"living_room": LAMP, "kitchen": []})
    config["occupants"]["ana"]["presence"] = list(sources)
    return config


def phone(home: Household, **told: Any) -> None:
    """What Ana's phone says; its own time is now."""
    said = {"_type": "location", "tst": int(time.time()), "tid": "an", **told}
    topic = "owntracks/ana/phone" + ("/event" if said["_type"] == "transition" else "")
    home.publish(topic, json.dumps(said))


def tablet(home: Household, room: str = "living_room") -> None:
    home.publish(f"espresense/devices/irk:ana-tablet/{room}", json.dumps({"id": "irk:ana-tablet", "distance": 1.2}))


def place(home: Household, mark: int = 0) -> str | None:
    """Where the hub says that Ana is."""
    found = home.since(mark, "attune/occupant/ana/room")
    return found[-1] if found else None


def is_at(home: Household, where: str) -> None:
    home.wait_for(lambda: place(home) == where, f"ana at {where}")


# 8: a phone that forgets to tell that it left


@pytest.mark.parametrize(
    "gone",
    [
        FAR,
        {**FAR, "acc": 65},
        {**FAR, "inregions": ["Home"]},
        {**FAR, "inregions": []},
        {"_type": "transition", "event": "leave", "desc": "Home", **FAR},
        {"_type": "transition", "event": "leave", "wtst": 1700000000, **FAR},
    ],
    ids=["bare", "how exact", "home all the same", "no region", "left", "left, not said what"],
)
def test_case_8_who_is_far_from_home_is_not_at_home_whatever_region_the_phone_forgot(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, gone: Mapping[str, Any]
) -> None:
    started(household, make_hub(with_sources(mosquitto.port, [PHONE])))
    phone(household, inregions=["Home"], **THERE)
    household.quiet(0.2)
    assert place(household) == "unknown"  # at home, in no room anybody knows
    phone(household, **gone)
    is_at(household, "not_home")
    phone(household, inregions=["Home"], **THERE)
    is_at(household, "unknown")


def test_case_8_a_vague_position_ends_nothing_and_a_waypoint_moves_nobody(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub
) -> None:
    started(household, make_hub(with_sources(mosquitto.port, [PHONE])))
    phone(household, inregions=["Home"], **THERE)
    phone(household, **FAR, acc=60_000)
    phone(household, _type="waypoint", desc="Home", rad=100, **FAR)
    household.quiet(0.3)
    assert place(household) == "unknown"


def test_case_8_how_far_is_still_at_home_is_the_configurations(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub
) -> None:
    config = with_sources(mosquitto.port, [PHONE])
    config["home"]["radius"] = 5000
    started(household, make_hub(config))
    phone(household, **FAR)
    is_at(household, "not_home")
    phone(household, lat=52.38, lon=4.9, acc=15)  # a kilometre north
    is_at(household, "unknown")
    phone(household, **FAR)
    is_at(household, "not_home")
    phone(household, lat=52.43, lon=4.9, acc=15)  # seven
    household.quiet(0.3)
    assert place(household) == "not_home"


# 9: a tablet lies at home


def test_case_9_a_tablet_that_is_heard_every_second_holds_nobody_whose_phone_is_far_off(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub
) -> None:
    started(household, make_hub(with_sources(mosquitto.port, [TABLET, PHONE])))
    phone(household, inregions=["Home"], **THERE)
    for _ in range(3):
        tablet(household)
        household.quiet(1.0)
    phone(household, _type="transition", event="leave", desc="Home", **FAR)
    is_at(household, "not_home")
    mark = household.mark()
    for _ in range(5):
        tablet(household)
        household.quiet(1.0)
    assert household.since(mark, "attune/occupant/ana/room") == []


def test_case_9_nor_one_whose_phone_says_that_it_left_and_not_where_it_is(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub
) -> None:
    started(household, make_hub(with_sources(mosquitto.port, [TABLET, PHONE])))
    phone(household, inregions=["Home"], **THERE)
    tablet(household)
    household.quiet(1.0)
    phone(household, _type="transition", event="leave", desc="Home")

    for _ in range(60):  # it may be a slip: for half a minute it waits for what is heard on
        tablet(household)
        household.quiet(1.0)
        if place(household) == "not_home":
            return
    raise AssertionError("her phone was not believed")


@pytest.mark.parametrize("gone", [{"inregions": []}, {"_type": "transition", "event": "leave", "desc": "Home"}])
def test_case_9_what_is_named_as_staying_behind_holds_nobody_even_without_a_position(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, gone: Mapping[str, Any]
) -> None:
    started(household, make_hub(with_sources(mosquitto.port, [{**TABLET, "stays": True}, PHONE])))
    phone(household, inregions=["Home"], **THERE)
    tablet(household)
    household.quiet(0.3)
    assert place(household) == "unknown"  # the tablet does not say where she is
    phone(household, **gone)
    is_at(household, "not_home")
    tablet(household)
    household.quiet(0.3)
    assert place(household) == "not_home"


# 14, 15, 18: rooms that end


def ending(port: int, after: float, **living_room: Any) -> dict[str, Any]:
    """The lamp goes out when the living room is empty; a person is not lit again so soon as a flutter might come."""
    config = configuration(port, {"living_room": LAMP, "kitchen": []})
    config["rooms"]["living_room"] |= {"when_empty": {"light": "off", "after": after}, **living_room}
    config["safety"]["arrival_gap"] = 300
    config["occupants"]["ana"]["pinned"] = [
        {"room": "living_room", "quantity": quantity, "value": value}
        for quantity, value in (("power", True), ("brightness", 0.5))
    ]
    return config


def comes(home: Household, lamp: SimulatedZigbee) -> None:
    home.goes("ana", "living_room")
    home.wait_for(lambda: lamp.state["state"] == "ON", "light")
    home.quiet(2.3)  # it may be changed again


def is_dark(home: Household, lamp: SimulatedZigbee) -> None:
    home.wait_for(lambda: lamp.state["state"] == "OFF", "darkness")


def test_case_14_back_into_what_the_hub_made_dark_is_an_arrival_however_soon(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, lamp: SimulatedZigbee
) -> None:
    hub = started(household, make_hub(ending(mosquitto.port, 1)))
    comes(household, lamp)
    household.goes("ana", "not_home")
    is_dark(household, lamp)
    household.quiet(2.3)
    mark = household.mark()
    household.goes("ana", "living_room")
    decision = household.decision(mark)
    assert (decision["trigger"], decision["occupants"]) == ("arrival", ["ana"])
    household.wait_for(lambda: lamp.state["state"] == "ON", "light as on any arrival")
    assert hub.asked("why", "--room", "living_room")["id"] == decision["id"]


def test_case_15_an_empty_room_goes_dark_once_the_broker_is_back(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, lamp: SimulatedZigbee
) -> None:
    hub = started(household, make_hub(ending(mosquitto.port, 2)))
    comes(household, lamp)
    household.goes("ana", "not_home")
    household.heeded()
    mosquitto.kill()
    time.sleep(3)  # in which the room's time runs out
    mosquitto.start()
    household.wait_for(lambda: hub.status()["link"]["state"] == "up", "the hub on the broker")
    is_dark(household, lamp)


def test_case_15_an_empty_room_goes_dark_once_the_hub_is_back(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, lamp: SimulatedZigbee
) -> None:
    hub = started(household, make_hub(ending(mosquitto.port, 2)))
    comes(household, lamp)
    household.goes("ana", "not_home")
    household.heeded()
    hub.kill()
    time.sleep(3)
    started(household, hub)
    is_dark(household, lamp)


@pytest.mark.parametrize("how", ["came", "set"])
def test_case_15_what_is_no_longer_true_is_owed_no_more(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, lamp: SimulatedZigbee, how: str
) -> None:
    hub = started(household, make_hub(ending(mosquitto.port, 3)))
    comes(household, lamp)
    household.goes("ana", "not_home")
    household.heeded()
    if how == "set":
        household.sets(lamp, state="ON", brightness=33)
        household.quiet(0.3)
    hub.kill()
    time.sleep(3)
    started(household, hub)
    if how == "came":
        household.goes("ana", "living_room")
    mark = household.mark()
    household.quiet(8)
    assert [told for _, told in household.commands(mark) if told.get("state") == "OFF"] == []


def test_case_18_a_room_somebody_unknown_moves_in_is_not_empty(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, lamp: SimulatedZigbee
) -> None:
    started(household, make_hub(ending(mosquitto.port, 1, sensors=PIR)))
    comes(household, lamp)
    household.publish("home/living/motion", "on")
    household.goes("ana", "not_home")
    household.quiet(3)
    assert lamp.state["state"] == "ON"
    household.publish("home/living/motion", "off")
    is_dark(household, lamp)


# 16: heating in steps


def test_case_16_a_step_on_the_way_to_what_is_wanted_teaches_nothing(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub
) -> None:
    trv = valve("living_trv")
    household.add(trv)
    config = configuration(mosquitto.port, {"living_room": [{"zigbee2mqtt": "living_trv"}], "kitchen": []})
    config["occupants"]["ana"]["pinned"] = [{"room": "living_room", "quantity": "setpoint", "value": 21.0}]
    trv.state["current_heating_setpoint"] = 16.0
    hub = started(household, make_hub(config))
    mark = household.mark()
    household.goes("ana", "living_room")
    decision = household.decision(mark)
    (wish,) = [wish for wish in decision["wishes"] if wish["quantity"] == "setpoint"]
    assert (wish["value"], wish["towards"]) == (19.0, 21.0)
    household.quiet(4)  # longer than a change still corrects
    household.goes("ana", "not_home")
    household.quiet(0.5)
    with contextlib.closing(sqlite3.connect(hub.folder / "attune.db")) as read:
        assert read.execute("select kind, value from examples").fetchall() == []
