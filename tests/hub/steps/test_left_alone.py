"""What somebody found and did not touch was right, weakly: as far as they saw it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.vocabulary import DeviceId, OccupantId, RoomId, Value
from models.example import Source

from ..a_house import Living
from ..build import moment

KITCHEN, CAME_S, ANA = RoomId("kitchen"), 200_010, OccupantId("ana")
LAMP = {
    "topic": {
        "id": "lamp", "state": "home/lamp", "command": "home/lamp/set",
        "quantities": {"brightness": {"key": "level", "low": 0, "high": 100}, "power": {"key": "on"}},
    }
}  # fmt: skip
TRV = {"topic": {"id": "trv", "state": "home/trv", "command": "home/trv/set", "quantities": {"setpoint": {"key": "target"}}}}


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Living]:
    """Ana has set the lamp and the heating before, somebody the heating since; now the hub only watches."""
    occupants = {"ana": {"learn": ["light", "temperature"], "presence": [{"topic": "home/presence/ana"}]}}
    made = Living(tmp_path, occupants=occupants, rooms={"kitchen": {"devices": [LAMP, TRV]}, "hall": {}})
    made.hear("home/trv", '{"target": 19}', 1)
    made.teach(times=2)
    made.hear("home/presence/ana", "kitchen", 190_000)
    made.hear("home/trv", '{"target": 21}', 190_010)
    made.hear("home/presence/ana", "not_home", 190_100)
    made.hear("home/trv", '{"target": 20}', 190_110)
    made.step.requests.cap(KITCHEN, "watch", moment(190_200))
    yield made
    made.close()


def stay(home: Living, *meanwhile: tuple[str, str]) -> dict[str, Value]:
    """Ana is there for half an hour while this is heard; what was learned to have been right, by quantity."""
    before = len(list(home.store.examples.all()))
    home.hear("home/presence/ana", "kitchen", CAME_S)
    for number, (topic, payload) in enumerate(meanwhile):
        home.hear(topic, payload, CAME_S + 100 + 60 * number)
        home.tick(CAME_S + 130 + 60 * number)
    home.hear("home/presence/ana", "not_home", CAME_S + 1800)
    rows = list(home.store.examples.all())[before:]
    return {row.kind: row.value for row in rows if row.source is Source.ACCEPT}


def test_a_lamp_that_was_lit_was_bright_enough_and_a_heating_nobody_looked_at_says_nothing(home: Living) -> None:
    home.hear("home/lamp", '{"on": "on", "level": 40}', CAME_S - 600)
    assert stay(home) == {"power": True, "brightness": 0.4}


def test_a_lamp_that_says_again_what_it_is_was_not_touched(home: Living) -> None:
    home.hear("home/lamp", '{"on": "on", "level": 40}', CAME_S - 600)
    again = [("home/lamp", '{"on": "on", "level": 40}')] * 3
    assert stay(home, *again) == {"power": True, "brightness": 0.4}


def test_the_level_of_a_dark_lamp_was_seen_by_nobody(home: Living) -> None:
    home.hear("home/lamp", '{"on": "off", "level": 40}', CAME_S - 600)
    assert stay(home, ("home/lamp", '{"on": "off", "level": 40}')) == {"power": False}


def test_what_was_lit_meanwhile_was_not_found_so(home: Living) -> None:
    home.hear("home/lamp", '{"on": "off", "level": 40}', CAME_S - 600)
    assert stay(home, ("home/lamp", '{"on": "on", "level": 40}')) == {}


def test_what_was_dimmed_meanwhile_was_not_right_as_it_was(home: Living) -> None:
    home.hear("home/lamp", '{"on": "on", "level": 40}', CAME_S - 600)
    assert stay(home, ("home/lamp", '{"on": "on", "level": 80}')) == {}


def test_a_heating_that_is_as_they_set_it_themselves_was_right_so(home: Living) -> None:
    home.hear("home/lamp", '{"on": "off", "level": 40}', CAME_S - 600)
    home.hear("home/presence/ana", "kitchen", 192_000)
    home.hear("home/trv", '{"target": 22}', 192_010)
    home.hear("home/presence/ana", "not_home", 192_100)
    assert stay(home) == {"power": False, "setpoint": 22.0}


def test_a_heating_that_is_as_they_set_it_names_nobody_who_is_forgotten(home: Living) -> None:
    home.hear("home/presence/ana", "kitchen", 192_000)
    home.hear("home/trv", '{"target": 22}', 192_010)
    home.hear("home/presence/ana", "not_home", 192_100)
    ledger = home.house.ledger
    key = DeviceId("trv"), "setpoint"
    assert ledger.is_own(*key, ANA, 22.0)
    assert not ledger.is_own(*key, OccupantId("ben"), 22.0)
    ledger.forget(ANA)
    assert not ledger.is_own(*key, ANA, 22.0)


def test_what_a_lamp_shone_with_that_the_hub_had_only_switched_on_was_right_as_well(tmp_path: Path) -> None:
    home = Living(tmp_path)
    at_s = round(home.teach(level=40))
    home.house.ladder.pin(OccupantId("ana"), KITCHEN, "watch", "brightness")
    before = len(list(home.store.examples.all()))
    home.hear("home/presence/ana", "kitchen", at_s)
    home.hear("home/lamp", '{"on": "on", "level": 40}', at_s + 1)
    home.tick(at_s + 100)
    rows = list(home.store.examples.all())[before:]
    assert {(row.kind, row.value) for row in rows if row.source is Source.ACCEPT} == {("power", True), ("brightness", 0.4)}
    home.close()
