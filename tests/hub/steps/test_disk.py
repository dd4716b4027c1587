"""A disk that takes nothing, as the people of the house hear of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.vocabulary import DeviceId
from hub.errors import StoreFailed
from hub.steps.disk import LOOK_EVERY_S, Disk
from hub.store import failing_disk

from ..a_house import Living
from ..build import moment


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Living]:
    found = Living(tmp_path)
    yield found
    found.close()


def told(home: Living) -> list[str]:
    return [payload.decode() for payload in home.told("attune/problem")]


def test_a_full_disk_is_told_once_and_its_end_once(home: Living, monkeypatch: pytest.MonkeyPatch) -> None:
    disk = Disk(home.store)
    with monkeypatch.context() as full:
        full.setattr(failing_disk, "seen", lambda _folder: "the disk is full")
        for second in range(60):
            assert not disk.look(home.step.reporting, moment(second))
    assert home.house.standing.degraded
    assert [("the disk is full" in words) for words in told(home)] == [True]
    assert list(home.house.problems) == ["the database cannot be written, nothing is being learned: the disk is full"]
    for second in range(60, 120):
        disk.look(home.step.reporting, moment(second))
    assert not home.house.standing.degraded
    assert list(home.house.problems) == []
    assert ["can be written again" in words for words in told(home)] == [False, True]


def test_one_write_that_works_ends_nothing(home: Living, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(failing_disk, "seen", lambda _folder: "the disk is full")
    Disk(home.store).look(home.step.reporting, moment(0.0))
    home.house.keep(lambda: home.store.settings.put("small", 1))
    assert home.house.standing.degraded


def test_what_was_refused_and_stands_is_written_down_when_it_is_over(home: Living) -> None:
    disk = Disk(home.store)
    home.teach(times=1)
    connection = home.store._connection
    connection.execute("pragma query_only = on")
    home.hear("home/presence/ana", "kitchen", 90_000.0)
    home.hear("home/lamp", '{"on": "on", "level": 70}', 90_020.0)
    home.tick(90_030.0)
    with pytest.raises(StoreFailed):
        home.step.requests.pause(True, moment(90_040.0))
    assert home.house.standing.degraded
    assert home.store.settings.get("paused", False) is False
    connection.execute("pragma query_only = off")
    disk.look(home.step.reporting, moment(90_040.0 + LOOK_EVERY_S))
    assert home.store.settings.get("paused") is True
    assert DeviceId("lamp") in {hold.device for hold in home.store.holds.all(moment(90_060.0))}


def test_a_card_that_does_not_give_the_lessons_back_costs_no_decision_and_they_come_back(home: Living) -> None:
    """They are asked for when somebody comes: the house goes on with what it has."""
    home.teach(times=12)
    known = home.house.shelf.habits
    before = {occupant: known(occupant) for occupant in home.house.config.occupants}
    home.house.learners.learn_again()
    home.store._connection.execute("alter table examples rename to lost")
    home.hear("home/presence/ana", "kitchen", 2_000_000.0)
    home.step.reporting.explain_all()
    assert home.house.standing.degraded
    home.store._connection.execute("alter table lost rename to examples")
    Disk(home.store).look(home.step.reporting, moment(2_000_060.0))
    assert {occupant: home.house.shelf.habits(occupant) for occupant in home.house.config.occupants} == before
