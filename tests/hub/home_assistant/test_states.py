"""What is told of a room is put into words only where something of it has changed, and then always."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from devices.vocabulary import Moment, RoomId
from hub.home_assistant import states as told
from hub.home_assistant.states import RoomTold, parts, states
from hub.house import House as HubHouse

from ..a_house import Living
from ..build import moment
from ..steps.test_preparing import House


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Living]:
    found = Living(tmp_path)
    yield found
    found.close()


@given(seed=st.integers(0, 2**32))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_who_remembers_what_was_told_tells_the_same_as_who_does_not(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    dice = random.Random(seed)
    home = House(tmp_path_factory.mktemp("home"), dice)
    known: dict[RoomId, RoomTold] = {}
    of = home.living.house
    for at_s in range(0, 300_000, 10_000):  # two of what happens take less
        home.live(dice, 2, float(at_s))
        house, now = home.living.house, moment(at_s + 9_000.0)
        if house is not of:
            known, of = {}, house
        assert dict(one for part in parts(house, now, None, known) for one in part) == states(house, now, None)
        home.living.step.reporting.explain_all()
    home.living.close()


def test_a_room_of_which_nothing_has_changed_is_not_put_into_words_again(home: Living, monkeypatch: pytest.MonkeyPatch) -> None:
    rooms, whole = list[RoomId](), told._room

    def noted(house: HubHouse, room: RoomId, now: Moment) -> Iterator[tuple[str, bytes]]:
        rooms.append(room)
        return whole(house, room, now)

    monkeypatch.setattr(told, "_room", noted)
    known: dict[RoomId, RoomTold] = {}
    for at_s in (1.0, 2.0):
        list(parts(home.house, moment(at_s), None, known))
    assert rooms == [RoomId(room) for room in home.house.config.rooms]
    home.house.situation.activity[RoomId("kitchen")] = "cooking"
    list(parts(home.house, moment(3.0), None, known))
    assert rooms[len(home.house.config.rooms) :] == ["kitchen"]
