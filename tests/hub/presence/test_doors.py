"""Contacts at doors tell who has gone in or out, where no sensor notices anybody."""

from datetime import UTC, datetime, timedelta

import pytest

from devices.vocabulary import Moment, OccupantId, RoomId
from hub.presence.doors import is_door
from hub.presence.room_use import USES
from hub.presence.unnamed import Unnamed

ANA = OccupantId("ana")
HALL, BATHROOM, LIVING_ROOM = RoomId("hall"), RoomId("bathroom"), RoomId("living_room")
ROOMS = (HALL, BATHROOM, LIVING_ROOM)
START = datetime(2026, 1, 5, 17, 0, tzinfo=UTC)


def moment(seconds: float) -> Moment:
    return Moment(START + timedelta(seconds=seconds), seconds)


def at_home_in(room: RoomId) -> Unnamed:
    """Ana, who has just moved something there; both doors were found shut."""
    home = Unnamed(ROOMS, {}, lambda when: when.hour // 4, uses={room: USES[room] for room in ROOMS})
    for door in (HALL, BATHROOM):
        home.door_stands(door, is_shut=True)
    home.told(ANA, None, True)
    home.touched(room, moment(0.0))
    return home


def test_who_opens_a_door_and_sets_something_there_stays_while_it_is_shut() -> None:
    home = at_home_in(LIVING_ROOM)
    home.passed(BATHROOM, False, moment(3600.0))
    assert home.share(ANA, BATHROOM) > home.share(ANA, LIVING_ROOM)
    home.touched(BATHROOM, moment(3603.0))
    home.passed(BATHROOM, True, moment(3608.0))
    home.tick(moment(3608.0 + 2400.0))
    assert home.share(ANA, BATHROOM) > 0.7  # in the bath


def test_who_opens_it_again_has_most_likely_gone_out() -> None:
    home = at_home_in(BATHROOM)
    home.passed(BATHROOM, False, moment(600.0))
    assert home.share(ANA, BATHROOM) < 0.4


def test_who_shuts_a_door_that_stood_open_is_most_likely_inside() -> None:
    home = at_home_in(BATHROOM)
    home.passed(BATHROOM, True, moment(600.0))
    assert home.share(ANA, BATHROOM) > 0.8


def test_who_comes_home_came_through_the_door_that_has_just_moved() -> None:
    home = at_home_in(LIVING_ROOM)
    home.told(ANA, None, False)
    home.tick(moment(60.0))
    home.passed(HALL, False, moment(7200.0))
    home.passed(HALL, True, moment(7208.0))
    home.told(ANA, None, True)
    home.tick(moment(7240.0))
    assert home.share(ANA, HALL) > 0.3  # half a minute later they may have gone on
    assert home.share(ANA, BATHROOM) < 0.1
    assert home.moved_lately(HALL, moment(7240.0))


def test_of_two_at_home_either_may_have_gone_through() -> None:
    home = at_home_in(LIVING_ROOM)
    ben = OccupantId("ben")
    home.told(ben, None, True)
    home.touched(LIVING_ROOM, moment(30.0))
    home.passed(BATHROOM, False, moment(3600.0))
    shares = home.share(ANA, BATHROOM), home.share(ben, BATHROOM)
    assert sum(shares) > 0.5
    assert max(shares) < 0.8


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("front_door", True), ("Haustür", True), ("deur badkamer", True), ("porte_entree", True), ("garden_gate", True),
        ("living_window", False), ("balcony_door", False), ("fridge_door", False), ("outdoor_contact", False),
        ("Kühlschranktür", False), ("kitchen_contact", False),
    ],
)  # fmt: skip
def test_people_go_through_a_door_by_its_name_and_not_through_a_window_or_a_fridge(name: str, is_one: bool) -> None:
    assert is_door(name) is is_one


def test_who_sits_in_a_room_without_a_sensor_is_not_gone_by_time_alone_where_only_doors_are_heard() -> None:
    home = at_home_in(LIVING_ROOM)
    home.tick(moment(6 * 3600.0))
    assert home.guess(ANA, LIVING_ROOM)[0] == LIVING_ROOM
    home.touched(BATHROOM, moment(6 * 3600.0 + 60.0))
    assert home.guess(ANA, LIVING_ROOM)[0] == BATHROOM
