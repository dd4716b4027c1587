"""Cases 20 and 23: what a dark lamp is set to is seen by nobody. It is put back, never suggested, and never lights the lamp."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.devices.simulated_zigbee import SimulatedZigbee
from tests.mosquitto import Mosquitto

from .living import Household, Hub, configuration, tunable_lamp

pytestmark = [pytest.mark.broker, pytest.mark.whole]
MakeHub = Callable[[Mapping[str, Any]], Hub]


@pytest.fixture
def lamp(household: Household) -> SimulatedZigbee:
    device = tunable_lamp("lamp")
    device.state |= {"state": "OFF", "brightness": 128, "color_temp": 250}
    household.add(device)
    return device


def wanting(port: int, **wants: Any) -> dict[str, Any]:
    """Ana's wishes are written down: sure at once."""
    config = configuration(port, {"living_room": [{"zigbee2mqtt": "lamp"}]})
    config["learning"]["correction_window"] = 600
    config["occupants"]["ana"]["pinned"] = [
        {"room": "living_room", "quantity": quantity, "value": value} for quantity, value in wants.items()
    ]
    return config


def lit_for_ana(household: Household, hub: Hub, lamp: SimulatedZigbee) -> None:
    hub.start(household)
    household.tell_states()
    household.quiet(0.3)
    household.goes("ana", "living_room")
    household.wait_for(lambda: lamp.state["state"] == "ON" and lamp.state["brightness"] == 203, "what ana wants")


@pytest.mark.parametrize("after_s", [0.2, 2.5], ids=["at once", "later"])
def test_case_23_undo_of_an_arrival_leaves_the_lamp_dark_and_as_it_was_when_it_is_lit_again(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, lamp: SimulatedZigbee, after_s: float
) -> None:
    hub = make_hub(wanting(mosquitto.port, power=True, brightness=0.8, colour_temperature=2700))
    lit_for_ana(household, hub, lamp)
    household.quiet(after_s)
    hub.attune("undo")
    household.wait_for(lambda: lamp.state["state"] == "OFF", "the dark")
    household.quiet(3.0)
    assert (lamp.state["state"], lamp.state["brightness"]) == ("OFF", 128)
    assert lamp.state["color_temp"] == pytest.approx(250, abs=1)
    assert hub.status()["people"][0]["examples"].keys() == {"power"}  # of what nobody saw nobody said anything
    mark = household.mark()
    household.sets(lamp, state="ON")
    household.quiet(1.0)
    assert (lamp.state["state"], lamp.state["brightness"]) == ("ON", 128)
    assert household.commands(mark) == []


def test_undo_since_a_time_puts_back_all_of_it_and_says_what_a_hand_has_moved(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, lamp: SimulatedZigbee
) -> None:
    hub = make_hub(wanting(mosquitto.port, power=True, brightness=0.8, colour_temperature=2700))
    since = datetime.now(UTC).isoformat(timespec="seconds")
    lit_for_ana(household, hub, lamp)
    household.quiet(2.5)
    assert "undone" in hub.attune("undo", "--since", since, "--room", "living_room")
    household.wait_for(lambda: (lamp.state["state"], lamp.state["brightness"]) == ("OFF", 128), "the dark it was in")
    assert "stands any more" in hub.attune("undo", "--since", since, expect=1)
    household.goes("ana", "not_home")
    household.quiet(2.5)
    household.goes("ana", "living_room")
    household.wait_for(lambda: lamp.state["state"] == "ON" and lamp.state["brightness"] == 203, "what ana wants again")
    household.quiet(2.5)
    household.sets(lamp, brightness=60)
    household.quiet(2.5)
    assert "it has been moved since" in hub.attune("undo", "--since", since, expect=1)
    assert (lamp.state["state"], lamp.state["brightness"]) == ("ON", 60)


def test_case_23_undo_of_what_a_hand_has_put_out_meanwhile_does_not_light_it(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, lamp: SimulatedZigbee
) -> None:
    hub = make_hub(wanting(mosquitto.port, power=True, brightness=0.8))
    lit_for_ana(household, hub, lamp)
    household.quiet(3.0)
    household.sets(lamp, state="OFF")
    household.quiet(0.5)
    mark = household.mark()
    assert "so already" in hub.attune("undo", expect=1)
    household.quiet(0.5)
    assert household.commands(mark) == []


@pytest.mark.parametrize("autonomy", ["suggest", "act"])
def test_case_20_no_level_is_suggested_for_a_lamp_that_stays_dark_and_a_yes_does_not_light_it(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, lamp: SimulatedZigbee, autonomy: str
) -> None:
    config = wanting(mosquitto.port, brightness=0.8, colour_temperature=2700)
    config["rooms"]["living_room"]["sharing"] = {"light": "ask"}
    make_hub({**config, "autonomy": autonomy}).start(household)
    household.tell_states()
    household.quiet(0.3)
    mark = household.mark()
    household.goes("ana", "living_room")
    levels = [wish for wish in household.decision(mark)["wishes"] if wish["quantity"] != "power"]
    assert [(wish["outcome"], wish["code"]) for wish in levels] == [("held", "dark"), ("held", "dark")]
    household.publish("attune/room/living_room/suggestion/set", "accept")
    household.quiet(0.5)
    assert household.commands(mark) == []


def test_case_20_a_level_is_offered_with_the_light_and_a_yes_gives_both(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, lamp: SimulatedZigbee
) -> None:
    make_hub({**wanting(mosquitto.port, power=True, brightness=0.8), "autonomy": "suggest"}).start(household)
    household.tell_states()
    household.quiet(0.3)
    mark = household.mark()
    household.goes("ana", "living_room")
    offered = {wish["quantity"] for wish in household.decision(mark)["wishes"] if wish["outcome"] == "suggested"}
    assert offered == {"power", "brightness"}
    household.publish("attune/room/living_room/suggestion/set", "accept")
    household.wait_for(lambda: (lamp.state["state"], lamp.state["brightness"]) == ("ON", 203), "the light that was offered")
