"""Phones tell late who has gone and who has come: what was seen meanwhile was they."""

from datetime import UTC, datetime, timedelta

from devices.vocabulary import Moment, OccupantId, RoomId
from hub.presence.room_use import USES
from hub.presence.unnamed import Unnamed

ANA, BEN = OccupantId("ana"), OccupantId("ben")
HALL, LIVING, STUDY = RoomId("hall"), RoomId("living_room"), RoomId("study")
ROOMS = (HALL, LIVING, STUDY)
EVENING = datetime(2026, 3, 2, 17, tzinfo=UTC)


def at(seconds: float) -> Moment:
    return Moment(EVENING + timedelta(seconds=seconds), seconds)


def make_home(*people: OccupantId) -> Unnamed:
    home = Unnamed(ROOMS, {}, lambda when: when.hour // 4, uses={room: USES[room] for room in ROOMS})
    for who in people:
        home.told(who, None, False)
    for room in ROOMS:
        home.moving(room, False, at(0.0))
    return home


def moves(home: Unnamed, room: RoomId, when: float, lasts_s: float = 20.0) -> None:
    home.moving(room, True, at(when))
    home.moving(room, False, at(when + lasts_s))


def passes(home: Unnamed, start: float, end: float) -> None:
    while start < end:
        start += 30.0
        home.tick(at(start))


def in_living_room(home: Unnamed, start: float) -> float:
    """Ana, alone at home, sits down there. When she has sat for a while."""
    home.told(ANA, None, True)
    moves(home, HALL, start + 5.0)
    for minute in range(10):
        moves(home, LIVING, start + 15.0 + 60.0 * minute)
    passes(home, start + 580.0, start + 700.0)
    return start + 700.0


def test_who_came_in_before_their_phone_told_so_is_who_was_seen_and_nobody_else() -> None:
    home = make_home(ANA, BEN)
    now = in_living_room(home, 10.0)
    moves(home, HALL, now)  # is it Ana who has got up unseen?
    moves(home, STUDY, now + 8.0)
    before = home.share(ANA, LIVING)
    passes(home, now + 28.0, now + 60.0)
    home.told(BEN, None, True)
    passes(home, now + 90.0, now + 120.0)
    assert home.share(BEN, STUDY) > 0.8
    assert home.share(ANA, LIVING) > max(0.8, before)


def test_of_two_at_home_the_one_whose_phone_tells_that_they_went_was_seen_at_the_door() -> None:
    home = make_home(ANA, BEN)
    now = in_living_room(home, 10.0)
    home.told(BEN, None, True)
    for minute in range(10):
        moves(home, LIVING, now + 10.0 + 60.0 * minute)
    now += 620.0
    moves(home, HALL, now, 60.0)  # one of them goes out; the other sits still
    passes(home, now + 60.0, now + 240.0)
    assert home.share(ANA, LIVING) < 0.8
    home.told(BEN, None, False)
    passes(home, now + 270.0, now + 300.0)
    assert home.share(BEN, LIVING) == 0.0
    assert home.share(ANA, LIVING) > 0.8


def test_a_stranger_whom_no_phone_tells_of_is_taken_for_no_resident_after_a_while() -> None:
    home = make_home(ANA, BEN)
    now = in_living_room(home, 10.0)
    moves(home, HALL, now)
    moves(home, STUDY, now + 8.0)
    passes(home, now + 28.0, now + 600.0)
    home.told(BEN, None, True)
    moves(home, HALL, now + 610.0)
    assert home.share(BEN, HALL) > home.share(BEN, STUDY)


def test_who_has_just_come_home_has_come_into_the_room_though_somebody_had_moved_there_before() -> None:
    home = make_home(ANA)
    now = in_living_room(home, 10.0)
    home.told(ANA, None, False)
    moves(home, HALL, now)
    home.touched(LIVING, at(now + 21.0))  # from afar, or as she went
    home.told(ANA, None, True)
    home.moving(LIVING, True, at(now + 25.0))
    assert home.has_come(ANA)
    assert home.guess(ANA, None)[0] == LIVING
