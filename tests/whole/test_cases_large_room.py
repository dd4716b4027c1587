"""Case 28: a room of very many lamps. What was decided there is told, in fewer words."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.mosquitto import Mosquitto

from .living import Household, Hub, configuration

pytestmark = [pytest.mark.broker, pytest.mark.whole]
MakeHub = Callable[[Mapping[str, Any]], Hub]
LAMPS = [f"lamp_{number}_in_the_long_gallery_upstairs" for number in range(61)]


def lamp(name: str) -> dict[str, Any]:
    level = {"key": "level", "low": 0, "high": 100}
    quantities = {
        "brightness": level,
        "colour_temperature": {"key": "kelvin", "low": 2000, "high": 6500},
        "power": {"key": "on"},
    }
    return {"topic": {"id": name, "state": f"home/{name}", "command": f"home/{name}/set", "quantities": quantities}}


@pytest.mark.parametrize("wants", [{}, {"power": True, "brightness": 0.4}], ids=["all held", "much sent"])
def test_case_28_a_decision_about_61_lamps_is_told_shortened_and_whole_to_who_asks(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, wants: Mapping[str, Any]
) -> None:
    config = configuration(mosquitto.port, {"gallery": [lamp(name) for name in LAMPS]})
    config["occupants"]["ana"]["pinned"] = [{"room": "gallery", "quantity": q, "value": v} for q, v in wants.items()]
    hub = make_hub(config)
    hub.start(household)
    for name in LAMPS:
        household.publish(f"home/{name}", json.dumps({"on": "off", "level": 50, "kelvin": 4000}))
    household.quiet(0.3)
    mark = household.mark()
    household.goes("ana", "gallery")
    told = household.decision(mark)
    assert told["shortened"] is True
    assert len(json.dumps(told)) < 16 * 1024
    assert len(told["wishes"]) + sum(one["wishes"] for one in told["summed"]) == 3 * 61
    assert ("held", "no_examples", 61) in {(one["outcome"], one["code"], one["wishes"]) for one in told["summed"]} or not wants
    assert {wish["outcome"] for wish in told["wishes"]} == ({"sent"} if wants else set())
    whole = hub.asked("why", told["id"])
    assert len(whole["wishes"]) == 3 * 61
    assert "shortened" not in whole
    household.wait_for(lambda: household.since(mark, "attune/room/gallery/why"), "the room's last decision")
    events = [event for event in household.since(mark, "attune/event") if event["decision"] == told["id"]]
    assert events
    assert all(f"attune why {told['id']}" in event["sentence"] for event in events if wants)
