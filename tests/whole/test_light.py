"""Light, as seen from outside: what was set by hand comes by itself; a hand is left alone; echoes teach nothing."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.devices.simulated_zigbee import SimulatedZigbee
from tests.mosquitto import Mosquitto

from .living import LAMP, Household, Hub, configuration, teach, tunable_lamp

pytestmark = [pytest.mark.broker, pytest.mark.whole]
MakeHub = Callable[[Mapping[str, Any]], Hub]
WARM: dict[str, Any] = {"state": "ON", "brightness": 76, "color_temp": 370}
BRIGHT: dict[str, Any] = {"state": "ON", "brightness": 240, "color_temp": 170}


def started(household: Household, make_hub: MakeHub, config: Mapping[str, Any]) -> Hub:
    hub = make_hub(config)
    hub.start(household)
    household.tell_states()
    return hub


@pytest.mark.shows("mqtt.host", "mqtt.port")
def test_what_a_person_set_by_hand_comes_by_itself(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, lamp: SimulatedZigbee
) -> None:
    hub = started(household, make_hub, configuration(mosquitto.port, {"living_room": LAMP}))
    teach(household, "ana", "living_room", lamp, **WARM)
    household.quiet(2.2)
    mark = household.mark()
    household.goes("ana", "living_room")
    decision = household.decision(mark)
    (topic, told), *more = household.wait_for(lambda: household.commands(mark), "a command")
    assert topic == "zigbee2mqtt/living_lamp/set"
    assert told["state"] == "ON"
    assert abs(told["brightness"] - 76) <= 12
    assert abs(told["color_temp"] - 370) <= 20
    assert more == []
    assert {w["outcome"] for w in decision["wishes"]} == {"sent"}
    assert decision["occupants"] == ["ana"]
    mark = household.mark()
    household.goes("ana", "living_room")
    household.quiet(0.5)
    assert household.since(mark, "attune/decision") == []
    why = hub.asked("why")
    assert why["id"] == decision["id"]
    assert why["sentence"] == decision["sentence"]
    assert {e["occupant"] for e in why["evidence"]} == {"ana"}


def test_two_people_with_opposite_habits_each_get_their_own(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, lamp: SimulatedZigbee
) -> None:
    started(household, make_hub, configuration(mosquitto.port, {"living_room": LAMP}, ("ana", "ben")))
    household.goes("ben", "not_home")
    teach(household, "ana", "living_room", lamp, **WARM)
    teach(household, "ben", "living_room", lamp, **BRIGHT)
    got = {}
    for who in ("ana", "ben", "ana"):
        household.quiet(2.2)
        mark = household.mark()
        household.goes(who, "living_room")
        (_, told), *_ = household.wait_for(lambda mark=mark: household.commands(mark), f"the light of {who}")
        got[who] = told["brightness"]
        household.quiet(2.2)
        household.goes(who, "not_home")
        household.sets(lamp, state="OFF")
    assert abs(got["ana"] - 76) <= 20
    assert abs(got["ben"] - 240) <= 20


def test_a_shared_room_gets_one_value_and_says_for_whom(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, lamp: SimulatedZigbee
) -> None:
    config = configuration(mosquitto.port, {"living_room": LAMP}, ("ana", "ben"))
    config["rooms"]["living_room"] |= {"owner": "ben", "sharing": {"light": "owner"}}
    started(household, make_hub, config)
    household.goes("ben", "not_home")
    teach(household, "ana", "living_room", lamp, **WARM)
    teach(household, "ben", "living_room", lamp, **BRIGHT)
    household.goes("ana", "living_room")
    household.quiet(2.5)
    mark = household.mark()
    household.goes("ben", "living_room")
    decision = household.decision(mark)
    assert decision["occupants"] == ["ana", "ben"]
    level = next(w for w in decision["wishes"] if w["quantity"] == "brightness")
    assert level["for"] == ["ana", "ben"]
    assert abs(level["value"] - 240 / 254) <= 0.08


def test_a_person_without_history_gets_nothing_surprising(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, lamp: SimulatedZigbee
) -> None:
    hub = started(household, make_hub, configuration(mosquitto.port, {"living_room": LAMP}))
    mark = household.mark()
    household.goes("ana", "living_room")
    decision = household.decision(mark)
    household.quiet(0.5)
    assert {w["outcome"] for w in decision["wishes"]} == {"held"}
    assert household.commands(mark) == []
    assert "nothing has been learned" in hub.asked("why")["sentence"]


def test_a_hand_is_respected_until_the_person_leaves(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, lamp: SimulatedZigbee
) -> None:
    started(household, make_hub, configuration(mosquitto.port, {"living_room": LAMP}, ("ana", "ben")))
    household.goes("ben", "not_home")
    teach(household, "ana", "living_room", lamp, **WARM)
    household.quiet(2.2)
    household.goes("ana", "living_room")
    household.quiet(4.5)
    household.sets(lamp, state="ON", brightness=200)
    household.quiet(0.5)
    mark = household.mark()
    household.goes("ben", "living_room")
    decision = household.decision(mark)
    household.quiet(2.5)
    held = next(w for w in decision["wishes"] if w["quantity"] == "brightness")
    assert (held["outcome"], held["code"]) == ("held", "held_by_hand")
    assert [told for _, told in household.commands(mark) if "brightness" in told] == []


def test_the_hubs_own_echo_with_fade_and_rounding_teaches_nothing(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, lamp: SimulatedZigbee
) -> None:
    hub = started(household, make_hub, configuration(mosquitto.port, {"living_room": LAMP}))
    teach(household, "ana", "living_room", lamp, **WARM)
    household.quiet(2.2)
    learned = _examples(hub)
    for _ in range(3):
        mark = household.mark()
        household.goes("ana", "living_room")
        household.wait_for(lambda mark=mark: household.commands(mark), "a command")
        household.quiet(2.6)  # the optimistic echo, the middle of the fade, the device's own word
        household.goes("ana", "not_home")
        household.sets(lamp, state="OFF", brightness=254)
        household.quiet(0.3)
    assert _examples(hub) == learned


def test_another_programs_command_is_no_lesson(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, lamp: SimulatedZigbee
) -> None:
    hub = started(household, make_hub, configuration(mosquitto.port, {"living_room": LAMP}))
    household.sets(lamp, state="ON", brightness=100)
    household.goes("ana", "living_room")
    household.quiet(0.3)
    for level in (30, 220, 60):
        household.publish("zigbee2mqtt/living_lamp/set", f'{{"brightness": {level}}}')
        household.quiet(1.2)
    household.goes("ana", "not_home")
    household.quiet(0.3)
    assert _examples(hub) == {}


def test_lamps_that_are_to_be_alike_are_told_through_their_group(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub
) -> None:
    one, two = tunable_lamp("one", 1), tunable_lamp("two", 2)
    household.add(one, two)
    household.group("both", one, two)
    config = configuration(mosquitto.port, {"living_room": [{"zigbee2mqtt": "one"}, {"zigbee2mqtt": "two"}]})
    config["rooms"]["living_room"]["when_empty"] = {"light": "off", "after": 0.5}
    started(household, make_hub, config)
    household.goes("ana", "living_room")
    household.sets(one, state="ON", brightness=200)
    household.sets(two, state="ON", brightness=100)
    household.quiet(0.6)
    mark = household.mark()
    household.goes("ana", "not_home")
    told = household.wait_for(lambda: household.commands(mark), "the lamps to go off")
    household.quiet(0.5)
    assert told == [("zigbee2mqtt/both/set", {"state": "OFF"})]


def test_a_device_that_does_not_answer_is_tried_three_times_and_told_of(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, lamp: SimulatedZigbee
) -> None:
    config = configuration(mosquitto.port, {"living_room": LAMP})
    config["rooms"]["living_room"]["when_empty"] = {"light": "off", "after": 0.2}
    started(household, make_hub, config)
    household.goes("ana", "living_room")
    household.sets(lamp, state="ON", brightness=200)
    household.quiet(0.5)
    household.deaf.add("living_lamp")
    mark = household.mark()
    household.goes("ana", "not_home")
    household.wait_for(lambda: household.since(mark, "attune/problem"), "the problem to be told")
    household.quiet(1.0)
    assert len(household.commands(mark)) == 3


def _examples(hub: Hub) -> Any:
    people = hub.asked("status")["people"]
    return next(p["examples"] for p in people if p["person"] == "ana")
