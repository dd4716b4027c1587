"""A new configuration makes a new house: what is true whatever it says goes over, and nobody stays behind in the old one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.vocabulary import OccupantId, RoomId
from hub.errors import StoreFailed
from hub.home_assistant.board import Board
from hub.house import House
from hub.standing import Standing

from .a_house import LAMP, Living
from .build import moment

KITCHEN = RoomId("kitchen")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Living]:
    found = Living(tmp_path)
    yield found
    found.close()


def lived_in(home: Living) -> None:
    """Ana is in the kitchen and has set the lamp a moment ago."""
    home.hear("home/lamp", '{"on": "off", "level": 100}', 1)
    home.hear("home/presence/ana", "kitchen", 10)
    home.hear("home/lamp", '{"on": "on", "level": 40}', 20)


def test_what_stands_outlives_the_configuration(home: Living) -> None:
    lived_in(home)
    home.reload(autonomy="suggest")
    house = home.house
    assert house.config.autonomy == "suggest"
    assert house.readings.value(LAMP, "brightness") == 0.4
    assert house.ledger.held(LAMP, "brightness", moment(21)) is not None
    assert house.bursts.is_open(LAMP, "power")
    assert list(house.presence.in_room(KITCHEN)) == ["ana"]


def test_a_burst_from_before_a_reload_teaches_after_it(home: Living) -> None:
    lived_in(home)
    home.reload()
    home.tick(25)
    assert home.house.shelf.knows(OccupantId("ana"), "brightness") == 1


def test_what_the_new_configuration_does_not_know_is_no_more(home: Living) -> None:
    lived_in(home)
    home.reload(rooms={"hall": {}})
    assert home.house.readings.value(LAMP, "brightness") is None
    assert home.house.ledger.held(LAMP, "brightness", moment(21)) is None
    home.tick(30)
    home.hear("home/presence/ana", "hall", 40)
    assert list(home.house.presence.in_room(RoomId("hall"))) == ["ana"]


def test_settings_of_what_stands_are_those_of_the_new_configuration(home: Living) -> None:
    home.reload(
        learning={"settle": 7, "app_is_hand": True},
        safety={"commands_per_device_per_minute": 3, "commands_per_10_seconds": 9},
    )
    house = home.house
    assert house.bursts.settle_s == 7
    assert house.attribution.app_is_hand
    assert (house.command_history.per_device, house.command_history.per_home) == (3, 9)


def test_after_a_reload_nobody_acts_on_the_old_house(home: Living) -> None:
    board = Board(home.step.current, home.house.ports.publish, lambda: None)
    board.show(moment())
    home.reload(rooms={"kitchen": {}})
    home.said.clear()
    board.show(moment(1))
    assert home.told("homeassistant/device/attune/room_hall/config") == [b""]
    held = [
        (type(actor).__name__, name)
        for actor in (*vars(home.step).values(), board)
        for name, value in getattr(actor, "__dict__", {}).items()
        if isinstance(value, House) and value is not home.house
    ]
    assert held == []


def test_a_pause_outlives_a_reload_also_where_the_disk_could_not_be_written(
    home: Living, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise StoreFailed("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(home.store.settings, "put", fails)
        with pytest.raises(StoreFailed):
            home.step.requests.pause(True, moment(1))
    home.reload()
    assert home.house.paused


def test_a_configuration_that_cannot_be_taken_leaves_the_house_as_it_was(home: Living, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails() -> None:
        raise StoreFailed("it cannot be read")

    lived_in(home)
    monkeypatch.setattr(home.store.examples, "judged", fails)
    with pytest.raises(StoreFailed):
        home.reload(rooms={"hall": {}}, learning={"settle": 99})
    assert home.house.bursts.settle_s == 1
    assert home.house.ledger.held(LAMP, "brightness", moment(21)) is not None
    assert home.house.standing.readings is home.house.readings


def test_a_restart_begins_with_what_the_disk_remembers(home: Living) -> None:
    lived_in(home)
    home.step.requests.cap(KITCHEN, "watch", moment(21))
    home.step.reporting.explain_all()
    standing = Standing.read(home.store, home.house.config.rooms, moment(60))
    again = House(home.house.config, home.store, home.house.ports, standing)
    assert again.ledger.held(LAMP, "brightness", moment(61)) is not None
    assert list(again.presence.in_room(KITCHEN)) == ["ana"]
    assert again.ceiling(KITCHEN) == "watch"
    assert standing.places == {}  # taken over


def test_nothing_that_stands_is_of_a_forgotten_person_or_names_them(home: Living) -> None:
    lived_in(home)
    home.house.problems.extend(["ana's phone is not heard", "the lamp does not answer"])
    home.step.personal_data.forget(next(iter(home.house.presence.in_room(KITCHEN))), moment(30))
    standing = home.house.standing
    assert list(standing.problems) == ["the lamp does not answer"]
    assert standing.ledger.held(LAMP, "brightness", moment(31)) is None
    assert not standing.bursts.is_open(LAMP, "power")
    assert home.house.presence.in_room(KITCHEN) == {}
    assert "ana" not in standing.narrowed


def test_who_is_no_longer_in_the_configuration_keeps_no_room_from_being_empty(home: Living) -> None:
    lived_in(home)
    home.reload(occupants={"ben": {"learn": ["light"], "presence": [{"topic": "home/presence/ben"}]}})
    assert home.house.is_known_empty(KITCHEN)
