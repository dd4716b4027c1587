"""In doubt the hand wins, through the running program: case 13 of the collection."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.devices.simulated_zigbee import SimulatedZigbee
from tests.mosquitto import Mosquitto

from .living import Household, Hub, configuration, started

pytestmark = [pytest.mark.broker, pytest.mark.whole]
MakeHub = Callable[[Mapping[str, Any]], Hub]


def settings(port: int, **ana_wants: Any) -> dict[str, Any]:
    config = configuration(port, {"living_room": [{"zigbee2mqtt": "living_lamp"}]}, people=("ana", "ben"))
    wants = {"ana": ana_wants, "ben": {"power": True, "brightness": 0.79}}
    for who, wanted in wants.items():
        config["occupants"][who]["pinned"] = [
            {"room": "living_room", "quantity": quantity, "value": value} for quantity, value in wanted.items()
        ]
    return config


@pytest.mark.parametrize("after_s", [0.3, 0.8, 1.5])
@pytest.mark.parametrize("wants", [{"power": True, "brightness": 0.79}, {"power": True}], ids=["a level", "a bare ON"])
def test_case_13_what_her_hand_set_while_the_lamp_came_on_stays_when_he_comes(
    mosquitto: Mosquitto,
    household: Household,
    make_hub: MakeHub,
    lamp: SimulatedZigbee,
    after_s: float,
    wants: dict[str, Any],
) -> None:
    household.deaf.add("living_lamp")  # what it says is said here, word by word
    started(household, make_hub(settings(mosquitto.port, **wants)))
    household.quiet(0.3)
    mark = household.mark()
    household.goes("ana", "living_room")
    household.wait_for(lambda: household.commands(mark), "light")
    household.sets(lamp, state="ON", brightness=200)
    household.quiet(after_s)
    household.sets(lamp, state="ON", brightness=20)
    household.quiet(2.0)
    mark = household.mark()
    household.goes("ben", "living_room")
    codes = {wish["quantity"]: wish["code"] for wish in household.decision(mark)["wishes"]}
    assert codes["brightness"] in ("in_doubt", "held_by_hand")
    household.quiet(1.0)
    assert household.commands(mark) == []
