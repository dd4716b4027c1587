"""Coloured lamps behind other bridges than Zigbee's, on the running program: given, put back, and a hand's is learned."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from benchmarks.simulated import home_assistant_mqtt, homie, zwavejs
from benchmarks.simulated.device import Simulated
from devices.vocabulary import WHITE, Value
from tests.mosquitto import Mosquitto

from .learned import learned
from .living import Household, Hub, configuration
from .real_bridges import Bridges

pytestmark = [pytest.mark.broker, pytest.mark.whole]
MakeHub = Callable[[Mapping[str, Any]], Hub]
RED, BLUE = "#ff0000", "#0000ff"
KINDS: Mapping[str, tuple[type[Simulated], Mapping[str, Any]]] = {
    "homie_4": (homie.Homie, {"manner": homie.LAMP, "version": 4}),
    "homie_5": (homie.Homie, {"manner": homie.AIMING, "version": 5}),
    "zwavejs": (zwavejs.Node, {"manner": zwavejs.DIMMER}),
    "template": (home_assistant_mqtt.Strip, {"manner": home_assistant_mqtt.JSON_LAMP}),
}


@pytest.fixture
def bridges(mosquitto: Mosquitto) -> Iterator[Bridges]:
    with Bridges(mosquitto.port) as found:
        yield found


@pytest.mark.parametrize("kind", KINDS)
def test_a_coloured_lamp_is_given_its_colour_heard_when_a_hand_changes_it_and_put_back(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, bridges: Bridges, kind: str
) -> None:
    make, given = KINDS[kind]
    values: dict[str, Value] = {"power": True, "brightness": 0.6, "colour": WHITE}
    lamp = bridges.add(make, id="lamp", values=values, **given)
    bridges.announce()
    config = configuration(mosquitto.port, {"living_room": [dict(lamp.block())]})
    config["occupants"]["ana"]["pinned"] = [{"room": "living_room", "quantity": "colour", "value": "red"}]
    hub = make_hub(config)
    hub.start(household)
    household.goes("ana", "not_home")
    bridges.after(0.0, lamp.repeat)
    bridges.settle()
    household.quiet(1.0)
    mark = household.mark()
    household.goes("ana", "living_room")
    decided = household.decision(mark)
    [wish] = [one for one in decided["wishes"] if one["quantity"] == "colour"]
    assert (wish["outcome"], wish["value"]) == ("sent", RED)
    household.wait_for(lambda: lamp.dials["colour"].target == RED, "the lamp to be red")
    household.quiet(6.0)
    hub.attune("undo", "last")
    household.wait_for(lambda: lamp.dials["colour"].target == WHITE, "the lamp to be white again")
    household.quiet(6.0)
    bridges.by_hand(lamp, {"colour": BLUE})
    bridges.settle()
    household.wait_for(lambda: ("colour", BLUE) in learned(hub), "the hand's colour to be learned")
