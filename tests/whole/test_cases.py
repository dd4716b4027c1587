"""What happens in real homes, and what is right: cases by their number in the collection this grew from."""

import contextlib
import json
import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.devices.simulated_zigbee import SimulatedZigbee
from tests.mosquitto import Mosquitto

from .living import LAMP, Household, Hub, configuration, started, teach

pytestmark = [pytest.mark.broker, pytest.mark.whole]
MakeHub = Callable[[Mapping[str, Any]], Hub]
TOM = "zebra_canary_person"  # an id that stands nowhere by chance


def naming(folder: Path, who: str) -> list[str]:
    """Files that hold a person's id; the configuration is the resident's own."""
    found = [path for path in folder.rglob("*") if path.is_file() and path.name != "config.yaml"]
    return sorted(path.name for path in found if who.encode() in path.read_bytes())


def standing(hub: Hub, who: str) -> dict[str, int]:
    """Rows that name a person, by table; lessons and decisions of before are kept until they are forgotten."""
    with contextlib.closing(sqlite3.connect(hub.folder / "attune.db")) as read:
        rows = {
            name: read.execute(f"select * from {name}").fetchall() for name in ("holds", "whereabouts", "debts", "consents")
        }
    counts = {name: sum(who in str(row) for row in found) for name, found in rows.items()}
    return {name: count for name, count in counts.items() if count}


def held_by_hand(home: Household, mark: int) -> list[str]:
    return [wish["code"] for told in home.since(mark, "attune/decision") for wish in told["wishes"]]


# 12: nothing is stored about a person before consent


def unheard_of(port: int, *agreed: str) -> dict[str, Any]:
    """Tom agreed to nothing; whoever else is named agreed to everything."""
    config = configuration(port, {"living_room": LAMP}, people=(TOM, *agreed))
    config["occupants"][TOM]["learn"] = []
    return config


def test_case_12_a_hand_of_who_agreed_to_nothing_leaves_their_id_in_no_file(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, lamp: SimulatedZigbee
) -> None:
    hub = started(household, make_hub(unheard_of(mosquitto.port)))
    household.goes(TOM, "living_room")
    household.quiet(0.3)
    household.sets(lamp, state="ON", brightness=200)
    household.quiet(1.0)
    assert naming(hub.folder, TOM) == []
    hub.attune("consent", TOM, "none")
    assert naming(hub.folder, TOM) == []
    hub.kill()
    assert naming(hub.folder, TOM) == []
    started(household, hub)
    assert hub.stop() == 0
    assert naming(hub.folder, TOM) == []


def test_case_12_of_two_who_set_a_lamp_only_who_agreed_is_kept_and_it_stands_over_a_restart(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, lamp: SimulatedZigbee
) -> None:
    hub = started(household, make_hub(unheard_of(mosquitto.port, "ana")))
    teach(household, "ana", "living_room", lamp, state="ON", brightness=76)
    for who in ("ana", TOM):
        household.goes(who, "living_room")
        household.quiet(0.3)
    household.sets(lamp, state="ON", brightness=200)
    household.quiet(1.0)
    assert naming(hub.folder, TOM) == []
    hub.kill()
    assert naming(hub.folder, TOM) == []
    started(household, hub)
    household.quiet(0.3)
    mark = household.mark()
    household.goes(TOM, "not_home")
    household.quiet(0.3)
    household.goes(TOM, "living_room")  # ana is there all along
    household.decision(mark)
    assert "held_by_hand" in held_by_hand(household, mark)
    assert household.commands(mark) == []
    hub.kill()
    assert naming(hub.folder, TOM) == []


def test_case_12_an_undo_with_somebody_there_who_agreed_to_nothing_names_them_in_no_file(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, lamp: SimulatedZigbee
) -> None:
    hub = started(household, make_hub(unheard_of(mosquitto.port, "ana")))
    teach(household, "ana", "living_room", lamp, state="ON", brightness=76)
    household.goes(TOM, "living_room")
    household.quiet(0.3)
    mark = household.mark()
    household.goes("ana", "living_room")
    household.wait_for(lambda: household.commands(mark), "what ana wants")
    household.quiet(0.5)
    hub.attune("undo")
    household.quiet(1.0)
    assert naming(hub.folder, TOM) == []
    hub.kill()
    assert naming(hub.folder, TOM) == []


def test_case_12_what_stood_of_who_is_taken_out_of_the_configuration_names_them_no_more(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, lamp: SimulatedZigbee
) -> None:
    config = unheard_of(mosquitto.port, "ana")
    config["occupants"][TOM]["learn"] = ["music"]
    hub = started(household, make_hub(config))
    household.goes(TOM, "living_room")
    household.goes("ana", "living_room")
    household.quiet(0.3)
    household.sets(lamp, state="ON", brightness=200)
    household.wait_for(lambda: len(standing(hub, TOM)) == 2, "a hold and a place, which he agreed to")
    hub.kill()
    del config["occupants"][TOM]
    hub.config.write_text(json.dumps(config), "utf-8")
    started(household, hub)
    assert standing(hub, TOM) == {}


def test_case_12_after_consent_is_taken_back_nothing_new_is_stored(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, lamp: SimulatedZigbee
) -> None:
    hub = started(household, make_hub(configuration(mosquitto.port, {"living_room": LAMP}, people=(TOM,))))
    household.goes(TOM, "living_room")
    household.quiet(0.3)
    household.sets(lamp, state="ON", brightness=200)
    household.quiet(1.0)
    hub.attune("consent", TOM, "none")
    assert standing(hub, TOM) == {"consents": 1}  # the no itself
    household.sets(lamp, state="ON", brightness=120)
    household.goes(TOM, "not_home")
    household.quiet(0.3)
    household.goes(TOM, "living_room")
    household.quiet(1.0)
    hub.kill()
    assert standing(hub, TOM) == {"consents": 1}


# 17: never brighter than somebody's limit where they are, whoever else is there


CAP = 76  # of Zigbee's 254: 30 %


def with_a_limit(port: int, ana_wants: Mapping[str, Any] = {}, **more: Any) -> dict[str, Any]:
    """Tom's light is never above 30 %, and he agreed to nothing. Ana's wishes are written down: sure at once."""
    config = configuration(port, {"living_room": LAMP}, people=("ana", "tom"), **more)
    config["occupants"]["tom"] |= {"learn": [], "limits": {"brightness": 30}}
    pins = [{"room": "living_room", "quantity": quantity, "value": value} for quantity, value in ana_wants.items()]
    config["occupants"]["ana"]["pinned"] = pins
    return config


def levels(home: Household, mark: int) -> list[int]:
    return [told["brightness"] for _, told in home.commands(mark) if "brightness" in told]


def limits_said(home: Household, mark: int) -> list[str]:
    told = [wish for decision in home.since(mark, "attune/decision") for wish in decision["wishes"]]
    return [wish["reason"] for wish in told if wish["code"] == "limit"]


def lit_for_ana(home: Household, lamp: SimulatedZigbee) -> None:
    """She comes, and the hub sets what she wants."""
    mark = home.mark()
    home.goes("ana", "living_room")
    home.wait_for(lambda: home.commands(mark), "what ana wants")
    home.wait_for(lambda: lamp.state["state"] == "ON", "light")
    home.quiet(2.3)  # the lamp has faded in, and may be changed again


def test_case_17_whoever_comes_to_somebody_with_a_limit_gets_no_more_light_than_that(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, lamp: SimulatedZigbee
) -> None:
    started(household, make_hub(with_a_limit(mosquitto.port, {"power": True, "brightness": 0.8})))
    household.goes("tom", "living_room")
    household.quiet(0.3)
    mark = household.mark()
    household.goes("ana", "living_room")
    household.wait_for(lambda: household.commands(mark), "light")
    assert levels(household, mark) == [CAP]
    household.decision(mark)
    assert limits_said(household, mark) == ["the brightness limit of who is there is 30 %"]
    household.goes("tom", "not_home")
    household.goes("ana", "not_home")
    household.sets(lamp, state="OFF")
    household.quiet(2.3)
    mark = household.mark()
    household.goes("ana", "living_room")
    household.wait_for(lambda: household.commands(mark), "light")
    assert levels(household, mark) == [203]  # alone, she has what she wants


def test_case_17_what_the_hub_had_set_is_lowered_when_somebody_with_a_limit_comes(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, lamp: SimulatedZigbee
) -> None:
    started(household, make_hub(with_a_limit(mosquitto.port, {"power": True, "brightness": 0.8})))
    lit_for_ana(household, lamp)
    mark = household.mark()
    household.goes("tom", "living_room")
    household.wait_for(lambda: household.commands(mark), "less light")
    assert levels(household, mark) == [CAP]
    household.quiet(2.3)
    household.sets(lamp, state="ON", brightness=220)  # a hand may
    household.quiet(0.5)
    mark = household.mark()
    household.goes("tom", "not_home")
    household.goes("tom", "living_room")
    household.quiet(0.5)
    assert household.commands(mark) == []


def test_case_17_a_lamp_that_is_only_switched_on_gets_a_level_along(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, lamp: SimulatedZigbee
) -> None:
    started(household, make_hub(with_a_limit(mosquitto.port, {"power": True})))
    household.goes("tom", "living_room")
    household.quiet(0.3)
    mark = household.mark()
    household.goes("ana", "living_room")  # the lamp would come on with 254
    ((_, told),) = household.wait_for(lambda: household.commands(mark), "light")
    assert (told["state"], told["brightness"]) == ("ON", CAP)


def test_case_17_a_lamp_that_came_on_by_itself_too_bright_is_lowered(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, lamp: SimulatedZigbee
) -> None:
    started(household, make_hub(with_a_limit(mosquitto.port, {"power": True})))
    lit_for_ana(household, lamp)
    mark = household.mark()
    household.goes("tom", "living_room")
    household.wait_for(lambda: household.commands(mark), "less light")
    assert levels(household, mark) == [CAP]


def test_case_17_undo_puts_back_no_more_than_the_limit(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, lamp: SimulatedZigbee
) -> None:
    hub = started(household, make_hub(with_a_limit(mosquitto.port, {"brightness": 0.1})))
    household.sets(lamp, state="ON", brightness=220)
    household.quiet(0.5)
    lit_for_ana(household, lamp)
    household.goes("tom", "living_room")
    household.quiet(0.3)
    mark = household.mark()
    hub.attune("undo")
    household.wait_for(lambda: household.commands(mark), "what was there, as far as it may")
    assert levels(household, mark) == [CAP]


def test_case_17_a_yes_to_a_suggestion_gives_no_more_than_the_limit(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, lamp: SimulatedZigbee
) -> None:
    config = with_a_limit(mosquitto.port, {"power": True, "brightness": 0.8}, autonomy="suggest")
    config["safety"]["arrival_gap"] = 300
    started(household, make_hub(config))
    for place in ("living_room", "not_home"):
        household.goes("tom", place)
        household.quiet(0.3)
    mark = household.mark()
    household.goes("ana", "living_room")
    assert "suggested" in {wish["outcome"] for wish in household.decision(mark)["wishes"]}
    household.goes("tom", "living_room")  # so soon again that the offer stands as it was made
    household.quiet(0.3)
    mark = household.mark()
    household.publish("attune/room/living_room/suggestion/set", "accept")
    household.wait_for(lambda: household.commands(mark), "what was offered, as far as it may")
    assert levels(household, mark) == [CAP]


def test_case_17_what_is_said_again_is_no_more_than_the_limit(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, lamp: SimulatedZigbee
) -> None:
    config = with_a_limit(mosquitto.port, {"power": True, "brightness": 0.8})
    config["safety"]["arrival_gap"] = 300
    started(household, make_hub(config))
    for place in ("living_room", "not_home"):
        household.goes("tom", place)
        household.quiet(0.3)
    household.deaf.add("living_lamp")
    mark = household.mark()
    household.goes("ana", "living_room")
    household.wait_for(lambda: levels(household, mark) == [203], "what nobody hears")
    household.goes("tom", "living_room")
    household.wait_for(lambda: len(levels(household, mark)) > 1, "a second try")
    assert levels(household, mark)[1:] == [CAP]


def test_case_17_exported_automations_keep_everybodys_limit(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, lamp: SimulatedZigbee
) -> None:
    hub = started(household, make_hub(with_a_limit(mosquitto.port)))
    teach(household, "ana", "living_room", lamp, times=5, state="ON", brightness=203)
    (made,) = json.loads(hub.attune("habits", "ana", "--automations", "--json"))["automations"]
    (action,) = made["actions"][0]["then"]
    assert json.loads(action["data"]["payload"])["brightness"] == CAP
