"""Between the arrivals, through the running program: a film, somebody who leaves, modes, an evening that does not count."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.devices.simulated_zigbee import SimulatedZigbee
from tests.mosquitto import Mosquitto

from .living import Household, Hub, configuration, started, teach, tunable_lamp

pytestmark = [pytest.mark.broker, pytest.mark.whole]
MakeHub = Callable[[Mapping[str, Any]], Hub]
LAMP = [{"zigbee2mqtt": "lamp"}]


@pytest.fixture
def lamp(household: Household) -> SimulatedZigbee:
    found = tunable_lamp("lamp")
    household.add(found)
    return found


def pinned(level: float) -> list[dict[str, Any]]:
    wants = {"power": True, "brightness": level}
    return [{"room": "living_room", "quantity": quantity, "value": value} for quantity, value in wants.items()]


def awaited(household: Household, mark: int, trigger: str) -> dict[str, Any]:
    """The decision of a trigger, once it is told."""

    def told() -> dict[str, Any] | None:
        return next((d for d in household.since(mark, "attune/decision") if d["trigger"] == trigger), None)

    found: dict[str, Any] = household.wait_for(told, f"a decision for {trigger}")
    return found


def test_who_stays_has_it_their_own_way_in_a_slow_fade_when_the_other_leaves(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, lamp: SimulatedZigbee
) -> None:
    config = configuration(mosquitto.port, {"living_room": LAMP}, people=("ana", "ben"))
    config["rooms"]["living_room"]["sharing"] = {"light": "mean"}
    for who, level in (("ana", 0.3), ("ben", 0.9)):
        config["occupants"][who]["pinned"] = pinned(level)
    started(household, make_hub(config))
    household.goes("ana", "living_room")
    household.wait_for(lambda: lamp.state["state"] == "ON", "light")
    household.quiet(2.3)
    household.goes("ben", "living_room")
    household.wait_for(lambda: lamp.state["brightness"] > 120, "what lies between")
    household.quiet(5.0)  # nothing is awaited of the lamp any more
    mark = household.mark()
    household.goes("ben", "not_home")
    # Two kinds, or one kind twice, never move at one moment: a minute after the arrival at the latest.
    decision = household.wait_for(
        lambda: next((d for d in household.since(mark, "attune/decision") if d["trigger"] == "company"), None), "company", 90
    )
    assert decision["occupants"] == ["ana"]
    told = [payload for _, payload in household.commands(mark)]
    assert 30 <= told[-1]["transition"] <= 120
    assert 70 <= told[-1]["brightness"] <= 82


def test_a_party_is_told_shown_and_outlives_a_kill(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, lamp: SimulatedZigbee
) -> None:
    config = configuration(mosquitto.port, {"living_room": LAMP})
    config["occupants"]["ana"]["pinned"] = pinned(0.5)
    hub = started(household, make_hub(config))
    mark = household.mark()
    household.publish("attune/room/living_room/mode/set", '{"mode": "party", "until": "morning"}')
    topic = "attune/room/living_room/mode"
    household.wait_for(lambda: [m for m in household.since(mark, topic) if m and m["mode"] == "party"], "the party")
    hub.kill()
    started(household, hub)
    mark = household.mark()
    household.goes("ana", "living_room")
    decision = household.decision(mark)
    assert {w["code"] for w in decision["wishes"]} <= {"mode"}
    assert household.commands(mark) == []
    assert hub.asked("status")["rooms"][0]["mode"]["mode"] == "party"
    assert hub.asked("mode", "normal", "--room", "living_room")["mode"] == "normal"
    household.goes("ana", "not_home")
    household.quiet(0.3)
    household.goes("ana", "living_room")
    household.wait_for(lambda: lamp.state["state"] == "ON", "light as on any arrival")


def test_an_evening_is_shown_forgotten_and_taken_back_by_the_command_line(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, lamp: SimulatedZigbee
) -> None:
    hub = started(household, make_hub(configuration(mosquitto.port, {"living_room": LAMP})))
    teach(household, "ana", "living_room", lamp, times=3, state="ON", brightness=100)
    household.quiet(0.6)

    def known() -> int:
        return int(hub.status()["people"][0]["examples"].get("brightness", 0))

    before = known()
    assert before > 0
    span = ("forget", "--from", "2026-01-01 00:00", "--yes")
    assert "Does not count any more" in hub.attune(*span, "--room", "living_room")
    assert known() == 0
    assert "Counts again" in hub.attune("forget", "--undo")
    assert known() == before
    hub.attune("forget", "--from", "soon", expect=1)
    hub.attune("forget", "ana", "--from", "18:00", expect=2)


def test_what_goes_on_is_answered_at_once(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, lamp: SimulatedZigbee
) -> None:
    config = configuration(mosquitto.port, {"living_room": LAMP})
    config["occupants"]["ana"]["pinned"] = pinned(0.5)
    started(household, make_hub(config))
    household.goes("ana", "living_room")
    household.wait_for(lambda: lamp.state["state"] == "ON", "light")
    mark = household.mark()
    household.publish("attune/room/living_room/activity/set", "watching")
    decision = awaited(household, mark, "activity")
    assert "what goes on there changed" in decision["sentence"]
    assert household.commands(mark) == []
