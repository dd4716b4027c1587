"""Who is where by movement alone: rooms that have no sensor, what is learned of how people stay, nights."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from devices.vocabulary import Moment, OccupantId, RoomId
from hub.presence.room_use import USES
from hub.presence.unnamed import Unnamed

ANA = OccupantId("ana")
HALL, BEDROOM, STUDY, KITCHEN = (RoomId(room) for room in ("hall", "bedroom", "study", "kitchen"))
MIDNIGHT = datetime(2026, 3, 2, tzinfo=UTC)
HOUR_S = 3600.0


def at(seconds: float) -> Moment:
    return Moment(MIDNIGHT + timedelta(seconds=seconds), seconds)


def make_home(*rooms: RoomId, agreed: bool = True) -> Unnamed:
    own = [ANA] if agreed else []
    uses = {room: USES[room] for room in rooms}
    return Unnamed(rooms, {}, lambda when: when.hour // 4, own=own, is_shared=agreed, uses=uses)


def comes_home(home: Unnamed, when: float, *quiet: RoomId) -> None:
    for room in quiet:
        home.moving(room, False, at(when))
    home.told(ANA, None, True)


def moves(home: Unnamed, room: RoomId, when: float, lasts_s: float = 20.0) -> None:
    home.moving(room, True, at(when))
    home.moving(room, False, at(when + lasts_s))


def passes(home: Unnamed, start: float, end: float) -> None:
    when = start
    while when < end:
        when += 30.0
        home.tick(at(when))


def most_likely(home: Unnamed) -> RoomId:
    return max(home.rooms, key=lambda room: home.share(ANA, room))


def test_on_the_first_evening_who_fell_quiet_in_the_hall_is_in_the_room_beside_it_that_has_no_sensor() -> None:
    home = make_home(HALL, BEDROOM)
    comes_home(home, 19 * HOUR_S, HALL)
    home.moving(HALL, True, at(19 * HOUR_S + 5))
    assert most_likely(home) == HALL
    home.moving(HALL, False, at(19 * HOUR_S + 25))
    passes(home, 19 * HOUR_S + 25, 19.5 * HOUR_S)
    assert most_likely(home) == BEDROOM
    assert home.share(ANA, BEDROOM) > 0.8


def test_who_lies_in_bed_with_a_sensor_is_there_all_night_however_still() -> None:
    home = make_home(HALL, BEDROOM, STUDY)
    comes_home(home, 0.0, HALL, BEDROOM)
    moves(home, HALL, 5.0)
    moves(home, BEDROOM, 10.0, 60.0)
    passes(home, 70.0, 3 * HOUR_S)
    assert most_likely(home) == BEDROOM


def test_of_who_did_not_agree_nothing_is_counted() -> None:
    home = make_home(HALL, BEDROOM, agreed=False)
    comes_home(home, 19 * HOUR_S, HALL)
    moves(home, HALL, 19 * HOUR_S + 5)
    passes(home, 19 * HOUR_S + 25, 20 * HOUR_S)
    assert home.shared_json() == {}
    assert home.movements.own_json(ANA) == {}


def test_who_has_just_got_up_and_is_seen_next_door_has_come_there_at_once_also_with_an_animal() -> None:
    rooms = (RoomId("living_room"), KITCHEN)
    home = Unnamed(
        rooms, {}, lambda when: when.hour // 4, dict.fromkeys(rooms, True), uses={room: USES[room] for room in rooms}
    )
    comes_home(home, 18 * HOUR_S, *rooms)
    start = 18 * HOUR_S + 60.0
    moves(home, RoomId("living_room"), start, 120.0)
    passes(home, start + 120.0, start + 600.0)
    home.moving(RoomId("living_room"), True, at(start + 600.0))
    home.moving(KITCHEN, True, at(start + 603.0))
    assert home.guess(ANA, RoomId("living_room"))[0] == KITCHEN


def test_of_more_than_two_at_home_each_may_after_all_be_another() -> None:
    people = [OccupantId(who) for who in ("ana", "ben", "mia", "tom")]
    sure = []
    for count in (1, 2, 3, 4):
        home = make_home(HALL, BEDROOM, STUDY, KITCHEN)
        for who in people[:count]:
            comes_home(home, 10.0, HALL, BEDROOM, STUDY, KITCHEN)
            home.told(who, None, True)
        passes(home, 10.0, 40.0)
        for number, who in enumerate(people[:count]):
            chances = np.zeros(6)
            chances[number] = 1.0
            home.belief.expect(who, chances, 0.0)
        room, share = home.guess(ANA, None)
        assert room == HALL
        sure.append(share)
    assert sure == [pytest.approx(share) for share in (1.0, 1.0, 0.94, 0.88)]


def test_of_two_without_a_word_where_they_are_neither_is_doubted_for_one_whom_a_source_names() -> None:
    home = make_home(HALL, BEDROOM)
    comes_home(home, 10.0, HALL, BEDROOM)
    for who in ("ben", "mia"):
        home.told(OccupantId(who), BEDROOM, True)
    passes(home, 10.0, 40.0)
    home.belief.expect(ANA, np.array([1.0, 0.0, 0.0, 0.0]), 0.0)
    assert home.guess(ANA, None) == (HALL, pytest.approx(1.0))


def test_who_sleeps_is_not_taken_to_be_where_a_child_stirs() -> None:
    nursery = RoomId("kids_room")
    home = make_home(HALL, BEDROOM, nursery)
    comes_home(home, 21 * HOUR_S, HALL, BEDROOM, nursery)
    moves(home, HALL, 22 * HOUR_S)
    moves(home, BEDROOM, 22 * HOUR_S + 10)
    moves(home, BEDROOM, 22 * HOUR_S + 600)
    night = 22 * HOUR_S + 660
    for number in range(14):
        passes(home, night + 1500 * number, night + 1500 * number + 1470)
        moves(home, nursery, night + 1500 * (number + 1) - 20, 15.0)
        assert most_likely(home) == BEDROOM
    assert home.share(ANA, BEDROOM) > 0.8
    late = night + 1500 * 14 + 600
    passes(home, night + 1500 * 14, late)
    for number, room in enumerate((BEDROOM, HALL, nursery)):  # she gets up and goes to see it
        home.moving(room, True, at(late + 6 * number))
    assert most_likely(home) == nursery
