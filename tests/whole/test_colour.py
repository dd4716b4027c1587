"""Coloured light on the running program: what a hand sets is learned, given, explained, put back, exported and forgotten."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.devices.simulated_zigbee import SimulatedZigbee
from tests.mosquitto import Mosquitto

from .learned import learned
from .living import Household, Hub, configuration, definition, started, teach

pytestmark = [pytest.mark.broker, pytest.mark.whole]
MakeHub = Callable[[Mapping[str, Any]], Hub]
RED, BLUE, WARM = {"x": 0.7006, "y": 0.2993}, {"x": 0.1355, "y": 0.0399}, 370


@pytest.fixture
def lamp() -> SimulatedZigbee:
    state = {"state": "OFF", "brightness": 254, "color_temp": WARM, "color_mode": "color_temp", "color": {"x": 0.46, "y": 0.41}}
    return SimulatedZigbee(definition("046677577490"), "lamp", "0x00158d0000000001", state=state)


def evening(lamp: SimulatedZigbee) -> Mapping[str, Any]:
    return {"state": "ON", "brightness": 100, "color": RED, "color_mode": "xy"}


def wish(decision: Mapping[str, Any], quantity: str) -> Mapping[str, Any]:
    return next(one for one in decision["wishes"] if one["quantity"] == quantity)


def as_it_was(home: Household, lamp: SimulatedZigbee) -> None:
    home.sets(lamp, state="OFF", brightness=254, color_temp=WARM, color_mode="color_temp", color={"x": 0.46, "y": 0.41})
    home.quiet(0.3)


def test_a_colour_is_learned_given_explained_and_put_back(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, lamp: SimulatedZigbee
) -> None:
    household.add(lamp)
    hub = started(household, make_hub(configuration(mosquitto.port, {"living_room": [{"zigbee2mqtt": "lamp"}]})))
    teach(household, "ana", "living_room", lamp, **evening(lamp))
    lessons = learned(hub)
    assert ("colour", "#ff0000") in lessons
    reds = [kind for kind, value in lessons if value == "#ff0000"]
    assert len(reds) >= 10
    assert not [value for kind, value in lessons if kind == "colour_temperature"], "a coloured lamp teaches no warmth"
    as_it_was(household, lamp)
    mark = household.mark()
    household.goes("ana", "living_room")
    told = household.decision(mark)
    assert (wish(told, "colour")["outcome"], wish(told, "colour")["value"]) == ("sent", "#ff0000")
    household.wait_for(lambda: lamp.state["color_mode"] == "xy", "the lamp to be red")
    assert lamp.state["color"] == RED
    assert "colour to red" in told["sentence"]
    assert "red" in hub.attune("why", "last")
    assert "red" in hub.attune("habits", "ana")
    household.quiet(3.0)
    hub.attune("undo", "last")
    household.wait_for(lambda: lamp.state["state"] == "OFF", "the lamp to be out again")
    assert lamp.state["color_mode"] == "color_temp"
    folder = hub.folder / "out"
    hub.attune("export", "ana", str(folder))
    assert "#ff0000" in "".join(file.read_text("utf-8") for file in folder.rglob("*.json"))
    hub.attune("forget", "ana", "--yes")
    assert not [value for _, value in learned(hub) if value == "#ff0000"]


def test_white_after_red_is_a_choice_too_and_teaches_its_warmth(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, lamp: SimulatedZigbee
) -> None:
    household.add(lamp)
    hub = started(household, make_hub(configuration(mosquitto.port, {"living_room": [{"zigbee2mqtt": "lamp"}]})))
    household.goes("ana", "living_room")
    household.quiet(0.3)
    household.sets(lamp, **evening(lamp))
    household.quiet(0.6)
    household.sets(lamp, color_temp=WARM, color_mode="color_temp", color={"x": 0.46, "y": 0.41})
    household.quiet(0.6)
    household.goes("ana", "not_home")
    household.quiet(0.6)
    assert [value for kind, value in learned(hub) if kind == "colour"] == ["#ff0000", "white"]
    assert [value for kind, value in learned(hub) if kind == "colour_temperature"] == [pytest.approx(1e6 / WARM, abs=1)]


def test_a_pinned_colour_by_its_name_and_its_undo_with_the_white_that_was_there(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, lamp: SimulatedZigbee
) -> None:
    household.add(lamp)
    config = configuration(mosquitto.port, {"living_room": [{"zigbee2mqtt": "lamp"}]})
    config["occupants"]["ana"]["pinned"] = [
        {"room": "living_room", "quantity": "power", "value": True},
        {"room": "living_room", "quantity": "colour", "value": "blue"},
    ]
    hub = started(household, make_hub(config))
    household.sets(lamp, state="ON")
    household.quiet(0.3)
    mark = household.mark()
    household.goes("ana", "living_room")
    assert wish(household.decision(mark), "colour")["value"] == "#0000ff"
    household.wait_for(lambda: lamp.state["color_mode"] == "xy", "the lamp to be blue")
    assert lamp.state["color"] == BLUE
    household.quiet(3.0)
    hub.attune("undo", "last")
    household.wait_for(lambda: lamp.state["color_mode"] == "color_temp", "the lamp to be white again")
    assert lamp.state["color_temp"] == WARM


def test_a_wrong_colour_in_the_configuration_is_named(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, lamp: SimulatedZigbee
) -> None:
    household.add(lamp)
    config = configuration(mosquitto.port, {"living_room": [{"zigbee2mqtt": "lamp"}]})
    config["occupants"]["ana"]["pinned"] = [{"room": "living_room", "quantity": "colour", "value": "reddish"}]
    wrong = make_hub(config).attune("check", expect=2)
    assert "is no colour" in wrong
    assert json.dumps("reddish") in wrong or "reddish" in wrong
