"""Sources: what stays behind when its person goes, named so or found out."""

import pytest

from devices.event import Seen
from devices.vocabulary import AT_HOME, NOT_HOME, DeviceId, OccupantId, RoomId
from hub.presence.fusion import LEFT_S
from hub.presence.moved import Moved, SourceFound
from hub.presence.presence import Presence
from hub.presence.sources import DISTANCE_S, LIES_S, SourceKind

from ..build import moment

ANA = OccupantId("ana")
TABLET, PHONE, GPS, ROUTER, AREA = (DeviceId(name) for name in ("tablet", "phone", "gps", "router", "area"))
KITCHEN, LIVING = RoomId("kitchen"), RoomId("living_room")
SOURCES = {
    TABLET: (ANA, SourceKind.DISTANCE),
    PHONE: (ANA, SourceKind.DISTANCE),
    GPS: (ANA, SourceKind.REGION),
    ROUTER: (ANA, SourceKind.REGION),
    AREA: (ANA, SourceKind.ROOM),
}


class House:
    def __init__(self, *stays: DeviceId) -> None:
        self.presence = Presence(SOURCES, {KITCHEN: "", LIVING: ""}, stays=stays)

    def hear(
        self, source: DeviceId, place: str, at_s: float, outside: bool | None = None, has_left: bool = False
    ) -> list[Moved]:
        distance = 1.0 if SOURCES[source][1] is SourceKind.DISTANCE else None
        seen = Seen(source, place, moment(at_s), distance, outside=outside, has_left=has_left)
        return self.presence.hear(seen, moment(at_s))

    def lies(self, until_s: int, since_s: int = 0) -> list[Moved]:
        """The tablet is heard every second."""
        return [moved for at in range(since_s, until_s) for moved in self.hear(TABLET, LIVING, at)]

    @property
    def place(self) -> tuple[RoomId | None, bool | None]:
        where = self.presence.where(ANA)
        return where.room, where.home


@pytest.mark.parametrize("outside", [True, None])
def test_what_is_named_as_staying_behind_holds_nobody(outside: bool | None) -> None:
    house = House(TABLET)
    house.hear(GPS, AT_HOME, 0)
    house.lies(60)
    house.hear(GPS, NOT_HOME, 60, outside)
    house.lies(400, 60)
    assert house.place == (None, False)


def test_a_tablet_that_is_heard_on_does_not_hold_who_is_proven_to_be_out() -> None:
    house = House()
    house.hear(GPS, AT_HOME, 0)
    house.lies(60)
    house.hear(GPS, NOT_HOME, 60, outside=True)
    assert house.place == (None, False)
    assert house.lies(1000, 60) == []
    assert house.presence.found() == [SourceFound(ANA, TABLET, True)]


def test_proof_that_comes_after_the_word_counts_as_well() -> None:
    house = House()
    house.lies(60)
    house.hear(GPS, NOT_HOME, 60)
    house.lies(70, 60)
    assert house.place == (LIVING, True)
    house.hear(GPS, NOT_HOME, 70, outside=True)
    house.lies(80, 70)
    assert house.place == (None, False)


def test_a_phone_heard_anew_is_back_before_its_position_has_noticed() -> None:
    house = House()
    house.hear(PHONE, KITCHEN, 0)
    house.hear(GPS, NOT_HOME, 30, outside=True)
    house.presence.tick(moment(40 + DISTANCE_S))
    (moved,) = house.hear(PHONE, KITCHEN, 500)
    assert (moved.after.room, moved.fresh) == (KITCHEN, True)


def test_once_found_to_lie_still_it_needs_no_proof_and_places_nobody_who_comes_home() -> None:
    house = House()
    house.lies(60)
    house.hear(GPS, NOT_HOME, 60, outside=True)
    house.lies(70 + int(LIES_S), 60)
    house.hear(GPS, AT_HOME, 200)
    house.lies(260, 200)
    assert house.place == (None, True)
    house.hear(GPS, NOT_HOME, 260)
    house.lies(300, 260)
    assert house.place == (None, False)


def test_what_was_found_before_a_restart_is_remembered() -> None:
    house = House()
    house.presence.remember([TABLET, DeviceId("gone")])
    house.lies(60)
    house.hear(GPS, NOT_HOME, 60)
    house.lies(120, 60)
    assert house.place == (None, False)


def test_what_is_carried_into_another_room_counts_again() -> None:
    house = House()
    house.presence.remember([TABLET])
    house.lies(60)
    house.presence.tick(moment(60 + DISTANCE_S + 1))
    house.hear(TABLET, KITCHEN, 200)
    assert house.place == (KITCHEN, True)
    assert house.presence.found() == [SourceFound(ANA, TABLET, False)]


def test_what_is_named_as_staying_counts_where_it_is_carried_to_and_holds_nobody_there() -> None:
    house = House(TABLET)
    house.lies(60)
    house.presence.tick(moment(60 + DISTANCE_S + 1))
    house.hear(TABLET, KITCHEN, 200)
    assert house.place == (KITCHEN, True)
    house.hear(GPS, NOT_HOME, 210)
    house.hear(TABLET, KITCHEN, 215)
    assert house.place == (None, False)
    assert house.presence.found() == []


def test_a_tablets_router_says_neither_home_nor_away_for_its_person() -> None:
    house = House(ROUTER)
    house.hear(GPS, NOT_HOME, 0)
    house.hear(ROUTER, AT_HOME, 1)
    assert house.place == (None, False)
    house.hear(GPS, AT_HOME, 100)
    house.hear(ROUTER, NOT_HOME, 110)
    assert house.place == (None, True)


def test_a_source_may_be_named_as_staying_while_the_hub_runs() -> None:
    before = House()
    before.lies(60)
    after = House(TABLET)
    after.presence.adopt(before.presence)
    after.lies(70, 60)
    assert after.place == (None, None)


def test_who_is_forgotten_leaves_nothing_that_was_found_out() -> None:
    house = House()
    house.presence.remember([TABLET])
    house.presence.forget(ANA)
    house.lies(10)
    assert house.place == (LIVING, True)


@pytest.mark.parametrize(("source", "word"), [(AREA, LIVING), (ROUTER, AT_HOME)])
def test_whatever_repeats_itself_while_its_person_is_proven_to_be_out_brings_nobody_home(source: DeviceId, word: str) -> None:
    house = House()
    house.hear(source, word, 0)
    house.hear(GPS, NOT_HOME, 60, outside=True)
    house.hear(GPS, NOT_HOME, 380, outside=True)
    assert house.hear(source, word, 400) == []
    assert house.place == (None, False)
    assert house.presence.found() == [SourceFound(ANA, source, True)]
    house.hear(source, word, 5000)
    assert house.place == (None, False)


def test_a_room_told_anew_counts_where_the_position_is_old() -> None:
    house = House()
    house.hear(AREA, LIVING, 0)
    house.hear(GPS, NOT_HOME, 60, outside=True)
    (moved,) = house.hear(AREA, LIVING, 5000)
    assert (moved.after.room, moved.fresh) == (LIVING, True)


def test_what_left_itself_does_not_lie_still() -> None:
    house = House()
    house.presence.remember([ROUTER])
    house.hear(ROUTER, AT_HOME, 0)
    assert house.place == (None, None)
    house.hear(ROUTER, NOT_HOME, 10)
    assert house.presence.found() == [SourceFound(ANA, ROUTER, False)]
    house.hear(ROUTER, AT_HOME, 20)
    assert house.place == (None, True)


def test_a_phones_own_word_that_it_left_waits_a_while_for_what_is_heard_on_and_then_counts() -> None:
    house = House()
    house.lies(60)
    house.hear(GPS, NOT_HOME, 60, has_left=True)
    house.lies(60 + int(LEFT_S), 60)
    assert house.place == (LIVING, True)
    house.lies(65 + int(LEFT_S), 60 + int(LEFT_S))
    assert house.place == (None, False)


def test_a_slip_of_the_phone_that_it_takes_back_moves_nobody() -> None:
    house = House()
    house.lies(60)
    house.hear(GPS, NOT_HOME, 60, has_left=True)
    house.lies(75, 60)
    house.hear(GPS, AT_HOME, 75)
    house.lies(300, 75)
    assert house.place == (LIVING, True)
