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

from .living import Household, Hub, configuration, teach, tunable_lamp

pytestmark = [pytest.mark.broker, pytest.mark.whole]
MakeHub = Callable[[Mapping[str, Any]], Hub]
LAMP = [{"zigbee2mqtt": "living_lamp"}]
TOM = "zebra_canary_person"  # an id that stands nowhere by chance


@pytest.fixture
def lamp(household: Household) -> SimulatedZigbee:
    device = tunable_lamp("living_lamp")
    household.add(device)
    return device


def started(household: Household, hub: Hub) -> Hub:
    hub.start(household)
    household.tell_states()
    return hub


def naming(folder: Path, who: str) -> list[str]:
    """Files that hold a person's id; the configuration is the resident's own."""
    found = [path for path in folder.rglob("*") if path.is_file() and path.name != "config.yaml"]
    return sorted(path.name for path in found if who.encode() in path.read_bytes())


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


def standing(hub: Hub, who: str) -> dict[str, int]:
    """Rows that name a person, by table; lessons and decisions of before are kept until they are forgotten."""
    with contextlib.closing(sqlite3.connect(hub.folder / "attune.db")) as read:
        rows = {
            name: read.execute(f"select * from {name}").fetchall() for name in ("holds", "whereabouts", "debts", "consents")
        }
    counts = {name: sum(who in str(row) for row in found) for name, found in rows.items()}
    return {name: count for name, count in counts.items() if count}
