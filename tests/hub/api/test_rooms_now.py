"""What stands behind what is done in each room: whose wish counts, who is owed, what goes on, what is still to be earned."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from devices.vocabulary import Moment, OccupantId, RoomId
from hub.api.rooms_now import RoomsNow
from hub.sending.turn import Turn

from ..a_house import Living
from ..build import moment

ANA, BEN, ROOM = OccupantId("ana"), OccupantId("ben"), RoomId("kitchen")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Living]:
    found = Living(tmp_path, quiet_hours={"from": "22:30", "to": "06:30"}, earn_autonomy=True)
    yield found
    found.close()


def told(home: Living, now: Moment | None = None) -> Any:
    return RoomsNow(home.step.current).rooms({}, now or moment(9e5))


def test_the_quiet_hours_and_the_rules_of_the_configuration_are_told(home: Living) -> None:
    found = told(home)
    assert found["quiet"] == ["22:30", "06:30"]
    assert found["rooms"][ROOM]["sharing"] == {"light": "content", "temperature": "content", "music": "content"}
    assert found["rooms"][ROOM]["activity"] is None


def test_what_goes_on_is_told(home: Living) -> None:
    home.house.situation.activity[ROOM] = "reading"
    assert told(home)["rooms"][ROOM]["activity"] == "reading"


@pytest.mark.parametrize(
    ("debts", "owed"),
    [
        ({ANA: 1.5, BEN: 0.2}, {"light": ANA}),
        ({ANA: 1.5, BEN: 1.4}, {}),
        ({BEN: 0.3}, {}),
        ({}, {}),
        ({BEN: 1.0}, {"light": BEN}),
    ],
)
def test_who_is_clearly_owed_most_is_told(home: Living, debts: dict[OccupantId, float], owed: dict[str, OccupantId]) -> None:
    home.house.ledger.owe(ROOM, "light", Turn(debts, 0.0), debts)
    assert told(home)["rooms"][ROOM]["owed"] == owed


def test_how_many_right_guesses_are_missing_is_told_until_it_acts(home: Living) -> None:
    at_s = home.teach(times=6)
    now = {(who, room, kind): more for who, room, kind, more, _ in told(home)["needs"]}
    at_s = home.teach(times=2, at_s=at_s)
    later = {(who, room, kind): more for who, room, kind, more, _ in told(home)["needs"]}
    assert any(later.get(key, 0) < more for key, more in now.items())
    home.teach(times=14, at_s=at_s)
    assert told(home)["needs"] == []
